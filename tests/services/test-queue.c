// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

#include "easel-call-queue-private.h"

/* A provider gets so many calls at once; the others wait for their turn. */

#define RUNS 6

static void
test_line (void)
{
  EaselCallQueue *queue = _easel_call_queue_new ();
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
  g_test_add ("/queue/parallel", ServiceFixture, NULL, service_set_up, test_parallel, service_tear_down);
  g_test_add ("/queue/all-answered", ServiceFixture, NULL, service_set_up, test_all_answered,
              service_tear_down);
  g_test_add ("/queue/removed-while-streaming", ServiceFixture, NULL, service_set_up,
              test_removed_while_streaming, service_tear_down);
  return g_test_run ();
}
