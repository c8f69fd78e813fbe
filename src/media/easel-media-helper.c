// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-helper-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "easel-error.h"

/*
 * The process in which foreign files are read, as its client sees it: started
 * with the first request, asked again and again, started anew after a crash.
 * All of it waits and belongs to one thread.
 */

/* A request takes no longer; then its process is ended. */
#define PATIENCE_SECONDS 30
/* What leaks in a library ends with the process. */
#define MOST_REQUESTS 2000
#define POLL_MSEC 100

struct _EaselMediaHelper
{
  char *program;
  GSubprocess *process;
  int socket;
  guint patience;
  guint n_requests;
  guint n_started;
};

/* ---- pictures ---- */

G_DEFINE_BOXED_TYPE (EaselPicture, easel_picture, easel_picture_ref, easel_picture_unref)

EaselPicture *
easel_picture_new (void)
{
  return g_atomic_rc_box_new0 (EaselPicture);
}

EaselPicture *
easel_picture_ref (EaselPicture *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_picture (gpointer data)
{
  g_clear_pointer (&((EaselPicture *) data)->pixels, g_bytes_unref);
}

void
easel_picture_unref (EaselPicture *self)
{
  g_atomic_rc_box_release_full (self, clear_picture);
}

G_DEFINE_BOXED_TYPE (EaselFilm, easel_film, easel_film_ref, easel_film_unref)

EaselFilm *
easel_film_ref (EaselFilm *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_film (gpointer data)
{
  g_clear_pointer (&((EaselFilm *) data)->pictures, g_ptr_array_unref);
}

void
easel_film_unref (EaselFilm *self)
{
  g_atomic_rc_box_release_full (self, clear_film);
}

/* ---- the process ---- */

/**
 * easel_media_helper_find:
 *
 * Returns: (transfer full): where the helper of this program is: beside it in
 *   the folder that it was built in, else where it was installed
 */
char *
easel_media_helper_find (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (int level = 0; folder != NULL && level < 5; level++)
    {
      g_autofree char *mark = g_build_filename (folder, "meson-info", NULL);
      g_autofree char *built =
          g_build_filename (folder, "src", "media", "helper", "easel-media-helper", NULL);
      char *above = g_path_get_dirname (folder);

      if (g_file_test (mark, G_FILE_TEST_IS_DIR) && g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
        {
          g_free (above);
          return g_steal_pointer (&built);
        }
      g_free (folder);
      folder = above;
    }
  return g_build_filename (LIBEXECDIR, "easel-media-helper", NULL);
}

/**
 * easel_media_helper_new:
 * @program: (nullable): the helper's program; %NULL for this program's own
 *
 * Returns: (transfer full): a client, whose process begins with the first request
 */
EaselMediaHelper *
easel_media_helper_new (const char *program)
{
  EaselMediaHelper *self = g_new0 (EaselMediaHelper, 1);

  self->program = program != NULL ? g_strdup (program) : easel_media_helper_find ();
  self->socket = -1;
  self->patience = PATIENCE_SECONDS;
  return self;
}

/**
 * easel_media_helper_rest:
 * @self: a client
 *
 * Ends its process; the next request begins another.
 */
void
easel_media_helper_rest (EaselMediaHelper *self)
{
  if (self->socket >= 0)
    close (self->socket);
  self->socket = -1;
  if (self->process != NULL)
    {
      g_subprocess_force_exit (self->process);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  self->n_requests = 0;
}

void
easel_media_helper_free (EaselMediaHelper *self)
{
  easel_media_helper_rest (self);
  g_free (self->program);
  g_free (self);
}

/* Neither a display nor a key is any of its business. */
static void
set_environment (GSubprocessLauncher *launcher)
{
  static const char *const kept[] = { "LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "PATH",
                                      "GDK_PIXBUF_MODULE_FILE", "ASAN_OPTIONS", "LSAN_OPTIONS",
                                      "UBSAN_OPTIONS",
                                      /* Newer loaders are processes of their own, which these find. */
                                      "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS" };
  char *none[] = { NULL };

  g_subprocess_launcher_set_environ (launcher, none);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (g_getenv (kept[i]) != NULL)
      g_subprocess_launcher_setenv (launcher, kept[i], g_getenv (kept[i]), TRUE);
}

static gboolean
start (EaselMediaHelper *self, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GError) local_error = NULL;
  int sockets[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("Pictures cannot be read: %s."),
                   g_strerror (errno));
      return FALSE;
    }
  set_environment (launcher);
  g_subprocess_launcher_take_fd (launcher, sockets[1], EASEL_HELPER_SOCKET);
  self->process = g_subprocess_launcher_spawn (launcher, &local_error, self->program, NULL);
  if (self->process == NULL)
    {
      close (sockets[0]);
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                   _ ("Pictures cannot be read, since “%s” does not start: %s. Install Easel again."),
                   self->program, local_error->message);
      return FALSE;
    }
  /* The launcher would keep the other end open. */
  g_subprocess_launcher_close (launcher);
  self->socket = sockets[0];
  self->n_started++;
  return TRUE;
}

/* Waits until the socket is ready; FALSE with an error. */
static gboolean
wait_ready (EaselMediaHelper *self, short events, gint64 end, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      struct pollfd ready = { self->socket, events, 0 };
      gint64 left = (end - g_get_monotonic_time ()) / 1000;
      int n;

      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped."));
          return FALSE;
        }
      if (left <= 0)
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT,
                               _ ("The file took too long to read, and was given up."));
          return FALSE;
        }
      n = poll (&ready, 1, (int) MIN (left, POLL_MSEC));
      if (n > 0)
        return TRUE;
      if (n < 0 && errno != EINTR)
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_STORAGE, g_strerror (errno));
          return FALSE;
        }
    }
}

