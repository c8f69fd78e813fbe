// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-json.h"
#include "easel-media-reading-private.h"

/*
 * ComfyUI writes the graph that made the picture: "prompt" as it was run (nodes
 * by id, each with a class and inputs that are values or links [id, slot]), and
 * "workflow" as it was drawn. From an output node the links lead back to a
 * sampler, from the sampler's conditioning to the texts. Graphs may be anything:
 * each walk marks what it has seen.
 */

#define MOST_NODES 5000
#define MOST_TEXTS 16

typedef struct
{
  EaselMediaInfo *info;
  JsonObject *nodes;
} Graph;

static JsonObject *
get_node (Graph *graph, const char *id)
{
  JsonNode *node = id != NULL ? json_object_get_member (graph->nodes, id) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static const char *
get_class (JsonObject *node)
{
  JsonNode *class = node != NULL ? json_object_get_member (node, "class_type") : NULL;

  return class != NULL && json_node_get_value_type (class) == G_TYPE_STRING ? json_node_get_string (class)
                                                                            : "";
}

static JsonObject *
get_inputs (JsonObject *node)
{
  JsonNode *inputs = node != NULL ? json_object_get_member (node, "inputs") : NULL;

  return inputs != NULL && JSON_NODE_HOLDS_OBJECT (inputs) ? json_node_get_object (inputs) : NULL;
}

static JsonNode *
get_input (JsonObject *node, const char *name)
{
  JsonObject *inputs = get_inputs (node);

  return inputs != NULL ? json_object_get_member (inputs, name) : NULL;
}

/* The id that a link leads to; NULL if the value is none. */
static char *
get_link (JsonNode *value)
{
  JsonArray *link;

  if (value == NULL || !JSON_NODE_HOLDS_ARRAY (value))
    return NULL;
  link = json_node_get_array (value);
  if (json_array_get_length (link) != 2 || !JSON_NODE_HOLDS_VALUE (json_array_get_element (link, 1)) ||
      json_node_get_value_type (json_array_get_element (link, 1)) != G_TYPE_INT64)
    return NULL;
  return JSON_NODE_HOLDS_VALUE (json_array_get_element (link, 0))
             ? _easel_json_value_to_text (json_array_get_element (link, 0))
             : NULL;
}

static JsonObject *
follow (Graph *graph, JsonObject *node, const char *name)
{
  g_autofree char *id = get_link (get_input (node, name));

  return get_node (graph, id);
}

/* ---- texts ---- */

static gboolean
is_text_name (const char *name)
{
  static const char *const good[] = {
    "text",   "text_g",   "text_l", "text_positive", "t5xxl",         "clip_l",         "clip_g",
    "prompt", "positive", "string", "value",         "wildcard_text", "populated_text", "text_a",
    "text_b", "text1",    "text2",  "string_a",      "string_b",      "negative",       "text_negative"
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    if (g_str_equal (name, good[i]))
      return TRUE;
  return FALSE;
}

static void
add_words (GPtrArray *texts, JsonNode *value)
{
  g_autofree char *text = NULL;

  if (json_node_get_value_type (value) != G_TYPE_STRING || texts->len >= MOST_TEXTS)
    return;
  text = g_strstrip (json_node_dup_string (value));
  if (*text != '\0' && !g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_steal_pointer (&text));
}

/* A wildcard's expansion stands beside it. */
static gboolean
is_outdone (JsonObject *inputs, const char *name)
{
  JsonNode *populated = json_object_get_member (inputs, "populated_text");

  return g_str_equal (name, "wildcard_text") && populated != NULL &&
         json_node_get_value_type (populated) == G_TYPE_STRING && *json_node_get_string (populated) != '\0';
}

/* All texts from a node on, the nearest first. side: the way to take where a node passes both on. */
static void
collect_texts (Graph *graph, const char *from, const char *side, GPtrArray *texts)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new_with_free_func (g_free);
  const char *other = g_str_equal (side, "positive") ? "negative" : "positive";

  g_ptr_array_add (queue, g_strdup (from));
  for (guint i = 0; i < queue->len && i < MOST_NODES; i++)
    {
      const char *id = g_ptr_array_index (queue, i);
      JsonObject *inputs = get_inputs (get_node (graph, id));
      g_autofree char *through = inputs != NULL && json_object_has_member (inputs, side)
                                     ? get_link (json_object_get_member (inputs, side))
                                     : NULL;
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      if (inputs == NULL || !g_hash_table_add (seen, g_strdup (id)))
        continue;
      json_object_iter_init_ordered (&iter, inputs);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        {
          char *link = get_link (value);

          if (link != NULL && !(through != NULL && g_str_equal (name, other)) &&
              !g_str_equal (name, "clip") && !g_str_equal (name, "vae") && !g_str_equal (name, "model") &&
              !g_str_equal (name, "control_net"))
            g_ptr_array_add (queue, link);
          else
            g_free (link);
          if (is_text_name (name) && !(g_str_equal (name, other)) && !is_outdone (inputs, name))
            add_words (texts, value);
        }
    }
}

static char *
read_texts (Graph *graph, JsonObject *node, const char *input, const char *side)
{
  g_autofree char *id = get_link (get_input (node, input));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (id == NULL)
    {
      JsonNode *value = get_input (node, input);

      if (value == NULL || json_node_get_value_type (value) != G_TYPE_STRING)
        return NULL;
      add_words (texts, value);
    }
  else
    collect_texts (graph, id, side, texts);
  if (texts->len == 0)
    return NULL;
  g_ptr_array_add (texts, NULL);
  return g_strjoinv ("\n", (GStrv) texts->pdata);
}

static void
take_texts (Graph *graph, JsonObject *node, const char *input, char **field)
{
  if (*field == NULL)
    *field = read_texts (graph, node, input, g_str_equal (input, "negative") ? "negative" : "positive");
}

/* ---- numbers ---- */

/* A value of a node, or the one that a link leads to. */
static JsonNode *
find_value (Graph *graph, JsonObject *node, const char *name)
{
  static const char *const plain[] = { "value", "seed", "noise_seed", "int", "float", "number", "steps" };
  JsonNode *value = get_input (node, name);

  for (guint hops = 0; hops < 8 && value != NULL && JSON_NODE_HOLDS_ARRAY (value); hops++)
    {
      g_autofree char *id = get_link (value);
      JsonObject *next = get_node (graph, id);

      value = NULL;
      for (guint i = 0; next != NULL && value == NULL && i < G_N_ELEMENTS (plain); i++)
        value = get_input (next, plain[i]);
    }
  return value != NULL && JSON_NODE_HOLDS_VALUE (value) ? value : NULL;
}

static void
take_count (Graph *graph, JsonObject *node, const char *name, gint64 *field, double factor)
{
  JsonNode *value = find_value (graph, node, name);
  double number;

  if (*field >= 0 || value == NULL)
    return;
  if (json_node_get_value_type (value) == G_TYPE_INT64 && factor > 0.5 && factor < 1.5)
    *field = MAX (json_node_get_int (value), -1);
  else if (_easel_json_value_to_number (value, &number) && number >= 0 && number < 9e15)
    *field = (gint64) (number * factor + 0.5);
}

static void
take_name (Graph *graph, JsonObject *node, const char *input, const char *name)
{
  JsonNode *value = find_value (graph, node, input);

  if (value != NULL && json_node_get_value_type (value) == G_TYPE_STRING &&
      easel_media_info_get_parameter (graph->info, name) == NULL)
    easel_media_info_set_parameter (graph->info, name, json_node_get_string (value));
}

/* The model's own name is at the end of a chain of what was laid over it. */
static void
take_model (Graph *graph, JsonObject *node)
{
  static const char *const names[] = { "ckpt_name", "unet_name", "model_name", "gguf_name" };

  for (guint hops = 0; hops < 64 && node != NULL; hops++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        {
          JsonNode *value = get_input (node, names[i]);

          if (value != NULL && json_node_get_value_type (value) == G_TYPE_STRING)
            {
              g_set_str (&graph->info->model, json_node_get_string (value));
              return;
            }
        }
      node = follow (graph, node, "model");
    }
}

static void
take_size (Graph *graph, JsonObject *node)
{
  for (guint hops = 0; hops < 16 && node != NULL; hops++)
    {
      take_count (graph, node, "width", &graph->info->asked_width, 1);
      take_count (graph, node, "height", &graph->info->asked_height, 1);
      if (graph->info->asked_width >= 0)
        return;
      node = follow (graph, node, get_input (node, "latent_image") != NULL ? "latent_image" : "samples");
    }
}

/* ---- the sampler ---- */

static gboolean
is_sampler (JsonObject *node)
{
  return get_input (node, "positive") != NULL ||
         (get_input (node, "guider") != NULL && get_input (node, "sampler") != NULL) ||
         strstr (get_class (node), "KSampler") != NULL;
}

static gboolean
is_output (JsonObject *node)
{
  const char *class = get_class (node);

  return g_str_has_prefix (class, "Save") || g_str_has_prefix (class, "Preview") ||
         strstr (class, "VideoCombine") != NULL || strstr (class, "Save") != NULL;
}

/* Inputs that a picture's way leads through come before all others. */
static JsonObject *
walk_to_sampler (Graph *graph, JsonObject *output)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();

  g_ptr_array_add (queue, output);
  for (guint i = 0; i < queue->len && i < MOST_NODES; i++)
    {
      JsonObject *node = g_ptr_array_index (queue, i);
      JsonObject *inputs = get_inputs (node);
      JsonObjectIter iter;
      JsonNode *value;

      if (!g_hash_table_add (seen, node) || inputs == NULL)
        continue;
      /* Nodes of ControlNet pass conditioning on: they make no picture. */
      if (is_sampler (node) &&
          (get_input (node, "steps") != NULL || get_input (node, "seed") != NULL ||
           get_input (node, "noise_seed") != NULL || get_input (node, "guider") != NULL ||
           get_input (node, "latent_image") != NULL))
        return node;
      json_object_iter_init_ordered (&iter, inputs);
      while (json_object_iter_next_ordered (&iter, NULL, &value))
        {
          g_autofree char *id = get_link (value);
          JsonObject *next = get_node (graph, id);

          if (next != NULL)
            g_ptr_array_add (queue, next);
        }
    }
  return NULL;
}

