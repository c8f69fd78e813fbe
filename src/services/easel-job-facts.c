// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-private.h"
#include "easel-provider-private.h"

#include <glib/gi18n-lib.h>

/* What a job says of itself. */

/**
 * easel_job_get_id:
 * @self: a job
 *
 * Returns: its number
 */
gint64
easel_job_get_id (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->row->id;
}

/**
 * easel_job_get_batch_id:
 * @self: a job
 *
 * Returns: the number of the first job of those asked for together
 */
gint64
easel_job_get_batch_id (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->row->batch_id;
}

/**
 * easel_job_get_position:
 * @self: a job
 *
 * Returns: its place among those asked for together, from 0
 */
guint
easel_job_get_position (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return (guint) self->row->position;
}

/**
 * easel_job_get_state:
 * @self: a job
 *
 * Returns: how far it is
 */
EaselJobState
easel_job_get_state (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), EASEL_JOB_STATE_FAILED);

  return (EaselJobState) self->row->stage;
}

/**
 * easel_job_is_final:
 * @self: a job
 *
 * Returns: whether it has ended
 */
gboolean
easel_job_is_final (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), TRUE);

  return easel_job_stage_is_final (self->row->stage);
}

/**
 * easel_job_is_video:
 * @self: a job
 *
 * Returns: whether a clip is to come of it
 */
gboolean
easel_job_is_video (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), FALSE);

  return g_str_equal (self->row->kind, "video");
}

/**
 * easel_job_get_progress:
 * @self: a job
 *
 * Returns: from 0 to 1; -1 if the provider does not say
 */
double
easel_job_get_progress (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), -1);

  return self->progress;
}

/**
 * easel_job_get_queue_position:
 * @self: a job
 *
 * Returns: how many stand before it at the provider; -1 unknown
 */
int
easel_job_get_queue_position (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), -1);

  return self->queue_position;
}

/**
 * easel_job_get_preview:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): the bytes of a picture of what is there so far
 */
GBytes *
easel_job_get_preview (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return self->preview;
}

/**
 * easel_job_get_error:
 * @self: a job
 *
 * Returns: (transfer none) (nullable): why nothing came of it, or why it does not
 *   go on for now
 */
const GError *
easel_job_get_error (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return self->error;
}

static const char *const cancel_words[] = {
  [EASEL_JOB_CANCEL_NONE] = "",         [EASEL_JOB_CANCEL_ASKED] = "asked",
  [EASEL_JOB_CANCEL_UNSENT] = "unsent", [EASEL_JOB_CANCEL_DONE] = "done",
  [EASEL_JOB_CANCEL_LATE] = "late",     [EASEL_JOB_CANCEL_IMPOSSIBLE] = "none",
  [EASEL_JOB_CANCEL_FAILED] = "failed",
};

/**
 * easel_job_cancel_to_string:
 * @cancel: what became of a cancellation
 *
 * Returns: a word for it, as scripts see it; "" for none
 */
const char *
easel_job_cancel_to_string (EaselJobCancel cancel)
{
  g_return_val_if_fail ((guint) cancel < G_N_ELEMENTS (cancel_words), "");

  return cancel_words[cancel];
}

/**
 * easel_job_get_cancel:
 * @self: a job
 *
 * Returns: what became of its cancellation, if it was cancelled
 */
EaselJobCancel
easel_job_get_cancel (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), EASEL_JOB_CANCEL_NONE);

  for (guint i = 1; i < G_N_ELEMENTS (cancel_words); i++)
    if (g_strcmp0 (cancel_words[i], self->row->cancel) == 0)
      return (EaselJobCancel) i;
  return self->row->cancel_asked_at != 0 && !easel_job_is_final (self) ? EASEL_JOB_CANCEL_ASKED
                                                                       : EASEL_JOB_CANCEL_NONE;
}

/**
 * easel_job_is_elsewhere:
 * @self: a job
 *
 * Returns: whether another program works on it
 */
gboolean
easel_job_is_elsewhere (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), FALSE);

  return self->elsewhere;
}

