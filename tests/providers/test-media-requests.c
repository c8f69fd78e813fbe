// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-media-registry.h"

/* What each protocol for pictures and clips sends. */

typedef struct
{
  const EaselMediaProtocol *protocol;
  EaselAccount *account;
  EaselMediaRequest *request;
  EaselMediaSchema *schema;
  EaselMediaWire *wire;
  JsonNode *sent;
} Case;

static const guint8 picture[] = "\x89PNG\r\n\x1a\n-a-small-picture";

static void
case_clear (Case *c)
{
  g_clear_pointer (&c->account, easel_account_unref);
  g_clear_pointer (&c->request, easel_media_request_unref);
  g_clear_pointer (&c->schema, easel_media_schema_unref);
  g_clear_pointer (&c->wire, easel_media_wire_free);
  g_clear_pointer (&c->sent, json_node_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

static Case
begin (const char *protocol, const char *base, const char *model)
{
  Case c = { .protocol = easel_media_registry_find (protocol) };

  g_assert_nonnull (c.protocol);
  c.account = easel_account_new ("mine", base);
  c.request = easel_media_request_new (model, "a boat");
  c.request->own_id = g_strdup ("11111111-2222-3333-4444-555555555555");
  return c;
}

static void
add_reference (Case *c)
{
  g_autoptr (GBytes) bytes = g_bytes_new (picture, sizeof picture - 1);

  easel_media_request_add_reference (c->request, bytes, "image/png");
}

static void
describe (Case *c, const char *json)
{
  g_autoptr (JsonNode) root = json != NULL ? easel_json_parse (json, -1, NULL) : NULL;

  g_assert_true (json == NULL || root != NULL);
  g_clear_pointer (&c->schema, easel_media_schema_unref);
  c->schema = c->protocol->describe (c->request->model, c->request->kind, c->account, root);
}

/* Builds it, and says whether the limits let it pass. */
static void
build (Case *c)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *body;

  if (c->schema == NULL)
    describe (c, NULL);
  g_assert_true (easel_media_schema_check (c->schema, c->request, &error));
  c->wire = c->protocol->build_submit (c->request, c->schema, c->account, &error);
  g_assert_no_error (error);
  g_assert_nonnull (c->wire);
  body = g_bytes_get_data (c->wire->body, &length);
  if (g_str_has_prefix (c->wire->content_type, "application/json"))
    c->sent = easel_json_parse (body, (gssize) length, NULL);
  /* The key is put in later, as a header, and by nobody else. */
  for (guint i = 0; c->wire->headers != NULL && c->wire->headers[i] != NULL; i += 2)
    g_assert_cmpint (g_ascii_strcasecmp (c->wire->headers[i], c->protocol->key_header), !=, 0);
}

static void
assert_text (Case *c, const char *path, const char *text)
{
  g_assert_cmpstr (easel_json_get_string (c->sent, path), ==, text);
}

static void
assert_number (Case *c, const char *path, double wanted)
{
  double number;

  g_assert_true (easel_json_get_double (c->sent, path, &number));
  g_assert_cmpfloat (number, ==, wanted);
}

static gboolean
has_bytes (Case *c, const char *text)
{
  gsize length;
  const char *body = g_bytes_get_data (c->wire->body, &length);

  return memmem (body, length, text, strlen (text)) != NULL;
}

static void
assert_refused (Case *c)
{
  g_autoptr (GError) error = NULL;

  if (c->schema == NULL)
    describe (c, NULL);
  g_assert_false (easel_media_schema_check (c->schema, c->request, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_nonnull (strstr (error->message, "."));
}

/* ---- OpenAI ---- */

static void
test_openai (void)
{
  g_auto (Case) c = begin ("openai", "https://api.openai.com/v1", "gpt-image-2");

  c.request->width = 1536;
  c.request->height = 1024;
  c.request->count = 3;
  c.request->quality = g_strdup ("high");
  build (&c);
  g_assert_cmpstr (c.wire->url, ==, "https://api.openai.com/v1/images/generations");
  assert_text (&c, "size", "1536x1024");
  assert_text (&c, "quality", "high");
  assert_number (&c, "n", 3);
  g_assert_null (easel_json_get_node (c.sent, "response_format"));
  g_assert_null (easel_json_get_node (c.sent, "seed"));
  /* Several come at once, whole. */
  g_assert_null (easel_json_get_node (c.sent, "stream"));
  c.request->width = 1530;
  assert_refused (&c);
  c.request->width = 1536;
  g_set_str (&c.request->quality, "splendid");
  assert_refused (&c);
  g_set_str (&c.request->quality, "high");
  c.request->width = 3840;
  c.request->height = 1264;
  assert_refused (&c);
}

static void
test_openai_edit (void)
{
  g_auto (Case) c = begin ("openai", "https://api.openai.com/v1", "gpt-image-2");
  g_auto (Case) other = begin ("openai", "https://api.x.ai/v1", "grok-imagine-image");
  g_autoptr (GBytes) mask = g_bytes_new_static ("mask-bytes", 10);

  easel_media_request_set_mask (c.request, mask, "image/png");
  assert_refused (&c);
  c.request->previews = TRUE;
  add_reference (&c);
  add_reference (&c);
  build (&c);
  g_assert_cmpstr (c.wire->url, ==, "https://api.openai.com/v1/images/edits");
  g_assert_true (g_str_has_prefix (c.wire->content_type, "multipart/form-data; boundary="));
  g_assert_true (has_bytes (&c, "name=\"image[]\"; filename=\"image-2.png\""));
  g_assert_true (has_bytes (&c, "name=\"mask\"; filename=\"mask.png\""));
  g_assert_true (has_bytes (&c, "mask-bytes"));
  g_assert_true (has_bytes (&c, "name=\"prompt\"\r\n\r\na boat\r\n"));
  g_assert_true (has_bytes (&c, "name=\"stream\"\r\n\r\ntrue\r\n"));

  add_reference (&other);
  easel_media_request_set_mask (other.request, mask, "image/png");
  assert_refused (&other);
}

static void
test_openai_others (void)
{
  g_auto (Case) xai = begin ("openai", "https://api.x.ai/v1", "grok-imagine-image");
  g_auto (Case) router = begin ("openai", "https://openrouter.ai/api/v1", "google/gemini-image");

  xai.request->width = 1920;
  xai.request->height = 1080;
  add_reference (&xai);
  build (&xai);
  g_assert_cmpstr (xai.wire->url, ==, "https://api.x.ai/v1/images/edits");
  assert_text (&xai, "aspect_ratio", "16:9");
  assert_text (&xai, "response_format", "b64_json");
  g_assert_true (g_str_has_prefix (easel_json_get_string (xai.sent, "image.url"), "data:image/png;base64,"));

  router.request->seed = 5;
  add_reference (&router);
  build (&router);
  g_assert_cmpstr (router.wire->url, ==, "https://openrouter.ai/api/v1/images");
  assert_number (&router, "seed", 5);
  assert_text (&router, "input_references.0.type", "image_url");
}

/* ---- Replicate ---- */

#define VERSION "39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b"
#define SCHEMA(official, properties)                                                                         \
  "{\"is_official\":" official ",\"latest_version\":{\"id\":\"" VERSION                                      \
  "\",\"openapi_schema\":{\"components\":{\"schemas\":{\"Input\":{\"properties\":{\"prompt\":{}," properties \
  "}},\"aspect_ratio\":{\"enum\":[\"1:1\",\"16:9\",\"custom\"]},\"ratio\":{\"enum\":[\"1:1\",\"16:9\"]}}}}}" \
  "}"

static void
test_replicate_ways (void)
{
  g_auto (Case) official = begin ("replicate", NULL, "maker/model");
  g_auto (Case) latest = begin ("replicate", NULL, "maker/model");
  g_auto (Case) named = begin ("replicate", NULL, "maker/model:" VERSION);

  describe (&official, SCHEMA ("true", "\"seed\":{}"));
  build (&official);
  g_assert_cmpstr (official.wire->url, ==, "https://api.replicate.com/v1/models/maker/model/predictions");
  g_assert_null (easel_json_get_node (official.sent, "version"));
  g_assert_cmpstr (official.wire->headers[0], ==, "Prefer");
  describe (&latest, SCHEMA ("false", "\"seed\":{}"));
  build (&latest);
  g_assert_cmpstr (latest.wire->url, ==, "https://api.replicate.com/v1/predictions");
  assert_text (&latest, "version", VERSION);
  build (&named);
  g_assert_cmpstr (named.wire->url, ==, "https://api.replicate.com/v1/predictions");
  assert_text (&named, "version", VERSION);
}

static void
test_replicate_inputs (void)
{
  g_auto (Case) custom = begin ("replicate", NULL, "maker/model");
  g_auto (Case) ratio = begin ("replicate", NULL, "maker/model");
  g_auto (Case) several = begin ("replicate", NULL, "maker/model");

  describe (&custom,
            SCHEMA ("true", "\"aspect_ratio\":{\"$ref\":\"#/components/schemas/aspect_ratio\"},"
                            "\"width\":{\"minimum\":256,\"maximum\":1440},\"height\":{},"
                            "\"duration\":{\"enum\":[5,10]},\"image\":{\"format\":\"uri\"},\"mask\":{}"));
  custom.request->width = 512;
  custom.request->height = 384;
  custom.request->duration = 5;
  add_reference (&custom);
  easel_media_request_set_mask (
      custom.request, ((EaselMediaInput *) custom.request->references->pdata[0])->data, "image/png");
  build (&custom);
  assert_text (&custom, "input.aspect_ratio", "custom");
  assert_number (&custom, "input.width", 512);
  assert_number (&custom, "input.duration", 5);
  g_assert_true (g_str_has_prefix (easel_json_get_string (custom.sent, "input.image"), "data:image/png"));
  g_assert_true (g_str_has_prefix (easel_json_get_string (custom.sent, "input.mask"), "data:image/png"));

  describe (&ratio, SCHEMA ("true", "\"aspect_ratio\":{\"$ref\":\"#/components/schemas/ratio\"}"));
  ratio.request->width = 1280;
  ratio.request->height = 720;
  build (&ratio);
  assert_text (&ratio, "input.aspect_ratio", "16:9");
  g_assert_null (easel_json_get_node (ratio.sent, "input.width"));
  add_reference (&ratio);
  assert_refused (&ratio);

  describe (&several, SCHEMA ("true", "\"input_images\":{\"type\":\"array\",\"maxItems\":2}"));
  add_reference (&several);
  add_reference (&several);
  build (&several);
  g_assert_cmpuint (json_array_get_length (easel_json_get_array (several.sent, "input.input_images")), ==, 2);
  add_reference (&several);
  assert_refused (&several);
}

/* What is large goes ahead, and by the name that it got there. */
static void
test_replicate_upload (void)
{
  g_auto (Case) c = begin ("replicate", NULL, "maker/model");
  g_autoptr (GBytes) large = g_bytes_new_take (g_malloc0 (300 * 1024), 300 * 1024);
  g_autoptr (GBytes) answer =
      g_bytes_new_static ("{\"id\":\"f1\",\"urls\":{\"get\":\"https://api.replicate.com/v1/files/f1\"}}", 66);
  g_autoptr (EaselMediaBody) body = easel_media_body_parse (answer, NULL);
  g_autoptr (EaselMediaWire) wire = NULL;
  EaselMediaInput *input;
  const EaselMediaReply reply = { 201, NULL, "application/json", answer, body, "" };

  add_reference (&c);
  input = c.request->references->pdata[0];
  g_assert_null (c.protocol->build_upload (input, c.account, NULL));
  g_bytes_unref (input->data);
  input->data = g_bytes_ref (large);
  wire = c.protocol->build_upload (input, c.account, NULL);
  g_assert_cmpstr (wire->url, ==, "https://api.replicate.com/v1/files");
  g_assert_nonnull (body);
  c.protocol->read_upload (input, &reply);
  g_assert_cmpstr (input->uploaded, ==, "https://api.replicate.com/v1/files/f1");
  build (&c);
  assert_text (&c, "input.image", "https://api.replicate.com/v1/files/f1");
}

/* ---- servers of one's own ---- */

static void
test_automatic1111 (void)
{
  g_auto (Case) c = begin ("automatic1111", NULL, "dream");

  c.request->width = c.request->height = 768;
  c.request->strength = 0.4;
  c.request->count = 2;
  add_reference (&c);
  build (&c);
  g_assert_cmpstr (c.wire->url, ==, "http://127.0.0.1:7860/sdapi/v1/img2img");
  g_assert_nonnull (easel_json_get_string (c.sent, "init_images.0"));
  assert_number (&c, "denoising_strength", 0.4);
  assert_number (&c, "n_iter", 2);
  assert_number (&c, "seed", -1);
  c.request->width = 770;
  assert_refused (&c);
}

static void
test_comfyui (void)
{
  g_auto (Case) c = begin ("comfyui", NULL, "model.safetensors");
  g_autoptr (EaselMediaWire) upload = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) workflow = NULL;
  EaselMediaInput *input;

  add_reference (&c);
  input = c.request->references->pdata[0];
  upload = c.protocol->build_upload (input, c.account, &error);
  g_assert_cmpstr (upload->url, ==, "http://127.0.0.1:8188/upload/image");
  g_set_str (&input->uploaded, "easel/one.png");
  build (&c);
  assert_text (&c, "prompt.10.inputs.image", "easel/one.png");
  assert_text (&c, "prompt.5.class_type", "VAEEncode");
  assert_text (&c, "prompt.4.inputs.ckpt_name", "model.safetensors");
  assert_number (&c, "prompt.3.inputs.denoise", 0.75);
  assert_text (&c, "client_id", "11111111-2222-3333-4444-555555555555");

  /* A workflow of the user's that loads none. */
  c.request->extra = json_object_new ();
  workflow = easel_json_parse ("{\"1\":{\"class_type\":\"KSampler\",\"inputs\":{\"positive\":[\"2\",0],"
                               "\"latent_image\":[\"3\",0]}}}",
                               -1, NULL);
  json_object_set_member (c.request->extra, "workflow", json_node_copy (workflow));
  g_assert_null (c.protocol->build_submit (c.request, c.schema, c.account, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

/* ---- clips ---- */

static Case
begin_clip (const char *protocol, const char *base, const char *model)
{
  Case c = begin (protocol, base, model);

  c.request->kind = EASEL_KIND_VIDEO;
  return c;
}

static void
test_veo (void)
{
  g_auto (Case) c = begin_clip ("gemini-video", NULL, "veo-3.1-generate-preview");
  g_autoptr (EaselMediaTicket) ticket = easel_media_ticket_new ("models/veo/operations/x1");
  g_autoptr (EaselMediaWire) poll = NULL;

  c.request->ratio = g_strdup ("9:16");
  c.request->duration = 6;
  c.request->quality = g_strdup ("1080p");
  c.request->negative = g_strdup ("fog");
  add_reference (&c);
  build (&c);
  g_assert_cmpstr (c.wire->url, ==,
                   "https://generativelanguage.googleapis.com/v1beta/models/"
                   "veo-3.1-generate-preview:predictLongRunning");
  assert_text (&c, "instances.0.prompt", "a boat");
  assert_text (&c, "instances.0.image.mimeType", "image/png");
  assert_text (&c, "parameters.aspectRatio", "9:16");
  assert_text (&c, "parameters.resolution", "1080p");
  assert_text (&c, "parameters.negativePrompt", "fog");
  assert_number (&c, "parameters.durationSeconds", 6);
  poll = c.protocol->build_poll (ticket, c.account, NULL);
  g_assert_cmpstr (poll->url, ==,
                   "https://generativelanguage.googleapis.com/v1beta/models/veo/operations/x1");
  c.request->duration = 5;
  assert_refused (&c);
}

static void
test_clips (void)
{
  g_auto (Case) xai = begin_clip ("xai-video", NULL, "grok-imagine-video");
  g_auto (Case) router = begin_clip ("openrouter-video", NULL, "google/veo-3.1");

  xai.request->duration = 8;
  xai.request->width = 1280;
  xai.request->height = 720;
  add_reference (&xai);
  build (&xai);
  g_assert_cmpstr (xai.wire->url, ==, "https://api.x.ai/v1/videos/generations");
  assert_number (&xai, "duration", 8);
  assert_text (&xai, "aspect_ratio", "16:9");
  g_assert_true (g_str_has_prefix (easel_json_get_string (xai.sent, "image.url"), "data:"));
  xai.request->duration = 16;
  assert_refused (&xai);

  router.request->seed = 3;
  router.request->quality = g_strdup ("720p");
  add_reference (&router);
  build (&router);
  g_assert_cmpstr (router.wire->url, ==, "https://openrouter.ai/api/v1/videos");
  assert_text (&router, "resolution", "720p");
  assert_text (&router, "frame_images.0.frame_type", "first_frame");
  assert_number (&router, "seed", 3);
}

/* Which way an account goes depends on who it is and what is wanted. */
static void
test_companions (void)
{
  g_autoptr (EaselAccount) xai = easel_account_new ("x", "https://api.x.ai/v1");
  g_autoptr (EaselAccount) router = easel_account_new ("r", "https://openrouter.ai/api/v1");
  g_autoptr (EaselAccount) openai = easel_account_new ("o", "https://api.openai.com/v1");
  g_autoptr (EaselAccount) gemini = easel_account_new ("g", NULL);
  const struct
  {
    const char *protocol;
    const EaselAccount *account;
    const char *model;
    EaselKinds kind;
    const char *wanted;
  } ways[] = {
    { "openai-responses", xai, "grok-imagine-video", EASEL_KIND_VIDEO, "xai-video" },
    { "openai-responses", xai, "grok-imagine-image", EASEL_KIND_IMAGE, "openai" },
    { "openai", router, "google/veo-3.1", EASEL_KIND_VIDEO, "openrouter-video" },
    { "openai", openai, "sora-2", EASEL_KIND_VIDEO, NULL },
    { "gemini", gemini, "veo-3.1-generate", EASEL_KIND_VIDEO, "gemini-video" },
    { "gemini", gemini, "gemini-omni-flash-preview", EASEL_KIND_VIDEO, NULL },
    { "gemini", gemini, "gemini-3-pro-image-preview", EASEL_KIND_IMAGE, "gemini" },
    { "anthropic", openai, "claude", EASEL_KIND_IMAGE, NULL },
    { "runway", openai, "gen4.5", EASEL_KIND_VIDEO, "runway" },
  };
  guint n;

  for (gsize i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      const EaselMediaProtocol *protocol =
          easel_media_registry_find_for (ways[i].protocol, ways[i].account, ways[i].model, ways[i].kind);

      g_assert_cmpstr (protocol != NULL ? protocol->id : NULL, ==, ways[i].wanted);
    }
  /* Nobody makes an account of one of them. */
  g_assert_nonnull (easel_media_registry_find ("xai-video"));
  for (guint i = 0; i < (easel_media_registry_list (&n), n); i++)
    g_assert_false (g_str_has_suffix (easel_media_registry_list (&n)[i]->id, "-video"));
}

static void
test_stability (void)
{
  g_auto (Case) core = begin ("stability", NULL, "core");
  g_auto (Case) large = begin ("stability", NULL, "sd3.5-large");

  core.request->ratio = g_strdup ("16:9");
  core.request->seed = 7;
  core.request->negative = g_strdup ("fog");
  build (&core);
  g_assert_cmpstr (core.wire->url, ==, "https://api.stability.ai/v2beta/stable-image/generate/core");
  g_assert_cmpstr (core.wire->headers[1], ==, "application/json");
  g_assert_true (g_str_has_prefix (core.wire->content_type, "multipart/form-data"));
  g_assert_true (has_bytes (&core, "name=\"aspect_ratio\"\r\n\r\n16:9\r\n"));
  g_assert_true (has_bytes (&core, "name=\"seed\"\r\n\r\n7\r\n"));
  add_reference (&core);
  assert_refused (&core);

  large.request->strength = 0.5;
  add_reference (&large);
  build (&large);
  g_assert_cmpstr (large.wire->url, ==, "https://api.stability.ai/v2beta/stable-image/generate/sd3");
  g_assert_true (has_bytes (&large, "name=\"model\"\r\n\r\nsd3.5-large\r\n"));
  g_assert_true (has_bytes (&large, "name=\"mode\"\r\n\r\nimage-to-image\r\n"));
  g_assert_true (has_bytes (&large, "name=\"strength\"\r\n\r\n0.5\r\n"));
}

static void
test_runway (void)
{
  g_auto (Case) clip = begin_clip ("runway", NULL, "gen4.5");
  g_auto (Case) still = begin ("runway", NULL, "gen4_image");

  clip.request->width = 720;
  clip.request->height = 1280;
  clip.request->duration = 10;
  clip.request->seed = 2;
  add_reference (&clip);
  build (&clip);
  g_assert_cmpstr (clip.wire->url, ==, "https://api.dev.runwayml.com/v1/image_to_video");
  g_assert_cmpstr (clip.wire->headers[0], ==, "X-Runway-Version");
  assert_text (&clip, "ratio", "720:1280");
  assert_number (&clip, "duration", 10);
  g_assert_true (g_str_has_prefix (easel_json_get_string (clip.sent, "promptImage"), "data:"));
  clip.request->width = 721;
  assert_refused (&clip);
  build (&still);
  g_assert_cmpstr (still.wire->url, ==, "https://api.dev.runwayml.com/v1/text_to_image");
  assert_text (&still, "ratio", "1920:1080");
}

static void
test_pixverse (void)
{
  g_auto (Case) text = begin_clip ("pixverse", NULL, "v5");
  g_auto (Case) from = begin_clip ("pixverse", NULL, "v5");
  g_autofree char *trace = NULL;
  g_autoptr (EaselMediaWire) upload = NULL;
  EaselMediaInput *input;

  text.request->duration = 8;
  build (&text);
  g_assert_cmpstr (text.wire->url, ==, "https://app-api.pixverse.ai/openapi/v2/video/text/generate");
  assert_number (&text, "duration", 8);
  assert_text (&text, "aspect_ratio", "16:9");
  trace = g_strdup (text.wire->headers[1]);
  add_reference (&from);
  input = from.request->references->pdata[0];
  upload = from.protocol->build_upload (input, from.account, NULL);
  g_assert_cmpstr (upload->url, ==, "https://app-api.pixverse.ai/openapi/v2/image/upload");
  g_set_str (&input->uploaded, "4711");
  build (&from);
  g_assert_cmpstr (from.wire->url, ==, "https://app-api.pixverse.ai/openapi/v2/video/img/generate");
  assert_number (&from, "img_id", 4711);
  g_assert_cmpstr (from.wire->headers[1], !=, trace);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media-requests/openai", test_openai);
  g_test_add_func ("/media-requests/openai/edit", test_openai_edit);
  g_test_add_func ("/media-requests/openai/others", test_openai_others);
  g_test_add_func ("/media-requests/replicate/ways", test_replicate_ways);
  g_test_add_func ("/media-requests/replicate/inputs", test_replicate_inputs);
  g_test_add_func ("/media-requests/replicate/upload", test_replicate_upload);
  g_test_add_func ("/media-requests/automatic1111", test_automatic1111);
  g_test_add_func ("/media-requests/comfyui", test_comfyui);
  g_test_add_func ("/media-requests/veo", test_veo);
  g_test_add_func ("/media-requests/clips", test_clips);
  g_test_add_func ("/media-requests/companions", test_companions);
  g_test_add_func ("/media-requests/stability", test_stability);
  g_test_add_func ("/media-requests/runway", test_runway);
  g_test_add_func ("/media-requests/pixverse", test_pixverse);
  return g_test_run ();
}
