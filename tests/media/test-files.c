// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include "easel-error.h"
#include "easel-file-store.h"

#define PNG "\x89PNG\r\n\x1a\n and what follows"
#define ALL (EASEL_MEDIA_IMAGES | EASEL_MEDIA_VIDEOS | EASEL_MEDIA_TEXTS)

typedef struct
{
  char *folder;
  EaselFileStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *files = NULL;

  f->folder = g_dir_make_tmp ("easel-files-XXXXXX", NULL);
  files = g_build_filename (f->folder, "deep", "files", NULL);
  f->store = easel_file_store_new (files);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  easel_file_store_unref (f->store);
  remove_folder (f->folder);
  g_free (f->folder);
}

static guint
count_all (Fixture *f)
{
  g_autoptr (GDir) dir = g_dir_open (easel_file_store_get_folder (f->store), 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static EaselStoredFile *
add_text (Fixture *f, const char *content, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));

  return easel_file_store_add_bytes (f->store, bytes, ALL, "thing", error);
}

static void
test_add (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselStoredFile) file = add_text (f, PNG, &error);
  g_autoptr (EaselStoredFile) again = NULL;
  g_autoptr (EaselFileWriter) writer = NULL;
  g_autoptr (EaselStoredFile) streamed = NULL;
  g_autoptr (GPtrArray) hashes = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  struct stat status;

  g_assert_no_error (error);
  g_assert_true (file->is_new);
  g_assert_cmpint (file->format, ==, EASEL_MEDIA_PNG);
  g_assert_cmpint (file->bytes, ==, sizeof PNG - 1);
  path = easel_file_store_get_path (f->store, file->hash);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, PNG);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (easel_file_store_get_folder (f->store), &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);

  again = add_text (f, PNG, &error);
  g_assert_no_error (error);
  g_assert_false (again->is_new);
  g_assert_cmpstr (again->hash, ==, file->hash);

  /* In parts of each size. */
  for (gsize step = 1; step < 20; step++)
    {
      g_autoptr (EaselFileWriter) parts = easel_file_store_begin (f->store, 1000, "thing", &error);
      g_autoptr (EaselStoredFile) whole = NULL;

      for (gsize at = 0; at < sizeof PNG - 1; at += step)
        g_assert_true (easel_file_writer_write (parts, PNG + at, MIN (step, sizeof PNG - 1 - at), &error));
      whole = easel_file_writer_finish (parts, EASEL_MEDIA_IMAGES, TRUE, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (whole->hash, ==, file->hash);
    }
  hashes = easel_file_store_list (f->store, &error);
  g_assert_cmpint (hashes->len, ==, 1);
  /* The file and the lock: nothing temporary. */
  g_assert_cmpint (count_all (f), ==, 2);

  /* The cap, and one that was given up. */
  writer = easel_file_store_begin (f->store, 10, "thing", &error);
  g_assert_true (easel_file_writer_write (writer, PNG, 10, &error));
  g_assert_false (easel_file_writer_write (writer, "x", 1, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG);
  g_clear_pointer (&writer, easel_file_writer_free);
  g_assert_cmpint (count_all (f), ==, 2);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *data;
    gsize size;
    EaselMediaFormat format;
  } cases[] = {
    { "\x89PNG\r\n\x1a\n", 8, EASEL_MEDIA_PNG },
    { "\x89PNG\r\n\x1a", 7, EASEL_MEDIA_UNKNOWN },
    { "\xff\xd8\xff\xe0", 4, EASEL_MEDIA_JPEG },
    { "RIFF\0\0\0\0WEBPVP8 ", 16, EASEL_MEDIA_WEBP },
    { "RIFF\0\0\0\0WAVEfmt ", 16, EASEL_MEDIA_UNKNOWN },
    { "GIF89a", 6, EASEL_MEDIA_GIF },
    { "\0\0\0\x18"
      "ftypavif\0\0\0\0mif1avif",
      24, EASEL_MEDIA_AVIF },
    { "\0\0\0\x18"
      "ftypmif1\0\0\0\0mif1avif",
      24, EASEL_MEDIA_AVIF },
    { "\0\0\0\x14"
      "ftypisom\0\0\2\0mp42",
      20, EASEL_MEDIA_MP4 },
    { "\0\0\0\x14"
      "ftypheic\0\0\0\0heic",
      20, EASEL_MEDIA_UNKNOWN },
    { "\xff\xff\xff\xff"
      "ftyp",
      8, EASEL_MEDIA_UNKNOWN },
    { "\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", 12, EASEL_MEDIA_WEBM },
    { "\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", 16, EASEL_MEDIA_UNKNOWN },
    { "plain text\n", 11, EASEL_MEDIA_TEXT },
    { "\xe5\x9f\x8e", 3, EASEL_MEDIA_TEXT },
    { "\xe5\x9f", 2, EASEL_MEDIA_UNKNOWN },
    { "a\0b", 3, EASEL_MEDIA_UNKNOWN },
    { "", 0, EASEL_MEDIA_UNKNOWN },
  };
  g_autoptr (GString) cut = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree guint8 *copy = g_memdup2 (cases[i].data, cases[i].size);

      if (easel_media_format_sniff (copy, cases[i].size) != cases[i].format)
        g_error ("case %u is %d", i, easel_media_format_sniff (copy, cases[i].size));
    }
  /* Long text that is cut within a sign. */
  while (cut->len < EASEL_MEDIA_SNIFF_BYTES - 1)
    g_string_append_c (cut, 'a');
  g_string_append (cut, "城");
  g_assert_cmpint (easel_media_format_sniff ((const guint8 *) cut->str, EASEL_MEDIA_SNIFF_BYTES), ==,
                   EASEL_MEDIA_TEXT);
  for (int i = 1; i < EASEL_N_MEDIA_FORMATS; i++)
    g_assert_cmpint (easel_media_format_find (easel_media_format_get_mime (i)), ==, i);
}

