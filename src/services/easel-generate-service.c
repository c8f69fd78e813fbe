// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-job-private.h"
#include "easel-media-call.h"
#include "easel-media-registry.h"
#include "easel-provider-private.h"
#include "easel-store-assets.h"
#include "easel-store-jobs.h"

/* How soon it is seen what another program did, in microseconds. */
#define LOOK_INTERVAL (250 * 1000)

/**
 * EaselGenerateService:
 *
 * Has pictures and clips made. What it does is in the journal on the disk before it
 * happens, so that nothing that was paid for is lost and nothing is paid for twice,
 * however a program ends; several programs work on one journal.
 */

G_DEFINE_FINAL_TYPE (EaselGenerateService, easel_generate_service, G_TYPE_OBJECT)

static void
on_store_changed_cb (EaselStore *store, guint groups, EaselGenerateService *self)
{
  if ((groups & EASEL_STORE_JOBS) != 0 && g_hash_table_size (self->by_id) > 0)
    _easel_generate_service_look (self);
}

static void
easel_generate_service_dispose (GObject *object)
{
  EaselGenerateService *self = EASEL_GENERATE_SERVICE (object);

  g_clear_object (&self->jobs);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->schemas, g_hash_table_unref);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->queue, _easel_call_queue_unref);
  g_clear_pointer (&self->files, easel_file_store_unref);
  dex_clear (&self->closing);
  g_clear_object (&self->library);
  g_clear_object (&self->prompts);
  g_clear_object (&self->providers);
  g_clear_object (&self->store);
  g_clear_pointer (&self->spool, g_free);

  G_OBJECT_CLASS (easel_generate_service_parent_class)->dispose (object);
}

static void
easel_generate_service_class_init (EaselGenerateServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_generate_service_dispose;
}

static void
easel_generate_service_init (EaselGenerateService *self)
{
  self->jobs = g_list_store_new (EASEL_TYPE_JOB);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->schemas =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) easel_media_schema_unref);
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->closing = dex_promise_new ();
}

EaselGenerateService *
_easel_generate_service_new (EaselStore *store,
                             EaselProviderService *providers,
                             EaselPromptService *prompts,
                             EaselLibraryService *library)
{
  EaselGenerateService *self = g_object_new (EASEL_TYPE_GENERATE_SERVICE, NULL);
  g_autofree char *folder = g_path_get_dirname (easel_store_get_path (store));
  g_autofree char *places = g_strconcat (easel_store_get_path (store), ".places", NULL);

  self->store = g_object_ref (store);
  self->queue = _easel_call_queue_new (places);
  self->providers = g_object_ref (providers);
  self->prompts = g_object_ref (prompts);
  self->library = g_object_ref (library);
  self->files = easel_file_store_ref (_easel_library_service_get_files (library));
  self->spool = g_build_filename (folder, "jobs", NULL);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_DEFAULT);
  return self;
}

static DexFuture *
stop_fiber (gpointer data)
{
  EaselGenerateService *self = data;

  if (dex_future_is_pending (DEX_FUTURE (self->closing)))
    dex_promise_resolve_boolean (self->closing, TRUE);
  while (self->running->len > 0)
    {
      g_autoptr (EaselJob) job = g_object_ref (g_ptr_array_index (self->running, 0));

      dex_await (easel_job_wait (job), NULL);
    }
  return dex_future_new_true ();
}

/* Resolves when nobody works on a job any more. What a provider has goes on there,
 * and is found by the journal the next time. */
DexFuture *
_easel_generate_service_stop (EaselGenerateService *self)
{
  return easel_fiber_spawn (stop_fiber, g_object_ref (self), g_object_unref);
}

/* ---- the list ---- */

/* The job of a row, in the list from now on, the newest first. */
EaselJob *
_easel_generate_service_show (EaselGenerateService *self, EaselJobRow *row)
{
  EaselJob *job = g_hash_table_lookup (self->by_id, &row->id);
  guint n, low = 0;

  if (job != NULL)
    {
      if (!g_ptr_array_find (self->running, job, NULL))
        _easel_job_set_row (job, row);
      return g_object_ref (job);
    }
  job = _easel_job_new (row);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  for (guint high = n; low < high;)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (EaselJob) other = g_list_model_get_item (G_LIST_MODEL (self->jobs), middle);

      if (easel_job_get_id (other) > row->id)
        low = middle + 1;
      else
        high = middle;
    }
  g_list_store_insert (self->jobs, low, job);
  g_hash_table_insert (self->by_id, g_memdup2 (&row->id, sizeof row->id), job);
  return job;
}

