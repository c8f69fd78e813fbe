// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include <string.h>

#include "easel-announce.h"

/* An answer that grows is told sentence by sentence; code and tables when they are
 * whole, by what they are. */

/* Where the last sentence ends that is whole; 0 if none is. */
static gsize
find_sentence_end (const char *text, gsize start, gsize length)
{
  gsize end = 0;

  for (gsize at = start; at < length; at = (gsize) (g_utf8_next_char (text + at) - text))
    {
      gunichar c = g_utf8_get_char (text + at);
      gsize next = (gsize) (g_utf8_next_char (text + at) - text);

      if (c == 0x3002 || c == 0xff01 || c == 0xff1f || c == '\n')
        end = next;
      else if ((c == '.' || c == '!' || c == '?' || c == ':' || c == 0x2026) && next < length &&
               g_ascii_isspace (text[next]))
        end = next;
    }
  return end;
}

static void
say (EaselThreadView *self, const char *text, gsize length)
{
  g_autofree char *sentence = g_strndup (text, length);

  g_strstrip (sentence);
  if (*sentence != '\0')
    easel_announce (GTK_WIDGET (self), sentence);
}

static void
say_rest (EaselThreadView *self, const EaselBlock *block)
{
  if (block->kind == EASEL_BLOCK_CODE || block->kind == EASEL_BLOCK_TABLE || block->kind == EASEL_BLOCK_IMAGE)
    {
      g_autofree char *name = block->continues ? NULL : easel_block_row_describe (block, 0);

      if (name != NULL)
        easel_announce (GTK_WIDGET (self), name);
    }
  else if (self->heard_offset < block->length)
    say (self, block->text + self->heard_offset, block->length - self->heard_offset);
}

/* The block that is heard, and the place in it, which it may have had otherwise before. */
static EaselBlock *
get_heard (EaselThreadView *self, guint message)
{
  EaselBlock *block = easel_thread_model_get_block (
      self->model, _easel_thread_view_block_place (self, message, self->heard_block));

  if (block != NULL)
    self->heard_offset = _easel_thread_view_find_character (block, self->heard_offset);
  return block;
}

/* What came of a message that grows. */
void
_easel_thread_view_hear (EaselThreadView *self, guint message)
{
  gpointer item = easel_thread_model_get_message (self->model, message);
  gboolean is_streaming = easel_thread_model_get_source (self->model)->is_streaming (item);
  guint n_blocks = easel_thread_model_get_n_blocks (self->model, message);
  EaselBlock *block;
  gsize end;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->heard_message != item)
    {
      if (!is_streaming)
        return;
      self->heard_message = item;
      self->heard_block = 0;
      self->heard_offset = 0;
      /* One that was under way before is told from here on. */
      if (n_blocks > 1)
        self->heard_block = n_blocks - 1;
    }
  for (; self->heard_block + 1 < n_blocks || (!is_streaming && self->heard_block < n_blocks);
       self->heard_block++)
    {
      block = get_heard (self, message);
      if (block != NULL)
        say_rest (self, block);
      self->heard_offset = 0;
    }
  if (!is_streaming)
    {
      self->heard_message = NULL;
      return;
    }
  if (self->heard_block >= n_blocks)
    return;
  block = get_heard (self, message);
  if (block == NULL || block->kind == EASEL_BLOCK_CODE || block->kind == EASEL_BLOCK_TABLE)
    return;
  end = find_sentence_end (block->text, self->heard_offset, block->length);
  if (end > self->heard_offset)
    {
      say (self, block->text + self->heard_offset, end - self->heard_offset);
      self->heard_offset = end;
    }
}
