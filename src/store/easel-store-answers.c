// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-answers.h"

#include <string.h>

#include "easel-store-private.h"

static gboolean
get_answer (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 now = g_get_real_time ();
  /* One from the future is as little worth as an old one: the clock was set. */
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT answer FROM answer_cache WHERE key = ? AND created_at BETWEEN ? AND ?", "sii",
      call->texts[0], now - EASEL_ANSWER_LIFETIME, now);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_STRING);
  if (_easel_statement_next (s, &step_error))
    g_value_set_string (value, _easel_statement_get_text (s, 0));
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  return *error == NULL;
}

static gboolean
drop_old (EaselDatabase *database, GError **error)
{
  gint64 now = g_get_real_time ();

  return _easel_database_run (database, error,
                              "DELETE FROM answer_cache WHERE created_at NOT BETWEEN ? AND ?", "ii",
                              now - EASEL_ANSWER_LIFETIME, now) &&
         _easel_database_run (database, error,
                              "DELETE FROM answer_cache WHERE key IN (SELECT key FROM answer_cache "
                              "ORDER BY created_at DESC LIMIT -1 OFFSET ?)",
                              "i", (gint64) EASEL_MOST_ANSWERS);
}

static gboolean
put_answer (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error,
                              "INSERT INTO answer_cache (key, answer, created_at) VALUES (?, ?, ?) "
                              "ON CONFLICT (key) DO UPDATE SET answer = excluded.answer, "
                              "created_at = excluded.created_at",
                              "ssi", call->texts[0], call->texts[1], g_get_real_time ()) &&
         drop_old (database, error);
}

static gboolean
forget_answer (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (
             database, error,
             "DELETE FROM answer_cache WHERE answer = (SELECT output FROM ai_interactions WHERE id = ?)", "i",
             call->ints[0]) &&
         drop_old (database, error);
}

static gboolean
clear_answers (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  return _easel_database_run (database, error, "DELETE FROM answer_cache", "");
}

/**
 * easel_store_answers_get:
 * @self: an open store
 * @key: what was asked, as a hash
 *
 * Returns: (transfer full): a future that resolves to the answer, a string, or
 *   to %NULL if there is none of the last hour
 */
DexFuture *
easel_store_answers_get (EaselStore *self, const char *key)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (key != NULL);

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (key);
  return _easel_store_read (self, get_answer, call);
}

/**
 * easel_store_answers_put:
 * @self: an open store
 * @key: what was asked, as a hash
 * @answer: the whole answer
 *
 * Keeps an answer for an hour, in place of the oldest if there are too many. One
 * that is too long is not kept.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_answers_put (EaselStore *self, const char *key, const char *answer)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (key != NULL && answer != NULL);

  if (*answer == '\0' || strlen (answer) > EASEL_LONGEST_ANSWER)
    return dex_future_new_true ();
  if (!_easel_store_check_texts (&error, 2, key, answer))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (key);
  call->texts[1] = g_strdup (answer);
  return _easel_store_write_lazily (self, 0, put_answer, call);
}

/**
 * easel_store_answers_forget:
 * @self: an open store
 * @interaction_id: an edit
 *
 * Forgets the answer that this edit brought, so that the same question is asked
 * anew.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_answers_forget (EaselStore *self, gint64 interaction_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = interaction_id;
  return _easel_store_write_lazily (self, 0, forget_answer, call);
}

/**
 * easel_store_answers_clear:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_answers_clear (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_write (self, 0, clear_answers, _easel_store_call_new ());
}
