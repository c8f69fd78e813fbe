// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"

#define A_START                                                                                              \
  "event: message_start\ndata: "                                                                             \
  "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"usage\":{\"input_tokens\":5,"                     \
  "\"cache_read_input_tokens\":7,\"output_tokens\":1}}}\n\n"
#define A_TEXT(text)                                                                                         \
  "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" text  \
  "\"}}\n\n"
#define A_END(reason)                                                                                        \
  "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" reason                                   \
  "\"},\"usage\":{\"output_tokens\":9}}\n\n"
#define A_STOP "data: {\"type\":\"message_stop\"}\n\n"

static void
test_anthropic (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autofree char *key = NULL;
  g_autofree char *version = NULL;

  call_fixture_answer (fixture, 200, A_START A_TEXT ("fox") A_END ("end_turn") A_STOP);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
  g_assert_cmpint (result->raw_usage.input, ==, 5);
  g_assert_cmpint (result->usage.input, ==, 12);
  g_assert_cmpint (result->usage.total, ==, 21);
  key = easel_test_request_dup_header (easel_test_server_get_request (fixture->server, 0), "x-api-key");
  g_assert_cmpstr (key, ==, KEY);
  version =
      easel_test_request_dup_header (easel_test_server_get_request (fixture->server, 0), "anthropic-version");
  g_assert_cmpstr (version, ==, "2023-06-01");
}

/* The reason alone is not the end. */
static void
test_anthropic_truncated (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, A_START A_TEXT ("fox") A_END ("end_turn"));
  call_fixture_assert_fails (fixture, EASEL_ERROR_NETWORK);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
}

static void
test_anthropic_refusal (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (
      fixture, 200,
      A_START "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":"
              "{\"explanation\":\"Not that.\"}},\"usage\":{\"output_tokens\":0}}\n\n" A_STOP);
  call_fixture_assert_fails (fixture, EASEL_ERROR_REFUSED);
}

static void
test_anthropic_overloaded (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer_once (
      fixture, 200,
      A_START "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
              "\"message\":\"Overloaded\"}}\n\n");
  call_fixture_answer (fixture, 200, A_START A_TEXT ("fox") A_END ("end_turn") A_STOP);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->heard.n_restarts, ==, 1);
  g_assert_cmpuint (result->retries, ==, 1);
}

/* Anthropic names the field in its sentence only. */
static void
test_anthropic_parameter (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  fixture->request->temperature = 0.5;
  call_fixture_answer_once (fixture, 400,
                            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                            "\"message\":\"`temperature` is deprecated for this model.\"}}");
  call_fixture_answer (fixture, 200, A_START A_TEXT ("fox") A_END ("end_turn") A_STOP);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.log->str, ==, "refused(temperature) ");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/anthropic-call/" name, CallFixture, "anthropic", call_fixture_set_up, func,                  \
              call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("whole", test_anthropic);
  ADD ("truncated", test_anthropic_truncated);
  ADD ("refusal", test_anthropic_refusal);
  ADD ("overloaded", test_anthropic_overloaded);
  ADD ("parameter", test_anthropic_parameter);
  return g_test_run ();
}
