// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error-private.h"

#include <string.h>

#include "easel-http-error.h"
#include "easel-json.h"

/* What the body of an error says, whichever service wrote it. */

/* Deep enough for an error that a gateway wraps in its own. */
#define MOST_WRAPPERS 3

/* Gemini puts the error of an answer that is no stream into an array. */
JsonNode *
_easel_http_error_unwrap (JsonNode *body)
{
  if (body != NULL && JSON_NODE_HOLDS_ARRAY (body) && json_array_get_length (json_node_get_array (body)) > 0)
    return json_array_get_element (json_node_get_array (body), 0);
  return body;
}

const char *
_easel_http_error_get_text (JsonNode *node, const char *path)
{
  const char *text = easel_json_get_string (node, path);

  return text != NULL && *text != '\0' ? text : NULL;
}

/* FastAPI's {"detail": "text"} or {"detail": [{loc, msg, type}, …]}. */
static char *
dup_detail (JsonNode *body)
{
  JsonArray *list = easel_json_get_array (body, "detail");
  g_autoptr (GString) text = g_string_new (NULL);

  if (list == NULL)
    return g_strdup (_easel_http_error_get_text (body, "detail"));

  for (guint i = 0; i < MIN (json_array_get_length (list), 3u); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      JsonArray *loc = easel_json_get_array (item, "loc");
      const char *message = _easel_http_error_get_text (item, "msg");
      JsonNode *last = NULL;

      if (loc != NULL && json_array_get_length (loc) > 0)
        last = json_array_get_element (loc, json_array_get_length (loc) - 1);
      if (message == NULL)
        message = easel_json_get_string (item, "");
      if (message == NULL)
        continue;
      if (text->len > 0)
        g_string_append (text, "; ");
      if (easel_json_get_string (last, "") != NULL)
        g_string_append_printf (text, "%s: ", easel_json_get_string (last, ""));
      g_string_append (text, message);
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* OpenRouter puts the answer of the service behind it into metadata.raw. */
static char *
dup_raw (JsonNode *body, guint depth)
{
  const char *raw = _easel_http_error_get_text (body, "error.metadata.raw");
  g_autoptr (JsonNode) inner = NULL;
  JsonNode *root;

  if (raw == NULL)
    return NULL;
  inner = depth < MOST_WRAPPERS ? easel_json_parse (raw, -1, NULL) : NULL;
  root = _easel_http_error_unwrap (inner);
  if (_easel_http_error_get_text (root, "error.message") != NULL)
    return g_strdup (_easel_http_error_get_text (root, "error.message"));
  if (_easel_http_error_get_text (root, "message") != NULL)
    return g_strdup (_easel_http_error_get_text (root, "message"));
  return g_strdup (raw);
}

static char *
join (const char *first, const char *second)
{
  if (first == NULL || second == NULL || strstr (second, first) != NULL)
    return g_strdup (second != NULL ? second : first);
  if (strstr (first, second) != NULL)
    return g_strdup (first);
  return g_strdup_printf ("%s: %s", first, second);
}

/* ComfyUI names the faulty node apart from the error. */
static char *
dup_node_error (JsonNode *body)
{
  JsonObject *nodes = easel_json_get_object (body, "node_errors");
  g_autoptr (GList) members = nodes != NULL ? json_object_get_members (nodes) : NULL;
  JsonNode *node = members != NULL ? json_object_get_member (nodes, members->data) : NULL;
  JsonArray *errors = easel_json_get_array (node, "errors");

  if (errors == NULL || json_array_get_length (errors) == 0)
    return NULL;
  node = json_array_get_element (errors, 0);
  return join (_easel_http_error_get_text (node, "message"), _easel_http_error_get_text (node, "details"));
}

/**
 * easel_http_error_dup_message:
 * @body: (nullable): an error's body, or an error that stood inside a stream
 *
 * Finds the provider's own words, whichever of the known shapes @body has:
 * error.message (with OpenRouter's metadata.raw, ComfyUI's details), error as
 * text, detail as text or list, message, title with detail, Msg, ErrMsg,
 * errors.
 *
 * Returns: (transfer full) (nullable): them, unbounded; %NULL if there are none
 */
char *
easel_http_error_dup_message (JsonNode *body)
{
  static const char *const nested[] = { "error.message", "error.error", "error.detail",
                                        "response.error.message" };
  static const char *const plain[] = { "message", "Msg", "ErrMsg", "msg" };
  g_autofree char *detail = NULL;
  const char *text = NULL;
  JsonArray *list;

  body = _easel_http_error_unwrap (body);
  if (body == NULL)
    return NULL;
  if (easel_json_get_string (body, "") != NULL)
    return g_strdup (_easel_http_error_get_text (body, ""));

  for (guint i = 0; i < G_N_ELEMENTS (nested) && text == NULL; i++)
    text = _easel_http_error_get_text (body, nested[i]);
  if (text != NULL)
    {
      g_autofree char *raw = dup_raw (body, 0);
      g_autofree char *node = dup_node_error (body);

      return join (text, raw != NULL    ? raw
                         : node != NULL ? node
                                        : _easel_http_error_get_text (body, "error.details"));
    }

  detail = dup_detail (body);
  list = easel_json_get_array (body, "errors");
  text = _easel_http_error_get_text (body, "error");
  if (text != NULL && _easel_http_error_get_text (body, "errors") != NULL)
    return join (text, _easel_http_error_get_text (body, "errors"));
  if (text != NULL)
    return join (text, detail);
  if (detail != NULL)
    return join (_easel_http_error_get_text (body, "title"), detail);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (_easel_http_error_get_text (body, plain[i]) != NULL)
      return g_strdup (_easel_http_error_get_text (body, plain[i]));
  if (list != NULL && json_array_get_length (list) > 0)
    {
      JsonNode *first = json_array_get_element (list, 0);

      return g_strdup (_easel_http_error_get_text (first, "") != NULL
                           ? _easel_http_error_get_text (first, "")
                           : _easel_http_error_get_text (first, "message"));
    }
  return g_strdup (_easel_http_error_get_text (body, "title"));
}

/**
 * easel_http_error_is_error:
 * @body: (nullable): one JSON value out of a stream with status 200
 *
 * Returns: whether it is an error in one of the shapes that services put into
 *   a stream: a member "error" that is text or an object, a "type" or "object"
 *   that is "error", or an array around such a thing
 */
gboolean
easel_http_error_is_error (JsonNode *body)
{
  JsonNode *error;

  body = _easel_http_error_unwrap (body);
  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body))
    return FALSE;

  error = easel_json_get_node (body, "error");
  if (error != NULL && (JSON_NODE_HOLDS_OBJECT (error) || _easel_http_error_get_text (error, "") != NULL))
    return TRUE;
  return g_strcmp0 (easel_json_get_string (body, "type"), "error") == 0 ||
         g_strcmp0 (easel_json_get_string (body, "object"), "error") == 0;
}

