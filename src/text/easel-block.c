// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-block.h"

#include <string.h>

#include "easel-markdown-private.h"

G_DEFINE_BOXED_TYPE (EaselBlock, easel_block, easel_block_ref, easel_block_unref)

EaselBlock *
_easel_block_new (EaselBlockKind kind)
{
  EaselBlock *self = g_atomic_rc_box_new0 (EaselBlock);

  self->kind = kind;
  return self;
}

/* How two parts of a block that was cut begin: all but text and inlines. */
EaselBlock *
_easel_block_new_part (const EaselBlock *whole)
{
  EaselBlock *self = _easel_block_new (whole->kind);

  self->level = whole->level;
  self->indent = whole->indent;
  self->quote = whole->quote;
  self->language = g_strdup (whole->language);
  self->target = g_strdup (whole->target);
  return self;
}

static void
free_table (EaselBlockTable *table)
{
  g_free (table->cells);
  g_free (table->aligns);
  g_free (table->widths);
  g_free (table);
}

static void
clear_block (gpointer data)
{
  EaselBlock *self = data;

  for (guint i = 0; i < self->n_inlines; i++)
    g_free (self->inlines[i].target);
  g_free (self->inlines);
  g_free (self->text);
  g_free (self->language);
  g_free (self->target);
  g_clear_pointer (&self->table, free_table);
}

static gboolean
tables_equal (const EaselBlockTable *a, const EaselBlockTable *b)
{
  return a->n_columns == b->n_columns && a->n_rows == b->n_rows && a->has_heading == b->has_heading &&
         memcmp (a->cells, b->cells, sizeof (EaselSpan) * a->n_columns * a->n_rows) == 0 &&
         memcmp (a->aligns, b->aligns, sizeof (EaselBlockAlign) * a->n_columns) == 0 &&
         memcmp (a->widths, b->widths, sizeof (guint) * a->n_columns) == 0;
}

static gboolean
inlines_equal (const EaselBlock *a, const EaselBlock *b)
{
  if (a->n_inlines != b->n_inlines)
    return FALSE;
  for (guint i = 0; i < a->n_inlines; i++)
    if (a->inlines[i].kind != b->inlines[i].kind || a->inlines[i].start != b->inlines[i].start ||
        a->inlines[i].length != b->inlines[i].length ||
        g_strcmp0 (a->inlines[i].target, b->inlines[i].target) != 0)
      return FALSE;
  return TRUE;
}

/**
 * easel_block_ref:
 * @self: a block
 *
 * Returns: (transfer full): the same
 */
EaselBlock *
easel_block_ref (EaselBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * easel_block_unref:
 * @self: (transfer full): a block
 */
void
easel_block_unref (EaselBlock *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_block);
}

/**
 * easel_block_equal:
 * @self: a block
 * @other: another
 *
 * Returns: whether they are the same in all, also where they are in the message
 */
gboolean
easel_block_equal (const EaselBlock *self, const EaselBlock *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self->kind == other->kind && self->marker == other->marker && self->number == other->number &&
         self->level == other->level && self->indent == other->indent && self->quote == other->quote &&
         self->continues == other->continues && self->source.start == other->source.start &&
         self->source.length == other->source.length && self->length == other->length &&
         memcmp (self->text, other->text, self->length) == 0 && inlines_equal (self, other) &&
         g_strcmp0 (self->language, other->language) == 0 && g_strcmp0 (self->target, other->target) == 0 &&
         (self->table == NULL) == (other->table == NULL) &&
         (self->table == NULL || tables_equal (self->table, other->table));
}

/**
 * easel_block_find_target:
 * @self: a block
 * @offset: of a byte of its text
 *
 * Returns: (nullable): the innermost link or image that the byte is in
 */
const EaselInline *
easel_block_find_target (const EaselBlock *self, gsize offset)
{
  const EaselInline *found = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_inlines && self->inlines[i].start <= offset; i++)
    if (self->inlines[i].target != NULL && offset - self->inlines[i].start < self->inlines[i].length)
      found = &self->inlines[i];
  return found;
}
