// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"

#include "easel-json.h"

#define R_START                                                                                              \
  "event: response.created\ndata: "                                                                          \
  "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}\n\n"
#define R_TEXT(text)                                                                                         \
  "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"output_index\":0,"    \
  "\"content_index\":0,\"delta\":\"" text "\"}\n\n"
#define R_END(status)                                                                                        \
  "event: response." status "\ndata: {\"type\":\"response." status                                           \
  "\",\"response\":{\"id\":\"resp_1\",\"status\":\"" status "\",\"output\":[],\"usage\":{"                   \
  "\"input_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":4},\"output_tokens\":9,"                  \
  "\"output_tokens_details\":{\"reasoning_tokens\":5},\"total_tokens\":21}}}\n\n"

static void
test_whole (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) sent = NULL;
  g_autofree char *key = NULL;

  call_fixture_answer (fixture, 200, R_START R_TEXT ("a red ") R_TEXT ("fox") R_END ("completed"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpint (result->usage.input, ==, 12);
  g_assert_cmpint (result->usage.output, ==, 9);
  g_assert_cmpint (result->usage.reasoning, ==, 5);
  g_assert_cmpint (result->finish, ==, EASEL_FINISH_STOP);
  g_assert_cmpstr (result->request_id, ==, "resp_1");
  key = easel_test_request_dup_header (easel_test_server_get_request (fixture->server, 0), "Authorization");
  g_assert_cmpstr (key, ==, "Bearer " KEY);
  sent = call_fixture_sent_json (fixture, 0);
  g_assert_cmpstr (easel_json_get_string (sent, "instructions"), ==, "Edit the prompt.");
}

/* All of the text is no answer without the end. */
static void
test_truncated (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, R_START R_TEXT ("fox"));
  call_fixture_assert_fails (fixture, EASEL_ERROR_NETWORK);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
}

static void
test_filtered (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200,
                       R_START
                       "data: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\","
                       "\"incomplete_details\":{\"reason\":\"content_filter\"},\"output\":[]}}\n\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_REFUSED);
}

/* An account without credit is told so once, inside a stream with status 200. */
static void
test_quota (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (
      fixture, 200,
      R_START
      "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"insufficient_quota\","
      "\"code\":\"insufficient_quota\",\"message\":\"No credit.\"}}\n\n"
      "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\","
      "\"error\":{\"code\":\"insufficient_quota\",\"message\":\"No credit.\"}}}\n\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_QUOTA);
  g_assert_cmpuint (fixture->heard.n_waits, ==, 0);
}

/* A fault before anything was shown is tried again. */
static void
test_failed_first (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer_once (
      fixture, 200,
      R_START "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{"
              "\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"Oops.\"}}}\n\n");
  call_fixture_answer (fixture, 200, R_START R_TEXT ("fox") R_END ("completed"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
  g_assert_cmpuint (result->retries, ==, 1);
}

/* A summary is only for accounts that have proved who they are: it is left out,
 * and the effort with which the model thinks is not. */
static void
test_parameter (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  fixture->account->service = g_strdup ("openrouter");
  easel_text_request_set_effort (fixture->request, "low");
  call_fixture_answer_once (
      fixture, 400,
      "{\"error\":{\"message\":\"Your organization must be verified to generate reasoning summaries.\","
      "\"type\":\"invalid_request_error\",\"param\":\"reasoning.summary\",\"code\":\"unsupported_value\"}}");
  call_fixture_answer (fixture, 200, R_START R_TEXT ("fox") R_END ("completed"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.log->str, ==, "refused(reasoning.summary) ");
  first = call_fixture_sent_json (fixture, 0);
  second = call_fixture_sent_json (fixture, 1);
  g_assert_cmpstr (easel_json_get_string (first, "reasoning.summary"), ==, "auto");
  g_assert_null (easel_json_get_node (second, "reasoning.summary"));
  g_assert_cmpstr (easel_json_get_string (second, "reasoning.effort"), ==, "low");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/responses-call/" name, CallFixture, "openai-responses", call_fixture_set_up, func,           \
              call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("whole", test_whole);
  ADD ("truncated", test_truncated);
  ADD ("filtered", test_filtered);
  ADD ("quota", test_quota);
  ADD ("failed-first", test_failed_first);
  ADD ("parameter", test_parameter);
  return g_test_run ();
}
