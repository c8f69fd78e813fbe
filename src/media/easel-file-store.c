// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-file-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-error.h"

/*
 * Files by the hash of their content, each once: written into a temporary file
 * of the same folder, synced, renamed, the folder synced. All is synchronous
 * and may be used by several threads and processes at once.
 *
 * Between a file's coming and its row, and between a row's going and its file's
 * removal, the same file could come or go elsewhere. So who adds holds the lock
 * file shared until its row is there, and who removes holds it alone.
 */

#define LOCK_NAME ".lock"
/* How long a removal waits for those that add, in microseconds. */
#define LOCK_PATIENCE (10 * G_USEC_PER_SEC)
#define COPY_BYTES (256 * 1024)

EaselFileStore *
easel_file_store_new (const char *folder)
{
  EaselFileStore *self = g_atomic_rc_box_new0 (EaselFileStore);

  self->folder = g_strdup (folder);
  return self;
}

EaselFileStore *
easel_file_store_ref (EaselFileStore *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_store (gpointer data)
{
  EaselFileStore *self = data;

  g_free (self->folder);
}

void
easel_file_store_unref (EaselFileStore *self)
{
  g_atomic_rc_box_release_full (self, clear_store);
}

const char *
easel_file_store_get_folder (EaselFileStore *self)
{
  return self->folder;
}

/*
 * Turns an error of the system's into a sentence that names path. Returns FALSE always.
 */
gboolean
_easel_file_fail (const char *path, int saved_errno, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (saved_errno == ENOSPC || saved_errno == EDQUOT || saved_errno == EFBIG)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("There is no space left for “%s”. Nothing that was saved before is lost. Free some space "
                    "on its disk, then try again."),
                 name);
  else if (saved_errno == EROFS || saved_errno == EACCES || saved_errno == EPERM)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("“%s” may not be opened or written: %s. Change its permissions, then try again."), name,
                 g_strerror (saved_errno));
  else if (saved_errno == ENOENT)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                 _ ("“%s” is not there. It may have been moved or deleted."), name);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("“%s” could not be read or written: %s. Check its disk, then try again."), name,
                 g_strerror (saved_errno));
  return FALSE;
}

static gboolean
make_folder (EaselFileStore *self, GError **error)
{
  if (g_mkdir_with_parents (self->folder, 0700) == 0)
    return TRUE;
  return _easel_file_fail (self->folder, errno, error);
}

/* A descriptor of the lock file, locked so; -1 with an error. */
static int
take_lock (EaselFileStore *self, int operation, GError **error)
{
  g_autofree char *path = g_build_filename (self->folder, LOCK_NAME, NULL);
  gint64 end = g_get_monotonic_time () + LOCK_PATIENCE;
  int fd;

  if (!make_folder (self, error))
    return -1;
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      _easel_file_fail (path, errno, error);
      return -1;
    }
  while (flock (fd, operation | LOCK_NB) != 0)
    {
      if (errno != EINTR && (errno != EWOULDBLOCK || g_get_monotonic_time () > end))
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                       _ ("Another program keeps the files in “%s” busy. Wait until it is done, then try "
                          "again."),
                       self->folder);
          close (fd);
          return -1;
        }
      g_usleep (5000);
    }
  return fd;
}

/**
 * easel_file_store_lock:
 * @self: a store
 * @error: return location for an error
 *
 * Waits, at most ten seconds, until nobody is adding a file, and keeps
 * others from it: for asking whether a file has rows and removing it.
 *
 * Returns: a descriptor to be closed; -1 with %EASEL_ERROR_STORAGE
 */
int
easel_file_store_lock (EaselFileStore *self, GError **error)
{
  return take_lock (self, LOCK_EX, error);
}

/* ---- writing ---- */

struct _EaselFileWriter
{
  EaselFileStore *store;
  char *path;
  char *name;
  GChecksum *checksum;
  GByteArray *head;
  gint64 most;
  gint64 bytes;
  int fd;
};

/**
 * easel_file_store_begin:
 * @self: a store
 * @most: the most bytes that it may have, at most %EASEL_FILE_STORE_MOST
 * @name: what messages call it
 * @error: return location for an error
 *
 * Begins a file whose bytes come in parts.
 *
 * Returns: (transfer full): its writer; %NULL with %EASEL_ERROR_STORAGE
 */
