// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-registry.h"

#include <string.h>

#include "automatic1111/easel-automatic1111.h"
#include "comfyui/easel-comfyui.h"
#include "fal/easel-fal.h"
#include "gemini-images/easel-gemini-images.h"
#include "gemini-video/easel-gemini-video.h"
#include "openai-images/easel-openai-images-private.h"
#include "openai-images/easel-openai-images.h"
#include "openrouter-video/easel-openrouter-video.h"
#include "pixverse/easel-pixverse.h"
#include "replicate/easel-replicate.h"
#include "runway/easel-runway.h"
#include "stability/easel-stability.h"
#include "xai-video/easel-xai-video.h"

static const EaselMediaProtocol *const protocols[] = {
  &easel_openai_images_protocol, &easel_replicate_protocol,     &easel_automatic1111_protocol,
  &easel_comfyui_protocol,       &easel_gemini_images_protocol, &easel_fal_protocol,
  &easel_stability_protocol,     &easel_runway_protocol,        &easel_pixverse_protocol,
};

/* How accounts of another protocol make clips: nothing that an account is made for. */
static const EaselMediaProtocol *const companions[] = {
  &easel_gemini_video_protocol,
  &easel_xai_video_protocol,
  &easel_openrouter_video_protocol,
};

/**
 * easel_media_registry_list:
 * @n_protocols: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_protocols): all protocols for pictures
 *   and clips
 */
const EaselMediaProtocol *const *
easel_media_registry_list (guint *n_protocols)
{
  *n_protocols = G_N_ELEMENTS (protocols);
  return protocols;
}

/**
 * easel_media_registry_find:
 * @id: (nullable): id of a protocol, also of one for text
 *
 * Returns: (transfer none) (nullable): the protocol by which the same account makes
 *   pictures or clips
 */
const EaselMediaProtocol *
easel_media_registry_find (const char *id)
{
  /* Whoever is spoken with by Responses has Images beside them. */
  if (g_strcmp0 (id, "openai-responses") == 0)
    return &easel_openai_images_protocol;
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_strcmp0 (protocols[i]->id, id) == 0)
      return protocols[i];
  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    if (g_strcmp0 (companions[i]->id, id) == 0)
      return companions[i];
  return NULL;
}

static const EaselMediaProtocol *
find_companion (const EaselMediaProtocol *protocol, const EaselAccount *account, const char *model)
{
  EaselImagesDialect dialect;

  if (protocol == &easel_gemini_images_protocol)
    return g_str_has_prefix (model, "veo") ? &easel_gemini_video_protocol : NULL;
  if (protocol != &easel_openai_images_protocol)
    return NULL;
  dialect = _easel_openai_images_find_dialect (account);
  return dialect == EASEL_IMAGES_XAI          ? &easel_xai_video_protocol
         : dialect == EASEL_IMAGES_OPENROUTER ? &easel_openrouter_video_protocol
                                              : NULL;
}

/**
 * easel_media_registry_find_for:
 * @account_protocol: id of the protocol that the account speaks, for text or media
 * @account: where it is
 * @model: a model of it
 * @kind: what is wanted
 *
 * An account that answers with text may make pictures too, by another protocol at
 * the same address; and clips by yet another.
 *
 * Returns: (transfer none) (nullable): how to have that made
 */
const EaselMediaProtocol *
easel_media_registry_find_for (const char *account_protocol,
                               const EaselAccount *account,
                               const char *model,
                               EaselKinds kind)
{
  const EaselMediaProtocol *protocol = easel_media_registry_find (account_protocol);

  /* The samples, which are served on a socket, make clips in Replicate's way. */
  if (account->socket_path != NULL && strcmp (model, "clip") == 0)
    return kind == EASEL_KIND_VIDEO ? &easel_replicate_protocol : NULL;
  if (protocol != NULL && (protocol->kinds & kind) != 0)
    return protocol;
  return kind == EASEL_KIND_VIDEO ? find_companion (protocol, account, model) : NULL;
}
