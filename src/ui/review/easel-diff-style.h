// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The names of the tags that easel_diff_style_apply() makes. */
#define EASEL_TAG_INS "easel-ins"
#define EASEL_TAG_DEL "easel-del"
#define EASEL_TAG_OFF "easel-off"
#define EASEL_TAG_LEFT "easel-left"
#define EASEL_TAG_PENDING "easel-pending"
#define EASEL_TAG_LOCKED "easel-locked"
#define EASEL_TAG_UNBROKEN "easel-unbroken"
#define EASEL_TAG_WEIGHT "easel-syntax-weight"
#define EASEL_TAG_ALTERNATION "easel-syntax-alternation"
#define EASEL_TAG_WILDCARD "easel-syntax-wildcard"
#define EASEL_TAG_LORA "easel-syntax-lora"
#define EASEL_TAG_VARIABLE "easel-syntax-variable"
#define EASEL_TAG_PARAMETER "easel-syntax-parameter"

/**
 * EaselDiffColors:
 *
 * The colours of the diff and of the prompt syntax, in one of four forms:
 * light, dark, and high contrast of both. Borders are drawn only where
 * @border_width is not 0.
 */
typedef struct
{
  GdkRGBA page;
  GdkRGBA ins_text, ins_tint, ins_line;
  GdkRGBA del_text, del_tint, del_line;
  GdkRGBA off_text;
  GdkRGBA left_tint, left_line;
  GdkRGBA locked_tint, locked_dots;
  GdkRGBA ring, taken_disc, left_disc, disc_mark;
  GdkRGBA weight, alternation, wildcard, lora, variable, parameter;
  GdkRGBA focus;
  float border_width;
  float focus_width;
} EaselDiffColors;

EaselDiffColors easel_diff_style_get_colors (void);
void easel_diff_style_apply (GtkTextBuffer *buffer);
void easel_diff_style_setup_view (GtkTextView *view);

G_END_DECLS
