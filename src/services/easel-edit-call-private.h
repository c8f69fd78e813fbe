// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-edit-service.h"

#include "easel-provider-service-private.h"
#include "easel-store-interactions.h"
#include "easel-store-usage.h"
#include "easel-token-count.h"

G_BEGIN_DECLS

void _easel_edit_call_start (EaselEditService *service,
                             EaselStore *store,
                             EaselProviderService *providers,
                             EaselEditRun *run,
                             const EaselEditRequest *request);
gboolean _easel_edit_call_keep_end (EaselStore *store,
                                    EaselInteractionRow *row,
                                    EaselUsageRow *ledger,
                                    GError **error);
gint64 _easel_edit_call_estimate (const EaselModelRow *model,
                                  const EaselTokenStats *prompt,
                                  const EaselTokenStats *instruction,
                                  gint64 thinking);

G_END_DECLS
