// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "easel-span.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_CONTENT (easel_prompt_content_get_type ())

/**
 * EaselPromptContent:
 * @text: the positive prompt, valid UTF-8
 * @negative: the negative prompt, valid UTF-8, "" if there is none
 * @locks: (element-type EaselSpan): parts of @text that no edit may touch
 * @offs: (element-type EaselSpan): parts of @text that are kept but not sent
 *
 * What one version of a prompt consists of. Offsets are bytes; spans are in
 * order and do not overlap. Immutable once it is shared.
 */
typedef struct
{
  char *text;
  char *negative;
  GArray *locks;
  GArray *offs;
} EaselPromptContent;

GType easel_prompt_content_get_type (void) G_GNUC_CONST;
EaselPromptContent *easel_prompt_content_new (const char *text, const char *negative);
EaselPromptContent *easel_prompt_content_ref (EaselPromptContent *self);
void easel_prompt_content_unref (EaselPromptContent *self);
gboolean easel_prompt_content_equal (const EaselPromptContent *a, const EaselPromptContent *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPromptContent, easel_prompt_content_unref)

G_END_DECLS
