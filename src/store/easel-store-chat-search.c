// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-chat-search.h"

#include <string.h>

#include "easel-search-private.h"
#include "easel-store-private.h"

/* Words that the index knows, the best first: Okapi BM25 as FTS5 computes it. */
#define TITLES                                                                                               \
  "SELECT t.id, 0, t.title, t.title, t.updated_at FROM thread_search AS f CROSS JOIN threads AS t ON t.id "  \
  "= f.rowid "
#define MESSAGES                                                                                             \
  "SELECT m.thread_id, m.id, t.title, x.text, m.created_at FROM message_search AS f CROSS JOIN messages AS " \
  "m ON m.id = f.rowid AND m.deleted_at IS NULL CROSS JOIN threads AS t ON t.id = m.thread_id AND "          \
  "t.deleted_at IS NULL CROSS JOIN message_texts AS x ON x.message_id = m.id "
/* Of words that are nearly everywhere so many of the newest messages are ranked:
 * ranking takes some 3 microseconds each, finding next to nothing. */
#define MOST_RANKED 10000
/* Terms without letters or digits are looked for in the texts themselves. */
#define LIKES(text, number)                                                                                  \
  "NOT EXISTS (SELECT 1 FROM json_each(" number ") WHERE " text " NOT LIKE value ESCAPE '\\') "

static gboolean
take_hits (GPtrArray *hits, const char *query, EaselStatement *s, GError **error)
{
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      EaselChatHitRow *hit = easel_chat_hit_row_new ();

      hit->thread_id = _easel_statement_get_int (s, 0);
      hit->message_id = _easel_statement_get_int (s, 1);
      hit->title = _easel_statement_dup_text (s, 2);
      hit->snippet = _easel_search_make_snippet (query, _easel_statement_get_text (s, 3), hit->marks);
      hit->created_at = _easel_statement_get_int (s, 4);
      g_ptr_array_add (hits, hit);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

static EaselStatement *
find_titles (EaselDatabase *database, const EaselSearch *search, gint64 limit, GError **error)
{
  if (search->likes == NULL)
    return _easel_database_query (database, error,
                                  TITLES "WHERE thread_search MATCH ? ORDER BY f.rank LIMIT ?", "si",
                                  search->match, limit);
  if (search->match != NULL)
    return _easel_database_query (
        database, error,
        TITLES "WHERE thread_search MATCH ?1 AND " LIKES ("t.title", "?2") "ORDER BY f.rank LIMIT ?3", "ssi",
        search->match, search->likes, limit);
  return _easel_database_query (database, error,
                                "SELECT t.id, 0, t.title, t.title, t.updated_at FROM threads AS t WHERE "
                                "t.deleted_at IS NULL AND " LIKES ("t.title", "?1") "ORDER BY t.updated_at "
                                                                                    "DESC LIMIT ?2",
                                "si", search->likes, limit);
}

/* The oldest message that is ranked; 0 for all. */
static gboolean
find_oldest (EaselDatabase *database, const EaselSearch *search, gint64 *oldest, GError **error)
{
  *oldest = 0;
  return search->match == NULL ||
         _easel_database_get_int (database, oldest, error,
                                  "SELECT rowid FROM message_search WHERE message_search MATCH ? ORDER BY "
                                  "rowid DESC LIMIT 1 OFFSET ?",
                                  "si", search->match, (gint64) MOST_RANKED);
}

static EaselStatement *
find_messages (EaselDatabase *database, const EaselSearch *search, gint64 limit, GError **error)
{
  gint64 oldest;

  if (!find_oldest (database, search, &oldest, error))
    return NULL;
  if (search->likes == NULL)
    return _easel_database_query (
        database, error, MESSAGES "WHERE message_search MATCH ? AND f.rowid >= ? ORDER BY f.rank LIMIT ?",
        "sii", search->match, oldest, limit);
  if (search->match != NULL)
    return _easel_database_query (database, error,
                                  MESSAGES "WHERE message_search MATCH ?1 AND f.rowid >= ?4 AND " LIKES (
                                      "x.text", "?2") "ORDER BY f.rank LIMIT ?3",
                                  "ssii", search->match, search->likes, limit, oldest);
  return _easel_database_query (
      database, error,
      "SELECT m.thread_id, m.id, t.title, x.text, m.created_at FROM messages AS m JOIN threads AS t ON t.id "
      "= m.thread_id AND t.deleted_at IS NULL JOIN message_texts AS x ON x.message_id = m.id WHERE "
      "m.deleted_at IS NULL AND m.state <> 'streaming' AND " LIKES ("x.text",
                                                                    "?1") "ORDER BY m.id DESC LIMIT ?2",
      "si", search->likes, limit);
}

/* The newest first: there is nothing to rank them by for who goes from one to the next. */
static EaselStatement *
find_in_thread (
    EaselDatabase *database, const EaselSearch *search, gint64 thread, gint64 limit, GError **error)
{
  if (search->likes == NULL)
    return _easel_database_query (
        database, error,
        MESSAGES "WHERE message_search MATCH ? AND m.thread_id = ? ORDER BY f.rowid DESC LIMIT ?", "sii",
        search->match, thread, limit);
  if (search->match != NULL)
    return _easel_database_query (database, error,
                                  MESSAGES "WHERE message_search MATCH ?1 AND m.thread_id = ?3 AND " LIKES (
                                      "x.text", "?2") "ORDER BY f.rowid DESC LIMIT ?4",
                                  "ssii", search->match, search->likes, thread, limit);
  return _easel_database_query (
      database, error,
      "SELECT m.thread_id, m.id, t.title, x.text, m.created_at FROM messages AS m JOIN threads AS t ON t.id "
      "= m.thread_id JOIN message_texts AS x ON x.message_id = m.id WHERE m.thread_id = ?2 AND "
      "m.deleted_at IS NULL AND m.state <> 'streaming' AND " LIKES ("x.text",
                                                                    "?1") "ORDER BY m.id DESC LIMIT ?3",
      "sii", search->likes, thread, limit);
}

static gboolean
search_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselSearch) search = _easel_search_parse (call->texts[0]);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_chat_hit_row_unref);

  if (search != NULL)
    {
      g_autoptr (EaselStatement) messages =
          find_in_thread (database, search, call->ints[1], call->ints[0], error);

      if (!take_hits (hits, call->texts[0], messages, error))
        return FALSE;
    }
  _easel_value_take_boxed (value, G_TYPE_PTR_ARRAY, g_steal_pointer (&hits));
  return TRUE;
}

