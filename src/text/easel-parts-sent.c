// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-private.h"

#include <string.h>

/* Above this many pairs the alignment looks ahead in the order only. */
#define MOST_PAIRS (4 * 1000 * 1000)

#define NONE G_MAXSIZE

/* What is put between two parts when all between them are off. */
static void
append_without (GString *sent, const char *text, const EaselPart *parts, gsize left, gsize right)
{
  EaselSpan separator = parts[left].separator;
  EaselSpan last = { sent->len - parts[left].text.length, parts[left].text.length };

  if (right == left + 1)
    {
      g_string_append_len (sent, text + separator.start, (gssize) separator.length);
      g_string_append_len (sent, text + parts[right].text.start, (gssize) parts[right].text.length);
      return;
    }
  separator = _easel_parts_choose_separator (text, parts, left, right);
  _easel_parts_append_joint (sent, last, text + separator.start, separator.length,
                             text + parts[right].text.start, parts[right].text.length);
}

/* An end that has lost its part keeps no comma. */
static void
append_end (GString *sent, const char *text, EaselSpan end, gboolean lost)
{
  for (gsize i = end.start; i < end.start + end.length; i++)
    if (!lost || text[i] != ',')
      g_string_append_c (sent, text[i]);
}

static void
trim_end (GString *sent, gsize from)
{
  while (sent->len > from && (sent->str[sent->len - 1] == ' ' || sent->str[sent->len - 1] == '\t'))
    g_string_truncate (sent, sent->len - 1);
}

static void
note_gap (GArray *gaps, gsize start, gsize end)
{
  EaselSpan gap = { start, end - start };

  if (gaps != NULL)
    g_array_append_val (gaps, gap);
}

/* Notes in @gaps what stands before, between and behind the parts. */
static char *
write_sent (const EaselPartsState *state, const EaselPart *parts, gsize n_parts, GArray *gaps)
{
  GString *sent = g_string_sized_new (strlen (state->text));
  gsize last = NONE;
  gsize tail;

  for (gsize i = 0; i < n_parts; i++)
    {
      gsize start = sent->len;

      if (parts[i].off)
        continue;
      if (last == NONE)
        {
          append_end (sent, state->text, (EaselSpan) { 0, parts[0].text.start }, i > 0);
          if (i > 0)
            trim_end (sent, 0);
          g_string_append_len (sent, state->text + parts[i].text.start, (gssize) parts[i].text.length);
        }
      else
        append_without (sent, state->text, parts, last, i);
      note_gap (gaps, start, sent->len - parts[i].text.length);
      last = i;
    }
  tail = sent->len;
  if (n_parts == 0)
    g_string_append (sent, state->text);
  else if (last != NONE)
    append_end (sent, state->text, parts[n_parts - 1].separator, last != n_parts - 1);
  if (last != NONE && last != n_parts - 1)
    {
      trim_end (sent, tail);
      if (!_easel_parts_end_cleanly (state->text + parts[last].text.start, parts[last].text.length,
                                     sent->str + tail, sent->len - tail))
        g_string_truncate (sent, tail);
    }
  note_gap (gaps, tail, sent->len);
  return g_string_free (sent, FALSE);
}

/**
 * easel_parts_get_sent_text:
 * @text: a prompt, valid UTF-8
 * @offs: (array length=n_offs) (nullable): what is switched off
 * @n_offs: how many
 *
 * What a model is sent: @text without each part of which any byte is switched
 * off. Of the separators around what goes, the strongest stays; none is
 * doubled, and no comma is left at an end that has lost its part. Where
 * nothing is off the text is the same, byte for byte.
 *
 * Returns: (transfer full): the text; "" if all parts are off
 */
char *
easel_parts_get_sent_text (const char *text, const EaselSpan *offs, gsize n_offs)
{
  g_autoptr (EaselPartsState) state = NULL;
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;

  g_return_val_if_fail (text != NULL, NULL);

  if (n_offs == 0)
    return g_strdup (text);
  state = easel_parts_state_new (text, NULL, 0, offs, n_offs);
  parts = easel_parts_split (state, &n_parts);
  return write_sent (state, parts, n_parts, NULL);
}

/* ---------------------------------------------------------------- putting back */

