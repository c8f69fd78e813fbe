// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-edit-service.h"

#include "easel-provider-service-private.h"
#include "easel-store-interactions.h"
#include "easel-store-usage.h"

G_BEGIN_DECLS

EaselEditService *_easel_edit_service_new (EaselStore *store, EaselProviderService *providers);
DexFuture *_easel_edit_service_stop_all (EaselEditService *self) G_GNUC_WARN_UNUSED_RESULT;
void _easel_edit_service_end_run (EaselEditService *self, EaselEditRun *run);
void _easel_edit_service_keep_later (EaselEditService *self, EaselInteractionRow *row, EaselUsageRow *ledger);

G_END_DECLS
