// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-comfyui-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"

/* A workflow of ComfyUI in the form of its API: nodes by id, each with a class and
 * inputs; an input that comes of another node is an array of its id and output.
 * ComfyUI's own documentation and source. */

/* The text of a default workflow. Values that a request may give stand in it as
 * those which ComfyUI's own first workflow has. */
static const char default_workflow[] =
    "{\"3\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":0,\"steps\":20,\"cfg\":7,"
    "\"sampler_name\":\"euler\",\"scheduler\":\"normal\",\"denoise\":1,\"model\":[\"4\",0],"
    "\"positive\":[\"6\",0],\"negative\":[\"7\",0],\"latent_image\":[\"5\",0]}},"
    "\"4\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"\"}},"
    "\"5\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":1024,\"height\":1024,\"batch_size\":1}}"
    ","
    "\"6\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"4\",1]}},"
    "\"7\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"\",\"clip\":[\"4\",1]}},"
    "\"8\":{\"class_type\":\"VAEDecode\",\"inputs\":{\"samples\":[\"3\",0],\"vae\":[\"4\",2]}},"
    "\"9\":{\"class_type\":\"SaveImage\",\"inputs\":{\"filename_prefix\":\"easel\",\"images\":[\"8\",0]}}}";

/* How far from a sampler a text may stand. */
#define LONGEST_WAY 20

static JsonObject *
get_inputs (JsonObject *workflow, const char *id)
{
  JsonNode *node = id != NULL ? json_object_get_member (workflow, id) : NULL;

  return node != NULL ? easel_json_get_object (node, "inputs") : NULL;
}

/* The node that an input comes of; NULL if it is a value. */
static const char *
get_source (JsonObject *inputs, const char *name)
{
  JsonNode *input = inputs != NULL ? json_object_get_member (inputs, name) : NULL;

  return input != NULL && JSON_NODE_HOLDS_ARRAY (input) ? easel_json_get_string (input, "0") : NULL;
}

static gboolean
is_value (JsonObject *inputs, const char *name)
{
  JsonNode *input = inputs != NULL ? json_object_get_member (inputs, name) : NULL;

  return input != NULL && JSON_NODE_HOLDS_VALUE (input);
}

/* The text that a sampler's input leads to, through whatever stands in between. */
static JsonObject *
find_text (JsonObject *workflow, const char *id, const char **name)
{
  static const char *const names[] = { "text", "text_g", "prompt", "string", "value" };
  static const char *const ways[] = { "conditioning", "positive", "conditioning_1", "conditioning_to",
                                      "text",         "prompt",   "string" };

  for (guint step = 0; id != NULL && step < LONGEST_WAY; step++)
    {
      JsonObject *inputs = get_inputs (workflow, id);

      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (is_value (inputs, names[i]) &&
            json_node_get_value_type (json_object_get_member (inputs, names[i])) == G_TYPE_STRING)
          {
            *name = names[i];
            return inputs;
          }
      id = NULL;
      for (gsize i = 0; i < G_N_ELEMENTS (ways) && id == NULL; i++)
        id = get_source (inputs, ways[i]);
    }
  return NULL;
}

static void
put_text (JsonObject *workflow, const char *id, const char *text)
{
  const char *name = NULL;
  JsonObject *inputs = find_text (workflow, id, &name);

  if (inputs == NULL)
    return;
  json_object_set_string_member (inputs, name, text);
  /* The two encoders of SDXL take the same words. */
  if (strcmp (name, "text_g") == 0 && is_value (inputs, "text_l"))
    json_object_set_string_member (inputs, "text_l", text);
}

static void
put_number (JsonObject *inputs, const char *name, gint64 number)
{
  if (is_value (inputs, name))
    json_object_set_int_member (inputs, name, number);
}

static void
map_sampler (JsonObject *workflow, JsonObject *inputs, const EaselMediaRequest *request)
{
  put_text (workflow, get_source (inputs, "positive"), request->prompt);
  if (request->negative != NULL)
    put_text (workflow, get_source (inputs, "negative"), request->negative);
  if (request->seed >= 0)
    {
      put_number (inputs, "seed", request->seed);
      put_number (inputs, "noise_seed", request->seed);
    }
  if (request->steps > 0)
    put_number (inputs, "steps", request->steps);
  if (isfinite (request->guidance) && is_value (inputs, "cfg"))
    json_object_set_double_member (inputs, "cfg", request->guidance);
  if (isfinite (request->strength) && is_value (inputs, "denoise"))
    json_object_set_double_member (inputs, "denoise", request->strength);
  if (request->sampler != NULL && is_value (inputs, "sampler_name"))
    json_object_set_string_member (inputs, "sampler_name", request->sampler);
}

