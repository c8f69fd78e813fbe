// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-lazy-menu.h"

static void
on_create_popup (GtkMenuButton *button, gpointer menu)
{
  if (gtk_menu_button_get_menu_model (button) != menu)
    gtk_menu_button_set_menu_model (button, menu);
}

/**
 * easel_lazy_menu_attach:
 * @button: a button
 * @menu: what it opens
 *
 * Gives @button a menu whose widgets are made when it is first opened. GTK
 * makes those of a button's own menu with the button, each item a widget with
 * several children, which a window that starts has no use for.
 */
void
easel_lazy_menu_attach (GtkMenuButton *button, GMenuModel *menu)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_create_popup_func (button, on_create_popup, g_object_ref (menu), g_object_unref);
}