typedef struct
{
  const EaselPartsState *before;
  const EaselPart *parts;
  gsize n_parts;
  const char *answer;
  const EaselPart *now;
  gsize n_now;
  EaselSpan lead; /* of the answer */
  const char *sent;
  const EaselSpan *sent_gaps; /* of what was sent */
  gsize n_sent;
  gsize *kept;     /* index among the parts of each that was sent */
  gsize *match;    /* index in the answer of each that was sent, or NONE */
  gsize *n_before; /* of each part: how many before it were sent */
  gsize *position; /* before which part of the answer each switched-off part goes */
  gsize next;      /* the first part that is not written yet, if it is off */
  GString *text;
  GArray *offs;
} Restorer;

static guint
get_name (GHashTable *names, const char *text, const EaselPart *part)
{
  g_autofree char *own = g_strndup (text + part->content.start, part->content.length);
  g_autofree char *folded = g_utf8_casefold (own, -1);
  gpointer name = g_hash_table_lookup (names, folded);

  if (name == NULL)
    {
      name = GUINT_TO_POINTER (g_hash_table_size (names) + 1);
      g_hash_table_insert (names, g_steal_pointer (&folded), name);
    }
  return GPOINTER_TO_UINT (name);
}

/* The longest common subsequence of the two lists of names. */
static void
align_exactly (const guint *a, gsize n_a, const guint *b, gsize n_b, gsize *match, gsize offset)
{
  gsize width = n_b + 1;
  g_autofree guint32 *table = g_new0 (guint32, (n_a + 1) * width);
  gsize i = 0;
  gsize k = 0;

  for (gsize x = n_a; x-- > 0;)
    for (gsize y = n_b; y-- > 0;)
      table[x * width + y] = a[x] == b[y] ? table[(x + 1) * width + y + 1] + 1
                                          : MAX (table[(x + 1) * width + y], table[x * width + y + 1]);
  while (i < n_a && k < n_b)
    {
      if (a[i] == b[k])
        match[i++] = offset + k++;
      else if (table[(i + 1) * width + k] >= table[i * width + k + 1])
        i++;
      else
        k++;
    }
}

/* For very many parts: each takes the next one of its name, at most so far
 * ahead that the whole stays linear. */
static void
align_ahead (const guint *a, gsize n_a, const guint *b, gsize n_b, gsize *match, gsize offset)
{
  gsize reach = MAX (16, MOST_PAIRS / n_a);
  gsize next = 0;

  for (gsize i = 0; i < n_a; i++)
    for (gsize k = next; k < n_b && k < next + reach; k++)
      if (a[i] == b[k])
        {
          match[i] = offset + k;
          next = k + 1;
          break;
        }
}

static void
align (Restorer *self)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree guint *a = g_new (guint, self->n_sent + 1);
  g_autofree guint *b = g_new (guint, self->n_now + 1);
  gsize n_a = self->n_sent;
  gsize n_b = self->n_now;
  gsize head = 0;

  for (gsize i = 0; i < n_a; i++)
    {
      a[i] = get_name (names, self->before->text, &self->parts[self->kept[i]]);
      self->match[i] = NONE;
    }
  for (gsize i = 0; i < n_b; i++)
    b[i] = get_name (names, self->answer, &self->now[i]);

  for (; head < n_a && head < n_b && a[head] == b[head]; head++)
    self->match[head] = head;
  for (; n_a > head && n_b > head && a[n_a - 1] == b[n_b - 1]; n_a--, n_b--)
    self->match[n_a - 1] = n_b - 1;
  if (n_a == head || n_b == head)
    return;
  if (n_b - head <= MOST_PAIRS / (n_a - head))
    align_exactly (a + head, n_a - head, b + head, n_b - head, self->match + head, head);
  else
    align_ahead (a + head, n_a - head, b + head, n_b - head, self->match + head, head);
}

/* Where what followed the @n-th part that was sent goes, for n from 0: before
 * all of them, behind the first, … */
static gsize *
place_gaps (Restorer *self)
{
  gsize *gaps = g_new (gsize, self->n_sent + 1);
  gsize ceiling = self->n_now;
  gsize floor_at = 0;

  /* From the front: behind the preceding part, or as far behind the last one
   * that was found as it used to be. */
  for (gsize n = 0; n <= self->n_sent; n++)
    {
      if (n > 0 && self->match[n - 1] != NONE)
        floor_at = self->match[n - 1] + 1;
      else if (n > 0)
        floor_at++;
      gaps[n] = floor_at;
    }
  /* From the back: never behind a following one that was found. */
  for (gsize n = self->n_sent + 1; n-- > 0;)
    {
      if (n < self->n_sent && self->match[n] != NONE)
        {
          ceiling = self->match[n];
          if (n > 0 && self->match[n - 1] == NONE)
            gaps[n] = ceiling;
        }
      gaps[n] = MIN (gaps[n], ceiling);
    }
  return gaps;
}

