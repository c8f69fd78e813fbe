// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>

#include "easel-asset-list-private.h"
#include "service-test.h"

/* A picture of one point. */
static const guint8 png[] = {
  0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00,
  0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55, 0x00,
  0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0x0f, 0x00, 0x01, 0x01, 0x01, 0x00,
  0xb1, 0x38, 0xf6, 0x14, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

static EaselAsset *
add (ServiceFixture *f, gconstpointer content, gsize size, const char *name, EaselAssetUse use)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, size);

  return service_await_object (
      easel_library_service_add_bytes (easel_context_get_library (f->context), bytes, name, use));
}

static gint64
await_int64 (DexFuture *future)
{
  g_autoptr (DexFuture) owned = future;

  service_await (dex_ref (owned));
  return g_value_get_int64 (dex_future_get_value (owned, NULL));
}

static guint
count_files (ServiceFixture *f)
{
  g_autofree char *path = g_build_filename (f->dir, "files", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += name[0] != '.';
  return n;
}

static void
test_add (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autoptr (EaselAsset) first = add (f, png, sizeof png, "a.png", EASEL_ASSET_FOR_LIBRARY);
  g_autoptr (EaselAsset) again = add (f, png, sizeof png, "b.png", EASEL_ASSET_FOR_LIBRARY);
  g_autoptr (EaselAsset) text = add (f, "hello\n", 6, "c.txt", EASEL_ASSET_FOR_CHAT);
  g_autoptr (EaselAssetList) list = easel_library_service_list (library, NULL);
  g_autoptr (EaselAsset) item = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) back = NULL;
  g_autoptr (GFile) missing = g_file_new_for_path ("/nonexistent/a.png");

  g_assert_cmpstr (easel_asset_get_kind (first), ==, "image");
  g_assert_cmpint (easel_asset_get_id (again), !=, easel_asset_get_id (first));
  g_assert_cmpstr (easel_asset_get_kind (text), ==, "text");
  g_assert_cmpuint (count_files (f), ==, 2);
  service_await_error (easel_library_service_add_bytes (library, bytes, "x", EASEL_ASSET_FOR_LIBRARY),
                       EASEL_ERROR_UNSUPPORTED);
  {
    g_autoptr (GBytes) cut = g_bytes_new (png, sizeof png - 20);
    g_autoptr (EaselPixels) pixels =
        service_await_boxed (easel_library_service_load_thumbnail (library, first, 100));

    service_await_error (easel_library_service_add_bytes (library, cut, "cut.png", EASEL_ASSET_FOR_LIBRARY),
                         EASEL_ERROR_INVALID_INPUT);
    g_assert_cmpuint (count_files (f), ==, 2);
    g_assert_cmpint (pixels->width, ==, 1);
    g_assert_cmpint (easel_asset_get_width (first), ==, 1);
    service_await_error (easel_library_service_load_thumbnail (library, text, 100), EASEL_ERROR_UNSUPPORTED);
  }
  service_await_error (easel_library_service_add_file (library, missing, EASEL_ASSET_FOR_LIBRARY),
                       EASEL_ERROR_NOT_FOUND);
  back = service_await_boxed (easel_library_service_load_file (library, easel_asset_get_id (text)));
  g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), "hello\n", 6);

  service_wait_until (easel_asset_list_is_ready (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_false (easel_asset_is_loaded (item));
  service_wait_until (easel_asset_is_loaded (item));
  g_assert_cmpstr (easel_asset_get_name (item), ==, "b.png");
  g_assert_false (easel_asset_has_details (item));
  service_await (easel_library_service_load_details (library, item));
  g_assert_true (easel_asset_has_details (item));
}

static void
on_ready_cb (EaselAssetList *list, GParamSpec *pspec, guint *n)
{
  *n = g_list_model_get_n_items (G_LIST_MODEL (list));
}

/* Of a large library the first pictures are there before all are counted; then each
 * is there once, in order. */
static void
test_large (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (EaselAssetList) list = NULL;
  guint n_first = 0;

  service_sql_run (f->dir, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                           "INSERT INTO assets (hash, kind, mime, bytes, source, created_at) SELECT "
                           "printf('%064x', i), 'image', 'image/png', 1, 'import', i FROM n");
  list = easel_library_service_list (easel_context_get_library (f->context), NULL);
  g_signal_connect (list, "notify::ready", G_CALLBACK (on_ready_cb), &n_first);
  service_wait_until (easel_asset_list_is_ready (list));
  g_assert_cmpuint (n_first, >, 0);
  g_assert_cmpuint (n_first, <, 2000);
  service_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2000);
  for (guint i = 0; i < 2000; i++)
    g_assert_cmpint (easel_asset_list_get_time (list, i), ==, 2000 - i);
}

