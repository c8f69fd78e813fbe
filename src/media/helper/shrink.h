// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-wire-private.h"

G_BEGIN_DECLS

GBytes *easel_helper_shrink (int fd,
                             const guint8 *data,
                             gsize size,
                             const EaselHelperRequest *request,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
