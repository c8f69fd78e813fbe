// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* "Easl" */
#define EASEL_APPLICATION_ID 0x4561736c
#define EASEL_BUSY_TIMEOUT_MSEC 10000

typedef enum
{
  EASEL_DATABASE_WRITE,
  EASEL_DATABASE_READ,
} EaselDatabaseMode;

/* One connection, used by one thread; only the interruption may come from another. */
typedef struct
{
  sqlite3 *handle;
  char *path;
  GHashTable *statements;

  /* What the running work touched beyond the groups it was posted with. */
  guint touched;
  /* Set from any thread: the running work's future was dropped. */
  int *dropped;
} EaselDatabase;

typedef struct
{
  EaselDatabase *database;
  sqlite3_stmt *stmt;
  gboolean cached;
  gboolean done;
} EaselStatement;

EaselDatabase *_easel_database_open (const char *path, EaselDatabaseMode mode, GError **error);
void _easel_database_close (EaselDatabase *self);

gboolean _easel_database_fail (EaselDatabase *self, GError **error);
void _easel_database_set_error (
    const char *path, int rc, int system_errno, const char *detail, GError **error);
gboolean _easel_database_is_damage (const GError *error);
char *_easel_database_find_copy (const char *path);

gboolean _easel_database_script (EaselDatabase *self, const char *sql, GError **error);
gboolean _easel_database_run (EaselDatabase *self, GError **error, const char *sql, const char *types, ...);
EaselStatement *_easel_database_query (
    EaselDatabase *self, GError **error, const char *sql, const char *types, ...);
EaselStatement *_easel_database_query_values (
    EaselDatabase *self, GError **error, const char *sql, const GValue *values, guint n_values);
gboolean _easel_database_get_int (
    EaselDatabase *self, gint64 *value, GError **error, const char *sql, const char *types, ...);
int _easel_database_changes (EaselDatabase *self);

gboolean _easel_statement_next (EaselStatement *self, GError **error);
void _easel_statement_free (EaselStatement *self);
gint64 _easel_statement_get_int (EaselStatement *self, int column);
gint64 _easel_statement_get_number (EaselStatement *self, int column);
const char *_easel_statement_get_text (EaselStatement *self, int column);
char *_easel_statement_dup_text (EaselStatement *self, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselDatabase, _easel_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselStatement, _easel_statement_free)

G_END_DECLS
