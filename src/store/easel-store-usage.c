// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-usage.h"

#include <glib/gi18n-lib.h>

#include "easel-store-usage-private.h"

/* So many calls tell how much a model thinks. */
#define CALLS_OF_THINKING 25

static EaselUsageState
parse_state (const char *name)
{
  for (int i = EASEL_USAGE_RESERVED; i <= EASEL_USAGE_UNCONFIRMED; i++)
    if (g_strcmp0 (name, easel_usage_state_to_string (i)) == 0)
      return i;
  return EASEL_USAGE_UNCONFIRMED;
}

static EaselUsageRow *
read_row (EaselStatement *s)
{
  EaselUsageRow *row = easel_usage_row_new ();
  gint64 *const numbers[] = { &row->price_input,
                              &row->price_cached,
                              &row->price_cache_write,
                              &row->price_output,
                              &row->price_image,
                              &row->reserved_cost,
                              &row->cost,
                              &row->input_tokens,
                              &row->cached_tokens,
                              &row->cache_write_tokens,
                              &row->output_tokens,
                              &row->reasoning_tokens,
                              &row->images,
                              &row->duration,
                              &row->first_token };
  int column = 11;

  row->id = _easel_statement_get_int (s, 0);
  row->interaction_id = _easel_statement_get_int (s, 1);
  row->fallback_of = _easel_statement_get_int (s, 2);
  row->provider_id = _easel_statement_get_int (s, 3);
  row->provider_slug = _easel_statement_dup_text (s, 4);
  row->provider_name = _easel_statement_dup_text (s, 5);
  row->model_id = _easel_statement_dup_text (s, 6);
  row->kind = _easel_statement_dup_text (s, 7);
  row->state = parse_state (_easel_statement_get_text (s, 8));
  row->from_cache = _easel_statement_get_int (s, 9) != 0;
  row->over_budget = _easel_statement_get_int (s, 10) != 0;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    *numbers[i] = _easel_statement_get_number (s, column++);
  row->retries = (guint) _easel_statement_get_int (s, column++);
  row->error_code = _easel_statement_dup_text (s, column++);
  row->request_id = _easel_statement_dup_text (s, column++);
  row->created_at = _easel_statement_get_int (s, column++);
  row->sent_at = _easel_statement_get_int (s, column++);
  row->settled_at = _easel_statement_get_int (s, column++);
  return row;
}

/*
 * Ends what programs that are gone have reserved: what they never sent is
 * released, the rest may have been billed.
 */
gboolean
_easel_store_usage_sweep (EaselDatabase *database, EaselOwner *self, GError **error)
{
  g_autoptr (GArray) dead = _easel_store_find_dead_owners (
      database, self, "SELECT DISTINCT ifnull(owner, 0) FROM usage WHERE state = 'reserved'", error);

  if (dead == NULL)
    return FALSE;
  for (guint i = 0; i < dead->len; i++)
    if (!_easel_database_run (database, error,
                              "UPDATE usage SET state = iif(sent_at IS NULL, 'released', 'unconfirmed'), "
                              "cost = iif(sent_at IS NULL, 0, cost), owner = NULL, settled_at = ?2 "
                              "WHERE state = 'reserved' AND ifnull(owner, 0) = ?1",
                              "ii", g_array_index (dead, gint64, i), g_get_real_time ()))
      return FALSE;
  if (dead->len > 0)
    database->touched |= EASEL_STORE_USAGE;
  return TRUE;
}

static gboolean
insert (EaselDatabase *database, EaselUsageRow *row, EaselOwner *owner, gint64 *id, GError **error)
{
  gboolean open = row->state == EASEL_USAGE_RESERVED;
  gint64 now = g_get_real_time ();

  return _easel_database_get_int (
      database, id, error,
      "INSERT INTO usage (interaction_id, fallback_of, provider_id, provider_slug, provider_name, model_id, "
      "kind, state, from_cache, over_budget, price_input, price_cached, price_cache_write, price_output, "
      "price_image, reserved_cost, cost, input_tokens, cached_tokens, cache_write_tokens, output_tokens, "
      "reasoning_tokens, images, duration, first_token, retries, error_code, request_id, owner, created_at, "
      "sent_at, settled_at) "
      "VALUES (?1, ?2, (SELECT id FROM providers WHERE slug = ?3 AND deleted_at IS NULL), ?3, ?4, ?5, ?6, "
      "?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, "
      "?27, ?28, ?29, ?30, ?31) RETURNING id",
      "nnsssssbbmmmmmmmmmmmmmmmittninn", row->interaction_id, row->fallback_of, row->provider_slug,
      row->provider_name, row->model_id, row->kind, easel_usage_state_to_string (row->state),
      row->from_cache != FALSE, row->over_budget != FALSE, row->price_input, row->price_cached,
      row->price_cache_write, row->price_output, row->price_image, row->reserved_cost, row->cost,
      row->input_tokens, row->cached_tokens, row->cache_write_tokens, row->output_tokens,
      row->reasoning_tokens, row->images, row->duration, row->first_token, (gint64) row->retries,
      row->error_code, row->request_id, open ? _easel_owner_get_id (owner) : (gint64) 0, now,
      open ? (gint64) 0 : now, open ? (gint64) 0 : now);
}

