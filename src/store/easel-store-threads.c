// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-threads.h"

#include <glib/gi18n-lib.h>

#include "easel-search-private.h"
#include "easel-store-messages-private.h"
#include "easel-store-prompts-private.h"

#define COLUMNS                                                                                              \
  "SELECT id, title, titled, pinned, folder, model, system_prompt, temperature, max_tokens, role_id, "       \
  "project_id, prompt_id, revision_id, leaf_id, place_id, draft, source, message_count, cost, "              \
  "unknown_costs, answered_at, read_at, created_at, updated_at, deleted_at, "                                \
  "(SELECT count(*) FROM messages WHERE state = 'streaming' AND thread_id = threads.id) FROM threads "

static EaselThreadRow *
read_row (EaselStatement *s)
{
  EaselThreadRow *row = easel_thread_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->title = _easel_statement_dup_text (s, 1);
  row->titled = _easel_statement_get_int (s, 2) != 0;
  row->pinned = _easel_statement_get_int (s, 3) != 0;
  row->folder = _easel_statement_dup_text (s, 4);
  row->model = _easel_statement_dup_text (s, 5);
  row->system_prompt = _easel_statement_dup_text (s, 6);
  row->temperature = _easel_statement_get_number (s, 7);
  row->max_tokens = _easel_statement_get_int (s, 8);
  row->role_id = _easel_statement_get_int (s, 9);
  row->project_id = _easel_statement_get_int (s, 10);
  row->prompt_id = _easel_statement_get_int (s, 11);
  row->revision_id = _easel_statement_get_int (s, 12);
  row->leaf_id = _easel_statement_get_int (s, 13);
  row->place_id = _easel_statement_get_int (s, 14);
  row->draft = _easel_statement_dup_text (s, 15);
  row->source = _easel_statement_dup_text (s, 16);
  row->message_count = _easel_statement_get_int (s, 17);
  row->cost = _easel_statement_get_int (s, 18);
  row->unknown_costs = _easel_statement_get_int (s, 19);
  row->answered_at = _easel_statement_get_int (s, 20);
  row->read_at = _easel_statement_get_int (s, 21);
  row->created_at = _easel_statement_get_int (s, 22);
  row->updated_at = _easel_statement_get_int (s, 23);
  row->deleted_at = _easel_statement_get_int (s, 24);
  row->answering = _easel_statement_get_int (s, 25);
  return row;
}

/*
 * Sets error to "no such chat". Returns FALSE always.
 */
gboolean
_easel_threads_not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no chat %lld."), (long long) id);
}

/*
 * Brings the index of a thread's title up to date; takes a deleted one out of it.
 */
gboolean
_easel_threads_index (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT title FROM threads WHERE id = ? AND deleted_at IS NULL", "i", id);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  if (_easel_statement_next (s, &step_error))
    {
      g_autofree char *title = _easel_search_prepare (_easel_statement_get_text (s, 0));

      return _easel_database_run (database, error,
                                  "INSERT OR REPLACE INTO thread_search (rowid, title) VALUES (?, ?)", "is",
                                  id, title);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return _easel_database_run (database, error, "DELETE FROM thread_search WHERE rowid = ?", "i", id);
}

static gboolean
list_threads (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      call->ints[0] != 0
          ? _easel_database_query (
                database, error,
                COLUMNS "WHERE deleted_at IS NOT NULL AND id NOT IN (SELECT thread_id FROM thread_imports) "
                        "ORDER BY deleted_at DESC, id DESC",
                "")
          : _easel_database_query (
                database, error,
                COLUMNS "WHERE deleted_at IS NULL ORDER BY pinned DESC, updated_at DESC, id DESC", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_thread_row_unref, error);
}

static gboolean
get_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE id = ?", "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_THREAD_ROW, error) &&
         (G_IS_VALUE (value) || _easel_threads_not_found (call->ints[0], error));
}

/*
 * Inserts the row of a thread without messages.
 */
gboolean
_easel_threads_insert (EaselDatabase *database, const EaselThreadRow *row, gint64 *id, GError **error)
{
  gint64 now = g_get_real_time ();

  return _easel_database_get_int (
             database, id, error,
             "INSERT INTO threads (title, titled, pinned, folder, model, system_prompt, temperature, "
             "max_tokens, role_id, project_id, prompt_id, revision_id, source, created_at, updated_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ifnull(?14, ?16), "
             "ifnull(?15, ?16)) RETURNING id",
             "sbbstsmnnnnntnni", row->title, row->titled != FALSE, row->pinned != FALSE, row->folder,
             row->model, row->system_prompt, row->temperature, row->max_tokens, row->role_id, row->project_id,
             row->prompt_id, row->revision_id, row->source, row->created_at, row->updated_at, now) &&
         _easel_threads_index (database, *id, error);
}

