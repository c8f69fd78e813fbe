// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-work-private.h"

#include <glib/gi18n-lib.h>

#include "easel-edit-cost-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-ledger-private.h"
#include "easel-media-registry.h"
#include "easel-model-private.h"
#include "easel-provider-private.h"

/*
 * The course of a job. Each step is in the journal before what comes after it goes
 * out; so whoever finds a job in some stage, with its lock free, knows what may have
 * happened.
 */

#define AGAIN (5 * (gint64) G_USEC_PER_SEC)
#define LONGEST_INTERVAL (10 * (gint64) G_USEC_PER_SEC)
#define LONGEST_PAUSE (60 * (gint64) G_USEC_PER_SEC)
#define PROGRESS_INTERVAL ((gint64) G_USEC_PER_SEC)
/* No provider keeps a job, or what came of it, for longer. */
#define LONGEST_LIFE (72 * G_TIME_SPAN_HOUR)
#define MOST_CANCEL_TRIES 4
#define TELL_AGAIN (3 * (gint64) G_USEC_PER_SEC)

static void
work_free (gpointer data)
{
  EaselJobWork *work = data;

  g_clear_pointer (&work->lock, easel_job_lock_release);
  g_clear_pointer (&work->place, _easel_call_place_leave);
  g_clear_pointer (&work->connection, _easel_connection_unref);
  g_clear_pointer (&work->model, easel_model_row_unref);
  g_clear_pointer (&work->ledger, easel_usage_row_unref);
  g_clear_pointer (&work->row, easel_job_row_unref);
  g_object_unref (work->job);
  g_object_unref (work->service);
  g_free (work);
}

/* ---- what all stages need ---- */

gboolean
_easel_job_work_is_closing (EaselJobWork *work)
{
  return !dex_future_is_pending (DEX_FUTURE (work->service->closing));
}

static DexFuture *
get_closing (EaselJobWork *work)
{
  return dex_ref (DEX_FUTURE (work->service->closing));
}

/* Awaits an answer, unless the services close first: then it is FALSE and the job
 * stays as the journal has it. */
gboolean
_easel_job_work_await (EaselJobWork *work, DexFuture *future, GError **error)
{
  dex_await (dex_future_first (dex_ref (future), get_closing (work), NULL), NULL);
  if (!dex_future_is_pending (future))
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED,
                       _ ("Easel was closed before the answer came."));
  return FALSE;
}

static gboolean
must_cancel (EaselJobWork *work)
{
  return !work->cancel_told && _easel_job_is_cancelled (work->job);
}

/* Waits, unless the services close or, if that is to be heeded, somebody cancels.
 * FALSE if the services close. */
gboolean
_easel_job_work_wait (EaselJobWork *work, gint64 time, gboolean heed_cancel)
{
  DexFuture *timeout = dex_timeout_new_usec (MAX (time, 1));

  if (heed_cancel && !work->cancel_told)
    dex_await (dex_future_first (timeout, get_closing (work), _easel_job_get_cancelled (work->job), NULL),
               NULL);
  else
    dex_await (dex_future_first (timeout, get_closing (work), NULL), NULL);
  return !_easel_job_work_is_closing (work);
}

static void
show_row (EaselJobWork *work)
{
  g_autoptr (EaselJobRow) copy = easel_job_row_copy (work->row);

  _easel_job_set_row (work->job, copy);
}

/* Writes the row in its new stage. A disk that is full is waited for: what is paid
 * for goes on meanwhile. FALSE only if the services close before that. */
gboolean
_easel_job_work_save (EaselJobWork *work, EaselJobStage stage)
{
  work->row->stage = stage;
  for (;;)
    {
      g_autoptr (GError) error = NULL;

      if (dex_await (easel_store_jobs_update (work->service->store, work->row), &error))
        {
          show_row (work);
          return TRUE;
        }
      g_warning ("A job’s stage is not on the disk yet: %s", error->message);
      _easel_job_set_failure (work->job, error);
      if (!_easel_job_work_wait (work, AGAIN, FALSE))
        return FALSE;
    }
}