EaselFileWriter *
easel_file_store_begin (EaselFileStore *self, gint64 most, const char *name, GError **error)
{
  g_autoptr (EaselFileWriter) writer = g_new0 (EaselFileWriter, 1);

  writer->store = easel_file_store_ref (self);
  writer->fd = -1;
  writer->name = g_strdup (name);
  writer->most = CLAMP (most, 0, EASEL_FILE_STORE_MOST);
  writer->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  writer->head = g_byte_array_new ();
  if (!make_folder (self, error))
    return NULL;
  writer->path = g_build_filename (self->folder, EASEL_TEMPORARY_PREFIX "XXXXXX", NULL);
  writer->fd = g_mkstemp_full (writer->path, O_RDWR | O_CLOEXEC, 0600);
  if (writer->fd < 0)
    {
      int saved_errno = errno;

      g_clear_pointer (&writer->path, g_free);
      _easel_file_fail (self->folder, saved_errno, error);
      return NULL;
    }
  /* Held as long as somebody writes it: easel_file_store_clean() takes what nobody holds. */
  flock (writer->fd, LOCK_EX | LOCK_NB);
  return g_steal_pointer (&writer);
}

static gboolean
check_length (gint64 length, gint64 most, const char *name, GError **error)
{
  g_autofree char *size = NULL;

  if (length <= most)
    return TRUE;
  size = g_format_size ((guint64) most);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG, _ ("“%s” is larger than %s. Make it smaller."), name,
               size);
  return FALSE;
}

/**
 * easel_file_writer_write:
 * @self: a writer
 * @data: (array length=size): the next bytes
 * @size: how many
 * @error: return location for an error
 *
 * Returns: whether they are written; else @error is %EASEL_ERROR_STORAGE, or
 *   %EASEL_ERROR_TOO_LONG if the file becomes larger than it may be
 */
gboolean
easel_file_writer_write (EaselFileWriter *self, gconstpointer data, gsize size, GError **error)
{
  const guint8 *bytes = data;

  if (!check_length (self->bytes + (gint64) size, self->most, self->name, error))
    return FALSE;
  if (self->head->len < EASEL_MEDIA_SNIFF_BYTES)
    g_byte_array_append (self->head, bytes, (guint) MIN (size, EASEL_MEDIA_SNIFF_BYTES - self->head->len));
  for (gsize left = size; left > 0;)
    {
      gssize n = write (self->fd, bytes, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return _easel_file_fail (self->store->folder, errno, error);
      g_checksum_update (self->checksum, bytes, n);
      bytes += n;
      left -= (gsize) n;
      self->bytes += n;
    }
  return TRUE;
}

/* Puts the finished temporary file in its place. It takes that of the same content
 * too: what lies there could be damaged, or not on the disk yet. */
static gboolean
move_into_place (EaselFileWriter *self, EaselStoredFile *file, gboolean sync, GError **error)
{
  g_autofree char *target = easel_file_store_get_path (self->store, file->hash);

  file->is_new = g_access (target, F_OK) != 0;
  if (fsync (self->fd) != 0 || g_rename (self->path, target) != 0)
    return _easel_file_fail (target, errno, error);
  g_clear_pointer (&self->path, g_free);
  return !sync || easel_file_store_sync (self->store, error);
}

/**
 * easel_file_writer_finish:
 * @self: a writer, to be freed after this
 * @accept: what the place takes
 * @sync: whether its folder is brought to the disk; without it
 *   easel_file_store_sync() does so for several at once, before their rows
 * @error: return location for an error
 *
 * Returns: (transfer full): the file in its place; %NULL with
 *   %EASEL_ERROR_STORAGE, or what easel_media_check_accepted() says
 */
EaselStoredFile *
easel_file_writer_finish (EaselFileWriter *self, EaselMediaKinds accept, gboolean sync, GError **error)
{
  g_autoptr (EaselStoredFile) file = NULL;

  if (!easel_media_check_accepted (self->head->data, self->head->len, accept, self->name, error))
    return NULL;
  file = g_new0 (EaselStoredFile, 1);
  file->lock = take_lock (self->store, LOCK_SH, error);
  if (file->lock < 0)
    return NULL;
  file->hash = g_strdup (g_checksum_get_string (self->checksum));
  file->bytes = self->bytes;
  file->format = easel_media_format_sniff (self->head->data, self->head->len);
  return move_into_place (self, file, sync, error) ? g_steal_pointer (&file) : NULL;
}

/**
 * easel_file_writer_free:
 * @self: a writer
 *
 * Frees it; a file that was not finished is gone.
 */
void
easel_file_writer_free (EaselFileWriter *self)
{
  if (self->path != NULL)
    g_unlink (self->path);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->checksum, g_checksum_free);
  g_clear_pointer (&self->head, g_byte_array_unref);
  easel_file_store_unref (self->store);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

void
easel_stored_file_free (EaselStoredFile *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->hash);
  g_free (self);
}

