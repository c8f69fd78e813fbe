// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "animate.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>

#include "decode.h"
#include "easel-error.h"
#include "easel-frames.h"
#include "easel-media-read.h"

/*
 * The pictures of an animation, drawn one after the other onto a canvas. What is
 * asked for next most often follows what was asked for last, so the canvas is kept;
 * where it does not, all before it is drawn once more.
 */

/* Who asks is answered in time: with fewer pictures, if they are slow. */
#define PATIENCE_USEC (200 * 1000)

typedef struct
{
  GMappedFile *file;
  dev_t device;
  ino_t inode;
  gint64 size;
  EaselFrames frames;
  guint n_frames;
  guint next;
  guint8 *canvas;
  guint8 *saved; /* as it was before the last one, if that is to be undone */
  EaselFrame last;
} Animation;

static Animation *kept;

static void
animation_free (Animation *self)
{
  g_mapped_file_unref (self->file);
  g_free (self->canvas);
  g_free (self->saved);
  g_free (self);
}

static gsize
canvas_bytes (const Animation *self)
{
  return (gsize) self->frames.width * self->frames.height * 4;
}

static void
start_again (Animation *self)
{
  easel_frames_rewind (&self->frames);
  self->next = 0;
  self->last = (EaselFrame) { 0 };
  memset (self->canvas, 0, canvas_bytes (self));
}

static gboolean
is_same (const Animation *self, const struct stat *about)
{
  return self->device == about->st_dev && self->inode == about->st_ino && self->size == about->st_size;
}

static gboolean
set_up (Animation *self, GError **error)
{
  const guint8 *data = (const guint8 *) g_mapped_file_get_contents (self->file);
  gsize size = g_mapped_file_get_length (self->file);
  g_autoptr (EaselMediaInfo) info = easel_media_read (data != NULL ? data : (const guint8 *) "", size, error);

  if (info == NULL)
    return FALSE;
  if (easel_frames_init (&self->frames, info->format, data, size))
    self->n_frames = easel_frames_count (&self->frames);
  if (self->n_frames < 2)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("There is one picture in this file, or none: nothing in it moves."));
      return FALSE;
    }
  if ((gint64) self->frames.width * self->frames.height > EASEL_HELPER_MOST_CANVAS)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                   _ ("The animation of %u × %u points is too large to be played. Make it smaller."),
                   self->frames.width, self->frames.height);
      return FALSE;
    }
  self->canvas = g_try_malloc0 (canvas_bytes (self));
  if (self->canvas == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                         _ ("There is not enough memory to play the animation."));
  return self->canvas != NULL;
}

static Animation *
find (int fd, GMappedFile *file, GError **error)
{
  struct stat about = { 0 };
  Animation *self;

  if (fstat (fd, &about) == 0 && kept != NULL && is_same (kept, &about))
    return kept;
  g_clear_pointer (&kept, animation_free);
  self = g_new0 (Animation, 1);
  self->file = g_mapped_file_ref (file);
  self->device = about.st_dev;
  self->inode = about.st_ino;
  self->size = about.st_size;
  if (!set_up (self, error))
    g_clear_pointer (&self, animation_free);
  kept = self;
  return self;
}

/* ---- one picture of a WebP ---- */

static void
append_chunk (GByteArray *file, const char *type, const guint8 *data, guint32 size)
{
  guint32 length = GUINT32_TO_LE (size);

  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, (const guint8 *) &length, 4);
  g_byte_array_append (file, data, size);
  if (size % 2 != 0)
    g_byte_array_append (file, (const guint8 *) "", 1);
}

