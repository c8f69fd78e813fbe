// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model-row.h"
#include "easel-store-usage.h"
#include "easel-text-call.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/*
 * How every service that calls a model keeps the ledger: a row is made, then
 * reserved before anything leaves, marked as sent, and settled.
 */

EaselUsageRow *_easel_ledger_row_new (const char *kind,
                                      const char *provider_slug,
                                      const char *provider_name,
                                      const char *model_id,
                                      const EaselModelRow *model) G_GNUC_WARN_UNUSED_RESULT;
EaselReserveFlags _easel_ledger_take_spend (EaselUsageRow *row, EaselSpendFlags flags);
gboolean _easel_ledger_reserve (EaselStore *store, EaselUsageRow *row, EaselSpendFlags flags, GError **error);
gboolean _easel_ledger_mark_sent (EaselStore *store, EaselUsageRow *row, GError **error);
void _easel_ledger_take_prices (EaselUsageRow *row, const EaselModelRow *model, gint64 input_tokens);
void _easel_ledger_take_usage (EaselUsageRow *row, const EaselUsage *usage);
void _easel_ledger_take_result (EaselUsageRow *row, const EaselTextResult *result);
void _easel_ledger_take_error (EaselUsageRow *row, const GError *error);
void _easel_ledger_note_free (EaselStore *store,
                              const char *kind,
                              const char *provider_slug,
                              const char *provider_name,
                              gint64 begun,
                              const GError *error);

G_END_DECLS
