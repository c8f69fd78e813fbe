// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript-writer.h"

G_BEGIN_DECLS

/* What an answer names as where it has something from: without keys and without the
 * folders of a machine; as it came otherwise. */
typedef struct
{
  char *address;
  char *title;
  char *text;
} EaselTranscriptSource;

GPtrArray *_easel_transcript_read_sources (EaselTranscriptWriter *self,
                                           const EaselTranscriptMessage *message) G_GNUC_WARN_UNUSED_RESULT;
char *_easel_transcript_source_dup_title (const EaselTranscriptSource *source) G_GNUC_WARN_UNUSED_RESULT;
char *_easel_transcript_source_dup_link (const EaselTranscriptSource *source) G_GNUC_WARN_UNUSED_RESULT;
char *_easel_transcript_source_dup_place (const EaselTranscriptSource *source) G_GNUC_WARN_UNUSED_RESULT;
char *_easel_transcript_source_dup_text (const EaselTranscriptSource *source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