static JsonObject *
find_sampler (Graph *graph)
{
  JsonObject *any = NULL;
  JsonObjectIter iter;
  const char *id;
  guint n = 0;

  json_object_iter_init_ordered (&iter, graph->nodes);
  while (n++ < MOST_NODES && json_object_iter_next_ordered (&iter, &id, NULL))
    {
      JsonObject *node = get_node (graph, id);
      JsonObject *sampler = node != NULL && is_output (node) ? walk_to_sampler (graph, node) : NULL;

      if (sampler != NULL)
        return sampler;
      if (any == NULL && node != NULL && is_sampler (node) && strstr (get_class (node), "ampler") != NULL)
        any = node;
    }
  return any;
}

static void
read_custom_sampler (Graph *graph, JsonObject *sampler)
{
  JsonObject *guider = follow (graph, sampler, "guider");
  JsonObject *noise = follow (graph, sampler, "noise");
  JsonObject *sigmas = follow (graph, sampler, "sigmas");
  JsonObject *method = follow (graph, sampler, "sampler");
  EaselMediaInfo *info = graph->info;

  if (guider != NULL)
    {
      take_texts (graph, guider, "conditioning", &info->prompt);
      take_texts (graph, guider, "positive", &info->prompt);
      take_texts (graph, guider, "negative", &info->negative);
      take_count (graph, guider, "cfg", &info->guidance, 1000);
      take_model (graph, follow (graph, guider, "model"));
    }
  if (noise != NULL)
    take_count (graph, noise, "noise_seed", &info->seed, 1);
  if (sigmas != NULL)
    {
      take_count (graph, sigmas, "steps", &info->steps, 1);
      take_name (graph, sigmas, "scheduler", "scheduler");
    }
  if (method != NULL)
    take_name (graph, method, "sampler_name", "sampler");
}

