// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-markdown-private.h"

#include <md4c.h>
#include <string.h>

#include "easel-math.h"

/*
 * One piece of a message to flat blocks. md4c tells what begins and ends; nothing here
 * or there calls itself, whatever the depth.
 */

#define FLAGS (MD_DIALECT_GITHUB | MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOHTMLBLOCKS)
/* Spans within one another beyond this are not told. */
#define OPEN_SPANS_MAX 64
#define TARGETS_MIN (16 * 1024)

typedef struct
{
  gboolean ordered;
  guint number; /* of the next item */
} List;

typedef struct
{
  const char *text; /* the message */
  const EaselPiece *piece;
  const char *given; /* what md4c reads: definitions, then the piece */
  gsize given_length;
  gsize prefix;
  GPtrArray *blocks;

  GArray *lists; /* List */
  guint quote;
  gboolean has_item; /* an item began that no block stands for yet */
  EaselBlockMarker marker;
  guint number;
  /* Where the last block's text ended, in the message. */
  gsize done;

  EaselBlock *block; /* being read; NULL between blocks */
  EaselBlockText content;
  guint open[OPEN_SPANS_MAX]; /* index among the inlines, or G_MAXUINT */
  guint n_open;
  gboolean is_seen; /* it has something of the piece, not of the definitions */
  gboolean fenced;
  gsize first, last;
  guint n_others; /* what is beside an image or a formula that stands alone */

  /* Bytes that targets may still take: one definition can be used any number of times. */
  gsize targets_left;

  GArray *cells; /* EaselSpan */
  guint n_columns;
  GArray *aligns;
} Builder;

static void
start_block (Builder *self, EaselBlockKind kind)
{
  self->block = _easel_block_new (kind);
  self->block->indent = (guint8) MIN (self->lists->len, EASEL_BLOCK_DEPTH_MAX);
  self->block->quote = (guint8) MIN (self->quote, EASEL_BLOCK_DEPTH_MAX);
  if (self->has_item)
    {
      self->block->marker = self->marker;
      self->block->number = self->number;
      self->has_item = FALSE;
      if (kind == EASEL_BLOCK_PARAGRAPH)
        self->block->kind = EASEL_BLOCK_LIST_ITEM;
    }
  self->content.text = g_string_new (NULL);
  self->content.inlines = g_array_new (FALSE, TRUE, sizeof (EaselInline));
  self->content.is_code = kind == EASEL_BLOCK_CODE;
  self->n_open = 0;
  self->is_seen = FALSE;
  self->fenced = FALSE;
  self->first = G_MAXSIZE;
  self->last = 0;
  self->n_others = 0;
}

/* Start of the line that @at is in, but not before @limit. */
static gsize
find_line_start (const char *text, gsize at, gsize limit)
{
  while (at > limit && text[at - 1] != '\n' && text[at - 1] != '\r')
    at--;
  return at;
}

static gsize
skip_line_end (const Builder *self, gsize at)
{
  at = _easel_markdown_line_end (self->text, self->piece->end, at);
  if (at < self->piece->end && self->text[at] == '\r')
    at++;
  if (at < self->piece->end && self->text[at] == '\n')
    at++;
  return at;
}

/* Where the block begins; its end is known when the next one does. */
static void
locate_block (Builder *self)
{
  gsize start = self->done;

  if (self->first != G_MAXSIZE)
    {
      start = find_line_start (self->text, MAX (self->first, self->done), self->done);
      /* Up to the fence above. */
      if (self->fenced && start > self->done)
        start = find_line_start (
            self->text,
            start - 1 -
                (start > self->done + 1 && self->text[start - 1] == '\n' && self->text[start - 2] == '\r'),
            self->done);
      self->done = skip_line_end (self, MAX (self->last, self->done));
    }
  else
    {
      while (start < self->piece->end && g_ascii_isspace (self->text[start]))
        start++;
      start = find_line_start (self->text, start, self->done);
      self->done = skip_line_end (self, start);
    }
  self->block->source.start = start;
}

static gboolean
stands_alone (const Builder *self, EaselInlineKind kind)
{
  const EaselInline *inlines = (const EaselInline *) (void *) self->content.inlines->data;

  return self->block->kind == EASEL_BLOCK_PARAGRAPH && self->content.inlines->len > 0 &&
         inlines[0].kind == kind && inlines[0].length == self->content.text->len;
}

