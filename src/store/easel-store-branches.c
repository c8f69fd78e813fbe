// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-messages-private.h"

#include <stdlib.h>
#include <string.h>

/*
 * What is read of a thread: the branch in view without words, and the words of
 * some messages.
 */

/* So many messages are loaded by one statement. */
#define MOST_LOADED 256

/*
 * The row that EASEL_MESSAGE_COLUMNS stands at.
 */
EaselMessageRecord *
_easel_messages_read_row (EaselStatement *s)
{
  EaselMessageRecord *row = easel_message_record_new ();
  gint64 *const numbers[] = { &row->input_tokens,     &row->output_tokens, &row->cached_tokens,
                              &row->reasoning_tokens, &row->cost,          &row->duration,
                              &row->first_token };

  row->head.id = _easel_statement_get_int (s, 0);
  row->thread_id = _easel_statement_get_int (s, 1);
  row->head.parent_id = _easel_statement_get_int (s, 2);
  row->head.covers_id = _easel_statement_get_int (s, 3);
  row->head.kind = (guint8) easel_message_record_kind_from_string (_easel_statement_get_text (s, 4));
  row->head.state = (guint8) easel_message_record_state_from_string (_easel_statement_get_text (s, 5));
  row->head.block_count = (guint32) _easel_statement_get_int (s, 6);
  row->head.attachment_count = (guint32) _easel_statement_get_int (s, 7);
  row->text = _easel_statement_dup_text (s, 8);
  row->reasoning = _easel_statement_dup_text (s, 9);
  row->head.length = (gint64) strlen (row->text);
  row->head.reasoning_length = (gint64) strlen (row->reasoning);
  row->provider_state = _easel_statement_dup_text (s, 10);
  easel_message_head_parse_token_counts (&row->head, _easel_statement_get_text (s, 11));
  row->reasoning_duration = _easel_statement_get_number (s, 12);
  row->provider_slug = _easel_statement_dup_text (s, 13);
  row->provider_name = _easel_statement_dup_text (s, 14);
  row->model_id = _easel_statement_dup_text (s, 15);
  row->model_name = _easel_statement_dup_text (s, 16);
  row->fallback_for = _easel_statement_dup_text (s, 17);
  row->usage_id = _easel_statement_get_int (s, 18);
  for (int i = 0; i < (int) G_N_ELEMENTS (numbers); i++)
    *numbers[i] = _easel_statement_get_number (s, 19 + i);
  row->retries = (guint) _easel_statement_get_int (s, 26);
  row->http_status = (guint) _easel_statement_get_int (s, 27);
  row->request_id = _easel_statement_dup_text (s, 28);
  row->error = _easel_statement_dup_text (s, 29);
  row->error_code = _easel_statement_dup_text (s, 30);
  row->created_at = _easel_statement_get_int (s, 31);
  row->deleted_at = _easel_statement_get_int (s, 32);
  row->sources = _easel_statement_dup_text (s, 33);
  return row;
}

/*
 * The end of the newest branch that goes through message id.
 */
gboolean
_easel_messages_find_leaf (EaselDatabase *database, gint64 id, gint64 *leaf, GError **error)
{
  *leaf = id;
  return _easel_database_get_int (
      database, leaf, error,
      "WITH RECURSIVE down (id, thread_id) AS ("
      "SELECT id, thread_id FROM messages WHERE id = ?1 UNION ALL "
      "SELECT (SELECT max(m.id) FROM messages AS m WHERE m.thread_id = down.thread_id AND m.parent_id = "
      "down.id AND m.deleted_at IS NULL), down.thread_id FROM down WHERE down.id IS NOT NULL) "
      "SELECT max(id) FROM down",
      "i", id);
}

static void
read_head (EaselStatement *s, EaselMessageHead *head)
{
  memset (head, 0, sizeof *head);
  head->id = _easel_statement_get_int (s, 0);
  head->parent_id = _easel_statement_get_int (s, 1);
  head->covers_id = _easel_statement_get_int (s, 2);
  head->kind = (guint8) easel_message_record_kind_from_string (_easel_statement_get_text (s, 3));
  head->state = (guint8) easel_message_record_state_from_string (_easel_statement_get_text (s, 4));
  head->block_count = (guint32) _easel_statement_get_int (s, 5);
  head->length = _easel_statement_get_int (s, 6);
  head->reasoning_length = _easel_statement_get_int (s, 7);
  easel_message_head_parse_token_counts (head, _easel_statement_get_text (s, 8));
  head->attachment_count = (guint32) _easel_statement_get_int (s, 9);
  head->sibling_index = (guint32) _easel_statement_get_int (s, 10);
  head->sibling_count = (guint32) _easel_statement_get_int (s, 11);
}

