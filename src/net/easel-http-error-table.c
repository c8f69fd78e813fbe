// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-json.h"

/* From what a service answered to what it means, and from what it means to what
 * the user is told. Which protocol it was makes no difference: the names that
 * the services give their errors do not contradict each other, and one service
 * often speaks another's protocol. What to do about a code is beside the codes,
 * in easel_error_get_action(). */

typedef struct
{
  const char *name;
  EaselError code;
  /* Said for want of a better name: a status of 4xx knows more. */
  gboolean vague;
} Name;

/* error.code, error.type, error.status and the reasons in error.details, as the
 * services write them. */
static const Name names[] = {
  /* OpenAI, and those who took it as their model */
  { "invalid_api_key", EASEL_ERROR_AUTH, FALSE },
  { "token_expired", EASEL_ERROR_AUTH, FALSE },
  { "insufficient_quota", EASEL_ERROR_QUOTA, FALSE },
  { "billing_not_active", EASEL_ERROR_QUOTA, FALSE },
  { "billing_hard_limit_reached", EASEL_ERROR_QUOTA, FALSE },
  { "account_deactivated", EASEL_ERROR_PERMISSION, FALSE },
  { "unsupported_country_region_territory", EASEL_ERROR_PERMISSION, FALSE },
  { "moderation_blocked", EASEL_ERROR_REFUSED, FALSE },
  { "content_policy_violation", EASEL_ERROR_REFUSED, FALSE },
  { "content_filter", EASEL_ERROR_REFUSED, FALSE },
  { "image_content_policy_violation", EASEL_ERROR_REFUSED, FALSE },
  { "invalid_prompt", EASEL_ERROR_REFUSED, FALSE },
  { "context_length_exceeded", EASEL_ERROR_TOO_LONG, FALSE },
  { "string_above_max_length", EASEL_ERROR_TOO_LONG, FALSE },
  { "model_not_found", EASEL_ERROR_NOT_FOUND, FALSE },
  { "unsupported_parameter", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "unsupported_value", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "unknown_parameter", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "rate_limit_exceeded", EASEL_ERROR_RATE_LIMIT, FALSE },
  { "server_is_overloaded", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "slow_down", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "vector_store_timeout", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "server_error", EASEL_ERROR_PROVIDER_FAULT, TRUE },
  /* Anthropic */
  { "authentication_error", EASEL_ERROR_AUTH, FALSE },
  { "billing_error", EASEL_ERROR_QUOTA, FALSE },
  { "permission_error", EASEL_ERROR_PERMISSION, FALSE },
  { "not_found_error", EASEL_ERROR_NOT_FOUND, FALSE },
  { "request_too_large", EASEL_ERROR_TOO_LONG, FALSE },
  { "rate_limit_error", EASEL_ERROR_RATE_LIMIT, FALSE },
  { "overloaded_error", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "timeout_error", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "api_error", EASEL_ERROR_PROVIDER_FAULT, TRUE },
  /* Gemini: google.rpc.Code, google.rpc.ErrorInfo */
  { "API_KEY_INVALID", EASEL_ERROR_AUTH, FALSE },
  { "API_KEY_EXPIRED", EASEL_ERROR_AUTH, FALSE },
  { "UNAUTHENTICATED", EASEL_ERROR_AUTH, FALSE },
  { "BILLING_DISABLED", EASEL_ERROR_QUOTA, FALSE },
  { "PERMISSION_DENIED", EASEL_ERROR_PERMISSION, FALSE },
  { "FAILED_PRECONDITION", EASEL_ERROR_PERMISSION, FALSE },
  { "SERVICE_DISABLED", EASEL_ERROR_PERMISSION, FALSE },
  { "NOT_FOUND", EASEL_ERROR_NOT_FOUND, FALSE },
  { "UNIMPLEMENTED", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "RESOURCE_EXHAUSTED", EASEL_ERROR_RATE_LIMIT, FALSE },
  { "UNAVAILABLE", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "DEADLINE_EXCEEDED", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "ABORTED", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "CANCELLED", EASEL_ERROR_UNAVAILABLE, FALSE },
  { "INTERNAL", EASEL_ERROR_PROVIDER_FAULT, TRUE },
  { "DATA_LOSS", EASEL_ERROR_PROVIDER_FAULT, TRUE },
  /* DeepSeek, Groq, Mistral, Replicate, Stability, xAI */
  { "unauthenticated", EASEL_ERROR_AUTH, FALSE },
  { "insufficient_balance", EASEL_ERROR_QUOTA, FALSE },
  { "content_moderation", EASEL_ERROR_REFUSED, FALSE },
  { "model_decommissioned", EASEL_ERROR_NOT_FOUND, FALSE },
  { "extra_forbidden", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "service_tier_capacity_exceeded", EASEL_ERROR_RATE_LIMIT, FALSE },
  { "tool_use_failed", EASEL_ERROR_PROVIDER_FAULT, FALSE },
  /* llama.cpp */
  { "exceed_context_size_error", EASEL_ERROR_TOO_LONG, FALSE },
  { "not_supported_error", EASEL_ERROR_UNSUPPORTED, FALSE },
  { "unavailable_error", EASEL_ERROR_UNAVAILABLE, FALSE },
};

