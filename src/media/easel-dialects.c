// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gprintf.h>
#include <stdio.h>
#include <string.h>

#include "easel-json.h"
#include "easel-media-read.h"
#include "easel-media-reading-private.h"

/*
 * Which program wrote a file's texts: the most telling ones are asked first, the
 * first that is understood stands. What any program may write (title, author,
 * keywords) is taken beside it.
 */

static JsonNode *
parse_object (const char *text)
{
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL || *text != '{')
    return NULL;
  node = easel_json_parse (text, -1, NULL);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

static gboolean
set_tool (EaselMediaInfo *info, const char *tool)
{
  g_set_str (&info->tool, tool);
  return TRUE;
}

static gboolean
has_member (JsonNode *node, const char *name)
{
  return json_object_has_member (json_node_get_object (node), name);
}

/* A1111's field also holds JSON: SwarmUI's, or that of Fooocus. */
static gboolean
read_parameters (EaselReading *self, const char *key)
{
  const char *text = _easel_reading_get_text (self, key);
  g_autoptr (JsonNode) node = parse_object (text);
  const char *kind = strrchr (key, ':') != NULL ? strrchr (key, ':') + 1 : key;
  const char *tool = NULL;
  JsonObject *object;

  if (text == NULL)
    return FALSE;
  if (node == NULL)
    {
      /* What Fooocus writes in that form says so in its last line. */
      if (!_easel_read_a1111 (self->info, text))
        return FALSE;
      _easel_info_take_raw (self->info, kind, text);
      return set_tool (self->info,
                       g_str_has_prefix (easel_media_info_get_parameter (self->info, "version") != NULL
                                             ? easel_media_info_get_parameter (self->info, "version")
                                             : "",
                                         "Fooocus")
                           ? "fooocus"
                           : "a1111");
    }
  object = json_node_get_object (node);
  if (has_member (node, "sui_image_params"))
    {
      object = easel_json_get_object (node, "sui_image_params");
      tool = "swarmui";
    }
  else if (has_member (node, "c") && (has_member (node, "uc") || has_member (node, "v2")))
    tool = "drawthings";
  else if (has_member (node, "base_model") || has_member (node, "full_prompt") ||
           _easel_reading_get_text (self, "fooocus_scheme") != NULL)
    tool = "fooocus";
  if (object == NULL || !_easel_read_json_fields (self->info, object))
    return FALSE;
  _easel_info_take_raw (self->info, kind, text);
  return set_tool (self->info, tool);
}

static gboolean
read_easel (EaselReading *self)
{
  static const char *const keys[] = { "easel", "xmp:easel:Parameters" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = _easel_reading_get_text (self, keys[i]);
      g_autoptr (JsonNode) node = parse_object (text);

      if (node != NULL && _easel_read_json_fields (self->info, json_node_get_object (node)))
        {
          _easel_info_take_raw (self->info, "easel", text);
          return set_tool (self->info, "easel");
        }
    }
  return FALSE;
}

static gboolean
read_invokeai (EaselReading *self)
{
  static const char *const keys[] = { "invokeai_metadata", "sd-metadata" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = _easel_reading_get_text (self, keys[i]);
      g_autoptr (JsonNode) node = parse_object (text);

      if (node != NULL && _easel_read_json_fields (self->info, json_node_get_object (node)))
        {
          _easel_info_take_raw (self->info, keys[i], text);
          return set_tool (self->info, "invokeai");
        }
    }
  if (!_easel_read_dream (self->info, _easel_reading_get_text (self, "Dream")))
    return FALSE;
  _easel_info_take_raw (self->info, "Dream", _easel_reading_get_text (self, "Dream"));
  return set_tool (self->info, "invokeai");
}

static gboolean
read_novelai (EaselReading *self)
{
  const char *text = _easel_reading_get_text (self, "Comment");
  const char *software = _easel_reading_get_text (self, "Software");
  g_autoptr (JsonNode) node = parse_object (text);

  if (node == NULL || (g_strcmp0 (software, "NovelAI") != 0 && !has_member (node, "uc")))
    return FALSE;
  if (!_easel_read_json_fields (self->info, json_node_get_object (node)))
    return FALSE;
  if (self->info->prompt == NULL)
    g_set_str (&self->info->prompt, _easel_reading_get_text (self, "Description"));
  if (self->info->model == NULL)
    g_set_str (&self->info->model, _easel_reading_get_text (self, "Source"));
  _easel_info_take_raw (self->info, "Comment", text);
  return set_tool (self->info, "novelai");
}

