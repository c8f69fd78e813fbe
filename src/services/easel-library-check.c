// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "easel-asset.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-library-service-private.h"
#include "easel-media-report.h"
#include "easel-store-assets.h"

/*
 * Whether each asset has its file, whole, and each file its asset. What is
 * missing or damaged is looked for where it was brought in from. A file without
 * an asset may be the only copy of something: it becomes one, in the trash.
 */

G_DEFINE_BOXED_TYPE (EaselMediaReport, easel_media_report, easel_media_report_ref, easel_media_report_unref)

EaselMediaReport *
easel_media_report_ref (EaselMediaReport *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_report (gpointer data)
{
  EaselMediaReport *self = data;

  g_ptr_array_unref (self->missing);
  g_ptr_array_unref (self->damaged);
  g_ptr_array_unref (self->orphaned);
  g_ptr_array_unref (self->mended);
}

void
easel_media_report_unref (EaselMediaReport *self)
{
  g_atomic_rc_box_release_full (self, clear_report);
}

/* The thread's while it works, else the fiber's. */
typedef struct
{
  EaselLibraryService *self;
  EaselFileStore *files;
  EaselMediaReport *report;
  GPtrArray *expected;
  GPtrArray *found;
  char *origin;
  char *hash;
  EaselStoredFile *file;
  int lock;
  GError *error;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  if (check->lock >= 0)
    close (check->lock);
  g_object_unref (check->self);
  easel_file_store_unref (check->files);
  easel_media_report_unref (check->report);
  g_clear_pointer (&check->expected, g_ptr_array_unref);
  g_clear_pointer (&check->found, g_ptr_array_unref);
  g_clear_pointer (&check->file, easel_stored_file_free);
  g_free (check->origin);
  g_free (check->hash);
  g_clear_error (&check->error);
  g_free (check);
}

static void
list_in_thread (gpointer data, gpointer unused)
{
  Check *check = data;

  check->report->n_temporary = easel_file_store_clean (check->files);
  check->lock = easel_file_store_lock (check->files, &check->error);
  if (check->lock >= 0)
    check->found = easel_file_store_list (check->files, &check->error);
}

/* Both lists are sorted. */
static void
compare (Check *check)
{
  EaselMediaReport *report = check->report;
  guint i = 0, j = 0;

  report->n_files = check->found->len;
  while (i < check->expected->len || j < check->found->len)
    {
      const char *expected = i < check->expected->len ? check->expected->pdata[i] : NULL;
      const char *found = j < check->found->len ? check->found->pdata[j] : NULL;
      int order = expected == NULL ? 1 : found == NULL ? -1 : strcmp (expected, found);

      if (order < 0)
        g_ptr_array_add (report->missing, g_strdup (expected));
      else if (order > 0)
        g_ptr_array_add (report->orphaned, g_strdup (found));
      i += order <= 0;
      j += order >= 0;
    }
}

static void
verify_in_thread (gpointer data, gpointer unused)
{
  Check *check = data;

  for (guint i = 0; i < check->found->len; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!easel_file_store_verify (check->files, check->found->pdata[i], NULL, &error) &&
          !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND))
        g_ptr_array_add (check->report->damaged, g_strdup (check->found->pdata[i]));
    }
}

/* Is the same content still where it came from? */
static void
fetch_in_thread (gpointer data, gpointer unused)
{
  Check *check = data;

  check->file = easel_file_store_add_file (check->files, check->origin,
                                           EASEL_MEDIA_IMAGES | EASEL_MEDIA_VIDEOS | EASEL_MEDIA_TEXTS, TRUE,
                                           NULL, NULL);
}

