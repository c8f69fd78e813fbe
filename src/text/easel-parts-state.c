// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-private.h"

#include "easel-locks.h"

#include <string.h>

/**
 * easel_parts_state_new:
 * @text: a prompt, valid UTF-8
 * @locks: (array length=n_locks) (nullable): locked spans, in any order
 * @n_locks: how many
 * @offs: (array length=n_offs) (nullable): switched-off spans, in any order
 * @n_offs: how many
 *
 * Copies all of it. What of a span lies beyond the end of @text is cut off.
 *
 * Returns: (transfer full): the state
 */
EaselPartsState *
easel_parts_state_new (
    const char *text, const EaselSpan *locks, gsize n_locks, const EaselSpan *offs, gsize n_offs)
{
  EaselPartsState *self = g_new0 (EaselPartsState, 1);
  gsize length = strlen (text);

  self->text = g_strdup (text);
  self->locks = g_new (EaselSpan, MAX (n_locks, 1));
  self->offs = g_new (EaselSpan, MAX (n_offs, 1));
  for (gsize i = 0; i < n_locks; i++)
    self->locks[i] = (EaselSpan) { MIN (locks[i].start, length),
                                   MIN (locks[i].length, length - MIN (locks[i].start, length)) };
  for (gsize i = 0; i < n_offs; i++)
    self->offs[i] = (EaselSpan) { MIN (offs[i].start, length),
                                  MIN (offs[i].length, length - MIN (offs[i].start, length)) };
  self->n_locks = easel_locks_merge (self->locks, n_locks);
  self->n_offs = easel_locks_merge (self->offs, n_offs);
  return self;
}

/**
 * easel_parts_state_free:
 * @self: (nullable): a state
 *
 * Frees it.
 */
void
easel_parts_state_free (EaselPartsState *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self->locks);
  g_free (self->offs);
  g_free (self);
}

static gboolean
meets_span (EaselSpan text, const EaselSpan *spans, gsize n_spans, gsize *next)
{
  while (*next < n_spans && spans[*next].start + spans[*next].length <= text.start)
    (*next)++;
  return *next < n_spans && spans[*next].start < text.start + text.length;
}

/**
 * easel_parts_split:
 * @state: a prompt
 * @n_parts: (out): how many parts there are
 *
 * Sees the prompt as parts. It is cut at commas, semicolons before a space,
 * ends of lines and sentences, their full-width forms, before and behind a
 * parameter and at `BREAK`; never inside brackets that have a partner, inside
 * any other unit of syntax, or inside a quotation on one line. A comma between
 * two digits and the point of a short form ("e.g.", "Dr.") cut nothing. All of
 * what was cut at is the separator, so that parts and separators, behind what
 * space or commas there are at the very beginning, tile the text.
 *
 * A part of which any byte is locked or switched off is so as a whole.
 *
 * Returns: (transfer full) (array length=n_parts) (nullable): the parts, to be
 *   freed with g_free()
 */
EaselPart *
easel_parts_split (const EaselPartsState *state, gsize *n_parts)
{
  EaselPart *parts;
  gsize lock = 0;
  gsize off = 0;

  g_return_val_if_fail (state != NULL && n_parts != NULL, NULL);

  parts = _easel_parts_split_text (state->text, strlen (state->text), NULL, n_parts);
  for (gsize i = 0; i < *n_parts; i++)
    {
      parts[i].locked = meets_span (parts[i].text, state->locks, state->n_locks, &lock);
      parts[i].off = meets_span (parts[i].text, state->offs, state->n_offs, &off);
    }
  return parts;
}

static EaselPartsState *
with_mark (const EaselPartsState *state, gsize index, gboolean off, gboolean set)
{
  g_autofree EaselPart *parts = NULL;
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  const EaselSpan *marks = off ? state->offs : state->locks;
  gsize n_marks = off ? state->n_offs : state->n_locks;
  gsize n_parts;
  gsize start;
  gsize end;

  parts = easel_parts_split (state, &n_parts);
  g_return_val_if_fail (index < n_parts, NULL);
  start = parts[index].text.start;
  end = start + parts[index].text.length;

  for (gsize i = 0; i < n_marks; i++)
    {
      gsize mark_end = marks[i].start + marks[i].length;
      EaselSpan before = { marks[i].start, MIN (mark_end, start) - MIN (marks[i].start, start) };
      EaselSpan behind = { MAX (marks[i].start, end), MAX (mark_end, end) - MAX (marks[i].start, end) };

      g_array_append_val (spans, before);
      g_array_append_val (spans, behind);
    }
  if (set)
    g_array_append_val (spans, parts[index].text);

  return easel_parts_state_new (state->text, off ? state->locks : (EaselSpan *) (gpointer) spans->data,
                                off ? state->n_locks : spans->len,
                                off ? (EaselSpan *) (gpointer) spans->data : state->offs,
                                off ? spans->len : state->n_offs);
}

/**
 * easel_parts_set_off:
 * @state: a prompt
 * @index: which part
 * @off: whether it is switched off
 *
 * Returns: (transfer full): the prompt with the part's mark set or gone; the
 *   text is the same
 */
EaselPartsState *
easel_parts_set_off (const EaselPartsState *state, gsize index, gboolean off)
{
  g_return_val_if_fail (state != NULL, NULL);

  return with_mark (state, index, TRUE, off);
}

/**
 * easel_parts_set_locked:
 * @state: a prompt
 * @index: which part
 * @locked: whether it is locked
 *
 * Returns: (transfer full): the prompt with all of the part locked, or no byte
 *   of it; the text is the same
 */
EaselPartsState *
easel_parts_set_locked (const EaselPartsState *state, gsize index, gboolean locked)
{
  g_return_val_if_fail (state != NULL, NULL);

  return with_mark (state, index, FALSE, locked);
}
