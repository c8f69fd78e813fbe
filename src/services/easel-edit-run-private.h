// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-edit-run.h"

#include "easel-edit-reading-private.h"
#include "easel-interaction-row.h"
#include "easel-text-event.h"

G_BEGIN_DECLS

struct _EaselEditRun
{
  GObject parent_instance;

  /* owned */
  EaselInteractionRow *row;
  EaselPromptContent *base;
  char *sent;
  char *model_name;
  char *asked_name;
  GString *raw;
  gsize n_saved;
  char *answer;
  char *negative_answer;
  EaselEditReading *reading;
  GError *error;
  DexPromise *stopped;
  DexPromise *ended;

  /* state */
  EaselEditRunState state;
  EaselEditTarget target;
  gboolean is_free;
  gboolean answer_is_stale;
  gint64 started;
  gint64 retry_at;
  gint64 last_notify;
  guint notify_source;
};

EaselEditRun *_easel_edit_run_new (EaselPromptContent *base,
                                   const char *model_name,
                                   EaselEditTarget target,
                                   gboolean is_free);
EaselEditRun *_easel_edit_run_new_from_row (EaselInteractionRow *row,
                                            const char *model_name,
                                            gboolean is_free);

EaselInteractionRow *_easel_edit_run_get_row (EaselEditRun *self);
DexFuture *_easel_edit_run_get_stopped (EaselEditRun *self);
void _easel_edit_run_set_state (EaselEditRun *self, EaselEditRunState state);
void _easel_edit_run_wait_until (EaselEditRun *self, gint64 retry_at);
void _easel_edit_run_append (EaselEditRun *self, const char *text);
void _easel_edit_run_restart (EaselEditRun *self);
char *_easel_edit_run_take_unsaved (EaselEditRun *self);
void _easel_edit_run_fall_back (EaselEditRun *self,
                                const char *provider_slug,
                                const char *provider_name,
                                const char *model_id,
                                const char *model_name,
                                gboolean is_free);
void _easel_edit_run_set_usage (EaselEditRun *self, const EaselUsage *usage, gint64 cost);
DexFuture *_easel_edit_run_read_end (EaselEditRun *self, EaselEditRunState state) G_GNUC_WARN_UNUSED_RESULT;
void _easel_edit_run_finish (EaselEditRun *self, EaselEditRunState state, const GError *error);
void _easel_edit_run_tell_end (EaselEditRun *self);

G_END_DECLS
