// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-job.h"

#include "easel-asset-row.h"
#include "easel-job-row.h"
#include "easel-media-answer.h"

G_BEGIN_DECLS

/* Something that came of a job. */
typedef struct
{
  gint64 id;
  char *path;
  char *mime;
} EaselJobMade;

struct _EaselJob
{
  GObject parent_instance;

  /* owned */
  EaselJobRow *row;
  GBytes *preview;
  GError *error;
  GArray *made;
  DexPromise *cancelled;
  DexPromise *done;

  /* state */
  double progress;
  int queue_position;
  gint64 cost;
  gint64 last_notify;
  guint notify_source;
  guint n_left;    /* how often work on it ended before it did, since it last moved on */
  gint64 retry_at; /* not before that it is begun with again; of the monotonic clock */
  gboolean held;   /* somebody here has its lock */
  gboolean elsewhere;
};

EaselJob *_easel_job_new (EaselJobRow *row);
EaselJobRow *_easel_job_get_row (EaselJob *self);
void _easel_job_set_row (EaselJob *self, EaselJobRow *row);
void _easel_job_set_failure (EaselJob *self, const GError *error);
void _easel_job_set_elsewhere (EaselJob *self, gboolean elsewhere);
void _easel_job_take_answer (EaselJob *self, const EaselMediaAnswer *answer);
void _easel_job_set_cost (EaselJob *self, gint64 cost);
void _easel_job_add_asset (EaselJob *self, gint64 id, char *path, const char *mime);
DexFuture *_easel_job_get_cancelled (EaselJob *self);
void _easel_job_cancel (EaselJob *self);
gboolean _easel_job_is_cancelled (EaselJob *self);
void _easel_job_finish (EaselJob *self);
void _easel_job_reopen (EaselJob *self);

G_END_DECLS
