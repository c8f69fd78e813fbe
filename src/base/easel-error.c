// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"

#include <gio/gio.h>

typedef struct
{
  EaselErrorDetails details;
} EaselErrorPrivate;

static const char *const names[EASEL_N_ERRORS] = {
  [EASEL_ERROR_AUTH] = "auth",
  [EASEL_ERROR_PERMISSION] = "permission",
  [EASEL_ERROR_QUOTA] = "quota",
  [EASEL_ERROR_BUDGET] = "budget",
  [EASEL_ERROR_RATE_LIMIT] = "rate-limit",
  [EASEL_ERROR_UNAVAILABLE] = "unavailable",
  [EASEL_ERROR_PROVIDER_FAULT] = "provider-fault",
  [EASEL_ERROR_NETWORK] = "network",
  [EASEL_ERROR_TIMEOUT] = "timeout",
  [EASEL_ERROR_PROTOCOL] = "protocol",
  [EASEL_ERROR_REFUSED] = "refused",
  [EASEL_ERROR_TOO_LONG] = "too-long",
  [EASEL_ERROR_UNSUPPORTED] = "unsupported",
  [EASEL_ERROR_INVALID_INPUT] = "invalid-input",
  [EASEL_ERROR_NOT_FOUND] = "not-found",
  [EASEL_ERROR_STORAGE] = "storage",
  [EASEL_ERROR_KEYRING] = "keyring",
  [EASEL_ERROR_CANCELLED] = "cancelled",
};

static void
easel_error_private_init (EaselErrorPrivate *priv)
{
  priv->details.retry_after = -1;
}

static void
easel_error_private_copy (const EaselErrorPrivate *source, EaselErrorPrivate *target)
{
  target->details = source->details;
  target->details.provider = g_strdup (source->details.provider);
  target->details.model = g_strdup (source->details.model);
  target->details.request_id = g_strdup (source->details.request_id);
  target->details.parameter = g_strdup (source->details.parameter);
}

static void
easel_error_private_clear (EaselErrorPrivate *priv)
{
  g_free (priv->details.provider);
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
    return names[error->code];
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return names[EASEL_ERROR_CANCELLED];
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return names[EASEL_ERROR_STORAGE];
  return names[EASEL_ERROR_PROVIDER_FAULT];
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

  return error->code == EASEL_ERROR_RATE_LIMIT || error->code == EASEL_ERROR_UNAVAILABLE ||
         error->code == EASEL_ERROR_PROVIDER_FAULT || error->code == EASEL_ERROR_NETWORK ||
         error->code == EASEL_ERROR_TIMEOUT;
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
 * easel_error_describe:
 * @error: an error
 *
 * Returns: (transfer full): lines of "name: value" for a report: code, provider,
 *   model, status and request id; never a key, a prompt or an answer
 */
char *
easel_error_describe (const GError *error)
{
  const EaselErrorDetails *details;
  GString *text;

  g_return_val_if_fail (error != NULL, NULL);

  text = g_string_new (NULL);
  g_string_append_printf (text, "error: %s\n", easel_error_get_name (error));
  details = easel_error_get_details (error);
  if (details != NULL)
    {
      if (details->provider != NULL)
        g_string_append_printf (text, "provider: %s\n", details->provider);
      if (details->model != NULL)
        g_string_append_printf (text, "model: %s\n", details->model);
      if (details->http_status != 0)
        g_string_append_printf (text, "status: %u\n", details->http_status);
      if (details->request_id != NULL)
        g_string_append_printf (text, "request id: %s\n", details->request_id);
      if (details->may_have_billed)
        g_string_append (text, "may have been billed: yes\n");
    }

  return g_string_free (text, FALSE);
}
