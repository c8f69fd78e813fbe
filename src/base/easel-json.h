// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *easel_json_parse (const char *data, gssize length, GError **error);
char *easel_json_to_string (JsonNode *node);
char *easel_json_object_to_string (JsonObject *object);

JsonNode *easel_json_get_node (JsonNode *node, const char *path);
JsonObject *easel_json_get_object (JsonNode *node, const char *path);
JsonArray *easel_json_get_array (JsonNode *node, const char *path);
const char *easel_json_get_string (JsonNode *node, const char *path);
gboolean easel_json_get_int (JsonNode *node, const char *path, gint64 *value);
gboolean easel_json_get_double (JsonNode *node, const char *path, double *value);
gboolean easel_json_get_boolean (JsonNode *node, const char *path, gboolean fallback);

G_END_DECLS
