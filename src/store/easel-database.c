// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-database-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"

/*
 * One SQLite connection with its prepared statements. Arguments are bound by
 * a string of types, one letter an argument:
 *
 *   i  gint64                    b  gboolean or int
 *   n  gint64, 0 becomes NULL    m  gint64, -1 (unknown) becomes NULL
 *   t  text, NULL stays NULL     s  text, NULL becomes ""
 */

/* How many steps of SQLite's machine lie between two looks at `dropped`. */
#define PROGRESS_STEPS 2000

static const char pragmas_write[] = "PRAGMA foreign_keys = ON;"
                                    "PRAGMA synchronous = FULL;"
                                    "PRAGMA temp_store = MEMORY;"
                                    "PRAGMA trusted_schema = OFF;"
                                    "PRAGMA cell_size_check = ON;"
                                    "PRAGMA mmap_size = 0;"
                                    "PRAGMA journal_size_limit = 8388608;";
static const char pragmas_read[] = "PRAGMA query_only = ON;"
                                   "PRAGMA temp_store = MEMORY;"
                                   "PRAGMA trusted_schema = OFF;"
                                   "PRAGMA cell_size_check = ON;"
                                   "PRAGMA mmap_size = 0;"
                                   /* KiB: the sums of a long ledger go over its index, some 10 MB for
                                    * 100,000 calls; memory that is not needed is not taken. */
                                   "PRAGMA cache_size = -16384;";

static int
on_progress_cb (gpointer user_data)
{
  EaselDatabase *self = user_data;

  return self->dropped != NULL && g_atomic_int_get (self->dropped);
}

/*
 * The newest copy beside the database at path, as messages name it, or NULL.
 */
char *
_easel_database_find_copy (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (base, ".before-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *newest = NULL;
  guint64 newest_number = 0;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      guint64 number;

      if (!g_str_has_prefix (name, prefix) ||
          !g_ascii_string_to_unsigned (name + strlen (prefix), 10, 1, G_MAXINT, &number, NULL) ||
          number < newest_number)
        continue;
      newest_number = number;
      g_free (newest);
      newest = g_build_filename (folder, name, NULL);
    }

  return g_steal_pointer (&newest);
}

static void
set_damage_error (const char *path, GError **error)
{
  g_autofree char *copy = _easel_database_find_copy (path);

  if (copy != NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("The database “%s” is damaged. It was left as it is. The copy “%s” is older but whole: "
                    "move the damaged file away and put the copy in its place."),
                 path, copy);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("The database “%s” is damaged. It was left as it is, and no copy lies beside it. Move it "
                    "away to begin with an empty one, or put a backup of yours in its place."),
                 path);
  if (error != NULL && *error != NULL)
    g_set_str (&easel_error_get_details (*error)->parameter, "damaged");
}

/*
 * Whether error says that the file itself is broken.
 */
gboolean
_easel_database_is_damage (const GError *error)
{
  return error != NULL && error->domain == EASEL_ERROR &&
         g_strcmp0 (easel_error_get_details (error)->parameter, "damaged") == 0;
}

/*
 * Turns a result of SQLite's into a sentence that names path and says what to do.
 */
void
_easel_database_set_error (const char *path, int rc, int system_errno, const char *detail, GError **error)
{
  int primary = rc & 0xff;

  if (primary == SQLITE_FULL || (primary == SQLITE_IOERR &&
                                 (system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG)))
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("There is no space left for “%s”. Nothing that was saved before is lost. Free some space "
                    "on its disk, then try again."),
                 path);
  else if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    set_damage_error (path, error);
  else if (primary == SQLITE_READONLY || primary == SQLITE_CANTOPEN || primary == SQLITE_PERM)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("“%s” cannot be written: %s. Make the file and its folder writable, or set XDG_DATA_HOME "
                    "to a folder that is."),
                 path, system_errno != 0 ? g_strerror (system_errno) : detail);
  else if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("Another program has kept “%s” busy for %d seconds. Close it, then try again."), path,
                 EASEL_BUSY_TIMEOUT_MSEC / 1000);
  else if (primary == SQLITE_INTERRUPT)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("The search was stopped."));
  else if (primary == SQLITE_CONSTRAINT)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("This does not fit what is stored already: %s."), detail);
  else if (primary == SQLITE_TOOBIG)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("This text is too long to be stored. Shorten it, then try again."));
  else if (primary == SQLITE_IOERR)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("“%s” could not be read or written: %s. Check its disk, then try again."), path,
                 system_errno != 0 ? g_strerror (system_errno) : detail);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                 _ ("The database “%s” gave an error: %s. Try again; if it stays, run “easel-cli check”."),
                 path, detail);
}

/*
 * Sets error from what the connection last said. Returns FALSE always.
 */
