// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-tokens.h"

#include <pango/pango.h>

#include "easel-units.h"

/* Bytes of one run that are handed to Pango at once. */
#define CHUNK_BYTES 4096

enum
{
  PUNCTUATION,
  WORD,
  SPACE,
  HIGH,
};

static const guint8 classes[256] = {
  ['\t'] = SPACE,       ['\n'] = SPACE, ['\v'] = SPACE,         ['\f'] = SPACE,
  ['\r'] = SPACE,       [' '] = SPACE,  ['0' ... '9'] = WORD,   ['A' ... 'Z'] = WORD,
  ['a' ... 'z'] = WORD, ['_'] = WORD,   [0x80 ... 0xff] = HIGH,
};

static inline guint8
class_at (const char *text, gsize pos)
{
  return classes[(guchar) text[pos]];
}

/* Where the next token goes. */
typedef struct
{
  EaselToken *next;
} Writer;

static inline void
append (Writer *tokens, gsize start, gsize end, EaselTokenKind kind)
{
  *tokens->next++ =
      (EaselToken) { .start = (guint32) start, .length = (guint32) (end - start), .kind = kind };
}

/* Letters of the alphabets in which no character joins its neighbours. */
static gboolean
is_plain_letter (gunichar c)
{
  return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x391 && c <= 0x3c9 && c != 0x3a2) ||
         (c >= 0x400 && c <= 0x481) || (c >= 0x48a && c <= 0x52f);
}

