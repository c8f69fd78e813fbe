// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-jobs.h"

#include <glib/gi18n-lib.h>

#include "easel-store-assets-private.h"
#include "easel-store-usage-private.h"

#define COLUMNS                                                                                              \
  "SELECT id, batch_id, position, kind, state, provider_slug, provider_name, model_id, protocol, "           \
  "revision_id, written, prompt, negative_text, parameters, seed, spend, usage_id, own_id, ticket, "         \
  "outputs, tries, error_code, error, request_id, cancel_asked_at, cancel, created_at, sent_at, "            \
  "finished_at, updated_at FROM jobs "
#define OPEN "state NOT IN ('stored', 'failed', 'cancelled', 'expired', 'unconfirmed') "

static EaselJobStage
parse_stage (const char *name)
{
  for (int i = 0; i < EASEL_N_JOB_STAGES; i++)
    if (g_strcmp0 (name, easel_job_stage_to_string (i)) == 0)
      return (EaselJobStage) i;
  return EASEL_JOB_UNCONFIRMED;
}

static EaselJobRow *
read_row (EaselStatement *s)
{
  EaselJobRow *row = easel_job_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->batch_id = _easel_statement_get_int (s, 1);
  row->position = _easel_statement_get_int (s, 2);
  row->kind = _easel_statement_dup_text (s, 3);
  row->stage = parse_stage (_easel_statement_get_text (s, 4));
  row->provider_slug = _easel_statement_dup_text (s, 5);
  row->provider_name = _easel_statement_dup_text (s, 6);
  row->model_id = _easel_statement_dup_text (s, 7);
  row->protocol = _easel_statement_dup_text (s, 8);
  row->revision_id = _easel_statement_get_int (s, 9);
  row->written = _easel_statement_dup_text (s, 10);
  row->prompt = _easel_statement_dup_text (s, 11);
  row->negative = _easel_statement_dup_text (s, 12);
  row->parameters = _easel_statement_dup_text (s, 13);
  row->seed = _easel_statement_get_number (s, 14);
  row->spend = _easel_statement_get_int (s, 15);
  row->usage_id = _easel_statement_get_int (s, 16);
  row->own_id = _easel_statement_dup_text (s, 17);
  row->ticket = _easel_statement_dup_text (s, 18);
  row->outputs = _easel_statement_dup_text (s, 19);
  row->tries = _easel_statement_get_int (s, 20);
  row->error_code = _easel_statement_dup_text (s, 21);
  row->error = _easel_statement_dup_text (s, 22);
  row->request_id = _easel_statement_dup_text (s, 23);
  row->cancel_asked_at = _easel_statement_get_int (s, 24);
  row->cancel = _easel_statement_dup_text (s, 25);
  row->created_at = _easel_statement_get_int (s, 26);
  row->sent_at = _easel_statement_get_int (s, 27);
  row->finished_at = _easel_statement_get_int (s, 28);
  row->updated_at = _easel_statement_get_int (s, 29);
  return row;
}

/* ---- in ---- */

static gboolean
insert (
    EaselDatabase *database, EaselJobRow *row, gint64 batch_id, gint64 position, gint64 *id, GError **error)
{
  return _easel_database_get_int (
      database, id, error,
      "INSERT INTO jobs (batch_id, position, kind, state, provider_slug, provider_name, model_id, protocol, "
      "revision_id, written, prompt, negative_text, parameters, seed, spend, own_id, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17) "
      "RETURNING id",
      "iissssssn"
      "ssssmisi",
      batch_id, position, row->kind, easel_job_stage_to_string (row->stage), row->provider_slug,
      row->provider_name, row->model_id, row->protocol, row->revision_id, row->written, row->prompt,
      row->negative, row->parameters != NULL ? row->parameters : "{}", row->seed, row->spend, row->own_id,
      g_get_real_time ());
}

/* Resolves to the id of the first; the others have those that follow. */
static gboolean
add_jobs (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  GPtrArray *rows = call->row;
  gint64 first = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = 0;

      if (!insert (database, g_ptr_array_index (rows, i), first, i, &id, error))
        return FALSE;
      if (i == 0)
        {
          first = id;
          if (!_easel_database_run (database, error, "UPDATE jobs SET batch_id = id WHERE id = ?", "i", id))
            return FALSE;
        }
      g_assert (id == first + i);
    }
  _easel_value_set_int64 (value, first);
  return TRUE;
}

