// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-place-page.h"

G_DEFINE_INTERFACE (EaselPlacePage, easel_place_page, GTK_TYPE_WIDGET)

static void
easel_place_page_default_init (EaselPlacePageInterface *iface)
{
}

/**
 * easel_place_page_add_toast:
 * @self: a page
 * @toast: (transfer full): a message that passes
 *
 * Shows @toast over the page, where it covers no other.
 */
void
easel_place_page_add_toast (EaselPlacePage *self, AdwToast *toast)
{
  g_return_if_fail (EASEL_IS_PLACE_PAGE (self));

  EASEL_PLACE_PAGE_GET_IFACE (self)->add_toast (self, toast);
}

/**
 * easel_place_page_has_unsaved:
 * @self: a page
 *
 * Returns: whether there is something that only the page knows
 */
gboolean
easel_place_page_has_unsaved (EaselPlacePage *self)
{
  g_return_val_if_fail (EASEL_IS_PLACE_PAGE (self), FALSE);

  return EASEL_PLACE_PAGE_GET_IFACE (self)->has_unsaved (self);
}

/**
 * easel_place_page_save:
 * @self: a page
 *
 * Returns: (transfer full): resolves to %TRUE when all that only the page knew
 *   is kept
 */
DexFuture *
easel_place_page_save (EaselPlacePage *self)
{
  dex_return_error_if_fail (EASEL_IS_PLACE_PAGE (self));

  return EASEL_PLACE_PAGE_GET_IFACE (self)->save (self);
}

/**
 * easel_place_page_search:
 * @self: a page
 *
 * Begins to look for words in what the page shows.
 *
 * Returns: %FALSE if the page cannot
 */
gboolean
easel_place_page_search (EaselPlacePage *self)
{
  g_return_val_if_fail (EASEL_IS_PLACE_PAGE (self), FALSE);

  return EASEL_PLACE_PAGE_GET_IFACE (self)->search != NULL &&
         EASEL_PLACE_PAGE_GET_IFACE (self)->search (self);
}

/**
 * easel_place_page_focus:
 * @self: a page
 *
 * Gives the focus to what is written in.
 */
void
easel_place_page_focus (EaselPlacePage *self)
{
  g_return_if_fail (EASEL_IS_PLACE_PAGE (self));

  EASEL_PLACE_PAGE_GET_IFACE (self)->focus (self);
}
