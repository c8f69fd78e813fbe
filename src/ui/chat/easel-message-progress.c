// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-progress.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-format.h"
#include "easel-wait-words.h"

/* Before that nobody asks why nothing comes. */
#define WITHOUT_REASON (2 * G_USEC_PER_SEC)

/**
 * EaselMessageProgress:
 *
 * What a message that is being written waits for, and how long it takes so far.
 */
struct _EaselMessageProgress
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  GtkLabel *label;

  /* state */
  EaselMessagePhase phase;
  guint clock_source;
};

G_DEFINE_FINAL_TYPE (EaselMessageProgress, easel_message_progress, EASEL_TYPE_MESSAGE_ROW)

static EaselWait
wait_of (EaselMessagePhase phase)
{
  switch (phase)
    {
    case EASEL_MESSAGE_WRITING:
      return EASEL_WAIT_END;
    case EASEL_MESSAGE_THINKING:
      return EASEL_WAIT_THOUGHT;
    case EASEL_MESSAGE_RETRYING:
      return EASEL_WAIT_RETRY;
    case EASEL_MESSAGE_QUEUED:
      return EASEL_WAIT_QUEUE;
    case EASEL_MESSAGE_IDLE:
    case EASEL_MESSAGE_STARTING:
    case EASEL_MESSAGE_WAITING:
    default:
      return EASEL_WAIT_ANSWER;
    }
}

static char *
describe (EaselMessage *message)
{
  EaselMessagePhase phase = easel_message_get_phase (message);
  gint64 elapsed = easel_message_get_elapsed (message);
  g_autofree char *duration = NULL;
  const EaselWaitState state = {
    .wait = wait_of (phase),
    .model = easel_message_get_model_name (message),
    .provider = easel_message_get_provider_name (message),
    .fallback_for = easel_message_get_fallback_for (message),
    .retry_at = easel_message_get_retry_at (message),
    .duration = elapsed,
  };

  if (phase == EASEL_MESSAGE_IDLE)
    return g_strdup (_ ("Being written in another window"));
  duration = easel_format_duration (elapsed);
  if (phase == EASEL_MESSAGE_WRITING)
    /* Translators: a duration such as "2.1 s" */
    return g_strdup_printf (_ ("Writing · %s"), duration);
  if (elapsed < WITHOUT_REASON && phase != EASEL_MESSAGE_RETRYING)
    /* Translators: a duration such as "2.1 s" */
    return g_strdup_printf (_ ("Waiting · %s"), duration);
  return easel_wait_words (&state);
}

static gboolean
on_clock_cb (gpointer user_data)
{
  EaselMessageProgress *self = user_data;
  EaselMessage *message = easel_message_row_get_message (EASEL_MESSAGE_ROW (self));
  g_autofree char *text = NULL;

  if (message == NULL || easel_message_get_state (message) != EASEL_MESSAGE_STREAMING)
    {
      self->clock_source = 0;
      return G_SOURCE_REMOVE;
    }
  text = describe (message);
  gtk_label_set_label (self->label, text);
  return G_SOURCE_CONTINUE;
}

static void
easel_message_progress_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageProgress *self = EASEL_MESSAGE_PROGRESS (row);
  EaselMessagePhase phase = easel_message_get_phase (message);
  g_autofree char *text = NULL;

  if (easel_message_get_state (message) != EASEL_MESSAGE_STREAMING)
    return;
  text = describe (message);
  gtk_label_set_label (self->label, text);
  if (self->clock_source == 0)
    self->clock_source = g_timeout_add (100, on_clock_cb, self);
  if (phase != self->phase && (phase == EASEL_MESSAGE_RETRYING || phase == EASEL_MESSAGE_QUEUED))
    easel_announce (GTK_WIDGET (self), text);
  self->phase = phase;
}

static void
easel_message_progress_unbind (EaselMessageRow *row)
{
  EaselMessageProgress *self = EASEL_MESSAGE_PROGRESS (row);

  g_clear_handle_id (&self->clock_source, g_source_remove);
  self->phase = EASEL_MESSAGE_IDLE;
}

static void
easel_message_progress_dispose (GObject *object)
{
  g_clear_handle_id (&EASEL_MESSAGE_PROGRESS (object)->clock_source, g_source_remove);

  G_OBJECT_CLASS (easel_message_progress_parent_class)->dispose (object);
}

static void
easel_message_progress_class_init (EaselMessageProgressClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_message_progress_dispose;
  row_class->update = easel_message_progress_update;
  row_class->unbind = easel_message_progress_unbind;
}

static void
easel_message_progress_init (EaselMessageProgress *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "xalign", 0.0,
                              "wrap", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  gtk_box_append (GTK_BOX (box), adw_spinner_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}
