// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-private.h"

#include "easel-error.h"
#include "easel-locks.h"
#include "easel-syntax.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define WEIGHT_STEP 0.05

/* A text that is written out of pieces of another one. */
typedef struct
{
  const EaselPartsState *old;
  GString *text;
  GArray *kept; /* Piece */
  GArray *offs; /* EaselSpan in the new text */
} Writer;

typedef struct
{
  gsize old_start;
  gsize new_start;
  gsize length;
} Piece;

static void
writer_init (Writer *self, const EaselPartsState *old)
{
  self->old = old;
  self->text = g_string_sized_new (strlen (old->text) + 16);
  self->kept = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->offs = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
}

static void
writer_clear (Writer *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_clear_pointer (&self->kept, g_array_unref);
  g_clear_pointer (&self->offs, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static void
writer_keep (Writer *self, EaselSpan span)
{
  Piece piece = { span.start, self->text->len, span.length };

  g_array_append_val (self->kept, piece);
  g_string_append_len (self->text, self->old->text + span.start, (gssize) span.length);
}

static void
writer_add_off (Writer *self, gsize start)
{
  EaselSpan span = { start, self->text->len - start };

  g_array_append_val (self->offs, span);
}

static void
writer_keep_part (Writer *self, const EaselPart *part)
{
  gsize start = self->text->len;

  writer_keep (self, part->text);
  if (part->off)
    writer_add_off (self, start);
}

static int
compare_pieces (gconstpointer a, gconstpointer b)
{
  const Piece *one = a;
  const Piece *two = b;

  return one->old_start < two->old_start ? -1 : one->old_start > two->old_start;
}

/* A lock goes where its first byte went; all its bytes must have gone along. */
static gboolean
writer_map_locks (Writer *self, EaselSpan *locks)
{
  const EaselPartsState *old = self->old;
  gsize piece = 0;

  g_array_sort (self->kept, compare_pieces);
  for (gsize i = 0; i < old->n_locks; i++)
    {
      EaselSpan lock = old->locks[i];
      const Piece *at = NULL;

      for (; piece < self->kept->len; piece++)
        {
          at = &g_array_index (self->kept, Piece, piece);
          if (at->old_start + at->length > lock.start)
            break;
        }
      if (piece == self->kept->len || at->old_start > lock.start)
        return FALSE;
      locks[i] = (EaselSpan) { at->new_start + (lock.start - at->old_start), lock.length };
      if (locks[i].start + lock.length > self->text->len ||
          memcmp (self->text->str + locks[i].start, old->text + lock.start, lock.length) != 0)
        return FALSE;
    }
  return TRUE;
}

static EaselPartsState *
writer_finish (Writer *self, GError **error)
{
  g_autofree EaselSpan *locks = g_new (EaselSpan, MAX (self->old->n_locks, 1));

  if (!writer_map_locks (self, locks))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("This would change locked text: unlock it first."));
      return NULL;
    }
  return easel_parts_state_new (self->text->str, locks, self->old->n_locks,
                                (const EaselSpan *) (gpointer) self->offs->data, self->offs->len);
}

static void
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, message);
}

static gboolean
check_index (gsize index, gsize n_parts, GError **error)
{
  if (index < n_parts)
    return TRUE;
  refuse (error, _ ("The prompt has no such part any more."));
  return FALSE;
}

/* Whether the new text falls into the parts that it was made of. */
static gboolean
verify_order (
    const EaselPartsState *old, const EaselPart *parts, const gsize *order, gsize n, const char *text)
{
  g_autofree EaselPart *now = NULL;
  gsize n_now;

  now = _easel_parts_split_text (text, strlen (text), NULL, &n_now);
  if (n_now != n)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (now[i].text.length != parts[order[i]].text.length ||
        memcmp (text + now[i].text.start, old->text + parts[order[i]].text.start, now[i].text.length) != 0)
      return FALSE;
  return TRUE;
}

/* Whether a separator does between a part and what comes next, or the end. */
static gboolean
fits_between (const char *text, const EaselPart *part, EaselSpan separator, const EaselPart *next)
{
  if (next == NULL)
    return _easel_parts_end_cleanly (text + part->text.start, part->text.length, text + separator.start,
                                     separator.length);
  return _easel_parts_join_cleanly (text + part->text.start, part->text.length, text + separator.start,
                                    separator.length, text + next->text.start, next->text.length);
}

static void
write_order (Writer *writer, const EaselPart *parts, const gsize *order, gsize n)
{
  writer_keep (writer, (EaselSpan) { 0, parts[0].text.start });
  for (gsize i = 0; i < n; i++)
    {
      const EaselPart *part = &parts[order[i]];
      const EaselPart *next = i + 1 < n ? &parts[order[i + 1]] : NULL;
      gboolean as_before = order[i] == i && (next == NULL || order[i + 1] == i + 1);

      writer_keep_part (writer, part);
      if (as_before || fits_between (writer->old->text, part, parts[i].separator, next))
        writer_keep (writer, parts[i].separator);
      else if (next != NULL)
        g_string_append (writer->text, ", ");
    }
}

