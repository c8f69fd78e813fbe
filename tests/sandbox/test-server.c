// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-message.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-sandbox-rules.h"
#include "easel-sandbox-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>
#include <sys/stat.h>

typedef struct
{
  EaselSandboxServer *server;
  SoupSession *session;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  fixture->server = easel_sandbox_server_new ();
  easel_sandbox_server_set_delay (fixture->server, 1);
  easel_sandbox_server_listen_unix (fixture->server, NULL, &error);
  g_assert_no_error (error);
  address = g_unix_socket_address_new (easel_sandbox_server_get_path (fixture->server));
  fixture->session = soup_session_new_with_options ("remote-connectable", address, "timeout", 20, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_strdup (easel_sandbox_server_get_path (fixture->server));
  g_autofree char *folder = g_path_get_dirname (path);

  soup_session_abort (fixture->session);
  g_assert_finalize_object (g_steal_pointer (&fixture->session));
  g_assert_finalize_object (g_steal_pointer (&fixture->server));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* ---------------------------------------------------------------- requests */

static char *
make_body (const char *model, const char *message, gboolean stream, gboolean usage)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "model");
  json_builder_add_string_value (builder, model);
  json_builder_set_member_name (builder, "stream");
  json_builder_add_boolean_value (builder, stream);
  if (usage)
    {
      json_builder_set_member_name (builder, "stream_options");
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "include_usage");
      json_builder_add_boolean_value (builder, TRUE);
      json_builder_end_object (builder);
    }
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "role");
  json_builder_add_string_value (builder, "system");
  json_builder_set_member_name (builder, "content");
  json_builder_add_string_value (builder, "You edit prompts.");
  json_builder_end_object (builder);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "role");
  json_builder_add_string_value (builder, "user");
  json_builder_set_member_name (builder, "content");
  json_builder_add_string_value (builder, message);
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return easel_json_to_string (root);
}

static SoupMessage *
make_message (const char *method, const char *url, const char *body)
{
  SoupMessage *message = soup_message_new (method, url);

  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  return message;
}

static void
on_sent_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GBytes *
send (SoupSession *session, SoupMessage *message)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_sent_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (session, result, &error);
  g_assert_no_error (error);
  return bytes;
}

/* One request; the answer as text, and its status. */
static char *
request (SoupSession *session, const char *method, const char *url, const char *body, guint status)
{
  g_autoptr (SoupMessage) message = make_message (method, url, body);
  g_autoptr (GBytes) bytes = send (session, message);

  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                               "Access-Control-Allow-Origin"));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static char *
chat (Fixture *fixture, const char *message, gboolean stream, gboolean usage)
{
  g_autofree char *body = make_body ("editor", message, stream, usage);

  return request (fixture->session, "POST", "http://sandbox/v1/chat/completions", body, 200);
}

/* What a stream says, put together. */
typedef struct
{
  GString *content;
  GString *refusal;
  guint n_deltas;
  guint n_role;
  guint n_finish;
  guint n_usage;
  guint n_done;
} Stream;

