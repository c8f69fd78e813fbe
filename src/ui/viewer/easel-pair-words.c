// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pair-words.h"

#include <glib/gi18n.h>

#include "easel-asset-words.h"
#include "easel-format.h"

/* What is said of two pictures beside each other. */

enum
{
  MODEL,
  SEED,
  STEPS,
  GUIDANCE,
  SIZE,
  COST,
  N_FACTS
};

/* In front of what they are of each picture. */
static const char *const names[N_FACTS] = {
  N_ ("model"), N_ ("seed"), N_ ("steps"), N_ ("guidance"), N_ ("size"), N_ ("cost"),
};

/* NULL for what is not known. */
static void
collect (EaselAsset *asset, gint64 cost, char *facts[N_FACTS])
{
  facts[MODEL] = g_strdup (easel_asset_get_model_id (asset));
  facts[SEED] = easel_asset_get_seed (asset) >= 0
                    ? g_strdup_printf ("%" G_GINT64_FORMAT, easel_asset_get_seed (asset))
                    : NULL;
  facts[STEPS] =
      easel_asset_get_steps (asset) > 0 ? g_strdup_printf ("%d", easel_asset_get_steps (asset)) : NULL;
  facts[GUIDANCE] = easel_asset_get_guidance (asset) > 0
                        ? g_strdup_printf ("%.4g", easel_asset_get_guidance (asset))
                        : NULL;
  facts[SIZE] = easel_asset_dup_size (asset);
  facts[COST] = cost >= 0 ? easel_format_money (cost) : NULL;
}

static void
clear (char *facts[N_FACTS])
{
  for (guint i = 0; i < N_FACTS; i++)
    g_free (facts[i]);
}

static void
append (GString *text, const char *piece)
{
  if (text->len > 0)
    /* Translators: between two facts about a picture */
    g_string_append (text, C_ ("between facts", " · "));
  g_string_append (text, piece);
}

/**
 * easel_pair_words_describe:
 * @asset: a loaded asset
 * @cost: what it cost, micro-USD, -1 unknown
 *
 * Returns: (transfer full): how it was made, in a line; empty if nothing is known
 */
char *
easel_pair_words_describe (EaselAsset *asset, gint64 cost)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *facts[N_FACTS];

  collect (asset, cost, facts);
  for (guint i = 0; i < N_FACTS; i++)
    if (facts[i] != NULL)
      {
        g_autofree char *piece =
            i == MODEL || i == SIZE || i == COST
                ? g_strdup (facts[i])
                /* Translators: a fact about a picture: "seed 42" */
                : g_strdup_printf (C_ ("name and value", "%s %s"), gettext (names[i]), facts[i]);

        append (text, piece);
      }
  clear (facts);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * easel_pair_words_compare:
 * @a: a loaded asset
 * @b: another
 * @cost_a: what @a cost, micro-USD, -1 unknown
 * @cost_b: what @b cost
 *
 * Returns: (transfer full) (nullable): what differs of how they were made, the
 *   prompts aside; %NULL if nothing does
 */
char *
easel_pair_words_compare (EaselAsset *a, EaselAsset *b, gint64 cost_a, gint64 cost_b)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char *left[N_FACTS];
  char *right[N_FACTS];

  collect (a, cost_a, left);
  collect (b, cost_b, right);
  for (guint i = 0; i < N_FACTS; i++)
    if (g_strcmp0 (left[i], right[i]) != 0)
      {
        /* Translators: what differs of two pictures: "steps 20 → 40" */
        g_autofree char *piece = g_strdup_printf (
            C_ ("name, value, other value", "%s %s → %s"), gettext (names[i]),
            left[i] != NULL ? left[i] : _ ("unknown"), right[i] != NULL ? right[i] : _ ("unknown"));

        append (text, piece);
      }
  clear (left);
  clear (right);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