/**
 * easel_file_store_sync:
 * @self: a store
 * @error: return location for an error
 *
 * Brings the folder's entries to the disk.
 *
 * Returns: whether it was done
 */
gboolean
easel_file_store_sync (EaselFileStore *self, GError **error)
{
  int fd = g_open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  int saved_errno;

  if (fd < 0)
    return _easel_file_fail (self->folder, errno, error);
  saved_errno = fsync (fd) == 0 ? 0 : errno;
  close (fd);
  /* Some network file systems have no such thing. */
  return saved_errno == 0 || saved_errno == EINVAL || _easel_file_fail (self->folder, saved_errno, error);
}

/**
 * easel_file_store_add_bytes:
 * @self: a store
 * @bytes: a whole file
 * @accept: what the place takes
 * @name: what messages call it
 * @error: return location for an error
 *
 * Returns: (transfer full): the file in its place
 */
EaselStoredFile *
easel_file_store_add_bytes (
    EaselFileStore *self, GBytes *bytes, EaselMediaKinds accept, const char *name, GError **error)
{
  g_autoptr (EaselFileWriter) writer = NULL;
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  /* What is not wanted is not written either. */
  if (!easel_media_check_accepted (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES), accept, name, error))
    return NULL;
  writer = easel_file_store_begin (self, EASEL_FILE_STORE_MOST, name, error);
  if (writer == NULL || !easel_file_writer_write (writer, data, size, error))
    return NULL;
  return easel_file_writer_finish (writer, accept, TRUE, error);
}

/**
 * easel_media_open_regular:
 * @path: a file
 * @size: (out) (optional): its size in bytes
 * @modified: (out) (optional): when it was changed, UTC, microseconds
 * @error: return location for an error
 *
 * Opens a file for reading if it is an ordinary one: a symbolic link, a folder,
 * a pipe or a device is refused, and never waited on.
 *
 * Returns: a descriptor; -1 with an error
 */
int
easel_media_open_regular (const char *path, gint64 *size, gint64 *modified, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  struct stat status;
  int fd = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0);

  if (fd < 0 && errno == ELOOP)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   _ ("“%s” is a symbolic link. Choose the file that it leads to."), name);
      return -1;
    }
  if (fd < 0 && errno != ENXIO)
    {
      _easel_file_fail (path, errno, error);
      return -1;
    }
  if (fd < 0 || fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   _ ("“%s” is no ordinary file. Choose a picture or a clip."), name);
      if (fd >= 0)
        close (fd);
      return -1;
    }
  if (size != NULL)
    *size = status.st_size;
  if (modified != NULL)
    *modified = (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
  return fd;
}

static gboolean
copy_into (EaselFileWriter *writer, int fd, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (COPY_BYTES);

  for (;;)
    {
      gssize n = read (fd, buffer, COPY_BYTES);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return _easel_file_fail (path, errno, error);
      if (n == 0)
        return TRUE;
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped."));
          return FALSE;
        }
      if (!easel_file_writer_write (writer, buffer, (gsize) n, error))
        return FALSE;
    }
}

/**
 * easel_file_store_add_file:
 * @self: a store
 * @path: a file, in the encoding of file names
 * @accept: what the place takes
 * @sync: as in easel_file_writer_finish()
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Takes in a copy of an ordinary file.
 *
 * Returns: (transfer full): the file in its place
 */
EaselStoredFile *
easel_file_store_add_file (EaselFileStore *self,
                           const char *path,
                           EaselMediaKinds accept,
                           gboolean sync,
                           GCancellable *cancellable,
                           GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (EaselFileWriter) writer = NULL;
  EaselStoredFile *file = NULL;
  guint8 head[EASEL_MEDIA_SNIFF_BYTES];
  gint64 size;
  gssize n;
  int fd = easel_media_open_regular (path, &size, NULL, error);

  if (fd < 0)
    return NULL;
  n = pread (fd, head, sizeof head, 0);
  if (n < 0)
    _easel_file_fail (path, errno, error);
  /* Not after gigabytes of it were copied. */
  else if (easel_media_check_accepted (head, (gsize) n, accept, name, error) &&
           check_length (size, EASEL_FILE_STORE_MOST, name, error))
    {
      writer = easel_file_store_begin (self, EASEL_FILE_STORE_MOST, name, error);
      if (writer != NULL && copy_into (writer, fd, path, cancellable, error))
        file = easel_file_writer_finish (writer, accept, sync, error);
    }
  close (fd);
  return file;
}
