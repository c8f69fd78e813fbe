// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"

/* Progress is told at most so often, in microseconds. */
#define FRAME (G_USEC_PER_SEC / 60)

G_STATIC_ASSERT ((int) EASEL_JOB_STATE_UNCONFIRMED == (int) EASEL_JOB_UNCONFIRMED);
G_STATIC_ASSERT ((int) EASEL_JOB_STATE_CANCELLING == (int) EASEL_JOB_CANCELLING);
G_STATIC_ASSERT ((int) EASEL_JOB_STATE_DOWNLOADING == (int) EASEL_JOB_DOWNLOADING);

/* Something that came of a job. */
typedef struct
{
  gint64 id;
  char *path;
  char *mime;
} Made;

/**
 * EaselJob:
 *
 * One picture or clip on its way, from the wish to the library. What it says is in
 * the journal on the disk, but for progress and preview.
 */
struct _EaselJob
{
  GObject parent_instance;

  /* owned */
  EaselJobRow *row;
  GBytes *preview;
  GError *error;
  GArray *made;
  DexPromise *cancelled;
  DexPromise *done;

  /* state */
  double progress;
  int queue_position;
  gint64 cost;
  gint64 last_notify;
  guint notify_source;
  gboolean elsewhere;
};

G_DEFINE_FINAL_TYPE (EaselJob, easel_job, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_PREVIEW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
made_clear (gpointer data)
{
  Made *made = data;

  g_free (made->path);
  g_free (made->mime);
}

static void
easel_job_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselJob *self = EASEL_JOB (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) easel_job_get_state (self));
      break;
    case PROP_PROGRESS:
      g_value_set_double (value, self->progress);
      break;
    case PROP_PREVIEW:
      g_value_set_boxed (value, self->preview);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_job_dispose (GObject *object)
{
  EaselJob *self = EASEL_JOB (object);

  g_clear_handle_id (&self->notify_source, g_source_remove);
  dex_clear (&self->cancelled);
  dex_clear (&self->done);

  G_OBJECT_CLASS (easel_job_parent_class)->dispose (object);
}

static void
easel_job_finalize (GObject *object)
{
  EaselJob *self = EASEL_JOB (object);

  easel_job_row_unref (self->row);
  g_clear_pointer (&self->preview, g_bytes_unref);
  g_clear_error (&self->error);
  g_array_unref (self->made);

  G_OBJECT_CLASS (easel_job_parent_class)->finalize (object);
}

