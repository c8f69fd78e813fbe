// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-private.h"

#include "easel-syntax.h"

#include <string.h>

/* A quotation of words to be painted is short; the bound keeps it linear. */
#define LONGEST_QUOTE 240

typedef struct
{
  const char *text;
  gsize at;
  gsize length;
  const EaselSyntaxSpan *spans;
  gsize n_spans;
  gsize next_span;
  GArray *parts;
  gboolean is_open; /* the last part goes on */
} Splitter;

static const char *const abbreviations[] = {
  "approx", "ca", "dr", "etc", "ft", "jr", "mr", "mrs", "ms", "no", "prof", "sr", "st", "vs",
};

static const char *const wide_separators[] = { "，", "、", "；" };
static const char *const wide_sentence_ends[] = { "。", "！", "？" };

static gboolean
is_space_at (Splitter *self, gsize at)
{
  return at >= self->length || g_ascii_isspace (self->text[at]);
}

static gsize
match_any (Splitter *self, const char *const *strings, gsize n_strings)
{
  for (gsize i = 0; i < n_strings; i++)
    {
      gsize size = strlen (strings[i]);

      if (self->length - self->at >= size && memcmp (self->text + self->at, strings[i], size) == 0)
        return size;
    }
  return 0;
}

/* Whether the point at @at ends a short form such as "e.g." or a numbering
 * such as "1.", and so no sentence. */
static gboolean
is_abbreviation (Splitter *self, gsize at)
{
  gsize start = at;
  gboolean digits = TRUE;
  gboolean dots = FALSE;
  char word[8] = "";

  while (start > 0 && at - start < sizeof word &&
         (g_ascii_isalnum (self->text[start - 1]) || self->text[start - 1] == '.'))
    {
      start--;
      digits = digits && g_ascii_isdigit (self->text[start]);
      dots = dots || self->text[start] == '.';
    }
  if (at == start || at - start >= sizeof word ||
      (start > 0 && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (self->text + start)))))
    return FALSE;
  if (digits)
    {
      const EaselPart *part = &g_array_index (self->parts, EaselPart, self->parts->len - 1);

      return self->is_open && part->text.start == start;
    }
  if (dots || at - start == 1)
    return !g_ascii_isdigit (self->text[at - 1]);

  memcpy (word, self->text + start, at - start);
  for (gsize i = 0; i < G_N_ELEMENTS (abbreviations); i++)
    if (g_ascii_strcasecmp (word, abbreviations[i]) == 0)
      return TRUE;
  return FALSE;
}

/* How long a separator other than space is that begins here, or 0. */
static gsize
match_separator (Splitter *self)
{
  const char *text = self->text;
  gsize at = self->at;
  gsize end = at;

  switch (text[at])
    {
    case '\n':
    case '\r':
      return 1;
    case ',':
      return self->is_open && g_ascii_isdigit (text[at - 1]) && g_ascii_isdigit (text[at + 1]) ? 0 : 1;
    case ';':
      return is_space_at (self, at + 1) ? 1 : 0;
    case '.':
    case '!':
    case '?':
      while (end < self->length && strchr (".!?", text[end]) != NULL)
        end++;
      if (!is_space_at (self, end) || (end == at + 1 && text[at] == '.' && is_abbreviation (self, at)))
        return 0;
      return end - at;
    default:
      break;
    }
  if ((guchar) text[at] < 0x80)
    return 0;
  end = match_any (self, wide_separators, G_N_ELEMENTS (wide_separators));
  return end > 0 ? end : match_any (self, wide_sentence_ends, G_N_ELEMENTS (wide_sentence_ends));
}

/* How long a quotation is that begins here and ends on the same line, or 0. */
static gsize
match_quote (Splitter *self)
{
  const char *text = self->text;
  const char *close = text[self->at] == '"' ? "\"" : "”";
  gsize width = strlen (close);
  gsize start = self->at + width;
  gsize end = MIN (self->length, start + LONGEST_QUOTE);

  if (text[self->at] != '"' && (self->length - self->at < 3 || memcmp (text + self->at, "“", 3) != 0))
    return 0;
  if ((self->at > 0 && g_unichar_isalnum (g_utf8_get_char (g_utf8_prev_char (text + self->at)))) ||
      is_space_at (self, start))
    return 0;
  for (gsize i = start; i + width <= end && text[i] != '\n'; i++)
    {
      if (memcmp (text + i, close, width) != 0)
        continue;
      for (gsize k = self->next_span; k < self->n_spans && self->spans[k].start < i + width; k++)
        if (self->spans[k].start + self->spans[k].length > i)
          return 0;
      return i > start ? i + width - self->at : 0;
    }
  return 0;
}

