// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-environment.h"

#include "easel-secret.h"

G_BEGIN_DECLS

EaselSecret *_easel_environment_get_key (EaselEnvironment *self, const char *slug);
EaselSecret *_easel_environment_get_service_key (EaselEnvironment *self, const char *service);
const char *_easel_environment_get_service_variable (EaselEnvironment *self, const char *service);
const char *_easel_environment_get_service_url (EaselEnvironment *self, const char *service);

G_END_DECLS
