// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselAssetRow:
 * @id: row id
 * @hash: SHA-256 of its file, 64 hexadecimal digits
 * @kind: "image", "video", "text" or "other"
 * @mime: media type
 * @bytes: size of its file
 * @width: pixels, -1 unknown
 * @height: pixels, -1 unknown
 * @duration: of a clip, microseconds, -1 unknown
 * @source: "import", "ai" or "attachment"
 * @job_id: the job that made it, 0 none
 * @ordinal: which of its job's results it is, from 0
 * @revision_id: the prompt's revision that it was made from, 0 none
 * @provider_slug: (nullable): who made it
 * @provider_name: (nullable): what the user called that account
 * @model_id: (nullable): by which model, also by another program's word
 * @tool: (nullable): the program whose words its metadata are: "a1111", "comfyui", …
 * @name: file name, may be empty
 * @seed: -1 unknown
 * @steps: -1 unknown
 * @guidance: in thousandths, -1 unknown
 * @asked_width: pixels that were asked for, -1 unknown
 * @asked_height: pixels that were asked for, -1 unknown
 * @rating: 1 to 5 stars, 0 none
 * @origin: (nullable): path it was brought in from
 * @origin_time: when the file there was changed, UTC, microseconds, 0 unknown
 * @taken_at: when it was made, as it says itself, UTC, microseconds, 0 unknown
 * @created_at: when it came here, UTC, microseconds; 0 in a new row: now
 * @trashed_at: UTC, microseconds; 0 among the living
 * @purged_at: UTC, microseconds; 0 as long as its file is kept
 * @tags: (nullable): names of its tags
 * @prompt: (nullable): what was asked for
 * @negative_prompt: (nullable): what was to be left out
 * @parameters: (nullable): what else is known of how it was made, a JSON object
 * @raw_kind: (nullable): what @raw is
 * @raw: (nullable): the metadata as another program wrote them
 *
 * A file in the library. @prompt and what follows it are filled in by
 * easel_store_assets_get() only. Filled in by its maker and not changed after
 * it was handed on.
 */
typedef struct
{
  gint64 id;
  char *hash;
  char *kind;
  char *mime;
  gint64 bytes;
  gint64 width;
  gint64 height;
  gint64 duration;
  char *source;
  gint64 job_id;
  gint64 ordinal;
  gint64 revision_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *tool;
  char *name;
  gint64 seed;
  gint64 steps;
  gint64 guidance;
  gint64 asked_width;
  gint64 asked_height;
  gint64 rating;
  char *origin;
  gint64 origin_time;
  gint64 taken_at;
  gint64 created_at;
  gint64 trashed_at;
  gint64 purged_at;
  GStrv tags;
  char *prompt;
  char *negative_prompt;
  char *parameters;
  char *raw_kind;
  char *raw;
} EaselAssetRow;

/**
 * EaselAssetKey:
 * @id: row id
 * @time: when it came here, or went to the trash, UTC, microseconds
 *
 * What a long list holds of each asset.
 */
typedef struct
{
  gint64 id;
  gint64 time;
} EaselAssetKey;

#define EASEL_TYPE_ASSET_ROW (easel_asset_row_get_type ())
GType easel_asset_row_get_type (void) G_GNUC_CONST;

EaselAssetRow *easel_asset_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselAssetRow *easel_asset_row_ref (EaselAssetRow *self);
void easel_asset_row_unref (EaselAssetRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselAssetRow, easel_asset_row_unref)

G_END_DECLS