static gboolean
create_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!_easel_threads_insert (database, call->row, &id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

/* ---- a copy ---- */

static gint64
map_id (GHashTable *ids, gint64 old)
{
  gint64 *found = old != 0 ? g_hash_table_lookup (ids, &old) : NULL;

  return found != NULL ? *found : 0;
}

static gboolean
copy_message (
    EaselDatabase *database, gint64 thread, GHashTable *ids, const EaselMessageRecord *row, GError **error)
{
  gint64 id = 0;

  /* What is still being written is copied as far as it came. */
  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO messages (thread_id, parent_id, kind, state, covers_id, length, reasoning_length, "
          "token_counts, block_count, attachment_count, reasoning_duration, provider_slug, provider_name, "
          "model_id, model_name, fallback_for, input_tokens, output_tokens, cached_tokens, "
          "reasoning_tokens, cost, duration, first_token, retries, http_status, request_id, error, "
          "error_code, created_at, updated_at) SELECT ?2, ?3, kind, iif(state = 'streaming', 'stopped', "
          "state), ?4, ?5, ?6, token_counts, block_count, attachment_count, reasoning_duration, "
          "provider_slug, "
          "provider_name, model_id, model_name, fallback_for, input_tokens, output_tokens, cached_tokens, "
          "reasoning_tokens, cost, duration, first_token, retries, http_status, request_id, error, "
          "error_code, created_at, updated_at FROM messages WHERE id = ?1 RETURNING id",
          "iinnii", row->head.id, thread, map_id (ids, row->head.parent_id),
          map_id (ids, row->head.covers_id), (gint64) strlen (row->text), (gint64) strlen (row->reasoning)) ||
      !_easel_database_run (database, error,
                            "INSERT INTO message_texts (message_id, text, reasoning, provider_state, "
                            "sources) VALUES (?, ?, ?, ?, ?)",
                            "isstt", id, row->text, row->reasoning, row->provider_state, row->sources) ||
      !_easel_database_run (database, error,
                            "INSERT INTO message_attachments (message_id, position, asset_id, name) SELECT "
                            "?2, position, asset_id, name FROM message_attachments WHERE message_id = ?1",
                            "ii", row->head.id, id) ||
      !_easel_messages_index (database, id, row->text, error))
    return FALSE;
  g_hash_table_insert (ids, g_memdup2 (&row->head.id, sizeof (gint64)), g_memdup2 (&id, sizeof id));
  return TRUE;
}

static gboolean
copy_messages (EaselDatabase *database, gint64 from, gint64 to, GHashTable *ids, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, EASEL_MESSAGE_COLUMNS "WHERE m.thread_id = ? AND m.deleted_at IS NULL ORDER BY m.id",
      "i", from);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      g_autoptr (EaselMessageRecord) row = _easel_messages_read_row (s);

      if (!copy_message (database, to, ids, row, error))
        return FALSE;
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

static EaselThreadRow *
find_living (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE id = ? AND deleted_at IS NULL", "i", id);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return NULL;
  if (_easel_statement_next (s, &step_error))
    return read_row (s);
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  else
    _easel_threads_not_found (id, error);
  return NULL;
}

static gboolean
duplicate_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselThreadRow) row = find_living (database, call->ints[0], error);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  gint64 id = 0;

  if (row == NULL)
    return FALSE;
  g_set_str (&row->title, call->texts[0]);
  row->titled = TRUE;
  row->pinned = FALSE;
  row->created_at = row->updated_at = 0;
  /* What the answers cost was paid once. */
  if (!_easel_threads_insert (database, row, &id, error) ||
      !copy_messages (database, row->id, id, ids, error) ||
      !_easel_database_run (database, error,
                            "UPDATE threads SET leaf_id = ?2, place_id = ?3, draft = ?4, message_count = ?5, "
                            "read_at = ?6 WHERE id = ?1",
                            "innsii", id, map_id (ids, row->leaf_id), map_id (ids, row->place_id), row->draft,
                            (gint64) g_hash_table_size (ids), g_get_real_time ()))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

/* ---- changes ---- */

static gboolean
check_changed (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_changes (database) > 0 || _easel_threads_not_found (id, error);
}

/* What is said first in a thread, as its title; "" if nothing was. */
static char *
read_first_line (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT substr(t.text, 1, 1000) FROM messages AS m JOIN message_texts AS t ON t.message_id = m.id "
      "WHERE "
      "m.thread_id = ? AND m.kind = 'user' AND m.deleted_at IS NULL ORDER BY m.id LIMIT 1",
      "i", id);

  if (s == NULL)
    return NULL;
  if (_easel_statement_next (s, error))
    {
      char *line = _easel_prompts_make_snippet (_easel_statement_get_text (s, 0));

      _easel_search_flatten (line);
      return line;
    }
  return *error == NULL ? g_strdup ("") : NULL;
}

