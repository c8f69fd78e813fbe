// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <pango/pango.h>

#include "easel-block-paint.h"

G_BEGIN_DECLS

/**
 * EaselCodeSpan:
 * @start: offset of the first byte
 * @length: bytes
 * @style: what it is, as GtkSourceView calls it without its language: "keyword",
 *   "string", "comment", …
 *
 * A piece of code that has a colour.
 */
typedef struct
{
  guint start;
  guint length;
  const char *style;
} EaselCodeSpan;

EaselCodeColours *easel_code_colours_new_prompt (const char *text);
EaselCodeColours *easel_code_colours_new (GArray *spans);
EaselCodeColours *easel_code_colours_ref (EaselCodeColours *self);
void easel_code_colours_unref (EaselCodeColours *self);
gboolean easel_code_colours_is_empty (const EaselCodeColours *self);
const char *easel_code_colours_get_style (const EaselCodeColours *self, gsize offset);
void easel_code_colours_add (const EaselCodeColours *self, PangoAttrList *list);
gboolean easel_code_colours_is_prompt (const EaselBlock *block);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselCodeColours, easel_code_colours_unref)

G_END_DECLS