static void
end_block (Builder *self)
{
  EaselBlock *block = self->block;

  if (!self->is_seen && block->kind != EASEL_BLOCK_RULE && block->kind != EASEL_BLOCK_CODE &&
      block->marker == EASEL_BLOCK_MARKER_NONE && block->kind != EASEL_BLOCK_HEADING)
    {
      /* A definition that was none: it is shown where it stands. */
      g_string_free (self->content.text, TRUE);
      g_array_unref (self->content.inlines);
      g_clear_pointer (&self->block, easel_block_unref);
      return;
    }
  /* What was opened and never closed. */
  for (guint i = self->content.inlines->len; i > 0; i--)
    if (g_array_index (self->content.inlines, EaselInline, i - 1).length == 0)
      {
        g_free (g_array_index (self->content.inlines, EaselInline, i - 1).target);
        g_array_remove_index (self->content.inlines, i - 1);
      }
  locate_block (self);
  if (stands_alone (self, EASEL_INLINE_IMAGE))
    {
      block->kind = EASEL_BLOCK_IMAGE;
      block->target = g_strdup (g_array_index (self->content.inlines, EaselInline, 0).target);
    }
  else if (stands_alone (self, EASEL_INLINE_MATH) && self->n_others == 0)
    block->kind = EASEL_BLOCK_MATH;
  block->n_inlines = self->content.inlines->len;
  block->inlines = (EaselInline *) (void *) g_array_free (self->content.inlines, FALSE);
  block->length = self->content.text->len;
  block->text = g_string_free (self->content.text, FALSE);
  _easel_block_take (g_steal_pointer (&self->block), self->blocks);
}

/* Text right in an item is a paragraph that md4c does not name. */
static void
ensure_block (Builder *self)
{
  if (self->block == NULL)
    start_block (self, EASEL_BLOCK_PARAGRAPH);
}

static void
end_implicit (Builder *self)
{
  if (self->block != NULL && self->block->table == NULL)
    end_block (self);
}

static void
end_item (Builder *self)
{
  end_implicit (self);
  if (self->has_item)
    {
      start_block (self, EASEL_BLOCK_PARAGRAPH);
      end_block (self);
    }
}

static void
start_item (Builder *self, const MD_BLOCK_LI_DETAIL *detail)
{
  List *list = &g_array_index (self->lists, List, self->lists->len - 1);

  self->has_item = TRUE;
  self->marker = list->ordered ? EASEL_BLOCK_MARKER_NUMBER : EASEL_BLOCK_MARKER_BULLET;
  self->number = list->number++;
  if (detail->is_task)
    self->marker = detail->task_mark == ' ' ? EASEL_BLOCK_MARKER_OPEN : EASEL_BLOCK_MARKER_DONE;
}

static void
start_code (Builder *self, const MD_BLOCK_CODE_DETAIL *detail)
{
  start_block (self, EASEL_BLOCK_CODE);
  self->fenced = detail->fence_char != 0;
  if (detail->lang.size > 0 && detail->lang.size <= 40)
    {
      g_autofree char *language = g_strndup (detail->lang.text, detail->lang.size);

      self->block->language = g_utf8_strdown (language, -1);
    }
}

static void
start_table (Builder *self, const MD_BLOCK_TABLE_DETAIL *detail)
{
  start_block (self, EASEL_BLOCK_TABLE);
  self->block->table = g_new0 (EaselBlockTable, 1);
  self->n_columns = MAX (detail->col_count, 1);
  g_array_set_size (self->cells, 0);
  g_array_set_size (self->aligns, 0);
}

static void
start_cell (Builder *self, const MD_BLOCK_TD_DETAIL *detail)
{
  EaselSpan cell = { self->content.text->len, 0 };
  EaselBlockAlign align = detail->align == MD_ALIGN_CENTER  ? EASEL_BLOCK_ALIGN_CENTRE
                          : detail->align == MD_ALIGN_RIGHT ? EASEL_BLOCK_ALIGN_END
                                                            : EASEL_BLOCK_ALIGN_START;

  if (self->cells->len > 0)
    {
      g_string_append_c (self->content.text, self->cells->len % self->n_columns == 0 ? '\n' : '\t');
      cell.start++;
    }
  g_array_append_val (self->cells, cell);
  if (self->aligns->len < self->n_columns)
    g_array_append_val (self->aligns, align);
  self->n_open = 0;
}

static void
end_cell (Builder *self)
{
  EaselSpan *cell = &g_array_index (self->cells, EaselSpan, self->cells->len - 1);

  cell->length = self->content.text->len - cell->start;
}

