// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-highlight.h"

/**
 * easel_highlight_row:
 * @row: a row of code
 * @is_growing: whether its text is about to change
 *
 * Gives the code its colours: those of a prompt at once, others when there is time.
 */
void
easel_highlight_row (EaselBlockRow *row, gboolean is_growing)
{
  EaselBlock *block = easel_block_row_get_block (row);

  if (easel_code_colours_is_prompt (block))
    {
      g_autoptr (EaselCodeColours) colours = easel_code_colours_new_prompt (block->text);

      if (!easel_code_colours_is_empty (colours))
        easel_block_row_set_colours (row, colours);
    }
}
