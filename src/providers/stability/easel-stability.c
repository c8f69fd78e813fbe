// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-stability.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"

/* Stable Image of Stability AI: client libraries, https://platform.stability.ai. Not
 * seen in a recorded answer. The request is a form even without a file. */

static EaselMediaSchema *
describe (const char *model, EaselKinds kind, const EaselAccount *account, JsonNode *root)
{
  static const char *const ratios[] = { "1:1", "16:9", "9:16", "21:9", "9:21",
                                        "2:3", "3:2",  "4:5",  "5:4",  NULL };
  EaselMediaSchema *schema = easel_media_schema_new (EASEL_KIND_IMAGE);

  schema->ratios = g_strdupv ((GStrv) ratios);
  schema->takes = EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_NEGATIVE;
  schema->max_seed = G_GINT64_CONSTANT (4294967294);
  schema->max_prompt = 10000;
  /* "core" begins with nothing. */
  if (strcmp (model, "core") != 0)
    {
      schema->takes |= EASEL_MEDIA_TAKES_STRENGTH;
      schema->max_references = 1;
    }
  return schema;
}

static void
add_fields (EaselMultipart *form, const EaselMediaRequest *request, const EaselMediaSchema *schema)
{
  const char *ratio = easel_media_choose_ratio (request, schema);

  easel_multipart_add_text (form, "prompt", request->prompt);
  if (request->negative != NULL && *request->negative != '\0')
    easel_multipart_add_text (form, "negative_prompt", request->negative);
  /* A picture to start from has its own. */
  if (ratio != NULL && request->references->len == 0)
    easel_multipart_add_text (form, "aspect_ratio", ratio);
  if (request->seed >= 0)
    {
      g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, request->seed);

      easel_multipart_add_text (form, "seed", seed);
    }
  easel_multipart_add_text (form, "output_format", request->format != NULL ? request->format : "png");
}

static void
add_reference (EaselMultipart *form, const EaselMediaRequest *request, gboolean names_mode)
{
  const EaselMediaInput *input = g_ptr_array_index (request->references, 0);
  char strength[G_ASCII_DTOSTR_BUF_SIZE];

  if (names_mode)
    easel_multipart_add_text (form, "mode", "image-to-image");
  easel_multipart_add_file (form, "image", "reference", input->mime_type, input->data);
  g_ascii_formatd (strength, sizeof strength, "%g", isfinite (request->strength) ? request->strength : 0.7);
  easel_multipart_add_text (form, "strength", strength);
}

/* "core", "ultra", or a model of the third generation, which has one address. */
static EaselMediaWire *
build_submit (const EaselMediaRequest *request,
              const EaselMediaSchema *schema,
              const EaselAccount *account,
              GError **error)
{
  static const char *const headers[] = { "Accept", "application/json", NULL };
  gboolean named = strcmp (request->model, "core") == 0 || strcmp (request->model, "ultra") == 0;
  g_autofree char *path =
      g_strconcat ("/v2beta/stable-image/generate/", named ? request->model : "sd3", NULL);
  char *url = easel_media_build_url (&easel_stability_protocol, account, "", path, NULL, error);
  g_autoptr (EaselMultipart) form = NULL;
  EaselMediaWire *wire;

  if (url == NULL)
    return NULL;
  form = easel_multipart_new ();
  if (!named)
    easel_multipart_add_text (form, "model", request->model);
  add_fields (form, request, schema);
  if (request->references->len > 0)
    add_reference (form, request, !named);
  wire = easel_media_wire_new ("POST", url);
  easel_media_wire_set_headers (wire, headers);
  easel_multipart_end (form, wire);
  wire->flags = EASEL_MEDIA_WIRE_PATIENT;
  return wire;
}

static void
read_submit (EaselMediaAnswer *answer, const EaselMediaReply *reply)
{
  JsonNode *root = reply->body != NULL ? reply->body->root : NULL;
  const char *reason = root != NULL ? easel_json_get_string (root, "finish_reason") : NULL;
  g_autoptr (GBytes) data = NULL;
  gint64 seed;

  if (root == NULL)
    return;
  if (g_strcmp0 (reason, "CONTENT_FILTERED") == 0)
    {
      easel_media_answer_fail (answer,
                               easel_media_refused_error_new (easel_media_answer_get_from (answer), NULL));
      return;
    }
  data = easel_media_body_decode (reply->body, easel_json_get_string (root, "image"));
  if (data == NULL)
    return;
  answer->state = EASEL_MEDIA_DONE;
  easel_media_answer_add (answer, data, NULL, NULL);
  if (easel_json_get_int (root, "seed", &seed) && seed >= 0)
    ((EaselMediaOutput *) g_ptr_array_index (answer->outputs, 0))->seed = seed;
}

static const char *const hosts[] = { NULL };

const EaselMediaProtocol easel_stability_protocol = {
  .id = "stability",
  .label = "Stability AI",
  .base_url = "https://api.stability.ai",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .poll_interval = G_USEC_PER_SEC,
  .kinds = EASEL_KIND_IMAGE,
  .describe = describe,
  .build_submit = build_submit,
  .read_submit = read_submit,
};
