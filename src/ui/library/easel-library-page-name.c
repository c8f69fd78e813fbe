// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/* What a picture is called. */

typedef struct
{
  EaselLibraryPage *page;
  gint64 id;
  char *name;
  gboolean undone;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_free (task->name);
  g_free (task);
}

static void
offer_undo (EaselLibraryPage *self, gint64 id, const char *old_name, const char *name)
{
  /* Translators: %s is the name of a picture */
  g_autofree char *text = g_strdup_printf (_ ("Renamed to “%s”"), name);
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "page.name-back");
  adw_toast_set_action_target_value (toast, g_variant_new ("(xs)", id, old_name));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static DexFuture *
rename_fiber (gpointer data)
{
  Task *task = data;
  EaselLibraryPage *self = task->page;
  g_autoptr (EaselAsset) before = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (self->context == NULL)
    return NULL;
  before =
      dex_await_object (easel_library_service_get (_easel_library_page_get_service (self), task->id), &error);
  if (before == NULL || self->context == NULL)
    {
      if (self->context != NULL)
        _easel_library_page_say (self, error->message);
      return NULL;
    }
  done = dex_await (
      easel_library_service_set_name (_easel_library_page_get_service (self), task->id, task->name), &error);
  if (self->context == NULL)
    return NULL;
  if (!done)
    {
      _easel_library_page_say (self, error->message);
      if (self->details != NULL)
        easel_asset_details_reset_name (self->details);
    }
  else if (!task->undone)
    {
      const char *old_name = easel_asset_get_name (before);

      offer_undo (self, task->id, old_name != NULL ? old_name : "", task->name);
    }
  return NULL;
}

static void
on_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (EASEL_LIBRARY_PAGE (widget));
  g_variant_get (parameter, "(xs)", &task->id, &task->name);
  task->undone = g_str_equal (name, "page.name-back");
  dex_future_disown (easel_fiber_spawn (rename_fiber, task, task_free));
}

static void
on_rename_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);

  _easel_library_page_show_pane (self, "details");
  if (self->details != NULL)
    easel_asset_details_focus_name (self->details);
}

void
_easel_library_page_install_name (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.rename", "(xs)", on_rename);
  gtk_widget_class_install_action (widget_class, "page.name-back", "(xs)", on_rename);
  gtk_widget_class_install_action (widget_class, "page.rename-selected", NULL, on_rename_selected);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, GDK_NO_MODIFIER_MASK, "page.rename-selected",
                                       NULL);
}
