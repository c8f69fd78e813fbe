// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-unwrap.h"

#include "easel-edit-message.h"

#include <string.h>

/* No preamble is longer. */
#define LONGEST_PREAMBLE 240

typedef struct
{
  const char *open;
  const char *close;
} Pair;

static const Pair quotes[] = {
  { "\"", "\"" }, { "“", "”" }, { "„", "“" },   { "”", "”" },   { "«", "»" },  { "‘", "’" },
  { "'", "'" },   { "`", "`" }, { "「", "」" }, { "『", "』" }, { "\"", "”" }, { "“", "\"" },
};

static const char *const openers[] = {
  "sure thing", "sure",   "certainly",  "of course", "absolutely", "okay",
  "ok",         "got it", "understood", "done",      "great",
};

static const char *const intros[] = { "here is", "here's", "here are", "below is", "this is" };

static const char *const articles[] = { "the ", "your ", "an ", "a ", "my " };

static const char *const participles[] = {
  "edited ",   "updated ", "revised ", "rewritten ", "new ",    "modified ",  "improved ",
  "adjusted ", "changed ", "final ",   "refined ",   "result ", "resulting ",
};

static const char *const nouns[] = { "prompt", "version", "text", "result", "edit" };

static const char *const closings[] = {
  "let me know", "feel free",   "i hope",        "hope this",         "would you like",
  "want me to",  "do you want", "if you'd like", "if you would like", "if you want",
};

typedef enum
{
  NO_MATCH,
  MATCH,
  MAYBE, /* more of the answer will tell */
} Match;

/* A growing answer: what is read, and whether more may come. */
typedef struct
{
  const char *text;
  gsize length;
  gboolean complete;
} Answer;

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static EaselSpan
trim (const char *text, EaselSpan span)
{
  while (span.length > 0 && is_space (text[span.start]))
    {
      span.start++;
      span.length--;
    }
  while (span.length > 0 && is_space (text[span.start + span.length - 1]))
    span.length--;
  return span;
}

static gboolean
starts_with (const Answer *answer, gsize at, const char *what)
{
  gsize size = strlen (what);

  return answer->length - at >= size && g_ascii_strncasecmp (answer->text + at, what, size) == 0;
}

/* Whether all that there is from @at on could become @what. */
static gboolean
may_become (const Answer *answer, gsize at, const char *what)
{
  gsize left = answer->length - at;

  return !answer->complete && left < strlen (what) &&
         g_ascii_strncasecmp (answer->text + at, what, left) == 0;
}

/* ---------------------------------------------------------------- preamble */

/* The first line in lower case, without emphasis, with plain apostrophes;
 * @map says where each byte stands in the answer. */
static char *
read_line (const Answer *answer, gsize start, gsize *map, gboolean *ended, gsize *n)
{
  GString *line = g_string_new (NULL);
  gsize i = start;

  for (; i < answer->length && i - start < LONGEST_PREAMBLE && answer->text[i] != '\n'; i++)
    {
      if (answer->text[i] == '*' || answer->text[i] == '#' || answer->text[i] == '\r')
        continue;
      map[line->len] = i;
      if (strncmp (answer->text + i, "’", 3) == 0)
        {
          g_string_append_c (line, '\'');
          i += 2;
        }
      else
        g_string_append_c (line, g_ascii_tolower (answer->text[i]));
    }
  map[line->len] = i;
  *ended = i < answer->length || answer->complete;
  *n = line->len;
  return g_string_free (line, FALSE);
}

/* Takes one of @words off the front. While the line grows, a beginning of one
 * may still become it. */
static Match
take_word (const char **at, const char *const *words, gsize n_words, gboolean ended)
{
  Match match = NO_MATCH;
  gsize left = strlen (*at);

  for (gsize i = 0; i < n_words; i++)
    {
      gsize size = strlen (words[i]);

      if (left >= size && strncmp (*at, words[i], size) == 0)
        {
          *at += size;
          return MATCH;
        }
      if (!ended && left < size && strncmp (*at, words[i], left) == 0)
        match = MAYBE;
    }
  return match;
}

static gboolean
skip_spaces (const char **at)
{
  const char *from = *at;

  while (**at == ' ' || **at == '\t')
    (*at)++;
  return *at > from;
}

static void
skip_opener_end (const char **at)
{
  while (**at == ',' || **at == '.' || **at == '!')
    (*at)++;
  skip_spaces (at);
}

/* What follows "here is", or stands alone: "the edited prompt:" and, where
 * there was an intro, any words up to a colon at the end of the line. */
