// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript-writer.h"

G_BEGIN_DECLS

struct _EaselTranscriptWriter
{
  EaselTranscriptFormat format;
  gboolean many;
  guint n_written;
  guint n_blanked;
};

typedef struct
{
  void (*begin) (EaselTranscriptWriter *self, const EaselTranscript *first, GString *into);
  void (*add) (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into);
  void (*end) (EaselTranscriptWriter *self, GString *into);
} EaselTranscriptWriterClass;

extern const EaselTranscriptWriterClass _easel_transcript_json_class;
extern const EaselTranscriptWriterClass _easel_transcript_markdown_class;
extern const EaselTranscriptWriterClass _easel_transcript_html_class;
extern const EaselTranscriptWriterClass _easel_transcript_text_class;

char *_easel_transcript_clean (EaselTranscriptWriter *self, const char *text);
char *_easel_transcript_clean_sentence (EaselTranscriptWriter *self, const char *text);
char *_easel_transcript_dup_title (EaselTranscriptWriter *self, const EaselTranscript *transcript);
char *_easel_transcript_dup_speaker (const EaselTranscriptMessage *message);
char *_easel_transcript_dup_details (const EaselTranscriptMessage *message);
char *_easel_transcript_dup_end (EaselTranscriptWriter *self, const EaselTranscriptMessage *message);
char *_easel_transcript_dup_file_line (const EaselTranscriptFile *file);
char *_easel_transcript_dup_others_line (const EaselTranscript *transcript, guint n_shown);

G_END_DECLS
