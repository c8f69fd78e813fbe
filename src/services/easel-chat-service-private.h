// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-service.h"

#include "easel-message-private.h"
#include "easel-prompt-service.h"
#include "easel-provider-service-private.h"
#include "easel-store.h"
#include "easel-store-usage.h"
#include "easel-thread-private.h"

G_BEGIN_DECLS

struct _EaselChatService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselProviderService *providers;
  EaselPromptService *prompts;
  EaselLibraryService *library;
  EaselMessageTable *messages;
  GListStore *threads;
  GListStore *roles;
  GHashTable *by_id;  /* gint64 → EaselThread */
  GPtrArray *running; /* EaselMessage that this process writes */
  GPtrArray *asking;  /* DexPromise, borrowed: what conversations are doing */
  GPtrArray *unkept;
  GPtrArray *titles;  /* DexFuture: threads that are being named */
  DexPromise *closed; /* rejected when the program ends */

  /* state */
  guint keep_source;
  guint drafts_pending; /* that are on their way to the store */
  guint draft_serial;   /* grows with each that sets out or arrives */
  gboolean refreshing;
  gboolean refresh_again;
  gboolean loaded;
  gboolean roles_wanted;
  gboolean closing;
};

EaselChatService *_easel_chat_service_new (EaselStore *store,
                                           EaselProviderService *providers,
                                           EaselPromptService *prompts,
                                           EaselLibraryService *library);
DexFuture *_easel_chat_service_stop_all (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;
EaselThread *_easel_chat_service_take_thread (EaselChatService *self,
                                              EaselThreadRow *row,
                                              guint draft_serial);
void _easel_chat_service_save_draft (EaselChatService *self, gint64 thread_id, const char *text);
void _easel_chat_service_draft_sent (EaselChatService *self, EaselThread *thread, const char *text);
EaselThread *_easel_chat_service_read_thread (EaselChatService *self, gint64 id, GError **error);
void _easel_chat_service_begin (EaselChatService *self, EaselMessage *message);
void _easel_chat_service_end (EaselChatService *self, EaselMessage *message);
void _easel_chat_service_keep_later (EaselChatService *self, EaselMessage *message, EaselUsageRow *ledger);
DexFuture *_easel_chat_service_refresh_roles (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;

gint64 _easel_chat_service_keep_typed (EaselChatService *self,
                                       gint64 prompt_id,
                                       char **negative,
                                       GError **error);
EaselConversation *_easel_conversation_new (EaselChatService *service, EaselThread *thread);
DexFuture *_easel_conversation_open (EaselConversation *self, gboolean at_end) G_GNUC_WARN_UNUSED_RESULT;
EaselChatHit *_easel_chat_hit_new (gpointer row);

G_END_DECLS
