// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-view.h"

#include <glib/gi18n.h>

#define FAVOURITE_STARS 4

/**
 * EaselLibraryView:
 *
 * A part of the library that the sidebar offers.
 */
struct _EaselLibraryView
{
  GObject parent_instance;

  EaselLibraryViewKind kind;
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
};

static void
easel_library_view_class_init (EaselLibraryViewClass *klass)
{
}

static void
easel_library_view_init (EaselLibraryView *self)
{
}

EaselLibraryView *
easel_library_view_new (EaselLibraryViewKind kind)
{
  EaselLibraryView *self = g_object_new (EASEL_TYPE_LIBRARY_VIEW, NULL);

  self->kind = kind;
  return self;
}

EaselLibraryViewKind
easel_library_view_get_kind (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), EASEL_LIBRARY_EVERYTHING);

  return self->kind;
}

const char *
easel_library_view_get_title (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return gettext (views[self->kind - 1].title);
}

const char *
easel_library_view_get_caption (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return gettext (views[self->kind - 1].caption);
}

const char *
easel_library_view_get_icon_name (EaselLibraryView *self)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_VIEW (self), NULL);

  return views[self->kind - 1].icon_name;
}

/**
 * easel_library_view_fill_filter:
 * @self: a part of the library
 * @filter: shows only what is in it from now on
 */
void
easel_library_view_fill_filter (EaselLibraryView *self, EaselAssetFilter *filter)
{
  g_return_if_fail (EASEL_IS_LIBRARY_VIEW (self));

  filter->trashed = self->kind == EASEL_LIBRARY_TRASH;
  if (self->kind == EASEL_LIBRARY_FAVOURITES)
    filter->rating = MAX (filter->rating, FAVOURITE_STARS);
}
