// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "easel-context.h"
#include "easel-png-write.h"
#include "easel-store-assets.h"
#include "easel-thumbnailer.h"

/* The library: searches of a hundred thousand, thumbnails beside a bare loop that
 * decodes, scales and writes the same, an import of ten thousand. */

#define N_ASSETS 100000
#define N_PICTURES 48
#define N_IMPORTED 10000
#define ROUNDS 3

/* Few words are most of the text, as in prompts. */
#define VOCABULARY 4000
static const char *const syllables[] = { "ta", "ne", "ro", "li", "ska", "mu", "de", "vi", "co", "ba" };

static void
append_word (GString *text, GRand *rand)
{
  double x = g_rand_double (rand);
  guint word = (guint) (x * x * x * VOCABULARY);

  if (text->len > 0)
    g_string_append_c (text, ' ');
  do
    g_string_append (text, syllables[word % 10]);
  while ((word /= 10) > 0);
}

/* Of all threads: another program does not make a search longer. */
static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

static double
median (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static const GValue *
wait_for (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  const GValue *value;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, &error);
  if (value == NULL)
    g_error ("%s", error->message);
  return value;
}

static DexFuture *
on_done_cb (DexFuture *future, gpointer unused)
{
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

/* Takes future. */
static void
await (DexFuture *future)
{
  g_autoptr (DexFuture) waiting = dex_future_finally (future, on_done_cb, NULL, NULL);

  wait_for (waiting);
}

/* In KiB, of this process. */
static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + 6, NULL) : 0;
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

/* ---- searches ---- */

static void
fill (EaselStore *store, GRand *rand)
{
  for (guint done = 0; done < N_ASSETS; done += 1000)
    {
      g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);

      for (guint i = 0; i < 1000; i++)
        {
          EaselAssetRow *row = easel_asset_row_new ();
          GString *prompt = g_string_new (NULL);

          for (guint w = 0; w < 30; w++)
            append_word (prompt, rand);
          g_string_append_printf (prompt, " number%u", done + i);
          row->hash = g_strdup_printf ("%064x", done + i);
          row->kind = g_strdup ("image");
          row->mime = g_strdup ("image/png");
          row->source = g_strdup ("import");
          row->model_id = g_strdup_printf ("model-%d", g_rand_int_range (rand, 0, 8));
          row->name = g_strdup_printf ("%u.png", done + i);
          row->bytes = 1000;
          row->seed = done + i;
          row->width = row->height = 512;
          row->rating = g_rand_int_range (rand, 0, 6);
          row->prompt = g_string_free (prompt, FALSE);
          row->negative_prompt = g_strdup ("blur text watermark");
          row->created_at = 1000000 + done + i;
          g_ptr_array_add (rows, row);
        }
      await (easel_store_assets_add (store, rows));
    }
}

static void
bench_search (const char *folder)
{
  static const char *const filters[] = {
    "{}",
    "{\"search\":\"s\"}",
    "{\"search\":\"sk\"}",
    "{\"search\":\"ska\"}",
    "{\"search\":\"ta\"}",
    "{\"search\":\"tan\"}",
    "{\"search\":\"vini ta\"}",
    "{\"search\":\"number4711\"}",
    "{\"search\":\"number99\"}",
    "{\"search\":\"rolide\"}",
    "{\"search\":\"rolide muba\"}",
    "{\"search\":\"co mu lita\"}",
    "{\"search\":\"watermark\"}",
    "{\"search\":\"nothing of this\"}",
    "{\"search\":\"model-3 bade\"}",
    "{\"rating\":5}",
    "{\"search\":\"demu\",\"rating\":4}",
    "{\"model\":\"model-1\"}",
    "{\"seed\":5000}",
    "{\"search\":\"tavi\",\"sort\":\"rating\"}",
    "{\"search\":\"\\\"vico ba,\"}",
  };
  g_autofree char *path = g_build_filename (folder, "search.db", NULL);
  g_autoptr (EaselStore) store = easel_store_new (path);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261120);
  double times[G_N_ELEMENTS (filters) * 5];
  guint n = 0;

  await (easel_store_open (store));
  fill (store, rand);
  for (guint round = 0; round < 5; round++)
    for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
      {
        double start = cpu_ms ();

        await (easel_store_assets_list (store, filters[i]));
        times[n++] = cpu_ms () - start;
        if (round == 4)
          fprintf (stderr, "# %6.1f ms  %s\n", times[n - 1], filters[i]);
      }
  printf ("{\"name\":\"library-search-100000\",\"value\":%.2f,\"unit\":\"ms\",\"limit\":30,\"direction\":"
          "\"max\"}\n",
          median (times, n));
  printf ("{\"name\":\"library-search-slowest\",\"value\":%.2f,\"unit\":\"ms\"}\n", times[n - 1]);
  fflush (stdout);
  await (easel_store_close (store));
}

