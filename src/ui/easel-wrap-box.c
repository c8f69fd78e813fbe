// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-wrap-box.h"

/**
 * easel_wrap_box_clear:
 * @box: a box
 *
 * Removes all children; the function for that came with libadwaita 1.8.
 */
void
easel_wrap_box_clear (AdwWrapBox *box)
{
  GtkWidget *child;

  g_return_if_fail (ADW_IS_WRAP_BOX (box));

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    adw_wrap_box_remove (box, child);
}