static void
stream_clear (Stream *self)
{
  g_string_free (self->content, TRUE);
  g_string_free (self->refusal, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stream, stream_clear)

static void
read_event (Stream *stream, const char *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = easel_json_parse (data, -1, &error);
  gint64 total;

  g_assert_no_error (error);
  g_assert_cmpuint (stream->n_done, ==, 0);
  g_assert_cmpstr (easel_json_get_string (node, "object"), ==, "chat.completion.chunk");
  g_assert_cmpstr (easel_json_get_string (node, "model"), ==, "editor");
  if (g_strcmp0 (easel_json_get_string (node, "choices.0.delta.role"), "assistant") == 0)
    stream->n_role++;
  if (easel_json_get_string (node, "choices.0.delta.content") != NULL)
    {
      g_string_append (stream->content, easel_json_get_string (node, "choices.0.delta.content"));
      stream->n_deltas++;
    }
  if (easel_json_get_string (node, "choices.0.delta.refusal") != NULL)
    g_string_append (stream->refusal, easel_json_get_string (node, "choices.0.delta.refusal"));
  if (g_strcmp0 (easel_json_get_string (node, "choices.0.finish_reason"), "stop") == 0)
    stream->n_finish++;
  if (easel_json_get_int (node, "usage.total_tokens", &total))
    {
      g_assert_cmpuint (json_array_get_length (easel_json_get_array (node, "choices")), ==, 0);
      g_assert_cmpint (total, >, 0);
      stream->n_usage++;
    }
}

static void
read_stream (Stream *stream, const char *text)
{
  g_auto (GStrv) events = g_strsplit (text, "\n\n", -1);

  *stream = (Stream) { g_string_new (NULL), g_string_new (NULL), 0, 0, 0, 0, 0 };
  for (guint i = 0; events[i] != NULL && *events[i] != '\0'; i++)
    {
      g_assert_true (g_str_has_prefix (events[i], "data: "));
      if (g_str_equal (events[i], "data: [DONE]"))
        stream->n_done++;
      else
        read_event (stream, events[i] + 6);
    }
}

/* ---------------------------------------------------------------- tests */

static void
test_models (Fixture *fixture, gconstpointer data)
{
  g_autofree char *list = request (fixture->session, "GET", "http://sandbox/v1/models", NULL, 200);
  g_autofree char *one = request (fixture->session, "GET", "http://sandbox/v1/models/editor", NULL, 200);
  g_autoptr (JsonNode) node = easel_json_parse (list, -1, NULL);
  g_autoptr (JsonNode) model = easel_json_parse (one, -1, NULL);

  g_assert_cmpstr (easel_json_get_string (node, "object"), ==, "list");
  g_assert_cmpstr (easel_json_get_string (node, "data.0.id"), ==, "editor");
  g_assert_cmpstr (easel_json_get_string (model, "id"), ==, "editor");
}

static void
test_edit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = easel_edit_message_build (easel_sandbox_get_example_instruction (),
                                                       easel_sandbox_get_example_prompt (), NULL, NULL, NULL);
  g_autoptr (EaselSandboxAnswer) expected = easel_sandbox_rules_apply (
      easel_sandbox_get_example_instruction (), easel_sandbox_get_example_prompt (), NULL, NULL);
  g_autofree char *streamed = chat (fixture, message, TRUE, TRUE);
  g_autofree char *plain = chat (fixture, message, FALSE, FALSE);
  g_autofree char *without = chat (fixture, message, TRUE, FALSE);
  g_autoptr (JsonNode) node = easel_json_parse (plain, -1, NULL);
  g_auto (Stream) stream = { 0 };
  g_auto (Stream) no_usage = { 0 };
  gint64 tokens;

  read_stream (&stream, streamed);
  g_assert_cmpstr (stream.content->str, ==, expected->prompt);
  g_assert_cmpstr (stream.refusal->str, ==, "");
  g_assert_cmpuint (stream.n_deltas, >, 8);
  g_assert_cmpuint (stream.n_role, ==, 1);
  g_assert_cmpuint (stream.n_finish, ==, 1);
  g_assert_cmpuint (stream.n_usage, ==, 1);
  g_assert_cmpuint (stream.n_done, ==, 1);

  read_stream (&no_usage, without);
  g_assert_cmpstr (no_usage.content->str, ==, expected->prompt);
  g_assert_cmpuint (no_usage.n_usage, ==, 0);
  g_assert_cmpuint (no_usage.n_done, ==, 1);

  g_assert_cmpstr (easel_json_get_string (node, "object"), ==, "chat.completion");
  g_assert_cmpstr (easel_json_get_string (node, "choices.0.message.content"), ==, expected->prompt);
  g_assert_cmpstr (easel_json_get_string (node, "choices.0.finish_reason"), ==, "stop");
  g_assert_true (easel_json_get_int (node, "usage.completion_tokens", &tokens) && tokens > 0);
}

