// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-request.h"

#include <math.h>

G_DEFINE_BOXED_TYPE (EaselTextRequest, easel_text_request, easel_text_request_ref, easel_text_request_unref)

static EaselTextPart *
part_new (EaselTextPartKind kind, const char *text)
{
  EaselTextPart *part = g_new0 (EaselTextPart, 1);

  part->kind = kind;
  part->text = g_strdup (text);
  return part;
}

static void
part_free (EaselTextPart *part)
{
  g_free (part->text);
  g_free (part->mime_type);
  g_clear_pointer (&part->data, g_bytes_unref);
  g_free (part);
}

static void
message_free (EaselTextMessage *message)
{
  g_ptr_array_unref (message->parts);
  g_free (message);
}

/* Parts of one role that follow each other are one message: providers refuse
 * two turns of the same speaker. */
static EaselTextMessage *
message_for_role (EaselTextRequest *request, EaselTextRole role)
{
  EaselTextMessage *message = NULL;

  if (request->messages->len > 0)
    message = g_ptr_array_index (request->messages, request->messages->len - 1);
  if (message == NULL || message->role != role)
    {
      message = g_new0 (EaselTextMessage, 1);
      message->role = role;
      message->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
      g_ptr_array_add (request->messages, message);
    }
  return message;
}

static void
clear (gpointer data)
{
  EaselTextRequest *request = data;

  g_free (request->model);
  g_free (request->system);
  g_free (request->effort);
  g_free (request->schema);
  g_free (request->schema_name);
  g_strfreev (request->stop);
  g_ptr_array_unref (request->messages);
  g_ptr_array_unref (request->refused);
}

/**
 * easel_text_request_new:
 * @model: model id, as the provider writes it
 *
 * Returns: (transfer full): a request with no message and no parameter set
 */
EaselTextRequest *
easel_text_request_new (const char *model)
{
  EaselTextRequest *request;

  g_return_val_if_fail (model != NULL, NULL);

  request = g_atomic_rc_box_new0 (EaselTextRequest);
  request->model = g_strdup (model);
  request->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) message_free);
  request->refused = g_ptr_array_new_with_free_func (g_free);
  request->temperature = (double) NAN;
  request->top_p = (double) NAN;
  request->seed = -1;
  return request;
}

/**
 * easel_text_request_copy:
 * @request: a request
 *
 * Returns: (transfer full): another request with the same content; image bytes
 *   are shared
 */
EaselTextRequest *
easel_text_request_copy (const EaselTextRequest *request)
{
  EaselTextRequest *copy;

  g_return_val_if_fail (request != NULL, NULL);

  copy = easel_text_request_new (request->model);
  copy->system = g_strdup (request->system);
  copy->temperature = request->temperature;
  copy->top_p = request->top_p;
  copy->max_tokens = request->max_tokens;
  copy->seed = request->seed;
  copy->effort = g_strdup (request->effort);
  copy->stop = g_strdupv (request->stop);
  copy->schema = g_strdup (request->schema);
  copy->schema_name = g_strdup (request->schema_name);
  for (guint i = 0; i < request->refused->len; i++)
    easel_text_request_add_refused (copy, g_ptr_array_index (request->refused, i));
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *message = g_ptr_array_index (request->messages, i);
      EaselTextMessage *target = message_for_role (copy, message->role);

      for (guint j = 0; j < message->parts->len; j++)
        {
          const EaselTextPart *part = g_ptr_array_index (message->parts, j);
          EaselTextPart *added = part_new (part->kind, part->text);

          added->data = part->data != NULL ? g_bytes_ref (part->data) : NULL;
          added->mime_type = g_strdup (part->mime_type);
          g_ptr_array_add (target->parts, added);
        }
    }
  return copy;
}

/**
 * easel_text_request_ref:
 * @request: a request
 *
 * Returns: (transfer full): @request
 */
EaselTextRequest *
easel_text_request_ref (EaselTextRequest *request)
{
  return g_atomic_rc_box_acquire (request);
}

/**
 * easel_text_request_unref:
 * @request: (transfer full): a request
 *
 * Gives back one reference.
 */
void
easel_text_request_unref (EaselTextRequest *request)
{
  g_atomic_rc_box_release_full (request, clear);
}

