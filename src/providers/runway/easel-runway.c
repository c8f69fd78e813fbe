// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-runway.h"

#include <string.h>

#include "easel-json.h"

/* Tasks of Runway: the typed client of November 2026. Not seen in a recorded answer. */

#define VERSION "2024-11-06"

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const clips[] = { "1280x720", "720x1280", "1104x832", "832x1104",
                                       "960x960",  "1584x672", NULL };
  static const char *const pictures[] = { "1920x1080", "1080x1920", "1024x1024", "1360x768",
                                          "1280x720",  "720x1280",  "720x720",   NULL };
  EaselMediaSchema *schema = easel_media_schema_new (kind);

  schema->sizes = g_strdupv ((GStrv) (kind == EASEL_KIND_VIDEO ? clips : pictures));
  schema->takes = EASEL_MEDIA_TAKES_SEED;
  schema->max_seed = G_MAXUINT32;
  schema->max_prompt = 1000;
  schema->max_references = kind == EASEL_KIND_VIDEO ? 1 : 3;
  if (kind == EASEL_KIND_VIDEO)
    {
      schema->min_duration = 2;
      schema->max_duration = 10;
    }
  return schema;
}

static EaselMediaWire *
build (const EaselAccount *account, const char *method, const char *path, GError **error)
{
  static const char *const headers[] = { "X-Runway-Version", VERSION, NULL };
  char *url = easel_media_build_url (&easel_runway_protocol, account, "/v1", path, NULL, error);
  EaselMediaWire *wire = url != NULL ? easel_media_wire_new (method, url) : NULL;

  if (wire != NULL)
    easel_media_wire_set_headers (wire, headers);
  return wire;
}

static void
add_references (JsonObject *body, const EaselMediaRequest *request)
{
  JsonArray *array;

  if (request->references->len == 0)
    return;
  if (request->kind == EASEL_KIND_VIDEO)
    {
      g_autofree char *data = easel_media_input_to_data_url (g_ptr_array_index (request->references, 0));

      json_object_set_string_member (body, "promptImage", data);
      return;
    }
  array = json_array_new ();
  for (guint i = 0; i < request->references->len; i++)
    {
      g_autofree char *data = easel_media_input_to_data_url (g_ptr_array_index (request->references, i));
      JsonObject *reference = json_object_new ();

      json_object_set_string_member (reference, "uri", data);
      json_array_add_object_element (array, reference);
    }
  json_object_set_array_member (body, "referenceImages", array);
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  gboolean clip = request->kind == EASEL_KIND_VIDEO;
  EaselMediaWire *wire = build (account, "POST",
                                !clip                          ? "/text_to_image"
                                : request->references->len > 0 ? "/image_to_video"
                                                               : "/text_to_video",
                                error);
  g_autofree char *ratio = NULL;
  JsonObject *body;

  if (wire == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "model", request->model);
  json_object_set_string_member (body, "promptText", request->prompt);
  /* It calls a size in pixels a ratio, and wants one. */
  if (request->width > 0)
    ratio = g_strdup_printf ("%d:%d", request->width, request->height);
  json_object_set_string_member (body, "ratio", ratio != NULL ? ratio : clip ? "1280:720" : "1920:1080");
  if (clip)
    json_object_set_int_member (body, "duration",
                                request->duration > 0 ? (gint64) (request->duration + 0.5) : 5);
  if (request->seed >= 0)
    json_object_set_int_member (body, "seed", request->seed);
  add_references (body, request);
  easel_media_wire_take_json (wire, body);
  return wire;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  const char *id = reply->body != NULL ? easel_json_get_string (reply->body->root, "id") : NULL;

  if (id == NULL || *id == '\0')
    return;
  answer->ticket = easel_media_ticket_new (id);
  answer->state = EASEL_MEDIA_QUEUED;
}

static EaselMediaWire *
build_for (const EaselMediaTicket *ticket, const char *method, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/tasks/", escaped, NULL);

  return build (account, method, path, error);
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  return build_for (ticket, "GET", account, error);
}

static void
read_outputs (EaselMediaAnswer *answer, JsonNode *root)
{
  JsonArray *urls = easel_json_get_array (root, "output");

  answer->state = EASEL_MEDIA_DONE;
  for (guint i = 0; urls != NULL && i < json_array_get_length (urls); i++)
    {
      const char *url = easel_json_get_string (json_array_get_element (urls, i), "");

      if (url != NULL)
        easel_media_answer_add (answer, NULL, url, NULL);
    }
}

/* What its filters refuse has a code that begins with the word. */
static void
read_failure (EaselMediaAnswer *answer, JsonNode *root)
{
  const char *reason = easel_json_get_string (root, "failure");
  const char *code = easel_json_get_string (root, "failureCode");
  const char *from = easel_media_answer_get_from (answer);
  gboolean refused = (code != NULL && g_str_has_prefix (code, "SAFETY")) || easel_media_is_refusal (reason);

  easel_media_answer_fail (answer, refused ? easel_media_refused_error_new (from, reason)
                                           : easel_media_failed_error_new (from, reason));
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body->root;
  const char *status = easel_json_get_string (root, "status");
  double progress;

  answer->ticket = easel_media_ticket_new (ticket->id);
  if (status == NULL)
    return;
  if (easel_json_get_double (root, "progress", &progress) && progress >= 0 && progress <= 1)
    answer->progress = progress;
  if (strcmp (status, "PENDING") == 0 || strcmp (status, "THROTTLED") == 0)
    answer->state = EASEL_MEDIA_QUEUED;
  else if (strcmp (status, "SUCCEEDED") == 0)
    read_outputs (answer, root);
  else if (strcmp (status, "FAILED") == 0)
    read_failure (answer, root);
  else if (strcmp (status, "CANCELLED") == 0)
    answer->state = EASEL_MEDIA_CANCELLED;
}

static EaselMediaWire *
build_cancel (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  return ticket != NULL ? build_for (ticket, "DELETE", account, error) : NULL;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_runway_protocol = {
  .id = "runway",
  .label = "Runway",
  .base_url = "https://api.dev.runwayml.com/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  /* Its documentation asks for no less. */
  .poll_interval = 5 * G_USEC_PER_SEC,
  .cancel_deletes = TRUE,
  .kinds = EASEL_KIND_IMAGE | EASEL_KIND_VIDEO,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_poll = build_poll,
  .read_poll = read_poll,
  .build_cancel = build_cancel,
};
