// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openrouter-video.h"

#include <string.h>

#include "easel-json.h"
#include "easel-wire-reading-private.h"

/* Clips by way of OpenRouter: its typed client of November 2026. Not seen in a
 * recorded answer. */

/* Its models are of many makers, who judge by themselves. */
static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "16:9", "9:16", "1:1", "4:3", "3:4", "21:9", NULL };
  static const char *const qualities[] = { "480p", "720p", "1080p", NULL };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_VIDEO);

  schema->ratios = g_strdupv ((GStrv) ratios);
  schema->qualities = g_strdupv ((GStrv) qualities);
  schema->takes = EASEL_MEDIA_TAKES_SEED;
  schema->min_duration = 1;
  schema->max_duration = 60;
  schema->max_references = 1;
  return schema;
}

static EaselMediaWire *
build (const EaselAccount *account, const char *method, const char *path, GError **error)
{
  static const char *const headers[] = { "X-Title", "Easel", NULL };
  char *url = easel_media_build_url (&easel_openrouter_video_protocol, account, "/api/v1", path, NULL, error);
  EaselMediaWire *wire = url != NULL ? easel_media_wire_new (method, url) : NULL;

  if (wire != NULL)
    easel_media_wire_set_headers (wire, headers);
  return wire;
}

static void
add_first_frame (JsonObject *body, const EaselMediaInput *input)
{
  g_autofree char *data = easel_media_input_to_data_url (input);
  JsonArray *frames = json_array_new ();
  JsonObject *frame = json_object_new ();
  JsonObject *image = json_object_new ();

  json_object_set_string_member (image, "url", data);
  json_object_set_string_member (frame, "type", "image_url");
  json_object_set_object_member (frame, "image_url", image);
  json_object_set_string_member (frame, "frame_type", "first_frame");
  json_array_add_object_element (frames, frame);
  json_object_set_array_member (body, "frame_images", frames);
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  EaselMediaWire *wire = build (account, "POST", "/videos", error);
  JsonObject *body;

  if (wire == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "model", request->model);
  json_object_set_string_member (body, "prompt", request->prompt);
  easel_media_add_clip_fields (body, request, schema);
  if (request->seed >= 0)
    json_object_set_int_member (body, "seed", request->seed);
  if (request->references->len > 0)
    add_first_frame (body, g_ptr_array_index (request->references, 0));
  easel_media_wire_take_json (wire, body);
  return wire;
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/videos/", escaped, NULL);

  return build (account, "GET", path, error);
}

/* Where the clip lies; else the service hands it out itself. */
static void
read_done (EaselMediaAnswer *answer, JsonNode *root, const char *id, const char *base)
{
  JsonArray *urls = easel_json_get_array (root, "unsigned_urls");
  JsonNode *usage = easel_json_get_node (root, "usage");

  answer->state = EASEL_MEDIA_DONE;
  if (usage != NULL)
    answer->usage.cost_microusd = _easel_wire_cost_of (usage);
  for (guint i = 0; urls != NULL && i < json_array_get_length (urls); i++)
    {
      const char *url = easel_json_get_string (json_array_get_element (urls, i), "");

      if (url != NULL)
        easel_media_answer_add (answer, NULL, url, NULL);
    }
  if (answer->outputs->len == 0)
    {
      g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
      g_autofree char *url = g_strdup_printf ("%s/videos/%s/content", base, escaped);

      easel_media_answer_add (answer, NULL, url, NULL);
    }
}

static void
read_job (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *id = root != NULL ? easel_json_get_string (root, "id") : NULL;
  const char *status = root != NULL ? easel_json_get_string (root, "status") : NULL;
  const char *reason;

  if (id == NULL || status == NULL)
    return;
  answer->ticket = easel_media_ticket_new (id);
  reason = easel_json_get_string (root, "error");
  if (reason == NULL)
    reason = easel_json_get_string (root, "error.message");
  if (strcmp (status, "pending") == 0)
    answer->state = EASEL_MEDIA_QUEUED;
  else if (strcmp (status, "completed") == 0)
    read_done (answer, root, id, reply->base);
  else if (strcmp (status, "failed") == 0)
    easel_media_fail_with (answer, reason);
  else if (strcmp (status, "cancelled") == 0)
    answer->state = EASEL_MEDIA_CANCELLED;
  else if (strcmp (status, "expired") == 0)
    answer->state = EASEL_MEDIA_EXPIRED;
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  read_job (answer, reply);
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_openrouter_video_protocol = {
  .id = "openrouter-video",
  .label = "OpenRouter clips",
  .base_url = "https://openrouter.ai/api/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .poll_interval = 5 * G_USEC_PER_SEC,
  .kinds = EASEL_KIND_VIDEO,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_job,
  .build_poll = build_poll,
  .read_poll = read_poll,
};
