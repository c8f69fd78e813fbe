// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-view-private.h"

/* Words put in the place of others in the middle of a view, while what follows
 * stays in its buffer: of an answer that comes in only the caret's surroundings
 * change, however long the rest of the text is. */

static int
start_of (EaselDiffView *self, guint index)
{
  return index < self->segments->len ? _easel_diff_view_segment_at (self, index)->start : self->n_chars;
}

/* Takes the locks away that touch what goes; returns where the later ones begin. */
static guint
remove_locks (EaselDiffView *self, int start, int end)
{
  guint at = self->locks->len;

  while (at > 0 && g_array_index (self->locks, EaselDiffLock, at - 1).start >= end)
    at--;
  while (at > 0 && g_array_index (self->locks, EaselDiffLock, at - 1).end > start)
    g_array_remove_index (self->locks, --at);
  return at;
}

/**
 * easel_diff_view_begin_splice:
 * @self: the view
 * @first: a segment, or how many there are
 * @n_segments: how many to remove from there on; they must belong to no change
 *
 * Removes segments. What is appended until easel_diff_view_end_splice() comes in
 * their place. Where later segments stand is not known before that.
 */
void
easel_diff_view_begin_splice (EaselDiffView *self, guint first, guint n_segments)
{
  GtkTextIter from, to;
  int start, end;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL && !self->splicing);
  g_return_if_fail (first + n_segments <= self->segments->len);

  start = start_of (self, first);
  end = start_of (self, first + n_segments);
  if (end > start && self->building == NULL)
    {
      _easel_diff_view_get_iters (self, start, end, &from, &to);
      gtk_text_buffer_delete (self->buffer, &from, &to);
    }
  for (guint i = first; i < first + n_segments; i++)
    self->n_untagged -= !_easel_diff_view_segment_at (self, i)->tagged;
  if (n_segments > 0)
    g_array_remove_range (self->segments, first, n_segments);
  self->splice_lock = remove_locks (self, start, end);
  self->splicing = TRUE;
  self->splice_at = first;
  self->splice_tail = end;
  self->splice_end = self->n_chars;
  self->n_chars = start;
  if (self->building != NULL)
    return;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &from, start);
  self->paragraph = gtk_text_iter_get_line_offset (&from);
}

/**
 * easel_diff_view_end_splice:
 * @self: the view
 *
 * Ends what easel_diff_view_begin_splice() began.
 *
 * Returns: the first segment behind what was put in
 */
guint
easel_diff_view_end_splice (EaselDiffView *self)
{
  int moved;

  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self) && self->splicing, 0);

  moved = self->n_chars - self->splice_tail;
  for (guint i = self->splice_at; i < self->segments->len && moved != 0; i++)
    {
      _easel_diff_view_segment_at (self, i)->start += moved;
      _easel_diff_view_segment_at (self, i)->end += moved;
    }
  for (guint i = self->splice_lock; i < self->locks->len && moved != 0; i++)
    {
      g_array_index (self->locks, EaselDiffLock, i).start += moved;
      g_array_index (self->locks, EaselDiffLock, i).end += moved;
    }
  self->n_chars = self->splice_end + moved;
  self->splicing = FALSE;
  return self->splice_at;
}

/**
 * easel_diff_view_split:
 * @self: the view
 * @index: a segment that belongs to no change
 * @text: the text that its source points into
 * @source: where the second half is to begin, in bytes of @text
 *
 * Makes two segments of one. Nothing of what is seen changes.
 */
void
easel_diff_view_split (EaselDiffView *self, guint index, const char *text, gsize source)
{
  EaselSegment *first, second;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && index < self->segments->len && !self->splicing);

  first = _easel_diff_view_segment_at (self, index);
  g_return_if_fail (source > first->source && source < first->source + first->source_length);
  second = *first;
  first->source_length = source - first->source;
  first->end = first->start + (int) g_utf8_strlen (text + first->source, (gssize) first->source_length);
  second.start = first->end;
  second.source = source;
  second.source_length -= first->source_length;
  self->n_untagged += !second.tagged;
  g_array_insert_val (self->segments, index + 1, second);
}

/**
 * easel_diff_view_get_insertion:
 * @self: the view
 *
 * Returns: the index of the segment that is appended next
 */
guint
easel_diff_view_get_insertion (EaselDiffView *self)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), 0);

  return self->splicing ? self->splice_at : self->segments->len;
}
