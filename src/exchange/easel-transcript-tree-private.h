// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-transcript.h"

G_BEGIN_DECLS

/**
 * EaselTranscriptTree:
 *
 * Messages as a file names them: by ids that may be missing, come twice, or go
 * round in a circle. easel_transcript_tree_finish() puts them in order.
 */
typedef struct _EaselTranscriptTree EaselTranscriptTree;

EaselTranscriptTree *easel_transcript_tree_new (gboolean strict) G_GNUC_WARN_UNUSED_RESULT;
void easel_transcript_tree_free (EaselTranscriptTree *self);
gboolean easel_transcript_tree_add (EaselTranscriptTree *self,
                                    const char *id,
                                    const char *parent_id,
                                    EaselTranscriptMessage *message,
                                    GError **error);
void easel_transcript_tree_set_joins (EaselTranscriptTree *self, const char *id);
void easel_transcript_tree_set_covers (EaselTranscriptTree *self, const char *id, const char *covers_id);
void easel_transcript_tree_set_place (EaselTranscriptTree *self, const char *id, guint place);
gboolean easel_transcript_tree_finish (EaselTranscriptTree *self,
                                       EaselTranscript *transcript,
                                       const char *leaf_id,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTranscriptTree, easel_transcript_tree_free)

G_END_DECLS
