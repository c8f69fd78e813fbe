// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-protocol.h"

G_BEGIN_DECLS

const EaselMediaProtocol *const *easel_media_registry_list (guint *n_protocols);
const EaselMediaProtocol *easel_media_registry_find (const char *id);
const EaselMediaProtocol *easel_media_registry_find_for (const char *account_protocol,
                                                         const EaselAccount *account,
                                                         const char *model,
                                                         EaselKinds kind);

G_END_DECLS