/* The leaf that was asked for, or else the thread's, or else its newest message. */
static gboolean
choose_leaf (EaselDatabase *database, gint64 thread, gint64 *leaf, GError **error)
{
  gint64 chosen = 0;

  if (!_easel_database_get_int (database, &chosen, error,
                                "SELECT id FROM messages WHERE id = ?2 AND thread_id = ?1 AND deleted_at IS "
                                "NULL",
                                "ii", thread, *leaf) ||
      (chosen == 0 &&
       !_easel_database_get_int (database, &chosen, error,
                                 "SELECT m.id FROM threads AS t JOIN messages AS m ON m.id = t.leaf_id WHERE "
                                 "t.id = ? AND m.deleted_at IS NULL",
                                 "i", thread)) ||
      (chosen == 0 && !_easel_database_get_int (database, &chosen, error,
                                                "SELECT ifnull(max(id), 0) FROM messages WHERE thread_id = ? "
                                                "AND deleted_at IS NULL",
                                                "i", thread)))
    return FALSE;
  *leaf = chosen;
  return TRUE;
}

static void
take_backwards (GArray *heads, GValue *value)
{
  for (guint i = 0; i < heads->len / 2; i++)
    {
      EaselMessageHead *a = &g_array_index (heads, EaselMessageHead, i);
      EaselMessageHead *b = &g_array_index (heads, EaselMessageHead, heads->len - 1 - i);
      EaselMessageHead swapped = *a;

      *a = *b;
      *b = swapped;
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_array_ref (heads));
}

static gboolean
take_heads (GValue *value, EaselStatement *s, GError **error)
{
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (EaselMessageHead));
  g_autoptr (GError) step_error = NULL;

  while (_easel_statement_next (s, &step_error))
    {
      EaselMessageHead head;

      read_head (s, &head);
      g_array_append_val (heads, head);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&heads));
  return TRUE;
}

#define HEAD_COLUMNS                                                                                         \
  "m.id, m.parent_id, m.covers_id, m.kind, m.state, m.block_count, m.length, m.reasoning_length, "           \
  "m.token_counts, m.attachment_count, "                                                                     \
  "(SELECT count(*) FROM messages AS s WHERE s.thread_id = m.thread_id AND s.parent_id IS m.parent_id AND "  \
  "s.id < m.id AND s.deleted_at IS NULL), "                                                                  \
  "(SELECT count(*) FROM messages AS s WHERE s.thread_id = m.thread_id AND s.parent_id IS m.parent_id AND "  \
  "s.deleted_at IS NULL) "

/* ---- a branch ---- */

/* A message among all of its thread. */
typedef struct
{
  EaselMessageHead head;
  guint32 n_children;
  gboolean is_deleted;
} Row;

static int
compare_rows (gconstpointer x, gconstpointer y)
{
  const Row *a = x, *b = y;

  return (a->head.id > b->head.id) - (a->head.id < b->head.id);
}

/* All messages of a thread by their id. In one walk: to ask for each message's
 * siblings takes longer than to read them all. */
static gboolean
read_rows (EaselDatabase *database, gint64 thread, GArray *rows, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT m.id, m.parent_id, m.covers_id, m.kind, m.state, m.block_count, m.length, "
      "m.reasoning_length, m.token_counts, m.attachment_count, 0, 0, "
      "m.deleted_at IS NOT NULL FROM messages AS m WHERE m.thread_id = ?",
      "i", thread);
  g_autoptr (GError) step_error = NULL;
  gboolean sorted = TRUE;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      Row row = { 0 };

      read_head (s, &row.head);
      row.is_deleted = _easel_statement_get_int (s, 12) != 0;
      sorted = sorted && (rows->len == 0 || g_array_index (rows, Row, rows->len - 1).head.id < row.head.id);
      g_array_append_val (rows, row);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  if (!sorted)
    g_array_sort (rows, compare_rows);
  return TRUE;
}

/* NULL if it is not there, as what comes before a first message. */
static Row *
find_row (GArray *rows, gint64 id)
{
  const Row wanted = { .head.id = id };

  return bsearch (&wanted, rows->data, rows->len, sizeof (Row), compare_rows);
}

