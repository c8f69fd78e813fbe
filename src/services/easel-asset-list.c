// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-list-private.h"

#include "easel-asset-private.h"
#include "easel-fiber.h"
#include "easel-store-assets.h"

/**
 * EaselAssetList:
 *
 * What a filter lets through, as a list of #EaselAsset. Of a long list it holds
 * two numbers each; an item is made when it is asked for and loaded a moment
 * later, with those that were asked for at the same time. It follows what other
 * windows and processes do. An item that is in use stays the same object.
 */
struct _EaselAssetList
{
  GObject parent_instance;

  EaselStore *store;
  EaselAssetFilter *filter;
  GArray *keys;       /* (element-type EaselAssetKey) */
  GHashTable *alive;  /* (element-type gint64 EaselAsset), not owned */
  GQueue recent;      /* owned, so that scrolling back finds them loaded */
  GHashTable *wanted; /* (element-type gint64), to be loaded */
  GSource *load_source;
  guint refresh_source;
  gint64 refreshed;    /* monotonic, microseconds */
  EaselAssetSort sort; /* of what is in it now */
  char *problem;
  guint query; /* which one is the newest */
  gboolean querying;
  gboolean query_again;
  gboolean ready;
};

/* So many items that nobody uses are kept. */
#define MOST_RECENT 600
/* So many are loaded at a time. */
#define MOST_LOADED 400
/* So long it waits between two changes that are not its own. */
#define REFRESH_USEC (300 * 1000)
/* More than a screen shows, and the time that its first frame takes. */
#define FIRST_KEYS 500
#define FIRST_PAUSE_MSEC 50

enum
{
  PROP_0,
  PROP_READY,
  PROP_PROBLEM,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* ---- items ---- */

static void
on_asset_gone_cb (gpointer data, GObject *asset)
{
  EaselAssetList *self = data;
  gint64 id = easel_asset_get_id ((EaselAsset *) asset);

  g_hash_table_remove (self->alive, &id);
}

static void
forget_items (EaselAssetList *self)
{
  GHashTableIter iter;
  gpointer asset;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &asset))
    {
      g_object_weak_unref (asset, on_asset_gone_cb, self);
      g_hash_table_iter_remove (&iter);
    }
  g_queue_clear_full (&self->recent, g_object_unref);
}

/* ---- loading ---- */

typedef struct
{
  EaselAssetList *self;
  DexFuture *future;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->self);
  dex_clear (&loading->future);
  g_free (loading);
}

static DexFuture *
load_fiber (gpointer data)
{
  Loading *loading = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = dex_await_boxed (g_steal_pointer (&loading->future), &error);

  if (rows == NULL)
    {
      /* No warning: the services may have closed meanwhile. */
      g_message ("Loading pictures: %s", error->message);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  for (guint i = 0; i < rows->len; i++)
    {
      EaselAssetRow *row = g_ptr_array_index (rows, i);
      EaselAsset *asset = g_hash_table_lookup (loading->self->alive, &row->id);

      if (asset != NULL)
        {
          g_autoptr (EaselAsset) held = g_object_ref (asset);

          _easel_asset_set_row (held, row);
        }
    }
  return dex_future_new_true ();
}

static void
load_ids (EaselAssetList *self, const GArray *ids)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->self = g_object_ref (self);
  loading->future = easel_store_assets_read (self->store, (const gint64 *) (gpointer) ids->data, ids->len);
  dex_future_disown (easel_fiber_spawn (load_fiber, loading, loading_free));
}

static gboolean
on_load_cb (gpointer user_data)
{
  EaselAssetList *self = user_data;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id;

  g_clear_pointer (&self->load_source, g_source_unref);
  g_hash_table_iter_init (&iter, self->wanted);
  while (ids->len < MOST_LOADED && g_hash_table_iter_next (&iter, &id, NULL))
    {
      /* One that was scrolled past is not loaded any more. */
      if (g_hash_table_contains (self->alive, id))
        g_array_append_vals (ids, id, 1);
      g_hash_table_iter_remove (&iter);
    }
  if (ids->len > 0)
    load_ids (self, ids);
  if (g_hash_table_size (self->wanted) > 0)
    {
      self->load_source = g_idle_source_new ();
      g_source_set_callback (self->load_source, on_load_cb, self, NULL);
      g_source_attach (self->load_source, NULL);
    }
  return G_SOURCE_REMOVE;
}

static void
want (EaselAssetList *self, gint64 id)
{
  g_hash_table_add (self->wanted, g_memdup2 (&id, sizeof id));
  if (self->load_source != NULL)
    return;
  self->load_source = g_idle_source_new ();
  g_source_set_priority (self->load_source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->load_source, "EaselAssetList load");
  g_source_set_callback (self->load_source, on_load_cb, self, NULL);
  g_source_attach (self->load_source, NULL);
}

