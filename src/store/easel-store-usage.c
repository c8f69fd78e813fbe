// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-usage.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

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

  row->id = _easel_statement_get_int (s, 0);
  row->interaction_id = _easel_statement_get_int (s, 1);
  row->provider_slug = _easel_statement_dup_text (s, 2);
  row->provider_name = _easel_statement_dup_text (s, 3);
  row->model_id = _easel_statement_dup_text (s, 4);
  row->kind = _easel_statement_dup_text (s, 5);
  row->state = parse_state (_easel_statement_get_text (s, 6));
  row->reserved_cost = _easel_statement_get_number (s, 7);
  row->cost = _easel_statement_get_number (s, 8);
  row->input_tokens = _easel_statement_get_number (s, 9);
  row->output_tokens = _easel_statement_get_number (s, 10);
  row->cached_tokens = _easel_statement_get_number (s, 11);
  row->reasoning_tokens = _easel_statement_get_number (s, 12);
  row->request_id = _easel_statement_dup_text (s, 13);
  row->created_at = _easel_statement_get_int (s, 14);
  row->settled_at = _easel_statement_get_int (s, 15);
  return row;
}

static gboolean
reserve (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselUsageRow *row = call->row;
  gint64 id = 0;

  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO usage (interaction_id, provider_slug, provider_name, model_id, kind, "
          "state, reserved_cost, owner, created_at) "
          "VALUES (?, ?, ?, ?, ?, 'reserved', ?, ?, ?) RETURNING id",
          "nssssmii", row->interaction_id, row->provider_slug, row->provider_name, row->model_id, row->kind,
          row->reserved_cost, _easel_owner_get_id (_easel_store_get_owner (call->store)), g_get_real_time ()))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
settle (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselUsageRow *row = call->row;

  if (!_easel_database_run (database, error,
                            "UPDATE usage SET state = ?2, cost = ?3, input_tokens = ?4, output_tokens = ?5, "
                            "cached_tokens = ?6, reasoning_tokens = ?7, request_id = ?8, owner = NULL, "
                            "settled_at = ?9 WHERE id = ?1",
                            "ismmmmmti", row->id, easel_usage_state_to_string (row->state), row->cost,
                            row->input_tokens, row->output_tokens, row->cached_tokens, row->reasoning_tokens,
                            row->request_id, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no call %" G_GINT64_FORMAT " in the ledger."), row->id);
}

static gboolean
list_usage (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT id, interaction_id, provider_slug, provider_name, model_id, kind, state, "
      "reserved_cost, cost, input_tokens, output_tokens, cached_tokens, reasoning_tokens, "
      "request_id, created_at, settled_at FROM usage WHERE created_at >= ? "
      "ORDER BY created_at, id",
      "i", call->ints[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_usage_row_unref, error);
}

static DexFuture *
write_row (EaselStore *self, EaselUsageRow *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!_easel_store_check_texts (&error, 5, row->provider_slug, row->provider_name, row->model_id, row->kind,
                                 row->request_id))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, easel_usage_row_ref (row), (GDestroyNotify) easel_usage_row_unref);
  return _easel_store_write (self, EASEL_STORE_USAGE, func, call);
}

/**
 * easel_store_usage_reserve:
 * @self: an open store
 * @row: provider, model, kind, interaction and reserved cost
 *
 * Enters a call that is about to be made, at its estimate.
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_usage_reserve (EaselStore *self, EaselUsageRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->kind != NULL && *row->kind != '\0');

  return write_row (self, row, reserve);
}

/**
 * easel_store_usage_settle:
 * @self: an open store
 * @row: id, state, cost, tokens and request id
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_usage_settle (EaselStore *self, EaselUsageRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->id != 0 && row->state != EASEL_USAGE_RESERVED);

  return write_row (self, row, settle);
}

/**
 * easel_store_usage_list:
 * @self: an open store
 * @since: UTC, microseconds; 0 for all
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselUsageRow, the oldest first
 */
DexFuture *
easel_store_usage_list (EaselStore *self, gint64 since)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = since;
  return _easel_store_read (self, list_usage, call);
}