static Match
match_label (const char *at, gboolean intro, gboolean ended, const char **behind)
{
  const char *from = at;
  Match match;
  gboolean described = FALSE;

  match = take_word (&at, articles, G_N_ELEMENTS (articles), ended);
  if (match == MAYBE)
    return MAYBE;
  while ((match = take_word (&at, participles, G_N_ELEMENTS (participles), ended)) == MATCH)
    described = TRUE;
  if (match == MAYBE)
    return MAYBE;
  match = take_word (&at, nouns, G_N_ELEMENTS (nouns), ended);
  if (match == MAYBE)
    return MAYBE;
  if (match == MATCH && (intro || described || g_str_has_prefix (from, "prompt")))
    {
      if (*at == ':')
        {
          *behind = at + 1;
          return MATCH;
        }
      if (*at == '\0' && !ended)
        return MAYBE;
    }
  if (!intro)
    return NO_MATCH;

  /* "here is the prompt with warmer light:" and then a new line */
  if (!ended)
    return strlen (from) < LONGEST_PREAMBLE / 2 ? MAYBE : NO_MATCH;
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (strstr (from, nouns[i]) != NULL)
      {
        gsize size = strlen (from);

        while (size > 0 && from[size - 1] == ' ')
          size--;
        *behind = from + size;
        return size > 0 && from[size - 1] == ':' ? MATCH : NO_MATCH;
      }
  return NO_MATCH;
}

/* Whether the answer begins with words about it, such as "Sure! Here is the
 * edited prompt:", and where they end. */
static Match
match_preamble (const Answer *answer, gsize start, gboolean again, gsize *end)
{
  gsize map[LONGEST_PREAMBLE + 4];
  gboolean ended;
  gsize n;
  g_autofree char *line = read_line (answer, start, map, &ended, &n);
  const char *at = line;
  const char *behind = NULL;
  Match match;
  const char *begin;
  Match intro;

  skip_spaces (&at);
  begin = at;
  match = take_word (&at, openers, G_N_ELEMENTS (openers), ended);
  if (match == MAYBE)
    return MAYBE;
  if (match == MATCH && g_ascii_isalpha (*at))
    at = begin;
  else if (match == MATCH)
    {
      skip_opener_end (&at);
      if (*at == '\0')
        {
          gsize next = map[n];

          while (next < answer->length && is_space (answer->text[next]))
            next++;
          if (next >= answer->length)
            return answer->complete ? NO_MATCH : MAYBE;
          /* The opener has a line of its own. */
          if (!again && next > start + 2 && next - start < LONGEST_PREAMBLE)
            {
              match = match_preamble (answer, next, TRUE, end);
              if (match == NO_MATCH && strncmp (answer->text + next, "```", 3) == 0)
                {
                  *end = next;
                  return MATCH;
                }
              return match == NO_MATCH && may_become (answer, next, "```") ? MAYBE : match;
            }
        }
    }

  intro = take_word (&at, intros, G_N_ELEMENTS (intros), ended);
  if (intro == MAYBE)
    return MAYBE;
  if (intro == MATCH && !skip_spaces (&at))
    return *at == '\0' && !ended ? MAYBE : NO_MATCH;
  match = match_label (at, intro == MATCH, ended, &behind);
  if (match == MATCH)
    {
      *end = map[behind - line];
      while (*end < answer->length && (answer->text[*end] == '*' || answer->text[*end] == ' '))
        (*end)++;
    }
  return match;
}

/* ---------------------------------------------------------------- wrappers */

static gboolean
is_closing (const Answer *answer, gsize at)
{
  for (guint k = 0; k < G_N_ELEMENTS (closings); k++)
    if (starts_with (answer, at, closings[k]) || may_become (answer, at, closings[k]))
      return TRUE;
  return FALSE;
}

/* Cuts "Let me know …" off, if it has a paragraph of its own. */
static gsize
cut_closing (const Answer *answer, gsize start, gsize end)
{
  for (gsize i = start; i + 1 < end; i++)
    {
      gsize at = i + 1;

      if (answer->text[i] != '\n' || answer->text[at] != '\n')
        continue;
      while (at < end && is_space (answer->text[at]))
        at++;
      if (at < end && is_closing (answer, at))
        return i;
      i = at - 1;
    }
  return end;
}

static gsize
count_ticks (const Answer *answer, gsize at)
{
  gsize n = 0;

  while (at + n < answer->length && answer->text[at + n] == '`')
    n++;
  return n;
}

/* The line that closes a fence of @ticks, or its beginning at the end of a
 * growing answer; the answer's length if there is none. */
