// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-interactions.h"

#include <glib/gi18n-lib.h>

#include "easel-store-messages-private.h"
#include "easel-store-usage-private.h"
#include "easel-search-private.h"
#include "easel-store-interactions-private.h"

/* What streams in is read along, until it is folded into the output. */
#define COLUMNS                                                                                              \
  "SELECT i.id, i.prompt_id, i.revision_id, i.provider_slug, i.provider_name, i.model_id, i.instruction, "   \
  "i.context, i.locks, i.prompt_before, i.negative_before, i.output || ifnull((SELECT "                      \
  "group_concat(c.text, '' ORDER BY c.id) FROM ai_interaction_chunks AS c WHERE c.interaction_id = i.id), "  \
  "''), "                                                                                                    \
  "i.prompt_after, i.negative_after, i.state, i.outcome, i.input_tokens, i.output_tokens, i.cached_tokens, " \
  "i.reasoning_tokens, i.cost, i.duration, i.first_token, i.error, i.error_code, i.generation_id, "          \
  "i.request_id, i.created_at, i.updated_at, i.target, i.input, i.off, i.fallback_for, i.from_cache, "       \
  "i.http_status, i.retries FROM ai_interactions AS i "
#define FILTER "WHERE (?1 IS NULL OR i.prompt_id = ?1) "
#define ORDER "ORDER BY i.created_at DESC, i.id DESC LIMIT ?2 OFFSET ?3"
#define MATCHES "AND +i.id IN (SELECT rowid FROM interaction_search WHERE interaction_search MATCH ?4) "
#define LIKES(number)                                                                                        \
  "AND NOT EXISTS (SELECT 1 FROM json_each(?" number ") WHERE i.instruction || char(10) || "                 \
  "i.prompt_before || char(10) || ifnull(i.prompt_after, '') || char(10) || i.output NOT LIKE value ESCAPE " \
  "'\\') "

static EaselInteractionState
parse_state (const char *name)
{
  for (int i = EASEL_INTERACTION_RUNNING; i <= EASEL_INTERACTION_CUT; i++)
    if (g_strcmp0 (name, easel_interaction_state_to_string (i)) == 0)
      return i;
  return EASEL_INTERACTION_FAILED;
}

static EaselInteractionOutcome
parse_outcome (const char *name)
{
  for (int i = EASEL_OUTCOME_OPEN; i <= EASEL_OUTCOME_DISMISSED; i++)
    if (g_strcmp0 (name, easel_interaction_outcome_to_string (i)) == 0)
      return i;
  return EASEL_OUTCOME_OPEN;
}

static EaselInteractionTarget
parse_target (const char *name)
{
  for (int i = EASEL_TARGET_PROMPT; i <= EASEL_TARGET_BOTH; i++)
    if (g_strcmp0 (name, easel_interaction_target_to_string (i)) == 0)
      return i;
  return EASEL_TARGET_PROMPT;
}

static EaselInteractionRow *
read_row (EaselStatement *s)
{
  EaselInteractionRow *row = easel_interaction_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->prompt_id = _easel_statement_get_int (s, 1);
  row->revision_id = _easel_statement_get_int (s, 2);
  row->provider_slug = _easel_statement_dup_text (s, 3);
  row->provider_name = _easel_statement_dup_text (s, 4);
  row->model_id = _easel_statement_dup_text (s, 5);
  row->instruction = _easel_statement_dup_text (s, 6);
  row->context = _easel_statement_dup_text (s, 7);
  row->locks = _easel_statement_dup_text (s, 8);
  row->prompt_before = _easel_statement_dup_text (s, 9);
  row->negative_before = _easel_statement_dup_text (s, 10);
  row->output = _easel_statement_dup_text (s, 11);
  row->prompt_after = _easel_statement_dup_text (s, 12);
  row->negative_after = _easel_statement_dup_text (s, 13);
  row->state = parse_state (_easel_statement_get_text (s, 14));
  row->outcome = parse_outcome (_easel_statement_get_text (s, 15));
  row->input_tokens = _easel_statement_get_number (s, 16);
  row->output_tokens = _easel_statement_get_number (s, 17);
  row->cached_tokens = _easel_statement_get_number (s, 18);
  row->reasoning_tokens = _easel_statement_get_number (s, 19);
  row->cost = _easel_statement_get_number (s, 20);
  row->duration = _easel_statement_get_number (s, 21);
  row->first_token = _easel_statement_get_number (s, 22);
  row->error = _easel_statement_dup_text (s, 23);
  row->error_code = _easel_statement_dup_text (s, 24);
  row->generation_id = _easel_statement_dup_text (s, 25);
  row->request_id = _easel_statement_dup_text (s, 26);
  row->created_at = _easel_statement_get_int (s, 27);
  row->updated_at = _easel_statement_get_int (s, 28);
  row->target = parse_target (_easel_statement_get_text (s, 29));
  row->input = _easel_statement_dup_text (s, 30);
  row->off = _easel_statement_dup_text (s, 31);
  row->fallback_for = _easel_statement_dup_text (s, 32);
  row->from_cache = _easel_statement_get_int (s, 33) != 0;
  row->http_status = (guint) _easel_statement_get_int (s, 34);
  row->retries = (guint) _easel_statement_get_int (s, 35);
  return row;
}

