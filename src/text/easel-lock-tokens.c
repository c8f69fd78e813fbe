// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-lock-tokens.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/* What one lock holds, and whether words go on over its edges. */
typedef struct
{
  const char *bytes;
  gsize length;
  gboolean cuts_left;
  gboolean cuts_right;
} Needle;

typedef struct
{
  EaselSpan span;
  gboolean is_lock;
} Place;

static int
compare_spans (gconstpointer x, gconstpointer y)
{
  const EaselSpan *s = x, *t = y;

  if (s->start != t->start)
    return s->start < t->start ? -1 : 1;
  /* The longer one first. */
  return s->length > t->length ? -1 : s->length < t->length;
}

static gboolean
is_boundary (const char *text, gsize offset)
{
  return ((guchar) text[offset] & 0xc0) != 0x80;
}

/**
 * easel_lock_tokens_normalise:
 * @text: valid UTF-8
 * @length: its bytes
 * @locks: (array length=n_locks) (nullable): spans of @text in any order
 * @n_locks: how many
 * @error: return location
 *
 * Sorts locks, joins those that overlap and drops empty ones. Those that only
 * touch stay apart: text may come between them.
 *
 * Errors: %EASEL_ERROR_INVALID_INPUT for a span outside of @text or inside a character
 *
 * Returns: (transfer full) (element-type EaselSpan): the spans
 */
GArray *
easel_lock_tokens_normalise (
    const char *text, gsize length, const EaselSpan *locks, gsize n_locks, GError **error)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  guint n = 0;

  for (gsize i = 0; i < n_locks; i++)
    {
      if (locks[i].start > length || locks[i].length > length - locks[i].start ||
          !is_boundary (text, locks[i].start) || !is_boundary (text, easel_span_end (locks[i])))
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The locked part at byte %zu is no part of the text. Unlock it."), locks[i].start);
          return NULL;
        }
      if (locks[i].length > 0)
        g_array_append_val (sorted, locks[i]);
    }
  g_array_sort (sorted, compare_spans);
  for (guint i = 1; i < sorted->len; i++)
    {
      EaselSpan *last = &g_array_index (sorted, EaselSpan, n);
      EaselSpan span = g_array_index (sorted, EaselSpan, i);

      if (span.start < easel_span_end (*last))
        last->length = MAX (easel_span_end (*last), easel_span_end (span)) - last->start;
      else
        g_array_index (sorted, EaselSpan, ++n) = span;
    }
  if (sorted->len > 0)
    g_array_set_size (sorted, n + 1);
  return g_steal_pointer (&sorted);
}

/* Letters of scripts that put spaces between words. */
static gboolean
is_letter (gunichar c)
{
  return c < 0x590 && (c == '_' || g_unichar_isalnum (c));
}

static gboolean
word_goes_on (const char *text, gsize length, gsize offset)
{
  if (offset == 0 || offset >= length)
    return FALSE;
  return is_letter (g_utf8_get_char (g_utf8_find_prev_char (text, text + offset))) &&
         is_letter (g_utf8_get_char (text + offset));
}

/* Whether the character at @offset could belong to the one before it. */
static gboolean
is_joined (const char *text, gsize length, gsize offset)
{
  gunichar c = offset < length ? g_utf8_get_char (text + offset) : 0;

  return g_unichar_ismark (c) || c == 0x200d || c == 0x200c || (c >= 0x1f3fb && c <= 0x1f3ff);
}

/* What the locks hold, each text once. */
static GArray *
make_needles (const char *text, gsize length, GArray *locks)
{
  GArray *needles = g_array_new (FALSE, FALSE, sizeof (Needle));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < locks->len; i++)
    {
      EaselSpan span = g_array_index (locks, EaselSpan, i);
      Needle needle = { text + span.start, span.length, word_goes_on (text, length, span.start),
                        word_goes_on (text, length, easel_span_end (span)) };
      g_autofree char *key = g_strndup (needle.bytes, needle.length);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (known, key));

      if (place > 0)
        {
          Needle *other = &g_array_index (needles, Needle, place - 1);

          other->cuts_left |= needle.cuts_left;
          other->cuts_right |= needle.cuts_right;
          continue;
        }
      g_array_append_val (needles, needle);
      g_hash_table_insert (known, g_steal_pointer (&key), GUINT_TO_POINTER (needles->len));
    }
  return needles;
}

