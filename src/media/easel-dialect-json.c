// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "easel-json.h"
#include "easel-media-reading-private.h"

/*
 * Programs that write one JSON object differ in little but the names: InvokeAI,
 * NovelAI, SwarmUI, Fooocus, Draw Things, and Easel itself.
 */

#define MOST_PARAMETERS 128
#define LONGEST_PARAMETER 4096

typedef enum
{
  PROMPT,
  NEGATIVE,
  MODEL,
  SEED,
  STEPS,
  GUIDANCE,
  WIDTH,
  HEIGHT,
  SIZE,
  N_FIELDS,
} Field;

/* The names of each field, the better ones first. */
static const struct
{
  Field field;
  const char *name;
} names[] = {
  { PROMPT, "positive_prompt" },
  { PROMPT, "prompt" },
  { PROMPT, "c" },
  { PROMPT, "Prompt" },
  { NEGATIVE, "negative_prompt" },
  { NEGATIVE, "negativeprompt" },
  { NEGATIVE, "uc" },
  { NEGATIVE, "negative" },
  { NEGATIVE, "Negative Prompt" },
  { MODEL, "model" },
  { MODEL, "base_model" },
  { MODEL, "model_weights" },
  { MODEL, "base_model_name" },
  { MODEL, "Base Model" },
  { SEED, "seed" },
  { SEED, "Seed" },
  { STEPS, "steps" },
  { STEPS, "num_inference_steps" },
  { STEPS, "Steps" },
  { GUIDANCE, "guidance" },
  { GUIDANCE, "cfg_scale" },
  { GUIDANCE, "cfgscale" },
  { GUIDANCE, "guidance_scale" },
  { GUIDANCE, "scale" },
  { GUIDANCE, "Guidance Scale" },
  { WIDTH, "width" },
  { HEIGHT, "height" },
  { SIZE, "size" },
  { SIZE, "resolution" },
  { SIZE, "Resolution" },
};

/*
 * A text or a number as text; of a list of these its members; NULL for the rest.
 */
char *
_easel_json_value_to_text (JsonNode *node)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint i = 0; i < json_array_get_length (array) && i < 64; i++)
        {
          JsonNode *member = json_array_get_element (array, i);
          g_autofree char *part = JSON_NODE_HOLDS_VALUE (member) ? _easel_json_value_to_text (member) : NULL;

          if (part != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", part);
        }
      return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", json_node_get_double (node)));
    }
  return g_strdup (json_node_get_boolean (node) ? "true" : "false");
}

gboolean
_easel_json_value_to_number (JsonNode *node, double *number)
{
  const char *text;
  char *end;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      *number = json_node_get_double (node);
      return isfinite (*number);
    }
  text = json_node_get_string (node);
  *number = g_ascii_strtod (text, &end);
  return end != text && isfinite (*number);
}

static void
set_count (gint64 *field, JsonNode *node, double factor)
{
  double number;

  if (*field < 0 && _easel_json_value_to_number (node, &number) && number >= 0 && number < 9e15)
    *field = (gint64) (number * factor + 0.5);
}

/* Exactly, as long as it fits. */
static void
set_seed (EaselMediaInfo *info, JsonNode *node)
{
  guint64 number;

  if (info->seed >= 0 || !JSON_NODE_HOLDS_VALUE (node))
    return;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    info->seed = MAX (json_node_get_int (node), -1);
  else if (json_node_get_value_type (node) == G_TYPE_STRING &&
           g_ascii_string_to_unsigned (json_node_get_string (node), 10, 0, G_MAXINT64, &number, NULL))
    info->seed = (gint64) number;
}

/* "832x1216" or "(832, 1216)". */
static void
set_size (EaselMediaInfo *info, JsonNode *node)
{
  const char *text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  unsigned width, height;

  if (text == NULL || info->asked_width >= 0)
    return;
  if (sscanf (text, "%9u%*[xX×]%9u", &width, &height) == 2 ||
      sscanf (text, "(%9u, %9u)", &width, &height) == 2)
    {
      info->asked_width = width;
      info->asked_height = height;
    }
}

/* Older InvokeAI has a list of parts, each with its weight. */
static char *
get_prompt (JsonNode *node)
{
  g_autoptr (GString) text = NULL;
  JsonArray *parts;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return _easel_json_value_to_text (node);
  text = g_string_new (NULL);
  parts = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (parts) && i < 64; i++)
    {
      JsonNode *part = json_array_get_element (parts, i);
      const char *words = easel_json_get_string (part, "prompt");

      if (words == NULL && json_node_get_value_type (part) == G_TYPE_STRING)
        words = json_node_get_string (part);
      if (words != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A name, or an object that has one. */
static char *
get_model (JsonNode *node)
{
  static const char *const inner[] = { "name", "model_name", "key" };

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return _easel_json_value_to_text (node);
  for (guint i = 0; i < G_N_ELEMENTS (inner); i++)
    if (easel_json_get_string (node, inner[i]) != NULL)
      return g_strdup (easel_json_get_string (node, inner[i]));
  return NULL;
}

static void
set_field (EaselMediaInfo *info, Field field, JsonNode *node)
{
  switch (field)
    {
    case PROMPT:
      if (info->prompt == NULL)
        info->prompt = get_prompt (node);
      break;
    case NEGATIVE:
      if (info->negative == NULL)
        info->negative = get_prompt (node);
      break;
    case MODEL:
      if (info->model == NULL)
        info->model = get_model (node);
      break;
    case SEED:
      set_seed (info, node);
      break;
    case STEPS:
      set_count (&info->steps, node, 1);
      break;
    case GUIDANCE:
      set_count (&info->guidance, node, 1000);
      break;
    case WIDTH:
      set_count (&info->asked_width, node, 1);
      break;
    case HEIGHT:
      set_count (&info->asked_height, node, 1);
      break;
    case SIZE:
      set_size (info, node);
      break;
    case N_FIELDS:
    default:
      break;
    }
}

static gboolean
is_field (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].name, name))
      return TRUE;
  return FALSE;
}