static gboolean
index_interaction (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT instruction, prompt_before, ifnull(prompt_after, ''), output FROM ai_interactions WHERE id = ?",
      "i", id);
  g_autofree char *instruction = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *output = NULL;

  if (s == NULL)
    return FALSE;
  if (!_easel_statement_next (s, error))
    return *error == NULL;
  instruction = _easel_search_prepare (_easel_statement_get_text (s, 0));
  before = _easel_search_prepare (_easel_statement_get_text (s, 1));
  after = _easel_search_prepare (_easel_statement_get_text (s, 2));
  output = _easel_search_prepare (_easel_statement_get_text (s, 3));
  return _easel_database_run (database, error,
                              "INSERT OR REPLACE INTO interaction_search (rowid, instruction, prompt_before, "
                              "prompt_after, output) VALUES (?, ?, ?, ?, ?)",
                              "issss", id, instruction, before, after, output);
}

static gboolean
not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no edit %lld in the log."), (long long) id);
}

static gboolean
start_interaction (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselInteractionRow *row = call->row;
  EaselOwner *owner = _easel_store_get_owner (call->store);
  gint64 id = 0;

  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO ai_interactions (prompt_id, revision_id, provider_slug, provider_name, model_id, "
          "instruction, "
          "context, locks, prompt_before, negative_before, state, generation_id, owner, created_at, "
          "updated_at, target, input, off) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'running', ?11, ?12, ?13, ?13, ?14, ?15, ?16) "
          "RETURNING id",
          "nnssssttsstiistt", row->prompt_id, row->revision_id, row->provider_slug, row->provider_name,
          row->model_id, row->instruction, row->context, row->locks, row->prompt_before, row->negative_before,
          row->generation_id, _easel_owner_get_id (owner), g_get_real_time (),
          easel_interaction_target_to_string (row->target), row->input, row->off) ||
      !index_interaction (database, id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
append_text (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "INSERT INTO ai_interaction_chunks (interaction_id, text) "
                            "SELECT id, ?2 FROM ai_interactions WHERE id = ?1 AND state = 'running'",
                            "is", call->ints[0], call->texts[0]))
    return FALSE;
  return _easel_database_changes (database) > 0 || not_found (call->ints[0], error);
}

static gboolean
fold_chunks (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_run (
             database, error,
             "UPDATE ai_interactions SET output = output || ifnull((SELECT group_concat(text, '' "
             "ORDER BY id) FROM ai_interaction_chunks WHERE interaction_id = ?1), '') WHERE id = ?1",
             "i", id) &&
         _easel_database_run (database, error, "DELETE FROM ai_interaction_chunks WHERE interaction_id = ?",
                              "i", id);
}

static gboolean
finish_interaction (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselInteractionRow *row = call->row;

  if (!fold_chunks (database, row->id, error) ||
      !_easel_database_run (
          database, error,
          "UPDATE ai_interactions SET output = ifnull(?2, output), prompt_after = ?3, negative_after = ?4, "
          "state = ?5, "
          "input_tokens = ?6, output_tokens = ?7, cached_tokens = ?8, reasoning_tokens = ?9, cost = ?10, "
          "duration = ?11, first_token = ?12, error = ?13, error_code = ?14, request_id = ?15, owner = NULL, "
          "updated_at = ?16, fallback_for = ?17, from_cache = ?18, http_status = ?19, retries = ?20 "
          "WHERE id = ?1",
          "itttsmmmmmmmtttitbni", row->id, row->output, row->prompt_after, row->negative_after,
          easel_interaction_state_to_string (row->state), row->input_tokens, row->output_tokens,
          row->cached_tokens, row->reasoning_tokens, row->cost, row->duration, row->first_token, row->error,
          row->error_code, row->request_id, g_get_real_time (), row->fallback_for, row->from_cache != FALSE,
          (gint64) row->http_status, (gint64) row->retries))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return not_found (row->id, error);
  return index_interaction (database, row->id, error);
}

