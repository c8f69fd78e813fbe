// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-asset-cell.h"
#include "easel-asset-details.h"
#include "easel-asset-grid.h"
#include "easel-generate-panel.h"
#include "easel-job-tile.h"
#include "easel-library-page.h"
#include "easel-place-page.h"
#include "easel-test-future.h"

/* The library's place: how tiles are chosen, what the page shows. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselLibraryPage *page;
  EaselAssetGrid *grid;
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

/* A picture of one colour, another for each number. */
static GBytes *
make_picture (guint number)
{
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GBytes) pixels = NULL;
  guint32 *data = g_new (guint32, 48 * 32);

  for (guint i = 0; i < 48 * 32; i++)
    data[i] = 0xff000000u | (number * 2654435761u >> 8);
  pixels = g_bytes_new_take (data, 48 * 32 * sizeof *data);
  texture = gdk_memory_texture_new (48, 32, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, pixels, 48 * 4);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
add_pictures (Fixture *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) bytes = make_picture (i);
      g_autofree char *name = g_strdup_printf ("picture-%u.png", i);

      await (easel_library_service_add_bytes (get_library (self), bytes, name, EASEL_ASSET_FOR_LIBRARY));
    }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-library-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  add_pictures (self, GPOINTER_TO_UINT (data));
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 600);
  self->page = easel_library_page_new (self->context);
  self->grid = EASEL_ASSET_GRID (ui_test_find (GTK_WIDGET (self->page), EASEL_TYPE_ASSET_GRID, 0));
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (self->page)) &&
                      gtk_widget_get_width (GTK_WIDGET (self->page)) > 0);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

static guint
count_cells (Fixture *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_ASSET_CELL (child) && gtk_widget_get_child_visible (child) &&
        easel_asset_cell_get_asset (EASEL_ASSET_CELL (child)) != NULL)
      n++;
  return n;
}

static EaselAssetCell *
find_cell (Fixture *self, guint position)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_ASSET_CELL (child) && easel_asset_cell_get_position (EASEL_ASSET_CELL (child)) == position)
      return EASEL_ASSET_CELL (child);
  return NULL;
}

static guint
count_selected (Fixture *self)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (self->grid);

  return (guint) gtk_bitset_get_size (selected);
}

static gboolean
has_state (GtkWidget *widget, const char *title)
{
  if (ADW_IS_STATUS_PAGE (widget) && gtk_widget_get_mapped (widget) &&
      g_str_equal (adw_status_page_get_title (ADW_STATUS_PAGE (widget)), title))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_state (child, title))
      return TRUE;
  return FALSE;
}

static gboolean
shows_state (Fixture *self, const char *title)
{
  return has_state (GTK_WIDGET (self->page), title);
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  ui_test_wait_until (shows_state (self, "No Pictures Yet"));
  add_pictures (self, 2);
  ui_test_wait_until (count_cells (self) == 2);
  g_assert_false (shows_state (self, "No Pictures Yet"));
}

static void
test_cells (Fixture *self, gconstpointer data)
{
  EaselAssetCell *cell;

  ui_test_wait_until (count_cells (self) > 10);
  /* Only those in view are there. */
  g_assert_cmpuint (count_cells (self), <, 60);
  cell = find_cell (self, 0);
  ui_test_wait_until (easel_asset_is_loaded (easel_asset_cell_get_asset (cell)));
  gtk_test_accessible_assert_role (cell, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  gtk_test_accessible_assert_property (cell, GTK_ACCESSIBLE_PROPERTY_LABEL, "Picture, picture-79.png");
  gtk_test_accessible_assert_relation (cell, GTK_ACCESSIBLE_RELATION_SET_SIZE, 80);
}

static void
test_selection (Fixture *self, gconstpointer data)
{
  ui_test_wait_until (count_cells (self) > 10);
  easel_asset_grid_select (self->grid, 3);
  g_assert_cmpuint (count_selected (self), ==, 1);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (find_cell (self, 3))));
  gtk_test_accessible_assert_state (find_cell (self, 3), GTK_ACCESSIBLE_STATE_SELECTED, TRUE);
  easel_asset_grid_select_all (self->grid);
  g_assert_cmpuint (count_selected (self), ==, 80);
  /* One far below is scrolled to and has the focus. */
  easel_asset_grid_select (self->grid, 79);
  ui_test_wait_until (find_cell (self, 79) != NULL &&
                      gtk_widget_has_focus (GTK_WIDGET (find_cell (self, 79))));
  ui_test_wait_until (find_cell (self, 0) == NULL);
  g_assert_cmpuint (count_selected (self), ==, 1);
  easel_asset_grid_unselect_all (self->grid);
  g_assert_cmpuint (count_selected (self), ==, 0);
}

