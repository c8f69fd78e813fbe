// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-chat-private.h"

#include <math.h>

#include "easel-catalogue.h"
#include "easel-json.h"
#include "easel-openai-dialect.h"
#include "easel-wire-builder-private.h"

/* How a server names the role of the first message when it refuses it. */
#define ROLE_PARAMETER "messages[0].role"
#define SYSTEM_PARAMETER "system role"

static void
add_message (JsonArray *messages, const char *role, const char *text)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "role", role);
  json_object_set_string_member (message, "content", text);
  json_array_add_object_element (messages, message);
}

static JsonObject *
text_part (const char *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", "text");
  json_object_set_string_member (object, "text", text);
  return object;
}

static JsonObject *
image_part (const EaselTextPart *part)
{
  JsonObject *object = json_object_new ();
  JsonObject *image = json_object_new ();
  g_autofree char *base64 = _easel_wire_image_base64 (part);
  g_autofree char *url = g_strdup_printf ("data:%s;base64,%s", part->mime_type, base64);

  json_object_set_string_member (object, "type", "image_url");
  json_object_set_string_member (image, "url", url);
  json_object_set_object_member (object, "image_url", image);
  return object;
}

/* What a turn gave out as state are members of its message, as far as the
 * service takes them back: an unknown one is refused by some. */
static void
merge_state (JsonObject *message, const EaselOpenaiDialect *dialect, const char *json)
{
  g_autoptr (JsonNode) state = easel_json_parse (json, -1, NULL);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (state == NULL || !JSON_NODE_HOLDS_OBJECT (state))
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (state));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (g_str_equal (name, "reasoning_content"))
        name = dialect->reasoning_back;
      else if (g_str_equal (name, "reasoning_details") && !dialect->details_back)
        name = NULL;
      if (name != NULL && !json_object_has_member (message, name))
        json_object_set_member (message, name, json_node_copy (member));
    }
}

/* Plain text goes as a string: many servers take nothing else. */
static JsonObject *
message_object (const EaselTextMessage *source, const EaselOpenaiDialect *dialect)
{
  JsonObject *message = json_object_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean has_image = FALSE;

  json_object_set_string_member (message, "role",
                                 source->role == EASEL_TEXT_ROLE_USER ? "user" : "assistant");
  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      has_image |= part->kind == EASEL_TEXT_PART_IMAGE;
      if (part->kind == EASEL_TEXT_PART_TEXT)
        {
          if (text->len > 0 && source->role == EASEL_TEXT_ROLE_USER)
            g_string_append (text, "\n\n");
          g_string_append (text, part->text);
        }
    }

  if (has_image && source->role == EASEL_TEXT_ROLE_USER)
    {
      JsonArray *parts = json_array_new ();

      for (guint i = 0; i < source->parts->len; i++)
        {
          const EaselTextPart *part = g_ptr_array_index (source->parts, i);

          if (part->kind == EASEL_TEXT_PART_TEXT)
            json_array_add_object_element (parts, text_part (part->text));
          else if (part->kind == EASEL_TEXT_PART_IMAGE)
            json_array_add_object_element (parts, image_part (part));
        }
      json_object_set_array_member (message, "content", parts);
    }
  else
    json_object_set_string_member (message, "content", text->str);

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_STATE && source->role == EASEL_TEXT_ROLE_ASSISTANT)
        merge_state (message, dialect, part->text);
    }
  return message;
}

/* A template without a place for instructions gets them before the first
 * question. */
static void
add_to_question (JsonArray *messages, const char *system)
{
  JsonObject *message = json_array_get_object_element (messages, 0);
  JsonNode *content = json_object_get_member (message, "content");
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_ARRAY (content))
    {
      JsonArray *parts = json_array_new ();

      json_array_add_object_element (parts, text_part (system));
      for (guint i = 0; i < json_array_get_length (json_node_get_array (content)); i++)
        json_array_add_element (parts,
                                json_node_copy (json_array_get_element (json_node_get_array (content), i)));
      json_object_set_array_member (message, "content", parts);
      return;
    }
  text = g_strconcat (system, "\n\n", json_node_get_string (content), NULL);
  json_object_set_string_member (message, "content", text);
}

