// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt-service.h"
#include "easel-store.h"

G_BEGIN_DECLS

struct _EaselPromptService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  GListStore *prompts;
  GHashTable *by_id;

  /* state */
  gboolean loaded;
  gboolean refreshing;
  gboolean refresh_again;
  guint refresh_source;
};

EaselPromptService *_easel_prompt_service_new (EaselStore *store);
DexFuture *_easel_prompt_service_refresh (EaselPromptService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_prompt_service_commit_message (EaselPromptService *self,
                                                 gint64 prompt_id,
                                                 EaselPromptContent *content,
                                                 gint64 parent_id,
                                                 gint64 message_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
