// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-filter.h"

#include "easel-asset-list-private.h"
#include "easel-json.h"

G_DEFINE_BOXED_TYPE (EaselAssetFilter, easel_asset_filter, easel_asset_filter_copy, easel_asset_filter_free)

static const char *const ratios[] = { NULL, "portrait", "landscape", "square" };
static const char *const sorts[] = { NULL, "oldest", "name", "largest", "rating" };

/* Texts and numbers as they stand in the object that the store takes. */
static const struct
{
  const char *name;
  gsize offset;
} texts[] = {
  { "search", G_STRUCT_OFFSET (EaselAssetFilter, search) },
  { "kind", G_STRUCT_OFFSET (EaselAssetFilter, kind) },
  { "source", G_STRUCT_OFFSET (EaselAssetFilter, source) },
  { "provider", G_STRUCT_OFFSET (EaselAssetFilter, provider) },
  { "model", G_STRUCT_OFFSET (EaselAssetFilter, model) },
  { "tool", G_STRUCT_OFFSET (EaselAssetFilter, tool) },
};
static const struct
{
  const char *name;
  gsize offset;
  gint64 any;
} numbers[] = {
  { "collection", G_STRUCT_OFFSET (EaselAssetFilter, collection), 0 },
  { "revision", G_STRUCT_OFFSET (EaselAssetFilter, revision), 0 },
  { "prompt", G_STRUCT_OFFSET (EaselAssetFilter, prompt), 0 },
  { "job", G_STRUCT_OFFSET (EaselAssetFilter, job), 0 },
  { "seed", G_STRUCT_OFFSET (EaselAssetFilter, seed), -1 },
  { "rating", G_STRUCT_OFFSET (EaselAssetFilter, rating), 0 },
  { "side", G_STRUCT_OFFSET (EaselAssetFilter, side), 0 },
  { "since", G_STRUCT_OFFSET (EaselAssetFilter, since), 0 },
  { "until", G_STRUCT_OFFSET (EaselAssetFilter, until), 0 },
  { "days", G_STRUCT_OFFSET (EaselAssetFilter, days), 0 },
};

#define TEXT(self, i) (G_STRUCT_MEMBER (char *, self, texts[i].offset))
#define NUMBER(self, i) (G_STRUCT_MEMBER (gint64, self, numbers[i].offset))

/**
 * easel_asset_filter_new:
 *
 * Returns: (transfer full): a filter that lets all through that is not in the trash
 */
EaselAssetFilter *
easel_asset_filter_new (void)
{
  EaselAssetFilter *self = g_new0 (EaselAssetFilter, 1);

  self->seed = -1;
  return self;
}

EaselAssetFilter *
easel_asset_filter_copy (const EaselAssetFilter *self)
{
  EaselAssetFilter *copy = g_memdup2 (self, sizeof *self);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (copy, i) = g_strdup (TEXT (self, i));
  copy->tags = g_strdupv (self->tags);
  return copy;
}

void
easel_asset_filter_free (EaselAssetFilter *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (TEXT (self, i));
  g_strfreev (self->tags);
  g_free (self);
}

static void
set_flag (JsonObject *object, const char *name, gboolean value)
{
  if (value)
    json_object_set_boolean_member (object, name, TRUE);
}

static void
set_name (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/**
 * easel_asset_filter_to_text:
 * @self: a filter
 *
 * Returns: (transfer full): @self as text, for a saved search
 */
char *
easel_asset_filter_to_text (const EaselAssetFilter *self)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    set_name (object, texts[i].name, TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (NUMBER (self, i) != numbers[i].any)
      json_object_set_int_member (object, numbers[i].name, NUMBER (self, i));
  if (self->tags != NULL && self->tags[0] != NULL)
    {
      JsonArray *tags = json_array_new ();

      for (guint i = 0; self->tags[i] != NULL; i++)
        json_array_add_string_element (tags, self->tags[i]);
      json_object_set_array_member (object, "tags", tags);
    }
  set_name (object, "ratio", ratios[self->ratio]);
  set_name (object, "sort", sorts[self->sort]);
  set_flag (object, "trashed", self->trashed);
  set_flag (object, "duplicates", self->duplicates);
  return easel_json_object_to_string (object);
}

static gint64
get_days_ago (gint64 days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) midnight = g_date_time_new_local (
      g_date_time_get_year (now), g_date_time_get_month (now), g_date_time_get_day_of_month (now), 0, 0, 0);
  g_autoptr (GDateTime) since =
      midnight != NULL ? g_date_time_add_days (midnight, 1 - (int) CLAMP (days, 1, 100000)) : NULL;

  return since != NULL ? g_date_time_to_unix (since) * G_USEC_PER_SEC : 0;
}

/*
 * The filter as the store takes it: "the last seven days" are those before now.
 */
char *
_easel_asset_filter_to_query (const EaselAssetFilter *self)
{
  g_autoptr (EaselAssetFilter) fixed = easel_asset_filter_copy (self);

  if (fixed->days > 0)
    fixed->since = MAX (fixed->since, get_days_ago (fixed->days));
  fixed->days = 0;
  return easel_asset_filter_to_text (fixed);
}

static guint
find_name (const char *const *names, guint n_names, const char *name)
{
  for (guint i = 1; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return 0;
}

/**
 * easel_asset_filter_new_from_text:
 * @text: what easel_asset_filter_to_text() gave
 * @error: return location for an error
 *
 * Returns: (transfer full): the filter; %NULL if @text is none. What it does not
 *   know it leaves out.
 */
EaselAssetFilter *
easel_asset_filter_new_from_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = easel_json_parse (text, -1, error);
  EaselAssetFilter *self;
  JsonArray *tags;

  if (node == NULL)
    return NULL;
  self = easel_asset_filter_new ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (self, i) = g_strdup (easel_json_get_string (node, texts[i].name));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    easel_json_get_int (node, numbers[i].name, &NUMBER (self, i));
  tags = easel_json_get_array (node, "tags");
  if (tags != NULL)
    {
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

      for (guint i = 0; i < json_array_get_length (tags); i++)
        if (JSON_NODE_HOLDS_VALUE (json_array_get_element (tags, i)) &&
            json_array_get_string_element (tags, i) != NULL)
          g_strv_builder_add (builder, json_array_get_string_element (tags, i));
      self->tags = g_strv_builder_end (builder);
    }
  self->ratio = find_name (ratios, G_N_ELEMENTS (ratios), easel_json_get_string (node, "ratio"));
  self->sort = find_name (sorts, G_N_ELEMENTS (sorts), easel_json_get_string (node, "sort"));
  self->trashed = easel_json_get_boolean (node, "trashed", FALSE);
  self->duplicates = easel_json_get_boolean (node, "duplicates", FALSE);
  return self;
}
