// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-view-private.h"

#include <string.h>

/* A paragraph longer than this, in characters, is broken for display: the
 * time to lay one out grows with its length, and it is laid out as a whole. In
 * a large text it is less, and a change counts for many characters: the time
 * to tag grows with the pieces of a paragraph. */
#define LONGEST_PARAGRAPH 3000
#define LONGEST_PARAGRAPH_OF_LARGE 1500
#define LARGE (64 * 1024)
#define COST_OF_CHANGE 30

/* Up to so many segments are tagged at once; of more, those near what is seen.
 * Lines that were not laid out yet have no height, so "near" can be all. */
#define EAGER 4000

/* The room of a sign: an em space and a third of one, kept together with the word
 * that follows by word joiners. */
#define ROOM "\342\200\203\342\201\240\342\200\204\342\201\240"

typedef struct
{
  guint first, last;
} Range;

static const char *
tag_of_look (EaselSegmentLook look)
{
  static const char *const names[] = { NULL,          EASEL_TAG_INS,  EASEL_TAG_DEL,
                                       EASEL_TAG_OFF, EASEL_TAG_LEFT, EASEL_TAG_PENDING };

  return names[look];
}

EaselSegment *
_easel_diff_view_segment_at (EaselDiffView *self, guint index)
{
  return &g_array_index (self->segments, EaselSegment, index);
}

/* The last segment that begins at @offset or before it. */
guint
_easel_diff_view_find_segment (EaselDiffView *self, int offset)
{
  guint low = 0, high = self->segments->len;

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (_easel_diff_view_segment_at (self, middle)->start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

void
_easel_diff_view_get_iters (
    EaselDiffView *self, int start, int end, GtkTextIter *start_iter, GtkTextIter *end_iter)
{
  gtk_text_buffer_get_iter_at_offset (self->buffer, start_iter, start);
  *end_iter = *start_iter;
  gtk_text_iter_forward_chars (end_iter, end - start);
}

/* To free a large text with its tags takes longer than a frame: it goes piece by
 * piece, between other things. */
#define DROPPED_AT_ONCE 60000

static gboolean
on_drop_idle_cb (gpointer user_data)
{
  GtkTextBuffer *buffer = user_data;
  int length = gtk_text_buffer_get_char_count (buffer);
  GtkTextIter start, end;

  if (length <= DROPPED_AT_ONCE)
    return G_SOURCE_REMOVE;
  gtk_text_buffer_get_end_iter (buffer, &end);
  gtk_text_buffer_get_iter_at_offset (buffer, &start, length - DROPPED_AT_ONCE);
  gtk_text_buffer_delete (buffer, &start, &end);
  return G_SOURCE_CONTINUE;
}

/* To be called when no view shows the buffer any more. */
void
_easel_diff_view_drop_buffer (GtkTextBuffer *buffer)
{
  if (gtk_text_buffer_get_char_count (buffer) <= DROPPED_AT_ONCE)
    g_object_unref (buffer);
  else
    g_idle_add_full (G_PRIORITY_LOW, on_drop_idle_cb, buffer, g_object_unref);
}

/**
 * easel_diff_view_begin:
 * @self: the view
 * @size: how much will be appended, about, in bytes
 *
 * Begins to fill the view anew. Nothing of it is seen before
 * easel_diff_view_end().
 */
void
easel_diff_view_begin (EaselDiffView *self, gsize size)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  _easel_diff_view_use_primary (self, TRUE);
  /* The view shows it until the end. */
  if (self->old_buffer == NULL)
    self->old_buffer = g_steal_pointer (&self->buffer);
  g_clear_object (&self->buffer);
  self->buffer = gtk_text_buffer_new (NULL);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  easel_diff_style_apply (self->buffer);
  g_array_set_size (self->segments, 0);
  g_array_set_size (self->changes, 0);
  g_array_set_size (self->locks, 0);
  self->focus_change = -1;
  self->caret = -1;
  self->splicing = FALSE;
  self->n_untagged = 0;
  self->n_chars = 0;
  self->paragraph = 0;
  self->longest = size > LARGE ? LONGEST_PARAGRAPH_OF_LARGE : LONGEST_PARAGRAPH;
  if (self->building != NULL)
    g_string_free (self->building, TRUE);
  self->building = g_string_sized_new (size + size / 8);
}

/* While the view is filled its text is only gathered; the buffer gets it in one. */
static void
insert (EaselDiffView *self, const char *text, gsize length)
{
  GtkTextIter at, start;
  int offset = self->n_chars;

  self->n_chars += (int) g_utf8_strlen (text, (gssize) length);
  if (self->building != NULL)
    {
      g_string_append_len (self->building, text, (gssize) length);
      return;
    }
  gtk_text_buffer_get_iter_at_offset (self->buffer, &at, offset);
  gtk_text_buffer_insert (self->buffer, &at, text, (int) length);
  if (!self->splicing)
    return;
  /* Between two words of one look it would look like them. */
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, offset);
  gtk_text_buffer_remove_all_tags (self->buffer, &start, &at);
}

