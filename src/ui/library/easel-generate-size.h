// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model-takes.h"

G_BEGIN_DECLS

/**
 * EaselGenerateShape:
 * @EASEL_GENERATE_SQUARE: 1:1
 * @EASEL_GENERATE_PORTRAIT: 3:4
 * @EASEL_GENERATE_LANDSCAPE: 4:3
 * @EASEL_GENERATE_WIDE: 16:9
 *
 * The shapes that are offered where a model takes any size.
 */
typedef enum
{
  EASEL_GENERATE_SQUARE,
  EASEL_GENERATE_PORTRAIT,
  EASEL_GENERATE_LANDSCAPE,
  EASEL_GENERATE_WIDE,
} EaselGenerateShape;

void easel_generate_size_find (const EaselModelTakes *takes,
                               EaselGenerateShape shape,
                               int *width,
                               int *height);
int easel_generate_size_fit (const EaselModelTakes *takes, int side);
gboolean easel_generate_size_parse (const char *text, int *width, int *height);

G_END_DECLS