static gboolean
rename_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gboolean named = *call->texts[0] != '\0';
  gboolean suggested = call->ints[1] != 0;
  g_autofree char *title =
      named ? g_strdup (call->texts[0]) : read_first_line (database, call->ints[0], error);

  if (title == NULL)
    return FALSE;
  _easel_search_flatten (title);

  return _easel_database_run (database, error,
                              "UPDATE threads SET title = ?2, titled = ?3 WHERE id = ?1 AND deleted_at IS "
                              "NULL AND (NOT ?4 OR NOT titled)",
                              "isbb", call->ints[0], title, named, suggested) &&
         check_changed (database, call->ints[0], error) &&
         _easel_threads_index (database, call->ints[0], error);
}

static gboolean
pin_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET pinned = ?2 WHERE id = ?1", "ii",
                              call->ints[0], call->ints[1]) &&
         check_changed (database, call->ints[0], error);
}

static gboolean
file_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET folder = ?2 WHERE id = ?1", "is",
                              call->ints[0], call->texts[0]) &&
         check_changed (database, call->ints[0], error);
}

/* Those in the trash, too: they come back to where the others are. */
static gboolean
rename_folder (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET folder = ?2 WHERE folder = ?1", "ss",
                              call->texts[0], call->texts[1]);
}

static gboolean
set_options (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselThreadRow *row = call->row;

  return _easel_database_run (database, error,
                              "UPDATE threads SET model = ?2, system_prompt = ?3, temperature = ?4, "
                              "max_tokens = ?5, role_id = ?6 WHERE id = ?1",
                              "itsmnn", row->id, row->model, row->system_prompt, row->temperature,
                              row->max_tokens, row->role_id) &&
         check_changed (database, row->id, error);
}

static gboolean
set_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET model = ?2 WHERE id = ?1", "it",
                              call->ints[0], call->texts[0]) &&
         check_changed (database, call->ints[0], error);
}

static gboolean
set_leaf (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (
             database, error,
             "UPDATE threads SET leaf_id = ?2 WHERE id = ?1 AND EXISTS (SELECT 1 FROM messages "
             "WHERE id = ?2 AND thread_id = ?1)",
             "ii", call->ints[0], call->ints[1]) &&
         check_changed (database, call->ints[0], error);
}

static gboolean
set_place (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error,
                              "UPDATE threads SET place_id = (SELECT id FROM messages WHERE id = ?2 AND "
                              "thread_id = ?1) WHERE id = ?1",
                              "in", call->ints[0], call->ints[1]);
}

static gboolean
set_draft (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET draft = ?2 WHERE id = ?1", "is",
                              call->ints[0], call->texts[0]) &&
         check_changed (database, call->ints[0], error);
}

static gboolean
mark_read (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE threads SET read_at = ?2 WHERE id = ?1", "ii",
                              call->ints[0], g_get_real_time ());
}

/* ints[1]: when it was deleted, 0 to bring it back. */
static gboolean
bury_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (
             database, error,
             "UPDATE threads SET deleted_at = ?2 WHERE id = ?1 AND (deleted_at IS NULL) = (?2 IS NOT NULL)",
             "in", call->ints[0], call->ints[1]) &&
         check_changed (database, call->ints[0], error) &&
         _easel_threads_index (database, call->ints[0], error);
}

/* ---- public ---- */

static DexFuture *
write_one (EaselStore *self, EaselStoreFunc func, gint64 id, gint64 number, const char *text)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!_easel_store_check_texts (&error, 1, text))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->ints[1] = number;
  call->texts[0] = g_strdup (text);
  return _easel_store_write (self, func == set_draft ? 0 : EASEL_STORE_THREADS, func, call);
}

static DexFuture *
write_row (EaselStore *self, EaselStoreFunc func, EaselThreadRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!_easel_store_check_texts (&error, 6, row->title, row->folder, row->model, row->system_prompt,
                                 row->draft, row->source))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_thread_row_ref (row), (GDestroyNotify) easel_thread_row_unref);
  return _easel_store_write (self, EASEL_STORE_THREADS, func, call);
}

/**
 * easel_store_threads_list:
 * @self: an open store
 * @deleted: whether those in the trash are wanted
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselThreadRow: pinned ones, then the last changed, first; or the last
 *   deleted first
 */
