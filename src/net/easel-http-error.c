// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-http-error-private.h"
#include "easel-json.h"

/* What is quoted of a provider's own message, in characters. */
#define LONGEST_QUOTE 300

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

static GError *
make_error (guint status,
            EaselHttpHeaders *headers,
            JsonNode *body,
            const char *message,
            const char *host,
            gint64 now)
{
  guint real_status = _easel_http_error_get_status (status, body);
  EaselError code = _easel_http_error_choose_code (real_status, body, message);
  gint64 wait = easel_retry_get_wait_asked (headers, body, now);
  g_autofree char *parameter = _easel_http_error_dup_parameter (body, code, message);
  g_autofree char *sentence = _easel_http_error_describe (code, real_status, host, parameter, wait);
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
  details->request_id = g_strdup (id != NULL ? id : _easel_http_error_get_text (body, "request_id"));
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
  JsonNode *root = _easel_http_error_unwrap (body);
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
      EaselError code = _easel_http_error_code_for_status (status);
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
  return make_error (status, headers, _easel_http_error_unwrap (node), message, host, now);
}
