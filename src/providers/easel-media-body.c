// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-body.h"

#include <string.h>

#include "easel-json.h"

/* Shorter strings cost the parser nothing. */
#define SHORTEST_CUT ((gsize) 4096)

/* No prompt begins so: a control character stands in it as an escape. */
#define CUT_NAME "\\u0001cut:"
#define CUT_PREFIX "\001cut:"

typedef struct
{
  gsize start;
  gsize length;
} Cut;

/* The closing quote of the string that begins at @at; NULL if there is none or
 * an escape stands in between. */
static const char *
find_end (const char *at, const char *end)
{
  const char *quote = memchr (at, '"', (gsize) (end - at));

  return quote != NULL && memchr (at, '\\', (gsize) (quote - at)) == NULL ? quote : NULL;
}

/* Base64, perhaps with a "data:" before it; no prose and no address. */
static gboolean
is_base64 (const char *text)
{
  for (guint i = 0; i < 64; i++)
    if (!g_ascii_isalnum (text[i]) && strchr ("+/-_=:;,.", text[i]) == NULL)
      return FALSE;
  return strncmp (text, "http", 4) != 0;
}

/* Copies the JSON, with a name in the place of each long string of base64. */
static char *
cut_out (EaselMediaBody *body, const char *text, gsize length)
{
  GString *rest = g_string_sized_new (1024);
  const char *end = text + length;

  for (const char *at = text; at < end;)
    {
      const char *open = memchr (at, '"', (gsize) (end - at));
      const char *close;

      if (open == NULL)
        open = end;
      g_string_append_len (rest, at, open - at);
      if (open == end)
        break;
      close = find_end (open + 1, end);
      if (close != NULL && (gsize) (close - open) > SHORTEST_CUT && is_base64 (open + 1))
        {
          Cut cut = { (gsize) (open + 1 - text), (gsize) (close - open - 1) };

          g_string_append_printf (rest, "\"" CUT_NAME "%u\"", body->cuts->len);
          g_array_append_val (body->cuts, cut);
          at = close + 1;
          continue;
        }
      /* To the end of this string, over its escapes. */
      for (close = open + 1; close < end && *close != '"'; close++)
        if (*close == '\\')
          close++;
      close = MIN (close, end - 1);
      g_string_append_len (rest, open, close + 1 - open);
      at = close + 1;
    }
  return g_string_free (rest, FALSE);
}

/**
 * easel_media_body_parse:
 * @bytes: JSON
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if it is no JSON
 */
EaselMediaBody *
easel_media_body_parse (GBytes *bytes, GError **error)
{
  g_autoptr (EaselMediaBody) body = g_new0 (EaselMediaBody, 1);
  g_autofree char *rest = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  body->bytes = g_bytes_ref (bytes);
  body->cuts = g_array_new (FALSE, FALSE, sizeof (Cut));
  if (length > SHORTEST_CUT)
    rest = cut_out (body, text, length);
  body->root = easel_json_parse (rest != NULL   ? rest
                                 : text != NULL ? text
                                                : "",
                                 rest != NULL ? -1 : (gssize) length, error);
  return body->root != NULL ? g_steal_pointer (&body) : NULL;
}

/**
 * easel_media_body_free:
 * @body: (transfer full): a body
 */
void
easel_media_body_free (EaselMediaBody *body)
{
  g_clear_pointer (&body->root, json_node_unref);
  g_bytes_unref (body->bytes);
  g_array_unref (body->cuts);
  g_free (body);
}

/* RFC 4648, with white space skipped as all services' clients do. Four letters
 * at a time: a picture has millions. */
static GBytes *
decode (const char *text, gsize length)
{
  static guint8 values[256];
  static gsize ready;
  guint8 *out, *to;
  guint32 group = 0;
  guint n = 0;

  if (g_once_init_enter (&ready))
    {
      static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

      memset (values, 0xFF, sizeof values);
      for (guint i = 0; i < 64; i++)
        values[(guint8) letters[i]] = (guint8) i;
      values['-'] = 62;
      values['_'] = 63;
      g_once_init_leave (&ready, 1);
    }
  out = to = g_malloc (length / 4 * 3 + 3);
  for (gsize i = 0; i < length; i++)
    {
      guint8 value = values[(guint8) text[i]];

      if (value == 0xFF)
        {
          if (text[i] == '=')
            break;
          if (g_ascii_isspace (text[i]))
            continue;
          g_free (out);
          return NULL;
        }
      group = group << 6 | value;
      if (++n % 4 == 0)
        {
          *to++ = (guint8) (group >> 16);
          *to++ = (guint8) (group >> 8);
          *to++ = (guint8) group;
          group = 0;
        }
    }
  if (n % 4 == 1)
    {
      g_free (out);
      return NULL;
    }
  if (n % 4 >= 2)
    *to++ = (guint8) (group >> (n % 4 == 2 ? 4 : 10));
  if (n % 4 == 3)
    *to++ = (guint8) (group >> 2);
  if (to == out)
    {
      g_free (out);
      return NULL;
    }
  return g_bytes_new_take (out, (gsize) (to - out));
}

/**
 * easel_media_body_decode:
 * @body: a body
 * @text: (nullable): a string of its JSON: base64, with or without a "data:"
 *   prefix
 *
 * Returns: (transfer full) (nullable): the bytes; %NULL if it is no base64 or
 *   holds nothing
 */
GBytes *
easel_media_body_decode (const EaselMediaBody *body, const char *text)
{
  const char *from = text;
  gsize length;

  if (text == NULL)
    return NULL;
  length = strlen (text);
  if (g_str_has_prefix (text, CUT_PREFIX))
    {
      guint64 number = g_ascii_strtoull (text + strlen (CUT_PREFIX), NULL, 10);
      const Cut *cut;

      if (number >= body->cuts->len)
        return NULL;
      cut = &g_array_index (body->cuts, Cut, number);
      from = (const char *) g_bytes_get_data (body->bytes, NULL) + cut->start;
      length = cut->length;
    }
  if (length > 5 && strncmp (from, "data:", 5) == 0)
    {
      const char *comma = memchr (from, ',', MIN (length, 200));

      if (comma == NULL)
        return NULL;
      length -= (gsize) (comma + 1 - from);
      from = comma + 1;
    }
  return decode (from, length);
}
