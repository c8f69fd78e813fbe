// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini-images.h"

#include <string.h>

#include "easel-json.h"
#include "easel-wire-reading-private.h"

/* Pictures of Gemini, which come as parts of an answer:
 * https://ai.google.dev/gemini-api/docs/image-generation, a recorded answer. */

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "1:1", "2:3",  "3:2",  "3:4",  "4:3", "4:5",
                                        "5:4", "9:16", "16:9", "21:9", NULL };
  static const char *const qualities[] = { "1K", "2K", "4K", NULL };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_IMAGE);

  schema->ratios = g_strdupv ((GStrv) ratios);
  if (strstr (model, "2.5") == NULL)
    schema->qualities = g_strdupv ((GStrv) qualities);
  schema->max_references = 14;
  return schema;
}

static JsonArray *
make_parts (const EaselMediaRequest *request)
{
  JsonArray *parts = json_array_new ();
  JsonObject *text = json_object_new ();

  json_object_set_string_member (text, "text", request->prompt);
  json_array_add_object_element (parts, text);
  for (guint i = 0; i < request->references->len; i++)
    {
      const EaselMediaInput *input = g_ptr_array_index (request->references, i);
      g_autofree char *base64 = easel_media_input_to_base64 (input);
      JsonObject *data = json_object_new ();
      JsonObject *part = json_object_new ();

      json_object_set_string_member (data, "mimeType", input->mime_type);
      json_object_set_string_member (data, "data", base64);
      json_object_set_object_member (part, "inlineData", data);
      json_array_add_object_element (parts, part);
    }
  return parts;
}

static JsonObject *
make_config (const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  JsonObject *config = json_object_new ();
  JsonObject *image = json_object_new ();
  JsonArray *modalities = json_array_new ();
  const char *ratio = easel_media_choose_ratio (request, schema);

  json_array_add_string_element (modalities, "TEXT");
  json_array_add_string_element (modalities, "IMAGE");
  json_object_set_array_member (config, "responseModalities", modalities);
  if (ratio != NULL)
    json_object_set_string_member (image, "aspectRatio", ratio);
  if (request->quality != NULL)
    json_object_set_string_member (image, "imageSize", request->quality);
  if (json_object_get_size (image) > 0)
    json_object_set_object_member (config, "imageConfig", image);
  else
    json_object_unref (image);
  return config;
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (request->model, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/models/%s:generateContent", escaped);
  char *url = easel_media_build_url (&easel_gemini_images_protocol, account, "/v1beta", path, NULL, error);
  EaselMediaWire *wire;
  JsonObject *body, *content;
  JsonArray *contents;

  if (url == NULL)
    return NULL;
  content = json_object_new ();
  json_object_set_string_member (content, "role", "user");
  json_object_set_array_member (content, "parts", make_parts (request));
  contents = json_array_new ();
  json_array_add_object_element (contents, content);
  body = json_object_new ();
  json_object_set_array_member (body, "contents", contents);
  json_object_set_object_member (body, "generationConfig", make_config (request, schema));
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_take_json (wire, body);
  return wire;
}

static void
read_parts (EaselMediaAnswer *answer, const EaselMediaBody *body, JsonArray *parts, GString *said)
{
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);
      const char *text = easel_json_get_string (part, "text");
      g_autoptr (GBytes) data = NULL;

      /* What it draws while it thinks is a draft. */
      if (easel_json_get_boolean (part, "thought", FALSE))
        continue;
      if (text != NULL)
        g_string_append (said, text);
      data = easel_media_body_decode (body, easel_json_get_string (part, "inlineData.data"));
      if (data != NULL)
        easel_media_answer_add (answer, data, NULL, easel_json_get_string (part, "inlineData.mimeType"));
    }
}

static gboolean
is_filter (const char *reason)
{
  return reason != NULL && (strstr (reason, "SAFETY") != NULL || strstr (reason, "PROHIBITED") != NULL ||
                            strstr (reason, "BLOCK") != NULL || strstr (reason, "RECITATION") != NULL ||
                            strcmp (reason, "SPII") == 0 || strcmp (reason, "JAILBREAK") == 0 ||
                            strcmp (reason, "MODEL_ARMOR") == 0);
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  g_autoptr (GString) said = g_string_new (NULL);
  const char *blocked, *finish;
  const char *from = easel_media_answer_get_from (answer);

  if (root == NULL || (easel_json_get_array (root, "candidates") == NULL &&
                       easel_json_get_object (root, "promptFeedback") == NULL))
    return;
  blocked = easel_json_get_string (root, "promptFeedback.blockReason");
  finish = easel_json_get_string (root, "candidates.0.finishReason");
  answer->state = EASEL_MEDIA_DONE;
  read_parts (answer, reply->body, easel_json_get_array (root, "candidates.0.content.parts"), said);
  answer->usage.input = _easel_wire_count_at (root, "usageMetadata.promptTokenCount");
  answer->usage.output = _easel_wire_count_at (root, "usageMetadata.candidatesTokenCount");
  answer->request_id = g_strdup (easel_json_get_string (root, "responseId"));
  if (answer->outputs->len > 0)
    return;
  if (blocked != NULL || is_filter (finish))
    easel_media_answer_fail (answer, easel_media_refused_error_new (from, said->len > 0 ? said->str : NULL));
  else
    easel_media_answer_fail (answer, easel_media_failed_error_new (from, said->len > 0    ? said->str
                                                                         : finish != NULL ? finish
                                                                                          : NULL));
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_gemini_images_protocol = {
  .id = "gemini",
  .label = "Gemini pictures",
  .base_url = "https://generativelanguage.googleapis.com/v1beta",
  .key_header = "x-goog-api-key",
  .key_prefix = "",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC,
  .kinds = EASEL_KIND_IMAGE,
  .tried = TRUE,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_submit,
};
