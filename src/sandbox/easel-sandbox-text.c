// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-text-private.h"

#include "easel-locks.h"
#include "easel-parts.h"
#include "easel-syntax.h"

#include <string.h>

/* Words that lead to what is taken out of the middle of a part. */
static const char *const small_words[] = { "a", "an", "and", "some", "the" };
static const char *const prepositions[] = {
  "above", "across", "against", "at", "behind", "below", "beside",  "by",    "for",  "from",
  "in",    "into",   "near",    "of", "on",     "over",  "through", "under", "with",
};

EaselSandboxText *
_easel_sandbox_text_new (const char *text, const char *const *locked)
{
  EaselSandboxText *self = g_new0 (EaselSandboxText, 1);

  self->text = g_strdup (text);
  self->locked = locked;
  return self;
}

void
_easel_sandbox_text_free (EaselSandboxText *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

gboolean
_easel_sandbox_text_take_text (EaselSandboxText *self, char *text)
{
  gboolean changed = !g_str_equal (self->text, text);

  g_free (self->text);
  self->text = text;
  return changed;
}

static EaselSpan *
find_locks (EaselSandboxText *self, gsize *n_locks)
{
  EaselSpan *locks = NULL;

  *n_locks = 0;
  for (gsize i = 0; self->locked != NULL && self->locked[i] != NULL; i++)
    easel_locks_add_text (self->text, self->locked[i], &locks, n_locks);
  return locks;
}

/* Locked texts and units of syntax. */
EaselSpan *
_easel_sandbox_text_find_protected (EaselSandboxText *self, gsize *n_spans)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  gsize n_locks;
  gsize n_units;
  g_autofree EaselSpan *locks = find_locks (self, &n_locks);
  g_autofree EaselSyntaxSpan *units = easel_syntax_scan (self->text, &n_units);

  if (n_locks > 0)
    g_array_append_vals (spans, locks, (guint) n_locks);
  for (gsize i = 0; i < n_units; i++)
    {
      EaselSpan span = { units[i].start, units[i].length };

      g_array_append_val (spans, span);
    }
  *n_spans = easel_locks_merge ((EaselSpan *) (gpointer) spans->data, spans->len);
  return *n_spans > 0 ? g_array_steal (spans, NULL) : NULL;
}

EaselPartsState *
_easel_sandbox_text_get_state (EaselSandboxText *self)
{
  gsize n_locks;
  g_autofree EaselSpan *locks = find_locks (self, &n_locks);

  return easel_parts_state_new (self->text, locks, n_locks, NULL, 0);
}

static gboolean
take_state (EaselSandboxText *self, EaselPartsState *state)
{
  gboolean changed = state != NULL && _easel_sandbox_text_take_text (self, g_strdup (state->text));

  easel_parts_state_free (state);
  return changed;
}

/* ---------------------------------------------------------------- words */

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80;
}

/* Whether the words stand at @at, plural or not; how long they are there. */
static gboolean
match_words (const char *text, gsize at, const char *words, gsize *length)
{
  gsize size = strlen (words);

  if (size == 0 || (at > 0 && is_word_byte (text[at - 1]) && is_word_byte (words[0])) ||
      g_ascii_strncasecmp (text + at, words, size) != 0)
    return FALSE;
  if (is_word_byte (words[size - 1]) && g_ascii_tolower (text[at + size]) == 's' &&
      !is_word_byte (text[at + size + 1]) && g_ascii_tolower (words[size - 1]) != 's')
    size++;
  if (is_word_byte (text[at + size]) && is_word_byte (words[strlen (words) - 1]))
    return FALSE;
  *length = size;
  return TRUE;
}

