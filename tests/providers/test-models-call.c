// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"

#include <string.h>

static void
test_models (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = NULL;
  const EaselModelInfo *info;

  easel_test_server_add (
      fixture->server, "/v1/models", 200, "application/json",
      "{\"object\":\"list\",\"data\":[{\"id\":\"m1\",\"max_model_len\":4096},{\"id\":\"\"},{},7,null,"
      "{\"id\":\"m2\",\"name\":\"Model 2\",\"pricing\":{\"prompt\":\"0.000003\","
      "\"completion\":\"0.000015\"},\"architecture\":{\"input_modalities\":[\"text\",\"image\"]}}]}");
  models = easel_test_await_boxed (
      easel_models_call_run (fixture->client, fixture->protocol, fixture->account, KEY), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 2);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->id, ==, "m1");
  g_assert_cmpint (info->context, ==, 4096);
  g_assert_cmpint (info->price.input, ==, -1);
  info = g_ptr_array_index (models, 1);
  g_assert_cmpstr (info->name, ==, "Model 2");
  g_assert_cmpint (info->price.input, ==, 3000000);
  g_assert_cmpint (info->price.output, ==, 15000000);
  g_assert_true ((info->flags & EASEL_MODEL_VISION) != 0);
}

static void
test_models_error (CallFixture *fixture, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (10000, '[');
  const char *const bodies[] = { "{\"hello\":1}", "no", "{\"data\":[{\"id\":\"a\"}", deep };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GError) error = NULL;

      easel_test_answer_set_times (
          easel_test_server_add (fixture->server, "/v1/models", 200, "application/json", bodies[i]), 1);
      g_assert_false (easel_test_await (
          easel_models_call_run (fixture->client, fixture->protocol, fixture->account, NULL), &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      g_assert_cmpstr (easel_error_get_details (error)->provider, ==, "mine");
      /* What is wrong, for people. */
      g_assert_nonnull (strstr (error->message, "no list of models"));
    }
}

static void
test_anthropic_models (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = NULL;
  const EaselModelInfo *info;

  easel_test_answer_set_times (
      easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                             "{\"data\":[{\"id\":\"claude-opus-5-5\",\"display_name\":\"Claude Opus 5.5\","
                             "\"max_input_tokens\":1000000,\"max_tokens\":128000,\"lifecycle\":\"active\"}],"
                             "\"has_more\":true,\"last_id\":\"claude-opus-5-5\"}"),
      1);
  easel_test_answer_set_times (
      easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                             "{\"data\":[{\"id\":\"claude-new\",\"display_name\":\"New\"},"
                             "{\"id\":\"claude-old\",\"lifecycle\":\"retired\"}],\"has_more\":false}"),
      1);
  models = easel_test_await_boxed (
      easel_models_call_run (fixture->client, fixture->protocol, fixture->account, KEY), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (easel_test_server_get_request (fixture->server, 1)->target, ==,
                   "/v1/models?limit=1000&after_id=claude-opus-5-5");
  info = g_ptr_array_index (models, 0);
  g_assert_cmpint (info->price.output, ==, 20000000);
  g_assert_nonnull (info->price_source);
  info = g_ptr_array_index (models, 1);
  g_assert_cmpint (info->price.output, ==, -1);
}

#define ADD(name, protocol, func)                                                                            \
  g_test_add ("/models-call/" name, CallFixture, protocol, call_fixture_set_up, func, call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("openai", NULL, test_models);
  ADD ("error", NULL, test_models_error);
  ADD ("anthropic", "anthropic", test_anthropic_models);
  return g_test_run ();
}
