// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-tooltip.h"

/**
 * easel_tooltip_set:
 * @widget: a widget
 * @text: (nullable): what its tooltip says
 *
 * As gtk_widget_set_tooltip_text(), for what a window starts with. At each new
 * tooltip GTK looks whether the pointer is on its widget, which on X11 grabs the
 * server and waits for it four times: all tooltips of a window together take
 * longer than its buttons. It does not look for a hidden widget, and one that
 * is not mapped can have no pointer on it.
 */
void
easel_tooltip_set (GtkWidget *widget, const char *text)
{
  gboolean hide;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) == 0)
    return;
  hide = gtk_widget_get_visible (widget) && !gtk_widget_get_mapped (widget);
  if (hide)
    gtk_widget_set_visible (widget, FALSE);
  gtk_widget_set_tooltip_text (widget, text);
  if (hide)
    gtk_widget_set_visible (widget, TRUE);
}