/* The schema in words, for a service that knows none. */
static char *
dup_system (const EaselTextRequest *request, const EaselOpenaiDialect *dialect)
{
  const char *system = request->system != NULL ? request->system : "";

  if (dialect->json_schema || request->schema == NULL || *request->schema == '\0')
    return g_strdup (system);
  return g_strconcat (system, *system != '\0' ? "\n\n" : "",
                      "Answer with one JSON object that keeps to this JSON Schema, and with nothing else:\n",
                      request->schema, NULL);
}

static void
add_messages (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect)
{
  const EaselTextRequest *request = builder->request;
  JsonArray *messages = json_array_new ();
  g_autofree char *system = dup_system (request, dialect);
  gboolean has_role = dialect->own_models || (!easel_text_request_is_refused (request, SYSTEM_PARAMETER) &&
                                              !easel_text_request_is_refused (request, ROLE_PARAMETER));

  if (*system != '\0' && has_role)
    {
      gboolean developer = dialect->own_models && easel_openai_model_is_reasoning (request->model);

      if (easel_text_request_is_refused (request, ROLE_PARAMETER))
        developer = !developer;
      else
        {
          _easel_wire_builder_note_sent (builder, ROLE_PARAMETER);
          _easel_wire_builder_note_sent (builder, SYSTEM_PARAMETER);
        }
      add_message (messages, developer ? "developer" : "system", system);
    }
  for (guint i = 0; i < request->messages->len; i++)
    json_array_add_object_element (messages,
                                   message_object (g_ptr_array_index (request->messages, i), dialect));
  if (*system != '\0' && !has_role)
    add_to_question (messages, system);
  json_object_set_array_member (builder->body, "messages", messages);
}

/* The limit has two names; a model that refuses one takes the other. */
static void
add_max_tokens (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect)
{
  const char *other =
      g_str_equal (dialect->max_tokens, "max_tokens") ? "max_completion_tokens" : "max_tokens";
  const EaselTextRequest *request = builder->request;

  if (request->max_tokens <= 0)
    return;
  if (!easel_text_request_is_refused (request, dialect->max_tokens))
    _easel_wire_builder_add_int (builder, dialect->max_tokens, request->max_tokens);
  else if (!easel_text_request_is_refused (request, other))
    _easel_wire_builder_add_int (builder, other, request->max_tokens);
  else
    _easel_wire_builder_leave_out (builder, dialect->max_tokens);
}

static void
add_off (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect)
{
  gboolean by_template = dialect->off == EASEL_OPENAI_OFF_TEMPLATE;
  const char *name = by_template ? "chat_template_kwargs" : "thinking";
  JsonObject *object;

  if (!_easel_wire_builder_may_send (builder, name))
    return;
  object = json_object_new ();
  if (by_template)
    json_object_set_boolean_member (object, "enable_thinking", FALSE);
  else
    json_object_set_string_member (object, "type", "disabled");
  json_object_set_object_member (builder->body, name, object);
}

static void
add_effort (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, const char *effort)
{
  if (effort == NULL)
    return;
  if (dialect->off != EASEL_OPENAI_OFF_WORD && g_str_equal (effort, "none"))
    {
      add_off (builder, dialect);
      return;
    }
  if (dialect->effort == EASEL_OPENAI_EFFORT_OBJECT)
    {
      JsonObject *object;

      if (!_easel_wire_builder_may_send (builder, "reasoning"))
        return;
      object = json_object_new ();
      json_object_set_string_member (object, "effort", effort);
      json_object_set_object_member (builder->body, "reasoning", object);
    }
  else if (_easel_wire_builder_may_send (builder, "reasoning_effort"))
    json_object_set_string_member (builder->body, "reasoning_effort",
                                   easel_openai_dialect_find_word (dialect, builder->request->model, effort));
}

