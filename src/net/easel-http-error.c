// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error.h"

#include "easel-error.h"
#include "easel-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is quoted of a provider's own message, in characters. */
#define LONGEST_QUOTE 300

/* Deep enough for an error that a gateway wraps in its own. */
#define MOST_WRAPPERS 3

typedef struct
{
  const char *name;
  EaselError code;
} NamedCode;

/* error.code, error.type and error.status as the services write them: OpenAI,
 * Anthropic, Gemini (google.rpc.Code), Mistral, OpenRouter, xAI, Stability. */
static const NamedCode named_codes[] = {
  { "insufficient_quota", EASEL_ERROR_QUOTA },
  { "billing_error", EASEL_ERROR_QUOTA },
  { "billing_hard_limit_reached", EASEL_ERROR_QUOTA },
  { "insufficient_balance", EASEL_ERROR_QUOTA },
  { "invalid_api_key", EASEL_ERROR_AUTH },
  { "authentication_error", EASEL_ERROR_AUTH },
  { "API_KEY_INVALID", EASEL_ERROR_AUTH },
  { "UNAUTHENTICATED", EASEL_ERROR_AUTH },
  { "unauthenticated", EASEL_ERROR_AUTH },
  { "permission_error", EASEL_ERROR_PERMISSION },
  { "PERMISSION_DENIED", EASEL_ERROR_PERMISSION },
  { "content_moderation", EASEL_ERROR_REFUSED },
  { "moderation_blocked", EASEL_ERROR_REFUSED },
  { "content_policy_violation", EASEL_ERROR_REFUSED },
  { "content_filter", EASEL_ERROR_REFUSED },
  { "context_length_exceeded", EASEL_ERROR_TOO_LONG },
  { "string_above_max_length", EASEL_ERROR_TOO_LONG },
  { "request_too_large", EASEL_ERROR_TOO_LONG },
  { "exceed_context_size_error", EASEL_ERROR_TOO_LONG },
  { "model_not_found", EASEL_ERROR_NOT_FOUND },
  { "not_found_error", EASEL_ERROR_NOT_FOUND },
  { "NOT_FOUND", EASEL_ERROR_NOT_FOUND },
  { "unsupported_parameter", EASEL_ERROR_UNSUPPORTED },
  { "unsupported_value", EASEL_ERROR_UNSUPPORTED },
  { "unknown_parameter", EASEL_ERROR_UNSUPPORTED },
  { "extra_forbidden", EASEL_ERROR_UNSUPPORTED },
  { "UNIMPLEMENTED", EASEL_ERROR_UNSUPPORTED },
  { "rate_limit_exceeded", EASEL_ERROR_RATE_LIMIT },
  { "rate_limit_error", EASEL_ERROR_RATE_LIMIT },
  { "RESOURCE_EXHAUSTED", EASEL_ERROR_RATE_LIMIT },
  { "overloaded_error", EASEL_ERROR_UNAVAILABLE },
  { "server_is_overloaded", EASEL_ERROR_UNAVAILABLE },
  { "slow_down", EASEL_ERROR_UNAVAILABLE },
  { "UNAVAILABLE", EASEL_ERROR_UNAVAILABLE },
  { "timeout_error", EASEL_ERROR_UNAVAILABLE },
  { "DEADLINE_EXCEEDED", EASEL_ERROR_UNAVAILABLE },
  { "api_error", EASEL_ERROR_PROVIDER_FAULT },
  { "server_error", EASEL_ERROR_PROVIDER_FAULT },
  { "INTERNAL", EASEL_ERROR_PROVIDER_FAULT },
};

static JsonNode *
unwrap (JsonNode *body)
{
  if (body != NULL && JSON_NODE_HOLDS_ARRAY (body) && json_array_get_length (json_node_get_array (body)) > 0)
    return json_array_get_element (json_node_get_array (body), 0);
  return body;
}

