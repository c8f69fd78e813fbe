// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-prompts.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"
#include "easel-search-private.h"
#include "easel-store-prompts-private.h"

#define COLUMNS                                                                                              \
  "SELECT p.id, p.project_id, p.title, p.snippet, p.revision_id, p.revision_count, "                         \
  "EXISTS (SELECT 1 FROM drafts AS d WHERE d.prompt_id = p.id), p.created_at, p.updated_at, p.deleted_at "   \
  "FROM prompts AS p "
/* In the list's own order, so that it ends with the limit: a wide search finds most of all rows. */
#define LIVING "INDEXED BY prompts_updated WHERE p.deleted_at IS NULL "
#define ORDER "ORDER BY p.updated_at DESC, p.id DESC LIMIT ? OFFSET ?"
#define MATCHES "AND +p.id IN (SELECT rowid FROM prompt_search WHERE prompt_search MATCH ?) "
/* The text as it is now: the draft, or else the newest revision. */
#define LIKES                                                                                                \
  "AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE p.title || char(10) || "                                 \
  "coalesce((SELECT d.text || char(10) || d.negative_text FROM drafts AS d WHERE d.prompt_id = p.id), "      \
  "(SELECT r.text || char(10) || r.negative_text FROM revisions AS r WHERE r.id = p.revision_id), '') "      \
  "NOT LIKE value ESCAPE '\\') "

#define SNIPPET_CHARS 160

/*
 * The first line of text that says something, shortened.
 */
char *
_easel_prompts_make_snippet (const char *text)
{
  const char *start = text;
  const char *end;
  glong n = 0;

  while (*start != '\0' && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  for (end = start; *end != '\0' && *end != '\n' && *end != '\r' && n < SNIPPET_CHARS; n++)
    end = g_utf8_next_char (end);
  return g_strndup (start, end - start);
}

/*
 * Brings the index of a prompt up to date with its title and its text as it is
 * now; takes a deleted one out of it.
 */
gboolean
_easel_prompts_index (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT p.title, coalesce(d.text, r.text, ''), coalesce(d.negative_text, r.negative_text, '') "
      "FROM prompts AS p LEFT JOIN drafts AS d ON d.prompt_id = p.id LEFT JOIN revisions AS r ON r.id = "
      "p.revision_id "
      "WHERE p.id = ? AND p.deleted_at IS NULL",
      "i", id);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  if (_easel_statement_next (s, &step_error))
    {
      g_autofree char *title = _easel_search_prepare (_easel_statement_get_text (s, 0));
      g_autofree char *text = _easel_search_prepare (_easel_statement_get_text (s, 1));
      g_autofree char *negative = _easel_search_prepare (_easel_statement_get_text (s, 2));

      return _easel_database_run (database, error,
                                  "INSERT OR REPLACE INTO prompt_search (rowid, title, text, negative_text) "
                                  "VALUES (?, ?, ?, ?)",
                                  "isss", id, title, text, negative);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return _easel_database_run (database, error, "DELETE FROM prompt_search WHERE rowid = ?", "i", id);
}

/*
 * Sets error to "no such prompt". Returns FALSE always.
 */
gboolean
_easel_prompts_not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no prompt %lld."), (long long) id);
}

static EaselPromptRow *
read_row (EaselStatement *s)
{
  EaselPromptRow *row = easel_prompt_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->project_id = _easel_statement_get_int (s, 1);
  row->title = _easel_statement_dup_text (s, 2);
  row->snippet = _easel_statement_dup_text (s, 3);
  row->revision_id = _easel_statement_get_int (s, 4);
  row->revision_count = _easel_statement_get_int (s, 5);
  row->has_draft = _easel_statement_get_int (s, 6) != 0;
  row->created_at = _easel_statement_get_int (s, 7);
  row->updated_at = _easel_statement_get_int (s, 8);
  row->deleted_at = _easel_statement_get_int (s, 9);
  return row;
}

