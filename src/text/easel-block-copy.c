// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-block-copy.h"

#include <string.h>

/*
 * A part of a block for the clipboard. A whole one is copied from the message itself;
 * what is here writes one that was cut by a selection.
 */

#define FLAGS                                                                                                \
  (G_URI_FLAGS_PARSE_RELAXED | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY |                        \
   G_URI_FLAGS_ENCODED_FRAGMENT)

#define SHOWN "%:/?#[]@!$&'()*+,;=~"

/* The marks of Markdown or the tags of HTML around a piece of text. */
typedef struct
{
  const char *before;
  const char *after;
} Marks;

static const Marks markdown_marks[] = {
  [EASEL_INLINE_STRONG] = { "**", "**" }, [EASEL_INLINE_EMPHASIS] = { "*", "*" },
  [EASEL_INLINE_CODE] = { "`", "`" },     [EASEL_INLINE_STRIKE] = { "~~", "~~" },
  [EASEL_INLINE_LINK] = { "[", "](" },    [EASEL_INLINE_IMAGE] = { "![", "](" },
  [EASEL_INLINE_MATH] = { "", "" },       [EASEL_INLINE_HTML] = { "", "" },
  [EASEL_INLINE_HIDDEN] = { "", "" },
};

static const Marks html_marks[] = {
  [EASEL_INLINE_STRONG] = { "<strong>", "</strong>" },
  [EASEL_INLINE_EMPHASIS] = { "<em>", "</em>" },
  [EASEL_INLINE_CODE] = { "<code>", "</code>" },
  [EASEL_INLINE_STRIKE] = { "<del>", "</del>" },
  [EASEL_INLINE_LINK] = { "", "" },
  [EASEL_INLINE_IMAGE] = { "", "" },
  [EASEL_INLINE_MATH] = { "", "" },
  [EASEL_INLINE_HTML] = { "", "" },
  [EASEL_INLINE_HIDDEN] = { "", "" },
};

typedef struct
{
  const EaselBlock *block;
  GString *out;
  gboolean html;
  GArray *open; /* guint, index of the inlines that are open */
} Writer;

static void
append_text (Writer *self, gsize start, gsize end)
{
  const char *text = self->block->text;

  if (!self->html)
    {
      g_string_append_len (self->out, text + start, (gssize) (end - start));
      return;
    }
  for (gsize at = start; at < end; at++)
    switch (text[at])
      {
      case '&':
        g_string_append (self->out, "&amp;");
        break;
      case '<':
        g_string_append (self->out, "&lt;");
        break;
      case '>':
        g_string_append (self->out, "&gt;");
        break;
      case '\n':
        g_string_append (self->out, self->block->kind == EASEL_BLOCK_CODE ? "\n" : "<br>\n");
        break;
      default:
        g_string_append_c (self->out, text[at]);
        break;
      }
}

static void
open_inline (Writer *self, guint index)
{
  const EaselInline *span = &self->block->inlines[index];

  g_string_append (self->out, (self->html ? html_marks : markdown_marks)[span->kind].before);
  if (self->html && span->kind == EASEL_INLINE_LINK && easel_link_may_open (span->target))
    {
      g_autofree char *target = g_markup_escape_text (span->target, -1);

      g_string_append_printf (self->out, "<a href=\"%s\">", target);
    }
  g_array_append_val (self->open, index);
}

static void
close_inline (Writer *self)
{
  guint index = g_array_index (self->open, guint, self->open->len - 1);
  const EaselInline *span = &self->block->inlines[index];

  g_string_append (self->out, (self->html ? html_marks : markdown_marks)[span->kind].after);
  if (!self->html && span->target != NULL)
    g_string_append_printf (self->out, strpbrk (span->target, " ()") != NULL ? "<%s>)" : "%s)", span->target);
  else if (self->html && span->kind == EASEL_INLINE_LINK && easel_link_may_open (span->target))
    g_string_append (self->out, "</a>");
  g_array_set_size (self->open, self->open->len - 1);
}

static gsize
get_open_end (const Writer *self)
{
  guint index = g_array_index (self->open, guint, self->open->len - 1);

  return self->block->inlines[index].start + self->block->inlines[index].length;
}