static void
tag_segment (EaselDiffView *self, EaselSegment *segment)
{
  const char *tag = tag_of_look (segment->look);
  GtkTextIter start, end;

  if (!segment->tagged)
    self->n_untagged--;
  segment->tagged = TRUE;
  if (tag == NULL || segment->end <= segment->start)
    return;
  _easel_diff_view_get_iters (self, segment->start, segment->end, &start, &end);
  gtk_text_buffer_apply_tag_by_name (self->buffer, tag, &start, &end);
}

/* Tags the first few thousand segments that touch a stretch of characters. */
void
_easel_diff_view_tag_range (EaselDiffView *self, int start, int end)
{
  guint n = 0;

  for (guint i = _easel_diff_view_find_segment (self, start); i < self->segments->len && self->n_untagged > 0;
       i++)
    {
      EaselSegment *segment = _easel_diff_view_segment_at (self, i);

      if (segment->start > end || n > EAGER)
        break;
      if (segment->tagged)
        continue;
      tag_segment (self, segment);
      n++;
    }
}

static void
add_segment (EaselDiffView *self, EaselSegment *segment)
{
  guint index = self->splicing ? self->splice_at++ : self->segments->len;

  segment->end = self->n_chars;
  segment->tagged = FALSE;
  self->n_untagged++;
  g_array_insert_vals (self->segments, index, segment, 1);
  if (self->building == NULL)
    tag_segment (self, _easel_diff_view_segment_at (self, index));
  if (segment->change < 0)
    return;
  if ((guint) segment->change >= self->changes->len)
    {
      Range none = { G_MAXUINT, 0 };

      while ((guint) segment->change >= self->changes->len)
        g_array_append_val (self->changes, none);
    }
  if (g_array_index (self->changes, Range, segment->change).first == G_MAXUINT)
    g_array_index (self->changes, Range, segment->change).first = index;
  g_array_index (self->changes, Range, segment->change).last = index;
}

/* How much of @text fits in the paragraph as it stands: up to a space near the
 * longest allowed. Returns bytes; sets whether to break. */
static gsize
measure_piece (EaselDiffView *self, const char *text, gsize length, gboolean whole, gboolean *breaks)
{
  const char *end = text + length, *space = NULL, *at = text;

  *breaks = FALSE;
  if ((whole && length < (gsize) self->longest) ||
      self->paragraph + (int) MIN (length, LARGE) < self->longest)
    {
      const char *line = g_strrstr_len (text, (gssize) length, "\n");

      self->paragraph = line != NULL ? (int) (end - line) : self->paragraph + (int) length;
      return length;
    }
  for (; at < end; at = g_utf8_next_char (at))
    {
      if (*at == '\n')
        {
          self->paragraph = 0;
          space = NULL;
          continue;
        }
      if (*at == ' ')
        space = at + 1;
      if (++self->paragraph < self->longest || (space == NULL && self->paragraph < self->longest + 500))
        continue;
      *breaks = TRUE;
      self->paragraph = 0;
      return (gsize) ((space != NULL ? space : at) - text);
    }
  return length;
}

/**
 * easel_diff_view_append:
 * @self: the view
 * @text: the text that @segment's source points into
 * @segment: kind, look, in_result, change and source are read
 *
 * Appends words, or an empty place for easel_diff_view_replace(). Where a paragraph grows so long that it
 * could not be laid out in a frame it is broken at a space; the break is in no text.
 */
