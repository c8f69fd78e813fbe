// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-prediction-private.h"

#include <math.h>
#include <string.h>

#include "easel-json.h"
#include "easel-sandbox-clip-private.h"
#include "easel-sandbox-order-private.h"

/* Predictions in the form of Replicate, https://replicate.com/docs/reference/http,
 * and what the two models take. */

#define RATE 8
#define LEAST_SECONDS 1
#define MOST_SECONDS 6
#define LONG_SIDE 320
#define SHORT_SIDE 180

static const char *const status_names[] = { "starting", "processing", "succeeded", "failed", "canceled" };

/* ---- the models ---- */

static const char painter_inputs[] =
    "{\"prompt\":{\"type\":\"string\",\"x-order\":0},\"negative_prompt\":{\"type\":\"string\",\"x-order\":1},"
    "\"width\":{\"type\":\"integer\",\"minimum\":64,\"maximum\":2048,\"default\":512,\"x-order\":2},"
    "\"height\":{\"type\":\"integer\",\"minimum\":64,\"maximum\":2048,\"default\":512,\"x-order\":3},"
    "\"num_outputs\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":4,\"default\":1,\"x-order\":4},"
    "\"num_inference_steps\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":50,\"default\":8,\"x-order\":5},"
    "\"seed\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":4294967295,\"x-order\":6}}";
static const char clip_inputs[] =
    "{\"prompt\":{\"type\":\"string\",\"x-order\":0},\"negative_prompt\":{\"type\":\"string\",\"x-order\":1},"
    "\"aspect_ratio\":{\"allOf\":[{\"$ref\":\"#/components/schemas/aspect_ratio\"}],\"default\":\"16:9\","
    "\"x-order\":2},\"duration\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":6,\"default\":2,"
    "\"x-order\":3},\"seed\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":4294967295,\"x-order\":4}}";

/* "clip", "easel/clip", or what stands for a version; NULL for another. */
const char *
_easel_sandbox_find_maker (const char *name)
{
  static const char *const models[] = { EASEL_SANDBOX_PAINTER, EASEL_SANDBOX_CLIP };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autofree char *version = g_compute_checksum_for_string (G_CHECKSUM_SHA256, models[i], -1);

      if (g_strcmp0 (name, models[i]) == 0 || g_strcmp0 (name, version) == 0 ||
          (name != NULL && g_str_has_prefix (name, "easel/") && strcmp (name + 6, models[i]) == 0))
        return models[i];
    }
  return NULL;
}

char *
_easel_sandbox_get_maker (const char *model)
{
  g_autofree char *version = g_compute_checksum_for_string (G_CHECKSUM_SHA256, model, -1);
  gboolean is_clip = strcmp (model, EASEL_SANDBOX_CLIP) == 0;

  return g_strdup_printf (
      "{\"owner\":\"easel\",\"name\":\"%s\",\"description\":\"%s\",\"visibility\":\"public\","
      "\"is_official\":true,\"latest_version\":{\"id\":\"%s\",\"openapi_schema\":{\"components\":"
      "{\"schemas\":{\"Input\":{\"type\":\"object\",\"required\":[\"prompt\"],\"properties\":%s},"
      "\"aspect_ratio\":{\"type\":\"string\",\"enum\":[\"16:9\",\"9:16\",\"1:1\"]}}}}}}",
      model, is_clip ? "A short clip, drawn by rules" : "A picture, drawn by rules", version,
      is_clip ? clip_inputs : painter_inputs);
}

/* NULL for one that is not there. */
char *
_easel_sandbox_get_collection (const char *slug)
{
  gboolean clips = strcmp (slug, "text-to-video") == 0;
  g_autofree char *maker = NULL;

  if (!clips && strcmp (slug, "text-to-image") != 0)
    return NULL;
  maker = _easel_sandbox_get_maker (clips ? EASEL_SANDBOX_CLIP : EASEL_SANDBOX_PAINTER);
  return g_strdup_printf ("{\"name\":\"Offline samples\",\"slug\":\"%s\",\"models\":[%s]}", slug, maker);
}

/* RFC 9457. */
char *
_easel_sandbox_get_problem (const char *title, const char *detail, guint status)
{
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "title", title);
  json_object_set_string_member (object, "detail", detail);
  json_object_set_int_member (object, "status", status);
  return easel_json_object_to_string (object);
}

/* ---- requests ---- */

