// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-asset-filter.h"
#include "easel-collection.h"

G_BEGIN_DECLS

/**
 * EaselLibraryViewKind:
 * @EASEL_LIBRARY_EVERYTHING: all that is not in the trash
 * @EASEL_LIBRARY_FAVOURITES: what has four stars or more
 * @EASEL_LIBRARY_TRASH: what was deleted
 * @EASEL_LIBRARY_DUPLICATES: what there is several times
 * @EASEL_LIBRARY_COLLECTION: what is in a collection, and in those within it
 * @EASEL_LIBRARY_SEARCH: what a saved search finds
 *
 * A part of the library.
 */
typedef enum
{
  EASEL_LIBRARY_EVERYTHING = 1,
  EASEL_LIBRARY_FAVOURITES,
  EASEL_LIBRARY_TRASH,
  EASEL_LIBRARY_DUPLICATES,
  EASEL_LIBRARY_COLLECTION,
  EASEL_LIBRARY_SEARCH,
} EaselLibraryViewKind;

#define EASEL_TYPE_LIBRARY_VIEW (easel_library_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryView, easel_library_view, EASEL, LIBRARY_VIEW, GObject)

EaselLibraryView *easel_library_view_new (EaselLibraryViewKind kind) G_GNUC_WARN_UNUSED_RESULT;
EaselLibraryView *easel_library_view_new_for_collection (EaselCollection *collection,
                                                         guint depth,
                                                         const char *parent) G_GNUC_WARN_UNUSED_RESULT;
EaselLibraryView *easel_library_view_new_for_search (EaselCollection *search) G_GNUC_WARN_UNUSED_RESULT;
EaselLibraryViewKind easel_library_view_get_kind (EaselLibraryView *self);
gint64 easel_library_view_get_id (EaselLibraryView *self);
gint64 easel_library_view_get_key (EaselLibraryView *self);
guint easel_library_view_get_depth (EaselLibraryView *self);
const char *easel_library_view_get_title (EaselLibraryView *self);
const char *easel_library_view_get_caption (EaselLibraryView *self);
const char *easel_library_view_get_icon_name (EaselLibraryView *self);

gint64 easel_library_key_new (EaselLibraryViewKind kind, gint64 id);
EaselLibraryViewKind easel_library_key_get_kind (gint64 key);
gint64 easel_library_key_get_id (gint64 key);
void easel_library_key_fill_filter (gint64 key, EaselAssetFilter *filter);

G_END_DECLS