gboolean
_easel_database_fail (EaselDatabase *self, GError **error)
{
  _easel_database_set_error (self->path, sqlite3_extended_errcode (self->handle),
                             sqlite3_system_errno (self->handle), sqlite3_errmsg (self->handle), error);
  return FALSE;
}

/*
 * Opens a connection; a reader never makes the file. The file's folder is there.
 */
EaselDatabase *
_easel_database_open (const char *path, EaselDatabaseMode mode, GError **error)
{
  g_autoptr (EaselDatabase) self = g_new0 (EaselDatabase, 1);
  int flags = mode == EASEL_DATABASE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
  int rc;

  self->path = g_strdup (path);
  self->statements = g_hash_table_new (g_str_hash, g_str_equal);
  rc = sqlite3_open_v2 (path, &self->handle, flags | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (rc != SQLITE_OK)
    {
      _easel_database_set_error (path, rc, self->handle != NULL ? sqlite3_system_errno (self->handle) : 0,
                                 sqlite3_errstr (rc), error);
      return NULL;
    }

  sqlite3_busy_timeout (self->handle, EASEL_BUSY_TIMEOUT_MSEC);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_progress_handler (self->handle, PROGRESS_STEPS, on_progress_cb, self);
  if (!_easel_database_script (self, mode == EASEL_DATABASE_WRITE ? pragmas_write : pragmas_read, error))
    return NULL;

  return g_steal_pointer (&self);
}

/*
 * Closes the connection and frees it.
 */
void
_easel_database_close (EaselDatabase *self)
{
  GHashTableIter iter;
  gpointer stmt;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, &stmt))
    sqlite3_finalize (stmt);
  g_hash_table_unref (self->statements);
  if (self->handle != NULL)
    {
      int rc = sqlite3_close (self->handle);

      if (rc != SQLITE_OK)
        g_critical ("A statement is still in use at close: %s", sqlite3_errstr (rc));
    }
  g_free (self->path);
  g_free (self);
}

/*
 * Runs statements that take no arguments.
 */
gboolean
_easel_database_script (EaselDatabase *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
    return _easel_database_fail (self, error);
  return TRUE;
}

static gboolean
bind_arguments (EaselStatement *self, const char *types, va_list arguments)
{
  int rc = SQLITE_OK;
  int i = 0;

  for (const char *type = types; *type != '\0' && rc == SQLITE_OK; type++)
    {
      gint64 number;
      const char *text;

      i++;
      switch (*type)
        {
        case 'b':
          rc = sqlite3_bind_int (self->stmt, i, va_arg (arguments, int));
          break;
        case 'i':
        case 'n':
        case 'm':
          number = va_arg (arguments, gint64);
          if ((*type == 'n' && number == 0) || (*type == 'm' && number == -1))
            rc = sqlite3_bind_null (self->stmt, i);
          else
            rc = sqlite3_bind_int64 (self->stmt, i, number);
          break;
        case 's':
        case 't':
          text = va_arg (arguments, const char *);
          if (text == NULL && *type == 's')
            text = "";
          rc = sqlite3_bind_text (self->stmt, i, text, -1, SQLITE_TRANSIENT);
          break;
        default:
          g_assert_not_reached ();
        }
    }
  g_assert (rc != SQLITE_OK || i == sqlite3_bind_parameter_count (self->stmt));

  return rc == SQLITE_OK;
}

/* The prepared statement of sql, kept for the next time unless it is in use already. */
static gboolean
find_statement (EaselStatement *statement, const char *sql, GError **error)
{
  EaselDatabase *self = statement->database;
  gpointer found = g_hash_table_lookup (self->statements, sql);

  statement->stmt = found;
  statement->cached = found != NULL && !sqlite3_stmt_busy (found);
  if (statement->cached)
    return TRUE;
  statement->stmt = NULL;
  if (sqlite3_prepare_v3 (self->handle, sql, -1, found == NULL ? SQLITE_PREPARE_PERSISTENT : 0,
                          &statement->stmt, NULL) != SQLITE_OK)
    return _easel_database_fail (self, error);
  if (found == NULL)
    {
      g_hash_table_insert (self->statements, (gpointer) sqlite3_sql (statement->stmt), statement->stmt);
      statement->cached = TRUE;
    }
  return TRUE;
}

static EaselStatement *
prepare (EaselDatabase *self, GError **error, const char *sql, const char *types, va_list arguments)
{
  g_autoptr (EaselStatement) statement = g_new0 (EaselStatement, 1);

  statement->database = self;
  if (!find_statement (statement, sql, error))
    return NULL;
  if (!bind_arguments (statement, types, arguments))
    {
      _easel_database_fail (self, error);
      return NULL;
    }

  return g_steal_pointer (&statement);
}

/*
 * A statement that gives rows, to be walked with _easel_statement_next().
 */