/**
 * easel_parts_move:
 * @state: a prompt
 * @from: which part
 * @to: its index afterwards
 * @error: return location of an error
 *
 * Moves a part. Separators keep their places, so that a paragraph keeps its
 * number of parts; one that would not keep its new neighbours apart becomes a
 * comma.
 *
 * Returns: (transfer full) (nullable): the prompt afterwards; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if there is no such part, if a parameter would
 *   move, if a lock would not stay whole, or if brackets without a partner
 *   would find one
 */
EaselPartsState *
easel_parts_move (const EaselPartsState *state, gsize from, gsize to, GError **error)
{
  g_auto (Writer) writer = { 0 };
  g_autofree EaselPart *parts = NULL;
  g_autofree gsize *order = NULL;
  gsize n_parts;

  g_return_val_if_fail (state != NULL, NULL);

  parts = easel_parts_split (state, &n_parts);
  if (!check_index (MAX (from, to), n_parts, error))
    return NULL;
  for (gsize i = MIN (from, to); i <= MAX (from, to); i++)
    if (from != to && parts[i].parameter)
      {
        refuse (error, _ ("Parameters such as --ar keep their place in the prompt."));
        return NULL;
      }

  order = g_new (gsize, n_parts);
  for (gsize i = 0; i < n_parts; i++)
    order[i] = i;
  if (from < to)
    memmove (order + from, order + from + 1, (to - from) * sizeof *order);
  else
    memmove (order + to + 1, order + to, (from - to) * sizeof *order);
  order[to] = from;

  writer_init (&writer, state);
  write_order (&writer, parts, order, n_parts);
  if (!verify_order (state, parts, order, n_parts, writer.text->str))
    {
      refuse (error, _ ("A bracket or quotation mark without a partner keeps this part where it is: "
                        "close it, or put a backslash before it."));
      return NULL;
    }
  return writer_finish (&writer, error);
}

static gboolean
is_network (const char *text, const EaselPart *part)
{
  gsize n_spans;
  g_autofree char *own = g_strndup (text + part->text.start, part->text.length);
  g_autofree EaselSyntaxSpan *spans = easel_syntax_scan (own, &n_spans);

  return n_spans == 1 && spans[0].kind == EASEL_SYNTAX_LORA && spans[0].length == part->text.length;
}

/* How the new weight is written: around the content, or into the brackets of
 * a network. */
static void
write_weight (Writer *writer, const EaselPart *part, double weight)
{
  const char *text = writer->old->text;
  g_autofree char *number = easel_parts_format_weight (weight);
  gsize end = part->text.start + part->text.length;

  if (is_network (text, part))
    {
      gsize name_end = end - 1;

      while (g_ascii_isdigit (text[name_end - 1]) || text[name_end - 1] == '.')
        name_end--;
      /* A name alone has one colon only, before it. */
      if (text[name_end - 1] != ':' ||
          memchr (text + part->text.start, ':', name_end - 1 - part->text.start) == NULL)
        name_end = end;
      writer_keep (writer, (EaselSpan) { part->text.start, name_end - 1 - part->text.start });
      g_string_append_printf (writer->text, ":%s", number);
      writer_keep (writer, (EaselSpan) { end - 1, 1 });
      return;
    }
  if (g_str_equal (number, "1"))
    {
      writer_keep (writer, part->content);
      return;
    }
  g_string_append_c (writer->text, '(');
  writer_keep (writer, part->content);
  g_string_append_printf (writer->text, ":%s)", number);
}

static gboolean
verify_weight (const char *text, gsize index, EaselSpan span, double weight)
{
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;

  parts = _easel_parts_split_text (text, strlen (text), NULL, &n_parts);
  return index < n_parts && parts[index].text.start == span.start &&
         parts[index].text.length == span.length && fabs (parts[index].weight - weight) < 0.006;
}

/**
 * easel_parts_set_weight:
 * @state: a prompt
 * @index: which part
 * @weight: its new weight, held between 0.1 and 2
 * @error: return location of an error
 *
 * Writes `(part:1.2)`, or the number of `<lora:name:0.8>`; at 1 the brackets
 * and the number go. A locked part may be weighted: brackets are put around
 * it, and its own bytes stay. Brackets that are locked themselves stay too,
 * and so does their number.
 *
 * Returns: (transfer full) (nullable): the prompt afterwards; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if there is no such part, @weight is no number,
 *   the part is a parameter or has a bracket without a partner, or locked
 *   bytes would change
 */
