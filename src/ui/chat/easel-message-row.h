// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-message.h"

G_BEGIN_DECLS

/**
 * EaselMessageRowKind:
 * @EASEL_MESSAGE_ROW_HEADING: before the text of an insight: what it stands for
 * @EASEL_MESSAGE_ROW_REASONING: before an answer: what the model thought, folded
 * @EASEL_MESSAGE_ROW_EDITOR: instead of the text, while the message is edited
 * @EASEL_MESSAGE_ROW_ATTACHMENTS: after the text: pictures and files
 * @EASEL_MESSAGE_ROW_PROGRESS: after the text, while it is written: for what one waits
 * @EASEL_MESSAGE_ROW_PROBLEM: after the text: why it ended early, and the ways on
 * @EASEL_MESSAGE_ROW_FOOTER: at the end: branches, copy, again, more, cost
 *
 * A row of a thread that is no text
 * of the message.
 */
typedef enum
{
  EASEL_MESSAGE_ROW_HEADING,
  EASEL_MESSAGE_ROW_REASONING,
  EASEL_MESSAGE_ROW_EDITOR,
  EASEL_MESSAGE_ROW_ATTACHMENTS,
  EASEL_MESSAGE_ROW_PROGRESS,
  EASEL_MESSAGE_ROW_PROBLEM,
  EASEL_MESSAGE_ROW_FOOTER,
} EaselMessageRowKind;

#define EASEL_MESSAGE_N_ROW_KINDS 7
#define EASEL_MESSAGE_ROW_BIT(kind) (1u << (kind))

#define EASEL_TYPE_MESSAGE_ROW (easel_message_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (EaselMessageRow, easel_message_row, EASEL, MESSAGE_ROW, AdwBin)

/**
 * EaselMessageRowClass:
 * @follows_text: whether it is to be told of growing text as well
 * @update: shows what is to be seen of the message, which is not %NULL
 * @set_hot: (nullable): the pointer or the focus came to the message, or left it
 * @unbind: (nullable): forgets what belongs to the message
 */
struct _EaselMessageRowClass
{
  AdwBinClass parent_class;

  gboolean follows_text;
  void (*update) (EaselMessageRow *self, EaselMessage *message);
  void (*set_hot) (EaselMessageRow *self, gboolean hot);
  void (*unbind) (EaselMessageRow *self);
};

guint easel_message_row_find_kinds (EaselMessage *message, gboolean edited);
EaselMessageRow *easel_message_row_new (EaselMessageRowKind kind);
void easel_message_row_set_message (EaselMessageRow *self, EaselMessage *message);
EaselMessage *easel_message_row_get_message (EaselMessageRow *self);
void easel_message_row_set_hot (EaselMessageRow *self, gboolean hot);
void easel_message_row_activate (EaselMessageRow *self, const char *action);

G_END_DECLS
