// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-error.h"

G_BEGIN_DECLS

JsonNode *_easel_http_error_unwrap (JsonNode *body);
const char *_easel_http_error_get_text (JsonNode *node, const char *path);
guint _easel_http_error_get_status (guint status, JsonNode *body);
char *_easel_http_error_dup_parameter (JsonNode *body, EaselError code, const char *message);

EaselError _easel_http_error_code_for_status (guint status);
EaselError _easel_http_error_choose_code (guint status, JsonNode *body, const char *message);
char *_easel_http_error_describe (
    EaselError code, guint status, const char *host, const char *parameter, gint64 wait);

G_END_DECLS
