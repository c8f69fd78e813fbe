// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-usage-private.h"
#include "easel-store-usage.h"

/*
 * Sums of the ledger, read out of one index that holds all that they need: each
 * key's rows between two bounds lie side by side there, so nothing is sorted.
 * The sums of a cell come as one JSON array, for a subquery gives one value.
 *
 * Buckets lie between bounds that the caller makes, so a local day of 23 or 25
 * hours is one as any other. total() is a float: what providers say can be any
 * number, and 2^53 millionths of a dollar are more than anybody spends.
 */

#define CELLS                                                                                                \
  EASEL_USAGE_KEYS                                                                                           \
  ", bounds (bucket, low, high) AS "                                                                         \
  "(SELECT key, value, lead(value) OVER (ORDER BY key) FROM json_each(?1)), "                                \
  "cells AS MATERIALIZED (SELECT bucket, k.kind, k.provider_slug, k.model_id, (SELECT json_array("           \
  "count(*), total(state = 'failed'), total(state IN ('done', 'unconfirmed') AND cost IS NULL), "            \
  "total(state = 'unconfirmed'), total(state = 'reserved'), total(from_cache), total(cost), "                \
  "total(CASE WHEN cost IS NULL AND state IN ('done', 'unconfirmed') THEN reserved_cost END), "              \
  "total(CASE WHEN state = 'reserved' THEN reserved_cost END), "                                             \
  "total(input_tokens), total(cached_tokens), total(output_tokens), total(reasoning_tokens), "               \
  "total(images), max(id)) " EASEL_USAGE_OF_KEY                                                              \
  "AND created_at >= low AND created_at < high AND state <> 'released') AS sums "                            \
  "FROM bounds CROSS JOIN keys CROSS JOIN usage k ON k.id = keys.id WHERE high IS NOT NULL) "

#define TOTAL(i) "CAST(total(sums ->> " #i ") AS INTEGER), "
#define TOTALS                                                                                               \
  TOTAL (0)                                                                                                  \
  TOTAL (1)                                                                                                  \
  TOTAL (2)                                                                                                  \
  TOTAL (3)                                                                                                  \
  TOTAL (4)                                                                                                  \
  TOTAL (5)                                                                                                  \
  TOTAL (6)                                                                                                  \
  TOTAL (7) TOTAL (8) TOTAL (9) TOTAL (10) TOTAL (11) TOTAL (12) TOTAL (13)
#define SUMS(slug, model, kind, keys)                                                                        \
  CELLS "SELECT t.*, (SELECT provider_name FROM usage WHERE id = t.last) FROM (SELECT bucket, " TOTALS slug  \
        ", " model ", " kind ", max(sums ->> 14) AS last FROM cells WHERE sums ->> 0 > 0 "                   \
        "GROUP BY bucket" keys ") t ORDER BY 1, 8 DESC, 2 DESC, 16, 17, 18"

static const char *const sum_sqls[] = {
  [EASEL_USAGE_GROUP_NONE] = SUMS ("NULL", "NULL", "NULL", ""),
  [EASEL_USAGE_GROUP_KIND] = SUMS ("NULL", "NULL", "kind", ", kind"),
  [EASEL_USAGE_GROUP_PROVIDER] = SUMS ("provider_slug", "NULL", "NULL", ", provider_slug"),
  [EASEL_USAGE_GROUP_MODEL] = SUMS ("provider_slug", "model_id", "NULL", ", provider_slug, model_id"),
};

static EaselUsageSum *
read_sum (EaselStatement *s)
{
  EaselUsageSum *sum = easel_usage_sum_new ();
  gint64 *const totals[] = {
    &sum->calls,         &sum->failed,        &sum->unknown,          &sum->unconfirmed, &sum->open,
    &sum->from_cache,    &sum->cost,          &sum->estimated,        &sum->reserved,    &sum->input_tokens,
    &sum->cached_tokens, &sum->output_tokens, &sum->reasoning_tokens, &sum->images
  };
  int column = 1;

  sum->bucket = (guint) _easel_statement_get_int (s, 0);
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    *totals[i] = _easel_statement_get_int (s, column++);
  sum->provider_slug = _easel_statement_dup_text (s, column++);
  sum->model_id = _easel_statement_dup_text (s, column++);
  sum->kind = _easel_statement_dup_text (s, column++);
  if (sum->provider_slug != NULL)
    sum->provider_name = _easel_statement_dup_text (s, column + 1);
  return sum;
}

static gboolean
sum_usage (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, sum_sqls[call->ints[0]], "s", call->texts[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_sum,
                                              (GDestroyNotify) easel_usage_sum_unref, error);
}

/**
 * easel_store_usage_sum:
 * @self: an open store
 * @bounds: (array length=n_bounds): moments, UTC microseconds, the earliest first
 * @n_bounds: how many, 2 or more
 * @group: what they are parted by
 *
 * Adds up the calls between each bound and the next.
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselUsageSum by bucket, the dearest first; empty ones are left out
 */
DexFuture *
easel_store_usage_sum (EaselStore *self, const gint64 *bounds, guint n_bounds, EaselUsageGroup group)
{
  GString *json;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (n_bounds >= 2);
  dex_return_error_if_fail ((guint) group < G_N_ELEMENTS (sum_sqls));

  json = g_string_new ("[");
  for (guint i = 0; i < n_bounds; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", bounds[i]);
  g_string_append_c (json, ']');
  call = _easel_store_call_new ();
  call->ints[0] = group;
  call->texts[0] = g_string_free (json, FALSE);
  return _easel_store_read (self, sum_usage, call);
}
