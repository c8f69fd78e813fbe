// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-generate-service-private.h"

#include "easel-job-private.h"
#include "easel-media-call.h"
#include "easel-store-jobs.h"
#include "easel-usage-row.h"

G_BEGIN_DECLS

/* Who works on a job: one fiber, which holds the job's lock. */
typedef struct
{
  EaselGenerateService *service;
  EaselJob *job;
  EaselJobRow *row; /* its own; the job has copies */
  EaselJobLock *lock;
  EaselCallPlace *place;
  EaselConnection *connection;
  const EaselMediaProtocol *protocol;
  EaselModelRow *model;
  EaselUsageRow *ledger;
  EaselUsageRow *settling; /* how the call ended, not yet on the disk */
  gint64 sent_at;          /* of the monotonic clock; 0 in another life */
  gint64 told_at;
  guint cancel_tries;
  guint n_missing;
  guint n_bad;
  gboolean is_free;
  gboolean cancel_told;
} EaselJobWork;

gboolean _easel_job_work_is_closing (EaselJobWork *work);
gboolean _easel_job_work_await (EaselJobWork *work, DexFuture *future, GError **error);
gboolean _easel_job_work_wait (EaselJobWork *work, gint64 time, gboolean heed_cancel);
gboolean _easel_job_work_save (EaselJobWork *work, EaselJobStage stage);
void _easel_job_work_fail (EaselJobWork *work, EaselJobStage stage, const GError *error);
gint64 _easel_job_work_get_price (EaselJobWork *work, guint previews);
void _easel_job_work_settle (EaselJobWork *work,
                             EaselUsageState state,
                             const EaselMediaAnswer *answer,
                             const GError *error);
void _easel_job_work_find_model (EaselJobWork *work);
gboolean _easel_job_work_connect (EaselJobWork *work, GError **error);
const char *_easel_job_work_get_key (EaselJobWork *work);

DexFuture *_easel_job_work_get_closing (EaselJobWork *work);
gboolean _easel_job_work_must_cancel (EaselJobWork *work);
void _easel_job_work_show_row (EaselJobWork *work);

/* easel-job-follow.c */
gboolean _easel_job_work_tell_cancel (EaselJobWork *work);
void _easel_job_work_end_cancelled (EaselJobWork *work, const char *how, EaselUsageState state);
gboolean _easel_job_work_take_answer (EaselJobWork *work, EaselMediaAnswer *answer);
void _easel_job_work_follow (EaselJobWork *work);
gint64 _easel_job_work_get_first_pause (EaselJobWork *work);

/* easel-job-submit.c */
void _easel_job_work_submit (EaselJobWork *work);
void _easel_job_work_recover_submission (EaselJobWork *work);

/* easel-job-deliver.c */
gboolean _easel_job_work_keep_outputs (EaselJobWork *work, EaselMediaAnswer *answer);
gboolean _easel_job_work_adopt_kept (EaselJobWork *work);
void _easel_job_work_deliver (EaselJobWork *work);

G_END_DECLS
