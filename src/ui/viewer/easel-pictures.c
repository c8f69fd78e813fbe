// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pictures.h"

#include <math.h>

/* Bytes of pictures that are kept beside the one that was asked for last. */
#define MOST_KEPT (192 * 1024 * 1024)
/* So many points of one are asked for; four bytes each at most. */
#define MOST_POINTS (48.0 * 1000 * 1000)
#define LARGEST_SIDE 32768

/**
 * EaselPictures:
 *
 * Whole pictures for who looks at them one by one: the one in view, in the size
 * that is needed, and its neighbours before they are asked for. Decoding is the
 * service's, in its helper; of one that nobody waits for it is given up.
 */
struct _EaselPictures
{
  GObject parent_instance;

  /* owned */
  EaselLibraryService *service;
  GQueue kept;          /* of Kept, the one used last at its head */
  GHashTable *requests; /* owner -> Request */

  /* state */
  gsize bytes;
};

G_DEFINE_FINAL_TYPE (EaselPictures, easel_pictures, G_TYPE_OBJECT)

typedef struct
{
  char *hash;
  EaselPixels *pixels;
  guint side;
} Kept;

typedef struct
{
  gatomicrefcount ref_count;
  EaselPictures *self;
  EaselAsset *asset;
  char *hash;
  guint side;
  EaselPicturesFunc func;
  gpointer owner;
  DexFuture *future;
  gboolean done;
} Request;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_free (kept->hash);
  easel_pixels_unref (kept->pixels);
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
  g_free (request->hash);
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

/* ---- kept ---- */

static GList *
find_link (EaselPictures *self, const char *hash)
{
  for (GList *link = self->kept.head; link != NULL; link = link->next)
    if (g_strcmp0 (((Kept *) link->data)->hash, hash) == 0)
      return link;
  return NULL;
}

static void
drop_link (EaselPictures *self, GList *link)
{
  Kept *kept = link->data;

  self->bytes -= g_bytes_get_size (kept->pixels->data);
  g_queue_delete_link (&self->kept, link);
  kept_free (kept);
}

static Kept *
find_kept (EaselPictures *self, const char *hash)
{
  GList *link = find_link (self, hash);

  if (link == NULL)
    return NULL;
  g_queue_unlink (&self->kept, link);
  g_queue_push_head_link (&self->kept, link);
  return link->data;
}

static void
keep (EaselPictures *self, const char *hash, guint side, EaselPixels *pixels)
{
  GList *old = find_link (self, hash);
  Kept *kept;

  if (old != NULL)
    drop_link (self, old);
  kept = g_new0 (Kept, 1);
  kept->hash = g_strdup (hash);
  kept->pixels = easel_pixels_ref (pixels);
  kept->side = side;
  g_queue_push_head (&self->kept, kept);
  self->bytes += g_bytes_get_size (pixels->data);
  while (self->bytes > MOST_KEPT && self->kept.length > 1)
    drop_link (self, self->kept.tail);
}

static gboolean
is_whole (const EaselPixels *pixels)
{
  return MAX (pixels->width, pixels->height) >= MAX (pixels->whole_width, pixels->whole_height);
}

static gboolean
is_enough (const Kept *kept, guint side)
{
  return kept->side >= side || is_whole (kept->pixels);
}

/* ---- the object ---- */

static void
easel_pictures_dispose (GObject *object)
{
  EaselPictures *self = EASEL_PICTURES (object);

  g_hash_table_remove_all (self->requests);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (easel_pictures_parent_class)->dispose (object);
}

static void
easel_pictures_finalize (GObject *object)
{
  EaselPictures *self = EASEL_PICTURES (object);

  g_queue_clear_full (&self->kept, kept_free);
  g_hash_table_unref (self->requests);

  G_OBJECT_CLASS (easel_pictures_parent_class)->finalize (object);
}

static void
easel_pictures_class_init (EaselPicturesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_pictures_dispose;
  object_class->finalize = easel_pictures_finalize;
}

static void
easel_pictures_init (EaselPictures *self)
{
  g_queue_init (&self->kept);
  self->requests = g_hash_table_new_full (NULL, NULL, NULL, request_drop);
}

EaselPictures *
easel_pictures_new (EaselLibraryService *service)
{
  EaselPictures *self = g_object_new (EASEL_TYPE_PICTURES, NULL);

  self->service = g_object_ref (service);
  return self;
}

/* ---- asking ---- */

static DexFuture *
on_loaded_cb (DexFuture *future, gpointer user_data)
{
  Request *request = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (future, &error);
  gpointer owner = request->owner;
  EaselPicturesFunc func = request->func;

  request->done = TRUE;
  if (value != NULL && request->self->service != NULL)
    keep (request->self, request->hash, request->side, g_value_get_boxed (value));
  if (owner != NULL)
    {
      /* It may ask for another one at once. */
      g_hash_table_remove (request->self->requests, owner);
      if (func != NULL)
        func (owner, value != NULL ? g_value_get_boxed (value) : NULL, error);
    }
  return dex_future_new_true ();
}

