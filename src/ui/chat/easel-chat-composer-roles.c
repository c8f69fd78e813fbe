// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-composer-private.h"

#include <glib/gi18n.h>

#include "easel-roles-dialog.h"

/* The role in which a model answers. */

static EaselRole *
find_role (EaselChatComposer *self, gint64 id)
{
  GListModel *roles = easel_chat_service_get_roles (easel_context_get_chats (self->context));

  for (guint i = 0; id != 0 && i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (EaselRole) role = g_list_model_get_item (roles, i);

      if (easel_role_get_id (role) == id)
        return g_steal_pointer (&role);
    }
  return NULL;
}

void
_easel_chat_composer_update_role (EaselChatComposer *self)
{
  EaselThread *thread =
      self->conversation != NULL ? easel_conversation_get_thread (self->conversation) : NULL;
  g_autoptr (EaselRole) role = NULL;
  g_autofree char *spoken = NULL;
  const char *name;

  if (self->context == NULL)
    return;
  role = find_role (self, thread != NULL ? easel_thread_get_role_id (thread) : 0);
  name = role != NULL ? easel_role_get_name (role) : _ ("No Role");
  gtk_label_set_label (self->role_label, name);
  /* Translators: %s is the name of a role */
  spoken = g_strdup_printf (_ ("Role: %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->role_button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

static void
on_role_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselChatComposer *self = user_data;
  g_autoptr (EaselRole) role = NULL;
  EaselThread *thread;
  EaselThreadOptions options = EASEL_THREAD_OPTIONS_INIT;

  if (self->conversation == NULL)
    return;
  thread = easel_conversation_get_thread (self->conversation);
  role = find_role (self, g_variant_get_int64 (parameter));
  options.model = easel_thread_get_model (thread);
  if (role != NULL)
    {
      options.role_id = easel_role_get_id (role);
      options.system_prompt = easel_role_get_system_prompt (role);
      options.temperature = easel_role_get_temperature (role);
      options.max_tokens = easel_role_get_max_tokens (role);
      if (easel_role_get_model (role) != NULL && *easel_role_get_model (role) != '\0')
        options.model = easel_role_get_model (role);
    }
  dex_future_disown (easel_chat_service_set_options (easel_context_get_chats (self->context),
                                                     easel_thread_get_id (thread), &options));
  easel_chat_composer_focus (self);
}

static void
on_manage_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EaselChatComposer *self = user_data;

  adw_dialog_present (ADW_DIALOG (easel_roles_dialog_new (self->context)), GTK_WIDGET (self));
}

static const GActionEntry actions[] = {
  { "role", on_role_activated, "x" },
  { "manage-roles", on_manage_activated },
};

static void
add_roles (GMenu *menu, GListModel *roles, gboolean built_in)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (EaselRole) role = g_list_model_get_item (roles, i);
      g_autoptr (GMenuItem) item = NULL;

      if (easel_role_is_built_in (role) != built_in)
        continue;
      item = g_menu_item_new (easel_role_get_name (role), NULL);
      g_menu_item_set_action_and_target (item, "composer.role", "x", easel_role_get_id (role));
      g_menu_append_item (section, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* The list is asked each time it is opened. */
static void
on_create_popup (GtkMenuButton *button, gpointer user_data)
{
  EaselChatComposer *self = user_data;
  GListModel *roles = easel_chat_service_get_roles (easel_context_get_chats (self->context));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) none = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("No Role"), NULL);

  g_menu_item_set_action_and_target (item, "composer.role", "x", (gint64) 0);
  g_menu_append_item (none, item);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (none));
  add_roles (menu, roles, FALSE);
  add_roles (menu, roles, TRUE);
  g_menu_append (last, _ ("Manage Roles…"), "composer.manage-roles");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

void
_easel_chat_composer_init_roles (EaselChatComposer *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "composer", G_ACTION_GROUP (group));
  gtk_menu_button_set_create_popup_func (self->role_button, on_create_popup, self, NULL);
  g_signal_connect_object (easel_chat_service_get_roles (easel_context_get_chats (self->context)),
                           "items-changed", G_CALLBACK (_easel_chat_composer_update_role), self,
                           G_CONNECT_SWAPPED);
  _easel_chat_composer_update_role (self);
}
