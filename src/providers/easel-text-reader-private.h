// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-reader.h"

G_BEGIN_DECLS

/* What the protocols say to the reader that holds them. */

gpointer _easel_text_reader_get_state (EaselTextReader *self);
void _easel_text_reader_emit (EaselTextReader *self, EaselTextEvent *event);
void _easel_text_reader_emit_text (EaselTextReader *self, EaselTextEventKind kind, const char *text);
void _easel_text_reader_restart (EaselTextReader *self);
void _easel_text_reader_fail (EaselTextReader *self, GError *error);
void _easel_text_reader_fail_without_message (EaselTextReader *self, JsonNode *root);
void _easel_text_reader_fail_with_reason (EaselTextReader *self);
void _easel_text_reader_update_usage (EaselTextReader *self, const EaselUsage *usage);
void _easel_text_reader_set_finish (EaselTextReader *self, EaselFinishReason finish, const char *word);
void _easel_text_reader_set_response_id (EaselTextReader *self, const char *id);
void _easel_text_reader_complete (EaselTextReader *self);

G_END_DECLS
