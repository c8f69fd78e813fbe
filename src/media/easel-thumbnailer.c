// SPDX-License-Identifier: GPL-3.0-or-later
/* For memfd_create(). */
#define _GNU_SOURCE
#include "config.h"

#include "easel-thumbnailer.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-thumbnail-file-private.h"

/*
 * Pictures for the screen. A few threads, each with a reader process of its own,
 * take what is asked for, the last first: that is what the user looks at. A
 * request whose future is dropped is not begun; of too many that wait, the oldest
 * is given up. A thread that has nothing to do ends, and its process with it.
 */

#define MOST_WAITING 600
#define MOST_BYTES ((gsize) 64 * 1024 * 1024)
#define IDLE_USEC (15 * G_USEC_PER_SEC)

typedef enum
{
  THUMBNAIL,
  WHOLE,
  BYTES,
  FRAMES,
  SHRINK,
  READ,
} What;

typedef struct
{
  What what;
  char *hash;
  char *mime;
  GBytes *bytes;
  guint side;
  guint first;
  gsize most;
  EaselPictureLimit limit;
  DexPromise *promise;
  GCancellable *cancellable;
} Request;

/* Shared with the threads, which may outlast the object for a moment. */
typedef struct
{
  gatomicrefcount refs;
  EaselFileStore *files;
  char *cache;
  char *helper;
  guint most_workers;

  GMutex mutex;
  GCond changed;
  /* Under the mutex. */
  GQueue waiting;
  guint n_workers;
  guint n_idle;
  gboolean closed;
} Core;

struct _EaselThumbnailer
{
  Core *core;
};

static void
core_unref (Core *core)
{
  if (!g_atomic_ref_count_dec (&core->refs))
    return;
  easel_file_store_unref (core->files);
  g_free (core->cache);
  g_free (core->helper);
  g_mutex_clear (&core->mutex);
  g_cond_clear (&core->changed);
  g_free (core);
}

static void
request_free (Request *request)
{
  dex_clear (&request->promise);
  g_object_unref (request->cancellable);
  g_clear_pointer (&request->bytes, g_bytes_unref);
  g_free (request->hash);
  g_free (request->mime);
  g_free (request);
}

/* Takes request and error. */
static void
reject (Request *request, GError *error)
{
  dex_promise_reject (request->promise, error);
  request_free (request);
}

static void
resolve_picture (Request *request, EaselPicture *picture)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, EASEL_TYPE_PICTURE);
  g_value_set_boxed (&value, picture);
  dex_promise_resolve (request->promise, &value);
  g_value_unset (&value);
}

/* ---- in a thread ---- */

/* Whether another try may go better: then nothing is remembered. */
static gboolean
is_passing (const GError *error)
{
  return !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT) &&
         !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG);
}

static void
make_thumbnail (
    Request *request, EaselMediaHelper *helper, EaselThumbnailFile *thumbnail, int fd, gint64 bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPicture) picture =
      easel_media_helper_decode (helper, fd, thumbnail->side, request->cancellable, &error);

  if (picture == NULL)
    {
      if (!is_passing (error))
        _easel_thumbnail_file_write_failed (thumbnail);
      dex_promise_reject (request->promise, g_steal_pointer (&error));
      return;
    }
  /* On the screen first, then on the disk. A small picture is its own thumbnail. */
  resolve_picture (request, picture);
  _easel_thumbnail_file_write (thumbnail, picture, request->mime, bytes);
}