static const char *
get_text (JsonNode *node, const char *path)
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
    return g_strdup (get_text (body, "detail"));

  for (guint i = 0; i < MIN (json_array_get_length (list), 3u); i++)
    {
      JsonNode *item = json_array_get_element (list, i);
      JsonArray *loc = easel_json_get_array (item, "loc");
      const char *message = get_text (item, "msg");
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
  const char *raw = get_text (body, "error.metadata.raw");
  g_autoptr (JsonNode) inner = NULL;
  JsonNode *root;

  if (raw == NULL)
    return NULL;
  inner = depth < MOST_WRAPPERS ? easel_json_parse (raw, -1, NULL) : NULL;
  root = unwrap (inner);
  if (get_text (root, "error.message") != NULL)
    return g_strdup (get_text (root, "error.message"));
  if (get_text (root, "message") != NULL)
    return g_strdup (get_text (root, "message"));
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
  return join (get_text (node, "message"), get_text (node, "details"));
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

  body = unwrap (body);
  if (body == NULL)
    return NULL;
  if (easel_json_get_string (body, "") != NULL)
    return g_strdup (get_text (body, ""));

  for (guint i = 0; i < G_N_ELEMENTS (nested) && text == NULL; i++)
    text = get_text (body, nested[i]);
  if (text != NULL)
    {
      g_autofree char *raw = dup_raw (body, 0);
      g_autofree char *node = dup_node_error (body);

      return join (text, raw != NULL ? raw : node != NULL ? node : get_text (body, "error.details"));
    }

  detail = dup_detail (body);
  list = easel_json_get_array (body, "errors");
  text = get_text (body, "error");
  if (text != NULL && get_text (body, "errors") != NULL)
    return join (text, get_text (body, "errors"));
  if (text != NULL)
    return join (text, detail);
  if (detail != NULL)
    return join (get_text (body, "title"), detail);
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    if (get_text (body, plain[i]) != NULL)
      return g_strdup (get_text (body, plain[i]));
  if (list != NULL && json_array_get_length (list) > 0)
    {
      JsonNode *first = json_array_get_element (list, 0);

      return g_strdup (get_text (first, "") != NULL ? get_text (first, "") : get_text (first, "message"));
    }
  return g_strdup (get_text (body, "title"));
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

  body = unwrap (body);
  if (body == NULL || !JSON_NODE_HOLDS_OBJECT (body))
    return FALSE;

  error = easel_json_get_node (body, "error");
  if (error != NULL && (JSON_NODE_HOLDS_OBJECT (error) || get_text (error, "") != NULL))
    return TRUE;
  return g_strcmp0 (easel_json_get_string (body, "type"), "error") == 0 ||
         g_strcmp0 (easel_json_get_string (body, "object"), "error") == 0;
}

static gboolean
find_named_code (const char *name, EaselError *code)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (named_codes); i++)
    if (strcmp (named_codes[i].name, name) == 0)
      {
        *code = named_codes[i].code;
        return TRUE;
      }
  return FALSE;
}

static gboolean
find_reason (JsonNode *body, EaselError *code)
{
  JsonArray *lists[] = { easel_json_get_array (body, "error.details"),
                         easel_json_get_array (body, "detail") };

  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l] != NULL && i < json_array_get_length (lists[l]); i++)
      {
        JsonNode *item = json_array_get_element (lists[l], i);

        if (find_named_code (easel_json_get_string (item, "reason"), code) ||
            find_named_code (easel_json_get_string (item, "type"), code))
          return TRUE;
      }
  return FALSE;
}

static gboolean
contains_any (const char *text, const char *const *needles)
{
  g_autofree char *folded = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  for (; folded != NULL && *needles != NULL; needles++)
    if (strstr (folded, *needles) != NULL)
      return TRUE;
  return FALSE;
}

