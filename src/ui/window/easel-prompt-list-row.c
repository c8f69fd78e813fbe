// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-list-row.h"

#include <glib/gi18n.h>

#include "easel-format.h"

/**
 * EaselPromptListRow:
 *
 * A prompt in the sidebar: its title above what is known of it.
 */
struct _EaselPromptListRow
{
  AdwBin parent_instance;

  /* template */
  GtkLabel *title_label;
  GtkLabel *caption_label;
  GMenuModel *row_menu;

  /* owned */
  EaselPrompt *prompt;
  GSignalGroup *prompt_signals;
  GtkWidget *menu;

  /* borrowed: made when it is first shown */
  GtkWidget *menu_button;
};

G_DEFINE_FINAL_TYPE (EaselPromptListRow, easel_prompt_list_row, ADW_TYPE_BIN)

static void
update (EaselPromptListRow *self)
{
  g_autofree char *title = NULL;
  g_autofree char *revisions = NULL;
  g_autofree char *when = NULL;
  g_autofree char *caption = NULL;
  guint n;

  if (self->prompt == NULL)
    return;

  n = easel_prompt_get_n_revisions (self->prompt);
  title = easel_format_prompt_title (easel_prompt_get_title (self->prompt),
                                     easel_prompt_get_snippet (self->prompt));
  when = easel_format_time (easel_prompt_get_updated (self->prompt), g_get_real_time ());
  if (n > 0)
    {
      revisions = g_strdup_printf (ngettext ("%u revision", "%u revisions", n), n);
      /* Translators: number of revisions · when it was changed */
      caption = g_strdup_printf (C_ ("prompt caption", "%s · %s"), revisions, when);
    }
  else
    /* Translators: a prompt that has no revision yet · when it was changed */
    caption = g_strdup_printf (_ ("Draft · %s"), when);

  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->caption_label, caption);
}

static void
on_prompt_notify_cb (EaselPromptListRow *self)
{
  update (self);
}

static void
on_action_activated (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptListRow *self = EASEL_PROMPT_LIST_ROW (widget);
  const char *action = g_str_equal (name, "row.rename") ? "win.rename-prompt" : "win.delete-prompt";

  if (self->prompt != NULL)
    gtk_widget_activate_action (widget, action, "x", easel_prompt_get_id (self->prompt));
}

