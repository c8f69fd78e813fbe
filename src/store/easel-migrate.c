// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-migrate-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-search-private.h"
#include "easel-store-resources.h"

/* Where SQLite's file format puts them (https://www.sqlite.org/fileformat2.html, 1.3). */
#define HEADER_SIZE 100
#define HEADER_USER_VERSION 60
#define HEADER_APPLICATION_ID 68

/* Larger files are checked later, in a thread of their own: a start shall not read them whole. */
#define QUICK_CHECK_MAX_SIZE (1024 * 1024)

static void
set_file_error (const char *path, int saved_errno, GError **error)
{
  g_set_error (
      error, EASEL_ERROR, EASEL_ERROR_STORAGE,
      _ ("“%s” cannot be written: %s. Make the file and its folder writable, or set XDG_DATA_HOME to "
         "a folder that is."),
      path, g_strerror (saved_errno));
}

static void
sync_folder (const char *path)
{
  int fd = g_open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (fsync (fd) != 0)
    g_debug ("The folder of the database could not be synced: %s", g_strerror (errno));
  close (fd);
}

/*
 * Sets error if a part of the path folder is no folder. Returns whether it did.
 */
static gboolean
find_file_in_the_way (const char *folder, GError **error)
{
  g_autofree char *part = g_strdup (folder);

  while (!g_str_equal (part, "/") && !g_str_equal (part, "."))
    {
      g_autofree char *parent = g_path_get_dirname (part);

      if (g_file_test (part, G_FILE_TEST_EXISTS) && !g_file_test (part, G_FILE_TEST_IS_DIR))
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                       _ ("The folder “%s” cannot be made, since “%s” is a file. Move that file away, or set "
                          "XDG_DATA_HOME to a folder."),
                       folder, part);
          return TRUE;
        }
      g_free (part);
      part = g_steal_pointer (&parent);
    }

  return FALSE;
}

/*
 * Makes the folder of path, for its user only, where it is missing. An own
 * folder, one that holds nothing but Easel's data, is closed to others.
 */
gboolean
_easel_migrate_prepare_folder (const char *path, gboolean own_folder, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat status;

  if (find_file_in_the_way (folder, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_file_error (folder, errno, error);
      return FALSE;
    }
  if (own_folder && g_stat (folder, &status) == 0 && (status.st_mode & 077) != 0 &&
      g_chmod (folder, 0700) != 0)
    g_debug ("The data folder stays open to others: %s", g_strerror (errno));

  return TRUE;
}

/*
 * Error of a database that a newer program has changed.
 */
void
_easel_migrate_set_newer_error (const char *path, gint64 version, GError **error)
{
  g_set_error (
      error, EASEL_ERROR, EASEL_ERROR_STORAGE,
      _ ("The database “%s” belongs to a newer Easel (its format is %d, this Easel knows %d). Nothing "
         "was changed. Update Easel, then open it again."),
      path, (int) version, EASEL_SCHEMA_VERSION);
}

static gboolean
check_identity (const char *path, gint64 application, gint64 version, int known, GError **error)
{
  if (application == EASEL_APPLICATION_ID && version > known)
    {
      _easel_migrate_set_newer_error (path, version, error);
      return FALSE;
    }
  if (application != EASEL_APPLICATION_ID && (application != 0 || version != 0))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                   _ ("“%s” is a database of another program. It was left as it is. Move it away, or set "
                      "XDG_DATA_HOME to another folder."),
                   path);
      return FALSE;
    }
  return TRUE;
}

static guint32
read_uint32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/*
 * Looks at the file without SQLite, so that a foreign, newer or damaged one is
 * not touched at all; makes an empty one, for its user only, where none is.
 */
