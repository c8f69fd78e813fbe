// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

#define EASEL_GEMINI_BASE_URL "https://generativelanguage.googleapis.com/v1beta"

EaselTextWire *_easel_gemini_build (const EaselTextRequest *request,
                                    const EaselAccount *account,
                                    GError **error);
EaselTextWire *_easel_gemini_models_build (const EaselAccount *account, const char *cursor, GError **error);
gboolean _easel_gemini_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error);

char *_easel_gemini_build_url (const EaselAccount *account,
                               const char *path,
                               const char *query,
                               GError **error);
guint _easel_gemini_version (const char *model);
EaselFinishReason _easel_gemini_finish_from_word (const char *word, const char **explanation);

G_END_DECLS