static gboolean
found (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no job %lld."), (long long) id);
}

static gboolean
write_row (EaselDatabase *database, EaselJobRow *row, GError **error)
{
  gint64 now = g_get_real_time ();

  return _easel_database_run (
             database, error,
             "UPDATE jobs SET state = ?2, usage_id = ?3, ticket = ?4, outputs = ?5, tries = ?6, "
             "error_code = ?7, error = ?8, request_id = ?9, cancel = ?10, seed = ?11, "
             "sent_at = ifnull(?12, sent_at), finished_at = ?13, updated_at = ?14 WHERE id = ?1",
             "isnttitttt"
             "mnni",
             row->id, easel_job_stage_to_string (row->stage), row->usage_id, row->ticket, row->outputs,
             row->tries, row->error_code, row->error, row->request_id, row->cancel, row->seed, row->sent_at,
             easel_job_stage_is_final (row->stage) ? now : (gint64) 0, now) &&
         found (database, row->id, error);
}

/* A job as it is to be, and what is written together with it. */
typedef struct
{
  EaselJobRow *row;
  EaselUsageRow *usage;
  GPtrArray *assets;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  easel_job_row_unref (step->row);
  g_clear_pointer (&step->usage, easel_usage_row_unref);
  g_clear_pointer (&step->assets, g_ptr_array_unref);
  g_free (step);
}

static gboolean
update_job (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  Step *step = ((EaselStoreCall *) data)->row;

  if (step->usage != NULL)
    database->touched |= EASEL_STORE_USAGE;
  return (step->usage == NULL || _easel_store_usage_settle (database, step->usage, error)) &&
         write_row (database, step->row, error);
}

static gboolean
submit_job (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  Step *step = call->row;
  gint64 id = 0;

  database->touched |= EASEL_STORE_USAGE;
  if (!_easel_store_usage_reserve (database, _easel_store_get_owner (call->store), step->usage, call->ints[0],
                                   (EaselReserveFlags) call->ints[1], &id, error))
    return FALSE;
  step->row->usage_id = id;
  if (!write_row (database, step->row, error) ||
      !_easel_database_run (database, error, "UPDATE usage SET sent_at = ?2 WHERE id = ?1", "ii", id,
                            step->row->sent_at))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
finish_job (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  Step *ending = ((EaselStoreCall *) data)->row;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < ending->assets->len; i++)
    {
      gint64 id = 0;

      if (!_easel_assets_insert (database, g_ptr_array_index (ending->assets, i), &id, error))
        return FALSE;
      g_array_append_val (ids, id);
    }
  if (!write_row (database, ending->row, error))
    return FALSE;
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

static gboolean
ask_cancel (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (
      database, error,
      "UPDATE jobs SET cancel_asked_at = ifnull(cancel_asked_at, ?2), updated_at = ?2 "
      "WHERE id = ?1 AND " OPEN,
      "ii", call->ints[0], g_get_real_time ());
}

/* Only what was made and not fetched can be tried again without paying again. */
static gboolean
requeue (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (
          database, error,
          "UPDATE jobs SET state = iif(outputs IS NOT NULL, 'downloading', 'submitted'), tries = 0, "
          "error_code = NULL, error = NULL, finished_at = NULL, cancel_asked_at = NULL, cancel = NULL, "
          "updated_at = ?2 WHERE id = ?1 AND ((state = 'failed' AND (outputs IS NOT NULL OR ticket IS NOT "
          "NULL)) OR (state = 'expired' AND outputs IS NOT NULL))",
          "ii", call->ints[0], g_get_real_time ()))
    return FALSE;
  if (_easel_database_changes (database) > 0)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("There is nothing of job %lld to fetch once more. Generate it again instead."),
               (long long) call->ints[0]);
  return FALSE;
}

/* ---- out ---- */

static gboolean
get_job (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE id = ?", "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_JOB_ROW, error) &&
         (G_IS_VALUE (value) ||
          _easel_store_not_found (error, _ ("There is no job %lld."), (long long) call->ints[0]));
}

static gboolean
list_jobs (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE ?1 = 0 OR id < ?1 ORDER BY id DESC LIMIT ?2",
                             "ii", call->ints[0], call->ints[1]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_job_row_unref, error);
}

static gboolean
list_batch (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE batch_id = (SELECT batch_id FROM jobs WHERE id = ?) ORDER BY position",
      "i", call->ints[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_job_row_unref, error);
}

