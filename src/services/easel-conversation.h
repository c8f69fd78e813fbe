// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-attachment.h"
#include "easel-message.h"
#include "easel-thread.h"
#include "easel-token-count.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/**
 * EaselSendFit:
 * @EASEL_SEND_FIT_ALL: the whole branch is sent, or the message is refused with
 *   %EASEL_ERROR_TOO_LONG before anything happens
 * @EASEL_SEND_FIT_NEWEST: the oldest messages stay at home, as many as must
 *
 * What is done when a conversation does not fit the model's context.
 */
typedef enum
{
  EASEL_SEND_FIT_ALL,
  EASEL_SEND_FIT_NEWEST,
} EaselSendFit;

/**
 * EaselSendRequest:
 * @text: what the user wrote; ignored where an answer is made again
 * @model: (nullable): PROVIDER:MODEL that answers, %NULL for the thread's, or
 *   the default one where it has none
 * @attachments: (nullable) (element-type EaselAttachment): what goes along
 * @fit: what if it does not fit
 * @spend: what the user agreed to beyond the budgets
 *
 * What is needed to be answered. Only read while it is passed.
 */
typedef struct
{
  const char *text;
  const char *model;
  GListModel *attachments;
  EaselSendFit fit;
  EaselSpendFlags spend;
} EaselSendRequest;

/**
 * EaselSendEstimate:
 * @input_tokens: tokens of all that would be sent
 * @output_tokens: tokens that an answer is expected to have
 * @context_tokens: most tokens of both together, -1 unknown
 * @cost: millionths of a US dollar, -1 unknown
 * @n_messages: messages of the branch that a model would see
 * @n_left_out: how many of the oldest must stay at home so that it fits
 * @fits_alone: whether the new message fits when all others stay at home
 * @is_complete: whether that is of all of the branch; see
 *   easel_conversation_is_complete()
 *
 * What the next message would take.
 */
typedef struct
{
  gint64 input_tokens;
  gint64 output_tokens;
  gint64 context_tokens;
  gint64 cost;
  guint n_messages;
  guint n_left_out;
  gboolean fits_alone;
  gboolean is_complete;
} EaselSendEstimate;

/**
 * EaselMessageOutline:
 * @id: the message
 * @kind: whose words
 * @state: how far it came
 * @length: bytes of its words
 * @n_blocks: blocks of them, as counted before; 0 if nobody did
 * @n_attachments: what goes along
 * @n_siblings: branches that begin where it does
 * @has_reasoning: whether the model thought
 *
 * What is known of a message before its words are.
 */
typedef struct
{
  gint64 id;
  EaselMessageKind kind;
  EaselMessageState state;
  gsize length;
  guint n_blocks;
  guint n_attachments;
  guint n_siblings;
  gboolean has_reasoning;
} EaselMessageOutline;

/**
 * EaselConversation:
 *
 * A thread as a page shows it: a list of #EaselMessage from the first message
 * to the end of the branch in view. Texts are not loaded before they are asked
 * for. It follows what other windows and processes do. Two pages of one thread
 * each have their own, so they may look at different branches.
 *
 * Nothing that it does overwrites a message: what is edited or answered again
 * becomes a branch.
 */
#define EASEL_TYPE_CONVERSATION (easel_conversation_get_type ())
G_DECLARE_FINAL_TYPE (EaselConversation, easel_conversation, EASEL, CONVERSATION, GObject)

EaselThread *easel_conversation_get_thread (EaselConversation *self);
gboolean easel_conversation_is_complete (EaselConversation *self);
DexFuture *easel_conversation_complete (EaselConversation *self) G_GNUC_WARN_UNUSED_RESULT;
EaselMessage *easel_conversation_find (EaselConversation *self, gint64 message_id, guint *position);
void easel_conversation_get_outline (EaselConversation *self, guint position, EaselMessageOutline *outline);
EaselMessage *easel_conversation_get_answering (EaselConversation *self);

/* Where one left off: the message that was read last, 0 for the end. */
gint64 easel_conversation_get_place (EaselConversation *self);
void easel_conversation_set_place (EaselConversation *self, gint64 message_id);
void easel_conversation_set_draft (EaselConversation *self, const char *text);
void easel_conversation_mark_read (EaselConversation *self);

/* What the next message would take; sums only, so at every key press. */
void easel_conversation_estimate (EaselConversation *self,
                                  const char *model,
                                  const EaselTokenStats *text,
                                  GListModel *attachments,
                                  EaselSendEstimate *estimate);

/* Resolve to the #EaselMessage that answers, which has just begun. */
DexFuture *easel_conversation_send (EaselConversation *self,
                                    const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_answer (EaselConversation *self,
                                      const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_edit_and_answer (EaselConversation *self,
                                               EaselMessage *message,
                                               const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_regenerate (EaselConversation *self,
                                          EaselMessage *message,
                                          const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_continue (EaselConversation *self,
                                        EaselMessage *message,
                                        const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_retry (EaselConversation *self,
                                     EaselMessage *message,
                                     const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_summarise (EaselConversation *self,
                                         guint n_messages,
                                         const EaselSendRequest *request) G_GNUC_WARN_UNUSED_RESULT;

/* Resolve to the new #EaselMessage; no model is asked. */
DexFuture *easel_conversation_save (EaselConversation *self,
                                    const char *text,
                                    GListModel *attachments) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_edit (EaselConversation *self,
                                    EaselMessage *message,
                                    const char *text,
                                    GListModel *attachments) G_GNUC_WARN_UNUSED_RESULT;

/* Resolve to TRUE. */
DexFuture *easel_conversation_switch_branch (EaselConversation *self,
                                             EaselMessage *message,
                                             guint sibling_index) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_show_message (EaselConversation *self,
                                            gint64 message_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_delete_branch (EaselConversation *self,
                                             EaselMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_conversation_restore_branch (EaselConversation *self,
                                              gint64 message_id) G_GNUC_WARN_UNUSED_RESULT;
void easel_conversation_stop (EaselConversation *self);

G_END_DECLS
