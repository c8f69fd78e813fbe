// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/*
 * Small things that every table group needs.
 */

EaselStoreCall *
_easel_store_call_new (void)
{
  return g_new0 (EaselStoreCall, 1);
}

/*
 * Takes row.
 */
void
_easel_store_call_set_row (EaselStoreCall *call, gpointer row, GDestroyNotify free_row)
{
  call->row = row;
  call->free_row = free_row;
}

void
_easel_store_call_free (EaselStoreCall *call)
{
  for (gsize i = 0; i < G_N_ELEMENTS (call->texts); i++)
    g_free (call->texts[i]);
  if (call->row != NULL)
    call->free_row (call->row);
  g_free (call);
}

/*
 * Takes boxed, which may be NULL.
 */
void
_easel_value_take_boxed (GValue *value, GType type, gpointer boxed)
{
  g_value_init (value, type);
  g_value_take_boxed (value, boxed);
}

void
_easel_value_set_int64 (GValue *value, gint64 number)
{
  g_value_init (value, G_TYPE_INT64);
  g_value_set_int64 (value, number);
}

/*
 * All rows of statement as a GPtrArray.
 */
gboolean
_easel_value_take_rows (
    GValue *value, EaselStatement *statement, EaselRowReader reader, GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GError) step_error = NULL;

  while (_easel_statement_next (statement, &step_error))
    g_ptr_array_add (rows, reader (statement));
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  _easel_value_take_boxed (value, G_TYPE_PTR_ARRAY, g_steal_pointer (&rows));
  return TRUE;
}

/*
 * The first row of statement; value stays unset if there is none.
 */
gboolean
_easel_value_take_row (
    GValue *value, EaselStatement *statement, EaselRowReader reader, GType type, GError **error)
{
  g_autoptr (GError) step_error = NULL;

  if (_easel_statement_next (statement, &step_error))
    _easel_value_take_boxed (value, type, reader (statement));
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

/*
 * Takes error.
 */
DexFuture *
_easel_store_reject (GError *error)
{
  return dex_future_new_for_error (error);
}

/*
 * Sets error to "not found". Returns FALSE always.
 */
gboolean
_easel_store_not_found (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, message);
  return FALSE;
}

/*
 * Checks n_texts texts, each of which may be NULL.
 */
gboolean
_easel_store_check_texts (GError **error, guint n_texts, ...)
{
  gboolean good = TRUE;
  va_list arguments;

  va_start (arguments, n_texts);
  for (guint i = 0; i < n_texts && good; i++)
    {
      const char *text = va_arg (arguments, const char *);

      good = text == NULL || easel_store_check_text (text, -1, error);
    }
  va_end (arguments);
  return good;
}

/*
 * Which of the owners that sql lists are gone.
 */
GArray *
_easel_store_find_dead_owners (EaselDatabase *database, EaselOwner *self, const char *sql, GError **error)
{
  g_autoptr (GArray) dead = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (EaselStatement) s = _easel_database_query (database, error, sql, "");
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return NULL;
  while (_easel_statement_next (s, &step_error))
    {
      gint64 owner = _easel_statement_get_int (s, 0);

      if (!_easel_owner_is_alive (self, owner))
        g_array_append_val (dead, owner);
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }
  return g_steal_pointer (&dead);
}

/**
 * easel_store_check_text:
 * @text: bytes
 * @length: bytes of @text, -1 if it ends with a zero
 * @error: return location for an error
 *
 * Whether @text can be stored: UTF-8, without U+0000, of at most
 * %EASEL_STORE_MAX_TEXT bytes. Every function that stores a text asks this by
 * itself; a caller that reads bytes from outside asks before it makes a string
 * of them, since a string would end silently at U+0000.
 *
 * Returns: %TRUE if it can; else @error is %EASEL_ERROR_INVALID_INPUT
 */
gboolean
easel_store_check_text (const char *text, gssize length, GError **error)
{
  gsize size;
  const char *end;

  g_return_val_if_fail (text != NULL, FALSE);

  size = length < 0 ? strlen (text) : (gsize) length;
  if (memchr (text, '\0', size) != NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The text has a zero character (U+0000) in it. Remove it, then try again."));
      return FALSE;
    }
  if (!g_utf8_validate_len (text, size, &end))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The text is not UTF-8 (at byte %zu). Convert it, then try again."),
                   (gsize) (end - text));
      return FALSE;
    }
  if (size > EASEL_STORE_MAX_TEXT)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The text is too long: it may have at most %d MB. Shorten it, then try again."),
                   EASEL_STORE_MAX_TEXT / (1024 * 1024));
      return FALSE;
    }
  return TRUE;
}
