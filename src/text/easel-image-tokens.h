// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

#include "easel-token-count.h"

G_BEGIN_DECLS

gint64 easel_image_tokens_of_family (EaselTokenFamily family, guint width, guint height);
gint64 easel_image_tokens (const char *model_id, guint width, guint height);

G_END_DECLS
