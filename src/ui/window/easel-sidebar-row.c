// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sidebar-row.h"

#include <glib/gi18n.h>

#include "easel-tooltip.h"

/* In pixels. */
#define MARGIN 6
#define LINE_GAP 3
#define END_GAP 6
#define INDENT 14
/* As the style classes "caption" and "dimmed" have it: 82%, and a hair more to be
 * rounded as a style sheet's sizes are. A size one unit off is another font, with
 * letters of its own to load. */
#define CAPTION_SCALE 0.820027
#define CAPTION_OPACITY 0.55f
#define CAPTION_OPACITY_HIGH_CONTRAST 0.9f

/**
 * EaselSidebarRow:
 *
 * Something in a list of the sidebar: its title above what is known of it, and
 * at most one thing at the end.
 *
 * It draws its two lines itself: a window that starts shows a dozen rows, and
 * each would have three more widgets to be styled and measured.
 */
struct _EaselSidebarRow
{
  GtkWidget parent_instance;

  /* owned */
  GObject *item;
  GSignalGroup *item_signals;
  char *title;
  char *caption;
  PangoAttrList *marks;
  PangoLayout *title_layout;
  PangoLayout *caption_layout;

  /* weak */
  GtkListItem *list_item;
  GtkWidget *focus_before;

  /* children, made when they are first shown */
  GtkWidget *menu;
  GtkWidget *menu_button;
  GtkWidget *spinner;
  GtkWidget *icon;

  /* state */
  gboolean hot;
  gboolean busy;
  gboolean has_icon;
  gboolean heading;
  gboolean folded;
  int indent;
};

G_DEFINE_FINAL_TYPE (EaselSidebarRow, easel_sidebar_row, GTK_TYPE_WIDGET)

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

/* One thing at the end, the menu before what only says something; a heading keeps
 * the sign of whether it is folded. */
static void
update_end (EaselSidebarRow *self)
{
  gboolean menu = self->hot && !self->heading;

  if (self->menu_button != NULL)
    gtk_widget_set_visible (self->menu_button, menu);
  if (self->spinner != NULL)
    gtk_widget_set_visible (self->spinner, self->busy && !menu);
  if (self->icon != NULL)
    gtk_widget_set_visible (self->icon, self->has_icon && !self->busy && !menu);
}

static void
attach (EaselSidebarRow *self, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (widget, GTK_WIDGET (self));
}

/* At once: else the window looks for another place with its next frame, when a dialog
 * that was chosen here may have the focus already. */