/* Ends the job with an error, or without one. */
void
_easel_job_work_fail (EaselJobWork *work, EaselJobStage stage, const GError *error)
{
  const EaselErrorDetails *details =
      error != NULL && error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;

  g_set_str (&work->row->error_code, error != NULL ? easel_error_get_name (error) : NULL);
  g_set_str (&work->row->error, error != NULL ? error->message : NULL);
  if (details != NULL && details->request_id != NULL)
    g_set_str (&work->row->request_id, details->request_id);
  _easel_job_work_save (work, stage);
}

static gint64
get_cost (EaselJobWork *work, const EaselMediaAnswer *answer)
{
  if (answer != NULL && answer->usage.cost_microusd >= 0)
    return answer->usage.cost_microusd;
  if (work->is_free)
    return 0;
  if (answer == NULL)
    return -1;
  if (work->model != NULL && work->model->price_image >= 0 && work->model->price_image < G_MAXINT32 &&
      answer->outputs->len > 0)
    return work->model->price_image * answer->outputs->len;
  return work->model != NULL ? _easel_edit_cost_of (work->model, &answer->usage) : -1;
}

/* Ends the call in the ledger. */
void
_easel_job_work_settle (EaselJobWork *work,
                        EaselUsageState state,
                        const EaselMediaAnswer *answer,
                        const GError *error)
{
  g_autoptr (EaselUsageRow) ledger = work->ledger != NULL ? easel_usage_row_ref (work->ledger) : NULL;
  g_autoptr (GError) settle_error = NULL;

  if (work->row->usage_id == 0)
    return;
  if (ledger == NULL)
    ledger = easel_usage_row_new ();
  ledger->id = work->row->usage_id;
  ledger->state = state;
  ledger->cost = state == EASEL_USAGE_FAILED && answer == NULL ? 0 : get_cost (work, answer);
  if (answer != NULL)
    {
      ledger->input_tokens = answer->usage.input;
      ledger->output_tokens = answer->usage.output;
      ledger->images = answer->outputs->len;
      g_set_str (&ledger->request_id, answer->request_id);
    }
  ledger->duration = work->sent_at > 0 ? g_get_monotonic_time () - work->sent_at
                                       : MAX (g_get_real_time () - work->row->sent_at, 0);
  _easel_ledger_take_error (ledger, error);
  _easel_job_set_cost (work->job, ledger->cost);
  while (!dex_await (easel_store_usage_settle (work->service->store, ledger), &settle_error))
    {
      g_warning ("The end of a call is not on the disk yet: %s", settle_error->message);
      if (!g_error_matches (settle_error, EASEL_ERROR, EASEL_ERROR_STORAGE) ||
          !_easel_job_work_wait (work, AGAIN, FALSE))
        return;
      g_clear_error (&settle_error);
    }
}

const char *
_easel_job_work_get_key (EaselJobWork *work)
{
  return work->connection->key != NULL ? easel_secret_get_text (work->connection->key) : NULL;
}

gboolean
_easel_job_work_connect (EaselJobWork *work, GError **error)
{
  EaselJobRow *row = work->row;
  g_autofree char *ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (work->service->providers, ref);

  g_clear_pointer (&work->connection, _easel_connection_unref);
  work->connection = dex_await_boxed (
      _easel_provider_service_connect_any (work->service->providers, row->provider_slug), error);
  if (work->connection == NULL)
    return FALSE;
  work->is_free = model != NULL && easel_model_is_free (model);
  g_clear_pointer (&work->model, easel_model_row_unref);
  work->model = _easel_provider_service_get_model_row (work->service->providers, ref);
  work->protocol = easel_media_registry_find (row->protocol);
  if (work->protocol != NULL)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
               _ ("This version of Easel does not know the protocol “%s”. Update Easel."), row->protocol);
  return FALSE;
}

/* ---- cancelling ---- */

