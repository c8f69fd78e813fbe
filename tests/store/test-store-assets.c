// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <sqlite3.h>

#include "easel-error.h"
#include "easel-store-assets.h"
#include "easel-store-chat-search.h"
#include "easel-store-collections.h"
#include "store-test-util.h"

static EaselAssetRow *
new_asset (char digit, const char *prompt, gint64 time)
{
  EaselAssetRow *row = easel_asset_row_new ();

  row->hash = g_strnfill (64, digit);
  row->kind = g_strdup ("image");
  row->mime = g_strdup ("image/png");
  row->bytes = 1000;
  row->width = 640;
  row->height = 480;
  row->source = g_strdup ("import");
  row->prompt = g_strdup (prompt);
  row->created_at = time;
  return row;
}

static gint64
add (TestStore *f, EaselAssetRow *taken)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);
  g_autoptr (GArray) ids = NULL;

  g_ptr_array_add (rows, taken);
  ids = test_wait_boxed (easel_store_assets_add (f->store, rows));
  g_assert_cmpint (ids->len, ==, 1);
  return g_array_index (ids, gint64, 0);
}

/* The ids of the list as "3 1 2". */
static char *
list (TestStore *f, const char *filter)
{
  g_autoptr (GArray) keys = test_wait_boxed (easel_store_assets_list (f->store, filter));
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < keys->len; i++)
    g_string_append_printf (text, "%s%d", i > 0 ? " " : "", (int) g_array_index (keys, EaselAssetKey, i).id);
  return g_string_free (text, FALSE);
}

#define assert_list(filter, expected)                                                                        \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autofree char *got = list (f, filter);                                                                 \
    g_assert_cmpstr (got, ==, expected);                                                                     \
  }                                                                                                          \
  G_STMT_END

static void
test_row (TestStore *f, gconstpointer data)
{
  const char *tags[] = { "Night", " sea ", "", NULL };
  EaselAssetRow *row = new_asset ('a', "a lighthouse, 夜の灯台", 5);
  g_autoptr (EaselAssetRow) got = NULL;
  g_autoptr (GPtrArray) cells = NULL;
  g_autoptr (GPtrArray) same = NULL;
  g_autoptr (GArray) origins = NULL;
  g_autoptr (GArray) found = NULL;
  g_autofree char *hashes = NULL;
  gint64 id;

  row->negative_prompt = g_strdup ("blur");
  row->model_id = g_strdup ("dream:xl");
  row->seed = 0;
  row->steps = 30;
  row->guidance = 7500;
  row->parameters = g_strdup ("{\"sampler\":\"Euler a\"}");
  row->raw_kind = g_strdup ("parameters");
  row->raw = g_strdup ("raw words");
  row->origin = g_strdup ("/pictures/a.png");
  row->origin_time = 17;
  row->tags = g_strdupv ((GStrv) tags);
  id = add (f, row);

  got = test_wait_boxed (easel_store_assets_get (f->store, id));
  g_assert_cmpstr (got->prompt, ==, "a lighthouse, 夜の灯台");
  g_assert_cmpstr (got->negative_prompt, ==, "blur");
  g_assert_cmpint (got->seed, ==, 0);
  g_assert_cmpint (got->guidance, ==, 7500);
  g_assert_cmpint (got->duration, ==, -1);
  g_assert_cmpint (got->created_at, ==, 5);
  g_assert_cmpstr (got->raw, ==, "raw words");
  g_assert_cmpint (g_strv_length (got->tags), ==, 2);
  g_assert_cmpstr (got->tags[0], ==, "Night");
  g_assert_cmpstr (got->tags[1], ==, "sea");

  cells = test_wait_boxed (easel_store_assets_read (f->store, (gint64[]) { 99, id }, 2));
  g_assert_cmpint (cells->len, ==, 1);
  g_assert_null (((EaselAssetRow *) cells->pdata[0])->prompt);
  same = test_wait_boxed (easel_store_assets_find_hash (f->store, got->hash));
  g_assert_cmpint (same->len, ==, 1);
  origins = test_wait_boxed (easel_store_assets_find_origins (
      f->store, "[[\"/pictures/a.png\",18,1000],[\"/pictures/a.png\",17,1000],[\"/x\",17,1000]]"));
  g_assert_cmpuint (origins->len, ==, 3);
  g_assert_cmpint (g_array_index (origins, gint64, 0), ==, 0);
  g_assert_cmpint (g_array_index (origins, gint64, 1), ==, id);
  hashes = g_strdup_printf ("[\"%s\",\"x\"]", got->hash);
  found = test_wait_boxed (easel_store_assets_find_hashes (f->store, hashes));
  g_assert_cmpint (g_array_index (found, gint64, 0), ==, id);
  g_assert_cmpint (g_array_index (found, gint64, 1), ==, 0);
  test_wait_error (easel_store_assets_get (f->store, 4711), EASEL_ERROR_NOT_FOUND, "4711");
  row = new_asset ('b', "\xff", 0);
  {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);

    g_ptr_array_add (rows, row);
    test_wait_error (easel_store_assets_add (f->store, rows), EASEL_ERROR_INVALID_INPUT, "UTF-8");
  }
}