static GtkWidget *
find_undo (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), "Undo") == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_undo (child);
  return found;
}

static void
test_trash (Fixture *self, gconstpointer data)
{
  GtkWidget *undo;

  ui_test_wait_until (count_cells (self) == 3);
  easel_asset_grid_select (self->grid, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.trash", NULL);
  ui_test_wait_until (count_cells (self) == 2);
  undo = find_undo (GTK_WIDGET (self->page));
  g_assert_nonnull (undo);
  gtk_widget_activate (undo);
  ui_test_wait_until (count_cells (self) == 3);

  easel_asset_grid_select (self->grid, 1);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.trash", NULL);
  ui_test_wait_until (count_cells (self) == 2);
  easel_library_page_show_view (self->page, EASEL_LIBRARY_TRASH);
  ui_test_wait_until (count_cells (self) == 1);
  easel_asset_grid_select (self->grid, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.restore", NULL);
  ui_test_wait_until (shows_state (self, "The Trash Is Empty"));
  easel_library_page_show_view (self->page, EASEL_LIBRARY_EVERYTHING);
  ui_test_wait_until (count_cells (self) == 3);
}

static const char *
get_pane (Fixture *self)
{
  GtkWidget *details = ui_test_find (GTK_WIDGET (self->page), EASEL_TYPE_ASSET_DETAILS, 0);

  return gtk_stack_get_visible_child_name (GTK_STACK (ui_test_find (details, GTK_TYPE_STACK, 0)));
}

/* What was selected and has the focus goes: the pane does not show it any more, and
 * the keys stay with the pictures. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  ui_test_wait_until (count_cells (self) == 3);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.show-details", NULL);
  easel_asset_grid_select (self->grid, 2);
  ui_test_wait_until (g_strcmp0 (get_pane (self), "one") == 0);
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (find_cell (self, 2))));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.trash", NULL);
  ui_test_wait_until (count_cells (self) == 2);
  g_assert_cmpstr (get_pane (self), ==, "none");
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (find_cell (self, 1))));
}

/* The heading in view, NULL if there is none. */
static const char *
get_heading (Fixture *self)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) && gtk_widget_get_child_visible (child))
      return gtk_label_get_label (GTK_LABEL (child));
  return NULL;
}

/* By name there are no days; by time there are, if nothing changed its place. */
static void
test_order (Fixture *self, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autofree char *day = NULL;

  ui_test_wait_until (get_heading (self) != NULL);
  day = g_strdup (get_heading (self));
  g_settings_set_string (settings, "library-sort", "name");
  ui_test_wait_until (get_heading (self) == NULL);
  g_settings_set_string (settings, "library-sort", "newest");
  ui_test_wait_until (get_heading (self) != NULL);
  g_assert_cmpstr (get_heading (self), ==, day);
}

static void
test_rating (Fixture *self, gconstpointer data)
{
  ui_test_wait_until (count_cells (self) == 3);
  easel_asset_grid_select (self->grid, 2);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.rate", "i", 5);
  ui_test_wait_until (easel_asset_get_rating (easel_asset_cell_get_asset (find_cell (self, 2))) == 5);
  easel_library_page_show_view (self->page, EASEL_LIBRARY_FAVOURITES);
  ui_test_wait_until (count_cells (self) == 1);
}

