// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-images.h"

#include <string.h>

#include "easel-http-error.h"
#include "easel-json.h"
#include "easel-openai-images-private.h"
#include "easel-wire-reading-private.h"

/* Images of OpenAI and of all that took it as their model:
 * https://platform.openai.com/docs/api-reference/images, the typed client of
 * November 2026, recorded answers of an edit, of xAI and of OpenRouter. */

static void
read_usage (EaselMediaAnswer *answer, JsonNode *root)
{
  JsonNode *usage = easel_json_get_node (root, "usage");

  if (usage == NULL)
    return;
  answer->usage.input =
      MAX (_easel_wire_count_at (usage, "input_tokens"), _easel_wire_count_at (usage, "prompt_tokens"));
  answer->usage.output =
      MAX (_easel_wire_count_at (usage, "output_tokens"), _easel_wire_count_at (usage, "completion_tokens"));
  answer->usage.cost_microusd = _easel_wire_cost_of (usage);
}

/* One picture: bytes, or where they are. */
static void
read_picture (EaselMediaAnswer *answer, const EaselMediaBody *body, JsonNode *item, const char *format)
{
  g_autoptr (GBytes) data = easel_media_body_decode (body, easel_json_get_string (item, "b64_json"));
  const char *url = easel_json_get_string (item, "url");
  const char *type = easel_json_get_string (item, "media_type");
  g_autofree char *named = format != NULL ? g_strconcat ("image/", format, NULL) : NULL;
  EaselMediaOutput *output;
  gint64 seed;

  if (type == NULL)
    type = easel_json_get_string (item, "mime_type");
  if (data == NULL && url != NULL && g_str_has_prefix (url, "data:"))
    data = easel_media_body_decode (body, url);
  if (data == NULL && (url == NULL || g_str_has_prefix (url, "data:")))
    return;
  output = easel_media_answer_add (answer, data, data == NULL ? url : NULL, type != NULL ? type : named);
  output->revised_prompt = g_strdup (easel_json_get_string (item, "revised_prompt"));
  if (easel_json_get_int (item, "seed", &seed) && seed >= 0)
    output->seed = seed;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  JsonArray *items;

  if (root == NULL)
    return;
  if (easel_http_error_is_error (root))
    {
      easel_media_answer_fail (answer, easel_http_error_new_for_json (reply->status, reply->headers, root,
                                                                      easel_media_answer_get_from (answer)));
      return;
    }
  items = easel_json_get_array (root, "data");
  if (items == NULL)
    return;
  answer->state = EASEL_MEDIA_DONE;
  for (guint i = 0; i < json_array_get_length (items); i++)
    read_picture (answer, reply->body, json_array_get_element (items, i),
                  easel_json_get_string (root, "output_format"));
  read_usage (answer, root);
}

static void
read_partial (EaselMediaAnswer *answer, const EaselMediaBody *body)
{
  g_autoptr (GBytes) data = easel_media_body_decode (body, easel_json_get_string (body->root, "b64_json"));
  gint64 index = 0;

  if (data != NULL && easel_media_find_type (data) != NULL)
    {
      g_clear_pointer (&answer->preview, g_bytes_unref);
      answer->preview = g_steal_pointer (&data);
    }
  if (easel_json_get_int (body->root, "partial_image_index", &index) && index >= 0)
    answer->progress = MIN ((double) (index + 1) / 3, 0.95);
}

/* A partial picture is a whole one, and fewer of them than asked for is normal. */
static void
read_event (EaselMediaAnswer *answer, const char *name, const EaselMediaBody *body)
{
  const char *type = easel_json_get_string (body->root, "type");

  if (type == NULL)
    type = name;
  if (g_str_has_suffix (type, ".partial_image"))
    read_partial (answer, body);
  else if (g_str_has_suffix (type, ".completed"))
    {
      answer->state = EASEL_MEDIA_DONE;
      read_picture (answer, body, body->root, easel_json_get_string (body->root, "output_format"));
      read_usage (answer, body->root);
    }
  else if (strcmp (type, "error") == 0 || easel_http_error_is_error (body->root))
    easel_media_answer_fail (
        answer, easel_http_error_new_for_json (0, NULL, body->root, easel_media_answer_get_from (answer)));
}

static const char *const no_hosts[] = { NULL };

const EaselMediaProtocol easel_openai_images_protocol = {
  .id = "openai",
  .label = "OpenAI Images",
  .base_url = "https://api.openai.com/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = no_hosts,
  .poll_interval = G_USEC_PER_SEC,
  .kinds = EASEL_KIND_IMAGE,
  .tried = TRUE,
  .describe = _easel_openai_images_describe,
  .build_submit = _easel_openai_images_build_submit,
  .read_submit = read_submit,
  .read_event = read_event,
};
