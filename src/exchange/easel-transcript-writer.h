// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript.h"

G_BEGIN_DECLS

/**
 * EaselTranscriptFormat:
 * @EASEL_TRANSCRIPT_JSON: all of it, to be imported again; see data/chat-export.md
 * @EASEL_TRANSCRIPT_MARKDOWN: the branch in view
 * @EASEL_TRANSCRIPT_HTML: the branch in view as a page that needs nothing else
 * @EASEL_TRANSCRIPT_TEXT: the branch in view
 *
 * What a transcript is written as.
 */
typedef enum
{
  EASEL_TRANSCRIPT_JSON,
  EASEL_TRANSCRIPT_MARKDOWN,
  EASEL_TRANSCRIPT_HTML,
  EASEL_TRANSCRIPT_TEXT,
  EASEL_TRANSCRIPT_N_FORMATS,
} EaselTranscriptFormat;

const char *easel_transcript_format_get_suffix (EaselTranscriptFormat format);
gboolean easel_transcript_format_from_suffix (const char *suffix, EaselTranscriptFormat *format);

/**
 * EaselTranscriptWriter:
 *
 * Writes transcripts one after the other. What looks like a service's key is
 * blanked wherever it stands; paths of this machine are cut from the sentences of
 * errors, and nothing else that is written could hold one.
 */
typedef struct _EaselTranscriptWriter EaselTranscriptWriter;

EaselTranscriptWriter *easel_transcript_writer_new (EaselTranscriptFormat format,
                                                    gboolean many) G_GNUC_WARN_UNUSED_RESULT;
void easel_transcript_writer_free (EaselTranscriptWriter *self);
void easel_transcript_writer_add (EaselTranscriptWriter *self,
                                  const EaselTranscript *transcript,
                                  GString *into);
void easel_transcript_writer_end (EaselTranscriptWriter *self, GString *into);
guint easel_transcript_writer_get_n_blanked (EaselTranscriptWriter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTranscriptWriter, easel_transcript_writer_free)

G_END_DECLS