static GtkWidget *
find_chip (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (ADW_IS_BUTTON_CONTENT (widget) &&
      g_strcmp0 (adw_button_content_get_label (ADW_BUTTON_CONTENT (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_chip (child, label);
  return found;
}

static void
test_filters (Fixture *self, gconstpointer data)
{
  ui_test_wait_until (count_cells (self) == 3);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-ratio", "s", "portrait");
  ui_test_wait_until (shows_state (self, "No Matches"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-ratio", "s", "landscape");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-kind", "s", "video");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.clear-filters", NULL);
  ui_test_wait_until (count_cells (self) == 3);
}

static gint64
await_int64 (DexFuture *future)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DexFuture) held = dex_ref (future);

  easel_test_await (future, &error);
  g_assert_no_error (error);
  return g_value_get_int64 (dex_future_get_value (held, NULL));
}

/* A collection, one within it, and a saved search as parts of the library. */
static void
test_parts (Fixture *self, gconstpointer data)
{
  EaselLibraryService *library = get_library (self);
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  const char *tags[] = { "sea", NULL };
  gint64 outer, inner, search, id;

  ui_test_wait_until (count_cells (self) == 3);
  id = easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 1)));
  outer = await_int64 (easel_library_service_add_collection (library, "Outer", 0));
  inner = await_int64 (easel_library_service_add_collection (library, "Inner", outer));
  await (easel_library_service_change_collection (library, inner, &id, 1, TRUE));
  easel_library_page_show_view (self->page, easel_library_key_new (EASEL_LIBRARY_COLLECTION, outer));
  ui_test_wait_until (count_cells (self) == 1);
  await (easel_library_service_change_collection (library, inner, &id, 1, FALSE));
  ui_test_wait_until (shows_state (self, "Nothing in This Collection"));

  await (easel_library_service_change_tags (library, &id, 1, tags, NULL));
  filter->tags = g_strdupv ((char **) tags);
  filter->search = g_strdup ("picture");
  search = await_int64 (easel_library_service_save_search (library, "Sea", filter));
  easel_library_page_show_view (self->page, easel_library_key_new (EASEL_LIBRARY_SEARCH, search));
  ui_test_wait_until (find_chip (GTK_WIDGET (self->page), "Tag sea") != NULL);
  ui_test_wait_until (count_cells (self) == 1 && find_cell (self, 0) != NULL &&
                      easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 0))) == id);
  /* What is not of it takes its filters away. */
  easel_library_page_show_view (self->page, EASEL_LIBRARY_EVERYTHING);
  ui_test_wait_until (count_cells (self) == 3);
  g_assert_null (find_chip (GTK_WIDGET (self->page), "Tag sea"));
  /* No number leads elsewhere. */
  easel_library_page_show_view (self->page, -7);
  g_assert_cmpint (easel_library_page_get_view (self->page), ==, EASEL_LIBRARY_EVERYTHING);
  easel_library_page_show_view (self->page, EASEL_LIBRARY_COLLECTION);
  g_assert_cmpint (easel_library_page_get_view (self->page), ==, EASEL_LIBRARY_EVERYTHING);
  easel_library_page_show_view (self->page, EASEL_LIBRARY_DUPLICATES);
  ui_test_wait_until (shows_state (self, "No Duplicates"));
}

static void
test_filter_values (Fixture *self, gconstpointer data)
{
  const char *tags[] = { "sea", "red", NULL };
  gint64 id;

  ui_test_wait_until (count_cells (self) == 3);
  id = easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 0)));
  await (easel_library_service_change_tags (get_library (self), &id, 1, tags, NULL));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-tag", "s", "sea");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-tag", "s", "red");
  ui_test_wait_until (count_cells (self) == 1);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-tag", "s", "red");
  g_assert_nonnull (find_chip (GTK_WIDGET (self->page), "Tag sea"));
  g_assert_null (find_chip (GTK_WIDGET (self->page), "Tag red"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-tag", "s", "sea");
  ui_test_wait_until (count_cells (self) == 3);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-seed", "s", "77");
  ui_test_wait_until (shows_state (self, "No Matches"));
  g_assert_nonnull (find_chip (GTK_WIDGET (self->page), "Seed 77"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-seed", "s", "77");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-side", "s", "512");
  ui_test_wait_until (shows_state (self, "No Matches"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.clear-filters", NULL);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.filter-date", "s", "1");
  ui_test_wait_until (count_cells (self) == 3);
}

/* ---- generating ---- */

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && !GTK_IS_TOGGLE_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_button (child, label);
  return found;
}

static double
get_scroll (Fixture *self)
{
  GtkAdjustment *adjustment = NULL;
  double value;

  g_object_get (self->grid, "vadjustment", &adjustment, NULL);
  value = gtk_adjustment_get_value (adjustment);
  g_object_unref (adjustment);
  return value;
}

/* The window's place of a picture, NAN if it has no tile. */
static double
get_place (Fixture *self, gint64 id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->grid)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (EASEL_IS_ASSET_CELL (child) && easel_asset_cell_get_asset (EASEL_ASSET_CELL (child)) != NULL &&
          easel_asset_get_id (easel_asset_cell_get_asset (EASEL_ASSET_CELL (child))) == id &&
          gtk_widget_compute_bounds (child, GTK_WIDGET (self->grid), &bounds))
        return bounds.origin.y;
    }
  return (double) NAN;
}