static void
load_thumbnail (Core *core, Request *request, EaselMediaHelper *helper)
{
  g_autofree char *path = easel_file_store_get_path (core->files, request->hash);
  g_autoptr (GError) error = NULL;
  EaselThumbnailFile thumbnail = { 0 };
  gint64 bytes, modified;
  int kept, fd = easel_media_open_regular (path, &bytes, &modified, &error);
  EaselThumbnailState state;

  if (fd < 0)
    {
      dex_promise_reject (request->promise, g_steal_pointer (&error));
      return;
    }
  _easel_thumbnail_file_init (&thumbnail, core->cache, path, modified,
                              _easel_thumbnail_find_side (request->side));
  state = _easel_thumbnail_file_look (&thumbnail, &kept);
  if (state == EASEL_THUMBNAIL_THERE)
    {
      g_autoptr (EaselPicture) picture =
          easel_media_helper_decode (helper, kept, thumbnail.side, request->cancellable, NULL);

      close (kept);
      if (picture != NULL)
        resolve_picture (request, picture);
      else
        make_thumbnail (request, helper, &thumbnail, fd, bytes);
    }
  else if (state == EASEL_THUMBNAIL_FAILED)
    dex_promise_reject (request->promise,
                        g_error_new_literal (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                             _ ("The picture is damaged and cannot be shown.")));
  else
    make_thumbnail (request, helper, &thumbnail, fd, bytes);
  _easel_thumbnail_file_clear (&thumbnail);
  close (fd);
}

static void
load_whole (Core *core, Request *request, EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPicture) picture = NULL;
  int fd = easel_file_store_open (core->files, request->hash, &error);

  if (fd >= 0)
    {
      picture = easel_media_helper_decode (helper, fd, request->side, request->cancellable, &error);
      close (fd);
    }
  if (picture != NULL)
    resolve_picture (request, picture);
  else
    dex_promise_reject (request->promise, g_steal_pointer (&error));
}

/* A file in memory that holds them; -1 with an error. */
static int
open_bytes (GBytes *bytes, GError **error)
{
  gsize left;
  const char *at = g_bytes_get_data (bytes, &left);
  int fd = memfd_create ("easel-picture", MFD_CLOEXEC);

  while (fd >= 0 && left > 0)
    {
      gssize n = write (fd, at, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          close (fd);
          fd = -1;
          break;
        }
      at += n;
      left -= (gsize) n;
    }
  if (fd < 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The picture cannot be shown: %s."),
                 g_strerror (errno));
  return fd;
}

static void
decode_bytes (Request *request, EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPicture) picture = NULL;
  int fd = open_bytes (request->bytes, &error);

  if (fd >= 0)
    {
      picture = easel_media_helper_decode (helper, fd, request->side, request->cancellable, &error);
      close (fd);
    }
  if (picture != NULL)
    resolve_picture (request, picture);
  else
    dex_promise_reject (request->promise, g_steal_pointer (&error));
}

static void
load_frames (Core *core, Request *request, EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  EaselFilm *film = NULL;
  int fd = easel_file_store_open (core->files, request->hash, &error);

  if (fd >= 0)
    {
      film = easel_media_helper_animate (helper, fd, request->side, request->first, request->most,
                                         request->cancellable, &error);
      close (fd);
    }
  if (film != NULL)
    dex_promise_resolve_boxed (request->promise, EASEL_TYPE_FILM, film);
  else
    dex_promise_reject (request->promise, g_steal_pointer (&error));
}

static void
shrink (Core *core, Request *request, EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  int fd = easel_file_store_open (core->files, request->hash, &error);

  if (fd >= 0)
    {
      bytes = easel_media_helper_shrink (helper, fd, &request->limit, request->cancellable, &error);
      close (fd);
    }
  if (bytes != NULL)
    dex_promise_resolve_boxed (request->promise, G_TYPE_BYTES, g_steal_pointer (&bytes));
  else
    dex_promise_reject (request->promise, g_steal_pointer (&error));
}

static void
read_info (Core *core, Request *request, EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaInfo) info = NULL;
  int fd = easel_file_store_open (core->files, request->hash, &error);

  if (fd >= 0)
    {
      info = easel_media_helper_read (helper, fd, request->cancellable, &error);
      close (fd);
    }
  if (info != NULL)
    {
      g_autofree char *text = easel_media_info_to_text (info);

      dex_promise_resolve_string (request->promise, g_steal_pointer (&text));
    }
  else
    dex_promise_reject (request->promise, g_steal_pointer (&error));
}

/* The next request; NULL if the thread is to end. Under the mutex. */
static Request *
take_request (Core *core)
{
  gint64 end = g_get_monotonic_time () + IDLE_USEC;

  while (g_queue_is_empty (&core->waiting))
    {
      gboolean woken;

      if (core->closed)
        return NULL;
      core->n_idle++;
      woken = g_cond_wait_until (&core->changed, &core->mutex, end);
      core->n_idle--;
      if (!woken && g_queue_is_empty (&core->waiting))
        return NULL;
    }
  return g_queue_pop_tail (&core->waiting);
}

