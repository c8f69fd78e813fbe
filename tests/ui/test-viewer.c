// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-pair-page.h"
#include "easel-pair-words.h"
#include "easel-picture-export-dialog.h"
#include "easel-picture-files.h"
#include "easel-picture-view.h"
#include "easel-test-future.h"
#include "easel-viewer-page.h"

/* Pictures one by one: how large, which part, which is next, and what cannot be shown. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselAssetList *list;
  EaselThumbnails *thumbnails;
  EaselViewerPage *page;
  EaselPictureView *view;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

static EaselLibraryService *
get_library (Fixture *self)
{
  return easel_context_get_library (self->context);
}

/* Noise, so that its file is no smaller than its points. */
static GBytes *
make_picture (guint number, int width, int height)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) pixels = NULL;
  guint32 *data = g_new (guint32, (gsize) width * (gsize) height);

  for (int i = 0; i < width * height; i++)
    data[i] = 0xff000000u | (((guint32) i + number) * 2654435761u >> 8);
  pixels = g_bytes_new_take (data, (gsize) width * (gsize) height * sizeof *data);
  texture =
      gdk_memory_texture_new (width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels, (gsize) width * 4);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
add_picture (Fixture *self, guint number, int width, int height)
{
  g_autoptr (GBytes) bytes = make_picture (number, width, height);
  g_autofree char *name = g_strdup_printf ("picture-%u.png", number);

  await (easel_library_service_add_bytes (get_library (self), bytes, name, EASEL_ASSET_FOR_LIBRARY));
}

static void
open_page (Fixture *self)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();

  self->list = easel_library_service_list (get_library (self), filter);
  ui_test_wait_until (easel_asset_list_is_ready (self->list));
  self->thumbnails = easel_thumbnails_new (get_library (self));
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 600);
  self->page = easel_viewer_page_new (self->context, self->list, self->thumbnails);
  self->view = easel_viewer_page_get_view (self->page);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (self->view)) > 0);
  g_assert_true (easel_viewer_page_show (self->page, easel_asset_list_get_id (self->list, 0)));
  gtk_widget_grab_focus (GTK_WIDGET (self->page));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-viewer-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
}

/* What is still read in a thread holds it for a moment. */
static void
let_go (gpointer where)
{
  GObject **object = where;
  GObject *held = *object;

  if (held == NULL)
    return;
  g_object_add_weak_pointer (held, where);
  g_object_unref (held);
  ui_test_wait_until (*(GObject *volatile *) where == NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  let_go (&self->list);
  let_go (&self->thumbnails);
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

static gboolean
has_pixels (Fixture *self, int width)
{
  EaselPixels *pixels = easel_picture_view_get_pixels (self->view);

  return pixels != NULL && pixels->width == width;
}

static void
act (Fixture *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self->page), action, NULL);
}

static void
test_sides (void)
{
  /* Never more than there is, a little more than is wanted, and never all memory. */
  g_assert_cmpuint (easel_pictures_find_side (300, 200, 5000), ==, 300);
  g_assert_cmpuint (easel_pictures_find_side (4000, 3000, 900), >=, 900);
  g_assert_cmpuint (easel_pictures_find_side (4000, 3000, 900), <, 1800);
  g_assert_cmpuint (easel_pictures_find_side (12000, 9000, 12000), <, 8100);
  g_assert_cmpuint (easel_pictures_find_side (30000, 400, 30000), ==, 30000);
  g_assert_cmpuint (easel_pictures_find_side (0, 0, 700), >=, 700);
}