/* Whether @c could belong to the character before it. Pango has the last word. */
static gboolean
may_extend (gunichar c)
{
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_FORMAT:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Whether the character behind the one at @pos - 1 could belong to it. Nothing
 * belongs to a control character. */
static gboolean
extended_at (const char *text, gsize pos, gsize end)
{
  return pos < end && class_at (text, pos) == HIGH && (guchar) text[pos - 1] >= ' ' &&
         may_extend (g_utf8_get_char (text + pos));
}

static EaselTokenKind
kind_of (gunichar c)
{
  if (g_unichar_isspace (c))
    return EASEL_TOKEN_SPACE;
  switch ((int) g_unichar_type (c))
    {
    case G_UNICODE_CONNECT_PUNCTUATION:
    case G_UNICODE_DASH_PUNCTUATION:
    case G_UNICODE_CLOSE_PUNCTUATION:
    case G_UNICODE_FINAL_PUNCTUATION:
    case G_UNICODE_INITIAL_PUNCTUATION:
    case G_UNICODE_OTHER_PUNCTUATION:
    case G_UNICODE_OPEN_PUNCTUATION:
    case G_UNICODE_CONTROL:
      return EASEL_TOKEN_PUNCTUATION;
    default:
      return EASEL_TOKEN_WORD;
    }
}

/* One word of plain letters, the usual case in European languages. */
static gsize
plain_word_end (const char *text, gsize pos, gsize end)
{
  gsize p = pos;

  while (p < end)
    {
      if (class_at (text, p) == WORD)
        p++;
      else if (class_at (text, p) == HIGH && is_plain_letter (g_utf8_get_char (text + p)))
        p += 2;
      else
        break;
    }
  return p < end && class_at (text, p) == HIGH ? 0 : p;
}

static gsize
char_boundary_before (const char *text, gsize pos)
{
  while (((guchar) text[pos] & 0xc0) == 0x80)
    pos--;
  return pos;
}

static inline gboolean
is_thai (gunichar c)
{
  return c >= 0xe00 && c <= 0xe7f;
}

/* Whether a word ends between two characters. Between Thai letters Annex 29
 * sees a boundary everywhere; Pango's dictionary marks the words otherwise. */
static gboolean
is_word_end (const PangoLogAttr *attr, gunichar before, gunichar after)
{
  if (!attr->is_cursor_position)
    return FALSE;
  if (is_thai (before) && is_thai (after))
    return attr->is_word_start || attr->is_word_end;
  return attr->is_word_boundary;
}

/* Cuts text[pos..end) where Pango says that words end, and returns how far it
 * got: to @end; not so far if the last word may go on behind it, unless that is
 * to be taken for its end with @take_ahead. */
static gsize
append_words (
    Writer *tokens, const char *text, gsize pos, gsize end, gsize limit, gboolean more, gboolean take_ahead)
{
  g_autofree PangoLogAttr *attrs = NULL;
  gsize ahead = !more && end < limit ? end + 1 : end;
  glong n_chars = g_utf8_strlen (text + pos, (gssize) (ahead - pos));
  const char *p = text + pos;
  gsize start = pos, last = pos;

  attrs = g_new0 (PangoLogAttr, n_chars + 1);
  pango_get_log_attrs (text + pos, (int) (ahead - pos), -1, pango_language_from_string ("en"), attrs,
                       (int) n_chars + 1);
  for (glong i = 1; i <= n_chars; i++)
    {
      gunichar previous = g_utf8_get_char (p);
      gsize here;

      p = g_utf8_next_char (p);
      here = (gsize) (p - text);
      if (i < n_chars && !(here == end && attrs[i].is_cursor_position) &&
          !is_word_end (&attrs[i], previous, g_utf8_get_char (p)))
        continue;
      /* The character after the run was looked at, no more. */
      if (here > end && (start == end || !take_ahead))
        break;
      if (more)
        {
          /* What stands at the cut may belong to what follows. */
          if (last > start)
            append (tokens, start, last, kind_of (g_utf8_get_char (text + start)));
          start = MAX (start, last);
          last = here;
          continue;
        }
      append (tokens, start, here, kind_of (g_utf8_get_char (text + start)));
      start = here;
    }
  return start;
}

/* A run that the table cannot cut: at least one character is not ASCII. */
static gsize
append_run (Writer *tokens, const char *text, gsize pos, gsize end)
{
  gsize run_end = pos + 1;
  gsize chunk = CHUNK_BYTES;
  gboolean extended = FALSE;

  while (run_end < end && (class_at (text, run_end) == HIGH || class_at (text, run_end) == WORD))
    run_end++;
  while (pos < run_end)
    {
      gboolean more = run_end - pos > chunk;
      gsize chunk_end = more ? char_boundary_before (text, pos + chunk) : run_end;
      gsize reached = append_words (tokens, text, pos, chunk_end, end, more, extended);

      /* One word longer than the chunk: look at more of it at once. */
      chunk = more && reached == pos ? chunk * 2 : CHUNK_BYTES;
      pos = reached;
      /* The last character holds on to the one behind the run: once more with
       * that, not again and again. */
      if (!more && reached < run_end)
        {
          extended = TRUE;
          for (run_end++;
               run_end < end && (class_at (text, run_end) == HIGH || class_at (text, run_end) == WORD);)
            run_end++;
        }
    }
  return pos;
}

static gsize
append_word (Writer *tokens, const char *text, gsize pos, gsize end)
{
  gsize p = pos + 1;

  for (; p < end; p++)
    {
      guint8 class = class_at (text, p);

      if (class == WORD)
        continue;
      /* don't, 1.3 */
      if (p + 1 < end && class_at (text, p + 1) == WORD &&
          ((text[p] == '\'' && g_ascii_isalpha (text[p - 1]) && g_ascii_isalpha (text[p + 1])) ||
           (text[p] == '.' && g_ascii_isdigit (text[p - 1]) && g_ascii_isdigit (text[p + 1]))))
        continue;
      if (class == HIGH)
        {
          gsize plain = plain_word_end (text, p, end);

          if (plain == 0)
            return append_run (tokens, text, pos, end);
          p = plain;
        }
      break;
    }
  append (tokens, pos, p, EASEL_TOKEN_WORD);
  return p;
}

static gsize
append_space (Writer *tokens, const char *text, gsize pos, gsize end)
{
  gsize p = pos + 1;

  while (p < end && class_at (text, p) == SPACE)
    p++;
  if (extended_at (text, p, end))
    {
      /* The last space carries a mark. */
      if (p - 1 > pos)
        append (tokens, pos, p - 1, EASEL_TOKEN_SPACE);
      return append_run (tokens, text, p - 1, end);
    }
  append (tokens, pos, p, EASEL_TOKEN_SPACE);
  return p;
}

static gsize
append_punctuation (Writer *tokens, const char *text, gsize pos, gsize end)
{
  gsize unit = easel_units_scan (text, pos, end);
  gsize p = pos + 1;

  if (unit > 0 && !extended_at (text, pos + unit, end))
    {
      append (tokens, pos, pos + unit, EASEL_TOKEN_UNIT);
      return pos + unit;
    }
  if (text[pos] == '\\' && p < end && class_at (text, p) == PUNCTUATION)
    p++;
  else if (text[pos] == '.' || text[pos] == '-' || text[pos] == '!' || text[pos] == '?' || text[pos] == '=')
    while (p < end && text[p] == text[pos])
      p++;
  if (extended_at (text, p, end))
    {
      if (p - 1 > pos)
        append (tokens, pos, p - 1, EASEL_TOKEN_PUNCTUATION);
      return append_run (tokens, text, p - 1, end);
    }
  append (tokens, pos, p, EASEL_TOKEN_PUNCTUATION);
  return p;
}

/**
 * easel_tokens_write:
 * @tokens: (out caller-allocates): room for end - start tokens
 * @text: valid UTF-8
 * @start: offset where to begin, between two characters
 * @end: offset where to stop, between two characters
 *
 * Writes the tokens of text[start..end), which tile it. ASCII is cut by a
 * table; what is not ASCII by Pango, at the word boundaries of Unicode's Annex
 * 29 (and a dictionary for Thai), never inside a grapheme cluster.
 *
 * Returns: how many
 */
gsize
easel_tokens_write (EaselToken *tokens, const char *text, gsize start, gsize end)
{
  Writer writer = { tokens };
  gsize pos = start;

  g_return_val_if_fail (start <= end && end <= EASEL_TOKENS_MAX_BYTES, 0);

  while (pos < end)
    switch (class_at (text, pos))
      {
      case SPACE:
        pos = append_space (&writer, text, pos, end);
        break;
      case PUNCTUATION:
        pos = append_punctuation (&writer, text, pos, end);
        break;
      case HIGH:
        {
          gsize plain = plain_word_end (text, pos, end);

          if (plain > pos)
            append (&writer, pos, plain, EASEL_TOKEN_WORD);
          pos = plain > pos ? plain : append_run (&writer, text, pos, end);
          break;
        }
      default:
        {
          gsize unit = text[pos] == '_' ? easel_units_scan (text, pos, end) : 0;

          if (unit > 0 && !extended_at (text, pos + unit, end))
            append (&writer, pos, pos + unit, EASEL_TOKEN_UNIT);
          else
            unit = 0;
          pos = unit > 0 ? pos + unit : append_word (&writer, text, pos, end);
        }
      }
  return (gsize) (writer.next - tokens);
}

/**
 * easel_tokens_append:
 * @tokens: (element-type EaselToken): tokens so far
 * @text: valid UTF-8
 * @start: offset where to begin, between two characters
 * @end: offset where to stop, between two characters
 *
 * Appends what easel_tokens_write() writes.
 */
void
easel_tokens_append (GArray *tokens, const char *text, gsize start, gsize end)
{
  guint n = tokens->len;
  gsize written;

  g_return_if_fail (start <= end && end <= EASEL_TOKENS_MAX_BYTES);

  if (start == end)
    return;
  g_array_set_size (tokens, n + (guint) (end - start));
  written = easel_tokens_write (&g_array_index (tokens, EaselToken, n), text, start, end);
  g_array_set_size (tokens, n + (guint) written);
}

/**
 * easel_tokens_new:
 * @text: valid UTF-8
 * @length: its bytes, at most %EASEL_TOKENS_MAX_BYTES
 *
 * Returns: (transfer full) (element-type EaselToken): the tokens that tile @text
 */
GArray *
easel_tokens_new (const char *text, gsize length)
{
  GArray *tokens = g_array_new (FALSE, FALSE, sizeof (EaselToken));

  easel_tokens_append (tokens, text, 0, length);
  return tokens;
}
