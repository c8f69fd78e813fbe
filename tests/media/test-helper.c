// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "config.h"

#include <fcntl.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-media-helper-private.h"

/* A picture of the corpus, open. */
static int
open_picture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "fuzz", "corpus", "media", name, NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static int
open_bytes (const char *data, gsize size)
{
  int fd = memfd_create ("picture", MFD_CLOEXEC);

  g_assert_cmpint (write (fd, data, size), ==, size);
  return fd;
}

static void
assert_works (EaselMediaHelper *helper)
{
  g_autoptr (GError) error = NULL;
  int fd = open_picture ("1.png");
  g_autoptr (EaselMediaInfo) info = easel_media_helper_read (helper, fd, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->tool, ==, "a1111");
  g_assert_cmpint (info->seed, ==, 3871893117);
  close (fd);
}

static void
test_read (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);

  for (int i = 0; i < 20; i++)
    assert_works (helper);
  g_assert_cmpuint (_easel_media_helper_get_n_started (helper), ==, 1);
  easel_media_helper_rest (helper);
  assert_works (helper);
  g_assert_cmpuint (_easel_media_helper_get_n_started (helper), ==, 2);
}

static void
test_decode (void)
{
  static const struct
  {
    const char *name;
    guint side, width, height;
  } cases[] = {
    { "1.png", 100, 48, 32 }, { "1.png", 24, 24, 16 }, { "1.png", 1, 1, 1 },    { "side.jpg", 35, 25, 35 },
    { "b.webp", 35, 35, 25 }, { "c.gif", 10, 10, 5 },  { "c.webp", 10, 10, 5 }, { "21.jpg", 48, 48, 32 },
  };
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      int fd = open_picture (cases[i].name);
      g_autoptr (EaselPicture) picture = easel_media_helper_decode (helper, fd, cases[i].side, NULL, &error);

      g_assert_no_error (error);
      g_test_message ("%s %ux%u", cases[i].name, picture->width, picture->height);
      g_assert_cmpuint (picture->width, ==, cases[i].width);
      g_assert_cmpuint (picture->height, ==, cases[i].height);
      g_assert_cmpuint (g_bytes_get_size (picture->pixels), ==, (gsize) picture->stride * picture->height);
      close (fd);
    }
}

static char *
draw (guint width, guint height, gboolean alpha, const char *type, gsize *size)
{
  g_autoptr (GdkPixbuf) drawn = gdk_pixbuf_new (GDK_COLORSPACE_RGB, alpha, 8, (int) width, (int) height);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  guint8 *points = gdk_pixbuf_get_pixels (drawn);
  g_autoptr (GError) error = NULL;
  char *data;

  /* Noise: nothing makes it small. */
  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (drawn); i++)
    points[i] = (guint8) g_rand_int (random);
  gdk_pixbuf_save_to_buffer (drawn, &data, size, type, &error, NULL);
  g_assert_no_error (error);
  return data;
}

/* What a file becomes that is too large for where it is sent. */
static void
test_shrink (void)
{
  enum
  {
    ALL = 1 << EASEL_MEDIA_PNG | 1 << EASEL_MEDIA_JPEG,
    JPEG = 1 << EASEL_MEDIA_JPEG,
  };
  static const struct
  {
    guint width, height;
    gboolean alpha;
    const char *type;
    EaselPictureLimit limit;
    EaselMediaFormat format; /* UNKNOWN: it stays */
    guint most_width, most_height;
  } cases[] = {
    { 200, 100, FALSE, "png", { 200, 1 << 20, ALL }, EASEL_MEDIA_UNKNOWN, 0, 0 },
    { 200, 100, FALSE, "png", { 100, 1 << 20, ALL }, EASEL_MEDIA_PNG, 100, 50 },
    { 200, 100, FALSE, "jpeg", { 100, 1 << 20, ALL }, EASEL_MEDIA_JPEG, 100, 50 },
    { 200, 100, TRUE, "png", { 100, 1 << 20, ALL }, EASEL_MEDIA_PNG, 100, 50 },
    { 200, 100, TRUE, "png", { 200, 1 << 20, JPEG }, EASEL_MEDIA_PNG, 200, 100 },
    { 400, 300, FALSE, "png", { 400, 40000, ALL }, EASEL_MEDIA_JPEG, 400, 300 },
    { 400, 300, TRUE, "png", { 400, 2000, ALL }, EASEL_MEDIA_JPEG, 200, 150 },
    { 1, 3000, FALSE, "png", { 100, 4000, ALL }, EASEL_MEDIA_PNG, 1, 100 },
  };
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize size, out_size;
      g_autofree char *data = draw (cases[i].width, cases[i].height, cases[i].alpha, cases[i].type, &size);
      int fd = open_bytes (data, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) out = easel_media_helper_shrink (helper, fd, &cases[i].limit, NULL, &error);
      g_autoptr (EaselMediaInfo) info = NULL;
      const guint8 *bytes;
      int written;

      g_assert_no_error (error);
      bytes = g_bytes_get_data (out, &out_size);
      g_test_message ("%u: %zu → %zu bytes", i, size, out_size);
      close (fd);
      g_assert_cmpint (out_size == 0, ==, cases[i].format == EASEL_MEDIA_UNKNOWN);
      if (out_size == 0)
        continue;
      g_assert_cmpint (easel_media_format_sniff (bytes, out_size), ==, cases[i].format);
      g_assert_cmpint (out_size, <=, cases[i].limit.bytes);
      written = open_bytes ((const char *) bytes, out_size);
      info = easel_media_helper_read (helper, written, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpint (info->width, <=, cases[i].most_width);
      g_assert_cmpint (info->height, <=, cases[i].most_height);
      g_assert_cmpint (info->width, >, 0);
      close (written);
    }
  g_assert_cmpuint (_easel_media_helper_get_n_started (helper), ==, 1);
}