EaselPartsState *
easel_parts_set_weight (const EaselPartsState *state, gsize index, double weight, GError **error)
{
  g_auto (Writer) writer = { 0 };
  g_autofree EaselPart *parts = NULL;
  EaselSpan written;
  const EaselPart *part;
  gsize n_parts;
  gsize end;

  g_return_val_if_fail (state != NULL, NULL);

  parts = easel_parts_split (state, &n_parts);
  if (!check_index (index, n_parts, error))
    return NULL;
  part = &parts[index];
  if (!isfinite (weight) || part->parameter)
    {
      refuse (error, part->parameter ? _ ("A parameter such as --ar has no weight.")
                                     : _ ("The weight is no number."));
      return NULL;
    }
  weight = easel_parts_step_weight (weight, 0);
  if (fabs (weight - part->weight) < 0.0001)
    return easel_parts_state_new (state->text, state->locks, state->n_locks, state->offs, state->n_offs);

  writer_init (&writer, state);
  writer_keep (&writer, (EaselSpan) { 0, part->text.start });
  for (gsize i = 0; i < index; i++)
    if (parts[i].off)
      g_array_append_val (writer.offs, parts[i].text);
  written.start = writer.text->len;
  write_weight (&writer, part, weight);
  written.length = writer.text->len - written.start;
  if (part->off)
    writer_add_off (&writer, written.start);
  end = part->text.start + part->text.length;
  for (gsize i = index + 1; i < n_parts; i++)
    if (parts[i].off)
      {
        EaselSpan off = { parts[i].text.start - end + writer.text->len, parts[i].text.length };

        g_array_append_val (writer.offs, off);
      }
  writer_keep (&writer, (EaselSpan) { end, strlen (state->text) - end });

  if (written.length != part->content.length && !verify_weight (writer.text->str, index, written, weight))
    {
      refuse (error, _ ("A bracket without a partner keeps this part from having a weight: "
                        "close it, or put a backslash before it."));
      return NULL;
    }
  return writer_finish (&writer, error);
}

/**
 * easel_parts_remove:
 * @state: a prompt
 * @index: which part
 * @error: return location of an error
 *
 * Takes a part out, and one of the two separators beside it: the weaker.
 *
 * Returns: (transfer full) (nullable): the prompt afterwards; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if there is no such part or locked bytes would
 *   change
 */
EaselPartsState *
easel_parts_remove (const EaselPartsState *state, gsize index, GError **error)
{
  g_auto (Writer) writer = { 0 };
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;

  g_return_val_if_fail (state != NULL, NULL);

  parts = easel_parts_split (state, &n_parts);
  if (!check_index (index, n_parts, error))
    return NULL;

  writer_init (&writer, state);
  writer_keep (&writer, (EaselSpan) { 0, parts[0].text.start });
  for (gsize i = 0; i < n_parts; i++)
    {
      gsize after = i + 1 == index ? i + 2 : i + 1;
      const EaselPart *next = after < n_parts ? &parts[after] : NULL;
      EaselSpan separator = parts[n_parts - 1].separator;

      if (i == index)
        continue;
      if (next != NULL)
        separator = _easel_parts_choose_separator (state->text, parts, i, after);
      writer_keep_part (&writer, &parts[i]);
      if (after == i + 1 || fits_between (state->text, &parts[i], separator, next))
        writer_keep (&writer, separator);
      else if (next != NULL)
        g_string_append (writer.text, ", ");
    }
  return writer_finish (&writer, error);
}

/**
 * easel_parts_step_weight:
 * @weight: a weight
 * @steps: how many steps of 0.05 up, or down if negative; 0 only brings
 *   @weight into its limits and to two decimals
 *
 * Returns: the next weight on the ladder of 0.05, from 0.1 to 2
 */
double
easel_parts_step_weight (double weight, int steps)
{
  double stepped;

  if (!isfinite (weight))
    weight = 1.0;
  if (steps == 0)
    stepped = round (weight * 100) / 100;
  else if (steps > 0)
    stepped = (floor (weight / WEIGHT_STEP + 1e-6) + steps) * WEIGHT_STEP;
  else
    stepped = (ceil (weight / WEIGHT_STEP - 1e-6) + steps) * WEIGHT_STEP;
  return CLAMP (stepped, EASEL_PARTS_LEAST_WEIGHT, EASEL_PARTS_MOST_WEIGHT);
}

/**
 * easel_parts_format_weight:
 * @weight: a weight
 *
 * Returns: (transfer full): the number as prompts write it: a point in every
 *   language, at most two decimals, no zeros at the end
 */
char *
easel_parts_format_weight (double weight)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  g_ascii_formatd (number, sizeof number, "%.2f", easel_parts_step_weight (weight, 0));
  length = strlen (number);
  while (length > 0 && number[length - 1] == '0')
    length--;
  if (length > 0 && number[length - 1] == '.')
    length--;
  return g_strndup (number, length);
}
