// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-images-private.h"

#include <math.h>
#include <string.h>

#include "easel-openai-images.h"
#include "easel-provider-registry.h"

/* The samples are served on a socket. */
EaselImagesDialect
_easel_openai_images_find_dialect (const EaselAccount *account)
{
  const EaselService *service;
  const char *id;

  if (account->socket_path != NULL)
    return EASEL_IMAGES_SAMPLES;
  service = account->service != NULL ? easel_provider_registry_find_service (account->service)
                                     : easel_provider_registry_match_service ("openai", account->base_url);
  id = service != NULL ? service->id : "";
  if (strcmp (id, "openai") == 0)
    return EASEL_IMAGES_OPENAI;
  if (strcmp (id, "xai") == 0)
    return EASEL_IMAGES_XAI;
  if (strcmp (id, "openrouter") == 0)
    return EASEL_IMAGES_OPENROUTER;
  return EASEL_IMAGES_COMPATIBLE;
}

/* ---- what the models take ---- */

static void
describe_openai (EaselMediaSchema *schema, const char *model)
{
  static const char *const presets[] = { "1024x1024", "1536x1024", "1024x1536", NULL };
  static const char *const qualities[] = { "auto", "low", "medium", "high", NULL };
  static const char *const more[] = { "auto", "low", "medium", "high", "xhigh", "max", NULL };

  schema->takes = EASEL_MEDIA_TAKES_PREVIEWS;
  schema->sizes = g_strdupv ((GStrv) presets);
  schema->qualities = g_strdupv ((GStrv) (g_str_has_prefix (model, "gpt-image-2.5") ? more : qualities));
  schema->max_count = 10;
  schema->max_references = 16;
  schema->max_prompt = 32000;
  schema->takes |= EASEL_MEDIA_TAKES_MASK;
  /* From gpt-image-2 on any size; before, the three. */
  if (g_str_has_prefix (model, "gpt-image-1") || g_str_has_prefix (model, "chatgpt-image"))
    return;
  schema->takes |= EASEL_MEDIA_TAKES_SIZE;
  schema->multiple = 16;
  schema->longest_ratio = 3;
  schema->max_side = 3840;
  schema->max_pixels = 3840 * 2160;
}

static void
describe_samples (EaselMediaSchema *schema)
{
  static const char *const presets[] = { "512x512", "768x512", "512x768", "1024x1024", NULL };

  schema->sizes = g_strdupv ((GStrv) presets);
  schema->takes = EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_NEGATIVE |
                  EASEL_MEDIA_TAKES_STEPS | EASEL_MEDIA_TAKES_PREVIEWS;
  schema->min_side = 64;
  schema->max_side = 2048;
  schema->default_width = schema->default_height = 512;
  schema->max_count = 4;
  schema->min_steps = 1;
  schema->max_steps = 50;
  schema->default_steps = 8;
  schema->max_seed = G_MAXUINT32;
  schema->max_prompt = 32000;
}

EaselMediaSchema *
_easel_openai_images_describe (const char *model,
                               EaselKinds kind,
                               const EaselAccount *account,
                               JsonNode *root)
{
  static const char *const ratios[] = { "1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", NULL };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_IMAGE);

  switch (_easel_openai_images_find_dialect (account))
    {
    case EASEL_IMAGES_OPENAI:
      describe_openai (schema, model);
      break;
    case EASEL_IMAGES_XAI:
      schema->ratios = g_strdupv ((GStrv) ratios);
      schema->max_count = 10;
      schema->max_references = 3;
      schema->max_prompt = 8000;
      break;
    case EASEL_IMAGES_OPENROUTER:
      /* Its models are of many makers, who judge by themselves. */
      schema->ratios = g_strdupv ((GStrv) ratios);
      schema->takes = EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED;
      schema->max_count = 10;
      schema->max_references = 16;
      break;
    case EASEL_IMAGES_SAMPLES:
      describe_samples (schema);
      break;
    case EASEL_IMAGES_COMPATIBLE:
    default:
      schema->takes = EASEL_MEDIA_TAKES_ANYTHING | EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED;
      schema->max_count = 10;
      schema->max_references = 16;
      break;
    }
  return schema;
}

/* ---- requests ---- */

static void
add_size (JsonObject *body, const EaselMediaRequest *request, EaselImagesDialect dialect)
{
  static const char *const ratios[] = { "1:1", "3:2", "2:3", "4:3", "3:4", "16:9", "9:16", NULL };
  g_autofree char *size = NULL;

  if (request->ratio != NULL)
    json_object_set_string_member (body, "aspect_ratio", request->ratio);
  else if (request->width > 0 && dialect == EASEL_IMAGES_XAI)
    {
      const char *ratio = easel_media_nearest_ratio (ratios, request->width, request->height);

      if (ratio != NULL)
        json_object_set_string_member (body, "aspect_ratio", ratio);
    }
  else if (request->width > 0)
    {
      size = g_strdup_printf ("%dx%d", request->width, request->height);
      json_object_set_string_member (body, "size", size);
    }
}

