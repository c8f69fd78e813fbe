// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "easel-span.h"

G_BEGIN_DECLS

/**
 * EaselBlockKind:
 * @EASEL_BLOCK_PARAGRAPH: text
 * @EASEL_BLOCK_HEADING: a heading; #EaselBlock.level says which
 * @EASEL_BLOCK_LIST_ITEM: text with a marker before it
 * @EASEL_BLOCK_CODE: code, to be shown as it is
 * @EASEL_BLOCK_TABLE: a table; its text is its cells
 * @EASEL_BLOCK_RULE: a line across; it has no text
 * @EASEL_BLOCK_IMAGE: a picture elsewhere, of which only the description is shown
 * @EASEL_BLOCK_MATH: a formula on a line of its own, as readable text
 *
 * What a piece of a message is. Raw HTML is text, within the other kinds.
 */
typedef enum
{
  EASEL_BLOCK_PARAGRAPH,
  EASEL_BLOCK_HEADING,
  EASEL_BLOCK_LIST_ITEM,
  EASEL_BLOCK_CODE,
  EASEL_BLOCK_TABLE,
  EASEL_BLOCK_RULE,
  EASEL_BLOCK_IMAGE,
  EASEL_BLOCK_MATH,
} EaselBlockKind;

/**
 * EaselBlockMarker:
 * @EASEL_BLOCK_MARKER_NONE: none
 * @EASEL_BLOCK_MARKER_BULLET: of a list without numbers
 * @EASEL_BLOCK_MARKER_NUMBER: #EaselBlock.number
 * @EASEL_BLOCK_MARKER_OPEN: a task to be done
 * @EASEL_BLOCK_MARKER_DONE: a task that is done
 *
 * What stands before the first block of a list's item.
 */
typedef enum
{
  EASEL_BLOCK_MARKER_NONE,
  EASEL_BLOCK_MARKER_BULLET,
  EASEL_BLOCK_MARKER_NUMBER,
  EASEL_BLOCK_MARKER_OPEN,
  EASEL_BLOCK_MARKER_DONE,
} EaselBlockMarker;

/**
 * EaselInlineKind:
 * @EASEL_INLINE_STRONG: strong
 * @EASEL_INLINE_EMPHASIS: emphasised
 * @EASEL_INLINE_CODE: code within text
 * @EASEL_INLINE_STRIKE: struck through
 * @EASEL_INLINE_LINK: leads to #EaselInline.target
 * @EASEL_INLINE_IMAGE: the description of a picture at #EaselInline.target
 * @EASEL_INLINE_MATH: a formula, as readable text
 * @EASEL_INLINE_HTML: a tag of HTML, as it was written
 * @EASEL_INLINE_HIDDEN: stands for characters that would not be seen, or would change
 *   the order of others
 *
 * What a piece of a block's text is.
 */
typedef enum
{
  EASEL_INLINE_STRONG,
  EASEL_INLINE_EMPHASIS,
  EASEL_INLINE_CODE,
  EASEL_INLINE_STRIKE,
  EASEL_INLINE_LINK,
  EASEL_INLINE_IMAGE,
  EASEL_INLINE_MATH,
  EASEL_INLINE_HTML,
  EASEL_INLINE_HIDDEN,
} EaselInlineKind;

/**
 * EaselInline:
 * @kind: what it is
 * @start: offset of its first byte in the block's text
 * @length: its bytes, more than none
 * @target: (nullable): for a link or an image, where it leads, as written; at most
 *   %EASEL_BLOCK_LONGEST_TARGET bytes
 *
 * A piece of a block's text. Two of them lie apart or one within the other; the
 * outer one comes first.
 */
typedef struct
{
  EaselInlineKind kind;
  gsize start;
  gsize length;
  char *target;
} EaselInline;

/**
 * EASEL_BLOCK_LONGEST_TARGET:
 *
 * Bytes of the longest link that is one; a longer one is text.
 */
#define EASEL_BLOCK_LONGEST_TARGET 2048

typedef enum
{
  EASEL_BLOCK_ALIGN_START,
  EASEL_BLOCK_ALIGN_CENTRE,
  EASEL_BLOCK_ALIGN_END,
} EaselBlockAlign;

/**
 * EaselBlockTable:
 * @n_columns: at least 1
 * @n_rows: with the heading's, if it is there
 * @has_heading: whether the first row is a heading
 * @cells: row by row, `n_columns` each, where they are in the text
 * @aligns: of each column
 * @widths: of each column in the whole table, in characters of its widest cell, at
 *   least 1 and at most 60; the same in each part of a table that was cut
 */
typedef struct
{
  guint n_columns;
  guint n_rows;
  gboolean has_heading;
  EaselSpan *cells;
  EaselBlockAlign *aligns;
  guint *widths;
} EaselBlockTable;

/**
 * EaselBlock:
 * @kind: what it is
 * @marker: what stands before it
 * @number: of %EASEL_BLOCK_MARKER_NUMBER
 * @level: of a heading, 1 to 6
 * @indent: how many lists it is in, at most 16
 * @quote: how many quotes it is in, at most 16
 * @continues: whether it goes on with the block before it, which was too long for one
 * @source: where it is in the message, in whole lines but for what was cut
 * @text: what is to be shown, valid UTF-8; for code with its last line end
 * @length: its bytes
 * @inlines: (array length=n_inlines): the pieces of the text, by their start
 * @n_inlines: how many
 * @language: (nullable): of code, its first word, in lower case
 * @target: (nullable): of an image, where it is, as written
 * @table: (nullable): of a table
 *
 * A piece of a message that is shown in one row. It is immutable, and a few
 * thousand bytes long at most: longer ones come in parts.
 */
typedef struct
{
  EaselBlockKind kind;
  EaselBlockMarker marker;
  guint number;
  guint8 level;
  guint8 indent;
  guint8 quote;
  gboolean continues;
  EaselSpan source;
  char *text;
  gsize length;
  EaselInline *inlines;
  guint n_inlines;
  char *language;
  char *target;
  EaselBlockTable *table;
} EaselBlock;

#define EASEL_TYPE_BLOCK (easel_block_get_type ())

GType easel_block_get_type (void) G_GNUC_CONST;
EaselBlock *easel_block_ref (EaselBlock *self);
void easel_block_unref (EaselBlock *self);
gboolean easel_block_equal (const EaselBlock *self, const EaselBlock *other);
const EaselInline *easel_block_find_target (const EaselBlock *self, gsize offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselBlock, easel_block_unref)

G_END_DECLS
