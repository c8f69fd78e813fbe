// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-call-queue-private.h"

/* A provider gets so many calls at once; the others wait for their turn. */

#define RUNS 6

static void
test_line (void)
{
  EaselCallQueue *queue = _easel_call_queue_new (NULL);
  EaselCallPlace *places[5];
  g_autoptr (EaselCallPlace) other = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    places[i] = _easel_call_queue_join (queue, "a", 2);
  other = _easel_call_queue_join (queue, "b", 1);
  g_assert_true (_easel_call_place_is_held (other));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    g_assert_cmpint (_easel_call_place_is_held (places[i]), ==, i < 2);
  g_assert_cmpuint (_easel_call_queue_count_waiting (queue, "a"), ==, 3);

  /* who waits no longer does not hold up the others */
  _easel_call_place_leave (places[2]);
  g_assert_false (_easel_call_place_is_held (places[3]));
  _easel_call_place_leave (places[1]);
  g_assert_true (_easel_call_place_is_held (places[3]));
  g_assert_false (_easel_call_place_is_held (places[4]));

  /* a higher limit lets in whoever waits */
  places[1] = _easel_call_queue_join (queue, "a", 4);
  g_assert_true (_easel_call_place_is_held (places[4]));
  g_assert_true (_easel_call_place_is_held (places[1]));
  _easel_call_place_leave (places[0]);
  _easel_call_place_leave (places[1]);
  _easel_call_place_leave (places[3]);
  _easel_call_place_leave (places[4]);
  g_assert_cmpuint (_easel_call_queue_count_waiting (queue, "a"), ==, 0);
  _easel_call_queue_unref (queue);
}

