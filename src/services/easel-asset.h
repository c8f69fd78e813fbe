// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET (easel_asset_get_type ())
G_DECLARE_FINAL_TYPE (EaselAsset, easel_asset, EASEL, ASSET, GObject)

/* What is known of it at once. */
gint64 easel_asset_get_id (EaselAsset *self);
gint64 easel_asset_get_time (EaselAsset *self);
gboolean easel_asset_is_loaded (EaselAsset *self);

/* What is known of it once it is loaded. */
const char *easel_asset_get_hash (EaselAsset *self);
const char *easel_asset_get_kind (EaselAsset *self);
const char *easel_asset_get_mime (EaselAsset *self);
gint64 easel_asset_get_bytes (EaselAsset *self);
int easel_asset_get_width (EaselAsset *self);
int easel_asset_get_height (EaselAsset *self);
gint64 easel_asset_get_duration (EaselAsset *self);
gboolean easel_asset_is_animated (EaselAsset *self);
const char *easel_asset_get_source (EaselAsset *self);
gint64 easel_asset_get_job_id (EaselAsset *self);
gint64 easel_asset_get_revision_id (EaselAsset *self);
const char *easel_asset_get_provider_slug (EaselAsset *self);
const char *easel_asset_get_provider_name (EaselAsset *self);
const char *easel_asset_get_model_id (EaselAsset *self);
const char *easel_asset_get_tool (EaselAsset *self);
const char *easel_asset_get_name (EaselAsset *self);
gint64 easel_asset_get_seed (EaselAsset *self);
int easel_asset_get_steps (EaselAsset *self);
double easel_asset_get_guidance (EaselAsset *self);
int easel_asset_get_rating (EaselAsset *self);
gint64 easel_asset_get_taken (EaselAsset *self);
gint64 easel_asset_get_created (EaselAsset *self);
gint64 easel_asset_get_trashed (EaselAsset *self);
gboolean easel_asset_is_purged (EaselAsset *self);

/* What is known of it once its details are loaded. */
gboolean easel_asset_has_details (EaselAsset *self);
const char *easel_asset_get_prompt (EaselAsset *self);
const char *easel_asset_get_negative_prompt (EaselAsset *self);
const char *const *easel_asset_get_tags (EaselAsset *self);
const char *const *easel_asset_get_parameters (EaselAsset *self);
const char *easel_asset_get_raw_kind (EaselAsset *self);
const char *easel_asset_get_raw (EaselAsset *self);

G_END_DECLS
