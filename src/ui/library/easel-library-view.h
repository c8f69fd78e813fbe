// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-asset-filter.h"

G_BEGIN_DECLS

/**
 * EaselLibraryViewKind:
 * @EASEL_LIBRARY_EVERYTHING: all that is not in the trash
 * @EASEL_LIBRARY_FAVOURITES: what has four stars or more
 * @EASEL_LIBRARY_TRASH: what was deleted
 *
 * A part of the library.
 */
typedef enum
{
  EASEL_LIBRARY_EVERYTHING = 1,
  EASEL_LIBRARY_FAVOURITES,
  EASEL_LIBRARY_TRASH,
} EaselLibraryViewKind;

#define EASEL_TYPE_LIBRARY_VIEW (easel_library_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryView, easel_library_view, EASEL, LIBRARY_VIEW, GObject)

EaselLibraryView *easel_library_view_new (EaselLibraryViewKind kind) G_GNUC_WARN_UNUSED_RESULT;
EaselLibraryViewKind easel_library_view_get_kind (EaselLibraryView *self);
const char *easel_library_view_get_title (EaselLibraryView *self);
const char *easel_library_view_get_caption (EaselLibraryView *self);
const char *easel_library_view_get_icon_name (EaselLibraryView *self);
void easel_library_view_fill_filter (EaselLibraryView *self, EaselAssetFilter *filter);

G_END_DECLS