/* What comes above what is looked at does not move it. */
static void
test_scroll_stays (Fixture *self, gconstpointer data)
{
  double scroll, place;
  gint64 id;

  ui_test_wait_until (count_cells (self) > 10);
  easel_asset_grid_scroll_to (self->grid, 40);
  ui_test_wait_until (get_scroll (self) > 100 && find_cell (self, 40) != NULL);
  id = easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 40)));
  ui_test_wait_until (ABS (get_place (self, id) - gtk_widget_get_height (GTK_WIDGET (self->grid)) / 2.0) <
                      200);
  place = get_place (self, id);
  scroll = get_scroll (self);
  add_pictures (self, 20);
  ui_test_wait_until (get_scroll (self) > scroll);
  ui_test_wait_until (ABS (get_place (self, id) - place) < 2);
}

/* A job's tile stands where its picture will be, and makes room for no other. */
static void
test_job_in_place (Fixture *self, gconstpointer data)
{
  EaselGenerateService *generate = easel_context_get_generate (self->context);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) jobs = NULL;
  GtkWidget *tile;
  graphene_rect_t bounds;
  gint64 newest;

  ui_test_wait_until (count_cells (self) == 3);
  newest = easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 0)));
  request.prompt = "a red lighthouse at night";
  request.model = "sandbox:painter";
  jobs = easel_test_await_object (easel_generate_service_start (generate, &request), &error);
  g_assert_no_error (error);
  ui_test_wait_until (easel_asset_grid_get_n_jobs (self->grid) == 1);
  tile = ui_test_find (GTK_WIDGET (self->grid), EASEL_TYPE_JOB_TILE, 0);
  ui_test_wait_until (gtk_widget_get_width (tile) > 0 &&
                      gtk_widget_compute_bounds (tile, GTK_WIDGET (self->grid), &bounds));
  ui_test_wait_until (easel_asset_grid_get_n_jobs (self->grid) == 0);
  ui_test_wait_until (count_cells (self) == 4);
  /* At its place its picture, and beside that what was the first. */
  g_assert_cmpint (easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 1))), ==, newest);
  ui_test_wait_until (
      ABS (get_place (self, easel_asset_get_id (easel_asset_cell_get_asset (find_cell (self, 0)))) -
           (double) bounds.origin.y) < 1);
  /* In the trash no job is shown. */
  easel_library_page_show_view (self->page, EASEL_LIBRARY_TRASH);
  ui_test_wait_until (shows_state (self, "The Trash Is Empty"));
}

static void
on_files_read_cb (GObject *source, GAsyncResult *result, gpointer n)
{
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  GSList *files;

  g_assert_nonnull (value);
  files = gdk_file_list_get_files (g_value_get_boxed (value));
  *(guint *) n = g_slist_length (files);
  g_slist_free (files);
}

/* All that is selected is copied, in view or not. */
static void
test_copy (Fixture *self, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self->page));
  guint n = 0;

  ui_test_wait_until (count_cells (self) > 10);
  gdk_clipboard_set_content (clipboard, NULL);
  easel_asset_grid_select_all (self->grid);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.copy", NULL);
  ui_test_wait_until (
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST));
  gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL, on_files_read_cb,
                                  &n);
  ui_test_wait_until (n > 0);
  g_assert_cmpuint (n, ==, 80);
}