static gpointer
work (gpointer data)
{
  Core *core = data;
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (core->helper);

  for (;;)
    {
      Request *request;

      g_mutex_lock (&core->mutex);
      request = take_request (core);
      if (request == NULL)
        core->n_workers--;
      g_mutex_unlock (&core->mutex);
      if (request == NULL)
        break;
      if (g_cancellable_is_cancelled (request->cancellable))
        {
          reject (request, g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped.")));
          continue;
        }
      if (request->what == THUMBNAIL)
        load_thumbnail (core, request, helper);
      else if (request->what == WHOLE)
        load_whole (core, request, helper);
      else if (request->what == BYTES)
        decode_bytes (request, helper);
      else if (request->what == FRAMES)
        load_frames (core, request, helper);
      else if (request->what == SHRINK)
        shrink (core, request, helper);
      else
        read_info (core, request, helper);
      request_free (request);
    }
  g_clear_pointer (&helper, easel_media_helper_free);
  core_unref (core);
  return NULL;
}

/* ---- outside ---- */

/**
 * easel_thumbnailer_new:
 * @files: where the files are
 * @cache: (nullable): the folder of thumbnails; %NULL for the user's
 * @helper: (nullable): the reader's program; %NULL for this program's own
 * @n_workers: how many files are read at a time, 0 for as many as there are
 *   processors, at most four
 *
 * Returns: (transfer full): a loader, whose threads begin with the first request
 */
EaselThumbnailer *
easel_thumbnailer_new (EaselFileStore *files, const char *cache, const char *helper, guint n_workers)
{
  EaselThumbnailer *self = g_new0 (EaselThumbnailer, 1);
  Core *core = g_new0 (Core, 1);

  g_atomic_ref_count_init (&core->refs);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->changed);
  g_queue_init (&core->waiting);
  core->files = easel_file_store_ref (files);
  core->cache =
      cache != NULL ? g_strdup (cache) : g_build_filename (g_get_user_cache_dir (), "thumbnails", NULL);
  core->helper = g_strdup (helper);
  core->most_workers = n_workers != 0 ? n_workers : CLAMP (g_get_num_processors (), 1, 4);
  self->core = core;
  return self;
}

/**
 * easel_thumbnailer_free:
 * @self: a loader
 *
 * Frees it; what waits is rejected, what has begun comes to its end.
 */
void
easel_thumbnailer_free (EaselThumbnailer *self)
{
  Core *core = self->core;
  GQueue waiting;

  g_mutex_lock (&core->mutex);
  core->closed = TRUE;
  waiting = core->waiting;
  g_queue_init (&core->waiting);
  g_cond_broadcast (&core->changed);
  g_mutex_unlock (&core->mutex);
  while (!g_queue_is_empty (&waiting))
    reject (g_queue_pop_head (&waiting),
            g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped.")));
  core_unref (core);
  g_free (self);
}

static Request *
request_new (What what, const char *hash, guint side)
{
  Request *request = g_new0 (Request, 1);

  request->what = what;
  request->hash = g_strdup (hash);
  request->side = side;
  return request;
}

/* Takes request. */
static DexFuture *
ask (EaselThumbnailer *self, Request *request)
{
  Core *core = self->core;
  Request *oldest = NULL;
  DexPromise *promise = dex_promise_new_cancellable ();

  request->promise = dex_ref (promise);
  request->cancellable = g_object_ref (dex_promise_get_cancellable (promise));
  g_mutex_lock (&core->mutex);
  g_queue_push_tail (&core->waiting, request);
  if (core->waiting.length > MOST_WAITING)
    oldest = g_queue_pop_head (&core->waiting);
  if (core->n_idle > 0)
    g_cond_signal (&core->changed);
  else if (core->n_workers < core->most_workers)
    {
      core->n_workers++;
      g_atomic_ref_count_inc (&core->refs);
      g_thread_unref (g_thread_new ("easel-pictures", work, core));
    }
  g_mutex_unlock (&core->mutex);
  if (oldest != NULL)
    reject (oldest, g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("It was stopped.")));
  return DEX_FUTURE (promise);
}

