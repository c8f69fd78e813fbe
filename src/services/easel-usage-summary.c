// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-entry-private.h"

/**
 * EaselUsageSummary:
 *
 * What calls in a span of time came to: in all, entry by entry, and day by day.
 */
struct _EaselUsageSummary
{
  GObject parent_instance;

  GArray *bounds;
  GListStore *entries;
  GListStore *cells;
  EaselUsageEntry *total;
};

G_DEFINE_FINAL_TYPE (EaselUsageSummary, easel_usage_summary, G_TYPE_OBJECT)

static void
easel_usage_summary_dispose (GObject *object)
{
  EaselUsageSummary *self = EASEL_USAGE_SUMMARY (object);

  g_clear_pointer (&self->bounds, g_array_unref);
  g_clear_object (&self->entries);
  g_clear_object (&self->cells);
  g_clear_object (&self->total);

  G_OBJECT_CLASS (easel_usage_summary_parent_class)->dispose (object);
}

static void
easel_usage_summary_class_init (EaselUsageSummaryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_usage_summary_dispose;
}

static void
easel_usage_summary_init (EaselUsageSummary *self)
{
  self->entries = g_list_store_new (EASEL_TYPE_USAGE_ENTRY);
  self->cells = g_list_store_new (EASEL_TYPE_USAGE_ENTRY);
}

/* bounds: the beginnings of the days and the end of the last one. */
EaselUsageSummary *
_easel_usage_summary_new (GArray *bounds)
{
  EaselUsageSummary *self = g_object_new (EASEL_TYPE_USAGE_SUMMARY, NULL);

  self->bounds = g_array_ref (bounds);
  return self;
}

void
_easel_usage_summary_add (EaselUsageSummary *self, EaselUsageEntry *entry)
{
  g_list_store_append (self->entries, entry);
}

void
_easel_usage_summary_add_cell (EaselUsageSummary *self, EaselUsageEntry *cell)
{
  g_list_store_append (self->cells, cell);
}

void
_easel_usage_summary_set_total (EaselUsageSummary *self, EaselUsageEntry *total)
{
  g_set_object (&self->total, total);
}

/**
 * easel_usage_summary_get_entries:
 * @self: a summary
 *
 * Returns: (transfer none): #EaselUsageEntry, the dearest first, or by day the
 *   earliest first; days without calls are left out
 */
GListModel *
easel_usage_summary_get_entries (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), NULL);

  return G_LIST_MODEL (self->entries);
}

/**
 * easel_usage_summary_get_cells:
 * @self: a summary
 *
 * Returns: (transfer none): #EaselUsageEntry, one for each day and key that has
 *   calls, the earliest first
 */
GListModel *
easel_usage_summary_get_cells (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), NULL);

  return G_LIST_MODEL (self->cells);
}

/**
 * easel_usage_summary_get_total:
 * @self: a summary
 *
 * Returns: (transfer none): all of it
 */
EaselUsageEntry *
easel_usage_summary_get_total (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), NULL);

  return self->total;
}

/**
 * easel_usage_summary_get_since:
 * @self: a summary
 *
 * Returns: its first moment, microseconds UTC
 */
gint64
easel_usage_summary_get_since (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), 0);

  return g_array_index (self->bounds, gint64, 0);
}

/**
 * easel_usage_summary_get_until:
 * @self: a summary
 *
 * Returns: the first moment after it, microseconds UTC
 */
gint64
easel_usage_summary_get_until (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), 0);

  return g_array_index (self->bounds, gint64, self->bounds->len - 1);
}

/**
 * easel_usage_summary_get_n_days:
 * @self: a summary
 *
 * Returns: how many local days it has
 */
guint
easel_usage_summary_get_n_days (EaselUsageSummary *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), 0);

  return self->bounds->len - 1;
}

/**
 * easel_usage_summary_get_day:
 * @self: a summary
 * @day: a day, counted from 0
 *
 * Returns: when it begins, microseconds UTC
 */
gint64
easel_usage_summary_get_day (EaselUsageSummary *self, guint day)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SUMMARY (self), 0);
  g_return_val_if_fail (day + 1 < self->bounds->len, 0);

  return g_array_index (self->bounds, gint64, day);
}
