// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-editor.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-paste-guard.h"

/**
 * EaselMessageEditor:
 *
 * A message's text to be written anew, in its place. What comes out becomes a
 * branch, with an answer or without.
 */
struct _EaselMessageEditor
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  GtkTextView *view;
  GtkWidget *save_button;
  GtkWidget *answer_button;

  /* state */
  gboolean filled;
};

G_DEFINE_FINAL_TYPE (EaselMessageEditor, easel_message_editor, EASEL_TYPE_MESSAGE_ROW)

static void
easel_message_editor_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageEditor *self = EASEL_MESSAGE_EDITOR (row);

  gtk_widget_set_visible (self->answer_button, easel_message_get_kind (message) == EASEL_MESSAGE_USER);
  if (self->filled)
    return;
  if (!easel_message_is_loaded (message))
    {
      dex_future_disown (easel_message_load (message));
      return;
    }
  self->filled = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), easel_message_get_text (message), -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
easel_message_editor_unbind (EaselMessageRow *row)
{
  EASEL_MESSAGE_EDITOR (row)->filled = FALSE;
}

static void
finish (EaselMessageEditor *self, const char *action)
{
  EaselMessage *message = easel_message_row_get_message (EASEL_MESSAGE_ROW (self));
  g_autofree char *text = easel_message_editor_dup_text (self);

  if (message != NULL && text != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), action, "(xs)", easel_message_get_id (message), text);
}

static void
on_save_clicked_cb (EaselMessageEditor *self)
{
  finish (self, "chat.save-edit");
}

static void
on_answer_clicked_cb (EaselMessageEditor *self)
{
  finish (self, "chat.answer-edit");
}

static void
on_cancel_clicked_cb (EaselMessageEditor *self)
{
  easel_message_row_activate (EASEL_MESSAGE_ROW (self), "chat.cancel-edit");
}

static gboolean
on_key_pressed_cb (EaselMessageEditor *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval == GDK_KEY_Escape)
    on_cancel_clicked_cb (self);
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && (state & GDK_CONTROL_MASK) != 0 &&
           gtk_widget_get_sensitive (self->save_button))
    {
      if (gtk_widget_get_visible (self->answer_button))
        on_answer_clicked_cb (self);
      else
        on_save_clicked_cb (self);
    }
  else
    return FALSE;
  return TRUE;
}

static void
on_changed_cb (EaselMessageEditor *self)
{
  g_autofree char *text = easel_message_editor_dup_text (self);
  gboolean any = text != NULL && *g_strstrip (text) != '\0';

  gtk_widget_set_sensitive (self->save_button, any);
  gtk_widget_set_sensitive (self->answer_button, any);
}

static void
easel_message_editor_class_init (EaselMessageEditorClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  row_class->update = easel_message_editor_update;
  row_class->unbind = easel_message_editor_unbind;
}

static GtkWidget *
add_button (EaselMessageEditor *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (ADW_WRAP_BOX (box), button);
  return button;
}

static void
easel_message_editor_init (EaselMessageEditor *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *buttons = adw_wrap_box_new ();
  GtkWidget *cancel;

  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_top_margin (self->view, 6);
  gtk_text_view_set_bottom_margin (self->view, 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Text of the message"), -1);
  easel_paste_guard_attach (self->view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_box_append (GTK_BOX (box), scroller);

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_align (ADW_WRAP_BOX (buttons), 1);
  cancel = add_button (self, buttons, _ ("Cancel"), G_CALLBACK (on_cancel_clicked_cb));
  gtk_widget_add_css_class (cancel, "flat");
  self->save_button = add_button (self, buttons, _ ("Save Only"), G_CALLBACK (on_save_clicked_cb));
  self->answer_button = add_button (self, buttons, _ ("Save and Answer"), G_CALLBACK (on_answer_clicked_cb));
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "easel-composer");
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 12);
  adw_bin_set_child (ADW_BIN (self), box);

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * easel_message_editor_dup_text:
 * @self: an editor
 *
 * Returns: (transfer full) (nullable): what is written; %NULL before the message's
 *   own words are there
 */
char *
easel_message_editor_dup_text (EaselMessageEditor *self)
{
  GtkTextBuffer *buffer;
  GtkTextIter start, end;

  g_return_val_if_fail (EASEL_IS_MESSAGE_EDITOR (self), NULL);

  if (!self->filled)
    return NULL;
  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/**
 * easel_message_editor_set_text:
 * @self: an editor
 * @text: what stands in it, instead of the message's own words
 */
void
easel_message_editor_set_text (EaselMessageEditor *self, const char *text)
{
  g_return_if_fail (EASEL_IS_MESSAGE_EDITOR (self));

  self->filled = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text, -1);
}
