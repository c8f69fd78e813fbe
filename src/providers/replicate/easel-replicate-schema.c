// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-replicate-schema-private.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"

/* What a model of Replicate takes, out of the OpenAPI schema of its inputs. Models
 * call the same thing by many names. */

static const struct
{
  const char *name;
  const char *fields[6];
} known[] = {
  { "prompt", { "prompt", "text", "text_prompt", "caption", NULL } },
  { "negative", { "negative_prompt", NULL } },
  { "width", { "width", "image_width", NULL } },
  { "height", { "height", "image_height", NULL } },
  { "ratio", { "aspect_ratio", "ratio", NULL } },
  { "count", { "num_outputs", "number_of_images", "num_images", "n", NULL } },
  { "seed", { "seed", NULL } },
  { "steps", { "num_inference_steps", "steps", "num_steps", NULL } },
  { "guidance", { "guidance_scale", "guidance", "cfg", "cfg_scale", NULL } },
  { "strength", { "prompt_strength", "strength", "image_strength", NULL } },
  { "reference", { "image", "input_image", "image_prompt", "start_image", "first_frame_image", NULL } },
  { "references", { "image_input", "input_images", "reference_images", "images", NULL } },
  { "mask", { "mask", NULL } },
  { "duration", { "duration", "seconds", NULL } },
  { "sampler", { "scheduler", "sampler", NULL } },
  { "format", { "output_format", NULL } },
};

/* The property itself, or what it refers to: {"allOf": [{"$ref": …}]}. */
static JsonNode *
resolve (JsonNode *schemas, JsonNode *property)
{
  const char *ref = easel_json_get_string (property, "allOf.0.$ref");
  JsonObject *object = easel_json_get_object (schemas, "");
  const char *slash;

  if (ref == NULL)
    ref = easel_json_get_string (property, "$ref");
  slash = ref != NULL ? strrchr (ref, '/') : NULL;
  if (slash == NULL || object == NULL || !json_object_has_member (object, slash + 1))
    return property;
  return json_object_get_member (object, slash + 1);
}

static GStrv
read_words (JsonNode *node)
{
  JsonArray *words = easel_json_get_array (node, "enum");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    {
      const char *word = easel_json_get_string (json_array_get_element (words, i), "");

      if (word == NULL)
        continue;
      g_strv_builder_add (builder, word);
      n++;
    }
  return n > 0 ? g_strv_builder_end (builder) : NULL;
}

static int
read_int (JsonNode *node, const char *path)
{
  gint64 number;

  return easel_json_get_int (node, path, &number) && number > 0 && number < G_MAXINT ? (int) number : 0;
}

static double
read_double (JsonNode *node, const char *path)
{
  double number;

  return easel_json_get_double (node, path, &number) ? number : (double) NAN;
}

static void
take_side (EaselMediaSchema *schema, JsonNode *property, gboolean is_width)
{
  schema->takes |= EASEL_MEDIA_TAKES_SIZE;
  schema->min_side = MAX (schema->min_side, read_int (property, "minimum"));
  schema->max_side = read_int (property, "maximum");
  schema->multiple = MAX (schema->multiple, read_int (property, "multipleOf"));
  if (is_width)
    schema->default_width = read_int (property, "default");
  else
    schema->default_height = read_int (property, "default");
}

static void
take_duration (EaselMediaSchema *schema, JsonNode *property, JsonNode *resolved)
{
  JsonArray *choices = easel_json_get_array (resolved, "enum");

  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    {
      double seconds = read_double (json_array_get_element (choices, i), "");

      if (!isfinite (seconds))
        continue;
      if (schema->durations == NULL)
        schema->durations = g_array_new (FALSE, FALSE, sizeof (double));
      g_array_append_val (schema->durations, seconds);
    }
  schema->min_duration = read_int (property, "minimum");
  schema->max_duration = read_int (property, "maximum");
}

