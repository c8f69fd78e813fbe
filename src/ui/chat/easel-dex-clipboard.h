// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk/gdk.h>
#include <libdex.h>

G_BEGIN_DECLS

DexFuture *easel_dex_clipboard_read (GdkClipboard *clipboard,
                                     const char **mime_types) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_dex_clipboard_read_value (GdkClipboard *clipboard, GType type) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
