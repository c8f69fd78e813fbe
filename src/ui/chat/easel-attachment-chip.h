// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-attachment.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ATTACHMENT_CHIP (easel_attachment_chip_get_type ())
G_DECLARE_FINAL_TYPE (EaselAttachmentChip, easel_attachment_chip, EASEL, ATTACHMENT_CHIP, AdwBin)

GtkWidget *easel_attachment_chip_new (EaselAttachment *attachment,
                                      EaselLibraryService *library,
                                      gboolean removable);
EaselAttachment *easel_attachment_chip_get_attachment (EaselAttachmentChip *self);

G_END_DECLS