static void
add_content (Splitter *self, gsize length)
{
  EaselPart *part;

  if (!self->is_open)
    {
      EaselPart fresh = { .text = { self->at, 0 }, .weight = 1.0 };

      g_array_append_val (self->parts, fresh);
      self->is_open = TRUE;
    }
  self->at += length;
  part = &g_array_index (self->parts, EaselPart, self->parts->len - 1);
  part->text.length = self->at - part->text.start;
}

static void
add_unit (Splitter *self, const EaselSyntaxSpan *span)
{
  if (span->kind == EASEL_SYNTAX_BREAK)
    {
      self->is_open = FALSE;
      self->at += span->length;
      return;
    }
  if (span->kind != EASEL_SYNTAX_PARAMETER)
    {
      add_content (self, span->length);
      return;
    }
  self->is_open = FALSE;
  add_content (self, span->length);
  self->is_open = FALSE;
  g_array_index (self->parts, EaselPart, self->parts->len - 1).parameter = TRUE;
}

static void
split_next (Splitter *self)
{
  gsize size;

  while (self->next_span < self->n_spans && self->spans[self->next_span].start < self->at)
    self->next_span++;
  if (self->next_span < self->n_spans && self->spans[self->next_span].start == self->at)
    {
      add_unit (self, &self->spans[self->next_span++]);
      return;
    }

  size = match_separator (self);
  if (size > 0)
    {
      self->is_open = FALSE;
      self->at += size;
      return;
    }
  if (g_ascii_isspace (self->text[self->at]))
    {
      self->at++;
      return;
    }
  size = match_quote (self);
  add_content (self, size > 0 ? size : 1);
}

/* The number of `<lora:name:0.8>`, if the part is nothing else. */
static gboolean
get_network_weight (const char *text, EaselSpan span, double *weight)
{
  char number[16];
  gsize end = span.start + span.length - 1;
  gsize at = end;
  guint colons = 0;

  while (at > span.start && (g_ascii_isdigit (text[at - 1]) || text[at - 1] == '.'))
    at--;
  for (gsize i = span.start; i < end; i++)
    colons += text[i] == ':';
  if (at == end || text[at - 1] != ':' || colons < 2 || end - at >= sizeof number)
    return FALSE;
  memcpy (number, text + at, end - at);
  number[end - at] = '\0';
  *weight = g_ascii_strtod (number, NULL);
  return TRUE;
}

static void
finish_part (Splitter *self, EaselPart *part, gsize *span)
{
  gsize colon;

  part->content = part->text;
  while (*span < self->n_spans && self->spans[*span].start < part->text.start)
    (*span)++;
  if (*span >= self->n_spans || self->spans[*span].start != part->text.start ||
      self->spans[*span].length != part->text.length)
    return;

  if (self->spans[*span].kind == EASEL_SYNTAX_WEIGHT &&
      easel_syntax_get_weight (self->text, part->text.start, part->text.length, &part->weight, &colon))
    {
      part->content = (EaselSpan) { part->text.start + 1, colon - part->text.start - 1 };
      while (part->content.length > 0 && g_ascii_isspace (self->text[part->content.start]))
        {
          part->content.start++;
          part->content.length--;
        }
      while (part->content.length > 0 &&
             g_ascii_isspace (self->text[part->content.start + part->content.length - 1]))
        part->content.length--;
    }
  else if (self->spans[*span].kind == EASEL_SYNTAX_LORA)
    get_network_weight (self->text, part->text, &part->weight);
}

/*
 * _easel_parts_split_text:
 * @text: a prompt
 * @length: its length in bytes
 * @lead: (out) (optional): what stands before the first part
 * @n_parts: (out): how many parts there are
 *
 * Lead, parts and separators tile the text.
 */
EaselPart *
_easel_parts_split_text (const char *text, gsize length, EaselSpan *lead, gsize *n_parts)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (EaselPart));
  Splitter self = { .text = text, .length = length, .parts = parts };
  g_autofree EaselSyntaxSpan *spans = easel_syntax_scan (text, &self.n_spans);
  gsize span = 0;

  self.spans = spans;
  while (self.at < self.length)
    split_next (&self);

  for (guint i = 0; i < parts->len; i++)
    {
      EaselPart *part = &g_array_index (parts, EaselPart, i);
      gsize end = part->text.start + part->text.length;
      gsize next = i + 1 < parts->len ? part[1].text.start : length;

      part->separator = (EaselSpan) { end, next - end };
      finish_part (&self, part, &span);
    }

  if (lead != NULL)
    *lead = (EaselSpan) { 0, parts->len > 0 ? g_array_index (parts, EaselPart, 0).text.start : length };
  *n_parts = parts->len;
  return parts->len > 0 ? g_array_steal (parts, NULL) : NULL;
}

