// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-thread-view-private.h"

/* Words that are searched for, marked in the rows. */

/* Nobody looks for more, and each is looked for in every row that is drawn. */
#define MOST_WORDS 20

/* Each of the query's words, wherever a word begins; NULL if there is none. */
static GRegex *
make_words (const char *query)
{
  g_auto (GStrv) words = g_strsplit_set (query, " \t\n\"", -1);
  g_autoptr (GString) pattern = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; words[i] != NULL && n < MOST_WORDS; i++)
    {
      g_autofree char *escaped = NULL;

      if (*words[i] == '\0')
        continue;
      escaped = g_regex_escape_string (words[i], -1);
      g_string_append_printf (pattern, "%s%s", n++ > 0 ? "|" : "", escaped);
    }
  return n > 0 ? g_regex_new (pattern->str, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, (GRegexMatchFlags) 0, NULL)
               : NULL;
}

/**
 * easel_thread_view_set_words:
 * @self: a view
 * @query: (nullable): words to mark in all messages; %NULL or "" for none
 */
void
easel_thread_view_set_words (EaselThreadView *self, const char *query)
{
  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  g_clear_pointer (&self->words, g_regex_unref);
  if (query != NULL && g_utf8_validate (query, -1, NULL))
    self->words = make_words (query);
  for (guint i = 0; i < self->shown->len; i++)
    {
      GtkWidget *row = g_array_index (self->shown, EaselThreadShown, i).widget;

      if (EASEL_IS_BLOCK_ROW (row))
        easel_block_row_set_words (EASEL_BLOCK_ROW (row), self->words);
    }
}

/**
 * easel_thread_view_has_words:
 * @self: a view
 *
 * Returns: whether words are marked
 */
gboolean
easel_thread_view_has_words (EaselThreadView *self)
{
  g_return_val_if_fail (EASEL_IS_THREAD_VIEW (self), FALSE);

  return self->words != NULL;
}

/**
 * easel_thread_view_scroll_to_words:
 * @self: a view
 * @message: one of its messages, loaded
 *
 * Puts the first row of @message with one of the words at the top third of the
 * view; the message's first row if there is none.
 */
void
easel_thread_view_scroll_to_words (EaselThreadView *self, gpointer message)
{
  guint position, n_blocks;

  g_return_if_fail (EASEL_IS_THREAD_VIEW (self));

  easel_thread_view_scroll_to_message (self, message);
  if (self->words == NULL || !easel_thread_model_find (self->model, message, &position))
    return;
  easel_thread_model_ensure (self->model, position);
  n_blocks = easel_thread_model_is_known (self->model, position)
                 ? easel_thread_model_get_n_blocks (self->model, position)
                 : 0;
  for (guint i = 0; i < n_blocks; i++)
    {
      EaselThreadPlace place = _easel_thread_view_block_place (self, position, i);
      EaselBlock *block = easel_thread_model_get_block (self->model, place);

      if (block == NULL || !g_regex_match_full (self->words, block->text, (gssize) block->length, 0,
                                                (GRegexMatchFlags) 0, NULL, NULL))
        continue;
      self->anchor = place;
      break;
    }
}
