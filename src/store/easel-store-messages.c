// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-messages.h"

#include <glib/gi18n-lib.h>

#include "easel-search-private.h"
#include "easel-store-messages-private.h"
#include "easel-store-prompts-private.h"

/*
 * Sets error to "no such message". Returns FALSE always.
 */
gboolean
_easel_messages_not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no message %lld."), (long long) id);
}

/*
 * Puts text into the index as that of message id.
 */
gboolean
_easel_messages_index (EaselDatabase *database, gint64 id, const char *text, GError **error)
{
  g_autofree char *prepared = _easel_search_prepare_start (text);

  return _easel_database_run (database, error,
                              "INSERT OR REPLACE INTO message_search (rowid, text) VALUES (?, ?)", "is", id,
                              prepared);
}

/* ---- one message ---- */

static gboolean
check_place (EaselDatabase *database, const EaselMessageRecord *row, GError **error)
{
  gint64 n_threads = 0, n_parents = 1;

  if (!_easel_database_get_int (database, &n_threads, error,
                                "SELECT count(*) FROM threads WHERE id = ? AND deleted_at IS NULL", "i",
                                row->thread_id) ||
      (row->head.parent_id != 0 &&
       !_easel_database_get_int (
           database, &n_parents, error,
           "SELECT count(*) FROM messages WHERE id = ? AND thread_id = ? AND deleted_at IS NULL", "ii",
           row->head.parent_id, row->thread_id)))
    return FALSE;
  if (n_threads == 0)
    return _easel_threads_not_found (row->thread_id, error);
  return n_parents != 0 || _easel_messages_not_found (row->head.parent_id, error);
}

/*
 * Inserts the row of a message without its words.
 */
gboolean
_easel_messages_insert (
    EaselDatabase *database, const EaselMessageRecord *row, EaselOwner *owner, gint64 *id, GError **error)
{
  g_autofree char *counts = easel_message_head_dup_token_counts (&row->head);
  gint64 now = g_get_real_time ();
  gboolean open = row->head.state == EASEL_MESSAGE_RECORD_STREAMING;

  return _easel_database_get_int (
      database, id, error,
      "INSERT INTO messages (thread_id, parent_id, kind, state, covers_id, length, reasoning_length, "
      "token_counts, block_count, attachment_count, reasoning_duration, provider_slug, provider_name, "
      "model_id, model_name, fallback_for, input_tokens, output_tokens, cached_tokens, reasoning_tokens, "
      "cost, duration, first_token, error, error_code, owner, created_at, updated_at) VALUES (?1, ?2, ?3, "
      "?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, "
      "?25, ?26, ifnull(?27, ?28), ?28) RETURNING id",
      "inssniitiimtttttmmmmmmmttnni", row->thread_id, row->head.parent_id,
      easel_message_record_kind_to_string ((EaselMessageRecordKind) row->head.kind),
      easel_message_record_state_to_string ((EaselMessageRecordState) row->head.state), row->head.covers_id,
      (gint64) strlen (row->text), (gint64) (row->reasoning != NULL ? strlen (row->reasoning) : 0), counts,
      (gint64) row->head.block_count, (gint64) row->head.attachment_count, row->reasoning_duration,
      row->provider_slug, row->provider_name, row->model_id, row->model_name, row->fallback_for,
      row->input_tokens, row->output_tokens, row->cached_tokens, row->reasoning_tokens, row->cost,
      row->duration, row->first_token, row->error, row->error_code,
      open ? _easel_owner_get_id (owner) : (gint64) 0, row->created_at, now);
}

/* A thread without a name is called after what is said first. */
static gboolean
note_added (EaselDatabase *database, const EaselMessageRecord *row, gint64 id, GError **error)
{
  g_autofree char *line = NULL;

  if (!_easel_database_run (database, error,
                            "UPDATE threads SET leaf_id = ?2, message_count = message_count + 1, "
                            "updated_at = max(updated_at, ?3) WHERE id = ?1",
                            "iii", row->thread_id, id,
                            row->created_at != 0 ? row->created_at : g_get_real_time ()))
    return FALSE;
  database->touched |= EASEL_STORE_THREADS;
  if (row->head.kind != EASEL_MESSAGE_RECORD_USER)
    return TRUE;
  /* What is said is no draft any more. */
  if (!_easel_database_run (database, error, "UPDATE threads SET draft = '' WHERE id = ?1 AND draft = ?2",
                            "is", row->thread_id, row->text))
    return FALSE;
  line = _easel_prompts_make_snippet (row->text);
  _easel_search_flatten (line);
  if (!_easel_database_run (database, error,
                            "UPDATE threads SET title = ?2 WHERE id = ?1 AND title = '' AND ?2 <> ''", "is",
                            row->thread_id, line))
    return FALSE;
  return _easel_database_changes (database) == 0 || _easel_threads_index (database, row->thread_id, error);
}