static void
end_cancelled (EaselJobWork *work, const char *how, EaselUsageState state)
{
  g_set_str (&work->row->cancel, how);
  _easel_job_work_settle (work, state, NULL, NULL);
  _easel_job_work_fail (work, EASEL_JOB_CANCELLED, NULL);
}

/* Tells the provider, once the journal says so. FALSE if the job has ended. */
static gboolean
tell_cancel (EaselJobWork *work)
{
  g_autoptr (EaselMediaTicket) ticket =
      work->row->ticket != NULL ? easel_media_ticket_from_json (work->row->ticket) : NULL;
  g_autoptr (DexFuture) telling = NULL;
  g_autoptr (GError) error = NULL;
  int cancel;

  g_set_str (&work->row->cancel, "asked");
  if (!_easel_job_work_save (work, EASEL_JOB_CANCELLING))
    return FALSE;
  cancel = dex_await_int (
      easel_media_call_cancel (_easel_provider_service_get_client (work->service->providers), work->protocol,
                               work->connection->account, _easel_job_work_get_key (work), ticket),
      &error);
  if (error != NULL)
    {
      _easel_job_set_failure (work->job, error);
      if (++work->cancel_tries >= MOST_CANCEL_TRIES)
        {
          end_cancelled (work, "failed", EASEL_USAGE_UNCONFIRMED);
          return FALSE;
        }
      return _easel_job_work_wait (work, G_USEC_PER_SEC << work->cancel_tries, FALSE);
    }
  work->cancel_told = TRUE;
  work->told_at = g_get_monotonic_time ();
  switch ((EaselMediaCancel) cancel)
    {
    case EASEL_MEDIA_CANCEL_NONE:
      end_cancelled (work, "none", EASEL_USAGE_UNCONFIRMED);
      return FALSE;
    case EASEL_MEDIA_CANCEL_DONE:
      end_cancelled (work, "done", EASEL_USAGE_DONE);
      return FALSE;
    case EASEL_MEDIA_CANCEL_LATE:
      g_set_str (&work->row->cancel, "late");
      return _easel_job_work_save (work, EASEL_JOB_SUBMITTED);
    case EASEL_MEDIA_CANCEL_ASKED:
    default:
      return TRUE;
    }
}

/* ---- following what was submitted ---- */

/* What a provider says. FALSE if there is nothing more to ask it. */
static gboolean
take_answer (EaselJobWork *work, EaselMediaAnswer *answer)
{
  EaselJobStage stage = answer->state == EASEL_MEDIA_RUNNING ? EASEL_JOB_RUNNING : EASEL_JOB_SUBMITTED;
  g_autofree char *ticket = answer->ticket != NULL ? easel_media_ticket_to_json (answer->ticket) : NULL;
  gboolean changed = ticket != NULL && g_strcmp0 (ticket, work->row->ticket) != 0;

  if (changed)
    g_set_str (&work->row->ticket, ticket);
  if (answer->request_id != NULL && work->row->request_id == NULL)
    g_set_str (&work->row->request_id, answer->request_id);
  _easel_job_take_answer (work->job, answer);
  switch (answer->state)
    {
    case EASEL_MEDIA_QUEUED:
    case EASEL_MEDIA_RUNNING:
      if (work->row->stage == EASEL_JOB_CANCELLING)
        stage = EASEL_JOB_CANCELLING;
      return (!changed && stage == work->row->stage) || _easel_job_work_save (work, stage);
    case EASEL_MEDIA_DONE:
      if (work->row->stage == EASEL_JOB_CANCELLING)
        g_set_str (&work->row->cancel, "late");
      if (_easel_job_work_keep_outputs (work, answer))
        _easel_job_work_deliver (work);
      return FALSE;
    case EASEL_MEDIA_CANCELLED:
      end_cancelled (work, "done", EASEL_USAGE_DONE);
      return FALSE;
    case EASEL_MEDIA_EXPIRED:
      if (work->row->stage == EASEL_JOB_CANCELLING)
        {
          end_cancelled (work, "done", EASEL_USAGE_DONE);
          return FALSE;
        }
      _easel_job_work_settle (work, EASEL_USAGE_UNCONFIRMED, NULL, NULL);
      _easel_job_work_fail (work, EASEL_JOB_EXPIRED, answer->error);
      return FALSE;
    case EASEL_MEDIA_FAILED:
    default:
      _easel_job_work_settle (work, EASEL_USAGE_FAILED, answer, answer->error);
      _easel_job_work_fail (work, EASEL_JOB_FAILED, answer->error);
      return FALSE;
    }
}

