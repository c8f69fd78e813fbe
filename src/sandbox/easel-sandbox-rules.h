// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSandboxAnswer:
 * @prompt: (nullable): the prompt afterwards; %NULL if the sample declines
 * @negative: (nullable): the negative prompt afterwards, if one was given
 * @declined: (nullable): why it declines, a sentence or two
 *
 * What the sample editor makes of an instruction.
 */
typedef struct
{
  char *prompt;
  char *negative;
  char *declined;
} EaselSandboxAnswer;

EaselSandboxAnswer *easel_sandbox_rules_apply (const char *instruction,
                                               const char *prompt,
                                               const char *negative,
                                               const char *const *locked);
void easel_sandbox_answer_free (EaselSandboxAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxAnswer, easel_sandbox_answer_free)

char *easel_sandbox_rules_chat (const char *message);

const char *easel_sandbox_get_example_prompt (void);
const char *easel_sandbox_get_example_instruction (void);

G_END_DECLS
