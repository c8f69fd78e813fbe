// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Where the samples' pictures are made: OpenAI's Images and
 * Replicate's predictions. It serves from the
 * thread-default main context that it was made in. */
typedef struct _EaselSandboxStudio EaselSandboxStudio;

EaselSandboxStudio *_easel_sandbox_studio_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _easel_sandbox_studio_free (EaselSandboxStudio *self);
void _easel_sandbox_studio_stop (EaselSandboxStudio *self);
gboolean _easel_sandbox_studio_serve (EaselSandboxStudio *self,
                                      SoupServerMessage *message,
                                      const char *path,
                                      guint delay);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxStudio, _easel_sandbox_studio_free)

G_END_DECLS
