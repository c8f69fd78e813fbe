// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-replicate.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"
#include "easel-replicate-schema-private.h"

/* Predictions of Replicate: https://replicate.com/docs/reference/http, the client
 * library of November 2026, recorded predictions in all states. */

#define HEX_OF_VERSION 64
#define PICTURES "text-to-image"
#define CLIPS "text-to-video"
/* What an input may hold inside itself, by the service's own advice. */
#define LARGEST_INSIDE (256 * 1024)

/* "owner/name", or "owner/name:version". */
static gboolean
has_version (const char *model)
{
  const char *colon = strchr (model, ':');

  return colon != NULL && strlen (colon + 1) == HEX_OF_VERSION;
}

static char *
dup_name (const char *model)
{
  const char *colon = strchr (model, ':');

  return colon != NULL ? g_strndup (model, (gsize) (colon - model)) : g_strdup (model);
}

static EaselMediaWire *
build_describe (const char *model, const EaselAccount *account, GError **error)
{
  g_autofree char *name = dup_name (model);
  g_autofree char *escaped = g_uri_escape_string (name, "/", FALSE);
  g_autofree char *path = has_version (model)
                              ? g_strdup_printf ("/models/%s/versions/%s", escaped, strchr (model, ':') + 1)
                              : g_strdup_printf ("/models/%s", escaped);
  char *url = easel_media_build_url (&easel_replicate_protocol, account, "/v1", path, NULL, error);

  return url != NULL ? easel_media_wire_new ("GET", url) : NULL;
}

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  return _easel_replicate_describe (kind, root);
}

/* ---- models ---- */

static EaselMediaWire *
build_models (const EaselAccount *account, const char *cursor, GError **error)
{
  g_autofree char *path = g_strconcat ("/collections/", cursor != NULL ? cursor : PICTURES, NULL);
  char *url = easel_media_build_url (&easel_replicate_protocol, account, "/v1", path, NULL, error);

  return url != NULL ? easel_media_wire_new ("GET", url) : NULL;
}

static gboolean
parse_models (JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *items = easel_json_get_array (root, "models");
  gboolean clips = g_strcmp0 (easel_json_get_string (root, "slug"), CLIPS) == 0;

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      const char *owner = easel_json_get_string (item, "owner");
      const char *name = easel_json_get_string (item, "name");
      g_autofree char *id = owner != NULL && name != NULL ? g_strconcat (owner, "/", name, NULL) : NULL;
      EaselModelInfo *info;

      if (id == NULL)
        continue;
      info = easel_model_info_new (id, id);
      info->kinds = clips ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
      g_ptr_array_add (models, info);
    }
  if (!clips && items != NULL)
    *next = g_strdup (CLIPS);
  return TRUE;
}

/* ---- submitting ---- */

static void
set_field (JsonObject *input, const EaselMediaSchema *schema, const char *name, JsonNode *value)
{
  const char *field = easel_media_schema_get_field (schema, name);

  if (field != NULL)
    json_object_set_member (input, field, value);
  else
    json_node_unref (value);
}

static JsonNode *
new_string (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text);
  return node;
}

static JsonNode *
new_int (gint64 number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_int (node, number);
  return node;
}

static JsonNode *
new_double (double number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_double (node, number);
  return node;
}

static void
add_texts (JsonObject *input, const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  const char *const *ratios = (const char *const *) schema->ratios;
  gboolean sized = request->width > 0 && (schema->takes & EASEL_MEDIA_TAKES_SIZE) != 0;
  const char *ratio = request->ratio;

  /* Some take width and height only with a ratio that says so. */
  if (ratio == NULL && sized)
    ratio = ratios != NULL && g_strv_contains (ratios, "custom") ? "custom" : NULL;
  else if (ratio == NULL && request->width > 0 && ratios != NULL)
    ratio = easel_media_nearest_ratio (ratios, request->width, request->height);

  set_field (input, schema, "prompt", new_string (request->prompt));
  if (request->negative != NULL && *request->negative != '\0')
    set_field (input, schema, "negative", new_string (request->negative));
  if (ratio != NULL)
    set_field (input, schema, "ratio", new_string (ratio));
  if (request->sampler != NULL)
    set_field (input, schema, "sampler", new_string (request->sampler));
  if (request->format != NULL)
    set_field (input, schema, "format",
               new_string (strcmp (request->format, "jpeg") == 0 ? "jpg" : request->format));
}

