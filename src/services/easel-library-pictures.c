// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "easel-asset-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-library-service-private.h"
#include "easel-pixels.h"
#include "easel-store-assets.h"

/* Pictures for the screen. */

G_DEFINE_BOXED_TYPE (EaselPixels, easel_pixels, easel_pixels_ref, easel_pixels_unref)

EaselPixels *
easel_pixels_ref (EaselPixels *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_pixels (gpointer data)
{
  g_bytes_unref (((EaselPixels *) data)->data);
}

void
easel_pixels_unref (EaselPixels *self)
{
  g_atomic_rc_box_release_full (self, clear_pixels);
}

G_DEFINE_BOXED_TYPE (EaselMotion, easel_motion, easel_motion_ref, easel_motion_unref)

EaselMotion *
easel_motion_ref (EaselMotion *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_motion (gpointer data)
{
  g_ptr_array_unref (((EaselMotion *) data)->pictures);
}

void
easel_motion_unref (EaselMotion *self)
{
  g_atomic_rc_box_release_full (self, clear_motion);
}

static EaselPixels *
make_pixels (const EaselPicture *picture)
{
  EaselPixels *pixels = g_atomic_rc_box_new0 (EaselPixels);

  pixels->width = (int) picture->width;
  pixels->height = (int) picture->height;
  pixels->stride = picture->stride;
  pixels->has_alpha = picture->has_alpha;
  pixels->whole_width = (int) picture->whole_width;
  pixels->whole_height = (int) picture->whole_height;
  pixels->delay = picture->delay;
  pixels->data = g_bytes_ref (picture->pixels);
  return pixels;
}

static DexFuture *
on_decoded_cb (DexFuture *future, gpointer user_data)
{
  const EaselPicture *picture = g_value_get_boxed (dex_future_get_value (future, NULL));

  return dex_future_new_take_boxed (EASEL_TYPE_PIXELS, make_pixels (picture));
}

/**
 * easel_library_service_load_thumbnail:
 * @self: the service
 * @asset: a loaded asset
 * @side: how many points its longer side has on the screen
 *
 * The last that is asked for comes first; a request that is dropped is not begun.
 *
 * Returns: (transfer full): resolves to #EaselPixels, which may be larger than
 *   asked, or smaller if the picture is; rejects with
 *   %EASEL_ERROR_UNSUPPORTED for what has no picture
 */
DexFuture *
easel_library_service_load_thumbnail (EaselLibraryService *self, EaselAsset *asset, guint side)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (easel_asset_is_loaded (asset));

  return dex_future_then (easel_thumbnailer_load (_easel_library_service_get_thumbnailer (self),
                                                  easel_asset_get_hash (asset), easel_asset_get_mime (asset),
                                                  side),
                          on_decoded_cb, NULL, NULL);
}

/**
 * easel_library_service_load_picture:
 * @self: the service
 * @asset: a loaded asset
 * @side: the most points that a side may have
 *
 * Returns: (transfer full): resolves to #EaselPixels of the whole picture, no
 *   larger than that
 */
DexFuture *
easel_library_service_load_picture (EaselLibraryService *self, EaselAsset *asset, guint side)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (easel_asset_is_loaded (asset));

  return dex_future_then (easel_thumbnailer_load_whole (_easel_library_service_get_thumbnailer (self),
                                                        easel_asset_get_hash (asset), side),
                          on_decoded_cb, NULL, NULL);
}

static DexFuture *
on_motion_cb (DexFuture *future, gpointer user_data)
{
  const EaselFilm *film = g_value_get_boxed (dex_future_get_value (future, NULL));
  EaselMotion *motion = g_atomic_rc_box_new0 (EaselMotion);

  motion->first = film->first;
  motion->n_frames = film->n_frames;
  motion->plays = film->plays;
  motion->pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_pixels_unref);
  for (guint i = 0; i < film->pictures->len; i++)
    g_ptr_array_add (motion->pictures, make_pixels (g_ptr_array_index (film->pictures, i)));
  return dex_future_new_take_boxed (EASEL_TYPE_MOTION, motion);
}

/**
 * easel_library_service_load_motion:
 * @self: the service
 * @asset: a loaded asset that is animated
 * @side: the most points that a side may have
 * @first: which of its pictures to begin with; quick if it follows what was loaded last
 * @most: about how many bytes they may take
 *
 * Returns: (transfer full): resolves to #EaselMotion, one picture at least; rejects
 *   with %EASEL_ERROR_UNSUPPORTED if there are not several,
 *   %EASEL_ERROR_TOO_LONG for a canvas beyond all bounds
 */
