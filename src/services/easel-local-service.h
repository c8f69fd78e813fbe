// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-found-server.h"
#include "easel-model-pull.h"

G_BEGIN_DECLS

#define EASEL_TYPE_LOCAL_SERVICE (easel_local_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselLocalService, easel_local_service, EASEL, LOCAL_SERVICE, GObject)

GListModel *easel_local_service_get_found (EaselLocalService *self);
DexFuture *easel_local_service_look (EaselLocalService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_local_service_add (EaselLocalService *self,
                                    EaselFoundServer *found) G_GNUC_WARN_UNUSED_RESULT;

GListModel *easel_local_service_get_pulls (EaselLocalService *self);
EaselModelPull *easel_local_service_pull (EaselLocalService *self,
                                          const char *slug,
                                          const char *model,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_local_service_forget_pull (EaselLocalService *self, EaselModelPull *pull);

G_END_DECLS
