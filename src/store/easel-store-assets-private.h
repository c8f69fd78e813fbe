// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-assets.h"
#include "easel-store-private.h"

G_BEGIN_DECLS

/* For a write that stores an asset together with something else: the file lies on the disk. */
gboolean _easel_assets_insert (EaselDatabase *database, EaselAssetRow *row, gint64 *id, GError **error);
gboolean _easel_assets_index (EaselDatabase *database, gint64 id, GError **error);
gboolean _easel_assets_not_found (gint64 id, GError **error);
gboolean _easel_assets_check (const EaselAssetRow *row, GError **error);
EaselStoreCall *_easel_assets_call_new (const gint64 *ids, guint n_ids);

G_END_DECLS