static void
place (Restorer *self)
{
  g_autofree gsize *gaps = place_gaps (self);
  gsize sent = 0;

  for (gsize i = 0; i < self->n_parts; i++)
    {
      gsize at = gaps[sent];

      self->n_before[i] = sent;
      if (!self->parts[i].off)
        {
          sent++;
          continue;
        }
      /* Parameters stay at the end: nothing else is put behind them that was not. */
      while (!self->parts[i].parameter && at > 0 && self->now[at - 1].parameter &&
             (sent == 0 || self->match[sent - 1] != at - 1))
        at--;
      self->position[i] = at;
    }
}

static EaselSpan
answer_gap (Restorer *self, gsize at)
{
  return at == 0 ? self->lead : self->now[at - 1].separator;
}

/* Whether the switched-off parts from @first up to @end were all between two
 * neighbours that the answer has as they were sent: then the old bytes fit. */
static gboolean
is_untouched (Restorer *self, gsize first, gsize end, gsize at)
{
  EaselSpan now = answer_gap (self, at);
  EaselSpan sent;
  gsize n = self->n_before[first];

  for (gsize i = first; i < end; i++)
    if (!self->parts[i].off)
      return FALSE;
  if ((first > 0 && self->parts[first - 1].off) || (end < self->n_parts && self->parts[end].off))
    return FALSE;
  if (n == 0 ? at != 0 : self->match[n - 1] != at - 1)
    return FALSE;
  if (n == self->n_sent ? at != self->n_now : self->match[n] != at)
    return FALSE;

  sent = self->sent_gaps[n];
  return sent.length == now.length &&
         memcmp (self->sent + sent.start, self->answer + now.start, now.length) == 0;
}

static void
append_off (Restorer *self, gsize part)
{
  EaselSpan off = { self->text->len - self->parts[part].text.length, self->parts[part].text.length };

  g_array_append_val (self->offs, off);
}

static void
append_old_bytes (Restorer *self, gsize first, gsize end)
{
  const char *before = self->before->text;
  gsize from = first == 0 ? 0 : self->parts[first].text.start - self->parts[first - 1].separator.length;

  for (gsize i = first; i < end; i++)
    {
      gsize to = self->parts[i].text.start + self->parts[i].text.length;

      g_string_append_len (self->text, before + from, (gssize) (to - from));
      append_off (self, i);
      from = to;
    }
  g_string_append_len (self->text, before + from, (gssize) self->parts[end - 1].separator.length);
}

/* Writes the switched-off parts that go before part @at of the answer, and
 * then that part, or the end. */
static void
write_gap (Restorer *self, gsize at, gboolean apart)
{
  const char *before = self->before->text;
  EaselSpan gap = answer_gap (self, at);
  EaselSpan left = { 0, 0 };
  gsize first = NONE;
  gsize end = self->next;

  for (; end < self->n_parts && (!self->parts[end].off || self->position[end] <= at); end++)
    if (self->parts[end].off && first == NONE)
      first = end;
  while (first != NONE && !self->parts[end - 1].off)
    end--;

  if (first == NONE || (!apart && is_untouched (self, first, end, at)))
    {
      if (first == NONE)
        g_string_append_len (self->text, self->answer + gap.start, (gssize) gap.length);
      else
        append_old_bytes (self, first, end);
      if (at < self->n_now)
        g_string_append_len (self->text, self->answer + self->now[at].text.start,
                             (gssize) self->now[at].text.length);
      self->next = end;
      return;
    }

  if (at == 0)
    g_string_append_len (self->text, self->answer + gap.start, (gssize) gap.length);
  else
    left = (EaselSpan) { self->text->len - self->now[at - 1].text.length, self->now[at - 1].text.length };
  for (gsize i = first; i < end; i++)
    {
      const EaselPart *part = &self->parts[i];
      EaselSpan old = { part->text.start, 0 };

      if (!part->off)
        continue;
      if (i > 0)
        old = self->parts[i - 1].separator;
      if (left.length > 0)
        _easel_parts_append_joint (self->text, left, apart ? "\n\n" : before + old.start,
                                   apart ? 2 : old.length, before + part->text.start, part->text.length);
      else
        g_string_append_len (self->text, before + part->text.start, (gssize) part->text.length);
      append_off (self, i);
      left = (EaselSpan) { self->text->len - part->text.length, part->text.length };
    }
  self->next = end;

  if (at == 0)
    gap = (EaselSpan) { 0, 0 };
  if (at < self->n_now)
    _easel_parts_append_joint (self->text, left, apart ? "\n\n" : self->answer + gap.start,
                               apart ? 2 : gap.length, self->answer + self->now[at].text.start,
                               self->now[at].text.length);
  else if (_easel_parts_end_cleanly (self->text->str + left.start, left.length, self->answer + gap.start,
                                     gap.length))
    g_string_append_len (self->text, self->answer + gap.start, (gssize) gap.length);
}