static gboolean
is_gone (const GError *error)
{
  guint status = error->domain == EASEL_ERROR ? easel_error_get_details (error)->http_status : 0;

  return status == 404 || status == 410;
}

static void
end_expired (EaselJobWork *work)
{
  g_autoptr (GError) error = g_error_new (
      EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
      _ ("%s does not have this job any more, so what it made cannot be fetched. It may have been "
         "billed."),
      work->row->provider_name);

  _easel_job_work_settle (work, EASEL_USAGE_UNCONFIRMED, NULL, error);
  _easel_job_work_fail (work, EASEL_JOB_EXPIRED, error);
}

/* Asks once. FALSE if there is nothing more to ask; *pause is how long to wait. */
static gboolean
ask_once (EaselJobWork *work, guint *failures, gint64 *pause)
{
  g_autoptr (EaselMediaTicket) ticket =
      work->row->ticket != NULL ? easel_media_ticket_from_json (work->row->ticket) : NULL;
  g_autoptr (DexFuture) asking = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (ticket == NULL || work->protocol->build_poll == NULL)
    {
      end_expired (work);
      return FALSE;
    }
  asking =
      easel_media_call_poll (_easel_provider_service_get_client (work->service->providers), work->protocol,
                             work->connection->account, _easel_job_work_get_key (work), ticket);
  if (!_easel_job_work_await (work, asking, NULL))
    return FALSE;
  answer = dex_await_boxed (dex_ref (asking), &error);
  if (answer != NULL)
    {
      *failures = 0;
      *pause = answer->poll_now ? 0 : *pause;
      return take_answer (work, answer);
    }
  if (is_gone (error))
    {
      end_expired (work);
      return FALSE;
    }
  /* What is paid for is not given up because the network is away. */
  _easel_job_set_failure (work->job, error);
  if (!easel_error_is_retryable (error) && !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL))
    return FALSE;
  *failures += 1;
  *pause = MIN (G_USEC_PER_SEC << MIN (*failures, 6), LONGEST_PAUSE);
  return TRUE;
}

static void
follow (EaselJobWork *work)
{
  gint64 interval;
  guint failures = 0;
  GError *error = NULL;

  if (work->connection == NULL && !_easel_job_work_connect (work, &error))
    {
      _easel_job_set_failure (work->job, error);
      g_error_free (error);
      return;
    }
  interval = work->protocol->poll_interval;
  for (;;)
    {
      gint64 pause = interval;

      /* One that did not hear is told again. */
      if (work->cancel_told && work->row->stage == EASEL_JOB_CANCELLING &&
          work->cancel_tries < MOST_CANCEL_TRIES && g_get_monotonic_time () - work->told_at > TELL_AGAIN)
        {
          work->cancel_tries++;
          work->cancel_told = FALSE;
        }
      if (must_cancel (work) && !tell_cancel (work))
        return;
      if (g_get_real_time () - work->row->sent_at > LONGEST_LIFE)
        {
          end_expired (work);
          return;
        }
      if (!ask_once (work, &failures, &pause) || !_easel_job_work_wait (work, pause, TRUE))
        return;
      interval = MIN (interval + interval / 4, LONGEST_INTERVAL);
    }
}

/* ---- submitting ---- */

static void
on_submit_progress (const EaselMediaAnswer *answer, gpointer user_data)
{
  _easel_job_take_answer (user_data, answer);
}

