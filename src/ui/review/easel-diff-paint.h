// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-style.h"

G_BEGIN_DECLS

/**
 * EaselDiffPaint:
 * @EASEL_PAINT_INS: the tint under new words
 * @EASEL_PAINT_DEL: the tint under old words
 * @EASEL_PAINT_LEFT: the tint under old words that were kept
 * @EASEL_PAINT_LOCKED: the tint and the dots under locked words
 * @EASEL_PAINT_FOCUS: the outline of the focused change
 */
typedef enum
{
  EASEL_PAINT_INS,
  EASEL_PAINT_DEL,
  EASEL_PAINT_LEFT,
  EASEL_PAINT_LOCKED,
  EASEL_PAINT_FOCUS,
} EaselDiffPaint;

/**
 * EaselDiffSign:
 * @EASEL_SIGN_OPEN: an empty ring
 * @EASEL_SIGN_TAKEN: a tick in a disc
 * @EASEL_SIGN_LEFT: a cross in a grey disc
 * @EASEL_SIGN_LOCKED: a padlock: the change touches locked words
 * @EASEL_SIGN_CONFLICT: a ring with an exclamation mark: it meets later typing
 */
typedef enum
{
  EASEL_SIGN_OPEN,
  EASEL_SIGN_TAKEN,
  EASEL_SIGN_LEFT,
  EASEL_SIGN_LOCKED,
  EASEL_SIGN_CONFLICT,
} EaselDiffSign;

void easel_diff_paint_span (GtkTextView *view,
                            GtkSnapshot *snapshot,
                            const EaselDiffColors *colors,
                            EaselDiffPaint paint,
                            const GtkTextIter *start,
                            const GtkTextIter *end);
void easel_diff_paint_sign (
    GtkSnapshot *snapshot, const EaselDiffColors *colors, EaselDiffSign sign, float x, float y, float size);
void easel_diff_paint_padlock (GtkTextView *view,
                               GtkSnapshot *snapshot,
                               const EaselDiffColors *colors,
                               const GtkTextIter *at);
void easel_diff_paint_caret (GtkTextView *view,
                             GtkSnapshot *snapshot,
                             const EaselDiffColors *colors,
                             const GtkTextIter *at);

G_END_DECLS