static void
append_styled (Writer *self, gsize start, gsize end)
{
  gsize at = start;

  for (guint i = 0; i < self->block->n_inlines && self->block->inlines[i].start < end; i++)
    {
      const EaselInline *span = &self->block->inlines[i];
      gsize from = MAX (span->start, start);

      if (span->start + span->length <= start)
        continue;
      while (self->open->len > 0 && get_open_end (self) <= from)
        {
          append_text (self, at, get_open_end (self));
          at = get_open_end (self);
          close_inline (self);
        }
      append_text (self, at, from);
      at = from;
      open_inline (self, i);
    }
  while (self->open->len > 0)
    {
      gsize to = MIN (get_open_end (self), end);

      append_text (self, at, to);
      at = to;
      close_inline (self);
    }
  append_text (self, at, end);
}

static void
append_cells (Writer *self, gsize start, gsize end)
{
  const EaselBlockTable *table = self->block->table;

  if (self->html)
    g_string_append (self->out, "<table>\n");
  for (guint row = 0; row < table->n_rows; row++)
    {
      const EaselSpan *cells = table->cells + row * table->n_columns;

      if (easel_span_end (cells[table->n_columns - 1]) < start || cells[0].start > end)
        continue;
      g_string_append (self->out, self->html ? "<tr>" : "|");
      for (guint column = 0; column < table->n_columns; column++)
        {
          gsize from = CLAMP (cells[column].start, start, end);
          gsize to = CLAMP (easel_span_end (cells[column]), start, end);

          g_string_append (self->out, self->html ? "<td>" : " ");
          append_styled (self, from, to);
          g_string_append (self->out, self->html ? "</td>" : " |");
        }
      g_string_append (self->out, self->html ? "</tr>\n" : "\n");
      if (!self->html && row == 0)
        {
          g_string_append_c (self->out, '|');
          for (guint column = 0; column < table->n_columns; column++)
            g_string_append (self->out, table->aligns[column] == EASEL_BLOCK_ALIGN_END      ? " --: |"
                                        : table->aligns[column] == EASEL_BLOCK_ALIGN_CENTRE ? " :-: |"
                                                                                            : " --- |");
          g_string_append_c (self->out, '\n');
        }
    }
  if (self->html)
    g_string_append (self->out, "</table>");
  else if (self->out->len > 0 && self->out->str[self->out->len - 1] == '\n')
    g_string_truncate (self->out, self->out->len - 1);
}

/* Code within text, in as many backticks as it takes. */
static void
append_fenced (const EaselBlock *self, gsize start, gsize end, GString *markdown)
{
  guint longest = 2, run = 0;

  for (gsize at = start; at < end; at++)
    {
      run = self->text[at] == '`' ? run + 1 : 0;
      longest = MAX (longest, run);
    }
  for (guint i = 0; i <= longest; i++)
    g_string_append_c (markdown, '`');
  if (self->language != NULL)
    g_string_append (markdown, self->language);
  g_string_append_c (markdown, '\n');
  g_string_append_len (markdown, self->text + start, (gssize) (end - start));
  if (markdown->str[markdown->len - 1] != '\n')
    g_string_append_c (markdown, '\n');
  for (guint i = 0; i <= longest; i++)
    g_string_append_c (markdown, '`');
}

static void
append_prefix (const EaselBlock *self, GString *markdown)
{
  for (guint i = 0; i < self->quote; i++)
    g_string_append (markdown, "> ");
  for (guint i = 1; i < self->indent; i++)
    g_string_append (markdown, "   ");
  switch (self->marker)
    {
    case EASEL_BLOCK_MARKER_BULLET:
      g_string_append (markdown, "- ");
      break;
    case EASEL_BLOCK_MARKER_NUMBER:
      g_string_append_printf (markdown, "%u. ", self->number);
      break;
    case EASEL_BLOCK_MARKER_OPEN:
      g_string_append (markdown, "- [ ] ");
      break;
    case EASEL_BLOCK_MARKER_DONE:
      g_string_append (markdown, "- [x] ");
      break;
    case EASEL_BLOCK_MARKER_NONE:
    default:
      break;
    }
  for (guint i = 0; i < self->level; i++)
    g_string_append_c (markdown, '#');
  if (self->level > 0)
    g_string_append_c (markdown, ' ');
}

/**
 * easel_block_append_markdown:
 * @self: a block
 * @start: offset of the first byte of its text
 * @end: offset after the last one
 * @markdown: where to append to
 *
 * Appends a part of a block as Markdown, with the marks of what was cut closed.
 * What stands before the block (its marker, the signs of a heading) is written only
 * if the part begins with the block.
 */
