// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-review.h"

G_BEGIN_DECLS

/* How the state of one change went, in one step of undo. */
typedef struct
{
  guint index;
  EaselChangeState from;
  EaselChangeState to;
} EaselReviewDecision;

struct _EaselReview
{
  gatomicrefcount ref_count;
  char *before;
  char *after;
  GArray *changes; /* EaselChange */
  GArray *locks;   /* EaselSpan: as they were given, in before */
  GPtrArray *undo; /* GArray of EaselReviewDecision */
  GPtrArray *redo;
};

static inline EaselChange *
_easel_review_change_at (EaselReview *self, guint index)
{
  return &g_array_index (self->changes, EaselChange, index);
}

static inline gboolean
_easel_review_is_refused (const EaselChange *change)
{
  return change->locked || change->conflict;
}

static inline void
_easel_review_refuse (EaselChange *change, gboolean locked)
{
  if (locked)
    change->locked = TRUE;
  else
    change->conflict = TRUE;
  change->state = EASEL_CHANGE_LEFT;
}

void _easel_review_refuse_locked (EaselReview *self, GArray *locks);

G_END_DECLS
