// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sidebar-row.h"

#include <glib/gi18n.h>

/**
 * EaselSidebarRow:
 *
 * Something in a list of the sidebar: its title above what is known of it, and
 * at most one thing at the end.
 */
struct _EaselSidebarRow
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *title_label;
  GtkLabel *caption_label;

  /* owned */
  GObject *item;
  GSignalGroup *item_signals;
  GtkWidget *menu;

  /* borrowed: made when they are first shown */
  GtkWidget *menu_button;
  GtkWidget *spinner;
  GtkWidget *icon;

  /* state */
  gboolean hot;
  gboolean busy;
  gboolean has_icon;
};

G_DEFINE_FINAL_TYPE (EaselSidebarRow, easel_sidebar_row, ADW_TYPE_BIN)

enum
{
  UPDATE,
  MAKE_MENU,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_item_notify_cb (EaselSidebarRow *self)
{
  if (self->item != NULL)
    g_signal_emit (self, signals[UPDATE], 0, self->item);
}

/* One thing at the end, the menu before what only says something. */
static void
update_end (EaselSidebarRow *self)
{
  if (self->menu_button != NULL)
    gtk_widget_set_visible (self->menu_button, self->hot);
  if (self->spinner != NULL)
    gtk_widget_set_visible (self->spinner, self->busy && !self->hot);
  if (self->icon != NULL)
    gtk_widget_set_visible (self->icon, self->has_icon && !self->busy && !self->hot);
}

static void
attach (EaselSidebarRow *self, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_grid_attach (GTK_GRID (adw_bin_get_child (ADW_BIN (self))), widget, 1, 0, 1, 2);
}

/* Made anew each time: what can be done depends on the item. */
static void
show_menu (EaselSidebarRow *self, const GdkRectangle *at, GtkAlign align)
{
  g_autoptr (GMenuModel) model = NULL;

  if (self->item == NULL)
    return;
  g_signal_emit (self, signals[MAKE_MENU], 0, self->item, &model);
  if (model == NULL)
    return;
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_widget_set_halign (self->menu, align);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_menu_clicked_cb (EaselSidebarRow *self)
{
  easel_sidebar_row_show_menu (self);
}

/* The keyboard has a key for the menu: a button that took the focus would take
 * it from the row. */
static void
ensure_menu_button (EaselSidebarRow *self)
{
  if (self->menu_button != NULL)
    return;
  self->menu_button = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More Actions"));
  gtk_widget_set_focusable (self->menu_button, FALSE);
  gtk_widget_set_focus_on_click (self->menu_button, FALSE);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "circular");
  gtk_widget_add_css_class (self->menu_button, "easel-row-button");
  g_signal_connect_object (self->menu_button, "clicked", G_CALLBACK (on_menu_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  attach (self, self->menu_button);
}

static void
easel_sidebar_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (widget);

  GTK_WIDGET_CLASS (easel_sidebar_row_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
easel_sidebar_row_dispose (GObject *object)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->item);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_SIDEBAR_ROW);

  G_OBJECT_CLASS (easel_sidebar_row_parent_class)->dispose (object);
}

static void
easel_sidebar_row_class_init (EaselSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_sidebar_row_dispose;
  widget_class->size_allocate = easel_sidebar_row_size_allocate;

  /**
   * EaselSidebarRow::update:
   * @item: what the row shows
   *
   * @item is new to the row, or a property of it changed.
   */
  signals[UPDATE] = g_signal_new ("update", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_OBJECT);

  /**
   * EaselSidebarRow::make-menu:
   * @item: what the row shows
   *
   * Asks for what can be done with @item.
   *
   * Returns: (transfer full) (nullable): a menu, %NULL for none
   */
  signals[MAKE_MENU] = g_signal_new ("make-menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_MENU_MODEL, 1, G_TYPE_OBJECT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/window/easel-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselSidebarRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselSidebarRow, caption_label);
}

static void
easel_sidebar_row_init (EaselSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->item_signals = g_signal_group_new (G_TYPE_OBJECT);
  g_signal_group_connect_swapped (self->item_signals, "notify", G_CALLBACK (on_item_notify_cb), self);
}

GtkWidget *
easel_sidebar_row_new (void)
{
  return g_object_new (EASEL_TYPE_SIDEBAR_ROW, NULL);
}

/**
 * easel_sidebar_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
GObject *
easel_sidebar_row_get_item (EaselSidebarRow *self)
{
  g_return_val_if_fail (EASEL_IS_SIDEBAR_ROW (self), NULL);

  return self->item;
}

/**
 * easel_sidebar_row_set_item:
 * @self: a row
 * @item: (nullable): what it shows; %NULL when the row is unbound
 */
void
easel_sidebar_row_set_item (EaselSidebarRow *self, GObject *item)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  if (!g_set_object (&self->item, item))
    return;
  g_signal_group_set_target (self->item_signals, item);
  if (item == NULL)
    {
      easel_sidebar_row_set_hot (self, FALSE);
      easel_sidebar_row_set_busy (self, FALSE);
    }
  on_item_notify_cb (self);
}

/**
 * easel_sidebar_row_name_item:
 * @self: a row
 * @item: the item of a list that it is the child of
 *
 * From here on a screen reader calls @item what @self shows.
 */
void
easel_sidebar_row_name_item (EaselSidebarRow *self, GtkListItem *item)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));
  g_return_if_fail (GTK_IS_LIST_ITEM (item));

  g_object_bind_property (self->title_label, "label", item, "accessible-label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->caption_label, "label", item, "accessible-description",
                          G_BINDING_SYNC_CREATE);
}