static void
take_news (EaselGenerateService *self, EaselJobRow *row)
{
  EaselJob *job = g_hash_table_lookup (self->by_id, &row->id);

  if (job == NULL)
    return;
  if (g_ptr_array_find (self->running, job, NULL))
    {
      if (row->cancel_asked_at != 0)
        _easel_job_cancel (job);
    }
  else if (row->updated_at != _easel_job_get_row (job)->updated_at)
    _easel_job_set_row (job, row);
}

static DexFuture *
look_fiber (gpointer data)
{
  EaselGenerateService *self = data;

  while (self->look_again && dex_future_is_pending (DEX_FUTURE (self->closing)))
    {
      g_autoptr (GPtrArray) rows = NULL;

      /* Each step of each job is a change: many are seen at once. */
      dex_await (
          dex_future_first (dex_timeout_new_usec (LOOK_INTERVAL), dex_ref (DEX_FUTURE (self->closing)), NULL),
          NULL);
      self->look_again = FALSE;
      rows = dex_await_boxed (
          easel_store_jobs_list (self->store, 0, MAX (2 * g_hash_table_size (self->by_id), 100)), NULL);
      for (guint i = 0; rows != NULL && i < rows->len; i++)
        take_news (self, g_ptr_array_index (rows, i));
    }
  self->looking = FALSE;
  return dex_future_new_true ();
}

/* Sees what other programs wrote. */
void
_easel_generate_service_look (EaselGenerateService *self)
{
  self->look_again = TRUE;
  if (self->looking)
    return;
  self->looking = TRUE;
  dex_future_disown (easel_fiber_spawn (look_fiber, g_object_ref (self), g_object_unref));
}

/**
 * easel_generate_service_get_jobs:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselJob, the newest first: what was begun
 *   here, and what was loaded
 */
GListModel *
easel_generate_service_get_jobs (EaselGenerateService *self)
{
  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

/**
 * easel_generate_service_find_job:
 * @self: the service
 * @id: a job's number
 *
 * Returns: (transfer full) (nullable): the job, if it is in the list
 */
EaselJob *
easel_generate_service_find_job (EaselGenerateService *self, gint64 id)
{
  EaselJob *job;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  job = g_hash_table_lookup (self->by_id, &id);
  return job != NULL ? g_object_ref (job) : NULL;
}

/**
 * easel_generate_service_count_running:
 * @self: the service
 *
 * Returns: on how many jobs this program works
 */
guint
easel_generate_service_count_running (EaselGenerateService *self)
{
  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), 0);

  return self->running->len;
}

/**
 * easel_generate_service_dup_wildcard_folder:
 * @self: the service
 *
 * Returns: (transfer full): where the files of wildcards are looked for: "NAME.txt"
 *   for `__NAME__`, one entry a line
 */
char *
easel_generate_service_dup_wildcard_folder (EaselGenerateService *self)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  folder = g_path_get_dirname (easel_store_get_path (self->store));
  return g_build_filename (folder, "wildcards", NULL);
}

/* ---- what a model takes ---- */

EaselMediaSchema *
_easel_generate_service_await_schema (EaselGenerateService *self,
                                      EaselConnection *connection,
                                      const EaselMediaProtocol *protocol,
                                      const char *model_id,
                                      EaselKinds kind,
                                      GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%s#%u", connection->account->slug, model_id, (guint) kind);
  EaselMediaSchema *schema = g_hash_table_lookup (self->schemas, key);
  g_autoptr (DexFuture) asking = NULL;

  if (schema != NULL)
    return easel_media_schema_ref (schema);
  asking = easel_media_call_describe (
      _easel_provider_service_get_client (self->providers), protocol, connection->account,
      connection->key != NULL ? easel_secret_get_text (connection->key) : NULL, model_id, kind);
  dex_await (dex_future_first (dex_ref (asking), dex_ref (DEX_FUTURE (self->closing)), NULL), NULL);
  if (dex_future_is_pending (asking))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED,
                           _ ("Easel was closed before the answer came."));
      return NULL;
    }
  schema = dex_await_boxed (dex_ref (asking), error);
  if (schema != NULL)
    g_hash_table_insert (self->schemas, g_steal_pointer (&key), easel_media_schema_ref (schema));
  return schema;
}

