// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-usage-row.h"
#include "easel-usage-sum.h"

G_BEGIN_DECLS

/**
 * EaselReserveFlags:
 * @EASEL_RESERVE_DEFAULT: every hard stop holds
 * @EASEL_RESERVE_UNKNOWN_PRICE: a call whose price is not known may pass a hard stop
 * @EASEL_RESERVE_OVER_BUDGET: this call may pass every hard stop
 *
 * What the user agreed to before a call.
 */
typedef enum
{
  EASEL_RESERVE_DEFAULT = 0,
  EASEL_RESERVE_UNKNOWN_PRICE = 1 << 0,
  EASEL_RESERVE_OVER_BUDGET = 1 << 1,
} EaselReserveFlags;

/**
 * EaselUsageGroup:
 * @EASEL_USAGE_GROUP_NONE: one sum
 * @EASEL_USAGE_GROUP_KIND: one for each kind of call
 * @EASEL_USAGE_GROUP_PROVIDER: one for each provider
 * @EASEL_USAGE_GROUP_MODEL: one for each model of each provider
 *
 * What sums of the ledger are parted by.
 */
typedef enum
{
  EASEL_USAGE_GROUP_NONE,
  EASEL_USAGE_GROUP_KIND,
  EASEL_USAGE_GROUP_PROVIDER,
  EASEL_USAGE_GROUP_MODEL,
} EaselUsageGroup;

DexFuture *easel_store_usage_reserve (EaselStore *self,
                                      EaselUsageRow *row,
                                      gint64 month_start,
                                      EaselReserveFlags flags) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_mark_sent (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_settle (EaselStore *self, EaselUsageRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_note (EaselStore *self, EaselUsageRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_list (EaselStore *self, gint64 since, gint64 after_id, gint64 until, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_find_thinking (EaselStore *self,
                                            const char *provider_slug,
                                            const char *model_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_sum (EaselStore *self,
                                  const gint64 *bounds,
                                  guint n_bounds,
                                  EaselUsageGroup group) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
