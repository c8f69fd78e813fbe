// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-collection.h"
#include "easel-fiber.h"
#include "easel-library-service-private.h"
#include "easel-store-assets.h"
#include "easel-store-collections.h"

/* Collections and saved searches. */

#define MOST_DEPTH 32

struct _EaselCollection
{
  GObject parent_instance;

  EaselCollectionRow *row;
};

G_DEFINE_FINAL_TYPE (EaselCollection, easel_collection, G_TYPE_OBJECT)

static void
easel_collection_finalize (GObject *object)
{
  g_clear_pointer (&EASEL_COLLECTION (object)->row, easel_collection_row_unref);

  G_OBJECT_CLASS (easel_collection_parent_class)->finalize (object);
}

static void
easel_collection_class_init (EaselCollectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_collection_finalize;
}

static void
easel_collection_init (EaselCollection *self)
{
}

gint64
easel_collection_get_id (EaselCollection *self)
{
  g_return_val_if_fail (EASEL_IS_COLLECTION (self), 0);

  return self->row->id;
}

/**
 * easel_collection_get_parent_id:
 * @self: a collection
 *
 * Returns: the collection that it is in, 0 none
 */
gint64
easel_collection_get_parent_id (EaselCollection *self)
{
  g_return_val_if_fail (EASEL_IS_COLLECTION (self), 0);

  return self->row->parent_id;
}

const char *
easel_collection_get_name (EaselCollection *self)
{
  g_return_val_if_fail (EASEL_IS_COLLECTION (self), NULL);

  return self->row->name;
}

/**
 * easel_collection_get_count:
 * @self: a collection
 *
 * Returns: how many are in itself
 */
guint
easel_collection_get_count (EaselCollection *self)
{
  g_return_val_if_fail (EASEL_IS_COLLECTION (self), 0);

  return (guint) self->row->count;
}

static EaselCollection *
find_among (GListModel *among, gint64 id)
{
  for (guint i = 0; id != 0 && i < g_list_model_get_n_items (among); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (among, i);

      if (collection->row->id == id)
        return g_steal_pointer (&collection);
    }
  return NULL;
}

/**
 * easel_collection_dup_path:
 * @self: a collection
 * @among: all collections, #EaselCollection each
 * @separator: what stands between two names
 *
 * Returns: (transfer full): the names of those that it is in, the outermost first,
 *   and its own
 */
char *
easel_collection_dup_path (EaselCollection *self, GListModel *among, const char *separator)
{
  g_autoptr (EaselCollection) outer = NULL;
  GString *path;

  g_return_val_if_fail (EASEL_IS_COLLECTION (self), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (among), NULL);

  path = g_string_new (self->row->name);
  outer = find_among (among, self->row->parent_id);
  /* A loop that another program made ends. */
  for (guint depth = 0; outer != NULL && depth < MOST_DEPTH; depth++)
    {
      g_autoptr (EaselCollection) inner = g_steal_pointer (&outer);

      g_string_prepend (path, separator);
      g_string_prepend (path, inner->row->name);
      outer = find_among (among, inner->row->parent_id);
    }
  return g_string_free (path, FALSE);
}

/**
 * easel_collection_get_filter:
 * @self: a saved search, or a collection
 *
 * Returns: (transfer full): the filter that shows what is in it
 */
EaselAssetFilter *
easel_collection_get_filter (EaselCollection *self)
{
  EaselAssetFilter *filter;

  g_return_val_if_fail (EASEL_IS_COLLECTION (self), NULL);

  filter = self->row->query != NULL ? easel_asset_filter_new_from_text (self->row->query, NULL) : NULL;
  if (filter == NULL)
    {
      filter = easel_asset_filter_new ();
      filter->collection = self->row->query == NULL ? self->row->id : 0;
    }
  return filter;
}

/* ---- following ---- */

/* An import changes the library many times a second. */
#define REFRESH_MS 300

static gboolean
is_same (EaselCollection *a, EaselCollectionRow *b)
{
  return a->row->id == b->id && a->row->parent_id == b->parent_id && a->row->count == b->count &&
         g_str_equal (a->row->name, b->name) && g_strcmp0 (a->row->query, b->query) == 0;
}

