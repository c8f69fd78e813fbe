// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-footer.h"

#include <glib/gi18n.h>

#include "easel-format.h"
#include "easel-message-sources.h"

/**
 * EaselMessageFooter:
 *
 * What can be done with a message, and what it took. It keeps its room and is
 * seen while the message is looked at, or has the focus.
 */
struct _EaselMessageFooter
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  EaselMessageSources *sources;
  GtkWidget *box;
  GtkWidget *branches;
  GtkWidget *previous_button;
  GtkLabel *branch_label;
  GtkWidget *next_button;
  GtkWidget *again_button;
  GtkWidget *edit_button;
  GtkLabel *cost_label;

  /* owned */
  GSettings *settings;

  /* state */
  gboolean hot;
  gboolean focused;
};

G_DEFINE_FINAL_TYPE (EaselMessageFooter, easel_message_footer, EASEL_TYPE_MESSAGE_ROW)

static void
update_opacity (EaselMessageFooter *self)
{
  EaselMessage *message = easel_message_row_get_message (EASEL_MESSAGE_ROW (self));
  gboolean branched = message != NULL && easel_message_get_sibling_count (message) > 1;

  /* That there are other branches is no secret. */
  gtk_widget_set_opacity (self->box, self->hot || self->focused ? 1.0 : branched ? 0.55 : 0.0);
}

static char *
describe_cost (EaselMessage *message)
{
  gint64 cost = easel_message_get_cost (message);
  double speed = easel_message_get_speed (message);
  g_autofree char *money = NULL;

  if (easel_message_get_kind (message) != EASEL_MESSAGE_ASSISTANT)
    return g_strdup ("");
  money = easel_format_money (cost);
  if (speed < 1)
    return g_steal_pointer (&money);
  /* Translators: what an answer cost · how fast it was written */
  return g_strdup_printf (_ ("%s · %.0f tokens/s"), money, speed);
}

static void
easel_message_footer_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageFooter *self = EASEL_MESSAGE_FOOTER (row);
  gboolean answer = easel_message_get_kind (message) == EASEL_MESSAGE_ASSISTANT;
  guint n = easel_message_get_sibling_count (message);
  guint at = easel_message_get_sibling_index (message);
  g_autofree char *cost = describe_cost (message);
  g_autofree char *branch = g_strdup_printf ("%u/%u", at + 1, n);
  g_autofree char *spoken = g_strdup_printf (_ ("Branch %u of %u"), at + 1, n);
  const char *model = easel_message_get_model_name (message);

  gtk_widget_set_visible (self->branches, n > 1);
  gtk_label_set_label (self->branch_label, branch);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->branch_label), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  gtk_widget_set_sensitive (self->previous_button, at > 0);
  gtk_widget_set_sensitive (self->next_button, at + 1 < n);
  gtk_widget_set_visible (self->again_button, answer);
  gtk_widget_set_visible (self->edit_button, !answer);
  easel_message_sources_set_message (self->sources, answer ? message : NULL);
  gtk_label_set_label (self->cost_label, cost);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->cost_label), answer ? model : NULL);
  /* A question and its answer stand together. */
  gtk_widget_set_margin_bottom (self->box, answer ? 6 : 0);
  gtk_widget_set_margin_top (self->box, answer ? 3 : 0);
  gtk_widget_set_halign (self->box, easel_message_get_kind (message) == EASEL_MESSAGE_USER ? GTK_ALIGN_END
                                                                                           : GTK_ALIGN_START);
  update_opacity (self);
}

static void
easel_message_footer_set_hot (EaselMessageRow *row, gboolean hot)
{
  EaselMessageFooter *self = EASEL_MESSAGE_FOOTER (row);

  self->hot = hot;
  update_opacity (self);
}

static void
easel_message_footer_unbind (EaselMessageRow *row)
{
  easel_message_footer_set_hot (row, FALSE);
  easel_message_sources_set_message (EASEL_MESSAGE_FOOTER (row)->sources, NULL);
}

static void
on_focus_changed_cb (EaselMessageFooter *self, GParamSpec *pspec, GtkEventController *controller)
{
  self->focused = gtk_event_controller_focus_contains_focus (GTK_EVENT_CONTROLLER_FOCUS (controller));
  update_opacity (self);
}