static EaselError
code_for_status (guint status)
{
  switch (status)
    {
    case 401:
      return EASEL_ERROR_AUTH;
    case 402:
      return EASEL_ERROR_QUOTA;
    case 403:
    case 451:
      return EASEL_ERROR_PERMISSION;
    case 404:
    case 410:
      return EASEL_ERROR_NOT_FOUND;
    case 405:
      return EASEL_ERROR_PROTOCOL;
    case 408:
    case 409:
    case 502:
    case 503:
    case 504:
    case 529:
      return EASEL_ERROR_UNAVAILABLE;
    case 413:
      return EASEL_ERROR_TOO_LONG;
    case 429:
      return EASEL_ERROR_RATE_LIMIT;
    case 501:
      return EASEL_ERROR_UNSUPPORTED;
    default:
      if (status >= 400 && status < 500)
        return EASEL_ERROR_INVALID_INPUT;
      return status >= 300 && status < 400 ? EASEL_ERROR_PROTOCOL : EASEL_ERROR_PROVIDER_FAULT;
    }
}

/* A status may stand in the body only: an error inside a stream. */
static guint
get_status (guint status, JsonNode *body)
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

static EaselError
choose_code (guint status, JsonNode *body, const char *message)
{
  static const char *const paths[] = {
    "error.code",          "error.type",       "error.status",    "code", "type", "name",
    "response.error.code", "error.error.code", "error.error.type"
  };
  static const char *const too_long[] = { "maximum context length",
                                          "context window",
                                          "prompt is too long",
                                          "exceeded max context",
                                          "exceeds the available context size",
                                          NULL };
  static const char *const bad_key[] = { "incorrect api key", "invalid api key", "api key not valid", NULL };
  static const char *const extra[] = { "extra inputs are not permitted", "unsupported parameter",
                                       "unsupported value", "unknown parameter", NULL };
  EaselError code;

  if (find_reason (body, &code))
    return code;
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (find_named_code (easel_json_get_string (body, paths[i]), &code) &&
        /* Said for want of a better name beside a status that knows more. */
        (code != EASEL_ERROR_PROVIDER_FAULT || status < 400 || status >= 500))
      return code;

  code = code_for_status (status);
  /* Last resort: only where the status says no more than "wrong". */
  if (code == EASEL_ERROR_INVALID_INPUT || code == EASEL_ERROR_PROVIDER_FAULT)
    {
      if (contains_any (message, too_long))
        return EASEL_ERROR_TOO_LONG;
      if (contains_any (message, bad_key))
        return EASEL_ERROR_AUTH;
      if (contains_any (message, extra))
        return EASEL_ERROR_UNSUPPORTED;
    }
  return code;
}

/* "temperature: Extra inputs are not permitted", as Anthropic writes it. */
static char *
dup_leading_name (const char *message)
{
  gsize length = strspn (message, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");

  return length > 0 && message[length] == ':' ? g_strndup (message, length) : NULL;
}

static char *
dup_parameter (JsonNode *body, EaselError code, const char *message)
{
  static const char *const paths[] = { "error.param", "param", "error.error.param" };
  JsonArray *list = easel_json_get_array (body, "detail");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (get_text (body, paths[i]) != NULL)
      return g_strdup (get_text (body, paths[i]));

  if (list != NULL && json_array_get_length (list) > 0)
    {
      JsonArray *loc = easel_json_get_array (json_array_get_element (list, 0), "loc");
      guint n = loc != NULL ? json_array_get_length (loc) : 0;

      if (n > 0 && easel_json_get_string (json_array_get_element (loc, n - 1), "") != NULL)
        return g_strdup (easel_json_get_string (json_array_get_element (loc, n - 1), ""));
    }
  return code == EASEL_ERROR_UNSUPPORTED && message != NULL ? dup_leading_name (message) : NULL;
}

/* One line of at most LONGEST_QUOTE characters. */
static char *
shorten (const char *text, gssize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, length);
  g_autoptr (GString) line = g_string_new (NULL);
  glong n = 0;

  for (const char *at = g_strstrip (valid); *at != '\0'; at = g_utf8_next_char (at), n++)
    {
      gunichar c = g_utf8_get_char (at);

      if (n == LONGEST_QUOTE)
        {
          g_string_append (line, "…");
          break;
        }
      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        {
          if (line->len > 0 && line->str[line->len - 1] != ' ')
            g_string_append_c (line, ' ');
        }
      else
        g_string_append_unichar (line, c);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static char *
describe_wait (EaselError code, gint64 wait, const char *host)
{
  guint seconds = (guint) MIN ((wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1000000000);
  guint minutes = (seconds + 59) / 60;

  if (wait <= 0)
    return code == EASEL_ERROR_RATE_LIMIT
               ? g_strdup_printf (
                     _ ("%s takes no more requests from this account for now. Wait a little and try again."),
                     host)
               : g_strdup_printf (_ ("%s is overloaded or down for the moment. Wait a little and try again."),
                                  host);
  if (seconds > 90)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%s asks to wait %u minute before the next request. Try again then.",
                     "%s asks to wait %u minutes before the next request. Try again then.", minutes),
        host, minutes);
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s asks to wait %u second before the next request. Try again then.",
                   "%s asks to wait %u seconds before the next request. Try again then.", seconds),
      host, seconds);
}