/*
 * Notes what goes along with message id.
 */
gboolean
_easel_messages_insert_files (EaselDatabase *database, gint64 id, GPtrArray *files, GError **error)
{
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const EaselMessageFile *file = g_ptr_array_index (files, i);

      if (!_easel_database_run (database, error,
                                "INSERT INTO message_attachments (message_id, position, asset_id, name) "
                                "VALUES (?, ?, ?, ?)",
                                "iiis", id, (gint64) i, file->asset_id, file->name))
        return FALSE;
    }
  return TRUE;
}

static gboolean
insert_whole (
    EaselDatabase *database, EaselStore *store, const EaselMessageRecord *row, gint64 *id, GError **error)
{
  return check_place (database, row, error) &&
         _easel_messages_insert (database, row, _easel_store_get_owner (store), id, error) &&
         _easel_database_run (database, error,
                              "INSERT INTO message_texts (message_id, text, reasoning, provider_state, "
                              "sources) VALUES (?, ?, ?, ?, ?)",
                              "isstt", *id, row->text, row->reasoning, row->provider_state, row->sources) &&
         _easel_messages_insert_files (database, *id, row->files, error) &&
         (row->head.state == EASEL_MESSAGE_RECORD_STREAMING ||
          _easel_messages_index (database, *id, row->text, error)) &&
         note_added (database, row, *id, error);
}

