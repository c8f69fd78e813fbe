// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-media-helper.h"

/* A clip of ten pictures, one of bars. */
static void
make_clip (const char *path, const char *coder)
{
  g_autofree char *text = g_strdup_printf (
      "videotestsrc num-buffers=10 ! video/x-raw,width=160,height=120,framerate=10/1 ! videoconvert ! %s ! "
      "filesink location=%s",
      coder, path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstMessage) message = NULL;

  g_assert_no_error (error);
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  bus = gst_element_get_bus (pipeline);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
test_clip (gconstpointer data)
{
  const char *const *names = data;
  g_autofree char *folder = g_dir_make_tmp ("easel-clip-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, names[0], NULL);
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  g_autoptr (EaselMediaInfo) info = NULL;
  g_autoptr (EaselPicture) picture = NULL;
  g_autoptr (EaselPicture) none = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *pixels;
  int fd;

  make_clip (path, names[1]);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  info = easel_media_helper_read (helper, fd, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (info->complete);
  g_assert_cmpint (info->width, ==, 160);
  g_assert_cmpint (info->height, ==, 120);
  g_assert_cmpint (info->duration, >, 700000);
  g_assert_cmpint (info->duration, <, 1300000);

  picture = easel_media_helper_decode (helper, fd, 80, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (picture->width, ==, 80);
  g_assert_cmpuint (picture->height, ==, 60);
  /* The first bar is white, the second yellow. */
  pixels = g_bytes_get_data (picture->pixels, NULL);
  g_assert_cmpuint (pixels[4 * 3], >, 150);
  g_assert_cmpuint (pixels[16 * 3 + 2], <, 100);
  close (fd);

  /* Cut in the middle: a picture or a sentence, and the next file is read. */
  g_assert_cmpint (truncate (path, 700), ==, 0);
  fd = open (path, O_RDONLY | O_CLOEXEC);
  none = easel_media_helper_decode (helper, fd, 80, NULL, &error);
  g_assert_true (none != NULL || error != NULL);
  if (error != NULL)
    g_test_message ("%s", error->message);
  close (fd);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  static const char *const webm[] = { "clip.webm", "vp8enc deadline=1 ! webmmux" };
  static const char *const quicktime[] = { "clip.mov", "jpegenc ! qtmux" };

  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_data_func ("/media/clips/webm", webm, test_clip);
  g_test_add_data_func ("/media/clips/quicktime", quicktime, test_clip);
  return g_test_run ();
}
