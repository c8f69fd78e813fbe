// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-unwrap.h"

G_BEGIN_DECLS

/* No preamble is longer. */
#define EASEL_UNWRAP_LONGEST_PREAMBLE 240

typedef enum
{
  EASEL_UNWRAP_NO,
  EASEL_UNWRAP_YES,
  EASEL_UNWRAP_MAYBE, /* more of the answer will tell */
} EaselUnwrapMatch;

/* A growing answer: what is read, and whether more may come. */
typedef struct
{
  const char *text;
  gsize length;
  gboolean complete;
} EaselUnwrapAnswer;

gboolean _easel_unwrap_is_space (char c);
EaselSpan _easel_unwrap_trim (const char *text, EaselSpan span);
gboolean _easel_unwrap_starts_with (const EaselUnwrapAnswer *answer, gsize at, const char *what);
gboolean _easel_unwrap_may_become (const EaselUnwrapAnswer *answer, gsize at, const char *what);
EaselUnwrapMatch _easel_unwrap_match_preamble (const EaselUnwrapAnswer *answer,
                                               gsize start,
                                               gboolean again,
                                               gsize *end);

G_END_DECLS