static gboolean
fail_crashed (GError **error)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The file cannot be read: it is damaged, or made so that its reader fails."));
  return FALSE;
}

static gboolean
send_request (EaselMediaHelper *self, const EaselHelperRequest *request, int fd, GError **error)
{
  union
  {
    struct cmsghdr head;
    char space[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec part = { (void *) request, sizeof *request };
  struct msghdr message = {
    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.space, .msg_controllen = sizeof control.space
  };
  gssize n;

  control.head.cmsg_level = SOL_SOCKET;
  control.head.cmsg_type = SCM_RIGHTS;
  control.head.cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (&control.head), &fd, sizeof fd);
  do
    n = sendmsg (self->socket, &message, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  return n == (gssize) sizeof *request || fail_crashed (error);
}

static gboolean
receive (
    EaselMediaHelper *self, gpointer data, gsize size, gint64 end, GCancellable *cancellable, GError **error)
{
  guint8 *at = data;

  while (size > 0)
    {
      gssize n;

      if (!wait_ready (self, POLLIN, end, cancellable, error))
        return FALSE;
      n = recv (self->socket, at, size, MSG_DONTWAIT);
      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n <= 0)
        return fail_crashed (error);
      at += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* The helper may have been taken over by the file: what it says is checked. */
static gboolean
check_answer (const EaselHelperAnswer *answer, const EaselHelperRequest *request, GError **error)
{
  guint64 row = (guint64) answer->width * (answer->has_alpha ? 4 : 3);
  gboolean good = answer->magic == EASEL_HELPER_MAGIC && answer->length <= EASEL_HELPER_MOST_ANSWER;

  if (good && answer->failed)
    good = answer->width < EASEL_N_ERRORS && answer->length < 65536;
  else if (good && request->operation == EASEL_HELPER_SHRINK)
    good = answer->length <= request->most;
  else if (good && request->operation == EASEL_HELPER_FRAMES)
    good = answer->width > 0 && answer->height > 0 && answer->width <= request->side &&
           answer->height <= request->side && answer->has_alpha && answer->stride == row &&
           answer->whole_width <= G_MAXINT32 && answer->whole_height <= G_MAXINT32;
  else if (good && request->operation != EASEL_HELPER_READ && request->operation != EASEL_HELPER_WRITE)
    good = answer->width > 0 && answer->height > 0 && answer->width <= request->side &&
           answer->height <= request->side && answer->stride >= row && answer->stride <= row + 64 &&
           answer->whole_width <= G_MAXINT32 && answer->whole_height <= G_MAXINT32 &&
           answer->length == (guint64) answer->stride * answer->height;
  return good || fail_crashed (error);
}

/* What follows a request; a helper that has ended takes none of it. */
static gboolean
send_words (EaselMediaHelper *self, const char *words, gsize left, gint64 end, GError **error)
{
  while (left > 0)
    {
      gssize n;

      if (!wait_ready (self, POLLOUT, end, NULL, error))
        return FALSE;
      n = send (self->socket, words, left, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n <= 0)
        return fail_crashed (error);
      words += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* One that ended while nobody asked it anything is no fault of the next file's, and one
 * that says what it was not asked is not asked any more. */
static gboolean
is_fit (EaselMediaHelper *self)
{
  struct pollfd ready = { self->socket, POLLIN, 0 };

  return poll (&ready, 1, 0) == 0;
}

/* One request; its payload, or NULL with an error. */
static GBytes *
ask (EaselMediaHelper *self,
     EaselHelperRequest *request,
     const char *words,
     int fd,
     EaselHelperAnswer *answer,
     GCancellable *cancellable,
     GError **error)
{
  gint64 end = g_get_monotonic_time () + self->patience * G_USEC_PER_SEC;
  g_autofree guint8 *payload = NULL;

  if (self->n_requests >= MOST_REQUESTS || (self->process != NULL && !is_fit (self)))
    easel_media_helper_rest (self);
  if (self->process == NULL && !start (self, error))
    return NULL;
  self->n_requests++;
  request->magic = EASEL_HELPER_MAGIC;
  request->seconds = self->patience;
  request->length = words != NULL ? strlen (words) : 0;
  if (!send_request (self, request, fd, error) || !send_words (self, words, request->length, end, error) ||
      !receive (self, answer, sizeof *answer, end, cancellable, error) ||
      !check_answer (answer, request, error))
    {
      easel_media_helper_rest (self);
      return NULL;
    }
  payload = g_try_malloc (answer->length + 1);
  if (payload == NULL || !receive (self, payload, answer->length, end, cancellable, error))
    {
      if (payload == NULL)
        fail_crashed (error);
      easel_media_helper_rest (self);
      return NULL;
    }
  payload[answer->length] = '\0';
  if (answer->failed)
    {
      g_autofree char *sentence = g_utf8_make_valid ((const char *) payload, -1);

      g_set_error_literal (error, EASEL_ERROR, (int) answer->width, sentence);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&payload), answer->length);
}

/**
 * easel_media_helper_read:
 * @self: a client
 * @fd: a file, open for reading; it stays the caller's
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Returns: (transfer full): what the file says of itself; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT, %EASEL_ERROR_UNSUPPORTED, %EASEL_ERROR_TIMEOUT
 *   or %EASEL_ERROR_CANCELLED
 */
EaselMediaInfo *
easel_media_helper_read (EaselMediaHelper *self, int fd, GCancellable *cancellable, GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_READ };
  EaselHelperAnswer answer;
  g_autoptr (GBytes) text = ask (self, &request, NULL, fd, &answer, cancellable, error);

  if (text == NULL)
    return NULL;
  return easel_media_info_new_from_text (g_bytes_get_data (text, NULL), (gssize) g_bytes_get_size (text),
                                         error);
}

/**
 * easel_media_helper_decode:
 * @self: a client
 * @fd: a file, open for reading; it stays the caller's
 * @side: the most points that a side may have; larger pictures are made smaller
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Returns: (transfer full): its picture, the first one of an animation, upright;
 *   %NULL with an error as easel_media_helper_read()
 */
EaselPicture *
easel_media_helper_decode (
    EaselMediaHelper *self, int fd, guint side, GCancellable *cancellable, GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_DECODE,
                                 .side = CLAMP (side, 1, EASEL_HELPER_MOST_SIDE) };
  EaselHelperAnswer answer;
  g_autoptr (GBytes) pixels = ask (self, &request, NULL, fd, &answer, cancellable, error);
  EaselPicture *picture;

  if (pixels == NULL)
    return NULL;
  picture = easel_picture_new ();
  picture->width = answer.width;
  picture->height = answer.height;
  picture->stride = answer.stride;
  picture->has_alpha = answer.has_alpha != 0;
  picture->whole_width = answer.whole_width;
  picture->whole_height = answer.whole_height;
  picture->pixels = g_steal_pointer (&pixels);
  return picture;
}

/* Its points are no copy: a part of what came. */
static EaselPicture *
make_frame (const EaselHelperAnswer *answer, GBytes *payload, gsize at)
{
  EaselPicture *picture = easel_picture_new ();
  EaselHelperFrame head;

  memcpy (&head, (const guint8 *) g_bytes_get_data (payload, NULL) + at, sizeof head);
  picture->width = answer->width;
  picture->height = answer->height;
  picture->stride = answer->stride;
  picture->has_alpha = TRUE;
  picture->whole_width = answer->whole_width;
  picture->whole_height = answer->whole_height;
  picture->delay = MAX (head.delay, 1);
  picture->pixels =
      g_bytes_new_from_bytes (payload, at + sizeof head, (gsize) answer->stride * answer->height);
  return picture;
}

/* What the helper says is checked here too. */
static EaselFilm *
read_film (const EaselHelperAnswer *answer, GBytes *payload)
{
  gsize frame = sizeof (EaselHelperFrame) + (gsize) answer->stride * answer->height;
  EaselHelperFilm head;
  EaselFilm *film;

  if (g_bytes_get_size (payload) < sizeof head)
    return NULL;
  memcpy (&head, g_bytes_get_data (payload, NULL), sizeof head);
  if (head.n == 0 || head.n > EASEL_HELPER_MOST_FRAMES || head.first >= head.n_frames ||
      head.n > head.n_frames - head.first || g_bytes_get_size (payload) != sizeof head + head.n * frame)
    return NULL;
  film = g_atomic_rc_box_new0 (EaselFilm);
  film->first = head.first;
  film->n_frames = head.n_frames;
  film->plays = head.plays;
  film->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_picture_unref);
  for (guint i = 0; i < head.n; i++)
    g_ptr_array_add (film->pictures, make_frame (answer, payload, sizeof head + i * frame));
  return film;
}

/**
 * easel_media_helper_animate:
 * @self: a client
 * @fd: an animated file, open for reading; it stays the caller's
 * @side: the most points that a side may have
 * @first: which picture to begin with; quick if it follows what was asked for last
 * @most: about how many bytes the pictures may take; there is one at least
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Returns: (transfer full): some of its pictures, each whole; %NULL with an error
 *   as easel_media_helper_decode(), %EASEL_ERROR_UNSUPPORTED also for a file with
 *   one picture
 */
EaselFilm *
easel_media_helper_animate (EaselMediaHelper *self,
                            int fd,
                            guint side,
                            guint first,
                            gsize most,
                            GCancellable *cancellable,
                            GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_FRAMES,
                                 .side = CLAMP (side, 1, EASEL_HELPER_MOST_SIDE),
                                 .first = first,
                                 .most = most };
  EaselHelperAnswer answer;
  g_autoptr (GBytes) payload = ask (self, &request, NULL, fd, &answer, cancellable, error);
  EaselFilm *film = payload != NULL ? read_film (&answer, payload) : NULL;

  if (payload != NULL && film == NULL)
    {
      fail_crashed (error);
      easel_media_helper_rest (self);
    }
  return film;
}