/* A model that is to make something, found and connected to. */
typedef struct
{
  EaselModel *model;
  EaselProvider *provider;
  EaselConnection *connection;
  const EaselMediaProtocol *protocol;
  EaselKinds kind;
  const char *model_id;
} Maker;

static void
maker_clear (Maker *maker)
{
  g_clear_object (&maker->model);
  g_clear_object (&maker->provider);
  g_clear_pointer (&maker->connection, _easel_connection_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Maker, maker_clear)

static gboolean
find_model (EaselGenerateService *self, const char *ref, EaselPurposes kind, Maker *maker, GError **error)
{
  maker->kind = kind == EASEL_PURPOSE_VIDEO ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
  maker->model = ref != NULL ? easel_provider_service_find_any_model (self->providers, ref)
                             : easel_provider_service_get_default_model (self->providers, kind);
  if (maker->model == NULL && ref == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                         kind == EASEL_PURPOSE_VIDEO
                             ? _ ("No account has a model for clips. Add one in Preferences.")
                             : _ ("No account has a model for pictures. Add one in Preferences."));
  else if (maker->model == NULL && strchr (ref, ':') == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” names no model: write PROVIDER:MODEL."), ref);
  else if (maker->model == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                 _ ("There is no model “%s”. Load the account's list of models, or add it by its ID."), ref);
  if (maker->model == NULL)
    return FALSE;
  maker->model_id = easel_model_get_id (maker->model);
  maker->provider =
      easel_provider_service_find (self->providers, easel_model_get_provider_slug (maker->model));
  if (maker->provider != NULL && easel_provider_get_enabled (maker->provider))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE,
               _ ("“%s” is disabled. Enable it in Preferences, or choose another model."),
               easel_model_get_provider_name (maker->model));
  return FALSE;
}

/* Awaits. */
static gboolean
connect_model (EaselGenerateService *self, const char *ref, EaselPurposes kind, Maker *maker, GError **error)
{
  const EaselProviderRow *row;

  if (!find_model (self, ref, kind, maker, error))
    return FALSE;
  row = _easel_provider_get_row (maker->provider);
  maker->connection =
      dex_await_boxed (_easel_provider_service_connect_any (self->providers, row->slug), error);
  if (maker->connection == NULL)
    return FALSE;
  maker->protocol =
      easel_media_registry_find_for (row->protocol, maker->connection->account, maker->model_id, maker->kind);
  if (maker->protocol != NULL)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
               kind == EASEL_PURPOSE_VIDEO
                   ? _ ("%s makes no clips in a way that Easel knows. Choose another model.")
                   : _ ("%s makes no pictures in a way that Easel knows. Choose another model."),
               easel_model_get_provider_name (maker->model));
  return FALSE;
}

/* What a fiber of this service works on. */
typedef struct
{
  EaselGenerateService *self;
  EaselJob *job;
  char *ref;
  EaselPurposes kind;
  gint64 id;
  guint limit;
  gboolean flag;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->job);
  g_free (task->ref);
  g_free (task);
}

static Task *
task_new (EaselGenerateService *self)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  return task;
}

static DexFuture *
describe_fiber (gpointer data)
{
  Task *task = data;
  g_auto (Maker) maker = { NULL };
  g_autoptr (EaselMediaSchema) schema = NULL;
  GError *error = NULL;

  if (!connect_model (task->self, task->ref, task->kind, &maker, &error))
    return dex_future_new_for_error (error);
  schema = _easel_generate_service_await_schema (task->self, maker.connection, maker.protocol, maker.model_id,
                                                 maker.kind, &error);
  if (schema == NULL)
    return dex_future_new_for_error (error);
  return dex_future_new_take_boxed (EASEL_TYPE_MODEL_TAKES, _easel_model_takes_new (schema));
}

