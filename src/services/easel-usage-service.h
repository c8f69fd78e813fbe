// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-budget.h"
#include "easel-usage-entry.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/**
 * EaselUsageBy:
 * @EASEL_USAGE_BY_DAY: by local day
 * @EASEL_USAGE_BY_MODEL: by model
 * @EASEL_USAGE_BY_PROVIDER: by account
 * @EASEL_USAGE_BY_KIND: by what was asked for
 *
 * What a summary is parted by.
 */
typedef enum
{
  EASEL_USAGE_BY_DAY,
  EASEL_USAGE_BY_MODEL,
  EASEL_USAGE_BY_PROVIDER,
  EASEL_USAGE_BY_KIND,
} EaselUsageBy;

#define EASEL_TYPE_USAGE_SERVICE (easel_usage_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselUsageService, easel_usage_service, EASEL, USAGE_SERVICE, GObject)

DexFuture *easel_usage_service_summarise (EaselUsageService *self,
                                          gint64 since,
                                          gint64 until,
                                          EaselUsageBy by) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_usage_service_get_first (EaselUsageService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_usage_service_export_csv (EaselUsageService *self,
                                           gint64 since,
                                           gint64 until) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_usage_service_load_budgets (EaselUsageService *self) G_GNUC_WARN_UNUSED_RESULT;
GListModel *easel_usage_service_get_budgets (EaselUsageService *self);
EaselBudget *easel_usage_service_find_strained (EaselUsageService *self, const char *provider_slug);
DexFuture *easel_usage_service_set_budget (EaselUsageService *self,
                                           const char *provider_slug,
                                           gint64 monthly_limit,
                                           guint warn_percent,
                                           gboolean hard_stop) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_usage_service_remove_budget (EaselUsageService *self,
                                              const char *provider_slug) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
