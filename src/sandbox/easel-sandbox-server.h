// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EASEL_TYPE_SANDBOX_SERVER (easel_sandbox_server_get_type ())
G_DECLARE_FINAL_TYPE (EaselSandboxServer, easel_sandbox_server, EASEL, SANDBOX_SERVER, GObject)

EaselSandboxServer *easel_sandbox_server_new (void);

gboolean easel_sandbox_server_listen_unix (EaselSandboxServer *self, const char *path, GError **error);
gboolean easel_sandbox_server_listen_port (EaselSandboxServer *self,
                                           guint port,
                                           guint *actual_port,
                                           GError **error);
void easel_sandbox_server_stop (EaselSandboxServer *self);

const char *easel_sandbox_server_get_path (EaselSandboxServer *self);
guint easel_sandbox_server_get_n_running (EaselSandboxServer *self);
void easel_sandbox_server_set_delay (EaselSandboxServer *self, guint delay);

G_END_DECLS
