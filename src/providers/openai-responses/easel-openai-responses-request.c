// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-responses-private.h"

#include <math.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-wire-builder-private.h"
#include "openai-chat/easel-openai-chat-private.h"
#include "openai-chat/easel-openai-dialect.h"

/* Less is refused. */
#define LEAST_MAX_TOKENS 16

/* What only some of the services that speak this take; the rest of what they
 * differ in is as in Chat Completions. */
static const struct
{
  const char *service;
  gboolean encrypted;
  gboolean summary;
} extras[] = {
  { "openai", TRUE, TRUE },
  { "openrouter", TRUE, TRUE },
  { "xai", TRUE, FALSE },
};

static JsonObject *
typed (const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", type);
  return object;
}

static JsonObject *
text_part (const char *type, const char *text)
{
  JsonObject *object = typed (type);

  json_object_set_string_member (object, "text", text);
  return object;
}

static JsonObject *
image_part (const EaselTextPart *part)
{
  JsonObject *object = typed ("input_image");
  g_autofree char *base64 = _easel_wire_image_base64 (part);
  g_autofree char *url = g_strdup_printf ("data:%s;base64,%s", part->mime_type, base64);

  json_object_set_string_member (object, "image_url", url);
  json_object_set_string_member (object, "detail", "auto");
  return object;
}

static void
add_message (JsonArray *input, const char *role, JsonArray *content, const char *phase)
{
  JsonObject *message = typed ("message");

  json_object_set_string_member (message, "role", role);
  json_object_set_array_member (message, "content", content);
  if (phase != NULL)
    json_object_set_string_member (message, "phase", phase);
  json_array_add_object_element (input, message);
}

static void
add_user_turn (JsonArray *input, const EaselTextMessage *source)
{
  JsonArray *content = json_array_new ();

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_TEXT && *part->text != '\0')
        json_array_add_object_element (content, text_part ("input_text", part->text));
      else if (part->kind == EASEL_TEXT_PART_IMAGE)
        json_array_add_object_element (content, image_part (part));
    }
  if (json_array_get_length (content) > 0)
    add_message (input, "user", content, NULL);
  else
    json_array_unref (content);
}

/* A turn of the model on its way into the input. */
typedef struct
{
  JsonArray *input;
  GPtrArray *reasoning;
  GString *text;
  char *phase;
} Turn;

/* Reasoning stands right before the message that it led to. */
static void
end_message (Turn *turn)
{
  JsonArray *content;

  if (turn->text->len == 0)
    return;
  for (guint i = 0; i < turn->reasoning->len; i++)
    json_array_add_element (turn->input, json_node_copy (g_ptr_array_index (turn->reasoning, i)));
  g_ptr_array_set_size (turn->reasoning, 0);

  content = json_array_new ();
  json_array_add_object_element (content, text_part ("output_text", turn->text->str));
  add_message (turn->input, "assistant", content, turn->phase);
  g_string_truncate (turn->text, 0);
  g_clear_pointer (&turn->phase, g_free);
}

/* What this protocol gave out, and nothing that another one did. */
static void
add_state (Turn *turn, const char *json)
{
  g_autoptr (JsonNode) state = easel_json_parse (json, -1, NULL);
  const char *type = easel_json_get_string (state, "type");

  if (g_strcmp0 (type, "reasoning") == 0 && easel_json_get_string (state, "encrypted_content") != NULL)
    {
      end_message (turn);
      g_ptr_array_add (turn->reasoning, g_steal_pointer (&state));
    }
  else if (g_strcmp0 (type, "message") == 0)
    {
      end_message (turn);
      g_set_str (&turn->phase, easel_json_get_string (state, "phase"));
    }
}

/* Reasoning that led to nothing, as in an answer that was stopped, is refused
 * by the provider, so it is not sent. */
static void
add_model_turn (JsonArray *input, const EaselTextMessage *source)
{
  Turn turn = { input, g_ptr_array_new_with_free_func ((GDestroyNotify) json_node_unref), g_string_new (NULL),
                NULL };

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_TEXT)
        g_string_append (turn.text, part->text);
      else if (part->kind == EASEL_TEXT_PART_STATE)
        add_state (&turn, part->text);
    }
  end_message (&turn);
  g_ptr_array_unref (turn.reasoning);
  g_string_free (turn.text, TRUE);
  g_free (turn.phase);
}

/* The instructions have a place of their own; a server that does not know it
 * takes them as the first message. */
static void
add_system (EaselWireBuilder *builder, JsonArray *input, const EaselOpenaiDialect *dialect)
{
  const EaselTextRequest *request = builder->request;
  gboolean developer = dialect->own_models && easel_openai_model_is_reasoning (request->model);
  JsonArray *content;

  if (request->system == NULL || *request->system == '\0')
    return;
  if (!easel_text_request_is_refused (request, "instructions"))
    {
      _easel_wire_builder_note_sent (builder, "instructions");
      json_object_set_string_member (builder->body, "instructions", request->system);
      return;
    }
  content = json_array_new ();
  json_array_add_object_element (content, text_part ("input_text", request->system));
  add_message (input, developer ? "developer" : "system", content, NULL);
}

static gboolean
add_input (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, GError **error)
{
  const EaselTextRequest *request = builder->request;
  JsonArray *input = json_array_new ();
  guint n_system;

  add_system (builder, input, dialect);
  n_system = json_array_get_length (input);
  json_object_set_array_member (builder->body, "input", input);
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *source = g_ptr_array_index (request->messages, i);

      if (source->role == EASEL_TEXT_ROLE_USER)
        add_user_turn (input, source);
      else
        add_model_turn (input, source);
    }
  if (json_array_get_length (input) > n_system)
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("There is nothing to send"));
  return FALSE;
}