/* The rest of 4xx is wrong input, of 3xx no API, of 5xx the provider's fault. */
static const struct
{
  guint status;
  EaselError code;
} statuses[] = {
  { 401, EASEL_ERROR_AUTH },        { 402, EASEL_ERROR_QUOTA },       { 403, EASEL_ERROR_PERMISSION },
  { 404, EASEL_ERROR_NOT_FOUND },   { 405, EASEL_ERROR_PROTOCOL },    { 408, EASEL_ERROR_UNAVAILABLE },
  { 409, EASEL_ERROR_UNAVAILABLE }, { 410, EASEL_ERROR_NOT_FOUND },   { 413, EASEL_ERROR_TOO_LONG },
  { 429, EASEL_ERROR_RATE_LIMIT },  { 451, EASEL_ERROR_PERMISSION },  { 501, EASEL_ERROR_UNSUPPORTED },
  { 502, EASEL_ERROR_UNAVAILABLE }, { 503, EASEL_ERROR_UNAVAILABLE }, { 504, EASEL_ERROR_UNAVAILABLE },
  { 529, EASEL_ERROR_UNAVAILABLE },
};

/* Only where names and status say no more than "wrong". */
static const struct
{
  const char *phrase;
  EaselError code;
} phrases[] = {
  { "maximum context length", EASEL_ERROR_TOO_LONG },
  { "context window", EASEL_ERROR_TOO_LONG },
  { "prompt is too long", EASEL_ERROR_TOO_LONG },
  { "exceeded max context", EASEL_ERROR_TOO_LONG },
  { "exceeds the available context size", EASEL_ERROR_TOO_LONG },
  { "exceeds the maximum number of tokens", EASEL_ERROR_TOO_LONG },
  { "incorrect api key", EASEL_ERROR_AUTH },
  { "invalid api key", EASEL_ERROR_AUTH },
  { "api key not valid", EASEL_ERROR_AUTH },
  { "extra inputs are not permitted", EASEL_ERROR_UNSUPPORTED },
  { "unsupported parameter", EASEL_ERROR_UNSUPPORTED },
  { "unsupported value", EASEL_ERROR_UNSUPPORTED },
  { "unknown parameter", EASEL_ERROR_UNSUPPORTED },
};

static gboolean
find_name (const char *name, guint status, EaselError *code)
{
  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0 && !(names[i].vague && status >= 400 && status < 500))
      {
        *code = names[i].code;
        return TRUE;
      }
  return FALSE;
}

/* A reason in a list says more than the name above it. */
static gboolean
find_reason (JsonNode *body, guint status, EaselError *code)
{
  JsonArray *lists[] = { easel_json_get_array (body, "error.details"),
                         easel_json_get_array (body, "detail") };

  for (guint l = 0; l < G_N_ELEMENTS (lists); l++)
    for (guint i = 0; lists[l] != NULL && i < json_array_get_length (lists[l]); i++)
      {
        JsonNode *item = json_array_get_element (lists[l], i);

        if (find_name (easel_json_get_string (item, "reason"), status, code) ||
            find_name (easel_json_get_string (item, "type"), status, code))
          return TRUE;
      }
  return FALSE;
}

static gboolean
find_phrase (const char *message, EaselError *code)
{
  g_autofree char *folded = message != NULL ? g_ascii_strdown (message, -1) : NULL;

  for (gsize i = 0; folded != NULL && i < G_N_ELEMENTS (phrases); i++)
    if (strstr (folded, phrases[i].phrase) != NULL)
      {
        *code = phrases[i].code;
        return TRUE;
      }
  return FALSE;
}

/* What a status means where nothing else is said. */
EaselError
_easel_http_error_code_for_status (guint status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].code;
  if (status >= 400 && status < 500)
    return EASEL_ERROR_INVALID_INPUT;
  return status >= 300 && status < 400 ? EASEL_ERROR_PROTOCOL : EASEL_ERROR_PROVIDER_FAULT;
}

/* What an answer that is no success means: by its names, its status, and last
 * its words. */
EaselError
_easel_http_error_choose_code (guint status, JsonNode *body, const char *message)
{
  static const char *const paths[] = {
    "error.code",          "error.type",       "error.status",    "code", "type", "name",
    "response.error.code", "error.error.code", "error.error.type"
  };
  EaselError code;

  /* Groq calls a request that is too large for the account's rate a rate limit:
   * waiting does not make it smaller. */
  if (status == 413)
    return EASEL_ERROR_TOO_LONG;
  if (find_reason (body, status, &code))
    return code;
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (find_name (easel_json_get_string (body, paths[i]), status, &code))
      return code;

  code = _easel_http_error_code_for_status (status);
  if (code == EASEL_ERROR_INVALID_INPUT || code == EASEL_ERROR_PROVIDER_FAULT)
    find_phrase (message, &code);
  return code;
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

/* The sentence for a code: what happened, to what, and what to do. */
char *
_easel_http_error_describe (
    EaselError code, guint status, const char *host, const char *parameter, gint64 wait)
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
