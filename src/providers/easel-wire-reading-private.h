// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-reader-private.h"

G_BEGIN_DECLS

/* What the readers of several protocols share. */

gint64 _easel_wire_count_at (JsonNode *node, const char *path);
gint64 _easel_wire_cost_of (JsonNode *usage);
gboolean _easel_wire_next_element (const char *data, gsize length, gsize *at, gsize *start, gsize *end);
void _easel_wire_emit_image (EaselTextReader *reader, const char *mime_type, const char *base64);
void _easel_wire_emit_tool_call (EaselTextReader *reader,
                                 const char *id,
                                 const char *name,
                                 const char *arguments);
void _easel_wire_emit_citation (EaselTextReader *reader,
                                const char *source,
                                const char *title,
                                const char *cited);

G_END_DECLS