static gsize
find_fence_end (const Answer *answer, gsize at, gsize ticks, gsize *behind)
{
  while (at < answer->length)
    {
      gsize i = at;
      const char *next = memchr (answer->text + at, '\n', answer->length - at);
      gsize line_end = next != NULL ? (gsize) (next - answer->text) : answer->length;
      gsize n;

      while (i < line_end && (answer->text[i] == ' ' || answer->text[i] == '\t'))
        i++;
      n = count_ticks (answer, i);
      i += n;
      while (i < line_end && is_space (answer->text[i]))
        i++;
      if (i == line_end && (n >= ticks || (n > 0 && next == NULL && !answer->complete)))
        {
          *behind = line_end;
          return at;
        }
      at = line_end + 1;
    }
  *behind = answer->length;
  return answer->length;
}

static Match
match_fence (const Answer *answer, gsize at, gboolean preamble, EaselSpan *content)
{
  gsize ticks = count_ticks (answer, at);
  const char *newline = memchr (answer->text + at, '\n', answer->length - at);
  gsize start;
  gsize end;
  gsize behind;

  if (ticks < 3)
    return at + ticks == answer->length && !answer->complete && ticks > 0 ? MAYBE : NO_MATCH;
  if (newline == NULL)
    {
      EaselSpan rest = trim (answer->text, (EaselSpan) { at, answer->length - at });
      gsize last = rest.start + rest.length;

      if (!answer->complete)
        return answer->length - at < 24 ? MAYBE : NO_MATCH;
      if (rest.length <= 2 * ticks || strspn (answer->text + last - ticks, "`") < ticks)
        return NO_MATCH;
      *content = (EaselSpan) { at + ticks, last - ticks - at - ticks };
      return memchr (answer->text + content->start, '`', content->length) == NULL ? MATCH : NO_MATCH;
    }

  start = (gsize) (newline - answer->text) + 1;
  for (gsize i = at + ticks; i + 1 < start; i++)
    if (answer->text[i] == '`' || start - at > 40)
      return NO_MATCH;
  end = find_fence_end (answer, start, ticks, &behind);
  *content = (EaselSpan) { start, end - start };

  while (behind < answer->length && is_space (answer->text[behind]))
    behind++;
  if (behind < answer->length &&
      (g_strstr_len (answer->text + behind, (gssize) (answer->length - behind), "```") != NULL ||
       (!preamble && !is_closing (answer, behind))))
    return NO_MATCH;
  return MATCH;
}

static Match
match_tag (const Answer *answer, gsize at, EaselSpan *content)
{
  static const char open[] = "<prompt>";
  static const char close[] = "</prompt>";
  gsize start = at + strlen (open);

  if (may_become (answer, at, open) && at < answer->length)
    return MAYBE;
  if (!starts_with (answer, at, open))
    return NO_MATCH;
  for (gsize i = start; i < answer->length; i++)
    {
      if (answer->text[i] != '<' || !(starts_with (answer, i, close) || may_become (answer, i, close)))
        continue;
      *content = (EaselSpan) { start, i - start };
      for (i += strlen (close); i < answer->length && is_space (answer->text[i]); i++)
        ;
      /* A second text behind it is for easel_edit_answer_split(). */
      return i < answer->length && answer->text[i] == '<' ? NO_MATCH : MATCH;
    }
  *content = (EaselSpan) { start, answer->length - start };
  return answer->complete ? NO_MATCH : MATCH;
}

static gboolean
is_apostrophe (const Answer *answer, gsize at, gsize size)
{
  return at > 0 && at + size < answer->length && g_ascii_isalpha (answer->text[at - 1]) &&
         g_ascii_isalpha (answer->text[at + size]);
}

static Match
match_pair (const Answer *answer, gsize at, gsize end, const Pair *pair, EaselSpan *content)
{
  gsize open = strlen (pair->open);
  gsize close = strlen (pair->close);
  gsize start = at + open;

  if (!starts_with (answer, at, pair->open))
    return NO_MATCH;
  for (gsize i = start; i < end; i++)
    {
      gsize behind = i + close;

      if (starts_with (answer, i, pair->close))
        {
          if (is_apostrophe (answer, i, close))
            continue;
          while (behind < end && is_space (answer->text[behind]))
            behind++;
          *content = (EaselSpan) { start, i - start };
          return behind >= end && i > start ? MATCH : NO_MATCH;
        }
      if (starts_with (answer, i, pair->open) && !is_apostrophe (answer, i, open))
        return NO_MATCH;
    }
  *content = (EaselSpan) { start, end - start };
  return answer->complete ? NO_MATCH : MATCH;
}

