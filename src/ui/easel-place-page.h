// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>
#include <libdex.h>

G_BEGIN_DECLS

#define EASEL_TYPE_PLACE_PAGE (easel_place_page_get_type ())
G_DECLARE_INTERFACE (EaselPlacePage, easel_place_page, EASEL, PLACE_PAGE, GtkWidget)

/**
 * EaselPlacePageInterface:
 * @add_toast: shows a message that passes; it takes the toast
 * @has_unsaved: whether there is something that only the page knows
 * @save: resolves to %TRUE when that is kept
 * @search: (nullable): looks for words in what the page shows; whether it can
 * @focus: gives the focus to what is written in
 *
 * What the window wants of the page beside the sidebar.
 */
struct _EaselPlacePageInterface
{
  GTypeInterface parent_iface;

  void (*add_toast) (EaselPlacePage *self, AdwToast *toast);
  gboolean (*has_unsaved) (EaselPlacePage *self);
  DexFuture *(*save) (EaselPlacePage *self);
  gboolean (*search) (EaselPlacePage *self);
  void (*focus) (EaselPlacePage *self);
};

void easel_place_page_add_toast (EaselPlacePage *self, AdwToast *toast);
gboolean easel_place_page_has_unsaved (EaselPlacePage *self);
DexFuture *easel_place_page_save (EaselPlacePage *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_place_page_search (EaselPlacePage *self);
void easel_place_page_focus (EaselPlacePage *self);

G_END_DECLS
