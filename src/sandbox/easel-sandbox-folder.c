// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-folder-private.h"

#include "easel-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_PREFIX "easel-sandbox-"

static gboolean
is_alive (const char *path)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 1);
  connection = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address), NULL, &error);
  return connection != NULL || !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

/* Folders of processes that were killed. */
static void
remove_stale_folders (const char *parent)
{
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (parent, name, NULL);
      g_autofree char *path = g_build_filename (folder, "socket", NULL);
      GStatBuf info;

      if (!g_str_has_prefix (name, FOLDER_PREFIX) || strlen (path) >= EASEL_SANDBOX_LONGEST_PATH ||
          g_lstat (path, &info) != 0 || !S_ISSOCK (info.st_mode) || info.st_uid != geteuid () ||
          is_alive (path))
        continue;
      g_unlink (path);
      g_rmdir (folder);
    }
}

/*
 * _easel_sandbox_make_folder:
 * @error: return location of an error
 *
 * A folder for a socket, of the user's alone, with a path that is short enough.
 */
char *
_easel_sandbox_make_folder (GError **error)
{
  const char *parents[] = { g_get_user_runtime_dir (), g_get_tmp_dir () };
  int saved = ENOENT;

  for (guint i = 0; i < G_N_ELEMENTS (parents); i++)
    {
      g_autofree char *folder = g_build_filename (parents[i], FOLDER_PREFIX "XXXXXX", NULL);

      if (strlen (folder) + strlen ("/socket") >= EASEL_SANDBOX_LONGEST_PATH)
        continue;
      remove_stale_folders (parents[i]);
      if (g_mkdtemp_full (folder, 0700) != NULL)
        return g_steal_pointer (&folder);
      saved = errno;
    }
  g_set_error (
      error, EASEL_ERROR, EASEL_ERROR_STORAGE,
      _ ("The offline samples could not make a folder for their socket in %s: %s. Check that it can be "
         "written to."),
      g_get_tmp_dir (), g_strerror (saved));
  return NULL;
}
