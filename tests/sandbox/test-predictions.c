// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json.h"
#include "easel-sandbox-server.h"

#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

/* The samples as Replicate: create, wait, ask, cancel, fetch. */

typedef struct
{
  EaselSandboxServer *server;
  SoupSession *session;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;

  f->server = easel_sandbox_server_new ();
  easel_sandbox_server_set_delay (f->server, 1);
  g_assert_true (easel_sandbox_server_listen_unix (f->server, NULL, NULL));
  address = g_unix_socket_address_new (easel_sandbox_server_get_path (f->server));
  f->session = soup_session_new_with_options ("remote-connectable", address, "timeout", 20, NULL);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  soup_session_abort (f->session);
  g_assert_finalize_object (g_steal_pointer (&f->session));
  g_assert_finalize_object (g_steal_pointer (&f->server));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
on_sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GBytes *
request (Fixture *f, const char *method, const char *path, const char *body, const char *prefer, guint status)
{
  g_autofree char *url =
      g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat ("http://sandbox/v1", path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  if (body != NULL)
    {
      g_autoptr (GBytes) sent = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", sent);
    }
  if (prefer != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Prefer", prefer);
  soup_session_send_and_read_async (f->session, message, G_PRIORITY_DEFAULT, NULL, on_sent_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (f->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  return bytes;
}

static JsonNode *
ask (Fixture *f, const char *method, const char *path, const char *body, const char *prefer, guint status)
{
  g_autoptr (GBytes) bytes = request (f, method, path, body, prefer, status);
  g_autoptr (GError) error = NULL;
  JsonNode *root =
      easel_json_parse (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), &error);

  g_assert_no_error (error);
  return root;
}

static void
assert_status (JsonNode *root, const char *status)
{
  g_assert_cmpstr (easel_json_get_string (root, "status"), ==, status);
}

static void
test_picture (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) model = ask (f, "GET", "/models/easel/painter", NULL, NULL, 200);
  const char *version = easel_json_get_string (model, "latest_version.id");
  g_autofree char *body = g_strdup_printf (
      "{\"version\":\"%s\",\"input\":{\"prompt\":\"a boat\",\"width\":64,\"height\":96,\"num_outputs\":2}}",
      version);
  g_autoptr (JsonNode) done = ask (f, "POST", "/predictions", body, "wait=20", 201);
  g_autoptr (GBytes) png = NULL;

  g_assert_cmpuint (strlen (version), ==, 64);
  assert_status (done, "succeeded");
  g_assert_cmpuint (json_array_get_length (easel_json_get_array (done, "output")), ==, 2);
  png = request (f, "GET", easel_json_get_string (done, "output.1"), NULL, NULL, 200);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 4, "\x89PNG", 4);
}

/* Progress only grows, and ends with a file that holds as many frames as it says. */
static void
test_clip (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) begun = ask (f, "POST", "/models/clip/predictions",
                                    "{\"input\":{\"prompt\":\"a boat\",\"duration\":1}}", NULL, 201);
  const char *get = easel_json_get_string (begun, "urls.get");
  g_autoptr (JsonNode) now = json_node_copy (begun);
  g_autoptr (GBytes) clip = NULL;
  const char *bytes;
  gsize length;
  guint n_seen = 0, last = 0;

  assert_status (begun, "starting");
  while (g_strcmp0 (easel_json_get_string (now, "status"), "succeeded") != 0)
    {
      const char *bar, *logs;
      guint share;

      g_clear_pointer (&now, json_node_unref);
      now = ask (f, "GET", get, NULL, NULL, 200);
      logs = easel_json_get_string (now, "logs");
      bar = strstr (logs, "%|");
      share = bar != NULL ? (guint) g_ascii_strtoull (bar - 3, NULL, 10) : 0;
      g_assert_cmpuint (share, >=, last);
      n_seen += share != last;
      last = share;
    }
  g_assert_cmpuint (n_seen, >, 1);
  g_assert_cmpuint (last, ==, 100);
  clip = request (f, "GET", easel_json_get_string (now, "output"), NULL, NULL, 200);
  bytes = g_bytes_get_data (clip, &length);
  g_assert_cmpmem (bytes + 4, 8, "ftypisom", 8);
  g_assert_nonnull (memmem (bytes, length, "png ", 4));
  g_assert_cmpuint (length, <, 2 * 1000 * 1000);
  for (guint i = 0; i < 8; i++)
    {
      const char *next = memmem (bytes, length, "\x89PNG", 4);

      g_assert_nonnull (next);
      length -= (gsize) (next + 4 - bytes);
      bytes = next + 4;
    }
  g_assert_null (memmem (bytes, length, "\x89PNG", 4));
}

/* Stopped in the middle: it stays so, and has no file. */
static void
test_cancel (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) begun = NULL;
  g_autoptr (JsonNode) stopped = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) missing = NULL;
  g_autofree char *file = NULL;

  easel_sandbox_server_set_delay (f->server, 5000);
  begun = ask (f, "POST", "/models/clip/predictions", "{\"input\":{\"prompt\":\"a boat\"}}", "wait=1", 201);
  assert_status (begun, "starting");
  stopped = ask (f, "POST", easel_json_get_string (begun, "urls.cancel"), "{}", NULL, 200);
  assert_status (stopped, "canceled");
  again = ask (f, "GET", easel_json_get_string (begun, "urls.get"), NULL, NULL, 200);
  assert_status (again, "canceled");
  file = g_strdup_printf ("/deliveries/%s/0.mp4", easel_json_get_string (begun, "id"));
  missing = ask (f, "GET", file, NULL, NULL, 404);
}