static void
on_menu_closed_cb (EaselSidebarRow *self)
{
  if (self->focus_before != NULL)
    gtk_widget_grab_focus (self->focus_before);
  g_clear_weak_pointer (&self->focus_before);
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
      g_signal_connect_object (self->menu, "closed", G_CALLBACK (on_menu_closed_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
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

/* ---- two lines ---- */

static PangoLayout *
make_layout (EaselSidebarRow *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

static void
ensure_layouts (EaselSidebarRow *self)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (self->title_layout != NULL)
    return;
  self->title_layout = make_layout (self, self->title);
  self->caption_layout = make_layout (self, self->caption);
  if (self->heading)
    {
      g_autoptr (PangoAttrList) bold = pango_attr_list_new ();

      pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_attr_list_insert (bold, pango_attr_scale_new (CAPTION_SCALE));
      pango_layout_set_attributes (self->title_layout, bold);
    }
  attributes = self->marks != NULL ? pango_attr_list_copy (self->marks) : pango_attr_list_new ();
  pango_attr_list_insert_before (attributes, pango_attr_scale_new (CAPTION_SCALE));
  pango_layout_set_attributes (self->caption_layout, attributes);
}

static void
clear_layouts (EaselSidebarRow *self)
{
  g_clear_object (&self->title_layout);
  g_clear_object (&self->caption_layout);
}

static GtkWidget *
get_end (EaselSidebarRow *self)
{
  GtkWidget *const ends[] = { self->menu_button, self->spinner, self->icon };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] != NULL && gtk_widget_get_visible (ends[i]))
      return ends[i];
  return NULL;
}

/* A heading has its caption, a number, at the end of its one line. */
static int
get_number_width (EaselSidebarRow *self)
{
  int width = 0;

  if (self->heading)
    {
      ensure_layouts (self);
      pango_layout_set_width (self->caption_layout, -1);
      pango_layout_get_pixel_size (self->caption_layout, &width, NULL);
      width += END_GAP;
    }
  return width;
}

/* What is left for the text, and how much of it the end takes with its gap. */
static int
get_text_width (EaselSidebarRow *self, int width, int *end_width)
{
  GtkWidget *end = get_end (self);

  *end_width = 0;
  if (end != NULL)
    {
      gtk_widget_measure (end, GTK_ORIENTATION_HORIZONTAL, -1, NULL, end_width, NULL, NULL);
      *end_width += END_GAP;
    }
  return MAX (width - 2 * MARGIN - self->indent - *end_width, 0);
}

static void
set_text_width (EaselSidebarRow *self, int width)
{
  ensure_layouts (self);
  if (self->heading)
    {
      width = width >= 0 ? MAX (width - get_number_width (self), 0) : -1;
      pango_layout_set_width (self->title_layout, width >= 0 ? width * PANGO_SCALE : -1);
      return;
    }
  pango_layout_set_width (self->title_layout, width * PANGO_SCALE);
  pango_layout_set_width (self->caption_layout, width * PANGO_SCALE);
}

static GtkSizeRequestMode
easel_sidebar_row_get_request_mode (GtkWidget *widget)
{
  /* The height is the same for any width; so both lines are laid out once, as wide
   * as they will be. */
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
easel_sidebar_row_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (widget);
  GtkWidget *end = get_end (self);
  int end_width, title_height, caption_height, end_height = 0;
  int text_width = get_text_width (self, for_size, &end_width);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = 2 * MARGIN + self->indent + end_width + get_number_width (self);
      return;
    }
  set_text_width (self, for_size >= 0 ? text_width : -1);
  pango_layout_get_pixel_size (self->title_layout, NULL, &title_height);
  pango_layout_get_pixel_size (self->caption_layout, NULL, &caption_height);
  if (end != NULL)
    gtk_widget_measure (end, GTK_ORIENTATION_VERTICAL, -1, NULL, &end_height, NULL, NULL);
  if (!self->heading)
    title_height += LINE_GAP + caption_height;
  *minimum = *natural = MAX (title_height, end_height) + 2 * MARGIN;
}

static void
easel_sidebar_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (widget);
  GtkWidget *end = get_end (self);

  if (end != NULL)
    {
      gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
      int end_width;

      get_text_width (self, width, &end_width);
      end_width -= END_GAP;
      gtk_widget_size_allocate (
          end, &(GtkAllocation) { rtl ? MARGIN : width - MARGIN - end_width, 0, end_width, height }, -1);
    }
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
draw_line (EaselSidebarRow *self, GtkSnapshot *snapshot, PangoLayout *layout, int *y, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  PangoRectangle extents;
  int x = MARGIN + self->indent;

  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - MARGIN - self->indent - extents.width;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (x - extents.x), (float) *y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
  *y += extents.height + LINE_GAP;
}

/* The caption where the title's room ends. */
static void
draw_number (EaselSidebarRow *self, GtkSnapshot *snapshot, int end_width, const GdkRGBA *color)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int width, height, x;

  pango_layout_get_pixel_size (self->caption_layout, &width, &height);
  x = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
          ? MARGIN + end_width
          : gtk_widget_get_width (widget) - MARGIN - end_width - width;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
      snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) ((gtk_widget_get_height (widget) - height) / 2)));
  gtk_snapshot_append_layout (snapshot, self->caption_layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
easel_sidebar_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (widget);
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  int end_width, title_height, caption_height, y;
  GdkRGBA color;

  set_text_width (self, get_text_width (self, gtk_widget_get_width (widget), &end_width));
  pango_layout_get_pixel_size (self->title_layout, NULL, &title_height);
  pango_layout_get_pixel_size (self->caption_layout, NULL, &caption_height);
  if (!self->heading)
    title_height += LINE_GAP + caption_height;
  y = (gtk_widget_get_height (widget) - title_height) / 2;
  gtk_widget_get_color (widget, &color);
  draw_line (self, snapshot, self->title_layout, &y, &color);
  color.alpha *= contrast ? CAPTION_OPACITY_HIGH_CONTRAST : CAPTION_OPACITY;
  if (self->heading)
    draw_number (self, snapshot, end_width, &color);
  else
    draw_line (self, snapshot, self->caption_layout, &y, &color);

  GTK_WIDGET_CLASS (easel_sidebar_row_parent_class)->snapshot (widget, snapshot);
}