static void
test_search (TestStore *f, gconstpointer data)
{
  const char *tags[] = { "cat", NULL };
  EaselAssetRow *row = new_asset ('a', "a vivid Castle, (night:1.2) 🏰", 10);

  row->model_id = g_strdup ("flux-dev");
  row->provider_slug = g_strdup ("one");
  row->seed = 42;
  row->rating = 4;
  add (f, row);
  row = new_asset ('b', "夜の城堡", 20);
  row->negative_prompt = g_strdup ("café");
  row->height = 640;
  row->tags = g_strdupv ((GStrv) tags);
  row->name = g_strdup ("IMG_0042.png");
  add (f, row);
  row = new_asset ('c', "a vivid cat", 15);
  row->width = 100;
  g_set_str (&row->source, "attachment");
  add (f, row);
  row = new_asset ('a', "same file", 5);
  row->width = 100;
  g_set_str (&row->kind, "video");
  g_set_str (&row->source, "ai");
  add (f, row);

  assert_list (NULL, "2 1 4");
  assert_list ("{\"sort\":\"oldest\"}", "4 1 2");
  assert_list ("{\"sort\":\"rating\"}", "1 2 4");
  assert_list ("{\"sort\":\"name\"}", "1 4 2");
  assert_list ("{\"search\":\"VIV cast\"}", "1");
  assert_list ("{\"search\":\"城堡\"}", "2");
  assert_list ("{\"search\":\"🏰\"}", "1");
  assert_list ("{\"search\":\"cafe\"}", "2");
  assert_list ("{\"search\":\"flux\"}", "1");
  assert_list ("{\"search\":\"CAT\"}", "2");
  assert_list ("{\"search\":\"0042\"}", "2");
  assert_list ("{\"search\":\"\\\"nothing OR\"}", "");
  assert_list ("{\"source\":\"attachment\"}", "3");
  assert_list ("{\"source\":\"ai\"}", "4");
  assert_list ("{\"kind\":\"image\"}", "2 1");
  assert_list ("{\"model\":\"flux-dev\",\"provider\":\"one\"}", "1");
  assert_list ("{\"seed\":42}", "1");
  assert_list ("{\"rating\":4}", "1");
  assert_list ("{\"side\":480}", "2 1");
  assert_list ("{\"ratio\":\"square\"}", "2");
  assert_list ("{\"ratio\":\"portrait\"}", "4");
  assert_list ("{\"ratio\":\"landscape\"}", "1");
  assert_list ("{\"tags\":[\"CAT\"]}", "2");
  assert_list ("{\"tags\":[\"cat\",\"dog\"]}", "");
  assert_list ("{\"since\":10,\"until\":20}", "1");
  assert_list ("{\"duplicates\":true}", "1 4");
  test_wait_error (easel_store_assets_list (f->store, "{"), EASEL_ERROR_PROTOCOL, NULL);

  /* More finds than are looked up one by one. */
  {
    g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);
    g_autoptr (GArray) ids = NULL;
    g_autoptr (GArray) keys = NULL;

    for (int i = 0; i < 3000; i++)
      g_ptr_array_add (rows, new_asset ('d', i % 100 == 0 ? "many and rare" : "many", 1000 + i));
    ids = test_wait_boxed (easel_store_assets_add (f->store, rows));
    keys = test_wait_boxed (easel_store_assets_list (f->store, "{\"search\":\"many\"}"));
    g_assert_cmpint (keys->len, ==, 3000);
    g_assert_cmpint (g_array_index (keys, EaselAssetKey, 0).time, ==, 3999);
    g_array_unref (g_steal_pointer (&keys));
    keys = test_wait_boxed (easel_store_assets_list (f->store, "{\"search\":\"many rare\"}"));
    g_assert_cmpint (keys->len, ==, 30);
  }
}

