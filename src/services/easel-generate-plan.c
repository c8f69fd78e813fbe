// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-plan-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "easel-choices.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-media-answer.h"

/* A reference larger than this is taken by no provider. */
#define LARGEST_REFERENCE ((gsize) 50 * 1024 * 1024)
#define PREVIEW_TOKENS 100
#define LARGEST_WORKFLOW ((gsize) 4 * 1024 * 1024)
#define LARGEST_WILDCARD ((gsize) 8 * 1024 * 1024)

static void
set_number (JsonObject *object, const char *name, double number)
{
  if (isfinite (number) && number != 0)
    json_object_set_double_member (object, name, number);
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

static char *
make_absolute (const char *path)
{
  return g_canonicalize_filename (path, NULL);
}

/* What else was asked, as the journal and the library keep it. */
char *
_easel_generate_plan_to_json (const EaselGenerateRequest *request)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *mask = request->mask != NULL ? make_absolute (request->mask) : NULL;
  g_autofree char *workflow = request->workflow != NULL ? make_absolute (request->workflow) : NULL;

  if (request->width > 0)
    {
      json_object_set_int_member (object, "width", request->width);
      json_object_set_int_member (object, "height", request->height);
    }
  if (request->steps > 0)
    json_object_set_int_member (object, "steps", request->steps);
  if (request->previews)
    json_object_set_boolean_member (object, "previews", TRUE);
  if (isfinite (request->guidance))
    json_object_set_double_member (object, "guidance", request->guidance);
  if (isfinite (request->strength))
    json_object_set_double_member (object, "strength", request->strength);
  set_number (object, "duration", request->duration);
  set_text (object, "ratio", request->ratio);
  set_text (object, "sampler", request->sampler);
  set_text (object, "quality", request->quality);
  set_text (object, "format", request->format);
  set_text (object, "mask", mask);
  set_text (object, "workflow", workflow);
  if (request->references != NULL && request->references[0] != NULL)
    {
      JsonArray *array = json_array_new ();

      for (guint i = 0; request->references[i] != NULL; i++)
        {
          g_autofree char *path = make_absolute (request->references[i]);

          json_array_add_string_element (array, path);
        }
      json_object_set_array_member (object, "references", array);
    }
  return easel_json_object_to_string (object);
}

static double
get_double (JsonNode *root, const char *name, double otherwise)
{
  double value;

  return easel_json_get_double (root, name, &value) ? value : otherwise;
}

static int
get_int (JsonNode *root, const char *name)
{
  gint64 value;

  return easel_json_get_int (root, name, &value) && value > 0 && value < G_MAXINT ? (int) value : 0;
}

/* The request of a row, without its files. */
EaselMediaRequest *
_easel_generate_plan_read (const EaselJobRow *row, GError **error)
{
  g_autoptr (JsonNode) root = easel_json_parse (row->parameters, -1, error);
  EaselMediaRequest *request;

  if (root == NULL)
    return NULL;
  request = easel_media_request_new (row->model_id, row->prompt);
  request->kind = g_str_equal (row->kind, "video") ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
  request->negative = row->negative != NULL && *row->negative != '\0' ? g_strdup (row->negative) : NULL;
  request->seed = row->seed;
  request->own_id = g_strdup (row->own_id);
  request->width = get_int (root, "width");
  request->height = get_int (root, "height");
  request->steps = get_int (root, "steps");
  request->guidance = get_double (root, "guidance", (double) NAN);
  request->strength = get_double (root, "strength", (double) NAN);
  request->previews = easel_json_get_boolean (root, "previews", FALSE) ? EASEL_GENERATE_PREVIEWS : 0;
  request->duration = get_double (root, "duration", 0);
  request->ratio = g_strdup (easel_json_get_string (root, "ratio"));
  request->sampler = g_strdup (easel_json_get_string (root, "sampler"));
  request->quality = g_strdup (easel_json_get_string (root, "quality"));
  request->format = g_strdup (easel_json_get_string (root, "format"));
  return request;
}

static GBytes *
read_file (const char *path, gsize largest, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *name = g_filename_display_name (path);
  GStatBuf status;
  char *data;
  gsize length;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no file “%s”."), name);
      return NULL;
    }
  /* Before it is in memory. */
  if ((guint64) status.st_size <= largest)
    {
      if (g_file_get_contents (path, &data, &length, &local_error))
        return g_bytes_new_take (data, length);
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("“%s” cannot be read: %s."), name,
                   local_error->message);
      return NULL;
    }
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
               _ ("“%s” is larger than %u MB. Choose a smaller one."), name,
               (guint) (largest / (1024 * 1024)));
  return NULL;
}

static gboolean
add_picture (EaselMediaRequest *request, const char *path, gboolean is_mask, GError **error)
{
  g_autoptr (GBytes) data = read_file (path, LARGEST_REFERENCE, error);
  const char *type;

  if (data == NULL)
    return FALSE;
  type = easel_media_find_type (data);
  if (type == NULL || !g_str_has_prefix (type, "image/"))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("“%s” is no picture that can be sent. Choose a PNG, JPEG or WebP."), name);
      return FALSE;
    }
  if (is_mask)
    easel_media_request_set_mask (request, data, type);
  else
    easel_media_request_add_reference (request, data, type);
  return TRUE;
}

