// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-run-private.h"

#include <glib/gi18n-lib.h>

#include "easel-content-private.h"
#include "easel-error.h"
#include "easel-parts.h"

G_STATIC_ASSERT ((int) EASEL_EDIT_NEGATIVE == (int) EASEL_TARGET_NEGATIVE);
G_STATIC_ASSERT ((int) EASEL_EDIT_BOTH == (int) EASEL_TARGET_BOTH);

/* The window is told of new text at most once in so many microseconds. */
#define FRAME 16000

/**
 * EaselEditRun:
 *
 * One edit from the request to its end: the text so far, how it goes, and what
 * it cost. Its properties change at most once a frame.
 */
G_DEFINE_FINAL_TYPE (EaselEditRun, easel_edit_run, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_ANSWER,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (EaselEditRunState,
                    easel_edit_run_state,
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_QUEUED, "queued"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_RETRYING, "retrying"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_THINKING, "thinking"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_WRITING, "writing"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (EASEL_EDIT_RUN_FAILED, "failed"))

static void
notify_answer (EaselEditRun *self)
{
  g_clear_handle_id (&self->notify_source, g_source_remove);
  self->last_notify = g_get_monotonic_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ANSWER]);
}

static gboolean
on_notify_timeout_cb (gpointer user_data)
{
  EaselEditRun *self = user_data;

  self->notify_source = 0;
  notify_answer (self);
  return G_SOURCE_REMOVE;
}

static void
queue_notify (EaselEditRun *self)
{
  self->answer_is_stale = TRUE;
  if (self->notify_source != 0)
    return;
  if (g_get_monotonic_time () - self->last_notify >= FRAME)
    notify_answer (self);
  else
    self->notify_source =
        g_timeout_add_full (G_PRIORITY_HIGH_IDLE, FRAME / 1000, on_notify_timeout_cb, self, NULL);
}

/* What the whole answer says, %NULL as long as it is not whole. */
static EaselEditReading *
get_reading (EaselEditRun *self)
{
  if (!easel_edit_run_is_final (self))
    return NULL;
  if (self->reading == NULL)
    self->reading = _easel_edit_reading_new (self->raw, self->sent, self->base, self->target,
                                             self->state == EASEL_EDIT_RUN_FINISHED);
  _easel_edit_reading_read (self->reading);
  return self->reading;
}

/* What the model has said so far, as the prompt that it stands for. */
static void
update_answer (EaselEditRun *self)
{
  g_autofree char *positive = NULL;
  g_autofree char *negative = NULL;
  EaselEditReading *reading;

  if (!self->answer_is_stale)
    return;

  self->answer_is_stale = FALSE;
  reading = get_reading (self);
  if (reading != NULL)
    {
      g_set_str (&self->answer, reading->answer);
      if (self->target != EASEL_EDIT_PROMPT)
        g_set_str (&self->negative_answer, reading->negative);
      return;
    }
  _easel_edit_reading_split (self->raw, self->sent, self->target == EASEL_EDIT_BOTH, FALSE, &positive,
                             &negative);
  if (self->target == EASEL_EDIT_NEGATIVE)
    {
      g_set_str (&self->negative_answer, positive);
      return;
    }
  g_free (self->answer);
  self->answer = g_steal_pointer (&positive);
  if (self->target == EASEL_EDIT_BOTH)
    g_set_str (&self->negative_answer, negative);
}