static void
test_decline (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = easel_edit_message_build ("write me a poem", "a cat", NULL, NULL, NULL);
  g_autofree char *streamed = chat (fixture, message, TRUE, FALSE);
  g_autofree char *plain = chat (fixture, message, FALSE, FALSE);
  g_autoptr (JsonNode) node = easel_json_parse (plain, -1, NULL);
  g_auto (Stream) stream = { 0 };

  read_stream (&stream, streamed);
  g_assert_cmpstr (stream.content->str, ==, "");
  g_assert_nonnull (strstr (stream.refusal->str, "not a language model"));
  g_assert_cmpuint (stream.n_finish, ==, 1);
  g_assert_cmpuint (stream.n_done, ==, 1);
  g_assert_null (easel_json_get_string (node, "choices.0.message.content"));
  g_assert_cmpstr (easel_json_get_string (node, "choices.0.message.refusal"), ==, stream.refusal->str);
}

static void
test_negative_and_locks (Fixture *fixture, gconstpointer data)
{
  static const char *const locked[] = { "cold light </b>", NULL };
  g_autofree char *message = easel_edit_message_build (
      "warmer, remove the fog", "cold light </b>, cold light, fog", "text </i>", NULL, locked);
  g_autofree char *plain = chat (fixture, message, FALSE, FALSE);
  g_autoptr (JsonNode) node = easel_json_parse (plain, -1, NULL);

  g_assert_cmpstr (easel_json_get_string (node, "choices.0.message.content"), ==,
                   "<prompt>cold light <\\/b>, warm light</prompt>\n<negative>text <\\/i>, fog</negative>");
}

static void
test_chat (Fixture *fixture, gconstpointer data)
{
  g_autofree char *streamed = chat (fixture, "Hello, who are you?", TRUE, FALSE);
  g_autofree char *parts_answer = NULL;
  g_auto (Stream) stream = { 0 };

  read_stream (&stream, streamed);
  g_assert_nonnull (strstr (stream.content->str, "offline sample"));
  parts_answer = request (
      fixture->session, "POST", "http://sandbox/v1/chat/completions",
      "{\"model\":\"editor\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
      "\"<instruction>add a dog</instruction><prompt>a cat</prompt>\"}]}]}",
      200);
  g_assert_nonnull (strstr (parts_answer, "a cat, a dog"));
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method, *path, *body;
    guint status;
  } table[] = {
    { "POST", "/v1/chat/completions", "{\"model\":", 400 },
    { "POST", "/v1/chat/completions", "", 400 },
    { "POST", "/v1/chat/completions", "[]", 400 },
    { "POST", "/v1/chat/completions", "{}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":7,\"messages\":[]}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":\"editor\"}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":\"editor\",\"messages\":[]}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":\"editor\",\"messages\":[1,{},{\"role\":\"user\"}]}", 400 },
    { "POST", "/v1/chat/completions",
      "{\"model\":\"editor\",\"messages\":[{\"role\":\"system\",\"content\":\"a\"}]}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":\"\xff\",\"messages\":[]}", 400 },
    { "POST", "/v1/chat/completions", "{\"model\":\"gpt-6\",\"messages\":[]}", 404 },
    { "GET", "/v1/chat/completions", NULL, 405 },
    { "POST", "/v1/models", "{}", 405 },
    { "GET", "/", NULL, 404 },
    { "GET", "/v1/models/other", NULL, 404 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *url = g_strconcat ("http://sandbox", table[i].path, NULL);
      g_autofree char *answer =
          request (fixture->session, table[i].method, url, table[i].body, table[i].status);
      g_autoptr (JsonNode) node = easel_json_parse (answer, -1, NULL);

      g_assert_nonnull (easel_json_get_string (node, "error.message"));
      g_assert_cmpstr (easel_json_get_string (node, "error.type"), ==, "invalid_request_error");
      if (table[i].status == 404 && table[i].body != NULL)
        g_assert_cmpstr (easel_json_get_string (node, "error.code"), ==, "model_not_found");
    }
  g_assert_cmpuint (easel_sandbox_server_get_n_running (fixture->server), ==, 0);
}

