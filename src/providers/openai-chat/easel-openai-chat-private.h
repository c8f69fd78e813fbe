// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

EaselTextWire *_easel_openai_chat_build (const EaselTextRequest *request,
                                         const EaselAccount *account,
                                         GError **error);
EaselTextWire *_easel_openai_models_build (const EaselAccount *account, const char *cursor, GError **error);
gboolean _easel_openai_models_read (JsonNode *root,
                                    const EaselAccount *account,
                                    gboolean (*is_wanted) (const char *id),
                                    GPtrArray *models,
                                    char **next,
                                    GError **error);
gboolean _easel_openai_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error);

EaselTextWire *_easel_openai_details_build (const EaselAccount *account,
                                            GPtrArray *models,
                                            guint step,
                                            GError **error);
gboolean _easel_openai_details_parse (JsonNode *root,
                                      const EaselAccount *account,
                                      GPtrArray *models,
                                      guint step);

G_END_DECLS
