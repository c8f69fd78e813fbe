// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-library-service.h"

G_BEGIN_DECLS

/* What is larger, in bytes, is refused. */
#define EASEL_ATTACHMENT_MOST_IMAGE (20 * 1024 * 1024)
#define EASEL_ATTACHMENT_MOST_TEXT (1024 * 1024)

/**
 * EaselAttachmentKind:
 * @EASEL_ATTACHMENT_TEXT: a text file; its text is sent
 * @EASEL_ATTACHMENT_IMAGE: a picture, for models that see
 *
 * What goes along with a message.
 */
typedef enum
{
  EASEL_ATTACHMENT_TEXT,
  EASEL_ATTACHMENT_IMAGE,
} EaselAttachmentKind;

#define EASEL_TYPE_ATTACHMENT (easel_attachment_get_type ())
G_DECLARE_FINAL_TYPE (EaselAttachment, easel_attachment, EASEL, ATTACHMENT, GObject)

EaselAttachment *easel_attachment_new_text (const char *name, const char *text) G_GNUC_WARN_UNUSED_RESULT;
EaselAttachment *easel_attachment_new_for_bytes (const char *name,
                                                 GBytes *data,
                                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
EaselAttachment *easel_attachment_new_image (const char *name,
                                             const char *mime_type,
                                             GBytes *data) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_attachment_load (EaselAttachment *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_attachment_load_thumbnail (EaselAttachment *self,
                                            EaselLibraryService *library,
                                            guint side) G_GNUC_WARN_UNUSED_RESULT;

EaselAttachmentKind easel_attachment_get_kind (EaselAttachment *self);
const char *easel_attachment_get_name (EaselAttachment *self);
const char *easel_attachment_get_mime_type (EaselAttachment *self);
gint64 easel_attachment_get_size (EaselAttachment *self);
gint64 easel_attachment_get_asset_id (EaselAttachment *self);
gboolean easel_attachment_get_dimensions (EaselAttachment *self, int *width, int *height);

G_END_DECLS
