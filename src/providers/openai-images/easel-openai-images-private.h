// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-protocol.h"

G_BEGIN_DECLS

/**
 * EaselImagesDialect:
 *
 * Who it is that speaks OpenAI's Images. Facts: the services' client libraries of
 * November 2026, and recorded answers of OpenAI, xAI and OpenRouter.
 */
typedef enum
{
  EASEL_IMAGES_OPENAI,
  EASEL_IMAGES_XAI,
  EASEL_IMAGES_OPENROUTER,
  EASEL_IMAGES_SAMPLES,
  EASEL_IMAGES_COMPATIBLE,
} EaselImagesDialect;

EaselImagesDialect _easel_openai_images_find_dialect (const EaselAccount *account);
EaselMediaSchema *_easel_openai_images_describe (const char *model,
                                                 EaselKinds kind,
                                                 const EaselAccount *account,
                                                 JsonNode *root);
EaselMediaWire *_easel_openai_images_build_submit (const EaselMediaRequest *request,
                                                   const EaselMediaSchema *schema,
                                                   const EaselAccount *account,
                                                   GError **error);

G_END_DECLS