static void
reload_alive (EaselAssetList *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    want (self, *(gint64 *) id);
}

/* ---- the model ---- */

static GType
get_item_type (GListModel *model)
{
  return EASEL_TYPE_ASSET;
}

static guint
get_n_items (GListModel *model)
{
  return EASEL_ASSET_LIST (model)->keys->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  EaselAssetList *self = EASEL_ASSET_LIST (model);
  const EaselAssetKey *key;
  EaselAsset *asset;

  if (position >= self->keys->len)
    return NULL;
  key = &g_array_index (self->keys, EaselAssetKey, position);
  asset = g_hash_table_lookup (self->alive, &key->id);
  if (asset != NULL)
    return g_object_ref (asset);

  asset = _easel_asset_new (key->id, key->time);
  g_hash_table_insert (self->alive, g_memdup2 (&key->id, sizeof key->id), asset);
  g_object_weak_ref (G_OBJECT (asset), on_asset_gone_cb, self);
  g_queue_push_tail (&self->recent, g_object_ref (asset));
  if (self->recent.length > MOST_RECENT)
    g_object_unref (g_queue_pop_head (&self->recent));
  want (self, key->id);
  return asset;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (EaselAssetList,
                               easel_asset_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* ---- the query ---- */

static gboolean
is_same (const GArray *a, guint i, const GArray *b, guint j)
{
  return g_array_index (a, EaselAssetKey, i).id == g_array_index (b, EaselAssetKey, j).id;
}

/* Only the stretch that differs is said to have changed; in another order all does, if
 * it is the same too: who shows it may show it otherwise. */
static void
show_keys (EaselAssetList *self, GArray *keys)
{
  guint n_old = self->keys->len, head = 0, tail = 0;
  gboolean same_order = self->sort == self->filter->sort;

  self->sort = self->filter->sort;
  while (same_order && head < n_old && head < keys->len && is_same (self->keys, head, keys, head))
    head++;
  while (same_order && tail < n_old - head && tail < keys->len - head &&
         is_same (self->keys, n_old - 1 - tail, keys, keys->len - 1 - tail))
    tail++;
  g_array_unref (self->keys);
  self->keys = g_array_ref (keys);
  if (head + tail < n_old || head + tail < keys->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, n_old - head - tail, keys->len - head - tail);
  if (n_old != keys->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static void
set_problem (EaselAssetList *self, const char *problem)
{
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
set_ready (EaselAssetList *self)
{
  if (self->ready)
    return;
  self->ready = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

/* Awaits: what can be seen first comes first, and is on the screen before the rest
 * of a large library is read. TRUE if that was all. */
static gboolean
show_first (EaselAssetList *self, const char *filter, guint query)
{
  g_autoptr (GArray) keys =
      dex_await_boxed (easel_store_assets_list_first (self->store, filter, FIRST_KEYS), NULL);

  if (keys == NULL || query != self->query)
    return FALSE;
  show_keys (self, keys);
  set_ready (self);
  if (keys->len < FIRST_KEYS)
    return TRUE;
  dex_await (dex_timeout_new_msec (FIRST_PAUSE_MSEC), NULL);
  return FALSE;
}

static DexFuture *
query_fiber (gpointer data)
{
  EaselAssetList *self = data;

  do
    {
      g_autofree char *filter = _easel_asset_filter_to_query (self->filter);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) keys = NULL;
      guint query = self->query;

      self->query_again = FALSE;
      if (!self->ready && show_first (self, filter, query))
        continue;
      keys = dex_await_boxed (easel_store_assets_list (self->store, filter), &error);
      /* Another filter was set meanwhile. */
      if (query != self->query)
        continue;
      set_problem (self, keys == NULL ? error->message : NULL);
      if (keys != NULL)
        show_keys (self, keys);
      set_ready (self);
    }
  while (self->query_again);
  self->querying = FALSE;
  return dex_future_new_true ();
}

static void
start_query (EaselAssetList *self)
{
  if (self->querying)
    {
      self->query_again = TRUE;
      return;
    }
  self->querying = TRUE;
  dex_future_disown (easel_fiber_spawn (query_fiber, g_object_ref (self), g_object_unref));
}

static void
refresh (EaselAssetList *self)
{
  self->refreshed = g_get_monotonic_time ();
  start_query (self);
  reload_alive (self);
}

static gboolean
on_refresh_timeout_cb (gpointer user_data)
{
  EaselAssetList *self = user_data;

  self->refresh_source = 0;
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* An import changes the library many times a second. */
static void
on_store_changed_cb (EaselAssetList *self, guint groups)
{
  gint64 wait = self->refreshed + REFRESH_USEC - g_get_monotonic_time ();

  if ((groups & EASEL_STORE_ASSETS) == 0 || self->refresh_source != 0)
    return;
  if (wait <= 0)
    refresh (self);
  else
    self->refresh_source = g_timeout_add ((guint) (wait / 1000) + 1, on_refresh_timeout_cb, self);
}

/* ---- the object ---- */

static void
easel_asset_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselAssetList *self = EASEL_ASSET_LIST (object);

  switch (id)
    {
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->keys->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_asset_list_dispose (GObject *object)
{
  EaselAssetList *self = EASEL_ASSET_LIST (object);

  if (self->load_source != NULL)
    g_source_destroy (self->load_source);
  g_clear_pointer (&self->load_source, g_source_unref);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  forget_items (self);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_asset_list_parent_class)->dispose (object);
}

static void
easel_asset_list_finalize (GObject *object)
{
  EaselAssetList *self = EASEL_ASSET_LIST (object);

  g_clear_pointer (&self->filter, easel_asset_filter_free);
  g_array_unref (self->keys);
  g_hash_table_unref (self->alive);
  g_hash_table_unref (self->wanted);
  g_free (self->problem);

  G_OBJECT_CLASS (easel_asset_list_parent_class)->finalize (object);
}

static void
easel_asset_list_class_init (EaselAssetListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_asset_list_get_property;
  object_class->dispose = easel_asset_list_dispose;
  object_class->finalize = easel_asset_list_finalize;

  /**
   * EaselAssetList:ready:
   *
   * Whether the list was read: an empty one is empty.
   */
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  /**
   * EaselAssetList:problem: (nullable)
   *
   * Why the list could not be read, a sentence.
   */
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  /**
   * EaselAssetList:n-items:
   *
   * How many there are.
   */
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_asset_list_init (EaselAssetList *self)
{
  self->keys = g_array_new (FALSE, FALSE, sizeof (EaselAssetKey));
  self->alive = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_queue_init (&self->recent);
}

EaselAssetList *
_easel_asset_list_new (EaselStore *store, const EaselAssetFilter *filter)
{
  EaselAssetList *self = g_object_new (EASEL_TYPE_ASSET_LIST, NULL);

  self->store = g_object_ref (store);
  self->filter = filter != NULL ? easel_asset_filter_copy (filter) : easel_asset_filter_new ();
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  start_query (self);
  return self;
}

const EaselAssetFilter *
easel_asset_list_get_filter (EaselAssetList *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), NULL);

  return self->filter;
}

/* Since when the last days are changes with the time. */
static gboolean
is_same_filter (const EaselAssetFilter *a, const EaselAssetFilter *b)
{
  g_autofree char *first = easel_asset_filter_to_text (a);
  g_autofree char *second = easel_asset_filter_to_text (b);

  return a->days == 0 && g_str_equal (first, second);
}

/**
 * easel_asset_list_set_filter:
 * @self: a list
 * @filter: what it shows from now on
 *
 * The list changes a moment later, unless @filter says what the one before did.
 */
void
easel_asset_list_set_filter (EaselAssetList *self, const EaselAssetFilter *filter)
{
  g_return_if_fail (EASEL_IS_ASSET_LIST (self));
  g_return_if_fail (filter != NULL);

  if (is_same_filter (self->filter, filter))
    return;
  easel_asset_filter_free (self->filter);
  self->filter = easel_asset_filter_copy (filter);
  self->query++;
  start_query (self);
}

gboolean
easel_asset_list_is_ready (EaselAssetList *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), FALSE);

  return self->ready;
}

const char *
easel_asset_list_get_problem (EaselAssetList *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), NULL);

  return self->problem;
}

/**
 * easel_asset_list_get_id:
 * @self: a list
 * @position: a position
 *
 * Returns: the id of the asset there, without making the item; 0 beyond the end
 */
gint64
easel_asset_list_get_id (EaselAssetList *self, guint position)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), 0);

  return position < self->keys->len ? g_array_index (self->keys, EaselAssetKey, position).id : 0;
}

/**
 * easel_asset_list_get_time:
 * @self: a list
 * @position: a position
 *
 * Returns: when the asset there came, UTC, microseconds, without making the item
 */
gint64
easel_asset_list_get_time (EaselAssetList *self, guint position)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), 0);

  return position < self->keys->len ? g_array_index (self->keys, EaselAssetKey, position).time : 0;
}

/**
 * easel_asset_list_find:
 * @self: a list
 * @id: an asset
 * @position: (out) (optional): where it is
 *
 * Returns: whether it is in the list
 */
gboolean
easel_asset_list_find (EaselAssetList *self, gint64 id, guint *position)
{
  g_return_val_if_fail (EASEL_IS_ASSET_LIST (self), FALSE);

  for (guint i = 0; i < self->keys->len; i++)
    if (g_array_index (self->keys, EaselAssetKey, i).id == id)
      {
        if (position != NULL)
          *position = i;
        return TRUE;
      }
  return FALSE;
}