/* ---- thumbnails ---- */

static GdkPixbuf *
draw (GRand *rand, int seed, int width, int height)
{
  GdkPixbuf *picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint8 *pixels = gdk_pixbuf_get_pixels (picture);
  int stride = gdk_pixbuf_get_rowstride (picture);
  int a = g_rand_int_range (rand, 3, 40), b = g_rand_int_range (rand, 3, 40);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      for (int c = 0; c < 3; c++)
        pixels[y * stride + x * 3 + c] =
            (guint8) ((x / a * 13 + y / b * 7 + c * 50 + (x ^ y) % 9 + seed * 31) & 0xff);
  return picture;
}

typedef struct
{
  GPtrArray *paths;
  int next;
  const char *out;
} Loop;

static gpointer
run_loop (gpointer data)
{
  Loop *loop = data;

  for (;;)
    {
      int i = g_atomic_int_add (&loop->next, 1);
      g_autofree char *name = g_strdup_printf ("%d.png", i);
      g_autofree char *out = g_build_filename (loop->out, name, NULL);
      g_autofree char *temporary = g_strconcat (out, ".new", NULL);
      g_autoptr (GdkPixbuf) picture = NULL;

      if (i >= (int) loop->paths->len)
        return NULL;
      picture = gdk_pixbuf_new_from_file_at_scale (loop->paths->pdata[i], 256, 256, TRUE, NULL);
      gdk_pixbuf_save (picture, temporary, "png", NULL, "tEXt::Thumb::URI", "file:///x", "tEXt::Thumb::MTime",
                       "1", NULL);
      g_rename (temporary, out);
    }
}

static double
time_loop (GPtrArray *paths, const char *out, guint n_threads)
{
  Loop loop = { paths, 0, out };
  GThread *threads[4];
  double start = now_ms ();

  for (guint i = 0; i < n_threads; i++)
    threads[i] = g_thread_new ("loop", run_loop, &loop);
  for (guint i = 0; i < n_threads; i++)
    g_thread_join (threads[i]);
  return now_ms () - start;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ".png");
  return n;
}

/* Until the last file is written. */
static double
time_thumbnails (EaselThumbnailer *thumbnailer, GPtrArray *hashes, const char *cache)
{
  g_autofree char *large = g_build_filename (cache, "large", NULL);
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  double start = now_ms ();

  for (guint i = 0; i < hashes->len; i++)
    g_ptr_array_add (futures, easel_thumbnailer_load (thumbnailer, hashes->pdata[i], "image/jpeg", 256));
  for (guint i = 0; i < futures->len; i++)
    await (dex_ref (futures->pdata[i]));
  while (count_files (large) < hashes->len)
    g_usleep (500);
  start = now_ms () - start;
  for (guint i = 0; i < hashes->len; i++)
    easel_thumbnailer_forget (thumbnailer, hashes->pdata[i]);
  return start;
}

