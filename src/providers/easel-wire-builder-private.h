// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

/* What the request builders share: an object of JSON in the making, and which
 * optional parameters went into it. */
typedef struct
{
  const EaselTextRequest *request;
  JsonObject *body;
  GPtrArray *sent;
  GPtrArray *left_out;
} EaselWireBuilder;

void _easel_wire_builder_init (EaselWireBuilder *self, const EaselTextRequest *request);
void _easel_wire_builder_clear (EaselWireBuilder *self);

gboolean _easel_wire_builder_may_send (EaselWireBuilder *self, const char *name);
void _easel_wire_builder_leave_out (EaselWireBuilder *self, const char *name);
void _easel_wire_builder_note_sent (EaselWireBuilder *self, const char *name);
void _easel_wire_builder_add_double (EaselWireBuilder *self, const char *name, double value);
void _easel_wire_builder_add_int (EaselWireBuilder *self, const char *name, gint64 value);
void _easel_wire_builder_add_stop (EaselWireBuilder *self, const char *name);
EaselTextWire *_easel_wire_builder_end (EaselWireBuilder *self, char *url, const char *const *headers);

gboolean _easel_wire_check_request (const EaselTextRequest *request, GError **error);
gboolean _easel_wire_read_schema (const EaselTextRequest *request, JsonNode **schema, GError **error);
char *_easel_wire_image_base64 (const EaselTextPart *part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EaselWireBuilder, _easel_wire_builder_clear)

G_END_DECLS
