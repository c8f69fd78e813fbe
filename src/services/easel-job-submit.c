// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-work-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-ledger-private.h"
#include "easel-time.h"

/* The one step that costs money. */

#define PROGRESS_INTERVAL ((gint64) G_USEC_PER_SEC)

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
  dex_await (dex_future_first (dex_ref (asking), dex_timeout_new_usec (PROGRESS_INTERVAL),
                               _easel_job_work_get_closing (work), NULL),
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
  ended = !_easel_job_work_tell_cancel (work);
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
        dex_await (dex_future_first (dex_ref (submission), _easel_job_work_get_closing (work), tick, NULL),
                   NULL);
      else
        dex_await (dex_future_first (dex_ref (submission), _easel_job_work_get_closing (work),
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
      if (_easel_job_work_must_cancel (work) && !cancel_submission (work, submission))
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
    _easel_job_work_end_cancelled (work, open ? "none" : "done",
                                   open ? EASEL_USAGE_UNCONFIRMED : EASEL_USAGE_DONE);
  else
    {
      _easel_job_work_settle (work, open ? EASEL_USAGE_UNCONFIRMED : EASEL_USAGE_FAILED, NULL, error);
      _easel_job_work_fail (work, open ? EASEL_JOB_UNCONFIRMED : EASEL_JOB_FAILED, error);
    }
}

/* Reserves what it will cost, and puts it into the journal and the ledger that it
 * is being sent: together, or not at all. */
static gboolean
begin_submission (EaselJobWork *work, const EaselMediaRequest *request, GError **error)
{
  EaselJobRow *row = work->row;
  g_autoptr (GError) local_error = NULL;
  EaselReserveFlags flags;
  gint64 month;

  work->ledger =
      _easel_ledger_row_new (row->kind, row->provider_slug, row->provider_name, row->model_id, work->model);
  work->ledger->reserved_cost = _easel_job_work_get_price (work, request->previews);
  flags = _easel_ledger_take_spend (work->ledger, (EaselSpendFlags) row->spend);
  row->stage = EASEL_JOB_SUBMITTING;
  row->sent_at = g_get_real_time ();
  month = easel_time_get_month_start (row->sent_at, 0, NULL);
  row->usage_id = work->ledger->id = dex_await_int64 (
      easel_store_jobs_submit (work->service->store, row, work->ledger, month, flags), &local_error);
  if (local_error == NULL)
    {
      _easel_job_work_show_row (work);
      return TRUE;
    }
  row->sent_at = row->usage_id = work->ledger->id = 0;
  easel_error_set_provider (local_error, row->provider_slug, row->model_id);
  g_propagate_error (error, g_steal_pointer (&local_error));
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

/* Somebody cancelled or closes while it was made ready. */
static gboolean
is_unwanted (EaselJobWork *work)
{
  return _easel_job_work_is_closing (work) || _easel_job_is_cancelled (work->job);
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
  if (((*schema)->takes & EASEL_MEDIA_TAKES_PREVIEWS) == 0)
    request->previews = 0;
  else if (work->is_free)
    request->previews = EASEL_GENERATE_PREVIEWS;
  return easel_media_schema_check (*schema, request, error) && !is_unwanted (work) &&
                 begin_submission (work, request, error)
             ? g_steal_pointer (&request)
             : NULL;
}

/* What nobody wants any more and what was not sent: the ledger and the journal say so. */
static void
take_back (EaselJobWork *work)
{
  if (work->row->usage_id != 0)
    _easel_job_work_settle (work, EASEL_USAGE_RELEASED, NULL, NULL);
  work->row->usage_id = 0;
  work->row->sent_at = 0;
  if (_easel_job_is_cancelled (work->job))
    {
      g_set_str (&work->row->cancel, "unsent");
      _easel_job_work_fail (work, EASEL_JOB_CANCELLED, NULL);
    }
  else if (work->row->stage != EASEL_JOB_QUEUED)
    _easel_job_work_save (work, EASEL_JOB_QUEUED);
}

void
_easel_job_work_submit (EaselJobWork *work)
{
  g_autoptr (EaselMediaSchema) schema = NULL;
  g_autoptr (EaselMediaRequest) request = NULL;
  g_autoptr (DexFuture) submission = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  request = prepare (work, &schema, &error);
  /* Nothing was sent: it is over, or waits for the next time. */
  if (is_unwanted (work))
    {
      take_back (work);
      return;
    }
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
      if (_easel_job_work_take_answer (work, answer) &&
          _easel_job_work_wait (work, _easel_job_work_get_first_pause (work), TRUE))
        _easel_job_work_follow (work);
    }
  else if (error != NULL)
    take_submit_error (work, error);
}

/* A program ended while it sent this. What came of it may lie on the disk; else
 * nobody knows, and it is not sent again. */
void
_easel_job_work_recover_submission (EaselJobWork *work)
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
