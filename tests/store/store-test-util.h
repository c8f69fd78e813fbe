// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"

G_BEGIN_DECLS

/* A store of its own for each test; at the end it must be sound. */
typedef struct
{
  char *folder;
  char *path;
  EaselStore *store;
} TestStore;

void test_store_set_up (TestStore *f, gconstpointer data);
void test_store_tear_down (TestStore *f, gconstpointer data);

char *test_make_folder (void);
void test_remove_folder (const char *path);

gboolean test_wait (DexFuture *future, GError **error);
gint64 test_wait_int64 (DexFuture *future);
gpointer test_wait_boxed (DexFuture *future);
void test_wait_true (DexFuture *future);
void test_wait_error (DexFuture *future, int code, const char *part);

EaselStore *test_open (const char *path);
void test_close (EaselStore *store);
void test_iterate_until (gboolean (*done) (gpointer data), gpointer data, guint seconds);

gint64 test_add_revision (EaselStore *store, gint64 prompt, gint64 parent, const char *text);

G_END_DECLS