static gboolean
add_workflow (EaselMediaRequest *request, const char *path, GError **error)
{
  g_autoptr (GBytes) data = read_file (path, LARGEST_WORKFLOW, error);
  g_autoptr (JsonNode) root = NULL;
  gsize length;
  const char *text;

  if (data == NULL)
    return FALSE;
  text = g_bytes_get_data (data, &length);
  root = text != NULL ? easel_json_parse (text, (gssize) length, NULL) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("“%s” is no workflow. In ComfyUI choose Export (API) and give that file."), name);
      return FALSE;
    }
  request->extra = json_object_new ();
  json_object_set_member (request->extra, "workflow", json_node_copy (root));
  return TRUE;
}

/* What one picture costs, -1 unknown. A preview counts as a hundred tokens of output
 * (OpenAI's guide to image generation, on partial images). */
gint64
_easel_generate_plan_get_price (gint64 image, gint64 output, guint previews)
{
  if (image < 0 || image >= G_MAXINT32 || previews == 0)
    return image < G_MAXINT32 ? image : -1;
  return output >= 0 ? image + (gint64) previews * PREVIEW_TOKENS * output / 1000000 : -1;
}

/* Reads the files that a request names. May block: for a thread. */
gboolean
_easel_generate_plan_read_references (const EaselJobRow *row, EaselMediaRequest *request, GError **error)
{
  g_autoptr (JsonNode) root = easel_json_parse (row->parameters, -1, error);
  JsonArray *paths;
  const char *workflow, *mask;

  if (root == NULL)
    return FALSE;
  paths = easel_json_get_array (root, "references");
  for (guint i = 0; paths != NULL && i < json_array_get_length (paths); i++)
    {
      const char *path = easel_json_get_string (json_array_get_element (paths, i), "");

      if (path != NULL && !add_picture (request, path, FALSE, error))
        return FALSE;
    }
  mask = easel_json_get_string (root, "mask");
  if (mask != NULL && !add_picture (request, mask, TRUE, error))
    return FALSE;
  workflow = easel_json_get_string (root, "workflow");
  return workflow == NULL || add_workflow (request, workflow, error);
}

/* The request as it is written, to be checked before there are rows. */
EaselMediaRequest *
_easel_generate_plan_sketch (const EaselGenerateRequest *request, const char *model_id)
{
  EaselMediaRequest *sketch = easel_media_request_new (model_id, request->prompt);

  sketch->kind = request->kind == EASEL_PURPOSE_VIDEO ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
  sketch->negative = g_strdup (request->negative);
  sketch->width = request->width;
  sketch->height = request->height;
  sketch->ratio = g_strdup (request->ratio);
  sketch->seed = request->seed;
  sketch->steps = request->steps;
  sketch->guidance = request->guidance;
  sketch->strength = request->strength;
  sketch->duration = request->duration;
  sketch->sampler = g_strdup (request->sampler);
  sketch->quality = g_strdup (request->quality);
  return sketch;
}

/* ---- wildcards ---- */

/* A line for each entry; "#" begins a remark. */
static GStrv
read_wildcard (const char *name, gpointer user_data)
{
  const char *folder = user_data;
  g_autofree char *file = g_strconcat (name, ".txt", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GBytes) data = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GStrvBuilder) entries = g_strv_builder_new ();
  gsize length;
  const char *bytes;

  /* Nothing outside the folder. */
  if (strstr (name, "..") != NULL || *name == '/' || strchr (name, '*') != NULL)
    return NULL;
  data = read_file (path, LARGEST_WILDCARD, NULL);
  if (data == NULL)
    return NULL;
  bytes = g_bytes_get_data (data, &length);
  text = g_utf8_make_valid (bytes != NULL ? bytes : "", (gssize) length);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);

      if (*line != '\0' && *line != '#')
        g_strv_builder_add (entries, line);
    }
  return g_strv_builder_end (entries);
}

static EaselJobRow *
make_row (const EaselGenerateRequest *request,
          const EaselMediaSchema *schema,
          const char *wildcards,
          gint64 seed,
          GError **error)
{
  g_autoptr (EaselJobRow) row = easel_job_row_new ();

  row->kind = g_strdup (request->kind == EASEL_PURPOSE_VIDEO ? "video" : "image");
  row->stage = EASEL_JOB_QUEUED;
  row->written = g_strdup (request->prompt);
  row->prompt =
      easel_choices_expand (request->prompt, (guint64) seed, read_wildcard, (gpointer) wildcards, error);
  if (row->prompt == NULL)
    return NULL;
  row->negative = easel_choices_expand (request->negative != NULL ? request->negative : "", (guint64) seed,
                                        read_wildcard, (gpointer) wildcards, error);
  if (row->negative == NULL)
    return NULL;
  row->parameters = _easel_generate_plan_to_json (request);
  row->seed = (schema->takes & (EASEL_MEDIA_TAKES_SEED | EASEL_MEDIA_TAKES_ANYTHING)) != 0 ? seed : -1;
  row->spend = request->spend;
  row->own_id = g_uuid_string_random ();
  return g_steal_pointer (&row);
}

/* One row for each picture; the first has the seed that was given, or any, the next
 * those that follow. May block: for a thread. */
GPtrArray *
_easel_generate_plan_make_rows (const EaselGenerateRequest *request,
                                const EaselMediaSchema *schema,
                                const char *wildcards,
                                GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_job_row_unref);
  gint64 first =
      request->seed >= 0 ? request->seed : g_random_int_range (0, G_MAXINT32 - EASEL_GENERATE_MOST_COUNT);

  for (guint i = 0; i < request->count; i++)
    {
      EaselJobRow *row = make_row (request, schema, wildcards, first + i, error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
