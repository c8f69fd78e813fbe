// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-block-copy.h"
#include "easel-markdown.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_block (EaselBlock *block, gsize size)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_assert_true (g_utf8_validate (block->text, (gssize) block->length, NULL));
  g_assert_cmpuint (easel_span_end (block->source), <=, size);
  for (guint i = 0; i < block->n_inlines; i++)
    {
      const EaselInline *span = &block->inlines[i];

      g_assert_cmpuint (span->length, >, 0);
      g_assert_cmpuint (span->start + span->length, <=, block->length);
      g_assert_true (i == 0 || block->inlines[i - 1].start <= span->start);
    }
  for (guint i = 0; block->table != NULL && i < block->table->n_rows * block->table->n_columns; i++)
    g_assert_cmpuint (easel_span_end (block->table->cells[i]), <=, block->length);
  easel_block_append_markdown (block, 0, block->length, out);
  easel_block_append_html (block, block->length / 3, block->length - block->length / 3, out);
}

/* Any text becomes blocks that lie in it, and growing piece by piece ends the same. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (EaselMarkdown) whole = easel_markdown_new ();
  g_autoptr (EaselMarkdown) growing = easel_markdown_new ();
  gsize step = size > 0 ? 1 + data[0] % 64 + size / 16 : 1;

  easel_markdown_update (whole, (const char *) data, size);
  for (gsize cut = MIN (step, size); cut < size; cut += step)
    easel_markdown_update (growing, (const char *) data, cut);
  easel_markdown_update (growing, (const char *) data, size);
  g_assert_cmpuint (easel_markdown_get_n_blocks (whole), ==, easel_markdown_get_n_blocks (growing));
  for (guint i = 0; i < easel_markdown_get_n_blocks (whole); i++)
    {
      check_block (easel_markdown_get_block (whole, i), size);
      g_assert_true (
          easel_block_equal (easel_markdown_get_block (whole, i), easel_markdown_get_block (growing, i)));
    }
  return 0;
}