static gboolean
read_graph (Graph *graph)
{
  JsonObject *sampler = find_sampler (graph);
  EaselMediaInfo *info = graph->info;

  if (sampler == NULL)
    return FALSE;
  if (get_input (sampler, "guider") != NULL)
    read_custom_sampler (graph, sampler);
  take_texts (graph, sampler, "positive", &info->prompt);
  take_texts (graph, sampler, "negative", &info->negative);
  take_count (graph, sampler, "seed", &info->seed, 1);
  take_count (graph, sampler, "noise_seed", &info->seed, 1);
  take_count (graph, sampler, "steps", &info->steps, 1);
  take_count (graph, sampler, "cfg", &info->guidance, 1000);
  take_name (graph, sampler, "sampler_name", "sampler");
  take_name (graph, sampler, "scheduler", "scheduler");
  take_name (graph, sampler, "denoise", "denoise");
  if (info->model == NULL)
    take_model (graph, follow (graph, sampler, "model"));
  take_size (graph, follow (graph, sampler, "latent_image"));
  return info->prompt != NULL || info->seed >= 0 || info->steps >= 0;
}

/* ---- the workflow ---- */

/* The order in which the usual nodes' values stand there, since they have no names. */
static const struct
{
  const char *class;
  const char *names[8];
} widgets[] = {
  { "KSampler", { "seed", NULL, "steps", "cfg", "sampler_name", "scheduler", "denoise" } },
  { "KSamplerAdvanced", { NULL, "noise_seed", NULL, "steps", "cfg", "sampler_name", "scheduler" } },
  { "CLIPTextEncode", { "text" } },
  { "CLIPTextEncodeFlux", { "clip_l", "t5xxl" } },
  { "CheckpointLoaderSimple", { "ckpt_name" } },
  { "UNETLoader", { "unet_name" } },
  { "EmptyLatentImage", { "width", "height" } },
  { "EmptySD3LatentImage", { "width", "height" } },
  { "RandomNoise", { "noise_seed" } },
  { "KSamplerSelect", { "sampler_name" } },
  { "BasicScheduler", { "scheduler", "steps", "denoise" } },
  { "PrimitiveNode", { "value" } },
  { "PrimitiveString", { "value" } },
  { "PrimitiveStringMultiline", { "value" } },
};

