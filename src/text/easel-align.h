// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EASEL_ALIGN_NONE:
 *
 * Marks a token without a partner.
 */
#define EASEL_ALIGN_NONE G_MAXUINT32

gboolean easel_align (const guint32 *a,
                      gsize n,
                      const guint32 *b,
                      gsize m,
                      const guint8 *ignored,
                      guint32 n_ids,
                      guint32 *partners,
                      GCancellable *cancellable,
                      GError **error);
gsize easel_align_prefix (const guint32 *a, gsize n, const guint32 *b, gsize m, guint32 *partners);
gsize easel_align_answer (
    const guint32 *a, gsize n, const guint32 *b, gsize m, guint32 n_ids, guint32 *partners);

G_END_DECLS
