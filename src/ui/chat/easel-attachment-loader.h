// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk/gdk.h>
#include <libdex.h>

#include "easel-attachment.h"

G_BEGIN_DECLS

DexFuture *easel_attachment_load_file (GFile *file) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_attachment_load_clipboard (GdkClipboard *clipboard) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_attachment_load_texture (GdkTexture *texture) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_attachment_is_in_clipboard (GdkClipboard *clipboard);

G_END_DECLS
