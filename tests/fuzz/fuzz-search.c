// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "easel-search-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* An index with one text in it. */
static sqlite3 *
open_index (const char *text)
{
  g_autofree char *prepared = _easel_search_prepare (text);
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db,
                    "CREATE VIRTUAL TABLE t USING fts5 (a, content = '', contentless_delete = 1, "
                    "tokenize = 'unicode61 remove_diacritics 2')",
                    NULL, NULL, NULL),
      ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "INSERT INTO t (rowid, a) VALUES (1, ?)", -1, &insert, NULL), ==,
                   SQLITE_OK);
  sqlite3_bind_text (insert, 1, prepared, -1, SQLITE_TRANSIENT);
  g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
  sqlite3_finalize (insert);
  return db;
}

static void
run (sqlite3 *db, const char *sql, const char *argument)
{
  sqlite3_stmt *s = NULL;
  int rc;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &s, NULL), ==, SQLITE_OK);
  sqlite3_bind_text (s, 1, argument, -1, SQLITE_TRANSIENT);
  while ((rc = sqlite3_step (s)) == SQLITE_ROW)
    ;
  if (rc != SQLITE_DONE)
    g_error ("%s: %s", argument, sqlite3_errmsg (db));
  sqlite3_finalize (s);
}

/* A snippet is one line of valid text, and its marks are whole signs of it. */
static void
check_snippet (const char *text)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (EaselSearchMark));
  g_autofree char *half = g_utf8_substring (text, 0, g_utf8_strlen (text, -1) / 2);
  g_autofree char *snippet = _easel_search_make_snippet (half, text, marks);
  gsize end = 0;

  g_assert_true (g_utf8_validate (snippet, -1, NULL));
  g_assert_null (strpbrk (snippet, "\r\n\t"));
  for (guint i = 0; i < marks->len; i++)
    {
      const EaselSearchMark *mark = &g_array_index (marks, EaselSearchMark, i);

      g_assert_cmpuint (mark->start, >=, end);
      g_assert_cmpuint (mark->length, >, 0);
      end = mark->start + mark->length;
      g_assert_cmpuint (end, <=, strlen (snippet));
      g_assert_true (g_utf8_validate (snippet + mark->start, (gssize) mark->length, NULL));
    }
}

/* Whatever is typed is a query without an error. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid (size > 0 ? (const char *) data : "", (gssize) size);
  g_autoptr (EaselSearch) search = _easel_search_parse (text);
  sqlite3 *db;

  if (search == NULL)
    return 0;

  db = open_index (text);
  if (search->match != NULL)
    run (db, "SELECT rowid FROM t WHERE t MATCH ?", search->match);
  if (search->likes != NULL)
    run (db, "SELECT 1 FROM json_each (?) WHERE 'x' LIKE value ESCAPE '\\'", search->likes);
  sqlite3_close (db);
  check_snippet (text);
  return 0;
}