/* A picture of another program comes in byte for byte. */
static void
test_paste (Fixture *self, gconstpointer data)
{
  static const guint8 png[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
    0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0x00, 0x01, 0x01, 0x01, 0x00,
    0xb1, 0x38, 0xf6, 0x14, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
  };
  g_autoptr (GBytes) bytes = g_bytes_new_static (png, sizeof png);
  g_autoptr (GdkContentProvider) content = gdk_content_provider_new_for_bytes ("image/png", bytes);
  g_autoptr (EaselAsset) asset = NULL;
  g_autofree char *path = NULL;
  g_autofree char *stored = NULL;
  gsize length;

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self->page)), content);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.paste", NULL);
  ui_test_wait_until (count_cells (self) == 1);
  asset = g_list_model_get_item (G_LIST_MODEL (easel_library_page_get_list (self->page)), 0);
  ui_test_wait_until (easel_asset_is_loaded (asset));
  path = easel_library_service_get_path (get_library (self), asset);
  g_assert_true (g_file_get_contents (path, &stored, &length, NULL));
  g_assert_cmpmem (stored, length, png, sizeof png);
}

/* What was made and then goes out of the list does not come back as a job. */
static void
test_made (Fixture *self, gconstpointer data)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;

  request.model = "sandbox:painter";
  request.prompt = "a boat";
  request.width = request.height = 64;
  await (easel_generate_service_start (easel_context_get_generate (self->context), &request));
  ui_test_wait_until (count_cells (self) == 1 && easel_asset_grid_get_n_jobs (self->grid) == 0);
  easel_asset_grid_select (self->grid, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.trash", NULL);
  ui_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (easel_library_page_get_list (self->page))) ==
                      0);
  g_assert_cmpuint (easel_asset_grid_get_n_jobs (self->grid), ==, 0);
}

/* From words to a picture in the grid, and from there to the words again. */
static void
test_generate (Fixture *self, gconstpointer data)
{
  EaselGeneratePanel *panel;
  GtkWidget *button;
  GtkTextView *view;
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  ui_test_wait_until (shows_state (self, "No Pictures Yet"));
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.generate", NULL);
  panel = EASEL_GENERATE_PANEL (ui_test_find (GTK_WIDGET (self->page), EASEL_TYPE_GENERATE_PANEL, 0));
  button = find_button (GTK_WIDGET (panel), "Generate");
  g_assert_false (gtk_widget_get_sensitive (button));
  view = GTK_TEXT_VIEW (ui_test_find (GTK_WIDGET (panel), GTK_TYPE_TEXT_VIEW, 0));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), "a red lighthouse at night", -1);
  ui_test_wait_until (gtk_widget_get_sensitive (button));
  gtk_widget_activate (button);
  ui_test_wait_until (count_cells (self) == 1);
  ui_test_wait_until (easel_asset_grid_get_n_jobs (self->grid) == 0);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), "", -1);
  easel_asset_grid_select (self->grid, 0);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.again", "b", TRUE);
  ui_test_wait_until (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (view)) > 0);
  gtk_text_buffer_get_bounds (gtk_text_view_get_buffer (view), &start, &end);
  text = gtk_text_buffer_get_text (gtk_text_view_get_buffer (view), &start, &end, FALSE);
  g_assert_cmpstr (text, ==, "a red lighthouse at night");
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
#define ADD(name, n)                                                                                         \
  g_test_add ("/ui/library/" #name, Fixture, GUINT_TO_POINTER (n), set_up, test_##name, tear_down)
  ADD (empty, 0);
  ADD (cells, 80);
  ADD (selection, 80);
  ADD (trash, 3);
  ADD (gone, 3);
  ADD (order, 1);
  ADD (rating, 3);
  ADD (scroll_stays, 80);
  ADD (job_in_place, 3);
  ADD (parts, 3);
  ADD (filter_values, 3);
  ADD (filters, 3);
  ADD (copy, 80);
  ADD (paste, 0);
  ADD (made, 0);
  ADD (generate, 0);
#undef ADD
  return g_test_run ();
}