/**
 * easel_media_helper_write:
 * @self: a client
 * @fd: a file, open for reading; it stays the caller's
 * @keep: what the copy says
 * @info: what is known of it
 * @error: return location for an error
 *
 * Returns: (transfer full): the file with these metadata, as
 *   easel_media_write() makes it
 */
GBytes *
easel_media_helper_write (
    EaselMediaHelper *self, int fd, EaselMediaKeep keep, const EaselMediaInfo *info, GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_WRITE, .side = keep };
  g_autofree char *words = easel_media_info_to_text (info);
  EaselHelperAnswer answer;

  return ask (self, &request, words, fd, &answer, NULL, error);
}

/**
 * easel_media_helper_shrink:
 * @self: a client
 * @fd: a file, open for reading; it stays the caller's
 * @limit: what it may be
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Returns: (transfer full): its picture, the first one of an animation, as a PNG
 *   or JPEG within @limit; empty if the file is so as it is; %NULL with an error
 *   as easel_media_helper_decode(), or %EASEL_ERROR_TOO_LONG
 */
GBytes *
easel_media_helper_shrink (
    EaselMediaHelper *self, int fd, const EaselPictureLimit *limit, GCancellable *cancellable, GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_SHRINK,
                                 .side = CLAMP (limit->side, 1, EASEL_HELPER_MOST_SIDE),
                                 .formats = limit->formats,
                                 .most = (guint64) MAX (limit->bytes, 1) };
  EaselHelperAnswer answer;
  g_autoptr (GBytes) bytes = ask (self, &request, NULL, fd, &answer, cancellable, error);
  gsize size;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;
  EaselMediaFormat format;

  if (bytes == NULL)
    return NULL;
  format = size > 0 ? easel_media_format_sniff (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES)) : EASEL_MEDIA_PNG;
  if (format != EASEL_MEDIA_PNG && format != EASEL_MEDIA_JPEG)
    {
      fail_crashed (error);
      easel_media_helper_rest (self);
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

void
_easel_media_helper_set_patience (EaselMediaHelper *self, guint seconds)
{
  self->patience = seconds;
}

gboolean
_easel_media_helper_misbehave (EaselMediaHelper *self, int fd, guint how, GError **error)
{
  EaselHelperRequest request = { .operation = EASEL_HELPER_MISBEHAVE, .side = how };
  EaselHelperAnswer answer;
  g_autoptr (GBytes) bytes = ask (self, &request, NULL, fd, &answer, NULL, error);

  return bytes != NULL;
}

void
_easel_media_helper_kill (EaselMediaHelper *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

guint
_easel_media_helper_get_n_started (EaselMediaHelper *self)
{
  return self->n_started;
}