static void
test_trash (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autoptr (EaselAsset) first = add (f, png, sizeof png, "a.png", EASEL_ASSET_FOR_LIBRARY);
  g_autoptr (EaselAsset) again = add (f, png, sizeof png, "b.png", EASEL_ASSET_FOR_LIBRARY);
  gint64 ids[] = { easel_asset_get_id (first), easel_asset_get_id (again) };
  g_autoptr (EaselAssetList) list = easel_library_service_list (library, NULL);
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (EaselAsset) held = NULL;
  g_autoptr (EaselAsset) same = NULL;
  guint position;

  service_wait_until (g_list_model_get_n_items (model) == 2);
  held = g_list_model_get_item (model, 1);
  g_assert_cmpint (await_int64 (easel_library_service_trash (library, ids + 1, 1)), ==, 1);
  service_wait_until (g_list_model_get_n_items (model) == 1);
  same = g_list_model_get_item (model, 0);
  g_assert_true (held == same);
  g_assert_cmpint (await_int64 (easel_library_service_measure_purge (library, ids, 2)), ==, 0);
  g_assert_cmpint (await_int64 (easel_library_service_purge (library, ids, 2)), ==, 0);
  g_assert_cmpuint (count_files (f), ==, 1);

  service_await (easel_library_service_set_rating (library, ids, 1, 3));
  service_wait_until (easel_asset_get_rating (held) == 3);
  g_assert_true (easel_asset_list_find (list, ids[0], &position));
  g_assert_cmpint (await_int64 (easel_library_service_trash (library, ids, 1)), ==, 1);
  service_wait_until (g_list_model_get_n_items (model) == 0);
  g_assert_cmpint (await_int64 (easel_library_service_restore (library, ids, 1)), ==, 1);
  service_wait_until (g_list_model_get_n_items (model) == 1);
  g_assert_cmpint (await_int64 (easel_library_service_trash (library, ids, 1)), ==, 1);
  g_assert_cmpint (await_int64 (easel_library_service_measure_purge (library, ids, 2)), ==, sizeof png);
  g_assert_cmpint (await_int64 (easel_library_service_purge (library, ids, 2)), ==, sizeof png);
  g_assert_cmpuint (count_files (f), ==, 0);
  service_await_error (easel_library_service_load_file (library, ids[0]), EASEL_ERROR_NOT_FOUND);
}

static void
test_filter (void)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (EaselAssetFilter) copy = NULL;
  g_autoptr (EaselAssetFilter) read = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *empty = easel_asset_filter_to_text (filter);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  g_assert_cmpstr (empty, ==, "{}");
  filter->search = g_strdup ("a \"castle\"");
  filter->seed = 0;
  filter->ratio = EASEL_ASSET_RATIO_SQUARE;
  filter->sort = EASEL_ASSET_SORT_RATING;
  filter->trashed = TRUE;
  filter->tags = g_strsplit ("one,two", ",", 0);
  copy = easel_asset_filter_copy (filter);
  text = easel_asset_filter_to_text (copy);
  read = easel_asset_filter_new_from_text (text, &error);
  g_assert_no_error (error);
  again = easel_asset_filter_to_text (read);
  g_assert_cmpstr (text, ==, again);
  g_assert_nonnull (strstr (text, "\"seed\":0"));
  g_assert_null (easel_asset_filter_new_from_text ("[", &error));
  g_assert_nonnull (error);
}

/* What is kept is "the last seven days"; what is asked is since when. */
static void
test_filter_days (void)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (EaselAssetFilter) read = NULL;
  g_autofree char *text = NULL;
  g_autofree char *query = NULL;
  gint64 now = g_get_real_time ();

  filter->days = 7;
  text = easel_asset_filter_to_text (filter);
  g_assert_cmpstr (text, ==, "{\"days\":7}");
  query = _easel_asset_filter_to_query (filter);
  read = easel_asset_filter_new_from_text (query, NULL);
  g_assert_cmpint (read->days, ==, 0);
  g_assert_cmpint (read->since, <=, now - (G_GINT64_CONSTANT (6) * 86400 - 7200) * G_USEC_PER_SEC);
  g_assert_cmpint (read->since, >=, now - G_GINT64_CONSTANT (8) * 86400 * G_USEC_PER_SEC);
}

static guint
count (GListModel *list)
{
  return g_list_model_get_n_items (list);
}

static gboolean
is_called (GListModel *list, guint position, const char *name)
{
  g_autoptr (EaselCollection) collection = g_list_model_get_item (list, position);

  return collection != NULL && g_str_equal (easel_collection_get_name (collection), name);
}

static guint
count_in (EaselLibraryService *library, gint64 id)
{
  g_autoptr (EaselCollection) collection = easel_library_service_find_collection (library, id);

  return collection != NULL ? easel_collection_get_count (collection) : 0;
}

