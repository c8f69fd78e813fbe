// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

#include "easel-media-wire-private.h"

G_BEGIN_DECLS

GByteArray *easel_helper_animate (int fd,
                                  GMappedFile *file,
                                  const EaselHelperRequest *request,
                                  EaselHelperAnswer *answer,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
