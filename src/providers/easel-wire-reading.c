// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-wire-reading-private.h"

#include "easel-json.h"

/* A number of tokens; -1 if there is none. */
gint64
_easel_wire_count_at (JsonNode *node, const char *path)
{
  gint64 value;

  return easel_json_get_int (node, path, &value) && value >= 0 ? value : -1;
}

/* Millionths of a US dollar; -1 if the provider does not say. OpenRouter says
 * dollars, xAI ticks of a ten-thousand-millionth of one. */
gint64
_easel_wire_cost_of (JsonNode *usage)
{
  double cost;

  if (easel_json_get_double (usage, "cost", &cost))
    cost *= 1e6;
  else if (easel_json_get_double (usage, "cost_in_usd_ticks", &cost))
    cost /= 1e4;
  else
    return -1;
  return cost >= 0 && cost < 9e15 ? (gint64) (cost + 0.5) : -1;
}

/* Nothing comes of what holds no bytes. */
void
_easel_wire_emit_image (EaselTextReader *reader, const char *mime_type, const char *base64)
{
  EaselTextEvent *event;
  gsize length = 0;
  guchar *bytes;

  if (base64 == NULL || *base64 == '\0')
    return;
  bytes = g_base64_decode (base64, &length);
  if (length == 0)
    {
      g_free (bytes);
      return;
    }
  event = easel_text_event_new (EASEL_TEXT_EVENT_IMAGE);
  event->data = g_bytes_new_take (bytes, length);
  event->mime_type = g_strdup (mime_type != NULL && *mime_type != '\0' ? mime_type : "image/png");
  _easel_text_reader_emit (reader, event);
}

/* Empty arguments are those of a tool that takes none. */
void
_easel_wire_emit_tool_call (EaselTextReader *reader, const char *id, const char *name, const char *arguments)
{
  EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_TOOL_CALL);

  event->id = g_strdup (id);
  event->name = g_strdup (name != NULL ? name : "");
  event->text = g_strdup (arguments != NULL && *arguments != '\0' ? arguments : "{}");
  _easel_text_reader_emit (reader, event);
}

void
_easel_wire_emit_citation (EaselTextReader *reader, const char *source, const char *title, const char *cited)
{
  EaselTextEvent *event;

  if (source == NULL && title == NULL && cited == NULL)
    return;
  event = easel_text_event_new (EASEL_TEXT_EVENT_CITATION);
  event->id = g_strdup (source);
  event->name = g_strdup (title);
  event->text = g_strdup (cited);
  _easel_text_reader_emit (reader, event);
}

/* Finds the next object in an array that may be cut, from @at on, which is moved
 * behind it. */
gboolean
_easel_wire_next_element (const char *data, gsize length, gsize *at, gsize *start, gsize *end)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = *at; i < length; i++)
    {
      if (in_string && data[i] == '\\')
        i++;
      else if (data[i] == '"')
        in_string = !in_string;
      else if (in_string)
        continue;
      else if (data[i] == '{' && depth++ == 0)
        *start = i;
      else if (data[i] == '}' && depth > 0 && --depth == 0)
        {
          *end = *at = i + 1;
          return TRUE;
        }
    }
  return FALSE;
}
