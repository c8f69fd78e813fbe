// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-unwrap-private.h"

#include <string.h>

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

/* The first line in lower case, without emphasis, with plain apostrophes;
 * @map says where each byte stands in the answer. */
static char *
read_line (const EaselUnwrapAnswer *answer, gsize start, gsize *map, gboolean *ended, gsize *n)
{
  GString *line = g_string_new (NULL);
  gsize i = start;

  for (; i < answer->length && i - start < EASEL_UNWRAP_LONGEST_PREAMBLE && answer->text[i] != '\n'; i++)
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
static EaselUnwrapMatch
take_word (const char **at, const char *const *words, gsize n_words, gboolean ended)
{
  EaselUnwrapMatch match = EASEL_UNWRAP_NO;
  gsize left = strlen (*at);

  for (gsize i = 0; i < n_words; i++)
    {
      gsize size = strlen (words[i]);

      if (left >= size && strncmp (*at, words[i], size) == 0)
        {
          *at += size;
          return EASEL_UNWRAP_YES;
        }
      if (!ended && left < size && strncmp (*at, words[i], left) == 0)
        match = EASEL_UNWRAP_MAYBE;
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
static EaselUnwrapMatch
match_label (const char *at, gboolean intro, gboolean ended, const char **behind)
{
  const char *from = at;
  EaselUnwrapMatch match;
  gboolean described = FALSE;

  match = take_word (&at, articles, G_N_ELEMENTS (articles), ended);
  if (match == EASEL_UNWRAP_MAYBE)
    return EASEL_UNWRAP_MAYBE;
  while ((match = take_word (&at, participles, G_N_ELEMENTS (participles), ended)) == EASEL_UNWRAP_YES)
    described = TRUE;
  if (match == EASEL_UNWRAP_MAYBE)
    return EASEL_UNWRAP_MAYBE;
  match = take_word (&at, nouns, G_N_ELEMENTS (nouns), ended);
  if (match == EASEL_UNWRAP_MAYBE)
    return EASEL_UNWRAP_MAYBE;
  if (match == EASEL_UNWRAP_YES && (intro || described || g_str_has_prefix (from, "prompt")))
    {
      if (*at == ':')
        {
          *behind = at + 1;
          return EASEL_UNWRAP_YES;
        }
      if (*at == '\0' && !ended)
        return EASEL_UNWRAP_MAYBE;
    }
  if (!intro)
    return EASEL_UNWRAP_NO;

  /* "here is the prompt with warmer light:" and then a new line */
  if (!ended)
    return strlen (from) < EASEL_UNWRAP_LONGEST_PREAMBLE / 2 ? EASEL_UNWRAP_MAYBE : EASEL_UNWRAP_NO;
  for (gsize i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (strstr (from, nouns[i]) != NULL)
      {
        gsize size = strlen (from);

        while (size > 0 && from[size - 1] == ' ')
          size--;
        *behind = from + size;
        return size > 0 && from[size - 1] == ':' ? EASEL_UNWRAP_YES : EASEL_UNWRAP_NO;
      }
  return EASEL_UNWRAP_NO;
}

/* Whether the answer begins with words about it, such as "Sure! Here is the
 * edited prompt:", and where they end. */
EaselUnwrapMatch
_easel_unwrap_match_preamble (const EaselUnwrapAnswer *answer, gsize start, gboolean again, gsize *end)
{
  gsize map[EASEL_UNWRAP_LONGEST_PREAMBLE + 4];
  gboolean ended;
  gsize n;
  g_autofree char *line = read_line (answer, start, map, &ended, &n);
  const char *at = line;
  const char *behind = NULL;
  EaselUnwrapMatch match;
  const char *begin;
  EaselUnwrapMatch intro;

  skip_spaces (&at);
  begin = at;
  match = take_word (&at, openers, G_N_ELEMENTS (openers), ended);
  if (match == EASEL_UNWRAP_MAYBE)
    return EASEL_UNWRAP_MAYBE;
  if (match == EASEL_UNWRAP_YES && g_ascii_isalpha (*at))
    at = begin;
  else if (match == EASEL_UNWRAP_YES)
    {
      skip_opener_end (&at);
      if (*at == '\0')
        {
          gsize next = map[n];

          while (next < answer->length && _easel_unwrap_is_space (answer->text[next]))
            next++;
          if (next >= answer->length)
            return answer->complete ? EASEL_UNWRAP_NO : EASEL_UNWRAP_MAYBE;
          /* The opener has a line of its own. */
          if (!again && next > start + 2 && next - start < EASEL_UNWRAP_LONGEST_PREAMBLE)
            {
              match = _easel_unwrap_match_preamble (answer, next, TRUE, end);
              if (match == EASEL_UNWRAP_NO && strncmp (answer->text + next, "```", 3) == 0)
                {
                  *end = next;
                  return EASEL_UNWRAP_YES;
                }
              return match == EASEL_UNWRAP_NO && _easel_unwrap_may_become (answer, next, "```")
                         ? EASEL_UNWRAP_MAYBE
                         : match;
            }
        }
    }

  intro = take_word (&at, intros, G_N_ELEMENTS (intros), ended);
  if (intro == EASEL_UNWRAP_MAYBE)
    return EASEL_UNWRAP_MAYBE;
  if (intro == EASEL_UNWRAP_YES && !skip_spaces (&at))
    return *at == '\0' && !ended ? EASEL_UNWRAP_MAYBE : EASEL_UNWRAP_NO;
  match = match_label (at, intro == EASEL_UNWRAP_YES, ended, &behind);
  if (match == EASEL_UNWRAP_YES)
    {
      *end = map[behind - line];
      while (*end < answer->length && (answer->text[*end] == '*' || answer->text[*end] == ' '))
        (*end)++;
    }
  return match;
}