EaselSeparatorRank
_easel_parts_rank_separator (const char *text, EaselSpan separator)
{
  EaselSeparatorRank rank = EASEL_SEPARATOR_SPACE;
  guint lines = 0;

  for (gsize i = separator.start; i < separator.start + separator.length; i++)
    {
      const char *at = text + i;

      if (*at == '\n')
        lines++;
      if (*at == 'B' || lines > 1)
        return EASEL_SEPARATOR_PARAGRAPH;
      if (strchr (".!?", *at) != NULL || strncmp (at, "。", 3) == 0 || strncmp (at, "！", 3) == 0 ||
          strncmp (at, "？", 3) == 0)
        rank = MAX (rank, EASEL_SEPARATOR_SENTENCE);
      else if (*at != '\n' && *at != '\r' && *at != ' ' && *at != '\t')
        rank = MAX (rank, EASEL_SEPARATOR_COMMA);
    }
  return lines > 0 ? EASEL_SEPARATOR_LINE : rank;
}

/* Whether the two sides are still two parts, each whole, with this between. */
gboolean
_easel_parts_join_cleanly (const char *left,
                           gsize left_length,
                           const char *separator,
                           gsize separator_length,
                           const char *right,
                           gsize right_length)
{
  g_autoptr (GString) joint = g_string_sized_new (left_length + separator_length + right_length + 1);
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;

  g_string_append_len (joint, left, (gssize) left_length);
  g_string_append_len (joint, separator, (gssize) separator_length);
  g_string_append_len (joint, right, (gssize) right_length);
  parts = _easel_parts_split_text (joint->str, joint->len, NULL, &n_parts);
  return n_parts == 2 && parts[0].text.start == 0 && parts[0].text.length == left_length &&
         parts[1].text.start == left_length + separator_length && parts[1].text.length == right_length;
}

/* Whether the last part is still that part with this behind it: the point of
 * a sentence would become one of "etc.". */
gboolean
_easel_parts_end_cleanly (const char *last, gsize last_length, const char *tail, gsize tail_length)
{
  g_autoptr (GString) joint = g_string_new_len (last, (gssize) last_length);
  g_autofree EaselPart *parts = NULL;
  gsize n_parts;

  g_string_append_len (joint, tail, (gssize) tail_length);
  parts = _easel_parts_split_text (joint->str, joint->len, NULL, &n_parts);
  return n_parts == 1 && parts[0].text.start == 0 && parts[0].text.length == last_length;
}

/*
 * _easel_parts_choose_separator:
 *
 * Which of the separators between two parts stays when all parts between them
 * go: the strongest, the first of equals; a parameter keeps the space before it.
 */
EaselSpan
_easel_parts_choose_separator (const char *text, const EaselPart *parts, gsize left, gsize right)
{
  EaselSpan best = parts[left].separator;
  EaselSeparatorRank best_rank = _easel_parts_rank_separator (text, best);

  for (gsize i = left + 1; i < right; i++)
    {
      EaselSeparatorRank rank = _easel_parts_rank_separator (text, parts[i].separator);

      if (rank > best_rank)
        {
          best = parts[i].separator;
          best_rank = rank;
        }
    }
  if (parts[right].parameter && best_rank < EASEL_SEPARATOR_LINE)
    best = parts[right - 1].separator;
  return best;
}

/*
 * _easel_parts_append_joint:
 * @text: where to write; ends with the part @left
 * @left: where the left part is in @text
 * @separator: what should stand between
 * @right: the right part
 *
 * Appends a separator and the right part. If the separator would not keep the
 * two apart, a comma does, else a line, else an empty line.
 */
void
_easel_parts_append_joint (GString *text,
                           EaselSpan left,
                           const char *separator,
                           gsize separator_length,
                           const char *right,
                           gsize right_length)
{
  static const char *const others[] = { ", ", "\n", "\n\n" };
  g_autofree char *left_text = g_strndup (text->str + left.start, left.length);
  g_autofree char *between = g_strndup (separator, separator_length);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      if (_easel_parts_join_cleanly (left_text, left.length, between, strlen (between), right, right_length))
        break;
      g_set_str (&between, others[i]);
    }
  g_string_append (text, between);
  g_string_append_len (text, right, (gssize) right_length);
}
