// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-paint.h"

G_BEGIN_DECLS

/**
 * EaselSegmentKind:
 * @EASEL_SEGMENT_BEFORE: words of the text before
 * @EASEL_SEGMENT_AFTER: words of the text after
 * @EASEL_SEGMENT_SIGN: the room of a change's sign
 * @EASEL_SEGMENT_GAP: a space or a line break that is in neither text
 */
typedef enum
{
  EASEL_SEGMENT_BEFORE,
  EASEL_SEGMENT_AFTER,
  EASEL_SEGMENT_SIGN,
  EASEL_SEGMENT_GAP,
} EaselSegmentKind;

/**
 * EaselSegmentLook:
 *
 * How a segment's words look; all but the first are named after their tag.
 */
typedef enum
{
  EASEL_LOOK_PLAIN,
  EASEL_LOOK_INS,
  EASEL_LOOK_DEL,
  EASEL_LOOK_OFF,
  EASEL_LOOK_LEFT,
  EASEL_LOOK_PENDING,
} EaselSegmentLook;

/**
 * EaselSegment:
 * @kind: where its characters come from
 * @look: how they look
 * @sign: of a sign: which
 * @in_result: whether copying takes them
 * @change: the change that it belongs to, or -1
 * @source: where it begins in its text, in bytes
 * @source_length: how long it is there, in bytes
 * @start: where it begins in the buffer, in characters
 * @end: where it ends
 * @tagged: whether its tag was applied; kept by the view
 */
typedef struct
{
  EaselSegmentKind kind;
  EaselSegmentLook look;
  EaselDiffSign sign;
  gboolean in_result;
  int change;
  gsize source;
  gsize source_length;
  int start;
  int end;
  gboolean tagged;
} EaselSegment;

/* Between old and new words that would touch: an en space, at which lines break. */
#define EASEL_GAP "\342\200\202"

#define EASEL_TYPE_DIFF_VIEW (easel_diff_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselDiffView, easel_diff_view, EASEL, DIFF_VIEW, GtkTextView)

EaselDiffView *easel_diff_view_new (void);

void easel_diff_view_begin (EaselDiffView *self, gsize size);
void easel_diff_view_append (EaselDiffView *self, const char *text, const EaselSegment *segment);
void easel_diff_view_append_sign (EaselDiffView *self, EaselDiffSign sign, int change);
void easel_diff_view_append_gap (EaselDiffView *self, const char *text, int change);
void easel_diff_view_end (EaselDiffView *self);
void easel_diff_view_begin_splice (EaselDiffView *self, guint first, guint n_segments);
guint easel_diff_view_end_splice (EaselDiffView *self);
void easel_diff_view_split (EaselDiffView *self, guint index, const char *text, gsize source);
guint easel_diff_view_get_insertion (EaselDiffView *self);
void easel_diff_view_replace (EaselDiffView *self,
                              guint index,
                              const char *text,
                              const EaselSegment *segment);

guint easel_diff_view_get_n_segments (EaselDiffView *self);
const EaselSegment *easel_diff_view_get_segment (EaselDiffView *self, guint index);
void easel_diff_view_set_look (EaselDiffView *self, guint index, EaselSegmentLook look, gboolean in_result);
void easel_diff_view_set_sign (EaselDiffView *self, guint index, EaselDiffSign sign);
gboolean easel_diff_view_get_change (EaselDiffView *self, int change, guint *first, guint *last);

void easel_diff_view_set_focus_change (EaselDiffView *self, int change);
void easel_diff_view_set_caret (EaselDiffView *self, int offset);
void easel_diff_view_add_lock (EaselDiffView *self, int start, int end, gboolean padlock);

char *easel_diff_view_get_result (EaselDiffView *self, int start, int end);

G_END_DECLS
