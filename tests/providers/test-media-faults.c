// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-json.h"
#include "easel-media-call.h"
#include "easel-media-registry.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

/* Everything that goes wrong × every protocol for pictures and clips, against a real
 * server: the right code, a sentence, nothing of the key, and "may have been billed"
 * where nobody knows and nowhere else. Each test prints how much it tried. */

#define KEY "sk-canary-7f3a9b21c4d5e6f7"

typedef struct
{
  const char *protocol;
  EaselKinds kind;
  const char *model;
  const char *base;
  const char *submit; /* path */
  const char *ticket; /* what it is asked after by; NULL if it answers at once */
  const char *poll;   /* path */
} Way;

static const Way ways[] = {
  { "openai", EASEL_KIND_IMAGE, "m", "/v1", "/v1/images/generations", NULL, NULL },
  { "replicate", EASEL_KIND_IMAGE, "o/m", "/v1", "/v1/models/o/m/predictions", "t1", "/v1/predictions/t1" },
  { "automatic1111", EASEL_KIND_IMAGE, "m", "", "/sdapi/v1/txt2img", NULL, NULL },
  { "comfyui", EASEL_KIND_IMAGE, "m", "", "/prompt", "t1", "/history/t1" },
  { "gemini", EASEL_KIND_IMAGE, "m", "/v1beta", "/v1beta/models/m:generateContent", NULL, NULL },
  { "fal", EASEL_KIND_IMAGE, "o/m", "", "/o/m", "t1", "/q/t1" },
  { "stability", EASEL_KIND_IMAGE, "core", "", "/v2beta/stable-image/generate/core", NULL, NULL },
  { "runway", EASEL_KIND_VIDEO, "m", "/v1", "/v1/text_to_video", "t1", "/v1/tasks/t1" },
  { "pixverse", EASEL_KIND_VIDEO, "m", "/openapi/v2", "/openapi/v2/video/text/generate", "t1",
    "/openapi/v2/video/result/t1" },
  { "gemini-video", EASEL_KIND_VIDEO, "veo-3", "/v1beta", "/v1beta/models/veo-3:predictLongRunning",
    "models/m/operations/t1", "/v1beta/models/m/operations/t1" },
  { "xai-video", EASEL_KIND_VIDEO, "m", "/v1", "/v1/videos/generations", "t1", "/v1/videos/t1" },
  { "openrouter-video", EASEL_KIND_VIDEO, "m", "/v1", "/v1/videos", "t1", "/v1/videos/t1" },
};

typedef struct
{
  EaselTestServer *server;
  EaselHttpClient *client;
  guint n_tried;
  guint n_billed;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->server = easel_test_server_new ();
  f->client = easel_http_client_new ();
  f->n_tried = f->n_billed = 0;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  easel_test_server_free (f->server);
  g_assert_finalize_object (f->client);
  g_test_message ("matrix: %u tried over %u protocols, %u may have been billed", f->n_tried,
                  (guint) G_N_ELEMENTS (ways), f->n_billed);
}

static EaselAccount *
make_account (Fixture *f, const Way *way)
{
  g_autofree char *url = easel_test_server_dup_url (f->server, way->base);
  EaselAccount *account = easel_account_new ("mine", url);

  account->name = g_strdup ("Maker");
  account->max_retries = 0;
  account->idle_timeout = 400 * 1000;
  account->connect_timeout = 5 * G_USEC_PER_SEC;
  return account;
}

static DexFuture *
submit (Fixture *f, const Way *way)
{
  const EaselMediaProtocol *protocol = easel_media_registry_find (way->protocol);
  g_autoptr (EaselAccount) account = make_account (f, way);
  g_autoptr (EaselMediaRequest) request = easel_media_request_new (way->model, "a boat");
  g_autoptr (EaselMediaSchema) schema = NULL;

  request->kind = way->kind;
  request->own_id = g_strdup ("t1");
  schema = protocol->describe (way->model, way->kind, account, NULL);
  f->n_tried++;
  return easel_media_call_submit (f->client, protocol, account, KEY, request, schema, NULL, NULL, NULL);
}