/**
 * easel_text_request_set_system:
 * @request: a request
 * @system: (nullable): what the model is told before the first message
 *
 * Sets the system text.
 */
void
easel_text_request_set_system (EaselTextRequest *request, const char *system)
{
  g_return_if_fail (request != NULL);

  g_set_str (&request->system, system);
}

/**
 * easel_text_request_set_effort:
 * @request: a request
 * @effort: (nullable): none, minimal, low, medium, high, xhigh or max
 *
 * Sets how much the model is to think.
 */
void
easel_text_request_set_effort (EaselTextRequest *request, const char *effort)
{
  g_return_if_fail (request != NULL);

  g_set_str (&request->effort, effort);
}

/**
 * easel_text_request_set_stop:
 * @request: a request
 * @stop: (nullable): texts that end the answer
 *
 * Sets the texts that end the answer.
 */
void
easel_text_request_set_stop (EaselTextRequest *request, const char *const *stop)
{
  g_return_if_fail (request != NULL);

  g_strfreev (request->stop);
  request->stop = g_strdupv ((GStrv) stop);
}

/**
 * easel_text_request_set_schema:
 * @request: a request
 * @name: (nullable): the schema's name, of letters, digits, _ and -
 * @schema: (nullable): JSON Schema
 *
 * Asks for an answer of JSON that follows @schema.
 */
void
easel_text_request_set_schema (EaselTextRequest *request, const char *name, const char *schema)
{
  g_return_if_fail (request != NULL);

  g_set_str (&request->schema_name, name);
  g_set_str (&request->schema, schema);
}

/**
 * easel_text_request_add_text:
 * @request: a request
 * @role: who speaks
 * @text: what was said, valid UTF-8
 *
 * Adds @text to the conversation. What one role says in a row is one message
 * of several parts.
 */
void
easel_text_request_add_text (EaselTextRequest *request, EaselTextRole role, const char *text)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (text != NULL);

  g_ptr_array_add (message_for_role (request, role)->parts, part_new (EASEL_TEXT_PART_TEXT, text));
}

/**
 * easel_text_request_add_image:
 * @request: a request
 * @role: who speaks
 * @data: an encoded image
 * @mime_type: its type, such as "image/png"
 *
 * Adds an image to the conversation.
 */
void
easel_text_request_add_image (EaselTextRequest *request,
                              EaselTextRole role,
                              GBytes *data,
                              const char *mime_type)
{
  EaselTextPart *part;

  g_return_if_fail (request != NULL);
  g_return_if_fail (data != NULL);
  g_return_if_fail (mime_type != NULL);

  part = part_new (EASEL_TEXT_PART_IMAGE, NULL);
  part->data = g_bytes_ref (data);
  part->mime_type = g_strdup (mime_type);
  g_ptr_array_add (message_for_role (request, role)->parts, part);
}

/**
 * easel_text_request_add_state:
 * @request: a request
 * @json: what an %EASEL_TEXT_EVENT_STATE event of the same protocol held
 *
 * Gives the provider's own state back, at its place in the assistant's turn.
 */
void
easel_text_request_add_state (EaselTextRequest *request, const char *json)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (json != NULL);

  g_ptr_array_add (message_for_role (request, EASEL_TEXT_ROLE_ASSISTANT)->parts,
                   part_new (EASEL_TEXT_PART_STATE, json));
}

/**
 * easel_text_request_add_refused:
 * @request: a request
 * @parameter: a parameter, named as on the wire
 *
 * Notes that the model refuses @parameter, so that it is not sent.
 */
void
easel_text_request_add_refused (EaselTextRequest *request, const char *parameter)
{
  g_return_if_fail (request != NULL);
  g_return_if_fail (parameter != NULL);

  if (!easel_text_request_is_refused (request, parameter))
    g_ptr_array_add (request->refused, g_strdup (parameter));
}

/**
 * easel_text_request_is_refused:
 * @request: a request
 * @parameter: a parameter, named as on the wire
 *
 * Returns: whether the model is known to refuse @parameter
 */
gboolean
easel_text_request_is_refused (const EaselTextRequest *request, const char *parameter)
{
  g_return_val_if_fail (request != NULL, FALSE);

  return g_ptr_array_find_with_equal_func (request->refused, parameter, g_str_equal, NULL);
}