static void
ask (EaselPictures *self, EaselAsset *asset, guint side, EaselPicturesFunc func, gpointer owner)
{
  Request *request = g_new0 (Request, 1);
  DexFuture *future;

  request->self = g_object_ref (self);
  request->asset = g_object_ref (asset);
  request->hash = g_strdup (easel_asset_get_hash (asset));
  request->side = side;
  request->func = func;
  request->owner = owner;
  g_atomic_ref_count_init (&request->ref_count);
  g_hash_table_insert (self->requests, owner, request);
  g_atomic_ref_count_inc (&request->ref_count);
  future = dex_future_finally (easel_library_service_load_picture (self->service, asset, side), on_loaded_cb,
                               request, request_unref);
  /* What was ready at once is over: kept, the two would hold each other. */
  if (request->done)
    dex_unref (future);
  else
    request->future = future;
}

/**
 * easel_pictures_request:
 * @self: the pictures
 * @asset: a loaded asset
 * @side: how many points its longer side shall have at least, if it has so many
 * @func: called with it, at once if it is ready
 * @owner: passed to @func; asks for one thing at a time
 */
void
easel_pictures_request (
    EaselPictures *self, EaselAsset *asset, guint side, EaselPicturesFunc func, gpointer owner)
{
  Kept *kept;
  Request *request;

  g_return_if_fail (EASEL_IS_PICTURES (self));
  g_return_if_fail (easel_asset_is_loaded (asset));

  kept = find_kept (self, easel_asset_get_hash (asset));
  request = g_hash_table_lookup (self->requests, owner);
  if (kept != NULL && is_enough (kept, side))
    {
      g_autoptr (EaselPixels) pixels = easel_pixels_ref (kept->pixels);

      g_hash_table_remove (self->requests, owner);
      func (owner, pixels, NULL);
      return;
    }
  if (request != NULL && request->side >= side &&
      g_strcmp0 (request->hash, easel_asset_get_hash (asset)) == 0)
    return;
  g_hash_table_remove (self->requests, owner);
  ask (self, asset, side, func, owner);
}

/**
 * easel_pictures_prepare:
 * @self: the pictures
 * @asset: one that may be looked at next; the same as a request that nobody waits for
 * @side: as for easel_pictures_request()
 */
void
easel_pictures_prepare (EaselPictures *self, EaselAsset *asset, guint side)
{
  const Kept *kept;
  GList *link;

  g_return_if_fail (EASEL_IS_PICTURES (self));

  if (!easel_asset_is_loaded (asset) || g_strcmp0 (easel_asset_get_kind (asset), "image") != 0 ||
      g_hash_table_contains (self->requests, asset))
    return;
  link = find_link (self, easel_asset_get_hash (asset));
  kept = link != NULL ? link->data : NULL;
  if (kept == NULL || !is_enough (kept, side))
    ask (self, asset, side, NULL, asset);
}

/**
 * easel_pictures_find:
 * @self: the pictures
 * @asset: a loaded asset
 *
 * Returns: (transfer none) (nullable): what is ready of it, in whatever size
 */
EaselPixels *
easel_pictures_find (EaselPictures *self, EaselAsset *asset)
{
  Kept *kept;

  g_return_val_if_fail (EASEL_IS_PICTURES (self), NULL);

  kept = find_kept (self, easel_asset_get_hash (asset));
  return kept != NULL ? kept->pixels : NULL;
}

/**
 * easel_pictures_cancel:
 * @self: the pictures
 * @owner: (nullable): does not wait any more; %NULL for all that were prepared or asked for
 */
void
easel_pictures_cancel (EaselPictures *self, gpointer owner)
{
  g_return_if_fail (EASEL_IS_PICTURES (self));

  if (owner != NULL)
    g_hash_table_remove (self->requests, owner);
  else
    g_hash_table_remove_all (self->requests);
}

/**
 * easel_pictures_get_bytes:
 * @self: the pictures
 *
 * Returns: how many bytes of pictures are kept
 */
gsize
easel_pictures_get_bytes (EaselPictures *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURES (self), 0);

  return self->bytes;
}

/**
 * easel_pictures_find_side:
 * @width: of the whole picture, points; 0 unknown
 * @height: of the whole picture, points; 0 unknown
 * @wanted: how many points its longer side has on the screen
 *
 * Returns: what to ask for: a little more, in steps, and never so much that
 *   one picture takes all memory
 */
guint
easel_pictures_find_side (int width, int height, double wanted)
{
  double side = 512;
  double most = LARGEST_SIDE;

  if (width > 0 && height > 0)
    {
      double whole = MAX (width, height);

      most = MIN (whole, LARGEST_SIDE);
      if ((double) width * height > MOST_POINTS)
        most = MIN (most, floor (whole * sqrt (MOST_POINTS / ((double) width * height))));
    }
  while (side < wanted)
    side *= 1.5;
  return (guint) MAX (1, MIN (ceil (side), most));
}
