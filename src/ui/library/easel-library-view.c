// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-view.h"

#include <glib/gi18n.h>

#define FAVOURITE_STARS 4
/* The kind is in the lowest bits of a key. */
#define KIND_BITS 3
#define KIND_MASK ((1 << KIND_BITS) - 1)

/**
 * EaselLibraryView:
 *
 * A part of the library that the sidebar offers. Its key tells it from all others
 * and stays the same from one session to the next.
 */
struct _EaselLibraryView
{
  GObject parent_instance;

  gint64 key;
  guint depth;
  char *title;
  char *caption;
};

G_DEFINE_FINAL_TYPE (EaselLibraryView, easel_library_view, G_TYPE_OBJECT)

static const struct
{
  EaselLibraryViewKind kind;
  const char *icon_name;
  const char *title;
  const char *caption;
} views[] = {
  { EASEL_LIBRARY_EVERYTHING, "easel-library-symbolic", N_ ("Everything"), N_ ("All pictures and clips") },
  { EASEL_LIBRARY_FAVOURITES, "starred-symbolic", N_ ("Favourites"), N_ ("Four stars and more") },
  { EASEL_LIBRARY_TRASH, "user-trash-symbolic", N_ ("Trash"), N_ ("Deleted, can be restored") },
  { EASEL_LIBRARY_DUPLICATES, "edit-copy-symbolic", N_ ("Duplicates"), N_ ("The same file several times") },
  { EASEL_LIBRARY_COLLECTION, "folder-symbolic", NULL, NULL },
  { EASEL_LIBRARY_SEARCH, "system-search-symbolic", NULL, N_ ("Saved search") },
};

static void
easel_library_view_finalize (GObject *object)
{
  EaselLibraryView *self = EASEL_LIBRARY_VIEW (object);

  g_free (self->title);
  g_free (self->caption);

  G_OBJECT_CLASS (easel_library_view_parent_class)->finalize (object);
}

static void
easel_library_view_class_init (EaselLibraryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_library_view_finalize;
}

static void
easel_library_view_init (EaselLibraryView *self)
{
}

EaselLibraryView *
easel_library_view_new (EaselLibraryViewKind kind)
{
  EaselLibraryView *self = g_object_new (EASEL_TYPE_LIBRARY_VIEW, NULL);

  self->key = kind;
  self->title = g_strdup (gettext (views[kind - 1].title));
  self->caption = g_strdup (gettext (views[kind - 1].caption));
  return self;
}

/**
 * easel_library_view_new_for_collection:
 * @collection: a collection
 * @depth: in how many others it is
 * @parent: (nullable): what the nearest of those is called
 *
 * Returns: (transfer full): what shows its pictures
 */
EaselLibraryView *
easel_library_view_new_for_collection (EaselCollection *collection, guint depth, const char *parent)
{
  EaselLibraryView *self = g_object_new (EASEL_TYPE_LIBRARY_VIEW, NULL);
  guint n = easel_collection_get_count (collection);
  g_autofree char *count =
      n > 0 ? g_strdup_printf (ngettext ("%u picture", "%u pictures", n), n) : g_strdup (_ ("No pictures"));

  self->key = easel_library_key_new (EASEL_LIBRARY_COLLECTION, easel_collection_get_id (collection));
  self->depth = depth;
  self->title = g_strdup (easel_collection_get_name (collection));
  /* Translators: how many pictures are in a collection · in which other it is */
  self->caption = parent != NULL ? g_strdup_printf (C_ ("collection caption", "%s · in %s"), count, parent)
                                 : g_steal_pointer (&count);
  return self;
}

EaselLibraryView *
easel_library_view_new_for_search (EaselCollection *search)
{
  EaselLibraryView *self = g_object_new (EASEL_TYPE_LIBRARY_VIEW, NULL);

  self->key = easel_library_key_new (EASEL_LIBRARY_SEARCH, easel_collection_get_id (search));
  self->title = g_strdup (easel_collection_get_name (search));
  self->caption = g_strdup (gettext (views[EASEL_LIBRARY_SEARCH - 1].caption));
  return self;
}

EaselLibraryViewKind
easel_library_view_get_kind (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), EASEL_LIBRARY_EVERYTHING);

  return easel_library_key_get_kind (self->key);
}

/**
 * easel_library_view_get_id:
 * @self: a part of the library
 *
 * Returns: of the collection or saved search that it is, 0 of another
 */
gint64
easel_library_view_get_id (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), 0);

  return easel_library_key_get_id (self->key);
}

gint64
easel_library_view_get_key (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), EASEL_LIBRARY_EVERYTHING);

  return self->key;
}

/**
 * easel_library_view_get_depth:
 * @self: a part of the library
 *
 * Returns: in how many others it is
 */
guint
easel_library_view_get_depth (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), 0);

  return self->depth;
}

const char *
easel_library_view_get_title (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return self->title;
}

const char *
easel_library_view_get_caption (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return self->caption;
}

const char *
easel_library_view_get_icon_name (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return views[easel_library_key_get_kind (self->key) - 1].icon_name;
}

/* ---- keys ---- */

/**
 * easel_library_key_new:
 * @kind: which sort of part
 * @id: of the collection or saved search, 0 for another
 *
 * Returns: what stands for it in the settings and in actions
 */
gint64
easel_library_key_new (EaselLibraryViewKind kind, gint64 id)
{
  return id << KIND_BITS | kind;
}

/**
 * easel_library_key_get_kind:
 * @key: of a part, or any number
 *
 * Returns: its kind, %EASEL_LIBRARY_EVERYTHING of what is no key
 */
EaselLibraryViewKind
easel_library_key_get_kind (gint64 key)
{
  gint64 kind = key & KIND_MASK;
  gboolean numbered = kind == EASEL_LIBRARY_COLLECTION || kind == EASEL_LIBRARY_SEARCH;

  if (key <= 0 || kind < EASEL_LIBRARY_EVERYTHING || kind > EASEL_LIBRARY_SEARCH ||
      numbered != (key >> KIND_BITS > 0))
    return EASEL_LIBRARY_EVERYTHING;
  return (EaselLibraryViewKind) kind;
}

gint64
easel_library_key_get_id (gint64 key)
{
  return easel_library_key_get_kind (key) >= EASEL_LIBRARY_COLLECTION ? key >> KIND_BITS : 0;
}

/**
 * easel_library_key_fill_filter:
 * @key: of a part of the library
 * @filter: shows only what is in it from now on; of a saved search, the caller
 *   copies its filter
 */
void
easel_library_key_fill_filter (gint64 key, EaselAssetFilter *filter)
{
  EaselLibraryViewKind kind = easel_library_key_get_kind (key);

  filter->trashed = kind == EASEL_LIBRARY_TRASH;
  if (kind == EASEL_LIBRARY_FAVOURITES)
    filter->rating = MAX (filter->rating, FAVOURITE_STARS);
  if (kind == EASEL_LIBRARY_DUPLICATES)
    filter->duplicates = TRUE;
  if (kind == EASEL_LIBRARY_COLLECTION)
    filter->collection = easel_library_key_get_id (key);
}
