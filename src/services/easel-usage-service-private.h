// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-usage-service.h"

#include "easel-provider-service-private.h"
#include "easel-usage-row.h"

G_BEGIN_DECLS

EaselUsageService *_easel_usage_service_new (EaselStore *store, EaselProviderService *providers);
void _easel_usage_csv_add_head (GString *csv);
void _easel_usage_csv_add (GString *csv, const EaselUsageRow *row);

G_END_DECLS
