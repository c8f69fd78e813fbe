// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-role-page.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-options-group.h"
#include "easel-problem-row.h"

/**
 * EaselRolePage:
 *
 * One role: a new one, or one to change.
 */
struct _EaselRolePage
{
  AdwNavigationPage parent_instance;

  /* template */
  GtkWidget *cancel_button;
  GtkWidget *save_button;
  AdwEntryRow *name_row;
  AdwEntryRow *description_row;
  AdwComboRow *model_row;
  EaselProblemRow *problem_row;
  EaselOptionsGroup *options_group;
  GtkWidget *delete_group;

  /* owned */
  EaselContext *context;
  EaselRole *role;
  GPtrArray *refs; /* PROVIDER:MODEL of each choice; the first is NULL */

  /* state */
  gboolean filling;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (EaselRolePage, easel_role_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  DELETED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_entry (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
update_save (EaselRolePage *self)
{
  g_autofree char *name = dup_entry (self->name_row);
  g_autofree char *system_prompt = NULL;
  double temperature;
  guint max_tokens;
  gboolean right = easel_options_group_get (self->options_group, &system_prompt, &temperature, &max_tokens);

  gtk_widget_set_sensitive (self->save_button, !self->busy && right && *name != '\0');
}

static void
on_changed_cb (EaselRolePage *self)
{
  if (self->filling)
    return;
  easel_problem_row_set_problem (self->problem_row, NULL);
  update_save (self);
}

static void
finish (EaselRolePage *self, const GError *error)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  self->busy = FALSE;
  if (self->context == NULL)
    return;
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
  EaselRolePage *self = data;
  EaselChatService *chats = easel_context_get_chats (self->context);
  g_autofree char *name = dup_entry (self->name_row);
  g_autofree char *description = dup_entry (self->description_row);
  g_autofree char *system_prompt = NULL;
  guint selected = adw_combo_row_get_selected (self->model_row);
  EaselRoleEdit edit = { .name = name, .description = description };
  g_autoptr (GError) error = NULL;

  easel_options_group_get (self->options_group, &system_prompt, &edit.temperature, &edit.max_tokens);
  edit.system_prompt = system_prompt;
  edit.model = selected < self->refs->len ? g_ptr_array_index (self->refs, selected) : NULL;
  if (self->role == NULL)
    dex_await (easel_chat_service_add_role (chats, &edit), &error);
  else
    dex_await (easel_chat_service_edit_role (chats, easel_role_get_id (self->role), &edit), &error);
  finish (self, error);
  return NULL;
}

static DexFuture *
delete_fiber (gpointer data)
{
  EaselRolePage *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup (easel_role_get_name (self->role));

  if (dex_await (easel_chat_service_remove_role (easel_context_get_chats (self->context),
                                                 easel_role_get_id (self->role)),
                 &error))
    g_signal_emit (self, signals[DELETED], 0, easel_role_get_id (self->role), name);
  finish (self, error);
  return NULL;
}

static void
spawn (EaselRolePage *self, DexFiberFunc func)
{
  if (self->busy)
    return;
  self->busy = TRUE;
  update_save (self);
  dex_future_disown (easel_fiber_spawn (func, g_object_ref (self), g_object_unref));
}

static void
on_save_clicked_cb (EaselRolePage *self)
{
  spawn (self, save_fiber);
}

static void
on_delete_activated_cb (EaselRolePage *self)
{
  spawn (self, delete_fiber);
}

static void
easel_role_page_dispose (GObject *object)
{
  EaselRolePage *self = EASEL_ROLE_PAGE (object);

  self->filling = TRUE;
  g_clear_object (&self->role);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_ROLE_PAGE);

  G_OBJECT_CLASS (easel_role_page_parent_class)->dispose (object);
}

static void
easel_role_page_finalize (GObject *object)
{
  g_clear_pointer (&EASEL_ROLE_PAGE (object)->refs, g_ptr_array_unref);

  G_OBJECT_CLASS (easel_role_page_parent_class)->finalize (object);
}

static void
easel_role_page_class_init (EaselRolePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_role_page_dispose;
  object_class->finalize = easel_role_page_finalize;

  /**
   * EaselRolePage::deleted:
   * @self: the page
   * @id: the role's id, for bringing it back
   * @name: its name
   *
   * Emitted when the role was deleted.
   */
  signals[DELETED] = g_signal_new ("deleted", EASEL_TYPE_ROLE_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_STRING);

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  g_type_ensure (EASEL_TYPE_OPTIONS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/chat/easel-role-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, save_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, description_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, model_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, options_group);
  gtk_widget_class_bind_template_child (widget_class, EaselRolePage, delete_group);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_activated_cb);
}

static void
easel_role_page_init (EaselRolePage *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill_models (EaselRolePage *self)
{
  GListModel *models = easel_provider_service_get_models (easel_context_get_providers (self->context));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *wanted = self->role != NULL ? easel_role_get_model (self->role) : NULL;
  guint selected = 0;

  self->refs = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->refs, NULL);
  gtk_string_list_append (names, _ ("The one of the chat"));
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if (g_strcmp0 (easel_model_get_ref (model), wanted) == 0)
        selected = self->refs->len;
      g_ptr_array_add (self->refs, g_strdup (easel_model_get_ref (model)));
      gtk_string_list_append (names, easel_model_get_name (model));
    }
  /* A model that is gone is not forgotten by a change of something else. */
  if (selected == 0 && wanted != NULL && *wanted != '\0')
    {
      selected = self->refs->len;
      g_ptr_array_add (self->refs, g_strdup (wanted));
      gtk_string_list_append (names, wanted);
    }
  adw_combo_row_set_model (self->model_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->model_row, selected);
}

/**
 * easel_role_page_new:
 * @context: who keeps the roles
 * @role: (nullable): the role, %NULL for a new one
 *
 * Returns: (transfer floating): a new page
 */
EaselRolePage *
easel_role_page_new (EaselContext *context, EaselRole *role)
{
  EaselRolePage *self = g_object_new (EASEL_TYPE_ROLE_PAGE, NULL);
  const char *description = role != NULL ? easel_role_get_description (role) : NULL;

  self->context = g_object_ref (context);
  g_set_object (&self->role, role);
  fill_models (self);
  if (role != NULL)
    {
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), easel_role_get_name (role));
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), easel_role_get_name (role));
      gtk_editable_set_text (GTK_EDITABLE (self->description_row), description != NULL ? description : "");
      easel_options_group_set (self->options_group, easel_role_get_system_prompt (role),
                               easel_role_get_temperature (role), easel_role_get_max_tokens (role));
    }
  gtk_widget_set_visible (self->delete_group, role != NULL);
  self->filling = FALSE;
  update_save (self);
  return self;
}
