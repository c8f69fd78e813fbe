// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-work-private.h"

#include <glib/gi18n-lib.h>

#include "easel-edit-cost-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-json.h"
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

static void
work_free (gpointer data)
{
  EaselJobWork *work = data;

  g_clear_pointer (&work->lock, easel_job_lock_release);
  g_clear_pointer (&work->place, _easel_call_place_leave);
  g_clear_pointer (&work->connection, _easel_connection_unref);
  g_clear_pointer (&work->model, easel_model_row_unref);
  g_clear_pointer (&work->ledger, easel_usage_row_unref);
  g_clear_pointer (&work->settling, easel_usage_row_unref);
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

DexFuture *
_easel_job_work_get_closing (EaselJobWork *work)
{
  return dex_ref (DEX_FUTURE (work->service->closing));
}

/* Awaits an answer, unless the services close first: then it is FALSE and the job
 * stays as the journal has it. */
gboolean
_easel_job_work_await (EaselJobWork *work, DexFuture *future, GError **error)
{
  dex_await (dex_future_first (dex_ref (future), _easel_job_work_get_closing (work), NULL), NULL);
  if (!dex_future_is_pending (future))
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED,
                       _ ("Easel was closed before the answer came."));
  return FALSE;
}

gboolean
_easel_job_work_must_cancel (EaselJobWork *work)
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
    dex_await (dex_future_first (timeout, _easel_job_work_get_closing (work),
                                 _easel_job_get_cancelled (work->job), NULL),
               NULL);
  else
    dex_await (dex_future_first (timeout, _easel_job_work_get_closing (work), NULL), NULL);
  return !_easel_job_work_is_closing (work);
}

void
_easel_job_work_show_row (EaselJobWork *work)
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

      if (dex_await (easel_store_jobs_update (work->service->store, work->row, work->settling), &error))
        {
          g_clear_pointer (&work->settling, easel_usage_row_unref);
          work->job->n_left = 0;
          _easel_job_work_show_row (work);
          return TRUE;
        }
      g_warning ("A job’s stage is not on the disk yet: %s", error->message);
      /* A call that is not in the ledger any more is no reason to wait. */
      if (work->settling != NULL && !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_STORAGE))
        {
          g_clear_pointer (&work->settling, easel_usage_row_unref);
          continue;
        }
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

/* What a picture costs, before or after it was made; -1 unknown. */
gint64
_easel_job_work_get_price (EaselJobWork *work, guint previews)
{
  if (work->is_free)
    return 0;
  return work->model != NULL
             ? _easel_generate_plan_get_price (work->model->price_image, work->model->price_output, previews)
             : -1;
}

static gint64
get_cost (EaselJobWork *work, const EaselMediaAnswer *answer)
{
  g_autoptr (JsonNode) parameters = easel_json_parse (work->row->parameters, -1, NULL);
  gint64 price;

  if (answer != NULL && answer->usage.cost_microusd >= 0)
    return answer->usage.cost_microusd;
  if (work->is_free)
    return 0;
  if (answer == NULL)
    return -1;
  price = _easel_job_work_get_price (
      work, easel_json_get_boolean (parameters, "previews", FALSE) ? EASEL_GENERATE_PREVIEWS : 0);
  if (price >= 0 && answer->outputs->len > 0)
    return price * answer->outputs->len;
  return work->model != NULL ? _easel_edit_cost_of (work->model, &answer->usage) : -1;
}

/* How the call ended: goes into the ledger together with what is saved next. */
void
_easel_job_work_settle (EaselJobWork *work,
                        EaselUsageState state,
                        const EaselMediaAnswer *answer,
                        const GError *error)
{
  g_autoptr (EaselUsageRow) ledger = work->ledger != NULL ? easel_usage_row_ref (work->ledger) : NULL;

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
  g_clear_pointer (&work->settling, easel_usage_row_unref);
  work->settling = g_steal_pointer (&ledger);
}

const char *
_easel_job_work_get_key (EaselJobWork *work)
{
  return work->connection->key != NULL ? easel_secret_get_text (work->connection->key) : NULL;
}

/* What the model costs, as far as that is known. */
void
_easel_job_work_find_model (EaselJobWork *work)
{
  g_autofree char *ref = g_strconcat (work->row->provider_slug, ":", work->row->model_id, NULL);
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (work->service->providers, ref);

  work->is_free = model != NULL && easel_model_is_free (model);
  g_clear_pointer (&work->model, easel_model_row_unref);
  work->model = _easel_provider_service_get_model_row (work->service->providers, ref);
}

gboolean
_easel_job_work_connect (EaselJobWork *work, GError **error)
{
  EaselJobRow *row = work->row;

  g_clear_pointer (&work->connection, _easel_connection_unref);
  work->connection = dex_await_boxed (
      _easel_provider_service_connect_any (work->service->providers, row->provider_slug), error);
  if (work->connection == NULL)
    return FALSE;
  _easel_job_work_find_model (work);
  work->protocol = easel_media_registry_find (row->protocol);
  if (work->protocol != NULL)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
               _ ("This version of Easel does not know the protocol “%s”. Update Easel."), row->protocol);
  return FALSE;
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
        _easel_job_work_submit (work);
      break;
    case EASEL_JOB_SUBMITTING:
      _easel_job_work_recover_submission (work);
      break;
    case EASEL_JOB_CANCELLING:
      if (work->row->ticket == NULL)
        {
          _easel_job_work_recover_submission (work);
          break;
        }
      _easel_job_cancel (work->job);
      _easel_job_work_follow (work);
      break;
    case EASEL_JOB_SUBMITTED:
    case EASEL_JOB_RUNNING:
      _easel_job_work_follow (work);
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
    dex_await (dex_future_first (_easel_call_place_wait (work->place), _easel_job_work_get_closing (work),
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
  work->job->held = work->lock != NULL;
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

  if (await_turn (work) && !easel_job_is_final (work->job) && take_lock (work))
    go_on (work);
  work->job->held = FALSE;
  g_clear_pointer (&work->lock, easel_job_lock_release);
  g_clear_pointer (&work->place, _easel_call_place_leave);
  _easel_generate_service_end (work->service, work->job);
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
  _easel_generate_service_begin (service, job);
  dex_future_disown (easel_fiber_spawn (work_fiber, work, work_free));
}
