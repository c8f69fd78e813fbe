// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-transcript-reader.h"
#include "easel-transcript-tree-private.h"

G_BEGIN_DECLS

typedef EaselTranscript *(*EaselTranscriptReadFunc) (JsonNode *root, GError **error);

EaselTranscript *_easel_transcript_read_easel (JsonNode *root, GError **error);
EaselTranscript *_easel_transcript_read_chatgpt (JsonNode *root, GError **error);
EaselTranscript *_easel_transcript_read_claude (JsonNode *root, GError **error);
EaselTranscript *_easel_transcript_read_open_webui (JsonNode *root, GError **error);

gboolean _easel_transcript_take_string (JsonNode *node, const char *path, char **into);
char *_easel_transcript_dup_id (JsonNode *node, const char *path);
gint64 _easel_transcript_read_seconds (JsonNode *node, const char *path);
gint64 _easel_transcript_read_date (JsonNode *node, const char *path);
void _easel_transcript_append (GString *text, const char *more);
void _easel_transcript_append_fenced (GString *text, const char *language, const char *code);
void _easel_transcript_add_absent (
    EaselTranscript *self, EaselTranscriptMessage *message, const char *name, const char *type, gint64 size);
void _easel_transcript_add_text_file (EaselTranscriptMessage *message,
                                      const char *name,
                                      const char *type,
                                      const char *text);

G_END_DECLS
