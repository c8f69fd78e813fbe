// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ollama-pull.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-call-private.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-json.h"
#include "easel-ndjson-reader.h"
#include "easel-ollama-private.h"
#include "easel-ollama.h"

/* A line says a few words; a model is of a few parts. */
#define LONGEST_LINE ((gsize) 1024 * 1024)
#define MOST_PARTS 10000

/* One file of a model. */
typedef struct
{
  gint64 completed;
  gint64 total;
} Part;

typedef struct
{
  EaselHttpClient *client;
  EaselAccount *account;
  char *key;
  char *model;
  EaselOllamaPullFunc on_progress;
  gpointer user_data;
  GDestroyNotify destroy;

  EaselNdjsonReader *lines;
  GHashTable *parts;
  char *host;
  GError *error;
  gboolean succeeded;
  gboolean dropped;
} Pull;

static void
pull_clear (gpointer data)
{
  Pull *pull = data;

  g_object_unref (pull->client);
  easel_account_unref (pull->account);
  if (pull->key != NULL)
    explicit_bzero (pull->key, strlen (pull->key));
  g_free (pull->key);
  g_free (pull->model);
  g_free (pull->host);
  easel_ndjson_reader_free (pull->lines);
  g_hash_table_unref (pull->parts);
  g_clear_error (&pull->error);
  if (pull->destroy != NULL)
    pull->destroy (pull->user_data);
}

static void
pull_unref (gpointer data)
{
  g_rc_box_release_full (data, pull_clear);
}

/* Nobody waits any more: nothing is said from here on. */
static void
on_pull_dropped (gpointer data)
{
  Pull *pull = data;

  pull->dropped = TRUE;
  pull_unref (pull);
}

static void
note_part (Pull *pull, JsonNode *root)
{
  const char *digest = easel_json_get_string (root, "digest");
  gint64 completed = 0, total = 0;
  Part *part;

  if (digest == NULL || !easel_json_get_int (root, "total", &total) || total <= 0)
    return;
  easel_json_get_int (root, "completed", &completed);
  part = g_hash_table_lookup (pull->parts, digest);
  if (part == NULL)
    {
      if (g_hash_table_size (pull->parts) >= MOST_PARTS)
        return;
      part = g_new0 (Part, 1);
      g_hash_table_insert (pull->parts, g_strdup (digest), part);
    }
  part->total = total;
  part->completed = CLAMP (completed, 0, total);
}

static void
tell_progress (Pull *pull, const char *status)
{
  EaselOllamaPullProgress progress = { .status = status };
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, pull->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Part *part = value;

      if (part->total > G_MAXINT64 - progress.total)
        break;
      progress.total += part->total;
      progress.completed += part->completed;
    }
  if (!pull->dropped && pull->on_progress != NULL)
    pull->on_progress (&progress, pull->user_data);
}

static void
read_line (Pull *pull, const char *line, gsize length)
{
  g_autoptr (JsonNode) root = easel_json_parse (line, (gssize) length, NULL);
  const char *status;

  if (pull->error != NULL || pull->succeeded)
    return;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      pull->error = easel_http_error_new (200, NULL, line, (gssize) length, pull->host, 0);
      return;
    }
  if (easel_http_error_is_error (root))
    {
      pull->error = easel_http_error_new_for_json (200, NULL, root, pull->host);
      return;
    }
  status = easel_json_get_string (root, "status");
  note_part (pull, root);
  pull->succeeded = g_strcmp0 (status, "success") == 0;
  if (status != NULL)
    tell_progress (pull, status);
}

static void
read_lines (Pull *pull)
{
  const char *line;
  gsize length;

  while (!pull->dropped && (line = easel_ndjson_reader_next (pull->lines, &length)) != NULL)
    read_line (pull, line, length);
}

