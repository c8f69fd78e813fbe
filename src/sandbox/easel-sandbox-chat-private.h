// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_SANDBOX_MODEL "editor"

/* What a request for a completion gets: an error, or a text. */
typedef struct
{
  guint status;
  char *error; /* JSON; NULL if status is 200 */
  char *text;
  gboolean refusal; /* the text declines */
  gboolean stream;
  gboolean include_usage;
  gsize prompt_tokens;
  gsize answer_tokens;
} EaselSandboxReply;

EaselSandboxReply *_easel_sandbox_reply_new (const char *body, gsize length);
void _easel_sandbox_reply_free (EaselSandboxReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxReply, _easel_sandbox_reply_free)

char *_easel_sandbox_reply_to_json (const EaselSandboxReply *self, const char *id, gint64 created);
char *_easel_sandbox_reply_get_event (const EaselSandboxReply *self, const char *id, gint64 created, guint n);
guint _easel_sandbox_reply_get_n_events (const EaselSandboxReply *self);

char *_easel_sandbox_get_models (gboolean list);
char *_easel_sandbox_get_error (const char *message, const char *code);

G_END_DECLS