static void
test_zoom (Fixture *self, gconstpointer data)
{
  EaselViewport *viewport;
  double fit, half;

  add_picture (self, 1, 2400, 600);
  open_page (self);
  viewport = easel_picture_view_get_viewport (self->view);
  ui_test_wait_until (easel_picture_view_get_pixels (self->view) != NULL);
  fit = easel_picture_view_get_scale (self->view);
  g_assert_cmpfloat (fit, <, 0.5);
  /* What fits needs no more points than the screen has. */
  g_assert_cmpint (easel_picture_view_get_pixels (self->view)->width, <, 2400);
  g_assert_false (easel_picture_view_can_pan (self->view));

  act (self, "page.zoom-actual");
  g_assert_cmpfloat_with_epsilon (easel_picture_view_get_scale (self->view), 1, 0.001);
  ui_test_wait_until (has_pixels (self, 2400));
  g_assert_true (easel_picture_view_can_pan (self->view));

  /* No further than the edge. */
  half = gtk_widget_get_width (GTK_WIDGET (self->view)) / 2.0 / 2400;
  easel_picture_view_pan (self->view, 100000, 0);
  g_assert_cmpfloat_with_epsilon (easel_viewport_get_x (viewport), half, 0.002);
  easel_picture_view_pan (self->view, -100000, 0);
  g_assert_cmpfloat_with_epsilon (easel_viewport_get_x (viewport), 1 - half, 0.002);
  for (int i = 0; i < 60; i++)
    act (self, "page.zoom-in");
  g_assert_cmpfloat (easel_picture_view_get_scale (self->view), <=, 8.001);
  for (int i = 0; i < 100; i++)
    act (self, "page.zoom-out");
  g_assert_cmpfloat_with_epsilon (easel_picture_view_get_scale (self->view), fit, 0.001);
  act (self, "page.zoom-in");
  act (self, "page.zoom-fit");
  g_assert_cmpfloat_with_epsilon (easel_picture_view_get_scale (self->view), fit, 0.001);
}

/* Of one that is too large to be decoded whole, its own size is said to be less than that. */
static void
test_coarse (Fixture *self, gconstpointer data)
{
  AdwWindowTitle *title;
  EaselPixels *pixels;

  /* 56 million points, all of one colour. */
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) points = g_bytes_new_take (g_malloc0 (8000 * 7000 * 3), 8000 * 7000 * 3);
  g_autoptr (GBytes) bytes = NULL;

  texture = gdk_memory_texture_new (8000, 7000, GDK_MEMORY_R8G8B8, points, 8000 * 3);
  bytes = gdk_texture_save_to_png_bytes (texture);
  await (easel_library_service_add_bytes (get_library (self), bytes, "large.png", EASEL_ASSET_FOR_LIBRARY));
  open_page (self);
  title = ADW_WINDOW_TITLE (ui_test_find (GTK_WIDGET (self->page), ADW_TYPE_WINDOW_TITLE, 0));
  ui_test_wait_until (easel_picture_view_get_pixels (self->view) != NULL);
  g_assert_false (easel_picture_view_is_coarse (self->view));
  g_assert_cmpstr (adw_window_title_get_subtitle (title), ==, "1 of 1 · 8000 × 7000");
  act (self, "page.zoom-actual");
  ui_test_wait_until (easel_picture_view_is_coarse (self->view));
  pixels = easel_picture_view_get_pixels (self->view);
  g_assert_cmpint (pixels->width, >, 7000);
  g_assert_cmpint (pixels->width, <, 8000);
  g_assert_cmpint ((gint64) pixels->width * pixels->height, <=, 48100000);
  ui_test_wait_until (strstr (adw_window_title_get_subtitle (title), ", shown with 7") != NULL);
  act (self, "page.zoom-fit");
  ui_test_wait_until (strstr (adw_window_title_get_subtitle (title), "shown") == NULL);
}