static void
test_errors (Fixture *f, gconstpointer data)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"input\":[]}",
    "{\"input\":{}}",
    "{\"input\":{\"prompt\":\"\"}}",
    "{\"input\":{\"prompt\":7}}",
    "{\"input\":{\"prompt\":\"a\",\"duration\":0}}",
    "{\"input\":{\"prompt\":\"a\",\"duration\":\"long\"}}",
    "{\"input\":{\"prompt\":\"a\",\"aspect_ratio\":\"7:1\"}}",
    "{\"input\":{\"prompt\":\"a\",\"seed\":-1}}",
    "{\"input\":{\"prompt\":\"\xff\"}}",
  };
  g_autoptr (JsonNode) unknown =
      ask (f, "POST", "/predictions", "{\"version\":\"x\",\"input\":{\"prompt\":\"a\"}}", NULL, 422);
  g_autoptr (JsonNode) none = ask (f, "GET", "/predictions/nothing", NULL, NULL, 404);
  g_autoptr (JsonNode) model = ask (f, "GET", "/models/easel/nothing", NULL, NULL, 404);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonNode) answer = ask (f, "POST", "/models/clip/predictions", bad[i], NULL, 422);

      g_assert_nonnull (easel_json_get_string (answer, "detail"));
    }
}

/* So many at once, and no more; what waits for them is let go with the server. */
static void
test_many (Fixture *f, gconstpointer data)
{
  easel_sandbox_server_set_delay (f->server, 5000);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (JsonNode) one =
          ask (f, "POST", "/models/painter/predictions", "{\"input\":{\"prompt\":\"a\"}}", NULL, 201);
    }
  {
    g_autoptr (JsonNode) refused =
        ask (f, "POST", "/models/painter/predictions", "{\"input\":{\"prompt\":\"a\"}}", "wait", 429);
  }
}

/* What has ended makes room: memory holds a fixed number. */
static void
test_room (Fixture *f, gconstpointer data)
{
  g_autofree char *first = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autoptr (JsonNode) one =
          ask (f, "POST", "/models/painter/predictions",
               "{\"input\":{\"prompt\":\"a\",\"width\":64,\"height\":64,\"num_inference_steps\":1}}",
               "wait=20", 201);

      assert_status (one, "succeeded");
      if (i == 0)
        first = g_strdup (easel_json_get_string (one, "urls.get"));
    }
  {
    g_autoptr (JsonNode) gone = ask (f, "GET", first, NULL, NULL, 404);
  }
}

#define ADD(path, function) g_test_add ("/predictions/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("picture", test_picture);
  ADD ("clip", test_clip);
  ADD ("cancel", test_cancel);
  ADD ("errors", test_errors);
  ADD ("many", test_many);
  ADD ("room", test_room);
  return g_test_run ();
}
