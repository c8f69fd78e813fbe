// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean _easel_key_file_is_used (void);
char *_easel_key_file_dup_path (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_key_file_check (GBytes *bytes, GError **error);
int _easel_key_file_try_lock (GError **error);
void _easel_key_file_unlock (int lock);

G_END_DECLS
