// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-revision.h"

G_BEGIN_DECLS

EaselRevision *_easel_revision_new (gint64 id,
                                    gint64 prompt_id,
                                    guint number,
                                    guint source_number,
                                    EaselPromptContent *content,
                                    EaselRevisionSource source,
                                    const char *model_name,
                                    gint64 created);
void _easel_revision_set_message_id (EaselRevision *self, gint64 message_id);

G_END_DECLS
