// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-asset-list.h"
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

#define EASEL_TYPE_LIBRARY_SERVICE (easel_library_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryService, easel_library_service, EASEL, LIBRARY_SERVICE, GObject)

DexFuture *easel_library_service_add_file (EaselLibraryService *self,
                                           GFile *file,
                                           EaselAssetUse use) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_add_bytes (EaselLibraryService *self,
                                            GBytes *bytes,
                                            const char *name,
                                            EaselAssetUse use) G_GNUC_WARN_UNUSED_RESULT;

EaselAssetList *easel_library_service_list (EaselLibraryService *self,
                                            const EaselAssetFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_find (EaselLibraryService *self,
                                       const EaselAssetFilter *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_get (EaselLibraryService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_details (EaselLibraryService *self,
                                               EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_load_file (EaselLibraryService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
char *easel_library_service_get_path (EaselLibraryService *self, EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_library_service_load_thumbnail (EaselLibraryService *self,
                                                 EaselAsset *asset,
                                                 guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_library_service_load_picture (EaselLibraryService *self,
                                               EaselAsset *asset,
                                               guint side) G_GNUC_WARN_UNUSED_RESULT;

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

G_END_DECLS
