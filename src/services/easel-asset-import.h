// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET_IMPORT (easel_asset_import_get_type ())
G_DECLARE_FINAL_TYPE (EaselAssetImport, easel_asset_import, EASEL, ASSET_IMPORT, GObject)

DexFuture *easel_asset_import_wait (EaselAssetImport *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_asset_import_stop (EaselAssetImport *self);

gboolean easel_asset_import_is_running (EaselAssetImport *self);
gboolean easel_asset_import_is_stopped (EaselAssetImport *self);
guint easel_asset_import_get_n_found (EaselAssetImport *self);
guint easel_asset_import_get_n_done (EaselAssetImport *self);
guint easel_asset_import_get_n_added (EaselAssetImport *self);
guint easel_asset_import_get_n_skipped (EaselAssetImport *self);
guint easel_asset_import_get_n_ignored (EaselAssetImport *self);
guint easel_asset_import_get_n_failed (EaselAssetImport *self);
const GError *easel_asset_import_get_error (EaselAssetImport *self);
const gint64 *easel_asset_import_get_added (EaselAssetImport *self, guint *n_added);
const char *easel_asset_import_get_failed_name (EaselAssetImport *self, guint index);
const char *easel_asset_import_get_failed_reason (EaselAssetImport *self, guint index);

G_END_DECLS
