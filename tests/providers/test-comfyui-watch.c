// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "easel-media-call.h"
#include "easel-media-registry.h"
#include "easel-test-future.h"

/* What ComfyUI tells on its WebSocket, and who may hear it. */

#define OWN "11111111-2222-3333-4444-555555555555"

typedef struct
{
  SoupServer *server;
  SoupWebsocketConnection *socket;
  char *query;
  char *key;
  gboolean closed;
  EaselHttpClient *client;
  EaselAccount *account;
  guint n_told;
  double progress;
  GBytes *preview;
} Fixture;

static void
on_closed_cb (SoupWebsocketConnection *socket, gpointer user_data)
{
  ((Fixture *) user_data)->closed = TRUE;
}

static void
on_socket_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *socket,
              gpointer user_data)
{
  Fixture *f = user_data;

  f->socket = g_object_ref (socket);
  f->query = g_strdup (g_uri_get_query (soup_server_message_get_uri (message)));
  f->key = g_strdup (
      soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Authorization"));
  g_signal_connect (socket, "closed", G_CALLBACK (on_closed_cb), f);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  GSList *uris;
  g_autofree char *url = NULL;

  memset (f, 0, sizeof *f);
  f->progress = -1;
  f->server = soup_server_new (NULL, NULL);
  soup_server_add_websocket_handler (f->server, "/ws", NULL, NULL, on_socket_cb, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  uris = soup_server_get_uris (f->server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  f->account = easel_account_new ("mine", url);
  f->client = easel_http_client_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->socket);
  g_clear_pointer (&f->preview, g_bytes_unref);
  g_free (f->query);
  g_free (f->key);
  easel_account_unref (f->account);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_object_unref (f->client);
}

static void
wait_for (const gboolean *condition)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!*condition && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_assert_true (*condition);
}

static void
on_told (const EaselMediaAnswer *answer, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_told++;
  if (answer->progress >= 0)
    f->progress = answer->progress;
  if (answer->preview != NULL)
    {
      g_clear_pointer (&f->preview, g_bytes_unref);
      f->preview = g_bytes_ref (answer->preview);
    }
}

static DexFuture *
watch (Fixture *f)
{
  return easel_media_call_watch (f->client, easel_media_registry_find ("comfyui"), f->account,
                                 "sk-secret-key", OWN, on_told, f, NULL);
}

static void
wait_told (Fixture *f, guint n)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (f->n_told < n && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_assert_cmpuint (f->n_told, ==, n);
}

static void
wait_socket (Fixture *f)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (f->socket == NULL && g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  g_assert_nonnull (f->socket);
}

static void
send_preview (Fixture *f, guint8 type, const char *facts, gsize size)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 head[8] = { 0, 0, 0, type, 0, 0, 0, facts != NULL ? (guint8) strlen (facts) : 1 };
  g_autofree guint8 *rest = g_malloc0 (size);

  g_byte_array_append (bytes, head, sizeof head);
  if (facts != NULL)
    g_byte_array_append (bytes, (const guint8 *) facts, (guint) strlen (facts));
  memcpy (rest, "\xff\xd8\xff\xe0", 4);
  g_byte_array_append (bytes, rest, (guint) size);
  soup_websocket_connection_send_binary (f->socket, bytes->data, bytes->len);
}

#define SAY(f, text) soup_websocket_connection_send_text ((f)->socket, text)

