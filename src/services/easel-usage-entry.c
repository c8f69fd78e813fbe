// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-entry-private.h"

#include <glib/gi18n-lib.h>

/**
 * EaselUsageEntry:
 *
 * The calls of one day, model, account or kind, added up. What is not known is
 * counted by itself: it is no cost of 0.
 */
struct _EaselUsageEntry
{
  GObject parent_instance;

  EaselUsageSum *sum;
  char *key;
  char *title;
  char *subtitle;
  gint64 start;
};

G_DEFINE_FINAL_TYPE (EaselUsageEntry, easel_usage_entry, G_TYPE_OBJECT)

static void
easel_usage_entry_finalize (GObject *object)
{
  EaselUsageEntry *self = EASEL_USAGE_ENTRY (object);

  easel_usage_sum_unref (self->sum);
  g_free (self->key);
  g_free (self->title);
  g_free (self->subtitle);

  G_OBJECT_CLASS (easel_usage_entry_parent_class)->finalize (object);
}

static void
easel_usage_entry_class_init (EaselUsageEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_usage_entry_finalize;
}

static void
easel_usage_entry_init (EaselUsageEntry *self)
{
}

EaselUsageEntry *
_easel_usage_entry_new (
    EaselUsageSum *sum, const char *key, const char *title, const char *subtitle, gint64 start)
{
  EaselUsageEntry *self = g_object_new (EASEL_TYPE_USAGE_ENTRY, NULL);

  self->sum = easel_usage_sum_ref (sum);
  self->key = g_strdup (key);
  self->title = g_strdup (title);
  self->subtitle = g_strdup (subtitle);
  self->start = start;
  return self;
}

/**
 * easel_usage_entry_get_key:
 * @self: an entry
 *
 * Returns: what scripts call it: a local day such as "2026-11-20",
 *   PROVIDER:MODEL, a provider's slug, or a kind
 */
const char *
easel_usage_entry_get_key (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), NULL);

  return self->key;
}

/**
 * easel_usage_entry_get_title:
 * @self: an entry
 *
 * Returns: what people call it
 */
const char *
easel_usage_entry_get_title (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), NULL);

  return self->title;
}

/**
 * easel_usage_entry_get_subtitle:
 * @self: an entry
 *
 * Returns: (nullable): a model's account
 */
const char *
easel_usage_entry_get_subtitle (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), NULL);

  return self->subtitle;
}

/**
 * easel_usage_entry_get_bucket:
 * @self: an entry
 *
 * Returns: the day, counted from 0, of a cell or an entry by day
 */
guint
easel_usage_entry_get_bucket (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->bucket;
}

/**
 * easel_usage_entry_get_start:
 * @self: an entry
 *
 * Returns: when it begins, microseconds UTC
 */
gint64
easel_usage_entry_get_start (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->start;
}

/**
 * easel_usage_entry_get_n_calls:
 * @self: an entry
 *
 * Returns: how many calls were made
 */
gint64
easel_usage_entry_get_n_calls (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->calls;
}

/**
 * easel_usage_entry_get_n_failed:
 * @self: an entry
 *
 * Returns: of these, how many failed
 */
gint64
easel_usage_entry_get_n_failed (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->failed;
}

/**
 * easel_usage_entry_get_n_unknown:
 * @self: an entry
 *
 * Returns: of these, how many have no known cost; they are not in it
 */
gint64
easel_usage_entry_get_n_unknown (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->unknown;
}

/**
 * easel_usage_entry_get_n_unconfirmed:
 * @self: an entry
 *
 * Returns: of these, how many may have been billed though no answer was seen
 */
gint64
easel_usage_entry_get_n_unconfirmed (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->unconfirmed;
}

/**
 * easel_usage_entry_get_n_from_cache:
 * @self: an entry
 *
 * Returns: of these, how many were answered out of the answer cache
 */
gint64
easel_usage_entry_get_n_from_cache (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->from_cache;
}

/**
 * easel_usage_entry_get_cost:
 * @self: an entry
 *
 * Returns: what those of known cost cost, millionths of a US dollar
 */
gint64
easel_usage_entry_get_cost (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->cost;
}

/**
 * easel_usage_entry_get_estimated:
 * @self: an entry
 *
 * Returns: what those of unknown cost were estimated at, where they were; millionths of a US dollar
 */
gint64
easel_usage_entry_get_estimated (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->estimated;
}

/**
 * easel_usage_entry_get_reserved:
 * @self: an entry
 *
 * Returns: what those under way are estimated at, millionths of a US dollar
 */
gint64
easel_usage_entry_get_reserved (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->reserved;
}

/**
 * easel_usage_entry_get_input_tokens:
 * @self: an entry
 *
 * Returns: tokens read, where they are known
 */
gint64
easel_usage_entry_get_input_tokens (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->input_tokens;
}

/**
 * easel_usage_entry_get_cached_tokens:
 * @self: an entry
 *
 * Returns: of these, kept by the provider
 */
gint64
easel_usage_entry_get_cached_tokens (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->cached_tokens;
}

/**
 * easel_usage_entry_get_output_tokens:
 * @self: an entry
 *
 * Returns: tokens written, where they are known
 */
gint64
easel_usage_entry_get_output_tokens (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->output_tokens;
}

/**
 * easel_usage_entry_get_reasoning_tokens:
 * @self: an entry
 *
 * Returns: of these, thought and not shown
 */
gint64
easel_usage_entry_get_reasoning_tokens (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->reasoning_tokens;
}

/**
 * easel_usage_entry_get_n_images:
 * @self: an entry
 *
 * Returns: pictures and clips that were made
 */
gint64
easel_usage_entry_get_n_images (EaselUsageEntry *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_ENTRY (self), 0);

  return self->sum->images;
}

/**
 * easel_usage_kind_get_label:
 * @kind: what a call was for, as the ledger has it
 *
 * Returns: the same in words
 */
const char *
easel_usage_kind_get_label (const char *kind)
{
  static const struct
  {
    const char *kind, *label;
  } labels[] = {
    { "edit", N_ ("Edits of Prompts") }, { "chat", N_ ("Chats") },         { "image", N_ ("Pictures") },
    { "video", N_ ("Clips") },           { "test", N_ ("Account Tests") }, { "list", N_ ("Lists of Models") },
  };

  g_return_val_if_fail (kind != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].kind, kind))
      return _ (labels[i].label);
  return kind;
}
