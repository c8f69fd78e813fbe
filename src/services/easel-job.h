// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * EaselJobState:
 * @EASEL_JOB_STATE_QUEUED: it waits for its turn; nothing was sent
 * @EASEL_JOB_STATE_SUBMITTING: it is being sent
 * @EASEL_JOB_STATE_SUBMITTED: the provider has it
 * @EASEL_JOB_STATE_RUNNING: the provider works on it
 * @EASEL_JOB_STATE_DOWNLOADING: it is made and being fetched
 * @EASEL_JOB_STATE_STORED: what was made is in the library
 * @EASEL_JOB_STATE_FAILED: nothing came of it
 * @EASEL_JOB_STATE_CANCELLING: the provider is told to stop
 * @EASEL_JOB_STATE_CANCELLED: it was stopped, see easel_job_get_cancel()
 * @EASEL_JOB_STATE_EXPIRED: the provider does not have it any more
 * @EASEL_JOB_STATE_UNCONFIRMED: it was sent and no answer was seen: it may have
 *   been billed, and is never sent again by itself
 *
 * How far a job is.
 */
typedef enum
{
  EASEL_JOB_STATE_QUEUED,
  EASEL_JOB_STATE_SUBMITTING,
  EASEL_JOB_STATE_SUBMITTED,
  EASEL_JOB_STATE_RUNNING,
  EASEL_JOB_STATE_DOWNLOADING,
  EASEL_JOB_STATE_STORED,
  EASEL_JOB_STATE_FAILED,
  EASEL_JOB_STATE_CANCELLING,
  EASEL_JOB_STATE_CANCELLED,
  EASEL_JOB_STATE_EXPIRED,
  EASEL_JOB_STATE_UNCONFIRMED,
} EaselJobState;

/**
 * EaselJobCancel:
 * @EASEL_JOB_CANCEL_NONE: nobody cancelled it
 * @EASEL_JOB_CANCEL_ASKED: the provider was told, and has not said yet that it stopped
 * @EASEL_JOB_CANCEL_UNSENT: it was cancelled before anything was sent: it costs nothing
 * @EASEL_JOB_CANCEL_DONE: the provider stopped
 * @EASEL_JOB_CANCEL_LATE: the provider was done already
 * @EASEL_JOB_CANCEL_IMPOSSIBLE: the provider cannot be told: nobody waits for it any
 *   more, but it may be made and billed
 * @EASEL_JOB_CANCEL_FAILED: the provider could not be told, so what comes of it is kept
 *
 * What became of a cancellation.
 */
typedef enum
{
  EASEL_JOB_CANCEL_NONE,
  EASEL_JOB_CANCEL_ASKED,
  EASEL_JOB_CANCEL_UNSENT,
  EASEL_JOB_CANCEL_DONE,
  EASEL_JOB_CANCEL_LATE,
  EASEL_JOB_CANCEL_IMPOSSIBLE,
  EASEL_JOB_CANCEL_FAILED,
} EaselJobCancel;

#define EASEL_TYPE_JOB (easel_job_get_type ())
G_DECLARE_FINAL_TYPE (EaselJob, easel_job, EASEL, JOB, GObject)

gint64 easel_job_get_id (EaselJob *self);
gint64 easel_job_get_batch_id (EaselJob *self);
guint easel_job_get_position (EaselJob *self);
EaselJobState easel_job_get_state (EaselJob *self);
gboolean easel_job_is_final (EaselJob *self);
gboolean easel_job_is_video (EaselJob *self);
double easel_job_get_progress (EaselJob *self);
int easel_job_get_queue_position (EaselJob *self);
GBytes *easel_job_get_preview (EaselJob *self);
const GError *easel_job_get_error (EaselJob *self);
EaselJobCancel easel_job_get_cancel (EaselJob *self);
gboolean easel_job_is_elsewhere (EaselJob *self);
gboolean easel_job_can_fetch (EaselJob *self);
const char *easel_job_get_prompt (EaselJob *self);
const char *easel_job_get_written_prompt (EaselJob *self);
const char *easel_job_get_negative (EaselJob *self);
char *easel_job_dup_model_ref (EaselJob *self);
const char *easel_job_get_provider_name (EaselJob *self);
gint64 easel_job_get_revision_id (EaselJob *self);
gint64 easel_job_get_seed (EaselJob *self);
gint64 easel_job_get_cost (EaselJob *self);
gint64 easel_job_get_created_at (EaselJob *self);
gint64 easel_job_get_finished_at (EaselJob *self);

guint easel_job_get_n_assets (EaselJob *self);
gint64 easel_job_get_asset_id (EaselJob *self, guint position);
const char *easel_job_get_asset_path (EaselJob *self, guint position);
const char *easel_job_get_asset_mime (EaselJob *self, guint position);
DexFuture *easel_job_wait (EaselJob *self) G_GNUC_WARN_UNUSED_RESULT;

const char *easel_job_state_to_string (EaselJobState state);
const char *easel_job_cancel_to_string (EaselJobCancel cancel);
char *easel_job_describe (EaselJob *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
