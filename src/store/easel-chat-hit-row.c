// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-hit-row.h"

#include "easel-search-private.h"
#include "easel-store-row-private.h"

static void
easel_chat_hit_row_init (EaselChatHitRow *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (EaselSearchMark));
}

static void
easel_chat_hit_row_clear (EaselChatHitRow *self)
{
  g_free (self->title);
  g_free (self->snippet);
  g_array_unref (self->marks);
}

EASEL_DEFINE_ROW (EaselChatHitRow, easel_chat_hit_row)