void
easel_diff_view_append (EaselDiffView *self, const char *text, const EaselSegment *segment)
{
  gsize done = 0;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);
  g_return_if_fail (text != NULL && segment != NULL);

  do
    {
      EaselSegment piece = *segment;
      gboolean breaks;

      piece.source = segment->source + done;
      piece.source_length = measure_piece (self, text + piece.source, segment->source_length - done,
                                           segment->change >= 0, &breaks);
      piece.start = self->n_chars;
      insert (self, text + piece.source, piece.source_length);
      add_segment (self, &piece);
      done += piece.source_length;
      if (breaks)
        easel_diff_view_append_gap (self, "\n", segment->change);
    }
  while (done < segment->source_length);
}

/**
 * easel_diff_view_append_sign:
 * @self: the view
 * @sign: which
 * @change: the index of the change
 *
 * Appends the room of a sign. It does not break from the word that follows.
 */
void
easel_diff_view_append_sign (EaselDiffView *self, EaselDiffSign sign, int change)
{
  EaselSegment segment = { .kind = EASEL_SEGMENT_SIGN, .sign = sign, .change = change };

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  segment.start = self->n_chars;
  insert (self, ROOM, strlen (ROOM));
  add_segment (self, &segment);
  if (self->longest == LONGEST_PARAGRAPH_OF_LARGE)
    self->paragraph += COST_OF_CHANGE;
}

/**
 * easel_diff_view_append_gap:
 * @self: the view
 * @text: a space or a line break
 * @change: the index of the change that it is within, or -1
 *
 * Appends something that is seen, and is in neither text.
 */
void
easel_diff_view_append_gap (EaselDiffView *self, const char *text, int change)
{
  EaselSegment segment = { .kind = EASEL_SEGMENT_GAP, .change = change };

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  segment.start = self->n_chars;
  insert (self, text, strlen (text));
  add_segment (self, &segment);
}

/**
 * easel_diff_view_end:
 * @self: the view
 *
 * Shows what was appended since easel_diff_view_begin().
 */
void
easel_diff_view_end (EaselDiffView *self)
{
  GtkTextIter start;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->building != NULL);

  gtk_text_buffer_set_text (self->buffer, self->building->str, (int) self->building->len);
  g_string_free (g_steal_pointer (&self->building), TRUE);
  if (self->segments->len <= EAGER)
    _easel_diff_view_tag_range (self, 0, G_MAXINT);
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_place_cursor (self->buffer, &start);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), self->buffer);
  g_clear_pointer (&self->old_buffer, _easel_diff_view_drop_buffer);
  _easel_diff_view_use_primary (self, FALSE);
}

/**
 * easel_diff_view_replace:
 * @self: the view
 * @index: a segment
 * @text: the text that @segment's source points into
 * @segment: kind, look, in_result and source are read
 *
 * Puts other words in a segment's place; it may be empty before and after.
 */
void
easel_diff_view_replace (EaselDiffView *self, guint index, const char *text, const EaselSegment *segment)
{
  EaselSegment *now;
  GtkTextIter start, end;
  int added, removed;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && index < self->segments->len);

  now = _easel_diff_view_segment_at (self, index);
  _easel_diff_view_get_iters (self, now->start, now->end, &start, &end);
  removed = now->end - now->start;
  gtk_text_buffer_delete (self->buffer, &start, &end);
  added = (int) g_utf8_strlen (text + segment->source, (gssize) segment->source_length);
  gtk_text_buffer_insert (self->buffer, &start, text + segment->source, (int) segment->source_length);
  self->n_chars += added - removed;
  now->kind = segment->kind;
  now->look = segment->look;
  now->in_result = segment->in_result;
  now->source = segment->source;
  now->source_length = segment->source_length;
  now->end = now->start + added;
  tag_segment (self, now);
  for (guint i = index + 1; i < self->segments->len && added != removed; i++)
    {
      _easel_diff_view_segment_at (self, i)->start += added - removed;
      _easel_diff_view_segment_at (self, i)->end += added - removed;
    }
  for (guint i = 0; i < self->locks->len && added != removed; i++)
    {
      EaselDiffLock *lock = &g_array_index (self->locks, EaselDiffLock, i);

      if (lock->start < now->start)
        continue;
      lock->start += added - removed;
      lock->end += added - removed;
    }
}

guint
easel_diff_view_get_n_segments (EaselDiffView *self)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), 0);

  return self->segments->len;
}

