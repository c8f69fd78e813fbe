// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-edit-service.h"

#include "easel-provider-service-private.h"
#include "easel-store.h"

G_BEGIN_DECLS

EaselEditService *_easel_edit_service_new (EaselStore *store, EaselProviderService *providers);
DexFuture *_easel_edit_service_stop_all (EaselEditService *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
