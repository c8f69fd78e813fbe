// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-found-server-private.h"

/**
 * EaselFoundServer:
 *
 * A program on this computer that serves models and has no account yet.
 */
struct _EaselFoundServer
{
  GObject parent_instance;

  const EaselLocalServer *server;
  char *base_url;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (EaselFoundServer, easel_found_server, G_TYPE_OBJECT)

static void
easel_found_server_finalize (GObject *object)
{
  EaselFoundServer *self = EASEL_FOUND_SERVER (object);

  g_free (self->base_url);

  G_OBJECT_CLASS (easel_found_server_parent_class)->finalize (object);
}

static void
easel_found_server_class_init (EaselFoundServerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_found_server_finalize;
}

static void
easel_found_server_init (EaselFoundServer *self)
{
}

EaselFoundServer *
_easel_found_server_new (const EaselLocalServer *server, guint16 port, gboolean loading)
{
  EaselFoundServer *self = g_object_new (EASEL_TYPE_FOUND_SERVER, NULL);

  self->server = server;
  self->base_url = easel_local_server_dup_base_url (server, port);
  self->loading = loading;
  return self;
}

/**
 * easel_found_server_get_id:
 * @self: a server
 *
 * Returns: its id among the known services, such as "ollama"
 */
const char *
easel_found_server_get_id (EaselFoundServer *self)
{
  g_return_val_if_fail (EASEL_IS_FOUND_SERVER (self), NULL);

  return easel_local_server_get_id (self->server);
}

/**
 * easel_found_server_get_name:
 * @self: a server
 *
 * Returns: what people call the program
 */
const char *
easel_found_server_get_name (EaselFoundServer *self)
{
  g_return_val_if_fail (EASEL_IS_FOUND_SERVER (self), NULL);

  return easel_local_server_get_label (self->server);
}

/**
 * easel_found_server_get_protocol:
 * @self: a server
 *
 * Returns: id of the protocol that an account of it speaks
 */
const char *
easel_found_server_get_protocol (EaselFoundServer *self)
{
  g_return_val_if_fail (EASEL_IS_FOUND_SERVER (self), NULL);

  return easel_local_server_get_protocol (self->server);
}

/**
 * easel_found_server_get_base_url:
 * @self: a server
 *
 * Returns: its address
 */
const char *
easel_found_server_get_base_url (EaselFoundServer *self)
{
  g_return_val_if_fail (EASEL_IS_FOUND_SERVER (self), NULL);

  return self->base_url;
}

/**
 * easel_found_server_is_loading:
 * @self: a server
 *
 * Returns: whether it still loaded its model when it was looked for
 */
gboolean
easel_found_server_is_loading (EaselFoundServer *self)
{
  g_return_val_if_fail (EASEL_IS_FOUND_SERVER (self), FALSE);

  return self->loading;
}
