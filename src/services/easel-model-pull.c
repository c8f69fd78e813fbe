// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-pull-private.h"

#include "easel-error.h"

/* The window is told of progress at most once in so many microseconds. */
#define PAUSE 100000

/**
 * EaselModelPull:
 *
 * A model that a server on this computer fetches: how far it is, and its end.
 */
struct _EaselModelPull
{
  GObject parent_instance;

  /* owned */
  char *slug;
  char *model;
  char *status;
  GError *error;
  DexPromise *stopped;
  DexPromise *ended;

  /* state */
  EaselModelPullState state;
  gint64 completed;
  gint64 total;
  gint64 last_notify;
};

G_DEFINE_FINAL_TYPE (EaselModelPull, easel_model_pull, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATE,
  PROP_STATUS,
  PROP_COMPLETED,
  PROP_TOTAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_ENUM_TYPE (EaselModelPullState,
                    easel_model_pull_state,
                    G_DEFINE_ENUM_VALUE (EASEL_MODEL_PULL_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (EASEL_MODEL_PULL_FINISHED, "finished"),
                    G_DEFINE_ENUM_VALUE (EASEL_MODEL_PULL_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (EASEL_MODEL_PULL_FAILED, "failed"))

static void
easel_model_pull_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselModelPull *self = EASEL_MODEL_PULL (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_STATUS:
      g_value_set_string (value, self->status);
      break;
    case PROP_COMPLETED:
      g_value_set_int64 (value, self->completed);
      break;
    case PROP_TOTAL:
      g_value_set_int64 (value, self->total);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_model_pull_finalize (GObject *object)
{
  EaselModelPull *self = EASEL_MODEL_PULL (object);

  g_free (self->slug);
  g_free (self->model);
  g_free (self->status);
  g_clear_error (&self->error);
  dex_clear (&self->stopped);
  dex_clear (&self->ended);

  G_OBJECT_CLASS (easel_model_pull_parent_class)->finalize (object);
}

static void
easel_model_pull_class_init (EaselModelPullClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_model_pull_get_property;
  object_class->finalize = easel_model_pull_finalize;

  /**
   * EaselModelPull:state:
   *
   * How it goes.
   */
  properties[PROP_STATE] =
      g_param_spec_enum ("state", NULL, NULL, EASEL_TYPE_MODEL_PULL_STATE, EASEL_MODEL_PULL_RUNNING, flags);
  /**
   * EaselModelPull:status:
   *
   * What the server does, in its own English words.
   */
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, "", flags);
  /**
   * EaselModelPull:completed:
   *
   * Bytes that are there.
   */
  properties[PROP_COMPLETED] = g_param_spec_int64 ("completed", NULL, NULL, 0, G_MAXINT64, 0, flags);
  /**
   * EaselModelPull:total:
   *
   * Bytes of all parts that were named so far; 0 while nothing is known.
   */
  properties[PROP_TOTAL] = g_param_spec_int64 ("total", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_model_pull_init (EaselModelPull *self)
{
  self->status = g_strdup ("");
  self->stopped = dex_promise_new ();
  self->ended = dex_promise_new ();
}

EaselModelPull *
_easel_model_pull_new (const char *slug, const char *model)
{
  EaselModelPull *self = g_object_new (EASEL_TYPE_MODEL_PULL, NULL);

  self->slug = g_strdup (slug);
  self->model = g_strdup (model);
  return self;
}

/* Rejects with %EASEL_ERROR_CANCELLED when it is stopped. */
DexFuture *
_easel_model_pull_get_stopped (EaselModelPull *self)
{
  return dex_ref (DEX_FUTURE (self->stopped));
}

void
_easel_model_pull_set_progress (EaselModelPull *self, const char *status, gint64 completed, gint64 total)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_news = g_set_str (&self->status, status);

  self->completed = completed;
  self->total = total;
  if (!is_news && now - self->last_notify < PAUSE)
    return;
  self->last_notify = now;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETED]);
}

/* Takes @error, which is NULL if the model is there. */
void
_easel_model_pull_end (EaselModelPull *self, GError *error)
{
  if (error == NULL)
    self->state = EASEL_MODEL_PULL_FINISHED;
  else if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_CANCELLED))
    self->state = EASEL_MODEL_PULL_STOPPED;
  else
    self->state = EASEL_MODEL_PULL_FAILED;
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (error == NULL)
    dex_promise_resolve_boolean (self->ended, TRUE);
  else
    dex_promise_reject (self->ended, g_error_copy (error));
}

/**
 * easel_model_pull_get_slug:
 * @self: a download
 *
 * Returns: short name of the provider that fetches it
 */
const char *
easel_model_pull_get_slug (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), NULL);

  return self->slug;
}

/**
 * easel_model_pull_get_model:
 * @self: a download
 *
 * Returns: the model's id
 */
const char *
easel_model_pull_get_model (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), NULL);

  return self->model;
}

/**
 * easel_model_pull_get_state:
 * @self: a download
 *
 * Returns: how it goes
 */
EaselModelPullState
easel_model_pull_get_state (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), EASEL_MODEL_PULL_FAILED);

  return self->state;
}

/**
 * easel_model_pull_get_status:
 * @self: a download
 *
 * Returns: what the server does, in its own English words
 */
const char *
easel_model_pull_get_status (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), NULL);

  return self->status;
}

/**
 * easel_model_pull_get_completed:
 * @self: a download
 *
 * Returns: bytes that are there
 */
gint64
easel_model_pull_get_completed (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), 0);

  return self->completed;
}

/**
 * easel_model_pull_get_total:
 * @self: a download
 *
 * Returns: bytes of all parts that were named so far; 0 while nothing is known
 */
gint64
easel_model_pull_get_total (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), 0);

  return self->total;
}

/**
 * easel_model_pull_get_error:
 * @self: a download
 *
 * Returns: (transfer none) (nullable): why it ended without the model
 */
const GError *
easel_model_pull_get_error (EaselModelPull *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL_PULL (self), NULL);

  return self->error;
}

/**
 * easel_model_pull_wait:
 * @self: a download
 *
 * Returns: (transfer full): resolves to %TRUE when the model is there; rejects
 *   with its error
 */
DexFuture *
easel_model_pull_wait (EaselModelPull *self)
{
  dex_return_error_if_fail (EASEL_IS_MODEL_PULL (self));

  return dex_ref (DEX_FUTURE (self->ended));
}

/**
 * easel_model_pull_stop:
 * @self: a download
 *
 * Stops it. What came is kept by the server, and the next time goes on there.
 */
void
easel_model_pull_stop (EaselModelPull *self)
{
  g_return_if_fail (EASEL_IS_MODEL_PULL (self));

  if (dex_future_is_pending (DEX_FUTURE (self->stopped)))
    dex_promise_reject (self->stopped, g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, "Stopped"));
}
