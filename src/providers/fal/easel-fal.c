// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-fal.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"

/* The queue of fal: https://docs.fal.ai/model-endpoints/queue, the typed client of
 * November 2026, one recorded answer of the queue. */

/* What an input may hold inside itself. */
#define LARGEST_INSIDE (1024 * 1024)

enum
{
  STAGE_STATUS,
  STAGE_RESULT,
};

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const presets[] = { "512x512", "1024x1024", "1024x768", "768x1024", "1024x576", NULL };
  EaselMediaSchema *schema = easel_media_schema_new (kind);

  /* Its models are of many makers, who judge by themselves. */
  schema->sizes = g_strdupv ((GStrv) presets);
  schema->takes = EASEL_MEDIA_TAKES_ANYTHING | EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED |
                  EASEL_MEDIA_TAKES_NEGATIVE | EASEL_MEDIA_TAKES_STEPS | EASEL_MEDIA_TAKES_GUIDANCE;
  schema->max_side = 14142;
  schema->max_count = 4;
  schema->max_references = 1;
  return schema;
}

static void
add_numbers (JsonObject *body, const EaselMediaRequest *request)
{
  if (request->width > 0)
    {
      JsonObject *size = json_object_new ();

      json_object_set_int_member (size, "width", request->width);
      json_object_set_int_member (size, "height", request->height);
      json_object_set_object_member (body, "image_size", size);
    }
  if (request->count > 1)
    json_object_set_int_member (body, "num_images", request->count);
  if (request->seed >= 0)
    json_object_set_int_member (body, "seed", request->seed);
  if (request->steps > 0)
    json_object_set_int_member (body, "num_inference_steps", request->steps);
  if (isfinite (request->guidance))
    json_object_set_double_member (body, "guidance_scale", request->guidance);
  if (isfinite (request->strength))
    json_object_set_double_member (body, "strength", request->strength);
  if (request->duration > 0)
    {
      char seconds[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (seconds, sizeof seconds, "%g", request->duration);
      json_object_set_string_member (body, "duration", seconds);
    }
}

/* ---- pictures that are too large to stand inside ---- */

/* Files have a host of their own; a server of somebody else's has them beside the
 * queue. */
static EaselMediaWire *
build_upload (const EaselMediaInput *input, const EaselAccount *account, GError **error)
{
  const char *path = "/storage/upload/initiate", *query = "storage_type=fal-cdn-v3";
  gboolean own = account->base_url == NULL || strstr (account->base_url, "//queue.fal.run") != NULL;
  const char *slash = strchr (input->mime_type, '/');
  g_autofree char *name = g_strconcat ("reference.", slash != NULL ? slash + 1 : "png", NULL);
  EaselMediaWire *wire;
  JsonObject *body;
  char *url;

  if (g_bytes_get_size (input->data) <= LARGEST_INSIDE)
    return NULL;
  url = own ? g_strconcat ("https://rest.fal.ai", path, "?", query, NULL)
            : easel_media_build_url (&easel_fal_protocol, account, "", path, query, error);
  if (url == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "content_type", input->mime_type);
  json_object_set_string_member (body, "file_name", name);
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_take_json (wire, body);
  return wire;
}

static void
read_upload (EaselMediaInput *input, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *put = root != NULL ? easel_json_get_string (root, "upload_url") : NULL;
  const char *file = root != NULL ? easel_json_get_string (root, "file_url") : NULL;

  if (put == NULL || file == NULL)
    return;
  g_set_str (&input->put_url, put);
  g_set_str (&input->uploaded, file);
}

/* The inputs of the model are the whole body. */
static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (request->model, "/", FALSE);
  g_autofree char *path = g_strconcat ("/", escaped, NULL);
  char *url = easel_media_build_url (&easel_fal_protocol, account, "", path, NULL, error);
  EaselMediaWire *wire;
  JsonObject *body;

  if (url == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "prompt", request->prompt);
  if (request->negative != NULL && *request->negative != '\0')
    json_object_set_string_member (body, "negative_prompt", request->negative);
  if (request->ratio != NULL)
    json_object_set_string_member (body, "aspect_ratio", request->ratio);
  add_numbers (body, request);
  if (request->references->len > 0)
    {
      g_autofree char *data = easel_media_input_dup_url (g_ptr_array_index (request->references, 0));

      json_object_set_string_member (body, "image_url", data);
    }
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_take_json (wire, body);
  return wire;
}

/* The newest of the log's lines that holds a bar. */
static double
read_logs (JsonArray *logs)
{
  double progress = -1;

  for (guint i = logs != NULL ? json_array_get_length (logs) : 0; i > 0 && progress < 0; i--)
    progress = easel_media_read_bar (easel_json_get_string (json_array_get_element (logs, i - 1), "message"));
  return progress;
}

static void
read_status (EaselMediaAnswer *answer, JsonNode *root)
{
  const char *status = easel_json_get_string (root, "status");
  gint64 position;

  answer->progress = read_logs (easel_json_get_array (root, "logs"));

  if (g_strcmp0 (status, "IN_QUEUE") == 0)
    answer->state = EASEL_MEDIA_QUEUED;
  if (easel_json_get_int (root, "queue_position", &position) && position >= 0 && position < G_MAXINT)
    answer->queue_position = (int) position;
  if (g_strcmp0 (status, "COMPLETED") == 0)
    {
      answer->ticket->stage = STAGE_RESULT;
      answer->poll_now = TRUE;
    }
}