static gint64
read_number (JsonNode *input, const char *name, gint64 least, gint64 most, gint64 otherwise, gboolean *good)
{
  gint64 number;
  JsonNode *node = easel_json_get_node (input, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return otherwise;
  if (easel_json_get_int (input, name, &number) && number >= least && number <= most)
    return number;
  *good = FALSE;
  return otherwise;
}

static gboolean
read_ratio (JsonNode *input, int *width, int *height)
{
  const char *ratio = easel_json_get_string (input, "aspect_ratio");

  *width = LONG_SIDE;
  *height = SHORT_SIDE;
  if (ratio == NULL || strcmp (ratio, "16:9") == 0)
    return TRUE;
  *width = SHORT_SIDE;
  *height = LONG_SIDE;
  if (strcmp (ratio, "9:16") == 0)
    return TRUE;
  *width = *height = 240;
  return strcmp (ratio, "1:1") == 0;
}

static gboolean
read_input (EaselSandboxPrediction *self, JsonNode *input)
{
  const char *prompt = easel_json_get_string (input, "prompt");
  gboolean good =
      prompt != NULL && *prompt != '\0' && g_utf8_strlen (prompt, -1) <= EASEL_SANDBOX_MOST_PROMPT;
  gint64 seed = read_number (input, "seed", 0, G_MAXUINT32, 0, &good);
  int width, height;

  self->count = 1;
  if (self->is_clip)
    {
      gint64 seconds = read_number (input, "duration", LEAST_SECONDS, MOST_SECONDS, 2, &good);

      good = read_ratio (input, &width, &height) && good;
      self->n_steps = (guint) seconds * RATE;
    }
  else
    {
      width = (int) read_number (input, "width", EASEL_SANDBOX_SMALLEST_SIDE, EASEL_SANDBOX_LARGEST_SIDE,
                                 EASEL_SANDBOX_DEFAULT_SIDE, &good);
      height = (int) read_number (input, "height", EASEL_SANDBOX_SMALLEST_SIDE, EASEL_SANDBOX_LARGEST_SIDE,
                                  EASEL_SANDBOX_DEFAULT_SIDE, &good);
      self->count = (guint) read_number (input, "num_outputs", 1, EASEL_SANDBOX_MOST_PICTURES, 1, &good);
      self->n_steps = (guint) read_number (input, "num_inference_steps", 1, EASEL_SANDBOX_MOST_STEPS,
                                           EASEL_SANDBOX_DEFAULT_STEPS, &good);
    }
  if (good)
    self->scene = _easel_sandbox_scene_new (prompt, easel_json_get_string (input, "negative_prompt"), width,
                                            height, (guint32) seed);
  return good;
}

/*
 * _easel_sandbox_prediction_new:
 * @model: (nullable): what the address names; else the body names a version
 * @problem: (out): why there is none, as JSON, with its @status
 */
EaselSandboxPrediction *
_easel_sandbox_prediction_new (
    const char *id, const char *model, const char *body, gsize length, guint *status, char **problem)
{
  g_autoptr (EaselSandboxPrediction) self = g_new0 (EaselSandboxPrediction, 1);
  g_autoptr (JsonNode) root =
      g_utf8_validate_len (body, length, NULL) ? easel_json_parse (body, (gssize) length, NULL) : NULL;
  JsonNode *input = root != NULL ? easel_json_get_node (root, "input") : NULL;

  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->id = g_strdup (id);
  self->created = g_get_real_time ();
  *status = 422;
  if (root != NULL && model == NULL)
    model = _easel_sandbox_find_maker (easel_json_get_string (root, "version"));
  if (model == NULL)
    {
      *problem = _easel_sandbox_get_problem ("Invalid version or not permitted",
                                             "This server has the models painter and clip.", *status);
      return NULL;
    }
  self->model = model;
  self->is_clip = strcmp (model, EASEL_SANDBOX_CLIP) == 0;
  if (input != NULL && JSON_NODE_HOLDS_OBJECT (input) && read_input (self, input))
    return g_steal_pointer (&self);
  *problem = _easel_sandbox_get_problem (
      "Input validation failed",
      self->is_clip ? "input: prompt is needed; duration is 1 to 6 seconds, aspect_ratio 16:9, 9:16 or 1:1."
                    : "input: prompt is needed; width and height are 64 to 2048, num_outputs 1 to 4, "
                      "num_inference_steps 1 to 50.",
      *status);
  return NULL;
}

void
_easel_sandbox_prediction_free (EaselSandboxPrediction *self)
{
  g_free (self->id);
  g_clear_pointer (&self->scene, _easel_sandbox_scene_free);
  g_ptr_array_unref (self->frames);
  g_ptr_array_unref (self->outputs);
  g_free (self);
}

/* ---- work ---- */

static void
paint_frame (EaselSandboxPrediction *self)
{
  GBytes *png = _easel_sandbox_scene_to_png_at (self->scene, (double) self->done / self->n_steps);

  if (png != NULL)
    g_ptr_array_add (self->frames, png);
}

static void
paint_all (EaselSandboxPrediction *self)
{
  for (guint i = 0; i < self->count; i++)
    {
      g_autoptr (EaselSandboxScene) scene =
          _easel_sandbox_scene_new (self->scene->prompt, self->scene->negative, self->scene->width,
                                    self->scene->height, self->scene->seed + i);
      GBytes *png = _easel_sandbox_scene_to_png (scene, 1);

      if (png != NULL)
        g_ptr_array_add (self->outputs, png);
    }
}

/*
 * _easel_sandbox_prediction_work:
 *
 * The next step; with the last the outputs are there, or it has failed. For a
 * thread, which has the frames and outputs meanwhile; the caller counts the steps.
 */
void
_easel_sandbox_prediction_work (EaselSandboxPrediction *self)
{
  gboolean last = self->done + 1 >= self->n_steps;

  if (self->is_clip)
    paint_frame (self);
  if (last && self->is_clip && self->frames->len == self->n_steps)
    g_ptr_array_add (self->outputs, _easel_sandbox_clip_to_mp4 (self->frames, self->scene->width,
                                                                self->scene->height, RATE));
  else if (last && !self->is_clip)
    paint_all (self);
  if (last)
    g_ptr_array_set_size (self->frames, 0);
}

/* ---- answers ---- */

const char *
_easel_sandbox_prediction_get_type (const EaselSandboxPrediction *self)
{
  return self->is_clip ? "video/mp4" : "image/png";
}

/* The bar that models print, which is all that is said of progress. */
static char *
make_logs (const EaselSandboxPrediction *self)
{
  GString *logs = g_string_new (NULL);
  guint share = MIN (self->done * 100 / self->n_steps, 100);

  g_string_append_printf (logs, "Using seed: %u\n", self->scene->seed);
  if (self->status != EASEL_SANDBOX_STARTING)
    g_string_append_printf (logs, "\r%3u%%|%.*s| %u/%u", share, (int) share / 10, "##########", self->done,
                            self->n_steps);
  return g_string_free (logs, FALSE);
}

static void
add_files (const EaselSandboxPrediction *self, JsonObject *object, const char *base)
{
  JsonArray *files = json_array_new ();

  for (guint i = 0; self->status == EASEL_SANDBOX_SUCCEEDED && i < self->outputs->len; i++)
    {
      g_autofree char *url =
          g_strdup_printf ("%s/deliveries/%s/%u.%s", base, self->id, i, self->is_clip ? "mp4" : "png");

      json_array_add_string_element (files, url);
    }
  if (self->status != EASEL_SANDBOX_SUCCEEDED)
    json_object_set_null_member (object, "output");
  else if (self->is_clip)
    json_object_set_string_member (object, "output", json_array_get_string_element (files, 0));
  else
    json_object_set_array_member (object, "output", json_array_ref (files));
  json_array_unref (files);
}

/* @base is the server's address as the client writes it. */
char *
_easel_sandbox_prediction_to_json (const EaselSandboxPrediction *self, const char *base)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *logs = make_logs (self);
  g_autofree char *get = g_strconcat (base, "/predictions/", self->id, NULL);
  g_autofree char *cancel = g_strconcat (get, "/cancel", NULL);
  g_autofree char *model = g_strconcat ("easel/", self->model, NULL);
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (self->created / G_USEC_PER_SEC);
  g_autofree char *created = g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ");
  JsonObject *urls = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "model", model);
  json_object_set_string_member (object, "version", "hidden");
  add_files (self, object, base);
  json_object_set_string_member (object, "logs", logs);
  if (self->status == EASEL_SANDBOX_FAILED)
    json_object_set_string_member (object, "error", "It could not be painted.");
  else
    json_object_set_null_member (object, "error");
  json_object_set_string_member (object, "status", status_names[self->status]);
  json_object_set_string_member (object, "created_at", created);
  json_object_set_string_member (urls, "get", get);
  json_object_set_string_member (urls, "cancel", cancel);
  json_object_set_object_member (object, "urls", urls);
  return easel_json_object_to_string (object);
}
