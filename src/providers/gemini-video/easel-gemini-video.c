// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini-video.h"

#include <string.h>

#include "easel-json.h"

/* Clips of Veo, as operations that are asked after:
 * https://ai.google.dev/gemini-api/docs/video, a recorded operation from its beginning
 * to its end. Where the clip lies wants the key, and is on the service's own host. */

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "16:9", "9:16", NULL };
  static const char *const qualities[] = { "720p", "1080p", NULL };
  static const double durations[] = { 4, 6, 8 };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_VIDEO);

  schema->ratios = g_strdupv ((GStrv) ratios);
  schema->takes = EASEL_MEDIA_TAKES_NEGATIVE | EASEL_MEDIA_TAKES_SEED;
  schema->max_seed = G_MAXUINT32;
  schema->max_references = 1;
  /* The second one has lengths of its own, and no choice of size. */
  if (g_str_has_prefix (model, "veo-2"))
    {
      schema->min_duration = 5;
      schema->max_duration = 8;
      return schema;
    }
  schema->qualities = g_strdupv ((GStrv) qualities);
  schema->durations = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (schema->durations, durations, G_N_ELEMENTS (durations));
  return schema;
}

static JsonObject *
make_parameters (const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  JsonObject *parameters = json_object_new ();
  const char *ratio = easel_media_choose_ratio (request, schema);

  if (ratio != NULL)
    json_object_set_string_member (parameters, "aspectRatio", ratio);
  if (request->duration > 0)
    json_object_set_int_member (parameters, "durationSeconds", (gint64) request->duration);
  if (request->quality != NULL)
    json_object_set_string_member (parameters, "resolution", request->quality);
  if (request->negative != NULL && *request->negative != '\0')
    json_object_set_string_member (parameters, "negativePrompt", request->negative);
  if (request->seed >= 0)
    json_object_set_int_member (parameters, "seed", request->seed);
  return parameters;
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (request->model, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/models/%s:predictLongRunning", escaped);
  char *url = easel_media_build_url (&easel_gemini_video_protocol, account, "/v1beta", path, NULL, error);
  EaselMediaWire *wire;
  JsonObject *body, *instance;
  JsonArray *instances;

  if (url == NULL)
    return NULL;
  instance = json_object_new ();
  json_object_set_string_member (instance, "prompt", request->prompt);
  if (request->references->len > 0)
    {
      const EaselMediaInput *input = g_ptr_array_index (request->references, 0);
      g_autofree char *base64 = easel_media_input_to_base64 (input);
      JsonObject *image = json_object_new ();

      json_object_set_string_member (image, "bytesBase64Encoded", base64);
      json_object_set_string_member (image, "mimeType", input->mime_type);
      json_object_set_object_member (instance, "image", image);
    }
  instances = json_array_new ();
  json_array_add_object_element (instances, instance);
  body = json_object_new ();
  json_object_set_array_member (body, "instances", instances);
  json_object_set_object_member (body, "parameters", make_parameters (request, schema));
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_take_json (wire, body);
  return wire;
}

/* "models/M/operations/O" and nothing that leads elsewhere. */
static gboolean
is_operation (const char *name)
{
  return name != NULL && strstr (name, "operations/") != NULL && strstr (name, "..") == NULL &&
         *name != '/' && strpbrk (name, "?#%\\") == NULL;
}

static void
read_samples (EaselMediaAnswer *answer, const EaselMediaBody *body, JsonNode *response)
{
  JsonArray *samples = easel_json_get_array (response, "generatedSamples");
  gint64 n_filtered = 0;

  answer->state = EASEL_MEDIA_DONE;
  for (guint i = 0; samples != NULL && i < json_array_get_length (samples); i++)
    {
      JsonNode *sample = json_array_get_element (samples, i);
      const char *uri = easel_json_get_string (sample, "video.uri");
      const char *type = easel_json_get_string (sample, "video.encoding");
      g_autoptr (GBytes) data = NULL;

      if (uri == NULL)
        data = easel_media_body_decode (body, easel_json_get_string (sample, "video.encodedVideo"));
      if (uri != NULL || data != NULL)
        easel_media_answer_add (answer, data, uri, type);
    }
  if (answer->outputs->len == 0 && easel_json_get_int (response, "raiMediaFilteredCount", &n_filtered) &&
      n_filtered > 0)
    easel_media_answer_fail (answer, easel_media_refused_error_new (
                                         easel_media_answer_get_from (answer),
                                         easel_json_get_string (response, "raiMediaFilteredReasons.0")));
}

static void
read_operation (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *name = root != NULL ? easel_json_get_string (root, "name") : NULL;
  JsonNode *response;

  if (!is_operation (name))
    return;
  answer->ticket = easel_media_ticket_new (name);
  answer->state = EASEL_MEDIA_RUNNING;
  /* One that is not done does not say so. */
  if (!easel_json_get_boolean (root, "done", FALSE))
    return;
  response = easel_json_get_node (root, "response.generateVideoResponse");
  if (easel_json_get_object (root, "error") != NULL)
    easel_media_fail_with (answer, easel_json_get_string (root, "error.message"));
  else if (response != NULL)
    read_samples (answer, reply->body, response);
  else
    answer->state = EASEL_MEDIA_DONE;
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, "/", FALSE);
  g_autofree char *path = g_strconcat ("/", escaped, NULL);
  char *url = easel_media_build_url (&easel_gemini_video_protocol, account, "/v1beta", path, NULL, error);

  return url != NULL ? easel_media_wire_new ("GET", url) : NULL;
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  read_operation (answer, reply);
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_gemini_video_protocol = {
  .id = "gemini-video",
  .label = "Veo",
  .base_url = "https://generativelanguage.googleapis.com/v1beta",
  .key_header = "x-goog-api-key",
  .key_prefix = "",
  .hosts = hosts,
  .poll_interval = 5 * G_USEC_PER_SEC,
  .kinds = EASEL_KIND_VIDEO,
  .tried = TRUE,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_operation,
  .build_poll = build_poll,
  .read_poll = read_poll,
};
