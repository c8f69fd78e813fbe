// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff.h"

G_BEGIN_DECLS

/**
 * EaselChangeState:
 * @EASEL_CHANGE_OPEN: not decided: the result has it as before
 * @EASEL_CHANGE_TAKEN: the result has it as after
 * @EASEL_CHANGE_LEFT: the result has it as before
 *
 * What the user decided about a change.
 */
typedef enum
{
  EASEL_CHANGE_OPEN,
  EASEL_CHANGE_TAKEN,
  EASEL_CHANGE_LEFT,
} EaselChangeState;

/**
 * EaselChange:
 * @kind: what it does; never %EASEL_DIFF_EQUAL
 * @before: what it replaces, in easel_review_get_before()
 * @after: what it puts there, in easel_review_get_after()
 * @state: what was decided; %EASEL_CHANGE_LEFT for one that is locked or a conflict
 * @locked: it touches a locked span, or is the other half of moving one: refused
 * @conflict: it meets what was typed later: refused
 * @moved: index of the change where the same words come back or come from, -1 if none
 *
 * One change of a review.
 */
typedef struct
{
  EaselDiffKind kind;
  EaselSpan before;
  EaselSpan after;
  EaselChangeState state;
  gboolean locked;
  gboolean conflict;
  int moved;
} EaselChange;

typedef struct _EaselReview EaselReview;

EaselReview *easel_review_new (const char *before,
                               const char *after,
                               const EaselSpan *locks,
                               gsize n_locks,
                               GCancellable *cancellable,
                               GError **error);
EaselReview *easel_review_ref (EaselReview *self);
void easel_review_unref (EaselReview *self);

const char *easel_review_get_before (EaselReview *self);
const char *easel_review_get_after (EaselReview *self);
guint easel_review_get_n_changes (EaselReview *self);
const EaselChange *easel_review_get_change (EaselReview *self, guint index);
guint easel_review_count (EaselReview *self, EaselChangeState state);
guint easel_review_count_locked (EaselReview *self);
guint easel_review_count_conflicts (EaselReview *self);

gboolean easel_review_set_state (EaselReview *self, guint index, EaselChangeState state);
void easel_review_set_all (EaselReview *self, EaselChangeState state);
gboolean easel_review_can_undo (EaselReview *self);
gboolean easel_review_can_redo (EaselReview *self);
gboolean easel_review_undo (EaselReview *self);
gboolean easel_review_redo (EaselReview *self);

char *easel_review_get_result (EaselReview *self);
EaselSpan *easel_review_map_locks (EaselReview *self, gsize *n_locks);
gboolean easel_review_rebase (EaselReview *self, const char *current);
void easel_review_rebase_by (EaselReview *self, const char *current, EaselDiff *typed);
gboolean easel_review_set_locks (EaselReview *self, const EaselSpan *locks, gsize n_locks, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselReview, easel_review_unref)

G_END_DECLS