static gboolean
shows (GListModel *list, GPtrArray *rows)
{
  if (g_list_model_get_n_items (list) != rows->len)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);

      if (!is_same (collection, g_ptr_array_index (rows, i)))
        return FALSE;
    }
  return TRUE;
}

static void
show_rows (GListStore *list, GPtrArray *rows)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (shows (G_LIST_MODEL (list), rows))
    return;
  for (guint i = 0; i < rows->len; i++)
    {
      EaselCollection *collection = g_object_new (EASEL_TYPE_COLLECTION, NULL);

      collection->row = easel_collection_row_ref (g_ptr_array_index (rows, i));
      g_ptr_array_add (items, collection);
    }
  g_list_store_splice (list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), items->pdata, items->len);
}

static DexFuture *
read_fiber (gpointer data)
{
  EaselLibraryService *self = data;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) searches = NULL;
      g_autoptr (GPtrArray) collections = NULL;

      self->read_again = FALSE;
      if (self->store == NULL)
        break;
      collections = dex_await_boxed (easel_store_collections_list (self->store), &error);
      if (collections != NULL && self->store != NULL)
        searches = dex_await_boxed (easel_store_searches_list (self->store), &error);
      if (self->collections == NULL)
        break;
      if (searches == NULL)
        {
          /* No warning: the services may have closed meanwhile. */
          if (error != NULL)
            g_message ("Reading collections: %s", error->message);
          break;
        }
      show_rows (self->searches, searches);
      show_rows (self->collections, collections);
    }
  while (self->read_again);
  self->reading = FALSE;
  return dex_future_new_true ();
}

static void
start_reading (EaselLibraryService *self)
{
  self->read_again = TRUE;
  if (self->reading)
    return;
  self->reading = TRUE;
  dex_future_disown (easel_fiber_spawn (read_fiber, g_object_ref (self), g_object_unref));
}

static gboolean
on_refresh_cb (gpointer user_data)
{
  EaselLibraryService *self = user_data;

  self->refresh_source = 0;
  start_reading (self);
  return G_SOURCE_REMOVE;
}

static void
on_store_changed_cb (EaselLibraryService *self, guint groups)
{
  if ((groups & EASEL_STORE_ASSETS) != 0 && self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_MS, on_refresh_cb, self);
}

static void
follow (EaselLibraryService *self)
{
  if (self->collections != NULL)
    return;
  self->collections = g_list_store_new (EASEL_TYPE_COLLECTION);
  self->searches = g_list_store_new (EASEL_TYPE_COLLECTION);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  start_reading (self);
}

void
_easel_library_service_stop_following (EaselLibraryService *self)
{
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->collections);
  g_clear_object (&self->searches);
}

/**
 * easel_library_service_get_collections:
 * @self: the service
 *
 * Returns: (transfer none): the collections by name, those within others too; read
 *   when they are first asked for and kept up to date, also with what other
 *   windows and processes do. Items are #EaselCollection.
 */
GListModel *
easel_library_service_get_collections (EaselLibraryService *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);

  follow (self);
  return G_LIST_MODEL (self->collections);
}

/**
 * easel_library_service_get_searches:
 * @self: the service
 *
 * Returns: (transfer none): the saved searches by name, as
 *   easel_library_service_get_collections()
 */
GListModel *
easel_library_service_get_searches (EaselLibraryService *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);

  follow (self);
  return G_LIST_MODEL (self->searches);
}

/**
 * easel_library_service_find_collection:
 * @self: the service
 * @id: a collection
 *
 * Returns: (transfer full) (nullable): the one of easel_library_service_get_collections()
 */
EaselCollection *
easel_library_service_find_collection (EaselLibraryService *self, gint64 id)
{
  return find_among (easel_library_service_get_collections (self), id);
}

/**
 * easel_library_service_list_facet:
 * @self: the service
 * @facet: what pictures differ in
 *
 * Returns: (transfer full): resolves to a #GPtrArray of texts: of each value that
 *   there is, what #EaselAssetFilter takes and what it is called
 */
