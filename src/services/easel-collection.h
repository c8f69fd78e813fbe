// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-asset-filter.h"

G_BEGIN_DECLS

#define EASEL_TYPE_COLLECTION (easel_collection_get_type ())
G_DECLARE_FINAL_TYPE (EaselCollection, easel_collection, EASEL, COLLECTION, GObject)

gint64 easel_collection_get_id (EaselCollection *self);
gint64 easel_collection_get_parent_id (EaselCollection *self);
const char *easel_collection_get_name (EaselCollection *self);
guint easel_collection_get_count (EaselCollection *self);
char *easel_collection_dup_path (EaselCollection *self,
                                 GListModel *among,
                                 const char *separator) G_GNUC_WARN_UNUSED_RESULT;
EaselAssetFilter *easel_collection_get_filter (EaselCollection *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