EaselStatement *
_easel_database_query (EaselDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  EaselStatement *statement;
  va_list arguments;

  va_start (arguments, types);
  statement = prepare (self, error, sql, types, arguments);
  va_end (arguments);

  return statement;
}

/*
 * The same for a statement that is put together: its arguments are numbers
 * (#gint64), texts, or unset values for NULL.
 */
EaselStatement *
_easel_database_query_values (
    EaselDatabase *self, GError **error, const char *sql, const GValue *values, guint n_values)
{
  g_autoptr (EaselStatement) statement = g_new0 (EaselStatement, 1);

  statement->database = self;
  if (!find_statement (statement, sql, error))
    return NULL;
  g_assert ((int) n_values == sqlite3_bind_parameter_count (statement->stmt));
  for (guint i = 0; i < n_values; i++)
    {
      int rc = SQLITE_OK;

      if (G_VALUE_HOLDS_INT64 (&values[i]))
        rc = sqlite3_bind_int64 (statement->stmt, (int) i + 1, g_value_get_int64 (&values[i]));
      else if (G_VALUE_HOLDS_STRING (&values[i]))
        rc = sqlite3_bind_text (statement->stmt, (int) i + 1, g_value_get_string (&values[i]), -1,
                                SQLITE_TRANSIENT);
      else
        rc = sqlite3_bind_null (statement->stmt, (int) i + 1);
      if (rc != SQLITE_OK)
        {
          _easel_database_fail (self, error);
          return NULL;
        }
    }
  return g_steal_pointer (&statement);
}

/*
 * Runs one statement to its end.
 */
gboolean
_easel_database_run (EaselDatabase *self, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (EaselStatement) statement = NULL;
  g_autoptr (GError) step_error = NULL;
  va_list arguments;

  va_start (arguments, types);
  statement = prepare (self, error, sql, types, arguments);
  va_end (arguments);
  if (statement == NULL)
    return FALSE;

  while (_easel_statement_next (statement, &step_error))
    ;
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

/*
 * Runs one statement and takes its first column of its first row; value stays
 * as it is if there is none.
 */
gboolean
_easel_database_get_int (
    EaselDatabase *self, gint64 *value, GError **error, const char *sql, const char *types, ...)
{
  g_autoptr (EaselStatement) statement = NULL;
  g_autoptr (GError) step_error = NULL;
  va_list arguments;

  va_start (arguments, types);
  statement = prepare (self, error, sql, types, arguments);
  va_end (arguments);
  if (statement == NULL)
    return FALSE;

  if (_easel_statement_next (statement, &step_error))
    *value = _easel_statement_get_int (statement, 0);
  while (step_error == NULL && _easel_statement_next (statement, &step_error))
    ;
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return TRUE;
}

/*
 * How many rows the last statement changed.
 */
int
_easel_database_changes (EaselDatabase *self)
{
  return sqlite3_changes (self->handle);
}

/*
 * Steps. Returns TRUE at a row, FALSE at the end or, with error set, at a failure.
 */
gboolean
_easel_statement_next (EaselStatement *self, GError **error)
{
  int rc;

  /* Stepping on would begin it anew. */
  if (self->done)
    return FALSE;
  if (on_progress_cb (self->database))
    {
      self->done = TRUE;
      _easel_database_set_error (self->database->path, SQLITE_INTERRUPT, 0, NULL, error);
      return FALSE;
    }

  rc = sqlite3_step (self->stmt);
  if (rc == SQLITE_ROW)
    return TRUE;
  self->done = TRUE;
  if (rc != SQLITE_DONE)
    _easel_database_fail (self->database, error);
  return FALSE;
}

/*
 * Gives the statement back.
 */
void
_easel_statement_free (EaselStatement *self)
{
  if (self->cached)
    {
      sqlite3_reset (self->stmt);
      sqlite3_clear_bindings (self->stmt);
    }
  else
    sqlite3_finalize (self->stmt);
  g_free (self);
}

/*
 * A number; NULL is 0.
 */
gint64
_easel_statement_get_int (EaselStatement *self, int column)
{
  return sqlite3_column_int64 (self->stmt, column);
}

/*
 * A number that may be unknown; NULL is -1.
 */
gint64
_easel_statement_get_number (EaselStatement *self, int column)
{
  if (sqlite3_column_type (self->stmt, column) == SQLITE_NULL)
    return -1;
  return sqlite3_column_int64 (self->stmt, column);
}

/*
 * A text, valid until the next step; NULL is NULL.
 */
const char *
_easel_statement_get_text (EaselStatement *self, int column)
{
  return (const char *) sqlite3_column_text (self->stmt, column);
}

/*
 * A copy of a text; NULL is NULL.
 */
char *
_easel_statement_dup_text (EaselStatement *self, int column)
{
  return g_strdup (_easel_statement_get_text (self, column));
}
