// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-prompt-service-private.h"

/* What a conversation found, as a prompt. */
typedef struct
{
  EaselChatService *self;
  gint64 message_id;
  gint64 prompt_id;
  char *title;
  char *text;
} Use;

static void
use_free (gpointer data)
{
  Use *use = data;

  g_object_unref (use->self);
  g_free (use->title);
  g_free (use->text);
  g_free (use);
}

/* Awaits: what was only typed so far becomes a revision: nothing is lost. Returns
 * the revision that the prompt is then, 0 if there is none. */
gint64
_easel_chat_service_keep_typed (EaselChatService *self, gint64 prompt_id, char **negative, GError **error)
{
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselRevision) typed = NULL;
  g_autoptr (EaselPromptContent) content = NULL;
  gint64 newest;

  state = dex_await_boxed (easel_prompt_service_load (self->prompts, prompt_id), error);
  if (state == NULL)
    return 0;
  content = easel_prompt_state_dup_content (state);
  *negative = g_strdup (content->negative);
  newest = state->revision != NULL ? easel_revision_get_id (state->revision) : 0;
  if (state->draft == NULL ||
      (state->revision != NULL && state->draft_revision_id == newest &&
       easel_prompt_content_equal (state->draft, easel_revision_get_content (state->revision))))
    return newest;
  typed = dex_await_object (easel_prompt_service_commit (self->prompts, prompt_id, state->draft,
                                                         EASEL_REVISION_SOURCE_TYPED,
                                                         state->draft_revision_id, 0, EASEL_EDIT_OPEN),
                            error);
  return typed != NULL ? easel_revision_get_id (typed) : 0;
}

static DexFuture *
revision_fiber (gpointer data)
{
  Use *use = data;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autofree char *negative = NULL;
  g_autoptr (GError) error = NULL;
  gint64 parent = _easel_chat_service_keep_typed (use->self, use->prompt_id, &negative, &error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  content = easel_prompt_content_new (use->text, negative);
  return _easel_prompt_service_commit_message (use->self->prompts, use->prompt_id, content, parent,
                                               use->message_id);
}

static DexFuture *
prompt_fiber (gpointer data)
{
  Use *use = data;
  g_autoptr (EaselPromptContent) empty = easel_prompt_content_new ("", NULL);
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (use->text, NULL);
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  prompt = dex_await_object (easel_prompt_service_create (use->self->prompts, use->title, empty), &error);
  if (prompt != NULL)
    revision =
        dex_await_object (_easel_prompt_service_commit_message (
                              use->self->prompts, easel_prompt_get_id (prompt), content, 0, use->message_id),
                          &error);
  if (revision == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (g_steal_pointer (&prompt));
}

static DexFuture *
use_text (EaselChatService *self,
          gint64 message_id,
          gint64 prompt_id,
          const char *title,
          const char *text,
          DexFiberFunc func)
{
  Use *use;

  if (*text == '\0')
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("The message is empty, so it cannot become a prompt."));
  use = g_new0 (Use, 1);
  use->self = g_object_ref (self);
  use->message_id = message_id;
  use->prompt_id = prompt_id;
  use->title = g_strdup (title);
  use->text = g_strdup (text);
  return easel_fiber_spawn (func, use, use_free);
}

/**
 * easel_chat_service_use_as_prompt:
 * @self: the service
 * @message_id: the message that the words are from
 * @title: (nullable): what to call the prompt
 * @text: all of the message, a part of it, or a block of code in it
 *
 * Makes a prompt of what a conversation found; its first revision knows the
 * message.
 *
 * Returns: (transfer full): resolves to an #EaselPrompt
 */
DexFuture *
easel_chat_service_use_as_prompt (EaselChatService *self,
                                  gint64 message_id,
                                  const char *title,
                                  const char *text)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (text != NULL);

  return use_text (self, message_id, 0, title, text, prompt_fiber);
}

/**
 * easel_chat_service_use_as_revision:
 * @self: the service
 * @message_id: the message that the words are from
 * @prompt_id: the prompt that gets a revision
 * @text: all of the message, a part of it, or a block of code in it
 *
 * Makes a revision of what a conversation found. A draft becomes a revision
 * before it.
 *
 * Returns: (transfer full): resolves to an #EaselRevision
 */
DexFuture *
easel_chat_service_use_as_revision (EaselChatService *self,
                                    gint64 message_id,
                                    gint64 prompt_id,
                                    const char *text)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (text != NULL);

  return use_text (self, message_id, prompt_id, NULL, text, revision_fiber);
}