gboolean
_easel_sandbox_text_find_words (const char *text, gsize start, gsize end, const char *words, EaselSpan *found)
{
  for (gsize i = start; i < end; i++)
    {
      gsize length;

      if (match_words (text, i, words, &length) && i + length <= end)
        {
          *found = (EaselSpan) { i, length };
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
_easel_sandbox_text_has (EaselSandboxText *self, const char *phrase)
{
  EaselSpan found;

  return _easel_sandbox_text_find_words (self->text, 0, strlen (self->text), phrase, &found);
}

static gboolean
is_vowel (char c)
{
  return c != '\0' && strchr ("aeiou", g_ascii_tolower (c)) != NULL;
}

/* "a" before a consonant, "an" before a vowel; the article must be free. */
void
_easel_sandbox_text_mend_article (GString *text, gsize free_from, char next)
{
  gsize n = text->len;

  if (n >= free_from + 2 && text->str[n - 1] == ' ' && g_ascii_tolower (text->str[n - 2]) == 'a' &&
      (n == 2 || !is_word_byte (text->str[n - 3])) && is_vowel (next))
    g_string_insert_c (text, (gssize) n - 1, 'n');
  else if (n >= free_from + 3 && text->str[n - 1] == ' ' && g_ascii_tolower (text->str[n - 2]) == 'n' &&
           g_ascii_tolower (text->str[n - 3]) == 'a' && (n == 3 || !is_word_byte (text->str[n - 4])) &&
           g_ascii_isalpha (next) && !is_vowel (next))
    g_string_erase (text, (gssize) n - 2, 1);
}

/* All occurrences of @from that stand free, in whatever case, become @to. */
gboolean
_easel_sandbox_text_substitute (EaselSandboxText *self, const char *from, const char *to)
{
  const char *text = self->text;
  gsize length = strlen (text);
  GString *out = g_string_sized_new (length);
  gsize n_spans;
  g_autofree EaselSpan *spans = _easel_sandbox_text_find_protected (self, &n_spans);
  gsize span = 0;
  gsize free_from = 0;

  for (gsize i = 0; i < length;)
    {
      gsize size;

      if (span < n_spans && spans[span].start == i)
        {
          g_string_append_len (out, text + i, (gssize) spans[span].length);
          i += spans[span++].length;
          free_from = out->len;
        }
      else if (match_words (text, i, from, &size) && (span == n_spans || i + size <= spans[span].start))
        {
          _easel_sandbox_text_mend_article (out, free_from, to[0]);
          if (to[0] != '\0')
            {
              g_string_append_c (out, g_ascii_isupper (text[i]) ? g_ascii_toupper (to[0]) : to[0]);
              g_string_append (out, to + 1);
            }
          i += size;
        }
      else
        g_string_append_c (out, text[i++]);
    }
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
}

gboolean
_easel_sandbox_text_append (EaselSandboxText *self, const char *part)
{
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);
  GString *out;
  gsize n = n_parts;
  gsize end;

  if (_easel_sandbox_text_has (self, part))
    return FALSE;
  while (n > 0 && parts[n - 1].parameter)
    n--;
  if (n == 0)
    {
      out = g_string_new (part);
      if (n_parts > 0)
        g_string_append_c (out, ' ');
      g_string_append (out, self->text);
      return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
    }

  end = parts[n - 1].text.start + parts[n - 1].text.length;
  if (strchr (".!?", self->text[end]) != NULL && self->text[end] != '\0')
    {
      /* Prose goes on with a sentence. */
      while (self->text[end] != '\0' && strchr (".!?", self->text[end]) != NULL)
        end++;
      out = g_string_new_len (self->text, (gssize) end);
      g_string_append_printf (out, " %c%s.", g_ascii_toupper (part[0]), part + 1);
    }
  else
    {
      out = g_string_new_len (self->text, (gssize) end);
      g_string_append_printf (out, ", %s", part);
    }
  g_string_append (out, self->text + end);
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
}

static gboolean
is_among (const char *word, gsize length, const char *const *words, gsize n_words)
{
  for (gsize i = 0; i < n_words; i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (word, words[i], length) == 0)
      return TRUE;
  return FALSE;
}

gsize
_easel_sandbox_text_count_words (const char *text, gsize length)
{
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    n += is_word_byte (text[i]) && (i == 0 || !is_word_byte (text[i - 1]));
  return n;
}

/* The beginning of the word before @at, or @least. */
static gsize
word_before (const char *text, gsize least, gsize at, gsize *end)
{
  while (at > least && text[at - 1] == ' ')
    at--;
  *end = at;
  while (at > least && is_word_byte (text[at - 1]))
    at--;
  return at;
}

/* Words of a part with what led to them: "in the" of "light in the lantern
 * room", "against black" of "waves against black basalt". */
static EaselSpan
find_cut (const char *text, EaselSpan part, EaselSpan words)
{
  gsize start = words.start;
  gsize end = words.start + words.length;
  gsize at = start;

  for (guint i = 0; i < 4 && at > part.start; i++)
    {
      gsize word_end;

      at = word_before (text, part.start, at, &word_end);
      if (is_among (text + at, word_end - at, prepositions, G_N_ELEMENTS (prepositions)))
        {
          start = at;
          break;
        }
      if (i == 0 && is_among (text + at, word_end - at, small_words, G_N_ELEMENTS (small_words)))
        start = at;
    }
  if (start == part.start)
    while (text[end] == ' ')
      end++;
  else
    while (start > part.start && text[start - 1] == ' ')
      start--;
  return (EaselSpan) { start, end - start };
}

/* Where the first preposition of a part is: before it stands what the part is. */
static gsize
find_head_end (const char *text, EaselSpan part)
{
  gsize end = part.start + part.length;

  for (gsize i = part.start; i < end; i++)
    {
      gsize size = 0;

      if (i > part.start && is_word_byte (text[i - 1]))
        continue;
      while (i + size < end && is_word_byte (text[i + size]))
        size++;
      if (i > part.start && is_among (text + i, size, prepositions, G_N_ELEMENTS (prepositions)))
        return i;
    }
  return end;
}

/* Leaves the marked parts out, with the separators that they need no more. */
gboolean
_easel_sandbox_text_drop_parts (EaselSandboxText *self, GArray *marked)
{
  return marked->len > 0 &&
         _easel_sandbox_text_take_text (
             self, easel_parts_get_sent_text (self->text, (const EaselSpan *) (gpointer) marked->data,
                                              marked->len));
}

/* A part that is what the phrase names goes whole. */
static gboolean
remove_parts (EaselSandboxText *self, const char *phrase)
{
  g_autoptr (GArray) marked = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);

  for (gsize i = 0; i < n_parts; i++)
    {
      EaselSpan text = parts[i].text;
      EaselSpan found;

      if (parts[i].parameter || parts[i].locked ||
          !_easel_sandbox_text_find_words (self->text, text.start, text.start + text.length, phrase, &found))
        continue;
      if (2 * _easel_sandbox_text_count_words (phrase, strlen (phrase)) >=
              _easel_sandbox_text_count_words (self->text + text.start, text.length) ||
          found.start < find_head_end (self->text, text))
        g_array_append_val (marked, text);
    }
  return _easel_sandbox_text_drop_parts (self, marked);
}

/* From any other part the words go. */
gboolean
_easel_sandbox_text_remove (EaselSandboxText *self, const char *phrase)
{
  gboolean changed = remove_parts (self, phrase);
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);
  gsize n_spans;
  g_autofree EaselSpan *spans = _easel_sandbox_text_find_protected (self, &n_spans);
  g_autoptr (GString) out = g_string_new (NULL);
  gsize at = 0;
  gsize span = 0;

  for (gsize i = 0; i < n_parts; i++)
    {
      EaselSpan text = parts[i].text;
      EaselSpan cut;

      if (parts[i].parameter ||
          !_easel_sandbox_text_find_words (self->text, text.start, text.start + text.length, phrase, &cut) ||
          cut.start < find_head_end (self->text, text))
        continue;
      cut = find_cut (self->text, text, cut);
      while (span < n_spans && spans[span].start + spans[span].length <= cut.start)
        span++;
      if (span < n_spans && easel_locks_touch (&spans[span], 1, cut.start, cut.length))
        continue;
      g_string_append_len (out, self->text + at, (gssize) (cut.start - at));
      at = cut.start + cut.length;
    }
  g_string_append (out, self->text + at);
  return _easel_sandbox_text_take_text (self, g_string_free (g_steal_pointer (&out), FALSE)) || changed;
}

