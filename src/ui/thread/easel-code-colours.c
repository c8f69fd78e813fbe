// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-code-colours.h"

#include <adwaita.h>
#include <string.h>

#include "easel-diff-style.h"
#include "easel-syntax.h"

struct _EaselCodeColours
{
  GArray *spans; /* EaselCodeSpan */
};

/* What code is made of, in the colours that a prompt's syntax has: they were measured
 * on both pages and in high contrast. */
static const struct
{
  const char *style;
  gsize colour; /* in EaselDiffColors */
  gboolean bold;
} styles[] = {
  { "comment", G_STRUCT_OFFSET (EaselDiffColors, parameter), FALSE },
  { "doc-comment", G_STRUCT_OFFSET (EaselDiffColors, parameter), FALSE },
  { "string", G_STRUCT_OFFSET (EaselDiffColors, alternation), FALSE },
  { "character", G_STRUCT_OFFSET (EaselDiffColors, alternation), FALSE },
  { "keyword", G_STRUCT_OFFSET (EaselDiffColors, lora), TRUE },
  { "statement", G_STRUCT_OFFSET (EaselDiffColors, lora), TRUE },
  { "builtin", G_STRUCT_OFFSET (EaselDiffColors, lora), FALSE },
  { "preprocessor", G_STRUCT_OFFSET (EaselDiffColors, variable), FALSE },
  { "special-char", G_STRUCT_OFFSET (EaselDiffColors, variable), FALSE },
  { "number", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "decimal", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "floating-point", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "base-n-integer", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "boolean", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "constant", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "special-constant", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "type", G_STRUCT_OFFSET (EaselDiffColors, wildcard), FALSE },
  { "function", G_STRUCT_OFFSET (EaselDiffColors, wildcard), FALSE },
  { "identifier", G_STRUCT_OFFSET (EaselDiffColors, wildcard), FALSE },
  { "weight", G_STRUCT_OFFSET (EaselDiffColors, weight), FALSE },
  { "lora", G_STRUCT_OFFSET (EaselDiffColors, lora), FALSE },
  { "alternation", G_STRUCT_OFFSET (EaselDiffColors, alternation), FALSE },
  { "wildcard", G_STRUCT_OFFSET (EaselDiffColors, wildcard), FALSE },
  { "variable", G_STRUCT_OFFSET (EaselDiffColors, variable), FALSE },
  { "parameter", G_STRUCT_OFFSET (EaselDiffColors, parameter), FALSE },
};

static const char *
name_kind (EaselSyntaxKind kind)
{
  switch (kind)
    {
    case EASEL_SYNTAX_WEIGHT:
    case EASEL_SYNTAX_EMPHASIS:
    case EASEL_SYNTAX_DEEMPHASIS:
      return "weight";
    case EASEL_SYNTAX_LORA:
      return "lora";
    case EASEL_SYNTAX_ALTERNATION:
      return "alternation";
    case EASEL_SYNTAX_WILDCARD:
      return "wildcard";
    case EASEL_SYNTAX_VARIABLE:
      return "variable";
    case EASEL_SYNTAX_PARAMETER:
    case EASEL_SYNTAX_ESCAPE:
    case EASEL_SYNTAX_BREAK:
    default:
      return "parameter";
    }
}

/**
 * easel_code_colours_is_prompt:
 * @block: a block of code
 *
 * Returns: whether it is a prompt: called one, or called nothing
 */
gboolean
easel_code_colours_is_prompt (const EaselBlock *block)
{
  static const char *const names[] = { "prompt", "text", "txt", "plaintext", "plain" };

  if (block->kind != EASEL_BLOCK_CODE)
    return FALSE;
  for (guint i = 0; block->language != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (block->language, names[i]))
      return TRUE;
  return block->language == NULL;
}

/**
 * easel_code_colours_new_prompt:
 * @text: a prompt
 *
 * Returns: (transfer full): the colours of its syntax
 */
EaselCodeColours *
easel_code_colours_new_prompt (const char *text)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (EaselCodeSpan));
  g_autofree EaselSyntaxSpan *syntax = NULL;
  gsize n_syntax = 0;

  syntax = easel_syntax_scan (text, &n_syntax);
  for (gsize i = 0; i < n_syntax; i++)
    {
      EaselCodeSpan span = { (guint) syntax[i].start, (guint) syntax[i].length, name_kind (syntax[i].kind) };

      g_array_append_val (spans, span);
    }
  return easel_code_colours_new (spans);
}

/**
 * easel_code_colours_new:
 * @spans: (transfer full) (element-type EaselCodeSpan): in their order
 *
 * Returns: (transfer full): the colours of code
 */
EaselCodeColours *
easel_code_colours_new (GArray *spans)
{
  EaselCodeColours *self = g_atomic_rc_box_new0 (EaselCodeColours);

  self->spans = spans;
  return self;
}

EaselCodeColours *
easel_code_colours_ref (EaselCodeColours *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_colours (gpointer data)
{
  g_array_unref (((EaselCodeColours *) data)->spans);
}

void
easel_code_colours_unref (EaselCodeColours *self)
{
  g_atomic_rc_box_release_full (self, clear_colours);
}

gboolean
easel_code_colours_is_empty (const EaselCodeColours *self)
{
  return self->spans->len == 0;
}

/* The style of the byte at @offset; NULL for none. */
const char *
easel_code_colours_get_style (const EaselCodeColours *self, gsize offset)
{
  const char *style = NULL;

  for (guint i = 0; i < self->spans->len; i++)
    {
      const EaselCodeSpan *span = &g_array_index (self->spans, EaselCodeSpan, i);

      if (span->start <= offset && offset < span->start + span->length)
        style = span->style;
    }
  return style;
}

/**
 * easel_code_colours_add:
 * @self: the colours of a text
 * @list: where to add them, as the page is now
 */
void
easel_code_colours_add (const EaselCodeColours *self, PangoAttrList *list)
{
  EaselDiffColors colors = easel_diff_style_get_colors ();

  for (guint i = 0; i < self->spans->len; i++)
    {
      const EaselCodeSpan *span = &g_array_index (self->spans, EaselCodeSpan, i);

      for (guint n = 0; n < G_N_ELEMENTS (styles); n++)
        {
          const GdkRGBA *color = G_STRUCT_MEMBER_P (&colors, styles[n].colour);
          PangoAttribute *attribute;

          if (!g_str_equal (styles[n].style, span->style))
            continue;
          attribute =
              pango_attr_foreground_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                         (guint16) (color->blue * 65535));
          attribute->start_index = span->start;
          attribute->end_index = span->start + span->length;
          pango_attr_list_insert (list, attribute);
          if (styles[n].bold)
            {
              attribute = pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD);
              attribute->start_index = span->start;
              attribute->end_index = span->start + span->length;
              pango_attr_list_insert (list, attribute);
            }
          break;
        }
    }
}
