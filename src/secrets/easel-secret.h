// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselSecret:
 *
 * A key in memory that is not swapped out, wiped when the last reference goes.
 */
typedef struct _EaselSecret EaselSecret;

#define EASEL_TYPE_SECRET (easel_secret_get_type ())
GType easel_secret_get_type (void) G_GNUC_CONST;

EaselSecret *easel_secret_new (const char *text) G_GNUC_WARN_UNUSED_RESULT;
EaselSecret *easel_secret_ref (EaselSecret *self);
void easel_secret_unref (EaselSecret *self);
const char *easel_secret_get_text (EaselSecret *self);

void easel_secret_free (char *text);
gboolean easel_secret_check (const char *text, gssize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSecret, easel_secret_unref)

G_END_DECLS
