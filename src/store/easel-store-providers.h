// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-provider-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_providers_list (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_get (EaselStore *self, const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_add (EaselStore *self, EaselProviderRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_update (EaselStore *self, EaselProviderRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_set_option (EaselStore *self,
                                             const char *slug,
                                             const char *option,
                                             gint64 value) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_remove (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_providers_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
