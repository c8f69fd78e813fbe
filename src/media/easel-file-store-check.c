// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-file-store-private.h"

/* What lies in the store: found, read, proved, removed. */

#define HASH_DIGITS 64
#define READ_BYTES (256 * 1024)

static gboolean
is_hash (const char *name)
{
  return strlen (name) == HASH_DIGITS && strspn (name, "0123456789abcdef") == HASH_DIGITS;
}

/**
 * easel_file_store_get_path:
 * @self: a store
 * @hash: a file's hash
 *
 * Returns: (transfer full): where the file is, or would be
 */
char *
easel_file_store_get_path (EaselFileStore *self, const char *hash)
{
  return g_build_filename (self->folder, hash, NULL);
}

/**
 * easel_file_store_open:
 * @self: a store
 * @hash: a file's hash
 * @error: return location for an error
 *
 * Returns: a descriptor that reads it; -1 with %EASEL_ERROR_NOT_FOUND if it is
 *   not there
 */
int
easel_file_store_open (EaselFileStore *self, const char *hash, GError **error)
{
  g_autofree char *path = easel_file_store_get_path (self, hash);
  struct stat status;

  /* A link that leads nowhere is there, and wrong. */
  if (!is_hash (hash) || g_lstat (path, &status) != 0)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
          _ ("The file of this picture is missing. Run “easel-cli check --media” to see what is."));
      return -1;
    }
  return easel_media_open_regular (path, NULL, NULL, error);
}

/**
 * easel_file_store_verify:
 * @self: a store
 * @hash: a file's hash
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Reads a file whole.
 *
 * Returns: whether it is what its name says; else @error is
 *   %EASEL_ERROR_NOT_FOUND if it is missing, %EASEL_ERROR_STORAGE if it is
 *   damaged or cannot be read
 */
gboolean
easel_file_store_verify (EaselFileStore *self, const char *hash, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guint8 *buffer = g_malloc (READ_BYTES);
  int fd = easel_file_store_open (self, hash, error);
  gssize n = 0;
  int saved_errno = 0;

  if (fd < 0)
    return FALSE;
  while (!g_cancellable_is_cancelled (cancellable) && (n = read (fd, buffer, READ_BYTES)) != 0)
    {
      if (n > 0)
        g_checksum_update (checksum, buffer, n);
      else if (errno != EINTR)
        {
          saved_errno = errno;
          break;
        }
    }
  close (fd);
  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped."));
  else if (saved_errno != 0)
    _easel_file_fail (hash, saved_errno, error);
  else if (!g_str_equal (g_checksum_get_string (checksum), hash))
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("The file %s is damaged: its content has changed. Bring the original in again."), hash);
  else
    return TRUE;
  return FALSE;
}

/**
 * easel_file_store_list:
 * @self: a store
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type utf8): the hashes of all files, sorted
 */
GPtrArray *
easel_file_store_list (EaselFileStore *self, GError **error)
{
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) open_error = NULL;
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, &open_error);
  const char *name;

  if (dir == NULL && !g_error_matches (open_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_STORAGE, open_error->message);
      return NULL;
    }
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_hash (name))
      g_ptr_array_add (hashes, g_strdup (name));
  g_ptr_array_sort_values (hashes, (GCompareFunc) strcmp);
  return g_steal_pointer (&hashes);
}

/**
 * easel_file_store_clean:
 * @self: a store
 *
 * Removes temporary files that no living process writes.
 *
 * Returns: how many there were
 */
guint
easel_file_store_clean (EaselFileStore *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = NULL;
      struct stat status;
      int fd;

      if (!g_str_has_prefix (name, EASEL_TEMPORARY_PREFIX))
        continue;
      path = g_build_filename (self->folder, name, NULL);
      fd = g_open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
      /* One that was made a moment ago may not be locked yet. */
      if (fd >= 0 && fstat (fd, &status) == 0 &&
          g_get_real_time () / G_USEC_PER_SEC - status.st_mtim.tv_sec > 5 &&
          flock (fd, LOCK_EX | LOCK_NB) == 0 && g_unlink (path) == 0)
        n++;
      if (fd >= 0)
        close (fd);
    }
  return n;
}

/**
 * easel_file_store_has_room:
 * @self: a store
 * @error: return location for an error
 *
 * Returns: whether anything can be written there; else @error says why not
 */
gboolean
easel_file_store_has_room (EaselFileStore *self, GError **error)
{
  g_autoptr (EaselFileWriter) writer = easel_file_store_begin (self, READ_BYTES, self->folder, error);
  g_autofree guint8 *zeros = g_malloc0 (READ_BYTES);

  return writer != NULL && easel_file_writer_write (writer, zeros, READ_BYTES, error);
}

/**
 * easel_file_store_remove:
 * @self: a store, locked by easel_file_store_lock()
 * @hash: a file that no row refers to any more
 * @error: return location for an error
 *
 * Returns: how many bytes that freed, 0 if it was not there; -1 with an error
 */
gint64
easel_file_store_remove (EaselFileStore *self, const char *hash, GError **error)
{
  g_autofree char *path = easel_file_store_get_path (self, hash);
  struct stat status;

  if (!is_hash (hash) || (g_lstat (path, &status) != 0 && errno == ENOENT))
    return 0;
  if (g_unlink (path) == 0)
    return status.st_size;
  _easel_file_fail (path, errno, error);
  return -1;
}
