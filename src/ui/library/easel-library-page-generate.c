// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include "easel-fiber.h"
#include "easel-sheet-view.h"

/* From the page to the panel that generates: nothing here begins by itself. */

static void
on_generate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  gboolean shown = adw_overlay_split_view_get_show_sidebar (self->split_view) &&
                   g_strcmp0 (gtk_stack_get_visible_child_name (self->pane_stack), "generate") == 0;

  _easel_library_page_show_pane (self, shown ? NULL : "generate");
}

static void
on_generate_text (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  const char *prompt, *negative;
  gint64 revision_id;

  g_variant_get (parameter, "(&s&sx)", &prompt, &negative, &revision_id);
  _easel_library_page_show_pane (self, "generate");
  easel_generate_panel_set_prompt (self->panel, prompt, negative, 0, revision_id);
}

/**
 * easel_library_page_generate:
 * @self: the page
 * @prompt: what to make
 * @negative: (nullable): what must not be seen
 * @prompt_id: the prompt that it is the text of, 0 if none
 * @revision_id: the revision that it is, 0 if none
 *
 * Fills in the panel.
 */
void
easel_library_page_generate (
    EaselLibraryPage *self, const char *prompt, const char *negative, gint64 prompt_id, gint64 revision_id)
{
  g_return_if_fail (EASEL_IS_LIBRARY_PAGE (self));

  _easel_library_page_show_pane (self, "generate");
  easel_generate_panel_set_prompt (self->panel, prompt, negative, prompt_id, revision_id);
}

/**
 * easel_library_page_vary_revisions:
 * @self: the page, whose panel easel_library_page_generate() filled in
 * @older: the number of a revision of it
 * @newer: the number of another
 *
 * Asks for pictures of both, with equal seeds.
 */
void
easel_library_page_vary_revisions (EaselLibraryPage *self, guint older, guint newer)
{
  g_return_if_fail (EASEL_IS_LIBRARY_PAGE (self));
  g_return_if_fail (self->panel != NULL);

  easel_generate_panel_vary_revisions (self->panel, older, newer);
}

typedef struct
{
  EaselLibraryPage *page;
  EaselAsset *asset;
  gboolean same_seed;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_object_unref (task->asset);
  g_free (task);
}

static DexFuture *
again_fiber (gpointer data)
{
  Task *task = data;
  EaselLibraryPage *self = task->page;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  if (!dex_await (easel_library_service_load_details (_easel_library_page_get_service (self), task->asset),
                  &error))
    {
      if (self->context != NULL)
        _easel_library_page_say (self, error->message);
      return NULL;
    }
  if (self->context == NULL)
    return NULL;
  _easel_library_page_show_pane (self, "generate");
  easel_generate_panel_set_asset (self->panel, task->asset, task->same_seed);
  return NULL;
}

static void
on_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);
  Task *task;

  if (asset == NULL)
    return;
  task = g_new0 (Task, 1);
  task->page = g_object_ref (self);
  task->asset = g_steal_pointer (&asset);
  task->same_seed = g_variant_get_boolean (parameter);
  dex_future_disown (easel_fiber_spawn (again_fiber, task, task_free));
}

/* A menu's target in a Blueprint file is always a text. */
static void
on_again_same_seed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "page.again", "b", TRUE);
}

static void
on_again_new_seed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "page.again", "b", FALSE);
}

static void
on_show_sheet (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);

  if (asset != NULL && easel_asset_is_loaded (asset))
    easel_sheet_view_open (widget, self->context, easel_asset_get_job_id (asset));
}

static void
on_use_as_reference (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);
  g_autofree char *path = NULL;

  if (asset == NULL || !easel_asset_is_loaded (asset))
    return;
  path = easel_library_service_get_path (_easel_library_page_get_service (self), asset);
  if (path == NULL)
    return;
  _easel_library_page_show_pane (self, "generate");
  easel_generate_panel_add_reference (self->panel, path, easel_asset_get_name (asset));
}

void
_easel_library_page_install_generate (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.generate", NULL, on_generate);
  gtk_widget_class_install_action (widget_class, "page.generate-text", "(ssx)", on_generate_text);
  gtk_widget_class_install_action (widget_class, "page.again", "b", on_again);
  gtk_widget_class_install_action (widget_class, "page.show-sheet", NULL, on_show_sheet);
  gtk_widget_class_install_action (widget_class, "page.again-same-seed", NULL, on_again_same_seed);
  gtk_widget_class_install_action (widget_class, "page.again-new-seed", NULL, on_again_new_seed);
  gtk_widget_class_install_action (widget_class, "page.use-as-reference", NULL, on_use_as_reference);
}
