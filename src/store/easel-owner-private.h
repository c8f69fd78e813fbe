// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EaselOwner EaselOwner;

EaselOwner *_easel_owner_new (const char *database_path, GError **error);
void _easel_owner_free (EaselOwner *self);
gint64 _easel_owner_get_id (EaselOwner *self);
gboolean _easel_owner_is_alive (EaselOwner *self, gint64 id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselOwner, _easel_owner_free)

G_END_DECLS
