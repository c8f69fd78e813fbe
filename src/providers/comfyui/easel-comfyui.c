// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-comfyui.h"

#include <string.h>

#include "easel-comfyui-private.h"
#include "easel-json.h"

/* ComfyUI: the source of its server and its own documentation. Not seen in a
 * recorded answer. A submission has an id that the client chooses, so that it can be
 * asked after whatever became of the first answer. */

enum
{
  STAGE_HISTORY,
  STAGE_QUEUE,
  STAGE_LOST,
  STAGE_WAITING,
};

static EaselMediaWire *
build (const EaselAccount *account, const char *method, const char *path, GError **error)
{
  char *url = easel_media_build_url (&easel_comfyui_protocol, account, "", path, NULL, error);

  return url != NULL ? easel_media_wire_new (method, url) : NULL;
}

static EaselMediaWire *
build_describe (const char *model, const EaselAccount *account, GError **error)
{
  return build (account, "GET", "/object_info/KSampler", error);
}

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  EaselMediaSchema *schema = easel_media_schema_new (kind);

  easel_media_take_samplers (
      schema, root != NULL ? easel_json_get_array (root, "KSampler.input.required.sampler_name.0") : NULL,
      "");
  schema->min_side = 16;
  schema->max_side = 16384;
  schema->default_width = schema->default_height = 1024;
  schema->max_steps = 10000;
  schema->min_guidance = 0;
  schema->max_guidance = 100;
  schema->max_count = 16;
  schema->max_references = 4;
  return schema;
}

static EaselMediaWire *
build_models (const EaselAccount *account, const char *cursor, GError **error)
{
  return build (account, "GET", "/models/checkpoints", error);
}

static gboolean
parse_models (JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *items = easel_json_get_array (root, "");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      const char *name = easel_json_get_string (json_array_get_element (items, i), "");
      EaselModelInfo *info;

      if (name == NULL || *name == '\0')
        continue;
      info = easel_model_info_new (name, name);
      info->kinds = EASEL_KIND_IMAGE;
      g_ptr_array_add (models, info);
    }
  return TRUE;
}

/* ---- pictures that go ahead ---- */

static EaselMediaWire *
build_upload (const EaselMediaInput *input, const EaselAccount *account, GError **error)
{
  EaselMediaWire *wire = build (account, "POST", "/upload/image", error);
  g_autoptr (EaselMultipart) form = easel_multipart_new ();
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, input->data);
  const char *slash = strchr (input->mime_type, '/');
  g_autofree char *name = g_strdup_printf ("easel-%.16s.%s", hash, slash != NULL ? slash + 1 : "png");

  if (wire == NULL)
    return NULL;
  /* The same picture under the same name: there it may be overwritten. */
  easel_multipart_add_file (form, "image", name, input->mime_type, input->data);
  easel_multipart_add_text (form, "type", "input");
  easel_multipart_add_text (form, "overwrite", "true");
  easel_multipart_end (form, wire);
  return wire;
}

static void
read_upload (EaselMediaInput *input, const EaselMediaReply *reply)
{
  const char *name = reply->body != NULL ? easel_json_get_string (reply->body->root, "name") : NULL;
  const char *folder = reply->body != NULL ? easel_json_get_string (reply->body->root, "subfolder") : NULL;

  if (name == NULL || *name == '\0')
    return;
  g_free (input->uploaded);
  input->uploaded =
      folder != NULL && *folder != '\0' ? g_strconcat (folder, "/", name, NULL) : g_strdup (name);
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  JsonObject *workflow = _easel_comfyui_make_workflow (request, error);
  EaselMediaWire *wire = workflow != NULL ? build (account, "POST", "/prompt", error) : NULL;
  JsonObject *body;

  if (wire == NULL)
    {
      g_clear_pointer (&workflow, json_object_unref);
      return NULL;
    }
  body = json_object_new ();
  json_object_set_object_member (body, "prompt", workflow);
  if (request->own_id != NULL)
    {
      json_object_set_string_member (body, "client_id", request->own_id);
      json_object_set_string_member (body, "prompt_id", request->own_id);
    }
  easel_media_wire_take_json (wire, body);
  return wire;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  const char *id = reply->body != NULL ? easel_json_get_string (reply->body->root, "prompt_id") : NULL;

  if (id == NULL)
    return;
  answer->ticket = easel_media_ticket_new (id);
  answer->ticket->stage = STAGE_QUEUE;
  answer->state = EASEL_MEDIA_QUEUED;
}

/* ---- asking ---- */

static EaselMediaWire *
build_poll (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (ticket->id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", escaped, NULL);

  return build (account, "GET", ticket->stage == STAGE_QUEUE ? "/queue" : path, error);
}

static void
add_file (EaselMediaAnswer *answer, JsonNode *file, const char *base)
{
  const char *name = easel_json_get_string (file, "filename");
  const char *folder = easel_json_get_string (file, "subfolder");
  const char *type = easel_json_get_string (file, "type");
  g_autofree char *escaped_name = NULL;
  g_autofree char *escaped_folder = NULL;
  g_autofree char *url = NULL;

  /* What is only passed on between nodes is not what was asked for. */
  if (name == NULL || g_strcmp0 (type, "temp") == 0)
    return;
  escaped_name = g_uri_escape_string (name, NULL, TRUE);
  escaped_folder = g_uri_escape_string (folder != NULL ? folder : "", NULL, TRUE);
  url = g_strdup_printf ("%s/view?filename=%s&subfolder=%s&type=%s", base, escaped_name, escaped_folder,
                         type != NULL ? type : "output");
  easel_media_answer_add (answer, NULL, url, NULL);
}

static void
add_files (EaselMediaAnswer *answer, JsonNode *node, const char *base)
{
  static const char *const lists[] = { "images", "gifs", "videos" };

  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      JsonArray *files = easel_json_get_array (node, lists[i]);

      for (guint k = 0; files != NULL && k < json_array_get_length (files); k++)
        add_file (answer, json_array_get_element (files, k), base);
    }
}

