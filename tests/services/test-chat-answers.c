// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "chat-test.h"

/* Answers of a server that does what the test says, and what becomes of them. */

#define WORDS                                                                                                \
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"

static const char *program;

/* The body of request number position, from the end if negative. */
static char *
get_body (ServiceFixture *fixture, int position)
{
  guint n = easel_test_server_get_n_requests (fixture->server);
  const EaselTestRequest *request =
      easel_test_server_get_request (fixture->server, (guint) (position < 0 ? (int) n + position : position));

  return g_strndup (g_bytes_get_data (request->body, NULL), g_bytes_get_size (request->body));
}

/* A conversation whose answer has begun and does not go on. */
static EaselMessage *
begin_stalled (ServiceFixture *fixture, EaselConversation **conversation)
{
  EaselMessage *answer;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"fault\": \"stall\", \"at\": 700, \"times\": 1}, "
                           "{\"chat\": \" and the rest\"}]");
  *conversation = chat_begin (fixture, TEST_MODEL);
  answer = chat_send (*conversation, "count");
  service_wait_until (g_str_has_prefix (easel_message_get_text (answer), "one two"));
  return answer;
}

/* What came is kept, is on disk before anybody stops, and can be gone on from. */
static void
test_stop_and_go_on (ServiceFixture *fixture, gconstpointer data)
{
  const EaselSendRequest none = { 0 };
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = begin_stalled (fixture, &conversation);
  g_autoptr (EaselMessage) rest = NULL;
  g_autofree char *partial = NULL;
  g_autofree char *stored = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *body = NULL;

  g_assert_cmpint (easel_message_get_phase (answer), ==, EASEL_MESSAGE_WRITING);
  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM message_chunks") > 0);
  stored = service_sql_text (fixture->dir, "SELECT group_concat(text, '' ORDER BY id) FROM message_chunks");
  g_assert_cmpstr (stored, ==, easel_message_get_text (answer));
  easel_conversation_stop (conversation);
  service_await (easel_message_wait (answer));
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_STOPPED);
  partial = g_strdup (easel_message_get_text (answer));
  g_assert_true (g_str_has_prefix (WORDS, partial));

  rest = service_await_object (easel_conversation_continue (conversation, answer, &none));
  service_await (easel_message_wait (rest));
  whole = g_strconcat (partial, " and the rest", NULL);
  g_assert_cmpstr (easel_message_get_text (rest), ==, whole);
  g_assert_cmpuint (easel_message_get_sibling_count (rest), ==, 2);
  body = get_body (fixture, -1);
  g_assert_nonnull (strstr (body, "Go on exactly"));

  /* The other branch is as it was. */
  service_await (easel_conversation_switch_branch (conversation, rest, 0));
  chat_check (conversation, 1, partial);
}

/* What is in the trash is paid no further, and comes back with what came. */
static void
test_removed (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = begin_stalled (fixture, &conversation);
  gint64 id = easel_message_get_thread_id (answer);
  g_autofree char *partial = NULL;

  service_await (easel_chat_service_remove (chat_get_service (fixture), id));
  service_await (easel_message_wait (answer));
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_STOPPED);
  g_assert_false (easel_message_is_unsaved (answer));
  partial = g_strdup (easel_message_get_text (answer));
  g_assert_true (g_str_has_prefix (partial, "one two"));
  g_clear_object (&answer);
  g_clear_object (&conversation);
  service_await (easel_chat_service_restore (chat_get_service (fixture), id));
  service_restart (fixture);
  conversation = chat_open (fixture, id);
  chat_check (conversation, 1, partial);
}

static void
test_failed_and_again (ServiceFixture *fixture, gconstpointer data)
{
  const EaselSendRequest none = { 0 };
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) failed = NULL;
  g_autoptr (EaselMessage) answer = NULL;

  service_script (fixture,
                  "[{\"status\": 401, \"times\": 1, \"type\": \"application/json\", \"body\": "
                  "\"{\\\"error\\\":{\\\"message\\\":\\\"no\\\",\\\"code\\\":\\\"invalid_api_key\\\"}}\"}, "
                  "{\"chat\": \"here I am\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  failed = chat_say (conversation, "hello");
  g_assert_cmpint (easel_message_get_state (failed), ==, EASEL_MESSAGE_FAILED);
  g_assert_error (easel_message_get_error (failed), EASEL_ERROR, EASEL_ERROR_AUTH);
  g_assert_cmpint (easel_error_get_action (easel_message_get_error (failed)), ==,
                   EASEL_ERROR_ACTION_CHECK_ACCOUNT);

  /* The card comes back after a restart, with what can be done. */
  g_clear_object (&conversation);
  g_clear_object (&failed);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  failed = chat_get (conversation, 1);
  g_assert_error (easel_message_get_error (failed), EASEL_ERROR, EASEL_ERROR_AUTH);

  answer = service_await_object (easel_conversation_retry (conversation, failed, &none));
  service_await (easel_message_wait (answer));
  chat_check (conversation, 1, "here I am");
  service_wait_until (easel_message_get_sibling_count (answer) == 1);
}

