// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-job-private.h"
#include "easel-provider-private.h"
#include "easel-store-jobs.h"
#include "easel-store-revisions.h"

/* From a wish to jobs in the journal. */

/* A request, kept for as long as it takes to begin. */
struct _EaselGenerateStart
{
  EaselGenerateService *self;
  EaselGenerateRequest request;
  EaselMediaSchema *schema;
  GPtrArray *rows;
  GError *error;
  char *wildcards;
};

static void
start_clear (gpointer data)
{
  EaselGenerateStart *start = data;
  EaselGenerateRequest *request = &start->request;

  g_clear_object (&start->self);
  g_free ((char *) request->model);
  g_free ((char *) request->prompt);
  g_free ((char *) request->negative);
  g_free ((char *) request->ratio);
  g_free ((char *) request->sampler);
  g_free ((char *) request->quality);
  g_free ((char *) request->format);
  g_free ((char *) request->mask);
  g_free ((char *) request->workflow);
  g_strfreev ((GStrv) request->references);
  g_clear_pointer (&start->schema, easel_media_schema_unref);
  g_clear_pointer (&start->rows, g_ptr_array_unref);
  g_clear_error (&start->error);
  g_free (start->wildcards);
}

void
_easel_generate_start_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, start_clear);
}

EaselGenerateStart *
_easel_generate_start_new (EaselGenerateService *self, const EaselGenerateRequest *request)
{
  EaselGenerateStart *start = g_atomic_rc_box_new0 (EaselGenerateStart);

  start->self = g_object_ref (self);
  start->request = *request;
  start->request.model = g_strdup (request->model);
  start->request.prompt = g_strdup (request->prompt);
  start->request.negative = g_strdup (request->negative);
  start->request.ratio = g_strdup (request->ratio);
  start->request.sampler = g_strdup (request->sampler);
  start->request.quality = g_strdup (request->quality);
  start->request.format = g_strdup (request->format);
  start->request.mask = g_strdup (request->mask);
  start->request.workflow = g_strdup (request->workflow);
  start->request.references = (const char *const *) g_strdupv ((GStrv) request->references);
  start->wildcards = easel_generate_service_dup_wildcard_folder (self);
  return start;
}

static void
make_rows (gpointer data, gpointer unused)
{
  EaselGenerateStart *start = data;

  start->rows =
      _easel_generate_plan_make_rows (&start->request, start->schema, start->wildcards, &start->error);
}

static gboolean
is_text_of (const EaselRevisionRow *row, const EaselGenerateRequest *request)
{
  return row != NULL && row->off == NULL && g_str_equal (row->text, request->prompt) &&
         g_strcmp0 (row->negative_text, request->negative != NULL ? request->negative : "") == 0;
}

/* The text of a prompt becomes a revision, unless it is one, so that what is made of
 * it can be traced. */
static gboolean
freeze_revision (EaselGenerateStart *start, GError **error)
{
  EaselGenerateRequest *request = &start->request;
  gint64 parent_id = request->revision_id;
  g_autoptr (EaselRevisionRow) parent = NULL;
  g_autoptr (EaselRevisionRow) newest = NULL;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) local_error = NULL;

  if (parent_id != 0 ? !request->changed : request->prompt_id == 0)
    return TRUE;
  if (parent_id != 0)
    {
      parent = dex_await_boxed (easel_store_revisions_get (start->self->store, parent_id), error);
      if (parent == NULL)
        return FALSE;
      request->prompt_id = parent->prompt_id;
    }
  newest = dex_await_boxed (easel_store_revisions_get_current (start->self->store, request->prompt_id),
                            &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (is_text_of (parent, request) || is_text_of (newest, request))
    {
      request->revision_id = is_text_of (parent, request) ? parent_id : newest->id;
      return TRUE;
    }
  content = easel_prompt_content_new (request->prompt, request->negative);
  revision = dex_await_object (easel_prompt_service_commit (start->self->prompts, request->prompt_id, content,
                                                            EASEL_REVISION_SOURCE_GENERATE, parent_id, 0,
                                                            EASEL_EDIT_OPEN),
                               error);
  if (revision == NULL)
    return FALSE;
  start->request.revision_id = easel_revision_get_id (revision);
  return TRUE;
}