static void
test_trash (TestStore *f, gconstpointer data)
{
  const char *tags[] = { "only", NULL };
  EaselAssetRow *row = new_asset ('a', "one", 1);
  gint64 first, second, third;
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (GPtrArray) hashes = NULL;
  g_autoptr (EaselAssetRow) left = NULL;

  row->tags = g_strdupv ((GStrv) tags);
  first = add (f, row);
  second = add (f, new_asset ('a', "two", 2));
  third = add (f, new_asset ('b', "three", 3));

  g_assert_cmpint (
      test_wait_int64 (easel_store_assets_set_trashed (f->store, (gint64[]) { first, third, 99 }, 3, TRUE)),
      ==, 2);
  assert_list (NULL, "2");
  assert_list ("{\"trashed\":true,\"search\":\"three\"}", "3");
  g_assert_cmpint (test_wait_int64 (easel_store_assets_set_trashed (f->store, &third, 1, FALSE)), ==, 1);
  assert_list (NULL, "3 2");
  test_wait_int64 (easel_store_assets_set_trashed (f->store, &third, 1, TRUE));

  g_assert_cmpint (
      test_wait_int64 (easel_store_assets_measure (f->store, (gint64[]) { first, second, third }, 3)), ==,
      1000);
  /* Only what is in the trash goes, and a file that another has stays. */
  gone = test_wait_boxed (easel_store_assets_purge (f->store, (gint64[]) { first, second, third }, 3));
  g_assert_cmpint (gone->len, ==, 1);
  g_assert_cmpint (((char *) gone->pdata[0])[0], ==, 'b');
  assert_list ("{\"trashed\":true}", "");
  assert_list (NULL, "2");
  hashes = test_wait_boxed (easel_store_assets_list_hashes (f->store));
  g_assert_cmpint (hashes->len, ==, 1);
  left = test_wait_boxed (easel_store_assets_get (f->store, first));
  g_assert_cmpint (left->purged_at, >, 0);
  g_assert_null (left->prompt);
  g_assert_cmpint (g_strv_length (left->tags), ==, 0);
  g_assert_cmpint (test_wait_int64 (easel_store_assets_set_trashed (f->store, &first, 1, FALSE)), ==, 0);
}

static void
test_tags (TestStore *f, gconstpointer data)
{
  gint64 ids[] = { add (f, new_asset ('a', "one", 1)), add (f, new_asset ('b', "two", 2)) };
  g_autoptr (GPtrArray) names = NULL;

  test_wait_true (easel_store_assets_change_tags (f->store, ids, 2,
                                                  (const char *[]) { "Blue", " green", "", NULL }, NULL));
  test_wait_true (
      easel_store_assets_change_tags (f->store, ids, 1, NULL, (const char *[]) { "BLUE", "none", NULL }));
  assert_list ("{\"tags\":[\"blue\"]}", "2");
  assert_list ("{\"search\":\"green\"}", "2 1");
  assert_list ("{\"search\":\"blue\"}", "2");
  test_wait_true (
      easel_store_assets_change_tags (f->store, ids, 2, NULL, (const char *[]) { "green", NULL }));
  names = test_wait_boxed (easel_store_assets_list_tags (f->store));
  g_assert_cmpint (names->len, ==, 1);
  g_assert_cmpstr (names->pdata[0], ==, "Blue");

  test_wait_true (easel_store_assets_set_rating (f->store, ids, 2, 5));
  assert_list ("{\"rating\":5}", "2 1");
  test_wait_error (easel_store_assets_set_rating (f->store, ids, 2, 6), EASEL_ERROR_INVALID_INPUT, NULL);
  test_wait_true (easel_store_assets_set_name (f->store, ids[0], "lamp.png"));
  assert_list ("{\"search\":\"lamp\"}", "1");
}

