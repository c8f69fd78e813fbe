// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "chat-test.h"

/*
 * Conversations with the real samples, and with the test server where the answer
 * matters.
 */

/* The thin slice: a thread, an answer, a restart. */
static void
test_send_and_restart (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  gint64 id = easel_thread_get_id (easel_conversation_get_thread (conversation));
  g_autoptr (EaselMessage) answer = chat_say (conversation, "Hello there\nsecond line");
  g_autofree char *words = g_strdup (easel_message_get_text (answer));
  g_autofree char *ref = easel_message_dup_model_ref (answer);

  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_DONE);
  g_assert_cmpint (easel_message_get_kind (answer), ==, EASEL_MESSAGE_ASSISTANT);
  g_assert_cmpuint (strlen (words), >, 0);
  g_assert_cmpstr (ref, ==, SAMPLES);
  g_assert_cmpint (easel_message_get_cost (answer), ==, 0);
  g_assert_cmpint (easel_message_get_output_tokens (answer), >, 0);
  g_assert_cmpint (easel_message_get_phase (answer), ==, EASEL_MESSAGE_IDLE);
  chat_check_length (conversation, 2);
  chat_check (conversation, 0, "Hello there\nsecond line");
  service_wait_until (
      g_str_equal (easel_thread_get_title (easel_conversation_get_thread (conversation)), "Hello there"));
  g_assert_cmpint (easel_thread_get_cost (easel_conversation_get_thread (conversation)), ==, 0);

  g_clear_object (&answer);
  g_clear_object (&conversation);
  service_restart (fixture);
  service_await (easel_chat_service_load (chat_get_service (fixture)));
  g_assert_cmpuint (g_list_model_get_n_items (easel_chat_service_get_threads (chat_get_service (fixture))),
                    ==, 1);
  conversation = chat_open (fixture, id);
  chat_check_length (conversation, 2);
  chat_check (conversation, 1, words);
  g_assert_cmpstr (easel_thread_get_title (easel_conversation_get_thread (conversation)), ==, "Hello there");
  g_clear_object (&conversation);
}

/* Whatever is edited or answered again stands beside what was there. */
static void
test_branches (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  const EaselSendRequest none = { 0 };
  const EaselSendRequest edited = { .text = "Good evening" };
  g_autoptr (EaselMessage) first = chat_say (conversation, "Good morning");
  g_autoptr (EaselMessage) second =
      service_await_object (easel_conversation_regenerate (conversation, first, &none));
  g_autoptr (EaselMessage) question = NULL;
  g_autoptr (EaselMessage) third = NULL;

  service_await (easel_message_wait (second));
  chat_check_length (conversation, 2);
  g_assert_cmpuint (easel_message_get_sibling_count (second), ==, 2);
  g_assert_cmpuint (easel_message_get_sibling_index (second), ==, 1);
  service_await (easel_conversation_switch_branch (conversation, second, 0));
  g_assert_true (easel_conversation_find (conversation, easel_message_get_id (second), NULL) == NULL);
  question = chat_get (conversation, 0);
  third = service_await_object (easel_conversation_edit_and_answer (conversation, question, &edited));
  service_await (easel_message_wait (third));
  chat_check_length (conversation, 2);
  chat_check (conversation, 0, "Good evening");

  /* Deleted, and back. */
  {
    g_autoptr (EaselMessage) evening = chat_get (conversation, 0);
    gint64 id = easel_message_get_id (evening);

    service_await (easel_conversation_delete_branch (conversation, evening));
    chat_check (conversation, 0, "Good morning");
    service_await (easel_conversation_restore_branch (conversation, id));
    chat_check (conversation, 0, "Good evening");
    g_assert_cmpuint (easel_message_get_sibling_count (evening), ==, 2);
  }
  service_await (easel_conversation_show_message (conversation, easel_message_get_id (first)));
  chat_check (conversation, 0, "Good morning");
  chat_check (conversation, 1, easel_message_get_text (first));
}

static void
test_save_only (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  const EaselSendRequest none = { 0 };
  g_autoptr (EaselMessage) saved =
      service_await_object (easel_conversation_save (conversation, "Only a note", NULL));
  g_autoptr (EaselMessage) edited =
      service_await_object (easel_conversation_edit (conversation, saved, "Another note", NULL));
  g_autoptr (EaselMessage) answer = NULL;

  chat_check_length (conversation, 1);
  chat_check (conversation, 0, "Another note");
  g_assert_cmpuint (easel_message_get_sibling_count (edited), ==, 2);
  answer = service_await_object (easel_conversation_answer (conversation, &none));
  service_await (easel_message_wait (answer));
  chat_check_length (conversation, 2);
  service_await_error (easel_conversation_answer (conversation, &none), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_conversation_save (conversation, " \n", NULL), EASEL_ERROR_INVALID_INPUT);
}

static void
test_search (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  g_autoptr (EaselMessage) answer = chat_say (conversation, "A lantern\nover the Café by the harbour");
  g_autoptr (GListModel) hits =
      service_await_object (easel_chat_service_search (chat_get_service (fixture), "cafe HARB", 10));
  g_autoptr (EaselChatHit) hit = NULL;
  const EaselSpan *marks;
  const char *snippet;
  guint n_marks;

  g_assert_cmpuint (g_list_model_get_n_items (hits), >=, 1);
  hit = g_list_model_get_item (hits, 0);
  snippet = easel_chat_hit_get_snippet (hit);
  marks = easel_chat_hit_get_marks (hit, &n_marks);
  g_assert_cmpuint (n_marks, ==, 2);
  g_assert_true (g_str_has_prefix (snippet + marks[0].start, "Café"));
  g_assert_cmpuint (marks[0].length, ==, strlen ("Café"));
  g_assert_true (g_str_has_prefix (snippet + marks[1].start, "harbour"));
  g_assert_cmpuint (marks[1].length, ==, strlen ("harb"));
}

/* A search that nobody waits for any more does not stand in the way. */
static void
test_dropped_search (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = chat_begin (fixture, SAMPLES);
  g_autofree char *text = g_strnfill (6 * 1024 * 1024, 'x');
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (GListModel) hits = NULL;
  gint64 begun, one, after_dropped;

  for (char *p = text; *p != '\0'; p += 3)
    *p = ' ';
  message = service_await_object (easel_conversation_save (conversation, text, NULL));
  begun = g_get_monotonic_time ();
  hits = service_await_object (easel_chat_service_search (chat_get_service (fixture), "--- ???", 10));
  one = g_get_monotonic_time () - begun;
  begun = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    dex_unref (easel_chat_service_search (chat_get_service (fixture), "--- ???", 10));
  g_clear_object (&hits);
  hits = service_await_object (easel_chat_service_search (chat_get_service (fixture), "xx", 10));
  after_dropped = g_get_monotonic_time () - begun;
  g_test_message ("One search takes %d ms, the next after 100 that were dropped %d ms", (int) (one / 1000),
                  (int) (after_dropped / 1000));
  g_assert_cmpuint (g_list_model_get_n_items (hits), >, 0);
  g_assert_cmpint (after_dropped, <, 40 * one + 1000 * 1000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(name, func)                                                                                      \
  g_test_add ("/services/chats/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("send-and-restart", test_send_and_restart);
  ADD ("branches", test_branches);
  ADD ("save-only", test_save_only);
  ADD ("search", test_search);
  ADD ("dropped-search", test_dropped_search);
#undef ADD

  return g_test_run ();
}
