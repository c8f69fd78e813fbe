// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json.h"

#include "easel-error.h"

#include <math.h>
#include <string.h>

/* Deeper than any answer that makes sense; the parser recurses. */
#define DEEPEST 200

static gboolean
is_too_deep (const char *data, gsize length)
{
  guint depth = 0;
  gsize n_open = 0;
  gboolean in_string = FALSE;

  /* Hardly any text has so many brackets, be they in strings or not. */
  for (gsize i = 0; i < length; i++)
    n_open += (data[i] == '[') | (data[i] == '{');
  if (n_open <= DEEPEST)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = data[i];

      if (in_string)
        {
          if (c == '\\')
            i++;
          else if (c == '"')
            in_string = FALSE;
        }
      else if (c == '"')
        in_string = TRUE;
      else if (c == '[' || c == '{')
        {
          if (++depth > DEEPEST)
            return TRUE;
        }
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
    }
  return FALSE;
}

/* One for each thread, not one for each event of a stream. */
static JsonParser *
get_parser (void)
{
  static GPrivate parsers = G_PRIVATE_INIT (g_object_unref);
  JsonParser *parser = g_private_get (&parsers);

  if (parser == NULL)
    {
      parser = json_parser_new ();
      /* Else comments and text after the value would pass. */
      json_parser_set_strict (parser, TRUE);
      g_private_set (&parsers, parser);
    }
  return parser;
}

static gboolean
is_hex4 (const char *text)
{
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  return TRUE;
}

static gboolean
is_escape_in (const char *at, const char *end, guint first, guint last)
{
  guint value = 0;

  if (end - at < 6 || at[0] != '\\' || at[1] != 'u' || !is_hex4 (at + 2))
    return FALSE;
  for (guint i = 2; i < 6; i++)
    value = value * 16 + (guint) g_ascii_xdigit_value (at[i]);
  return value >= first && value <= last;
}

/* Models cut an emoji between two deltas, which leaves half of a surrogate
 * pair in each; JSON-GLib refuses the whole text for it. Each half becomes the
 * replacement character, and so does the NUL that no C string can hold. */
static char *
mend_escapes (const char *data, gsize length, gsize *mended_length)
{
  const char *end = data + length;
  GString *mended = NULL;
  const char *copied = data;

  for (const char *at = data; at < end;)
    {
      gboolean lone = FALSE;
      gsize width = 1;

      at = memchr (at, '\\', (gsize) (end - at));
      if (at == NULL)
        break;
      width = 2;
      if (is_escape_in (at, end, 0xD800, 0xDBFF) && is_escape_in (at + 6, end, 0xDC00, 0xDFFF))
        width = 12;
      else if (is_escape_in (at, end, 0xD800, 0xDFFF) || is_escape_in (at, end, 0, 0))
        {
          lone = TRUE;
          width = 6;
        }
      if (lone)
        {
          if (mended == NULL)
            mended = g_string_sized_new (length);
          g_string_append_len (mended, copied, at - copied);
          g_string_append (mended, "\\ufffd");
          copied = at + 6;
        }
      at += MIN (width, (gsize) (end - at));
    }

  if (mended == NULL)
    return NULL;
  g_string_append_len (mended, copied, end - copied);
  *mended_length = mended->len;
  return g_string_free (mended, FALSE);
}

/**
 * easel_json_parse:
 * @data: JSON text, UTF-8
 * @length: its length in bytes, or -1 if it ends with NUL
 * @error: return location of an error
 *
 * Reads one JSON value. Half surrogate pairs, which models produce by cutting
 * an emoji between two deltas, become U+FFFD. Nesting deeper than 200 is
 * refused.
 *
 * Returns: (transfer full) (nullable): the value; %NULL with
 *   %EASEL_ERROR_PROTOCOL if @data is no JSON
 */