/* A file of its own, of the chunks that are the picture's. */
static GByteArray *
wrap (const Animation *self, const EaselFrame *frame)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  const guint8 *data = self->frames.data + frame->at;
  guint8 head[10] = { 0x10 };
  guint32 length;

  for (guint i = 0; i < 3; i++)
    {
      head[4 + i] = (guint8) ((frame->width - 1) >> 8 * i);
      head[7 + i] = (guint8) ((frame->height - 1) >> 8 * i);
    }
  g_byte_array_append (file, (const guint8 *) "RIFF\0\0\0\0WEBP", 12);
  for (gsize at = 0; at + 8 <= frame->size;)
    {
      gsize size =
          data[at + 4] | (gsize) data[at + 5] << 8 | (gsize) data[at + 6] << 16 | (gsize) data[at + 7] << 24;
      const char *type = (const char *) data + at;

      if (size > frame->size - at - 8 || file->len > G_MAXINT32)
        break;
      if (memcmp (type, "ALPH", 4) == 0 && file->len == 12)
        append_chunk (file, "VP8X", head, sizeof head);
      if (memcmp (type, "ALPH", 4) == 0 || memcmp (type, "VP8 ", 4) == 0 || memcmp (type, "VP8L", 4) == 0)
        append_chunk (file, type, data + at + 8, (guint32) size);
      at += 8 + ((size + 1) & ~(gsize) 1);
    }
  length = GUINT32_TO_LE (file->len - 8);
  memcpy (file->data + 4, &length, 4);
  return g_steal_pointer (&file);
}

/* One point over another; neither is multiplied with its opacity. */
static void
blend_point (guint8 *below, const guint8 *point)
{
  guint alpha = point[3], rest = below[3] * (255 - alpha), whole = alpha * 255 + rest;

  if (alpha == 255 || below[3] == 0)
    memcpy (below, point, 4);
  else if (alpha > 0)
    {
      for (guint i = 0; i < 3; i++)
        below[i] = (guint8) ((point[i] * alpha * 255 + below[i] * rest + whole / 2) / whole);
      below[3] = (guint8) ((whole + 127) / 255);
    }
}

static void
lay (Animation *self, const EaselFrame *frame, GdkPixbuf *picture)
{
  guint width = MIN ((guint) gdk_pixbuf_get_width (picture), frame->width);
  guint height = MIN ((guint) gdk_pixbuf_get_height (picture), frame->height);
  guint n = (guint) gdk_pixbuf_get_n_channels (picture);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (picture);
  const guint8 *points = gdk_pixbuf_read_pixels (picture);

  for (guint y = 0; y < height && (guint64) frame->y + y < self->frames.height; y++)
    for (guint x = 0; x < width && (guint64) frame->x + x < self->frames.width; x++)
      {
        const guint8 *from = points + y * stride + (gsize) x * n;
        guint8 point[4] = { from[0], from[1], from[2], n == 4 ? from[3] : 255 };
        guint8 *to = self->canvas + (((gsize) frame->y + y) * self->frames.width + frame->x + x) * 4;

        if (frame->blend)
          blend_point (to, point);
        else
          memcpy (to, point, 4);
      }
}

/* One that is damaged leaves the canvas as it is. */
static void
draw_webp (Animation *self, const EaselFrame *frame)
{
  g_autoptr (GByteArray) file = wrap (self, frame);
  guint32 width, height;
  g_autoptr (GdkPixbuf) picture = NULL;

  if (frame->width > self->frames.width || frame->height > self->frames.height)
    return;
  picture = easel_helper_decode (-1, file->data, file->len, MAX (frame->width, frame->height), &width,
                                 &height, NULL);
  if (picture != NULL)
    lay (self, frame, picture);
}

/* ---- drawing ---- */

static void
clear (Animation *self, const EaselFrame *frame)
{
  gsize x = MIN (frame->x, self->frames.width);
  gsize width = MIN (frame->width, self->frames.width - x);

  for (guint64 y = frame->y; y < MIN ((guint64) frame->y + frame->height, self->frames.height); y++)
    memset (self->canvas + (y * self->frames.width + x) * 4, 0, width * 4);
}

/* Draws the next one; after the last the first. */
static gboolean
advance (Animation *self, EaselFrame *frame)
{
  if (self->next >= self->n_frames || !easel_frames_next (&self->frames, frame))
    {
      start_again (self);
      if (!easel_frames_next (&self->frames, frame))
        return FALSE;
    }
  if (self->last.end == EASEL_FRAME_CLEARED)
    clear (self, &self->last);
  else if (self->last.end == EASEL_FRAME_UNDONE && self->saved != NULL)
    memcpy (self->canvas, self->saved, canvas_bytes (self));
  if (frame->end == EASEL_FRAME_UNDONE)
    {
      if (self->saved == NULL)
        self->saved = g_try_malloc (canvas_bytes (self));
      if (self->saved != NULL)
        memcpy (self->saved, self->canvas, canvas_bytes (self));
    }
  if (self->frames.format == EASEL_MEDIA_GIF)
    easel_frames_draw_gif (&self->frames, frame, self->canvas, (gsize) self->frames.width * 4);
  else
    draw_webp (self, frame);
  self->last = *frame;
  self->next++;
  return TRUE;
}

