// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselTakes:
 * @EASEL_TAKES_SIZE: any size within the limits
 * @EASEL_TAKES_NEGATIVE: a negative prompt
 * @EASEL_TAKES_SEED: a seed
 * @EASEL_TAKES_STEPS: a number of steps
 * @EASEL_TAKES_GUIDANCE: how closely it keeps to the prompt
 * @EASEL_TAKES_STRENGTH: how far it goes from a reference
 * @EASEL_TAKES_ANYTHING: what it takes is not known
 * @EASEL_TAKES_PREVIEWS: whether to send pictures of what is there so far
 * @EASEL_TAKES_MASK: where a reference may change
 *
 * What a model of pictures or clips can be told, beside what has a list or a limit.
 */
typedef enum
{
  EASEL_TAKES_SIZE = 1 << 0,
  EASEL_TAKES_NEGATIVE = 1 << 1,
  EASEL_TAKES_SEED = 1 << 2,
  EASEL_TAKES_STEPS = 1 << 3,
  EASEL_TAKES_GUIDANCE = 1 << 4,
  EASEL_TAKES_STRENGTH = 1 << 5,
  EASEL_TAKES_ANYTHING = 1 << 6,
  EASEL_TAKES_PREVIEWS = 1 << 7,
  EASEL_TAKES_MASK = 1 << 8,
} EaselTakes;

#define EASEL_TYPE_MODEL_TAKES (easel_model_takes_get_type ())

/**
 * EaselModelTakes:
 * @takes: what it can be told
 * @sizes: (nullable) (array zero-terminated=1): sizes to offer; without
 *   %EASEL_TAKES_SIZE the only ones
 * @ratios: (nullable) (array zero-terminated=1): ratios to offer
 * @samplers: (nullable) (array zero-terminated=1): names of samplers
 * @qualities: (nullable) (array zero-terminated=1): the provider's words for quality
 * @min_side: pixels; 0 no limit, as all that follow
 * @max_side: pixels
 * @multiple: each side is one of so many pixels
 * @default_width: pixels; 0 unknown
 * @default_height: pixels; 0 unknown
 * @max_references: pictures to start from; 0 takes none
 * @min_steps: steps
 * @max_steps: steps
 * @default_steps: 0 unknown
 * @min_guidance: NaN no limit
 * @max_guidance: NaN no limit
 * @default_guidance: NaN unknown
 * @durations: (nullable) (element-type double): seconds of a clip; the only ones
 * @min_duration: seconds
 * @max_duration: seconds
 * @max_prompt: characters
 *
 * What a model takes, for a panel that shows no more than that. Only read.
 */
typedef struct
{
  EaselTakes takes;
  GStrv sizes;
  GStrv ratios;
  GStrv samplers;
  GStrv qualities;
  int min_side;
  int max_side;
  int multiple;
  int default_width;
  int default_height;
  guint max_references;
  int min_steps;
  int max_steps;
  int default_steps;
  double min_guidance;
  double max_guidance;
  double default_guidance;
  GArray *durations;
  double min_duration;
  double max_duration;
  gint64 max_prompt;
} EaselModelTakes;

GType easel_model_takes_get_type (void) G_GNUC_CONST;
EaselModelTakes *easel_model_takes_ref (EaselModelTakes *self);
void easel_model_takes_unref (EaselModelTakes *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselModelTakes, easel_model_takes_unref)

G_END_DECLS
