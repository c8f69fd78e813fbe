// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-html-private.h"

#include <string.h>

#include "easel-markdown.h"

/* What the style has indents for. */
#define DEEPEST 6

typedef struct
{
  GString *into;
  const EaselBlock *block;
  guint next;
  GArray *open;
} Writing;

/* Appends @length bytes of @text so that none of them is a part of a tag. */
void
_easel_html_add_escaped (GString *into, const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '&':
        g_string_append (into, "&amp;");
        break;
      case '<':
        g_string_append (into, "&lt;");
        break;
      case '>':
        g_string_append (into, "&gt;");
        break;
      case '"':
        g_string_append (into, "&quot;");
        break;
      case '\'':
        g_string_append (into, "&#39;");
        break;
      default:
        g_string_append_c (into, text[i]);
      }
}

/* Whether a browser may go there when somebody clicks. */
static gboolean
is_safe_link (const char *target)
{
  static const char *const starts[] = { "http://", "https://", "mailto:" };

  for (guint i = 0; target != NULL && i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (target, starts[i], strlen (starts[i])) == 0)
      {
        for (const char *at = target; *at != '\0'; at++)
          if ((guchar) *at <= ' ' || *at == 0x7f)
            return FALSE;
        return TRUE;
      }
  return FALSE;
}

static const char *
get_tag (const EaselInline *piece)
{
  switch (piece->kind)
    {
    case EASEL_INLINE_STRONG:
      return "strong";
    case EASEL_INLINE_EMPHASIS:
      return "em";
    case EASEL_INLINE_STRIKE:
      return "s";
    case EASEL_INLINE_CODE:
    case EASEL_INLINE_MATH:
      return "code";
    case EASEL_INLINE_LINK:
    case EASEL_INLINE_IMAGE:
      return is_safe_link (piece->target) ? "a" : NULL;
    case EASEL_INLINE_HTML:
    case EASEL_INLINE_HIDDEN:
    default:
      return NULL;
    }
}

/* A link that a browser opens without saying where it comes from. */
void
_easel_html_add_link_start (GString *into, const char *target)
{
  g_string_append (into, "<a rel=\"noopener noreferrer nofollow\" href=\"");
  _easel_html_add_escaped (into, target, strlen (target));
  g_string_append (into, "\">");
}

static gsize
close_until (Writing *writing, gsize at, gsize end)
{
  while (writing->open->len > 0)
    {
      const EaselInline *piece =
          &writing->block->inlines[g_array_index (writing->open, guint, writing->open->len - 1)];
      gsize piece_end = MIN (piece->start + piece->length, writing->block->length);

      if (piece_end > end)
        break;
      if (piece_end > at)
        {
          _easel_html_add_escaped (writing->into, writing->block->text + at, piece_end - at);
          at = piece_end;
        }
      g_string_append_printf (writing->into, "</%s>", get_tag (piece));
      g_array_set_size (writing->open, writing->open->len - 1);
    }
  return at;
}

/* The text of the block from @start to @end with its pieces, which lie wholly in
 * there or wholly outside. */
static void
add_range (Writing *writing, gsize start, gsize end)
{
  const EaselBlock *block = writing->block;
  gsize at = start;

  while (writing->next < block->n_inlines && block->inlines[writing->next].start < end)
    {
      guint index = writing->next++;
      const EaselInline *piece = &block->inlines[index];
      const char *tag = get_tag (piece);

      if (tag == NULL || piece->start < start || piece->start + piece->length > end)
        continue;
      at = close_until (writing, at, piece->start);
      _easel_html_add_escaped (writing->into, block->text + at, piece->start - at);
      at = piece->start;
      if (strcmp (tag, "a") == 0)
        _easel_html_add_link_start (writing->into, piece->target);
      else
        g_string_append_printf (writing->into, "<%s>", tag);
      g_array_append_val (writing->open, index);
    }
  at = close_until (writing, at, end);
  _easel_html_add_escaped (writing->into, block->text + at, end - at);
}

