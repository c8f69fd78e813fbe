// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_FOUND_SERVER (easel_found_server_get_type ())
G_DECLARE_FINAL_TYPE (EaselFoundServer, easel_found_server, EASEL, FOUND_SERVER, GObject)

const char *easel_found_server_get_id (EaselFoundServer *self);
const char *easel_found_server_get_name (EaselFoundServer *self);
const char *easel_found_server_get_protocol (EaselFoundServer *self);
const char *easel_found_server_get_base_url (EaselFoundServer *self);
gboolean easel_found_server_is_loading (EaselFoundServer *self);

G_END_DECLS
