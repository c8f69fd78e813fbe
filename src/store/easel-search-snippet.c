// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-search-private.h"

/*
 * The stretch of a found text that shows why it was found. The index holds no
 * texts, so the words are looked for once more, as its tokens: letters and
 * digits without case and diacritics, from the beginning of a word.
 */

#define MAX_TERMS 32
/* Signs that stand before the first hit, and in all. */
#define SIGNS_BEFORE 60
#define SIGNS 240
/* A hit further behind is not shown, only found. */
#define MOST_SCANNED (1024 * 1024)

/* One term of the query: tokens that follow each other, each folded. */
typedef GPtrArray Term;

static gboolean
is_mark (gunichar c)
{
  return c >= 0x300 && g_unichar_type (c) == G_UNICODE_NON_SPACING_MARK;
}

static gboolean
is_token_sign (gunichar c)
{
  return c < 0x80 ? g_ascii_isalnum (c) : g_unichar_isalnum (c) || is_mark (c);
}

/* Scripts without spaces: each sign is a word. See easel-search.c. */
static gboolean
stands_alone (gunichar c)
{
  return c >= 0x0e00 && g_unichar_type (c) == G_UNICODE_OTHER_LETTER && !g_unichar_istitle (c) &&
         (c < 0x1100 || c > 0x11ff) && (c < 0xac00 || c > 0xd7a3);
}

static gunichar
fold (gunichar c)
{
  gunichar plain[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c < 0x80)
    return (gunichar) g_ascii_tolower ((char) c);
  if (g_unichar_fully_decompose (c, FALSE, plain, G_N_ELEMENTS (plain)) > 1 && !stands_alone (c))
    c = plain[0];
  return g_unichar_tolower (c);
}

static void
add_token (Term *term, GArray *signs)
{
  gunichar end = 0;

  if (signs->len == 0)
    return;
  g_array_append_val (signs, end);
  g_ptr_array_add (term, g_memdup2 (signs->data, signs->len * sizeof (gunichar)));
  g_array_set_size (signs, 0);
}

static Term *
read_term (const char *start, const char *end)
{
  Term *term = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) signs = g_array_new (FALSE, FALSE, sizeof (gunichar));

  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gunichar folded = fold (c);

      if (!is_token_sign (c))
        add_token (term, signs);
      else if (is_mark (c))
        continue;
      else if (stands_alone (c))
        {
          add_token (term, signs);
          g_array_append_val (signs, folded);
          add_token (term, signs);
        }
      else
        g_array_append_val (signs, folded);
    }
  add_token (term, signs);
  return term;
}

static GPtrArray *
read_terms (const char *query)
{
  GPtrArray *terms = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  const char *p = query;

  while (*p != '\0' && terms->len < MAX_TERMS)
    {
      const char *start = p;

      while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (p > start)
        {
          Term *term = read_term (start, p);

          if (term->len > 0)
            g_ptr_array_add (terms, term);
          else
            g_ptr_array_unref (term);
        }
      if (*p != '\0')
        p = g_utf8_next_char (p);
    }
  return terms;
}

/* Returns the end of the token at p, NULL if it does not stand there. */
static const char *
match_token (const gunichar *token, const char *p, gboolean whole)
{
  for (; *token != 0; token++)
    {
      while (*p != '\0' && is_mark (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (*p == '\0' || fold (g_utf8_get_char (p)) != *token)
        return NULL;
      p = g_utf8_next_char (p);
    }
  while (*p != '\0' && is_mark (g_utf8_get_char (p)))
    p = g_utf8_next_char (p);
  if (whole && *p != '\0' && is_token_sign (g_utf8_get_char (p)) && !stands_alone (g_utf8_get_char (p)) &&
      !stands_alone (token[-1]))
    return NULL;
  return p;
}

static const char *
match_term (const Term *term, const char *p)
{
  for (guint i = 0; i < term->len; i++)
    {
      while (i > 0 && *p != '\0' && !is_token_sign (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      p = match_token (g_ptr_array_index (term, i), p, i + 1 < term->len);
      if (p == NULL)
        return NULL;
    }
  return p;
}

/* Returns where the next hit at or after p and before end begins; where it ends
 * is put into *hit_end. */
static const char *
find_hit (GPtrArray *terms, const char *text, const char *p, const char *end, const char **hit_end)
{
  gunichar before = p > text ? g_utf8_get_char (g_utf8_prev_char (p)) : ' ';

  for (; p < end && *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_token_sign (c) && !is_mark (c) &&
          (!is_token_sign (before) || stands_alone (before) || stands_alone (c)))
        for (guint i = 0; i < terms->len; i++)
          {
            *hit_end = match_term (g_ptr_array_index (terms, i), p);
            if (*hit_end != NULL)
              return p;
          }
      before = c;
    }
  return NULL;
}

static const char *
go_back (const char *text, const char *p, guint signs)
{
  while (p > text && signs-- > 0)
    p = g_utf8_prev_char (p);
  return p;
}

/*
 * Takes the power from signs in line that turn what stands around them about
 * (U+202A to U+202E, U+2066 to U+2069): a word joiner is as long and does nothing.
 */
void
_easel_search_flatten (char *line)
{
  for (guchar *p = (guchar *) line; *p != '\0'; p++)
    if (p[0] == 0xe2 &&
        ((p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) || (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9)))
      memcpy (p, "\xe2\x81\xa0", 3);
}

static void
append_line (GString *snippet, const char *start, const char *end)
{
  for (const char *p = start; p < end; p++)
    g_string_append_c (snippet, g_ascii_iscntrl (*p) ? ' ' : *p);
}

/*
 * One line of text around the first hit of query, with each hit in it as an
 * EaselSearchMark in marks.
 */
char *
_easel_search_make_snippet (const char *query, const char *text, GArray *marks)
{
  g_autoptr (GPtrArray) terms = read_terms (query);
  const char *limit = text + strnlen (text, MOST_SCANNED);
  const char *hit_end = NULL;
  const char *hit = find_hit (terms, text, text, limit, &hit_end);
  const char *start = hit != NULL ? go_back (text, hit, SIGNS_BEFORE) : text;
  const char *end = start;
  GString *snippet = g_string_new (start > text ? "…" : NULL);

  for (guint i = 0; i < SIGNS && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  while (hit != NULL && hit < end)
    {
      EaselSearchMark mark = { (guint) (hit - start + (gssize) snippet->len),
                               (guint) (MIN (hit_end, end) - hit) };

      if (marks != NULL)
        g_array_append_val (marks, mark);
      hit = find_hit (terms, text, hit_end, end, &hit_end);
    }
  append_line (snippet, start, end);
  if (*end != '\0')
    g_string_append (snippet, "…");
  _easel_search_flatten (snippet->str);
  return g_string_free (snippet, FALSE);
}