static gboolean
add_message (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!insert_whole (database, call->store, call->row, &id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
add_question (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  GPtrArray *rows = call->row;
  EaselMessageRecord *question = g_ptr_array_index (rows, 0);
  EaselMessageRecord *answer = g_ptr_array_index (rows, 1);
  gint64 id = 0;

  if (!insert_whole (database, call->store, question, &id, error))
    return FALSE;
  question->head.id = answer->head.parent_id = id;
  if (!insert_whole (database, call->store, answer, &id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
append_text (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "INSERT INTO message_chunks (message_id, text, reasoning) "
                            "SELECT id, ?2, ?3 FROM messages WHERE id = ?1 AND state = 'streaming'",
                            "iss", call->ints[0], call->texts[0], call->texts[1]))
    return FALSE;
  return _easel_database_changes (database) > 0 || _easel_messages_not_found (call->ints[0], error);
}

static gboolean
delete_chunks (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_run (database, error, "DELETE FROM message_chunks WHERE message_id = ?", "i", id);
}

static gboolean
restart_message (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return delete_chunks (database, call->ints[0], error);
}

static gboolean
fold_chunks (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_run (
             database, error,
             "UPDATE message_texts SET text = text || ifnull((SELECT group_concat(text, '' ORDER BY id) FROM "
             "message_chunks WHERE message_id = ?1), ''), reasoning = reasoning || ifnull((SELECT "
             "group_concat(reasoning, '' ORDER BY id) FROM message_chunks WHERE message_id = ?1), '') "
             "WHERE message_id = ?1",
             "i", id) &&
         delete_chunks (database, id, error);
}

/* The lengths and the index, out of the words as they are now. */
static gboolean
settle_text (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = NULL;
  g_autofree char *text = NULL;

  if (!_easel_database_run (database, error,
                            "UPDATE messages SET (length, reasoning_length) = (SELECT octet_length(text), "
                            "octet_length(reasoning) FROM message_texts WHERE message_id = ?1) WHERE id = ?1",
                            "i", id))
    return FALSE;
  s = _easel_database_query (database, error, "SELECT text FROM message_texts WHERE message_id = ?", "i", id);
  if (s == NULL)
    return FALSE;
  if (!_easel_statement_next (s, error))
    return *error == NULL;
  text = _easel_statement_dup_text (s, 0);
  return _easel_messages_index (database, id, text, error);
}

static gboolean
write_end (EaselDatabase *database, const EaselMessageRecord *row, GError **error)
{
  g_autofree char *counts = easel_message_head_dup_token_counts (&row->head);

  if (!_easel_database_run (
          database, error,
          "UPDATE messages SET state = ?2, token_counts = ?3, block_count = ?4, attachment_count = ?5, "
          "reasoning_duration = ?6, provider_slug = ?7, provider_name = ?8, model_id = ?9, "
          "model_name = ?10, fallback_for = ?11, usage_id = ?12, input_tokens = ?13, output_tokens = ?14, "
          "cached_tokens = ?15, reasoning_tokens = ?16, cost = ?17, duration = ?18, first_token = ?19, "
          "retries = ?20, http_status = ?21, request_id = ?22, error = ?23, error_code = ?24, owner = NULL, "
          "updated_at = ?25 WHERE id = ?1 AND state = 'streaming'",
          "istiimtttttnmmmmmmminttti", row->head.id,
          easel_message_record_state_to_string ((EaselMessageRecordState) row->head.state), counts,
          (gint64) row->head.block_count, (gint64) row->head.attachment_count, row->reasoning_duration,
          row->provider_slug, row->provider_name, row->model_id, row->model_name, row->fallback_for,
          row->usage_id, row->input_tokens, row->output_tokens, row->cached_tokens, row->reasoning_tokens,
          row->cost, row->duration, row->first_token, (gint64) row->retries, (gint64) row->http_status,
          row->request_id, row->error, row->error_code, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 || _easel_messages_not_found (row->head.id, error);
}

static gboolean
finish_message (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselMessageRecord *row = call->row;
  gboolean known = row->cost >= 0;

  if (!write_end (database, row, error) || !fold_chunks (database, row->head.id, error) ||
      (row->text != NULL &&
       !_easel_database_run (database, error,
                             "UPDATE message_texts SET text = ?2, reasoning = ?3, provider_state = ?4, "
                             "sources = ?5 WHERE message_id = ?1",
                             "isstt", row->head.id, row->text, row->reasoning, row->provider_state,
                             row->sources)) ||
      !_easel_messages_insert_files (database, row->head.id, row->files, error) ||
      !settle_text (database, row->head.id, error))
    return FALSE;
  database->touched |= EASEL_STORE_THREADS;
  return _easel_database_run (
      database, error,
      "UPDATE threads SET cost = cost + ?2, unknown_costs = unknown_costs + ?3, answered_at = ?4, "
      "updated_at = ?4 WHERE id = (SELECT thread_id FROM messages WHERE id = ?1)",
      "iibi", row->head.id, known ? row->cost : (gint64) 0, !known, g_get_real_time ());
}

static gboolean
note_blocks (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE messages SET block_count = ?2 WHERE id = ?1", "ii",
                              call->ints[0], call->ints[1]);
}

/* ---- branches that go and come back ---- */

/* A message, those below it, and when it was deleted. */
#define SUBTREE                                                                                              \
  "WITH RECURSIVE tree (id) AS (VALUES (?1) UNION ALL SELECT m.id FROM tree JOIN messages AS m ON "          \
  "m.parent_id = tree.id) "

static gboolean
take_leaf (EaselDatabase *database, gint64 id, GValue *value, GError **error)
{
  gint64 leaf = 0;

  if (!_easel_messages_find_leaf (database, id, &leaf, error) ||
      !_easel_database_run (
          database, error,
          "UPDATE threads SET leaf_id = ?2 WHERE id = (SELECT thread_id FROM messages WHERE id = ?1)", "in",
          id, leaf))
    return FALSE;
  _easel_value_set_int64 (value, leaf);
  return TRUE;
}

static gboolean
delete_branch (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];
  gint64 parent = 0, leaf = 0, in_view = 0;

  if (!_easel_database_run (database, error,
                            SUBTREE "UPDATE messages SET deleted_at = ?2 WHERE id IN tree AND deleted_at IS "
                                    "NULL AND (SELECT deleted_at FROM messages WHERE id = ?1) IS NULL",
                            "ii", id, g_get_real_time ()))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_messages_not_found (id, error);
  if (!_easel_database_get_int (database, &in_view, error,
                                "SELECT count(*) FROM threads JOIN messages ON messages.id = threads.leaf_id "
                                "WHERE messages.deleted_at IS NOT NULL AND threads.id = (SELECT thread_id "
                                "FROM messages WHERE id = ?)",
                                "i", id))
    return FALSE;
  if (in_view == 0)
    {
      if (!_easel_database_get_int (
              database, &leaf, error,
              "SELECT leaf_id FROM threads WHERE id = (SELECT thread_id FROM messages WHERE id = ?)", "i",
              id))
        return FALSE;
      _easel_value_set_int64 (value, leaf);
      return TRUE;
    }
  /* The newest of its siblings takes its place, or else what stood before it. */
  if (!_easel_database_get_int (
          database, &parent, error,
          "SELECT ifnull((SELECT max(s.id) FROM messages AS s WHERE s.thread_id = m.thread_id AND "
          "s.parent_id IS m.parent_id AND s.deleted_at IS NULL), m.parent_id) FROM messages AS m WHERE "
          "m.id = ?",
          "i", id))
    return FALSE;
  if (parent != 0)
    return take_leaf (database, parent, value, error);
  _easel_value_set_int64 (value, 0);
  return _easel_database_run (
      database, error,
      "UPDATE threads SET leaf_id = NULL WHERE id = (SELECT thread_id FROM messages WHERE id = ?)", "i", id);
}

static gboolean
restore_branch (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];

  /* What was deleted in it before stays so, and nothing hangs on what is gone. */
  if (!_easel_database_run (
          database, error,
          SUBTREE "UPDATE messages SET deleted_at = NULL WHERE id IN tree AND deleted_at = (SELECT "
                  "deleted_at FROM messages WHERE id = ?1) AND NOT EXISTS (SELECT 1 FROM messages AS p "
                  "WHERE p.id = (SELECT parent_id FROM messages WHERE id = ?1) AND p.deleted_at IS NOT NULL)",
          "i", id))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_messages_not_found (id, error);
  return take_leaf (database, id, value, error);
}

/*
 * Ends what programs that are gone were writing; what came is kept.
 */
gboolean
_easel_messages_cut (EaselDatabase *database, EaselOwner *self, GError **error)
{
  g_autoptr (GArray) dead = _easel_store_find_dead_owners (
      database, self, "SELECT DISTINCT ifnull(owner, 0) FROM messages WHERE state = 'streaming'", error);

  if (dead == NULL)
    return FALSE;
  for (guint i = 0; i < dead->len; i++)
    for (;;)
      {
        gint64 id = 0;

        if (!_easel_database_get_int (
                database, &id, error,
                "SELECT id FROM messages WHERE state = 'streaming' AND ifnull(owner, 0) = ? LIMIT 1", "i",
                g_array_index (dead, gint64, i)))
          return FALSE;
        if (id == 0)
          break;
        if (!fold_chunks (database, id, error) ||
            !_easel_database_run (
                database, error,
                "UPDATE messages SET state = 'cut', owner = NULL, updated_at = ?2 WHERE id = ?1", "ii", id,
                g_get_real_time ()) ||
            !settle_text (database, id, error) ||
            !_easel_database_run (database, error,
                                  "UPDATE threads SET unknown_costs = unknown_costs + 1 WHERE id = (SELECT "
                                  "thread_id FROM messages WHERE id = ?)",
                                  "i", id))
          return FALSE;
        database->touched |= EASEL_STORE_MESSAGES | EASEL_STORE_THREADS;
      }
  return TRUE;
}

/* ---- public ---- */

static gboolean
check_row (const EaselMessageRecord *row, GError **error)
{
  return _easel_store_check_texts (error, 12, row->text, row->reasoning, row->provider_state, row->sources,
                                   row->provider_slug, row->provider_name, row->model_id, row->model_name,
                                   row->fallback_for, row->request_id, row->error, row->error_code);
}

static DexFuture *
write_row (EaselStore *self, EaselMessageRecord *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, easel_message_record_ref (row),
                             (GDestroyNotify) easel_message_record_unref);
  return _easel_store_write (self, EASEL_STORE_MESSAGES, func, call);
}

/**
 * easel_store_messages_add:
 * @self: an open store
 * @row: thread, parent, kind, state, text, and what else is known; a creation
 *   time of 0 is now
 *
 * Puts a message into the tree and the end of the branch in view there. One that
 * is streaming belongs to this store until easel_store_messages_finish().
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64, or
 *   rejects with %EASEL_ERROR_NOT_FOUND if there is no such thread or parent
 */
DexFuture *
easel_store_messages_add (EaselStore *self, EaselMessageRecord *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->text != NULL);

  return write_row (self, row, add_message);
}

