// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-service-private.h"

#include <math.h>

#include "easel-fiber.h"
#include "easel-role-private.h"
#include "easel-store-roles.h"

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselChatService *self = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_roles_list (self->store), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items, _easel_role_new (g_ptr_array_index (rows, i)));
  if (self->roles != NULL)
    g_list_store_splice (self->roles, 0, g_list_model_get_n_items (G_LIST_MODEL (self->roles)), items->pdata,
                         items->len);
  return dex_future_new_true ();
}

DexFuture *
_easel_chat_service_refresh_roles (EaselChatService *self)
{
  return easel_fiber_spawn (refresh_fiber, g_object_ref (self), g_object_unref);
}

static EaselRoleRow *
row_from_edit (gint64 id, const EaselRoleEdit *edit)
{
  EaselRoleRow *row = easel_role_row_new ();

  row->id = id;
  row->name = g_strdup (edit->name);
  row->description = g_strdup (edit->description);
  row->system_prompt = g_strdup (edit->system_prompt);
  row->model = g_strdup (edit->model);
  row->temperature = edit->temperature >= 0 ? (gint64) lround (edit->temperature * 1000) : -1;
  row->max_tokens = edit->max_tokens;
  return row;
}

/**
 * easel_chat_service_get_roles:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselRole in order; read at the first
 *   call, so it fills a moment later
 */
GListModel *
easel_chat_service_get_roles (EaselChatService *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), NULL);

  if (!self->roles_wanted)
    {
      self->roles_wanted = TRUE;
      dex_future_disown (_easel_chat_service_refresh_roles (self));
    }
  return G_LIST_MODEL (self->roles);
}

static DexFuture *
list_fiber (gpointer data)
{
  EaselChatService *self = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (_easel_chat_service_refresh_roles (self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (g_object_ref (self->roles));
}

/**
 * easel_chat_service_list_roles:
 * @self: the service
 *
 * Returns: (transfer full): resolves to the list of easel_chat_service_get_roles()
 *   when it is read
 */
DexFuture *
easel_chat_service_list_roles (EaselChatService *self)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  self->roles_wanted = TRUE;
  return easel_fiber_spawn (list_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_chat_service_add_role:
 * @self: the service
 * @edit: what it says
 *
 * Returns: (transfer full): resolves to the role's id, a gint64
 */
DexFuture *
easel_chat_service_add_role (EaselChatService *self, const EaselRoleEdit *edit)
{
  g_autoptr (EaselRoleRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (edit != NULL);

  row = row_from_edit (0, edit);
  return easel_store_roles_add (self->store, row);
}

/**
 * easel_chat_service_edit_role:
 * @self: the service
 * @role_id: a role
 * @edit: what it says from now on
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_edit_role (EaselChatService *self, gint64 role_id, const EaselRoleEdit *edit)
{
  g_autoptr (EaselRoleRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (edit != NULL);

  row = row_from_edit (role_id, edit);
  return easel_store_roles_update (self->store, row);
}

/**
 * easel_chat_service_remove_role:
 * @self: the service
 * @role_id: a role
 *
 * Threads that began with it stay as they are.
 *
 * Returns: (transfer full): resolves to %TRUE; easel_chat_service_restore_role()
 *   undoes it
 */
DexFuture *
easel_chat_service_remove_role (EaselChatService *self, gint64 role_id)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_roles_remove (self->store, role_id);
}

/**
 * easel_chat_service_restore_role:
 * @self: the service
 * @role_id: a role that was removed
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_restore_role (EaselChatService *self, gint64 role_id)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_roles_restore (self->store, role_id);
}