/* How many came in or went out. */
static guint
count_changed (TestStore *f, gint64 collection, const gint64 *ids, guint n, gboolean in)
{
  g_autoptr (GArray) changed =
      test_wait_boxed (easel_store_collections_change (f->store, collection, ids, n, in));

  return changed->len;
}

static void
test_collections (TestStore *f, gconstpointer data)
{
  gint64 ids[] = { add (f, new_asset ('a', "one", 1)), add (f, new_asset ('b', "two", 2)) };
  gint64 outer = test_wait_int64 (easel_store_collections_add (f->store, " Outer ", 0));
  gint64 inner = test_wait_int64 (easel_store_collections_add (f->store, "Inner", outer));
  g_autofree char *filter = g_strdup_printf ("{\"collection\":%d}", (int) outer);
  g_autofree char *deep = g_strdup_printf ("{\"collection\":%d}", (int) inner);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) searches = NULL;
  gint64 saved;

  g_assert_cmpuint (count_changed (f, outer, ids, 1, TRUE), ==, 1);
  g_assert_cmpuint (count_changed (f, outer, ids, 1, TRUE), ==, 0);
  g_assert_cmpuint (count_changed (f, inner, ids + 1, 1, TRUE), ==, 1);
  assert_list (filter, "2 1");
  assert_list (deep, "2");
  rows = test_wait_boxed (easel_store_collections_list (f->store));
  g_assert_cmpint (rows->len, ==, 2);
  g_assert_cmpstr (((EaselCollectionRow *) rows->pdata[1])->name, ==, "Outer");
  g_assert_cmpint (((EaselCollectionRow *) rows->pdata[0])->parent_id, ==, outer);
  g_assert_cmpint (((EaselCollectionRow *) rows->pdata[0])->count, ==, 1);

  test_wait_error (easel_store_collections_move (f->store, outer, inner), EASEL_ERROR_INVALID_INPUT, NULL);
  test_wait_error (easel_store_collections_move (f->store, outer, outer), EASEL_ERROR_INVALID_INPUT, NULL);
  test_wait_true (easel_store_collections_move (f->store, inner, 0));
  assert_list (filter, "1");
  test_wait_true (easel_store_collections_move (f->store, inner, outer));
  test_wait_true (easel_store_collections_set_removed (f->store, outer, TRUE));
  g_clear_pointer (&rows, g_ptr_array_unref);
  rows = test_wait_boxed (easel_store_collections_list (f->store));
  g_assert_cmpint (rows->len, ==, 0);
  test_wait_error (easel_store_collections_rename (f->store, outer, "x"), EASEL_ERROR_NOT_FOUND, NULL);
  test_wait_true (easel_store_collections_set_removed (f->store, outer, FALSE));
  test_wait_true (easel_store_collections_rename (f->store, outer, "x"));
  g_assert_cmpuint (count_changed (f, outer, ids, 2, FALSE), ==, 1);
  assert_list (filter, "2");
  test_wait_error (easel_store_collections_add (f->store, "  ", 0), EASEL_ERROR_INVALID_INPUT, NULL);
  test_wait_error (easel_store_collections_add (f->store, "x", 99), EASEL_ERROR_NOT_FOUND, NULL);

  saved = test_wait_int64 (easel_store_searches_save (f->store, "Best", "{\"rating\":5}"));
  g_assert_cmpint (test_wait_int64 (easel_store_searches_save (f->store, "best", "{\"rating\":4}")), ==,
                   saved);
  searches = test_wait_boxed (easel_store_searches_list (f->store));
  g_assert_cmpint (searches->len, ==, 1);
  g_assert_cmpstr (((EaselCollectionRow *) searches->pdata[0])->query, ==, "{\"rating\":4}");
  test_wait_error (easel_store_searches_save (f->store, "bad", "{"), EASEL_ERROR_INVALID_INPUT, NULL);
  test_wait_true (easel_store_searches_remove (f->store, saved));
  test_wait_error (easel_store_searches_remove (f->store, saved), EASEL_ERROR_NOT_FOUND, NULL);
}