/* One that is smaller than the view keeps its size; keys go through the list. */
static void
test_next (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    add_picture (self, i, 60, 40);
  open_page (self);
  ui_test_wait_until (has_pixels (self, 60));
  g_assert_cmpfloat_with_epsilon (easel_picture_view_get_scale (self->view), 1, 0.001);
  gtk_test_accessible_assert_role (self->view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (self->view, GTK_ACCESSIBLE_PROPERTY_LABEL, "Picture, picture-3.png");
  for (guint i = 1; i < 4; i++)
    {
      act (self, "page.next");
      g_assert_cmpint (easel_viewer_page_get_id (self->page), ==, easel_asset_list_get_id (self->list, i));
      ui_test_wait_until (has_pixels (self, 60));
    }
  /* There is no other. */
  act (self, "page.next");
  g_assert_cmpint (easel_viewer_page_get_id (self->page), ==, easel_asset_list_get_id (self->list, 3));
  act (self, "page.first");
  g_assert_cmpint (easel_viewer_page_get_id (self->page), ==, easel_asset_list_get_id (self->list, 0));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (self->view)));
}

/* Out of the list by whatever hand: the neighbour is shown. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  gint64 ids[3];

  for (guint i = 0; i < 3; i++)
    add_picture (self, i, 60, 40);
  open_page (self);
  for (guint i = 0; i < 3; i++)
    ids[i] = easel_asset_list_get_id (self->list, i);
  act (self, "page.next");
  await (easel_library_service_trash (get_library (self), &ids[1], 1));
  ui_test_wait_until (easel_viewer_page_get_id (self->page) == ids[2]);
  await (easel_library_service_trash (get_library (self), &ids[2], 1));
  ui_test_wait_until (easel_viewer_page_get_id (self->page) == ids[0]);
  ui_test_wait_until (has_pixels (self, 60));
}

static gboolean
shows_problem (Fixture *self)
{
  AdwStatusPage *status = ADW_STATUS_PAGE (ui_test_find (GTK_WIDGET (self->page), ADW_TYPE_STATUS_PAGE, 0));

  return gtk_widget_get_mapped (GTK_WIDGET (status)) &&
         g_str_equal (adw_status_page_get_title (status), "Cannot Show This Picture") &&
         adw_status_page_get_description (status) != NULL;
}

/* The file is gone; its neighbour is looked at all the same. */
static void
test_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselAsset) asset = NULL;
  g_autofree char *path = NULL;

  add_picture (self, 1, 60, 40);
  add_picture (self, 2, 60, 40);
  open_page (self);
  asset = g_list_model_get_item (G_LIST_MODEL (self->list), 1);
  ui_test_wait_until (easel_asset_is_loaded (asset));
  ui_test_wait_until (has_pixels (self, 60));
  path = easel_library_service_get_path (get_library (self), asset);
  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  let_go (&self->list);
  let_go (&self->thumbnails);
  g_assert_cmpint (g_remove (path), ==, 0);

  open_page (self);
  act (self, "page.next");
  ui_test_wait_until (shows_problem (self));
  act (self, "page.previous");
  ui_test_wait_until (has_pixels (self, 60));
  g_assert_false (shows_problem (self));
}

typedef struct
{
  guint n_answers;
  gboolean had_picture;
} Answers;

static void
on_thumbnail_cb (gpointer data, GdkTexture *texture)
{
  Answers *answers = data;

  answers->n_answers++;
  answers->had_picture = texture != NULL;
}