static DexFuture *
poll (Fixture *f, const Way *way)
{
  const EaselMediaProtocol *protocol = easel_media_registry_find (way->protocol);
  g_autoptr (EaselAccount) account = make_account (f, way);
  g_autoptr (EaselMediaTicket) ticket = easel_media_ticket_new (way->ticket);

  if (strcmp (way->protocol, "fal") == 0)
    {
      ticket->poll_url = easel_test_server_dup_url (f->server, way->poll);
      ticket->result_url = g_strdup (ticket->poll_url);
    }
  f->n_tried++;
  return easel_media_call_poll (f->client, protocol, account, KEY, ticket);
}

/* The error of a call, whether it was refused or its answer says so. */
static GError *
fail (Fixture *f, DexFuture *future, const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaAnswer) answer = easel_test_await_boxed (future, &error);

  if (answer != NULL && answer->error != NULL)
    error = g_error_copy (answer->error);
  if (error == NULL)
    g_error ("%s: no error", what);
  if (error->domain != EASEL_ERROR)
    g_error ("%s: %s", what, error->message);
  if (strchr (error->message, '.') == NULL || strstr (error->message, KEY) != NULL)
    g_error ("%s says: %s", what, error->message);
  f->n_billed += easel_error_get_details (error)->may_have_billed;
  return g_steal_pointer (&error);
}

static gboolean
is_billed (const GError *error)
{
  return easel_error_get_details (error)->may_have_billed;
}

/* ---- what services say ---- */

typedef struct
{
  char *name;
  guint status;
  GBytes *body;
  EaselError code;
} Recorded;

static void
recorded_free (gpointer data)
{
  Recorded *recorded = data;

  g_free (recorded->name);
  g_bytes_unref (recorded->body);
  g_free (recorded);
}

static void
add_recorded (GPtrArray *all, const char *name, guint status, const char *text, gsize length)
{
  Recorded *recorded = g_new0 (Recorded, 1);
  g_autoptr (GError) error = easel_http_error_new (status, NULL, text, (gssize) length, "host", 0);

  recorded->name = g_strdup (name);
  recorded->status = status;
  recorded->body = g_bytes_new (text, length);
  recorded->code = (EaselError) error->code;
  g_ptr_array_add (all, recorded);
}

/* Those that were recorded, and one in the form of each service that has none. */
static GPtrArray *
load_errors (void)
{
  static const struct
  {
    guint status;
    const char *body;
  } own[] = {
    { 400, "{\"error\":{\"message\":\"No\",\"type\":\"image_generation_user_error\",\"code\":\"moderation_"
           "blocked\"}}" },
    { 402, "{\"title\":\"Insufficient credit\",\"detail\":\"You have no credit\",\"status\":402}" },
    { 403, "{\"id\":\"1\",\"name\":\"content_moderation\",\"errors\":[\"flagged\"]}" },
    { 422, "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"field required\",\"type\":\"missing\"}]}" },
    { 400, "{\"error\":{\"type\":\"prompt_no_outputs\",\"message\":\"Prompt has no "
           "outputs\"},\"node_errors\":{}}" },
    { 500,
      "{\"error\":\"OutOfMemoryError\",\"detail\":\"\",\"body\":\"\",\"errors\":\"CUDA out of memory\"}" },
    { 502, "<html>bad gateway</html>" },
    { 503, "" },
    { 504, "{\"detail\":\"too slow\"}" },
  };
  const char *folder = g_getenv ("EASEL_WIRE_RECORDINGS");
  GPtrArray *all = g_ptr_array_new_with_free_func (recorded_free);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "expected.json", NULL) : NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *files;
  gsize length;

  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    add_recorded (all, "documented", own[i].status, own[i].body, strlen (own[i].body));
  if (path == NULL || !g_file_get_contents (path, &text, &length, NULL))
    return all;
  root = easel_json_parse (text, (gssize) length, NULL);
  files = easel_json_get_array (root, "files");
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonNode *node = json_array_get_element (files, i);
      const char *name = easel_json_get_string (node, "file");
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autofree char *body = NULL;
      gint64 status;

      if (strstr (name, "/error-") != NULL && easel_json_get_int (node, "http_status", &status) &&
          status >= 400 && g_file_get_contents (file, &body, &length, NULL))
        add_recorded (all, name, (guint) status, body, length);
    }
  return all;
}

