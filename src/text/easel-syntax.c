// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-syntax.h"

#include <string.h>

/* Names are short; a bound keeps the look ahead, and so the scan, linear. */
#define LONGEST_NAME 256

typedef struct
{
  gsize index; /* of the span that it will be */
  gsize start;
  char close;
  gboolean bar; /* saw | at its own level */
} Open;

typedef struct
{
  const char *text;
  gsize at;
  gsize length;
  GArray *spans; /* EaselSyntaxSpan; length 0 while open, and if never closed */
  GArray *open;  /* Open */
  guint n_open[3];
} Scanner;

static const char *const network_names[] = {
  "lora", "lyco", "locon", "loha", "lokr", "dora", "hypernet", "embedding",
};

/* Parameters that are followed by no value. */
static const char *const flag_names[] = {
  "creative", "draft", "fast",  "hd",   "public", "raw",    "relax",   "same",
  "stealth",  "test",  "testp", "tile", "turbo",  "upbeta", "uplight", "video",
};

static gboolean
is_name_in (const char *name, gsize length, const char *const *names, gsize n_names)
{
  for (gsize i = 0; i < n_names; i++)
    if (strlen (names[i]) == length && g_ascii_strncasecmp (name, names[i], length) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guchar) c >= 0x80;
}

static guint
bracket_type (char close)
{
  return close == ')' ? 0 : close == ']' ? 1 : 2;
}

static void
add_span (Scanner *self, EaselSyntaxKind kind, gsize length)
{
  EaselSyntaxSpan span = { kind, self->at, length };

  g_array_append_val (self->spans, span);
  self->at += length;
}

static void
open_bracket (Scanner *self, char close)
{
  Open open = { self->spans->len, self->at, close, FALSE };

  g_array_append_val (self->open, open);
  self->n_open[bracket_type (close)]++;
  add_span (self, EASEL_SYNTAX_EMPHASIS, 0);
  self->at++;
}

static EaselSyntaxKind
group_kind (Scanner *self, const Open *open, gsize length)
{
  if (open->bar && open->close != ')')
    return EASEL_SYNTAX_ALTERNATION;
  if (open->close == ']')
    return EASEL_SYNTAX_DEEMPHASIS;
  if (open->close == ')' && easel_syntax_get_weight (self->text, open->start, length, NULL, NULL))
    return EASEL_SYNTAX_WEIGHT;
  return EASEL_SYNTAX_EMPHASIS;
}

static void
close_bracket (Scanner *self, char close)
{
  gsize end = self->at + 1;

  self->at = end;
  if (self->n_open[bracket_type (close)] == 0)
    return;

  /* What stands open above it was never closed, and is text. */
  for (gboolean found = FALSE; !found;)
    {
      Open open = g_array_index (self->open, Open, self->open->len - 1);

      g_array_set_size (self->open, self->open->len - 1);
      self->n_open[bracket_type (open.close)]--;
      found = open.close == close;
      if (found && end - open.start > 2)
        {
          EaselSyntaxSpan *span = &g_array_index (self->spans, EaselSyntaxSpan, open.index);

          span->kind = group_kind (self, &open, end - open.start);
          span->length = end - open.start;
        }
    }
}

static void
forget_open (Scanner *self)
{
  g_array_set_size (self->open, 0);
  memset (self->n_open, 0, sizeof self->n_open);
}

static gboolean
take_variable (Scanner *self)
{
  const char *text = self->text;
  gsize end = MIN (self->length, self->at + LONGEST_NAME);

  if (text[self->at + 1] != '{')
    return FALSE;
  for (gsize i = self->at + 2; i + 1 < end; i++)
    {
      if (text[i] == '}' && text[i + 1] == '}' && i > self->at + 2)
        {
          add_span (self, EASEL_SYNTAX_VARIABLE, i + 2 - self->at);
          return TRUE;
        }
      if (!is_word_byte (text[i]) && strchr (" .-", text[i]) == NULL)
        return FALSE;
    }
  return FALSE;
}

static gboolean
take_network (Scanner *self)
{
  const char *text = self->text;
  gsize end = MIN (self->length, self->at + LONGEST_NAME);
  gsize name = self->at + 1;
  gsize i = name;

  while (i < end && g_ascii_isalpha (text[i]))
    i++;
  if (i >= end || text[i] != ':' ||
      !is_name_in (text + name, i - name, network_names, G_N_ELEMENTS (network_names)))
    return FALSE;
  for (name = ++i; i < end && text[i] != '<' && text[i] != '\n'; i++)
    if (text[i] == '>')
      {
        if (i > name)
          add_span (self, EASEL_SYNTAX_LORA, i + 1 - self->at);
        return i > name;
      }
  return FALSE;
}

