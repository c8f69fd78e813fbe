// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error-words.h"

#include <glib/gi18n.h>

#include "easel-error.h"

/**
 * easel_error_words_title:
 * @error: (nullable): why a call of a model failed, %NULL if it was stopped
 * @has_answer: whether a part of the answer came
 * @otherwise: what to say of an error that has no words of its own
 *
 * Returns: what happened, in a few words
 */
const char *
easel_error_words_title (const GError *error, gboolean has_answer, const char *otherwise)
{
  if (error == NULL)
    return _ ("Stopped");
  if (has_answer)
    return _ ("The answer stopped halfway");
  switch (error->domain == EASEL_ERROR ? error->code : -1)
    {
    case EASEL_ERROR_AUTH:
      return _ ("The key was not accepted");
    case EASEL_ERROR_QUOTA:
      return _ ("The account has no credit left");
    case EASEL_ERROR_RATE_LIMIT:
    case EASEL_ERROR_UNAVAILABLE:
      return _ ("The provider is busy");
    case EASEL_ERROR_NETWORK:
    case EASEL_ERROR_TIMEOUT:
      return _ ("No connection");
    case EASEL_ERROR_KEYRING:
      return _ ("Easel cannot read your keys");
    case EASEL_ERROR_REFUSED:
      return _ ("The model declined");
    case EASEL_ERROR_TOO_LONG:
      return _ ("Too long");
    default:
      return otherwise;
    }
}

/**
 * easel_error_words_wants_preferences:
 * @error: (nullable): why a call of a model failed
 *
 * Returns: whether the way on leads through the account's settings
 */
gboolean
easel_error_words_wants_preferences (const GError *error)
{
  return error != NULL && easel_error_get_action (error) == EASEL_ERROR_ACTION_CHECK_ACCOUNT;
}

/**
 * easel_error_words_ask_about_key:
 * @body: what holds something that looks like a key, and who would read it
 *
 * Returns: (transfer floating): a question whose response is "send" if the user
 *   wants to send it all the same
 */
AdwAlertDialog *
easel_error_words_ask_about_key (const char *body)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Send a Key?"), body));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Do Not Send"), "send", _ ("Send Anyway"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "send", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  return dialog;
}