/* ---- object ---- */

static void
easel_sidebar_row_dispose (GObject *object)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->item);
  g_clear_weak_pointer (&self->list_item);
  g_clear_weak_pointer (&self->focus_before);
  clear_layouts (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->menu_button, gtk_widget_unparent);
  g_clear_pointer (&self->spinner, gtk_widget_unparent);
  g_clear_pointer (&self->icon, gtk_widget_unparent);

  G_OBJECT_CLASS (easel_sidebar_row_parent_class)->dispose (object);
}

static void
easel_sidebar_row_finalize (GObject *object)
{
  EaselSidebarRow *self = EASEL_SIDEBAR_ROW (object);

  g_free (self->title);
  g_free (self->caption);
  g_clear_pointer (&self->marks, pango_attr_list_unref);

  G_OBJECT_CLASS (easel_sidebar_row_parent_class)->finalize (object);
}

static void
easel_sidebar_row_class_init (EaselSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_sidebar_row_dispose;
  object_class->finalize = easel_sidebar_row_finalize;
  widget_class->get_request_mode = easel_sidebar_row_get_request_mode;
  widget_class->measure = easel_sidebar_row_measure;
  widget_class->size_allocate = easel_sidebar_row_size_allocate;
  widget_class->snapshot = easel_sidebar_row_snapshot;

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

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
easel_sidebar_row_init (EaselSidebarRow *self)
{
  self->title = g_strdup ("");
  self->caption = g_strdup ("");
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

  g_set_weak_pointer (&self->list_item, item);
  gtk_list_item_set_accessible_label (item, self->title);
  gtk_list_item_set_accessible_description (item, self->caption);
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
  gboolean changed;

  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  changed = g_set_str (&self->title, title);
  changed |= g_set_str (&self->caption, caption);
  if (!changed)
    return;
  clear_layouts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->caption, -1);
  if (self->list_item != NULL)
    easel_sidebar_row_name_item (self, self->list_item);
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

  if (self->marks == marks)
    return;
  g_clear_pointer (&self->marks, pango_attr_list_unref);
  self->marks = marks != NULL ? pango_attr_list_ref (marks) : NULL;
  clear_layouts (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
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
      easel_tooltip_set (self->icon, tooltip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, tooltip,
                                      -1);
    }
  update_end (self);
}

/**
 * easel_sidebar_row_set_depth:
 * @self: a row
 * @depth: in how many others of the list it is: so much further in it stands
 */
void
easel_sidebar_row_set_depth (EaselSidebarRow *self, guint depth)
{
  int indent = (int) depth * INDENT;

  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  if (self->indent == indent)
    return;
  self->indent = indent;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/* On what has the focus: the list's widget around the row. */
static void
tell_folded (EaselSidebarRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent == NULL)
    return;
  if (self->heading)
    gtk_accessible_update_state (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_STATE_EXPANDED, !self->folded, -1);
  else
    gtk_accessible_reset_state (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_STATE_EXPANDED);
}

/**
 * easel_sidebar_row_set_heading:
 * @self: a row
 * @heading: whether it stands above others as their heading
 * @folded: whether those are folded away
 * @description: (nullable): for a screen reader, what the caption says in short
 *
 * A heading is one line of which the caption, a number, is the end. It is set
 * after its text.
 */
void
easel_sidebar_row_set_heading (EaselSidebarRow *self,
                               gboolean heading,
                               gboolean folded,
                               const char *description)
{
  g_return_if_fail (EASEL_IS_SIDEBAR_ROW (self));

  if (!heading && !self->heading)
    return;
  if (self->heading != heading)
    {
      clear_layouts (self);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  self->heading = heading;
  self->folded = folded;
  update_end (self);
  tell_folded (self);
  if (description == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
  if (self->list_item != NULL)
    gtk_list_item_set_accessible_description (self->list_item, description);
}

gboolean
easel_sidebar_row_is_heading (EaselSidebarRow *self)
{
  g_return_val_if_fail (EASEL_IS_SIDEBAR_ROW (self), FALSE);

  return self->heading;
}

gboolean
easel_sidebar_row_is_folded (EaselSidebarRow *self)
{
  g_return_val_if_fail (EASEL_IS_SIDEBAR_ROW (self), FALSE);

  return self->folded;
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
  if (hot && !self->heading)
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
