// SPDX-License-Identifier: GPL-3.0-or-later
/* Locks that belong to an open file, not to a process: Linux, fcntl(2). */
#define _GNU_SOURCE
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-store-jobs.h"

struct _EaselJobLock
{
  int fd;
};

/**
 * easel_store_jobs_lock:
 * @self: a store
 * @id: a job
 * @error: return location for an error
 *
 * Takes the right to work on a job; to be done before its stage is read. Does not
 * wait.
 *
 * Returns: (transfer full) (nullable): the lock; %NULL without an error if another
 *   holds it, here or in another program, %NULL with %EASEL_ERROR_STORAGE if
 *   nothing can be locked there
 */
EaselJobLock *
easel_store_jobs_lock (EaselStore *self, gint64 id, GError **error)
{
  g_autofree char *path = NULL;
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };
  EaselJobLock *held;
  int fd, saved_errno;

  g_return_val_if_fail (EASEL_IS_STORE (self), NULL);
  g_return_val_if_fail (id > 0, NULL);

  path = g_strconcat (easel_store_get_path (self), ".jobs", NULL);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  saved_errno = errno;
  if (fd >= 0 && fcntl (fd, F_OFD_SETLK, &lock) == 0)
    {
      held = g_new0 (EaselJobLock, 1);
      held->fd = fd;
      return held;
    }
  if (fd >= 0)
    {
      saved_errno = errno;
      close (fd);
      if (saved_errno == EAGAIN || saved_errno == EACCES)
        return NULL;
    }
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
               _ ("“%s” cannot be locked: %s. Make it writable, or keep Easel's data on a disk of this "
                  "computer."),
               path, g_strerror (saved_errno));
  return NULL;
}

/**
 * easel_store_jobs_drop_locked:
 * @self: a store
 * @ids: (element-type gint64): jobs
 *
 * Takes those out of @ids that somebody works on, here or in another program. Takes
 * no lock itself, so it is in nobody's way.
 */
void
easel_store_jobs_drop_locked (EaselStore *self, GArray *ids)
{
  g_autofree char *path = NULL;
  guint kept = 0;
  int fd;

  g_return_if_fail (EASEL_IS_STORE (self));
  g_return_if_fail (ids != NULL);

  path = g_strconcat (easel_store_get_path (self), ".jobs", NULL);
  fd = g_open (path, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return;
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };

      if (fcntl (fd, F_OFD_GETLK, &lock) == 0 && lock.l_type == F_UNLCK)
        g_array_index (ids, gint64, kept++) = id;
    }
  g_array_set_size (ids, kept);
  close (fd);
}

/**
 * easel_job_lock_release:
 * @self: (transfer full): a lock
 */
void
easel_job_lock_release (EaselJobLock *self)
{
  close (self->fd);
  g_free (self);
}
