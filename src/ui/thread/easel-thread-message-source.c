// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-message-source.h"

#include <string.h>

#include "easel-conversation.h"

static EaselThreadVoice
find_voice (EaselMessageKind kind)
{
  switch (kind)
    {
    case EASEL_MESSAGE_USER:
      return EASEL_THREAD_VOICE_USER;
    case EASEL_MESSAGE_NOTICE:
      return EASEL_THREAD_VOICE_NOTICE;
    case EASEL_MESSAGE_ASSISTANT:
    case EASEL_MESSAGE_INSIGHT:
    default:
      return EASEL_THREAD_VOICE_ANSWER;
    }
}

static gint64
get_id (gpointer message)
{
  return easel_message_get_id (message);
}

static EaselThreadVoice
get_voice (gpointer message)
{
  return find_voice (easel_message_get_kind (message));
}

static guint
get_n_blocks (gpointer message)
{
  return easel_message_get_block_count (message);
}

static const char *
get_text (gpointer message)
{
  return easel_message_get_text (message);
}

static gboolean
is_streaming (gpointer message)
{
  return easel_message_get_state (message) == EASEL_MESSAGE_STREAMING;
}

/* What was known before a text was read need not be what was read. */
static gsize
get_length (gpointer message)
{
  const char *text = is_streaming (message) ? NULL : easel_message_get_text (message);

  return text != NULL ? strlen (text) : easel_message_get_length (message);
}

static DexFuture *
load (gpointer message)
{
  return easel_message_load (message);
}

static void
note_n_blocks (gpointer message, guint n_blocks)
{
  easel_message_note_block_count (message, n_blocks);
}

static void
get_outline (GListModel *messages, guint position, EaselThreadOutline *outline)
{
  EaselMessageOutline known = { 0 };

  easel_conversation_get_outline (EASEL_CONVERSATION (messages), position, &known);
  outline->voice = find_voice (known.kind);
  outline->n_blocks = known.n_blocks;
  outline->length = known.length;
}

static gboolean
find (GListModel *messages, gpointer message, guint *position)
{
  g_autoptr (EaselMessage) found =
      easel_conversation_find (EASEL_CONVERSATION (messages), easel_message_get_id (message), position);

  return found != NULL;
}

static DexFuture *
complete (GListModel *messages)
{
  return easel_conversation_complete (EASEL_CONVERSATION (messages));
}

const EaselThreadSource easel_thread_message_source = {
  .get_id = get_id,
  .get_voice = get_voice,
  .get_n_blocks = get_n_blocks,
  .get_length = get_length,
  .get_text = get_text,
  .is_streaming = is_streaming,
  .load = load,
  .note_n_blocks = note_n_blocks,
  .get_outline = get_outline,
  .find = find,
  .complete = complete,
};
