// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thumbnails.h"

#include <libdex.h>

#include "easel-error.h"
#include "easel-pixels.h"

/* Bytes of pictures that are kept ready. */
#define MOST_KEPT (64 * 1024 * 1024)
/* What cannot be shown is not asked for again before that; what may pass, such as a disk
 * that is not there, sooner. */
#define RETRY_USEC (60 * G_USEC_PER_SEC)
#define RETRY_SOON_USEC (3 * G_USEC_PER_SEC)
#define MOST_FAILED 10000

/**
 * EaselThumbnails:
 *
 * The small pictures of a grid: kept for a while, since a cell that is scrolled
 * past asks for the same one again and again, and asked for only as long as
 * somebody waits.
 */
struct _EaselThumbnails
{
  GObject parent_instance;

  /* owned */
  EaselLibraryService *service;
  GHashTable *kept;     /* key -> Kept */
  GQueue order;         /* of Kept, the one used last at its end */
  GHashTable *requests; /* owner -> Request */
  GHashTable *failed;   /* hash -> until when nobody asks, monotonic µs */

  /* state */
  gsize bytes;
};

G_DEFINE_FINAL_TYPE (EaselThumbnails, easel_thumbnails, G_TYPE_OBJECT)

/* A picture that is ready. */
typedef struct
{
  GList link;
  char *key;
  GdkTexture *texture;
  gsize bytes;
} Kept;

/* Somebody who waits for one. */
typedef struct
{
  gatomicrefcount ref_count;
  EaselThumbnails *self;
  EaselAsset *asset;
  char *key;
  int size;
  EaselThumbnailFunc func;
  gpointer owner;
  DexFuture *future;
  gboolean done;
} Request;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->key);
  g_object_unref (kept->texture);
  g_free (kept);
}

static void
request_unref (gpointer data)
{
  Request *request = data;

  if (!g_atomic_ref_count_dec (&request->ref_count))
    return;
  g_object_unref (request->self);
  g_object_unref (request->asset);
  g_free (request->key);
  g_free (request);
}

/* The one who waited does not wait any more. */
static void
request_drop (gpointer data)
{
  Request *request = data;

  request->owner = NULL;
  dex_clear (&request->future);
  request_unref (request);
}

static void
forget_oldest (EaselThumbnails *self)
{
  while (self->bytes > MOST_KEPT && self->order.length > 1)
    {
      Kept *kept = g_queue_peek_head (&self->order);

      g_queue_unlink (&self->order, &kept->link);
      self->bytes -= kept->bytes;
      g_hash_table_remove (self->kept, kept->key);
    }
}

static void
keep (EaselThumbnails *self, const char *key, GdkTexture *texture)
{
  Kept *kept;

  if (g_hash_table_contains (self->kept, key))
    return;
  kept = g_new0 (Kept, 1);
  kept->link.data = kept;
  kept->key = g_strdup (key);
  kept->texture = g_object_ref (texture);
  kept->bytes = (gsize) gdk_texture_get_width (texture) * (gsize) gdk_texture_get_height (texture) * 4;
  g_hash_table_insert (self->kept, kept->key, kept);
  g_queue_push_tail_link (&self->order, &kept->link);
  self->bytes += kept->bytes;
  forget_oldest (self);
}

static GdkTexture *
find_kept (EaselThumbnails *self, const char *key)
{
  Kept *kept = g_hash_table_lookup (self->kept, key);

  if (kept == NULL)
    return NULL;
  g_queue_unlink (&self->order, &kept->link);
  g_queue_push_tail_link (&self->order, &kept->link);
  return kept->texture;
}

static void
easel_thumbnails_dispose (GObject *object)
{
  EaselThumbnails *self = EASEL_THUMBNAILS (object);

  g_hash_table_remove_all (self->requests);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (easel_thumbnails_parent_class)->dispose (object);
}

static void
easel_thumbnails_finalize (GObject *object)
{
  EaselThumbnails *self = EASEL_THUMBNAILS (object);

  g_queue_init (&self->order);
  g_hash_table_unref (self->kept);
  g_hash_table_unref (self->requests);
  g_hash_table_unref (self->failed);

  G_OBJECT_CLASS (easel_thumbnails_parent_class)->finalize (object);
}

static void
easel_thumbnails_class_init (EaselThumbnailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_thumbnails_dispose;
  object_class->finalize = easel_thumbnails_finalize;
}

static void
easel_thumbnails_init (EaselThumbnails *self)
{
  g_queue_init (&self->order);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, kept_free);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, request_drop);
  self->failed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

EaselThumbnails *
easel_thumbnails_new (EaselLibraryService *service)
{
  EaselThumbnails *self = g_object_new (EASEL_TYPE_THUMBNAILS, NULL);

  self->service = g_object_ref (service);
  return self;
}

/* ---- asking ---- */

/* A step of sizes, so that a window that is made wider asks not at each pixel. */
static int
round_size (int width)
{
  return width <= 128 ? 128 : width <= 256 ? 256 : 512;
}

