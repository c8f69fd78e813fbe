// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-chat-hit.h"
#include "easel-conversation.h"
#include "easel-role.h"

G_BEGIN_DECLS

/**
 * EaselRoleEdit:
 * @name: what people call it
 * @description: (nullable): what it is for, a sentence
 * @system_prompt: what models are told
 * @model: (nullable): PROVIDER:MODEL, %NULL leaves it to the thread
 * @temperature: negative if not set
 * @max_tokens: 0 if not set
 *
 * What a role says. Only read while it is passed.
 */
typedef struct
{
  const char *name;
  const char *description;
  const char *system_prompt;
  const char *model;
  double temperature;
  guint max_tokens;
} EaselRoleEdit;

/**
 * EaselChatService:
 *
 * The conversations with models: their list, their messages, and the answers
 * that are being written, which go on whoever looks.
 *
 * Signals: "answered" (#EaselThread, #EaselMessage): an answer of this process
 * ended, however it did. "threads-changed": the list was read again.
 */
#define EASEL_TYPE_CHAT_SERVICE (easel_chat_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatService, easel_chat_service, EASEL, CHAT_SERVICE, GObject)

/* The list: nothing is read before the first of these is called. */
GListModel *easel_chat_service_get_threads (EaselChatService *self);
DexFuture *easel_chat_service_load (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;
EaselThread *easel_chat_service_find (EaselChatService *self, gint64 thread_id);
GStrv easel_chat_service_dup_folders (EaselChatService *self);
gboolean easel_chat_service_check_model (EaselChatService *self, const char *model, GError **error);
guint easel_chat_service_count_answering (EaselChatService *self);

/* Resolve to an #EaselThread. */
DexFuture *easel_chat_service_create (EaselChatService *self,
                                      const EaselThreadOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_duplicate (EaselChatService *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_discuss (EaselChatService *self,
                                       gint64 prompt_id,
                                       gint64 revision_id,
                                       const EaselThreadOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* Resolves to an #EaselConversation. */
DexFuture *easel_chat_service_open (EaselChatService *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_open_at_end (EaselChatService *self,
                                           gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;

/* Resolve to TRUE. */
DexFuture *easel_chat_service_rename (EaselChatService *self,
                                      gint64 thread_id,
                                      const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_set_pinned (EaselChatService *self,
                                          gint64 thread_id,
                                          gboolean pinned) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_set_folder (EaselChatService *self,
                                          gint64 thread_id,
                                          const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_rename_folder (EaselChatService *self,
                                             const char *folder,
                                             const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_set_options (EaselChatService *self,
                                           gint64 thread_id,
                                           const EaselThreadOptions *options) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_remove (EaselChatService *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_restore (EaselChatService *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_purge (EaselChatService *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;

/* Resolve to a #GListModel: of #EaselThread, newest deletion first; of
 * #EaselChatHit, best first. */
DexFuture *easel_chat_service_list_trash (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_search (EaselChatService *self,
                                      const char *query,
                                      guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_search_thread (EaselChatService *self,
                                             gint64 thread_id,
                                             const char *query,
                                             guint limit) G_GNUC_WARN_UNUSED_RESULT;

/* What a chat found becomes a prompt, with the message as its origin: resolve to
 * an #EaselPrompt, an #EaselRevision. */
DexFuture *easel_chat_service_use_as_prompt (EaselChatService *self,
                                             gint64 message_id,
                                             const char *title,
                                             const char *text) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_use_as_revision (EaselChatService *self,
                                               gint64 message_id,
                                               gint64 prompt_id,
                                               const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* Titles by a model are paid calls: off until the user wants them. */
DexFuture *easel_chat_service_get_model_titles (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_set_model_titles (EaselChatService *self,
                                                gboolean on) G_GNUC_WARN_UNUSED_RESULT;

/* Presets of how models answer. */
GListModel *easel_chat_service_get_roles (EaselChatService *self);
DexFuture *easel_chat_service_list_roles (EaselChatService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_add_role (EaselChatService *self,
                                        const EaselRoleEdit *edit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_edit_role (EaselChatService *self,
                                         gint64 role_id,
                                         const EaselRoleEdit *edit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_remove_role (EaselChatService *self, gint64 role_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_chat_service_restore_role (EaselChatService *self, gint64 role_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
