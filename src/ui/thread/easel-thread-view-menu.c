// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include <glib/gi18n.h>

/* The menu of a place in the thread: made when it is first wanted, and filled for the
 * place. */

static void
add_item (GMenu *menu, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action,
                                           target != NULL ? g_variant_new_string (target) : NULL);
  g_menu_append_item (menu, item);
}

static GMenuModel *
new_menu (const EaselInline *link)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) text = g_menu_new ();

  if (link != NULL)
    {
      g_autoptr (GMenu) links = g_menu_new ();

      add_item (links, _ ("_Open Link…"), "thread.open-link", link->target);
      add_item (links, _ ("Copy _Link"), "thread.copy-link", link->target);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (links));
    }
  add_item (text, _ ("_Copy"), "thread.copy", NULL);
  add_item (text, _ ("Copy as _Plain Text"), "thread.copy-plain", NULL);
  add_item (text, _ ("_Use as Prompt"), "thread.use-selection", NULL);
  add_item (text, _ ("Select _All"), "thread.select-all", NULL);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (text));
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static void
pop_up (EaselThreadView *self, double x, double y, const EaselInline *link)
{
  g_autoptr (GMenuModel) model = new_menu (link);

  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (model);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    }
  else
    gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* The menu at a place of the view. */
void
_easel_thread_view_pop_up_at (EaselThreadView *self, double x, double y)
{
  EaselThreadPoint point;
  gboolean exact;
  EaselBlock *block = NULL;

  if (_easel_thread_view_find_point (self, x, y, &point, &exact) && exact)
    block = easel_thread_model_get_block (self->model,
                                          _easel_thread_view_block_place (self, point.message, point.block));
  pop_up (self, x, y, block != NULL ? easel_block_find_target (block, point.offset) : NULL);
}

/* The menu of the row that has the focus. */
void
_easel_thread_view_pop_up (EaselThreadView *self)
{
  EaselThreadShown *shown = _easel_thread_view_find_shown (self, self->focused);
  const EaselInline *link = NULL;

  if (shown != NULL && EASEL_IS_BLOCK_ROW (shown->widget))
    link = easel_block_row_get_marked_link (EASEL_BLOCK_ROW (shown->widget));
  pop_up (self, shown != NULL ? shown->x + 12 : 12, shown != NULL ? MAX (shown->y, 0) + 12 : 12, link);
}
