// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-rare-page.h"

/**
 * easel_rare_page_show:
 * @stack: where it is shown
 * @file: the Blueprint file that has it, such as "window/easel-window-pages"
 * @name: its name in @stack; its id in @file is "NAME_page"
 *
 * Shows a page that is made only now: in a template it would be styled and
 * measured with the window's first frame, though hardly anybody ever sees it.
 *
 * Returns: (transfer full): what has the objects of the page, if it was made
 *   now and not before
 */
GtkBuilder *
easel_rare_page_show (GtkStack *stack, const char *file, const char *name)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;

  g_return_val_if_fail (GTK_IS_STACK (stack), NULL);

  path = g_strdup_printf (RESOURCE_PREFIX "/ui/%s.ui", file);
  id = g_strconcat (name, "_page", NULL);
  if (gtk_stack_get_child_by_name (stack, name) == NULL)
    {
      const char *ids[] = { id, NULL };

      if (!gtk_builder_add_objects_from_resource (builder, path, ids, &error))
        g_error ("%s", error->message);
      gtk_stack_add_named (stack, GTK_WIDGET (gtk_builder_get_object (builder, id)), name);
    }
  gtk_stack_set_visible_child_name (stack, name);
  return g_steal_pointer (&builder);
}
