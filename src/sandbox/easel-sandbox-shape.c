// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-text-private.h"

#include <string.h>

static const char *const media[] = {
  "photograph", "photo",      "photography", "painting", "watercolour", "watercolor", "illustration",
  "sketch",     "drawing",    "engraving",   "render",   "anime",       "pixel art",  "cinematic still",
  "gouache",    "lithograph", "woodcut",     "collage",  "comic",       "cartoon",    "oil on canvas",
};

static const char *const fillers[] = { "very",   "really",     "quite",     "extremely",
                                       "highly", "incredibly", "absolutely" };

/* Of each part: whether it is words and no more, and not locked. */
static gboolean *
find_plain (EaselSandboxText *self, const EaselPart *parts, gsize n_parts)
{
  gboolean *plain = g_new (gboolean, n_parts + 1);
  gsize n_spans;
  g_autofree EaselSpan *spans = _easel_sandbox_text_find_protected (self, &n_spans);
  gsize span = 0;

  for (gsize i = 0; i < n_parts; i++)
    {
      EaselSpan text = parts[i].text;

      while (span < n_spans && spans[span].start + spans[span].length <= text.start)
        span++;
      plain[i] = !parts[i].parameter && !parts[i].locked &&
                 (span == n_spans || spans[span].start >= text.start + text.length);
    }
  return plain;
}

/* Leaves fillers out, and of the parts that are plain the last, until two
 * thirds are left. */
gboolean
_easel_sandbox_text_shorten (EaselSandboxText *self)
{
  gboolean changed = FALSE;
  g_autoptr (GArray) marked = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autoptr (EaselPartsState) state = NULL;
  g_autofree EaselPart *parts = NULL;
  g_autofree gboolean *plain = NULL;
  gsize n_parts;
  gsize excess;

  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    {
      g_autofree char *with_space = g_strconcat (fillers[i], " ", NULL);

      changed |= _easel_sandbox_text_substitute (self, with_space, "");
    }
  state = _easel_sandbox_text_get_state (self);
  parts = easel_parts_split (state, &n_parts);
  plain = find_plain (self, parts, n_parts);
  excess = n_parts > 2 ? n_parts - (n_parts * 2 + 2) / 3 : 0;
  for (gsize i = n_parts; i > 1 && excess > 0; i--)
    if (plain[i - 1])
      {
        g_array_append_val (marked, parts[i - 1].text);
        excess--;
      }
  return _easel_sandbox_text_drop_parts (self, marked) || changed;
}

static gsize
skip_article (const char *text, gsize length)
{
  static const char *const articles[] = { "a ", "an ", "the " };

  for (gsize i = 0; i < G_N_ELEMENTS (articles); i++)
    if (length > strlen (articles[i]) && g_ascii_strncasecmp (text, articles[i], strlen (articles[i])) == 0)
      return strlen (articles[i]);
  return 0;
}

static void
append_part (GString *out, EaselSandboxText *self, EaselSpan span, gboolean upper, gboolean lower)
{
  const char *at = self->text + span.start;
  gboolean single = span.length > 1 && !g_ascii_isupper (at[1]);

  if (upper)
    g_string_append_c (out, g_ascii_toupper (*at));
  else if (lower && single)
    g_string_append_c (out, g_ascii_tolower (*at));
  else
    g_string_append_c (out, *at);
  g_string_append_len (out, at + 1, (gssize) span.length - 1);
}

static gboolean
is_strong (EaselSandboxText *self, EaselSpan separator)
{
  return memchr (self->text + separator.start, '\n', separator.length) != NULL ||
         memchr (self->text + separator.start, 'B', separator.length) != NULL;
}

static void
append_separator (GString *out, EaselSandboxText *self, const EaselPart *part, const char *separator)
{
  if (is_strong (self, part->separator))
    g_string_append_len (out, self->text + part->separator.start, (gssize) part->separator.length);
  else
    g_string_append (out, separator);
}