static void
on_clicked_cb (EaselMessageFooter *self, GtkWidget *button)
{
  easel_message_row_activate (EASEL_MESSAGE_ROW (self),
                              g_object_get_data (G_OBJECT (button), "easel-action"));
}

/* ---- the menu ---- */

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  EaselMessage *message = easel_message_row_get_message (user_data);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) write = g_menu_new ();
  g_autoptr (GMenu) take = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();
  gint64 id;

  if (message == NULL)
    return;
  id = easel_message_get_id (message);
  add_item (write, _ ("Edit"), "chat.edit-message", id);
  if (easel_message_get_kind (message) == EASEL_MESSAGE_ASSISTANT)
    {
      add_item (write, _ ("Continue"), "chat.continue", id);
      add_item (write, _ ("Answer Again With…"), "chat.other-model", id);
    }
  add_item (take, _ ("Use as Prompt…"), "chat.use-as-prompt", id);
  add_item (take, _ ("Quote"), "chat.quote", id);
  add_item (take, _ ("Copy as Text"), "chat.copy-text", id);
  add_item (take, _ ("Copy as Markdown"), "chat.copy", id);
  add_item (end, _ ("Delete Branch"), "chat.delete-branch", id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (write));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (take));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
easel_message_footer_dispose (GObject *object)
{
  g_clear_object (&EASEL_MESSAGE_FOOTER (object)->settings);

  G_OBJECT_CLASS (easel_message_footer_parent_class)->dispose (object);
}

static void
easel_message_footer_class_init (EaselMessageFooterClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_message_footer_dispose;
  row_class->update = easel_message_footer_update;
  row_class->set_hot = easel_message_footer_set_hot;
  row_class->unbind = easel_message_footer_unbind;
}

static GtkWidget *
add_button (
    EaselMessageFooter *self, GtkWidget *box, const char *icon_name, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "easel-row-button");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_object_set_data (G_OBJECT (button), "easel-action", (gpointer) action);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_branches (EaselMessageFooter *self)
{
  self->branches = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->previous_button = add_button (self, self->branches, "go-previous-symbolic",
                                      _ ("Previous Branch (Alt+Page Up)"), "chat.previous-branch");
  self->branch_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->branch_label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->branch_label), "numeric");
  gtk_box_append (GTK_BOX (self->branches), GTK_WIDGET (self->branch_label));
  self->next_button = add_button (self, self->branches, "go-next-symbolic", _ ("Next Branch (Alt+Page Down)"),
                                  "chat.next-branch");
  gtk_box_append (GTK_BOX (self->box), self->branches);
}

static void
easel_message_footer_init (EaselMessageFooter *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkWidget *menu_button = gtk_menu_button_new ();
  GtkWidget *all = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  add_branches (self);
  add_button (self, self->box, "edit-copy-symbolic", _ ("Copy"), "chat.copy");
  self->again_button =
      add_button (self, self->box, "view-refresh-symbolic", _ ("Answer Again"), "chat.regenerate");
  self->edit_button = add_button (self, self->box, "document-edit-symbolic", _ ("Edit"), "chat.edit-message");

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (menu_button), "view-more-symbolic");
  gtk_widget_set_tooltip_text (menu_button, _ ("More Actions"));
  gtk_widget_add_css_class (menu_button, "flat");
  gtk_widget_add_css_class (menu_button, "easel-message-menu");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (menu_button), on_create_popup, self, NULL);
  gtk_box_append (GTK_BOX (self->box), menu_button);

  self->cost_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->cost_label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->cost_label), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->cost_label), "numeric");
  gtk_widget_set_margin_start (GTK_WIDGET (self->cost_label), 9);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->cost_label));
  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "show-costs", self->cost_label, "visible", G_SETTINGS_BIND_GET);

  self->sources = EASEL_MESSAGE_SOURCES (easel_message_sources_new ());
  gtk_box_append (GTK_BOX (all), GTK_WIDGET (self->sources));
  gtk_box_append (GTK_BOX (all), self->box);
  adw_bin_set_child (ADW_BIN (self), all);
  g_signal_connect_object (focus, "notify::contains-focus", G_CALLBACK (on_focus_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  update_opacity (self);
}
