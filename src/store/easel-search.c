// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-search-private.h"

#include <string.h>

#include "easel-json.h"

/*
 * Full text search by SQLite's FTS5 with its unicode61 tokens: runs of letters
 * and digits, without case and diacritics. Scripts that are written without
 * spaces would be one token a sentence there, so each of their signs is set
 * apart before it is indexed, and a term of the query becomes a phrase of the
 * same signs: a word of two Chinese signs is found wherever they stand together.
 *
 * Each term is a quoted phrase whose last token may go on, so nothing that is
 * typed is query syntax. What has neither letters nor digits ("--", an emoji)
 * is no token; such terms are looked for in the text itself.
 */

#define MAX_TERMS 32
#define MAX_TERM_BYTES 1024

static gboolean
stands_alone (gunichar c)
{
  /* The first such script begins at U+0E00. */
  if (c < 0x0e00)
    return FALSE;

  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
    case G_UNICODE_SCRIPT_BOPOMOFO:
    case G_UNICODE_SCRIPT_YI:
    case G_UNICODE_SCRIPT_THAI:
    case G_UNICODE_SCRIPT_LAO:
    case G_UNICODE_SCRIPT_KHMER:
    case G_UNICODE_SCRIPT_MYANMAR:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Plain text is its own prepared form. */
static gboolean
is_low (const char *text)
{
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    if (*p >= 0xe0)
      return FALSE;
  return TRUE;
}

/*
 * The form in which text is indexed.
 */
char *
_easel_search_prepare (const char *text)
{
  GString *prepared;

  if (is_low (text))
    return g_strdup (text);

  prepared = g_string_sized_new (strlen (text) * 3 / 2);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean alone = stands_alone (c);

      if (alone)
        g_string_append_c (prepared, ' ');
      g_string_append_unichar (prepared, c);
      if (alone)
        g_string_append_c (prepared, ' ');
    }

  return g_string_free (prepared, FALSE);
}

/*
 * The same of what may be long: of its first EASEL_SEARCH_MOST_BYTES.
 */
char *
_easel_search_prepare_start (const char *text)
{
  g_autofree char *part = NULL;

  if (strlen (text) <= EASEL_SEARCH_MOST_BYTES)
    return _easel_search_prepare (text);
  part = g_strndup (text, (gsize) (g_utf8_find_prev_char (text, text + EASEL_SEARCH_MOST_BYTES) - text));
  return _easel_search_prepare (part);
}

static gboolean
has_token (const char *term)
{
  for (const char *p = term; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c) || g_unichar_type (c) == G_UNICODE_OTHER_NUMBER ||
          g_unichar_type (c) == G_UNICODE_LETTER_NUMBER)
        return TRUE;
    }
  return FALSE;
}

/* "term"* with the quotes in it doubled. */
static void
append_phrase (GString *match, const char *term)
{
  g_autofree char *prepared = _easel_search_prepare (term);

  if (match->len > 0)
    g_string_append (match, " AND ");
  g_string_append_c (match, '"');
  for (const char *p = prepared; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (match, '"');
      g_string_append_c (match, *p);
    }
  g_string_append (match, "\"*");
}

static char *
make_pattern (const char *term)
{
  GString *pattern = g_string_new ("%");

  for (const char *p = term; *p != '\0'; p++)
    {
      if (*p == '%' || *p == '_' || *p == '\\')
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *p);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/*
 * Takes query apart at its white space; NULL if nothing is asked for.
 */
EaselSearch *
_easel_search_parse (const char *query)
{
  g_autoptr (EaselSearch) self = NULL;
  g_autoptr (GString) match = NULL;
  g_autoptr (JsonNode) likes = NULL;
  JsonArray *patterns;
  const char *p = query;
  int n_terms = 0;

  if (query == NULL)
    return NULL;

  self = g_new0 (EaselSearch, 1);
  patterns = json_array_new ();
  likes = json_node_init_array (json_node_alloc (), patterns);
  json_array_unref (patterns);
  match = g_string_new (NULL);
  while (*p != '\0' && n_terms < MAX_TERMS)
    {
      const char *start = p;
      g_autofree char *term = NULL;
      g_autofree char *valid = NULL;

      while (*p != '\0' && !g_unichar_isspace (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      if (p > start)
        {
          term = g_strndup (start, MIN ((gsize) (p - start), MAX_TERM_BYTES));
          valid = g_utf8_make_valid (term, -1);
          n_terms++;
          if (has_token (valid))
            append_phrase (match, valid);
          else
            {
              g_autofree char *pattern = make_pattern (valid);

              json_array_add_string_element (patterns, pattern);
            }
        }
      if (*p != '\0')
        p = g_utf8_next_char (p);
    }
  if (n_terms == 0)
    return NULL;

  if (match->len > 0)
    self->match = g_strdup (match->str);
  if (json_array_get_length (patterns) > 0)
    self->likes = easel_json_to_string (likes);
  return g_steal_pointer (&self);
}

void
_easel_search_free (EaselSearch *self)
{
  g_free (self->match);
  g_free (self->likes);
  g_free (self);
}
