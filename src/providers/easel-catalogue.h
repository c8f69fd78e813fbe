// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model-info.h"

G_BEGIN_DECLS

EaselModelInfo *easel_catalogue_lookup (const char *service, const char *model) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *easel_catalogue_list (const char *service,
                                 const char *protocol,
                                 EaselKinds kinds) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
