// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselError:
 * @EASEL_ERROR_AUTH: the key is missing or was refused
 * @EASEL_ERROR_PERMISSION: the account may not do this
 * @EASEL_ERROR_QUOTA: the account has no credit left
 * @EASEL_ERROR_BUDGET: the user's own budget would be crossed
 * @EASEL_ERROR_RATE_LIMIT: too many requests, try later
 * @EASEL_ERROR_UNAVAILABLE: overloaded or down, try later
 * @EASEL_ERROR_PROVIDER_FAULT: the provider failed on its side
 * @EASEL_ERROR_NETWORK: no connection, or it broke
 * @EASEL_ERROR_TIMEOUT: no answer in time
 * @EASEL_ERROR_PROTOCOL: the answer was not understood
 * @EASEL_ERROR_REFUSED: the model or its filter declined
 * @EASEL_ERROR_TOO_LONG: more text than the model takes
 * @EASEL_ERROR_UNSUPPORTED: the model or the file format has no such thing
 * @EASEL_ERROR_INVALID_INPUT: what was given is not right
 * @EASEL_ERROR_NOT_FOUND: no such provider, model, prompt, file …
 * @EASEL_ERROR_STORAGE: the database or a file could not be read or written
 * @EASEL_ERROR_KEYRING: the key store is locked, missing or refused
 * @EASEL_ERROR_CANCELLED: the user stopped it
 *
 * What went wrong, as far as the window decides by it.
 */
typedef enum
{
  EASEL_ERROR_AUTH,
  EASEL_ERROR_PERMISSION,
  EASEL_ERROR_QUOTA,
  EASEL_ERROR_BUDGET,
  EASEL_ERROR_RATE_LIMIT,
  EASEL_ERROR_UNAVAILABLE,
  EASEL_ERROR_PROVIDER_FAULT,
  EASEL_ERROR_NETWORK,
  EASEL_ERROR_TIMEOUT,
  EASEL_ERROR_PROTOCOL,
  EASEL_ERROR_REFUSED,
  EASEL_ERROR_TOO_LONG,
  EASEL_ERROR_UNSUPPORTED,
  EASEL_ERROR_INVALID_INPUT,
  EASEL_ERROR_NOT_FOUND,
  EASEL_ERROR_STORAGE,
  EASEL_ERROR_KEYRING,
  EASEL_ERROR_CANCELLED,
  EASEL_N_ERRORS,
} EaselError;

/**
 * EaselErrorAction:
 * @EASEL_ERROR_ACTION_NONE: nothing need be done
 * @EASEL_ERROR_ACTION_TRY_AGAIN: the same may work at once
 * @EASEL_ERROR_ACTION_WAIT: the same may work later
 * @EASEL_ERROR_ACTION_CHECK_ACCOUNT: look at the key, the credit, the address or
 *   the model's name in the provider's settings
 * @EASEL_ERROR_ACTION_OTHER_MODEL: another model can do it
 * @EASEL_ERROR_ACTION_CHANGE_TEXT: ask for something else
 * @EASEL_ERROR_ACTION_RAISE_BUDGET: raise the budget or override it once
 * @EASEL_ERROR_ACTION_CHECK_COMPUTER: look at the disk
 *
 * What the user can do about an error.
 */
typedef enum
{
  EASEL_ERROR_ACTION_NONE,
  EASEL_ERROR_ACTION_TRY_AGAIN,
  EASEL_ERROR_ACTION_WAIT,
  EASEL_ERROR_ACTION_CHECK_ACCOUNT,
  EASEL_ERROR_ACTION_OTHER_MODEL,
  EASEL_ERROR_ACTION_CHANGE_TEXT,
  EASEL_ERROR_ACTION_RAISE_BUDGET,
  EASEL_ERROR_ACTION_CHECK_COMPUTER,
} EaselErrorAction;

/**
 * EaselErrorDetails:
 * @http_status: status of the answer, 0 if there was none
 * @retry_after: microseconds that the provider asks to wait, -1 if it does not say
 * @provider: (nullable): slug of the provider
 * @account: (nullable): what the user calls the provider
 * @model: (nullable): model id
 * @request_id: (nullable): the provider's id of the request, for its support
 * @parameter: (nullable): the request field that was refused by name
 * @duration: microseconds that the call took, -1 unknown
 * @retries: how often it was tried again
 * @may_have_billed: the request left whole and its answer was not seen
 *
 * What an error keeps beside its sentence. Owned by the error.
 */
typedef struct
{
  guint http_status;
  gint64 retry_after;
  char *provider;
  char *account;
  char *model;
  char *request_id;
  char *parameter;
  gint64 duration;
  guint retries;
  gboolean may_have_billed;
} EaselErrorDetails;

#define EASEL_ERROR (easel_error_quark ())
GQuark easel_error_quark (void) G_GNUC_CONST;

EaselErrorDetails *easel_error_get_details (const GError *error);
const char *easel_error_get_name (const GError *error);
EaselError easel_error_find_code (const char *name);
gboolean easel_error_is_retryable (const GError *error);
EaselErrorAction easel_error_get_action (const GError *error);
void easel_error_set_provider (GError *error, const char *provider, const char *model);
void easel_error_set_account (GError *error, const char *name);
char *easel_error_describe (const GError *error);

G_END_DECLS