static void
read_rest (EaselMediaInfo *info, JsonObject *object)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  guint n = 0;

  json_object_iter_init_ordered (&iter, object);
  while (n < MOST_PARAMETERS && json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *value = is_field (name) ? NULL : _easel_json_value_to_text (node);

      if (value == NULL || strlen (value) > LONGEST_PARAMETER || *name == '\0')
        continue;
      easel_media_info_set_parameter (info, name, value);
      n++;
    }
}

static void
read_fields (EaselMediaInfo *info, JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      JsonNode *node = json_object_get_member (object, names[i].name);

      if (node != NULL && !JSON_NODE_HOLDS_NULL (node))
        set_field (info, names[i].field, node);
    }
}

gboolean
_easel_read_json_fields (EaselMediaInfo *info, JsonObject *object)
{
  JsonNode *image = json_object_get_member (object, "image");

  read_fields (info, object);
  if (image != NULL && JSON_NODE_HOLDS_OBJECT (image))
    read_fields (info, json_node_get_object (image));
  if (info->prompt == NULL && info->seed < 0 && info->steps < 0)
    return FALSE;
  read_rest (info, object);
  return TRUE;
}

/*
 * The command line of InvokeAI's beginnings: "a cat [a dog]" -s 50 -S 42 -W512
 * -H512 -C7.5 -A k_lms
 */
gboolean
_easel_read_dream (EaselMediaInfo *info, const char *text)
{
  const char *end = text != NULL ? strrchr (text, '"') : NULL;
  g_auto (GStrv) words = NULL;
  char *open;

  if (end == NULL || *text != '"' || end == text)
    return FALSE;
  g_free (info->prompt);
  info->prompt = g_strndup (text + 1, (gsize) (end - text - 1));
  open = strrchr (info->prompt, '[');
  if (open != NULL && strchr (open, ']') != NULL)
    {
      g_free (info->negative);
      info->negative = g_strndup (open + 1, (gsize) (strchr (open, ']') - open - 1));
      *open = '\0';
      g_strstrip (info->prompt);
    }
  words = g_strsplit_set (end + 1, " \t", 64);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char option = words[i][0] == '-' ? words[i][1] : '\0';
      const char *value = option == '\0' ? "" : words[i][2] != '\0' ? words[i] + 2 : words[i + 1];
      double number = value != NULL ? g_ascii_strtod (value, NULL) : -1;
      gint64 *field = option == 's'   ? &info->steps
                      : option == 'S' ? &info->seed
                      : option == 'W' ? &info->asked_width
                      : option == 'H' ? &info->asked_height
                      : option == 'C' ? &info->guidance
                                      : NULL;

      if (option == 'A')
        easel_media_info_set_parameter (info, "sampler", value);
      else if (field != NULL && number >= 0 && number < 9e15)
        *field = (gint64) (option == 'C' ? number * 1000 + 0.5 : number);
    }
  return TRUE;
}

/* Words, then "--ar 16:9 --v 6.1", then "Job ID: …". */
gboolean
_easel_read_midjourney (EaselMediaInfo *info, const char *text)
{
  const char *job = strstr (text, "Job ID: ");
  const char *options = strstr (text, " --");
  g_autofree char *id = NULL;
  g_auto (GStrv) words = NULL;

  if (job == NULL)
    return FALSE;
  if (options == NULL || options > job)
    options = job;
  id = g_strndup (job + 8, strcspn (job + 8, " \n\r"));
  g_free (info->prompt);
  info->prompt = g_strchomp (g_strndup (text, (gsize) (options - text)));
  easel_media_info_set_parameter (info, "job_id", id);
  words = g_strsplit_set (options, " \n\r", 256);
  for (guint i = 0; words[i] != NULL && g_strcmp0 (words[i], "Job") != 0; i++)
    {
      const char *name = g_str_has_prefix (words[i], "--") ? words[i] + 2 : NULL;
      const char *value = name != NULL && words[i + 1] != NULL && !g_str_has_prefix (words[i + 1], "--") &&
                                  !g_str_equal (words[i + 1], "Job")
                              ? words[i + 1]
                              : "on";
      guint64 seed;

      if (name == NULL || *name == '\0')
        continue;
      if (g_str_equal (name, "seed") && g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &seed, NULL))
        info->seed = (gint64) seed;
      else if (g_str_equal (name, "no"))
        g_set_str (&info->negative, value);
      else if (g_str_equal (name, "v") || g_str_equal (name, "niji"))
        {
          g_free (info->model);
          info->model = g_strdup_printf ("%s %s", g_str_equal (name, "v") ? "midjourney" : "niji", value);
        }
      else
        easel_media_info_set_parameter (info, name, value);
    }
  return TRUE;
}