/* Every place in @text that holds what some lock holds, as whole words if the lock is. */
static GArray *
find_places (const char *text, gsize length, GArray *needles)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  guint n = 0;

  for (guint i = 0; i < needles->len; i++)
    {
      const Needle *needle = &g_array_index (needles, Needle, i);
      const char *p = text;

      while ((p = memmem (p, length - (gsize) (p - text), needle->bytes, needle->length)) != NULL)
        {
          EaselSpan span = { (gsize) (p - text), needle->length };

          p++;
          if ((!needle->cuts_left && word_goes_on (text, length, span.start)) ||
              (!needle->cuts_right && word_goes_on (text, length, easel_span_end (span))) ||
              is_joined (text, length, span.start) || is_joined (text, length, easel_span_end (span)))
            continue;
          g_array_append_val (found, span);
          p += needle->length - 1;
        }
    }
  g_array_sort (found, compare_spans);
  for (guint i = 0; i < found->len; i++)
    {
      EaselSpan span = g_array_index (found, EaselSpan, i);

      if (n == 0 || span.start >= easel_span_end (g_array_index (found, EaselSpan, n - 1)))
        g_array_index (found, EaselSpan, n++) = span;
    }
  g_array_set_size (found, n);
  return g_steal_pointer (&found);
}

/* Tokens of @text in which each of @spans, that are sorted and apart, is one. */
static EaselTokenList
tokenise (EaselArena *arena, const char *text, gsize length, GArray *spans)
{
  /* Room for a token a byte; what is not used is given back. */
  EaselTokenList list = { easel_arena_array (arena, EaselToken, length), 0 };
  gsize pos = 0;

  for (guint i = 0; spans != NULL && i < spans->len; i++)
    {
      EaselSpan span = g_array_index (spans, EaselSpan, i);

      list.n += easel_tokens_write (list.items + list.n, text, pos, span.start);
      list.items[list.n++] = (EaselToken) { .start = (guint32) span.start,
                                            .length = (guint32) span.length,
                                            .kind = EASEL_TOKEN_LOCK };
      pos = easel_span_end (span);
    }
  list.n += easel_tokens_write (list.items + list.n, text, pos, length);
  easel_arena_shrink (arena, list.items, list.n, sizeof (EaselToken));
  return list;
}

/* The locks, and what else holds the same and is free: it must be one token
 * too, or it would never match. */
static GArray *
add_copies (GArray *locks, GArray *places)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  guint l = 0;

  for (guint i = 0; i < places->len; i++)
    {
      EaselSpan place = g_array_index (places, EaselSpan, i);

      for (; l < locks->len && g_array_index (locks, EaselSpan, l).start < easel_span_end (place); l++)
        g_array_append_val (all, g_array_index (locks, EaselSpan, l));
      if (all->len == 0 || easel_span_end (g_array_index (all, EaselSpan, all->len - 1)) <= place.start)
        g_array_append_val (all, place);
    }
  for (; l < locks->len; l++)
    g_array_append_val (all, g_array_index (locks, EaselSpan, l));
  return all;
}

/**
 * easel_lock_tokens_make:
 * @arena: where the tokens live
 * @before: valid UTF-8
 * @n: its bytes
 * @after: valid UTF-8
 * @m: its bytes
 * @locks: (array length=n_locks) (nullable): spans of @before
 * @n_locks: how many
 * @before_tokens: (out): the tokens of @before
 * @after_tokens: (out): the tokens of @after
 * @error: return location
 *
 * Cuts both texts into tokens. Each lock is one token, and so is whatever holds
 * the same bytes elsewhere, so that the two can be matched.
 *
 * Errors: %EASEL_ERROR_INVALID_INPUT for a lock that is no part of @before
 *
 * Returns: whether it went well
 */
gboolean
easel_lock_tokens_make (EaselArena *arena,
                        const char *before,
                        gsize n,
                        const char *after,
                        gsize m,
                        const EaselSpan *locks,
                        gsize n_locks,
                        EaselTokenList *before_tokens,
                        EaselTokenList *after_tokens,
                        GError **error)
{
  g_autoptr (GArray) sorted = easel_lock_tokens_normalise (before, n, locks, n_locks, error);
  g_autoptr (GArray) needles = NULL;
  g_autoptr (GArray) before_places = NULL;
  g_autoptr (GArray) after_places = NULL;
  g_autoptr (GArray) before_spans = NULL;

  if (sorted == NULL)
    return FALSE;
  if (sorted->len > 0)
    {
      needles = make_needles (before, n, sorted);
      before_places = find_places (before, n, needles);
      after_places = find_places (after, m, needles);
      before_spans = add_copies (sorted, before_places);
    }
  *before_tokens = tokenise (arena, before, n, before_spans);
  *after_tokens = tokenise (arena, after, m, after_places);
  return TRUE;
}