static EaselPartsState *
write_restored (Restorer *self, gboolean apart)
{
  self->next = 0;
  g_string_truncate (self->text, 0);
  g_array_set_size (self->offs, 0);
  for (gsize at = 0; at <= self->n_now; at++)
    write_gap (self, at, apart);
  return easel_parts_state_new (self->text->str, NULL, 0, (const EaselSpan *) (gpointer) self->offs->data,
                                self->offs->len);
}

/* Whether each part that is off now is one that was put back. */
static gboolean
verify_restored (Restorer *self, const EaselPartsState *restored)
{
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;
  gsize off = 0;

  parts = easel_parts_split (restored, &n_parts);
  for (gsize i = 0; i < n_parts; i++)
    if (parts[i].off)
      {
        const EaselSpan *span = &g_array_index (self->offs, EaselSpan, off);

        if (off++ == self->offs->len || span->start != parts[i].text.start ||
            span->length != parts[i].text.length)
          return FALSE;
      }
  return off == self->offs->len;
}

/**
 * easel_parts_restore_off:
 * @before: the prompt with all its parts, valid UTF-8
 * @offs: (array length=n_offs) (nullable): what is switched off in it
 * @n_offs: how many
 * @answer: what became of easel_parts_get_sent_text() of the two
 *
 * Puts each switched-off part back into @answer: behind the part that it
 * followed; where that one is not found, before the one that it preceded;
 * else as far behind the last one found as it used to be. Each is found again
 * by its text without weight and case. An answer equal to what was sent gives
 * @before again, byte for byte. No part is lost, of @answer or of those off.
 *
 * Returns: (transfer full): the prompt, with the switched-off spans in it and
 *   no locks
 */
EaselPartsState *
easel_parts_restore_off (const char *before, const EaselSpan *offs, gsize n_offs, const char *answer)
{
  g_autoptr (EaselPartsState) state = NULL;
  g_autoptr (EaselPartsState) restored = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) now_off = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autofree EaselPart *parts = NULL;
  g_autofree EaselPart *now = NULL;
  g_autofree gsize *kept = NULL;
  g_autofree gsize *match = NULL;
  g_autofree gsize *n_before = NULL;
  g_autofree gsize *position = NULL;
  g_autofree char *sent = NULL;
  Restorer self = { .answer = answer, .text = text, .offs = now_off };

  g_return_val_if_fail (before != NULL && answer != NULL, NULL);

  state = easel_parts_state_new (before, NULL, 0, offs, n_offs);
  self.before = state;
  self.parts = parts = easel_parts_split (state, &self.n_parts);
  self.now = now = _easel_parts_split_text (answer, strlen (answer), &self.lead, &self.n_now);
  self.sent = sent = write_sent (state, parts, self.n_parts, gaps);
  self.sent_gaps = (const EaselSpan *) (gpointer) gaps->data;
  self.kept = kept = g_new (gsize, self.n_parts + 1);
  self.match = match = g_new (gsize, self.n_parts + 1);
  self.n_before = n_before = g_new0 (gsize, self.n_parts + 1);
  self.position = position = g_new0 (gsize, self.n_parts + 1);
  for (gsize i = 0; i < self.n_parts; i++)
    if (!parts[i].off)
      kept[self.n_sent++] = i;
  if (self.n_sent == self.n_parts)
    return easel_parts_state_new (answer, NULL, 0, NULL, 0);
  /* Between parts that read the same, the alignment may choose another place. */
  if (strcmp (sent, answer) == 0)
    return g_steal_pointer (&state);

  align (&self);
  place (&self);
  restored = write_restored (&self, FALSE);
  if (!verify_restored (&self, restored))
    {
      g_clear_pointer (&restored, easel_parts_state_free);
      restored = write_restored (&self, TRUE);
    }
  return g_steal_pointer (&restored);
}
