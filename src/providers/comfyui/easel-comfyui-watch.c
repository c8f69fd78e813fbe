// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-comfyui.h"

#include <string.h>

#include "easel-comfyui-private.h"
#include "easel-json.h"

/* What ComfyUI tells on its WebSocket: texts of JSON, and previews as bytes with a
 * head of big-endian numbers (the source of its server). It tells everybody of
 * everything in places, so each message is looked at for whose it is. */

#define LONGEST_TEXT ((gsize) 256 * 1024)
#define PREVIEW 1
#define PREVIEW_WITH_FACTS 4

static guint32
read_number (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

static gboolean
is_of (JsonNode *root, const char *path, const char *own_id)
{
  const char *id = easel_json_get_string (root, path);

  return id == NULL || strcmp (id, own_id) == 0;
}

static gboolean
read_preview (EaselMediaAnswer *answer, const char *own_id, GBytes *message)
{
  gsize length, at = 8;
  const guint8 *bytes = g_bytes_get_data (message, &length);
  g_autoptr (GBytes) picture = NULL;
  guint32 type;

  if (length <= at)
    return FALSE;
  type = read_number (bytes);
  if (type == PREVIEW_WITH_FACTS)
    {
      gsize facts = read_number (bytes + 4);
      g_autoptr (JsonNode) root = NULL;

      if (facts > LONGEST_TEXT || facts >= length - at)
        return FALSE;
      root = easel_json_parse ((const char *) bytes + at, (gssize) facts, NULL);
      if (root == NULL || !is_of (root, "prompt_id", own_id))
        return FALSE;
      at += facts;
    }
  else if (type != PREVIEW)
    return FALSE;
  picture = g_bytes_new_from_bytes (message, at, length - at);
  if (easel_media_find_type (picture) == NULL)
    return FALSE;
  answer->preview = g_steal_pointer (&picture);
  return TRUE;
}

gboolean
_easel_comfyui_read_watch (EaselMediaAnswer *answer, const char *own_id, gboolean binary, GBytes *message)
{
  g_autoptr (JsonNode) root = NULL;
  const char *type;
  gsize length;
  const char *text = g_bytes_get_data (message, &length);
  double value, most;

  if (binary)
    return read_preview (answer, own_id, message);
  if (text == NULL || length > LONGEST_TEXT)
    return FALSE;
  root = easel_json_parse (text, (gssize) length, NULL);
  type = root != NULL ? easel_json_get_string (root, "type") : NULL;
  if (g_strcmp0 (type, "progress") != 0 || !is_of (root, "data.prompt_id", own_id) ||
      !easel_json_get_double (root, "data.value", &value) || !easel_json_get_double (root, "data.max", &most))
    return FALSE;
  if (!(most > 0 && value >= 0 && value <= most))
    return FALSE;
  answer->progress = value / most;
  return TRUE;
}

/* The client's id is the submission's, so that it is told of that one. */
EaselMediaWire *
_easel_comfyui_build_watch (const char *own_id, const EaselAccount *account, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (own_id, NULL, FALSE);
  g_autofree char *query = g_strconcat ("clientId=", escaped, NULL);
  char *url = easel_media_build_url (&easel_comfyui_protocol, account, "", "/ws", query, error);

  return url != NULL ? easel_media_wire_new ("GET", url) : NULL;
}