static void
test_told (Fixture *f, gconstpointer data)
{
  g_autoptr (DexFuture) watching = watch (f);

  wait_socket (f);
  g_assert_cmpstr (f->query, ==, "clientId=" OWN);
  g_assert_cmpstr (f->key, ==, "Bearer sk-secret-key");
  SAY (f, "{\"type\":\"status\",\"data\":{}}");
  SAY (f, "{\"type\":\"progress\",\"data\":{\"value\":9,\"max\":10,\"prompt_id\":\"another\"}}");
  SAY (f, "{\"type\":\"progress\",\"data\":{\"value\":1,\"max\":0,\"prompt_id\":\"" OWN "\"}}");
  SAY (f, "{\"type\":\"progress\",\"data\":{\"value\":5,\"max\":2}}");
  SAY (f, "not json");
  SAY (f, "{\"type\":\"progress\",\"data\":{\"value\":5,\"max\":20,\"prompt_id\":\"" OWN "\"}}");
  wait_told (f, 1);
  g_assert_cmpfloat (f->progress, ==, 0.25);
  send_preview (f, 3, NULL, 100);
  send_preview (f, 4, "{\"prompt_id\":\"another\"}", 100);
  send_preview (f, 4, "{", 100);
  /* More than libsoup takes unless it is told to. */
  send_preview (f, 1, NULL, 300 * 1024);
  wait_told (f, 2);
  g_assert_cmpuint (g_bytes_get_size (f->preview), ==, 300 * 1024);
  send_preview (f, 4, "{\"prompt_id\":\"" OWN "\"}", 200);
  wait_told (f, 3);
  g_assert_cmpuint (g_bytes_get_size (f->preview), ==, 200);
  soup_websocket_connection_close (f->socket, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  while (dex_future_is_pending (watching))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dex_future_is_resolved (watching));
}

/* Nobody listens any more: the socket is closed, and nobody is told. */
static void
test_dropped (Fixture *f, gconstpointer data)
{
  DexFuture *watching = watch (f);

  wait_socket (f);
  dex_unref (watching);
  wait_for (&f->closed);
  g_assert_cmpuint (f->n_told, ==, 0);
}

/* Dropped while more and more comes: whoever was told is left alone. */
static void
test_flood (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    {
      DexFuture *watching = watch (f);
      guint told;

      wait_socket (f);
      for (guint k = 0; k < 200; k++)
        SAY (f, "{\"type\":\"progress\",\"data\":{\"value\":5,\"max\":20}}");
      told = f->n_told;
      while (f->n_told <= told + i)
        g_main_context_iteration (NULL, TRUE);
      told = f->n_told;
      f->closed = FALSE;
      dex_unref (watching);
      wait_for (&f->closed);
      g_assert_cmpuint (f->n_told, ==, told);
      g_clear_object (&f->socket);
      g_clear_pointer (&f->query, g_free);
      g_clear_pointer (&f->key, g_free);
    }
}

/* A server without one says so, and that is all. */
static void
test_none (Fixture *f, gconstpointer data)
{
  g_autoptr (DexFuture) watching = NULL;

  soup_server_remove_handler (f->server, "/ws");
  watching = watch (f);
  while (dex_future_is_pending (watching))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dex_future_is_rejected (watching));
}

/* Every message cut at every byte: no more is read than is there. */
static void
test_cuts (void)
{
  const EaselMediaProtocol *protocol = easel_media_registry_find ("comfyui");
  static const char whole[] = "\0\0\0\4\0\0\0\16{\"node_id\":1}\n\xff\xd8\xff-------";
  gsize length = sizeof whole - 1;

  for (gsize cut = 0; cut <= length; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new (whole, cut);
      g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
      gboolean told = protocol->read_watch (answer, OWN, TRUE, part);

      g_assert_cmpint (told, ==, answer->preview != NULL);
      g_assert_cmpint (told, ==, cut >= 8 + 14 + 3);
      protocol->read_watch (answer, OWN, FALSE, part);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/comfyui/watch", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/comfyui/watch/dropped", Fixture, NULL, set_up, test_dropped, tear_down);
  g_test_add ("/comfyui/watch/flood", Fixture, NULL, set_up, test_flood, tear_down);
  g_test_add ("/comfyui/watch/none", Fixture, NULL, set_up, test_none, tear_down);
  g_test_add_func ("/comfyui/watch/cuts", test_cuts);
  return g_test_run ();
}