static void
end_table (Builder *self)
{
  EaselBlockTable *table = self->block->table;

  g_array_set_size (self->aligns, self->n_columns);
  table->n_columns = self->n_columns;
  table->n_rows = self->cells->len / self->n_columns;
  table->has_heading = TRUE;
  table->cells = g_memdup2 (self->cells->data, sizeof (EaselSpan) * self->cells->len);
  table->aligns = g_memdup2 (self->aligns->data, sizeof (EaselBlockAlign) * self->n_columns);
  table->widths = g_new (guint, self->n_columns);
  for (guint column = 0; column < self->n_columns; column++)
    {
      table->widths[column] = 1;
      for (guint i = column; i < self->cells->len; i += self->n_columns)
        table->widths[column] = (guint) MAX (table->widths[column], MIN (table->cells[i].length, 60));
    }
  end_block (self);
}

static int
on_enter_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  Builder *self = data;

  if (type != MD_BLOCK_THEAD && type != MD_BLOCK_TBODY && type != MD_BLOCK_TR && type != MD_BLOCK_TH &&
      type != MD_BLOCK_TD)
    end_implicit (self);
  switch (type)
    {
    case MD_BLOCK_QUOTE:
      self->quote++;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      {
        List list = { type == MD_BLOCK_OL, type == MD_BLOCK_OL ? ((MD_BLOCK_OL_DETAIL *) detail)->start : 0 };

        g_array_append_val (self->lists, list);
        break;
      }
    case MD_BLOCK_LI:
      start_item (self, detail);
      break;
    case MD_BLOCK_HR:
      start_block (self, EASEL_BLOCK_RULE);
      break;
    case MD_BLOCK_H:
      start_block (self, EASEL_BLOCK_HEADING);
      self->block->level = (guint8) ((MD_BLOCK_H_DETAIL *) detail)->level;
      break;
    case MD_BLOCK_CODE:
      start_code (self, detail);
      break;
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
      start_block (self, EASEL_BLOCK_PARAGRAPH);
      break;
    case MD_BLOCK_TABLE:
      start_table (self, detail);
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      start_cell (self, detail);
      break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
    default:
      break;
    }
  return 0;
}

static int
on_leave_block (MD_BLOCKTYPE type, void *detail, void *data)
{
  Builder *self = data;

  switch (type)
    {
    case MD_BLOCK_QUOTE:
      end_implicit (self);
      self->quote--;
      break;
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
      g_array_set_size (self->lists, self->lists->len - 1);
      break;
    case MD_BLOCK_LI:
      end_item (self);
      break;
    case MD_BLOCK_HR:
    case MD_BLOCK_H:
    case MD_BLOCK_CODE:
    case MD_BLOCK_P:
    case MD_BLOCK_HTML:
      end_block (self);
      break;
    case MD_BLOCK_TABLE:
      end_table (self);
      break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
      end_cell (self);
      break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_THEAD:
    case MD_BLOCK_TBODY:
    case MD_BLOCK_TR:
    default:
      break;
    }
  return 0;
}

static char *
dup_target (Builder *self, const MD_ATTRIBUTE *attribute)
{
  g_autofree char *target = NULL;

  if (attribute->size == 0 || attribute->size > MIN (EASEL_BLOCK_LONGEST_TARGET, self->targets_left))
    return NULL;
  self->targets_left -= attribute->size;
  target = g_strndup (attribute->text, attribute->size);
  return strlen (target) == attribute->size ? g_steal_pointer (&target) : NULL;
}

static gboolean
describe_span (Builder *self, MD_SPANTYPE type, const void *detail, EaselInline *span)
{
  switch (type)
    {
    case MD_SPAN_EM:
      span->kind = EASEL_INLINE_EMPHASIS;
      return TRUE;
    case MD_SPAN_STRONG:
      span->kind = EASEL_INLINE_STRONG;
      return TRUE;
    case MD_SPAN_CODE:
      span->kind = EASEL_INLINE_CODE;
      return TRUE;
    case MD_SPAN_DEL:
      span->kind = EASEL_INLINE_STRIKE;
      return TRUE;
    case MD_SPAN_A:
      span->kind = EASEL_INLINE_LINK;
      span->target = dup_target (self, &((const MD_SPAN_A_DETAIL *) detail)->href);
      return span->target != NULL;
    case MD_SPAN_IMG:
      span->kind = EASEL_INLINE_IMAGE;
      span->target = dup_target (self, &((const MD_SPAN_IMG_DETAIL *) detail)->src);
      return span->target != NULL;
    case MD_SPAN_LATEXMATH:
    case MD_SPAN_LATEXMATH_DISPLAY:
      span->kind = EASEL_INLINE_MATH;
      return TRUE;
    case MD_SPAN_WIKILINK:
    case MD_SPAN_U:
    default:
      return FALSE;
    }
}