static char *
make_key (EaselAsset *asset, int size)
{
  return g_strdup_printf ("%d/%s", size, easel_asset_get_hash (asset));
}

static GdkTexture *
make_texture (const EaselPixels *pixels)
{
  return gdk_memory_texture_new (pixels->width, pixels->height,
                                 pixels->has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8, pixels->data,
                                 pixels->stride);
}

static void
remember_failure (EaselThumbnails *self, EaselAsset *asset, const GError *error)
{
  gboolean lasting = g_error_matches (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT) ||
                     g_error_matches (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG) ||
                     g_error_matches (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED);
  gint64 *until;

  /* It was given up, not tried. */
  if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_CANCELLED) || error->domain != EASEL_ERROR)
    return;
  if (g_hash_table_size (self->failed) >= MOST_FAILED)
    g_hash_table_remove_all (self->failed);
  until = g_new (gint64, 1);
  *until = g_get_monotonic_time () + (lasting ? RETRY_USEC : RETRY_SOON_USEC);
  g_hash_table_insert (self->failed, g_strdup (easel_asset_get_hash (asset)), until);
}

static gboolean
has_failed (EaselThumbnails *self, EaselAsset *asset)
{
  const gint64 *until = g_hash_table_lookup (self->failed, easel_asset_get_hash (asset));

  return until != NULL && g_get_monotonic_time () < *until;
}

static DexFuture *
on_loaded_cb (DexFuture *future, gpointer user_data)
{
  Request *request = user_data;
  EaselThumbnails *self = request->self;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  gpointer owner = request->owner;
  EaselThumbnailFunc func = request->func;
  g_autoptr (GdkTexture) texture = NULL;

  request->done = TRUE;
  if (value != NULL)
    {
      texture = make_texture (g_value_get_boxed (value));
      keep (self, request->key, texture);
      g_hash_table_remove (self->failed, easel_asset_get_hash (request->asset));
    }
  else
    remember_failure (self, request->asset, error);
  if (owner != NULL)
    {
      /* It may ask for another one at once. */
      g_hash_table_remove (self->requests, owner);
      func (owner, texture);
    }
  return dex_future_new_true ();
}

/**
 * easel_thumbnails_request:
 * @self: the thumbnails
 * @asset: a loaded asset
 * @width: pixels that it shall be wide, about
 * @func: called with it, at once if it is ready
 * @owner: passed to @func; asks for one thing at a time
 *
 * One that could not be shown a moment ago is not tried again so soon: @func is
 * called with %NULL.
 */
void
easel_thumbnails_request (
    EaselThumbnails *self, EaselAsset *asset, int width, EaselThumbnailFunc func, gpointer owner)
{
  int size = round_size (width);
  g_autofree char *key = NULL;
  Request *request;
  GdkTexture *texture;
  DexFuture *future;

  g_return_if_fail (EASEL_IS_THUMBNAILS (self));
  g_return_if_fail (easel_asset_is_loaded (asset));

  key = make_key (asset, size);
  request = g_hash_table_lookup (self->requests, owner);
  if (request != NULL && g_str_equal (request->key, key))
    return;
  g_hash_table_remove (self->requests, owner);
  texture = find_kept (self, key);
  if (texture != NULL)
    {
      func (owner, texture);
      return;
    }
  if (has_failed (self, asset))
    {
      func (owner, NULL);
      return;
    }

  request = g_new0 (Request, 1);
  g_atomic_ref_count_init (&request->ref_count);
  request->self = g_object_ref (self);
  request->asset = g_object_ref (asset);
  request->key = g_steal_pointer (&key);
  request->size = size;
  request->func = func;
  request->owner = owner;
  g_hash_table_insert (self->requests, owner, request);
  g_atomic_ref_count_inc (&request->ref_count);
  future =
      dex_future_finally (easel_library_service_load_thumbnail (self->service, request->asset, (guint) size),
                          on_loaded_cb, request, request_unref);
  /* What was ready at once is over: kept, the two would hold each other. */
  if (request->done)
    dex_unref (future);
  else
    request->future = future;
}

/**
 * easel_thumbnails_find:
 * @self: the thumbnails
 * @asset: a loaded asset
 *
 * Returns: (transfer none) (nullable): what is ready of it, in whatever size
 */
GdkTexture *
easel_thumbnails_find (EaselThumbnails *self, EaselAsset *asset)
{
  g_return_val_if_fail (EASEL_IS_THUMBNAILS (self), NULL);

  for (int size = 128; size <= 512; size *= 2)
    {
      g_autofree char *key = make_key (asset, size);
      GdkTexture *texture = find_kept (self, key);

      if (texture != NULL)
        return texture;
    }
  return NULL;
}

/**
 * easel_thumbnails_cancel:
 * @self: the thumbnails
 * @owner: does not wait any more
 */
void
easel_thumbnails_cancel (EaselThumbnails *self, gpointer owner)
{
  g_return_if_fail (EASEL_IS_THUMBNAILS (self));

  g_hash_table_remove (self->requests, owner);
}
