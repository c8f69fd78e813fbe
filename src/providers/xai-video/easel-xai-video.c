// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-xai-video.h"

#include "easel-json.h"
#include "easel-wire-reading-private.h"

/* Clips of xAI: recorded answers of one from its middle to its end, and its client
 * library of November 2026. */

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", NULL };
  static const char *const qualities[] = { "480p", "720p", NULL };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_VIDEO);

  schema->ratios = g_strdupv ((GStrv) ratios);
  schema->qualities = g_strdupv ((GStrv) qualities);
  schema->min_duration = 1;
  schema->max_duration = 15;
  schema->max_references = 1;
  return schema;
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  char *url =
      easel_media_build_url (&easel_xai_video_protocol, account, "/v1", "/videos/generations", NULL, error);
  EaselMediaWire *wire;
  JsonObject *body;

  if (url == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "model", request->model);
  json_object_set_string_member (body, "prompt", request->prompt);
  easel_media_add_clip_fields (body, request, schema);
  if (request->references->len > 0)
    {
      g_autofree char *data = easel_media_input_to_data_url (g_ptr_array_index (request->references, 0));
      JsonObject *image = json_object_new ();

      json_object_set_string_member (image, "url", data);
      json_object_set_object_member (body, "image", image);
    }
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_take_json (wire, body);
  return wire;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  const char *id = reply->body != NULL ? easel_json_get_string (reply->body->root, "request_id") : NULL;

  if (id == NULL || *id == '\0')
    return;
  answer->ticket = easel_media_ticket_new (id);
  answer->state = EASEL_MEDIA_QUEUED;
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/videos/", escaped, NULL);
  char *url = easel_media_build_url (&easel_xai_video_protocol, account, "/v1", path, NULL, error);

  return url != NULL ? easel_media_wire_new ("GET", url) : NULL;
}

static void
read_done (EaselMediaAnswer *answer, JsonNode *root)
{
  const char *url = easel_json_get_string (root, "video.url");
  JsonNode *usage = easel_json_get_node (root, "usage");

  answer->state = EASEL_MEDIA_DONE;
  if (usage != NULL)
    answer->usage.cost_microusd = _easel_wire_cost_of (usage);
  if (!easel_json_get_boolean (root, "video.respect_moderation", TRUE))
    easel_media_answer_fail (answer,
                             easel_media_refused_error_new (easel_media_answer_get_from (answer), NULL));
  else if (url != NULL)
    easel_media_answer_add (answer, NULL, url, NULL);
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body->root;
  const char *status = easel_json_get_string (root, "status");
  const char *reason = easel_json_get_string (root, "error");
  double progress;

  answer->ticket = easel_media_ticket_new (ticket->id);
  if (easel_json_get_double (root, "progress", &progress) && progress >= 0 && progress <= 100)
    answer->progress = progress / 100;
  if (reason == NULL)
    reason = easel_json_get_string (root, "error.message");
  if (g_strcmp0 (status, "done") == 0)
    read_done (answer, root);
  else if (g_strcmp0 (status, "failed") == 0)
    easel_media_fail_with (answer, reason);
  else if (g_strcmp0 (status, "expired") == 0)
    answer->state = EASEL_MEDIA_EXPIRED;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_xai_video_protocol = {
  .id = "xai-video",
  .label = "xAI clips",
  .base_url = "https://api.x.ai/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .poll_interval = 2 * G_USEC_PER_SEC,
  .kinds = EASEL_KIND_VIDEO,
  .tried = TRUE,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_poll = build_poll,
  .read_poll = read_poll,
};