/* Asks how far it is, where the answer comes only at the end. */
static void
look_at_progress (EaselJobWork *work)
{
  g_autoptr (DexFuture) asking =
      easel_media_call_progress (_easel_provider_service_get_client (work->service->providers),
                                 work->protocol, work->connection->account, _easel_job_work_get_key (work));
  g_autoptr (EaselMediaAnswer) answer = NULL;

  /* Neither the closing nor the picture waits for that. */
  dex_await (
      dex_future_first (dex_ref (asking), dex_timeout_new_usec (PROGRESS_INTERVAL), get_closing (work), NULL),
      NULL);
  if (!dex_future_is_pending (asking))
    answer = dex_await_boxed (dex_ref (asking), NULL);
  if (answer != NULL)
    _easel_job_take_answer (work->job, answer);
}

/* Cancels what has no ticket yet. TRUE if its answer is still worth waiting for. */
static gboolean
cancel_submission (EaselJobWork *work, DexFuture *submission)
{
  gboolean ended;

  if (!dex_future_is_pending (submission))
    return TRUE;
  ended = !tell_cancel (work);
  return !ended;
}

/* The answer, or NULL with an error, or NULL without one if the job was ended. */
static EaselMediaAnswer *
await_submission (EaselJobWork *work, DexFuture *submission, GError **error)
{
  while (dex_future_is_pending (submission))
    {
      DexFuture *tick = dex_timeout_new_usec (PROGRESS_INTERVAL);

      if (work->cancel_told)
        dex_await (dex_future_first (dex_ref (submission), get_closing (work), tick, NULL), NULL);
      else
        dex_await (dex_future_first (dex_ref (submission), get_closing (work),
                                     _easel_job_get_cancelled (work->job), tick, NULL),
                   NULL);
      if (!dex_future_is_pending (submission))
        break;
      if (_easel_job_work_is_closing (work))
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED,
                               _ ("Easel was closed before the answer came. It may have been billed."));
          easel_error_get_details (*error)->may_have_billed = TRUE;
          return NULL;
        }
      if (must_cancel (work) && !cancel_submission (work, submission))
        return NULL;
      if (work->protocol->build_progress != NULL && dex_future_is_pending (submission))
        look_at_progress (work);
    }
  return dex_await_boxed (dex_ref (submission), error);
}

static void
take_submit_error (EaselJobWork *work, const GError *error)
{
  gboolean open = error->domain == EASEL_ERROR && easel_error_get_details (error)->may_have_billed;

  if (work->row->stage == EASEL_JOB_CANCELLING)
    end_cancelled (work, open ? "none" : "done", open ? EASEL_USAGE_UNCONFIRMED : EASEL_USAGE_DONE);
  else
    {
      _easel_job_work_settle (work, open ? EASEL_USAGE_UNCONFIRMED : EASEL_USAGE_FAILED, NULL, error);
      _easel_job_work_fail (work, open ? EASEL_JOB_UNCONFIRMED : EASEL_JOB_FAILED, error);
    }
}

/* Reserves what it will cost, and puts it into the journal and the ledger that it
 * is being sent: together, or not at all. */
static gboolean
begin_submission (EaselJobWork *work, GError **error)
{
  EaselJobRow *row = work->row;

  work->ledger =
      _easel_ledger_row_new (row->kind, row->provider_slug, row->provider_name, row->model_id, work->model);
  work->ledger->reserved_cost = work->is_free ? 0 : work->model != NULL ? work->model->price_image : -1;
  if (!_easel_ledger_reserve (work->service->store, work->ledger, (EaselSpendFlags) row->spend, error))
    return FALSE;
  row->usage_id = work->ledger->id;
  row->stage = EASEL_JOB_SUBMITTING;
  row->sent_at = g_get_real_time ();
  if (dex_await (easel_store_jobs_submit (work->service->store, row), error))
    {
      show_row (work);
      return TRUE;
    }
  row->sent_at = 0;
  _easel_job_work_settle (work, EASEL_USAGE_RELEASED, NULL, *error);
  row->usage_id = 0;
  return FALSE;
}

