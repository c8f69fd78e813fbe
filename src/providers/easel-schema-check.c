// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-schema-check.h"

#include <string.h>

#include "easel-json.h"

/* No schema that is asked for is deeper; it runs on a fiber. */
#define DEEPEST 12

/* What is quoted of a member's name, in bytes. */
#define LONGEST_NAME 40

static gboolean
has_type (JsonNode *value, const char *type)
{
  double number;

  if (g_strcmp0 (type, "object") == 0)
    return JSON_NODE_HOLDS_OBJECT (value);
  if (g_strcmp0 (type, "array") == 0)
    return JSON_NODE_HOLDS_ARRAY (value);
  if (g_strcmp0 (type, "null") == 0)
    return JSON_NODE_HOLDS_NULL (value);
  if (!JSON_NODE_HOLDS_VALUE (value))
    return FALSE;
  if (g_strcmp0 (type, "string") == 0)
    return json_node_get_value_type (value) == G_TYPE_STRING;
  if (g_strcmp0 (type, "boolean") == 0)
    return json_node_get_value_type (value) == G_TYPE_BOOLEAN;
  if (g_strcmp0 (type, "integer") == 0)
    return easel_json_get_double (value, "", &number) &&
           number == (double) (gint64) CLAMP (number, -9e15, 9e15);
  if (g_strcmp0 (type, "number") == 0)
    return easel_json_get_double (value, "", &number);
  /* A type that nobody knows forbids nothing. */
  return TRUE;
}

static gboolean
has_any_type (JsonNode *schema, JsonNode *value)
{
  const char *type = easel_json_get_string (schema, "type");
  JsonArray *types = easel_json_get_array (schema, "type");

  if (types == NULL)
    return type == NULL || has_type (value, type);
  for (guint i = 0; i < json_array_get_length (types); i++)
    if (has_type (value, easel_json_get_string (json_array_get_element (types, i), "")))
      return TRUE;
  return FALSE;
}

static gboolean
is_listed (JsonArray *values, JsonNode *value)
{
  for (guint i = 0; i < json_array_get_length (values); i++)
    if (json_node_equal (json_array_get_element (values, i), value))
      return TRUE;
  return FALSE;
}

static char *check (JsonNode *schema, JsonNode *value, const char *where, guint depth);

static char *
check_members (JsonNode *schema, JsonObject *object, const char *where, guint depth)
{
  JsonObject *properties = easel_json_get_object (schema, "properties");
  JsonArray *required = easel_json_get_array (schema, "required");
  gboolean is_closed = !easel_json_get_boolean (schema, "additionalProperties", TRUE);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  for (guint i = 0; required != NULL && i < json_array_get_length (required); i++)
    {
      name = easel_json_get_string (json_array_get_element (required, i), "");
      if (name != NULL && !json_object_has_member (object, name))
        return g_strdup_printf ("%s.%s", where, name);
    }
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      JsonNode *rule = properties != NULL ? json_object_get_member (properties, name) : NULL;
      g_autofree char *shown = g_utf8_make_valid (name, (gssize) MIN (strlen (name), LONGEST_NAME));
      g_autofree char *place = g_strconcat (where, ".", shown, NULL);
      char *problem;

      if (rule == NULL && is_closed)
        return g_steal_pointer (&place);
      problem = rule != NULL ? check (rule, member, place, depth + 1) : NULL;
      if (problem != NULL)
        return problem;
    }
  return NULL;
}

static char *
check (JsonNode *schema, JsonNode *value, const char *where, guint depth)
{
  JsonArray *values = easel_json_get_array (schema, "enum");
  JsonNode *items = easel_json_get_node (schema, "items");

  if (depth > DEEPEST || !JSON_NODE_HOLDS_OBJECT (schema))
    return NULL;
  if (!has_any_type (schema, value) || (values != NULL && !is_listed (values, value)))
    return g_strdup (where);
  if (JSON_NODE_HOLDS_OBJECT (value))
    return check_members (schema, json_node_get_object (value), where, depth);
  if (JSON_NODE_HOLDS_ARRAY (value) && items != NULL)
    for (guint i = 0; i < json_array_get_length (json_node_get_array (value)); i++)
      {
        g_autofree char *place = g_strdup_printf ("%s[%u]", where, i);
        char *problem =
            check (items, json_array_get_element (json_node_get_array (value), i), place, depth + 1);

        if (problem != NULL)
          return problem;
      }
  return NULL;
}

/* A model may put its JSON into a fence. */
static char *
dup_without_fence (const char *answer)
{
  char *text = g_strstrip (g_strdup (answer));
  gsize length = strlen (text);
  char *line = strchr (text, '\n');

  if (!g_str_has_prefix (text, "```") || !g_str_has_suffix (text, "```") || line == NULL || length < 7)
    return text;
  text[length - 3] = '\0';
  memmove (text, line + 1, strlen (line + 1) + 1);
  return text;
}

/**
 * easel_schema_check:
 * @schema: a JSON Schema
 * @answer: what a model answered
 *
 * Looks whether an answer keeps to the part of JSON Schema that is asked for:
 * type, properties, required, additionalProperties, items, enum. Other words in
 * @schema forbid nothing.
 *
 * Returns: (transfer full) (nullable): where it does not, such as "$.shots[2].text";
 *   %NULL if it does
 */
char *
easel_schema_check (const char *schema, const char *answer)
{
  g_autofree char *text = dup_without_fence (answer);
  g_autoptr (JsonNode) rules = easel_json_parse (schema, -1, NULL);
  g_autoptr (JsonNode) value = easel_json_parse (text, -1, NULL);

  if (value == NULL)
    return g_strdup ("$");
  return rules != NULL ? check (rules, value, "$", 0) : NULL;
}