static gboolean
list_open (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "INDEXED BY jobs_open WHERE " OPEN "ORDER BY id", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_job_row_unref, error);
}

static gboolean
list_changed (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "INDEXED BY jobs_changed WHERE updated_at >= ?1 ORDER BY updated_at", "i",
      call->ints[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_job_row_unref, error);
}

static gboolean
list_assets (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT id FROM assets WHERE job_id = ? ORDER BY ordinal, id", "i", call->ints[0]);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      gint64 id = _easel_statement_get_int (s, 0);

      g_array_append_val (ids, id);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

/* ---- public ---- */

static gboolean
check_row (const EaselJobRow *row, GError **error)
{
  return _easel_store_check_texts (error, 13, row->kind, row->provider_slug, row->provider_name,
                                   row->model_id, row->protocol, row->written, row->prompt, row->negative,
                                   row->ticket, row->outputs, row->error, row->request_id, row->parameters);
}

/**
 * easel_store_jobs_add:
 * @self: an open store
 * @rows: (element-type EaselJobRow): jobs of one batch, at least one
 *
 * Returns: (transfer full): a future that resolves to the id of the first, which is
 *   the batch's, a #gint64; the others have the ids that follow
 */
DexFuture *
easel_store_jobs_add (EaselStore *self, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (rows != NULL && rows->len > 0);

  for (guint i = 0; i < rows->len; i++)
    if (!check_row (g_ptr_array_index (rows, i), &error))
      return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref);
  return _easel_store_write (self, EASEL_STORE_JOBS, add_jobs, call);
}

/**
 * easel_store_jobs_get:
 * @self: an open store
 * @id: a job
 *
 * Returns: (transfer full): a future that resolves to an #EaselJobRow or rejects
 *   with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_jobs_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_job, call);
}

/**
 * easel_store_jobs_list:
 * @self: an open store
 * @before_id: only those before this; 0 for all
 * @limit: most rows
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselJobRow, the newest first
 */
DexFuture *
easel_store_jobs_list (EaselStore *self, gint64 before_id, guint limit)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = before_id;
  call->ints[1] = limit;
  return _easel_store_read (self, list_jobs, call);
}

/**
 * easel_store_jobs_list_batch:
 * @self: an open store
 * @id: a job
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of the
 *   #EaselJobRow that were asked for together with it, in their order
 */
DexFuture *
easel_store_jobs_list_batch (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, list_batch, call);
}

/**
 * easel_store_jobs_list_open:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of the
 *   #EaselJobRow that have not ended, the oldest first
 */
DexFuture *
easel_store_jobs_list_open (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_open, _easel_store_call_new ());
}

/**
 * easel_store_jobs_list_changed:
 * @self: an open store
 * @since: UTC, microseconds
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of the
 *   #EaselJobRow that were changed then or later, in the order of that
 */
DexFuture *
easel_store_jobs_list_changed (EaselStore *self, gint64 since)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = since;
  return _easel_store_read (self, list_changed, call);
}

/* NULL with an error. */
static EaselStoreCall *
new_step (EaselStore *self, EaselJobRow *row, EaselUsageRow *usage, GPtrArray *assets, GError **error)
{
  EaselStoreCall *call;
  Step *step;

  if (!check_row (row, error) || (usage != NULL && !_easel_store_usage_check (usage, error)))
    return NULL;
  for (guint i = 0; assets != NULL && i < assets->len; i++)
    if (!_easel_assets_check (g_ptr_array_index (assets, i), error))
      return NULL;
  step = g_new0 (Step, 1);
  step->row = easel_job_row_copy (row);
  step->usage = usage != NULL ? easel_usage_row_ref (usage) : NULL;
  step->assets = assets != NULL ? g_ptr_array_ref (assets) : NULL;
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, step, step_free);
  return call;
}

/**
 * easel_store_jobs_update:
 * @self: an open store
 * @row: a job whose lock is held, as it is to be
 * @usage: (nullable): its call in the ledger, as that ended
 *
 * Writes stage, ticket, outputs and what else changes, and with it how the call ended;
 * it is on the disk when the future resolves.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_jobs_update (EaselStore *self, EaselJobRow *row, EaselUsageRow *usage)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id > 0);

  call = new_step (self, row, usage, NULL, &error);
  return call != NULL ? _easel_store_write (self, EASEL_STORE_JOBS, update_job, call)
                      : _easel_store_reject (g_steal_pointer (&error));
}

/**
 * easel_store_jobs_submit:
 * @self: an open store
 * @row: a job whose lock is held, in the stage submitting
 * @usage: its call, at its estimate
 * @month_start: the local month's first moment, UTC microseconds
 * @flags: what the user agreed to
 *
 * To be awaited before the first byte leaves: enters the call into the ledger as
 * easel_store_usage_reserve() does, and marks both as sent, all of it or nothing.
 *
 * Returns: (transfer full): a future that resolves to the call's id, a #gint64, or
 *   rejects with %EASEL_ERROR_BUDGET
 */