static void
add_numbers (JsonObject *input, const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  if (request->width > 0 && (schema->takes & EASEL_MEDIA_TAKES_SIZE) != 0)
    {
      set_field (input, schema, "width", new_int (request->width));
      set_field (input, schema, "height", new_int (request->height));
    }
  if (request->count > 1)
    set_field (input, schema, "count", new_int (request->count));
  if (request->seed >= 0)
    set_field (input, schema, "seed", new_int (request->seed));
  if (request->steps > 0)
    set_field (input, schema, "steps", new_int (request->steps));
  if (isfinite (request->guidance))
    set_field (input, schema, "guidance", new_double (request->guidance));
  if (isfinite (request->strength))
    set_field (input, schema, "strength", new_double (request->strength));
  if (request->duration > 0)
    set_field (input, schema, "duration",
               request->duration == floor (request->duration) ? new_int ((gint64) request->duration)
                                                              : new_double (request->duration));
}

static void
add_references (JsonObject *input, const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  const char *list = easel_media_schema_get_field (schema, "references");
  gboolean one = easel_media_schema_get_field (schema, "reference") != NULL;
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < request->references->len; i++)
    {
      g_autofree char *url = easel_media_input_dup_url (g_ptr_array_index (request->references, i));

      if (i == 0 && one && (list == NULL || request->references->len == 1))
        set_field (input, schema, "reference", new_string (url));
      else
        json_array_add_string_element (array, url);
    }
  if (list != NULL && json_array_get_length (array) > 0)
    json_object_set_array_member (input, list, json_array_ref (array));
  json_array_unref (array);
  if (request->mask != NULL)
    {
      g_autofree char *url = easel_media_input_dup_url (request->mask);

      set_field (input, schema, "mask", new_string (url));
    }
}

static JsonObject *
make_input (const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  JsonObject *input = json_object_new ();

  add_texts (input, request, schema);
  add_numbers (input, request, schema);
  add_references (input, request, schema);
  return input;
}

/* ---- pictures that are too large to stand inside ---- */

static EaselMediaWire *
build_upload (const EaselMediaInput *input, const EaselAccount *account, GError **error)
{
  g_autoptr (EaselMultipart) form = NULL;
  EaselMediaWire *wire;
  char *url;

  if (g_bytes_get_size (input->data) <= LARGEST_INSIDE)
    return NULL;
  url = easel_media_build_url (&easel_replicate_protocol, account, "/v1", "/files", NULL, error);
  if (url == NULL)
    return NULL;
  form = easel_multipart_new ();
  easel_multipart_add_file (form, "content", "reference", input->mime_type, input->data);
  wire = easel_media_wire_new ("POST", url);
  easel_multipart_end (form, wire);
  return wire;
}

static void
read_upload (EaselMediaInput *input, const EaselMediaReply *reply)
{
  if (reply->body != NULL)
    g_set_str (&input->uploaded, easel_json_get_string (reply->body->root, "urls.get"));
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  /* The quick ones need no question afterwards. A longer wait would keep what a job
   * is found by out of the journal for as long. */
  static const char *const headers[] = { "Prefer", "wait=1", NULL };
  const char *version = has_version (request->model) ? strchr (request->model, ':') + 1 : schema->data;
  g_autofree char *name = dup_name (request->model);
  g_autofree char *escaped = g_uri_escape_string (name, "/", FALSE);
  g_autofree char *path =
      version != NULL ? g_strdup ("/predictions") : g_strdup_printf ("/models/%s/predictions", escaped);
  char *url = easel_media_build_url (&easel_replicate_protocol, account, "/v1", path, NULL, error);
  EaselMediaWire *wire;
  JsonObject *body;

  if (url == NULL)
    return NULL;
  body = json_object_new ();
  if (version != NULL)
    json_object_set_string_member (body, "version", version);
  json_object_set_object_member (body, "input", make_input (request, schema));
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_set_headers (wire, headers);
  easel_media_wire_take_json (wire, body);
  return wire;
}

/* ---- what comes back ---- */

static void
add_output (EaselMediaAnswer *answer, const EaselMediaBody *body, const char *url)
{
  g_autoptr (GBytes) data = NULL;

  if (url == NULL)
    return;
  if (g_str_has_prefix (url, "http"))
    {
      easel_media_answer_add (answer, NULL, url, NULL);
      return;
    }
  data = easel_media_body_decode (body, url);
  if (data != NULL)
    easel_media_answer_add (answer, data, NULL, NULL);
}