/* The first migrations, as an older program ran them. */
static void
run_migrations (sqlite3 *db, guint most)
{
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "..", "..", "src", "store", "migrations", NULL);

  for (guint i = 1; i <= most; i++)
    {
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      g_autofree char *prefix = g_strdup_printf ("%04u-", i);
      const char *name;

      g_assert_nonnull (dir);
      while ((name = g_dir_read_name (dir)) != NULL)
        if (g_str_has_prefix (name, prefix))
          {
            g_autofree char *path = g_build_filename (folder, name, NULL);
            g_autofree char *sql = NULL;

            g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
            g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
          }
    }
}

/* Of a database that knew no prefixes everything is found again, by whatever beginning. */
static void
test_upgrade (TestStore *f, gconstpointer data)
{
  static const char rows[] =
      "INSERT INTO assets (id, hash, kind, mime, bytes, source, model_id, name, created_at) VALUES "
      "(1, printf('%064d', 1), 'image', 'image/png', 10, 'import', 'flux-dev', 'éclair.png', 1);"
      "INSERT INTO asset_texts (asset_id, prompt) VALUES (1, 'a Tower, 夜の城');"
      "INSERT INTO tags (id, name) VALUES (1, 'Harbour'); INSERT INTO asset_tags VALUES (1, 1);"
      "INSERT INTO assets (id, hash, kind, mime, bytes, source, created_at, trashed_at, purged_at) VALUES "
      "(2, printf('%064d', 2), 'image', 'image/png', 10, 'import', 1, 1, 1);"
      "INSERT INTO asset_texts (asset_id, prompt) VALUES (2, 'a tower that is gone');"
      "INSERT INTO threads (id, title, created_at, updated_at) VALUES (1, 'Towers', 1, 1);"
      "INSERT INTO messages (id, thread_id, kind, state, created_at, updated_at) VALUES "
      "(1, 1, 'user', 'done', 1, 1), (2, 1, 'assistant', 'stopped', 1, 1);"
      "INSERT INTO message_texts (message_id, text) VALUES (1, 'A tower, 夜の城'), (2, 'Éclair');"
      "PRAGMA user_version = 11; PRAGMA application_id = 1164014444;";
  static const struct
  {
    const char *query;
    guint n;
  } asked[] = { { "t", 1 },  { "to", 1 },   { "tow", 1 },    { "ecl", 1 },
                { "城", 1 }, { "の城", 1 }, { "nothing", 0 } };
  g_autofree char *path = g_build_filename (f->folder, "old.db", NULL);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  run_migrations (db, 11);
  g_assert_cmpint (sqlite3_exec (db, rows, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  test_close (f->store);
  f->store = test_open (path);
  assert_list ("{\"search\":\"t\"}", "1");
  assert_list ("{\"search\":\"to fl\"}", "1");
  assert_list ("{\"search\":\"har\"}", "1");
  assert_list ("{\"search\":\"ECL\"}", "1");
  assert_list ("{\"search\":\"の城\"}", "1");
  assert_list ("{\"search\":\"go\"}", "");
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autoptr (GPtrArray) hits = test_wait_boxed (easel_store_chat_search (f->store, asked[i].query, 9));

      g_assert_cmpint (hits->len, ==, asked[i].n);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define ADD(name, func)                                                                                      \
  g_test_add ("/store/assets/" name, TestStore, NULL, test_store_set_up, func, test_store_tear_down)
  ADD ("row", test_row);
  ADD ("search", test_search);
  ADD ("trash", test_trash);
  ADD ("tags", test_tags);
  ADD ("collections", test_collections);
  ADD ("upgrade", test_upgrade);
#undef ADD
  return g_test_run ();
}
