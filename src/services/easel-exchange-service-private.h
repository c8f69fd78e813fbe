// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-exchange-service.h"

#include "easel-library-service.h"
#include "easel-store.h"

G_BEGIN_DECLS

struct _EaselExchangeService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselLibraryService *library;
  GPtrArray *running; /* EaselImport */

  /* state */
  gboolean closing;
};

EaselExchangeService *_easel_exchange_service_new (EaselStore *store,
                                                   EaselLibraryService *library) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_exchange_service_stop_all (EaselExchangeService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_exchange_export (EaselExchangeService *self,
                                   gint64 thread_id,
                                   EaselExportFormat format,
                                   const char *path,
                                   int fd) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
