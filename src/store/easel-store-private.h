// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-database-private.h"
#include "easel-migrate-private.h"
#include "easel-owner-private.h"
#include "easel-error.h"
#include "easel-store.h"

G_BEGIN_DECLS

/*
 * Work on a connection. Leaves its result in value, which is unset before; an
 * unset one resolves to TRUE. May run twice, so it only reads its data.
 */
typedef gboolean (*EaselStoreFunc) (EaselDatabase *database, gpointer data, GValue *value, GError **error);

/* Arguments of a work, owned by it. */
typedef struct
{
  gint64 ints[4];
  char *texts[4];
  gpointer row;
  GDestroyNotify free_row;
  EaselStore *store;
} EaselStoreCall;

EaselStoreCall *_easel_store_call_new (void);
void _easel_store_call_set_row (EaselStoreCall *call, gpointer row, GDestroyNotify free_row);
void _easel_store_call_free (EaselStoreCall *call);

DexFuture *_easel_store_read (EaselStore *self,
                              EaselStoreFunc func,
                              EaselStoreCall *call) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_store_write (EaselStore *self,
                               EaselStoreGroups groups,
                               EaselStoreFunc func,
                               EaselStoreCall *call) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_store_write_lazily (EaselStore *self,
                                      EaselStoreGroups groups,
                                      EaselStoreFunc func,
                                      EaselStoreCall *call) G_GNUC_WARN_UNUSED_RESULT;

void _easel_value_take_boxed (GValue *value, GType type, gpointer boxed);
void _easel_value_set_int64 (GValue *value, gint64 number);
typedef gpointer (*EaselRowReader) (EaselStatement *statement);
gboolean _easel_value_take_rows (
    GValue *value, EaselStatement *statement, EaselRowReader reader, GDestroyNotify free_row, GError **error);
gboolean _easel_value_take_row (
    GValue *value, EaselStatement *statement, EaselRowReader reader, GType type, GError **error);
DexFuture *_easel_store_reject (GError *error) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_store_not_found (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);
GArray *_easel_store_find_dead_owners (EaselDatabase *database,
                                       EaselOwner *self,
                                       const char *sql,
                                       GError **error);
gboolean _easel_store_check_texts (GError **error, guint n_texts, ...);

DexFuture *_easel_store_read_apart (EaselStore *self,
                                    EaselStoreFunc func,
                                    EaselStoreCall *call) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_store_check_quickly (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
EaselOwner *_easel_store_get_owner (EaselStore *self);
void _easel_store_set_migrations (EaselStore *self, const EaselMigrations *migrations);

G_END_DECLS
