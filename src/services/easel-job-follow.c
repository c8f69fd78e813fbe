// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-work-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"

/* What was submitted: asked after, and stopped. */

#define LONGEST_INTERVAL (10 * (gint64) G_USEC_PER_SEC)
/* Who may be asked every second may be done in a fraction of one: it is asked sooner
 * at first, then less and less often. */
#define QUICK_INTERVAL ((gint64) G_USEC_PER_SEC)
#define SOONER 4
#define LONGEST_PAUSE (60 * (gint64) G_USEC_PER_SEC)
/* No provider keeps a job, or what came of it, for longer. */
#define LONGEST_LIFE (72 * G_TIME_SPAN_HOUR)
#define MOST_CANCEL_TRIES 4
/* So often in a row a job must not be there to count as gone. */
#define MOST_MISSING 3
#define TELL_AGAIN (3 * (gint64) G_USEC_PER_SEC)
/* Who could not be told may be told later. */
#define TELL_LATER (60 * (gint64) G_USEC_PER_SEC)

/* ---- cancelling ---- */

void
_easel_job_work_end_cancelled (EaselJobWork *work, const char *how, EaselUsageState state)
{
  g_set_str (&work->row->cancel, how);
  _easel_job_work_settle (work, state, NULL, NULL);
  _easel_job_work_fail (work, EASEL_JOB_CANCELLED, NULL);
}

static gboolean
could_not_be_told (EaselJobWork *work)
{
  return g_strcmp0 (work->row->cancel, "failed") == 0;
}

/* Who cannot be told goes on with it, and what is paid for is kept: it is followed as
 * before. FALSE if the services close. */
static gboolean
go_on_untold (EaselJobWork *work)
{
  work->cancel_told = TRUE;
  work->told_at = g_get_monotonic_time ();
  g_set_str (&work->row->cancel, "failed");
  return _easel_job_work_save (work, work->row->ticket != NULL ? EASEL_JOB_SUBMITTED : EASEL_JOB_SUBMITTING);
}

/* One that did not hear is told again, and one that could not be told some time later. */
static gboolean
is_to_be_told_again (EaselJobWork *work)
{
  gint64 since = g_get_monotonic_time () - work->told_at;

  if (!work->cancel_told)
    return FALSE;
  if (work->row->stage == EASEL_JOB_CANCELLING)
    return work->cancel_tries < MOST_CANCEL_TRIES && since > TELL_AGAIN;
  return could_not_be_told (work) && since > TELL_LATER;
}