static gboolean
list_prompts (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselSearch) search = _easel_search_parse (call->texts[0]);
  gint64 limit = call->ints[0], offset = call->ints[1];
  g_autoptr (EaselStatement) s = NULL;

  if (search == NULL)
    s = _easel_database_query (database, error, COLUMNS LIVING ORDER, "ii", limit, offset);
  else if (search->likes == NULL)
    s = _easel_database_query (database, error, COLUMNS LIVING MATCHES ORDER, "sii", search->match, limit,
                               offset);
  else if (search->match == NULL)
    s = _easel_database_query (database, error, COLUMNS LIVING LIKES ORDER, "sii", search->likes, limit,
                               offset);
  else
    s = _easel_database_query (database, error, COLUMNS LIVING MATCHES LIKES ORDER, "ssii", search->match,
                               search->likes, limit, offset);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_prompt_row_unref, error);
}

static gboolean
get_prompt (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE p.deleted_at IS NULL AND p.id = ?", "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_PROMPT_ROW, error) &&
         (G_IS_VALUE (value) || _easel_prompts_not_found (call->ints[0], error));
}

static gboolean
create_prompt (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!_easel_database_get_int (database, &id, error,
                                "INSERT INTO prompts (title, project_id, created_at, updated_at) "
                                "VALUES (?1, ?2, ?3, ?3) RETURNING id",
                                "sni", call->texts[0], call->ints[0], g_get_real_time ()) ||
      !_easel_prompts_index (database, id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
rename_prompt (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];

  if (!_easel_database_run (
          database, error,
          "UPDATE prompts SET title = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL", "isi", id,
          call->texts[0], g_get_real_time ()))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_prompts_not_found (id, error);
  return _easel_prompts_index (database, id, error);
}

/* ints[1]: when it was deleted, 0 to bring it back. */
static gboolean
bury_prompt (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];

  if (!_easel_database_run (
          database, error,
          "UPDATE prompts SET deleted_at = ?2 WHERE id = ?1 AND (deleted_at IS NULL) = (?2 IS NOT NULL)",
          "in", id, call->ints[1]))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_prompts_not_found (id, error);
  return _easel_prompts_index (database, id, error);
}

/**
 * easel_store_prompts_list:
 * @self: an open store
 * @search: (nullable): words as typed; each is found in the title or the text
 *   as it is now, by its beginning, whatever its case or diacritics; nothing in
 *   it is syntax. %NULL or blank: all
 * @limit: at most so many, 0 for all
 * @offset: rows to skip
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselPromptRow, the last changed first
 */
DexFuture *
easel_store_prompts_list (EaselStore *self, const char *search, guint limit, guint offset)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, search))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (search);
  call->ints[0] = limit != 0 ? (gint64) limit : -1;
  call->ints[1] = offset;
  return _easel_store_read (self, list_prompts, call);
}

/**
 * easel_store_prompts_get:
 * @self: an open store
 * @id: a prompt
 *
 * Returns: (transfer full): a future that resolves to an #EaselPromptRow or
 *   rejects with %EASEL_ERROR_NOT_FOUND, also if the prompt was deleted
 */
DexFuture *
easel_store_prompts_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_prompt, call);
}

static DexFuture *
write_title (EaselStore *self, gint64 number, const char *title, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!_easel_store_check_texts (&error, 1, title))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = number;
  call->texts[0] = g_strdup (title);
  return _easel_store_write (self, EASEL_STORE_PROMPTS, func, call);
}

/**
 * easel_store_prompts_create:
 * @self: an open store
 * @title: (nullable): its title, may be empty
 * @project_id: a project, 0 for none
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_prompts_create (EaselStore *self, const char *title, gint64 project_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_title (self, project_id, title, create_prompt);
}

/**
 * easel_store_prompts_rename:
 * @self: an open store
 * @id: a prompt
 * @title: its new title
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_prompts_rename (EaselStore *self, gint64 id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (title != NULL);

  return write_title (self, id, title, rename_prompt);
}

static DexFuture *
bury (EaselStore *self, gint64 id, gint64 time)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  call->ints[1] = time;
  return _easel_store_write (self, EASEL_STORE_PROMPTS, bury_prompt, call);
}

/**
 * easel_store_prompts_delete:
 * @self: an open store
 * @id: a prompt
 *
 * Hides it with its revisions; easel_store_prompts_restore() brings it back.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_prompts_delete (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, g_get_real_time ());
}

/**
 * easel_store_prompts_restore:
 * @self: an open store
 * @id: a deleted prompt
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_prompts_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, 0);
}