/**
 * easel_generate_service_describe:
 * @self: the service
 * @model: (nullable): PROVIDER:MODEL; %NULL is the default of the kind
 * @kind: %EASEL_PURPOSE_IMAGE or %EASEL_PURPOSE_VIDEO
 *
 * Finds out what a model takes; asks its provider, once, if it can tell.
 *
 * Returns: (transfer full): resolves to an #EaselModelTakes, or rejects with an
 *   error of %EASEL_ERROR
 */
DexFuture *
easel_generate_service_describe (EaselGenerateService *self, const char *model, EaselPurposes kind)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->ref = g_strdup (model);
  task->kind = kind;
  return easel_fiber_spawn (describe_fiber, task, task_free);
}

/**
 * easel_generate_service_estimate:
 * @self: the service
 * @request: what is to be made
 *
 * Returns: what it will cost in millionths of a US dollar; -1 if that is not known
 */
gint64
easel_generate_service_estimate (EaselGenerateService *self, const EaselGenerateRequest *request)
{
  g_auto (Maker) maker = { NULL };
  gint64 price;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), -1);

  if (!find_model (self, request->model, request->kind, &maker, NULL))
    return -1;
  if (easel_model_is_free (maker.model))
    return 0;
  price = easel_model_get_number (maker.model, EASEL_FACT_PRICE_IMAGE);
  return price >= 0 && price < G_MAXINT32 && request->kind == EASEL_PURPOSE_IMAGE
             ? price * MIN (request->count, EASEL_GENERATE_MOST_COUNT)
             : -1;
}

/* ---- beginning ---- */

/* A request, kept for as long as it takes to begin. */
typedef struct
{
  EaselGenerateService *self;
  EaselGenerateRequest request;
  EaselMediaSchema *schema;
  GPtrArray *rows;
  GError *error;
  char *wildcards;
} Start;

static void
start_clear (gpointer data)
{
  Start *start = data;
  EaselGenerateRequest *request = &start->request;

  g_clear_object (&start->self);
  g_free ((char *) request->model);
  g_free ((char *) request->prompt);
  g_free ((char *) request->negative);
  g_free ((char *) request->ratio);
  g_free ((char *) request->sampler);
  g_free ((char *) request->quality);
  g_free ((char *) request->format);
  g_free ((char *) request->workflow);
  g_strfreev ((GStrv) request->references);
  g_clear_pointer (&start->schema, easel_media_schema_unref);
  g_clear_pointer (&start->rows, g_ptr_array_unref);
  g_clear_error (&start->error);
  g_free (start->wildcards);
}

static void
start_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, start_clear);
}

static Start *
start_new (EaselGenerateService *self, const EaselGenerateRequest *request)
{
  Start *start = g_atomic_rc_box_new0 (Start);

  start->self = g_object_ref (self);
  start->request = *request;
  start->request.model = g_strdup (request->model);
  start->request.prompt = g_strdup (request->prompt);
  start->request.negative = g_strdup (request->negative);
  start->request.ratio = g_strdup (request->ratio);
  start->request.sampler = g_strdup (request->sampler);
  start->request.quality = g_strdup (request->quality);
  start->request.format = g_strdup (request->format);
  start->request.workflow = g_strdup (request->workflow);
  start->request.references = (const char *const *) g_strdupv ((GStrv) request->references);
  start->wildcards = easel_generate_service_dup_wildcard_folder (self);
  return start;
}

static void
make_rows (gpointer data, gpointer unused)
{
  Start *start = data;

  start->rows =
      _easel_generate_plan_make_rows (&start->request, start->schema, start->wildcards, &start->error);
}

/* The text of a prompt becomes a revision, unless it is one, so that what is made of
 * it can be traced. */