/* The lists follow what is done, here and by another program. */
static void
test_collections (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  GListModel *collections = easel_library_service_get_collections (library);
  GListModel *searches = easel_library_service_get_searches (library);
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (EaselAsset) asset = add (f, png, sizeof png, "a.png", EASEL_ASSET_FOR_LIBRARY);
  const gint64 ids[] = { easel_asset_get_id (asset) };
  const char *tags[] = { "old_town", NULL };
  g_autoptr (GPtrArray) facet = NULL;
  gint64 id, search;

  id = await_int64 (easel_library_service_add_collection (library, "Towns", 0));
  service_wait_until (count (collections) == 1);
  service_await (easel_library_service_change_collection (library, id, ids, 1, TRUE));
  service_wait_until (count_in (library, id) == 1);
  service_await (easel_library_service_rename_collection (library, id, "Cities"));
  service_wait_until (is_called (collections, 0, "Cities"));
  service_await (easel_library_service_set_collection_removed (library, id, TRUE));
  service_wait_until (count (collections) == 0);
  service_await (easel_library_service_set_collection_removed (library, id, FALSE));
  service_wait_until (count (collections) == 1);

  filter->rating = 4;
  search = await_int64 (easel_library_service_save_search (library, "Best", filter));
  await_int64 (easel_library_service_save_search (library, "Other", filter));
  service_wait_until (count (searches) == 2);
  service_await_error (easel_library_service_rename_search (library, search, "other"),
                       EASEL_ERROR_INVALID_INPUT);
  service_await (easel_library_service_rename_search (library, search, "BEST"));
  service_wait_until (is_called (searches, 0, "BEST"));
  service_await (easel_library_service_remove_search (library, search));
  service_await_error (easel_library_service_rename_search (library, search, "x"), EASEL_ERROR_NOT_FOUND);
  service_wait_until (count (searches) == 1);

  service_await (easel_library_service_change_tags (library, ids, 1, tags, NULL));
  facet = service_await_boxed (easel_library_service_list_facet (library, EASEL_LIBRARY_FACET_TAG));
  g_assert_cmpuint (facet->len, ==, 2);
  g_assert_cmpstr (facet->pdata[0], ==, "old_town");
}

/* What is copied and cannot be entered does not stay as a file that nobody has. */
static void
test_import_fails (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "a.png", NULL);
  const char *const paths[] = { path, NULL };
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autoptr (EaselAssetImport) run = NULL;
  g_autoptr (EaselAssetImport) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, (const char *) png, sizeof png, NULL));
  service_sql_run (f->dir,
                   "CREATE TRIGGER refuse BEFORE INSERT ON assets BEGIN SELECT raise(ABORT, 'no'); END");
  run = easel_library_service_import (library, paths);
  g_assert_false (easel_test_await (easel_asset_import_wait (run), &error));
  g_test_message ("%s", error->message);
  g_assert_cmpuint (count_files (f), ==, 0);

  service_sql_run (f->dir, "DROP TRIGGER refuse");
  again = easel_library_service_import (library, paths);
  service_await (easel_asset_import_wait (again));
  g_assert_cmpuint (easel_asset_import_get_n_added (again), ==, 1);
  g_assert_cmpuint (count_files (f), ==, 1);
}

static void
on_items_changed_cb (guint *n_changed, guint position, guint removed, guint added)
{
  g_assert_cmpuint (position, ==, 0);
  g_assert_cmpuint (removed, ==, 1);
  g_assert_cmpuint (added, ==, 1);
  *n_changed += 1;
}

/* Who shows the list shows another order otherwise, if what is in it is the same too. */
static void
test_order (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (EaselAsset) asset = add (f, png, sizeof png, "a.png", EASEL_ASSET_FOR_LIBRARY);
  g_autoptr (EaselAssetList) list = easel_library_service_list (easel_context_get_library (f->context), NULL);
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  guint n_changed = 0;

  service_wait_until (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (on_items_changed_cb), &n_changed);
  filter->sort = EASEL_ASSET_SORT_NAME;
  easel_asset_list_set_filter (list, filter);
  service_wait_until (n_changed == 1);
  filter->sort = EASEL_ASSET_SORT_NEWEST;
  easel_asset_list_set_filter (list, filter);
  service_wait_until (n_changed == 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/library/filter", test_filter);
  g_test_add_func ("/library/filter-days", test_filter_days);
  g_test_add ("/library/collections", ServiceFixture, NULL, service_set_up, test_collections,
              service_tear_down);
  g_test_add ("/library/add", ServiceFixture, NULL, service_set_up, test_add, service_tear_down);
  g_test_add ("/library/large", ServiceFixture, NULL, service_set_up, test_large, service_tear_down);
  g_test_add ("/library/trash", ServiceFixture, NULL, service_set_up, test_trash, service_tear_down);
  g_test_add ("/library/import-fails", ServiceFixture, NULL, service_set_up, test_import_fails,
              service_tear_down);
  g_test_add ("/library/order", ServiceFixture, NULL, service_set_up, test_order, service_tear_down);
  return g_test_run ();
}
