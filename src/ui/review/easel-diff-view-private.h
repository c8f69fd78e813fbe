// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-view.h"

G_BEGIN_DECLS

struct _EaselDiffView
{
  GtkTextView parent_instance;

  /* Owned */
  GArray *segments;
  GArray *changes;
  GArray *locks;
  GtkTextBuffer *buffer;
  GtkTextBuffer *old_buffer;
  GString *building;
  GSignalGroup *scrolling;

  /* State */
  EaselDiffColors colors;
  int focus_change;
  int caret;
  int n_chars;
  int paragraph;
  int longest;
  int width;
  guint n_untagged;
  guint tag_idle;
  /* While words are put before others: where, in segments and in locks, and
   * where those others began and the text ended, in characters. */
  gboolean splicing;
  guint splice_at, splice_lock;
  int splice_tail, splice_end;
};

/* Locked words, in characters of what is shown. */
typedef struct
{
  int start, end;
  gboolean padlock;
} EaselDiffLock;

EaselSegment *_easel_diff_view_segment_at (EaselDiffView *self, guint index);
guint _easel_diff_view_find_segment (EaselDiffView *self, int offset);
void _easel_diff_view_drop_buffer (GtkTextBuffer *buffer);
void _easel_diff_view_get_iters (
    EaselDiffView *self, int start, int end, GtkTextIter *start_iter, GtkTextIter *end_iter);
void _easel_diff_view_tag_range (EaselDiffView *self, int start, int end);
void _easel_diff_view_use_primary (EaselDiffView *self, gboolean use);

G_END_DECLS
