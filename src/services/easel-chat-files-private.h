// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"
#include "easel-message-record.h"
#include "easel-model-call-private.h"

G_BEGIN_DECLS

gboolean _easel_chat_files_load (
    GHashTable *files, GHashTable *rows, EaselModelCall *call, EaselLibraryService *library, GError **error);
void _easel_chat_files_add (GHashTable *files,
                            EaselTextRequest *request,
                            const EaselMessageRecord *row,
                            gboolean blind);

G_END_DECLS