DexFuture *
easel_store_threads_list (EaselStore *self, gboolean deleted)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = deleted;
  return _easel_store_read (self, list_threads, call);
}

/**
 * easel_store_threads_get:
 * @self: an open store
 * @id: a thread
 *
 * Returns: (transfer full): a future that resolves to an #EaselThreadRow, of a
 *   deleted one too, or rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_threads_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_thread, call);
}

/**
 * easel_store_threads_create:
 * @self: an open store
 * @row: title, options, what it is about; times that are 0 are now
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_threads_create (EaselStore *self, EaselThreadRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, create_thread, row);
}

/**
 * easel_store_threads_duplicate:
 * @self: an open store
 * @id: a thread
 * @title: what the copy is called
 *
 * Copies all of its living messages, every branch.
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_threads_duplicate (EaselStore *self, gint64 id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (title != NULL);

  return write_one (self, duplicate_thread, id, 0, title);
}

/**
 * easel_store_threads_rename:
 * @self: an open store
 * @id: a thread
 * @title: its new title; "": after its first line again
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_rename (EaselStore *self, gint64 id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (title != NULL);

  return write_one (self, rename_thread, id, FALSE, title);
}

/**
 * easel_store_threads_suggest_title:
 * @self: an open store
 * @id: a thread
 * @title: its title, unless it has been given one
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if there is no such thread without a title of its own
 */
DexFuture *
easel_store_threads_suggest_title (EaselStore *self, gint64 id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (title != NULL);

  return write_one (self, rename_thread, id, TRUE, title);
}

/**
 * easel_store_threads_set_pinned:
 * @self: an open store
 * @id: a thread
 * @pinned: whether it stands above the others
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_pinned (EaselStore *self, gint64 id, gboolean pinned)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, pin_thread, id, pinned != FALSE, NULL);
}

/**
 * easel_store_threads_set_folder:
 * @self: an open store
 * @id: a thread
 * @folder: where it is kept, "" for none
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_folder (EaselStore *self, gint64 id, const char *folder)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (folder != NULL);

  return write_one (self, file_thread, id, 0, folder);
}

/**
 * easel_store_threads_rename_folder:
 * @self: an open store
 * @folder: where threads are kept
 * @name: where those are from now on, "" for nowhere
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_rename_folder (EaselStore *self, const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (folder != NULL && *folder != '\0' && name != NULL);

  if (!_easel_store_check_texts (&error, 2, folder, name))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (folder);
  call->texts[1] = g_strdup (name);
  return _easel_store_write (self, EASEL_STORE_THREADS, rename_folder, call);
}

/**
 * easel_store_threads_set_options:
 * @self: an open store
 * @row: id, model, system prompt, temperature, token limit and role
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_options (EaselStore *self, EaselThreadRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != 0);

  return write_row (self, set_options, row);
}

/**
 * easel_store_threads_set_model:
 * @self: an open store
 * @id: a thread
 * @model: (nullable): PROVIDER:MODEL that answers from now on
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_model (EaselStore *self, gint64 id, const char *model)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, set_model, id, 0, model);
}

/**
 * easel_store_threads_set_leaf:
 * @self: an open store
 * @id: a thread
 * @leaf_id: the last message of the branch in view
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_leaf (EaselStore *self, gint64 id, gint64 leaf_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, set_leaf, id, leaf_id, NULL);
}

/**
 * easel_store_threads_set_place:
 * @self: an open store
 * @id: a thread
 * @place_id: the message that was read last, 0 for the end
 *
 * Cheap: the disk is not waited for. Not announced.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_place (EaselStore *self, gint64 id, gint64 place_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->ints[1] = place_id;
  return _easel_store_write_lazily (self, 0, set_place, call);
}

/**
 * easel_store_threads_set_draft:
 * @self: an open store
 * @id: a thread
 * @draft: what stands in the line where one writes
 *
 * Not announced: each window has its own line.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_set_draft (EaselStore *self, gint64 id, const char *draft)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (draft != NULL);

  if (!_easel_store_check_texts (&error, 1, draft))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->texts[0] = g_strdup (draft);
  return _easel_store_write_lazily (self, 0, set_draft, call);
}

/**
 * easel_store_threads_mark_read:
 * @self: an open store
 * @id: a thread
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_mark_read (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, mark_read, id, 0, NULL);
}

/**
 * easel_store_threads_delete:
 * @self: an open store
 * @id: a thread
 *
 * Puts it into the trash; easel_store_threads_restore() brings it back.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_delete (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, bury_thread, id, g_get_real_time (), NULL);
}

/**
 * easel_store_threads_restore:
 * @self: an open store
 * @id: a deleted thread
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_threads_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, bury_thread, id, 0, NULL);
}
