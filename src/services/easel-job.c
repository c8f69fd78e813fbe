// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-private.h"

#include "easel-error.h"

/* Progress is told at most so often, in microseconds. */
#define FRAME (G_USEC_PER_SEC / 60)

G_STATIC_ASSERT ((int) EASEL_JOB_STATE_UNCONFIRMED == (int) EASEL_JOB_UNCONFIRMED);
G_STATIC_ASSERT ((int) EASEL_JOB_STATE_CANCELLING == (int) EASEL_JOB_CANCELLING);
G_STATIC_ASSERT ((int) EASEL_JOB_STATE_DOWNLOADING == (int) EASEL_JOB_DOWNLOADING);

/**
 * EaselJob:
 *
 * One picture or clip on its way, from the wish to the library. What it says is in
 * the journal on the disk, but for progress and preview.
 */
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
  EaselJobMade *made = data;

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
  self->made = g_array_new (FALSE, TRUE, sizeof (EaselJobMade));
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
  EaselJobMade made = { id, path, g_strdup (mime) };

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
