// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-job-private.h"
#include "easel-job-tile.h"
#include "easel-test-future.h"

/* Tiles of what is being made. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselJob *job;
  GtkWidget *tile;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

static EaselJob *
make_job (void)
{
  g_autoptr (EaselJobRow) row = easel_job_row_new ();

  row->id = 1;
  row->batch_id = 1;
  row->kind = g_strdup ("image");
  row->stage = EASEL_JOB_RUNNING;
  row->provider_slug = g_strdup ("mine");
  row->provider_name = g_strdup ("Mine");
  row->model_id = g_strdup ("model");
  row->written = g_strdup ("a boat");
  row->prompt = g_strdup ("a boat");
  row->seed = -1;
  return _easel_job_new (row);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-jobs-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  self->job = make_job ();
  self->tile = easel_job_tile_new (self->context, self->job);
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), self->tile);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->tile));
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
        g_remove (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer job = self->job;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_object_add_weak_pointer (job, &job);
  g_object_unref (self->job);
  ui_test_wait_until (job == NULL);
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  remove_folder (self->dir);
  g_free (self->dir);
}

/* ---- previews ---- */

static GBytes *
make_picture (int width)
{
  g_autofree guint8 *data = g_malloc ((gsize) width * 32 * 3);
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) pixels = NULL;

  memset (data, 0x40, (gsize) width * 32 * 3);
  pixels = g_bytes_new (data, (gsize) width * 32 * 3);
  texture = gdk_memory_texture_new (width, 32, GDK_MEMORY_R8G8B8, pixels, (gsize) width * 3);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
show (Fixture *self, GBytes *preview)
{
  g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

  answer->preview = g_bytes_ref (preview);
  _easel_job_take_answer (self->job, answer);
}

/* How wide the picture is that the tile shows; 0 none. */
static int
get_shown (Fixture *self)
{
  GtkPicture *picture = GTK_PICTURE (ui_test_find (self->tile, GTK_TYPE_PICTURE, 0));
  GdkPaintable *paintable = gtk_picture_get_paintable (picture);

  return paintable != NULL ? gdk_paintable_get_intrinsic_width (paintable) : 0;
}

static void
test_preview (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first = make_picture (40);

  show (self, first);
  /* Not here and now: another process reads it. */
  g_assert_cmpint (get_shown (self), ==, 0);
  ui_test_wait_until (get_shown (self) == 40);
}

/* Of many that come at once the last is shown, and few between are read at all. */
static void
test_latest (Fixture *self, gconstpointer data)
{
  guint n_changes = 0;
  int shown = 0;
  gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;

  for (int i = 1; i <= 200; i++)
    {
      g_autoptr (GBytes) picture = make_picture (40 + i);

      show (self, picture);
    }
  while (get_shown (self) != 240 && g_get_monotonic_time () < end)
    {
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
      n_changes += get_shown (self) != shown;
      shown = get_shown (self);
    }
  g_assert_cmpint (get_shown (self), ==, 240);
  g_assert_cmpuint (n_changes, <=, 3);
}

/* What is no picture, or would be a huge one, leaves the tile as it was. */
static void
test_hostile (Fixture *self, gconstpointer data)
{
  static const guint8 huge[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0,    0,   13,
                                 'I',  'H', 'D', 'R', 0,    0,    0xea, 0x60, 0,    0,    0,   0,
                                 0,    0,   8,   2,   0,    0,    0,    0x0f, 0xb0, 0xe2, 0x15 };
  const char *const texts[] = { "", "GIF89a", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9999999\"/>",
                                "/* XPM */ static char *x[] = {\"99999 99999 1 1\"};", "<html>no</html>" };
  g_autoptr (GBytes) good = make_picture (40);
  g_autoptr (GBytes) last = make_picture (41);
  g_autoptr (GBytes) lie = g_bytes_new_static (huge, sizeof huge);

  show (self, good);
  ui_test_wait_until (get_shown (self) == 40);
  show (self, lie);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static (texts[i], strlen (texts[i]));

      show (self, text);
      easel_test_settle ();
    }
  for (gsize size = 1; size < g_bytes_get_size (last); size += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (last, 0, size);

      show (self, cut);
      easel_test_settle ();
    }
  show (self, last);
  ui_test_wait_until (get_shown (self) == 41);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name) g_test_add ("/ui/jobs/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (preview);
  ADD (latest);
  ADD (hostile);
#undef ADD
  return g_test_run ();
}