/* What a thread reads of a request's files. */
typedef struct
{
  EaselJobRow *row;
  EaselMediaRequest *request;
  GError *error;
} Reading;

static void
reading_clear (gpointer data)
{
  Reading *reading = data;

  easel_job_row_unref (reading->row);
  easel_media_request_unref (reading->request);
  g_clear_error (&reading->error);
}

static void
reading_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, reading_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reading, reading_unref)

static void
read_references (gpointer data, gpointer unused)
{
  Reading *reading = data;

  _easel_generate_plan_read_references (reading->row, reading->request, &reading->error);
}

static EaselMediaRequest *
make_request (EaselJobWork *work, GError **error)
{
  g_autoptr (EaselMediaRequest) request = _easel_generate_plan_read (work->row, error);
  g_autoptr (Reading) reading = NULL;

  if (request == NULL)
    return NULL;
  reading = g_atomic_rc_box_new0 (Reading);
  reading->row = easel_job_row_copy (work->row);
  reading->request = easel_media_request_ref (request);
  if (!dex_await (easel_thread_spawn (read_references, g_atomic_rc_box_acquire (reading), reading_unref),
                  error))
    return NULL;
  if (reading->error == NULL)
    return g_steal_pointer (&request);
  g_propagate_error (error, g_steal_pointer (&reading->error));
  return NULL;
}

static EaselMediaRequest *
prepare (EaselJobWork *work, EaselMediaSchema **schema, GError **error)
{
  g_autoptr (EaselMediaRequest) request = NULL;

  if (!_easel_job_work_connect (work, error))
    return NULL;
  request = make_request (work, error);
  if (request == NULL)
    return NULL;
  *schema = _easel_generate_service_await_schema (work->service, work->connection, work->protocol,
                                                  request->model, request->kind, error);
  if (*schema == NULL)
    return NULL;
  if ((*schema)->takes != 0 &&
      ((*schema)->takes & (EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_ANYTHING)) == 0)
    request->seed = work->row->seed = -1;
  return easel_media_schema_check (*schema, request, error) && begin_submission (work, error)
             ? g_steal_pointer (&request)
             : NULL;
}

static void
submit (EaselJobWork *work)
{
  g_autoptr (EaselMediaSchema) schema = NULL;
  g_autoptr (EaselMediaRequest) request = NULL;
  g_autoptr (DexFuture) submission = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  request = prepare (work, &schema, &error);
  /* Nothing was sent: it waits for the next time. */
  if (request == NULL && _easel_job_work_is_closing (work))
    return;
  if (request == NULL)
    {
      easel_error_set_provider (error, work->row->provider_slug, work->row->model_id);
      _easel_job_work_fail (work, EASEL_JOB_FAILED, error);
      return;
    }
  work->sent_at = g_get_monotonic_time ();
  submission =
      easel_media_call_submit (_easel_provider_service_get_client (work->service->providers), work->protocol,
                               work->connection->account, _easel_job_work_get_key (work), request, schema,
                               on_submit_progress, g_object_ref (work->job), g_object_unref);
  answer = await_submission (work, submission, &error);
  if (answer != NULL)
    {
      if (take_answer (work, answer) && _easel_job_work_wait (work, work->protocol->poll_interval, TRUE))
        follow (work);
    }
  else if (error != NULL)
    take_submit_error (work, error);
}

/* A program ended while it sent this. What came of it may lie on the disk; else
 * nobody knows, and it is not sent again. */
static void
recover_submission (EaselJobWork *work)
{
  g_autoptr (GError) error = NULL;

  if (_easel_job_work_adopt_kept (work))
    return;
  error = g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK,
                       _ ("It was sent to %s and Easel ended before an answer came. It may have been billed. "
                          "Look at the provider’s own list before you generate it again."),
                       work->row->provider_name);
  _easel_job_work_settle (work, EASEL_USAGE_UNCONFIRMED, NULL, error);
  _easel_job_work_fail (work, EASEL_JOB_UNCONFIRMED, error);
}

