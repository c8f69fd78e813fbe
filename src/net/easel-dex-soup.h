// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * EaselDexReadFunc:
 * @bytes: (nullable): what came, empty at the end
 * @cause: (nullable): why nothing came
 * @user_data: what was given with it
 * @error: return location of an error
 *
 * Looks at what was read before the one who waits for it does.
 *
 * Returns: (transfer full) (nullable): what the read resolves to; %NULL with
 *   @error set to reject it, %NULL without to read on
 */
typedef GBytes *(*EaselDexReadFunc) (GBytes *bytes, const GError *cause, gpointer user_data, GError **error);

DexPromise *easel_dex_soup_send (SoupSession *session, SoupMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexPromise *easel_dex_soup_read (GInputStream *stream, gsize count, EaselDexReadFunc func, GObject *user_data)
    G_GNUC_WARN_UNUSED_RESULT;
DexPromise *easel_dex_soup_connect_web_socket (SoupSession *session,
                                               SoupMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexPromise *easel_dex_soup_lookup_proxy (GProxyResolver *resolver, const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
