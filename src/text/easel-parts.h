// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-span.h"

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_PARTS_LEAST_WEIGHT 0.1
#define EASEL_PARTS_MOST_WEIGHT 2.0

/**
 * EaselPart:
 * @text: the part, without the space around it
 * @separator: what stands between it and the next part, or the end
 * @content: the part without its weight: `castle` of `(castle:1.2)`
 * @weight: its weight, 1 if it says none
 * @parameter: whether it is one such as `--ar 16:9`, which keeps its place
 * @locked: whether a lock covers any byte of it
 * @off: whether it is switched off: kept, but not sent
 *
 * One part of a prompt, shown as a chip. All spans are bytes of the text.
 */
typedef struct
{
  EaselSpan text;
  EaselSpan separator;
  EaselSpan content;
  double weight;
  gboolean parameter;
  gboolean locked;
  gboolean off;
} EaselPart;

/**
 * EaselPartsState:
 * @text: the prompt
 * @locks: (array length=n_locks): spans that must keep their bytes
 * @n_locks: how many
 * @offs: (array length=n_offs): spans of the parts that are switched off
 * @n_offs: how many
 *
 * A prompt and what is marked in it. The text is the truth: each change of a
 * part makes a new text.
 */
typedef struct
{
  char *text;
  EaselSpan *locks;
  gsize n_locks;
  EaselSpan *offs;
  gsize n_offs;
} EaselPartsState;

EaselPartsState *easel_parts_state_new (
    const char *text, const EaselSpan *locks, gsize n_locks, const EaselSpan *offs, gsize n_offs);
void easel_parts_state_free (EaselPartsState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPartsState, easel_parts_state_free)

EaselPart *easel_parts_split (const EaselPartsState *state, gsize *n_parts);

EaselPartsState *easel_parts_move (const EaselPartsState *state, gsize from, gsize to, GError **error);
EaselPartsState *easel_parts_set_weight (const EaselPartsState *state,
                                         gsize index,
                                         double weight,
                                         GError **error);
EaselPartsState *easel_parts_remove (const EaselPartsState *state, gsize index, GError **error);
EaselPartsState *easel_parts_set_off (const EaselPartsState *state, gsize index, gboolean off);
EaselPartsState *easel_parts_set_locked (const EaselPartsState *state, gsize index, gboolean locked);

double easel_parts_step_weight (double weight, int steps);
char *easel_parts_format_weight (double weight);

char *easel_parts_get_sent_text (const char *text, const EaselSpan *offs, gsize n_offs);
EaselPartsState *easel_parts_restore_off (const char *before,
                                          const EaselSpan *offs,
                                          gsize n_offs,
                                          const char *answer);

G_END_DECLS