static gboolean
take_wildcard (Scanner *self)
{
  const char *text = self->text;
  gsize end = MIN (self->length, self->at + LONGEST_NAME);
  gsize name = self->at + 2;

  if (text[self->at + 1] != '_' || (self->at > 0 && is_word_byte (text[self->at - 1])) || name >= end ||
      text[name] == '_')
    return FALSE;
  for (gsize i = name; i + 1 < end; i++)
    {
      if (text[i] == '_' && text[i + 1] == '_')
        {
          if (i == name || (i + 2 < self->length && is_word_byte (text[i + 2])))
            return FALSE;
          add_span (self, EASEL_SYNTAX_WILDCARD, i + 2 - self->at);
          return TRUE;
        }
      if (!is_word_byte (text[i]) && strchr ("/*.-", text[i]) == NULL)
        return FALSE;
    }
  return FALSE;
}

/* The length of a mark such as the full-width comma that ends a value. */
static gsize
match_wide_mark (const char *at)
{
  static const char *const marks[] = { "，", "、", "；", "。", "！", "？" };

  for (gsize i = 0; (guchar) *at >= 0x80 && i < G_N_ELEMENTS (marks); i++)
    if (strncmp (at, marks[i], strlen (marks[i])) == 0)
      return strlen (marks[i]);
  return 0;
}

static gboolean
begins_parameter (Scanner *self, gsize at)
{
  return at + 2 < self->length && self->text[at] == '-' && self->text[at + 1] == '-' &&
         g_ascii_isalpha (self->text[at + 2]) &&
         (at == 0 || g_ascii_isspace (self->text[at - 1]) || self->text[at - 1] == ',' ||
          (at >= 3 && match_wide_mark (self->text + at - 3) == 3));
}

static gboolean
take_parameter (Scanner *self)
{
  const char *text = self->text;
  gsize name = self->at + 2;
  gsize i = name;
  gsize end;

  if (!begins_parameter (self, self->at))
    return FALSE;
  while (i < self->length && (g_ascii_isalnum (text[i]) || text[i] == '-'))
    i++;
  end = i;

  if (i - name == 2 && g_ascii_strncasecmp (text + name, "no", 2) == 0)
    {
      for (; i < self->length && text[i] != '\n' && !begins_parameter (self, i); i++)
        {
          gsize mark = match_wide_mark (text + i);

          if (mark > 0)
            i += mark - 1;
          else if (!g_ascii_isspace (text[i]) && strchr (",.!?;", text[i]) == NULL)
            end = i + 1;
        }
    }
  else if (!is_name_in (text + name, i - name, flag_names, G_N_ELEMENTS (flag_names)))
    {
      while (i < self->length && (text[i] == ' ' || text[i] == '\t'))
        i++;
      if (i < self->length && i > end && !begins_parameter (self, i))
        {
          while (i < self->length && !g_ascii_isspace (text[i]) && strchr (",()[]{}<>", text[i]) == NULL &&
                 match_wide_mark (text + i) == 0)
            end = ++i;
          while (end > name && strchr (".!?;", text[end - 1]) != NULL)
            end--;
        }
    }
  while (end > name && g_ascii_isspace (text[end - 1]))
    end--;

  add_span (self, EASEL_SYNTAX_PARAMETER, end - self->at);
  return TRUE;
}

static gboolean
take_break (Scanner *self)
{
  if (self->length - self->at < 5 || memcmp (self->text + self->at, "BREAK", 5) != 0 ||
      (self->at > 0 && is_word_byte (self->text[self->at - 1])) ||
      (self->at + 5 < self->length && is_word_byte (self->text[self->at + 5])))
    return FALSE;
  add_span (self, EASEL_SYNTAX_BREAK, 5);
  return TRUE;
}

static gboolean
take_escape (Scanner *self)
{
  char next = self->text[self->at + 1];

  if (next == '\0' || strchr ("()[]{}\\", next) == NULL)
    return FALSE;
  add_span (self, EASEL_SYNTAX_ESCAPE, 2);
  return TRUE;
}

