// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff.h"
#include "easel-tokens.h"

G_BEGIN_DECLS

/* One of the two texts. Equal tokens have equal numbers, in both. */
typedef struct
{
  const char *text;
  const EaselToken *tokens;
  const guint32 *ids;
  gsize n;
} EaselDiffSide;

/* A change, in tokens: before [a0, a1) gives way to after [b0, b1). */
typedef struct
{
  guint32 a0, a1;
  guint32 b0, b1;
} EaselTokenChange;

gsize _easel_diff_side_offset (const EaselDiffSide *side, gsize index);
gboolean _easel_diff_align (const EaselDiffSide *a,
                            const EaselDiffSide *b,
                            guint32 n_ids,
                            GArray *changes,
                            GCancellable *cancellable,
                            GError **error);
gsize _easel_diff_align_prefix (const EaselDiffSide *a,
                                const EaselDiffSide *b,
                                guint32 n_ids,
                                GArray *changes);
void _easel_diff_make_readable (const EaselDiffSide *a, const EaselDiffSide *b, GArray *changes);
void _easel_diff_append_hunk (GArray *hunks, EaselSpan before, EaselSpan after);
void _easel_diff_append_changes (GArray *hunks,
                                 const EaselDiffSide *a,
                                 gsize a_end,
                                 const EaselDiffSide *b,
                                 const EaselTokenChange *changes,
                                 gsize n_changes);
void _easel_diff_find_moves (GArray *hunks, const char *before, const char *after);

G_END_DECLS