static gboolean
append (Animation *self, const EaselFrame *frame, const EaselHelperAnswer *answer, GByteArray *out)
{
  EaselHelperFrame head = { .delay = frame->delay };
  g_autoptr (GdkPixbuf) canvas =
      gdk_pixbuf_new_from_data (self->canvas, GDK_COLORSPACE_RGB, TRUE, 8, (int) self->frames.width,
                                (int) self->frames.height, (int) self->frames.width * 4, NULL, NULL);
  g_autoptr (GdkPixbuf) scaled = NULL;
  const guint8 *points;

  if (answer->width == self->frames.width && answer->height == self->frames.height)
    scaled = g_object_ref (canvas);
  else
    scaled = gdk_pixbuf_scale_simple (canvas, (int) answer->width, (int) answer->height, GDK_INTERP_BILINEAR);
  if (scaled == NULL)
    return FALSE;
  g_byte_array_append (out, (const guint8 *) &head, sizeof head);
  points = gdk_pixbuf_read_pixels (scaled);
  for (guint y = 0; y < answer->height; y++)
    g_byte_array_append (out, points + (gsize) y * (gsize) gdk_pixbuf_get_rowstride (scaled), answer->stride);
  return TRUE;
}

static void
find_size (const Animation *self, guint side, EaselHelperAnswer *answer)
{
  double factor = MIN (1, (double) side / MAX (self->frames.width, self->frames.height));

  answer->whole_width = self->frames.width;
  answer->whole_height = self->frames.height;
  answer->width = CLAMP ((guint) (self->frames.width * factor + 0.5), 1, side);
  answer->height = CLAMP ((guint) (self->frames.height * factor + 0.5), 1, side);
  answer->stride = answer->width * 4;
  answer->has_alpha = TRUE;
}

/* As many pictures as there are until the last, go into @most, and are soon drawn. */
static gboolean
fill (Animation *self, const EaselHelperRequest *request, EaselHelperAnswer *answer, GByteArray *out)
{
  gsize bytes = sizeof (EaselHelperFrame) + (gsize) answer->stride * answer->height;
  guint n = (guint) CLAMP (request->most / bytes, 1, EASEL_HELPER_MOST_FRAMES);
  EaselHelperFilm film = { .n_frames = self->n_frames, .plays = self->frames.plays, .first = request->first };
  gint64 end = g_get_monotonic_time () + PATIENCE_USEC;
  EaselFrame frame;

  if (self->next > film.first)
    start_again (self);
  while (self->next < film.first)
    if (!advance (self, &frame))
      return FALSE;
  g_byte_array_append (out, (const guint8 *) &film, sizeof film);
  while (film.n < MIN (n, self->n_frames - film.first) && (film.n == 0 || g_get_monotonic_time () < end))
    {
      if (!advance (self, &frame) || !append (self, &frame, answer, out))
        return FALSE;
      film.n++;
    }
  memcpy (out->data, &film, sizeof film);
  return TRUE;
}

/*
 * Some pictures of an animation, as EASEL_HELPER_FRAMES wants them; NULL with an
 * error if it is none.
 */
GByteArray *
easel_helper_animate (
    int fd, GMappedFile *file, const EaselHelperRequest *request, EaselHelperAnswer *answer, GError **error)
{
  Animation *self = find (fd, file, error);
  EaselHelperRequest wanted = *request;
  g_autoptr (GByteArray) out = g_byte_array_new ();

  if (self == NULL)
    return NULL;
  wanted.first %= self->n_frames;
  find_size (self, CLAMP (request->side, 1, EASEL_HELPER_MOST_SIDE), answer);
  if (fill (self, &wanted, answer, out))
    return g_steal_pointer (&out);
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The animation is damaged and cannot be played."));
  return NULL;
}
