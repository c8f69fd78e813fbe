// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

/* What goes over the wire, looked at as JSON. */

JsonNode *request_build (const EaselTextProtocol *protocol,
                         const EaselTextRequest *request,
                         const char *base_url);
EaselTextRequest *request_new (const char *model);
void request_assert_text (JsonNode *root, const char *path, const char *expected);
void request_assert_int (JsonNode *root, const char *path, gint64 expected);
void request_assert_none (JsonNode *root, const char *path);
void request_assert_flag (JsonNode *root, const char *path, gboolean expected);
void request_assert_list (GPtrArray *list, const char *expected);