static gboolean
redirect_interaction (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselInteractionRow *row = call->row;

  if (!_easel_database_run (
          database, error,
          "UPDATE ai_interactions SET provider_slug = ?2, provider_name = ?3, model_id = ?4, "
          "fallback_for = ?5, updated_at = ?6 WHERE id = ?1 AND state = 'running'",
          "isssti", row->id, row->provider_slug, row->provider_name, row->model_id, row->fallback_for,
          g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 || not_found (row->id, error);
}

/*
 * Sets the outcome inside another change.
 */
gboolean
_easel_interactions_set_outcome (EaselDatabase *database,
                                 gint64 id,
                                 EaselInteractionOutcome outcome,
                                 GError **error)
{
  if (!_easel_database_run (database, error,
                            "UPDATE ai_interactions SET outcome = ?2, updated_at = ?3 WHERE id = ?1", "isi",
                            id, easel_interaction_outcome_to_string (outcome), g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 || not_found (id, error);
}

static gboolean
set_outcome (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_interactions_set_outcome (database, call->ints[0], (EaselInteractionOutcome) call->ints[1],
                                          error);
}

static gboolean
list_interactions (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselSearch) search = _easel_search_parse (call->texts[0]);
  gint64 prompt_id = call->ints[0], limit = call->ints[1], offset = call->ints[2];
  g_autoptr (EaselStatement) s = NULL;

  if (search == NULL)
    s = _easel_database_query (database, error, COLUMNS FILTER ORDER, "nii", prompt_id, limit, offset);
  else if (search->likes == NULL)
    s = _easel_database_query (database, error, COLUMNS FILTER MATCHES ORDER, "niis", prompt_id, limit,
                               offset, search->match);
  else if (search->match == NULL)
    s = _easel_database_query (database, error, COLUMNS FILTER LIKES ("4") ORDER, "niis", prompt_id, limit,
                               offset, search->likes);
  else
    s = _easel_database_query (database, error, COLUMNS FILTER MATCHES LIKES ("5") ORDER, "niiss", prompt_id,
                               limit, offset, search->match, search->likes);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_interaction_row_unref, error);
}

static gboolean
get_interaction (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE i.id = ?", "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_INTERACTION_ROW, error) &&
         (G_IS_VALUE (value) || not_found (call->ints[0], error));
}

static gboolean
cut_interactions (EaselDatabase *database, gint64 owner, gint64 *n_cut, GError **error)
{
  gint64 id;

  while (TRUE)
    {
      id = 0;
      if (!_easel_database_get_int (database, &id, error,
                                    "SELECT id FROM ai_interactions WHERE state = 'running' AND "
                                    "ifnull(owner, 0) = ? LIMIT 1",
                                    "i", owner))
        return FALSE;
      if (id == 0)
        return TRUE;
      if (!fold_chunks (database, id, error) ||
          !_easel_database_run (
              database, error,
              "UPDATE ai_interactions SET state = 'cut', owner = NULL, updated_at = ?2 WHERE id = ?1", "ii",
              id, g_get_real_time ()) ||
          !index_interaction (database, id, error))
        return FALSE;
      (*n_cut)++;
    }
}

static gboolean
recover (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselOwner *self = _easel_store_get_owner (call->store);
  g_autoptr (GArray) runners = _easel_store_find_dead_owners (
      database, self, "SELECT DISTINCT ifnull(owner, 0) FROM ai_interactions WHERE state = 'running'", error);
  gint64 n_cut = 0;

  if (runners == NULL)
    return FALSE;
  for (guint i = 0; i < runners->len; i++)
    if (!cut_interactions (database, g_array_index (runners, gint64, i), &n_cut, error))
      return FALSE;

  if (!_easel_messages_cut (database, self, error) || !_easel_store_usage_sweep (database, self, error))
    return FALSE;

  if (n_cut > 0)
    database->touched |= EASEL_STORE_INTERACTIONS;
  _easel_value_set_int64 (value, n_cut);
  return TRUE;
}

static gboolean
check_row (EaselInteractionRow *row, GError **error)
{
  return _easel_store_check_texts (error, 19, row->fallback_for, row->provider_slug, row->provider_name,
                                   row->model_id, row->instruction, row->context, row->locks,
                                   row->prompt_before, row->negative_before, row->output, row->prompt_after,
                                   row->negative_after, row->error, row->error_code, row->generation_id,
                                   row->request_id, row->input, row->off, NULL);
}

static DexFuture *
write_row (EaselStore *self, EaselInteractionRow *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, easel_interaction_row_ref (row),
                             (GDestroyNotify) easel_interaction_row_unref);
  return _easel_store_write (self, EASEL_STORE_INTERACTIONS, func, call);
}