static void
test_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) prompt = g_string_new ("a cat");
  g_autofree char *message = NULL;
  g_autofree char *streamed = NULL;
  g_auto (Stream) stream = { 0 };
  gsize length;

  while (prompt->len < 1000 * 1000)
    g_string_append (prompt, ", a small 猫 house by the sea");
  length = prompt->len;
  message = easel_edit_message_build ("add a boat", prompt->str, NULL, NULL, NULL);
  streamed = chat (fixture, message, TRUE, TRUE);
  read_stream (&stream, streamed);
  g_assert_cmpuint (stream.content->len, ==, length + strlen (", a boat"));
  g_assert_true (g_str_has_prefix (stream.content->str, prompt->str));
  g_assert_cmpuint (stream.n_done, ==, 1);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_malloc (17 * 1024 * 1024 + 1);
  g_autofree char *answer = NULL;

  memset (body, 'a', 17 * 1024 * 1024);
  body[17 * 1024 * 1024] = '\0';
  answer = request (fixture->session, "POST", "http://sandbox/v1/chat/completions", body, 413);
  g_assert_nonnull (strstr (answer, "16 MB"));
}

static gboolean
wait_until_idle (EaselSandboxServer *server)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (easel_sandbox_server_get_n_running (server) > 0 && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  return easel_sandbox_server_get_n_running (server) == 0;
}

/* The server is in this thread: it reads while this is written. */
static void
write_text (GSocketConnection *connection, const char *text)
{
  GPollableOutputStream *output =
      G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (connection)));
  gsize left = strlen (text);

  while (left > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize n = g_pollable_output_stream_write_nonblocking (output, text + strlen (text) - left, left, NULL,
                                                             &error);

      if (n > 0)
        left -= (gsize) n;
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
      if (left > 0)
        g_main_context_iteration (NULL, FALSE);
    }
}

/* A raw connection that asks for a stream and reads none of it. */
static GSocketConnection *
ask (Fixture *fixture, const char *message)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address =
      g_unix_socket_address_new (easel_sandbox_server_get_path (fixture->server));
  g_autofree char *body = make_body ("editor", message, TRUE, FALSE);
  g_autofree char *text =
      g_strdup_printf ("POST /v1/chat/completions HTTP/1.1\r\nHost: sandbox\r\nContent-Type: "
                       "application/json\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                       strlen (body), body);
  GSocketConnection *connection;
  g_autoptr (GError) error = NULL;

  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  g_assert_no_error (error);
  write_text (connection, text);
  return connection;
}

static void
wait_until_running (EaselSandboxServer *server, guint n)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (easel_sandbox_server_get_n_running (server) < n && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (easel_sandbox_server_get_n_running (server), ==, n);
}

/* Who hangs up in mid-stream is forgotten long before the answer would end. */
static void
test_hang_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message =
      easel_edit_message_build ("add a boat", easel_sandbox_get_example_prompt (), NULL, NULL, NULL);

  easel_sandbox_server_set_delay (fixture->server, 200);
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GSocketConnection) connection = ask (fixture, message);
      gint64 begin;
      char buffer[64];

      wait_until_running (fixture->server, 1);
      /* i = 0: before a byte was read; else after some. */
      if (i > 0)
        {
          GPollableInputStream *input =
              G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (connection)));

          while (!g_pollable_input_stream_is_readable (input))
            g_main_context_iteration (NULL, TRUE);
          g_assert_cmpint (
              g_pollable_input_stream_read_nonblocking (input, buffer, sizeof buffer, NULL, NULL), >, 0);
        }
      begin = g_get_monotonic_time ();
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      g_assert_true (wait_until_idle (fixture->server));
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_USEC_PER_SEC);
    }
}

