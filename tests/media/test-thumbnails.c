// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "easel-error.h"
#include "easel-png-write.h"
#include "easel-thumbnailer.h"

typedef struct
{
  char *folder;
  char *cache;
  EaselFileStore *files;
  EaselThumbnailer *thumbnailer;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *files = NULL;

  f->folder = g_dir_make_tmp ("easel-thumbnails-XXXXXX", NULL);
  f->cache = g_build_filename (f->folder, "thumbnails", NULL);
  files = g_build_filename (f->folder, "files", NULL);
  f->files = easel_file_store_new (files);
  f->thumbnailer = easel_thumbnailer_new (f->files, f->cache, NULL, 2);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  easel_thumbnailer_free (f->thumbnailer);
  easel_file_store_unref (f->files);
  remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->cache);
}

/* A picture of one colour, in the store. */
static char *
add_picture (Fixture *f, guint width, guint height, guint8 shade)
{
  g_autoptr (EaselPicture) picture = easel_picture_new ();
  guint8 *pixels = g_malloc ((gsize) width * height * 3);
  g_autoptr (GBytes) png = NULL;
  g_autoptr (EaselStoredFile) file = NULL;

  memset (pixels, shade, (gsize) width * height * 3);
  picture->width = width;
  picture->height = height;
  picture->stride = width * 3;
  picture->pixels = g_bytes_new_take (pixels, (gsize) width * height * 3);
  png = easel_png_write (picture, NULL);
  file = easel_file_store_add_bytes (f->files, png, EASEL_MEDIA_IMAGES, "picture", NULL);
  return g_strdup (file->hash);
}

static char *
get_thumbnail_path (Fixture *f, const char *hash, const char *folder)
{
  g_autofree char *path = easel_file_store_get_path (f->files, hash);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  g_autofree char *name = g_strconcat (sum, ".png", NULL);

  return g_build_filename (f->cache, folder, name, NULL);
}

static void
wait_for (DexFuture *future)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (dex_future_is_pending (future) && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
  g_assert_false (dex_future_is_pending (future));
}

static EaselPicture *
load (Fixture *f, const char *hash, guint side)
{
  g_autoptr (DexFuture) future = easel_thumbnailer_load (f->thumbnailer, hash, "image/png", side);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  wait_for (future);
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  return g_value_dup_boxed (value);
}

static void
wait_for_file (const char *path)
{
  gint64 end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (!g_file_test (path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end)
    g_usleep (500);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_made (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = add_picture (f, 600, 300, 77);
  g_autofree char *kept = get_thumbnail_path (f, hash, "large");
  g_autofree char *folder = g_path_get_dirname (kept);
  g_autofree char *content = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *path = easel_file_store_get_path (f->files, hash);
  g_autoptr (EaselPicture) picture = load (f, hash, 200);
  g_autoptr (EaselPicture) again = NULL;
  struct stat status;
  gsize length;

  g_assert_cmpuint (picture->width, ==, 256);
  g_assert_cmpuint (picture->height, ==, 128);
  g_assert_cmpuint (picture->whole_width, ==, 600);
  g_assert_cmpuint (((const guint8 *) g_bytes_get_data (picture->pixels, NULL))[0], ==, 77);
  wait_for_file (kept);
  g_assert_cmpint (g_stat (kept, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (folder, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
  g_assert_true (g_file_get_contents (kept, &content, &length, NULL));
  uri = easel_png_find_text ((const guint8 *) content, length, "Thumb::URI");
  expected = g_filename_to_uri (path, NULL, NULL);
  g_assert_cmpstr (uri, ==, expected);

  /* It is taken from there: what lies there is shown. */
  {
    g_autofree char *other = add_picture (f, 100, 100, 5);
    g_autofree char *other_path = get_thumbnail_path (f, other, "large");
    g_autoptr (EaselPicture) shown = load (f, other, 200);
    g_autoptr (EaselPicture) fresh = NULL;

    wait_for_file (other_path);
    g_assert_cmpuint (shown->width, ==, 100);
    /* A thumbnail of another file is none. */
    g_assert_true (g_file_set_contents (other_path, content, (gssize) length, NULL));
    fresh = load (f, other, 200);
    g_assert_cmpuint (fresh->width, ==, 100);
  }
  again = load (f, hash, 256);
  g_assert_cmpuint (again->width, ==, 256);
  easel_thumbnailer_forget (f->thumbnailer, hash);
  g_assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
}

static void
test_failed (Fixture *f, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\xff\xd8\xff\xe0 no picture", 15);
  g_autoptr (EaselStoredFile) file =
      easel_file_store_add_bytes (f->files, bytes, EASEL_MEDIA_IMAGES, "x", NULL);
  g_autofree char *failed = get_thumbnail_path (f, file->hash, "fail/easel-" PACKAGE_VERSION);
  g_autofree char *missing = g_strnfill (64, '0');

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (DexFuture) future = easel_thumbnailer_load (f->thumbnailer, file->hash, NULL, 128);
      g_autoptr (GError) error = NULL;

      wait_for (future);
      g_assert_null (dex_future_get_value (future, &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
      wait_for_file (failed);
    }
  {
    g_autoptr (DexFuture) future = easel_thumbnailer_load (f->thumbnailer, missing, NULL, 128);
    g_autoptr (GError) error = NULL;

    wait_for (future);
    g_assert_null (dex_future_get_value (future, &error));
    g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  }
}

/* Where nothing can be written the picture is shown all the same. */
static void
test_no_cache (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = add_picture (f, 50, 40, 9);
  g_autoptr (EaselPicture) picture = NULL;

  g_assert_true (g_file_set_contents (f->cache, "a file", -1, NULL));
  picture = load (f, hash, 128);
  g_assert_cmpuint (picture->height, ==, 40);
  g_unlink (f->cache);
}

static void
test_queue (Fixture *f, gconstpointer data)
{
  g_autofree char *hash = add_picture (f, 400, 400, 9);
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  guint n_shown = 0, n_given_up = 0;

  for (int i = 0; i < 1000; i++)
    g_ptr_array_add (futures, easel_thumbnailer_load (f->thumbnailer, hash, NULL, 128));
  g_assert_cmpuint (easel_thumbnailer_get_n_waiting (f->thumbnailer), <=, 600);
  /* Dropped ones are not begun: the rest comes soon. */
  g_ptr_array_remove_range (futures, 100, 850);
  for (guint i = 0; i < futures->len; i++)
    {
      g_autoptr (GError) error = NULL;

      wait_for (futures->pdata[i]);
      if (dex_future_get_value (futures->pdata[i], &error) != NULL)
        n_shown++;
      else if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_CANCELLED))
        n_given_up++;
    }
  g_assert_cmpuint (n_shown + n_given_up, ==, 150);
  g_assert_cmpuint (n_shown, >=, 50);
  g_ptr_array_set_size (futures, 0);

  /* Freed with requests in it. */
  for (int i = 0; i < 50; i++)
    g_ptr_array_add (futures, easel_thumbnailer_load (f->thumbnailer, hash, NULL, 128));
  easel_thumbnailer_free (f->thumbnailer);
  for (guint i = 0; i < futures->len; i++)
    wait_for (futures->pdata[i]);
  f->thumbnailer = easel_thumbnailer_new (f->files, f->cache, NULL, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define ADD(name, func) g_test_add ("/media/thumbnails/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("made", test_made);
  ADD ("failed", test_failed);
  ADD ("no-cache", test_no_cache);
  ADD ("queue", test_queue);
#undef ADD
  return g_test_run ();
}
