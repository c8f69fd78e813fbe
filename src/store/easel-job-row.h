// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselJobStage:
 * @EASEL_JOB_QUEUED: nothing was sent
 * @EASEL_JOB_SUBMITTING: it is being sent, or was when the program ended
 * @EASEL_JOB_SUBMITTED: the provider has it
 * @EASEL_JOB_RUNNING: the provider works on it
 * @EASEL_JOB_DOWNLOADING: it is made; what was made is fetched
 * @EASEL_JOB_STORED: what was made is in the library
 * @EASEL_JOB_FAILED: nothing will come of it
 * @EASEL_JOB_CANCELLING: the provider is told to stop
 * @EASEL_JOB_CANCELLED: it stopped, or nobody waits for it any more
 * @EASEL_JOB_EXPIRED: the provider does not have it any more
 * @EASEL_JOB_UNCONFIRMED: it was sent and no answer was seen: it may have been billed
 *
 * How far a job is. Each stage is on disk before what comes after it begins.
 */
typedef enum
{
  EASEL_JOB_QUEUED,
  EASEL_JOB_SUBMITTING,
  EASEL_JOB_SUBMITTED,
  EASEL_JOB_RUNNING,
  EASEL_JOB_DOWNLOADING,
  EASEL_JOB_STORED,
  EASEL_JOB_FAILED,
  EASEL_JOB_CANCELLING,
  EASEL_JOB_CANCELLED,
  EASEL_JOB_EXPIRED,
  EASEL_JOB_UNCONFIRMED,
  EASEL_N_JOB_STAGES,
} EaselJobStage;

/**
 * EaselJobRow:
 * @id: row id; 0 before it was added
 * @batch_id: id of the first job of its batch
 * @position: place in the batch, from 0
 * @kind: "image" or "video"
 * @stage: how far it is
 * @provider_slug: who makes it
 * @provider_name: what the user calls that account
 * @model_id: by which model
 * @protocol: id of the protocol that it is made by
 * @revision_id: the prompt's revision that it is made from, 0 none
 * @written: the prompt as it was written
 * @prompt: the prompt as it is sent, with its choices made
 * @negative: what must not be seen
 * @parameters: what else was asked, a JSON object
 * @seed: -1 none
 * @spend: what the user agreed to, flags of the services
 * @usage_id: the call in the ledger, 0 none yet
 * @own_id: a UUID that this job alone has
 * @ticket: (nullable): how the provider is asked again, JSON
 * @outputs: (nullable): what came of it so far, a JSON array
 * @tries: how often fetching what was made failed
 * @error_code: (nullable): name of an #EaselError
 * @error: (nullable): why it failed, a sentence
 * @request_id: (nullable): the provider's id of the request
 * @cancel_asked_at: UTC, microseconds; 0 nobody did
 * @cancel: (nullable): what became of that: "unsent", "done", "late", "asked",
 *   "none" or "failed"
 * @created_at: UTC, microseconds
 * @sent_at: UTC, microseconds; 0 not yet
 * @finished_at: UTC, microseconds; 0 not yet
 * @updated_at: UTC, microseconds
 *
 * A job of the journal. Filled in by its maker and not changed after it was
 * handed on.
 */
typedef struct
{
  gint64 id;
  gint64 batch_id;
  gint64 position;
  char *kind;
  EaselJobStage stage;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *protocol;
  gint64 revision_id;
  char *written;
  char *prompt;
  char *negative;
  char *parameters;
  gint64 seed;
  gint64 spend;
  gint64 usage_id;
  char *own_id;
  char *ticket;
  char *outputs;
  gint64 tries;
  char *error_code;
  char *error;
  char *request_id;
  gint64 cancel_asked_at;
  char *cancel;
  gint64 created_at;
  gint64 sent_at;
  gint64 finished_at;
  gint64 updated_at;
} EaselJobRow;

#define EASEL_TYPE_JOB_ROW (easel_job_row_get_type ())
GType easel_job_row_get_type (void) G_GNUC_CONST;

EaselJobRow *easel_job_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselJobRow *easel_job_row_copy (const EaselJobRow *self) G_GNUC_WARN_UNUSED_RESULT;
EaselJobRow *easel_job_row_ref (EaselJobRow *self);
void easel_job_row_unref (EaselJobRow *self);

const char *easel_job_stage_to_string (EaselJobStage stage);
gboolean easel_job_stage_is_final (EaselJobStage stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselJobRow, easel_job_row_unref)

G_END_DECLS
