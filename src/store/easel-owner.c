// SPDX-License-Identifier: GPL-3.0-or-later
/* Locks that belong to an open file, not to a process: Linux, fcntl(2). */
#define _GNU_SOURCE
#include "config.h"

#include "easel-owner-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "easel-error.h"

/*
 * Which program works on a row. Each open store locks one byte, at a random
 * place, of a file beside the database. The kernel takes the lock back when the
 * program ends, however it ends, so a byte that nobody has locked belongs to a
 * program that is gone. Numbers of processes would be used again; this is not.
 */
struct _EaselOwner
{
  int fd;
  gint64 id;
};

/* From the kernel: a forked program would draw the same number as its parent. */
static gint64
make_id (void)
{
  guint64 number;

  if (getrandom (&number, sizeof number, 0) != sizeof number)
    number = (guint64) g_get_real_time () ^ (guint64) getpid () << 32;
  return 1 + (gint64) (number % (G_GUINT64_CONSTANT (1) << 56));
}

static gboolean
lock_byte (int fd, int command, gint64 id, struct flock *lock)
{
  *lock = (struct flock) { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = id, .l_len = 1 };
  return fcntl (fd, command, lock) == 0;
}

/*
 * Locks a byte of its own in the file beside database_path.
 */
EaselOwner *
_easel_owner_new (const char *database_path, GError **error)
{
  g_autofree char *path = g_strconcat (database_path, ".owners", NULL);
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  int saved_errno = errno;

  for (int i = 0; fd >= 0 && i < 100; i++)
    {
      gint64 id = make_id ();
      struct flock lock;

      if (lock_byte (fd, F_OFD_SETLK, id, &lock))
        {
          EaselOwner *self = g_new0 (EaselOwner, 1);

          self->fd = fd;
          self->id = id;
          return self;
        }
      saved_errno = errno;
      if (saved_errno != EAGAIN && saved_errno != EACCES)
        break;
    }

  if (fd >= 0)
    close (fd);
  g_set_error (
      error, EASEL_ERROR, EASEL_ERROR_STORAGE,
      _ ("“%s” cannot be locked: %s. Make it writable, or keep Easel's data on a disk of this computer."),
      path, g_strerror (saved_errno));
  return NULL;
}

/*
 * Lets the byte go.
 */
void
_easel_owner_free (EaselOwner *self)
{
  close (self->fd);
  g_free (self);
}

/*
 * The number that rows keep.
 */
gint64
_easel_owner_get_id (EaselOwner *self)
{
  return self->id;
}

/*
 * Whether the store that has id is open, here or in another program. When that
 * cannot be told it is taken as alive: a row is rather left than stolen.
 */
gboolean
_easel_owner_is_alive (EaselOwner *self, gint64 id)
{
  struct flock lock;

  if (id == self->id)
    return TRUE;
  if (id <= 0)
    return FALSE;
  if (!lock_byte (self->fd, F_OFD_GETLK, id, &lock))
    return TRUE;
  return lock.l_type != F_UNLCK;
}
