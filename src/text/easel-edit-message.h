// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselEditMessage:
 * @instruction: what should change
 * @prompt: the prompt
 * @negative: (nullable): the negative prompt, if it is edited along
 * @context: (nullable): what else the model should know
 * @locked: (array zero-terminated=1): texts that must stay as they are
 *
 * The user's part of an edit request, read back.
 */
typedef struct
{
  char *instruction;
  char *prompt;
  char *negative;
  char *context;
  char **locked;
} EaselEditMessage;

char *easel_edit_escape (const char *text);
char *easel_edit_unescape (const char *text, gssize length);

char *easel_edit_message_build (const char *instruction,
                                const char *prompt,
                                const char *negative,
                                const char *context,
                                const char *const *locked);
EaselEditMessage *easel_edit_message_parse (const char *message);
void easel_edit_message_free (EaselEditMessage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselEditMessage, easel_edit_message_free)

char *easel_edit_answer_build (const char *positive, const char *negative);

G_END_DECLS
