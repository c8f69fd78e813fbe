// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EASEL_TYPE_USAGE_ENTRY (easel_usage_entry_get_type ())
G_DECLARE_FINAL_TYPE (EaselUsageEntry, easel_usage_entry, EASEL, USAGE_ENTRY, GObject)

const char *easel_usage_entry_get_key (EaselUsageEntry *self);
const char *easel_usage_entry_get_title (EaselUsageEntry *self);
const char *easel_usage_entry_get_subtitle (EaselUsageEntry *self);
guint easel_usage_entry_get_bucket (EaselUsageEntry *self);
gint64 easel_usage_entry_get_start (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_calls (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_failed (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_unknown (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_unconfirmed (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_from_cache (EaselUsageEntry *self);
gint64 easel_usage_entry_get_cost (EaselUsageEntry *self);
gint64 easel_usage_entry_get_estimated (EaselUsageEntry *self);
gint64 easel_usage_entry_get_reserved (EaselUsageEntry *self);
gint64 easel_usage_entry_get_input_tokens (EaselUsageEntry *self);
gint64 easel_usage_entry_get_cached_tokens (EaselUsageEntry *self);
gint64 easel_usage_entry_get_output_tokens (EaselUsageEntry *self);
gint64 easel_usage_entry_get_reasoning_tokens (EaselUsageEntry *self);
gint64 easel_usage_entry_get_n_images (EaselUsageEntry *self);

const char *easel_usage_kind_get_label (const char *kind);

#define EASEL_TYPE_USAGE_SUMMARY (easel_usage_summary_get_type ())
G_DECLARE_FINAL_TYPE (EaselUsageSummary, easel_usage_summary, EASEL, USAGE_SUMMARY, GObject)

GListModel *easel_usage_summary_get_entries (EaselUsageSummary *self);
GListModel *easel_usage_summary_get_cells (EaselUsageSummary *self);
EaselUsageEntry *easel_usage_summary_get_total (EaselUsageSummary *self);
gint64 easel_usage_summary_get_since (EaselUsageSummary *self);
gint64 easel_usage_summary_get_until (EaselUsageSummary *self);
guint easel_usage_summary_get_n_days (EaselUsageSummary *self);
gint64 easel_usage_summary_get_day (EaselUsageSummary *self, guint day);

G_END_DECLS
