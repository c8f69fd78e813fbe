// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-predictions-private.h"

#include <string.h>

#include "easel-sandbox-prediction-private.h"

#define MOST_RUNNING 8
/* The oldest that have ended make room for new ones. */
#define MOST_KEPT 24
#define LONGEST_BODY (256 * 1024)
#define LONGEST_WAIT 60
#define TOO_MANY_REQUESTS 429
/* A step of painting lasts so many times the server's delay. */
#define STEP_DELAYS 4

struct _EaselSandboxPredictions
{
  GPtrArray *jobs; /* (element-type Job): the oldest first */
};

typedef struct
{
  EaselSandboxPredictions *owner; /* borrowed; NULL once it has let go */
  EaselSandboxPrediction *prediction;
  GPtrArray *waiting; /* (element-type Waiter) */
  guint delay;
  guint source;
} Job;

/* A request that is answered when the job ends, or when it has waited enough. */
typedef struct
{
  Job *job; /* borrowed */
  SoupServerMessage *message;
  guint source;
  guint status;
} Waiter;

/* ---- answers ---- */

static void
respond (SoupServerMessage *message, guint status, char *json)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, status >= 400 ? "application/problem+json" : "application/json",
                                    SOUP_MEMORY_TAKE, json, strlen (json));
}

static void
respond_problem (SoupServerMessage *message, guint status, const char *title, const char *detail)
{
  respond (message, status, _easel_sandbox_get_problem (title, detail, status));
}

static void
respond_job (SoupServerMessage *message, guint status, Job *job)
{
  const char *host = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *base = g_strdup_printf ("http://%s/v1", host != NULL ? host : "localhost");

  respond (message, status, _easel_sandbox_prediction_to_json (job->prediction, base));
}

static gboolean
has_ended (const Job *job)
{
  return job->prediction->status >= EASEL_SANDBOX_SUCCEEDED;
}

/* ---- those who wait ---- */

static void
waiter_free (gpointer data)
{
  Waiter *waiter = data;

  g_clear_handle_id (&waiter->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (waiter->message, waiter);
  g_object_unref (waiter->message);
  g_free (waiter);
}

static void
answer_waiter (Waiter *waiter)
{
  respond_job (waiter->message, waiter->status, waiter->job);
  soup_server_message_unpause (waiter->message);
  g_ptr_array_remove (waiter->job->waiting, waiter);
}

static gboolean
on_waited_cb (gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->source = 0;
  answer_waiter (waiter);
  return G_SOURCE_REMOVE;
}

static void
on_waiter_gone_cb (SoupServerMessage *message, gpointer user_data)
{
  Waiter *waiter = user_data;

  g_ptr_array_remove (waiter->job->waiting, waiter);
}

static void
add_waiter (Job *job, SoupServerMessage *message, guint status, guint seconds)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->job = job;
  waiter->message = g_object_ref (message);
  waiter->status = status;
  waiter->source = g_timeout_add_seconds (seconds, on_waited_cb, waiter);
  g_signal_connect (message, "finished", G_CALLBACK (on_waiter_gone_cb), waiter);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_waiter_gone_cb), waiter);
  g_ptr_array_add (job->waiting, waiter);
  soup_server_message_pause (message);
}

/* ---- the course of a job ---- */

static void
job_clear (gpointer data)
{
  Job *job = data;

  g_clear_handle_id (&job->source, g_source_remove);
  g_ptr_array_unref (job->waiting);
  _easel_sandbox_prediction_free (job->prediction);
}

static void
job_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, job_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_unref)

/* Nothing more happens to it, and whoever waits is told. */
static void
end_job (Job *job, EaselSandboxStatus status)
{
  job->prediction->status = status;
  g_clear_handle_id (&job->source, g_source_remove);
  while (job->waiting->len > 0)
    answer_waiter (g_ptr_array_index (job->waiting, 0));
}

static void schedule (Job *job);

