// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt-state.h"
#include "easel-revision-row.h"

G_BEGIN_DECLS

EaselPromptState *_easel_prompt_state_new (gint64 prompt_id);
EaselPromptContent *_easel_content_from_columns (const char *text,
                                                 const char *negative,
                                                 const char *locks,
                                                 const char *off);
char *_easel_spans_to_column (const GArray *spans);
char *_easel_revision_dup_model_name (const EaselRevisionRow *row);

G_END_DECLS
