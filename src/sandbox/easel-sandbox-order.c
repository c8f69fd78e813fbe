// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-order-private.h"

#include <string.h>

#include "easel-json.h"
#include "easel-sandbox-chat-private.h"

/* Requests to /v1/images/generations and their answers. Form: OpenAI, Images;
 * "seed", "negative_prompt" and "steps" as servers of one's own have them. */

static EaselSandboxOrder *
fail (guint status, const char *message, const char *code)
{
  EaselSandboxOrder *self = g_new0 (EaselSandboxOrder, 1);

  self->status = status;
  self->error = _easel_sandbox_get_error (message, code);
  return self;
}

void
_easel_sandbox_order_free (EaselSandboxOrder *self)
{
  g_free (self->error);
  g_clear_pointer (&self->scene, _easel_sandbox_scene_free);
  g_free (self);
}

static gboolean
is_side (gint64 side)
{
  return side >= EASEL_SANDBOX_SMALLEST_SIDE && side <= EASEL_SANDBOX_LARGEST_SIDE;
}

static gboolean
read_size (JsonNode *root, int *width, int *height)
{
  const char *size = easel_json_get_string (root, "size");
  char *end;
  gint64 w, h;

  *width = *height = EASEL_SANDBOX_DEFAULT_SIDE;
  if (size == NULL || strcmp (size, "auto") == 0)
    return TRUE;
  w = g_ascii_strtoll (size, &end, 10);
  if (*end != 'x')
    return FALSE;
  h = g_ascii_strtoll (end + 1, &end, 10);
  if (*end != '\0' || !is_side (w) || !is_side (h))
    return FALSE;
  *width = (int) w;
  *height = (int) h;
  return TRUE;
}

/* A number within limits, or what it is without one; -1 if it is wrong. */
static gint64
read_number (JsonNode *root, const char *name, gint64 least, gint64 most, gint64 otherwise)
{
  gint64 number;

  if (easel_json_get_node (root, name) == NULL)
    return otherwise;
  return easel_json_get_int (root, name, &number) && number >= least && number <= most ? number : -1;
}

EaselSandboxOrder *
_easel_sandbox_order_new_for_images (const char *body, gsize length)
{
  g_autoptr (JsonNode) root = NULL;
  EaselSandboxOrder *self;
  const char *prompt, *model;
  gint64 count, steps, seed, partials;
  int width, height;

  if (!g_utf8_validate_len (body, length, NULL) ||
      (root = easel_json_parse (body, (gssize) length, NULL)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (400, "We could not parse the JSON body of your request: it must be one JSON object.", NULL);
  model = easel_json_get_string (root, "model");
  prompt = easel_json_get_string (root, "prompt");
  if (model == NULL || strcmp (model, EASEL_SANDBOX_PAINTER) != 0)
    return fail (404, "For pictures this server has one model, `" EASEL_SANDBOX_PAINTER "`.",
                 "model_not_found");
  if (prompt == NULL || *prompt == '\0')
    return fail (400, "You must provide a prompt.", "invalid_value");
  if (g_utf8_strlen (prompt, -1) > EASEL_SANDBOX_MOST_PROMPT)
    return fail (400, "The prompt is longer than 32000 characters.", "string_above_max_length");
  if (!read_size (root, &width, &height))
    return fail (400, "Invalid size: each side is from 64 to 2048 pixels, written as 512x512.",
                 "invalid_size");
  count = read_number (root, "n", 1, EASEL_SANDBOX_MOST_PICTURES, 1);
  steps = read_number (root, "steps", 1, EASEL_SANDBOX_MOST_STEPS, EASEL_SANDBOX_DEFAULT_STEPS);
  seed = read_number (root, "seed", 0, G_MAXUINT32, 0);
  partials = read_number (root, "partial_images", 0, 3, 0);
  if (count < 0 || steps < 0 || seed < 0 || partials < 0)
    return fail (400,
                 "Invalid number: n is 1 to 4, steps 1 to 50, partial_images 0 to 3, seed 0 to 4294967295.",
                 "invalid_value");

  self = g_new0 (EaselSandboxOrder, 1);
  self->status = 200;
  self->scene = _easel_sandbox_scene_new (prompt, easel_json_get_string (root, "negative_prompt"), width,
                                          height, (guint32) seed);
  self->count = (guint) count;
  self->steps = (guint) steps;
  self->stream = easel_json_get_boolean (root, "stream", FALSE);
  self->partials = self->stream ? (guint) partials : 0;
  return self;
}

static char *
to_base64 (GBytes *picture)
{
  gsize length;
  const guchar *bytes = g_bytes_get_data (picture, &length);

  return g_base64_encode (bytes, length);
}

/* Base64 needs no escapes, and is too long to copy it through a builder. */
char *
_easel_sandbox_order_to_json (const EaselSandboxOrder *self, GPtrArray *pictures, gint64 created)
{
  GString *json = g_string_new (NULL);

  g_string_append_printf (json, "{\"created\":%" G_GINT64_FORMAT ",\"data\":[", created);
  for (guint i = 0; i < pictures->len; i++)
    {
      g_autofree char *base64 = to_base64 (g_ptr_array_index (pictures, i));

      g_string_append_printf (json, "%s{\"b64_json\":\"%s\",\"seed\":%u}", i > 0 ? "," : "", base64,
                              self->scene->seed + i);
    }
  g_string_append_printf (json, "],\"output_format\":\"png\",\"size\":\"%dx%d\"}", self->scene->width,
                          self->scene->height);
  return g_string_free (json, FALSE);
}

/* An event of a stream; partial is -1 for the whole picture. */
char *
_easel_sandbox_order_get_event (const EaselSandboxOrder *self, GBytes *picture, int partial, gint64 created)
{
  const char *type = partial < 0 ? "image_generation.completed" : "image_generation.partial_image";
  g_autofree char *base64 = to_base64 (picture);
  g_autofree char *index = partial < 0 ? g_strdup_printf (",\"seed\":%u", self->scene->seed)
                                       : g_strdup_printf (",\"partial_image_index\":%d", partial);

  return g_strdup_printf ("event: %s\ndata: {\"type\":\"%s\",\"b64_json\":\"%s\"%s,\"size\":\"%dx%d\","
                          "\"output_format\":\"png\",\"created_at\":%" G_GINT64_FORMAT "}\n\n",
                          type, type, base64, index, self->scene->width, self->scene->height, created);
}