/* Two programs with one file: each has queues of its own. */
static void
test_two_programs (void)
{
  g_autofree char *dir = g_dir_make_tmp ("easel-queue-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "calls", NULL);
  EaselCallQueue *here = _easel_call_queue_new (path);
  EaselCallQueue *there = _easel_call_queue_new (path);
  EaselCallPlace *mine[2];
  EaselCallPlace *theirs[2];
  g_autoptr (EaselCallPlace) other = NULL;

  mine[0] = _easel_call_queue_join (here, "a", 2);
  theirs[0] = _easel_call_queue_join (there, "a", 2);
  g_assert_true (_easel_call_place_is_held (mine[0]));
  g_assert_true (_easel_call_place_is_held (theirs[0]));
  mine[1] = _easel_call_queue_join (here, "a", 2);
  theirs[1] = _easel_call_queue_join (there, "a", 2);
  g_assert_false (_easel_call_place_is_held (mine[1]));
  g_assert_false (_easel_call_place_is_held (theirs[1]));
  other = _easel_call_queue_join (there, "b", 1);
  g_assert_true (_easel_call_place_is_held (other));

  /* nothing tells the other program: it looks */
  _easel_call_place_leave (mine[1]);
  _easel_call_place_leave (mine[0]);
  service_wait_until (_easel_call_place_is_held (theirs[1]));
  mine[0] = _easel_call_queue_join (here, "a", 2);
  g_assert_false (_easel_call_place_is_held (mine[0]));

  /* whose program ends has no calls any more */
  _easel_call_place_leave (theirs[0]);
  _easel_call_place_leave (theirs[1]);
  _easel_call_place_leave (g_steal_pointer (&other));
  _easel_call_queue_unref (there);
  service_wait_until (_easel_call_place_is_held (mine[0]));
  _easel_call_place_leave (mine[0]);
  _easel_call_queue_unref (here);

  /* a file that cannot be is no reason not to call */
  here = _easel_call_queue_new ("/nowhere/calls");
  mine[0] = _easel_call_queue_join (here, "a", 1);
  mine[1] = _easel_call_queue_join (here, "a", 1);
  g_assert_true (_easel_call_place_is_held (mine[0]));
  g_assert_false (_easel_call_place_is_held (mine[1]));
  _easel_call_place_leave (mine[1]);
  _easel_call_place_leave (mine[0]);
  _easel_call_queue_unref (here);
  g_unlink (path);
  g_rmdir (dir);
}

static guint
count_in_state (EaselEditRun **runs, EaselEditRunState state)
{
  guint n = 0;

  for (guint i = 0; i < RUNS; i++)
    n += easel_edit_run_get_state (runs[i]) == state;
  return n;
}

static gboolean
request_holds (ServiceFixture *fixture, guint position, const char *text)
{
  gsize length;
  const char *body =
      g_bytes_get_data (easel_test_server_get_request (fixture->server, position)->body, &length);

  return g_strstr_len (body, (gssize) length, text) != NULL;
}

/* A server that never answers: what has come to it is what runs at once. */
static void
test_parallel (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->context);
  EaselEditRun *runs[RUNS];

  service_script (fixture, "[{\"chat\": \"a castle\", \"fault\": \"stall\", \"at\": 0}]");
  {
    g_autoptr (EaselProvider) provider = easel_provider_service_find (providers, TEST_SLUG);

    g_assert_cmpuint (easel_provider_get_most_calls (provider), ==, 2);
  }
  service_await_error (easel_provider_service_set_most_calls (providers, TEST_SLUG, 65),
                       EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_provider_service_set_most_calls (providers, "nobody", 3), EASEL_ERROR_NOT_FOUND);
  service_await (easel_provider_service_set_most_calls (providers, TEST_SLUG, 3));
  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *text = g_strdup_printf ("castle %u", i);
      g_autoptr (EaselPromptContent) content = service_content (text, NULL, NULL);

      runs[i] = service_start (fixture, TEST_MODEL, "warmer", content, 0);
      /* One after the other, so that their order is known. */
      service_wait_until (easel_edit_run_get_state (runs[i]) != EASEL_EDIT_RUN_STARTING);
    }
  g_assert_true (easel_test_server_wait_requests (fixture->server, 3));
  g_assert_cmpuint (count_in_state (runs, EASEL_EDIT_RUN_QUEUED), ==, 3);
  g_assert_cmpuint (count_in_state (runs, EASEL_EDIT_RUN_WAITING), ==, 3);

  /* One that waits is stopped: nothing of it was sent. */
  easel_edit_run_stop (runs[3]);
  service_await (easel_edit_run_wait (runs[3]));
  g_assert_cmpint (easel_edit_run_get_state (runs[3]), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_cmpint (easel_edit_run_get_cost (runs[3]), ==, 0);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 3);

  /* One that runs is stopped: who waited longest follows. */
  easel_edit_run_stop (runs[1]);
  service_await (easel_edit_run_wait (runs[1]));
  g_assert_true (easel_test_server_wait_requests (fixture->server, 4));
  g_assert_true (request_holds (fixture, 3, "castle 4"));
  g_assert_cmpint (easel_edit_run_get_state (runs[5]), ==, EASEL_EDIT_RUN_QUEUED);

  for (guint i = 0; i < RUNS; i++)
    easel_edit_run_stop (runs[i]);
  for (guint i = 0; i < RUNS; i++)
    {
      service_await (easel_edit_run_wait (runs[i]));
      g_object_unref (runs[i]);
    }
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 4);
  service_restart (fixture);
  {
    g_autoptr (EaselProvider) provider =
        easel_provider_service_find (easel_context_get_providers (fixture->context), TEST_SLUG);

    g_assert_cmpuint (easel_provider_get_most_calls (provider), ==, 3);
  }
}

/* A list of models waits for its turn as a call does, and says so. */
static void
test_list_waits (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->context);
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (DexFuture) list = NULL;
  g_autoptr (DexFuture) test = NULL;

  service_script (fixture, "[{\"chat\": \"a castle\", \"fault\": \"stall\", \"at\": 0}]");
  service_await (easel_provider_service_set_most_calls (providers, TEST_SLUG, 1));
  run = service_start (fixture, TEST_MODEL, "warmer", content, 0);
  g_assert_true (easel_test_server_wait_requests (fixture->server, 1));
  list = easel_provider_service_refresh_models (providers, TEST_SLUG);
  test = easel_provider_service_test_stored (providers, TEST_SLUG);
  service_wait_until (easel_provider_service_is_queued (providers, TEST_SLUG));
  g_assert_true (easel_provider_service_is_asking (providers, TEST_SLUG));
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);

  easel_test_server_clear (fixture->server);
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                         "{\"data\":[{\"id\":\"model-a\"}]}");
  easel_edit_run_stop (run);
  service_await (easel_edit_run_wait (run));
  service_await (g_steal_pointer (&list));
  service_await (g_steal_pointer (&test));
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 3);
  g_assert_false (easel_provider_service_is_asking (providers, TEST_SLUG));
  g_assert_false (easel_provider_service_is_queued (providers, TEST_SLUG));
  g_assert_cmpint (easel_provider_service_get_health (providers, TEST_SLUG, NULL), ==, EASEL_HEALTH_READY);
}

