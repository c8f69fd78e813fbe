// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsecret/secret.h>

#include "easel-secret.h"

G_BEGIN_DECLS

EaselSecret *_easel_secret_new_for_value (SecretValue *value) G_GNUC_WARN_UNUSED_RESULT;
SecretValue *_easel_secret_get_value (EaselSecret *self);

G_END_DECLS
