// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_MODEL_N_FIELDS 9

/* What the JSON of a model calls its fields, in the order of #EaselModelFields. */
extern const char *const _easel_model_field_names[EASEL_MODEL_N_FIELDS];

G_END_DECLS