/* Servers name the field or the whole object when they refuse it. */
static void
add_reasoning (EaselWireBuilder *builder, const char *effort, gboolean summary)
{
  JsonObject *reasoning;

  if (effort == NULL && !summary)
    return;
  if (!_easel_wire_builder_may_send (builder, "reasoning"))
    return;
  reasoning = json_object_new ();
  if (effort != NULL && _easel_wire_builder_may_send (builder, "reasoning.effort"))
    json_object_set_string_member (reasoning, "effort", effort);
  if (summary && _easel_wire_builder_may_send (builder, "reasoning.summary"))
    json_object_set_string_member (reasoning, "summary", "auto");
  if (json_object_get_size (reasoning) > 0)
    json_object_set_object_member (builder->body, "reasoning", reasoning);
  else
    json_object_unref (reasoning);
}

/* Nothing is left at the provider, so what a model thought has to come along,
 * encrypted, for the next turn. Models that do not think refuse to be asked. */
static void
add_extras (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, const char *effort)
{
  gboolean thinks = !dialect->own_models || easel_openai_model_is_reasoning (builder->request->model);
  gboolean encrypted = FALSE, summary = FALSE;

  for (gsize i = 0; thinks && i < G_N_ELEMENTS (extras); i++)
    if (g_str_equal (extras[i].service, dialect->service))
      {
        encrypted = extras[i].encrypted;
        summary = extras[i].summary && g_strcmp0 (effort, "none") != 0;
      }
  /* Another service's models may not think, unless they are told to. */
  if (!dialect->own_models && effort == NULL)
    summary = FALSE;

  add_reasoning (builder, effort, summary);
  if (_easel_wire_builder_may_send (builder, "store"))
    json_object_set_boolean_member (builder->body, "store", FALSE);
  if (encrypted && _easel_wire_builder_may_send (builder, "include"))
    {
      JsonArray *include = json_array_new ();

      json_array_add_string_element (include, "reasoning.encrypted_content");
      json_object_set_array_member (builder->body, "include", include);
    }
}

static void
add_sampling (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, const char *effort)
{
  const EaselTextRequest *request = builder->request;

  _easel_openai_dialect_add_sampling (dialect, builder, effort);
  /* This protocol has neither. */
  if (request->seed >= 0)
    _easel_wire_builder_leave_out (builder, "seed");
  if (request->stop != NULL && request->stop[0] != NULL)
    _easel_wire_builder_leave_out (builder, "stop");
}

static gboolean
add_schema (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, GError **error)
{
  const EaselTextRequest *request = builder->request;
  g_autoptr (JsonNode) schema = NULL;
  JsonObject *format, *text;

  if (!_easel_wire_read_schema (request, &schema, error))
    return FALSE;
  if (schema == NULL || !_easel_wire_builder_may_send (builder, "text.format"))
    return TRUE;

  if (dialect->json_schema)
    {
      format = typed ("json_schema");
      json_object_set_string_member (format, "name",
                                     request->schema_name != NULL ? request->schema_name : "answer");
      json_object_set_boolean_member (format, "strict", TRUE);
      json_object_set_member (format, "schema", g_steal_pointer (&schema));
    }
  else
    format = typed ("json_object");
  text = json_object_new ();
  json_object_set_object_member (text, "format", format);
  json_object_set_object_member (builder->body, "text", text);
  return TRUE;
}

static void
add_stream (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect)
{
  JsonObject *options;

  json_object_set_boolean_member (builder->body, "stream", TRUE);
  if (!dialect->obfuscation || !_easel_wire_builder_may_send (builder, "stream_options"))
    return;
  options = json_object_new ();
  json_object_set_boolean_member (options, "include_obfuscation", FALSE);
  json_object_set_object_member (builder->body, "stream_options", options);
}

/* After OpenAI's API reference and client library of November 2026. */
EaselTextWire *
_easel_openai_responses_build (const EaselTextRequest *request, const EaselAccount *account, GError **error)
{
  static const char *const headers[] = { "Accept", "text/event-stream", NULL };
  const EaselOpenaiDialect *dialect = easel_openai_dialect_find (account);
  const char *base = account->base_url != NULL ? account->base_url : "https://api.openai.com/v1";
  g_auto (EaselWireBuilder) builder = { 0 };
  const char *effort;
  char *url;

  if (!_easel_wire_check_request (request, error))
    return NULL;
  _easel_wire_builder_init (&builder, request);
  effort = _easel_openai_dialect_find_effort (dialect, request);

  json_object_set_string_member (builder.body, "model", request->model);
  if (!add_input (&builder, dialect, error))
    return NULL;
  add_stream (&builder, dialect);
  if (request->max_tokens > 0)
    _easel_wire_builder_add_int (&builder, "max_output_tokens", MAX (request->max_tokens, LEAST_MAX_TOKENS));
  add_extras (&builder, dialect, effort);
  add_sampling (&builder, dialect, effort);
  if (!add_schema (&builder, dialect, error))
    return NULL;

  url = easel_account_build_url (base, dialect->path, "/responses", NULL, error);
  return url != NULL ? _easel_wire_builder_end (&builder, url, headers) : NULL;
}
