// SPDX-License-Identifier: GPL-3.0-or-later
/* Locks that belong to an open file, not to a process: Linux, fcntl(2). */
#define _GNU_SOURCE
#include "config.h"

#include "easel-call-slots-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/*
 * Which calls are under way in all programs that share a database: each locks
 * one byte of a file beside it, among those of its provider. The kernel takes
 * the lock back when the program ends, however it ends. Where there can be no
 * such file, a program counts its own calls only.
 */
struct _EaselCallSlots
{
  char *path;
  int fd;
  gboolean tried;
};

EaselCallSlots *
_easel_call_slots_new (const char *path)
{
  EaselCallSlots *self = g_new0 (EaselCallSlots, 1);

  self->path = g_strdup (path);
  self->fd = -1;
  return self;
}

void
_easel_call_slots_free (EaselCallSlots *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_free (self);
}

/* Not before the first call: a window that calls nobody has no such file. */
static int
open_once (EaselCallSlots *self)
{
  if (!self->tried && self->path != NULL)
    self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (!self->tried && self->fd < 0)
    g_debug ("Calls of other programs are not counted: %s", g_strerror (errno));
  self->tried = TRUE;
  return self->fd;
}

/* Two names on the same bytes would share a limit: harmless, and one in 4 billion. */
static gboolean
set_lock (int fd, short type, const char *slug, guint slot)
{
  struct flock lock = { .l_type = type,
                        .l_whence = SEEK_SET,
                        .l_start = (off_t) g_str_hash (slug) * EASEL_CALL_SLOTS + slot,
                        .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

/* FALSE if another program has it. A slot that this one has must not be taken again. */
gboolean
_easel_call_slots_take (EaselCallSlots *self, const char *slug, guint slot)
{
  int fd = open_once (self);

  g_return_val_if_fail (slot < EASEL_CALL_SLOTS, FALSE);

  if (fd < 0 || set_lock (fd, F_WRLCK, slug, slot))
    return TRUE;
  /* A file system without locks stops no call. */
  return errno != EAGAIN && errno != EACCES;
}

void
_easel_call_slots_give_back (EaselCallSlots *self, const char *slug, guint slot)
{
  if (self->fd >= 0)
    set_lock (self->fd, F_UNLCK, slug, slot);
}
