// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EaselMediaBody:
 * @root: (nullable): the JSON, in which long strings of base64 are short names
 *
 * A body of JSON that may hold pictures as base64, megabytes in one string. Such
 * strings are cut out before the JSON is parsed, since a parser copies them
 * several times.
 */
typedef struct
{
  JsonNode *root;
  /*< private >*/
  GBytes *bytes;
  GArray *cuts;
} EaselMediaBody;

EaselMediaBody *easel_media_body_parse (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_media_body_free (EaselMediaBody *body);
GBytes *easel_media_body_decode (const EaselMediaBody *body, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaBody, easel_media_body_free)

G_END_DECLS
