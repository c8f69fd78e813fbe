// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-service-private.h"

G_BEGIN_DECLS

struct _EaselConversation
{
  GObject parent_instance;

  /* owned */
  EaselChatService *service;
  EaselThread *thread;
  GArray *heads; /* EaselMessageHead: the branch in view */
  char *subject;
  char *subject_negative;

  /* state */
  gint64 leaf_id;
  gint64 place_id;
  guint poll_source;
  gboolean whole; /* FALSE while heads lack the beginning of the branch */
  gboolean refreshing;
  gboolean refresh_again;
};

/* What is asked of a conversation, until it is done. */
typedef struct
{
  EaselConversation *self;
  DexPromise *done; /* resolved when it is */
  EaselMessage *message;
  char *text;
  char *model;
  GListModel *attachments;
  EaselSendFit fit;
  EaselSpendFlags spend;
  guint number;
  gint64 id;

  EaselMessageHead counted; /* tokens of the text and the texts that go along */
  gboolean has_image;
} EaselConversationTask;

EaselConversationTask *_easel_conversation_task_new (EaselConversation *self,
                                                     EaselMessage *message,
                                                     const EaselSendRequest *request);
DexFuture *_easel_conversation_task_run (EaselConversationTask *task,
                                         DexFiberFunc func) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_conversation_show_leaf (EaselConversation *self, gint64 leaf_id, GError **error);
gboolean _easel_conversation_complete (EaselConversation *self, GError **error);
char *_easel_conversation_dup_model (EaselConversation *self, const char *asked);
char *_easel_conversation_make_system (EaselConversation *self);

G_END_DECLS
