// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-record.h"
#include "easel-model-row.h"
#include "easel-thread-row.h"
#include "easel-token-count.h"

G_BEGIN_DECLS

/* What protocols put around a message. */
#define EASEL_CHAT_FRAME_TOKENS 5

/* What there is room for. */
typedef struct
{
  EaselTokenFamily family;
  gint64 fixed;   /* tokens that are sent in any case */
  gint64 context; /* most tokens of question and answer, -1 unknown */
  gint64 reserve; /* of these, kept for the answer */
} EaselChatRoom;

/* What is sent of a branch: its messages from first on, after the summary at
 * insight, if that is not -1. */
typedef struct
{
  int insight;
  guint first;
  guint n_messages;
  guint n_left_out;
  gint64 input;
  gboolean fits_alone;
} EaselChatSelection;

void _easel_chat_count (EaselMessageHead *head, const char *text);
void _easel_chat_add_text (EaselMessageHead *head, const char *text);
void _easel_chat_add_image (EaselMessageHead *head, int width, int height);
gint64 _easel_chat_get_tokens (const EaselMessageHead *head, EaselTokenFamily family);
gboolean _easel_chat_is_sent (const EaselMessageHead *head);
char *_easel_chat_make_system (const char *system_prompt, const char *subject, const char *negative);
void _easel_chat_room_init (EaselChatRoom *room,
                            const char *model_id,
                            const EaselModelRow *model,
                            const char *system,
                            guint max_tokens);
void _easel_chat_select (const GArray *heads, const EaselChatRoom *room, EaselChatSelection *selection);
gboolean _easel_chat_check_question (const GArray *heads,
                                     const EaselChatRoom *room,
                                     const EaselChatSelection *selection,
                                     GError **error);
gint64 _easel_chat_expect (const GArray *heads, EaselTokenFamily family, guint max_tokens);

G_END_DECLS