static void
easel_job_class_init (EaselJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_job_get_property;
  object_class->dispose = easel_job_dispose;
  object_class->finalize = easel_job_finalize;

  /**
   * EaselJob:state:
   *
   * An #EaselJobState. Told too when what else the journal says has changed.
   */
  properties[PROP_STATE] =
      g_param_spec_int ("state", NULL, NULL, 0, EASEL_JOB_STATE_UNCONFIRMED, 0,
                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EaselJob:progress:
   *
   * From 0 to 1; -1 unknown.
   */
  properties[PROP_PROGRESS] = g_param_spec_double (
      "progress", NULL, NULL, -1, 1, -1, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  /**
   * EaselJob:preview:
   *
   * The bytes of a picture of what is there so far.
   */
  properties[PROP_PREVIEW] =
      g_param_spec_boxed ("preview", NULL, NULL, G_TYPE_BYTES,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_job_init (EaselJob *self)
{
  self->made = g_array_new (FALSE, TRUE, sizeof (Made));
  g_array_set_clear_func (self->made, made_clear);
  self->cancelled = dex_promise_new ();
  self->done = dex_promise_new ();
  self->progress = -1;
  self->queue_position = -1;
  self->cost = -1;
}

/* ---- for who works on it ---- */

/* The error that a row tells of. */
static void
take_error (EaselJob *self, EaselJobRow *row)
{
  g_clear_error (&self->error);
  if (row->error == NULL)
    return;
  self->error = g_error_new_literal (EASEL_ERROR, (int) easel_error_find_code (row->error_code), row->error);
  easel_error_set_provider (self->error, row->provider_slug, row->model_id);
  if (row->stage == EASEL_JOB_UNCONFIRMED)
    easel_error_get_details (self->error)->may_have_billed = TRUE;
}

EaselJob *
_easel_job_new (EaselJobRow *row)
{
  EaselJob *self = g_object_new (EASEL_TYPE_JOB, NULL);

  self->row = easel_job_row_ref (row);
  take_error (self, row);
  if (easel_job_stage_is_final (row->stage))
    dex_promise_resolve_boolean (self->done, TRUE);
  return self;
}

EaselJobRow *
_easel_job_get_row (EaselJob *self)
{
  return self->row;
}

/* What the journal says now. */
void
_easel_job_set_row (EaselJob *self, EaselJobRow *row)
{
  easel_job_row_ref (row);
  easel_job_row_unref (self->row);
  self->row = row;
  take_error (self, row);
  if (easel_job_stage_is_final (row->stage))
    g_clear_pointer (&self->preview, g_bytes_unref);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* Why it does not go on for now, though the journal does not say that it failed. */
void
_easel_job_set_failure (EaselJob *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

void
_easel_job_set_elsewhere (EaselJob *self, gboolean elsewhere)
{
  if (self->elsewhere == elsewhere)
    return;
  self->elsewhere = elsewhere;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
notify_progress (EaselJob *self)
{
  g_clear_handle_id (&self->notify_source, g_source_remove);
  self->last_notify = g_get_monotonic_time ();
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

static gboolean
on_notify_timeout_cb (gpointer user_data)
{
  EaselJob *self = user_data;

  self->notify_source = 0;
  notify_progress (self);
  return G_SOURCE_REMOVE;
}

/* How far it is by the provider's word; told at most once a frame. */
void
_easel_job_take_answer (EaselJob *self, const EaselMediaAnswer *answer)
{
  if (answer->progress >= 0)
    self->progress = CLAMP (answer->progress, 0, 1);
  self->queue_position = answer->state == EASEL_MEDIA_QUEUED ? answer->queue_position : -1;
  if (answer->preview != NULL && answer->preview != self->preview)
    {
      g_clear_pointer (&self->preview, g_bytes_unref);
      self->preview = g_bytes_ref (answer->preview);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW]);
    }
  if (g_get_monotonic_time () - self->last_notify >= FRAME)
    notify_progress (self);
  else if (self->notify_source == 0)
    self->notify_source = g_timeout_add (FRAME / 1000, on_notify_timeout_cb, self);
}

void
_easel_job_set_cost (EaselJob *self, gint64 cost)
{
  self->cost = cost;
}

/* Takes path. */
void
_easel_job_add_asset (EaselJob *self, gint64 id, char *path, const char *mime)
{
  Made made = { id, path, g_strdup (mime) };

  g_array_append_val (self->made, made);
}

/* Resolves when somebody wants it to end. */
DexFuture *
_easel_job_get_cancelled (EaselJob *self)
{
  return dex_ref (DEX_FUTURE (self->cancelled));
}

void
_easel_job_cancel (EaselJob *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    dex_promise_resolve_boolean (self->cancelled, TRUE);
}

gboolean
_easel_job_is_cancelled (EaselJob *self)
{
  return !dex_future_is_pending (DEX_FUTURE (self->cancelled));
}

/* Nobody works on it any more. */
void
_easel_job_finish (EaselJob *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->done)))
    dex_promise_resolve_boolean (self->done, TRUE);
}

/* Work on it begins anew. */
void
_easel_job_reopen (EaselJob *self)
{
  if (!dex_future_is_pending (DEX_FUTURE (self->done)))
    {
      dex_clear (&self->done);
      self->done = dex_promise_new ();
    }
  if (!dex_future_is_pending (DEX_FUTURE (self->cancelled)))
    {
      dex_clear (&self->cancelled);
      self->cancelled = dex_promise_new ();
    }
}

/* ---- what it says ---- */

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

  return self->row->provider_name;
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

  return g_array_index (self->made, Made, position).id;
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

  return g_array_index (self->made, Made, position).path;
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

  return g_array_index (self->made, Made, position).mime;
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
