// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"

#include <gio/gio.h>

#include "easel-redact.h"

typedef struct
{
  EaselErrorDetails details;
} EaselErrorPrivate;

/* A code's name, whether the same may work unchanged, and what to do. */
static const struct
{
  const char *name;
  gboolean retryable;
  EaselErrorAction action;
} codes[EASEL_N_ERRORS] = {
  [EASEL_ERROR_AUTH] = { "auth", FALSE, EASEL_ERROR_ACTION_CHECK_ACCOUNT },
  [EASEL_ERROR_PERMISSION] = { "permission", FALSE, EASEL_ERROR_ACTION_OTHER_MODEL },
  [EASEL_ERROR_QUOTA] = { "quota", FALSE, EASEL_ERROR_ACTION_CHECK_ACCOUNT },
  [EASEL_ERROR_BUDGET] = { "budget", FALSE, EASEL_ERROR_ACTION_RAISE_BUDGET },
  [EASEL_ERROR_RATE_LIMIT] = { "rate-limit", TRUE, EASEL_ERROR_ACTION_WAIT },
  [EASEL_ERROR_UNAVAILABLE] = { "unavailable", TRUE, EASEL_ERROR_ACTION_WAIT },
  [EASEL_ERROR_PROVIDER_FAULT] = { "provider-fault", TRUE, EASEL_ERROR_ACTION_TRY_AGAIN },
  [EASEL_ERROR_NETWORK] = { "network", TRUE, EASEL_ERROR_ACTION_TRY_AGAIN },
  [EASEL_ERROR_TIMEOUT] = { "timeout", TRUE, EASEL_ERROR_ACTION_TRY_AGAIN },
  [EASEL_ERROR_PROTOCOL] = { "protocol", FALSE, EASEL_ERROR_ACTION_OTHER_MODEL },
  [EASEL_ERROR_REFUSED] = { "refused", FALSE, EASEL_ERROR_ACTION_CHANGE_TEXT },
  [EASEL_ERROR_TOO_LONG] = { "too-long", FALSE, EASEL_ERROR_ACTION_CHANGE_TEXT },
  [EASEL_ERROR_UNSUPPORTED] = { "unsupported", FALSE, EASEL_ERROR_ACTION_OTHER_MODEL },
  [EASEL_ERROR_INVALID_INPUT] = { "invalid-input", FALSE, EASEL_ERROR_ACTION_CHANGE_TEXT },
  [EASEL_ERROR_NOT_FOUND] = { "not-found", FALSE, EASEL_ERROR_ACTION_CHECK_ACCOUNT },
  [EASEL_ERROR_STORAGE] = { "storage", FALSE, EASEL_ERROR_ACTION_CHECK_COMPUTER },
  [EASEL_ERROR_KEYRING] = { "keyring", FALSE, EASEL_ERROR_ACTION_CHECK_ACCOUNT },
  [EASEL_ERROR_CANCELLED] = { "cancelled", FALSE, EASEL_ERROR_ACTION_NONE },
};

static void
easel_error_private_init (EaselErrorPrivate *priv)
{
  priv->details.retry_after = -1;
  priv->details.duration = -1;
}

static void
easel_error_private_copy (const EaselErrorPrivate *source, EaselErrorPrivate *target)
{
  target->details = source->details;
  target->details.provider = g_strdup (source->details.provider);
  target->details.account = g_strdup (source->details.account);
  target->details.model = g_strdup (source->details.model);
  target->details.request_id = g_strdup (source->details.request_id);
  target->details.parameter = g_strdup (source->details.parameter);
}

static void
easel_error_private_clear (EaselErrorPrivate *priv)
{
  g_free (priv->details.provider);
  g_free (priv->details.account);
  g_free (priv->details.model);
  g_free (priv->details.request_id);
  g_free (priv->details.parameter);
}

G_DEFINE_EXTENDED_ERROR (EaselError, easel_error)

/**
 * easel_error_get_details:
 * @error: an error
 *
 * Returns: (transfer none) (nullable): what @error keeps beside its sentence,
 *   to read or to fill in; %NULL if it is not of the domain %EASEL_ERROR
 */
EaselErrorDetails *
easel_error_get_details (const GError *error)
{
  EaselErrorPrivate *priv;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != EASEL_ERROR)
    return NULL;

  priv = easel_error_get_private (error);
  return &priv->details;
}