static void
show_menu (EaselPromptListRow *self, const GdkRectangle *at, GtkAlign align)
{
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (self->row_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_widget_set_halign (self->menu, align);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_menu_clicked_cb (EaselPromptListRow *self)
{
  easel_prompt_list_row_show_menu (self);
}

/* The keyboard has a key for the menu: a button that took the focus would take
 * it from the row. */
static void
ensure_menu_button (EaselPromptListRow *self)
{
  if (self->menu_button != NULL)
    return;
  self->menu_button = gtk_button_new_from_icon_name ("view-more-symbolic");
  gtk_widget_set_tooltip_text (self->menu_button, _ ("More Actions"));
  gtk_widget_set_focusable (self->menu_button, FALSE);
  gtk_widget_set_focus_on_click (self->menu_button, FALSE);
  gtk_widget_set_valign (self->menu_button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->menu_button, "flat");
  gtk_widget_add_css_class (self->menu_button, "circular");
  gtk_widget_add_css_class (self->menu_button, "easel-row-button");
  g_signal_connect_object (self->menu_button, "clicked", G_CALLBACK (on_menu_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_grid_attach (GTK_GRID (adw_bin_get_child (ADW_BIN (self))), self->menu_button, 1, 0, 1, 2);
}

static void
easel_prompt_list_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselPromptListRow *self = EASEL_PROMPT_LIST_ROW (widget);

  GTK_WIDGET_CLASS (easel_prompt_list_row_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
easel_prompt_list_row_dispose (GObject *object)
{
  EaselPromptListRow *self = EASEL_PROMPT_LIST_ROW (object);

  g_clear_object (&self->prompt_signals);
  g_clear_object (&self->prompt);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PROMPT_LIST_ROW);

  G_OBJECT_CLASS (easel_prompt_list_row_parent_class)->dispose (object);
}

static void
easel_prompt_list_row_class_init (EaselPromptListRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_prompt_list_row_dispose;
  widget_class->size_allocate = easel_prompt_list_row_size_allocate;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/window/easel-prompt-list-row.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPromptListRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptListRow, caption_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPromptListRow, row_menu);
  gtk_widget_class_install_action (widget_class, "row.rename", NULL, on_action_activated);
  gtk_widget_class_install_action (widget_class, "row.delete", NULL, on_action_activated);
}

static void
easel_prompt_list_row_init (EaselPromptListRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->prompt_signals = g_signal_group_new (EASEL_TYPE_PROMPT);
  g_signal_group_connect_swapped (self->prompt_signals, "notify", G_CALLBACK (on_prompt_notify_cb), self);
}

GtkWidget *
easel_prompt_list_row_new (void)
{
  return g_object_new (EASEL_TYPE_PROMPT_LIST_ROW, NULL);
}

/**
 * easel_prompt_list_row_set_prompt:
 * @self: a row
 * @prompt: (nullable): what it shows; %NULL when the row is unbound
 */
void
easel_prompt_list_row_set_prompt (EaselPromptListRow *self, EaselPrompt *prompt)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST_ROW (self));

  if (!g_set_object (&self->prompt, prompt))
    return;
  g_signal_group_set_target (self->prompt_signals, prompt);
  if (prompt == NULL)
    easel_prompt_list_row_set_hot (self, FALSE);
  update (self);
}

/**
 * easel_prompt_list_row_name_item:
 * @self: a row
 * @item: the item of a list that it is the child of
 *
 * From here on a screen reader calls @item what @self shows.
 */
void
easel_prompt_list_row_name_item (EaselPromptListRow *self, GtkListItem *item)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST_ROW (self));
  g_return_if_fail (GTK_IS_LIST_ITEM (item));

  g_object_bind_property (self->title_label, "label", item, "accessible-label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->caption_label, "label", item, "accessible-description",
                          G_BINDING_SYNC_CREATE);
}

/**
 * easel_prompt_list_row_set_hot:
 * @self: a row
 * @hot: whether the pointer or the focus is on it
 *
 * Shows a button for the row's menu as long as the row is looked at.
 */
void
easel_prompt_list_row_set_hot (EaselPromptListRow *self, gboolean hot)
{
  g_return_if_fail (EASEL_IS_PROMPT_LIST_ROW (self));

  if (hot)
    ensure_menu_button (self);
  if (self->menu_button != NULL)
    gtk_widget_set_visible (self->menu_button, hot);
}

/**
 * easel_prompt_list_row_show_menu_at:
 * @self: a row
 * @x: where it points to, in the coordinates of @self
 * @y: where it points to, in the coordinates of @self
 *
 * Opens the menu of what can be done with the prompt.
 */
void
easel_prompt_list_row_show_menu_at (EaselPromptListRow *self, double x, double y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  g_return_if_fail (EASEL_IS_PROMPT_LIST_ROW (self));

  show_menu (self, &at, GTK_ALIGN_START);
}

/**
 * easel_prompt_list_row_show_menu:
 * @self: a row
 *
 * Opens the menu of what can be done with the prompt, at the end of the row.
 */
void
easel_prompt_list_row_show_menu (EaselPromptListRow *self)
{
  GdkRectangle at = { 0, 0, 1, 1 };

  g_return_if_fail (EASEL_IS_PROMPT_LIST_ROW (self));

  at.height = gtk_widget_get_height (GTK_WIDGET (self));
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_LTR)
    at.x = gtk_widget_get_width (GTK_WIDGET (self)) - 1;
  show_menu (self, &at, GTK_ALIGN_END);
}