static int
on_enter_span (MD_SPANTYPE type, void *detail, void *data)
{
  Builder *self = data;
  EaselInline span = { 0 };
  guint index = G_MAXUINT;

  ensure_block (self);
  span.start = self->content.text->len;
  if (self->n_open < OPEN_SPANS_MAX && describe_span (self, type, detail, &span))
    {
      index = self->content.inlines->len;
      g_array_append_val (self->content.inlines, span);
    }
  if (self->n_open < OPEN_SPANS_MAX)
    self->open[self->n_open] = index;
  self->n_open++;
  if (type == MD_SPAN_LATEXMATH)
    self->n_others++;
  return 0;
}

/* A formula as it can be read. */
static void
translate_math (Builder *self, EaselInline *span)
{
  g_autofree char *readable = easel_math_to_text (self->content.text->str + span->start);

  g_string_truncate (self->content.text, span->start);
  g_string_append (self->content.text, readable);
}

static int
on_leave_span (MD_SPANTYPE type, void *detail, void *data)
{
  Builder *self = data;
  EaselInline *span;

  if (self->n_open == 0 || --self->n_open >= OPEN_SPANS_MAX || self->open[self->n_open] == G_MAXUINT)
    return 0;
  span = &g_array_index (self->content.inlines, EaselInline, self->open[self->n_open]);
  if (span->kind == EASEL_INLINE_MATH)
    {
      /* Places in it are no longer where they were. */
      g_array_set_size (self->content.inlines, self->open[self->n_open] + 1);
      translate_math (self, span);
    }
  if (span->kind == EASEL_INLINE_IMAGE && self->content.text->len == span->start)
    {
      g_string_append (self->content.text, "\xef\xbf\xbc");
      self->is_seen = TRUE;
    }
  span->length = self->content.text->len - span->start;
  if (span->length == 0)
    {
      g_free (span->target);
      g_array_remove_index (self->content.inlines, self->open[self->n_open]);
    }
  return 0;
}

static void
append_html (Builder *self, const char *text, gsize length)
{
  EaselInline span = { EASEL_INLINE_HTML, self->content.text->len, length, NULL };

  if (length <= 6 && g_ascii_strncasecmp (text, "<br", 3) == 0)
    {
      g_string_append_c (self->content.text, '\n');
      return;
    }
  _easel_block_text_append (&self->content, text, length);
  span.length = self->content.text->len - span.start;
  if (span.length > 0)
    g_array_append_val (self->content.inlines, span);
}

/* Whether md4c speaks of the message, and of which of its bytes. */
static gboolean
find_source (Builder *self, const char **text, gsize length)
{
  gsize offset;

  if (*text < self->given || *text >= self->given + self->given_length)
    return self->is_seen || self->block->kind == EASEL_BLOCK_CODE;
  offset = (gsize) (*text - self->given);
  if (offset < self->prefix)
    return FALSE;
  offset += self->piece->start - self->prefix;
  self->first = MIN (self->first, offset);
  self->last = MAX (self->last, offset + (length > 0 ? length - 1 : 0));
  self->is_seen = TRUE;
  *text = self->text + offset;
  return TRUE;
}

static int
on_text (MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *data)
{
  Builder *self = data;
  const char *at = text;

  ensure_block (self);
  if (!find_source (self, &at, size))
    return 0;
  switch (type)
    {
    case MD_TEXT_NULLCHAR:
      g_string_append (self->content.text, "\xef\xbf\xbd");
      break;
    case MD_TEXT_BR:
    case MD_TEXT_SOFTBR:
      g_string_append_c (self->content.text, '\n');
      break;
    case MD_TEXT_ENTITY:
      _easel_block_text_append_entity (&self->content, at, size);
      break;
    case MD_TEXT_HTML:
      append_html (self, at, size);
      break;
    case MD_TEXT_NORMAL:
    case MD_TEXT_CODE:
    case MD_TEXT_LATEXMATH:
    default:
      _easel_block_text_append (&self->content, at, size);
      break;
    }
  return 0;
}