gboolean
_easel_sandbox_text_to_tags (EaselSandboxText *self)
{
  gboolean changed = _easel_sandbox_text_substitute (self, " with a ", ", ");
  g_autoptr (EaselPartsState) state = NULL;
  g_autofree EaselPart *parts = NULL;
  g_autofree gboolean *plain = NULL;
  GString *out;
  gsize n_parts;

  changed |= _easel_sandbox_text_substitute (self, " with the ", ", ");
  changed |= _easel_sandbox_text_substitute (self, " with ", ", ");
  state = _easel_sandbox_text_get_state (self);
  parts = easel_parts_split (state, &n_parts);
  plain = find_plain (self, parts, n_parts);
  out = g_string_sized_new (strlen (self->text));
  for (gsize i = 0; i < n_parts; i++)
    {
      EaselSpan text = parts[i].text;

      if (plain[i])
        {
          gsize skip = skip_article (self->text + text.start, text.length);

          text = (EaselSpan) { text.start + skip, text.length - skip };
          append_part (out, self, text, FALSE, TRUE);
        }
      else
        append_part (out, self, text, FALSE, FALSE);
      if (i + 1 < n_parts)
        append_separator (out, self, &parts[i], parts[i + 1].parameter ? " " : ", ");
    }
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE)) || changed;
}

gboolean
_easel_sandbox_text_to_prose (EaselSandboxText *self)
{
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);
  g_autofree gboolean *plain = find_plain (self, parts, n_parts);
  GString *out = g_string_sized_new (strlen (self->text));
  gsize n = n_parts;
  gsize in_sentence = 0;

  while (n > 0 && parts[n - 1].parameter)
    n--;
  for (gsize i = 0; i < n; i++)
    {
      EaselSpan gap = parts[i].separator;
      gboolean full = memchr (self->text + gap.start, '.', gap.length) != NULL;
      gboolean last = i + 1 == n || full || is_strong (self, gap);
      gboolean next_last = i + 2 >= n || memchr (self->text + parts[i + 1].separator.start, '.',
                                                 parts[i + 1].separator.length) != NULL;

      append_part (out, self, parts[i].text, in_sentence == 0 && plain[i], FALSE);
      in_sentence++;
      if (last)
        {
          g_string_append_c (out, '.');
          if (i + 1 < n)
            append_separator (out, self, &parts[i], " ");
          in_sentence = 0;
        }
      else
        g_string_append (out, in_sentence == 1 ? ", with " : next_last ? " and " : ", ");
    }
  for (gsize i = n; i < n_parts; i++)
    {
      if (out->len > 0)
        g_string_append_c (out, ' ');
      append_part (out, self, parts[i].text, FALSE, FALSE);
    }
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
}

gboolean
_easel_sandbox_text_set_case (EaselSandboxText *self, gboolean upper)
{
  gsize n_spans;
  g_autofree EaselSpan *spans = _easel_sandbox_text_find_protected (self, &n_spans);
  GString *out = g_string_sized_new (strlen (self->text));
  gsize length = strlen (self->text);
  gsize at = 0;

  for (gsize i = 0; i <= n_spans; i++)
    {
      gsize start = i < n_spans ? spans[i].start : length;
      g_autofree char *cased = upper ? g_utf8_strup (self->text + at, (gssize) (start - at))
                                     : g_utf8_strdown (self->text + at, (gssize) (start - at));

      g_string_append (out, cased);
      if (i < n_spans)
        g_string_append_len (out, self->text + start, (gssize) spans[i].length);
      at = i < n_spans ? start + spans[i].length : length;
    }
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
}

/* The first part that names a medium becomes the style; else it is added. */
gboolean
_easel_sandbox_text_restyle (EaselSandboxText *self, const char *style)
{
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);
  g_autofree gboolean *plain = find_plain (self, parts, n_parts);

  if (_easel_sandbox_text_has (self, style))
    return FALSE;
  for (gsize i = 0; i < n_parts; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (media); k++)
      {
        EaselSpan text = parts[i].text;
        EaselSpan found;
        GString *out;

        if (!plain[i] || !_easel_sandbox_text_find_words (self->text, text.start, text.start + text.length,
                                                          media[k], &found))
          continue;
        /* "a photograph of a harbour" keeps its harbour. */
        if (_easel_sandbox_text_count_words (self->text + text.start, text.length) > 4)
          text = found;
        out = g_string_new_len (self->text, (gssize) text.start);
        _easel_sandbox_text_mend_article (out, 0, style[0]);
        g_string_append (out, style);
        g_string_append (out, self->text + text.start + text.length);
        return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
      }
  return _easel_sandbox_text_append (self, style);
}
