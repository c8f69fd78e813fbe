// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript.h"

EaselTranscript *make_transcript (GRand *rand, guint n_messages);
void assert_same_transcript (const EaselTranscript *first, const EaselTranscript *second);
EaselTranscript *read_sample (const char *json);
EaselTranscript *copy_through_json (const EaselTranscript *transcript);
EaselTranscriptMessage *add_message (EaselTranscript *self,
                                     EaselTranscriptKind kind,
                                     guint parent,
                                     const char *text);