static gboolean
match_quotes (const Answer *answer, gsize at, gsize end, const Answer *before, EaselSpan *content)
{
  EaselSpan all = trim (before->text, (EaselSpan) { 0, before->length });
  EaselSpan own;

  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    if (match_pair (answer, at, end, &quotes[i], content) == MATCH)
      {
        for (guint k = 0; k < G_N_ELEMENTS (quotes); k++)
          if (match_pair (before, all.start, all.start + all.length, &quotes[k], &own) == MATCH)
            return FALSE;
        return TRUE;
      }
  return FALSE;
}

/* A line that ends with a colon, and then a fence. */
static Match
match_fence_below (const Answer *answer, gsize at, EaselSpan *content)
{
  const char *newline = memchr (answer->text + at, '\n', MIN (answer->length - at, LONGEST_PREAMBLE));
  gsize next;

  if (newline == NULL || newline == answer->text + at || newline[-1] != ':')
    return NO_MATCH;
  next = (gsize) (newline - answer->text);
  while (next < answer->length && is_space (answer->text[next]))
    next++;
  return match_fence (answer, next, TRUE, content);
}

static EaselSpan
trim_like (const Answer *before, const Answer *answer, EaselSpan span)
{
  EaselSpan trimmed = trim (answer->text, span);

  if (before->length > 0 && is_space (before->text[0]))
    {
      trimmed.length += trimmed.start - span.start;
      trimmed.start = span.start;
    }
  if (before->length > 0 && is_space (before->text[before->length - 1]))
    trimmed.length = span.start + span.length - trimmed.start;
  return trimmed;
}

static EaselSpan
unwrap (const Answer *before, const Answer *answer)
{
  EaselSpan content = { 0, answer->length };
  EaselSpan nothing = { answer->length, 0 };
  EaselSpan own = trim (before->text, (EaselSpan) { 0, before->length });
  gsize start = 0;
  gsize end = answer->length;
  gboolean preamble = FALSE;
  gboolean wrapped = FALSE;
  Match match = NO_MATCH;
  gsize at;

  while (start < answer->length && is_space (answer->text[start]))
    start++;
  if (start == answer->length)
    return nothing;

  at = start;
  if (match_preamble (before, own.start, FALSE, &(gsize) { 0 }) == NO_MATCH)
    match = match_preamble (answer, start, FALSE, &at);
  if (match == MAYBE)
    return nothing;
  preamble = match == MATCH;
  while (at < answer->length && is_space (answer->text[at]))
    at++;
  if (at == answer->length)
    return preamble && !answer->complete ? nothing : trim_like (before, answer, content);

  if (!starts_with (before, own.start, "```"))
    {
      match = match_fence (answer, at, preamble, &content);
      if (match == NO_MATCH && !preamble)
        match = match_fence_below (answer, at, &content);
      if (match == MAYBE)
        return nothing;
      wrapped = match == MATCH;
    }
  if (!wrapped && !starts_with (before, own.start, "<prompt>"))
    {
      match = match_tag (answer, at, &content);
      if (match == MAYBE)
        return nothing;
      wrapped = match == MATCH;
    }
  if (wrapped)
    return trim (answer->text, content);

  if (preamble)
    end = cut_closing (answer, at, end);
  while (end > at && is_space (answer->text[end - 1]) && preamble)
    end--;
  if (match_quotes (answer, at, end, before, &content))
    return trim (answer->text, content);
  return trim_like (before, answer, (EaselSpan) { preamble ? at : 0, preamble ? end - at : answer->length });
}

/**
 * easel_unwrap:
 * @before: the prompt that was to be edited, valid UTF-8
 * @answer: the whole answer, valid UTF-8
 *
 * Finds the prompt in an answer that is wrapped as a whole: in a pair of
 * quotation marks, a code fence or the request's own tags, or behind words
 * such as "Sure! Here is the edited prompt:". Behind such words a last
 * paragraph that begins like "Let me know" goes too. What @before has of its
 * own, in kind, is left alone. Space at the ends goes where @before has none.
 *
 * Returns: where the prompt is in @answer; all of it if it is not wrapped
 */
EaselSpan
easel_unwrap (const char *before, const char *answer)
{
  Answer own = { before, strlen (before), TRUE };
  Answer whole = { answer, strlen (answer), TRUE };

  return unwrap (&own, &whole);
}

/**
 * easel_unwrap_partial:
 * @before: the prompt that was to be edited, valid UTF-8
 * @answer: the answer so far, valid UTF-8
 *
 * The same for an answer that still grows. What may yet become a wrapper is
 * held back, so that a fence or a preamble is never seen in passing.
 *
 * Returns: where the prompt so far is in @answer; empty while that is not clear
 */
