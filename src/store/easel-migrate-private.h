// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-database-private.h"

G_BEGIN_DECLS

/* The schema that this program knows. */
#define EASEL_SCHEMA_VERSION 13

/* sqls[i] makes version i + 1 out of version i. */
typedef struct
{
  const char *const *sqls;
  int n_sqls;
} EaselMigrations;

EaselDatabase *_easel_migrate_open (const char *path,
                                    const EaselMigrations *test_migrations,
                                    gboolean *checked,
                                    GError **error);
gboolean _easel_migrate_prepare_folder (const char *path, gboolean own_folder, GError **error);
void _easel_migrate_set_newer_error (const char *path, gint64 version, GError **error);
gboolean _easel_migrate_quick_check (EaselDatabase *database, GError **error);

G_END_DECLS