/**
 * easel_store_messages_ask:
 * @self: an open store
 * @question: as for easel_store_messages_add(); it is given its id
 * @answer: the same; it is given its parent, which is @question
 *
 * Puts both into the tree, or, for example on a full disk, none of them: a question
 * that is asked again is there once.
 *
 * Returns: (transfer full): a future that resolves to the new id of @answer, a #gint64,
 *   or rejects as easel_store_messages_add() does
 */
DexFuture *
easel_store_messages_ask (EaselStore *self, EaselMessageRecord *question, EaselMessageRecord *answer)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;
  GPtrArray *rows;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (question != NULL && question->text != NULL);
  dex_return_error_if_fail (answer != NULL && answer->text != NULL);

  if (!check_row (question, &error) || !check_row (answer, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_record_unref);
  g_ptr_array_add (rows, easel_message_record_ref (question));
  g_ptr_array_add (rows, easel_message_record_ref (answer));
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, rows, (GDestroyNotify) g_ptr_array_unref);
  return _easel_store_write (self, EASEL_STORE_MESSAGES, add_question, call);
}

/**
 * easel_store_messages_append:
 * @self: an open store
 * @id: a streaming message
 * @text: (nullable): what came since the last call
 * @reasoning: (nullable): what was thought since then
 *
 * Cheap: about one row, and the disk is not waited for. Not announced.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if it streams no longer
 */