static EaselTestAnswer *
answer (Fixture *f, const char *path, guint status, const char *type, GBytes *body)
{
  easel_test_server_clear (f->server);
  return easel_test_server_add_bytes (f->server, path, status, type, g_bytes_get_data (body, NULL),
                                      g_bytes_get_size (body));
}

static EaselTestAnswer *
answer_text (Fixture *f, const char *path, guint status, const char *type, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  return answer (f, path, status, type, body);
}

/* Each error × each protocol, when it is submitted and when it is asked after. */
static void
test_errors (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) all = load_errors ();

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    for (guint i = 0; i < all->len; i++)
      {
        const Recorded *recorded = g_ptr_array_index (all, i);
        const char *type = g_bytes_get_size (recorded->body) > 0 &&
                                   *(const char *) g_bytes_get_data (recorded->body, NULL) == '<'
                               ? "text/html"
                               : "application/json";
        g_autofree char *what =
            g_strdup_printf ("%s × %s %u", ways[w].protocol, recorded->name, recorded->status);
        g_autoptr (GError) submitted = NULL;
        g_autoptr (GError) polled = NULL;
        gboolean open = recorded->status == 502 || recorded->status == 504;
        guint n;

        n = easel_test_server_get_n_requests (f->server);
        answer (f, ways[w].submit, recorded->status, type, recorded->body);
        submitted = fail (f, submit (f, &ways[w]), what);
        if (submitted->code != (int) recorded->code || is_billed (submitted) != open)
          g_error ("%s: code %d for %d, billed %d", what, submitted->code, (int) recorded->code,
                   is_billed (submitted));
        g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, n + 1);
        if (ways[w].ticket == NULL)
          continue;
        answer (f, ways[w].poll, recorded->status, type, recorded->body);
        polled = fail (f, poll (f, &ways[w]), what);
        if (polled->code != (int) recorded->code)
          g_error ("%s, polled: code %d for %d", what, polled->code, (int) recorded->code);
      }
  g_test_message ("count: %u errors", all->len);
}

/* ---- what networks do ---- */

/* An answer that is none: status 200, and not what the protocol says. */
static void
test_nonsense (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *type;
    const char *body;
    gboolean answered; /* by the service, for all that is known */
  } bodies[] = {
    { "text/html", "<!doctype html><html>Sign in</html>", FALSE },
    { "application/json", "", TRUE },
    { "application/json", "{}", TRUE },
    { "application/json", "[]", TRUE },
    { "application/json", "null", TRUE },
    { "application/json", "7", TRUE },
    { "application/json", "{\"data\":[]}", TRUE },
    { "application/json", "{\"data\":[{\"b64_json\":\"AAAA\"}]}", TRUE },
    { "application/json", "{\"id\":", TRUE },
    { "text/plain", "all is well", TRUE },
    { "image/png", "\x89PNG\r\n\x1a\n", TRUE },
    { "application/octet-stream", "\xff\xfe\xfd", TRUE },
  };

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++)
      {
        g_autofree char *what = g_strdup_printf ("%s × %s", ways[w].protocol, bodies[i].body);
        g_autoptr (GError) error = NULL;

        answer_text (f, ways[w].submit, 200, bodies[i].type, bodies[i].body);
        error = fail (f, submit (f, &ways[w]), what);
        if (error->code != EASEL_ERROR_PROTOCOL)
          g_error ("%s: code %d: %s", what, error->code, error->message);
        /* An answer that says that it is done, and gives nothing, is an answer. */
        if (is_billed (error) && !bodies[i].answered)
          g_error ("%s: billed", what);
      }
}

