// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-local-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PULL_GROUP (easel_pull_group_get_type ())
G_DECLARE_FINAL_TYPE (EaselPullGroup, easel_pull_group, EASEL, PULL_GROUP, AdwPreferencesGroup)

void easel_pull_group_set_service (EaselPullGroup *self, EaselLocalService *service, const char *slug);

G_END_DECLS