DexFuture *
easel_library_service_load_motion (
    EaselLibraryService *self, EaselAsset *asset, guint side, guint first, gsize most)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (easel_asset_is_loaded (asset));

  /* One reader of its own, which knows where it stopped. */
  if (self->animator == NULL)
    self->animator = easel_thumbnailer_new (self->files, NULL, NULL, 1);
  return dex_future_then (
      easel_thumbnailer_animate (self->animator, easel_asset_get_hash (asset), side, first, most),
      on_motion_cb, NULL, NULL);
}

/* Pixels of a picture that is no file of the library: read in the process that reads
 * foreign ones. */
DexFuture *
_easel_library_service_decode (EaselLibraryService *self, GBytes *bytes, guint side)
{
  return dex_future_then (
      easel_thumbnailer_decode (_easel_library_service_get_thumbnailer (self), bytes, side), on_decoded_cb,
      NULL, NULL);
}

/* ---- by their number ---- */

typedef struct
{
  EaselLibraryService *self;
  gint64 id;
  guint side;
  EaselPictureLimit limit;
} Task;

static Task *
task_new (EaselLibraryService *self, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->id = id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task);
}

/* Awaits: the row of an asset whose file is there. */
static EaselAssetRow *
find_row (Task *task, GError **error)
{
  g_autoptr (EaselAssetRow) row =
      dex_await_boxed (easel_store_assets_get (task->self->store, task->id), error);

  if (row == NULL || row->purged_at == 0)
    return g_steal_pointer (&row);
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("This file was deleted for good."));
  return NULL;
}

static DexFuture *
thumbnail_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAssetRow) row = find_row (task, &error);

  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_then (easel_thumbnailer_load (_easel_library_service_get_thumbnailer (task->self),
                                                  row->hash, row->mime, task->side),
                          on_decoded_cb, NULL, NULL);
}

/**
 * easel_library_service_load_thumbnail_of:
 * @self: the service
 * @id: an asset
 * @side: how many points its longer side has on the screen
 *
 * Returns: (transfer full): as easel_library_service_load_thumbnail()
 */
DexFuture *
easel_library_service_load_thumbnail_of (EaselLibraryService *self, gint64 id, guint side)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  task = task_new (self, id);
  task->side = side;
  return easel_fiber_spawn (thumbnail_fiber, task, task_free);
}

/* A reader that fails on a file is no reason not to send it: the one that it goes
 * to may read it. */
static DexFuture *
within_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAssetRow) row = find_row (task, &error);
  g_autoptr (GBytes) bytes = NULL;

  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  bytes = dex_await_boxed (
      easel_thumbnailer_shrink (_easel_library_service_get_thumbnailer (task->self), row->hash, &task->limit),
      &error);
  if (bytes == NULL && row->bytes > task->limit.bytes)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    return dex_future_new_take_boxed (G_TYPE_BYTES, g_steal_pointer (&bytes));
  return easel_library_service_load_file (task->self, task->id);
}

/* Resolves to the bytes of a picture as it is sent: the file, or its picture made
 * smaller. */
DexFuture *
_easel_library_service_load_within (EaselLibraryService *self, gint64 id, const EaselPictureLimit *limit)
{
  Task *task = task_new (self, id);

  task->limit = *limit;
  return easel_fiber_spawn (within_fiber, task, task_free);
}

/* ---- where many lie ---- */

static DexFuture *
on_rows_cb (DexFuture *future, gpointer user_data)
{
  EaselLibraryService *self = user_data;
  GPtrArray *rows = g_value_get_boxed (dex_future_get_value (future, NULL));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      const EaselAssetRow *row = g_ptr_array_index (rows, i);

      if (row->purged_at == 0 && self->files != NULL)
        g_strv_builder_take (builder, easel_file_store_get_path (self->files, row->hash));
    }
  return dex_future_new_take_boxed (G_TYPE_STRV, g_strv_builder_end (builder));
}

/**
 * easel_library_service_find_paths:
 * @self: the service
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 *
 * Returns: (transfer full): resolves to a #GStrv, where their files lie, to be read
 *   only; without those that were purged
 */
DexFuture *
easel_library_service_find_paths (EaselLibraryService *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return dex_future_then (easel_store_assets_read (self->store, ids, n_ids), on_rows_cb, g_object_ref (self),
                          g_object_unref);
}
