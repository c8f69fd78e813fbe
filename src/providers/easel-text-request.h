// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  EASEL_TEXT_ROLE_USER,
  EASEL_TEXT_ROLE_ASSISTANT,
} EaselTextRole;

/**
 * EaselTextPartKind:
 * @EASEL_TEXT_PART_TEXT: text
 * @EASEL_TEXT_PART_IMAGE: an encoded image
 * @EASEL_TEXT_PART_STATE: JSON that the same protocol once gave out as
 *   %EASEL_TEXT_EVENT_STATE, sent back as it came
 */
typedef enum
{
  EASEL_TEXT_PART_TEXT,
  EASEL_TEXT_PART_IMAGE,
  EASEL_TEXT_PART_STATE,
} EaselTextPartKind;

typedef struct
{
  EaselTextPartKind kind;
  char *text;
  GBytes *data;
  char *mime_type;
} EaselTextPart;

/**
 * EaselTextMessage:
 * @role: who speaks
 * @parts: (element-type EaselTextPart): what was said, in order
 */
typedef struct
{
  EaselTextRole role;
  GPtrArray *parts;
} EaselTextMessage;

#define EASEL_TYPE_TEXT_REQUEST (easel_text_request_get_type ())

/**
 * EaselTextRequest:
 * @model: model id, as the provider writes it
 * @system: (nullable): what the model is told before the first message
 * @messages: (element-type EaselTextMessage): the conversation so far
 * @temperature: 0 … 2; NaN leaves it to the provider
 * @top_p: 0 … 1; NaN leaves it to the provider
 * @max_tokens: longest answer in tokens; 0 leaves it to the provider
 * @seed: -1 for none
 * @effort: (nullable): none, minimal, low, medium, high, xhigh or max;
 *   %NULL leaves it to the provider
 * @stop: (nullable): texts that end the answer
 * @schema: (nullable): JSON Schema that the answer must follow
 * @schema_name: (nullable): its name
 * @refused: (element-type utf8): parameters, named as on the wire, that this
 *   model is known to refuse; they are not sent
 *
 * One question to a language model, without a word on who answers it. Fill in
 * the fields before the request is handed on; from then on it is only read, by
 * any thread.
 */
typedef struct
{
  char *model;
  char *system;
  GPtrArray *messages;
  double temperature;
  double top_p;
  gint64 max_tokens;
  gint64 seed;
  char *effort;
  GStrv stop;
  char *schema;
  char *schema_name;
  GPtrArray *refused;
} EaselTextRequest;

GType easel_text_request_get_type (void) G_GNUC_CONST;
EaselTextRequest *easel_text_request_new (const char *model) G_GNUC_WARN_UNUSED_RESULT;
EaselTextRequest *easel_text_request_copy (const EaselTextRequest *request) G_GNUC_WARN_UNUSED_RESULT;
EaselTextRequest *easel_text_request_ref (EaselTextRequest *request);
void easel_text_request_unref (EaselTextRequest *request);

void easel_text_request_set_system (EaselTextRequest *request, const char *system);
void easel_text_request_set_effort (EaselTextRequest *request, const char *effort);
void easel_text_request_set_stop (EaselTextRequest *request, const char *const *stop);
void easel_text_request_set_schema (EaselTextRequest *request, const char *name, const char *schema);
void easel_text_request_add_text (EaselTextRequest *request, EaselTextRole role, const char *text);
void easel_text_request_add_image (EaselTextRequest *request,
                                   EaselTextRole role,
                                   GBytes *data,
                                   const char *mime_type);
void easel_text_request_add_state (EaselTextRequest *request, const char *json);
void easel_text_request_add_refused (EaselTextRequest *request, const char *parameter);
gboolean easel_text_request_is_refused (const EaselTextRequest *request, const char *parameter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextRequest, easel_text_request_unref)

G_END_DECLS
