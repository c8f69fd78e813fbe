// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-job-row.h"
#include "easel-store-usage.h"
#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_jobs_add (EaselStore *self, GPtrArray *rows) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_list (EaselStore *self, gint64 before_id, guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_list_batch (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_list_open (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_list_changed (EaselStore *self, gint64 since) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_update (EaselStore *self,
                                    EaselJobRow *row,
                                    EaselUsageRow *usage) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_submit (EaselStore *self,
                                    EaselJobRow *row,
                                    EaselUsageRow *usage,
                                    gint64 month_start,
                                    EaselReserveFlags flags) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_finish (EaselStore *self,
                                    EaselJobRow *row,
                                    GPtrArray *assets) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_ask_cancel (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_requeue (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_get_share (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_jobs_list_assets (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EaselJobLock:
 *
 * The right to work on a job, for as long as it is held; the kernel takes it back
 * when the program ends, however it ends.
 */
typedef struct _EaselJobLock EaselJobLock;

EaselJobLock *easel_store_jobs_lock (EaselStore *self, gint64 id, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_store_jobs_drop_locked (EaselStore *self, GArray *ids);
void easel_job_lock_release (EaselJobLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselJobLock, easel_job_lock_release)

G_END_DECLS
