// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-reader.h"

G_BEGIN_DECLS

/* What an answer came to, gathered from its events. */
typedef struct
{
  GString *text;
  GString *reasoning;
  GString *refusal;
  GPtrArray *tool_calls;
  GPtrArray *states;
  GPtrArray *images;
  guint n_citations;
  guint n_restarts;
  guint n_finishes;
  EaselUsage usage;
  EaselFinishReason finish;
  char *finish_word;
  GError *error;
} EaselReplay;

EaselReplay *easel_replay_new (void);
void easel_replay_free (EaselReplay *self);
void easel_replay_take (EaselReplay *self, EaselTextReader *reader);
char *easel_replay_describe (EaselReplay *self);

EaselReplay *easel_replay_run (const EaselTextProtocol *protocol,
                               const char *content_type,
                               const char *data,
                               gsize length,
                               const gsize *sizes,
                               gsize n_sizes);
void easel_replay_check_cuts (const EaselTextProtocol *protocol,
                              const char *content_type,
                              const char *data,
                              gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselReplay, easel_replay_free)

G_END_DECLS