/* Cut off in all ways: whether it may have been billed depends on what was seen. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  static const struct
  {
    EaselTestFault fault;
    int at;
  } faults[] = {
    { EASEL_TEST_FAULT_RESET, EASEL_TEST_BEFORE_HEAD },
    { EASEL_TEST_FAULT_CLOSE, EASEL_TEST_BEFORE_HEAD },
    { EASEL_TEST_FAULT_RESET, 5 },
    { EASEL_TEST_FAULT_CLOSE, 5 },
    { EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD },
    { EASEL_TEST_FAULT_STALL, 5 },
  };

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
      {
        g_autofree char *what = g_strdup_printf ("%s × fault %u", ways[w].protocol, (guint) i);
        g_autoptr (GError) error = NULL;
        g_autoptr (GError) polled = NULL;
        gboolean patient = strcmp (ways[w].protocol, "openai") == 0 ||
                           strcmp (ways[w].protocol, "automatic1111") == 0 ||
                           strcmp (ways[w].protocol, "stability") == 0;
        guint n;

        n = easel_test_server_get_n_requests (f->server);
        /* Who draws for hours with no sign of life is waited for; see below. */
        if (patient && faults[i].fault == EASEL_TEST_FAULT_STALL)
          continue;
        easel_test_answer_set_fault (
            answer_text (f, ways[w].submit, 200, "application/json", "{\"id\":\"t1\",\"status\":\"x\"}"),
            faults[i].fault, faults[i].at);
        error = fail (f, submit (f, &ways[w]), what);
        if (!is_billed (error) || (error->code != EASEL_ERROR_NETWORK && error->code != EASEL_ERROR_TIMEOUT))
          g_error ("%s: code %d, billed %d: %s", what, error->code, is_billed (error), error->message);
        g_assert_cmpuint (easel_test_server_get_n_requests (f->server), ==, n + 1);
        if (ways[w].ticket == NULL)
          continue;
        easel_test_answer_set_fault (
            answer_text (f, ways[w].poll, 200, "application/json", "{\"id\":\"t1\"}"), faults[i].fault,
            faults[i].at);
        polled = fail (f, poll (f, &ways[w]), what);
        if (is_billed (polled) || !easel_error_is_retryable (polled))
          g_error ("%s, polled: code %d", what, polled->code);
      }
}

/* Nobody answers there: nothing was sent, so nothing is billed. */
static void
test_nobody (Fixture *f, gconstpointer data)
{
  guint port = easel_test_server_get_port (f->server);

  easel_test_server_free (f->server);
  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    {
      const EaselMediaProtocol *protocol = easel_media_registry_find (ways[w].protocol);
      g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", port, ways[w].base);
      g_autoptr (EaselAccount) account = easel_account_new ("mine", url);
      g_autoptr (EaselMediaRequest) request = easel_media_request_new (ways[w].model, "a boat");
      g_autoptr (EaselMediaSchema) schema = protocol->describe (ways[w].model, ways[w].kind, account, NULL);
      g_autoptr (GError) error = NULL;

      request->kind = ways[w].kind;
      f->n_tried++;
      error = fail (
          f, easel_media_call_submit (f->client, protocol, account, KEY, request, schema, NULL, NULL, NULL),
          ways[w].protocol);
      g_assert_cmpint (error->code, ==, EASEL_ERROR_NETWORK);
      g_assert_false (is_billed (error));
    }
  f->server = easel_test_server_new ();
}

/* One that works for ever is asked again and again, and nothing piles up. */
static void
test_never (Fixture *f, gconstpointer data)
{
  static const char running[] =
      "{\"id\":\"t1\",\"name\":\"models/m/operations/t1\",\"status\":\"IN_PROGRESS\","
      "\"ErrCode\":0,\"Resp\":{\"status\":5}}";

  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    {
      if (ways[w].ticket == NULL)
        continue;
      answer_text (f, ways[w].poll, 200, "application/json", running);
      for (guint i = 0; i < 25; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (EaselMediaAnswer) said = easel_test_await_boxed (poll (f, &ways[w]), &error);

          g_assert_no_error (error);
          g_assert_cmpint (said->state, <=, EASEL_MEDIA_RUNNING);
          g_assert_cmpuint (said->outputs->len, ==, 0);
        }
    }
}

/* ---- what was made ---- */