void
easel_block_append_markdown (const EaselBlock *self, gsize start, gsize end, GString *markdown)
{
  Writer writer = { .block = self, .out = markdown };

  g_return_if_fail (self != NULL && start <= end && end <= self->length && markdown != NULL);

  if (self->kind == EASEL_BLOCK_RULE)
    {
      g_string_append (markdown, "---");
      return;
    }
  if (start == 0)
    append_prefix (self, markdown);
  if (self->kind == EASEL_BLOCK_CODE)
    {
      append_fenced (self, start, end, markdown);
      return;
    }
  writer.open = g_array_new (FALSE, FALSE, sizeof (guint));
  if (self->table != NULL)
    append_cells (&writer, start, end);
  else
    append_styled (&writer, start, end);
  g_array_unref (writer.open);
}

/**
 * easel_block_append_plain:
 * @self: a block
 * @start: offset of the first byte of its text
 * @end: offset after the last one
 * @plain: where to append to
 *
 * Appends a part of a block as it is read: cells apart by tabs, code as it is.
 */
void
easel_block_append_plain (const EaselBlock *self, gsize start, gsize end, GString *plain)
{
  g_return_if_fail (self != NULL && start <= end && end <= self->length && plain != NULL);

  if (start == 0 && self->marker == EASEL_BLOCK_MARKER_NUMBER)
    g_string_append_printf (plain, "%u. ", self->number);
  else if (start == 0 && self->marker != EASEL_BLOCK_MARKER_NONE)
    g_string_append (plain, "• ");
  g_string_append_len (plain, self->text + start, (gssize) (end - start));
}

/**
 * easel_block_append_html:
 * @self: a block
 * @start: offset of the first byte of its text
 * @end: offset after the last one
 * @html: where to append to
 *
 * Appends a part of a block as HTML: its own tags only, and links only to where
 * easel_link_may_open() allows.
 */
void
easel_block_append_html (const EaselBlock *self, gsize start, gsize end, GString *html)
{
  Writer writer = { .block = self, .out = html, .html = TRUE };
  char tag[8] = "p";

  g_return_if_fail (self != NULL && start <= end && end <= self->length && html != NULL);

  if (self->kind == EASEL_BLOCK_RULE)
    {
      g_string_append (html, "<hr>");
      return;
    }
  writer.open = g_array_new (FALSE, FALSE, sizeof (guint));
  if (self->kind == EASEL_BLOCK_HEADING)
    g_snprintf (tag, sizeof tag, "h%u", self->level);
  else if (self->kind == EASEL_BLOCK_CODE)
    g_strlcpy (tag, "pre", sizeof tag);
  else if (self->marker != EASEL_BLOCK_MARKER_NONE)
    g_strlcpy (tag, "li", sizeof tag);
  if (self->table != NULL)
    append_cells (&writer, start, end);
  else
    {
      g_string_append_printf (html, "<%s>", tag);
      append_styled (&writer, start, end);
      g_string_append_printf (html, "</%s>", tag);
    }
  g_array_unref (writer.open);
}

/**
 * easel_link_may_open:
 * @target: where a link leads, as written
 *
 * Returns: whether a click may open it: http, https or mailto
 */
gboolean
easel_link_may_open (const char *target)
{
  g_autofree char *scheme = NULL;

  g_return_val_if_fail (target != NULL, FALSE);

  scheme = g_uri_parse_scheme (target);
  return scheme != NULL &&
         (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0 ||
          g_ascii_strcasecmp (scheme, "mailto") == 0) &&
         g_uri_is_valid (target, G_URI_FLAGS_PARSE_RELAXED, NULL);
}

/**
 * easel_link_to_shown:
 * @target: where a link leads, as written
 *
 * A target as it can be judged: a host in the letters that are looked up, all that is
 * not plain ASCII escaped.
 *
 * Returns: (transfer full): the text to show
 */
char *
easel_link_to_shown (const char *target)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (target != NULL, NULL);

  if (!g_str_is_ascii (target))
    uri = g_uri_parse (target, FLAGS, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL)
    {
      /* GLib has the host in the form that is looked up. */
      g_autofree char *whole = g_uri_to_string (uri);

      return g_uri_escape_string (whole, SHOWN, FALSE);
    }
  return g_uri_escape_string (target, SHOWN, FALSE);
}