/* A reader that does not read holds up nobody else, and no memory grows. */
static void
test_several (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message =
      easel_edit_message_build ("add a boat", easel_sandbox_get_example_prompt (), NULL, NULL, NULL);
  GSocketConnection *stuck[6];
  GAsyncResult *results[6] = { NULL };
  SoupMessage *messages[6];

  for (guint i = 0; i < G_N_ELEMENTS (stuck); i++)
    stuck[i] = ask (fixture, message);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autofree char *edit =
          easel_edit_message_build ("add a boat", "a cat, a dog, a bird, a fox", NULL, NULL, NULL);
      g_autofree char *body = make_body ("editor", edit, TRUE, TRUE);

      messages[i] = make_message ("POST", "http://sandbox/v1/chat/completions", body);
      soup_session_send_and_read_async (fixture->session, messages[i], G_PRIORITY_DEFAULT, NULL, on_sent_cb,
                                        &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autofree char *text = NULL;
      g_auto (Stream) stream = { 0 };

      while (results[i] == NULL)
        g_main_context_iteration (NULL, TRUE);
      bytes = soup_session_send_and_read_finish (fixture->session, results[i], NULL);
      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      read_stream (&stream, text);
      g_assert_cmpstr (stream.content->str, ==, "a cat, a dog, a bird, a fox, a boat");
      g_object_unref (results[i]);
      g_object_unref (messages[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (stuck); i++)
    g_object_unref (stuck[i]);
  g_assert_true (wait_until_idle (fixture->server));
}

static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message = easel_edit_message_build ("add a boat", "a cat", NULL, NULL, NULL);
  g_autofree char *body = make_body ("editor", message, TRUE, FALSE);
  g_autofree char *answer = NULL;
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  easel_sandbox_server_set_delay (fixture->server, 60 * 1000);
  for (guint i = 0; i < 32; i++)
    g_ptr_array_add (held, ask (fixture, message));
  wait_until_running (fixture->server, 32);
  answer = request (fixture->session, "POST", "http://sandbox/v1/chat/completions", body, 429);
  g_assert_nonnull (strstr (answer, "rate_limit_exceeded"));
  /* Torn down with all of them under way. */
}

/* A body without a length is counted as it comes. */
static void
test_too_large_chunked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address =
      g_unix_socket_address_new (easel_sandbox_server_get_path (fixture->server));
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, NULL);
  GPollableInputStream *input =
      G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *chunk = g_malloc (0x100000 + 16);
  char answer[64] = "";
  gsize head;

  head = (gsize) g_snprintf (chunk, 16, "100000\r\n");
  memset (chunk + head, 'a', 0x100000);
  memcpy (chunk + head + 0x100000, "\r\n", 3);
  write_text (connection,
              "POST /v1/chat/completions HTTP/1.1\r\nHost: sandbox\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (guint i = 0; i < 18; i++)
    write_text (connection, chunk);
  write_text (connection, "0\r\n\r\n");
  while (!g_pollable_input_stream_is_readable (input))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (input, answer, sizeof answer - 1, NULL, NULL), >,
                   0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 413 "));
}

static gboolean
on_time_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* A large answer waits for a reader that does not read, and goes with it. */
static void
test_slow_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) prompt = g_string_new ("a cat");
  g_autofree char *message = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  gboolean is_time = FALSE;

  easel_sandbox_server_set_delay (fixture->server, 0);
  while (prompt->len < 3 * 1000 * 1000)
    g_string_append (prompt, ", a small house by the sea");
  message = easel_edit_message_build ("add a boat", prompt->str, NULL, NULL, NULL);
  connection = ask (fixture, message);
  wait_until_running (fixture->server, 1);
  g_timeout_add (1500, on_time_cb, &is_time);
  while (!is_time)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (easel_sandbox_server_get_n_running (fixture->server), ==, 1);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_assert_true (wait_until_idle (fixture->server));
}

/* The server goes while an answer is being made. */
static void
test_stop_early (Fixture *fixture, gconstpointer data)
{
  g_autofree char *message =
      easel_edit_message_build ("add a boat", easel_sandbox_get_example_prompt (), NULL, NULL, NULL);

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *path = g_strdup (easel_sandbox_server_get_path (fixture->server));
      g_autoptr (GSocketConnection) connection = ask (fixture, message);

      wait_until_running (fixture->server, 1);
      easel_sandbox_server_stop (fixture->server);
      g_assert_cmpuint (easel_sandbox_server_get_n_running (fixture->server), ==, 0);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      g_assert_true (easel_sandbox_server_listen_unix (fixture->server, NULL, NULL));
    }
}

