// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-library-list.h"
#include "easel-library-page.h"

/* What the window does with the library. */

static EaselLibraryPage *
ensure_page (EaselWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->content_stack, "library");

  if (page == NULL)
    {
      page = GTK_WIDGET (easel_library_page_new (self->context));
      gtk_stack_add_named (self->content_stack, page, "library");
    }
  return EASEL_LIBRARY_PAGE (page);
}

static void
show_view (EaselWindow *self, gint64 key)
{
  EaselLibraryPage *page = ensure_page (self);

  easel_library_page_show_view (page, key);
  _easel_window_set_place (self, &_easel_place_library);
  gtk_stack_set_visible_child_name (self->content_stack, "library");
  adw_navigation_page_set_title (self->content_page, _ ("Library"));
  _easel_window_select (self, &_easel_place_library, key);
  if (g_settings_get_int64 (self->settings, "library-view") != key)
    g_settings_set_int64 (self->settings, "library-view", key);
  _easel_window_show_now (self);
}

static void
on_open_library (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (!self->started)
    return;
  _easel_window_show_main (self);
  show_view (self, g_variant_get_int64 (parameter));
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

static void
on_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (!self->started)
    return;
  show_view (self, EASEL_LIBRARY_EVERYTHING);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (ensure_page (self)), "page.import", NULL);
}

/* From a prompt to the panel that makes pictures of it. */
static void
on_generate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  const char *prompt, *negative;
  gint64 prompt_id, revision_id;

  if (!self->started)
    return;
  g_variant_get (parameter, "(&s&sxx)", &prompt, &negative, &prompt_id, &revision_id);
  /* Its panel is there when the page comes: one that slid in beside a page without a size yet
   * would be given one without bounds. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (ensure_page (self))))
    easel_library_page_generate (ensure_page (self), prompt, negative, prompt_id, revision_id);
  show_view (self, EASEL_LIBRARY_EVERYTHING);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  easel_library_page_generate (ensure_page (self), prompt, negative, prompt_id, revision_id);
}

/* As on_generate(), of two revisions beside each other. */
static void
on_generate_both (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  g_autoptr (GVariant) wish = NULL;
  guint older, newer;

  if (!self->started)
    return;
  g_variant_get (parameter, "(@(ssxx)uu)", &wish, &older, &newer);
  on_generate (widget, name, wish);
  easel_library_page_vary_revisions (ensure_page (self), older, newer);
}

void
_easel_window_install_library_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-library", "x", on_open_library);
  gtk_widget_class_install_action (widget_class, "win.generate", "(ssxx)", on_generate);
  gtk_widget_class_install_action (widget_class, "win.generate-both", "((ssxx)uu)", on_generate_both);
  gtk_widget_class_install_action (widget_class, "win.import-pictures", NULL, on_import);
}

/* ---- the place ---- */

static EaselSidebarList *
make_list (EaselWindow *self)
{
  return EASEL_SIDEBAR_LIST (easel_library_list_new (easel_context_get_library (self->context)));
}

static void
show_place (EaselWindow *self)
{
  show_view (self, g_settings_get_int64 (self->settings, "library-view"));
}

const EaselPlace _easel_place_library = {
  .id = "library",
  .icon_name = "easel-library-symbolic",
  .title = N_ ("Library"),
  .new_title = N_ ("Bring In Pictures"),
  .new_action = "win.import-pictures",
  .make_list = make_list,
  .show = show_place,
};
