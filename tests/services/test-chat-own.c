// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "chat-test.h"

/* What a user wrote or named stays as it is, whatever happens at the same time. */

static EaselThread *
get_thread (EaselConversation *conversation)
{
  return easel_conversation_get_thread (conversation);
}

/* A model's name for a thread does not replace the one that the user gave it while
 * the model thought. */
static void
test_own_title (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (EaselConversation) conversation = NULL;

  service_script (fixture, "[{\"chat\": \"hello\", \"times\": 1}, "
                           "{\"chat\": \"The quiet harbour\", \"head_delay_ms\": 700}]");
  service_await (easel_chat_service_set_model_titles (chats, TRUE));
  conversation = chat_begin (fixture, TEST_MODEL);
  g_object_unref (chat_say (conversation, "hello"));
  g_assert_true (easel_test_server_wait_requests (fixture->server, 2));
  service_await (easel_chat_service_rename (chats, 1, "Lighthouses"));
  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE kind = 'title' AND "
                                                     "state = 'done'") == 1);
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  g_assert_cmpstr (easel_thread_get_title (get_thread (conversation)), ==, "Lighthouses");
}

/* What is typed is newer than what is read before it is on the disk: one comes back to
 * a thread, or looks at it in another window. */
static void
test_draft_while_read (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  g_autoptr (EaselConversation) again = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "easel.db", NULL);
  sqlite3 *other = NULL;

  /* Another program writes, so it takes a while until the draft is on the disk. */
  g_assert_cmpint (sqlite3_open (path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  easel_conversation_set_draft (conversation, "typed");
  again = chat_open (fixture, 1);
  g_assert_cmpstr (easel_thread_get_draft (get_thread (again)), ==, "typed");
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  easel_conversation_set_draft (conversation, "");
  g_clear_object (&conversation);
  g_clear_object (&again);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  g_assert_cmpstr (easel_thread_get_draft (get_thread (conversation)), ==, "");
}

/* What was sent is no draft any more, whoever still looks at the thread. */
static void
test_sent_draft (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);

  easel_conversation_set_draft (conversation, "hello");
  g_object_unref (chat_say (conversation, "hello"));
  g_assert_cmpstr (easel_thread_get_draft (get_thread (conversation)), ==, "");
  easel_conversation_set_draft (conversation, "and more");
  g_object_unref (chat_say (conversation, "something else"));
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  g_assert_cmpstr (easel_thread_get_draft (get_thread (conversation)), ==, "and more");
  chat_check_length (conversation, 4);
}

/* Nobody is paid for an answer to nothing: the first message may be an answer in a
 * thread that was brought in. */
static void
test_answer_to_nothing (ServiceFixture *fixture, gconstpointer data)
{
  const EaselSendRequest none = { 0 };
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) first = NULL;

  service_script (fixture, "[{\"chat\": \"hello\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  g_object_unref (service_await_object (easel_conversation_save (conversation, "Welcome!", NULL)));
  g_clear_object (&conversation);
  service_sql_run (fixture->dir, "UPDATE messages SET kind = 'assistant'");
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  first = chat_get (conversation, 0);
  service_await_error (easel_conversation_regenerate (conversation, first, &none), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_conversation_retry (conversation, first, &none), EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 0);
  chat_check_length (conversation, 1);
}

static guint
count_hits (DexFuture *search, gint64 thread_id)
{
  g_autoptr (GListModel) hits = service_await_object (search);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (hits); i++)
    {
      g_autoptr (EaselChatHit) hit = g_list_model_get_item (hits, i);

      n += easel_chat_hit_get_thread_id (hit) == thread_id;
    }
  return n;
}

/* What is said in a thread is found there, however much is said elsewhere. */
static void
test_found (ServiceFixture *fixture, gconstpointer data)
{
  EaselChatService *chats = chat_get_service (fixture);
  g_autoptr (EaselConversation) first = chat_begin (fixture, SAMPLES);
  g_autoptr (EaselConversation) second = chat_begin (fixture, SAMPLES);

  g_object_unref (service_await_object (easel_conversation_save (first, "a storm? in the harbour", NULL)));
  for (guint i = 0; i < 6; i++)
    g_object_unref (service_await_object (easel_conversation_save (second, "harbour? harbour", NULL)));
  /* Of all threads one of them comes first, whichever that is. */
  g_assert_cmpuint (count_hits (easel_chat_service_search (chats, "harb", 1), 1) +
                        count_hits (easel_chat_service_search (chats, "harb", 1), 2),
                    ==, 1);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 1, "harb", 1), 1), ==, 1);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 2, "harb", 1), 2), ==, 1);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 1, "harb ?", 3), 1), ==, 1);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 1, "?", 3), 1), ==, 1);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 1, "calm", 3), 1), ==, 0);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 1, " ", 3), 1), ==, 0);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 2, "harb", 3), 2), ==, 3);
  g_assert_cmpuint (count_hits (easel_chat_service_search_thread (chats, 2, "harb", 3), 1), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func)                                                                                      \
  g_test_add ("/services/chat-own/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("title", test_own_title);
  ADD ("draft-while-read", test_draft_while_read);
  ADD ("sent-draft", test_sent_draft);
  ADD ("answer-to-nothing", test_answer_to_nothing);
  ADD ("found", test_found);
#undef ADD

  return g_test_run ();
}