/* ---- the whole ---- */

static void
go_on (EaselJobWork *work)
{
  switch (work->row->stage)
    {
    case EASEL_JOB_QUEUED:
      if (_easel_job_is_cancelled (work->job))
        {
          g_set_str (&work->row->cancel, "unsent");
          _easel_job_work_fail (work, EASEL_JOB_CANCELLED, NULL);
        }
      else
        submit (work);
      break;
    case EASEL_JOB_SUBMITTING:
      recover_submission (work);
      break;
    case EASEL_JOB_CANCELLING:
      if (work->row->ticket == NULL)
        {
          recover_submission (work);
          break;
        }
      _easel_job_cancel (work->job);
      follow (work);
      break;
    case EASEL_JOB_SUBMITTED:
    case EASEL_JOB_RUNNING:
      follow (work);
      break;
    case EASEL_JOB_DOWNLOADING:
      _easel_job_work_deliver (work);
      break;
    case EASEL_JOB_STORED:
    case EASEL_JOB_FAILED:
    case EASEL_JOB_CANCELLED:
    case EASEL_JOB_EXPIRED:
    case EASEL_JOB_UNCONFIRMED:
    case EASEL_N_JOB_STAGES:
    default:
      break;
    }
}

/* Waits for its turn at the provider. FALSE if the services close first. */
static gboolean
await_turn (EaselJobWork *work)
{
  const char *slug = _easel_job_get_row (work->job)->provider_slug;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (work->service->providers, slug);

  work->place = _easel_call_queue_join (work->service->queue, slug,
                                        provider != NULL ? easel_provider_get_most_calls (provider) : 1);
  if (!_easel_call_place_is_held (work->place))
    dex_await (dex_future_first (_easel_call_place_wait (work->place), get_closing (work),
                                 _easel_job_get_cancelled (work->job), NULL),
               NULL);
  return !_easel_job_work_is_closing (work);
}

/* Only who holds the lock looks at the stage. FALSE if another works on it. */
static gboolean
take_lock (EaselJobWork *work)
{
  g_autoptr (GError) error = NULL;

  work->lock = easel_store_jobs_lock (work->service->store, easel_job_get_id (work->job), &error);
  _easel_job_set_elsewhere (work->job, work->lock == NULL && error == NULL);
  if (work->lock != NULL)
    {
      g_autoptr (EaselJobRow) row =
          dex_await_boxed (easel_store_jobs_get (work->service->store, easel_job_get_id (work->job)), &error);

      if (row != NULL)
        {
          work->row = easel_job_row_copy (row);
          _easel_job_set_row (work->job, row);
          if (row->cancel_asked_at != 0)
            _easel_job_cancel (work->job);
        }
    }
  if (error != NULL)
    _easel_job_set_failure (work->job, error);
  return work->row != NULL;
}

static DexFuture *
work_fiber (gpointer data)
{
  EaselJobWork *work = data;

  if (await_turn (work) && take_lock (work))
    go_on (work);
  g_clear_pointer (&work->lock, easel_job_lock_release);
  g_clear_pointer (&work->place, _easel_call_place_leave);
  g_ptr_array_remove (work->service->running, work->job);
  _easel_job_finish (work->job);
  return dex_future_new_true ();
}

/* Begins to work on a job, if nobody does. */
void
_easel_job_work_start (EaselGenerateService *service, EaselJob *job)
{
  EaselJobWork *work;

  if (g_ptr_array_find (service->running, job, NULL) ||
      !dex_future_is_pending (DEX_FUTURE (service->closing)))
    return;
  work = g_new0 (EaselJobWork, 1);
  work->service = g_object_ref (service);
  work->job = g_object_ref (job);
  g_ptr_array_add (service->running, g_object_ref (job));
  dex_future_disown (easel_fiber_spawn (work_fiber, work, work_free));
}
