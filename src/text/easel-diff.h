// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-span.h"

G_BEGIN_DECLS

/**
 * EaselDiffKind:
 * @EASEL_DIFF_EQUAL: stands in both texts
 * @EASEL_DIFF_DELETE: stands before only
 * @EASEL_DIFF_INSERT: stands after only
 * @EASEL_DIFF_REPLACE: one text gives way to another
 *
 * What a hunk does.
 */
typedef enum
{
  EASEL_DIFF_EQUAL,
  EASEL_DIFF_DELETE,
  EASEL_DIFF_INSERT,
  EASEL_DIFF_REPLACE,
} EaselDiffKind;

/**
 * EaselDiffHunk:
 * @kind: what it does
 * @before: its bytes in the text before
 * @after: its bytes in the text after
 * @moved: index of the hunk where the same words come back or come from, -1 if none
 *
 * One piece of a diff. The hunks of a diff tile both texts, in order.
 */
typedef struct
{
  EaselDiffKind kind;
  EaselSpan before;
  EaselSpan after;
  int moved;
} EaselDiffHunk;

typedef struct _EaselDiff EaselDiff;

EaselDiff *easel_diff_new (const char *before, const char *after, GCancellable *cancellable, GError **error);
EaselDiff *easel_diff_new_raw (const char *before,
                               const char *after,
                               GCancellable *cancellable,
                               GError **error);
EaselDiff *easel_diff_new_with_locks (const char *before,
                                      const char *after,
                                      const EaselSpan *locks,
                                      gsize n_locks,
                                      GCancellable *cancellable,
                                      GError **error);
EaselDiff *easel_diff_ref (EaselDiff *self);
void easel_diff_unref (EaselDiff *self);

guint easel_diff_get_n_hunks (EaselDiff *self);
const EaselDiffHunk *easel_diff_get_hunk (EaselDiff *self, guint index);
gboolean easel_diff_is_empty (EaselDiff *self);
gsize easel_diff_get_distance (EaselDiff *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselDiff, easel_diff_unref)

G_END_DECLS
