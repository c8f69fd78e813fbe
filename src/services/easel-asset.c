// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-private.h"

#include "easel-json.h"

/**
 * EaselAsset:
 *
 * A picture, a clip or a file of the library. A list knows of it what it is and
 * when it came; the rest comes when it is looked at.
 */
struct _EaselAsset
{
  GObject parent_instance;

  gint64 id;
  gint64 time;
  EaselAssetRow *row;
  GStrv parameters;
};

G_DEFINE_FINAL_TYPE (EaselAsset, easel_asset, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LOADED,
  PROP_HAS_DETAILS,
  PROP_RATING,
  PROP_NAME,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
easel_asset_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselAsset *self = EASEL_ASSET (object);

  switch (id)
    {
    case PROP_LOADED:
      g_value_set_boolean (value, easel_asset_is_loaded (self));
      break;
    case PROP_HAS_DETAILS:
      g_value_set_boolean (value, easel_asset_has_details (self));
      break;
    case PROP_RATING:
      g_value_set_int (value, easel_asset_get_rating (self));
      break;
    case PROP_NAME:
      g_value_set_string (value, easel_asset_get_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_asset_finalize (GObject *object)
{
  EaselAsset *self = EASEL_ASSET (object);

  g_clear_pointer (&self->row, easel_asset_row_unref);
  g_strfreev (self->parameters);

  G_OBJECT_CLASS (easel_asset_parent_class)->finalize (object);
}

static void
easel_asset_class_init (EaselAssetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_asset_get_property;
  object_class->finalize = easel_asset_finalize;

  /**
   * EaselAsset:loaded:
   *
   * Whether what a cell shows of it is known; notified again whenever that changes.
   */
  properties[PROP_LOADED] = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, flags);
  /**
   * EaselAsset:has-details:
   *
   * Whether its texts are known too; notified again whenever they change.
   */
  properties[PROP_HAS_DETAILS] = g_param_spec_boolean ("has-details", NULL, NULL, FALSE, flags);
  /**
   * EaselAsset:rating:
   *
   * 1 to 5 stars, 0 none.
   */
  properties[PROP_RATING] = g_param_spec_int ("rating", NULL, NULL, 0, 5, 0, flags);
  /**
   * EaselAsset:name: (nullable)
   *
   * Its file name.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_asset_init (EaselAsset *self)
{
}

/*
 * One that is not loaded yet.
 */
EaselAsset *
_easel_asset_new (gint64 id, gint64 time)
{
  EaselAsset *self = g_object_new (EASEL_TYPE_ASSET, NULL);

  self->id = id;
  self->time = time;
  return self;
}

EaselAsset *
_easel_asset_new_for_row (EaselAssetRow *row)
{
  EaselAsset *self = _easel_asset_new (row->id, row->created_at);

  _easel_asset_set_row (self, row);
  return self;
}

/*
 * What is known of it now; texts that were loaded stay if row has none.
 */
void
_easel_asset_set_row (EaselAsset *self, EaselAssetRow *row)
{
  gboolean whole = row->tags != NULL;

  if (!whole && easel_asset_has_details (self))
    {
      row->tags = g_strdupv (self->row->tags);
      row->prompt = g_strdup (self->row->prompt);
      row->negative_prompt = g_strdup (self->row->negative_prompt);
      row->parameters = g_strdup (self->row->parameters);
      row->raw_kind = g_strdup (self->row->raw_kind);
      row->raw = g_strdup (self->row->raw);
    }
  easel_asset_row_ref (row);
  g_clear_pointer (&self->row, easel_asset_row_unref);
  self->row = row;
  g_clear_pointer (&self->parameters, g_strfreev);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
  if (whole)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_DETAILS]);
  g_object_thaw_notify (G_OBJECT (self));
}

EaselAssetRow *
_easel_asset_get_row (EaselAsset *self)
{
  return self->row;
}

/* ---- public ---- */

gint64
easel_asset_get_id (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), 0);

  return self->id;
}

/**
 * easel_asset_get_time:
 * @self: an asset
 *
 * Returns: when it came here or went to the trash, as its list is sorted; UTC,
 *   microseconds
 */
gint64
easel_asset_get_time (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), 0);

  return self->time;
}

gboolean
easel_asset_is_loaded (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), FALSE);

  return self->row != NULL;
}

gboolean
easel_asset_has_details (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), FALSE);

  return self->row != NULL && self->row->tags != NULL;
}