/* Tells the provider, once the journal says so. FALSE if the job has ended. */
gboolean
_easel_job_work_tell_cancel (EaselJobWork *work)
{
  g_autoptr (EaselMediaTicket) ticket =
      work->row->ticket != NULL ? easel_media_ticket_from_json (work->row->ticket) : NULL;
  g_autoptr (DexFuture) telling = NULL;
  g_autoptr (GError) error = NULL;
  int cancel;

  g_set_str (&work->row->cancel, "asked");
  if (!_easel_job_work_save (work, EASEL_JOB_CANCELLING))
    return FALSE;
  telling =
      easel_media_call_cancel (_easel_provider_service_get_client (work->service->providers), work->protocol,
                               work->connection->account, _easel_job_work_get_key (work), ticket);
  if (!_easel_job_work_await (work, telling, NULL))
    return FALSE;
  cancel = dex_await_int (dex_ref (telling), &error);
  if (error != NULL)
    {
      _easel_job_set_failure (work->job, error);
      if (++work->cancel_tries >= MOST_CANCEL_TRIES)
        return go_on_untold (work);
      return _easel_job_work_wait (work, G_USEC_PER_SEC << work->cancel_tries, FALSE);
    }
  work->cancel_told = TRUE;
  work->told_at = g_get_monotonic_time ();
  switch ((EaselMediaCancel) cancel)
    {
    case EASEL_MEDIA_CANCEL_NONE:
      _easel_job_work_end_cancelled (work, "none", EASEL_USAGE_UNCONFIRMED);
      return FALSE;
    case EASEL_MEDIA_CANCEL_DONE:
      _easel_job_work_end_cancelled (work, "done", EASEL_USAGE_DONE);
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
gboolean
_easel_job_work_take_answer (EaselJobWork *work, EaselMediaAnswer *answer)
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
      _easel_job_work_end_cancelled (work, "done", EASEL_USAGE_DONE);
      return FALSE;
    case EASEL_MEDIA_EXPIRED:
      if (work->row->stage == EASEL_JOB_CANCELLING)
        {
          _easel_job_work_end_cancelled (work, "done", EASEL_USAGE_DONE);
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

/* What was submitted a moment ago may not be everywhere yet, and who stands between
 * may have lost the way for a moment: one 404 says nothing yet. */
static gboolean
is_missing (const GError *error)
{
  return error->domain == EASEL_ERROR && easel_error_get_details (error)->http_status == 404;
}

static gboolean
is_gone (EaselJobWork *work, const GError *error)
{
  guint status = error->domain == EASEL_ERROR ? easel_error_get_details (error)->http_status : 0;

  work->n_missing = status == 404 ? work->n_missing + 1 : 0;
  return status == 410 || work->n_missing >= MOST_MISSING;
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
      *failures = work->n_missing = 0;
      *pause = answer->poll_now ? 0 : *pause;
      return _easel_job_work_take_answer (work, answer);
    }
  if (is_gone (work, error))
    {
      end_expired (work);
      return FALSE;
    }
  /* What is paid for is not given up because the network is away. */
  _easel_job_set_failure (work->job, error);
  if (!is_missing (error) && !easel_error_is_retryable (error) &&
      !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL))
    return FALSE;
  *failures += 1;
  *pause = MIN (G_USEC_PER_SEC << MIN (*failures, 6), LONGEST_PAUSE);
  return TRUE;
}

/* Where a cancellation takes away what is done, it is asked after first: what is paid
 * for is kept. FALSE if there is nothing more to ask it. */
static gboolean
look_before_cancel (EaselJobWork *work, guint *failures, gint64 *pause)
{
  if (!work->protocol->cancel_deletes || work->row->ticket == NULL)
    return TRUE;
  g_set_str (&work->row->cancel, "asked");
  return _easel_job_work_save (work, EASEL_JOB_CANCELLING) && ask_once (work, failures, pause);
}

static void
on_watched (const EaselMediaAnswer *answer, gpointer user_data)
{
  _easel_job_take_answer (user_data, answer);
}

/* Listens to what a provider tells of its own accord; NULL if it tells nothing. */
static DexFuture *
watch (EaselJobWork *work)
{
  if (work->protocol->build_watch == NULL || work->row->own_id == NULL)
    return NULL;
  return easel_media_call_watch (_easel_provider_service_get_client (work->service->providers),
                                 work->protocol, work->connection->account, _easel_job_work_get_key (work),
                                 work->row->own_id, on_watched, g_object_ref (work->job), g_object_unref);
}

/* How long after a submission the provider is asked first. */
gint64
_easel_job_work_get_first_pause (EaselJobWork *work)
{
  gint64 interval = work->protocol->poll_interval;

  return interval <= QUICK_INTERVAL ? interval / SOONER : interval;
}

/* By a clock that nobody sets, where there is one. */
static gboolean
is_too_old (EaselJobWork *work)
{
  return LONGEST_LIFE < (work->sent_at > 0 ? g_get_monotonic_time () - work->sent_at
                                           : g_get_real_time () - work->row->sent_at);
}

void
_easel_job_work_follow (EaselJobWork *work)
{
  g_autoptr (DexFuture) watching = NULL;
  gint64 interval;
  guint failures = 0;
  GError *error = NULL;

  if (work->connection == NULL && !_easel_job_work_connect (work, &error))
    {
      _easel_job_set_failure (work->job, error);
      g_error_free (error);
      return;
    }
  watching = watch (work);
  interval = _easel_job_work_get_first_pause (work);
  for (;;)
    {
      gint64 pause = interval;

      if (is_to_be_told_again (work))
        {
          work->cancel_tries++;
          work->cancel_told = FALSE;
        }
      if (_easel_job_work_must_cancel (work) &&
          !(look_before_cancel (work, &failures, &pause) && _easel_job_work_tell_cancel (work)))
        return;
      if (!ask_once (work, &failures, &pause))
        return;
      /* What nobody wants is not asked after for ever where nobody answers. */
      if (failures > 0 && could_not_be_told (work) && is_too_old (work))
        {
          _easel_job_work_end_cancelled (work, "failed", EASEL_USAGE_UNCONFIRMED);
          return;
        }
      /* Only the provider's word that it is not done counts as none. */
      if (failures == 0 && is_too_old (work))
        {
          end_expired (work);
          return;
        }
      if (!_easel_job_work_wait (work, pause, TRUE))
        return;
      interval = MIN (interval + interval / 4, LONGEST_INTERVAL);
    }
}
