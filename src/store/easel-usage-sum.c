// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-sum.h"

#include <stdckdint.h>

#include "easel-store-row-private.h"

static void
easel_usage_sum_init (EaselUsageSum *self)
{
}

static void
easel_usage_sum_clear (EaselUsageSum *self)
{
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->kind);
}

EASEL_DEFINE_ROW (EaselUsageSum, easel_usage_sum)

static void
add (EaselUsageSum *self, const EaselUsageSum *other)
{
  const struct
  {
    gint64 *to, from;
  } pairs[] = {
    { &self->calls, other->calls },
    { &self->failed, other->failed },
    { &self->unknown, other->unknown },
    { &self->unconfirmed, other->unconfirmed },
    { &self->open, other->open },
    { &self->from_cache, other->from_cache },
    { &self->cost, other->cost },
    { &self->estimated, other->estimated },
    { &self->reserved, other->reserved },
    { &self->input_tokens, other->input_tokens },
    { &self->cached_tokens, other->cached_tokens },
    { &self->output_tokens, other->output_tokens },
    { &self->reasoning_tokens, other->reasoning_tokens },
    { &self->images, other->images },
  };

  /* What providers say can be any number. */
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (ckd_add (pairs[i].to, *pairs[i].to, pairs[i].from))
      *pairs[i].to = G_MAXINT64;
  if (other->provider_name != NULL)
    g_set_str (&self->provider_name, other->provider_name);
}

static char *
dup_key (const EaselUsageSum *sum)
{
  return g_strjoin ("\n", sum->provider_slug != NULL ? sum->provider_slug : "",
                    sum->model_id != NULL ? sum->model_id : "", sum->kind != NULL ? sum->kind : "", NULL);
}

/* The dearest first. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const EaselUsageSum *one = *(EaselUsageSum *const *) a, *two = *(EaselUsageSum *const *) b;
  int order;

  if (one->cost != two->cost)
    return one->cost > two->cost ? -1 : 1;
  if (one->calls != two->calls)
    return one->calls > two->calls ? -1 : 1;
  order = g_strcmp0 (one->provider_slug, two->provider_slug);
  if (order == 0)
    order = g_strcmp0 (one->model_id, two->model_id);
  return order != 0 ? order : g_strcmp0 (one->kind, two->kind);
}

/**
 * easel_usage_sum_fold:
 * @sums: #EaselUsageSum of any buckets, the earlier ones first
 *
 * Adds up what belongs together, whatever its bucket: the ledger need not be read
 * again for it.
 *
 * Returns: (transfer container): new #EaselUsageSum of bucket 0, the dearest first
 */
GPtrArray *
easel_usage_sum_fold (GPtrArray *sums)
{
  GPtrArray *folded = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_usage_sum_unref);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (sums != NULL, folded);

  for (guint i = 0; i < sums->len; i++)
    {
      const EaselUsageSum *sum = g_ptr_array_index (sums, i);
      g_autofree char *key = dup_key (sum);
      EaselUsageSum *whole = g_hash_table_lookup (by_key, key);

      if (whole == NULL)
        {
          whole = easel_usage_sum_new ();
          whole->provider_slug = g_strdup (sum->provider_slug);
          whole->model_id = g_strdup (sum->model_id);
          whole->kind = g_strdup (sum->kind);
          g_ptr_array_add (folded, whole);
          g_hash_table_insert (by_key, g_steal_pointer (&key), whole);
        }
      add (whole, sum);
    }
  g_ptr_array_sort (folded, compare);
  return folded;
}

/**
 * easel_usage_sum_fold_all:
 * @sums: #EaselUsageSum
 *
 * Returns: (transfer full): all of them as one
 */
EaselUsageSum *
easel_usage_sum_fold_all (GPtrArray *sums)
{
  EaselUsageSum *whole = easel_usage_sum_new ();

  g_return_val_if_fail (sums != NULL, whole);

  for (guint i = 0; i < sums->len; i++)
    add (whole, g_ptr_array_index (sums, i));
  g_clear_pointer (&whole->provider_name, g_free);
  return whole;
}