static DexFuture *
download (Fixture *f, EaselKinds kind)
{
  g_autofree char *url = easel_test_server_dup_url (f->server, "/file");
  g_autoptr (EaselAccount) account = make_account (f, &ways[1]);

  f->n_tried++;
  return easel_media_call_download (f->client, easel_media_registry_find ("replicate"), account, KEY, url,
                                    kind);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *type;
    const char *body;
    EaselKinds kind;
    const char *says;
  } files[] = {
    { "image/png", "", EASEL_KIND_IMAGE, "0 bytes" },
    { "image/png", "<html>gone</html>", EASEL_KIND_IMAGE, "web page" },
    { "text/html", "gone", EASEL_KIND_IMAGE, "web page" },
    { "image/png", "not a picture", EASEL_KIND_IMAGE, "no picture" },
    { "video/mp4", "\x89PNG\r\n\x1a\n", EASEL_KIND_VIDEO, "picture where a clip" },
    { "image/png", "\x1a\x45\xdf\xa3", EASEL_KIND_IMAGE, "clip where a picture" },
  };
  g_autoptr (GError) cut = NULL;
  g_autoptr (GError) stalled = NULL;
  g_autoptr (GError) large = NULL;
  EaselTestAnswer *more;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;

      answer_text (f, "/file", 200, files[i].type, files[i].body);
      error = fail (f, download (f, files[i].kind), files[i].says);
      g_assert_cmpint (error->code, ==, EASEL_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, files[i].says));
    }
  easel_test_answer_set_fault (answer_text (f, "/file", 200, "image/png", "\x89PNG\r\n\x1a\n--------"),
                               EASEL_TEST_FAULT_CLOSE, 10);
  cut = fail (f, download (f, EASEL_KIND_IMAGE), "cut");
  g_assert_cmpint (cut->code, ==, EASEL_ERROR_NETWORK);
  easel_test_answer_set_fault (answer_text (f, "/file", 200, "image/png", "\x89PNG\r\n\x1a\n--------"),
                               EASEL_TEST_FAULT_STALL, 10);
  stalled = fail (f, download (f, EASEL_KIND_IMAGE), "stalled");
  g_assert_cmpint (stalled->code, ==, EASEL_ERROR_TIMEOUT);
  /* More than any picture: given up at the head, which says how much comes. */
  {
    g_autofree char *block = g_strnfill (1024 * 1024, 'a');

    more = answer_text (f, "/file", 200, "image/png", block);
    easel_test_answer_set_repeat (more, 200);
  }
  large = fail (f, download (f, EASEL_KIND_IMAGE), "large");
  g_assert_cmpint (large->code, ==, EASEL_ERROR_PROTOCOL);
}

/* Where an answer leads to, the key does not go: only to the provider's own place. */
static void
test_key (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselTestServer) home = easel_test_server_new_tls ();
  g_autoptr (EaselTestServer) other = easel_test_server_new_tls_like (home);
  g_autoptr (GTlsDatabase) trust = easel_test_server_make_trust (home);
  g_autoptr (EaselHttpClient) client = g_object_new (EASEL_TYPE_HTTP_CLIENT, "tls-database", trust, NULL);
  g_autofree char *url = easel_test_server_dup_url (other, "/file");
  g_autofree char *base = easel_test_server_dup_url (home, "/v1");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", base);
  const EaselTestRequest *request;
  g_autofree char *sent = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (other, "/file", 200, "image/png", "\x89PNG\r\n\x1a\n");
  for (gsize w = 0; w < G_N_ELEMENTS (ways); w++)
    {
      const EaselMediaProtocol *protocol = easel_media_registry_find (ways[w].protocol);
      guint n = easel_test_server_get_n_requests (other);
      g_autoptr (EaselMediaAnswer) got = easel_test_await_boxed (
          easel_media_call_download (client, protocol, account, KEY, url, EASEL_KIND_IMAGE), &error);

      g_assert_no_error (error);
      g_assert_cmpuint (got->outputs->len, ==, 1);
      request = easel_test_server_get_request (other, n);
      g_assert_null (strstr (request->head, KEY));
      g_assert_null (strstr (request->target, KEY));
      f->n_tried++;
    }
  /* To the provider it goes, in the one header: so the search above can find it. */
  answer_text (f, ways[0].submit, 401, "application/json", "{}");
  error = fail (f, submit (f, &ways[0]), "key");
  request = easel_test_server_get_request (f->server, 0);
  sent = easel_test_request_dup_header (request, "Authorization");
  g_assert_cmpstr (sent, ==, "Bearer " KEY);
  g_assert_null (strstr (request->target, KEY));
}

#define ADD(path, func) g_test_add ("/media-faults/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("errors", test_errors);
  ADD ("nonsense", test_nonsense);
  ADD ("cut", test_cut);
  ADD ("nobody", test_nobody);
  ADD ("never", test_never);
  ADD ("files", test_files);
  ADD ("key", test_key);
  return g_test_run ();
}
