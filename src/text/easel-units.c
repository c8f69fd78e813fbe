// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-units.h"

#include <string.h>

/* A pair of brackets without a weight or a choice is emphasis or plain prose:
 * short, it is a unit, so that one bracket is never taken without the other. */
#define BARE_GROUP_MAX_BYTES 32
/* More open brackets than this within one unit are no prompt. */
#define GROUP_MAX_DEPTH 12

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

/* Length of a number such as 1, .5 or -1.25 at @pos, 0 if there is none. */
static gsize
number_length (const char *text, gsize pos, gsize end)
{
  gsize p = pos;
  gsize digits;

  if (p < end && (text[p] == '-' || text[p] == '+'))
    p++;
  digits = p;
  while (p < end && g_ascii_isdigit (text[p]))
    p++;
  if (p + 1 < end && text[p] == '.' && g_ascii_isdigit (text[p + 1]))
    for (p++; p < end && g_ascii_isdigit (text[p]);)
      p++;
  return p > digits ? p - pos : 0;
}

/* Whether what is inside a group ends in a weight, as in "castle:1.3". */
static gboolean
ends_in_weight (const char *text, gsize start, gsize end)
{
  gsize p = end;

  while (p > start && (g_ascii_isdigit (text[p - 1]) || text[p - 1] == '.' || text[p - 1] == '-'))
    p--;
  if (p == end || p == start || text[p - 1] != ':')
    return FALSE;
  return number_length (text, p, end) == end - p;
}

/* (castle:1.3), ((castle)), [old:new:0.5], [a|b], {a|b}, {{name}} */
static gsize
scan_group (const char *text, gsize pos, gsize end)
{
  char open = text[pos];
  char close = open == '(' ? ')' : open == '[' ? ']' : '}';
  gsize limit = MIN (end, pos + EASEL_UNIT_MAX_BYTES);
  guint depth = 0;
  gboolean has_mark = FALSE;

  for (gsize p = pos; p < limit; p++)
    {
      char c = text[p];

      if (c == '\n')
        return 0;
      if (c == '\\')
        p++;
      else if (c == open && ++depth > GROUP_MAX_DEPTH)
        return 0;
      else if (c == '|' || (c == ':' && open == '['))
        has_mark = TRUE;
      else if (c == close && --depth == 0)
        {
          gsize length = p + 1 - pos;

          if (length <= 2)
            return 0;
          if (length <= BARE_GROUP_MAX_BYTES || (open != '(' && has_mark))
            return length;
          if (open == '{' && text[pos + 1] == '{' && text[p - 1] == '}')
            return length;
          return open == '(' && ends_in_weight (text, pos + 1, p) ? length : 0;
        }
    }
  return 0;
}

/* <lora:name:0.8>, <hypernet:name:1> and whatever else is <type:…> */
static gsize
scan_network (const char *text, gsize pos, gsize end)
{
  gsize limit = MIN (end, pos + EASEL_UNIT_MAX_BYTES);
  gsize p = pos + 1;

  while (p < limit && is_name_char (text[p]))
    p++;
  if (p == pos + 1 || p >= limit || text[p] != ':')
    return 0;
  for (; p < limit && text[p] != '\n' && text[p] != '<'; p++)
    if (text[p] == '>')
      return p + 1 - pos;
  return 0;
}

/* __wildcard__ and __folder/wildcard__ */
static gsize
scan_wildcard (const char *text, gsize pos, gsize end)
{
  gsize limit = MIN (end, pos + EASEL_UNIT_MAX_BYTES);

  if (pos + 5 > end || text[pos + 1] != '_' || !(g_ascii_isalnum (text[pos + 2]) || text[pos + 2] == '*'))
    return 0;
  if (pos > 0 && (is_name_char (text[pos - 1]) || (guchar) text[pos - 1] >= 0x80))
    return 0;
  for (gsize p = pos + 3; p + 1 < limit; p++)
    {
      if (text[p] == '_' && text[p + 1] == '_')
        return p + 2 - pos;
      if (!is_name_char (text[p]) && strchr ("/*.~", text[p]) == NULL)
        return 0;
    }
  return 0;
}

/* Parameters whose value is a word or an address, not a number. */
static gboolean
takes_word (const char *name, gsize length)
{
  static const char *const names[] = { "style",   "sref",    "cref", "oref", "p",
                                       "profile", "quality", "q",    "v",    "version" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == length && strncmp (names[i], name, length) == 0)
      return TRUE;
  return FALSE;
}

/* --ar 16:9, --style raw, --tile */
static gsize
scan_parameter (const char *text, gsize pos, gsize end)
{
  gsize limit = MIN (end, pos + EASEL_UNIT_MAX_BYTES);
  gsize p = pos + 2;
  gsize name_end, value;

  if (pos + 2 >= end || text[pos + 1] != '-' || !g_ascii_isalpha (text[pos + 2]))
    return 0;
  if (pos > 0 && !g_ascii_isspace (text[pos - 1]))
    return 0;
  while (p < limit && is_name_char (text[p]))
    p++;
  name_end = p;
  if (p < end && (guchar) text[p] >= 0x80)
    return 0;
  if (p + 1 >= limit || (text[p] != ' ' && text[p] != '='))
    return name_end - pos;

  value = p + 1;
  if (!g_ascii_isdigit (text[value]) && text[p] != '=' &&
      !(text[value] == '-' && value + 1 < limit && g_ascii_isdigit (text[value + 1])) &&
      !(text[value] == '.' && value + 1 < limit && g_ascii_isdigit (text[value + 1])) &&
      !(g_ascii_isalpha (text[value]) && takes_word (text + pos + 2, name_end - pos - 2)))
    return name_end - pos;
  for (p = value; p < limit && g_ascii_isgraph (text[p]) && text[p] != ',';)
    p++;
  /* A value that goes on beyond the limit or in another script is no value. */
  if (p == limit && limit < end && g_ascii_isgraph (text[p]) && text[p] != ',')
    return name_end - pos;
  if (p < end && (guchar) text[p] >= 0x80)
    return name_end - pos;
  return p > value ? p - pos : name_end - pos;
}

/* castle::1.5 */
static gsize
scan_double_colon (const char *text, gsize pos, gsize end)
{
  if (pos + 1 >= end || text[pos + 1] != ':')
    return 0;
  return 2 + number_length (text, pos + 2, end);
}

/**
 * easel_units_scan:
 * @text: valid UTF-8
 * @pos: offset where a unit may begin
 * @end: offset where the text ends
 *
 * Looks for one whole unit of prompt syntax at @pos: `(word:1.3)` and nested
 * groups, `[a:b:0.5]`, `<lora:name:0.8>`, `{a|b}`, `{{name}}`, `__wildcard__`,
 * `--ar 16:9`, `::1.5`. A backslash takes its meaning from the bracket behind
 * it. At most %EASEL_UNIT_MAX_BYTES are read.
 *
 * Returns: bytes of the unit, 0 if none begins at @pos
 */
gsize
easel_units_scan (const char *text, gsize pos, gsize end)
{
  switch (text[pos])
    {
    case '(':
    case '[':
    case '{':
      return scan_group (text, pos, end);
    case '<':
      return scan_network (text, pos, end);
    case '_':
      return scan_wildcard (text, pos, end);
    case '-':
      return scan_parameter (text, pos, end);
    case ':':
      return scan_double_colon (text, pos, end);
    default:
      return 0;
    }
}
