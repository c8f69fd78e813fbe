// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-openai-dialect.h"
#include "easel-text-protocol.h"
#include "easel-wire-builder-private.h"

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

const char *_easel_openai_dialect_find_effort (const EaselOpenaiDialect *dialect,
                                               const EaselTextRequest *request);
void _easel_openai_dialect_add_sampling (const EaselOpenaiDialect *dialect,
                                         EaselWireBuilder *builder,
                                         const char *effort);

G_END_DECLS
