// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-recipes-dialog.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-recipe-page.h"

/**
 * EaselRecipesDialog:
 *
 * The recipes, to be read, added, changed and deleted.
 */
struct _EaselRecipesDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  AdwNavigationView *view;
  GtkWidget *add_button;
  GtkListBox *own_box;
  GtkListBox *built_in_box;
  GtkWidget *empty_label;

  /* owned */
  EaselRecipeService *service;
  GListModel *own;
};

G_DEFINE_FINAL_TYPE (EaselRecipesDialog, easel_recipes_dialog, ADW_TYPE_DIALOG)

/* What bringing a recipe back needs. */
typedef struct
{
  EaselRecipesDialog *dialog;
  gint64 id;
} Task;

static Task *
task_new (EaselRecipesDialog *self, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = g_object_ref (self);
  task->id = id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->dialog);
  g_free (task);
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  EaselRecipesDialog *self = task->dialog;
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (dex_await (easel_recipe_service_restore (self->service, task->id), &error))
    return NULL;
  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return NULL;
  dialog = adw_alert_dialog_new (_ ("The Recipe Could Not Be Brought Back"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
  return NULL;
}

static void
on_undo_delete_cb (Task *task)
{
  dex_future_disown (easel_fiber_spawn (restore_fiber, task_new (task->dialog, task->id), task_free));
}

static void
on_deleted_cb (EaselRecipesDialog *self, gint64 id, const char *name)
{
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (self->service == NULL)
    return;
  /* Translators: %s is the name of a recipe */
  title = g_strdup_printf (_ ("“%s” deleted"), name);
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_delete_cb), task_new (self, id),
                         free_task_closure, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void on_copied_cb (EaselRecipesDialog *self, EaselRecipe *recipe);

static EaselRecipePage *
make_page (EaselRecipesDialog *self, EaselRecipe *recipe, gboolean as_copy)
{
  EaselRecipePage *page = easel_recipe_page_new (self->service, recipe, as_copy);

  g_signal_connect_object (page, "deleted", G_CALLBACK (on_deleted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "copied", G_CALLBACK (on_copied_cb), self, G_CONNECT_SWAPPED);
  return page;
}

/* The copy's page takes the place of the built-in recipe's. */
static void
on_copied_cb (EaselRecipesDialog *self, EaselRecipe *recipe)
{
  AdwNavigationPage *pages[2] = { adw_navigation_view_find_page (self->view, "list"),
                                  ADW_NAVIGATION_PAGE (make_page (self, recipe, TRUE)) };

  adw_navigation_view_replace (self->view, pages, G_N_ELEMENTS (pages));
}

static void
on_add_clicked_cb (EaselRecipesDialog *self)
{
  adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (make_page (self, NULL, FALSE)));
}

static void
on_row_activated_cb (EaselRecipesDialog *self, GtkListBoxRow *row)
{
  EaselRecipe *recipe = g_object_get_data (G_OBJECT (row), "easel-recipe");

  adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (make_page (self, recipe, FALSE)));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  EaselRecipe *recipe = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), easel_recipe_get_name (recipe));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), easel_recipe_get_instruction (recipe));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "easel-recipe", g_object_ref (recipe), g_object_unref);
  return row;
}

static gboolean
is_built_in (gpointer item, gpointer user_data)
{
  return easel_recipe_is_built_in (item);
}

static gboolean
is_own (gpointer item, gpointer user_data)
{
  return !easel_recipe_is_built_in (item);
}

static GListModel *
filter_recipes (EaselRecipesDialog *self, GtkCustomFilterFunc func)
{
  GListModel *recipes = easel_recipe_service_get_recipes (self->service);

  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (recipes),
                                                  GTK_FILTER (gtk_custom_filter_new (func, NULL, NULL))));
}

static void
on_own_changed_cb (EaselRecipesDialog *self)
{
  gboolean any = g_list_model_get_n_items (self->own) > 0;

  gtk_widget_set_visible (GTK_WIDGET (self->own_box), any);
  gtk_widget_set_visible (self->empty_label, !any);
}

static void
easel_recipes_dialog_dispose (GObject *object)
{
  EaselRecipesDialog *self = EASEL_RECIPES_DIALOG (object);

  g_clear_object (&self->own);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_RECIPES_DIALOG);

  G_OBJECT_CLASS (easel_recipes_dialog_parent_class)->dispose (object);
}

static void
easel_recipes_dialog_class_init (EaselRecipesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_recipes_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/recipes/easel-recipes-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, view);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, own_box);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, built_in_box);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipesDialog, empty_label);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
easel_recipes_dialog_init (EaselRecipesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_recipes_dialog_new:
 * @service: whose recipes to show
 *
 * Returns: (transfer floating): a new dialog
 */
EaselRecipesDialog *
easel_recipes_dialog_new (EaselRecipeService *service)
{
  EaselRecipesDialog *self = g_object_new (EASEL_TYPE_RECIPES_DIALOG, NULL);
  g_autoptr (GListModel) built_in = NULL;

  self->service = g_object_ref (service);
  self->own = filter_recipes (self, is_own);
  built_in = filter_recipes (self, is_built_in);
  gtk_list_box_bind_model (self->own_box, self->own, create_row, NULL, NULL);
  gtk_list_box_bind_model (self->built_in_box, built_in, create_row, NULL, NULL);
  g_signal_connect_object (self->own, "items-changed", G_CALLBACK (on_own_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_own_changed_cb (self);
  return self;
}