static gboolean
probe_file (const char *path, int known, gsize *size, GError **error)
{
  guint8 header[HEADER_SIZE];
  g_autofree char *copy = NULL;
  struct stat status;
  gssize n;
  int fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      set_file_error (path, errno, error);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  if (!S_ISREG (status.st_mode))
    {
      close (fd);
      set_file_error (path, EISDIR, error);
      return FALSE;
    }
  n = pread (fd, header, sizeof header, 0);
  close (fd);

  *size = status.st_size;
  copy = _easel_database_find_copy (path);
  if (n == 0 && copy == NULL)
    return TRUE;
  if (n != (gssize) sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    {
      _easel_database_set_error (path, SQLITE_NOTADB, 0, NULL, error);
      return FALSE;
    }
  return check_identity (path, read_uint32 (header + HEADER_APPLICATION_ID),
                         read_uint32 (header + HEADER_USER_VERSION), known, error);
}

/*
 * The first defects that SQLite finds at a quick look, as an error.
 */
gboolean
_easel_migrate_quick_check (EaselDatabase *database, GError **error)
{
  g_autoptr (EaselStatement) statement =
      _easel_database_query (database, error, "PRAGMA quick_check (1)", "");

  if (statement == NULL || !_easel_statement_next (statement, error))
    return FALSE;
  if (g_strcmp0 (_easel_statement_get_text (statement, 0), "ok") != 0)
    {
      g_debug ("quick_check: %s", _easel_statement_get_text (statement, 0));
      _easel_database_set_error (database->path, SQLITE_CORRUPT, 0, NULL, error);
      return FALSE;
    }
  return TRUE;
}

/*
 * Copies the database by SQLite's backup interface; the writer holds the lock,
 * so the copy is what the migration begins with. It appears whole or not at all.
 */
static gboolean
copy_database (const char *path, const char *target, GError **error)
{
  g_autofree char *partial = g_strconcat (target, ".partial", NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (EaselDatabase) source = NULL;
  sqlite3 *handle = NULL;
  sqlite3_backup *backup = NULL;
  int rc, fd;

  g_unlink (partial);
  fd = g_open (partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_file_error (partial, errno, error);
      return FALSE;
    }
  close (fd);

  source = _easel_database_open (path, EASEL_DATABASE_READ, error);
  if (source == NULL)
    return FALSE;
  rc = sqlite3_open_v2 (partial, &handle, SQLITE_OPEN_READWRITE, NULL);
  if (rc == SQLITE_OK)
    {
      backup = sqlite3_backup_init (handle, "main", source->handle, "main");
      rc = backup != NULL ? sqlite3_backup_step (backup, -1) : sqlite3_errcode (handle);
      if (backup != NULL)
        sqlite3_backup_finish (backup);
    }
  if (rc == SQLITE_DONE)
    rc = sqlite3_exec (handle, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    _easel_database_set_error (partial, rc, handle != NULL ? sqlite3_system_errno (handle) : 0,
                               sqlite3_errstr (rc), error);
  sqlite3_close (handle);
  if (rc != SQLITE_OK)
    {
      g_unlink (partial);
      return FALSE;
    }

  fd = g_open (partial, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fsync (fd) != 0 || g_rename (partial, target) != 0)
    {
      set_file_error (target, errno, error);
      if (fd >= 0)
        close (fd);
      return FALSE;
    }
  close (fd);
  sync_folder (folder);
  return TRUE;
}

static gboolean
check_foreign_keys (EaselDatabase *database, GError **error)
{
  g_autoptr (EaselStatement) statement =
      _easel_database_query (database, error, "PRAGMA foreign_key_check", "");
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return FALSE;
  if (_easel_statement_next (statement, &step_error))
    {
      _easel_database_set_error (database->path, SQLITE_ERROR, 0, "foreign_key_check", error);
      return FALSE;
    }
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  return step_error == NULL && (error == NULL || *error == NULL);
}

/*
 * One migration, inside its transaction; in a new file all at once, so that
 * there is never a copy of an empty one. Sets done if there is none left.
 */
static gboolean
apply_next (EaselDatabase *database, const EaselMigrations *migrations, gboolean *done, GError **error)
{
  g_autofree char *stamp = NULL;
  gint64 version = 0, application = 0, next;

  if (!_easel_database_get_int (database, &version, error, "PRAGMA user_version", "") ||
      !_easel_database_get_int (database, &application, error, "PRAGMA application_id", "") ||
      !check_identity (database->path, application, version, migrations->n_sqls, error))
    return FALSE;
  *done = version == migrations->n_sqls;
  if (*done)
    return TRUE;

  if (version > 0)
    {
      g_autofree char *target = g_strdup_printf ("%s.before-%d", database->path, (int) version + 1);

      if (!_easel_migrate_quick_check (database, error) || !copy_database (database->path, target, error))
        return FALSE;
    }
  next = version > 0 ? version + 1 : migrations->n_sqls;
  for (gint64 i = version; i < next; i++)
    if (!_easel_database_script (database, migrations->sqls[i], error))
      return FALSE;
  stamp = g_strdup_printf ("PRAGMA user_version = %d; PRAGMA application_id = %d;", (int) next,
                           EASEL_APPLICATION_ID);
  return check_foreign_keys (database, error) && _easel_database_script (database, stamp, error);
}

/* searchable(text), for migrations that fill an index again. */
static void
on_searchable_cb (sqlite3_context *context, int n_values, sqlite3_value **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text == NULL)
    sqlite3_result_error_nomem (context);
  else
    sqlite3_result_text (context, _easel_search_prepare_start (text), -1, g_free);
}

static gboolean
migrate (EaselDatabase *database, const EaselMigrations *migrations, GError **error)
{
  gboolean done = FALSE;

  if (sqlite3_create_function (database->handle, "searchable", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, NULL,
                               on_searchable_cb, NULL, NULL) != SQLITE_OK)
    return _easel_database_fail (database, error);

  /* A migration may rebuild a table that others point at; it is checked at its end. */
  if (!_easel_database_script (database, "PRAGMA foreign_keys = OFF", error))
    return FALSE;

  while (!done)
    {
      if (!_easel_database_script (database, "BEGIN EXCLUSIVE", error))
        return FALSE;
      if (!apply_next (database, migrations, &done, error))
        {
          if (!sqlite3_get_autocommit (database->handle))
            _easel_database_script (database, "ROLLBACK", NULL);
          return FALSE;
        }
      if (!_easel_database_script (database, "COMMIT", error))
        {
          if (!sqlite3_get_autocommit (database->handle))
            _easel_database_script (database, "ROLLBACK", NULL);
          return FALSE;
        }
    }

  return _easel_database_script (database, "PRAGMA foreign_keys = ON", error);
}

/* The log and its index get the file's mode when they are made. */
static void
close_to_others (const char *path)
{
  struct stat status;

  if (g_stat (path, &status) == 0 && (status.st_mode & 077) != 0 && g_chmod (path, 0600) != 0)
    g_debug ("The database stays open to others: %s", g_strerror (errno));
}

/*
 * WAL, once for a file. Two programs that make it together meet here, and
 * SQLite's own wait does not cover that.
 */
static gboolean
set_wal (EaselDatabase *database, GError **error)
{
  gint64 end = g_get_monotonic_time () + EASEL_BUSY_TIMEOUT_MSEC * G_TIME_SPAN_MILLISECOND;

  while (TRUE)
    {
      g_autoptr (GError) try_error = NULL;
      gboolean busy;

      if (_easel_database_script (database, "PRAGMA journal_mode = WAL", &try_error))
        return TRUE;
      busy = (sqlite3_errcode (database->handle) & 0xff) == SQLITE_BUSY;
      if (!busy || g_get_monotonic_time () > end)
        {
          g_propagate_error (error, g_steal_pointer (&try_error));
          return FALSE;
        }
      g_usleep (5000);
    }
}

static char **
load_migrations (GError **error)
{
  g_autoptr (GPtrArray) sqls = g_ptr_array_new_with_free_func (g_free);
  GResource *resource = easel_store_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, "/easel/store", 0, error);

  if (names == NULL)
    return NULL;
  for (int i = 1; i <= (int) g_strv_length (names); i++)
    {
      g_autofree char *prefix = g_strdup_printf ("%04d-", i);

      for (gsize j = 0; names[j] != NULL; j++)
        {
          g_autofree char *name = g_strconcat ("/easel/store/", names[j], NULL);
          g_autoptr (GBytes) bytes = NULL;

          if (!g_str_has_prefix (names[j], prefix))
            continue;
          bytes = g_resource_lookup_data (resource, name, 0, error);
          if (bytes == NULL)
            return NULL;
          g_ptr_array_add (sqls, g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
        }
    }
  g_assert (sqls->len == EASEL_SCHEMA_VERSION);
  g_ptr_array_add (sqls, NULL);

  return (char **) g_ptr_array_steal (sqls, NULL);
}

/*
 * Opens the database at path for writing, brought up to the newest schema.
 * test_migrations stand in for the program's own in tests. checked says whether
 * the file was looked through.
 */
EaselDatabase *
_easel_migrate_open (const char *path,
                     const EaselMigrations *test_migrations,
                     gboolean *checked,
                     GError **error)
{
  g_autoptr (EaselDatabase) database = NULL;
  g_auto (GStrv) sqls = NULL;
  EaselMigrations migrations;
  gint64 version = 0, application = 0;
  gsize size;

  if (test_migrations != NULL)
    migrations = *test_migrations;
  else
    {
      sqls = load_migrations (error);
      if (sqls == NULL)
        return NULL;
      migrations = (EaselMigrations) { (const char *const *) sqls, EASEL_SCHEMA_VERSION };
    }

  if (!probe_file (path, migrations.n_sqls, &size, error))
    return NULL;
  database = _easel_database_open (path, EASEL_DATABASE_WRITE, error);
  if (database == NULL)
    return NULL;

  /* What is in the log may be newer than the header: leave the file alone until that is known. */
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  if (!_easel_database_get_int (database, &version, error, "PRAGMA user_version", "") ||
      !_easel_database_get_int (database, &application, error, "PRAGMA application_id", "") ||
      !check_identity (path, application, version, migrations.n_sqls, error))
    return NULL;
  sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);

  close_to_others (path);
  if (!set_wal (database, error))
    return NULL;
  if (version < migrations.n_sqls)
    {
      g_autofree char *folder = g_path_get_dirname (path);

      if (!migrate (database, &migrations, error))
        return NULL;
      sync_folder (folder);
    }
  *checked = version < migrations.n_sqls || size <= QUICK_CHECK_MAX_SIZE;
  if (*checked && version == migrations.n_sqls && !_easel_migrate_quick_check (database, error))
    return NULL;

  return g_steal_pointer (&database);
}
