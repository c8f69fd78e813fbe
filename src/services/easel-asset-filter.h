// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselAssetRatio:
 * @EASEL_ASSET_RATIO_ANY: any
 * @EASEL_ASSET_RATIO_PORTRAIT: taller than wide
 * @EASEL_ASSET_RATIO_LANDSCAPE: wider than tall
 * @EASEL_ASSET_RATIO_SQUARE: square
 *
 * The shape of a picture.
 */
typedef enum
{
  EASEL_ASSET_RATIO_ANY,
  EASEL_ASSET_RATIO_PORTRAIT,
  EASEL_ASSET_RATIO_LANDSCAPE,
  EASEL_ASSET_RATIO_SQUARE,
} EaselAssetRatio;

/**
 * EaselAssetSort:
 * @EASEL_ASSET_SORT_NEWEST: the last that came first
 * @EASEL_ASSET_SORT_OLDEST: the first that came first
 * @EASEL_ASSET_SORT_NAME: by file name
 * @EASEL_ASSET_SORT_LARGEST: the largest file first
 * @EASEL_ASSET_SORT_RATING: the best first
 *
 * The order of a list.
 */
typedef enum
{
  EASEL_ASSET_SORT_NEWEST,
  EASEL_ASSET_SORT_OLDEST,
  EASEL_ASSET_SORT_NAME,
  EASEL_ASSET_SORT_LARGEST,
  EASEL_ASSET_SORT_RATING,
} EaselAssetSort;

/**
 * EaselAssetFilter:
 * @search: (nullable): words as typed, found in prompt, negative prompt, model,
 *   tags and file name
 * @kind: (nullable): "image" or "video"
 * @source: (nullable): "import", "ai" or "attachment"; %NULL is all but attachments
 * @provider: (nullable): slug of an account
 * @model: (nullable): a model's id
 * @tool: (nullable): the program that wrote its metadata
 * @tags: (nullable): each of these
 * @collection: in it or in one within it, 0 any
 * @revision: made from this revision, 0 any
 * @prompt: made from a revision of this prompt, 0 any
 * @job: made by this job, 0 any
 * @seed: exactly this, -1 any
 * @rating: at least so many stars, 0 any
 * @side: both sides at least so many pixels, 0 any
 * @ratio: its shape
 * @since: came here at this time or later, UTC, microseconds, 0 any
 * @until: came here before this time, UTC, microseconds, 0 any
 * @days: came here today or within so many days before, today counted, 0 any
 * @trashed: those in the trash instead of those that are not
 * @duplicates: only those whose file another has too
 * @sort: in which order
 *
 * What a list of the library shows.
 */
typedef struct
{
  char *search;
  char *kind;
  char *source;
  char *provider;
  char *model;
  char *tool;
  GStrv tags;
  gint64 collection;
  gint64 revision;
  gint64 prompt;
  gint64 job;
  gint64 seed;
  gint64 rating;
  gint64 side;
  EaselAssetRatio ratio;
  gint64 since;
  gint64 until;
  gint64 days;
  gboolean trashed;
  gboolean duplicates;
  EaselAssetSort sort;
} EaselAssetFilter;

#define EASEL_TYPE_ASSET_FILTER (easel_asset_filter_get_type ())
GType easel_asset_filter_get_type (void) G_GNUC_CONST;

EaselAssetFilter *easel_asset_filter_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselAssetFilter *easel_asset_filter_copy (const EaselAssetFilter *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_asset_filter_free (EaselAssetFilter *self);
char *easel_asset_filter_to_text (const EaselAssetFilter *self) G_GNUC_WARN_UNUSED_RESULT;
EaselAssetFilter *easel_asset_filter_new_from_text (const char *text,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselAssetFilter, easel_asset_filter_free)

G_END_DECLS
