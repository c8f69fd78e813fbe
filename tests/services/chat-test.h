// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "service-test.h"

G_BEGIN_DECLS

/* What every test of conversations does. */

static inline EaselChatService *
chat_get_service (ServiceFixture *fixture)
{
  return easel_context_get_chats (fixture->context);
}

static inline EaselConversation *
chat_open (ServiceFixture *fixture, gint64 id)
{
  return service_await_object (easel_chat_service_open (chat_get_service (fixture), id));
}

/* A new thread, open. */
static inline EaselConversation *
chat_begin (ServiceFixture *fixture, const char *model)
{
  const EaselThreadOptions options = { .model = model, .temperature = -1 };
  g_autoptr (EaselThread) thread =
      service_await_object (easel_chat_service_create (chat_get_service (fixture), &options));

  return chat_open (fixture, easel_thread_get_id (thread));
}

static inline EaselMessage *
chat_send (EaselConversation *conversation, const char *text)
{
  const EaselSendRequest request = { .text = text };

  return service_await_object (easel_conversation_send (conversation, &request));
}

/* Sends text and waits for the end of the answer. */
static inline EaselMessage *
chat_say (EaselConversation *conversation, const char *text)
{
  EaselMessage *answer = chat_send (conversation, text);

  service_await (easel_message_wait (answer));
  return answer;
}

/* The message at position, with its words. */
static inline EaselMessage *
chat_get (EaselConversation *conversation, guint position)
{
  EaselMessage *message = g_list_model_get_item (G_LIST_MODEL (conversation), position);

  g_assert_nonnull (message);
  service_await (easel_message_load (message));
  return message;
}

static inline void
chat_check (EaselConversation *conversation, guint position, const char *text)
{
  g_autoptr (EaselMessage) message = chat_get (conversation, position);

  g_assert_cmpstr (easel_message_get_text (message), ==, text);
}

#define chat_check_length(conversation, length)                                                              \
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (conversation)), ==, length)

G_END_DECLS
