// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-run-card.h"

#include <glib/gi18n.h>

#include "easel-error-words.h"
#include "easel-error.h"

/**
 * EaselRunCard:
 *
 * Says in the composer's place why an edit brought no review: what happened,
 * what is kept, and the ways on.
 */
struct _EaselRunCard
{
  AdwBin parent_instance;

  /* template */
  GtkImage *icon;
  GtkLabel *title_label;
  GtkLabel *message_label;
  GtkWidget *details_button;
  GtkWidget *review_button;
  GtkWidget *model_button;
  GtkWidget *preferences_button;
  GtkButton *close_button;
  GtkButton *again_button;

  /* owned */
  char *details;
};

G_DEFINE_FINAL_TYPE (EaselRunCard, easel_run_card, ADW_TYPE_BIN)

static void
on_details_clicked_cb (EaselRunCard *self)
{
  if (self->details != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->details);
}

static void
easel_run_card_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_RUN_CARD);

  G_OBJECT_CLASS (easel_run_card_parent_class)->dispose (object);
}

static void
easel_run_card_finalize (GObject *object)
{
  g_free (EASEL_RUN_CARD (object)->details);

  G_OBJECT_CLASS (easel_run_card_parent_class)->finalize (object);
}

static void
easel_run_card_class_init (EaselRunCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_run_card_dispose;
  object_class->finalize = easel_run_card_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/prompt/easel-run-card.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, icon);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, message_label);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, details_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, review_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, model_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, preferences_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, close_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRunCard, again_button);
  gtk_widget_class_bind_template_callback (widget_class, on_details_clicked_cb);
}

static void
easel_run_card_init (EaselRunCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

EaselRunCard *
easel_run_card_new (void)
{
  return g_object_new (EASEL_TYPE_RUN_CARD, NULL);
}

static void
set_buttons (EaselRunCard *self, const char *close, const char *label, const char *action)
{
  gtk_button_set_label (self->close_button, close);
  gtk_button_set_label (self->again_button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->again_button), action);
}

/**
 * easel_run_card_show_error:
 * @self: the card
 * @title: what happened, in a few words
 * @error: (nullable): why
 * @has_answer: whether a part of the answer came and can be reviewed
 */
void
easel_run_card_show_error (EaselRunCard *self, const char *title, const GError *error, gboolean has_answer)
{
  g_autofree char *message = NULL;
  const EaselErrorDetails *details;

  g_return_if_fail (EASEL_IS_RUN_CARD (self));

  details = error != NULL && error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;
  g_set_str (&self->details, NULL);
  if (error != NULL)
    self->details = easel_error_describe (error);
  message =
      g_strdup_printf ("%s %s%s", error != NULL ? error->message : "", _ ("Your prompt is unchanged."),
                       details != NULL && details->may_have_billed ? _ (" It may have been billed.") : "");

  gtk_image_set_from_icon_name (self->icon, "dialog-warning-symbolic");
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->message_label, g_strchug (message));
  gtk_widget_set_visible (self->details_button, self->details != NULL);
  gtk_widget_set_visible (self->review_button, has_answer);
  gtk_widget_set_visible (self->preferences_button, easel_error_words_wants_preferences (error));
  gtk_widget_set_visible (self->model_button, !easel_error_words_wants_preferences (error));
  set_buttons (self, _ ("Close"), _ ("Try Again"), "page.run");
}

/**
 * easel_run_card_show_unchanged:
 * @self: the card
 *
 * Says that the answer is the prompt as it was.
 */
void
easel_run_card_show_unchanged (EaselRunCard *self)
{
  g_return_if_fail (EASEL_IS_RUN_CARD (self));

  gtk_image_set_from_icon_name (self->icon, "dialog-information-symbolic");
  gtk_label_set_label (self->title_label, _ ("The model changed nothing"));
  gtk_label_set_label (self->message_label, _ ("Ask in other words, or choose another model."));
  gtk_widget_set_visible (self->details_button, FALSE);
  gtk_widget_set_visible (self->review_button, FALSE);
  gtk_widget_set_visible (self->preferences_button, FALSE);
  gtk_widget_set_visible (self->model_button, TRUE);
  set_buttons (self, _ ("Close"), _ ("Run Again"), "page.run");
}

/**
 * easel_run_card_show_ready:
 * @self: the card
 *
 * Says that the answer is whole, to somebody who writes on meanwhile.
 */
void
easel_run_card_show_ready (EaselRunCard *self)
{
  g_return_if_fail (EASEL_IS_RUN_CARD (self));

  gtk_image_set_from_icon_name (self->icon, "object-select-symbolic");
  gtk_label_set_label (self->title_label, _ ("The answer is here"));
  gtk_label_set_label (self->message_label, _ ("Review it when you have finished writing."));
  gtk_widget_set_visible (self->details_button, FALSE);
  gtk_widget_set_visible (self->review_button, FALSE);
  gtk_widget_set_visible (self->preferences_button, FALSE);
  gtk_widget_set_visible (self->model_button, FALSE);
  set_buttons (self, _ ("Dismiss"), _ ("Review"), "page.review-what-came");
}

/**
 * easel_run_card_focus:
 * @self: the card
 *
 * Gives its main button the keyboard's focus.
 */
void
easel_run_card_focus (EaselRunCard *self)
{
  g_return_if_fail (EASEL_IS_RUN_CARD (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->again_button));
}