static void
map_other (JsonObject *inputs, const char *class, const EaselMediaRequest *request, gboolean own)
{
  if (request->width > 0 && strncmp (class, "Empty", 5) == 0)
    {
      put_number (inputs, "width", request->width);
      put_number (inputs, "height", request->height);
    }
  if (strncmp (class, "Empty", 5) == 0 && request->count > 1)
    put_number (inputs, "batch_size", request->count);
  if (!own && is_value (inputs, "ckpt_name"))
    json_object_set_string_member (inputs, "ckpt_name", request->model);
  if (request->seed >= 0 && strcmp (class, "RandomNoise") == 0)
    put_number (inputs, "noise_seed", request->seed);
  if (request->steps > 0 && strstr (class, "Scheduler") != NULL)
    put_number (inputs, "steps", request->steps);
}

/* Whether the workflow has something that draws; the request's values are in it then. */
static gboolean
map_inputs (JsonObject *workflow, const EaselMediaRequest *request, gboolean own)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;
  gboolean drawn = FALSE;

  json_object_iter_init (&iter, workflow);
  while (json_object_iter_next (&iter, &id, &node))
    {
      const char *class = easel_json_get_string (node, "class_type");
      JsonObject *inputs = easel_json_get_object (node, "inputs");

      if (class == NULL || inputs == NULL)
        continue;
      if (get_source (inputs, "positive") != NULL && get_source (inputs, "latent_image") != NULL)
        {
          map_sampler (workflow, inputs, request);
          drawn = TRUE;
        }
      else if (strncmp (class, "SamplerCustom", 13) == 0 && get_source (inputs, "guider") != NULL)
        {
          JsonObject *guider = get_inputs (workflow, get_source (inputs, "guider"));
          const char *from = get_source (guider, "conditioning");

          put_text (workflow, from != NULL ? from : get_source (guider, "positive"), request->prompt);
          drawn = TRUE;
        }
      map_other (inputs, class, request, own);
    }
  return drawn;
}

/* The default begins with a picture: what is encoded of it takes the place of the
 * empty one. */
static void
begin_with_picture (JsonObject *workflow)
{
  static const char nodes[] =
      "{\"5\":{\"class_type\":\"VAEEncode\",\"inputs\":{\"pixels\":[\"10\",0],\"vae\":[\"4\",2]}},"
      "\"10\":{\"class_type\":\"LoadImage\",\"inputs\":{\"image\":\"\"}}}";
  g_autoptr (JsonNode) root = easel_json_parse (nodes, -1, NULL);
  JsonObject *added = json_node_get_object (root);

  json_object_set_member (workflow, "5", json_node_copy (json_object_get_member (added, "5")));
  json_object_set_member (workflow, "10", json_node_copy (json_object_get_member (added, "10")));
  json_object_set_double_member (get_inputs (workflow, "3"), "denoise", 0.75);
}

/* References go to the nodes that load pictures, in their order. FALSE if there are
 * not so many. */
static gboolean
map_references (JsonObject *workflow, const EaselMediaRequest *request)
{
  JsonObjectIter iter;
  JsonNode *node;
  guint n = 0;

  json_object_iter_init_ordered (&iter, workflow);
  while (n < request->references->len && json_object_iter_next_ordered (&iter, NULL, &node))
    {
      const EaselMediaInput *input = g_ptr_array_index (request->references, n);
      const char *class = easel_json_get_string (node, "class_type");
      JsonObject *inputs = easel_json_get_object (node, "inputs");

      if (class == NULL || !g_str_has_prefix (class, "LoadImage") || !is_value (inputs, "image") ||
          input->uploaded == NULL)
        continue;
      json_object_set_string_member (inputs, "image", input->uploaded);
      n++;
    }
  return n == request->references->len;
}

/* The workflow to run: the user's own, or the default, with what is asked put in. */
JsonObject *
_easel_comfyui_make_workflow (const EaselMediaRequest *request, GError **error)
{
  JsonNode *given = request->extra != NULL ? json_object_get_member (request->extra, "workflow") : NULL;
  g_autofree char *text = given != NULL ? easel_json_to_string (given) : g_strdup (default_workflow);
  g_autoptr (JsonNode) root = easel_json_parse (text, -1, error);
  JsonObject *workflow = root != NULL ? easel_json_get_object (root, "") : NULL;

  if (workflow == NULL)
    return NULL;
  if (given == NULL && request->references->len > 0)
    begin_with_picture (workflow);
  if (!map_references (workflow, request))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("This workflow has no place for so many reference pictures. Add “Load Image” "
                              "nodes to it in ComfyUI, or give fewer pictures."));
      return NULL;
    }
  if (map_inputs (workflow, request, given != NULL))
    return json_object_ref (workflow);
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       json_object_has_member (workflow, "nodes")
                           ? _ ("This workflow is in the form of ComfyUI's window. In ComfyUI choose Export "
                                "(API) and give that file.")
                           : _ ("Easel finds no sampler in this workflow. In ComfyUI choose Export (API) and "
                                "give that file."));
  return NULL;
}
