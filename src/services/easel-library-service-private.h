// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"

#include "easel-asset-row.h"
#include "easel-file-store.h"
#include "easel-store.h"

G_BEGIN_DECLS

struct _EaselLibraryService
{
  GObject parent_instance;

  EaselStore *store;
  EaselFileStore *files;
};

EaselLibraryService *_easel_library_service_new (EaselStore *store);
EaselFileStore *_easel_library_service_get_files (EaselLibraryService *self);
EaselMediaKinds _easel_library_get_accepted (EaselAssetUse use);
DexFuture *_easel_library_service_inspect (EaselLibraryService *self,
                                           EaselStoredFile *file,
                                           EaselAssetRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_library_service_keep (EaselLibraryService *self,
                                        EaselStoredFile *file,
                                        EaselAssetRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