DexFuture *
easel_store_messages_append (EaselStore *self, gint64 id, const char *text, const char *reasoning)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 2, text, reasoning))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->texts[0] = g_strdup (text);
  call->texts[1] = g_strdup (reasoning);
  return _easel_store_write_lazily (self, 0, append_text, call);
}

static DexFuture *
write_one (EaselStore *self, EaselStoreGroups groups, EaselStoreFunc func, gint64 id, gint64 number)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  call->ints[1] = number;
  return _easel_store_write (self, groups, func, call);
}

/**
 * easel_store_messages_restart:
 * @self: an open store
 * @id: a streaming message
 *
 * Drops what was appended, since the answer begins again.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_messages_restart (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, 0, restart_message, id, 0);
}

/**
 * easel_store_messages_finish:
 * @self: an open store
 * @row: a streaming message: state, text, who answered, what it took; a text of
 *   %NULL keeps what was appended
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if it streams no longer
 */
DexFuture *
easel_store_messages_finish (EaselStore *self, EaselMessageRecord *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->head.id != 0 &&
                            row->head.state != EASEL_MESSAGE_RECORD_STREAMING);

  return write_row (self, row, finish_message);
}

/**
 * easel_store_messages_note_blocks:
 * @self: an open store
 * @id: a message
 * @block_count: how many rows of a page it takes
 *
 * Cheap, and not announced.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_messages_note_blocks (EaselStore *self, gint64 id, guint block_count)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->ints[1] = block_count;
  return _easel_store_write_lazily (self, 0, note_blocks, call);
}

/**
 * easel_store_messages_delete:
 * @self: an open store
 * @id: a message
 *
 * Hides it and all that was said after it; easel_store_messages_restore() brings
 * them back.
 *
 * Returns: (transfer full): a future that resolves to the thread's leaf from now
 *   on, a #gint64, 0 if nothing is left
 */
DexFuture *
easel_store_messages_delete (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, EASEL_STORE_MESSAGES, delete_branch, id, 0);
}

/**
 * easel_store_messages_restore:
 * @self: an open store
 * @id: a message that easel_store_messages_delete() was called with
 *
 * Returns: (transfer full): a future that resolves to the thread's leaf from now
 *   on, a #gint64
 */
DexFuture *
easel_store_messages_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_one (self, EASEL_STORE_MESSAGES, restore_branch, id, 0);
}
