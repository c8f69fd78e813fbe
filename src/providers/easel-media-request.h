// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-model-info.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MEDIA_REQUEST (easel_media_request_get_type ())

/**
 * EaselMediaInput:
 * @data: the bytes of a picture
 * @mime_type: what they are, such as "image/png"
 * @uploaded: (nullable): what the provider calls it, once it has it
 * @put_url: (nullable): where the provider wants the bytes, while it is uploaded
 *
 * A picture that goes along with a request.
 */
typedef struct
{
  GBytes *data;
  char *mime_type;
  char *uploaded;
  char *put_url;
} EaselMediaInput;

/**
 * EaselMediaRequest:
 * @model: id, as the provider writes it
 * @kind: %EASEL_KIND_IMAGE or %EASEL_KIND_VIDEO
 * @prompt: what is asked for
 * @negative: (nullable): what must not be seen
 * @width: pixels; 0 is the model's own
 * @height: pixels; 0 is the model's own
 * @ratio: (nullable): such as "16:9", for models that take no size
 * @count: how many pictures, from 1
 * @seed: -1 is the model's own choice
 * @steps: 0 is the model's own
 * @guidance: NaN is the model's own
 * @strength: how far to go from the first reference, 0 to 1; NaN is the model's own
 * @duration: seconds of a clip; 0 is the model's own
 * @sampler: (nullable): name of the sampler
 * @quality: (nullable): the provider's word for it
 * @format: (nullable): "png", "jpeg" or "webp"
 * @previews: how many pictures of what is there so far, each of which may be billed;
 *   0 none
 * @references: (element-type EaselMediaInput): pictures to start from
 * @mask: (nullable): a picture whose transparent parts are where the first
 *   reference may change
 * @extra: (nullable): fields of the model's own, by their names on the wire; for
 *   ComfyUI the workflow
 * @own_id: (nullable): an id of the caller's for this submission, a UUID, for
 *   services that let the client choose
 *
 * What is asked of a model for pictures or clips. Fill it in before it is handed
 * on and leave it alone from then on.
 */
typedef struct
{
  char *model;
  EaselKinds kind;
  char *prompt;
  char *negative;
  int width;
  int height;
  char *ratio;
  guint count;
  gint64 seed;
  int steps;
  double guidance;
  double strength;
  double duration;
  char *sampler;
  char *quality;
  char *format;
  guint previews;
  GPtrArray *references;
  EaselMediaInput *mask;
  JsonObject *extra;
  char *own_id;
} EaselMediaRequest;

GType easel_media_request_get_type (void) G_GNUC_CONST;
EaselMediaRequest *easel_media_request_new (const char *model, const char *prompt) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaRequest *easel_media_request_ref (EaselMediaRequest *request);
void easel_media_request_unref (EaselMediaRequest *request);
void easel_media_request_add_reference (EaselMediaRequest *request, GBytes *data, const char *mime_type);
void easel_media_request_set_mask (EaselMediaRequest *request, GBytes *data, const char *mime_type);
char *easel_media_input_to_data_url (const EaselMediaInput *input) G_GNUC_WARN_UNUSED_RESULT;
char *easel_media_input_to_base64 (const EaselMediaInput *input) G_GNUC_WARN_UNUSED_RESULT;
char *easel_media_input_dup_url (const EaselMediaInput *input) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaRequest, easel_media_request_unref)

G_END_DECLS