static gboolean
freeze_revision (Start *start, GError **error)
{
  g_autoptr (EaselPromptContent) content = NULL;
  g_autoptr (EaselRevision) revision = NULL;

  if (start->request.prompt_id == 0 || start->request.revision_id != 0)
    return TRUE;
  content = easel_prompt_content_new (start->request.prompt, start->request.negative);
  revision =
      dex_await_object (easel_prompt_service_commit (start->self->prompts, start->request.prompt_id, content,
                                                     EASEL_REVISION_SOURCE_GENERATE, 0, 0, EASEL_EDIT_OPEN),
                        error);
  if (revision == NULL)
    return FALSE;
  start->request.revision_id = easel_revision_get_id (revision);
  return TRUE;
}

static gboolean
check_start (Start *start, Maker *maker, GError **error)
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
  if (!connect_model (start->self, request->model, request->kind, maker, error))
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
complete_rows (Start *start, const Maker *maker)
{
  for (guint i = 0; i < start->rows->len; i++)
    {
      EaselJobRow *row = g_ptr_array_index (start->rows, i);

      row->provider_slug = g_strdup (easel_model_get_provider_slug (maker->model));
      row->provider_name = g_strdup (_easel_provider_get_row (maker->provider)->name);
      row->model_id = g_strdup (maker->model_id);
      row->protocol = g_strdup (maker->protocol->id);
      row->revision_id = start->request.revision_id;
    }
}

static DexFuture *
start_fiber (gpointer data)
{
  Start *start = data;
  EaselGenerateService *self = start->self;
  g_auto (Maker) maker = { NULL };
  g_autoptr (GListStore) jobs = g_list_store_new (EASEL_TYPE_JOB);
  GError *error = NULL;
  gint64 first;

  if (!check_start (start, &maker, &error))
    return dex_future_new_for_error (error);
  dex_await (easel_thread_spawn (make_rows, g_atomic_rc_box_acquire (start), start_unref), NULL);
  if (start->rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&start->error));
  if (!freeze_revision (start, &error))
    return dex_future_new_for_error (error);
  complete_rows (start, &maker);
  first = dex_await_int64 (easel_store_jobs_add (self->store, start->rows), &error);
  if (error != NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < start->rows->len; i++)
    {
      g_autoptr (EaselJobRow) row = easel_job_row_copy (g_ptr_array_index (start->rows, i));
      g_autoptr (EaselJob) job = NULL;

      row->id = first + i;
      row->batch_id = first;
      row->position = i;
      row->created_at = g_get_real_time ();
      job = _easel_generate_service_show (self, row);
      g_list_store_append (jobs, job);
      _easel_job_work_start (self, job);
    }
  return dex_future_new_take_object (g_steal_pointer (&jobs));
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

  return easel_fiber_spawn (start_fiber, start_new (self, request), start_unref);
}

/* ---- what was begun before ---- */

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (easel_store_jobs_list (task->self->store, 0, task->limit), &error);

  if (rows == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_object_unref (_easel_generate_service_show (task->self, g_ptr_array_index (rows, i)));
  return dex_future_new_true ();
}

/**
 * easel_generate_service_load:
 * @self: the service
 * @limit: most jobs
 *
 * Brings the newest jobs of the journal into the list, without working on them.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_generate_service_load (EaselGenerateService *self, guint limit)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->limit = limit;
  return easel_fiber_spawn (load_fiber, task, task_free);
}

static DexFuture *
resume_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = dex_await_boxed (easel_store_jobs_list_open (task->self->store), &error);
  guint n = 0;

  if (rows == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      EaselJobRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselJob) job = _easel_generate_service_show (task->self, row);

      if (row->stage == EASEL_JOB_QUEUED && !task->flag && row->cancel_asked_at == 0)
        continue;
      _easel_job_reopen (job);
      _easel_job_work_start (task->self, job);
      n++;
    }
  return dex_future_new_for_uint (n);
}

/**
 * easel_generate_service_resume:
 * @self: the service
 * @unsent: also begin with those that wait and were never sent
 *
 * Goes on with what a program began that is gone: what a provider has is asked
 * after, what is made is fetched, what may have been sent is marked so and not sent
 * again. Jobs that another program works on stay with it.
 *
 * Returns: (transfer full): resolves to how many that may be, a #guint
 */
DexFuture *
easel_generate_service_resume (EaselGenerateService *self, gboolean unsent)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->flag = unsent;
  return easel_fiber_spawn (resume_fiber, task, task_free);
}