/* What cannot be shown is asked for once, not at each allocation; that is no answer for ever. */
static void
test_failed_thumbnail (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (EaselAsset) asset = NULL;
  g_autofree char *path = NULL;
  g_autofree char *content = NULL;
  Answers answers = { 0 };
  gsize size;

  add_picture (self, 1, 60, 40);
  self->list = easel_library_service_list (get_library (self), filter);
  ui_test_wait_until (easel_asset_list_is_ready (self->list));
  self->thumbnails = easel_thumbnails_new (get_library (self));
  asset = g_list_model_get_item (G_LIST_MODEL (self->list), 0);
  ui_test_wait_until (easel_asset_is_loaded (asset));
  path = easel_library_service_get_path (get_library (self), asset);
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpint (g_remove (path), ==, 0);
  easel_thumbnails_request (self->thumbnails, asset, 128, on_thumbnail_cb, &answers);
  ui_test_wait_until (answers.n_answers == 1);
  g_assert_false (answers.had_picture);
  for (guint i = 2; i < 6; i++)
    {
      easel_thumbnails_request (self->thumbnails, asset, i % 2 == 0 ? 128 : 512, on_thumbnail_cb, &answers);
      g_assert_cmpuint (answers.n_answers, ==, i);
      g_assert_false (answers.had_picture);
    }
  /* A disk that was not there comes back. */
  g_assert_true (g_file_set_contents (path, content, (gssize) size, NULL));
  while (!answers.had_picture && answers.n_answers < 100000)
    {
      guint n = answers.n_answers;

      easel_thumbnails_request (self->thumbnails, asset, 128, on_thumbnail_cb, &answers);
      ui_test_wait_until (answers.n_answers > n);
      g_usleep (1000);
    }
  g_assert_true (answers.had_picture);
  g_assert_cmpuint (answers.n_answers, >, 10);
}

static void
on_files_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* What is dragged are all that are selected, loaded or not. */
static void
test_dragged_files (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (GdkContentProvider) files = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autofree gint64 *ids = g_new (gint64, 40);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  GValue value = G_VALUE_INIT;
  gboolean written = FALSE;

  for (guint i = 0; i < 40; i++)
    add_picture (self, i, 8, 8);
  self->list = easel_library_service_list (get_library (self), filter);
  ui_test_wait_until (easel_asset_list_is_ready (self->list));
  for (guint i = 0; i < 40; i++)
    ids[i] = easel_asset_list_get_id (self->list, i);
  files = easel_picture_files_new (get_library (self), ids, 40);
  gdk_content_provider_write_mime_type_async (files, "text/uri-list", stream, 0, NULL, on_files_written_cb,
                                              &written);
  ui_test_wait_until (written);
  g_output_stream_close (stream, NULL, NULL);
  text = g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_filename_from_uri (lines[i], NULL, NULL);

      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
    }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_assert_true (gdk_content_provider_get_value (files, &value, NULL));
  g_assert_cmpuint (g_slist_length (gdk_file_list_get_files (g_value_get_boxed (&value))), ==, 40);
  g_value_unset (&value);
}

/* Each is kept once. */
static void
test_memory (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselPictures) pictures = NULL;
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();

  for (guint i = 0; i < 3; i++)
    add_picture (self, i, 1600, 1200);
  self->list = easel_library_service_list (get_library (self), filter);
  ui_test_wait_until (easel_asset_list_is_ready (self->list));
  pictures = easel_pictures_new (get_library (self));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EaselAsset) asset = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      ui_test_wait_until (easel_asset_is_loaded (asset));
      easel_pictures_prepare (pictures, asset, 1600);
      ui_test_wait_until (easel_pictures_find (pictures, asset) != NULL);
      /* In another size it is there once. */
      easel_pictures_prepare (pictures, asset, 1600);
    }
  g_assert_cmpuint (easel_pictures_get_bytes (pictures), <=, 3 * 1600 * 1200 * 4);
  g_assert_cmpuint (easel_pictures_get_bytes (pictures), >=, 3 * 1600 * 1200 * 3);
}

/* ---- what moves ---- */

static void
append_word (GByteArray *file, guint word)
{
  guint8 bytes[2] = { (guint8) word, (guint8) (word >> 8) };

  g_byte_array_append (file, bytes, 2);
}