/**
 * easel_job_can_fetch:
 * @self: a job
 *
 * Returns: whether it failed after the provider had it, or its files were gone, so that
 *   what it may have made can be fetched once more, which costs nothing
 */
gboolean
easel_job_can_fetch (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), FALSE);

  switch ((int) easel_job_get_state (self))
    {
    case EASEL_JOB_STATE_FAILED:
      return self->row->outputs != NULL || self->row->ticket != NULL;
    case EASEL_JOB_STATE_EXPIRED:
      return self->row->outputs != NULL;
    default:
      return FALSE;
    }
}

/**
 * easel_job_get_prompt:
 * @self: a job
 *
 * Returns: the prompt as it is sent, with its choices made
 */
const char *
easel_job_get_prompt (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return self->row->prompt;
}

/**
 * easel_job_get_written_prompt:
 * @self: a job
 *
 * Returns: the prompt as it was written
 */
const char *
easel_job_get_written_prompt (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return self->row->written;
}

/**
 * easel_job_get_negative:
 * @self: a job
 *
 * Returns: what must not be seen, "" for nothing
 */
const char *
easel_job_get_negative (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return self->row->negative != NULL ? self->row->negative : "";
}

/**
 * easel_job_dup_model_ref:
 * @self: a job
 *
 * Returns: (transfer full): PROVIDER:MODEL
 */
char *
easel_job_dup_model_ref (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return g_strconcat (self->row->provider_slug, ":", self->row->model_id, NULL);
}

/**
 * easel_job_get_provider_name:
 * @self: a job
 *
 * Returns: what the user calls the account that makes it
 */
const char *
easel_job_get_provider_name (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), NULL);

  return _easel_provider_translate (self->row->provider_slug, self->row->provider_name);
}

/**
 * easel_job_get_revision_id:
 * @self: a job
 *
 * Returns: the prompt's revision that it is made from, 0 if none
 */
gint64
easel_job_get_revision_id (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->row->revision_id;
}

/**
 * easel_job_get_seed:
 * @self: a job
 *
 * Returns: its seed, -1 if it has none
 */
gint64
easel_job_get_seed (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), -1);

  return self->row->seed;
}

/**
 * easel_job_get_cost:
 * @self: a job
 *
 * Returns: what it cost, in millionths of a US dollar; -1 unknown
 */
gint64
easel_job_get_cost (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), -1);

  return self->cost;
}

/**
 * easel_job_get_created_at:
 * @self: a job
 *
 * Returns: when it was asked for, UTC, microseconds
 */
gint64
easel_job_get_created_at (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->row->created_at;
}

/**
 * easel_job_get_finished_at:
 * @self: a job
 *
 * Returns: when it ended, UTC, microseconds; 0 not yet
 */
gint64
easel_job_get_finished_at (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->row->finished_at;
}

/**
 * easel_job_get_n_assets:
 * @self: a job
 *
 * Returns: how many pictures or clips came of it, as far as they were loaded
 */
guint
easel_job_get_n_assets (EaselJob *self)
{
  g_return_val_if_fail (EASEL_IS_JOB (self), 0);

  return self->made->len;
}

/**
 * easel_job_get_asset_id:
 * @self: a job
 * @position: from 0
 *
 * Returns: the picture's or clip's number in the library
 */
gint64
easel_job_get_asset_id (EaselJob *self, guint position)
{
  g_return_val_if_fail (EASEL_IS_JOB (self) && position < self->made->len, 0);

  return g_array_index (self->made, EaselJobMade, position).id;
}

/**
 * easel_job_get_asset_path:
 * @self: a job
 * @position: from 0
 *
 * Returns: where its file is, to be read only
 */
const char *
easel_job_get_asset_path (EaselJob *self, guint position)
{
  g_return_val_if_fail (EASEL_IS_JOB (self) && position < self->made->len, NULL);

  return g_array_index (self->made, EaselJobMade, position).path;
}

/**
 * easel_job_get_asset_mime:
 * @self: a job
 * @position: from 0
 *
 * Returns: its media type
 */
