// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-media-format.h"

G_BEGIN_DECLS

/**
 * EaselMediaInfo:
 * @format: what it is
 * @width: pixels as shown, -1 unknown
 * @height: pixels as shown, -1 unknown
 * @duration: of a clip or an animation, microseconds, -1 unknown
 * @complete: whether the end of the file is there
 * @animated: whether it has several pictures
 * @has_alpha: whether its points may be transparent
 * @has_credentials: whether content credentials (C2PA) are in it; they are not proved
 * @ai_declared: whether it says of itself that a model made it
 * @tool: (nullable): whose words were understood: "easel", "a1111", "comfyui",
 *   "invokeai", "novelai", "swarmui", "fooocus", "drawthings", "midjourney"
 * @prompt: (nullable): what was asked for
 * @negative: (nullable): what was to be left out
 * @model: (nullable): by which model
 * @seed: -1 unknown
 * @steps: -1 unknown
 * @guidance: in thousandths, -1 unknown
 * @asked_width: pixels, -1 unknown
 * @asked_height: pixels, -1 unknown
 * @rating: 1 to 5 stars, 0 none
 * @taken_at: when it was made, UTC, microseconds, 0 unknown
 * @tags: (element-type utf8): keywords
 * @parameters: what else is known, texts by name: "sampler", "title", "software", …
 * @raw_kind: (nullable): where @raw stood: "parameters", "prompt", "UserComment", …
 * @raw: (nullable): the words that the fields were read from
 *
 * What a file says of itself. All texts are UTF-8 without U+0000.
 */
typedef struct
{
  EaselMediaFormat format;
  gint64 width;
  gint64 height;
  gint64 duration;
  gboolean complete;
  gboolean animated;
  gboolean has_alpha;
  gboolean has_credentials;
  gboolean ai_declared;
  char *tool;
  char *prompt;
  char *negative;
  char *model;
  gint64 seed;
  gint64 steps;
  gint64 guidance;
  gint64 asked_width;
  gint64 asked_height;
  gint64 rating;
  gint64 taken_at;
  GPtrArray *tags;
  JsonObject *parameters;
  char *raw_kind;
  char *raw;
} EaselMediaInfo;

EaselMediaInfo *easel_media_info_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_media_info_free (EaselMediaInfo *self);
char *easel_media_info_to_text (const EaselMediaInfo *self) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaInfo *easel_media_info_new_from_text (const char *text,
                                                gssize length,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
const char *easel_media_info_get_parameter (const EaselMediaInfo *self, const char *name);
void easel_media_info_set_parameter (EaselMediaInfo *self, const char *name, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaInfo, easel_media_info_free)

G_END_DECLS