static DexFuture *
resume_job_fiber (gpointer data)
{
  Task *task = data;
  EaselGenerateService *self = task->self;
  GError *error = NULL;
  g_autoptr (EaselJobRow) row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
  g_autoptr (EaselJob) job = NULL;

  if (row == NULL)
    return dex_future_new_for_error (error);
  if (easel_job_stage_is_final (row->stage))
    {
      g_autoptr (EaselJobLock) lock = easel_store_jobs_lock (self->store, task->id, &error);

      if (error != NULL || !dex_await (easel_store_jobs_requeue (self->store, task->id), &error))
        return dex_future_new_for_error (error);
      easel_job_row_unref (row);
      row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
      if (row == NULL)
        return dex_future_new_for_error (error);
    }
  job = _easel_generate_service_show (self, row);
  _easel_job_reopen (job);
  _easel_job_work_start (self, job);
  return dex_future_new_take_object (g_steal_pointer (&job));
}

/**
 * easel_generate_service_resume_job:
 * @self: the service
 * @id: a job's number
 *
 * Goes on with one job, also with one that failed after it was made: what was made
 * is fetched once more. Nothing is submitted twice.
 *
 * Returns: (transfer full): resolves to the #EaselJob, or rejects with
 *   %EASEL_ERROR_NOT_FOUND, or %EASEL_ERROR_INVALID_INPUT if there is nothing to go
 *   on with
 */
DexFuture *
easel_generate_service_resume_job (EaselGenerateService *self, gint64 id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->id = id;
  return easel_fiber_spawn (resume_job_fiber, task, task_free);
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Task *task = data;
  EaselGenerateService *self = task->self;
  GError *error = NULL;
  g_autoptr (EaselJobRow) row = NULL;
  g_autoptr (EaselJob) job = NULL;

  /* The journal first: another program may be the one that works on it. */
  if (!dex_await (easel_store_jobs_ask_cancel (self->store, task->id), &error))
    return dex_future_new_for_error (error);
  row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
  if (row == NULL)
    return dex_future_new_for_error (error);
  job = _easel_generate_service_show (self, row);
  if (!easel_job_stage_is_final (row->stage))
    {
      if (!g_ptr_array_find (self->running, job, NULL))
        _easel_job_reopen (job);
      _easel_job_cancel (job);
      _easel_job_work_start (self, job);
    }
  return dex_future_new_take_object (g_steal_pointer (&job));
}

/**
 * easel_generate_service_cancel:
 * @self: the service
 * @id: a job's number
 *
 * Wants a job to end, whoever works on it. Wait for it to learn what became of that,
 * see easel_job_get_cancel().
 *
 * Returns: (transfer full): resolves to the #EaselJob, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_generate_service_cancel (EaselGenerateService *self, gint64 id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->id = id;
  return easel_fiber_spawn (cancel_fiber, task, task_free);
}

static DexFuture *
load_assets_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GArray) ids = dex_await_boxed (
      easel_store_jobs_list_assets (task->self->store, easel_job_get_id (task->job)), &error);

  if (ids == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < ids->len && easel_job_get_n_assets (task->job) < ids->len; i++)
    {
      g_autoptr (EaselAssetRow) row = dex_await_boxed (
          easel_store_assets_get (task->self->store, g_array_index (ids, gint64, i)), &error);

      if (row == NULL)
        return dex_future_new_for_error (error);
      _easel_job_add_asset (task->job, row->id, easel_file_store_get_path (task->self->files, row->hash),
                            row->mime);
    }
  return dex_future_new_true ();
}

/**
 * easel_generate_service_load_assets:
 * @self: the service
 * @job: a job
 *
 * Loads what came of a job that was stored before.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_generate_service_load_assets (EaselGenerateService *self, EaselJob *job)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));
  dex_return_error_if_fail (EASEL_IS_JOB (job));

  if (easel_job_get_n_assets (job) > 0 || easel_job_get_state (job) != EASEL_JOB_STATE_STORED)
    return dex_future_new_true ();
  task = task_new (self);
  task->job = g_object_ref (job);
  return easel_fiber_spawn (load_assets_fiber, task, task_free);
}
