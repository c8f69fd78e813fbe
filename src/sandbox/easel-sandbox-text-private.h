// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-parts.h"

#include <glib.h>

G_BEGIN_DECLS

/* A prompt that the rules work on. No unit of its syntax changes inside, and
 * no locked text; each function says whether anything changed. */
typedef struct
{
  char *text;
  const char *const *locked;
} EaselSandboxText;

EaselSandboxText *_easel_sandbox_text_new (const char *text, const char *const *locked);
void _easel_sandbox_text_free (EaselSandboxText *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxText, _easel_sandbox_text_free)

gboolean _easel_sandbox_text_has (EaselSandboxText *self, const char *phrase);
gboolean _easel_sandbox_text_substitute (EaselSandboxText *self, const char *from, const char *to);
gboolean _easel_sandbox_text_append (EaselSandboxText *self, const char *part);
gboolean _easel_sandbox_text_remove (EaselSandboxText *self, const char *phrase);
gboolean _easel_sandbox_text_weigh (EaselSandboxText *self, const char *phrase, int steps);
gboolean _easel_sandbox_text_drop_weights (EaselSandboxText *self);
gboolean _easel_sandbox_text_shorten (EaselSandboxText *self);
gboolean _easel_sandbox_text_to_tags (EaselSandboxText *self);
gboolean _easel_sandbox_text_to_prose (EaselSandboxText *self);
gboolean _easel_sandbox_text_set_case (EaselSandboxText *self, gboolean upper);
gboolean _easel_sandbox_text_restyle (EaselSandboxText *self, const char *style);

/* For the two files that these functions are in. */
gboolean _easel_sandbox_text_take_text (EaselSandboxText *self, char *text);
EaselPartsState *_easel_sandbox_text_get_state (EaselSandboxText *self);
EaselSpan *_easel_sandbox_text_find_protected (EaselSandboxText *self, gsize *n_spans);
gboolean _easel_sandbox_text_find_words (
    const char *text, gsize start, gsize end, const char *words, EaselSpan *found);
void _easel_sandbox_text_mend_article (GString *text, gsize free_from, char next);
gsize _easel_sandbox_text_count_words (const char *text, gsize length);
gboolean _easel_sandbox_text_drop_parts (EaselSandboxText *self, GArray *marked);

G_END_DECLS
