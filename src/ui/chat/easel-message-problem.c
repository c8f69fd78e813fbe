// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-problem.h"

#include <glib/gi18n.h>

#include "easel-error-words.h"
#include "easel-error.h"

/**
 * EaselMessageProblem:
 *
 * Says under a message why it ended early, what is kept, and the ways on.
 */
struct _EaselMessageProblem
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *body;
  GtkWidget *continue_button;
  GtkWidget *retry_button;
  GtkWidget *anyway_button;
  GtkWidget *model_button;
  GtkWidget *preferences_button;
  GtkWidget *details_button;
};

G_DEFINE_FINAL_TYPE (EaselMessageProblem, easel_message_problem, EASEL_TYPE_MESSAGE_ROW)

static char *
describe_failure (EaselMessage *message, const GError *error)
{
  const EaselErrorDetails *details =
      error != NULL && error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;
  GString *text = g_string_new (error != NULL ? error->message : "");

  if (easel_message_get_length (message) > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _ ("What came is kept."));
  if (details != NULL && details->may_have_billed)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", _ ("It may have been billed."));
  return g_string_free_and_steal (text);
}

static void
show_failure (EaselMessageProblem *self, EaselMessage *message)
{
  const GError *error = easel_message_get_error (message);
  g_autofree char *body = describe_failure (message, error);

  gtk_label_set_label (self->title, easel_error_words_title (error, easel_message_get_length (message) > 0,
                                                             _ ("No answer came")));
  gtk_label_set_label (self->body, body);
}

/* It ended well, but for what it says. */
static void
show_missing (EaselMessageProblem *self, const GError *error)
{
  gtk_label_set_label (self->title, _ ("Not all of this answer is here"));
  gtk_label_set_label (self->body, error != NULL ? error->message : "");
}

static void
easel_message_problem_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageProblem *self = EASEL_MESSAGE_PROBLEM (row);
  EaselMessageState state = easel_message_get_state (message);
  const GError *error = easel_message_get_error (message);
  gboolean failed = state == EASEL_MESSAGE_FAILED;
  gboolean incomplete = !failed && error != NULL;
  gboolean has_text = easel_message_get_length (message) > 0;

  if (failed)
    show_failure (self, message);
  else if (incomplete)
    show_missing (self, error);
  else if (state == EASEL_MESSAGE_CUT)
    {
      gtk_label_set_label (self->title, _ ("This answer was cut off"));
      gtk_label_set_label (self->body, has_text ? _ ("Easel ended while it was written. What came is kept.")
                                                : _ ("Easel ended before anything came."));
    }
  else
    {
      gtk_label_set_label (self->title, _ ("Stopped"));
      gtk_label_set_label (self->body, has_text ? "" : _ ("Nothing had come yet."));
    }
  gtk_image_set_from_icon_name (self->icon, failed || incomplete ? "dialog-warning-symbolic"
                                                                 : "media-playback-stop-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->body), *gtk_label_get_label (self->body) != '\0');
  gtk_widget_set_visible (self->continue_button, has_text && state != EASEL_MESSAGE_DONE);
  gtk_widget_set_visible (self->model_button, failed && !easel_error_words_wants_preferences (error));
  gtk_widget_set_visible (self->preferences_button, failed && easel_error_words_wants_preferences (error));
  gtk_widget_set_visible (self->details_button, error != NULL);
  gtk_widget_set_visible (self->anyway_button,
                          failed && g_error_matches (error, EASEL_ERROR, EASEL_ERROR_BUDGET));
}

static void
on_continue_clicked_cb (EaselMessageRow *self)
{
  easel_message_row_activate (self, "chat.continue");
}

static void
on_retry_clicked_cb (EaselMessageRow *self)
{
  easel_message_row_activate (self, "chat.retry");
}

static void
on_anyway_clicked_cb (EaselMessageRow *self)
{
  easel_message_row_activate (self, "chat.retry-anyway");
}

static void
on_model_clicked_cb (EaselMessageRow *self)
{
  easel_message_row_activate (self, "chat.other-model");
}

static void
on_preferences_clicked_cb (EaselMessageRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "app.preferences", NULL);
}

static void
on_details_clicked_cb (EaselMessageRow *self)
{
  EaselMessage *message = easel_message_row_get_message (self);
  const GError *error = message != NULL ? easel_message_get_error (message) : NULL;
  g_autofree char *details = NULL;

  if (error == NULL)
    return;
  details = easel_error_describe (error);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), details);
}

static void
easel_message_problem_class_init (EaselMessageProblemClass *klass)
{
  EASEL_MESSAGE_ROW_CLASS (klass)->update = easel_message_problem_update;
}

static GtkWidget *
add_button (EaselMessageProblem *self, AdwWrapBox *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_wrap_box_append (box, button);
  return button;
}

static void
easel_message_problem_init (EaselMessageProblem *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *buttons = adw_wrap_box_new ();

  self->icon = GTK_IMAGE (gtk_image_new ());
  self->title =
      g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "xalign", 0.0, NULL);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), line);

  self->body = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->body, 0);
  gtk_label_set_wrap (self->body, TRUE);
  gtk_label_set_wrap_mode (self->body, PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->body));

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (buttons), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (buttons), 6);
  self->continue_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Continue"), G_CALLBACK (on_continue_clicked_cb));
  self->retry_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Retry"), G_CALLBACK (on_retry_clicked_cb));
  self->anyway_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Run Once Anyway"), G_CALLBACK (on_anyway_clicked_cb));
  self->model_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Other Model"), G_CALLBACK (on_model_clicked_cb));
  self->preferences_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Preferences"), G_CALLBACK (on_preferences_clicked_cb));
  self->details_button =
      add_button (self, ADW_WRAP_BOX (buttons), _ ("Copy Details"), G_CALLBACK (on_details_clicked_cb));
  gtk_widget_add_css_class (self->details_button, "flat");
  gtk_box_append (GTK_BOX (box), buttons);

  gtk_widget_add_css_class (box, "easel-problem");
  gtk_widget_set_margin_top (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}
