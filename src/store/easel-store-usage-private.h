// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-private.h"
#include "easel-store-usage.h"

G_BEGIN_DECLS

/* What a row counts for against a budget, in micro-US-dollars: what it cost, or
 * its estimate as long as that is not known. What failed without a price was
 * not billed. NULL is unknown. */
#define EASEL_USAGE_CHARGE                                                                                   \
  "CASE state WHEN 'released' THEN 0 WHEN 'failed' THEN ifnull(cost, 0) ELSE ifnull(cost, reserved_cost) "   \
  "END"

/* One row id for each kind, provider and model that the ledger has, hopping
 * through the index from one to the next: a handful of seeks, however long the
 * ledger is. */
#define EASEL_USAGE_KEYS                                                                                     \
  "WITH RECURSIVE keys (id) AS ("                                                                            \
  "SELECT * FROM (SELECT id FROM usage INDEXED BY usage_sums ORDER BY kind, provider_slug, model_id LIMIT "  \
  "1) "                                                                                                      \
  "UNION ALL SELECT coalesce("                                                                               \
  "(SELECT n.id FROM usage n INDEXED BY usage_sums WHERE n.kind = u.kind "                                   \
  "AND n.provider_slug = u.provider_slug AND n.model_id > u.model_id ORDER BY n.model_id LIMIT 1), "         \
  "(SELECT n.id FROM usage n INDEXED BY usage_sums WHERE n.kind = u.kind "                                   \
  "AND n.provider_slug > u.provider_slug ORDER BY n.provider_slug, n.model_id LIMIT 1), "                    \
  "(SELECT n.id FROM usage n INDEXED BY usage_sums WHERE n.kind > u.kind "                                   \
  "ORDER BY n.kind, n.provider_slug, n.model_id LIMIT 1)) "                                                  \
  "FROM keys JOIN usage u ON u.id = keys.id) "

/* The rows of usage that belong to the key k. */
#define EASEL_USAGE_OF_KEY                                                                                   \
  "FROM usage INDEXED BY usage_sums WHERE kind = k.kind AND provider_slug = k.provider_slug "                \
  "AND model_id = k.model_id "

gboolean _easel_store_usage_sweep (EaselDatabase *database, EaselOwner *self, GError **error);
gboolean _easel_store_usage_check (const EaselUsageRow *row, GError **error);
gboolean _easel_store_usage_reserve (EaselDatabase *database,
                                     EaselOwner *owner,
                                     EaselUsageRow *row,
                                     gint64 month_start,
                                     EaselReserveFlags flags,
                                     gint64 *id,
                                     GError **error);
gboolean _easel_store_usage_settle (EaselDatabase *database, EaselUsageRow *row, GError **error);
gboolean _easel_store_budgets_check (EaselDatabase *database,
                                     const char *provider_slug,
                                     gint64 estimate,
                                     gint64 month_start,
                                     gboolean agreed_unknown,
                                     GError **error);

G_END_DECLS
