// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"

#include "easel-asset-row.h"
#include "easel-file-store.h"
#include "easel-media-info.h"
#include "easel-store.h"
#include "easel-thumbnailer.h"

G_BEGIN_DECLS

struct _EaselLibraryService
{
  GObject parent_instance;

  EaselStore *store;
  EaselFileStore *files;
  EaselThumbnailer *thumbnailer;
  EaselThumbnailer *animator;

  /* Followed once somebody wants to see them. */
  GListStore *collections;
  GListStore *searches;
  guint refresh_source;
  gboolean reading;
  gboolean read_again;
};

void _easel_library_service_stop_following (EaselLibraryService *self);
EaselLibraryService *_easel_library_service_new (EaselStore *store);
EaselFileStore *_easel_library_service_get_files (EaselLibraryService *self);
EaselMediaKinds _easel_library_get_accepted (EaselAssetUse use);
EaselThumbnailer *_easel_library_service_get_thumbnailer (EaselLibraryService *self);
DexFuture *_easel_library_service_add_made (EaselLibraryService *self,
                                            GBytes *bytes,
                                            const char *provider_slug,
                                            const char *provider_name,
                                            const char *model_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_library_service_decode (EaselLibraryService *self,
                                          GBytes *bytes,
                                          guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_library_service_load_within (EaselLibraryService *self,
                                               gint64 id,
                                               const EaselPictureLimit *limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_library_service_keep (EaselLibraryService *self,
                                        EaselStoredFile *file,
                                        EaselAssetRow *row) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *_easel_library_service_drop (EaselLibraryService *self,
                                        const char *hash) G_GNUC_WARN_UNUSED_RESULT;
void _easel_library_fill_file (EaselAssetRow *row, const EaselStoredFile *file);
void _easel_library_fill_info (EaselAssetRow *row, const EaselMediaInfo *info);
gboolean _easel_library_check_whole (const EaselMediaInfo *info, const char *name, GError **error);

G_END_DECLS
