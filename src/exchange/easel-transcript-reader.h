// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript.h"

G_BEGIN_DECLS

/**
 * EASEL_TRANSCRIPT_LARGEST:
 *
 * Bytes of the largest conversation that is read from a file.
 */
#define EASEL_TRANSCRIPT_LARGEST (64 * 1024 * 1024)

/**
 * EASEL_TRANSCRIPT_MOST_VALUES:
 *
 * Most JSON values of a conversation that is read from a file.
 */
#define EASEL_TRANSCRIPT_MOST_VALUES (2 * 1000 * 1000)

EaselTranscript *easel_transcript_read (const char *data,
                                        gsize length,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *easel_transcript_guess_title (const char *data, gsize length) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