/* Most messages answer the one before them. */
static Row *
find_parent (GArray *rows, const Row *row)
{
  const Row *before = row - 1;

  if (row->head.parent_id == 0)
    return NULL;
  if ((const char *) row > rows->data && before->head.id == row->head.parent_id)
    return (Row *) before;
  return find_row (rows, row->head.parent_id);
}

/* From the first message to @leaf. */
static gboolean
take_branch (GArray *rows, gint64 leaf, GValue *value)
{
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (EaselMessageHead));
  Row before = { 0 };

  for (guint i = 0; i < rows->len; i++)
    {
      Row *row = &g_array_index (rows, Row, i);
      Row *parent = row->head.parent_id != 0 ? find_parent (rows, row) : &before;

      if (parent == NULL || row->is_deleted)
        continue;
      row->head.sibling_index = parent->n_children++;
    }
  for (Row *row = leaf != 0 ? find_row (rows, leaf) : NULL; row != NULL;)
    {
      Row *parent = find_parent (rows, row);

      row->head.sibling_count = parent != NULL ? parent->n_children : before.n_children;
      g_array_append_val (heads, row->head);
      row = parent;
    }
  take_backwards (heads, value);
  return TRUE;
}

static gboolean
read_branch (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 thread = call->ints[0], leaf = call->ints[1];
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (Row));

  /* What was said after it, in this window or another, is of the branch too. */
  if (call->ints[2] == 0 && (!choose_leaf (database, call->ints[0], &leaf, error) ||
                             (leaf != 0 && !_easel_messages_find_leaf (database, leaf, &leaf, error))))
    return FALSE;
  if (thread == 0 && !_easel_database_get_int (database, &thread, error,
                                               "SELECT thread_id FROM messages WHERE id = ?", "i", leaf))
    return FALSE;
  return read_rows (database, thread, rows, error) && take_branch (rows, leaf, value);
}

/* The end of a branch, from the leaf upwards: what it costs does not depend on how
 * long the branch is. */
static gboolean
read_end (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 leaf = call->ints[1];
  g_autoptr (EaselStatement) s = NULL;

  if (!choose_leaf (database, call->ints[0], &leaf, error) ||
      (leaf != 0 && !_easel_messages_find_leaf (database, leaf, &leaf, error)))
    return FALSE;
  s = _easel_database_query (
      database, error,
      "WITH RECURSIVE up (id, n) AS (SELECT ?1, 1 UNION ALL SELECT p.parent_id, up.n + 1 FROM up JOIN "
      "messages AS p ON p.id = up.id WHERE up.n < ?2 AND p.parent_id IS NOT NULL) "
      "SELECT " HEAD_COLUMNS "FROM up CROSS JOIN messages AS m ON m.id = up.id ORDER BY m.id",
      "ii", leaf, call->ints[2]);
  return s != NULL && take_heads (value, s, error);
}

static gboolean
read_tree (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT " HEAD_COLUMNS "FROM messages AS m WHERE m.thread_id = ? AND m.deleted_at IS NULL ORDER BY "
      "m.id",
      "i", call->ints[0]);

  return s != NULL && take_heads (value, s, error);
}