/* Inside a transaction: looks whether a call fits under every hard stop, and enters it. */
gboolean
_easel_store_usage_reserve (EaselDatabase *database,
                            EaselOwner *owner,
                            EaselUsageRow *row,
                            gint64 month_start,
                            EaselReserveFlags flags,
                            gint64 *id,
                            GError **error)
{
  if (!_easel_store_usage_sweep (database, owner, error))
    return FALSE;
  if ((flags & EASEL_RESERVE_OVER_BUDGET) == 0 &&
      !_easel_store_budgets_check (database, row->provider_slug, row->reserved_cost, month_start,
                                   (flags & EASEL_RESERVE_UNKNOWN_PRICE) != 0, error))
    return FALSE;
  return insert (database, row, owner, id, error);
}

static gboolean
reserve (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!_easel_store_usage_reserve (database, _easel_store_get_owner (call->store), call->row, call->ints[0],
                                   (EaselReserveFlags) call->ints[1], &id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
note (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!insert (database, call->row, _easel_store_get_owner (call->store), &id, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
found (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no call %lld in the ledger."), (long long) id);
}

static gboolean
mark_sent (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE usage SET sent_at = ?2 WHERE id = ?1", "ii",
                              call->ints[0], g_get_real_time ()) &&
         found (database, call->ints[0], error);
}

/* Inside a transaction. */
gboolean
_easel_store_usage_settle (EaselDatabase *database, EaselUsageRow *row, GError **error)
{
  return _easel_database_run (
             database, error,
             "UPDATE usage SET state = ?2, cost = ?3, input_tokens = ?4, cached_tokens = ?5, "
             "cache_write_tokens = ?6, output_tokens = ?7, reasoning_tokens = ?8, images = ?9, "
             "duration = ?10, first_token = ?11, retries = ?12, error_code = ?13, request_id = ?14, "
             "from_cache = ?15, owner = NULL, settled_at = ?16 WHERE id = ?1",
             "ismmmmmmmmmittbi", row->id, easel_usage_state_to_string (row->state), row->cost,
             row->input_tokens, row->cached_tokens, row->cache_write_tokens, row->output_tokens,
             row->reasoning_tokens, row->images, row->duration, row->first_token, (gint64) row->retries,
             row->error_code, row->request_id, row->from_cache != FALSE, g_get_real_time ()) &&
         found (database, row->id, error);
}

static gboolean
settle (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  return _easel_store_usage_settle (database, ((EaselStoreCall *) data)->row, error);
}

static gboolean
list_usage (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT id, interaction_id, fallback_of, provider_id, provider_slug, provider_name, model_id, kind, "
      "state, from_cache, over_budget, price_input, price_cached, price_cache_write, price_output, "
      "price_image, reserved_cost, cost, input_tokens, cached_tokens, cache_write_tokens, output_tokens, "
      "reasoning_tokens, images, duration, first_token, retries, error_code, request_id, created_at, "
      "sent_at, settled_at FROM usage INDEXED BY usage_created "
      "WHERE (created_at, id) > (?1, ?2) AND created_at < ?3 ORDER BY created_at, id LIMIT ?4",
      "iiii", call->ints[0], call->ints[1], call->ints[2], call->ints[3]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_usage_row_unref, error);
}

gboolean
_easel_store_usage_check (const EaselUsageRow *row, GError **error)
{
  return _easel_store_check_texts (error, 6, row->provider_slug, row->provider_name, row->model_id, row->kind,
                                   row->error_code, row->request_id);
}

static EaselStoreCall *
new_call (EaselStore *self, EaselUsageRow *row, GError **error)
{
  EaselStoreCall *call;

  if (!_easel_store_usage_check (row, error))
    return NULL;
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, easel_usage_row_ref (row), (GDestroyNotify) easel_usage_row_unref);
  return call;
}

/**
 * easel_store_usage_reserve:
 * @self: an open store
 * @row: provider, model, kind, prices and estimated cost; its state is reserved
 * @month_start: the local month's first moment, UTC microseconds
 * @flags: what the user agreed to
 *
 * Enters a call that is about to be made, at its estimate, if that fits under
 * every hard stop together with what all programs have spent and reserved: one
 * transaction looks and enters, so calls side by side cannot pass a stop.
 * What programs that are gone have reserved is ended first.
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64, or
 *   rejects with %EASEL_ERROR_BUDGET, whose details have the parameter
 *   "over-budget" or "unknown-price"
 */
DexFuture *
easel_store_usage_reserve (EaselStore *self, EaselUsageRow *row, gint64 month_start, EaselReserveFlags flags)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->kind != NULL && *row->kind != '\0');
  dex_return_error_if_fail (row->state == EASEL_USAGE_RESERVED);

  call = new_call (self, row, &error);
  if (call == NULL)
    return _easel_store_reject (g_steal_pointer (&error));
  call->ints[0] = month_start;
  call->ints[1] = flags;
  return _easel_store_write (self, EASEL_STORE_USAGE, reserve, call);
}

