// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-automatic1111.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"

/* AUTOMATIC1111's web UI and what came of it (Forge, SD.Next), started with --api:
 * the source of its API. Not seen in a recorded answer. */

static EaselMediaWire *
build (const EaselAccount *account, const char *method, const char *path, const char *query, GError **error)
{
  char *url = easel_media_build_url (&easel_automatic1111_protocol, account, "", path, query, error);

  return url != NULL ? easel_media_wire_new (method, url) : NULL;
}

/* ---- what it takes ---- */

static EaselMediaWire *
build_describe (const char *model, const EaselAccount *account, GError **error)
{
  return build (account, "GET", "/sdapi/v1/samplers", NULL, error);
}

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_IMAGE);

  easel_media_take_samplers (schema, root != NULL ? easel_json_get_array (root, "") : NULL, "name");
  schema->min_side = 64;
  schema->max_side = 2048;
  schema->default_width = schema->default_height = 512;
  schema->max_steps = 150;
  schema->min_guidance = 1;
  schema->max_guidance = 30;
  schema->max_seed = G_MAXUINT32;
  schema->max_count = 8;
  schema->max_references = 1;
  return schema;
}

static EaselMediaWire *
build_models (const EaselAccount *account, const char *cursor, GError **error)
{
  return build (account, "GET", "/sdapi/v1/sd-models", NULL, error);
}

static gboolean
parse_models (JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *items = easel_json_get_array (root, "");

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      const char *title = easel_json_get_string (item, "title");
      const char *name = easel_json_get_string (item, "model_name");
      EaselModelInfo *info;

      if (title == NULL && name == NULL)
        continue;
      /* The title holds a hash that comes later; the name is enough to choose by. */
      info = easel_model_info_new (name != NULL ? name : title, name != NULL ? name : title);
      info->kinds = EASEL_KIND_IMAGE;
      g_ptr_array_add (models, info);
    }
  return TRUE;
}

/* ---- making ---- */

static void
add_reference (JsonObject *body, const EaselMediaRequest *request)
{
  const EaselMediaInput *input = g_ptr_array_index (request->references, 0);
  JsonArray *images = json_array_new ();
  g_autofree char *base64 = easel_media_input_to_base64 (input);

  json_array_add_string_element (images, base64);
  json_object_set_array_member (body, "init_images", images);
  if (isfinite (request->strength))
    json_object_set_double_member (body, "denoising_strength", request->strength);
}

static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  EaselMediaWire *wire = build (
      account, "POST", request->references->len > 0 ? "/sdapi/v1/img2img" : "/sdapi/v1/txt2img", NULL, error);
  JsonObject *body, *settings;

  if (wire == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "prompt", request->prompt);
  if (request->negative != NULL)
    json_object_set_string_member (body, "negative_prompt", request->negative);
  json_object_set_int_member (body, "seed", request->seed);
  if (request->width > 0)
    {
      json_object_set_int_member (body, "width", request->width);
      json_object_set_int_member (body, "height", request->height);
    }
  json_object_set_int_member (body, "steps", request->steps > 0 ? request->steps : schema->default_steps);
  json_object_set_double_member (body, "cfg_scale",
                                 isfinite (request->guidance) ? request->guidance : schema->default_guidance);
  if (request->sampler != NULL)
    json_object_set_string_member (body, "sampler_name", request->sampler);
  json_object_set_int_member (body, "batch_size", 1);
  json_object_set_int_member (body, "n_iter", request->count);
  settings = json_object_new ();
  json_object_set_string_member (settings, "sd_model_checkpoint", request->model);
  /* With several, the first would be a sheet of all. */
  json_object_set_boolean_member (settings, "return_grid", FALSE);
  json_object_set_object_member (body, "override_settings", settings);
  json_object_set_boolean_member (body, "override_settings_restore_afterwards", FALSE);
  if (request->references->len > 0)
    add_reference (body, request);
  easel_media_wire_take_json (wire, body);
  wire->flags = EASEL_MEDIA_WIRE_PATIENT;
  return wire;
}

/* "info" is JSON inside a string. */
static JsonNode *
read_info (JsonNode *root)
{
  const char *info = easel_json_get_string (root, "info");

  return info != NULL ? easel_json_parse (info, -1, NULL) : NULL;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  JsonArray *images = root != NULL ? easel_json_get_array (root, "images") : NULL;
  g_autoptr (JsonNode) info = root != NULL ? read_info (root) : NULL;
  JsonArray *seeds = info != NULL ? easel_json_get_array (info, "all_seeds") : NULL;

  if (images == NULL)
    return;
  answer->state = EASEL_MEDIA_DONE;
  for (guint i = 0; i < json_array_get_length (images); i++)
    {
      const char *text = easel_json_get_string (json_array_get_element (images, i), "");
      g_autoptr (GBytes) data = easel_media_body_decode (reply->body, text);
      EaselMediaOutput *output;
      gint64 seed;

      if (data == NULL)
        continue;
      output = easel_media_answer_add (answer, data, NULL, NULL);
      if (seeds != NULL && i < json_array_get_length (seeds) &&
          easel_json_get_int (json_array_get_element (seeds, i), "", &seed) && seed >= 0)
        output->seed = seed;
    }
}

static EaselMediaWire *
build_progress (const EaselAccount *account, GError **error)
{
  return build (account, "GET", "/sdapi/v1/progress", "skip_current_image=false", error);
}

static void
read_progress (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  double progress;

  if (easel_json_get_double (reply->body->root, "progress", &progress) && progress > 0 && progress <= 1)
    answer->progress = progress;
  answer->preview =
      easel_media_body_decode (reply->body, easel_json_get_string (reply->body->root, "current_image"));
}

/* It stops whatever it works on, which is one thing at a time. */
static EaselMediaWire *
build_cancel (const EaselMediaTicket *ticket, const EaselAccount *account, GError **error)
{
  EaselMediaWire *wire = build (account, "POST", "/sdapi/v1/interrupt", NULL, error);

  if (wire != NULL)
    easel_media_wire_take_json (wire, json_object_new ());
  return wire;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_automatic1111_protocol = {
  .id = "automatic1111",
  .label = "AUTOMATIC1111",
  .base_url = "http://127.0.0.1:7860",
  .key_header = "Authorization",
  .key_prefix = "Basic ",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC,
  .kinds = EASEL_KIND_IMAGE,
  .build_describe = build_describe,
  .describe = describe,
  .build_models = build_models,
  .parse_models = parse_models,
  .build_submit = build_submit,
  .read_submit = read_submit,
  .build_progress = build_progress,
  .read_progress = read_progress,
  .build_cancel = build_cancel,
};
