// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Where the samples make clips, and pictures, one step after the other: Replicate's
 * predictions. It serves from the thread-default main context that it was made in. */
typedef struct _EaselSandboxPredictions EaselSandboxPredictions;

EaselSandboxPredictions *_easel_sandbox_predictions_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _easel_sandbox_predictions_free (EaselSandboxPredictions *self);
void _easel_sandbox_predictions_stop (EaselSandboxPredictions *self);
gboolean _easel_sandbox_predictions_serve (EaselSandboxPredictions *self,
                                           SoupServerMessage *message,
                                           const char *path,
                                           guint delay);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxPredictions, _easel_sandbox_predictions_free)

G_END_DECLS