/* A status may stand in the body only: an error inside a stream. */
guint
_easel_http_error_get_status (guint status, JsonNode *body)
{
  static const char *const paths[] = { "error.status_code", "error.code", "code", "status" };
  gint64 number;

  for (guint i = 0; status < 300 && i < G_N_ELEMENTS (paths); i++)
    {
      JsonNode *node = easel_json_get_node (body, paths[i]);

      if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 &&
          easel_json_get_int (node, "", &number) && number >= 400 && number < 600)
        return (guint) number;
    }
  return status;
}

/* What Gemini refuses in words only, in small letters, and what the field is
 * called. */
static const struct
{
  const char *words;
  const char *field;
} refusals[] = {
  { "developer instruction is not enabled", "systemInstruction" },
  { "json mode is not enabled", "responseMimeType" },
  { "thinking level is not supported", "thinkingLevel" },
  { "thinking budget is not supported", "thinkingBudget" },
  { "thinking_budget", "thinkingBudget" },
  { "include_thoughts is only enabled", "includeThoughts" },
  { "thinking is not enabled", "thinkingConfig" },
  { "thinking is not supported", "thinkingConfig" },
};

/* Else Gemini names a field in its sentence: `Unknown name "seed" at …`. */
static char *
dup_gemini_name (const char *message)
{
  const char *start = strstr (message, "Unknown name \"");
  const char *end;
  g_autofree char *folded = NULL;

  if (start != NULL)
    {
      start += strlen ("Unknown name \"");
      end = strchr (start, '"');
      return end != NULL && end > start ? g_strndup (start, (gsize) (end - start)) : NULL;
    }
  folded = g_ascii_strdown (message, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (strstr (folded, refusals[i].words) != NULL)
      return g_strdup (refusals[i].field);
  return NULL;
}

/* "temperature: Extra inputs are not permitted", as Anthropic writes it. */
static char *
dup_leading_name (const char *message)
{
  gsize length = strspn (message, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");

  return length > 0 && message[length] == ':' ? g_strndup (message, length) : NULL;
}

char *
_easel_http_error_dup_parameter (JsonNode *body, EaselError code, const char *message)
{
  static const char *const paths[] = { "error.param", "param", "error.error.param" };
  JsonArray *list = easel_json_get_array (body, "detail");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (_easel_http_error_get_text (body, paths[i]) != NULL)
      return g_strdup (_easel_http_error_get_text (body, paths[i]));

  if (list != NULL && json_array_get_length (list) > 0)
    {
      JsonArray *loc = easel_json_get_array (json_array_get_element (list, 0), "loc");
      guint n = loc != NULL ? json_array_get_length (loc) : 0;

      if (n > 0 && easel_json_get_string (json_array_get_element (loc, n - 1), "") != NULL)
        return g_strdup (easel_json_get_string (json_array_get_element (loc, n - 1), ""));
    }
  if (message == NULL)
    return NULL;
  if (g_strcmp0 (easel_json_get_string (body, "error.status"), "INVALID_ARGUMENT") == 0)
    return dup_gemini_name (message);
  return code == EASEL_ERROR_UNSUPPORTED ? dup_leading_name (message) : NULL;
}