static EaselHttpResponse *
send_request (Pull *pull, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (EaselHttpRequest) request = NULL;
  EaselHttpFlags flags = EASEL_HTTP_STREAM;
  EaselTextWire *wire;
  char *url = _easel_ollama_build_url (pull->account, "/api/pull", error);
  char *json;

  if (url == NULL)
    return NULL;
  json_object_set_string_member (body, "model", pull->model);
  json_object_set_boolean_member (body, "stream", TRUE);
  json = easel_json_object_to_string (body);
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  wire->body = g_bytes_new_take (json, strlen (json));
  request = _easel_call_make_request (&easel_ollama_protocol, pull->account, pull->key, wire, error);
  easel_text_wire_free (wire);
  if (request == NULL)
    return NULL;
  if (pull->account->allow_http)
    flags |= EASEL_HTTP_ALLOW_HTTP;
  easel_http_request_set_flags (request, flags);
  easel_http_request_set_attempts (request, pull->account->max_retries + 1);
  return easel_dex_fiber_await_object (easel_http_client_send (pull->client, request), error);
}

static gboolean
read_answer (Pull *pull, EaselHttpResponse *response, GError **error)
{
  while (!pull->succeeded && pull->error == NULL)
    {
      g_autoptr (GBytes) bytes = easel_dex_fiber_await_boxed (easel_http_response_read (response), error);
      gsize length;
      const guint8 *data;

      if (bytes == NULL)
        return FALSE;
      data = g_bytes_get_data (bytes, &length);
      if (length == 0)
        {
          if (!easel_ndjson_reader_finish (pull->lines, error))
            return FALSE;
          read_lines (pull);
          break;
        }
      if (!easel_ndjson_reader_push (pull->lines, data, length, error))
        return FALSE;
      read_lines (pull);
    }
  easel_http_response_close (response);
  return TRUE;
}

static DexFuture *
pull_fiber (gpointer data)
{
  Pull *pull = data;
  g_autoptr (EaselHttpResponse) response = NULL;
  GError *error = NULL;

  response = send_request (pull, &error);
  if (response != NULL)
    {
      g_set_str (&pull->host, easel_http_response_get_host (response));
      read_answer (pull, response, &error);
    }
  if (error == NULL && pull->error != NULL)
    error = g_steal_pointer (&pull->error);
  if (error == NULL && !pull->succeeded)
    error = easel_http_error_new_for_transport (EASEL_TRANSPORT_BROKEN, NULL, pull->host);
  if (error != NULL)
    return dex_future_new_for_error (_easel_call_error (error, pull->account, pull->model));
  return dex_future_new_true ();
}

/**
 * easel_ollama_pull_run:
 * @client: the way out
 * @account: where the Ollama server is
 * @key: (nullable): its key
 * @model: name of the model, such as "llama3.2:3b"
 * @on_progress: (nullable) (scope notified): told how far it is, in the calling
 *   thread's main context, as often as the server says something
 * @user_data: given to @on_progress
 * @destroy: (nullable): frees @user_data
 *
 * Lets a server fetch a model. Dropping the future ends it: the server stops,
 * and keeps what it has for the next time, which goes on from there. @user_data
 * lives until @destroy, a little later; @on_progress is not called any more.
 *
 * Returns: (transfer full): resolves to %TRUE when the model is there, or rejects
 *   with an error of %EASEL_ERROR
 */
DexFuture *
easel_ollama_pull_run (EaselHttpClient *client,
                       EaselAccount *account,
                       const char *key,
                       const char *model,
                       EaselOllamaPullFunc on_progress,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  Pull *pull;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (account != NULL);
  dex_return_error_if_fail (model != NULL);

  pull = g_rc_box_new0 (Pull);
  pull->client = g_object_ref (client);
  pull->account = easel_account_ref (account);
  pull->key = g_strdup (key);
  pull->model = g_strdup (model);
  pull->on_progress = on_progress;
  pull->user_data = user_data;
  pull->destroy = destroy;
  pull->lines = easel_ndjson_reader_new (LONGEST_LINE);
  pull->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_rc_box_acquire (pull);
  return _easel_call_spawn (pull_fiber, pull, pull_unref, on_pull_dropped);
}
