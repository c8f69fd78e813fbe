// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-size.h"

#include <math.h>
#include <string.h>

#define USUAL_SIDE 1024
#define USUAL_MULTIPLE 8

static const double ratios[] = {
  [EASEL_GENERATE_SQUARE] = 1,
  [EASEL_GENERATE_PORTRAIT] = 3.0 / 4,
  [EASEL_GENERATE_LANDSCAPE] = 4.0 / 3,
  [EASEL_GENERATE_WIDE] = 16.0 / 9,
};

/**
 * easel_generate_size_fit:
 * @takes: what a model takes
 * @side: pixels
 *
 * Returns: the nearest number of pixels that the model takes for a side
 */
int
easel_generate_size_fit (const EaselModelTakes *takes, int side)
{
  int multiple = takes->multiple > 0 ? takes->multiple : 1;
  int least = takes->min_side > 0 ? (takes->min_side + multiple - 1) / multiple * multiple : multiple;
  int most = takes->max_side > 0 ? takes->max_side / multiple * multiple : G_MAXINT / 2 / multiple * multiple;

  return CLAMP ((side + multiple / 2) / multiple * multiple, least, MAX (most, least));
}

/**
 * easel_generate_size_find:
 * @takes: what a model takes
 * @shape: a shape
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Finds a size of that shape with about as many pixels as the model makes by
 * itself.
 */
void
easel_generate_size_find (const EaselModelTakes *takes, EaselGenerateShape shape, int *width, int *height)
{
  EaselModelTakes limits = *takes;
  double area = takes->default_width > 0 && takes->default_height > 0
                    ? (double) takes->default_width * takes->default_height
                    : (double) USUAL_SIDE * USUAL_SIDE;
  double across = sqrt (area * ratios[shape]);

  if (limits.multiple <= 0)
    limits.multiple = USUAL_MULTIPLE;
  *width = easel_generate_size_fit (&limits, (int) lround (across));
  *height = easel_generate_size_fit (&limits, (int) lround (across / ratios[shape]));
}

/**
 * easel_generate_size_parse:
 * @text: such as "1024x1536" or "1024 × 1536"
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Returns: whether it is a size
 */
gboolean
easel_generate_size_parse (const char *text, int *width, int *height)
{
  char *end;
  gint64 across, down;

  across = g_ascii_strtoll (text, &end, 10);
  while (*end == ' ')
    end++;
  if (g_str_has_prefix (end, "×"))
    end += strlen ("×");
  else if (*end == 'x' || *end == 'X' || *end == '*')
    end++;
  else
    return FALSE;
  down = g_ascii_strtoll (end, &end, 10);
  if (*end != '\0' || across <= 0 || down <= 0 || across > G_MAXINT16 || down > G_MAXINT16)
    return FALSE;
  *width = (int) across;
  *height = (int) down;
  return TRUE;
}
