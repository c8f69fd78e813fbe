// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-words.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * easel_chat_words_title:
 * @thread: a chat
 *
 * Returns: (transfer full): what it is called
 */
char *
easel_chat_words_title (EaselThread *thread)
{
  const char *title = easel_thread_get_title (thread);

  return g_strdup (title != NULL && *title != '\0' ? title : _ ("New chat"));
}

/**
 * easel_chat_words_notification:
 * @thread_id: a chat
 *
 * Returns: (transfer full): by what name the desktop knows that it was answered
 */
char *
easel_chat_words_notification (gint64 thread_id)
{
  return g_strdup_printf ("chat-%" G_GINT64_FORMAT, thread_id);
}

/**
 * easel_chat_words_model:
 * @providers: who knows models
 * @ref: (nullable): PROVIDER:MODEL
 *
 * Returns: (transfer full) (nullable): what people call the model, also if it is
 *   gone; %NULL without @ref
 */
char *
easel_chat_words_model (EaselProviderService *providers, const char *ref)
{
  g_autoptr (EaselModel) model = NULL;
  const char *id;

  if (ref == NULL || *ref == '\0')
    return NULL;
  model = easel_provider_service_find_any_model (providers, ref);
  if (model != NULL)
    return g_strdup (easel_model_get_name (model));
  id = strchr (ref, ':');
  return g_strdup (id != NULL ? id + 1 : ref);
}