static gboolean
fetch (Check *check, const char *hash)
{
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (easel_store_assets_find_hash (check->self->store, hash), NULL);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const EaselAssetRow *row = g_ptr_array_index (rows, i);
      g_autofree char *other = NULL;
      gboolean same;

      if (row->origin == NULL)
        continue;
      g_set_str (&check->origin, row->origin);
      dex_await (easel_thread_spawn (fetch_in_thread, check, NULL), NULL);
      if (check->file == NULL)
        continue;
      same = g_str_equal (check->file->hash, hash);
      other = same || !check->file->is_new ? NULL : g_strdup (check->file->hash);
      g_clear_pointer (&check->file, easel_stored_file_free);
      if (same)
        return TRUE;
      if (other != NULL)
        dex_await (_easel_library_service_drop (check->self, other), NULL);
    }
  return FALSE;
}

/* A copy of the orphan's bytes would be the same file: it is entered again, as what it is. */
static void
adopt_in_thread (gpointer data, gpointer unused)
{
  Check *check = data;
  g_autofree char *path = easel_file_store_get_path (check->files, check->hash);

  check->file = easel_file_store_add_file (
      check->files, path, EASEL_MEDIA_IMAGES | EASEL_MEDIA_VIDEOS | EASEL_MEDIA_TEXTS, TRUE, NULL, NULL);
}

static gboolean
adopt (Check *check, const char *hash)
{
  EaselAssetRow *row;
  g_autoptr (EaselAsset) asset = NULL;

  g_set_str (&check->hash, hash);
  dex_await (easel_thread_spawn (adopt_in_thread, check, NULL), NULL);
  if (check->file == NULL)
    return FALSE;
  row = easel_asset_row_new ();
  row->source = g_strdup ("import");
  row->name = g_strdup_printf ("%.12s.%s", hash, easel_media_format_get_extension (check->file->format));
  row->trashed_at = g_get_real_time ();
  asset =
      dex_await_object (_easel_library_service_keep (check->self, g_steal_pointer (&check->file), row), NULL);
  return asset != NULL;
}

static void
mend (Check *check)
{
  EaselMediaReport *report = check->report;
  GPtrArray *const lost[] = { report->missing, report->damaged };
  g_autoptr (GHashTable) damaged = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (lost); i++)
    for (guint j = 0; j < lost[i]->len; j++)
      if (fetch (check, lost[i]->pdata[j]))
        g_ptr_array_add (report->mended, g_strdup (lost[i]->pdata[j]));
  for (guint j = 0; j < report->damaged->len; j++)
    g_hash_table_add (damaged, report->damaged->pdata[j]);
  for (guint j = 0; j < report->orphaned->len; j++)
    if (!g_hash_table_contains (damaged, report->orphaned->pdata[j]) &&
        adopt (check, report->orphaned->pdata[j]))
      g_ptr_array_add (report->mended, g_strdup (report->orphaned->pdata[j]));
}

static DexFuture *
check_fiber (gpointer data)
{
  Check *check = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_thread_spawn (list_in_thread, check, NULL), NULL);
  if (check->found == NULL)
    return dex_future_new_for_error (g_steal_pointer (&check->error));
  check->expected = dex_await_boxed (easel_store_assets_list_hashes (check->self->store), &error);
  close (check->lock);
  check->lock = -1;
  if (check->expected == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  compare (check);
  dex_await (easel_thread_spawn (verify_in_thread, check, NULL), NULL);
  mend (check);
  return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_REPORT, easel_media_report_ref (check->report));
}

/**
 * easel_library_service_check:
 * @self: the service
 *
 * Reads all files of the library, and mends what can be mended.
 *
 * Returns: (transfer full): resolves to an #EaselMediaReport
 */
DexFuture *
easel_library_service_check (EaselLibraryService *self)
{
  Check *check;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  check = g_new0 (Check, 1);
  check->self = g_object_ref (self);
  check->files = easel_file_store_ref (self->files);
  check->lock = -1;
  check->report = g_atomic_rc_box_new0 (EaselMediaReport);
  check->report->missing = g_ptr_array_new_with_free_func (g_free);
  check->report->damaged = g_ptr_array_new_with_free_func (g_free);
  check->report->orphaned = g_ptr_array_new_with_free_func (g_free);
  check->report->mended = g_ptr_array_new_with_free_func (g_free);
  return easel_fiber_spawn (check_fiber, check, check_free);
}