/**
 * easel_store_interactions_start:
 * @self: an open store
 * @row: what is about to be sent: prompt, revision, provider, model,
 *   instruction, context, locks, prompt and negative prompt before, generation
 *
 * Await this before the request leaves.
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_interactions_start (EaselStore *self, EaselInteractionRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, start_interaction);
}

/**
 * easel_store_interactions_redirect:
 * @self: an open store
 * @row: a running interaction, with the provider and model that answer instead,
 *   and the one that does not
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_interactions_redirect (EaselStore *self, EaselInteractionRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != 0);

  return write_row (self, row, redirect_interaction);
}

/**
 * easel_store_interactions_append:
 * @self: an open store
 * @id: a running interaction
 * @text: what came since the last call
 *
 * Cheap: about one row, and the disk is not waited for. Not announced.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if it runs no longer
 */
DexFuture *
easel_store_interactions_append (EaselStore *self, gint64 id, const char *text)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (text != NULL);

  if (!_easel_store_check_texts (&error, 1, text))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->texts[0] = g_strdup (text);
  return _easel_store_write_lazily (self, 0, append_text, call);
}

/**
 * easel_store_interactions_finish:
 * @self: an open store
 * @row: id, state, output, prompt and negative prompt after, tokens, cost,
 *   times, error and request id; output %NULL keeps what was appended
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_interactions_finish (EaselStore *self, EaselInteractionRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != 0 && row->state != EASEL_INTERACTION_RUNNING);

  return write_row (self, row, finish_interaction);
}

/**
 * easel_store_interactions_set_outcome:
 * @self: an open store
 * @id: an interaction
 * @outcome: what the user did with it
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_interactions_set_outcome (EaselStore *self, gint64 id, EaselInteractionOutcome outcome)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->ints[1] = outcome;
  return _easel_store_write (self, EASEL_STORE_INTERACTIONS, set_outcome, call);
}

/**
 * easel_store_interactions_list:
 * @self: an open store
 * @prompt_id: a prompt, 0 for all
 * @search: (nullable): words as typed, found in instruction, input and output as
 *   easel_store_prompts_list() finds them; %NULL or blank: all
 * @limit: at most so many, 0 for all
 * @offset: rows to skip
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselInteractionRow, the newest first
 */
DexFuture *
easel_store_interactions_list (
    EaselStore *self, gint64 prompt_id, const char *search, guint limit, guint offset)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, search))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (search);
  call->ints[0] = prompt_id;
  call->ints[1] = limit != 0 ? (gint64) limit : -1;
  call->ints[2] = offset;
  return _easel_store_read (self, list_interactions, call);
}

/**
 * easel_store_interactions_get:
 * @self: an open store
 * @id: an interaction
 *
 * Returns: (transfer full): a future that resolves to an #EaselInteractionRow
 *   (with what has streamed in so far) or rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_interactions_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_interaction, call);
}

/**
 * easel_store_interactions_recover:
 * @self: an open store
 *
 * To be called at the start, and while another program is waited for: interactions
 * that run in a program that is gone become "cut" and keep what had come, so do
 * messages; its reserved usage becomes "unconfirmed", or "released" if nothing of
 * it was sent. Those of programs that are alive are left alone.
 *
 * Returns: (transfer full): a future that resolves to the number of cut
 *   interactions, a #gint64
 */
DexFuture *
easel_store_interactions_recover (EaselStore *self)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->store = self;
  return _easel_store_write (self, 0, recover, call);
}