/* A killed program's answer is cut and kept. */
static void
test_killed (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autofree char *stored = NULL;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"fault\": \"stall\", \"at\": 700}]");
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--child", fixture->dir, NULL);
  g_assert_no_error (error);
  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM message_chunks") > 0);

  /* While it lives, its answer is nobody else's; but it can be seen to grow. */
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  answer = chat_get (conversation, 1);
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_STREAMING);
  g_assert_true (g_str_has_prefix (easel_message_get_text (answer), "one"));
  g_clear_object (&answer);
  g_clear_object (&conversation);
  stored = service_sql_text (fixture->dir, "SELECT group_concat(text, '' ORDER BY id) FROM message_chunks");

  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  answer = chat_get (conversation, 1);
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_CUT);
  g_assert_cmpstr (easel_message_get_text (answer), ==, stored);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM message_chunks"), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"),
                   ==, 1);
}

/* The same while one looks on: nobody has to begin anew to see that it ended. */
static void
test_killed_in_view (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"fault\": \"stall\", \"at\": 700}]");
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--child", fixture->dir, NULL);
  g_assert_no_error (error);
  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM message_chunks") > 0);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  answer = chat_get (conversation, 1);
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_STREAMING);
  g_subprocess_force_exit (child);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  service_wait_until (easel_message_get_state (answer) == EASEL_MESSAGE_CUT);
  service_wait_until (g_strcmp0 (easel_message_get_text (answer), "") != 0);
  g_assert_true (g_str_has_prefix (easel_message_get_text (answer), "one"));
}

/* The program is closed at any moment of a message on its way: it was not sent, or
 * its answer has an end, and what was asked stands in the ledger. */
static void
test_closed (ServiceFixture *fixture, gconstpointer data)
{
  guint n_rejected = 0, n_stopped;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"fault\": \"stall\", \"at\": 700}]");
  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (EaselConversation) conversation = chat_begin (fixture, TEST_MODEL);
      const EaselSendRequest request = { .text = "count" };
      gint64 before = service_sql_int (fixture->dir, "SELECT count(*) FROM messages");
      g_autoptr (DexFuture) future = easel_conversation_send (conversation, &request);

      /* At once; when the question and the start of its answer are on disk. */
      service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM messages") >= before + i % 2);
      for (guint k = 0; k < i / 3; k++)
        g_main_context_iteration (NULL, FALSE);
      g_clear_object (&conversation);
      service_restart (fixture);
      service_wait_until (!dex_future_is_pending (future));
      n_rejected += dex_future_is_rejected (future);
      /* Never a question without an answer. */
      g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages"), ==,
                       dex_future_is_rejected (future) ? before : before + 2);
      g_assert_cmpint (
          service_sql_int (fixture->dir, "SELECT count(*) FROM messages WHERE state IN ('streaming', 'cut')"),
          ==, 0);
      g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage"), >=,
                       easel_test_server_get_n_requests (fixture->server));
    }
  n_stopped = (guint) service_sql_int (fixture->dir, "SELECT count(*) FROM messages WHERE state = 'stopped'");
  g_test_message ("%u were not sent, %u were stopped, %u requests", n_rejected, n_stopped,
                  easel_test_server_get_n_requests (fixture->server));
  g_assert_cmpuint (n_stopped, >, 0);
}

static int
run_child (const char *dir)
{
  ServiceFixture fixture = { .dir = (char *) dir, .context = service_open (dir) };
  g_autoptr (EaselConversation) conversation = chat_begin (&fixture, TEST_MODEL);
  g_autoptr (EaselMessage) answer = chat_send (conversation, "count");

  service_await (easel_message_wait (answer));
  return 0;
}

