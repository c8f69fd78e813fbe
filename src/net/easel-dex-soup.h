// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

DexPromise *easel_dex_soup_send (SoupSession *session, SoupMessage *message) G_GNUC_WARN_UNUSED_RESULT;
DexPromise *easel_dex_soup_read (GInputStream *stream, gsize count) G_GNUC_WARN_UNUSED_RESULT;
DexPromise *easel_dex_soup_lookup_proxy (GProxyResolver *resolver, const char *url) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