/**
 * easel_error_get_name:
 * @error: an error
 *
 * Returns: the code's name as scripts see it, such as "rate-limit"; errors of
 *   other domains are "cancelled" or "storage" where GIO says so, else
 *   "provider-fault"
 */
const char *
easel_error_get_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == EASEL_ERROR && error->code >= 0 && error->code < EASEL_N_ERRORS)
    return codes[error->code].name;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return codes[EASEL_ERROR_CANCELLED].name;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return codes[EASEL_ERROR_STORAGE].name;
  return codes[EASEL_ERROR_PROVIDER_FAULT].name;
}

/**
 * easel_error_find_code:
 * @name: (nullable): a code's name, as easel_error_get_name() gives it
 *
 * Returns: the code; %EASEL_ERROR_PROVIDER_FAULT for a name that is none
 */
EaselError
easel_error_find_code (const char *name)
{
  for (int i = 0; name != NULL && i < EASEL_N_ERRORS; i++)
    if (g_str_equal (codes[i].name, name))
      return (EaselError) i;
  return EASEL_ERROR_PROVIDER_FAULT;
}

/**
 * easel_error_is_retryable:
 * @error: an error
 *
 * Returns: whether doing the same once more may succeed without any change.
 *   A call that may have been billed is never retryable by itself.
 */
gboolean
easel_error_is_retryable (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  if (error->domain != EASEL_ERROR || easel_error_get_details (error)->may_have_billed)
    return FALSE;

  return error->code >= 0 && error->code < EASEL_N_ERRORS && codes[error->code].retryable;
}

/**
 * easel_error_get_action:
 * @error: an error
 *
 * Returns: what the user can do about it
 */
EaselErrorAction
easel_error_get_action (const GError *error)
{
  g_return_val_if_fail (error != NULL, EASEL_ERROR_ACTION_NONE);

  if (error->domain == EASEL_ERROR && error->code >= 0 && error->code < EASEL_N_ERRORS)
    return codes[error->code].action;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? EASEL_ERROR_ACTION_NONE
                                                                   : EASEL_ERROR_ACTION_TRY_AGAIN;
}

/**
 * easel_error_set_provider:
 * @error: an error
 * @provider: (nullable): slug of the provider
 * @model: (nullable): model id
 *
 * Notes which provider and model @error is about. Does nothing to an error of
 * another domain.
 */
void
easel_error_set_provider (GError *error, const char *provider, const char *model)
{
  EaselErrorDetails *details = easel_error_get_details (error);

  if (details == NULL)
    return;

  g_set_str (&details->provider, provider);
  g_set_str (&details->model, model);
}

/**
 * easel_error_set_account:
 * @error: an error
 * @name: (nullable): what the user calls the provider
 *
 * Notes which account @error is about. Does nothing to an error of another
 * domain.
 */
void
easel_error_set_account (GError *error, const char *name)
{
  EaselErrorDetails *details = easel_error_get_details (error);

  if (details != NULL)
    g_set_str (&details->account, name);
}

static void
add_line (GString *text, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    g_string_append_printf (text, "%s: %s\n", name, value);
}

/**
 * easel_error_describe:
 * @error: an error
 *
 * Returns: (transfer full): lines of "name: value" for a report: code, account,
 *   provider, model, status, request id, duration, retries and Easel's version;
 *   never a key, a prompt or an answer
 */
char *
easel_error_describe (const GError *error)
{
  const EaselErrorDetails *details;
  GString *text;

  g_return_val_if_fail (error != NULL, NULL);

  text = g_string_new (NULL);
  add_line (text, "error", easel_error_get_name (error));
  details = easel_error_get_details (error);
  if (details != NULL)
    {
      add_line (text, "account", details->account);
      add_line (text, "provider", details->provider);
      add_line (text, "model", details->model);
      if (details->http_status != 0)
        g_string_append_printf (text, "status: %u\n", details->http_status);
      add_line (text, "request id", details->request_id);
      if (details->duration >= 0)
        g_string_append_printf (text, "duration: %.1f s\n", (double) details->duration / G_USEC_PER_SEC);
      if (details->retries > 0)
        g_string_append_printf (text, "retries: %u\n", details->retries);
      if (details->may_have_billed)
        g_string_append (text, "may have been billed: yes\n");
    }
  add_line (text, "easel", PACKAGE_VERSION);
  {
    /* A name that the user chose, or an id of a provider's, may be anything. */
    g_autofree char *plain = g_string_free_and_steal (text);

    return easel_redact_patterns (plain);
  }
}