/* A line of nothing but space ends what stands open. */
static void
take_newline (Scanner *self)
{
  gsize i = self->at + 1;

  while (i < self->length && (self->text[i] == ' ' || self->text[i] == '\t' || self->text[i] == '\r'))
    i++;
  if (i < self->length && self->text[i] == '\n')
    forget_open (self);
  self->at = i;
}

static void
scan_one (Scanner *self)
{
  gboolean taken = FALSE;

  switch (self->text[self->at])
    {
    case '(':
      open_bracket (self, ')');
      return;
    case '[':
      open_bracket (self, ']');
      return;
    case '{':
      if (!take_variable (self))
        open_bracket (self, '}');
      return;
    case ')':
    case ']':
    case '}':
      close_bracket (self, self->text[self->at]);
      return;
    case '|':
      if (self->open->len > 0)
        g_array_index (self->open, Open, self->open->len - 1).bar = TRUE;
      break;
    case '\n':
      take_newline (self);
      return;
    case '\\':
      taken = take_escape (self);
      break;
    case '<':
      taken = take_network (self);
      break;
    case '_':
      taken = take_wildcard (self);
      break;
    case '-':
      taken = take_parameter (self);
      break;
    case 'B':
      taken = take_break (self);
      break;
    default:
      break;
    }
  if (!taken)
    self->at++;
}

/**
 * easel_syntax_scan:
 * @text: a prompt, valid UTF-8
 * @n_spans: (out): how many spans there are
 *
 * Finds the pieces of @text that programs for pictures read as more than
 * words. Spans may stand inside one another, never across; they come in the
 * order of their beginnings, the outer one first. Brackets that find no
 * partner, or only behind an empty line, are text. Takes time and memory in
 * proportion to the text, whatever its nesting.
 *
 * Returns: (transfer full) (array length=n_spans) (nullable): the spans, to be
 *   freed with g_free(); %NULL if there is none
 */
EaselSyntaxSpan *
easel_syntax_scan (const char *text, gsize *n_spans)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (EaselSyntaxSpan));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (Open));
  Scanner self = { text, 0, 0, spans, open, { 0 } };
  gsize kept = 0;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (n_spans != NULL, NULL);

  self.length = strlen (text);
  while (self.at < self.length)
    scan_one (&self);

  for (gsize i = 0; i < spans->len; i++)
    if (g_array_index (spans, EaselSyntaxSpan, i).length > 0)
      g_array_index (spans, EaselSyntaxSpan, kept++) = g_array_index (spans, EaselSyntaxSpan, i);
  g_array_set_size (spans, (guint) kept);

  *n_spans = kept;
  return kept > 0 ? g_array_steal (spans, NULL) : NULL;
}

/**
 * easel_syntax_get_weight:
 * @text: a prompt
 * @start: where a group in round brackets begins
 * @length: its length in bytes, brackets included
 * @weight: (out) (optional): the number behind the last colon
 * @colon: (out) (optional): where that colon stands in @text
 *
 * Reads the weight of `(word:1.2)`. The number has a point in every language
 * and no exponent.
 *
 * Returns: whether the group has a weight and something that it weighs
 */
gboolean
easel_syntax_get_weight (const char *text, gsize start, gsize length, double *weight, gsize *colon)
{
  gsize end = start + length - 1;
  gsize at = end;
  guint digits = 0;
  guint points = 0;
  char number[16];

  if (length < 5 || text[start] != '(' || text[end] != ')')
    return FALSE;
  while (at > start && text[at - 1] == ' ')
    at--;
  end = at;
  for (; at > start && (g_ascii_isdigit (text[at - 1]) || text[at - 1] == '.'); at--)
    {
      if (text[at - 1] == '.')
        points++;
      else
        digits++;
    }
  if (digits == 0 || points > 1 || end - at >= sizeof number)
    return FALSE;
  memcpy (number, text + at, end - at);
  number[end - at] = '\0';
  if (at > start && (text[at - 1] == '-' || text[at - 1] == '+'))
    {
      if (text[at - 1] == '-')
        return FALSE;
      at--;
    }
  while (at > start && text[at - 1] == ' ')
    at--;
  if (at < start + 3 || text[at - 1] != ':')
    return FALSE;

  if (weight != NULL)
    *weight = g_ascii_strtod (number, NULL);
  if (colon != NULL)
    *colon = at - 1;
  return TRUE;
}
