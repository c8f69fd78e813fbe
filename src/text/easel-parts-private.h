// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-parts.h"

G_BEGIN_DECLS

/* What a separator keeps apart, the weakest first. */
typedef enum
{
  EASEL_SEPARATOR_SPACE,
  EASEL_SEPARATOR_COMMA,
  EASEL_SEPARATOR_SENTENCE,
  EASEL_SEPARATOR_LINE,
  EASEL_SEPARATOR_PARAGRAPH,
} EaselSeparatorRank;

EaselPart *_easel_parts_split_text (const char *text, gsize length, EaselSpan *lead, gsize *n_parts);
EaselSeparatorRank _easel_parts_rank_separator (const char *text, EaselSpan separator);
gboolean _easel_parts_join_cleanly (const char *left,
                                    gsize left_length,
                                    const char *separator,
                                    gsize separator_length,
                                    const char *right,
                                    gsize right_length);
gboolean _easel_parts_end_cleanly (const char *last, gsize last_length, const char *tail, gsize tail_length);
EaselSpan _easel_parts_choose_separator (const char *text, const EaselPart *parts, gsize left, gsize right);
void _easel_parts_append_joint (GString *text,
                                EaselSpan left,
                                const char *separator,
                                gsize separator_length,
                                const char *right,
                                gsize right_length);

G_END_DECLS
