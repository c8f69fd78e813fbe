// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-store-private.h"

G_BEGIN_DECLS

typedef enum
{
  EASEL_WORK_READ,
  /* A write that is on the disk when its future resolves. */
  EASEL_WORK_WRITE,
  /* A write that a power cut may take back; a kill may not. */
  EASEL_WORK_WRITE_LAZILY,
} EaselWorkKind;

typedef struct _EaselWorker EaselWorker;

/* Called in the worker's thread. */
typedef struct
{
  EaselDatabase *(*open) (gpointer user_data, GError **error);
  void (*committed) (gpointer user_data, guint groups);
  void (*failed) (gpointer user_data, const GError *error);
} EaselWorkerEvents;

EaselWorker *_easel_worker_new (const char *name,
                                const EaselWorkerEvents *events,
                                gpointer user_data,
                                GDestroyNotify destroy);
void _easel_worker_free (EaselWorker *self);

DexFuture *_easel_worker_start (EaselWorker *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_worker_post (EaselWorker *self,
                               EaselWorkKind kind,
                               guint groups,
                               EaselStoreFunc func,
                               EaselStoreCall *call) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_worker_stop (EaselWorker *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