/* Behind the colon of "prompt:{…}", as some nodes write it into EXIF. */
static const char *
find_labelled (EaselReading *self, const char *label)
{
  static const char *const keys[] = { "exif:Make", "exif:Model", "exif:ImageDescription", "exif:UserComment",
                                      "exif:Software" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = _easel_reading_get_text (self, keys[i]);

      if (text != NULL && g_ascii_strncasecmp (text, label, strlen (label)) == 0 &&
          text[strlen (label)] == ':')
        return text + strlen (label) + 1;
    }
  return NULL;
}

/* In clips the two stand together in one comment. */
static gboolean
read_comfyui_comment (EaselReading *self)
{
  static const char *const keys[] = { "mp4:comment", "webm:COMMENT", "webm:comment", "mp4:prompt" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = _easel_reading_get_text (self, keys[i]);
      g_autoptr (JsonNode) node = parse_object (text);
      const char *prompt = node != NULL ? easel_json_get_string (node, "prompt") : NULL;
      const char *workflow = node != NULL ? easel_json_get_string (node, "workflow") : NULL;
      g_autofree char *inner = NULL;

      if (node == NULL)
        continue;
      /* Either as texts or as objects. */
      if (prompt == NULL && easel_json_get_object (node, "prompt") != NULL)
        prompt = inner = easel_json_object_to_string (easel_json_get_object (node, "prompt"));
      if ((prompt != NULL || workflow != NULL) && _easel_read_comfyui (self->info, prompt, workflow))
        {
          _easel_info_take_raw (self->info, "comment", text);
          return set_tool (self->info, "comfyui");
        }
    }
  return FALSE;
}

static gboolean
read_comfyui (EaselReading *self)
{
  const char *prompt = _easel_reading_get_text (self, "prompt");
  const char *workflow = _easel_reading_get_text (self, "workflow");

  if (prompt == NULL)
    prompt = find_labelled (self, "prompt");
  if (workflow == NULL)
    workflow = find_labelled (self, "workflow");
  if ((prompt != NULL || workflow != NULL) && _easel_read_comfyui (self->info, prompt, workflow))
    {
      _easel_info_take_raw (self->info, prompt != NULL ? "prompt" : "workflow",
                            prompt != NULL ? prompt : workflow);
      return set_tool (self->info, "comfyui");
    }
  return read_comfyui_comment (self);
}

static gboolean
read_midjourney (EaselReading *self)
{
  static const char *const keys[] = { "Description", "xmp:dc:description", "exif:ImageDescription",
                                      "iptc:Caption" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = _easel_reading_get_text (self, keys[i]);

      if (text != NULL && _easel_read_midjourney (self->info, text))
        {
          _easel_info_take_raw (self->info, "Description", text);
          return set_tool (self->info, "midjourney");
        }
    }
  return FALSE;
}

static gboolean
read_tools (EaselReading *self)
{
  static const char *const fields[] = { "parameters", "exif:UserComment", "xmp:exif:UserComment", "comment",
                                        "UserComment" };

  if (read_easel (self) || read_invokeai (self) || read_novelai (self))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (read_parameters (self, fields[i]))
      return TRUE;
  return read_comfyui (self) || read_midjourney (self);
}

/* ---- what any program may write ---- */

static const char *
first_text (EaselReading *self, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (_easel_reading_get_text (self, keys[i]) != NULL)
      return _easel_reading_get_text (self, keys[i]);
  return NULL;
}

/*
 * A time as EXIF ("2026:11:20 10:00:00") or ISO 8601 has it, UTC where it does
 * not say; 0 if it is none.
 */