DexFuture *
easel_library_service_list_facet (EaselLibraryService *self, EaselLibraryFacet facet)
{
  static const EaselAssetFacet facets[] = {
    [EASEL_LIBRARY_FACET_PROVIDER] = EASEL_ASSET_FACET_PROVIDER,
    [EASEL_LIBRARY_FACET_MODEL] = EASEL_ASSET_FACET_MODEL,
    [EASEL_LIBRARY_FACET_TAG] = EASEL_ASSET_FACET_TAG,
  };

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (facet < G_N_ELEMENTS (facets));

  return easel_store_assets_list_facet (self->store, facets[facet]);
}

/* ---- asked once ---- */

static DexFuture *
list_fiber (gpointer data)
{
  DexFuture *future = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = dex_await_boxed (dex_ref (future), &error);
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_COLLECTION);

  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselCollection) collection = g_object_new (EASEL_TYPE_COLLECTION, NULL);

      collection->row = easel_collection_row_ref (g_ptr_array_index (rows, i));
      g_list_store_append (list, collection);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

/**
 * easel_library_service_list_collections:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselCollection by
 *   name, those within others too
 */
DexFuture *
easel_library_service_list_collections (EaselLibraryService *self)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_fiber_spawn (list_fiber, easel_store_collections_list (self->store), dex_unref);
}

/**
 * easel_library_service_add_collection:
 * @self: the service
 * @name: what it is called
 * @parent_id: the collection that it is in, 0 none
 *
 * Returns: (transfer full): resolves to its id, a #gint64
 */
DexFuture *
easel_library_service_add_collection (EaselLibraryService *self, const char *name, gint64 parent_id)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_collections_add (self->store, name, parent_id);
}

DexFuture *
easel_library_service_rename_collection (EaselLibraryService *self, gint64 id, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_collections_rename (self->store, id, name);
}

/**
 * easel_library_service_move_collection:
 * @self: the service
 * @id: a collection
 * @parent_id: the one that it is in from now on, 0 none
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_move_collection (EaselLibraryService *self, gint64 id, gint64 parent_id)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_collections_move (self->store, id, parent_id);
}

/**
 * easel_library_service_set_collection_removed:
 * @self: the service
 * @id: a collection
 * @removed: whether it goes or comes back; what is in it stays in the library
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_set_collection_removed (EaselLibraryService *self, gint64 id, gboolean removed)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_collections_set_removed (self->store, id, removed);
}

/**
 * easel_library_service_change_collection:
 * @self: the service
 * @id: a collection
 * @assets: (array length=n_assets): assets
 * @n_assets: how many
 * @add: whether they come in or go out
 *
 * Returns: (transfer full): resolves to a #GArray of the ids, #gint64 each, of those
 *   that came in or went out; others were there already, or were not
 */
DexFuture *
easel_library_service_change_collection (
    EaselLibraryService *self, gint64 id, const gint64 *assets, guint n_assets, gboolean add)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_collections_change (self->store, id, assets, n_assets, add);
}

/**
 * easel_library_service_list_searches:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselCollection, the
 *   saved searches by name
 */
DexFuture *
easel_library_service_list_searches (EaselLibraryService *self)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_fiber_spawn (list_fiber, easel_store_searches_list (self->store), dex_unref);
}

/**
 * easel_library_service_save_search:
 * @self: the service
 * @name: what it is called; one of that name is replaced
 * @filter: what it shows
 *
 * Returns: (transfer full): resolves to its id, a #gint64
 */
DexFuture *
easel_library_service_save_search (EaselLibraryService *self,
                                   const char *name,
                                   const EaselAssetFilter *filter)
{
  g_autofree char *text = NULL;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  text = easel_asset_filter_to_text (filter);
  return easel_store_searches_save (self->store, name, text);
}

/**
 * easel_library_service_rename_search:
 * @self: the service
 * @id: a saved search
 * @name: what it is called from now on
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_INVALID_INPUT if another is called so
 */
DexFuture *
easel_library_service_rename_search (EaselLibraryService *self, gint64 id, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_searches_rename (self->store, id, name);
}

DexFuture *
easel_library_service_remove_search (EaselLibraryService *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_store_searches_remove (self->store, id);
}
