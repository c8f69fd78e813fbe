// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-attachment.h"

#include "easel-library-service.h"
#include "easel-message-record.h"

G_BEGIN_DECLS

EaselAttachment *_easel_attachment_new_stored (EaselLibraryService *library, const EaselMessageFile *file);
GBytes *_easel_attachment_get_data (EaselAttachment *self);
void _easel_attachment_set_asset (EaselAttachment *self, EaselLibraryService *library, EaselAsset *asset);

G_END_DECLS
