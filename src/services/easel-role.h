// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_ROLE (easel_role_get_type ())
G_DECLARE_FINAL_TYPE (EaselRole, easel_role, EASEL, ROLE, GObject)

gint64 easel_role_get_id (EaselRole *self);
const char *easel_role_get_key (EaselRole *self);
const char *easel_role_get_name (EaselRole *self);
const char *easel_role_get_description (EaselRole *self);
const char *easel_role_get_system_prompt (EaselRole *self);
const char *easel_role_get_model (EaselRole *self);
double easel_role_get_temperature (EaselRole *self);
guint easel_role_get_max_tokens (EaselRole *self);
gboolean easel_role_is_built_in (EaselRole *self);

G_END_DECLS