/* A GIF whose pictures are one point each, in black and white by turns. */
static GBytes *
make_gif (guint width, guint height, guint n, guint delay, gboolean forever)
{
  static const guint8 colors[] = { 0, 0, 0, 255, 255, 255 };
  /* In two bits: begin anew, the point, the end. */
  static const guint8 packed[2][5] = { { 2, 2, 0x44, 0x01, 0 }, { 2, 2, 0x4c, 0x01, 0 } };
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) "GIF89a", 6);
  append_word (file, width);
  append_word (file, height);
  g_byte_array_append (file, (const guint8 *) "\x80\0\0", 3);
  g_byte_array_append (file, colors, sizeof colors);
  if (forever)
    g_byte_array_append (file, (const guint8 *) "\x21\xff\x0bNETSCAPE2.0\3\1\0\0\0", 19);
  for (guint i = 0; i < n; i++)
    {
      g_byte_array_append (file, (const guint8 *) "\x21\xf9\4\4", 4);
      append_word (file, delay);
      g_byte_array_append (file, (const guint8 *) "\0\0\x2c", 3);
      append_word (file, i % width);
      append_word (file, i / width % height);
      append_word (file, 1);
      append_word (file, 1);
      g_byte_array_append (file, (const guint8 *) "\0", 1);
      g_byte_array_append (file, packed[i % 2], sizeof packed[0]);
    }
  g_byte_array_append (file, (const guint8 *) ";", 1);
  return g_byte_array_free_to_bytes (file);
}

static void
add_gif (Fixture *self, guint width, guint height, guint n, guint delay, gboolean forever)
{
  g_autoptr (GBytes) bytes = make_gif (width, height, n, delay, forever);

  await (easel_library_service_add_bytes (get_library (self), bytes, "moving.gif", EASEL_ASSET_FOR_LIBRARY));
}

static EaselMotionPlayer *
get_player (Fixture *self)
{
  return easel_picture_view_get_player (self->view);
}

static gboolean
has_reached (Fixture *self, guint position)
{
  return get_player (self) != NULL && easel_motion_player_get_pixels (get_player (self)) != NULL &&
         easel_motion_player_get_position (get_player (self)) >= position;
}

static GtkWidget *
find_play_button (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "page.play") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_play_button (child);
  return found;
}

/* It plays by itself, round and round, and the space bar holds it. */
static void
test_motion (Fixture *self, gconstpointer data)
{
  GtkWidget *button;
  EaselPixels *held;

  add_picture (self, 1, 60, 40);
  add_gif (self, 40, 30, 6, 2, TRUE);
  open_page (self);
  ui_test_wait_until (has_reached (self, 4));
  ui_test_wait_until (!has_reached (self, 4));
  g_assert_cmpuint (easel_motion_player_get_n_frames (get_player (self)), ==, 6);
  g_assert_true (easel_picture_view_get_pixels (self->view) ==
                 easel_motion_player_get_pixels (get_player (self)));
  gtk_test_accessible_assert_property (self->view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Animated picture, moving.gif");
  button = find_play_button (GTK_WIDGET (self->page));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Pause (Space)");
  g_assert_true (gtk_widget_get_visible (button));
  act (self, "page.play");
  g_assert_false (easel_picture_view_get_playing (self->view));
  held = easel_picture_view_get_pixels (self->view);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "Play (Space)");
  easel_test_settle ();
  g_assert_true (easel_picture_view_get_pixels (self->view) == held);
  act (self, "page.play");
  ui_test_wait_until (easel_picture_view_get_pixels (self->view) != held);
  /* Another picture is none of its. */
  act (self, "page.next");
  ui_test_wait_until (has_pixels (self, 60));
  g_assert_false (easel_picture_view_is_animated (self->view));
  g_assert_false (gtk_widget_get_visible (button));
}

/* As often as it says; then from its beginning, when it is asked to. */
static void
test_motion_ends (Fixture *self, gconstpointer data)
{
  add_gif (self, 40, 30, 3, 2, FALSE);
  open_page (self);
  for (guint i = 0; i < 3; i++)
    {
      ui_test_wait_until (has_reached (self, 2) && !easel_picture_view_get_playing (self->view));
      act (self, "page.play");
      g_assert_true (easel_picture_view_get_playing (self->view));
      g_assert_cmpuint (easel_motion_player_get_position (get_player (self)), ==, 0);
    }
}