/* A format whose writer is a loader's: its sizes stand in boxes, its words in items. */
static void
test_avif (void)
{
  g_autoptr (GdkPixbuf) drawn = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 90, 60);
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  g_autoptr (EaselMediaInfo) info = NULL;
  g_autoptr (EaselPicture) picture = NULL;
  g_autoptr (GBytes) bare = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  gsize size;
  int fd;

  gdk_pixbuf_fill (drawn, 0xff0000ff);
  if (!gdk_pixbuf_save_to_buffer (drawn, &data, &size, "avif", &error, NULL))
    {
      g_test_skip (error->message);
      return;
    }
  fd = open_bytes (data, size);
  info = easel_media_helper_read (helper, fd, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (info->format, ==, EASEL_MEDIA_AVIF);
  g_assert_cmpint (info->width, ==, 90);
  g_assert_cmpint (info->height, ==, 60);
  g_assert_true (info->complete);
  picture = easel_media_helper_decode (helper, fd, 45, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (picture->height, ==, 30);
  bare = easel_media_helper_write (helper, fd, EASEL_MEDIA_KEEP_NONE, info, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bare), ==, size);
  g_assert_null (easel_media_helper_write (helper, fd, EASEL_MEDIA_KEEP_PROMPT, info, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED);
  close (fd);
}

static void
assert_refused (EaselMediaHelper *helper, const char *data, gsize size, int code)
{
  g_autoptr (GError) error = NULL;
  int fd = open_bytes (data, size);
  g_autoptr (EaselPicture) picture = easel_media_helper_decode (helper, fd, 256, NULL, &error);

  g_assert_null (picture);
  g_assert_error (error, EASEL_ERROR, code);
  g_test_message ("%s", error->message);
  close (fd);
}

static void
test_refused (void)
{
  static const char huge[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xea\x60\0\0\xea\x60\x08\x06\0\0\0\0\0\0\0"
                             "\0\0\0\0IDAT\0\0\0\0";
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  int folder = open ("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  assert_refused (helper, huge, sizeof huge - 1, EASEL_ERROR_TOO_LONG);
  assert_refused (helper, "", 0, EASEL_ERROR_UNSUPPORTED);
  assert_refused (helper, "hello", 5, EASEL_ERROR_UNSUPPORTED);
  assert_refused (helper, "\xff\xd8\xff\xd9", 4, EASEL_ERROR_INVALID_INPUT);
  assert_refused (helper, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06", 26,
                  EASEL_ERROR_INVALID_INPUT);
  g_assert_null (easel_media_helper_read (helper, folder, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  close (folder);
  /* All of it in one process. */
  g_assert_cmpuint (_easel_media_helper_get_n_started (helper), ==, 1);
}

/* It crashes, hangs, lies, takes too much, ends: a sentence, and the next file is read. */
static void
test_misbehaviour (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  int fd = open_picture ("1.png");

  for (guint how = 0; how <= 6; how++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

#ifdef __SANITIZE_ADDRESS__
      /* The sanitizer's tables are larger than any bound of memory. */
      if (how == 3)
        continue;
#endif
      assert_works (helper);
      _easel_media_helper_set_patience (helper, how == 1 || how == 4 ? 1 : 30);
      g_assert_false (_easel_media_helper_misbehave (helper, fd, how, &error));
      g_assert_nonnull (error);
      g_test_message ("%u: %s", how, error->message);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
      if (how == 1)
        g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
      _easel_media_helper_set_patience (helper, 30);
    }
  assert_works (helper);
  close (fd);
}

/* Ended by the system while it rests: the next file is read, and is not called damaged. */
static void
test_killed (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);

  assert_works (helper);
  _easel_media_helper_kill (helper);
  assert_works (helper);
  g_assert_cmpuint (_easel_media_helper_get_n_started (helper), ==, 2);
}

static void
test_missing (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new ("/nonexistent/helper");
  g_autoptr (GError) error = NULL;
  int fd = open_picture ("1.png");

  g_assert_null (easel_media_helper_read (helper, fd, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "/nonexistent/helper"));
  close (fd);
}

static void
test_cancelled (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int fd = open_picture ("1.png");

  g_cancellable_cancel (cancellable);
  g_assert_null (easel_media_helper_read (helper, fd, cancellable, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED);
  assert_works (helper);
  close (fd);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/helper/read", test_read);
  g_test_add_func ("/media/helper/decode", test_decode);
  g_test_add_func ("/media/helper/shrink", test_shrink);
  g_test_add_func ("/media/helper/avif", test_avif);
  g_test_add_func ("/media/helper/refused", test_refused);
  g_test_add_func ("/media/helper/misbehaviour", test_misbehaviour);
  g_test_add_func ("/media/helper/killed", test_killed);
  g_test_add_func ("/media/helper/missing", test_missing);
  g_test_add_func ("/media/helper/cancelled", test_cancelled);
  return g_test_run ();
}
