// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-secret.h"

G_BEGIN_DECLS

EaselSecret *easel_keys_clean (const char *key, gboolean *trimmed, GError **error);

G_END_DECLS