static void
assert_refused (Fixture *f, const char *path, EaselMediaKinds accept, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselStoredFile) file = easel_file_store_add_file (f->store, path, accept, TRUE, NULL, &error);

  g_assert_null (file);
  g_assert_error (error, EASEL_ERROR, code);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
  g_assert_cmpint (count_all (f), <=, 1);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  g_autofree char *picture = g_build_filename (f->folder, "picture.png", NULL);
  g_autofree char *link = g_build_filename (f->folder, "link.png", NULL);
  g_autofree char *pipe_path = g_build_filename (f->folder, "pipe.png", NULL);
  g_autofree char *empty = g_build_filename (f->folder, "empty.png", NULL);
  g_autofree char *page = g_build_filename (f->folder, "page.png", NULL);
  g_autofree char *bitmap = g_build_filename (f->folder, "odd\xff.bmp", NULL);
  g_autofree char *missing = g_build_filename (f->folder, "missing.png", NULL);
  g_autofree char *endless = g_build_filename (f->folder, "endless.png", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (EaselStoredFile) file = NULL;

  g_assert_true (g_file_set_contents (picture, PNG, -1, NULL));
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_true (g_file_set_contents (page, "\n<!DOCTYPE html><html>", -1, NULL));
  g_assert_true (g_file_set_contents (bitmap, "BM\1\2\3\4", -1, NULL));
  g_assert_cmpint (symlink (picture, link), ==, 0);
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);

  assert_refused (f, link, ALL, EASEL_ERROR_UNSUPPORTED, "symbolic link");
  assert_refused (f, pipe_path, ALL, EASEL_ERROR_UNSUPPORTED, "ordinary");
  assert_refused (f, f->folder, ALL, EASEL_ERROR_UNSUPPORTED, "ordinary");
  assert_refused (f, empty, ALL, EASEL_ERROR_INVALID_INPUT, "empty");
  assert_refused (f, page, EASEL_MEDIA_IMAGES, EASEL_ERROR_UNSUPPORTED, "web page");
  assert_refused (f, bitmap, ALL, EASEL_ERROR_UNSUPPORTED, "BMP");
  assert_refused (f, picture, EASEL_MEDIA_TEXTS, EASEL_ERROR_UNSUPPORTED, "image/png");
  assert_refused (f, missing, ALL, EASEL_ERROR_NOT_FOUND, "missing.png");
  g_assert_true (g_file_set_contents (endless, PNG, sizeof PNG - 1, NULL));
  g_assert_cmpint (truncate (endless, (off_t) 1 << 33), ==, 0);
  assert_refused (f, endless, ALL, EASEL_ERROR_TOO_LONG, "larger than");

  g_cancellable_cancel (cancelled);
  file = easel_file_store_add_file (f->store, picture, ALL, TRUE, cancelled, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED);
  g_clear_error (&error);
  file = easel_file_store_add_file (f->store, picture, ALL, FALSE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (easel_file_store_sync (f->store, &error));
  g_assert_true (easel_file_store_verify (f->store, file->hash, NULL, &error));
}