EaselSpan
easel_unwrap_partial (const char *before, const char *answer)
{
  Answer own = { before, strlen (before), TRUE };
  Answer so_far = { answer, strlen (answer), FALSE };

  return unwrap (&own, &so_far);
}

/* ---------------------------------------------------------------- two texts */

static gsize
find_tag (const Answer *answer, gsize at, const char *tag)
{
  for (; at < answer->length; at++)
    if (answer->text[at] == '<' && starts_with (answer, at, tag))
      return at;
  return answer->length;
}

/* Where the text in a tag ends: at its own end, at the other tag, or with the
 * answer; what may become one of these is held back. */
static gsize
find_text_end (const Answer *answer, gsize at, const char *close, const char *other)
{
  for (; at < answer->length; at++)
    {
      if (answer->text[at] != '<')
        continue;
      if (starts_with (answer, at, close) || starts_with (answer, at, other) ||
          may_become (answer, at, close) || may_become (answer, at, other))
        return at;
      if (!answer->complete && strspn (answer->text + at + 1, "\\") == answer->length - at - 1)
        return at;
    }
  return answer->length;
}

static char *
take_text (const Answer *answer, gsize start, gsize end)
{
  EaselSpan span = trim (answer->text, (EaselSpan) { start, end - start });

  return easel_edit_unescape (answer->text + span.start, (gssize) span.length);
}

/* "Negative prompt: …" on a line of its own, as image programs write it. */
static gboolean
split_by_label (const Answer *answer, char **positive, char **negative)
{
  static const char *const labels[] = { "negative prompt:", "**negative prompt:**", "negative:" };
  static const char *const firsts[] = { "positive prompt:", "**positive prompt:**", "positive:", "prompt:" };

  for (gsize at = 0; at < answer->length; at++)
    {
      if (at > 0 && answer->text[at - 1] != '\n')
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
        if (starts_with (answer, at, labels[i]))
          {
            gsize first = 0;

            while (first < at && is_space (answer->text[first]))
              first++;
            for (guint k = 0; k < G_N_ELEMENTS (firsts); k++)
              if (starts_with (answer, first, firsts[k]))
                {
                  first += strlen (firsts[k]);
                  break;
                }
            *positive = take_text (answer, MIN (first, at), at);
            *negative = take_text (answer, at + strlen (labels[i]), answer->length);
            return TRUE;
          }
    }
  return FALSE;
}

/**
 * easel_edit_answer_split:
 * @answer: the answer so far, valid UTF-8
 * @complete: whether that is all of it
 * @positive: (out) (transfer full) (nullable): the prompt in it
 * @negative: (out) (transfer full) (nullable): the negative prompt in it
 *
 * Reads an answer to an edit of a prompt and its negative together,
 * `<prompt>…</prompt>` and `<negative>…</negative>`, as
 * easel_edit_answer_build() writes it. Either order, capitals, a missing end
 * and text around the tags are borne; so is a line "Negative prompt: …" in
 * place of tags. Escapes are undone. While the answer grows, half a tag is
 * held back, and so is a beginning that has no tag yet.
 *
 * Returns: whether the two were told apart; if not, and the answer is
 *   complete, all of it is @positive
 */
gboolean
easel_edit_answer_split (const char *answer, gboolean complete, char **positive, char **negative)
{
  static const char open_positive[] = "<prompt>";
  static const char open_negative[] = "<negative>";
  Answer whole = { answer, strlen (answer), complete };
  gsize at_positive;
  gsize at_negative;

  g_return_val_if_fail (positive != NULL && negative != NULL, FALSE);

  *positive = NULL;
  *negative = NULL;
  at_positive = find_tag (&whole, 0, open_positive);
  at_negative = find_tag (&whole, 0, open_negative);

  if (at_positive < whole.length)
    {
      gsize start = at_positive + strlen (open_positive);

      *positive = take_text (&whole, start, find_text_end (&whole, start, "</prompt>", open_negative));
    }
  if (at_negative < whole.length)
    {
      gsize start = at_negative + strlen (open_negative);

      *negative = take_text (&whole, start, find_text_end (&whole, start, "</negative>", open_positive));
    }
  if (*positive != NULL || *negative != NULL)
    return TRUE;
  if (complete && split_by_label (&whole, positive, negative))
    return TRUE;

  if (complete)
    *positive = take_text (&whole, 0, whole.length);
  return FALSE;
}