DexFuture *
easel_store_jobs_submit (
    EaselStore *self, EaselJobRow *row, EaselUsageRow *usage, gint64 month_start, EaselReserveFlags flags)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id > 0);
  dex_return_error_if_fail (usage != NULL && usage->state == EASEL_USAGE_RESERVED);
  dex_return_error_if_fail (row->stage == EASEL_JOB_SUBMITTING && row->sent_at > 0);

  call = new_step (self, row, usage, NULL, &error);
  if (call == NULL)
    return _easel_store_reject (g_steal_pointer (&error));
  call->ints[0] = month_start;
  call->ints[1] = flags;
  return _easel_store_write (self, EASEL_STORE_JOBS, submit_job, call);
}

/**
 * easel_store_jobs_finish:
 * @self: an open store
 * @row: a job whose lock is held, in its last stage, or downloading while more is
 *   still to come
 * @assets: (element-type EaselAssetRow): what came of it, whose files are on the disk
 *
 * Ends a job, or writes how far it is, and enters what came of it, in one transaction.
 *
 * Returns: (transfer full): a future that resolves to a #GArray of the assets' ids
 */
DexFuture *
easel_store_jobs_finish (EaselStore *self, EaselJobRow *row, GPtrArray *assets)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);
  dex_return_error_if_fail (easel_job_stage_is_final (row->stage) || row->stage == EASEL_JOB_DOWNLOADING);
  dex_return_error_if_fail (assets != NULL);

  call = new_step (self, row, NULL, assets, &error);
  return call != NULL ? _easel_store_write (self, EASEL_STORE_JOBS | EASEL_STORE_ASSETS, finish_job, call)
                      : _easel_store_reject (g_steal_pointer (&error));
}

static DexFuture *
write_id (EaselStore *self, gint64 id, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  return _easel_store_write (self, EASEL_STORE_JOBS, func, call);
}

/**
 * easel_store_jobs_ask_cancel:
 * @self: an open store
 * @id: a job, whoever works on it
 *
 * Notes that somebody wants it to end; who works on it sees that. Nothing happens
 * to one that has ended.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_jobs_ask_cancel (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_id (self, id, ask_cancel);
}

/**
 * easel_store_jobs_requeue:
 * @self: an open store
 * @id: a job that failed after the provider had it, or whose files were gone, and whose
 *   lock is held
 *
 * Lets a job be asked after, or what it made be fetched, once more. Nothing is
 * submitted again.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if there is nothing to ask after
 */
DexFuture *
easel_store_jobs_requeue (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_id (self, id, requeue);
}

static gboolean
get_share (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT usage.cost / max (1, (SELECT count (*) FROM assets WHERE job_id = jobs.id)) FROM jobs "
      "JOIN usage ON usage.id = jobs.usage_id "
      "WHERE jobs.id = ? AND usage.state = 'done' AND usage.cost IS NOT NULL",
      "i", call->ints[0]);
  g_autoptr (GError) step_error = NULL;
  gint64 share = -1;

  if (s == NULL)
    return FALSE;
  if (_easel_statement_next (s, &step_error))
    share = _easel_statement_get_int (s, 0);
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  _easel_value_set_int64 (value, share);
  return TRUE;
}

/**
 * easel_store_jobs_get_share:
 * @self: an open store
 * @id: a job
 *
 * Returns: (transfer full): a future that resolves to what one of the pictures cost
 *   that came of it, micro-USD, a #gint64; -1 if that is not known
 */
DexFuture *
easel_store_jobs_get_share (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_share, call);
}

/**
 * easel_store_jobs_list_assets:
 * @self: an open store
 * @id: a job
 *
 * Returns: (transfer full): a future that resolves to a #GArray of the ids of what
 *   came of it
 */
DexFuture *
easel_store_jobs_list_assets (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, list_assets, call);
}