/* One address, or several, or several under names. */
static void
read_output (EaselMediaAnswer *answer, const EaselMediaBody *body)
{
  JsonNode *output = easel_json_get_node (body->root, "output");
  JsonArray *array = output != NULL ? easel_json_get_array (output, "") : NULL;
  JsonObject *object = output != NULL ? easel_json_get_object (output, "") : NULL;

  if (output == NULL)
    return;
  add_output (answer, body, easel_json_get_string (output, ""));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    add_output (answer, body, easel_json_get_string (json_array_get_element (array, i), ""));
  if (object != NULL)
    {
      JsonObjectIter iter;
      JsonNode *member;

      json_object_iter_init (&iter, object);
      while (json_object_iter_next (&iter, NULL, &member))
        add_output (answer, body, easel_json_get_string (member, ""));
    }
}

static void
read_failure (EaselMediaAnswer *answer, JsonNode *root)
{
  const char *reason = easel_json_get_string (root, "error");

  if (reason == NULL)
    reason = easel_json_get_string (root, "error.detail");
  easel_media_fail_with (answer, reason);
}

static void
read_prediction (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *id = root != NULL ? easel_json_get_string (root, "id") : NULL;
  const char *status = root != NULL ? easel_json_get_string (root, "status") : NULL;

  if (id == NULL || status == NULL)
    return;
  answer->ticket = easel_media_ticket_new (id);
  answer->ticket->poll_url = g_strdup (easel_json_get_string (root, "urls.get"));
  answer->ticket->cancel_url = g_strdup (easel_json_get_string (root, "urls.cancel"));
  answer->progress = easel_media_read_bar (easel_json_get_string (root, "logs"));
  if (strcmp (status, "starting") == 0)
    answer->state = EASEL_MEDIA_QUEUED;
  else if (strcmp (status, "succeeded") == 0)
    {
      answer->state = EASEL_MEDIA_DONE;
      read_output (answer, reply->body);
    }
  else if (strcmp (status, "failed") == 0)
    read_failure (answer, root);
  else if (strcmp (status, "canceled") == 0 || strcmp (status, "aborted") == 0)
    answer->state = EASEL_MEDIA_CANCELLED;
  else
    /* Who was waited for may have an output and not say so yet: is it the whole? */
    answer->state = EASEL_MEDIA_RUNNING;
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  read_prediction (answer, reply);
  /* Addresses that an answer leaves out are those of the one before. */
  if (answer->ticket != NULL && answer->ticket->poll_url == NULL)
    answer->ticket->poll_url = g_strdup (ticket->poll_url);
  if (answer->ticket != NULL && answer->ticket->cancel_url == NULL)
    answer->ticket->cancel_url = g_strdup (ticket->cancel_url);
}

static EaselMediaWire *
build_for (const EaselMediaTicket *ticket,
           const char *given,
           const char *method,
           const char *suffix,
           const EaselAccount *account,
           GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/predictions/", escaped, suffix, NULL);
  char *url = given != NULL
                  ? g_strdup (given)
                  : easel_media_build_url (&easel_replicate_protocol, account, "/v1", path, NULL, error);
  EaselMediaWire *wire;

  if (url == NULL)
    return NULL;
  wire = easel_media_wire_new (method, url);
  if (given != NULL)
    wire->flags = EASEL_MEDIA_WIRE_FROM_ANSWER;
  return wire;
}

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  return build_for (ticket, ticket->poll_url, "GET", "", account, error);
}

static EaselMediaWire *
build_cancel (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  return ticket != NULL ? build_for (ticket, ticket->cancel_url, "POST", "/cancel", account, error) : NULL;
}

static EaselMediaCancel
read_cancel (const EaselMediaReply *reply)
{
  const char *status = reply->body != NULL ? easel_json_get_string (reply->body->root, "status") : NULL;

  if (g_strcmp0 (status, "canceled") == 0 || g_strcmp0 (status, "aborted") == 0)
    return EASEL_MEDIA_CANCEL_DONE;
  if (g_strcmp0 (status, "succeeded") == 0 || g_strcmp0 (status, "failed") == 0)
    return EASEL_MEDIA_CANCEL_LATE;
  return EASEL_MEDIA_CANCEL_ASKED;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_replicate_protocol = {
  .id = "replicate",
  .label = "Replicate",
  .base_url = "https://api.replicate.com/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC / 2,
  .keeps = G_TIME_SPAN_HOUR,
  .kinds = EASEL_KIND_IMAGE | EASEL_KIND_VIDEO,
  .tried = TRUE,
  .build_describe = build_describe,
  .describe = describe,
  .build_models = build_models,
  .parse_models = parse_models,
  .build_upload = build_upload,
  .read_upload = read_upload,
  .build_submit = build_submit,
  .read_submit = read_prediction,
  .build_poll = build_poll,
  .read_poll = read_poll,
  .build_cancel = build_cancel,
  .read_cancel = read_cancel,
};