static void
name_widgets (JsonObject *inputs, const char *class, JsonArray *values)
{
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    for (guint j = 0; g_str_equal (widgets[i].class, class) && j < 8 && j < json_array_get_length (values);
         j++)
      if (widgets[i].names[j] != NULL && !json_object_has_member (inputs, widgets[i].names[j]))
        json_object_set_member (inputs, widgets[i].names[j],
                                json_node_copy (json_array_get_element (values, j)));
}

/* Links by their number: which node each comes from. */
static GHashTable *
read_links (JsonNode *workflow)
{
  GHashTable *sources = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  JsonArray *links = easel_json_get_array (workflow, "links");

  for (guint i = 0; links != NULL && i < json_array_get_length (links) && i < MOST_NODES * 4; i++)
    {
      JsonNode *link = json_array_get_element (links, i);
      gint64 number;
      JsonNode *from = easel_json_get_node (link, "1");

      if (!easel_json_get_int (link, "0", &number) || from == NULL || !JSON_NODE_HOLDS_VALUE (from))
        continue;
      g_hash_table_insert (sources, g_memdup2 (&number, sizeof number), _easel_json_value_to_text (from));
    }
  return sources;
}

static JsonObject *
convert_node (JsonNode *drawn, GHashTable *sources)
{
  JsonObject *node = json_object_new ();
  JsonObject *inputs = json_object_new ();
  JsonArray *slots = easel_json_get_array (drawn, "inputs");
  JsonArray *values = easel_json_get_array (drawn, "widgets_values");
  const char *class = easel_json_get_string (drawn, "type");

  for (guint i = 0; slots != NULL && i < json_array_get_length (slots) && i < 256; i++)
    {
      JsonNode *slot = json_array_get_element (slots, i);
      const char *name = easel_json_get_string (slot, "name");
      gint64 number;
      const char *source =
          easel_json_get_int (slot, "link", &number) ? g_hash_table_lookup (sources, &number) : NULL;

      if (name != NULL && source != NULL)
        {
          JsonArray *link = json_array_new ();

          json_array_add_string_element (link, source);
          json_array_add_int_element (link, 0);
          json_object_set_array_member (inputs, name, link);
        }
    }
  if (class != NULL && values != NULL)
    name_widgets (inputs, class, values);
  json_object_set_string_member (node, "class_type", class != NULL ? class : "");
  json_object_set_object_member (node, "inputs", inputs);
  return node;
}

