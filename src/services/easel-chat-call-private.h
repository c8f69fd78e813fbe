// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-service-private.h"

G_BEGIN_DECLS

/*
 * What an answer needs. heads: the branch to the question. partial: (nullable)
 * what the answer goes on from. summarise: how many of the first messages that
 * a model would see are to be summed up, 0 to be answered.
 */
typedef struct
{
  const char *model;
  GArray *heads;
  const char *system;
  const char *partial;
  double temperature;
  guint max_tokens;
  gboolean summarise;
  EaselSpendFlags spend;
} EaselChatQuestion;

void _easel_chat_call_start (EaselChatService *service,
                             EaselMessage *message,
                             EaselMessageRecord *row,
                             const EaselChatQuestion *question);
gboolean _easel_chat_call_check_eyes (EaselProviderService *providers, const char *ref, GError **error);
gboolean _easel_chat_call_keep_end (EaselStore *store,
                                    EaselMessageRecord *row,
                                    EaselUsageRow *ledger,
                                    GError **error);

G_END_DECLS
