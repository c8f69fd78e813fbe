// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-helper.h"
#include "easel-media-wire-private.h"

G_BEGIN_DECLS

/* Tests: another patience, the misbehaviour of that number, and an end between two requests. */
void _easel_media_helper_set_patience (EaselMediaHelper *self, guint seconds);
gboolean _easel_media_helper_misbehave (EaselMediaHelper *self, int fd, guint how, GError **error);
void _easel_media_helper_kill (EaselMediaHelper *self);
guint _easel_media_helper_get_n_started (EaselMediaHelper *self);

G_END_DECLS
