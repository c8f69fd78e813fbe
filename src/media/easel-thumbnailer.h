// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-file-store.h"
#include "easel-media-helper.h"

G_BEGIN_DECLS

typedef struct _EaselThumbnailer EaselThumbnailer;

EaselThumbnailer *easel_thumbnailer_new (EaselFileStore *files,
                                         const char *cache,
                                         const char *helper,
                                         guint n_workers) G_GNUC_WARN_UNUSED_RESULT;
void easel_thumbnailer_free (EaselThumbnailer *self);
DexFuture *easel_thumbnailer_load (EaselThumbnailer *self, const char *hash, const char *mime, guint side)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_thumbnailer_load_whole (EaselThumbnailer *self,
                                         const char *hash,
                                         guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_thumbnailer_decode (EaselThumbnailer *self,
                                     GBytes *bytes,
                                     guint side) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_thumbnailer_animate (
    EaselThumbnailer *self, const char *hash, guint side, guint first, gsize most) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_thumbnailer_shrink (EaselThumbnailer *self,
                                     const char *hash,
                                     const EaselPictureLimit *limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_thumbnailer_read (EaselThumbnailer *self, const char *hash) G_GNUC_WARN_UNUSED_RESULT;
void easel_thumbnailer_forget (EaselThumbnailer *self, const char *hash);
guint easel_thumbnailer_get_n_waiting (EaselThumbnailer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselThumbnailer, easel_thumbnailer_free)

G_END_DECLS