/* The graph as drawn, brought into the form in which it is run. */
static JsonObject *
convert_workflow (JsonNode *workflow)
{
  JsonArray *drawn = easel_json_get_array (workflow, "nodes");
  g_autoptr (GHashTable) sources = NULL;
  JsonObject *nodes;

  if (drawn == NULL)
    return NULL;
  sources = read_links (workflow);
  nodes = json_object_new ();
  for (guint i = 0; i < json_array_get_length (drawn) && i < MOST_NODES; i++)
    {
      JsonNode *node = json_array_get_element (drawn, i);
      JsonNode *id = easel_json_get_node (node, "id");
      g_autofree char *name =
          id != NULL && JSON_NODE_HOLDS_VALUE (id) ? _easel_json_value_to_text (id) : NULL;

      if (name != NULL && *name != '\0')
        json_object_set_object_member (nodes, name, convert_node (node, sources));
    }
  return nodes;
}

/* Python writes numbers that JSON has not. */
static char *
mend_numbers (const char *text)
{
  static const char *const words[] = { "NaN", "-Infinity", "Infinity" };
  GString *mended = g_string_sized_new (strlen (text));
  gboolean in_string = FALSE;

  for (const char *at = text; *at != '\0';)
    {
      gsize skip = 0;

      for (guint i = 0; !in_string && skip == 0 && i < G_N_ELEMENTS (words); i++)
        if (g_str_has_prefix (at, words[i]))
          skip = strlen (words[i]);
      if (skip > 0)
        {
          g_string_append (mended, "null");
          at += skip;
          continue;
        }
      if (*at == '"')
        in_string = !in_string;
      else if (in_string && *at == '\\' && at[1] != '\0')
        g_string_append_c (mended, *at++);
      g_string_append_c (mended, *at++);
    }
  return g_string_free (mended, FALSE);
}

static JsonNode *
parse_graph (const char *text)
{
  g_autofree char *mended = text != NULL ? mend_numbers (text) : NULL;
  g_autoptr (JsonNode) node = mended != NULL && *mended == '{' ? easel_json_parse (mended, -1, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

gboolean
_easel_read_comfyui (EaselMediaInfo *info, const char *prompt, const char *workflow)
{
  g_autoptr (JsonNode) run = parse_graph (prompt);
  g_autoptr (JsonNode) drawn = NULL;
  g_autoptr (JsonObject) converted = NULL;
  Graph graph = { info, NULL };

  if (run != NULL)
    {
      graph.nodes = json_node_get_object (run);
      if (read_graph (&graph))
        return TRUE;
    }
  drawn = parse_graph (workflow);
  converted = drawn != NULL ? convert_workflow (drawn) : NULL;
  graph.nodes = converted;
  if (converted != NULL && read_graph (&graph))
    return TRUE;
  /* It came from there, even if nothing in it is understood. */
  return converted != NULL || (run != NULL && json_object_get_size (json_node_get_object (run)) > 0 &&
                               strstr (prompt, "\"class_type\"") != NULL);
}
