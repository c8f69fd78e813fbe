// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-unwrap-private.h"

#include <string.h>

typedef struct
{
  const char *open;
  const char *close;
} Pair;

static const Pair quotes[] = {
  { "\"", "\"" }, { "“", "”" }, { "„", "“" },   { "”", "”" },   { "«", "»" },  { "‘", "’" },
  { "'", "'" },   { "`", "`" }, { "「", "」" }, { "『", "』" }, { "\"", "”" }, { "“", "\"" },
};

static const char *const closings[] = {
  "let me know", "feel free",   "i hope",        "hope this",         "would you like",
  "want me to",  "do you want", "if you'd like", "if you would like", "if you want",
};

gboolean
_easel_unwrap_is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

EaselSpan
_easel_unwrap_trim (const char *text, EaselSpan span)
{
  while (span.length > 0 && _easel_unwrap_is_space (text[span.start]))
    {
      span.start++;
      span.length--;
    }
  while (span.length > 0 && _easel_unwrap_is_space (text[span.start + span.length - 1]))
    span.length--;
  return span;
}

gboolean
_easel_unwrap_starts_with (const EaselUnwrapAnswer *answer, gsize at, const char *what)
{
  gsize size = strlen (what);

  return answer->length - at >= size && g_ascii_strncasecmp (answer->text + at, what, size) == 0;
}

/* Whether all that there is from @at on could become @what. */
gboolean
_easel_unwrap_may_become (const EaselUnwrapAnswer *answer, gsize at, const char *what)
{
  gsize left = answer->length - at;

  return !answer->complete && left < strlen (what) &&
         g_ascii_strncasecmp (answer->text + at, what, left) == 0;
}

static gboolean
is_closing (const EaselUnwrapAnswer *answer, gsize at)
{
  for (guint k = 0; k < G_N_ELEMENTS (closings); k++)
    if (_easel_unwrap_starts_with (answer, at, closings[k]) ||
        _easel_unwrap_may_become (answer, at, closings[k]))
      return TRUE;
  return FALSE;
}

/* Cuts "Let me know …" off, if it has a paragraph of its own. */
static gsize
cut_closing (const EaselUnwrapAnswer *answer, gsize start, gsize end)
{
  for (gsize i = start; i + 1 < end; i++)
    {
      gsize at = i + 1;

      if (answer->text[i] != '\n' || answer->text[at] != '\n')
        continue;
      while (at < end && _easel_unwrap_is_space (answer->text[at]))
        at++;
      if (at < end && is_closing (answer, at))
        return i;
      i = at - 1;
    }
  return end;
}

static gsize
count_ticks (const EaselUnwrapAnswer *answer, gsize at)
{
  gsize n = 0;

  while (at + n < answer->length && answer->text[at + n] == '`')
    n++;
  return n;
}

/* The line that closes a fence of @ticks, or its beginning at the end of a
 * growing answer; the answer's length if there is none. */
static gsize
find_fence_end (const EaselUnwrapAnswer *answer, gsize at, gsize ticks, gsize *behind)
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
      while (i < line_end && _easel_unwrap_is_space (answer->text[i]))
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

static EaselUnwrapMatch
match_fence (const EaselUnwrapAnswer *answer, gsize at, gboolean preamble, EaselSpan *content)
{
  gsize ticks = count_ticks (answer, at);
  const char *newline = memchr (answer->text + at, '\n', answer->length - at);
  gsize start;
  gsize end;
  gsize behind;

  if (ticks < 3)
    return at + ticks == answer->length && !answer->complete && ticks > 0 ? EASEL_UNWRAP_MAYBE
                                                                          : EASEL_UNWRAP_NO;
  if (newline == NULL)
    {
      EaselSpan rest = _easel_unwrap_trim (answer->text, (EaselSpan) { at, answer->length - at });
      gsize last = rest.start + rest.length;

      if (!answer->complete)
        return answer->length - at < 24 ? EASEL_UNWRAP_MAYBE : EASEL_UNWRAP_NO;
      if (rest.length <= 2 * ticks || strspn (answer->text + last - ticks, "`") < ticks)
        return EASEL_UNWRAP_NO;
      *content = (EaselSpan) { at + ticks, last - ticks - at - ticks };
      return memchr (answer->text + content->start, '`', content->length) == NULL ? EASEL_UNWRAP_YES
                                                                                  : EASEL_UNWRAP_NO;
    }

  start = (gsize) (newline - answer->text) + 1;
  for (gsize i = at + ticks; i + 1 < start; i++)
    if (answer->text[i] == '`' || start - at > 40)
      return EASEL_UNWRAP_NO;
  end = find_fence_end (answer, start, ticks, &behind);
  *content = (EaselSpan) { start, end - start };

  while (behind < answer->length && _easel_unwrap_is_space (answer->text[behind]))
    behind++;
  if (behind < answer->length &&
      (g_strstr_len (answer->text + behind, (gssize) (answer->length - behind), "```") != NULL ||
       (!preamble && !is_closing (answer, behind))))
    return EASEL_UNWRAP_NO;
  return EASEL_UNWRAP_YES;
}

