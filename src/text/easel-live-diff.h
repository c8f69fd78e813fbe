// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff.h"

G_BEGIN_DECLS

typedef struct _EaselLiveDiff EaselLiveDiff;

EaselLiveDiff *easel_live_diff_new (const char *before);
EaselLiveDiff *easel_live_diff_ref (EaselLiveDiff *self);
void easel_live_diff_unref (EaselLiveDiff *self);

void easel_live_diff_set_answer (EaselLiveDiff *self, const char *answer_so_far, gboolean complete);
gboolean easel_live_diff_is_behind (EaselLiveDiff *self);
void easel_live_diff_advance (EaselLiveDiff *self);

const char *easel_live_diff_get_before (EaselLiveDiff *self);
const char *easel_live_diff_get_answer (EaselLiveDiff *self);
guint easel_live_diff_get_n_hunks (EaselLiveDiff *self);
const EaselDiffHunk *easel_live_diff_get_hunk (EaselLiveDiff *self, guint index);
guint easel_live_diff_get_n_stable (EaselLiveDiff *self);
EaselSpan easel_live_diff_get_pending (EaselLiveDiff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselLiveDiff, easel_live_diff_unref)

G_END_DECLS