/* Who wants nothing to move sees one picture, until it is played. */
static void
test_motion_still (Fixture *self, gconstpointer data)
{
  add_gif (self, 40, 30, 6, 2, TRUE);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  open_page (self);
  ui_test_wait_until (has_pixels (self, 40));
  g_assert_true (easel_picture_view_is_animated (self->view));
  g_assert_false (easel_picture_view_get_playing (self->view));
  g_assert_null (easel_motion_player_get_pixels (get_player (self)));
  act (self, "page.play");
  ui_test_wait_until (has_reached (self, 2));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
}

static void
on_stopped_cb (char **why, const char *sentence)
{
  g_set_str (why, sentence);
}

/* Ten thousand pictures with no time: as many are kept as there is room for. A canvas
 * beyond all bounds is a sentence. */
static void
test_motion_bounds (Fixture *self, gconstpointer data)
{
  g_autofree char *why = NULL;

  add_gif (self, 5000, 5000, 2, 5, TRUE);
  add_gif (self, 200, 160, 10000, 0, TRUE);
  open_page (self);
  g_signal_connect_swapped (self->view, "stopped", G_CALLBACK (on_stopped_cb), &why);
  ui_test_wait_until (has_reached (self, 3));
  g_assert_cmpuint (easel_motion_player_get_n_frames (get_player (self)), ==, 10000);
  g_assert_cmpuint (easel_picture_view_get_pixels (self->view)->delay, ==, 100);
  g_assert_cmpuint (easel_motion_player_get_bytes (get_player (self)), >, 0);
  g_assert_cmpuint (easel_motion_player_get_bytes (get_player (self)), <, 40 * 1024 * 1024);

  act (self, "page.next");
  ui_test_wait_until (why != NULL);
  g_assert_nonnull (strstr (why, "5000 × 5000"));
  g_assert_false (easel_picture_view_get_playing (self->view));
  /* Its first picture is there all the same. */
  ui_test_wait_until (easel_picture_view_get_pixels (self->view) != NULL);
}

/* ---- two ---- */

/* What is done to one is done to both, however they lie; of one that goes the
 * other is not left alone. */
static void
test_pair (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselAsset) a = NULL;
  g_autoptr (EaselAsset) b = NULL;
  g_autofree char *differ = NULL;
  g_autofree char *same = NULL;
  g_autofree char *paid = NULL;
  EaselPairPage *page;
  EaselPairView *pair;

  add_picture (self, 0, 600, 400);
  add_picture (self, 1, 800, 400);
  open_page (self);
  page = easel_pair_page_new (self->context, self->list, self->thumbnails);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (page));
  g_assert_false (easel_pair_page_show (page, 4711, easel_asset_list_get_id (self->list, 0)));
  g_assert_true (easel_pair_page_show (page, easel_asset_list_get_id (self->list, 1),
                                       easel_asset_list_get_id (self->list, 0)));
  pair = easel_pair_page_get_view (page);
  for (guint i = 0; i < 2; i++)
    ui_test_wait_until (easel_picture_view_get_pixels (easel_pair_view_get_view (pair, i)) != NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "page.zoom-actual", NULL);
  gtk_widget_activate_action (GTK_WIDGET (page), "page.zoom-in", NULL);
  g_assert_true (easel_picture_view_get_viewport (easel_pair_view_get_view (pair, 0)) ==
                 easel_picture_view_get_viewport (easel_pair_view_get_view (pair, 1)));
  g_assert_cmpfloat (easel_picture_view_get_scale (easel_pair_view_get_view (pair, 0)), >, 1.2);
  for (guint i = 0; i < 5; i++)
    easel_pair_view_set_slider (pair, i % 2 == 0);
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (easel_pair_view_get_view (pair, 1))));
  easel_pair_view_set_boundary (pair, 7);
  g_assert_cmpfloat_with_epsilon (easel_pair_view_get_boundary (pair), 1, 0.001);

  a = g_object_ref (easel_picture_view_get_asset (easel_pair_view_get_view (pair, 0)));
  b = g_object_ref (easel_picture_view_get_asset (easel_pair_view_get_view (pair, 1)));
  differ = easel_pair_words_compare (a, b, -1, -1);
  g_assert_cmpstr (differ, ==, "size 600 × 400 → 800 × 400");
  same = easel_pair_words_compare (a, a, 40000, 40000);
  g_assert_null (same);
  paid = easel_pair_words_compare (a, a, -1, 40000);
  g_assert_nonnull (strstr (paid, "cost unknown → $0.04"));
}

