// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ACCOUNT_GROUP (easel_account_group_get_type ())
G_DECLARE_FINAL_TYPE (EaselAccountGroup, easel_account_group, EASEL, ACCOUNT_GROUP, AdwPreferencesGroup)

void easel_account_group_set_provider (EaselAccountGroup *self,
                                       EaselProviderService *service,
                                       EaselProvider *provider);
void easel_account_group_take_picture (EaselAccountGroup *self, const char *path);

G_END_DECLS
