// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-http-client.h"
#include "easel-local-service.h"
#include "easel-provider-service.h"

G_BEGIN_DECLS

EaselLocalService *_easel_local_service_new (EaselProviderService *providers, EaselHttpClient *client);

void _easel_local_service_stop_pulls (EaselLocalService *self);

G_END_DECLS
