// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

EaselTextReader *easel_text_reader_new (const EaselTextProtocol *protocol,
                                        const char *content_type,
                                        const char *host) G_GNUC_WARN_UNUSED_RESULT;
EaselTextReader *easel_text_reader_ref (EaselTextReader *self);
void easel_text_reader_unref (EaselTextReader *self);

void easel_text_reader_push (EaselTextReader *self, const guint8 *data, gsize length);
void easel_text_reader_finish (EaselTextReader *self);
EaselTextEvent *easel_text_reader_next (EaselTextReader *self) G_GNUC_WARN_UNUSED_RESULT;

gboolean easel_text_reader_is_done (EaselTextReader *self);
gboolean easel_text_reader_is_ending (EaselTextReader *self);
gsize easel_text_reader_get_pending (EaselTextReader *self);
EaselFinishReason easel_text_reader_get_finish (EaselTextReader *self, const char **word);
void easel_text_reader_get_usage (EaselTextReader *self, EaselUsage *usage);
const char *easel_text_reader_get_response_id (EaselTextReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextReader, easel_text_reader_unref)

G_END_DECLS