/* No space in the middle: in memory, shown as such, and written when there is some. */
static void
test_full_disk (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  struct rlimit limit, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 1024;
  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"piece\": 200, \"delay_ms\": 100}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  answer = chat_send (conversation, "count");
  service_wait_until (easel_message_get_length (answer) > 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  service_await (easel_message_wait (answer));
  g_assert_true (easel_message_is_unsaved (answer));
  g_assert_cmpint (easel_message_get_state (answer), ==, EASEL_MESSAGE_DONE);
  g_assert_cmpstr (easel_message_get_text (answer), ==, WORDS);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  service_wait_until (!easel_message_is_unsaved (answer));
  g_clear_object (&answer);
  g_clear_object (&conversation);
  service_restart (fixture);
  conversation = chat_open (fixture, 1);
  chat_check (conversation, 1, WORDS);
}

/* Room for less and less, page by page, until there is enough: a question that is not
 * answered for want of space is not there either, and sent again it is there once. */
static void
test_full_between (ServiceFixture *fixture, gconstpointer data)
{
  const EaselSendRequest request = { .text = "count" };
  g_autofree char *wal = g_build_filename (fixture->dir, "easel.db-wal", NULL);
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (EaselMessage) first = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  struct rlimit limit, small;
  guint n_failed = 0;
  struct stat info;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  service_script (fixture, "[{\"chat\": \"" WORDS "\"}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  first = chat_say (conversation, "begin");
  for (rlim_t room = 0; answer == NULL; room += 4096)
    {
      g_autoptr (DexFuture) sending = NULL;

      g_assert_cmpint (stat (wal, &info), ==, 0);
      small.rlim_cur = (rlim_t) info.st_size + room;
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      sending = easel_conversation_send (conversation, &request);
      service_wait_until (!dex_future_is_pending (sending));
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      if (dex_future_is_resolved (sending))
        answer = service_await_object (dex_ref (sending));
      else
        {
          n_failed++;
          g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages"), ==, 2);
        }
      g_assert_cmpuint (n_failed, <, 100);
    }
  g_test_message ("%u attempts had no room", n_failed);
  g_assert_cmpuint (n_failed, >, 2);
  service_await (easel_message_wait (answer));
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM messages WHERE kind = 'user'"), ==,
                   2);
  chat_check_length (conversation, 4);
  chat_check (conversation, 2, "count");
}

/* Two threads stream at once; nobody looks at one of them. */
static void
test_several (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) first = NULL;
  g_autoptr (EaselConversation) second = NULL;
  g_autoptr (EaselMessage) one = NULL;
  g_autoptr (EaselMessage) two = NULL;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"piece\": 400, \"delay_ms\": 20}]");
  first = chat_begin (fixture, TEST_MODEL);
  second = chat_begin (fixture, TEST_MODEL);
  one = chat_send (first, "count");
  two = chat_send (second, "count");
  g_assert_cmpuint (easel_chat_service_count_answering (chat_get_service (fixture)), ==, 2);
  service_wait_until (easel_thread_is_answering (easel_conversation_get_thread (first)));
  g_clear_object (&first);
  service_await (easel_message_wait (one));
  service_await (easel_message_wait (two));
  g_assert_cmpstr (easel_message_get_text (one), ==, WORDS);
  g_assert_cmpstr (easel_message_get_text (two), ==, WORDS);
  service_wait_until (easel_thread_is_unread (easel_conversation_get_thread (second)));
  easel_conversation_mark_read (second);
  service_wait_until (!easel_thread_is_unread (easel_conversation_get_thread (second)));
}

/* Another program sees what is said here, as it is said. */
static void
test_two_programs (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselConversation) conversation = NULL;
  EaselContext *other;
  ServiceFixture theirs = *fixture;
  g_autoptr (EaselConversation) seen = NULL;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (EaselMessage) shown = NULL;
  g_autoptr (EaselMessage) added = NULL;

  service_script (fixture, "[{\"chat\": \"" WORDS "\", \"piece\": 300, \"delay_ms\": 50}]");
  conversation = chat_begin (fixture, TEST_MODEL);
  other = theirs.context = service_open (fixture->dir);
  seen = chat_open (&theirs, 1);
  chat_check_length (seen, 0);
  answer = chat_send (conversation, "count");
  service_wait_until (g_list_model_get_n_items (G_LIST_MODEL (seen)) == 2);
  shown = chat_get (seen, 1);
  g_assert_cmpint (easel_message_get_state (shown), ==, EASEL_MESSAGE_STREAMING);
  service_await (easel_message_wait (answer));
  service_wait_until (easel_message_get_state (shown) == EASEL_MESSAGE_DONE);
  service_wait_until (g_strcmp0 (easel_message_get_text (shown), WORDS) == 0);

  /* And the other way: what is said there is of the branch in view here. */
  added = service_await_object (easel_conversation_save (seen, "from there", NULL));
  service_wait_until (g_list_model_get_n_items (G_LIST_MODEL (conversation)) == 3);
  chat_check (conversation, 2, "from there");
  g_clear_object (&added);
  g_clear_object (&shown);
  g_clear_object (&seen);
  service_close (other);
}

int
main (int argc, char *argv[])
{
  program = argv[0];
  dex_init ();
  if (argc == 3 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2]);
  g_test_init (&argc, &argv, NULL);
  /* A full disk is worth a warning. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);

#define ADD(name, func)                                                                                      \
  g_test_add ("/services/chat-answers/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("stop-and-go-on", test_stop_and_go_on);
  ADD ("removed", test_removed);
  ADD ("failed-and-again", test_failed_and_again);
  ADD ("killed", test_killed);
  ADD ("killed-in-view", test_killed_in_view);
  ADD ("closed", test_closed);
  ADD ("full-disk", test_full_disk);
  ADD ("full-between", test_full_between);
  ADD ("several", test_several);
  ADD ("two-programs", test_two_programs);
#undef ADD

  return g_test_run ();
}
