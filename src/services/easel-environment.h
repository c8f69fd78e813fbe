// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _EaselEnvironment EaselEnvironment;

EaselEnvironment *easel_environment_take (void) G_GNUC_WARN_UNUSED_RESULT;
EaselEnvironment *easel_environment_ref (EaselEnvironment *self);
void easel_environment_unref (EaselEnvironment *self);
gboolean easel_environment_add_key (EaselEnvironment *self,
                                    const char *slug,
                                    const char *key,
                                    GError **error);

const char *easel_environment_get_problem (EaselEnvironment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselEnvironment, easel_environment_unref)

G_END_DECLS
