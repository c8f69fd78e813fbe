// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

static gboolean
collect_problems (EaselDatabase *database, GStrvBuilder *problems, GError **error)
{
  g_autoptr (EaselStatement) integrity =
      _easel_database_query (database, error, "PRAGMA integrity_check (100)", "");
  g_autoptr (EaselStatement) keys = NULL;
  g_autoptr (GError) step_error = NULL;

  if (integrity == NULL)
    return FALSE;
  while (_easel_statement_next (integrity, &step_error))
    if (g_strcmp0 (_easel_statement_get_text (integrity, 0), "ok") != 0)
      g_strv_builder_add (problems, _easel_statement_get_text (integrity, 0));

  if (step_error == NULL)
    keys = _easel_database_query (database, &step_error, "PRAGMA foreign_key_check", "");
  while (keys != NULL && _easel_statement_next (keys, &step_error))
    g_strv_builder_take (
        problems, g_strdup_printf (_ ("Row %lld of the table “%s” points at a missing row of “%s”"),
                                   (long long) _easel_statement_get_int (keys, 1),
                                   _easel_statement_get_text (keys, 0), _easel_statement_get_text (keys, 2)));
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_database (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();
  g_autoptr (GError) damage = NULL;

  if (!collect_problems (database, problems, &damage))
    {
      if (!_easel_database_is_damage (damage))
        {
          g_propagate_error (error, g_steal_pointer (&damage));
          return FALSE;
        }
      g_strv_builder_add (problems, damage->message);
    }
  _easel_value_take_boxed (value, G_TYPE_STRV, g_strv_builder_end (problems));
  return TRUE;
}

/**
 * easel_store_check:
 * @self: an open store
 *
 * Reads the whole database and looks for defects, without delaying other reads
 * or writes. Takes seconds for gigabytes; interrupted if its future is dropped.
 *
 * Returns: (transfer full): a future that resolves to a %G_TYPE_STRV, one
 *   sentence a defect, empty if there is none
 */
DexFuture *
easel_store_check (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read_apart (self, check_database, _easel_store_call_new ());
}

static gboolean
quick_check (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  return _easel_migrate_quick_check (database, error);
}

/*
 * The quick look that a large file does not get at its opening. Damage shows as
 * the store's problem.
 */
DexFuture *
_easel_store_check_quickly (EaselStore *self)
{
  return _easel_store_read_apart (self, quick_check, _easel_store_call_new ());
}