/* The reason stands in one of the messages. */
static const char *
find_reason (JsonNode *entry, gboolean *interrupted)
{
  JsonArray *messages = easel_json_get_array (entry, "status.messages");
  const char *reason = NULL;

  for (guint i = 0; messages != NULL && i < json_array_get_length (messages); i++)
    {
      JsonNode *message = json_array_get_element (messages, i);
      const char *type = easel_json_get_string (message, "0");

      if (g_strcmp0 (type, "execution_interrupted") == 0)
        *interrupted = TRUE;
      if (g_strcmp0 (type, "execution_error") == 0)
        reason = easel_json_get_string (message, "1.exception_message");
    }
  return reason;
}

static void
read_entry (EaselMediaAnswer *answer, JsonNode *entry, const char *base)
{
  JsonObject *outputs = easel_json_get_object (entry, "outputs");
  const char *status = easel_json_get_string (entry, "status.status_str");
  gboolean interrupted = FALSE;
  const char *reason = find_reason (entry, &interrupted);
  JsonObjectIter iter;
  JsonNode *node;

  if (interrupted)
    {
      answer->state = EASEL_MEDIA_CANCELLED;
      return;
    }
  if (g_strcmp0 (status, "error") == 0)
    {
      easel_media_answer_fail (answer,
                               easel_media_failed_error_new (easel_media_answer_get_from (answer), reason));
      return;
    }
  answer->state = EASEL_MEDIA_DONE;
  if (outputs == NULL)
    return;
  json_object_iter_init (&iter, outputs);
  while (json_object_iter_next (&iter, NULL, &node))
    add_files (answer, node, base);
}

static gboolean
is_listed (JsonNode *root, const char *list, const char *id)
{
  JsonArray *items = easel_json_get_array (root, list);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    if (g_strcmp0 (easel_json_get_string (json_array_get_element (items, i), "1"), id) == 0)
      return TRUE;
  return FALSE;
}

static void
read_queue (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, JsonNode *root)
{
  gboolean runs = is_listed (root, "queue_running", ticket->id);
  gboolean waits = is_listed (root, "queue_pending", ticket->id);

  answer->state = waits ? EASEL_MEDIA_QUEUED : EASEL_MEDIA_RUNNING;
  /* In neither list it is done by now, or lost: the history says which. */
  answer->ticket->stage = waits ? STAGE_WAITING : runs ? STAGE_HISTORY : STAGE_LOST;
  answer->poll_now = !runs && !waits;
}

static void
read_poll (EaselMediaAnswer *answer, const EaselMediaTicket *ticket, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body->root;
  JsonObject *object = easel_json_get_object (root, "");

  answer->ticket = easel_media_ticket_new (ticket->id);
  answer->ticket->poll_url = g_strdup (ticket->poll_url);
  if (ticket->stage == STAGE_QUEUE)
    read_queue (answer, ticket, root);
  else if (object != NULL && json_object_has_member (object, ticket->id))
    read_entry (answer, json_object_get_member (object, ticket->id), reply->base);
  else if (ticket->stage == STAGE_LOST)
    answer->state = EASEL_MEDIA_EXPIRED;
  else
    {
      answer->ticket->stage = STAGE_QUEUE;
      answer->poll_now = TRUE;
    }
}

/* ---- cancelling ---- */

/* What waits is taken out of the queue, what runs is interrupted: older servers stop
 * whatever runs, newer ones only the one that is named. */
static EaselMediaWire *
build_cancel (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  gboolean runs = ticket != NULL && ticket->stage == STAGE_HISTORY;
  EaselMediaWire *wire =
      ticket != NULL ? build (account, "POST", runs ? "/interrupt" : "/queue", error) : NULL;
  JsonObject *body;

  if (wire == NULL)
    return NULL;
  body = json_object_new ();
  if (runs)
    json_object_set_string_member (body, "prompt_id", ticket->id);
  else
    {
      JsonArray *ids = json_array_new ();

      json_array_add_string_element (ids, ticket->id);
      json_object_set_array_member (body, "delete", ids);
    }
  easel_media_wire_take_json (wire, body);
  return wire;
}

static EaselMediaCancel
read_cancel (const EaselMediaReply *reply)
{
  return EASEL_MEDIA_CANCEL_ASKED;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_comfyui_protocol = {
  .id = "comfyui",
  .label = "ComfyUI",
  .base_url = "http://127.0.0.1:8188",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC / 2,
  .kinds = EASEL_KIND_IMAGE | EASEL_KIND_VIDEO,
  .build_describe = build_describe,
  .describe = describe,
  .build_models = build_models,
  .parse_models = parse_models,
  .build_upload = build_upload,
  .read_upload = read_upload,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_watch = _easel_comfyui_build_watch,
  .read_watch = _easel_comfyui_read_watch,
  .build_poll = build_poll,
  .read_poll = read_poll,
  .build_cancel = build_cancel,
  .read_cancel = read_cancel,
};