static gboolean
check_start (EaselGenerateStart *start, EaselGenerateMaker *maker, GError **error)
{
  EaselGenerateRequest *request = &start->request;
  g_autoptr (EaselMediaRequest) sketch = NULL;

  if (request->count < 1 || request->count > EASEL_GENERATE_MOST_COUNT)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("From 1 to %d can be made at once, not %u."), EASEL_GENERATE_MOST_COUNT,
                   request->count);
      return FALSE;
    }
  /* Each picture has the seed after the one before. */
  if (request->seed > G_MAXINT64 - EASEL_GENERATE_MOST_COUNT)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The seed is too large. Choose a smaller one."));
      return FALSE;
    }
  if (!_easel_generate_service_connect_maker (start->self, request->model, request->kind, maker, error))
    return FALSE;
  start->schema = _easel_generate_service_await_schema (start->self, maker->connection, maker->protocol,
                                                        maker->model_id, maker->kind, error);
  if (start->schema == NULL)
    return FALSE;
  sketch = _easel_generate_plan_sketch (request, maker->model_id);
  /* References are read when they are sent. */
  return (*sketch->prompt == '\0' && request->references != NULL && request->references[0] != NULL) ||
         easel_media_schema_check (start->schema, sketch, error);
}

static void
complete_rows (EaselGenerateStart *start, const EaselGenerateMaker *maker)
{
  for (guint i = 0; i < start->rows->len; i++)
    {
      EaselJobRow *row = g_ptr_array_index (start->rows, i);

      row->provider_slug = g_strdup (easel_model_get_provider_slug (maker->model));
      row->provider_name = g_strdup (_easel_provider_get_row (maker->provider)->name);
      row->model_id = g_strdup (maker->model_id);
      row->protocol = g_strdup (maker->protocol->id);
    }
}

/* Awaits. Checks it and makes the rows, of which nothing is written yet. */
gboolean
_easel_generate_start_plan (EaselGenerateStart *start, GError **error)
{
  g_auto (EaselGenerateMaker) maker = { NULL };

  if (!check_start (start, &maker, error))
    return FALSE;
  dex_await (easel_thread_spawn (make_rows, g_atomic_rc_box_acquire (start), _easel_generate_start_unref),
             NULL);
  if (start->rows == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&start->error));
      return FALSE;
    }
  complete_rows (start, &maker);
  return TRUE;
}

/* Awaits. Makes a revision of the words, where one is wanted. */
gboolean
_easel_generate_start_freeze (EaselGenerateStart *start, GError **error)
{
  if (!freeze_revision (start, error))
    return FALSE;
  for (guint i = 0; i < start->rows->len; i++)
    ((EaselJobRow *) g_ptr_array_index (start->rows, i))->revision_id = start->request.revision_id;
  return TRUE;
}

const EaselGenerateRequest *
_easel_generate_start_get_request (EaselGenerateStart *start)
{
  return &start->request;
}

GPtrArray *
_easel_generate_start_get_rows (EaselGenerateStart *start)
{
  return start->rows;
}

/* Awaits. Enters a batch into the journal and begins; a #GListModel of #EaselJob. */
GListModel *
_easel_generate_service_enter (EaselGenerateService *self, GPtrArray *rows, GError **error)
{
  g_autoptr (GListStore) jobs = g_list_store_new (EASEL_TYPE_JOB);
  g_autoptr (GError) local_error = NULL;
  gint64 first = dex_await_int64 (easel_store_jobs_add (self->store, rows), &local_error);

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselJobRow) row = easel_job_row_copy (g_ptr_array_index (rows, i));
      g_autoptr (EaselJob) job = NULL;

      row->id = first + i;
      row->batch_id = first;
      row->position = i;
      row->created_at = g_get_real_time ();
      job = _easel_generate_service_show (self, row);
      g_list_store_append (jobs, job);
      _easel_job_work_start (self, job);
    }
  return G_LIST_MODEL (g_steal_pointer (&jobs));
}

static DexFuture *
start_fiber (gpointer data)
{
  EaselGenerateStart *start = data;
  g_autoptr (GListModel) jobs = NULL;
  GError *error = NULL;

  if (!_easel_generate_start_plan (start, &error) || !_easel_generate_start_freeze (start, &error))
    return dex_future_new_for_error (error);
  jobs = _easel_generate_service_enter (start->self, start->rows, &error);
  return jobs != NULL ? dex_future_new_take_object (g_steal_pointer (&jobs))
                      : dex_future_new_for_error (error);
}

/**
 * easel_generate_service_start:
 * @self: the service
 * @request: what is to be made
 *
 * Checks it, puts it into the journal and begins. Each picture is a job of its own.
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselJob, in their order;
 *   or rejects with the reason before anything is sent or written:
 *   %EASEL_ERROR_INVALID_INPUT, %EASEL_ERROR_TOO_LONG, %EASEL_ERROR_NOT_FOUND,
 *   %EASEL_ERROR_UNSUPPORTED and others
 */
DexFuture *
easel_generate_service_start (EaselGenerateService *self, const EaselGenerateRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));
  dex_return_error_if_fail (request != NULL && request->prompt != NULL);

  return easel_fiber_spawn (start_fiber, _easel_generate_start_new (self, request),
                            _easel_generate_start_unref);
}
