// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_OPTIONS_GROUP (easel_options_group_get_type ())
G_DECLARE_FINAL_TYPE (EaselOptionsGroup, easel_options_group, EASEL, OPTIONS_GROUP, AdwBin)

void easel_options_group_set (EaselOptionsGroup *self,
                              const char *system_prompt,
                              double temperature,
                              guint max_tokens);
gboolean easel_options_group_get (EaselOptionsGroup *self,
                                  char **system_prompt,
                                  double *temperature,
                                  guint *max_tokens);

G_END_DECLS
