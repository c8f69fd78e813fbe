// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pixverse.h"

#include "easel-json.h"

/* Clips of Pixverse: several clients agree on it. Not seen in a recorded answer. An
 * error comes with status 200 and a number of its own. */

enum
{
  STATUS_DONE = 1,
  STATUS_RUNNING = 5,
  STATUS_REFUSED = 7,
  STATUS_FAILED = 8,
};

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "16:9", "4:3", "1:1", "3:4", "9:16", NULL };
  static const char *const qualities[] = { "360p", "540p", "720p", "1080p", NULL };
  static const double durations[] = { 5, 8 };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_VIDEO);

  schema->ratios = g_strdupv ((GStrv) ratios);
  schema->qualities = g_strdupv ((GStrv) qualities);
  schema->takes = EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_NEGATIVE;
  schema->max_seed = G_MAXINT32;
  schema->max_prompt = 2048;
  schema->max_references = 1;
  schema->durations = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (schema->durations, durations, G_N_ELEMENTS (durations));
  return schema;
}

/* The same id would get the same answer again: each request has its own. */
static EaselMediaWire *
build (const EaselAccount *account, const char *method, const char *path, GError **error)
{
  char *url = easel_media_build_url (&easel_pixverse_protocol, account, "/openapi/v2", path, NULL, error);
  g_autofree char *id = g_uuid_string_random ();
  const char *const headers[] = { "Ai-trace-id", id, NULL };
  EaselMediaWire *wire = url != NULL ? easel_media_wire_new (method, url) : NULL;

  if (wire != NULL)
    easel_media_wire_set_headers (wire, headers);
  return wire;
}

static EaselMediaWire *
build_upload (const EaselMediaInput *input, const EaselAccount *account, GError **error)
{
  EaselMediaWire *wire = build (account, "POST", "/image/upload", error);
  g_autoptr (EaselMultipart) form = easel_multipart_new ();

  if (wire == NULL)
    return NULL;
  easel_multipart_add_file (form, "image", "reference", input->mime_type, input->data);
  easel_multipart_end (form, wire);
  return wire;
}

static void
read_upload (EaselMediaInput *input, const EaselMediaReply *reply)
{
  gint64 id;

  if (reply->body == NULL || !easel_json_get_int (reply->body->root, "Resp.img_id", &id) || id <= 0)
    return;
  g_free (input->uploaded);
  input->uploaded = g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  const EaselMediaInput *input =
      request->references->len > 0 ? g_ptr_array_index (request->references, 0) : NULL;
  EaselMediaWire *wire =
      build (account, "POST", input != NULL ? "/video/img/generate" : "/video/text/generate", error);
  JsonObject *body;

  if (wire == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "model", request->model);
  json_object_set_string_member (body, "prompt", request->prompt);
  json_object_set_int_member (body, "duration", request->duration > 0 ? (gint64) request->duration : 5);
  json_object_set_string_member (body, "quality", request->quality != NULL ? request->quality : "540p");
  if (request->negative != NULL && *request->negative != '\0')
    json_object_set_string_member (body, "negative_prompt", request->negative);
  if (request->seed >= 0)
    json_object_set_int_member (body, "seed", request->seed);
  /* A picture to start from has its own. */
  if (input != NULL)
    json_object_set_int_member (body, "img_id", g_ascii_strtoll (input->uploaded, NULL, 10));
  else
    json_object_set_string_member (body, "aspect_ratio", request->ratio != NULL ? request->ratio : "16:9");
  easel_media_wire_take_json (wire, body);
  return wire;
}

/* Whether the answer is an error; @answer has failed then. */
static gboolean
is_error (EaselMediaAnswer *answer, JsonNode *root)
{
  const char *reason = easel_json_get_string (root, "ErrMsg");
  gint64 code;

  if (!easel_json_get_int (root, "ErrCode", &code) || code == 0)
    return FALSE;
  easel_media_fail_with (answer, reason);
  return TRUE;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  g_autofree char *text = NULL;
  gint64 id;

  if (root == NULL || is_error (answer, root) || !easel_json_get_int (root, "Resp.video_id", &id) || id <= 0)
    return;
  text = g_strdup_printf ("%" G_GINT64_FORMAT, id);
  answer->ticket = easel_media_ticket_new (text);
  answer->state = EASEL_MEDIA_QUEUED;
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/video/result/", escaped, NULL);

  return build (account, "GET", path, error);
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body->root;
  const char *from = easel_media_answer_get_from (answer);
  const char *url = easel_json_get_string (root, "Resp.url");
  gint64 status = STATUS_RUNNING;

  answer->ticket = easel_media_ticket_new (ticket->id);
  if (is_error (answer, root))
    return;
  easel_json_get_int (root, "Resp.status", &status);
  if (status == STATUS_DONE)
    {
      answer->state = EASEL_MEDIA_DONE;
      if (url != NULL && *url != '\0')
        easel_media_answer_add (answer, NULL, url, NULL);
    }
  else if (status == STATUS_REFUSED)
    easel_media_answer_fail (answer, easel_media_refused_error_new (from, NULL));
  else if (status == STATUS_FAILED)
    easel_media_answer_fail (answer, easel_media_failed_error_new (from, NULL));
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_pixverse_protocol = {
  .id = "pixverse",
  .label = "Pixverse",
  .base_url = "https://app-api.pixverse.ai/openapi/v2",
  .key_header = "API-KEY",
  .key_prefix = "",
  .hosts = hosts,
  .poll_interval = 3 * G_USEC_PER_SEC,
  .kinds = EASEL_KIND_VIDEO,
  .describe = describe,
  .build_upload = build_upload,
  .read_upload = read_upload,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_poll = build_poll,
  .read_poll = read_poll,
};