/* The number of a unit such as (word:1.2) that holds the words. */
static gboolean
weigh_unit (EaselSandboxText *self, EaselSpan words, int steps)
{
  gsize n_units;
  g_autofree EaselSyntaxSpan *units = easel_syntax_scan (self->text, &n_units);
  gsize n_locks;
  g_autofree EaselSpan *locks = find_locks (self, &n_locks);

  for (gsize i = n_units; i-- > 0;)
    {
      gsize end = units[i].start + units[i].length;
      g_autofree char *number = NULL;
      GString *out;
      double weight;
      gsize colon;

      if (units[i].kind != EASEL_SYNTAX_WEIGHT || units[i].start > words.start ||
          end < words.start + words.length ||
          !easel_syntax_get_weight (self->text, units[i].start, units[i].length, &weight, &colon))
        continue;
      if (easel_locks_touch (locks, n_locks, colon, end - colon))
        return FALSE;
      number = easel_parts_format_weight (easel_parts_step_weight (weight, steps));
      out = g_string_new_len (self->text, (gssize) colon + 1);
      g_string_append_printf (out, "%s)%s", number, self->text + end);
      return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
    }
  return FALSE;
}

gboolean
_easel_sandbox_text_weigh (EaselSandboxText *self, const char *phrase, int steps)
{
  g_autoptr (EaselPartsState) state = _easel_sandbox_text_get_state (self);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);

  for (gsize i = 0; i < n_parts; i++)
    {
      EaselSpan text = parts[i].text;
      EaselSpan found;

      if (parts[i].parameter ||
          !_easel_sandbox_text_find_words (self->text, text.start, text.start + text.length, phrase, &found))
        continue;
      if (parts[i].content.length == text.length && weigh_unit (self, found, steps))
        return TRUE;
      return take_state (
          self, easel_parts_set_weight (state, i, easel_parts_step_weight (parts[i].weight, steps), NULL));
    }
  return FALSE;
}

