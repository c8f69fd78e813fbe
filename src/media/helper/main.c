// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "animate.h"
#include "confine.h"
#include "decode.h"
#include "easel-error.h"
#include "easel-media-read.h"
#include "easel-media-write.h"
#include "easel-media-wire-private.h"
#include "shrink.h"

/*
 * The process that reads foreign files: one request after the other over the
 * socket that it was given, until that is closed.
 */

static gboolean
send_all (gconstpointer data, gsize size)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gssize n = send (EASEL_HELPER_SOCKET, at, size, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      at += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
answer_with (EaselHelperAnswer *answer, gconstpointer payload, gsize length)
{
  answer->magic = EASEL_HELPER_MAGIC;
  answer->length = length;
  return send_all (answer, sizeof *answer) && send_all (payload, length);
}

static gboolean
answer_error (const GError *error)
{
  EaselHelperAnswer answer = { .failed = TRUE, .width = EASEL_ERROR_INVALID_INPUT };

  if (error->domain == EASEL_ERROR)
    answer.width = (guint32) error->code;
  return answer_with (&answer, error->message, MIN (strlen (error->message), 65000));
}

/* A request and its file; FALSE when there are no more. */
static gboolean
receive (EaselHelperRequest *request, int *fd)
{
  union
  {
    struct cmsghdr head;
    char space[CMSG_SPACE (sizeof (int))];
  } control;
  struct iovec part = { request, sizeof *request };
  struct msghdr message = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space
  };
  gssize n;

  do
    n = recvmsg (EASEL_HELPER_SOCKET, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
  while (n < 0 && errno == EINTR);
  if (n != (gssize) sizeof *request || request->magic != EASEL_HELPER_MAGIC ||
      message.msg_controllen < sizeof control.space || control.head.cmsg_type != SCM_RIGHTS)
    return FALSE;
  memcpy (fd, CMSG_DATA (&control.head), sizeof *fd);
  return TRUE;
}

static gboolean
read_file (GMappedFile *file)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (file);
  gsize size = g_mapped_file_get_length (file);
  EaselHelperAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaInfo) info =
      easel_media_read (data != NULL ? data : (const guint8 *) "", size, &error);
  g_autofree char *text = NULL;

  if (info == NULL)
    return answer_error (error);
  if (info->tool == NULL && info->has_alpha && info->complete && !info->animated)
    easel_helper_find_stealth (info, data, size);
  text = easel_media_info_to_text (info);
  return answer_with (&answer, text, strlen (text));
}

/* The last row ends with its last point; the others with their padding. */
static gboolean
send_picture (EaselHelperAnswer *answer, GdkPixbuf *picture)
{
  static const guint8 padding[64] = { 0 };
  gsize size = gdk_pixbuf_get_byte_length (picture);

  answer->magic = EASEL_HELPER_MAGIC;
  answer->length = (guint64) answer->stride * answer->height;
  if (answer->length < size || answer->length - size > sizeof padding)
    return FALSE;
  return send_all (answer, sizeof *answer) && send_all (gdk_pixbuf_read_pixels (picture), size) &&
         send_all (padding, answer->length - size);
}

static gboolean
decode_file (GMappedFile *file, int fd, guint side)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (file);
  EaselHelperAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) picture = NULL;

  picture =
      easel_helper_decode (fd, data != NULL ? data : (const guint8 *) "", g_mapped_file_get_length (file),
                           side, &answer.whole_width, &answer.whole_height, &error);
  if (picture == NULL)
    return answer_error (error);
  answer.width = (guint32) gdk_pixbuf_get_width (picture);
  answer.height = (guint32) gdk_pixbuf_get_height (picture);
  answer.has_alpha = gdk_pixbuf_get_has_alpha (picture);
  answer.stride = (guint32) gdk_pixbuf_get_rowstride (picture);
  return send_picture (&answer, picture);
}

static gboolean
write_file (GMappedFile *file, EaselMediaKeep keep, const char *words)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (file);
  gsize size = g_mapped_file_get_length (file);
  EaselHelperAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaInfo) info = easel_media_info_new_from_text (words, -1, &error);
  g_autoptr (GBytes) out = NULL;

  if (size > EASEL_HELPER_MOST_WRITTEN)
    g_set_error_literal (&error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                         _ ("The file is too large to be written with other metadata. Export it as it is."));
  else if (info != NULL)
    out = easel_media_write (data != NULL ? data : (const guint8 *) "", size, keep, info, &error);
  return out != NULL ? answer_with (&answer, g_bytes_get_data (out, NULL), g_bytes_get_size (out))
                     : answer_error (error);
}

