// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselTokenFamily:
 * @EASEL_TOKEN_FAMILY_O200K: OpenAI's since GPT-4o
 * @EASEL_TOKEN_FAMILY_CLAUDE: Anthropic's since Opus 4.7
 * @EASEL_TOKEN_FAMILY_CLAUDE_4: Anthropic's before
 * @EASEL_TOKEN_FAMILY_GEMINI: Google's
 * @EASEL_TOKEN_FAMILY_LLAMA: Llama 3 and those that split as it does: what local
 *   servers run, and all that is not known
 *
 * How a model splits text.
 */
typedef enum
{
  EASEL_TOKEN_FAMILY_O200K,
  EASEL_TOKEN_FAMILY_CLAUDE,
  EASEL_TOKEN_FAMILY_CLAUDE_4,
  EASEL_TOKEN_FAMILY_GEMINI,
  EASEL_TOKEN_FAMILY_LLAMA,
} EaselTokenFamily;

#define EASEL_TOKEN_N_FAMILIES 5
#define EASEL_TOKEN_N_FEATURES 35

/**
 * EaselTokenStats:
 *
 * What texts consist of, as far as their number of tokens goes. Begins as zero;
 * texts add up.
 */
typedef struct
{
  /*< private >*/
  guint64 n[EASEL_TOKEN_N_FEATURES];
} EaselTokenStats;

void easel_token_stats_add (EaselTokenStats *stats, const char *text, gssize length);
void easel_token_stats_merge (EaselTokenStats *stats, const EaselTokenStats *other);
gint64 easel_token_stats_count (const EaselTokenStats *stats, EaselTokenFamily family);

EaselTokenFamily easel_token_family_of (const char *model_id);
gint64 easel_token_count (const char *text, gssize length, EaselTokenFamily family);

G_END_DECLS