gboolean
_easel_sandbox_text_drop_weights (EaselSandboxText *self)
{
  gboolean changed = FALSE;
  gsize n_locks;
  g_autofree EaselSpan *locks = find_locks (self, &n_locks);
  gsize n_units;
  g_autofree EaselSyntaxSpan *units = easel_syntax_scan (self->text, &n_units);
  g_autofree guint8 *gone = g_malloc0 (strlen (self->text) + 1);
  GString *out;

  for (gsize i = 0; i < n_units; i++)
    {
      gsize end = units[i].start + units[i].length;
      gsize colon;

      if (units[i].kind != EASEL_SYNTAX_WEIGHT ||
          !easel_syntax_get_weight (self->text, units[i].start, units[i].length, NULL, &colon) ||
          easel_locks_touch (locks, n_locks, units[i].start, 1) ||
          easel_locks_touch (locks, n_locks, colon, end - colon))
        continue;
      gone[units[i].start] = 1;
      memset (gone + colon, 1, end - colon);
      changed = TRUE;
    }
  if (!changed)
    return FALSE;

  out = g_string_sized_new (strlen (self->text));
  for (gsize i = 0; self->text[i] != '\0'; i++)
    if (!gone[i])
      g_string_append_c (out, self->text[i]);
  return _easel_sandbox_text_take_text (self, g_string_free (out, FALSE));
}
