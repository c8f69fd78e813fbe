// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-local-server.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

/* Programs on this computer are known by what they answer. */

typedef struct
{
  EaselTestServer *server;
  EaselHttpClient *client;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = easel_test_server_new ();
  fixture->client = easel_http_client_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client);
  g_clear_pointer (&fixture->server, easel_test_server_free);
  easel_test_settle ();
}

static const EaselLocalServer *
find (const char *id)
{
  const EaselLocalServer *server;

  for (guint i = 0; (server = easel_local_server_get (i)) != NULL; i++)
    if (g_str_equal (easel_local_server_get_id (server), id))
      return server;
  g_error ("no program %s", id);
}

static EaselLocalState
look (Fixture *fixture, const EaselLocalServer *server)
{
  guint port = easel_test_server_get_port (fixture->server);
  g_autoptr (DexFuture) future = easel_local_server_look (server, fixture->client, (guint16) port);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  g_assert_true (easel_test_await (dex_ref (future), &error));
  g_assert_no_error (error);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  return (EaselLocalState) g_value_get_int (value);
}

/* What each answers, written from the programs' documentation. */
static const struct
{
  const char *id, *path, *body;
} answers[] = {
  { "ollama", "/api/version", "{\"version\":\"0.12.3\"}" },
  { "lmstudio", "/api/v0/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"small\",\"object\":\"model\",\"type\":\"llm\",\"state\":"
    "\"loaded\"}]}" },
  { "lmstudio", "/api/v0/models", "{\"object\":\"list\",\"data\":[]}" },
  { "llamacpp", "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"story.gguf\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_"
    "train\":512}}]}" },
  { "vllm", "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"big\",\"owned_by\":\"vllm\",\"max_model_len\":4096}]}" },
  { "automatic1111", "/sdapi/v1/samplers",
    "[{\"name\":\"Euler a\",\"aliases\":[\"k_euler_a\"],\"options\":{}}]" },
  { "comfyui", "/system_stats", "{\"system\":{\"comfyui_version\":\"0.3.60\"},\"devices\":[]}" },
};

static void
test_known (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const EaselLocalServer *own = find (answers[i].id);
      const EaselLocalServer *server;

      g_test_message ("%s", answers[i].body);
      easel_test_server_clear (fixture->server);
      easel_test_server_add (fixture->server, answers[i].path, 200, "application/json", answers[i].body);
      g_assert_cmpint (look (fixture, own), ==, EASEL_LOCAL_READY);

      /* No other takes it for itself. */
      for (guint j = 0; (server = easel_local_server_get (j)) != NULL; j++)
        if (server != own)
          g_assert_cmpint (look (fixture, server), ==, EASEL_LOCAL_ABSENT);
    }
}

static void
test_others (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *type, *body;
  } others[] = {
    { 200, "text/html", "<!DOCTYPE html><title>Router</title>" },
    { 200, "application/json", "{\"hello\":1}" },
    { 200, "application/json", "[1,[],{}]" },
    { 200, "application/json", "null" },
    { 200, "application/json", "{\"data\":7,\"system\":[],\"devices\":{},\"version\":{}}" },
    { 200, "application/json", "{\"data\":" },
    { 200, "application/json", "" },
    { 401, "application/json", "{\"error\":\"no\"}" },
    { 404, "text/plain", "not here" },
    { 302, "text/plain", "elsewhere" },
    { 503, "text/plain", "busy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      const EaselLocalServer *server;

      g_test_message ("%u %s", others[i].status, others[i].body);
      easel_test_server_clear (fixture->server);
      for (guint j = 0; j < G_N_ELEMENTS (answers); j++)
        easel_test_server_add (fixture->server, answers[j].path, others[i].status, others[i].type,
                               others[i].body);
      for (guint j = 0; (server = easel_local_server_get (j)) != NULL; j++)
        g_assert_cmpint (look (fixture, server), ==, EASEL_LOCAL_ABSENT);
    }
}

static void
test_loading (Fixture *fixture, gconstpointer data)
{
  easel_test_server_add (
      fixture->server, "/v1/models", 503, "application/json",
      "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}");
  g_assert_cmpint (look (fixture, find ("llamacpp")), ==, EASEL_LOCAL_LOADING);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

/* What is not there, says nothing or says too much takes no long time. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autofree char *flood = g_strnfill (3 * 1024 * 1024, ' ');
  gint64 begun = g_get_monotonic_time ();
  guint16 port = (guint16) easel_test_server_get_port (fixture->server);

  easel_test_answer_set_fault (
      easel_test_server_add (fixture->server, "/api/version", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  g_assert_cmpint (look (fixture, find ("ollama")), ==, EASEL_LOCAL_ABSENT);

  memcpy (flood, "{\"version\":\"1\"", 14);
  flood[3 * 1024 * 1024 - 1] = '}';
  easel_test_server_clear (fixture->server);
  easel_test_server_add (fixture->server, "/api/version", 200, "application/json", flood);
  g_assert_cmpint (look (fixture, find ("ollama")), ==, EASEL_LOCAL_ABSENT);

  g_clear_pointer (&fixture->server, easel_test_server_free);
  fixture->server = easel_test_server_new ();
  g_assert_cmpuint (easel_test_server_get_port (fixture->server), !=, port);
  {
    g_autoptr (DexFuture) future = easel_local_server_look (find ("ollama"), fixture->client, port);

    g_assert_true (easel_test_await (dex_ref (future), NULL));
    g_assert_cmpint (g_value_get_int (dex_future_get_value (future, NULL)), ==, EASEL_LOCAL_ABSENT);
  }
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 15 * G_USEC_PER_SEC);
}

static void
test_drop (Fixture *fixture, gconstpointer data)
{
  DexFuture *future;

  easel_test_answer_set_fault (
      easel_test_server_add (fixture->server, "/api/version", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  future = easel_local_server_look (find ("ollama"), fixture->client,
                                    (guint16) easel_test_server_get_port (fixture->server));
  while (easel_test_server_get_n_requests (fixture->server) == 0)
    g_main_context_iteration (NULL, FALSE);
  dex_unref (future);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
}

#define ADD(name, func) g_test_add ("/local-server/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("known", test_known);
  ADD ("others", test_others);
  ADD ("loading", test_loading);
  ADD ("trouble", test_trouble);
  ADD ("drop", test_drop);
  return g_test_run ();
}