static EaselUnwrapMatch
match_tag (const EaselUnwrapAnswer *answer, gsize at, EaselSpan *content)
{
  static const char open[] = "<prompt>";
  static const char close[] = "</prompt>";
  gsize start = at + strlen (open);

  if (_easel_unwrap_may_become (answer, at, open) && at < answer->length)
    return EASEL_UNWRAP_MAYBE;
  if (!_easel_unwrap_starts_with (answer, at, open))
    return EASEL_UNWRAP_NO;
  for (gsize i = start; i < answer->length; i++)
    {
      if (answer->text[i] != '<' ||
          !(_easel_unwrap_starts_with (answer, i, close) || _easel_unwrap_may_become (answer, i, close)))
        continue;
      *content = (EaselSpan) { start, i - start };
      for (i += strlen (close); i < answer->length && _easel_unwrap_is_space (answer->text[i]); i++)
        ;
      /* A second text behind it is for easel_edit_answer_split(). */
      return i < answer->length && answer->text[i] == '<' ? EASEL_UNWRAP_NO : EASEL_UNWRAP_YES;
    }
  *content = (EaselSpan) { start, answer->length - start };
  return answer->complete ? EASEL_UNWRAP_NO : EASEL_UNWRAP_YES;
}

static gboolean
is_apostrophe (const EaselUnwrapAnswer *answer, gsize at, gsize size)
{
  return at > 0 && at + size < answer->length && g_ascii_isalpha (answer->text[at - 1]) &&
         g_ascii_isalpha (answer->text[at + size]);
}

static EaselUnwrapMatch
match_pair (const EaselUnwrapAnswer *answer, gsize at, gsize end, const Pair *pair, EaselSpan *content)
{
  gsize open = strlen (pair->open);
  gsize close = strlen (pair->close);
  gsize start = at + open;

  if (!_easel_unwrap_starts_with (answer, at, pair->open))
    return EASEL_UNWRAP_NO;
  for (gsize i = start; i < end; i++)
    {
      gsize behind = i + close;

      if (_easel_unwrap_starts_with (answer, i, pair->close))
        {
          if (is_apostrophe (answer, i, close))
            continue;
          while (behind < end && _easel_unwrap_is_space (answer->text[behind]))
            behind++;
          *content = (EaselSpan) { start, i - start };
          return behind >= end && i > start ? EASEL_UNWRAP_YES : EASEL_UNWRAP_NO;
        }
      if (_easel_unwrap_starts_with (answer, i, pair->open) && !is_apostrophe (answer, i, open))
        return EASEL_UNWRAP_NO;
    }
  *content = (EaselSpan) { start, end - start };
  return answer->complete ? EASEL_UNWRAP_NO : EASEL_UNWRAP_YES;
}

static gboolean
match_quotes (
    const EaselUnwrapAnswer *answer, gsize at, gsize end, const EaselUnwrapAnswer *before, EaselSpan *content)
{
  EaselSpan all = _easel_unwrap_trim (before->text, (EaselSpan) { 0, before->length });
  EaselSpan own;

  for (guint i = 0; i < G_N_ELEMENTS (quotes); i++)
    if (match_pair (answer, at, end, &quotes[i], content) == EASEL_UNWRAP_YES)
      {
        for (guint k = 0; k < G_N_ELEMENTS (quotes); k++)
          if (match_pair (before, all.start, all.start + all.length, &quotes[k], &own) == EASEL_UNWRAP_YES)
            return FALSE;
        return TRUE;
      }
  return FALSE;
}

