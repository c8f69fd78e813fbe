// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-edit-run.h"
#include "easel-prompt-content.h"

G_BEGIN_DECLS

/* What a model's words, all of them, mean for the prompt that they answer to.
 * @answer and @negative are what they say; @whole and @whole_negative the same
 * with what an answer that broke off says nothing about. */
typedef struct
{
  GMutex mutex;
  GString *raw;
  char *sent;
  EaselPromptContent *base;
  EaselEditTarget target;
  gboolean complete;

  char *answer;
  char *negative;
  char *whole;
  char *whole_negative;
} EaselEditReading;

void _easel_edit_reading_split (
    const GString *raw, const char *sent, gboolean both, gboolean complete, char **positive, char **negative);

EaselEditReading *_easel_edit_reading_new (const GString *raw,
                                           const char *sent,
                                           EaselPromptContent *base,
                                           EaselEditTarget target,
                                           gboolean complete);
void _easel_edit_reading_unref (EaselEditReading *self);
void _easel_edit_reading_read (EaselEditReading *self);
DexFuture *_easel_edit_reading_read_long (EaselEditReading *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselEditReading, _easel_edit_reading_unref)

G_END_DECLS