/* ---- out ---- */

static guint
count_files (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
on_exported_cb (guint *n)
{
  ++*n;
}

static void
on_closed_cb (gboolean *closed)
{
  *closed = TRUE;
}

static EaselPictureExportDialog *
open_export (Fixture *self, guint n, guint *n_exported, gboolean *closed)
{
  gint64 ids[3];
  EaselPictureExportDialog *dialog;

  for (guint i = 0; i < n; i++)
    ids[i] = easel_asset_list_get_id (self->list, i);
  dialog = easel_picture_export_dialog_new (get_library (self), ids, n);
  *n_exported = 0;
  *closed = FALSE;
  g_signal_connect_swapped (dialog, "exported", G_CALLBACK (on_exported_cb), n_exported);
  g_signal_connect_swapped (dialog, "closed", G_CALLBACK (on_closed_cb), closed);
  adw_dialog_present (ADW_DIALOG (dialog), self->window);
  return dialog;
}

/* Twice into one folder: nothing is written over. Where there is no folder the
 * dialog stays and says so. */
static void
test_export (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->dir, "out", NULL);
  g_autofree char *one = g_build_filename (path, "chosen.png", NULL);
  g_autofree char *blocked = g_build_filename (one, "below", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFile) file = g_file_new_for_path (one);
  g_autoptr (GFile) nowhere = g_file_new_for_path (blocked);
  EaselPictureExportDialog *dialog;
  guint n_exported;
  gboolean closed;

  for (guint i = 0; i < 3; i++)
    add_picture (self, i, 60, 40);
  open_page (self);
  for (guint n = 1; n <= 2; n++)
    {
      dialog = open_export (self, 3, &n_exported, &closed);
      easel_picture_export_dialog_save (dialog, folder);
      ui_test_wait_until (closed);
      g_assert_cmpuint (n_exported, ==, 1);
      g_assert_cmpuint (count_files (path), ==, 3 * n);
    }
  for (guint n = 1; n <= 2; n++)
    {
      dialog = open_export (self, 1, &n_exported, &closed);
      easel_picture_export_dialog_save (dialog, file);
      ui_test_wait_until (closed);
      g_assert_cmpuint (count_files (path), ==, 6 + n);
    }
  g_assert_true (g_file_test (one, G_FILE_TEST_EXISTS));

  dialog = open_export (self, 3, &n_exported, &closed);
  easel_picture_export_dialog_save (dialog, nowhere);
  ui_test_wait_until (easel_picture_export_dialog_get_problem (dialog) != NULL);
  g_assert_false (closed);
  g_assert_cmpuint (n_exported, ==, 0);
  g_assert_cmpuint (count_files (path), ==, 8);
  adw_dialog_close (ADW_DIALOG (dialog));
  ui_test_wait_until (closed);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/viewer/sides", test_sides);
#define ADD(name) g_test_add ("/ui/viewer/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (coarse);
  ADD (motion);
  ADD (motion_ends);
  ADD (motion_still);
  ADD (motion_bounds);
  ADD (failed_thumbnail);
  ADD (dragged_files);
  ADD (zoom);
  ADD (next);
  ADD (gone);
  ADD (missing);
  ADD (memory);
  ADD (pair);
  ADD (export);
#undef ADD
  return g_test_run ();
}