static char *
describe (EaselError code, guint status, const char *host, const char *parameter, gint64 wait)
{
  switch ((int) code)
    {
    case EASEL_ERROR_AUTH:
      return g_strdup_printf (
          _ ("%s did not accept the key. Enter the right one in Preferences, under Providers."), host);
    case EASEL_ERROR_PERMISSION:
      return g_strdup_printf (
          _ ("The account at %s may not do this. Choose another model, or ask the provider for access."),
          host);
    case EASEL_ERROR_QUOTA:
      return g_strdup_printf (_ ("The account at %s has no credit left. Add credit on the provider's "
                                 "website, or choose another provider."),
                              host);
    case EASEL_ERROR_RATE_LIMIT:
    case EASEL_ERROR_UNAVAILABLE:
      return describe_wait (code, wait, host);
    case EASEL_ERROR_REFUSED:
      return g_strdup_printf (
          _ ("%s declined this request by its rules on content. Change the text and try again."), host);
    case EASEL_ERROR_TOO_LONG:
      return g_strdup_printf (
          _ ("The text is longer than the model at %s takes. Shorten it, or choose a model with more room."),
          host);
    case EASEL_ERROR_UNSUPPORTED:
      return parameter != NULL
                 ? g_strdup_printf (_ ("The model at %s does not take the parameter “%s”. Leave it out, or "
                                       "choose another model."),
                                    host, parameter)
                 : g_strdup_printf (_ ("The model at %s cannot do this. Choose another model."), host);
    case EASEL_ERROR_NOT_FOUND:
      return g_strdup_printf (
          _ ("%s knows no such model or address. Check the model's name and the provider's address."), host);
    case EASEL_ERROR_INVALID_INPUT:
      return parameter != NULL
                 ? g_strdup_printf (_ ("%s did not accept the value of “%s”. Change it and try again."), host,
                                    parameter)
                 : g_strdup_printf (_ ("%s did not accept the request. Change what it names and try again."),
                                    host);
    case EASEL_ERROR_PROTOCOL:
      return g_strdup_printf (
          _ ("%s answered with the status %u, which an API does not. Check the provider's address."), host,
          status);
    default:
      return g_strdup_printf (_ ("%s failed on its side. Try again; if it goes on, tell the provider."),
                              host);
    }
}