static void
bench_thumbnails (const char *folder)
{
  g_autofree char *pictures = g_build_filename (folder, "files", NULL);
  g_autofree char *cache = g_build_filename (folder, "thumbnails", NULL);
  g_autofree char *out = g_build_filename (folder, "loop", NULL);
  g_autoptr (EaselFileStore) files = easel_file_store_new (pictures);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (EaselThumbnailer) thumbnailer = NULL;
  guint n_threads = CLAMP (g_get_num_processors (), 1, 4);
  double ours[ROUNDS], theirs[ROUNDS], our_time, their_time;

  g_mkdir (out, 0700);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr (GdkPixbuf) picture = draw (rand, (int) i, 1600, 1200);
      g_autofree char *data = NULL;
      gsize size;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (EaselStoredFile) file = NULL;

      gdk_pixbuf_save_to_buffer (picture, &data, &size, "jpeg", NULL, "quality", "90", NULL);
      bytes = g_bytes_new_take (g_steal_pointer (&data), size);
      file = easel_file_store_add_bytes (files, bytes, EASEL_MEDIA_IMAGES, "picture", NULL);
      g_ptr_array_add (hashes, g_strdup (file->hash));
      g_ptr_array_add (paths, easel_file_store_get_path (files, file->hash));
    }
  thumbnailer = easel_thumbnailer_new (files, cache, NULL, n_threads);
  /* Both once for the disk's cache and the processes' start. */
  time_thumbnails (thumbnailer, hashes, cache);
  time_loop (paths, out, n_threads);
  for (guint round = 0; round < ROUNDS; round++)
    {
      ours[round] = time_thumbnails (thumbnailer, hashes, cache);
      theirs[round] = time_loop (paths, out, n_threads);
    }
  our_time = median (ours, ROUNDS);
  their_time = median (theirs, ROUNDS);
  printf (
      "{\"name\":\"library-thumbnails\",\"value\":%.1f,\"unit\":\"/s\",\"reference\":%.1f,\"reference_name\":"
      "\"bare loop\",\"ratio\":%.3f,\"limit\":0.9,\"direction\":\"min\"}\n",
      N_PICTURES / our_time * 1000, N_PICTURES / their_time * 1000, their_time / our_time);
  fflush (stdout);
}

/* ---- an import ---- */

static void
make_pictures (const char *folder)
{
  for (guint i = 0; i < N_IMPORTED; i++)
    {
      g_autoptr (EaselPicture) picture = easel_picture_new ();
      guint8 pixels[32 * 32 * 3];
      g_autofree char *words_text =
          g_strdup_printf ("a picture of number %u\nSteps: 20, Seed: %u, Model: m", i, i);
      const char *texts[] = { "parameters", words_text, NULL };
      g_autofree char *name = g_strdup_printf ("%05u.png", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) png = NULL;

      memset (pixels, (int) (i & 0xff), sizeof pixels);
      picture->width = picture->height = 32;
      picture->stride = 96;
      picture->pixels = g_bytes_new (pixels, sizeof pixels);
      png = easel_png_write (picture, texts);
      g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
    }
}

static void
bench_import (const char *folder)
{
  g_autofree char *pictures = g_build_filename (folder, "pictures", NULL);
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (EaselContext) context = easel_context_new (data, environment);
  g_autoptr (EaselAssetImport) import = NULL;
  const char *paths[] = { pictures, NULL };
  double early = 0, start, longest = 0, last, passed;

  g_mkdir (pictures, 0700);
  make_pictures (pictures);
  await (easel_context_open (context));
  import = easel_library_service_import (easel_context_get_library (context), paths);
  start = last = now_ms ();
  while (easel_asset_import_is_running (import))
    {
      if (!g_main_context_iteration (NULL, FALSE))
        {
          g_usleep (200);
          last = now_ms ();
        }
      longest = MAX (longest, now_ms () - last);
      last = now_ms ();
      if (early <= 0 && easel_asset_import_get_n_done (import) >= N_IMPORTED / 10)
        early = get_memory ();
    }
  passed = now_ms () - start;
  if (easel_asset_import_get_n_added (import) != N_IMPORTED)
    g_error ("Only %u were brought in", easel_asset_import_get_n_added (import));
  printf ("{\"name\":\"library-import-10000\",\"value\":%.1f,\"unit\":\"/s\"}\n", N_IMPORTED / passed * 1000);
  printf ("{\"name\":\"library-import-memory\",\"value\":%.0f,\"unit\":\"KiB\",\"reference\":%.0f,"
          "\"reference_name\":"
          "\"after a tenth\",\"ratio\":%.3f,\"limit\":1.2,\"direction\":\"max\"}\n",
          get_memory (), early, get_memory () / early);
  printf (
      "{\"name\":\"library-import-longest-turn\",\"value\":%.1f,\"unit\":\"ms\",\"limit\":50,\"direction\":"
      "\"max\"}\n",
      longest);
  fflush (stdout);
  await (easel_context_close (context));
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("easel-bench-library-XXXXXX", NULL);
  const char *only = argc > 1 ? argv[1] : "";

  dex_init ();
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  if (*only == '\0' || g_str_equal (only, "search"))
    bench_search (folder);
  if (*only == '\0' || g_str_equal (only, "thumbnails"))
    bench_thumbnails (folder);
  if (*only == '\0' || g_str_equal (only, "import"))
    bench_import (folder);
  remove_folder (folder);
  return 0;
}