static gboolean
shrink_file (GMappedFile *file, int fd, const EaselHelperRequest *request)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (file);
  EaselHelperAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) out = easel_helper_shrink (fd, data != NULL ? data : (const guint8 *) "",
                                                g_mapped_file_get_length (file), request, &error);

  return out != NULL ? answer_with (&answer, g_bytes_get_data (out, NULL), g_bytes_get_size (out))
                     : answer_error (error);
}

static gboolean
animate_file (GMappedFile *file, int fd, const EaselHelperRequest *request)
{
  EaselHelperAnswer answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) out = easel_helper_animate (fd, file, request, &answer, &error);

  return out != NULL ? answer_with (&answer, out->data, out->len) : answer_error (error);
}

/* What follows a request; NULL if it does not. */
static char *
receive_words (guint64 length)
{
  g_autofree char *words = length <= EASEL_HELPER_MOST_WORDS ? g_malloc (length + 1) : NULL;
  gsize at = 0;

  while (words != NULL && at < length)
    {
      gssize n = recv (EASEL_HELPER_SOCKET, words + at, length - at, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return NULL;
      at += (gsize) n;
    }
  if (words != NULL)
    words[at] = '\0';
  return g_steal_pointer (&words);
}

#ifdef EASEL_HELPER_MISBEHAVES
/* What a file might make of its reader. */
static void
misbehave (guint how)
{
  EaselHelperAnswer lie = { .width = 1, .height = G_MAXUINT32, .stride = G_MAXUINT32 };
  EaselHelperAnswer vast = { .width = 1, .height = 1, .stride = 3, .whole_width = G_MAXUINT32 };

  if (how == 0)
    raise (SIGSEGV);
  else if (how == 1)
    for (;;)
      pause ();
  else if (how == 2)
    answer_with (&lie, "x", 1);
  else if (how == 6)
    answer_with (&vast, "rgb", 3);
  else if (how == 3)
    {
      volatile guint8 *block = malloc ((gsize) 6 << 30);
      EaselHelperAnswer got = { .width = 1, .height = 1, .stride = 3 };

      if (block == NULL)
        _exit (0);
      block[0] = 1;
      answer_with (&got, "got", 3);
      free ((void *) block);
    }
  else if (how == 4)
    for (volatile guint n = 0;; n = n + 1)
      ;
  else
    _exit (0);
}
#endif

/* Whether to go on. */
static gboolean
serve (const EaselHelperRequest *request, int fd)
{
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) sentence = NULL;
  g_autofree char *words = receive_words (request->length);

  easel_helper_allow_seconds (request->seconds);
  if (words == NULL)
    return FALSE;
#ifdef EASEL_HELPER_MISBEHAVES
  if (request->operation == EASEL_HELPER_MISBEHAVE)
    misbehave (request->side);
#endif
  file = g_mapped_file_new_from_fd (fd, FALSE, &error);
  if (file == NULL)
    {
      sentence =
          g_error_new (EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The file cannot be read: %s."), error->message);
      return answer_error (sentence);
    }
  if (request->operation == EASEL_HELPER_READ)
    return read_file (file);
  if (request->operation == EASEL_HELPER_WRITE)
    return write_file (file, CLAMP (request->side, EASEL_MEDIA_KEEP_ALL, EASEL_MEDIA_KEEP_NONE), words);
  if (request->operation == EASEL_HELPER_SHRINK)
    return shrink_file (file, fd, request);
  if (request->operation == EASEL_HELPER_FRAMES)
    return animate_file (file, fd, request);
  return decode_file (file, fd, CLAMP (request->side, 1, EASEL_HELPER_MOST_SIDE));
}

int
main (void)
{
  EaselHelperRequest request;
  int fd = -1;

  easel_helper_confine ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  while (receive (&request, &fd))
    {
      gboolean more = serve (&request, fd);

      close (fd);
      if (!more)
        break;
    }
  return 0;
}
