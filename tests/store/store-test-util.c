// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "store-test-util.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "easel-error.h"
#include "easel-store-revisions.h"

char *
test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("easel-store-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

/* The folder and the files and folders in it. */
void
test_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        test_remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

static DexFuture *
on_done_cb (DexFuture *future, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return NULL;
}

/* Runs the main loop until future (taken) is done. */
gboolean
test_wait (DexFuture *future, GError **error)
{
  g_autoptr (DexFuture) owned = future;
  gboolean done = FALSE;
  g_autoptr (DexFuture) waiting = dex_future_finally (dex_ref (owned), on_done_cb, &done, NULL);

  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return dex_future_get_value (owned, error) != NULL;
}

static DexFuture *
wait_resolved (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  test_wait (dex_ref (future), &error);
  g_assert_no_error (error);
  return future;
}

gint64
test_wait_int64 (DexFuture *future)
{
  g_autoptr (DexFuture) owned = wait_resolved (future);

  return g_value_get_int64 (dex_future_get_value (owned, NULL));
}

gpointer
test_wait_boxed (DexFuture *future)
{
  g_autoptr (DexFuture) owned = wait_resolved (future);

  return g_value_dup_boxed (dex_future_get_value (owned, NULL));
}

void
test_wait_true (DexFuture *future)
{
  g_autoptr (DexFuture) owned = wait_resolved (future);

  g_assert_true (g_value_get_boolean (dex_future_get_value (owned, NULL)));
}

/* Waits for a rejection of this code whose sentence holds part. */
void
test_wait_error (DexFuture *future, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (test_wait (future, &error));
  g_assert_error (error, EASEL_ERROR, code);
  if (part != NULL && strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
}

EaselStore *
test_open (const char *path)
{
  EaselStore *store = easel_store_new (path);

  test_wait_true (easel_store_open (store));
  return store;
}

static gboolean
is_idle (gpointer data)
{
  return !g_main_context_pending (NULL);
}

void
test_close (EaselStore *store)
{
  test_wait_true (easel_store_close (store));
  test_iterate_until (is_idle, NULL, 10);
  g_assert_finalize_object (store);
}

void
test_iterate_until (gboolean (*done) (gpointer data), gpointer data, guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!done (data))
    {
      if (g_get_monotonic_time () > end)
        g_error ("The condition did not come true in %u s", seconds);
      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
    }
}

gint64
test_add_revision (EaselStore *store, gint64 prompt, gint64 parent, const char *text)
{
  g_autoptr (EaselRevisionRow) row = easel_revision_row_new ();
  g_autoptr (EaselRevisionRow) added = NULL;

  row->prompt_id = prompt;
  row->parent_id = parent;
  row->text = g_strdup (text);
  added = test_wait_boxed (easel_store_revisions_add (store, row));
  g_assert_cmpstr (added->text, ==, text);
  return added->id;
}

void
test_store_set_up (TestStore *f, gconstpointer data)
{
  f->folder = test_make_folder ();
  f->path = g_build_filename (f->folder, "easel.db", NULL);
  f->store = test_open (f->path);
}

void
test_store_tear_down (TestStore *f, gconstpointer data)
{
  g_auto (GStrv) problems = test_wait_boxed (easel_store_check (f->store));

  g_assert_cmpint (g_strv_length (problems), ==, 0);
  test_close (f->store);
  test_remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}