/**
 * easel_thumbnailer_load:
 * @self: a loader
 * @hash: a file
 * @mime: (nullable): its media type
 * @side: how large it is shown
 *
 * Returns: (transfer full): resolves to an #EaselPicture whose longer side has
 *   @side points or a little more, or all that it has; drop it to give it up.
 *   Rejects with %EASEL_ERROR_CANCELLED if too many came after it.
 */
DexFuture *
easel_thumbnailer_load (EaselThumbnailer *self, const char *hash, const char *mime, guint side)
{
  Request *request = request_new (THUMBNAIL, hash, side);

  request->mime = g_strdup (mime);
  return ask (self, request);
}

/**
 * easel_thumbnailer_load_whole:
 * @self: a loader
 * @hash: a file
 * @side: the most points that a side may have
 *
 * Returns: (transfer full): resolves to an #EaselPicture of that size, which is
 *   not kept
 */
DexFuture *
easel_thumbnailer_load_whole (EaselThumbnailer *self, const char *hash, guint side)
{
  return ask (self, request_new (WHOLE, hash, side));
}

/**
 * easel_thumbnailer_decode:
 * @self: a loader
 * @bytes: a picture that is no file, such as a preview
 * @side: the most points that a side may have
 *
 * Returns: (transfer full): resolves to an #EaselPicture of that size, which is
 *   not kept; rejects with %EASEL_ERROR_TOO_LONG for more than 64 MB
 */
DexFuture *
easel_thumbnailer_decode (EaselThumbnailer *self, GBytes *bytes, guint side)
{
  Request *request;

  if (g_bytes_get_size (bytes) > MOST_BYTES)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_TOO_LONG, "%s",
                                  _ ("The picture is too large to be shown."));
  request = request_new (BYTES, NULL, side);
  request->bytes = g_bytes_ref (bytes);
  return ask (self, request);
}

/**
 * easel_thumbnailer_animate:
 * @self: a loader; one with one worker reads on where it stopped
 * @hash: an animated file
 * @side: the most points that a side may have
 * @first: which picture to begin with
 * @most: about how many bytes the pictures may take
 *
 * Returns: (transfer full): resolves to an #EaselFilm, as
 *   easel_media_helper_animate() makes it
 */
DexFuture *
easel_thumbnailer_animate (EaselThumbnailer *self, const char *hash, guint side, guint first, gsize most)
{
  Request *request = request_new (FRAMES, hash, side);

  request->first = first;
  request->most = most;
  return ask (self, request);
}

/**
 * easel_thumbnailer_shrink:
 * @self: a loader
 * @hash: a file
 * @limit: what it may be
 *
 * Returns: (transfer full): resolves to #GBytes, the file as it is to be sent;
 *   empty if it may be sent as it is
 */
DexFuture *
easel_thumbnailer_shrink (EaselThumbnailer *self, const char *hash, const EaselPictureLimit *limit)
{
  Request *request = request_new (SHRINK, hash, 0);

  request->limit = *limit;
  return ask (self, request);
}

/**
 * easel_thumbnailer_read:
 * @self: a loader
 * @hash: a file
 *
 * Returns: (transfer full): resolves to what the file says of itself, a text for
 *   easel_media_info_new_from_text()
 */
DexFuture *
easel_thumbnailer_read (EaselThumbnailer *self, const char *hash)
{
  return ask (self, request_new (READ, hash, 0));
}

/**
 * easel_thumbnailer_forget:
 * @self: a loader
 * @hash: a file that is gone
 *
 * Removes its thumbnails.
 */
void
easel_thumbnailer_forget (EaselThumbnailer *self, const char *hash)
{
  g_autofree char *path = easel_file_store_get_path (self->core->files, hash);

  _easel_thumbnail_file_remove (self->core->cache, path);
}

guint
easel_thumbnailer_get_n_waiting (EaselThumbnailer *self)
{
  guint n;

  g_mutex_lock (&self->core->mutex);
  n = self->core->waiting.length;
  g_mutex_unlock (&self->core->mutex);
  return n;
}