/* A line that ends with a colon, and then a fence. */
static EaselUnwrapMatch
match_fence_below (const EaselUnwrapAnswer *answer, gsize at, EaselSpan *content)
{
  const char *newline =
      memchr (answer->text + at, '\n', MIN (answer->length - at, EASEL_UNWRAP_LONGEST_PREAMBLE));
  gsize next;

  if (newline == NULL || newline == answer->text + at || newline[-1] != ':')
    return EASEL_UNWRAP_NO;
  next = (gsize) (newline - answer->text);
  while (next < answer->length && _easel_unwrap_is_space (answer->text[next]))
    next++;
  return match_fence (answer, next, TRUE, content);
}

static EaselSpan
trim_like (const EaselUnwrapAnswer *before, const EaselUnwrapAnswer *answer, EaselSpan span)
{
  EaselSpan trimmed = _easel_unwrap_trim (answer->text, span);

  if (before->length > 0 && _easel_unwrap_is_space (before->text[0]))
    {
      trimmed.length += trimmed.start - span.start;
      trimmed.start = span.start;
    }
  if (before->length > 0 && _easel_unwrap_is_space (before->text[before->length - 1]))
    trimmed.length = span.start + span.length - trimmed.start;
  return trimmed;
}

static EaselSpan
unwrap (const EaselUnwrapAnswer *before, const EaselUnwrapAnswer *answer)
{
  EaselSpan content = { 0, answer->length };
  EaselSpan nothing = { answer->length, 0 };
  EaselSpan own = _easel_unwrap_trim (before->text, (EaselSpan) { 0, before->length });
  gsize start = 0;
  gsize end = answer->length;
  gboolean preamble = FALSE;
  gboolean wrapped = FALSE;
  EaselUnwrapMatch match = EASEL_UNWRAP_NO;
  gsize at;

  while (start < answer->length && _easel_unwrap_is_space (answer->text[start]))
    start++;
  if (start == answer->length)
    return nothing;

  at = start;
  if (_easel_unwrap_match_preamble (before, own.start, FALSE, &(gsize) { 0 }) == EASEL_UNWRAP_NO)
    match = _easel_unwrap_match_preamble (answer, start, FALSE, &at);
  if (match == EASEL_UNWRAP_MAYBE)
    return nothing;
  preamble = match == EASEL_UNWRAP_YES;
  while (at < answer->length && _easel_unwrap_is_space (answer->text[at]))
    at++;
  if (at == answer->length)
    return preamble && !answer->complete ? nothing : trim_like (before, answer, content);

  if (!_easel_unwrap_starts_with (before, own.start, "```"))
    {
      match = match_fence (answer, at, preamble, &content);
      if (match == EASEL_UNWRAP_NO && !preamble)
        match = match_fence_below (answer, at, &content);
      if (match == EASEL_UNWRAP_MAYBE)
        return nothing;
      wrapped = match == EASEL_UNWRAP_YES;
    }
  if (!wrapped && !_easel_unwrap_starts_with (before, own.start, "<prompt>"))
    {
      match = match_tag (answer, at, &content);
      if (match == EASEL_UNWRAP_MAYBE)
        return nothing;
      wrapped = match == EASEL_UNWRAP_YES;
    }
  if (wrapped)
    return _easel_unwrap_trim (answer->text, content);

  if (preamble)
    end = cut_closing (answer, at, end);
  while (end > at && _easel_unwrap_is_space (answer->text[end - 1]) && preamble)
    end--;
  if (match_quotes (answer, at, end, before, &content))
    return _easel_unwrap_trim (answer->text, content);
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
  EaselUnwrapAnswer own = { before, strlen (before), TRUE };
  EaselUnwrapAnswer whole = { answer, strlen (answer), TRUE };

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
  EaselUnwrapAnswer own = { before, strlen (before), TRUE };
  EaselUnwrapAnswer so_far = { answer, strlen (answer), FALSE };

  return unwrap (&own, &so_far);
}
