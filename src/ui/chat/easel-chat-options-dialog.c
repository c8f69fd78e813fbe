// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-options-dialog.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-options-group.h"
#include "easel-problem-row.h"

/**
 * EaselChatOptionsDialog:
 *
 * How models answer in a chat: the role, what they are told, and parameters.
 */
struct _EaselChatOptionsDialog
{
  AdwDialog parent_instance;

  /* template */
  GtkWidget *save_button;
  AdwComboRow *role_row;
  EaselProblemRow *problem_row;
  EaselOptionsGroup *options_group;

  /* owned */
  EaselContext *context;
  EaselThread *thread;
  GPtrArray *roles; /* EaselRole of each choice; the first is NULL */

  /* state */
  gboolean filling;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (EaselChatOptionsDialog, easel_chat_options_dialog, ADW_TYPE_DIALOG)

static EaselRole *
get_role (EaselChatOptionsDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->role_row);

  return self->roles != NULL && selected < self->roles->len ? g_ptr_array_index (self->roles, selected)
                                                            : NULL;
}

static void
on_changed_cb (EaselChatOptionsDialog *self)
{
  g_autofree char *system_prompt = NULL;
  double temperature;
  guint max_tokens;

  if (self->context == NULL)
    return;
  easel_problem_row_set_problem (self->problem_row, NULL);
  gtk_widget_set_sensitive (self->save_button, easel_options_group_get (self->options_group, &system_prompt,
                                                                        &temperature, &max_tokens) &&
                                                   !self->busy);
}

static void
on_role_changed_cb (EaselChatOptionsDialog *self)
{
  EaselRole *role = get_role (self);

  if (self->filling || self->roles == NULL)
    return;
  if (role != NULL)
    easel_options_group_set (self->options_group, easel_role_get_system_prompt (role),
                             easel_role_get_temperature (role), easel_role_get_max_tokens (role));
  else
    easel_options_group_set (self->options_group, NULL, -1, 0);
}

static DexFuture *
save_fiber (gpointer data)
{
  EaselChatOptionsDialog *self = data;
  EaselRole *role = get_role (self);
  EaselThreadOptions options = EASEL_THREAD_OPTIONS_INIT;
  g_autofree char *model = g_strdup (easel_thread_get_model (self->thread));
  g_autofree char *system_prompt = NULL;
  g_autoptr (GError) error = NULL;

  easel_options_group_get (self->options_group, &system_prompt, &options.temperature, &options.max_tokens);
  options.system_prompt = system_prompt;
  options.role_id = role != NULL ? easel_role_get_id (role) : 0;
  if (role != NULL && options.role_id != easel_thread_get_role_id (self->thread) &&
      easel_role_get_model (role) != NULL && *easel_role_get_model (role) != '\0')
    g_set_str (&model, easel_role_get_model (role));
  options.model = model;
  dex_await (easel_chat_service_set_options (easel_context_get_chats (self->context),
                                             easel_thread_get_id (self->thread), &options),
             &error);
  self->busy = FALSE;
  if (self->context == NULL)
    return NULL;
  if (error != NULL)
    easel_problem_row_set_problem (self->problem_row, error->message);
  else
    adw_dialog_force_close (ADW_DIALOG (self));
  return NULL;
}

static void
on_save_clicked_cb (EaselChatOptionsDialog *self)
{
  if (self->busy)
    return;
  self->busy = TRUE;
  dex_future_disown (easel_fiber_spawn (save_fiber, g_object_ref (self), g_object_unref));
}

static void
easel_chat_options_dialog_dispose (GObject *object)
{
  EaselChatOptionsDialog *self = EASEL_CHAT_OPTIONS_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_object (&self->thread);
  g_clear_pointer (&self->roles, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_CHAT_OPTIONS_DIALOG);

  G_OBJECT_CLASS (easel_chat_options_dialog_parent_class)->dispose (object);
}

static void
easel_chat_options_dialog_class_init (EaselChatOptionsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_chat_options_dialog_dispose;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  g_type_ensure (EASEL_TYPE_OPTIONS_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/chat/easel-chat-options-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselChatOptionsDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, EaselChatOptionsDialog, role_row);
  gtk_widget_class_bind_template_child (widget_class, EaselChatOptionsDialog, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselChatOptionsDialog, options_group);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_role_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
easel_chat_options_dialog_init (EaselChatOptionsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
unref_role (gpointer role)
{
  if (role != NULL)
    g_object_unref (role);
}

static void
fill_roles (EaselChatOptionsDialog *self)
{
  GListModel *roles = easel_chat_service_get_roles (easel_context_get_chats (self->context));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  self->filling = TRUE;
  self->roles = g_ptr_array_new_with_free_func (unref_role);
  g_ptr_array_add (self->roles, NULL);
  gtk_string_list_append (names, _ ("No Role"));
  for (guint i = 0; i < g_list_model_get_n_items (roles); i++)
    {
      EaselRole *role = g_list_model_get_item (roles, i);

      if (easel_role_get_id (role) == easel_thread_get_role_id (self->thread))
        selected = i + 1;
      gtk_string_list_append (names, easel_role_get_name (role));
      g_ptr_array_add (self->roles, role);
    }
  adw_combo_row_set_model (self->role_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->role_row, selected);
  self->filling = FALSE;
}

/**
 * easel_chat_options_dialog_new:
 * @context: who has the roles
 * @thread: the chat
 *
 * Returns: (transfer floating): a dialog
 */
EaselChatOptionsDialog *
easel_chat_options_dialog_new (EaselContext *context, EaselThread *thread)
{
  EaselChatOptionsDialog *self = g_object_new (EASEL_TYPE_CHAT_OPTIONS_DIALOG, NULL);

  self->thread = g_object_ref (thread);
  self->context = g_object_ref (context);
  fill_roles (self);
  easel_options_group_set (self->options_group, easel_thread_get_system_prompt (thread),
                           easel_thread_get_temperature (thread), easel_thread_get_max_tokens (thread));
  on_changed_cb (self);
  return self;
}
