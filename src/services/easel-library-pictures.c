// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-private.h"
#include "easel-library-service-private.h"
#include "easel-pixels.h"

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

static DexFuture *
on_decoded_cb (DexFuture *future, gpointer user_data)
{
  const EaselPicture *picture = g_value_get_boxed (dex_future_get_value (future, NULL));
  EaselPixels *pixels = g_atomic_rc_box_new0 (EaselPixels);

  pixels->width = (int) picture->width;
  pixels->height = (int) picture->height;
  pixels->stride = picture->stride;
  pixels->has_alpha = picture->has_alpha;
  pixels->whole_width = (int) picture->whole_width;
  pixels->whole_height = (int) picture->whole_height;
  pixels->data = g_bytes_ref (picture->pixels);
  return dex_future_new_take_boxed (EASEL_TYPE_PIXELS, pixels);
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

/* Pixels of a picture that is no file of the library: read in the process that reads
 * foreign ones. */
DexFuture *
_easel_library_service_decode (EaselLibraryService *self, GBytes *bytes, guint side)
{
  return dex_future_then (
      easel_thumbnailer_decode (_easel_library_service_get_thumbnailer (self), bytes, side), on_decoded_cb,
      NULL, NULL);
}
