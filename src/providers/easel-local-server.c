// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-local-server.h"

#include <string.h>

#include "easel-call-private.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-json.h"

/* A server on this computer answers at once or is busy with something else. */
#define PATIENCE (2 * (gint64) G_USEC_PER_SEC)

/* No list of models that says who answers is longer. */
#define LONGEST_ANSWER ((gsize) 1024 * 1024)

/**
 * EaselLocalServer:
 *
 * A program that serves models on this computer at a port that is its custom.
 * It is known by an answer that it alone gives, asked for without a key. Ports
 * and answers: the programs' own documentation of November 2026.
 */
struct _EaselLocalServer
{
  const char *id;
  const char *label;
  const char *protocol;
  guint16 port;
  const char *path;
  const char *question;
  gboolean (*is_known) (JsonNode *root);
};

/* ---- who answers ---- */

static gboolean
is_ollama (JsonNode *root)
{
  return easel_json_get_string (root, "version") != NULL;
}

/* The list of its own API says of each model whether it is loaded. */
static gboolean
is_lm_studio (JsonNode *root)
{
  JsonArray *models = easel_json_get_array (root, "data");

  return models != NULL &&
         (json_array_get_length (models) == 0 || easel_json_get_string (root, "data.0.state") != NULL);
}

static gboolean
is_llama_cpp (JsonNode *root)
{
  return g_strcmp0 (easel_json_get_string (root, "data.0.owned_by"), "llamacpp") == 0;
}

static gboolean
is_vllm (JsonNode *root)
{
  return g_strcmp0 (easel_json_get_string (root, "data.0.owned_by"), "vllm") == 0;
}

/* AUTOMATIC1111 and what came of it: a list of samplers with other names. */
static gboolean
is_automatic1111 (JsonNode *root)
{
  return JSON_NODE_HOLDS_ARRAY (root) && easel_json_get_string (root, "0.name") != NULL &&
         easel_json_get_array (root, "0.aliases") != NULL;
}

static gboolean
is_comfyui (JsonNode *root)
{
  return easel_json_get_object (root, "system") != NULL && easel_json_get_array (root, "devices") != NULL;
}

static const EaselLocalServer servers[] = {
  { "ollama", "Ollama", "ollama", 11434, "", "/api/version", is_ollama },
  { "lmstudio", "LM Studio", "openai", 1234, "/v1", "/api/v0/models", is_lm_studio },
  { "llamacpp", "llama.cpp", "openai", 8080, "/v1", "/v1/models", is_llama_cpp },
  { "vllm", "vLLM", "openai", 8000, "/v1", "/v1/models", is_vllm },
  { "automatic1111", "AUTOMATIC1111", "automatic1111", 7860, "", "/sdapi/v1/samplers", is_automatic1111 },
  { "comfyui", "ComfyUI", "comfyui", 8188, "", "/system_stats", is_comfyui },
};

/* ---- the look ---- */

typedef struct
{
  const EaselLocalServer *server;
  EaselHttpClient *client;
  guint16 port;
} Look;

static void
look_clear (gpointer data)
{
  g_object_unref (((Look *) data)->client);
}

static void
look_unref (gpointer data)
{
  g_rc_box_release_full (data, look_clear);
}

static char *
build_origin (guint16 port)
{
  return g_strdup_printf ("http://127.0.0.1:%u", port);
}

/* llama.cpp answers 503 to everything while it reads the model. */
static gboolean
is_loading (const GError *error)
{
  return error->domain == EASEL_ERROR && easel_error_get_details (error)->http_status == 503 &&
         strstr (error->message, "Loading model") != NULL;
}

static EaselLocalState
judge (const EaselLocalServer *server, GBytes *body)
{
  gsize length;
  const char *bytes = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) root = bytes != NULL ? easel_json_parse (bytes, (gssize) length, NULL) : NULL;

  return root != NULL && server->is_known (root) ? EASEL_LOCAL_READY : EASEL_LOCAL_ABSENT;
}

static DexFuture *
look_fiber (gpointer data)
{
  Look *look = data;
  g_autofree char *origin = build_origin (look->port);
  g_autofree char *url = g_strconcat (origin, look->server->question, NULL);
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("GET", url);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  EaselLocalState state;

  easel_http_request_set_timeouts (request, PATIENCE, PATIENCE, PATIENCE);
  easel_http_request_set_max_body (request, LONGEST_ANSWER);
  easel_http_request_set_attempts (request, 1);
  response = easel_dex_fiber_await_object (easel_http_client_fetch (look->client, request), &error);
  if (response != NULL)
    state = judge (look->server, easel_http_response_get_body (response));
  else
    state = is_loading (error) ? EASEL_LOCAL_LOADING : EASEL_LOCAL_ABSENT;
  return dex_future_new_for_int ((int) state);
}

/**
 * easel_local_server_get:
 * @position: from 0
 *
 * Returns: (transfer none) (nullable): a program that Easel looks for, %NULL
 *   after the last
 */
const EaselLocalServer *
easel_local_server_get (guint position)
{
  return position < G_N_ELEMENTS (servers) ? &servers[position] : NULL;
}

/**
 * easel_local_server_get_id:
 * @self: a program
 *
 * Returns: its id among the known services, such as "ollama"
 */
const char *
easel_local_server_get_id (const EaselLocalServer *self)
{
  return self->id;
}

/**
 * easel_local_server_get_label:
 * @self: a program
 *
 * Returns: what people call it
 */
const char *
easel_local_server_get_label (const EaselLocalServer *self)
{
  return self->label;
}

/**
 * easel_local_server_get_protocol:
 * @self: a program
 *
 * Returns: id of the protocol that an account of it speaks
 */
const char *
easel_local_server_get_protocol (const EaselLocalServer *self)
{
  return self->protocol;
}

/**
 * easel_local_server_get_port:
 * @self: a program
 *
 * Returns: the port that it takes unless it is told otherwise
 */
guint16
easel_local_server_get_port (const EaselLocalServer *self)
{
  return self->port;
}

/**
 * easel_local_server_dup_base_url:
 * @self: a program
 * @port: where it listens
 *
 * Returns: (transfer full): the base URL of an account of it
 */
char *
easel_local_server_dup_base_url (const EaselLocalServer *self, guint16 port)
{
  g_autofree char *origin = build_origin (port);

  return g_strconcat (origin, self->path, NULL);
}

/**
 * easel_local_server_look:
 * @self: a program
 * @client: the way out
 * @port: where it may listen
 *
 * Asks at a port of 127.0.0.1 whether that program answers: one request without
 * a key, given up after two seconds. Dropping the future ends it.
 *
 * Returns: (transfer full): resolves to an #EaselLocalState as an int; what
 *   fails is %EASEL_LOCAL_ABSENT
 */
DexFuture *
easel_local_server_look (const EaselLocalServer *self, EaselHttpClient *client, guint16 port)
{
  Look *look;

  dex_return_error_if_fail (self != NULL);
  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));

  look = g_rc_box_new0 (Look);
  look->server = self;
  look->client = g_object_ref (client);
  look->port = port;
  return easel_dex_fiber_spawn_deep (look_fiber, look, look_unref);
}