gint64
_easel_read_time (const char *text)
{
  g_autofree char *copy = g_strdup (text);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;

  if (copy == NULL || strlen (copy) < 10)
    return 0;
  if (copy[4] == ':' && copy[7] == ':')
    copy[4] = copy[7] = '-';
  if (strlen (copy) == 10)
    {
      g_autofree char *day = g_steal_pointer (&copy);

      copy = g_strconcat (day, "T00:00:00", NULL);
    }
  time = g_date_time_new_from_iso8601 (copy, utc);
  return time != NULL && g_date_time_to_unix (time) > 0 ? g_date_time_to_unix_usec (time) : 0;
}

static void
read_common (EaselReading *self)
{
  static const char *const titles[] = { "Title",        "xmp:dc:title", "iptc:ObjectName", "iptc:Headline",
                                        "exif:XPTitle", "mp4:title",    "webm:title",      NULL };
  static const char *const authors[] = { "Author", "xmp:dc:creator", "exif:Artist", "iptc:By-line", NULL };
  static const char *const programs[] = { "Software", "xmp:xmp:CreatorTool", "exif:Software", "mp4:encoder",
                                          NULL };
  static const char *const words[] = { "Description",  "xmp:dc:description", "exif:ImageDescription",
                                       "iptc:Caption", "mp4:description",    NULL };
  static const char *const times[] = { "exif:DateTimeOriginal",
                                       "exif:DateTimeDigitized",
                                       "xmp:xmp:CreateDate",
                                       "xmp:photoshop:DateCreated",
                                       "Creation Time",
                                       "exif:DateTime",
                                       NULL };
  EaselMediaInfo *info = self->info;
  const char *description = first_text (self, words);
  const char *source = _easel_reading_get_text (self, "xmp:Iptc4xmpExt:DigitalSourceType");
  const char *asked = _easel_reading_get_text (self, "xmp:Iptc4xmpExt:AIPromptInformation");
  const char *system = _easel_reading_get_text (self, "xmp:Iptc4xmpExt:AISystemUsed");
  const char *rating = _easel_reading_get_text (self, "xmp:xmp:Rating");

  easel_media_info_set_parameter (info, "title", first_text (self, titles));
  easel_media_info_set_parameter (info, "author", first_text (self, authors));
  easel_media_info_set_parameter (info, "software", first_text (self, programs));
  if (info->taken_at == 0)
    info->taken_at = _easel_read_time (first_text (self, times));
  if (rating != NULL && info->rating == 0)
    info->rating = CLAMP (g_ascii_strtoll (rating, NULL, 10), 0, 5);
  info->ai_declared = info->tool != NULL || (source != NULL && strstr (source, "lgorithmicMedia") != NULL);
  if (info->prompt == NULL && asked != NULL)
    info->prompt = g_strdup (asked);
  if (info->model == NULL && system != NULL)
    info->model = g_strdup (system);
  if (description != NULL && g_strcmp0 (description, info->prompt) != 0 &&
      g_strcmp0 (description, info->raw) != 0)
    easel_media_info_set_parameter (info, "description", description);
}

void
_easel_read_dialects (EaselReading *self)
{
  read_tools (self);
  read_common (self);
}

/**
 * easel_media_info_add_stealth:
 * @info: what a file says
 * @text: what easel_media_read_stealth() found in its points
 *
 * Reads that as if it stood in the file.
 */
void
easel_media_info_add_stealth (EaselMediaInfo *info, const char *text)
{
  g_autoptr (JsonNode) node = parse_object (text);
  g_autoptr (JsonNode) comment = NULL;

  if (info->tool != NULL)
    return;
  if (node == NULL)
    {
      if (_easel_read_a1111 (info, text))
        {
          _easel_info_take_raw (info, "stealth", text);
          info->ai_declared = set_tool (info, "a1111");
        }
      return;
    }
  comment = parse_object (easel_json_get_string (node, "Comment"));
  if (!_easel_read_json_fields (info, json_node_get_object (comment != NULL ? comment : node)))
    return;
  if (info->prompt == NULL)
    info->prompt = g_strdup (easel_json_get_string (node, "Description"));
  if (info->model == NULL)
    info->model = g_strdup (easel_json_get_string (node, "Source"));
  easel_media_info_set_parameter (info, "software", easel_json_get_string (node, "Software"));
  _easel_info_take_raw (info, "stealth", text);
  info->ai_declared = set_tool (info, "novelai");
}