static void
add_own (JsonObject *body, const EaselMediaRequest *request, EaselImagesDialect dialect)
{
  gboolean streams = (dialect == EASEL_IMAGES_OPENAI || dialect == EASEL_IMAGES_SAMPLES) &&
                     request->count == 1 && request->previews > 0;

  if (request->seed >= 0)
    json_object_set_int_member (body, "seed", request->seed);
  if (request->negative != NULL && *request->negative != '\0')
    json_object_set_string_member (body, "negative_prompt", request->negative);
  if (request->steps > 0)
    json_object_set_int_member (body, "steps", request->steps);
  if (isfinite (request->guidance))
    json_object_set_double_member (body, "cfg_scale", request->guidance);
  if (request->quality != NULL)
    json_object_set_string_member (body, "quality", request->quality);
  if (request->format != NULL && dialect != EASEL_IMAGES_XAI)
    json_object_set_string_member (body, "output_format", request->format);
  /* OpenAI's newer models refuse the field and always answer so; a URL would have
   * to be fetched within the hour. */
  if (dialect == EASEL_IMAGES_XAI || dialect == EASEL_IMAGES_COMPATIBLE)
    json_object_set_string_member (body, "response_format", "b64_json");
  if (streams)
    {
      json_object_set_boolean_member (body, "stream", TRUE);
      json_object_set_int_member (body, "partial_images", MIN (request->previews, 3));
    }
}

static void
add_references (JsonObject *body, const EaselMediaRequest *request, EaselImagesDialect dialect)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < request->references->len; i++)
    {
      g_autofree char *url = easel_media_input_to_data_url (g_ptr_array_index (request->references, i));
      JsonObject *reference = json_object_new ();
      JsonObject *image = json_object_new ();

      json_object_set_string_member (image, "url", url);
      if (dialect == EASEL_IMAGES_XAI)
        {
          json_object_set_string_member (image, "type", "image_url");
          json_object_unref (reference);
          reference = image;
        }
      else
        {
          json_object_set_string_member (reference, "type", "image_url");
          json_object_set_object_member (reference, "image_url", image);
        }
      json_array_add_object_element (array, reference);
    }
  if (dialect != EASEL_IMAGES_XAI)
    json_object_set_array_member (body, "input_references", array);
  else if (json_array_get_length (array) == 1)
    {
      json_object_set_object_member (body, "image",
                                     json_object_ref (json_array_get_object_element (array, 0)));
      json_array_unref (array);
    }
  else
    json_object_set_array_member (body, "images", array);
}

static void
add_form_field (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  g_autofree char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
                              ? json_node_dup_string (node)
                              : json_to_string (node, FALSE);

  easel_multipart_add_text (user_data, name, text);
}

/* An edit of pictures is a form with files. */
static void
take_form (EaselMediaWire *wire, JsonObject *body, const EaselMediaRequest *request)
{
  g_autoptr (EaselMultipart) form = easel_multipart_new ();

  json_object_foreach_member (body, add_form_field, form);
  for (guint i = 0; i < request->references->len; i++)
    {
      const EaselMediaInput *input = g_ptr_array_index (request->references, i);
      const char *slash = strchr (input->mime_type, '/');
      g_autofree char *name = g_strdup_printf ("image-%u.%s", i + 1, slash != NULL ? slash + 1 : "png");

      easel_multipart_add_file (form, "image[]", name, input->mime_type, input->data);
    }
  if (request->mask != NULL)
    easel_multipart_add_file (form, "mask", "mask.png", request->mask->mime_type, request->mask->data);
  easel_multipart_end (form, wire);
  json_object_unref (body);
}

EaselMediaWire *
_easel_openai_images_build_submit (const EaselMediaRequest *request,
                                   const EaselMediaSchema *schema,
                                   const EaselAccount *account,
                                   GError **error)
{
  static const char *const openrouter_headers[] = { "X-Title", "Easel", NULL };
  EaselImagesDialect dialect = _easel_openai_images_find_dialect (account);
  gboolean edits = request->references->len > 0;
  const char *path = dialect == EASEL_IMAGES_OPENROUTER ? "/images"
                     : edits                            ? "/images/edits"
                                                        : "/images/generations";
  char *url =
      easel_media_build_url (&easel_openai_images_protocol, account,
                             dialect == EASEL_IMAGES_OPENROUTER ? "/api/v1" : "/v1", path, NULL, error);
  EaselMediaWire *wire;
  JsonObject *body;

  if (url == NULL)
    return NULL;
  wire = easel_media_wire_new ("POST", url);
  wire->flags = EASEL_MEDIA_WIRE_STREAM | EASEL_MEDIA_WIRE_PATIENT;
  if (dialect == EASEL_IMAGES_OPENROUTER)
    easel_media_wire_set_headers (wire, openrouter_headers);
  body = json_object_new ();
  json_object_set_string_member (body, "model", request->model);
  json_object_set_string_member (body, "prompt", request->prompt);
  if (request->count > 1)
    json_object_set_int_member (body, "n", request->count);
  add_size (body, request, dialect);
  add_own (body, request, dialect);
  if (edits && (dialect == EASEL_IMAGES_XAI || dialect == EASEL_IMAGES_OPENROUTER))
    add_references (body, request, dialect);
  if (edits && dialect != EASEL_IMAGES_XAI && dialect != EASEL_IMAGES_OPENROUTER)
    take_form (wire, body, request);
  else
    easel_media_wire_take_json (wire, body);
  return wire;
}
