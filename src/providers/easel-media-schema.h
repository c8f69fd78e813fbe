// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-request.h"

G_BEGIN_DECLS

/**
 * EaselMediaTakes:
 * @EASEL_MEDIA_TAKES_SIZE: any size within the limits
 * @EASEL_MEDIA_TAKES_NEGATIVE: a negative prompt
 * @EASEL_MEDIA_TAKES_SEED: a seed
 * @EASEL_MEDIA_TAKES_STEPS: a number of steps
 * @EASEL_MEDIA_TAKES_GUIDANCE: how closely it keeps to the prompt
 * @EASEL_MEDIA_TAKES_STRENGTH: how far it goes from a reference
 * @EASEL_MEDIA_TAKES_MASK: where a reference may change
 * @EASEL_MEDIA_TAKES_ANYTHING: what it takes is not known, so nothing is held back
 * @EASEL_MEDIA_TAKES_PREVIEWS: whether to send pictures of what is there so far
 *
 * What a model can be told, beside what has a list or a limit of its own.
 */
typedef enum
{
  EASEL_MEDIA_TAKES_SIZE = 1 << 0,
  EASEL_MEDIA_TAKES_NEGATIVE = 1 << 1,
  EASEL_MEDIA_TAKES_SEED = 1 << 2,
  EASEL_MEDIA_TAKES_STEPS = 1 << 3,
  EASEL_MEDIA_TAKES_GUIDANCE = 1 << 4,
  EASEL_MEDIA_TAKES_STRENGTH = 1 << 5,
  EASEL_MEDIA_TAKES_ANYTHING = 1 << 6,
  EASEL_MEDIA_TAKES_PREVIEWS = 1 << 7,
  EASEL_MEDIA_TAKES_MASK = 1 << 8,
} EaselMediaTakes;

#define EASEL_TYPE_MEDIA_SCHEMA (easel_media_schema_get_type ())

/**
 * EaselMediaSchema:
 * @kind: what it makes
 * @takes: what it can be told
 * @sizes: (nullable) (array zero-terminated=1): sizes to offer, such as
 *   "1024x1024"; without %EASEL_MEDIA_TAKES_SIZE the only ones
 * @ratios: (nullable) (array zero-terminated=1): ratios, such as "16:9"
 * @samplers: (nullable) (array zero-terminated=1): names of samplers
 * @qualities: (nullable) (array zero-terminated=1): the provider's words for quality
 * @min_side: pixels, 0 no limit; so are the others
 * @max_side: pixels
 * @multiple: each side is one of so many pixels; 0 or 1 any
 * @min_pixels: width times height
 * @max_pixels: width times height
 * @longest_ratio: the longer side by the shorter
 * @default_width: pixels; 0 unknown
 * @default_height: pixels; 0 unknown
 * @max_count: pictures of one call
 * @max_references: pictures to start from; 0 takes none
 * @min_steps: 0 no limit; so are the others
 * @max_steps: steps
 * @default_steps: 0 unknown
 * @min_guidance: NaN no limit
 * @max_guidance: NaN no limit
 * @default_guidance: NaN unknown
 * @max_seed: 0 no limit
 * @durations: (nullable) (element-type double): seconds of a clip, rising; the
 *   only ones
 * @min_duration: seconds; 0 no limit
 * @max_duration: seconds; 0 no limit
 * @max_prompt: characters; 0 no limit
 * @fields: (element-type utf8 utf8): what the model calls a parameter on the wire,
 *   by Easel's name for it: "prompt", "negative", "width", "height", "size",
 *   "ratio", "count", "seed", "steps", "guidance", "strength", "reference",
 *   "duration", "sampler", "quality", "format"
 * @data: (nullable): what else the protocol read, for itself
 *
 * What a model takes. Filled in by its maker and not changed after it was
 * handed on.
 */
typedef struct
{
  EaselKinds kind;
  EaselMediaTakes takes;
  GStrv sizes;
  GStrv ratios;
  GStrv samplers;
  GStrv qualities;
  int min_side;
  int max_side;
  int multiple;
  gint64 min_pixels;
  gint64 max_pixels;
  double longest_ratio;
  int default_width;
  int default_height;
  guint max_count;
  guint max_references;
  int min_steps;
  int max_steps;
  int default_steps;
  double min_guidance;
  double max_guidance;
  double default_guidance;
  gint64 max_seed;
  GArray *durations;
  double min_duration;
  double max_duration;
  gint64 max_prompt;
  GHashTable *fields;
  char *data;
} EaselMediaSchema;

GType easel_media_schema_get_type (void) G_GNUC_CONST;
EaselMediaSchema *easel_media_schema_new (EaselKinds kind) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaSchema *easel_media_schema_ref (EaselMediaSchema *schema);
void easel_media_schema_unref (EaselMediaSchema *schema);

void easel_media_schema_set_field (EaselMediaSchema *schema, const char *name, const char *wire_name);
const char *easel_media_schema_get_field (const EaselMediaSchema *schema, const char *name);
gboolean easel_media_schema_check (const EaselMediaSchema *schema,
                                   const EaselMediaRequest *request,
                                   GError **error);
gboolean easel_media_parse_size (const char *text, int *width, int *height);
const char *easel_media_nearest_ratio (const char *const *ratios, int width, int height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaSchema, easel_media_schema_unref)

G_END_DECLS