static void
add_rows (Writing *writing)
{
  const EaselBlockTable *table = writing->block->table;

  for (guint row = 0; row < table->n_rows; row++)
    {
      const char *tag = row == 0 && table->has_heading ? "th" : "td";

      g_string_append (writing->into, "<tr>");
      for (guint column = 0; column < table->n_columns; column++)
        {
          EaselSpan cell = table->cells[row * table->n_columns + column];

          g_string_append_printf (writing->into, "<%s>", tag);
          add_range (writing, cell.start, easel_span_end (cell));
          g_string_append_printf (writing->into, "</%s>", tag);
        }
      g_string_append (writing->into, "</tr>\n");
    }
}

static void
add_marker (GString *into, const EaselBlock *block)
{
  switch (block->marker)
    {
    case EASEL_BLOCK_MARKER_BULLET:
      g_string_append (into, "• ");
      break;
    case EASEL_BLOCK_MARKER_NUMBER:
      g_string_append_printf (into, "%u. ", block->number);
      break;
    case EASEL_BLOCK_MARKER_OPEN:
      g_string_append (into, "☐ ");
      break;
    case EASEL_BLOCK_MARKER_DONE:
      g_string_append (into, "☑ ");
      break;
    case EASEL_BLOCK_MARKER_NONE:
    default:
      break;
    }
}

static const char *
get_element (const EaselBlock *block)
{
  static const char *const headings[] = { "h3", "h3", "h4", "h5", "h6", "h6", "h6" };

  switch (block->kind)
    {
    case EASEL_BLOCK_HEADING:
      return headings[MIN (block->level, 6)];
    case EASEL_BLOCK_CODE:
      return "pre";
    case EASEL_BLOCK_TABLE:
      return "table";
    case EASEL_BLOCK_PARAGRAPH:
    case EASEL_BLOCK_LIST_ITEM:
    case EASEL_BLOCK_RULE:
    case EASEL_BLOCK_IMAGE:
    case EASEL_BLOCK_MATH:
    default:
      return "p";
    }
}

static void
add_start (GString *into, const EaselBlock *block, const char *element)
{
  g_string_append_printf (into, "<%s", element);
  if (block->indent > 0 || block->quote > 0)
    g_string_append_printf (into, " class=\"i%u q%u\"", MIN (block->indent, DEEPEST),
                            MIN (block->quote, DEEPEST));
  g_string_append_c (into, '>');
  add_marker (into, block);
}

static void
add_inside (Writing *writing)
{
  const EaselBlock *block = writing->block;

  if (block->kind == EASEL_BLOCK_TABLE && block->table != NULL)
    add_rows (writing);
  else if (block->kind == EASEL_BLOCK_IMAGE && is_safe_link (block->target))
    {
      _easel_html_add_link_start (writing->into, block->target);
      _easel_html_add_escaped (writing->into, block->length > 0 ? block->text : block->target,
                               block->length > 0 ? block->length : strlen (block->target));
      g_string_append (writing->into, "</a>");
    }
  else
    add_range (writing, 0, block->length);
}

/* Appends a message in Markdown as elements, whose tags are those below and no
 * others. */
void
_easel_html_add_markdown (GString *into, const char *text)
{
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));
  const char *element = NULL;

  easel_markdown_update (markdown, text, strlen (text));
  for (guint i = 0; i < easel_markdown_get_n_blocks (markdown); i++)
    {
      const EaselBlock *block = easel_markdown_get_block (markdown, i);
      Writing writing = { into, block, 0, open };
      gboolean goes_on = block->continues && element != NULL && strcmp (element, get_element (block)) == 0;

      if (element != NULL && !goes_on)
        g_string_append_printf (into, "</%s>\n", element);
      if (block->kind == EASEL_BLOCK_RULE)
        {
          g_string_append (into, "<hr>\n");
          element = NULL;
          continue;
        }
      if (!goes_on)
        add_start (into, block, get_element (block));
      element = get_element (block);
      add_inside (&writing);
    }
  if (element != NULL)
    g_string_append_printf (into, "</%s>\n", element);
}