static GError *
make_error (guint status,
            EaselHttpHeaders *headers,
            JsonNode *body,
            const char *message,
            const char *host,
            gint64 now)
{
  guint real_status = get_status (status, body);
  EaselError code = choose_code (real_status, body, message);
  gint64 wait = easel_retry_get_wait_asked (headers, body, now);
  g_autofree char *parameter = dup_parameter (body, code, message);
  g_autofree char *sentence = describe (code, real_status, host, parameter, wait);
  g_autofree char *quote = message != NULL ? shorten (message, -1) : NULL;
  const char *id = headers != NULL ? easel_http_headers_get_request_id (headers) : NULL;
  EaselErrorDetails *details;
  GError *error;

  if (quote != NULL && *quote != '\0')
    error = g_error_new (EASEL_ERROR, code,
                         /* Translators: a sentence of Easel's, then the provider's own words */
                         _ ("%s The provider says: “%s”"), sentence, quote);
  else
    error = g_error_new_literal (EASEL_ERROR, code, sentence);

  details = easel_error_get_details (error);
  details->http_status = real_status;
  details->retry_after = wait;
  details->parameter = g_steal_pointer (&parameter);
  details->request_id = g_strdup (id != NULL ? id : get_text (body, "request_id"));
  return error;
}

/**
 * easel_http_error_new_for_json:
 * @status: the answer's status; 200 for an error inside a stream
 * @headers: (nullable): the answer's fields
 * @body: (nullable): the error as JSON
 * @host: the host that sent it
 *
 * Returns: (transfer full): an error of %EASEL_ERROR with its details filled in
 */
GError *
easel_http_error_new_for_json (guint status, EaselHttpHeaders *headers, JsonNode *body, const char *host)
{
  JsonNode *root = unwrap (body);
  g_autofree char *message = easel_http_error_dup_message (root);

  return make_error (status, headers, root, message, host, g_get_real_time ());
}

static gboolean
is_page (EaselHttpHeaders *headers, const char *body, gsize length)
{
  g_autofree char *type = headers != NULL ? easel_http_headers_dup_content_type (headers) : g_strdup ("");
  gsize at = 0;

  while (at < length && g_ascii_isspace (body[at]))
    at++;
  if (length - at >= 5 &&
      (g_ascii_strncasecmp (body + at, "<!doc", 5) == 0 || g_ascii_strncasecmp (body + at, "<html", 5) == 0))
    return TRUE;
  return strcmp (type, "text/html") == 0 && (at == length || body[at] == '<');
}

/**
 * easel_http_error_new:
 * @status: the answer's status
 * @headers: (nullable): the answer's fields
 * @body: (array length=length): its body, any bytes, of any content type
 * @length: bytes in @body, -1 if it ends with NUL
 * @host: the host that sent it, for the sentence
 * @now: the time, microseconds since the epoch
 *
 * Makes of an answer that is no success what the user is told: what happened,
 * to what, and what to do, with at most 300 characters of the provider's own
 * words. Codes and parameters are read from the body where it is JSON,
 * whatever the content type says; otherwise the status decides.
 *
 * Returns: (transfer full): an error of %EASEL_ERROR with its details filled in
 */
GError *
easel_http_error_new (
    guint status, EaselHttpHeaders *headers, const char *body, gssize length, const char *host, gint64 now)
{
  gsize size = length < 0 ? strlen (body) : (gsize) length;
  g_autoptr (JsonNode) node = size > 0 ? easel_json_parse (body, (gssize) size, NULL) : NULL;
  g_autofree char *message = easel_http_error_dup_message (node);

  /* Not the service's own, whatever its body says. */
  if (status == 407)
    return easel_http_error_new_for_proxy (host);
  if (node == NULL && is_page (headers, body, size))
    {
      EaselError code = code_for_status (status);
      GError *error;

      /* A gateway's page says no more than its status; any other page means a
       * wrong address. */
      if (code == EASEL_ERROR_UNAVAILABLE || code == EASEL_ERROR_RATE_LIMIT)
        return make_error (status, headers, NULL, NULL, host, now);
      error = easel_http_error_new_for_page (host);
      easel_error_get_details (error)->http_status = status;
      return error;
    }

  if (message == NULL && size > 0)
    message = shorten (body, (gssize) MIN (size, (gsize) LONGEST_QUOTE * 4));
  return make_error (status, headers, unwrap (node), message, host, now);
}
