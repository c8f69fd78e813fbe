// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-announce.h"

#define LAST_KEY "easel-announced"

/**
 * easel_announce:
 * @widget: the widget that speaks
 * @sentence: what a screen reader is to say
 *
 * Has a sentence said, with medium priority.
 */
void
easel_announce (GtkWidget *widget, const char *sentence)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (sentence != NULL);

  g_object_set_data_full (G_OBJECT (widget), LAST_KEY, g_strdup (sentence), g_free);
  /* The context that GTK makes for tests has no such function, and GTK 4.18
   * calls it all the same. */
  if (g_strcmp0 (g_getenv ("GTK_A11Y"), "test") == 0)
    return;
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), sentence, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/**
 * easel_announce_get_last:
 * @widget: a widget that spoke
 *
 * Returns: (nullable): what it said last
 */
const char *
easel_announce_get_last (GtkWidget *widget)
{
  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  return g_object_get_data (G_OBJECT (widget), LAST_KEY);
}