/* The socket is in a folder that only the user can enter. */
static void
test_private (Fixture *fixture, gconstpointer data)
{
  const char *path = easel_sandbox_server_get_path (fixture->server);
  g_autofree char *folder = g_path_get_dirname (path);
  GStatBuf info;

  g_assert_cmpint (g_stat (folder, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0077, ==, 0);
}

/* What a killed process left behind goes; what is in use stays. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (easel_sandbox_server_get_path (fixture->server));
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *stale = g_build_filename (parent, "easel-sandbox-stale1", NULL);
  g_autofree char *path = g_build_filename (stale, "socket", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (EaselSandboxServer) second = easel_sandbox_server_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  g_mkdir (stale, 0700);
  {
    g_autoptr (GSocket) socket =
        g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, NULL);

    g_assert_true (g_socket_bind (socket, address, FALSE, NULL));
  }
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (easel_sandbox_server_listen_unix (second, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (stale, G_FILE_TEST_EXISTS));
  list = request (fixture->session, "GET", "http://sandbox/v1/models", NULL, 200);
}

static void
test_path (void)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "own", NULL);
  g_autofree char *missing = g_build_filename (folder, "no", "such", NULL);
  g_autofree char *name = g_strnfill (200, 'a');
  g_autofree char *too_long = g_build_filename (folder, name, NULL);
  g_autoptr (EaselSandboxServer) server = easel_sandbox_server_new ();
  g_autoptr (EaselSandboxServer) other = easel_sandbox_server_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (easel_sandbox_server_listen_unix (server, missing, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE);
  g_clear_error (&error);
  g_assert_false (easel_sandbox_server_listen_unix (server, too_long, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (easel_sandbox_server_listen_unix (server, path, &error));
  g_assert_no_error (error);
  g_assert_false (easel_sandbox_server_listen_unix (other, path, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE);
  easel_sandbox_server_stop (server);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

static guint
status_of (SoupSession *session, guint port, const char *host, const char *header, const char *value)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1/models", port);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  g_autoptr (GBytes) bytes = NULL;

  if (host != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Host", host);
  if (header != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  bytes = send (session, message);
  g_assert_null (soup_message_headers_get_one (soup_message_get_response_headers (message),
                                               "Access-Control-Allow-Origin"));
  return soup_message_get_status (message);
}

static void
test_port (void)
{
  g_autoptr (EaselSandboxServer) server = easel_sandbox_server_new ();
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *local = NULL;
  g_autofree char *other_port = NULL;
  guint port = 0;

  g_assert_false (easel_sandbox_server_listen_port (server, 70000, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (easel_sandbox_server_listen_port (server, 0, &port, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (port, >, 0);

  local = g_strdup_printf ("localhost:%u", port);
  other_port = g_strdup_printf ("localhost:%u", port + 1);
  g_assert_cmpuint (status_of (session, port, NULL, NULL, NULL), ==, 200);
  g_assert_cmpuint (status_of (session, port, local, NULL, NULL), ==, 200);
  g_assert_cmpuint (status_of (session, port, "evil.example", NULL, NULL), ==, 403);
  g_assert_cmpuint (status_of (session, port, "localhost", NULL, NULL), ==, 403);
  g_assert_cmpuint (status_of (session, port, other_port, NULL, NULL), ==, 403);
  g_assert_cmpuint (status_of (session, port, NULL, "Origin", "https://evil.example"), ==, 403);
  g_assert_cmpuint (status_of (session, port, NULL, "Origin", "null"), ==, 403);
  g_assert_cmpuint (status_of (session, port, NULL, "Origin", "http://127.0.0.1"), ==, 403);

  {
    g_autoptr (EaselSandboxServer) second = easel_sandbox_server_new ();

    g_assert_false (easel_sandbox_server_listen_port (second, port, NULL, &error));
    g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE);
  }
  soup_session_abort (session);
}

#define ADD(path, function) g_test_add ("/server/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("models", test_models);
  ADD ("edit", test_edit);
  ADD ("decline", test_decline);
  ADD ("negative-and-locks", test_negative_and_locks);
  ADD ("chat", test_chat);
  ADD ("errors", test_errors);
  ADD ("large", test_large);
  ADD ("too-large", test_too_large);
  ADD ("too-large-chunked", test_too_large_chunked);
  ADD ("hang-up", test_hang_up);
  ADD ("several", test_several);
  ADD ("too-many", test_too_many);
  ADD ("slow-reader", test_slow_reader);
  ADD ("stop-early", test_stop_early);
  ADD ("private", test_private);
  ADD ("stale", test_stale);
  g_test_add_func ("/server/path", test_path);
  g_test_add_func ("/server/port", test_port);
  return g_test_run ();
}