/* A getter of what stands in the row; before it is there, the answer is "unknown". */
#define DEFINE_GETTER(name, Type, field, unknown)                                                            \
  Type easel_asset_get_##name (EaselAsset *self)                                                             \
  {                                                                                                          \
    g_return_val_if_fail (EASEL_IS_ASSET (self), unknown);                                                   \
                                                                                                             \
    return self->row != NULL ? (Type) self->row->field : (unknown);                                          \
  }

DEFINE_GETTER (hash, const char *, hash, NULL)
DEFINE_GETTER (kind, const char *, kind, NULL)
DEFINE_GETTER (mime, const char *, mime, NULL)
DEFINE_GETTER (bytes, gint64, bytes, -1)
DEFINE_GETTER (width, int, width, -1)
DEFINE_GETTER (height, int, height, -1)
DEFINE_GETTER (duration, gint64, duration, -1)
DEFINE_GETTER (source, const char *, source, NULL)
DEFINE_GETTER (job_id, gint64, job_id, 0)
DEFINE_GETTER (revision_id, gint64, revision_id, 0)
DEFINE_GETTER (provider_slug, const char *, provider_slug, NULL)
DEFINE_GETTER (provider_name, const char *, provider_name, NULL)
DEFINE_GETTER (model_id, const char *, model_id, NULL)
DEFINE_GETTER (tool, const char *, tool, NULL)
DEFINE_GETTER (name, const char *, name, NULL)
DEFINE_GETTER (seed, gint64, seed, -1)
DEFINE_GETTER (steps, int, steps, -1)
DEFINE_GETTER (rating, int, rating, 0)
DEFINE_GETTER (taken, gint64, taken_at, 0)
DEFINE_GETTER (created, gint64, created_at, 0)
DEFINE_GETTER (trashed, gint64, trashed_at, 0)
DEFINE_GETTER (prompt, const char *, prompt, NULL)
DEFINE_GETTER (negative_prompt, const char *, negative_prompt, NULL)
DEFINE_GETTER (raw_kind, const char *, raw_kind, NULL)
DEFINE_GETTER (raw, const char *, raw, NULL)

/**
 * easel_asset_is_animated:
 * @self: an asset
 *
 * Returns: whether it is a picture that moves, of a kind that can be played
 */
gboolean
easel_asset_is_animated (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), FALSE);

  return self->row != NULL && self->row->duration >= 0 && g_strcmp0 (self->row->kind, "image") == 0 &&
         (g_strcmp0 (self->row->mime, "image/gif") == 0 || g_strcmp0 (self->row->mime, "image/webp") == 0);
}

/**
 * easel_asset_get_guidance:
 * @self: an asset
 *
 * Returns: how closely the model was to keep to the prompt; -1 unknown
 */
double
easel_asset_get_guidance (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), -1);

  return self->row != NULL && self->row->guidance >= 0 ? (double) self->row->guidance / 1000 : -1;
}

/**
 * easel_asset_is_purged:
 * @self: an asset
 *
 * Returns: whether its file is gone for good
 */
gboolean
easel_asset_is_purged (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), FALSE);

  return self->row != NULL && self->row->purged_at != 0;
}

/**
 * easel_asset_get_tags:
 * @self: an asset
 *
 * Returns: (transfer none) (nullable): names; %NULL until its details are loaded
 */
const char *const *
easel_asset_get_tags (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), NULL);

  return self->row != NULL ? (const char *const *) self->row->tags : NULL;
}

/**
 * easel_asset_get_parameters:
 * @self: an asset
 *
 * Returns: (transfer none): names and values in turn of what else is known of
 *   how it was made, such as "sampler", "Euler a"
 */
const char *const *
easel_asset_get_parameters (EaselAsset *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET (self), NULL);

  if (self->parameters == NULL)
    {
      g_autoptr (JsonNode) node = self->row != NULL && self->row->parameters != NULL
                                      ? easel_json_parse (self->row->parameters, -1, NULL)
                                      : NULL;
      JsonObject *object = node != NULL ? easel_json_get_object (node, "") : NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

      if (object != NULL)
        {
          JsonObjectIter iter;
          const char *name;
          JsonNode *value;

          json_object_iter_init_ordered (&iter, object);
          while (json_object_iter_next_ordered (&iter, &name, &value))
            if (json_node_get_value_type (value) == G_TYPE_STRING)
              {
                g_strv_builder_add (builder, name);
                g_strv_builder_add (builder, json_node_get_string (value));
              }
        }
      self->parameters = g_strv_builder_end (builder);
    }
  return (const char *const *) self->parameters;
}
