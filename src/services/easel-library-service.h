// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-asset-list.h"
#include "easel-collection.h"
#include "easel-media-report.h"
#include "easel-asset-import.h"
#include "easel-pixels.h"

G_BEGIN_DECLS

/**
 * EaselAssetUse:
 * @EASEL_ASSET_FOR_LIBRARY: a picture or a clip that the library shows
 * @EASEL_ASSET_FOR_CHAT: a picture, a clip or a text that a message has; the
 *   library does not show it
 *
 * What a file is brought in for.
 */
typedef enum
{
  EASEL_ASSET_FOR_LIBRARY,
  EASEL_ASSET_FOR_CHAT,
} EaselAssetUse;

/**
 * EaselAssetMetadata:
 * @EASEL_ASSET_METADATA_ORIGINAL: the file as it came, byte for byte
 * @EASEL_ASSET_METADATA_ALL: what it said, and what Easel knows, as other programs
 *   read it and as Easel does
 * @EASEL_ASSET_METADATA_PROMPT: the prompt and nothing else
 * @EASEL_ASSET_METADATA_NONE: nothing but the picture
 *
 * What a copy that goes out says of itself.
 */
typedef enum
{
  EASEL_ASSET_METADATA_ORIGINAL,
  EASEL_ASSET_METADATA_ALL,
  EASEL_ASSET_METADATA_PROMPT,
  EASEL_ASSET_METADATA_NONE,
} EaselAssetMetadata;

/**
 * EaselLibraryFacet:
 * @EASEL_LIBRARY_FACET_PROVIDER: who made it
 * @EASEL_LIBRARY_FACET_MODEL: which model
 * @EASEL_LIBRARY_FACET_TAG: a tag that it has
 *
 * What pictures differ in.
 */
typedef enum
{
  EASEL_LIBRARY_FACET_PROVIDER,
  EASEL_LIBRARY_FACET_MODEL,
  EASEL_LIBRARY_FACET_TAG,
} EaselLibraryFacet;

#define EASEL_TYPE_LIBRARY_SERVICE (easel_library_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryService, easel_library_service, EASEL, LIBRARY_SERVICE, GObject)

DexFuture *easel_library_service_add_file (EaselLibraryService *self,
                                           GFile *file,
                                           EaselAssetUse use) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_add_bytes (EaselLibraryService *self,
                                            GBytes *bytes,
                                            const char *name,
                                            EaselAssetUse use) G_GNUC_WARN_UNUSED_RESULT;

EaselAssetImport *easel_library_service_import (EaselLibraryService *self,
                                                const char *const *paths) G_GNUC_WARN_UNUSED_RESULT;

EaselAssetList *easel_library_service_list (EaselLibraryService *self,
                                            const EaselAssetFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_find (EaselLibraryService *self,
                                       const EaselAssetFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_get (EaselLibraryService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_details (EaselLibraryService *self,
                                               EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_load_file (EaselLibraryService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_find_paths (EaselLibraryService *self,
                                             const gint64 *ids,
                                             guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
char *easel_library_service_get_path (EaselLibraryService *self, EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_load_thumbnail (EaselLibraryService *self,
                                                 EaselAsset *asset,
                                                 guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_thumbnail_of (EaselLibraryService *self,
                                                    gint64 id,
                                                    guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_picture (EaselLibraryService *self,
                                               EaselAsset *asset,
                                               guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_motion (EaselLibraryService *self,
                                              EaselAsset *asset,
                                              guint side,
                                              guint first,
                                              gsize most) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_trash (EaselLibraryService *self,
                                        const gint64 *ids,
                                        guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_restore (EaselLibraryService *self,
                                          const gint64 *ids,
                                          guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_measure_purge (EaselLibraryService *self,
                                                const gint64 *ids,
                                                guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_purge (EaselLibraryService *self,
                                        const gint64 *ids,
                                        guint n_ids) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_set_rating (EaselLibraryService *self,
                                             const gint64 *ids,
                                             guint n_ids,
                                             int rating) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_set_name (EaselLibraryService *self,
                                           gint64 id,
                                           const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_change_tags (EaselLibraryService *self,
                                              const gint64 *ids,
                                              guint n_ids,
                                              const char *const *add,
                                              const char *const *remove) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_list_tags (EaselLibraryService *self) G_GNUC_WARN_UNUSED_RESULT;

GListModel *easel_library_service_get_collections (EaselLibraryService *self);
GListModel *easel_library_service_get_searches (EaselLibraryService *self);
EaselCollection *easel_library_service_find_collection (EaselLibraryService *self,
                                                        gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_list_facet (EaselLibraryService *self,
                                             EaselLibraryFacet facet) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_list_collections (EaselLibraryService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_add_collection (EaselLibraryService *self,
                                                 const char *name,
                                                 gint64 parent_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_rename_collection (EaselLibraryService *self,
                                                    gint64 id,
                                                    const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_move_collection (EaselLibraryService *self,
                                                  gint64 id,
                                                  gint64 parent_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_set_collection_removed (EaselLibraryService *self,
                                                         gint64 id,
                                                         gboolean removed) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_change_collection (EaselLibraryService *self,
                                                    gint64 id,
                                                    const gint64 *assets,
                                                    guint n_assets,
                                                    gboolean add) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_list_searches (EaselLibraryService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_save_search (EaselLibraryService *self,
                                              const char *name,
                                              const EaselAssetFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_rename_search (EaselLibraryService *self,
                                                gint64 id,
                                                const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_remove_search (EaselLibraryService *self,
                                                gint64 id) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_export (EaselLibraryService *self,
                                         gint64 id,
                                         GFile *folder,
                                         EaselAssetMetadata metadata) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_export_as (EaselLibraryService *self,
                                            gint64 id,
                                            GFile *file,
                                            EaselAssetMetadata metadata) G_GNUC_WARN_UNUSED_RESULT;
char *easel_library_service_dup_file_name (EaselLibraryService *self,
                                           EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_check (EaselLibraryService *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