static void
test_damage (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselStoredFile) file = add_text (f, PNG, &error);
  g_autoptr (EaselStoredFile) healed = NULL;
  g_autofree char *path = easel_file_store_get_path (f->store, file->hash);
  g_autofree char *zeros = g_strnfill (64, '0');
  g_autofree char *stale = g_build_filename (easel_file_store_get_folder (f->store), ".new-stale", NULL);
  struct utimbuf old = { 1000, 1000 };
  int lock;

  g_assert_true (easel_file_store_verify (f->store, file->hash, NULL, &error));
  g_assert_true (g_file_set_contents (path, "\x89PNG\r\n\x1a\n and what FOLLOWS", -1, NULL));
  g_assert_false (easel_file_store_verify (f->store, file->hash, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_clear_error (&error);
  /* The same content again mends it. */
  healed = add_text (f, PNG, &error);
  g_assert_true (easel_file_store_verify (f->store, file->hash, NULL, &error));
  g_assert_false (easel_file_store_verify (f->store, zeros, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (easel_file_store_open (f->store, "../files", &error), <, 0);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (stale, "x", 1, NULL));
  g_assert_cmpint (utime (stale, &old), ==, 0);
  g_assert_cmpint (easel_file_store_clean (f->store), ==, 1);

  /* Nobody removes what was added and has no row yet. */
  g_clear_pointer (&file, easel_stored_file_free);
  g_clear_pointer (&healed, easel_stored_file_free);
  lock = easel_file_store_lock (f->store, &error);
  g_assert_no_error (error);
  healed = NULL;
  {
    g_autoptr (GPtrArray) hashes = easel_file_store_list (f->store, &error);

    g_assert_cmpint (easel_file_store_remove (f->store, hashes->pdata[0], &error), ==, sizeof PNG - 1);
    g_assert_cmpint (easel_file_store_remove (f->store, hashes->pdata[0], &error), ==, 0);
  }
  close (lock);
}

/* Killed while it writes: what lies under a hash is always whole. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) hashes = NULL;
  g_autoptr (GError) error = NULL;
  guint temporary;

  for (int i = 0; i < 60; i++)
    {
      pid_t pid = fork ();

      if (pid == 0)
        for (int j = 0;; j++)
          {
            g_autoptr (EaselFileWriter) writer = easel_file_store_begin (f->store, 1 << 20, "x", NULL);
            EaselStoredFile *file;
            g_autofree char *text = g_strdup_printf ("text %d of %d\n", j, i);

            for (int k = 0; k < 40; k++)
              easel_file_writer_write (writer, text, strlen (text), NULL);
            file = easel_file_writer_finish (writer, ALL, TRUE, NULL);
            g_clear_pointer (&file, easel_stored_file_free);
          }
      g_usleep ((gulong) g_rand_int_range (rand, 200, 8000));
      kill (pid, SIGKILL);
      waitpid (pid, NULL, 0);
    }
  hashes = easel_file_store_list (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hashes->len, >, 0);
  for (guint i = 0; i < hashes->len; i++)
    {
      easel_file_store_verify (f->store, hashes->pdata[i], NULL, &error);
      g_assert_no_error (error);
    }
  temporary = count_all (f) - hashes->len - 1;
  g_test_message ("%u whole files, %u temporary ones left", hashes->len, temporary);
}

static void
test_full (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselStoredFile) file = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');
  struct rlimit before;
  struct rlimit small = { 5000, 0 };
  void (*handler) (int) = signal (SIGXFSZ, SIG_IGN);

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small.rlim_max = before.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  file = add_text (f, text, &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);
  g_assert_null (file);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "no space"));
  g_assert_cmpint (count_all (f), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) g_test_add ("/media/files/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("add", test_add);
  ADD ("refused", test_refused);
  ADD ("damage", test_damage);
  ADD ("killed", test_killed);
  ADD ("full", test_full);
#undef ADD
  g_test_add_func ("/media/kinds", test_kinds);
  return g_test_run ();
}
