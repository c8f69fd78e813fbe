// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_settings_get (EaselStore *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_settings_set (EaselStore *self,
                                     const char *key,
                                     const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