/**
 * easel_diff_view_get_segment:
 * @self: the view
 * @index: which
 *
 * Returns: (transfer none): the segment, until the next change of the view
 */
const EaselSegment *
easel_diff_view_get_segment (EaselDiffView *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), NULL);
  g_return_val_if_fail (index < self->segments->len, NULL);

  return _easel_diff_view_segment_at (self, index);
}

/**
 * easel_diff_view_set_look:
 * @self: the view
 * @index: a segment
 * @look: how its words are to look
 * @in_result: whether copying takes them
 */
void
easel_diff_view_set_look (EaselDiffView *self, guint index, EaselSegmentLook look, gboolean in_result)
{
  EaselSegment *segment;
  GtkTextIter start, end;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));
  g_return_if_fail (index < self->segments->len);

  segment = _easel_diff_view_segment_at (self, index);
  segment->in_result = in_result;
  if (segment->look == look)
    return;
  if (segment->tagged && tag_of_look (segment->look) != NULL)
    {
      _easel_diff_view_get_iters (self, segment->start, segment->end, &start, &end);
      gtk_text_buffer_remove_tag_by_name (self->buffer, tag_of_look (segment->look), &start, &end);
    }
  segment->look = look;
  if (segment->tagged)
    tag_segment (self, segment);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
easel_diff_view_set_sign (EaselDiffView *self, guint index, EaselDiffSign sign)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));
  g_return_if_fail (index < self->segments->len);

  _easel_diff_view_segment_at (self, index)->sign = sign;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_get_change:
 * @self: the view
 * @change: the index of a change, or -1
 * @first: (out): its first segment
 * @last: (out): its last segment
 *
 * Returns: whether the view shows the change
 */
gboolean
easel_diff_view_get_change (EaselDiffView *self, int change, guint *first, guint *last)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), FALSE);

  /* What is still gathered stands nowhere yet. */
  if (change < 0 || (guint) change >= self->changes->len || self->building != NULL ||
      g_array_index (self->changes, Range, change).first == G_MAXUINT)
    return FALSE;
  *first = g_array_index (self->changes, Range, change).first;
  *last = g_array_index (self->changes, Range, change).last;
  return TRUE;
}

/**
 * easel_diff_view_set_focus_change:
 * @self: the view
 * @change: the change to draw an outline around, or -1
 */
void
easel_diff_view_set_focus_change (EaselDiffView *self, int change)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  self->focus_change = change;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_set_caret:
 * @self: the view
 * @offset: where the answer stands, in characters, or -1 for none
 */
void
easel_diff_view_set_caret (EaselDiffView *self, int offset)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  self->caret = offset;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_add_lock:
 * @self: the view
 * @start: where locked words begin, in characters
 * @end: where they end
 * @padlock: whether to draw a padlock in the margin beside them
 */
void
easel_diff_view_add_lock (EaselDiffView *self, int start, int end, gboolean padlock)
{
  EaselDiffLock lock = { start, end, padlock };
  GtkTextIter from, to;
  guint at = self->locks->len;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  while (at > 0 && g_array_index (self->locks, EaselDiffLock, at - 1).start > start)
    at--;
  g_array_insert_val (self->locks, at, lock);
  _easel_diff_view_get_iters (self, start, end, &from, &to);
  gtk_text_buffer_apply_tag_by_name (self->buffer, EASEL_TAG_LOCKED, &from, &to);
}

/**
 * easel_diff_view_get_result:
 * @self: the view
 * @start: where to begin, in characters of what is shown
 * @end: where to end
 *
 * Gets what a copy of a stretch of the view gives: the words in it that are in
 * the result, without signs and without words that will not be.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
easel_diff_view_get_result (EaselDiffView *self, int start, int end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), NULL);

  for (guint i = _easel_diff_view_find_segment (self, start); i < self->segments->len; i++)
    {
      const EaselSegment *segment = _easel_diff_view_segment_at (self, i);
      g_autofree char *piece = NULL;
      GtkTextIter from, to;

      if (segment->start >= end)
        break;
      if (!segment->in_result || segment->end <= start)
        continue;
      _easel_diff_view_get_iters (self, MAX (segment->start, start), MIN (segment->end, end), &from, &to);
      piece = gtk_text_buffer_get_slice (self->buffer, &from, &to, TRUE);
      g_string_append (text, piece);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
