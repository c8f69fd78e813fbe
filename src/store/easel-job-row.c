// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-row.h"

#include "easel-store-row-private.h"

static void
easel_job_row_init (EaselJobRow *self)
{
  self->seed = -1;
}

static void
easel_job_row_clear (EaselJobRow *self)
{
  g_free (self->kind);
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->protocol);
  g_free (self->written);
  g_free (self->prompt);
  g_free (self->negative);
  g_free (self->parameters);
  g_free (self->own_id);
  g_free (self->ticket);
  g_free (self->outputs);
  g_free (self->error_code);
  g_free (self->error);
  g_free (self->request_id);
  g_free (self->cancel);
}

EASEL_DEFINE_ROW (EaselJobRow, easel_job_row)

/**
 * easel_job_row_copy:
 * @self: a row
 *
 * Returns: (transfer full): another one, to be changed
 */
EaselJobRow *
easel_job_row_copy (const EaselJobRow *self)
{
  EaselJobRow *copy = easel_job_row_new ();

  *copy = *self;
  copy->kind = g_strdup (self->kind);
  copy->provider_slug = g_strdup (self->provider_slug);
  copy->provider_name = g_strdup (self->provider_name);
  copy->model_id = g_strdup (self->model_id);
  copy->protocol = g_strdup (self->protocol);
  copy->written = g_strdup (self->written);
  copy->prompt = g_strdup (self->prompt);
  copy->negative = g_strdup (self->negative);
  copy->parameters = g_strdup (self->parameters);
  copy->own_id = g_strdup (self->own_id);
  copy->ticket = g_strdup (self->ticket);
  copy->outputs = g_strdup (self->outputs);
  copy->error_code = g_strdup (self->error_code);
  copy->error = g_strdup (self->error);
  copy->request_id = g_strdup (self->request_id);
  copy->cancel = g_strdup (self->cancel);
  return copy;
}

static const char *const stage_names[] = {
  [EASEL_JOB_QUEUED] = "queued",           [EASEL_JOB_SUBMITTING] = "submitting",
  [EASEL_JOB_SUBMITTED] = "submitted",     [EASEL_JOB_RUNNING] = "running",
  [EASEL_JOB_DOWNLOADING] = "downloading", [EASEL_JOB_STORED] = "stored",
  [EASEL_JOB_FAILED] = "failed",           [EASEL_JOB_CANCELLING] = "cancelling",
  [EASEL_JOB_CANCELLED] = "cancelled",     [EASEL_JOB_EXPIRED] = "expired",
  [EASEL_JOB_UNCONFIRMED] = "unconfirmed",
};

/**
 * easel_job_stage_to_string:
 * @stage: a stage
 *
 * Returns: @stage in a word, as scripts see it and the database holds it
 */
const char *
easel_job_stage_to_string (EaselJobStage stage)
{
  g_return_val_if_fail ((guint) stage < G_N_ELEMENTS (stage_names), "");

  return stage_names[stage];
}

/**
 * easel_job_stage_is_final:
 * @stage: a stage
 *
 * Returns: whether nothing comes after it by itself
 */
gboolean
easel_job_stage_is_final (EaselJobStage stage)
{
  return stage == EASEL_JOB_STORED || stage == EASEL_JOB_FAILED || stage == EASEL_JOB_CANCELLED ||
         stage == EASEL_JOB_EXPIRED || stage == EASEL_JOB_UNCONFIRMED;
}
