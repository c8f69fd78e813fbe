// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselUsageSum:
 * @bucket: between which two bounds, counted from 0
 * @provider_slug: (nullable): %NULL unless it is parted by provider or model
 * @provider_name: (nullable): what it was called last
 * @model_id: (nullable): %NULL unless it is parted by model
 * @kind: (nullable): %NULL unless it is parted by kind
 * @calls: how many were made; those that were never sent do not count
 * @failed: of these, how many failed
 * @unknown: of these, how many have no known cost
 * @unconfirmed: of these, how many may have been billed though no answer was seen
 * @open: of these, how many are under way
 * @from_cache: of these, how many were answered out of the answer cache
 * @cost: what the others cost, micro-US-dollars
 * @estimated: what those of no known cost were estimated at, where they were
 * @reserved: what those under way are estimated at
 * @input_tokens: known ones
 * @cached_tokens: known ones
 * @output_tokens: known ones
 * @reasoning_tokens: known ones
 * @images: pictures and clips
 *
 * A sum of calls in the ledger.
 */
typedef struct
{
  guint bucket;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *kind;
  gint64 calls;
  gint64 failed;
  gint64 unknown;
  gint64 unconfirmed;
  gint64 open;
  gint64 from_cache;
  gint64 cost;
  gint64 estimated;
  gint64 reserved;
  gint64 input_tokens;
  gint64 cached_tokens;
  gint64 output_tokens;
  gint64 reasoning_tokens;
  gint64 images;
} EaselUsageSum;

#define EASEL_TYPE_USAGE_SUM (easel_usage_sum_get_type ())
GType easel_usage_sum_get_type (void) G_GNUC_CONST;

EaselUsageSum *easel_usage_sum_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselUsageSum *easel_usage_sum_ref (EaselUsageSum *self);
void easel_usage_sum_unref (EaselUsageSum *self);

GPtrArray *easel_usage_sum_fold (GPtrArray *sums) G_GNUC_WARN_UNUSED_RESULT;
EaselUsageSum *easel_usage_sum_fold_all (GPtrArray *sums) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselUsageSum, easel_usage_sum_unref)

G_END_DECLS