static void
easel_edit_run_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselEditRun *self = EASEL_EDIT_RUN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ANSWER:
      g_value_set_string (value, easel_edit_run_get_answer (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_edit_run_dispose (GObject *object)
{
  EaselEditRun *self = EASEL_EDIT_RUN (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  dex_clear (&self->stopped);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (easel_edit_run_parent_class)->dispose (object);
}

static void
easel_edit_run_finalize (GObject *object)
{
  EaselEditRun *self = EASEL_EDIT_RUN (object);

  g_clear_pointer (&self->row, easel_interaction_row_unref);
  g_clear_pointer (&self->base, easel_prompt_content_unref);
  g_free (self->sent);
  g_free (self->model_name);
  g_free (self->asked_name);
  g_string_free (self->raw, TRUE);
  g_free (self->answer);
  g_free (self->negative_answer);
  g_clear_pointer (&self->reading, _easel_edit_reading_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (easel_edit_run_parent_class)->finalize (object);
}

static void
easel_edit_run_class_init (EaselEditRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_edit_run_get_property;
  object_class->dispose = easel_edit_run_dispose;
  object_class->finalize = easel_edit_run_finalize;

  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, EASEL_TYPE_EDIT_RUN_STATE, EASEL_EDIT_RUN_STARTING,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_ANSWER] = g_param_spec_string (
      "answer", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_edit_run_init (EaselEditRun *self)
{
  self->raw = g_string_new (NULL);
  self->answer = g_strdup ("");
  self->started = g_get_monotonic_time ();
  self->stopped = dex_promise_new ();
  self->ended = dex_promise_new ();
}

static void
set_base (EaselEditRun *self, EaselPromptContent *base)
{
  self->base = easel_prompt_content_ref (base);
  if (self->target == EASEL_EDIT_NEGATIVE)
    {
      /* The prompt itself stays as it is. */
      self->sent = g_strdup (base->negative);
      g_set_str (&self->answer, base->text);
      return;
    }
  self->sent = easel_parts_get_sent_text (base->text, (const EaselSpan *) (gconstpointer) base->offs->data,
                                          base->offs->len);
}

/* A run that is about to begin; the caller fills in the row. */
EaselEditRun *
_easel_edit_run_new (EaselPromptContent *base,
                     const char *model_name,
                     EaselEditTarget target,
                     gboolean is_free)
{
  EaselEditRun *self = g_object_new (EASEL_TYPE_EDIT_RUN, NULL);

  self->row = easel_interaction_row_new ();
  self->target = target;
  set_base (self, base);
  self->model_name = g_strdup (model_name);
  self->is_free = is_free;
  return self;
}

/* A run of the past, out of the log. */
EaselEditRun *
_easel_edit_run_new_from_row (EaselInteractionRow *row, const char *model_name, gboolean is_free)
{
  EaselEditRun *self = g_object_new (EASEL_TYPE_EDIT_RUN, NULL);
  g_autoptr (EaselPromptContent) base =
      _easel_content_from_columns (row->prompt_before, row->negative_before, row->locks, row->off);

  self->row = easel_interaction_row_ref (row);
  self->target = (EaselEditTarget) row->target;
  set_base (self, base);
  self->model_name = g_strdup (model_name);
  self->is_free = is_free;
  g_string_append (self->raw, row->output != NULL ? row->output : "");
  self->n_saved = self->raw->len;

  if (row->prompt_after != NULL)
    {
      g_set_str (&self->answer, row->prompt_after);
      g_set_str (&self->negative_answer, row->negative_after);
    }
  else
    self->answer_is_stale = TRUE;

  if (row->state == EASEL_INTERACTION_FINISHED)
    self->state = EASEL_EDIT_RUN_FINISHED;
  else if (row->state == EASEL_INTERACTION_FAILED)
    self->state = EASEL_EDIT_RUN_FAILED;
  else
    self->state = EASEL_EDIT_RUN_STOPPED;
  if (row->error != NULL)
    {
      self->error =
          g_error_new_literal (EASEL_ERROR, (int) easel_error_find_code (row->error_code), row->error);
      easel_error_set_provider (self->error, row->provider_slug, row->model_id);
      easel_error_set_account (self->error, row->provider_name);
      easel_error_get_details (self->error)->http_status = row->http_status;
      easel_error_get_details (self->error)->request_id = g_strdup (row->request_id);
      easel_error_get_details (self->error)->duration = row->duration;
      easel_error_get_details (self->error)->retries = row->retries;
    }
  dex_promise_resolve_boolean (self->ended, TRUE);
  return self;
}

EaselInteractionRow *
_easel_edit_run_get_row (EaselEditRun *self)
{
  return self->row;
}

/* A future that is rejected when the user stops the run. */
DexFuture *
_easel_edit_run_get_stopped (EaselEditRun *self)
{
  return dex_ref (DEX_FUTURE (self->stopped));
}

void
_easel_edit_run_set_state (EaselEditRun *self, EaselEditRunState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
_easel_edit_run_wait_until (EaselEditRun *self, gint64 retry_at)
{
  self->retry_at = retry_at;
  self->state = EASEL_EDIT_RUN_RETRYING;
  /* Each wait is news, though the state is the same. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
_easel_edit_run_append (EaselEditRun *self, const char *text)
{
  g_string_append (self->raw, text);
  _easel_edit_run_set_state (self, EASEL_EDIT_RUN_WRITING);
  queue_notify (self);
}

void
_easel_edit_run_restart (EaselEditRun *self)
{
  g_string_truncate (self->raw, 0);
  self->n_saved = 0;
  queue_notify (self);
}

/* Another model answers from here on. */
void
_easel_edit_run_fall_back (EaselEditRun *self,
                           const char *provider_slug,
                           const char *provider_name,
                           const char *model_id,
                           const char *model_name,
                           gboolean is_free)
{
  EaselInteractionRow *row = self->row;

  g_free (row->fallback_for);
  row->fallback_for = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
  g_set_str (&self->asked_name, row->provider_name);
  g_set_str (&row->provider_slug, provider_slug);
  g_set_str (&row->provider_name, provider_name);
  g_set_str (&row->model_id, model_id);
  g_set_str (&self->model_name, model_name);
  self->is_free = is_free;
  self->state = EASEL_EDIT_RUN_STARTING;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Returns what came since the last call, %NULL if nothing did. */
char *
_easel_edit_run_take_unsaved (EaselEditRun *self)
{
  char *unsaved;

  if (self->n_saved >= self->raw->len)
    return NULL;
  unsaved = g_strndup (self->raw->str + self->n_saved, self->raw->len - self->n_saved);
  self->n_saved = self->raw->len;
  return unsaved;
}

void
_easel_edit_run_set_usage (EaselEditRun *self, const EaselUsage *usage, gint64 cost)
{
  self->row->input_tokens = usage->input;
  self->row->output_tokens = usage->output;
  self->row->cached_tokens = usage->cached_input;
  self->row->reasoning_tokens = usage->reasoning;
  self->row->cost = cost;
}

/* Reads what a run that ends in @state says; to be awaited before
 * _easel_edit_run_finish(), which would do it at once. */
DexFuture *
_easel_edit_run_read_end (EaselEditRun *self, EaselEditRunState state)
{
  g_clear_pointer (&self->reading, _easel_edit_reading_unref);
  self->reading = _easel_edit_reading_new (self->raw, self->sent, self->base, self->target,
                                           state == EASEL_EDIT_RUN_FINISHED);
  return _easel_edit_reading_read_long (self->reading);
}

/* Puts the end into the row and tells everybody. */
void
_easel_edit_run_finish (EaselEditRun *self, EaselEditRunState state, const GError *error)
{
  static const EaselInteractionState stored[] = {
    [EASEL_EDIT_RUN_FINISHED] = EASEL_INTERACTION_FINISHED,
    [EASEL_EDIT_RUN_STOPPED] = EASEL_INTERACTION_STOPPED,
    [EASEL_EDIT_RUN_FAILED] = EASEL_INTERACTION_FAILED,
  };

  self->state = state;
  if (error != NULL)
    {
      g_clear_error (&self->error);
      self->error = g_error_copy (error);
      g_set_str (&self->row->error, error->message);
      g_set_str (&self->row->error_code, easel_error_get_name (error));
    }
  self->answer_is_stale = TRUE;
  update_answer (self);

  self->row->state = stored[state];
  self->row->duration = g_get_monotonic_time () - self->started;
  g_set_str (&self->row->output, self->raw->str);
  if (self->raw->len > 0)
    {
      g_set_str (&self->row->prompt_after, self->answer);
      g_set_str (&self->row->negative_after, self->negative_answer);
    }
}

/**
 * easel_edit_run_wait:
 * @self: a run
 *
 * Returns: (transfer full): resolves to %TRUE when the run has ended and is in
 *   the log, however it ended
 */
DexFuture *
easel_edit_run_wait (EaselEditRun *self)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_RUN (self));

  return dex_ref (DEX_FUTURE (self->ended));
}

void
_easel_edit_run_tell_end (EaselEditRun *self)
{
  notify_answer (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  dex_promise_resolve_boolean (self->ended, TRUE);
}

/**
 * easel_edit_run_stop:
 * @self: a run
 *
 * Stops it; what came is kept.
 */
void
easel_edit_run_stop (EaselEditRun *self)
{
  g_return_if_fail (EASEL_IS_EDIT_RUN (self));

  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped,
                        g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Stopped.")));
}

/**
 * easel_edit_run_get_answer:
 * @self: a run
 *
 * Returns: (transfer none): the edited prompt so far, without what the model
 *   wrapped around it; valid until the main loop runs
 */
const char *
easel_edit_run_get_answer (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  update_answer (self);
  return self->answer;
}

/**
 * easel_edit_run_get_negative_answer:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): the edited negative prompt so far, %NULL
 *   if it is not edited or has not come yet
 */
const char *
easel_edit_run_get_negative_answer (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  update_answer (self);
  return self->negative_answer;
}

/**
 * easel_edit_run_read_whole:
 * @self: a run that has ended
 *
 * Reads a long answer in a thread, so that easel_edit_run_dup_whole() need not.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_edit_run_read_whole (EaselEditRun *self)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_RUN (self));

  if (self->reading == NULL)
    self->reading = _easel_edit_reading_new (self->raw, self->sent, self->base, self->target,
                                             self->state == EASEL_EDIT_RUN_FINISHED);
  return _easel_edit_reading_read_long (self->reading);
}

/**
 * easel_edit_run_dup_whole:
 * @self: a run that has ended
 * @answer: (out) (transfer full): the edited prompt
 * @negative: (out) (transfer full) (nullable): the edited negative prompt, %NULL
 *   if it is not edited or did not come
 *
 * What the run makes of all of the prompt. An answer that broke off says nothing
 * about the rest: that stays as it is.
 */
void
easel_edit_run_dup_whole (EaselEditRun *self, char **answer, char **negative)
{
  EaselEditReading *reading;

  g_return_if_fail (EASEL_IS_EDIT_RUN (self));

  /* The log has the end of one that came to it. */
  if (self->state == EASEL_EDIT_RUN_FINISHED && !self->answer_is_stale)
    {
      *answer = g_strdup (self->answer);
      *negative = g_strdup (self->negative_answer);
      return;
    }
  reading = get_reading (self);
  g_return_if_fail (reading != NULL);
  *answer = g_strdup (reading->whole);
  *negative = g_strdup (reading->whole_negative);
}