/* All of them get there in the end, in order, never more at once than may. */
static void
test_all_answered (ServiceFixture *fixture, gconstpointer data)
{
  EaselEditRun *runs[RUNS];

  service_script (fixture, "[{\"chat\": \"a warm castle\", \"piece\": 40, \"delay_ms\": 1}]");
  service_await (
      easel_provider_service_set_most_calls (easel_context_get_providers (fixture->context), TEST_SLUG, 1));
  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *text = g_strdup_printf ("castle %u", i);
      g_autoptr (EaselPromptContent) content = service_content (text, NULL, NULL);

      runs[i] = service_start (fixture, TEST_MODEL, "warmer", content, 0);
      /* What is asked of the database on the way may take turns. */
      service_wait_until (easel_edit_run_get_state (runs[i]) != EASEL_EDIT_RUN_STARTING);
    }
  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *text = g_strdup_printf ("castle %u", i);

      service_await (easel_edit_run_wait (runs[i]));
      g_assert_cmpint (easel_edit_run_get_state (runs[i]), ==, EASEL_EDIT_RUN_FINISHED);
      g_assert_true (request_holds (fixture, i, text));
      g_object_unref (runs[i]);
    }
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, RUNS);
}

/* Removed while one of its calls streams and another waits: what came is kept,
 * what waits is told, and both keep the name. */
static void
test_removed_while_streaming (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->context);
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) streaming = NULL;
  g_autoptr (EaselEditRun) queued = NULL;
  g_autofree char *name = NULL;

  service_script (fixture, "[{\"chat\": \"a warm castle with a garden\", \"piece\": 20, \"delay_ms\": 20}]");
  service_await (easel_provider_service_set_most_calls (providers, TEST_SLUG, 1));
  streaming = service_start (fixture, TEST_MODEL, "warmer", content, 0);
  service_wait_until (easel_edit_run_has_answer (streaming));
  queued = service_start (fixture, TEST_MODEL, "colder", content, 0);
  service_wait_until (easel_edit_run_get_state (queued) == EASEL_EDIT_RUN_QUEUED);
  service_await (easel_provider_service_remove (providers, TEST_SLUG));
  service_await (easel_edit_run_wait (streaming));
  g_assert_cmpint (easel_edit_run_get_state (streaming), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpstr (easel_edit_run_get_answer (streaming), ==, "a warm castle with a garden");
  service_await (easel_edit_run_wait (queued));
  g_assert_error (easel_edit_run_get_error (queued), EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
  name = service_sql_text (fixture->dir,
                           "SELECT group_concat(provider_name || '/' || state, ' ' ORDER BY id) FROM usage");
  g_test_message ("%s", name);
  g_assert_true (g_str_has_prefix (name, "Mine/done Mine/"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/queue/line", test_line);
  g_test_add_func ("/queue/two-programs", test_two_programs);
  g_test_add ("/queue/parallel", ServiceFixture, NULL, service_set_up, test_parallel, service_tear_down);
  g_test_add ("/queue/list-waits", ServiceFixture, NULL, service_set_up, test_list_waits, service_tear_down);
  g_test_add ("/queue/all-answered", ServiceFixture, NULL, service_set_up, test_all_answered,
              service_tear_down);
  g_test_add ("/queue/removed-while-streaming", ServiceFixture, NULL, service_set_up,
              test_removed_while_streaming, service_tear_down);
  return g_test_run ();
}