static void
take_known (EaselMediaSchema *schema, const char *name, JsonNode *property, JsonNode *resolved)
{
  if (strcmp (name, "negative") == 0)
    schema->takes |= EASEL_MEDIA_TAKES_NEGATIVE;
  else if (strcmp (name, "width") == 0 || strcmp (name, "height") == 0)
    take_side (schema, property, *name == 'w');
  else if (strcmp (name, "ratio") == 0)
    schema->ratios = read_words (resolved);
  else if (strcmp (name, "count") == 0)
    schema->max_count = (guint) MAX (read_int (property, "maximum"), 1);
  else if (strcmp (name, "seed") == 0)
    {
      schema->takes |= EASEL_MEDIA_TAKES_SEED;
      if (!easel_json_get_int (property, "maximum", &schema->max_seed) || schema->max_seed < 0)
        schema->max_seed = 0;
    }
  else if (strcmp (name, "steps") == 0)
    {
      schema->takes |= EASEL_MEDIA_TAKES_STEPS;
      schema->min_steps = read_int (property, "minimum");
      schema->max_steps = read_int (property, "maximum");
      schema->default_steps = read_int (property, "default");
    }
  else if (strcmp (name, "guidance") == 0)
    {
      schema->takes |= EASEL_MEDIA_TAKES_GUIDANCE;
      schema->min_guidance = read_double (property, "minimum");
      schema->max_guidance = read_double (property, "maximum");
      schema->default_guidance = read_double (property, "default");
    }
  else if (strcmp (name, "strength") == 0)
    schema->takes |= EASEL_MEDIA_TAKES_STRENGTH;
  else if (strcmp (name, "reference") == 0)
    schema->max_references = MAX (schema->max_references, 1);
  else if (strcmp (name, "references") == 0)
    {
      int most = read_int (property, "maxItems");

      schema->max_references = most > 0 ? (guint) most : 10;
    }
  else if (strcmp (name, "mask") == 0)
    schema->takes |= EASEL_MEDIA_TAKES_MASK;
  else if (strcmp (name, "sampler") == 0)
    schema->samplers = read_words (resolved);
  else if (strcmp (name, "duration") == 0)
    take_duration (schema, property, resolved);
}

static void
read_inputs (EaselMediaSchema *schema, JsonNode *schemas)
{
  JsonObject *properties = easel_json_get_object (schemas, "Input.properties");

  for (gsize i = 0; properties != NULL && i < G_N_ELEMENTS (known); i++)
    for (guint k = 0; known[i].fields[k] != NULL; k++)
      {
        const char *field = known[i].fields[k];
        JsonNode *property;

        if (!json_object_has_member (properties, field))
          continue;
        property = json_object_get_member (properties, field);
        easel_media_schema_set_field (schema, known[i].name, field);
        take_known (schema, known[i].name, property, resolve (schemas, property));
        break;
      }
}

/* Without an answer, or with one that holds no schema, nothing is held back and the
 * usual names are used. */
static void
describe_unknown (EaselMediaSchema *schema)
{
  schema->takes = EASEL_MEDIA_TAKES_ANYTHING | EASEL_MEDIA_TAKES_SIZE | EASEL_MEDIA_TAKES_SEED;
  schema->max_count = 4;
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strcmp (known[i].name, "references") != 0)
      easel_media_schema_set_field (schema, known[i].name, known[i].fields[0]);
}

EaselMediaSchema *
_easel_replicate_describe (EaselKinds kind, JsonNode *root)
{
  EaselMediaSchema *schema = easel_media_schema_new (kind);
  JsonNode *version = NULL;
  JsonNode *schemas = NULL;

  if (root != NULL)
    {
      version = easel_json_get_node (root, "latest_version");
      if (version == NULL || JSON_NODE_HOLDS_NULL (version))
        version = root;
      schemas = easel_json_get_node (version, "openapi_schema.components.schemas");
    }
  if (schemas == NULL || easel_json_get_object (schemas, "Input.properties") == NULL)
    {
      describe_unknown (schema);
      return schema;
    }
  read_inputs (schema, schemas);
  /* What is not official is called by its version; an official one takes that too. */
  if (!easel_json_get_boolean (root, "is_official", FALSE))
    schema->data = g_strdup (easel_json_get_string (version, "id"));
  if (schema->data != NULL && strlen (schema->data) != 64)
    g_clear_pointer (&schema->data, g_free);
  return schema;
}
