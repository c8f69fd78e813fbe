// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset.h"

G_BEGIN_DECLS

char *easel_asset_dup_badge (EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
char *easel_asset_dup_description (EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
char *easel_asset_dup_size (EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
char *easel_asset_dup_clock (gint64 duration) G_GNUC_WARN_UNUSED_RESULT;
char *easel_asset_dup_file (EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
const char *easel_asset_get_tool_name (EaselAsset *asset);

G_END_DECLS