/**
 * easel_store_usage_mark_sent:
 * @self: an open store
 * @id: a call that is reserved
 *
 * To be awaited before the first byte leaves: should the program die, the call
 * may have been billed from then on.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_usage_mark_sent (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_write (self, EASEL_STORE_USAGE, mark_sent, call);
}

/**
 * easel_store_usage_settle:
 * @self: an open store
 * @row: id and how it ended; provider, model, kind and prices are not changed
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_usage_settle (EaselStore *self, EaselUsageRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != 0 && row->state != EASEL_USAGE_RESERVED);

  call = new_call (self, row, &error);
  return call != NULL ? _easel_store_write (self, EASEL_STORE_USAGE, settle, call)
                      : _easel_store_reject (g_steal_pointer (&error));
}

/**
 * easel_store_usage_note:
 * @self: an open store
 * @row: a whole row
 *
 * Enters a call that has ended already, one that is free or was answered out of
 * the answer cache. A power cut may lose it.
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_usage_note (EaselStore *self, EaselUsageRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->kind != NULL && *row->kind != '\0');
  dex_return_error_if_fail (row->state != EASEL_USAGE_RESERVED);

  call = new_call (self, row, &error);
  return call != NULL ? _easel_store_write_lazily (self, EASEL_STORE_USAGE, note, call)
                      : _easel_store_reject (g_steal_pointer (&error));
}

/**
 * easel_store_usage_list:
 * @self: an open store
 * @since: UTC, microseconds
 * @after_id: of those at @since, only the ones after this; 0 for all
 * @until: UTC, microseconds; up to, not with
 * @limit: most rows
 *
 * To read on, ask since the last one's time and after its id.
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselUsageRow, the oldest first
 */
DexFuture *
easel_store_usage_list (EaselStore *self, gint64 since, gint64 after_id, gint64 until, guint limit)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = since;
  call->ints[1] = after_id;
  call->ints[2] = until;
  call->ints[3] = limit;
  return _easel_store_read (self, list_usage, call);
}

/* The newest calls that said how much was thought, out of the index of the sums. */
static const char thinking_sql[] =
    "SELECT reasoning_tokens FROM (SELECT kinds.value AS of_kind, ?1 AS slug, ?2 AS model "
    "FROM json_each('[\"edit\",\"chat\"]') kinds) CROSS JOIN usage INDEXED BY usage_sums "
    "WHERE kind = of_kind AND provider_slug = slug AND model_id = model AND state = 'done' "
    "AND from_cache = 0 AND reasoning_tokens IS NOT NULL ORDER BY created_at DESC LIMIT ?3";

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

static gboolean
find_thinking (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (EaselStatement) s = _easel_database_query (database, error, thinking_sql, "ssi", call->texts[0],
                                                        call->texts[1], (gint64) CALLS_OF_THINKING);
  GError *step_error = NULL;

  while (s != NULL && _easel_statement_next (s, &step_error))
    {
      gint64 n = _easel_statement_get_int (s, 0);

      g_array_append_val (numbers, n);
    }
  if (step_error != NULL)
    g_propagate_error (error, step_error);
  if (s == NULL || step_error != NULL)
    return FALSE;
  g_array_sort (numbers, compare_numbers);
  _easel_value_set_int64 (value, numbers->len > 0 ? g_array_index (numbers, gint64, numbers->len / 2) : -1);
  return TRUE;
}

/**
 * easel_store_usage_find_thinking:
 * @self: an open store
 * @provider_slug: the provider
 * @model_id: one of its models
 *
 * Returns: (transfer full): a future that resolves to how many tokens the model
 *   thought in the middle one of its last calls for text, a #gint64; -1 if no call
 *   of it said so
 */
DexFuture *
easel_store_usage_find_thinking (EaselStore *self, const char *provider_slug, const char *model_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (provider_slug);
  call->texts[1] = g_strdup (model_id);
  return _easel_store_read (self, find_thinking, call);
}
