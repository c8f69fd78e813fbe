// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EaselPageKey:
 * @trigger: as gtk_shortcut_trigger_parse_string() takes it
 * @action: what it activates, an action without parameter
 * @leads: whether it leads to a place on the page, so that the page is shown for
 *   it where the list stands in front
 *
 * A key of a page.
 */
typedef struct
{
  const char *trigger;
  const char *action;
  gboolean leads;
} EaselPageKey;

void easel_page_keys_attach (GtkWidget *page, const EaselPageKey *keys, guint n_keys);
void easel_page_keys_attach_first (GtkWidget *page, const EaselPageKey *key);

G_END_DECLS
