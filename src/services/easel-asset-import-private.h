// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset-import.h"

#include "easel-asset-row.h"
#include "easel-library-service-private.h"
#include "easel-media-helper.h"

G_BEGIN_DECLS

/* So many files go together: one sync of the folder, one transaction. */
#define EASEL_ASSET_IMPORT_BATCH 32

/* A file on its way in. */
typedef struct
{
  char *path;
  /* It was named, not found in a folder: what is no picture is a failure then. */
  gboolean named;
  gint64 bytes;
  gint64 modified;
  gboolean known;
  gboolean ignored;
  EaselStoredFile *file;
  EaselAssetRow *row;
  GError *error;
} EaselAssetImportFile;

/* The files that are named and those within folders, one after the other. */
typedef struct _EaselAssetImportWalk EaselAssetImportWalk;

EaselAssetImportWalk *_easel_asset_import_walk_new (const char *const *paths);
void _easel_asset_import_walk_free (EaselAssetImportWalk *self);
EaselAssetImportFile *_easel_asset_import_walk_next (EaselAssetImportWalk *self);
guint _easel_asset_import_walk_get_n_waiting (EaselAssetImportWalk *self);

void _easel_asset_import_file_free (EaselAssetImportFile *self);
void _easel_asset_import_file_store (EaselAssetImportFile *self,
                                     EaselFileStore *files,
                                     EaselMediaHelper *helper,
                                     GCancellable *cancellable);

EaselAssetImport *_easel_asset_import_new (EaselLibraryService *library, const char *const *paths);

G_END_DECLS