static gboolean
add_schema (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, GError **error)
{
  const EaselTextRequest *request = builder->request;
  g_autoptr (JsonNode) schema = NULL;
  JsonObject *format, *wrapped;

  if (!_easel_wire_read_schema (request, &schema, error))
    return FALSE;
  if (schema == NULL || !_easel_wire_builder_may_send (builder, "response_format"))
    return TRUE;

  format = json_object_new ();
  if (dialect->json_schema)
    {
      wrapped = json_object_new ();
      json_object_set_string_member (format, "type", "json_schema");
      json_object_set_string_member (wrapped, "name",
                                     request->schema_name != NULL ? request->schema_name : "answer");
      json_object_set_boolean_member (wrapped, "strict", TRUE);
      json_object_set_member (wrapped, "schema", g_steal_pointer (&schema));
      json_object_set_object_member (format, "json_schema", wrapped);
    }
  else
    json_object_set_string_member (format, "type", "json_object");
  json_object_set_object_member (builder->body, "response_format", format);
  return TRUE;
}

static void
add_stream_options (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect)
{
  JsonObject *options;

  json_object_set_boolean_member (builder->body, "stream", TRUE);
  if (dialect->usage_include && _easel_wire_builder_may_send (builder, "usage"))
    {
      options = json_object_new ();
      json_object_set_boolean_member (options, "include", TRUE);
      json_object_set_object_member (builder->body, "usage", options);
    }
  if (!dialect->stream_usage || !_easel_wire_builder_may_send (builder, "stream_options"))
    return;
  options = json_object_new ();
  json_object_set_boolean_member (options, "include_usage", TRUE);
  if (dialect->obfuscation)
    json_object_set_boolean_member (options, "include_obfuscation", FALSE);
  json_object_set_object_member (builder->body, "stream_options", options);
}

static char *
build_url (const EaselAccount *account, const char *path, GError **error)
{
  const EaselOpenaiDialect *dialect = easel_openai_dialect_find (account);
  const char *base = account->base_url != NULL ? account->base_url : "https://api.openai.com/v1";

  return easel_account_build_url (base, dialect->path, path, NULL, error);
}

static EaselTextWire *
end_wire (EaselWireBuilder *builder, const EaselOpenaiDialect *dialect, char *url)
{
  g_autoptr (GStrvBuilder) headers = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  g_strv_builder_add_many (headers, "Accept", "text/event-stream", NULL);
  if (dialect->headers != NULL)
    g_strv_builder_addv (headers, (const char **) dialect->headers);
  all = g_strv_builder_end (headers);
  return _easel_wire_builder_end (builder, url, (const char *const *) all);
}

EaselTextWire *
_easel_openai_chat_build (const EaselTextRequest *request, const EaselAccount *account, GError **error)
{
  const EaselOpenaiDialect *dialect = easel_openai_dialect_find (account);
  g_auto (EaselWireBuilder) builder = { 0 };
  const char *effort;
  char *url;

  if (!_easel_wire_check_request (request, error))
    return NULL;
  _easel_wire_builder_init (&builder, request);
  effort = _easel_openai_dialect_find_effort (dialect, request);

  json_object_set_string_member (builder.body, "model", request->model);
  add_messages (&builder, dialect);
  add_stream_options (&builder, dialect);
  add_max_tokens (&builder, dialect);
  add_effort (&builder, dialect, effort);
  _easel_openai_dialect_add_sampling (dialect, &builder, effort);
  _easel_wire_builder_add_stop (&builder, "stop");
  if (request->seed >= 0 && dialect->seed != NULL)
    _easel_wire_builder_add_int (&builder, dialect->seed, request->seed);
  if (!add_schema (&builder, dialect, error))
    return NULL;

  url = build_url (account, "/chat/completions", error);
  return url != NULL ? end_wire (&builder, dialect, url) : NULL;
}

EaselTextWire *
_easel_openai_models_build (const EaselAccount *account, const char *cursor, GError **error)
{
  EaselTextWire *wire;
  char *url = build_url (account, "/models", error);

  if (url == NULL)
    return NULL;
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  return wire;
}
