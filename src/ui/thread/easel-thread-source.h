// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>
#include <libdex.h>

G_BEGIN_DECLS

/**
 * EaselThreadVoice:
 * @EASEL_THREAD_VOICE_USER: the user, in a bubble at the end
 * @EASEL_THREAD_VOICE_ANSWER: a model, plain on the page
 * @EASEL_THREAD_VOICE_NOTICE: nobody; small and dim
 *
 * Who speaks in a message.
 */
typedef enum
{
  EASEL_THREAD_VOICE_USER,
  EASEL_THREAD_VOICE_ANSWER,
  EASEL_THREAD_VOICE_NOTICE,
} EaselThreadVoice;

/**
 * EaselThreadOutline:
 * @voice: who speaks
 * @n_blocks: how many blocks its text had when it was stored, 0 if nobody counted
 * @length: bytes of its text
 *
 * What is known of a message before it is looked at.
 */
typedef struct
{
  EaselThreadVoice voice;
  guint n_blocks;
  gsize length;
} EaselThreadOutline;

/**
 * EaselThreadSource:
 * @get_id: a number that is the message's own
 * @get_voice: who speaks
 * @get_n_blocks: how many blocks its text had when it was stored
 * @get_length: bytes of its text, known before it is loaded
 * @get_text: (nullable): its text, %NULL until it is loaded
 * @is_streaming: whether its text grows
 * @load: loads the text; the message then notifies
 * @note_n_blocks: (nullable): its text turned out to have so many blocks
 * @get_outline: (nullable): tells of a message by its place, so that no object is made
 *   of each when a thread opens
 * @find: (nullable): where a message is in the list; whether it is
 * @complete: (nullable): has messages that are not yet in the list put in front
 *
 * How a thread's view reads the messages of a list. They notify about whatever
 * property changed; a text only grows.
 */
typedef struct
{
  gint64 (*get_id) (gpointer message);
  EaselThreadVoice (*get_voice) (gpointer message);
  guint (*get_n_blocks) (gpointer message);
  gsize (*get_length) (gpointer message);
  const char *(*get_text) (gpointer message);
  gboolean (*is_streaming) (gpointer message);
  DexFuture *(*load) (gpointer message);
  void (*note_n_blocks) (gpointer message, guint n_blocks);
  void (*get_outline) (GListModel *messages, guint position, EaselThreadOutline *outline);
  gboolean (*find) (GListModel *messages, gpointer message, guint *position);
  DexFuture *(*complete) (GListModel *messages);
} EaselThreadSource;

/**
 * EaselThreadRowKind:
 * @EASEL_THREAD_ROW_HEAD: first of all, for what a notice or a summary needs
 * @EASEL_THREAD_ROW_ATTACHMENTS: what goes along, before the text
 * @EASEL_THREAD_ROW_REASONING: the folded reasoning, before the text
 * @EASEL_THREAD_ROW_BLOCK: a block of the text; the view's own
 * @EASEL_THREAD_ROW_WAITING: what is waited for, after the text
 * @EASEL_THREAD_ROW_ERROR: what went wrong, after the text
 * @EASEL_THREAD_ROW_FOOTER: last of all
 *
 * The rows of a message, in their order. Each is there at most once but for the
 * blocks.
 */
typedef enum
{
  EASEL_THREAD_ROW_HEAD,
  EASEL_THREAD_ROW_ATTACHMENTS,
  EASEL_THREAD_ROW_REASONING,
  EASEL_THREAD_ROW_BLOCK,
  EASEL_THREAD_ROW_WAITING,
  EASEL_THREAD_ROW_ERROR,
  EASEL_THREAD_ROW_FOOTER,
  EASEL_THREAD_N_ROW_KINDS,
} EaselThreadRowKind;

/**
 * EaselThreadRows:
 * @get_kinds: which rows a message has: a set of bits, `1 << kind`. Without that of
 *   %EASEL_THREAD_ROW_BLOCK its text is not shown. Called when a message comes into
 *   view, and whenever it notifies while it is there
 * @create: (transfer full): makes a widget for rows of a kind
 * @bind: has it show a message
 * @unbind: has it let go of the message
 *
 * The rows that are not the view's own. Widgets are used again for other messages.
 */
typedef struct
{
  guint (*get_kinds) (gpointer message, gpointer data);
  GtkWidget *(*create) (EaselThreadRowKind kind, gpointer data);
  void (*bind) (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data);
  void (*unbind) (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data);
} EaselThreadRows;

G_END_DECLS