/* One of its own answers gives the address of the result for it. */
static char *
dup_status_url (const char *url)
{
  return url == NULL || strstr (url, "/status") != NULL ? g_strdup (url) : g_strconcat (url, "/status", NULL);
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *id = root != NULL ? easel_json_get_string (root, "request_id") : NULL;

  if (id == NULL)
    return;
  answer->ticket = easel_media_ticket_new (id);
  answer->ticket->poll_url = dup_status_url (easel_json_get_string (root, "status_url"));
  answer->ticket->result_url = g_strdup (easel_json_get_string (root, "response_url"));
  answer->ticket->cancel_url = g_strdup (easel_json_get_string (root, "cancel_url"));
  if (answer->ticket->poll_url == NULL || answer->ticket->result_url == NULL)
    {
      g_clear_pointer (&answer->ticket, easel_media_ticket_free);
      return;
    }
  read_status (answer, root);
}

/* ---- results ---- */

static void
add_file (EaselMediaAnswer *answer, const EaselMediaBody *body, JsonNode *file, gint64 seed)
{
  const char *url = easel_json_get_string (file, "url");
  const char *type = easel_json_get_string (file, "content_type");
  g_autoptr (GBytes) data =
      url != NULL && g_str_has_prefix (url, "data:") ? easel_media_body_decode (body, url) : NULL;

  /* A long address of data is a short name by now. */
  if (url != NULL && data == NULL && !g_str_has_prefix (url, "http"))
    data = easel_media_body_decode (body, url);
  if (data != NULL)
    easel_media_answer_add (answer, data, NULL, type)->seed = seed;
  else if (url != NULL)
    easel_media_answer_add (answer, NULL, url, type)->seed = seed;
}

static void
read_result (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body->root;
  JsonArray *images = easel_json_get_array (root, "images");
  JsonArray *flags = easel_json_get_array (root, "has_nsfw_concepts");
  gint64 seed = -1;

  if (!easel_json_get_int (root, "seed", &seed) || seed < 0)
    seed = -1;
  answer->state = EASEL_MEDIA_DONE;
  /* What the filter took out is a black picture. */
  if (flags != NULL && json_array_get_length (flags) > 0 &&
      easel_json_get_boolean (root, "has_nsfw_concepts.0", FALSE))
    {
      easel_media_answer_fail (answer,
                               easel_media_refused_error_new (easel_media_answer_get_from (answer), NULL));
      return;
    }
  for (guint i = 0; images != NULL && i < json_array_get_length (images); i++)
    add_file (answer, reply->body, json_array_get_element (images, i), seed);
  if (easel_json_get_object (root, "image") != NULL)
    add_file (answer, reply->body, easel_json_get_node (root, "image"), seed);
  if (easel_json_get_object (root, "video") != NULL)
    add_file (answer, reply->body, easel_json_get_node (root, "video"), seed);
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  const char *url = ticket->stage == STAGE_RESULT ? ticket->result_url : ticket->poll_url;
  const char *query = ticket->stage == STAGE_RESULT ? "" : strchr (url, '?') != NULL ? "&logs=1" : "?logs=1";
  EaselMediaWire *wire = easel_media_wire_new ("GET", g_strconcat (url, query, NULL));

  wire->flags = EASEL_MEDIA_WIRE_FROM_ANSWER;
  return wire;
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  answer->ticket = easel_media_ticket_new (ticket->id);
  answer->ticket->poll_url = g_strdup (ticket->poll_url);
  answer->ticket->result_url = g_strdup (ticket->result_url);
  answer->ticket->cancel_url = g_strdup (ticket->cancel_url);
  answer->ticket->stage = ticket->stage;
  if (ticket->stage == STAGE_RESULT)
    read_result (answer, reply);
  else
    read_status (answer, reply->body->root);
}

static EaselMediaWire *
build_cancel (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  EaselMediaWire *wire;

  if (ticket == NULL || ticket->cancel_url == NULL)
    return NULL;
  wire = easel_media_wire_new ("PUT", g_strdup (ticket->cancel_url));
  wire->flags = EASEL_MEDIA_WIRE_FROM_ANSWER;
  return wire;
}

static EaselMediaCancel
read_cancel (const EaselMediaReply *reply)
{
  const char *status = reply->body != NULL ? easel_json_get_string (reply->body->root, "status") : NULL;

  return g_strcmp0 (status, "ALREADY_COMPLETED") == 0 ? EASEL_MEDIA_CANCEL_LATE : EASEL_MEDIA_CANCEL_DONE;
}

static const char *const hosts[] = { "fal.run", "queue.fal.run", "rest.fal.ai", NULL };

const EaselMediaProtocol easel_fal_protocol = {
  .id = "fal",
  .label = "fal",
  .base_url = "https://queue.fal.run",
  .key_header = "Authorization",
  .key_prefix = "Key ",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC / 2,
  .kinds = EASEL_KIND_IMAGE | EASEL_KIND_VIDEO,
  .describe = describe,
  .build_upload = build_upload,
  .read_upload = read_upload,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_poll = build_poll,
  .read_poll = read_poll,
  .build_cancel = build_cancel,
  .read_cancel = read_cancel,
};
