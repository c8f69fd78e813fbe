// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-revision.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_STATE (easel_prompt_state_get_type ())

/**
 * EaselPromptState:
 * @prompt_id: the prompt
 * @title: its title
 * @revision: (nullable): the newest revision, %NULL if there is none yet
 * @draft: (nullable): what was typed on top of a revision, %NULL if nothing was
 * @draft_revision_id: the revision that @draft stands on, 0 if none
 * @instruction: (nullable): what stood in the instruction line
 * @context: (nullable): JSON object that goes along with edits
 *
 * A prompt as it is opened.
 */
typedef struct
{
  gint64 prompt_id;
  char *title;
  EaselRevision *revision;
  EaselPromptContent *draft;
  gint64 draft_revision_id;
  char *instruction;
  char *context;
} EaselPromptState;

GType easel_prompt_state_get_type (void) G_GNUC_CONST;
EaselPromptState *easel_prompt_state_ref (EaselPromptState *self);
void easel_prompt_state_unref (EaselPromptState *self);
EaselPromptContent *easel_prompt_state_dup_content (EaselPromptState *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPromptState, easel_prompt_state_unref)

G_END_DECLS
