// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-private.h"
#include "easel-worker-private.h"

G_BEGIN_DECLS

#define EASEL_STORE_N_GROUPS 13

/* Shared with the threads, which may outlast the object for a moment. */
typedef struct
{
  gatomicrefcount refs;
  char *path;
  gboolean own_folder;
  const EaselMigrations *migrations;
  GMainContext *context;
  GWeakRef store;
  /* Runs on the context, with the core, when there is something to tell. */
  GSourceFunc emit;
  int look_pending;

  GMutex mutex;
  GCond opened_changed;
  /* Under the mutex. */
  gboolean opened;
  gboolean read_only;
  GError *open_error;
  EaselOwner *owner;
  char *problem;
  guint pending_groups;
  gboolean emit_queued;
  gboolean check_wanted;

  /* The writer thread's own. */
  gint64 counters[EASEL_STORE_N_GROUPS];
  gint64 data_version;
} EaselStoreCore;

EaselStoreCore *_easel_store_core_new (GSourceFunc emit);
EaselStoreCore *_easel_store_core_ref (EaselStoreCore *self);
void _easel_store_core_unref (EaselStoreCore *self);
EaselWorker *_easel_store_core_new_writer (EaselStoreCore *self);
EaselWorker *_easel_store_core_new_reader (EaselStoreCore *self, const char *name);
DexFuture *_easel_store_core_look (EaselStoreCore *self, EaselWorker *writer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
