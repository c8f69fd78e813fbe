// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-provider-registry.h"

G_BEGIN_DECLS

const EaselService *_easel_services_list (guint *n_services);

G_END_DECLS