static void
on_worked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;

  job->prediction->done++;
  if (job->owner == NULL || has_ended (job))
    return;
  if (job->prediction->done < job->prediction->n_steps)
    schedule (job);
  else
    end_job (job, job->prediction->outputs->len > 0 ? EASEL_SANDBOX_SUCCEEDED : EASEL_SANDBOX_FAILED);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  _easel_sandbox_prediction_work (((Job *) task_data)->prediction);
  g_task_return_boolean (task, TRUE);
}

static gboolean
on_job_due_cb (gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_worked_cb, g_atomic_rc_box_acquire (job));

  job->source = 0;
  job->prediction->status = EASEL_SANDBOX_PROCESSING;
  g_task_set_task_data (task, g_atomic_rc_box_acquire (job), job_unref);
  g_task_run_in_thread (task, work);
  return G_SOURCE_REMOVE;
}

static void
schedule (Job *job)
{
  job->source = g_timeout_add (job->delay * STEP_DELAYS, on_job_due_cb, job);
}

/* ---- requests ---- */

static Job *
find_job (EaselSandboxPredictions *self, const char *id)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      Job *job = g_ptr_array_index (self->jobs, i);

      if (g_str_equal (job->prediction->id, id))
        return job;
    }
  return NULL;
}

/* FALSE if too many are under way. */
static gboolean
make_room (EaselSandboxPredictions *self)
{
  guint n_running = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n_running += !has_ended (g_ptr_array_index (self->jobs, i));
  for (guint i = 0; i < self->jobs->len && self->jobs->len >= MOST_KEPT;)
    if (has_ended (g_ptr_array_index (self->jobs, i)))
      g_ptr_array_remove_index (self->jobs, i);
    else
      i++;
  return n_running < MOST_RUNNING;
}

/* Seconds of "Prefer: wait" or "Prefer: wait=N"; 0 without it. */
static guint
read_wait (SoupServerMessage *message)
{
  const char *prefer =
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Prefer");
  guint64 seconds;

  if (prefer == NULL || !g_str_has_prefix (prefer, "wait"))
    return 0;
  seconds = prefer[4] == '=' ? g_ascii_strtoull (prefer + 5, NULL, 10) : LONGEST_WAIT;
  return (guint) CLAMP (seconds, 1, LONGEST_WAIT);
}

static void
create (EaselSandboxPredictions *self, SoupServerMessage *message, const char *model, guint delay)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autofree char *id = g_uuid_string_random ();
  EaselSandboxPrediction *prediction;
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  guint status, seconds = read_wait (message);
  char *problem = NULL;
  Job *job;

  if (length > LONGEST_BODY)
    {
      respond_problem (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "Too large",
                       "The request is larger than 256 KB.");
      return;
    }
  if (!make_room (self))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "1");
      respond_problem (message, TOO_MANY_REQUESTS, "Too many requests",
                       "Too many predictions at once: try again in a second.");
      return;
    }
  prediction =
      _easel_sandbox_prediction_new (id, model, bytes != NULL ? bytes : "", length, &status, &problem);
  if (prediction == NULL)
    {
      respond (message, status, problem);
      return;
    }
  job = g_atomic_rc_box_new0 (Job);
  job->owner = self;
  job->prediction = prediction;
  job->waiting = g_ptr_array_new_with_free_func (waiter_free);
  job->delay = delay;
  g_ptr_array_add (self->jobs, job);
  schedule (job);
  if (seconds > 0)
    add_waiter (job, message, SOUP_STATUS_CREATED, seconds);
  else
    respond_job (message, SOUP_STATUS_CREATED, job);
}

