// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-usage-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_usage_reserve (EaselStore *self, EaselUsageRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_settle (EaselStore *self, EaselUsageRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_usage_list (EaselStore *self, gint64 since) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
