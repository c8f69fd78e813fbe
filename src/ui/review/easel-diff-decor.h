// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-view.h"
#include "easel-span.h"

G_BEGIN_DECLS

typedef struct _EaselDiffDecor EaselDiffDecor;

EaselDiffDecor *easel_diff_decor_new (const char *before, const EaselSpan *locks, gsize n_locks);
void easel_diff_decor_free (EaselDiffDecor *self);
void easel_diff_decor_apply (EaselDiffDecor *self,
                             EaselDiffView *view,
                             guint first_segment,
                             guint end_segment);
void easel_diff_style_apply_syntax (GtkTextBuffer *buffer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselDiffDecor, easel_diff_decor_free)

G_END_DECLS