static void
deliver (EaselSandboxPredictions *self, SoupServerMessage *message, const char *rest)
{
  g_auto (GStrv) parts = g_strsplit (rest, "/", 2);
  Job *job = parts[0] != NULL ? find_job (self, parts[0]) : NULL;
  guint64 number = job != NULL && parts[1] != NULL && g_ascii_isdigit (*parts[1])
                       ? g_ascii_strtoull (parts[1], NULL, 10)
                       : G_MAXUINT64;
  GBytes *bytes;

  if (job == NULL || job->prediction->status != EASEL_SANDBOX_SUCCEEDED ||
      number >= job->prediction->outputs->len)
    {
      respond_problem (message, SOUP_STATUS_NOT_FOUND, "Not found", "There is no such file.");
      return;
    }
  bytes = g_ptr_array_index (job->prediction->outputs, number);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         _easel_sandbox_prediction_get_type (job->prediction), NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

static void
serve_job (EaselSandboxPredictions *self, SoupServerMessage *message, const char *rest, gboolean post)
{
  gboolean cancel = g_str_has_suffix (rest, "/cancel");
  g_autofree char *id = cancel ? g_strndup (rest, strlen (rest) - strlen ("/cancel")) : g_strdup (rest);
  Job *job = find_job (self, id);

  if (job == NULL || cancel != post)
    {
      respond_problem (message, SOUP_STATUS_NOT_FOUND, "Not found", "There is no such prediction.");
      return;
    }
  if (cancel && !has_ended (job))
    end_job (job, EASEL_SANDBOX_CANCELED);
  respond_job (message, SOUP_STATUS_OK, job);
}

static gboolean
serve_model (
    EaselSandboxPredictions *self, SoupServerMessage *message, const char *rest, gboolean post, guint delay)
{
  gboolean predicts = g_str_has_suffix (rest, "/predictions");
  g_autofree char *name =
      predicts ? g_strndup (rest, strlen (rest) - strlen ("/predictions")) : g_strdup (rest);
  const char *model = _easel_sandbox_find_maker (name);

  if (model == NULL || predicts != post)
    return FALSE;
  if (predicts)
    create (self, message, model, delay);
  else
    respond (message, SOUP_STATUS_OK, _easel_sandbox_get_maker (model));
  return TRUE;
}

static gboolean
serve_collection (SoupServerMessage *message, const char *slug)
{
  char *json = _easel_sandbox_get_collection (slug);

  if (json != NULL)
    respond (message, SOUP_STATUS_OK, json);
  return json != NULL;
}

/* ---- all of them ---- */

EaselSandboxPredictions *
_easel_sandbox_predictions_new (void)
{
  EaselSandboxPredictions *self = g_new0 (EaselSandboxPredictions, 1);

  self->jobs = g_ptr_array_new_with_free_func (job_unref);
  return self;
}

void
_easel_sandbox_predictions_free (EaselSandboxPredictions *self)
{
  _easel_sandbox_predictions_stop (self);
  g_ptr_array_unref (self->jobs);
  g_free (self);
}

/* Ends all that is under way, and forgets what is made. */
void
_easel_sandbox_predictions_stop (EaselSandboxPredictions *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      Job *job = g_ptr_array_index (self->jobs, i);

      job->owner = NULL;
      g_clear_handle_id (&job->source, g_source_remove);
      g_ptr_array_set_size (job->waiting, 0);
    }
  g_ptr_array_set_size (self->jobs, 0);
}

/* Serves message if it is of Replicate's form; FALSE if it is something else. */
gboolean
_easel_sandbox_predictions_serve (EaselSandboxPredictions *self,
                                  SoupServerMessage *message,
                                  const char *path,
                                  guint delay)
{
  gboolean post = g_str_equal (soup_server_message_get_method (message), "POST");

  if (!post && !g_str_equal (soup_server_message_get_method (message), "GET"))
    return FALSE;
  if (g_str_has_prefix (path, "/v1/models/"))
    return serve_model (self, message, path + strlen ("/v1/models/"), post, delay);
  if (g_str_has_prefix (path, "/v1/collections/") && !post)
    return serve_collection (message, path + strlen ("/v1/collections/"));
  if (g_str_has_prefix (path, "/v1/predictions/"))
    serve_job (self, message, path + strlen ("/v1/predictions/"), post);
  else if (g_str_has_prefix (path, "/v1/deliveries/") && !post)
    deliver (self, message, path + strlen ("/v1/deliveries/"));
  else if (g_str_equal (path, "/v1/predictions") && post)
    create (self, message, NULL, delay);
  else
    return FALSE;
  return TRUE;
}
