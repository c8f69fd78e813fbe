// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-recipe-page.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-problem-row.h"

/**
 * EaselRecipePage:
 *
 * One recipe: a new one, one of the user's to change, or a built-in one to
 * read and to copy.
 */
struct _EaselRecipePage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwHeaderBar *header_bar;
  GtkWidget *cancel_button;
  GtkWidget *save_button;
  AdwEntryRow *name_row;
  EaselProblemRow *problem_row;
  GtkTextView *instruction_view;
  GtkWidget *copy_group;
  GtkWidget *delete_group;

  /* owned */
  EaselRecipeService *service;
  EaselRecipe *recipe;

  /* state */
  gboolean is_new;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (EaselRecipePage, easel_recipe_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  DELETED,
  COPIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a fiber of the page works on. */
typedef struct
{
  EaselRecipePage *page;
  char *name;
  char *instruction;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_free (task->name);
  g_free (task->instruction);
  g_free (task);
}

static char *
dup_name (EaselRecipePage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

static char *
dup_instruction (EaselRecipePage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->instruction_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, TRUE));
}

static void
update_save (EaselRecipePage *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *instruction = dup_instruction (self);
  gboolean changed = self->is_new || g_strcmp0 (name, easel_recipe_get_name (self->recipe)) != 0 ||
                     g_strcmp0 (instruction, easel_recipe_get_instruction (self->recipe)) != 0;

  gtk_widget_set_sensitive (self->save_button,
                            !self->busy && *name != '\0' && *instruction != '\0' && changed);
}

static void
on_changed_cb (EaselRecipePage *self)
{
  easel_problem_row_set_problem (self->problem_row, NULL);
  update_save (self);
}

static void
finish (EaselRecipePage *self, const GError *error)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  self->busy = FALSE;
  if (error != NULL)
    easel_problem_row_set_problem (self->problem_row, error->message);
  else if (view != NULL &&
           adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view)) == ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
  update_save (self);
}

static DexFuture *
save_fiber (gpointer data)
{
  Task *task = data;
  EaselRecipePage *self = task->page;
  g_autoptr (GError) error = NULL;

  if (self->is_new)
    dex_await (easel_recipe_service_add (self->service, task->name, task->instruction), &error);
  else
    dex_await (easel_recipe_service_edit (self->service, easel_recipe_get_id (self->recipe), task->name,
                                          task->instruction),
               &error);
  finish (self, error);
  return NULL;
}

static DexFuture *
delete_fiber (gpointer data)
{
  Task *task = data;
  EaselRecipePage *self = task->page;
  g_autoptr (GError) error = NULL;

  if (dex_await (easel_recipe_service_remove (self->service, easel_recipe_get_id (self->recipe)), &error))
    g_signal_emit (self, signals[DELETED], 0, easel_recipe_get_id (self->recipe), task->name);
  finish (self, error);
  return NULL;
}

static void
spawn (EaselRecipePage *self, DexFiberFunc func, const char *name, const char *instruction)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (self);
  task->name = g_strdup (name);
  task->instruction = g_strdup (instruction);
  self->busy = TRUE;
  update_save (self);
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static void
on_save_clicked_cb (EaselRecipePage *self)
{
  g_autofree char *name = dup_name (self);
  g_autofree char *instruction = dup_instruction (self);

  if (!self->busy)
    spawn (self, save_fiber, name, instruction);
}

static void
on_delete_activated_cb (EaselRecipePage *self)
{
  if (!self->busy)
    spawn (self, delete_fiber, easel_recipe_get_name (self->recipe), NULL);
}

static void
on_copy_activated_cb (EaselRecipePage *self)
{
  g_signal_emit (self, signals[COPIED], 0, self->recipe);
}

static void
easel_recipe_page_dispose (GObject *object)
{
  EaselRecipePage *self = EASEL_RECIPE_PAGE (object);

  g_clear_object (&self->recipe);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_RECIPE_PAGE);

  G_OBJECT_CLASS (easel_recipe_page_parent_class)->dispose (object);
}

static void
easel_recipe_page_class_init (EaselRecipePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_recipe_page_dispose;

  /**
   * EaselRecipePage::deleted:
   * @self: the page
   * @id: the recipe's row id, for bringing it back
   * @name: its name
   *
   * Emitted when the recipe was deleted.
   */
  signals[DELETED] = g_signal_new ("deleted", EASEL_TYPE_RECIPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);
  /**
   * EaselRecipePage::copied:
   * @self: the page
   * @recipe: what shall be copied
   *
   * Emitted when the user wants a recipe of their own like this one.
   */
  signals[COPIED] = g_signal_new ("copied", EASEL_TYPE_RECIPE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, EASEL_TYPE_RECIPE);

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/recipes/easel-recipe-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, header_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, save_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, instruction_view);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, copy_group);
  gtk_widget_class_bind_template_child (widget_class, EaselRecipePage, delete_group);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_copy_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_activated_cb);
}

static void
easel_recipe_page_init (EaselRecipePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->instruction_view), "changed",
                           G_CALLBACK (on_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
show_recipe (EaselRecipePage *self, EaselRecipe *recipe, gboolean as_copy)
{
  gboolean is_fixed = easel_recipe_is_built_in (recipe) && !as_copy;
  g_autofree char *copy_name = NULL;

  /* Translators: %s is the name of the recipe that this one is a copy of */
  copy_name = g_strdup_printf (_ ("%s (Copy)"), easel_recipe_get_name (recipe));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), as_copy ? copy_name : easel_recipe_get_name (recipe));
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->instruction_view),
                            easel_recipe_get_instruction (recipe), -1);
  if (as_copy)
    return;
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), easel_recipe_get_name (recipe));
  gtk_editable_set_editable (GTK_EDITABLE (self->name_row), !is_fixed);
  gtk_text_view_set_editable (self->instruction_view, !is_fixed);
  gtk_widget_set_visible (self->cancel_button, !is_fixed);
  gtk_widget_set_visible (self->save_button, !is_fixed);
  gtk_widget_set_visible (self->copy_group, is_fixed);
  gtk_widget_set_visible (self->delete_group, !is_fixed);
  adw_header_bar_set_show_back_button (self->header_bar, is_fixed);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, is_fixed);
}

/**
 * easel_recipe_page_new:
 * @service: what keeps the recipes
 * @recipe: (nullable): the recipe, %NULL for a new one
 * @as_copy: whether a new one begins as a copy of @recipe
 *
 * Returns: (transfer floating): a new page
 */
EaselRecipePage *
easel_recipe_page_new (EaselRecipeService *service, EaselRecipe *recipe, gboolean as_copy)
{
  EaselRecipePage *self = g_object_new (EASEL_TYPE_RECIPE_PAGE, NULL);

  self->service = g_object_ref (service);
  self->is_new = recipe == NULL || as_copy;
  g_set_object (&self->recipe, recipe);
  /* Cancel and Save are the ways out of what is being written. */
  adw_header_bar_set_show_back_button (self->header_bar, FALSE);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, FALSE);
  if (recipe != NULL)
    show_recipe (self, recipe, as_copy);
  update_save (self);
  return self;
}
