// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-local-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_FOUND_GROUP (easel_found_group_get_type ())
G_DECLARE_FINAL_TYPE (EaselFoundGroup, easel_found_group, EASEL, FOUND_GROUP, AdwPreferencesGroup)

void easel_found_group_set_service (EaselFoundGroup *self, EaselLocalService *service);

G_END_DECLS
