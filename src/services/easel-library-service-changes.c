// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <unistd.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-library-service-private.h"
#include "easel-store-assets.h"

/* What is done with assets that are in the library. */

/**
 * easel_library_service_trash:
 * @self: the service
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 *
 * Returns: (transfer full): resolves to how many went to the trash, a #gint64
 */
DexFuture *
easel_library_service_trash (EaselLibraryService *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_set_trashed (self->store, ids, n_ids, TRUE);
}

/**
 * easel_library_service_restore:
 * @self: the service
 * @ids: (array length=n_ids): assets in the trash
 * @n_ids: how many
 *
 * Returns: (transfer full): resolves to how many came back, a #gint64
 */
DexFuture *
easel_library_service_restore (EaselLibraryService *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_set_trashed (self->store, ids, n_ids, FALSE);
}

/**
 * easel_library_service_measure_purge:
 * @self: the service
 * @ids: (array length=n_ids): assets in the trash
 * @n_ids: how many
 *
 * Returns: (transfer full): resolves to the bytes that
 *   easel_library_service_purge() of these frees, a #gint64
 */
DexFuture *
easel_library_service_measure_purge (EaselLibraryService *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_measure (self->store, ids, n_ids);
}

typedef struct
{
  EaselLibraryService *self;
  EaselFileStore *files;
  /* Owned by self, which outlives the thread. */
  EaselThumbnailer *thumbnailer;
  GArray *ids;
  GPtrArray *hashes;
  int lock;
  gint64 freed;
  GError *error;
} Purge;

static void
purge_free (gpointer data)
{
  Purge *purge = data;

  if (purge->lock >= 0)
    close (purge->lock);
  g_object_unref (purge->self);
  easel_file_store_unref (purge->files);
  g_array_unref (purge->ids);
  g_clear_pointer (&purge->hashes, g_ptr_array_unref);
  g_clear_error (&purge->error);
  g_free (purge);
}

static void
lock_in_thread (gpointer data, gpointer unused)
{
  Purge *purge = data;

  purge->lock = easel_file_store_lock (purge->files, &purge->error);
}

/* What cannot be removed stays behind as an orphan, which a check finds. */
static void
remove_in_thread (gpointer data, gpointer unused)
{
  Purge *purge = data;

  for (guint i = 0; i < purge->hashes->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 bytes = easel_file_store_remove (purge->files, g_ptr_array_index (purge->hashes, i), &error);

      easel_thumbnailer_forget (purge->thumbnailer, g_ptr_array_index (purge->hashes, i));
      if (bytes >= 0)
        purge->freed += bytes;
      else if (purge->error == NULL)
        purge->error = g_steal_pointer (&error);
    }
}

static DexFuture *
purge_fiber (gpointer data)
{
  Purge *purge = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_thread_spawn (lock_in_thread, purge, NULL), NULL);
  if (purge->lock < 0)
    return dex_future_new_for_error (g_steal_pointer (&purge->error));
  purge->hashes =
      dex_await_boxed (easel_store_assets_purge (
                           purge->self->store, (const gint64 *) (gpointer) purge->ids->data, purge->ids->len),
                       &error);
  if (purge->hashes == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  dex_await (easel_thread_spawn (remove_in_thread, purge, NULL), NULL);
  if (purge->error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&purge->error));
  return dex_future_new_for_int64 (purge->freed);
}

/* Was it entered meanwhile? Else it goes. */
static DexFuture *
drop_fiber (gpointer data)
{
  Purge *purge = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  dex_await (easel_thread_spawn (lock_in_thread, purge, NULL), NULL);
  if (purge->lock < 0)
    return dex_future_new_for_error (g_steal_pointer (&purge->error));
  rows = dex_await_boxed (
      easel_store_assets_find_hash (purge->self->store, g_ptr_array_index (purge->hashes, 0)), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (rows->len == 0)
    dex_await (easel_thread_spawn (remove_in_thread, purge, NULL), NULL);
  return dex_future_new_true ();
}

static Purge *
purge_new (EaselLibraryService *self)
{
  Purge *purge = g_new0 (Purge, 1);

  purge->self = g_object_ref (self);
  purge->files = easel_file_store_ref (self->files);
  purge->thumbnailer = _easel_library_service_get_thumbnailer (self);
  purge->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  purge->lock = -1;
  return purge;
}

/*
 * Removes a file that was found unfit, unless an asset has it. The caller has
 * let go of its EaselStoredFile.
 */
DexFuture *
_easel_library_service_drop (EaselLibraryService *self, const char *hash)
{
  Purge *purge = purge_new (self);

  purge->hashes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (purge->hashes, g_strdup (hash));
  return easel_fiber_spawn (drop_fiber, purge, purge_free);
}

/**
 * easel_library_service_purge:
 * @self: the service
 * @ids: (array length=n_ids): assets in the trash; others are left alone
 * @n_ids: how many
 *
 * Takes away for good what is known of them, and the files that nothing else
 * has. What refers to them finds that they are gone.
 *
 * Returns: (transfer full): resolves to the bytes that became free, a #gint64
 */
DexFuture *
easel_library_service_purge (EaselLibraryService *self, const gint64 *ids, guint n_ids)
{
  Purge *purge;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  purge = purge_new (self);
  g_array_append_vals (purge->ids, ids, n_ids);
  return easel_fiber_spawn (purge_fiber, purge, purge_free);
}

/**
 * easel_library_service_set_rating:
 * @self: the service
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 * @rating: 1 to 5 stars, 0 none
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_set_rating (EaselLibraryService *self, const gint64 *ids, guint n_ids, int rating)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_set_rating (self->store, ids, n_ids, rating);
}

/**
 * easel_library_service_set_name:
 * @self: the service
 * @id: an asset
 * @name: its file name from now on
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_set_name (EaselLibraryService *self, gint64 id, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_set_name (self->store, id, name);
}

/**
 * easel_library_service_change_tags:
 * @self: the service
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 * @add: (nullable) (array zero-terminated=1): tags that they get
 * @remove: (nullable) (array zero-terminated=1): tags that they lose
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_change_tags (EaselLibraryService *self,
                                   const gint64 *ids,
                                   guint n_ids,
                                   const char *const *add,
                                   const char *const *remove)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_change_tags (self->store, ids, n_ids, add, remove);
}

/**
 * easel_library_service_list_tags:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a #GPtrArray of names
 */
DexFuture *
easel_library_service_list_tags (EaselLibraryService *self)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_assets_list_tags (self->store);
}
