// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-info.h"

#include "easel-json.h"

static const struct
{
  const char *name;
  gsize offset;
} texts[] = {
  { "tool", G_STRUCT_OFFSET (EaselMediaInfo, tool) },
  { "prompt", G_STRUCT_OFFSET (EaselMediaInfo, prompt) },
  { "negative", G_STRUCT_OFFSET (EaselMediaInfo, negative) },
  { "model", G_STRUCT_OFFSET (EaselMediaInfo, model) },
  { "raw_kind", G_STRUCT_OFFSET (EaselMediaInfo, raw_kind) },
  { "raw", G_STRUCT_OFFSET (EaselMediaInfo, raw) },
};
static const struct
{
  const char *name;
  gsize offset;
  gint64 unknown;
} numbers[] = {
  { "width", G_STRUCT_OFFSET (EaselMediaInfo, width), -1 },
  { "height", G_STRUCT_OFFSET (EaselMediaInfo, height), -1 },
  { "duration", G_STRUCT_OFFSET (EaselMediaInfo, duration), -1 },
  { "seed", G_STRUCT_OFFSET (EaselMediaInfo, seed), -1 },
  { "steps", G_STRUCT_OFFSET (EaselMediaInfo, steps), -1 },
  { "guidance", G_STRUCT_OFFSET (EaselMediaInfo, guidance), -1 },
  { "asked_width", G_STRUCT_OFFSET (EaselMediaInfo, asked_width), -1 },
  { "asked_height", G_STRUCT_OFFSET (EaselMediaInfo, asked_height), -1 },
  { "rating", G_STRUCT_OFFSET (EaselMediaInfo, rating), 0 },
  { "taken_at", G_STRUCT_OFFSET (EaselMediaInfo, taken_at), 0 },
};
static const struct
{
  const char *name;
  gsize offset;
} flags[] = {
  { "complete", G_STRUCT_OFFSET (EaselMediaInfo, complete) },
  { "animated", G_STRUCT_OFFSET (EaselMediaInfo, animated) },
  { "has_alpha", G_STRUCT_OFFSET (EaselMediaInfo, has_alpha) },
  { "has_credentials", G_STRUCT_OFFSET (EaselMediaInfo, has_credentials) },
  { "ai_declared", G_STRUCT_OFFSET (EaselMediaInfo, ai_declared) },
};

#define TEXT(self, i) (G_STRUCT_MEMBER (char *, self, texts[i].offset))
#define NUMBER(self, i) (G_STRUCT_MEMBER (gint64, self, numbers[i].offset))
#define FLAG(self, i) (G_STRUCT_MEMBER (gboolean, self, flags[i].offset))

EaselMediaInfo *
easel_media_info_new (void)
{
  EaselMediaInfo *self = g_new0 (EaselMediaInfo, 1);

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    NUMBER (self, i) = numbers[i].unknown;
  self->tags = g_ptr_array_new_with_free_func (g_free);
  self->parameters = json_object_new ();
  return self;
}

void
easel_media_info_free (EaselMediaInfo *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (TEXT (self, i));
  g_ptr_array_unref (self->tags);
  json_object_unref (self->parameters);
  g_free (self);
}

/**
 * easel_media_info_to_text:
 * @self: what a file says
 *
 * Returns: (transfer full): the same as JSON
 */
char *
easel_media_info_to_text (const EaselMediaInfo *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonArray *tags = json_array_new ();

  json_object_set_string_member (object, "format", easel_media_format_get_mime (self->format));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (TEXT (self, i) != NULL)
      json_object_set_string_member (object, texts[i].name, TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (NUMBER (self, i) != numbers[i].unknown)
      json_object_set_int_member (object, numbers[i].name, NUMBER (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    if (FLAG (self, i))
      json_object_set_boolean_member (object, flags[i].name, TRUE);
  for (guint i = 0; i < self->tags->len; i++)
    json_array_add_string_element (tags, g_ptr_array_index (self->tags, i));
  json_object_set_array_member (object, "tags", tags);
  json_object_set_object_member (object, "parameters", json_object_ref (self->parameters));
  return easel_json_object_to_string (object);
}

/**
 * easel_media_info_new_from_text:
 * @text: what easel_media_info_to_text() gave
 * @length: bytes of @text, -1 if it ends with a zero
 * @error: return location for an error
 *
 * Returns: (transfer full): the same; %NULL if it is no JSON
 */
EaselMediaInfo *
easel_media_info_new_from_text (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = easel_json_parse (text, length, error);
  EaselMediaInfo *self;
  JsonArray *tags;
  JsonObject *parameters;

  if (node == NULL)
    return NULL;
  self = easel_media_info_new ();
  self->format = easel_media_format_find (easel_json_get_string (node, "format"));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (self, i) = g_strdup (easel_json_get_string (node, texts[i].name));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    easel_json_get_int (node, numbers[i].name, &NUMBER (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    FLAG (self, i) = easel_json_get_boolean (node, flags[i].name, FALSE);
  tags = easel_json_get_array (node, "tags");
  for (guint i = 0; tags != NULL && i < json_array_get_length (tags); i++)
    {
      JsonNode *tag = json_array_get_element (tags, i);

      if (json_node_get_value_type (tag) == G_TYPE_STRING)
        g_ptr_array_add (self->tags, json_node_dup_string (tag));
    }
  parameters = easel_json_get_object (node, "parameters");
  if (parameters != NULL)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, parameters);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (json_node_get_value_type (value) == G_TYPE_STRING)
          json_object_set_string_member (self->parameters, name, json_node_get_string (value));
    }
  return self;
}

/**
 * easel_media_info_get_parameter:
 * @self: what a file says
 * @name: a parameter, such as "sampler"
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
easel_media_info_get_parameter (const EaselMediaInfo *self, const char *name)
{
  return json_object_get_string_member_with_default (self->parameters, name, NULL);
}

/**
 * easel_media_info_set_parameter:
 * @self: what a file says
 * @name: a parameter
 * @value: (nullable): its value; %NULL or an empty one changes nothing
 */
void
easel_media_info_set_parameter (EaselMediaInfo *self, const char *name, const char *value)
{
  if (value != NULL && *value != '\0')
    json_object_set_string_member (self->parameters, name, value);
}
