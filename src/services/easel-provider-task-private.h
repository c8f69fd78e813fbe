// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-fiber.h"
#include "easel-provider-service-private.h"
#include "easel-secret.h"

G_BEGIN_DECLS

/* What a fiber of the provider service works on. */
typedef struct
{
  EaselProviderService *self;
  EaselProviderRow *row;
  EaselModelRow *model;
  EaselSecret *key;
  gint64 id;
  guint set;
  guint reset;
  char *slug;
  char *name;
  char *text;
} EaselProviderTask;

EaselProviderTask *_easel_provider_task_new (EaselProviderService *self, const char *slug);
void _easel_provider_task_free (gpointer data);
DexFuture *_easel_provider_task_spawn (EaselProviderTask *task, DexFiberFunc func) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_provider_task_finish (EaselProviderTask *task, DexFuture *write) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselProviderTask, _easel_provider_task_free)

G_END_DECLS