static gboolean
read_files (EaselDatabase *database, EaselMessageRecord *row, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error,
                             "SELECT f.asset_id, f.name, a.mime, a.kind, a.bytes, a.width, a.height FROM "
                             "message_attachments AS f JOIN assets AS a ON "
                             "a.id = f.asset_id WHERE f.message_id = ? ORDER BY f.position",
                             "i", row->head.id);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  row->files = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_file_free);
  while (_easel_statement_next (s, &step_error))
    {
      EaselMessageFile *file =
          easel_message_file_new (_easel_statement_get_int (s, 0), _easel_statement_get_text (s, 1));

      file->mime = _easel_statement_dup_text (s, 2);
      file->is_text = g_strcmp0 (_easel_statement_get_text (s, 3), "text") == 0;
      file->bytes = _easel_statement_get_int (s, 4);
      file->width = _easel_statement_get_number (s, 5);
      file->height = _easel_statement_get_number (s, 6);
      g_ptr_array_add (row->files, file);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

static gboolean
load_messages (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, EASEL_MESSAGE_COLUMNS "WHERE m.id IN (SELECT value FROM json_each(?))", "s",
      call->texts[0]);

  GPtrArray *rows;

  if (s == NULL || !_easel_value_take_rows (value, s, (EaselRowReader) _easel_messages_read_row,
                                            (GDestroyNotify) easel_message_record_unref, error))
    return FALSE;
  rows = g_value_get_boxed (value);
  for (guint i = 0; i < rows->len; i++)
    {
      EaselMessageRecord *row = g_ptr_array_index (rows, i);

      if (row->head.attachment_count > 0 && !read_files (database, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
find_leaf (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 leaf = 0, living = 0;

  if (!_easel_database_get_int (database, &living, error,
                                "SELECT count(*) FROM messages WHERE id = ? AND deleted_at IS NULL", "i",
                                call->ints[0]))
    return FALSE;
  if (living == 0)
    return _easel_messages_not_found (call->ints[0], error);
  if (!_easel_messages_find_leaf (database, call->ints[0], &leaf, error))
    return FALSE;
  _easel_value_set_int64 (value, leaf);
  return TRUE;
}

static gboolean
find_sibling (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!_easel_database_get_int (
          database, &id, error,
          "SELECT s.id FROM messages AS m JOIN messages AS s ON s.thread_id = m.thread_id AND s.parent_id "
          "IS m.parent_id WHERE m.id = ?1 AND s.deleted_at IS NULL ORDER BY s.id LIMIT 1 OFFSET ?2",
          "ii", call->ints[0], call->ints[1]))
    return FALSE;
  if (id == 0)
    return _easel_messages_not_found (call->ints[0], error);
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static DexFuture *
read_by (EaselStore *self, EaselStoreFunc func, gint64 id, gint64 number)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  call->ints[1] = number;
  return _easel_store_read (self, func, call);
}

/**
 * easel_store_messages_branch:
 * @self: an open store
 * @thread_id: a thread
 * @leaf_id: a message of the branch; 0, or one that is gone: that in view
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselMessageHead, the first message first, to the end of the newest branch
 *   through @leaf_id
 */
DexFuture *
easel_store_messages_branch (EaselStore *self, gint64 thread_id, gint64 leaf_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by (self, read_branch, thread_id, leaf_id);
}

/**
 * easel_store_messages_end:
 * @self: an open store
 * @thread_id: a thread
 * @leaf_id: a message of the branch; 0, or one that is gone: that in view
 * @n: at most so many messages
 *
 * The last part of easel_store_messages_branch(), in a time that does not grow with
 * the thread.
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselMessageHead, the last one at the end
 */
DexFuture *
easel_store_messages_end (EaselStore *self, gint64 thread_id, gint64 leaf_id, guint n)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = thread_id;
  call->ints[1] = leaf_id;
  call->ints[2] = n;
  return _easel_store_read (self, read_end, call);
}

/**
 * easel_store_messages_path:
 * @self: an open store
 * @id: a message
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselMessageHead: from the first message of its thread to itself
 */
DexFuture *
easel_store_messages_path (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[1] = id;
  call->ints[2] = TRUE;
  return _easel_store_read (self, read_branch, call);
}

/**
 * easel_store_messages_tree:
 * @self: an open store
 * @thread_id: a thread
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselMessageHead: all living messages, each after its parent
 */
DexFuture *
easel_store_messages_tree (EaselStore *self, gint64 thread_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by (self, read_tree, thread_id, 0);
}

/**
 * easel_store_messages_load:
 * @self: an open store
 * @ids: (element-type gint64): at most 256 messages
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselMessageRecord with their words, of those that there are, in any order;
 *   deleted ones too
 */
DexFuture *
easel_store_messages_load (EaselStore *self, GArray *ids)
{
  g_autoptr (GString) list = g_string_new ("[");
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (ids != NULL && ids->len <= MOST_LOADED);

  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (list, "%s%lld", i > 0 ? "," : "", (long long) g_array_index (ids, gint64, i));
  g_string_append_c (list, ']');
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (list->str);
  return _easel_store_read (self, load_messages, call);
}

/**
 * easel_store_messages_find_leaf:
 * @self: an open store
 * @id: a message
 *
 * Returns: (transfer full): a future that resolves to the end of the newest
 *   branch that goes through it, a #gint64, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_messages_find_leaf (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by (self, find_leaf, id, 0);
}

/**
 * easel_store_messages_find_sibling:
 * @self: an open store
 * @id: a message
 * @index: counted from 0
 *
 * Returns: (transfer full): a future that resolves to the message that is number
 *   @index of those with the same parent, a #gint64, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_messages_find_sibling (EaselStore *self, gint64 id, guint index)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by (self, find_sibling, id, index);
}
