// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"
#include "easel-schema-check.h"

#define SCHEMA                                                                                               \
  "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"title\",\"shots\"],\"properties\":{"  \
  "\"title\":{\"type\":\"string\"},\"mood\":{\"type\":[\"string\",\"null\"],\"enum\":[\"calm\",\"wild\","    \
  "null]},"                                                                                                  \
  "\"shots\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":"            \
  "\"integer\"}}}}}}"

static void
assert_check (const char *answer, const char *expected)
{
  g_autofree char *problem = easel_schema_check (SCHEMA, answer);

  g_assert_cmpstr (problem, ==, expected);
}

static void
test_check (void)
{
  g_autofree char *lax = easel_schema_check ("{\"type\":\"dragon\"}", "7");

  g_assert_null (lax);
  assert_check ("{\"title\":\"a\",\"shots\":[]}", NULL);
  assert_check ("```json\n{\"title\":\"a\",\"shots\":[{\"n\":1},{}],\"mood\":null}\n```", NULL);
  assert_check ("{\"title\":\"a\",\"shots\":[{\"n\":1},{\"n\":1.5}]}", "$.shots[1].n");
  assert_check ("{\"title\":\"a\",\"shots\":[7]}", "$.shots[0]");
  assert_check ("{\"title\":\"a\"}", "$.shots");
  assert_check ("{\"title\":7,\"shots\":[]}", "$.title");
  assert_check ("{\"title\":\"a\",\"shots\":[],\"mood\":\"dull\"}", "$.mood");
  assert_check ("{\"title\":\"a\",\"shots\":[],\"more\":1}", "$.more");
  assert_check ("[]", "$");
  assert_check ("Sure! {}", "$");
  assert_check ("```\n```", "$");
  assert_check ("```", "$");
  assert_check ("", "$");
  /* A name is quoted, but no half of a letter. */
  assert_check ("{\"title\":\"a\",\"shots\":[],\"more of it than is ever to be shown her\u00e9\":1}",
                "$.more of it than is ever to be shown her\xef\xbf\xbd");
}

/* An answer that does not keep to what was asked for is none. */
static void
test_call (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_text_request_set_schema (fixture->request, "answer", "{\"type\":\"object\",\"required\":[\"a\"]}");
  call_fixture_answer_once (fixture, 200, CHUNK ("{\\\"a\\\":") CHUNK ("1}") STOP DONE);
  call_fixture_answer (fixture, 200, CHUNK ("{\\\"b\\\":1}") STOP DONE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  fixture->heard.n_finishes = 0;
  call_fixture_assert_fails (fixture, EASEL_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/schema-check/check", test_check);
  g_test_add ("/schema-check/call", CallFixture, "openai", call_fixture_set_up, test_call,
              call_fixture_tear_down);
  return g_test_run ();
}