static void
parse (Builder *self, const char *definitions)
{
  static const MD_PARSER parser = {
    .flags = FLAGS,
    .enter_block = on_enter_block,
    .leave_block = on_leave_block,
    .enter_span = on_enter_span,
    .leave_span = on_leave_span,
    .text = on_text,
  };
  gsize length = self->piece->end - self->piece->start;
  g_autoptr (GString) given = g_string_sized_new (length + 1);

  if (self->piece->has_bracket && definitions != NULL && *definitions != '\0')
    {
      g_string_append (given, definitions);
      g_string_append (given, "\n\n");
    }
  self->prefix = given->len;
  g_string_append_len (given, self->text + self->piece->start, (gssize) length);
  _easel_math_mark (given->str + self->prefix, length);
  self->given = given->str;
  self->given_length = given->len;
  md_parse (given->str, (MD_SIZE) given->len, &parser, self);
  /* It gives up where it finds no memory. */
  if (self->block != NULL)
    end_block (self);
}

/* Whether the line from @at to @end is nothing but the end of @fence. */
static gboolean
closes_fence (Builder *self, const EaselFence *fence, gsize at, gsize end)
{
  gsize length = 0;

  while (at + length < end && self->text[at + length] == fence->character)
    length++;
  if (length < fence->length)
    return FALSE;
  for (at += length; at < end && self->text[at] != '\r' && self->text[at] != '\n'; at++)
    if (self->text[at] != fence->character && self->text[at] != ' ' && self->text[at] != '\t')
      return FALSE;
  return TRUE;
}

/* What is in a fence that an earlier piece opened. */
static void
read_code (Builder *self)
{
  const EaselFence *fence = &self->piece->before;
  gsize at = self->piece->start;

  start_block (self, EASEL_BLOCK_CODE);
  self->block->continues = TRUE;
  if (fence->info_length > 0)
    {
      g_autofree char *info = g_strndup (self->text + fence->info_start, MIN (fence->info_length, 200));
      g_auto (GStrv) words = g_strsplit_set (g_strstrip (info), " \t", 2);

      if (words[0] != NULL && *words[0] != '\0' && strlen (words[0]) <= 40 &&
          g_utf8_validate (words[0], -1, NULL))
        self->block->language = g_utf8_strdown (words[0], -1);
    }
  while (at < self->piece->end)
    {
      gsize next = skip_line_end (self, at);
      gsize first = at;

      while (first < next && self->text[first] == ' ')
        first++;
      /* The last line closes it, unless it was cut once more. */
      if (next == self->piece->end && self->piece->after.character == 0 && first < next &&
          self->text[first] == fence->character && first - at < 4 && closes_fence (self, fence, first, next))
        break;
      _easel_block_text_append (&self->content, self->text + at, next - at);
      self->first = MIN (self->first, at);
      self->last = next - 1;
      at = next;
    }
  self->is_seen = TRUE;
  end_block (self);
}

static void
read_plain (Builder *self)
{
  start_block (self, EASEL_BLOCK_PARAGRAPH);
  self->is_seen = TRUE;
  self->first = self->piece->start;
  self->last = self->piece->end - 1;
  _easel_block_text_append (&self->content, self->text + self->piece->start,
                            self->piece->end - self->piece->start);
  end_block (self);
}

/* Where each block ends: before the next, without the empty lines between. */
static void
set_ends (Builder *self, guint first)
{
  gsize end = self->piece->end;

  for (guint i = self->blocks->len; i > first; i--)
    {
      EaselBlock *block = g_ptr_array_index (self->blocks, i - 1);
      const EaselBlock *next = i < self->blocks->len ? g_ptr_array_index (self->blocks, i) : NULL;
      gsize last = end;

      if (next != NULL && next->continues)
        {
          block->source = next->source;
          continue;
        }
      while (last > block->source.start && g_ascii_isspace (self->text[last - 1]))
        last--;
      block->source.length = last - block->source.start;
      end = block->source.start;
    }
}

/*
 * Appends the blocks of @piece of @text to @blocks. @definitions are those of the
 * whole message, a line each.
 */
void
_easel_markdown_build (const char *text, const EaselPiece *piece, const char *definitions, GPtrArray *blocks)
{
  Builder self = { .text = text, .piece = piece, .blocks = blocks, .done = piece->start };
  guint first = blocks->len;

  self.targets_left = TARGETS_MIN + 2 * (piece->end - piece->start);
  self.lists = g_array_new (FALSE, FALSE, sizeof (List));
  self.cells = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  self.aligns = g_array_new (FALSE, TRUE, sizeof (EaselBlockAlign));
  if (piece->before.character != 0)
    read_code (&self);
  else if (piece->is_plain)
    read_plain (&self);
  else
    parse (&self, definitions);
  set_ends (&self, first);
  g_array_unref (self.lists);
  g_array_unref (self.cells);
  g_array_unref (self.aligns);
}