/**
 * easel_sidebar_row_set_text:
 * @self: a row
 * @title: what it is called
 * @caption: what is known of it
 */
void
easel_sidebar_row_set_text (EaselSidebarRow *self, const char *title, const char *caption)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->caption_label, caption);
}

/**
 * easel_sidebar_row_set_caption_marks:
 * @self: a row
 * @marks: (nullable): how parts of the caption look
 */
void
easel_sidebar_row_set_caption_marks (EaselSidebarRow *self, PangoAttrList *marks)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  gtk_label_set_attributes (self->caption_label, marks);
}

/**
 * easel_sidebar_row_set_icon:
 * @self: a row
 * @icon_name: (nullable): a sign at its end, %NULL for none
 * @tooltip: (nullable): what the sign says
 */
void
easel_sidebar_row_set_icon (EaselSidebarRow *self, const char *icon_name, const char *tooltip)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  self->has_icon = icon_name != NULL;
  if (icon_name != NULL && self->icon == NULL)
    {
      self->icon = gtk_image_new ();
      gtk_widget_add_css_class (self->icon, "dimmed");
      attach (self, self->icon);
    }
  if (icon_name != NULL)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
      gtk_widget_set_tooltip_text (self->icon, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                      -1);
    }
  update_end (self);
}

/**
 * easel_sidebar_row_set_busy:
 * @self: a row
 * @busy: whether something is being done to what it shows
 */
void
easel_sidebar_row_set_busy (EaselSidebarRow *self, gboolean busy)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  self->busy = busy;
  if (busy && self->spinner == NULL)
    {
      self->spinner = adw_spinner_new ();
      attach (self, self->spinner);
    }
  update_end (self);
}

/**
 * easel_sidebar_row_set_hot:
 * @self: a row
 * @hot: whether the pointer or the focus is on it
 *
 * Shows a button for the row's menu as long as the row is looked at.
 */
void
easel_sidebar_row_set_hot (EaselSidebarRow *self, gboolean hot)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  self->hot = hot;
  if (hot)
    ensure_menu_button (self);
  update_end (self);
}

/**
 * easel_sidebar_row_show_menu_at:
 * @self: a row
 * @x: where it points to, in the coordinates of @self
 * @y: where it points to, in the coordinates of @self
 *
 * Opens the menu of what can be done with the item.
 */
void
easel_sidebar_row_show_menu_at (EaselSidebarRow *self, double x, double y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  show_menu (self, &at, GTK_ALIGN_START);
}

/**
 * easel_sidebar_row_show_menu:
 * @self: a row
 *
 * Opens the menu of what can be done with the item, at the end of the row.
 */
void
easel_sidebar_row_show_menu (EaselSidebarRow *self)
{
  GdkRectangle at = { 0, 0, 1, 1 };

  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  at.height = gtk_widget_get_height (GTK_WIDGET (self));
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_LTR)
    at.x = gtk_widget_get_width (GTK_WIDGET (self)) - 1;
  show_menu (self, &at, GTK_ALIGN_END);
}