static gboolean
search_chats (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselSearch) search = _easel_search_parse (call->texts[0]);
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_chat_hit_row_unref);
  gint64 limit = call->ints[0];

  if (search != NULL)
    {
      g_autoptr (EaselStatement) titles = find_titles (database, search, limit, error);
      g_autoptr (EaselStatement) messages = NULL;

      if (!take_hits (hits, call->texts[0], titles, error))
        return FALSE;
      messages = find_messages (database, search, limit, error);
      if (!take_hits (hits, call->texts[0], messages, error))
        return FALSE;
      if (hits->len > limit)
        g_ptr_array_set_size (hits, (int) limit);
    }
  _easel_value_take_boxed (value, G_TYPE_PTR_ARRAY, g_steal_pointer (&hits));
  return TRUE;
}

static DexFuture *
search (EaselStore *self, EaselStoreFunc func, const char *query, gint64 thread, guint limit)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!_easel_store_check_texts (&error, 1, query))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (query);
  call->ints[0] = limit;
  call->ints[1] = thread;
  return _easel_store_read (self, func, call);
}

/**
 * easel_store_chat_search:
 * @self: an open store
 * @query: words as typed; each is found by its beginning, whatever its case or
 *   diacritics; nothing in it is syntax
 * @limit: at most so many, not 0
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselChatHitRow: titles, then messages, of each the best first
 */
DexFuture *
easel_store_chat_search (EaselStore *self, const char *query, guint limit)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (query != NULL && limit > 0);

  return search (self, search_chats, query, 0, limit);
}

/**
 * easel_store_chat_search_thread:
 * @self: an open store
 * @thread_id: a thread
 * @query: as for easel_store_chat_search()
 * @limit: at most so many, not 0
 *
 * However much is said elsewhere, what is said there is found.
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselChatHitRow: messages of all branches, the newest first
 */
DexFuture *
easel_store_chat_search_thread (EaselStore *self, gint64 thread_id, const char *query, guint limit)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (query != NULL && limit > 0);

  return search (self, search_thread, query, thread_id, limit);
}