JsonNode *
easel_json_parse (const char *data, gssize length, GError **error)
{
  JsonParser *parser = get_parser ();
  g_autoptr (GError) local_error = NULL;
  g_autofree char *mended = NULL;
  gsize size;
  JsonNode *root;

  if (length == 0 || data == NULL)
    data = "";
  size = length < 0 ? strlen (data) : (gsize) length;
  if (is_too_deep (data, size))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL, "The JSON is nested too deeply");
      return NULL;
    }

  mended = mend_escapes (data, size, &size);
  if (!json_parser_load_from_data (parser, mended != NULL ? mended : data, (gssize) size, &local_error))
    {
      /* The library's message quotes the text, which may be an answer. */
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL, "Not valid JSON (%" G_GSIZE_FORMAT " bytes)",
                   size);
      return NULL;
    }

  root = json_parser_steal_root (parser);
  if (root == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL, "The JSON is empty");
  return root;
}

/**
 * easel_json_to_string:
 * @node: any value
 *
 * Returns: (transfer full): @node written compactly as UTF-8
 */
char *
easel_json_to_string (JsonNode *node)
{
  g_return_val_if_fail (node != NULL, NULL);

  return json_to_string (node, FALSE);
}

/**
 * easel_json_object_to_string:
 * @object: an object
 *
 * Returns: (transfer full): @object written compactly as UTF-8
 */
char *
easel_json_object_to_string (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/**
 * easel_json_get_node:
 * @node: (nullable): where to begin
 * @path: member names and array indices joined by dots, such as
 *   "choices.0.delta.content"; "" is @node itself
 *
 * Returns: (transfer none) (nullable): what stands there; %NULL if nothing
 *   does, or a JSON null
 */
JsonNode *
easel_json_get_node (JsonNode *node, const char *path)
{
  while (node != NULL && *path != '\0')
    {
      const char *dot = strchrnul (path, '.');
      char name[64];
      gsize length = (gsize) (dot - path);

      g_return_val_if_fail (length < sizeof name, NULL);
      memcpy (name, path, length);
      name[length] = '\0';
      path = *dot == '.' ? dot + 1 : dot;

      if (JSON_NODE_HOLDS_OBJECT (node))
        node = json_object_get_member (json_node_get_object (node), name);
      else if (JSON_NODE_HOLDS_ARRAY (node) && g_ascii_isdigit (name[0]))
        {
          JsonArray *array = json_node_get_array (node);
          guint64 index = g_ascii_strtoull (name, NULL, 10);

          node = index < json_array_get_length (array) ? json_array_get_element (array, (guint) index) : NULL;
        }
      else
        node = NULL;
    }

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * easel_json_get_object:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 *
 * Returns: (transfer none) (nullable): the object there
 */
JsonObject *
easel_json_get_object (JsonNode *node, const char *path)
{
  node = easel_json_get_node (node, path);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * easel_json_get_array:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 *
 * Returns: (transfer none) (nullable): the array there
 */
JsonArray *
easel_json_get_array (JsonNode *node, const char *path)
{
  node = easel_json_get_node (node, path);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * easel_json_get_string:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 *
 * Returns: (transfer none) (nullable): the string there; %NULL for any other type
 */
const char *
easel_json_get_string (JsonNode *node, const char *path)
{
  node = easel_json_get_node (node, path);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * easel_json_get_double:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 * @value: (out): the number there; untouched if there is none
 *
 * Returns: whether a finite number stands there
 */
gboolean
easel_json_get_double (JsonNode *node, const char *path, double *value)
{
  double number;

  node = easel_json_get_node (node, path);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;

  number = json_node_get_double (node);
  if (!isfinite (number))
    return FALSE;
  *value = number;
  return TRUE;
}

/**
 * easel_json_get_int:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 * @value: (out): the number there, cut to a whole one; untouched if there is none
 *
 * Returns: whether a number that fits stands there
 */
gboolean
easel_json_get_int (JsonNode *node, const char *path, gint64 *value)
{
  double number;

  node = easel_json_get_node (node, path);
  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *value = json_node_get_int (node);
      return TRUE;
    }
  if (!easel_json_get_double (node, "", &number) || fabs (number) > 9e15)
    return FALSE;
  *value = (gint64) number;
  return TRUE;
}

/**
 * easel_json_get_boolean:
 * @node: (nullable): where to begin
 * @path: see easel_json_get_node()
 * @fallback: what to return if no boolean stands there
 *
 * Returns: the boolean there
 */
gboolean
easel_json_get_boolean (JsonNode *node, const char *path, gboolean fallback)
{
  node = easel_json_get_node (node, path);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return fallback;
  return json_node_get_boolean (node);
}