const char *
easel_job_get_asset_mime (EaselJob *self, guint position)
{
  g_return_val_if_fail (EASEL_IS_JOB (self) && position < self->made->len, NULL);

  return g_array_index (self->made, EaselJobMade, position).mime;
}

/**
 * easel_job_wait:
 * @self: a job
 *
 * Returns: (transfer full): resolves to %TRUE when nobody works on it any more:
 *   it has ended, or another program has it, or the services close
 */
DexFuture *
easel_job_wait (EaselJob *self)
{
  dex_return_error_if_fail (EASEL_IS_JOB (self));

  return dex_ref (DEX_FUTURE (self->done));
}

/**
 * easel_job_state_to_string:
 * @state: a state
 *
 * Returns: @state in a word, as scripts see it
 */
const char *
easel_job_state_to_string (EaselJobState state)
{
  return easel_job_stage_to_string ((EaselJobStage) state);
}

static const char *
describe_cancel (EaselJobCancel cancel)
{
  switch (cancel)
    {
    case EASEL_JOB_CANCEL_UNSENT:
      return _ ("Cancelled before anything was sent. It costs nothing.");
    case EASEL_JOB_CANCEL_DONE:
      return _ ("Cancelled. The provider has stopped.");
    case EASEL_JOB_CANCEL_IMPOSSIBLE:
      return _ ("Easel no longer waits for it. This provider cannot be told to stop, so it may be billed.");
    case EASEL_JOB_CANCEL_FAILED:
      return _ ("Easel no longer waits for it. The provider could not be told to stop, so it may be billed.");
    case EASEL_JOB_CANCEL_LATE:
      return _ ("It was done before the provider could stop.");
    case EASEL_JOB_CANCEL_ASKED:
      return _ ("The provider was told to stop and has not said yet that it did.");
    case EASEL_JOB_CANCEL_NONE:
    default:
      return _ ("Cancelled.");
    }
}

/**
 * easel_job_describe:
 * @self: a job
 *
 * Returns: (transfer full): in a sentence how it stands
 */
char *
easel_job_describe (EaselJob *self)
{
  EaselJobState state = easel_job_get_state (self);

  if (state == EASEL_JOB_STATE_CANCELLED || easel_job_get_cancel (self) == EASEL_JOB_CANCEL_LATE)
    return g_strdup (describe_cancel (easel_job_get_cancel (self)));
  if (easel_job_get_cancel (self) == EASEL_JOB_CANCEL_FAILED && !easel_job_is_final (self))
    return g_strdup (_ ("The provider could not be told to stop. Easel goes on asking for it and keeps what "
                        "comes, since it may be billed."));
  if (self->error != NULL)
    return g_strdup (self->error->message);
  switch (state)
    {
    case EASEL_JOB_STATE_QUEUED:
      return g_strdup (_ ("Waiting for its turn. Nothing was sent."));
    case EASEL_JOB_STATE_SUBMITTING:
      return g_strdup (_ ("Being sent."));
    case EASEL_JOB_STATE_SUBMITTED:
      return g_strdup (_ ("The provider has it."));
    case EASEL_JOB_STATE_RUNNING:
      return g_strdup (_ ("Being made."));
    case EASEL_JOB_STATE_DOWNLOADING:
      return g_strdup (_ ("Made; being fetched."));
    case EASEL_JOB_STATE_STORED:
      return g_strdup (_ ("Done."));
    case EASEL_JOB_STATE_CANCELLING:
      return g_strdup (_ ("Being cancelled."));
    case EASEL_JOB_STATE_EXPIRED:
      return g_strdup (_ ("The provider does not have it any more."));
    case EASEL_JOB_STATE_UNCONFIRMED:
      return g_strdup (_ ("It was sent and no answer was seen: it may have been billed. Look at the "
                          "provider’s own list before you generate it again."));
    case EASEL_JOB_STATE_FAILED:
    case EASEL_JOB_STATE_CANCELLED:
    default:
      return g_strdup (_ ("It failed."));
    }
}
