// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "chat-test.h"
#include "easel-test-chat.h"

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

/* ---- long threads ---- */

#define MANY 400

static gint64
import_many (ServiceFixture *fixture)
{
  g_autofree char *path = easel_test_chat_write (fixture->dir, MANY);
  g_autoptr (EaselImport) import =
      easel_exchange_service_import (easel_context_get_exchange (fixture->context), path);

  service_await (easel_import_wait (import));
  g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
  service_await (easel_chat_service_load (chat_get_service (fixture)));
  return service_sql_int (fixture->dir, "SELECT max(id) FROM threads");
}

static EaselConversation *
open_at_end (ServiceFixture *fixture, gint64 id)
{
  return service_await_object (easel_chat_service_open_at_end (chat_get_service (fixture), id));
}

typedef struct
{
  guint position, removed, added, n;
} Change;

static void
on_items_changed_cb (GListModel *list, guint position, guint removed, guint added, Change *change)
{
  *change = (Change) { position, removed, added, change->n + 1 };
}

/* The same messages from @skipped on, with the same places among their siblings. */
static void
check_same (EaselConversation *part, EaselConversation *whole, guint skipped)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (whole));

  chat_check_length (part, n - skipped);
  for (guint i = skipped; i < n; i++)
    {
      EaselMessageOutline a, b;

      easel_conversation_get_outline (part, i - skipped, &a);
      easel_conversation_get_outline (whole, i, &b);
      g_assert_cmpint (a.id, ==, b.id);
      g_assert_cmpint (a.kind, ==, b.kind);
      g_assert_cmpint (a.state, ==, b.state);
      g_assert_cmpuint (a.length, ==, b.length);
      g_assert_cmpuint (a.n_siblings, ==, b.n_siblings);
      g_assert_cmpuint (a.n_siblings, ==, i == 1 || i + 2 == n ? 2 : 1);
    }
}

static void
test_open_at_end (ServiceFixture *fixture, gconstpointer data)
{
  gint64 id = import_many (fixture);
  g_autoptr (EaselConversation) whole = chat_open (fixture, id);
  g_autoptr (EaselConversation) part = open_at_end (fixture, id);
  g_autoptr (EaselMessage) first = chat_get (whole, 1);
  g_autoptr (EaselMessage) last = NULL;
  g_autoptr (EaselConversation) left = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (part));
  EaselSendEstimate of_part, of_whole;
  Change change = { 0 };

  chat_check_length (whole, MANY);
  g_assert_true (easel_conversation_is_complete (whole));
  g_assert_false (easel_conversation_is_complete (part));
  g_assert_cmpuint (n, <, MANY);
  check_same (part, whole, MANY - n);
  easel_conversation_estimate (part, SAMPLES, NULL, NULL, &of_part);
  easel_conversation_estimate (whole, SAMPLES, NULL, NULL, &of_whole);
  g_assert_false (of_part.is_complete);
  g_assert_cmpint (of_part.cost, ==, -1);
  g_assert_true (of_whole.is_complete);
  g_assert_cmpint (of_whole.cost, ==, 0);

  /* What is there keeps its place at the end. */
  last = chat_get (part, n - 1);
  g_signal_connect (part, "items-changed", G_CALLBACK (on_items_changed_cb), &change);
  service_await (easel_conversation_complete (part));
  g_assert_cmpuint (change.n, ==, 1);
  g_assert_cmpuint (change.position, ==, 0);
  g_assert_cmpuint (change.removed, ==, 0);
  g_assert_cmpuint (change.added, ==, MANY - n);
  g_assert_true (easel_conversation_is_complete (part));
  check_same (part, whole, 0);
  chat_check (part, 0, "Message 1");
  service_await (easel_conversation_complete (part));
  g_assert_cmpuint (change.n, ==, 1);

  /* Where one left off in the middle, there is no end to begin with. */
  easel_conversation_set_place (part, easel_message_get_id (first));
  service_wait_until (service_sql_int (fixture->dir, "SELECT max(ifnull(place_id, 0)) FROM threads") ==
                      easel_message_get_id (first));
  left = open_at_end (fixture, id);
  g_assert_true (easel_conversation_is_complete (left));
  chat_check_length (left, MANY);

  /* Near the end there is. */
  easel_conversation_set_place (part, easel_message_get_id (last) - 20);
  service_wait_until (service_sql_int (fixture->dir, "SELECT max(ifnull(place_id, 0)) FROM threads") ==
                      easel_message_get_id (last) - 20);
  g_clear_object (&left);
  left = open_at_end (fixture, id);
  g_assert_false (easel_conversation_is_complete (left));
  g_assert_cmpint (easel_conversation_get_place (left), ==, easel_message_get_id (last) - 20);
}

/* Before the beginning of a thread is there, all else that may happen to it. */
static void
test_incomplete (ServiceFixture *fixture, gconstpointer data)
{
  gint64 id = import_many (fixture);
  g_autoptr (EaselConversation) other = chat_open (fixture, id);
  g_autoptr (EaselConversation) shown = open_at_end (fixture, id);
  g_autoptr (EaselConversation) grown = open_at_end (fixture, id);
  g_autoptr (EaselMessage) third = chat_get (other, 2);
  g_autoptr (EaselMessage) saved = NULL;
  Change change = { 0 };

  /* A message far above is on the branch in view, so that stays in view. */
  service_await (easel_conversation_show_message (shown, easel_message_get_id (third)));
  chat_check_length (shown, MANY);

  /* Another page adds one. */
  g_signal_connect (grown, "items-changed", G_CALLBACK (on_items_changed_cb), &change);
  saved = service_await_object (easel_conversation_save (other, "And more", NULL));
  service_wait_until (g_list_model_get_n_items (G_LIST_MODEL (grown)) == MANY + 1);
  g_assert_true (easel_conversation_is_complete (grown));
  g_assert_cmpuint (change.n, ==, 2);
  g_assert_cmpuint (change.position, ==, MANY);
  g_assert_cmpuint (change.removed, ==, 0);
  chat_check (grown, MANY, "And more");
}

/* Another page takes away what is in view. */
static void
test_incomplete_loss (ServiceFixture *fixture, gconstpointer data)
{
  gint64 id = import_many (fixture);
  g_autoptr (EaselConversation) other = chat_open (fixture, id);
  g_autoptr (EaselConversation) part = open_at_end (fixture, id);
  g_autoptr (EaselMessage) fifth = chat_get (other, 4);

  service_await (easel_conversation_delete_branch (other, fifth));
  service_wait_until (easel_conversation_is_complete (part));
  chat_check_length (part, 4);
  chat_check (part, 3, "Message 4");
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
  ADD ("open-at-end", test_open_at_end);
  ADD ("incomplete", test_incomplete);
  ADD ("incomplete-loss", test_incomplete_loss);
#undef ADD

  return g_test_run ();
}
