// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-settings.h"

#include "easel-store-private.h"

static gboolean
get_setting (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) row = _easel_database_query (
      database, error, "SELECT value FROM settings WHERE key = ?", "s", call->texts[0]);
  g_autoptr (GError) step_error = NULL;

  if (row == NULL)
    return FALSE;
  g_value_init (value, G_TYPE_STRING);
  if (_easel_statement_next (row, &step_error))
    g_value_set_string (value, _easel_statement_get_text (row, 0));
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  return *error == NULL;
}

static gboolean
set_setting (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (call->texts[1] == NULL)
    return _easel_database_run (database, error, "DELETE FROM settings WHERE key = ?", "s", call->texts[0]);
  return _easel_database_run (database, error,
                              "INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?) "
                              "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                              "updated_at = excluded.updated_at",
                              "ssi", call->texts[0], call->texts[1], g_get_real_time ());
}

/**
 * easel_store_settings_get:
 * @self: an open store
 * @key: name of a setting
 *
 * Returns: (transfer full): a future that resolves to a string, %NULL if the
 *   setting was never made
 */
DexFuture *
easel_store_settings_get (EaselStore *self, const char *key)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (key != NULL);

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (key);
  return _easel_store_read (self, get_setting, call);
}

/**
 * easel_store_settings_set:
 * @self: an open store
 * @key: name of a setting
 * @value: (nullable): text, or %NULL to unset it
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_settings_set (EaselStore *self, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (key != NULL && *key != '\0');

  if (!_easel_store_check_texts (&error, 2, key, value))
    return _easel_store_reject (g_steal_pointer (&error));

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (key);
  call->texts[1] = g_strdup (value);
  return _easel_store_write (self, EASEL_STORE_SETTINGS, set_setting, call);
}
