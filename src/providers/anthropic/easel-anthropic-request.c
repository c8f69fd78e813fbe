// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-anthropic-private.h"

#include <math.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-wire-builder-private.h"

/* The version that every client of 2026 still sends; the newer one adds
 * nothing that is read here. */
#define VERSION "2023-06-01"

/* The field is required. What a model not known here certainly takes. */
#define FALLBACK_MAX_TOKENS 8192
/* Enough for any prompt; the rest of a model's limit would only be reserved. */
#define DEFAULT_MAX_TOKENS 32000

static const char *const headers[] = { "anthropic-version", VERSION, "Accept", "text/event-stream", NULL };
static const char *const list_headers[] = { "anthropic-version", VERSION, NULL };

static JsonObject *
text_block (const char *text)
{
  JsonObject *block = json_object_new ();

  json_object_set_string_member (block, "type", "text");
  json_object_set_string_member (block, "text", text);
  return block;
}

static JsonObject *
image_block (const EaselTextPart *part)
{
  JsonObject *block = json_object_new ();
  JsonObject *source = json_object_new ();
  g_autofree char *base64 = _easel_wire_image_base64 (part);

  json_object_set_string_member (block, "type", "image");
  json_object_set_string_member (source, "type", "base64");
  json_object_set_string_member (source, "media_type", part->mime_type);
  json_object_set_string_member (source, "data", base64);
  json_object_set_object_member (block, "source", source);
  return block;
}

/* Empty text blocks are refused with 400. */
static JsonArray *
message_content (const EaselTextMessage *source)
{
  JsonArray *content = json_array_new ();

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_TEXT && *part->text != '\0')
        json_array_add_object_element (content, text_block (part->text));
      else if (part->kind == EASEL_TEXT_PART_IMAGE && source->role == EASEL_TEXT_ROLE_USER)
        json_array_add_object_element (content, image_block (part));
      else if (part->kind == EASEL_TEXT_PART_STATE)
        {
          JsonNode *state = easel_json_parse (part->text, -1, NULL);

          if (state != NULL)
            json_array_add_element (content, state);
        }
    }
  return content;
}

static gboolean
add_messages (EaselWireBuilder *builder, GError **error)
{
  const EaselTextRequest *request = builder->request;
  JsonArray *messages = json_array_new ();

  json_object_set_array_member (builder->body, "messages", messages);
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *source = g_ptr_array_index (request->messages, i);
      JsonArray *content = message_content (source);
      JsonObject *message;

      if (json_array_get_length (content) == 0)
        {
          json_array_unref (content);
          continue;
        }
      message = json_object_new ();
      json_object_set_string_member (message, "role",
                                     source->role == EASEL_TEXT_ROLE_USER ? "user" : "assistant");
      json_object_set_array_member (message, "content", content);
      json_array_add_object_element (messages, message);
    }
  if (json_array_get_length (messages) == 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("There is nothing to send"));
      return FALSE;
    }
  return TRUE;
}

/* Models up to Opus 4.6 take sampling parameters; later ones refuse them. */
static gboolean
takes_sampling (const char *model, const EaselModelInfo *info)
{
  if (info != NULL)
    return (info->flags & EASEL_MODEL_NO_SAMPLING) == 0;
  return g_str_has_prefix (model, "claude-2") || g_str_has_prefix (model, "claude-3") ||
         g_str_has_prefix (model, "claude-sonnet-4") || g_str_has_prefix (model, "claude-opus-4") ||
         g_str_has_prefix (model, "claude-haiku-4") || !g_str_has_prefix (model, "claude-");
}

/* Models that choose themselves how long to think, up to an effort. */
static gboolean
is_adaptive (const EaselModelInfo *info)
{
  return info != NULL && (info->efforts & (EASEL_EFFORT_XHIGH | EASEL_EFFORT_MAX)) != 0;
}

static gint64
budget_for (const char *effort)
{
  if (g_str_equal (effort, "minimal"))
    return 1024;
  if (g_str_equal (effort, "low"))
    return 4096;
  if (g_str_equal (effort, "medium"))
    return 10240;
  return 20480;
}

static JsonObject *
add_object (EaselWireBuilder *builder, const char *name)
{
  JsonObject *object;

  if (json_object_has_member (builder->body, name))
    return json_object_get_object_member (builder->body, name);
  if (!_easel_wire_builder_may_send (builder, name))
    return NULL;
  object = json_object_new ();
  json_object_set_object_member (builder->body, name, object);
  return object;
}

/* Returns whether the model is told to think, which rules out a temperature. */
static gboolean
add_thinking (EaselWireBuilder *builder, const EaselModelInfo *info, gint64 *max_tokens)
{
  const EaselTextRequest *request = builder->request;
  const char *effort = easel_efforts_nearest (info != NULL ? info->efforts : 0, request->effort);
  JsonObject *object;
  gint64 budget;

  if (effort == NULL || (info != NULL && (info->flags & EASEL_MODEL_REASONING) == 0))
    return FALSE;
  if (g_str_equal (effort, "none"))
    {
      object = is_adaptive (info) ? add_object (builder, "thinking") : NULL;
      if (object != NULL)
        json_object_set_string_member (object, "type", "disabled");
      return FALSE;
    }

  object = add_object (builder, "thinking");
  if (object == NULL)
    return FALSE;
  if (is_adaptive (info) || info == NULL)
    {
      json_object_set_string_member (object, "type", "adaptive");
      json_object_set_string_member (object, "display", "summarized");
      object = add_object (builder, "output_config");
      if (object != NULL)
        json_object_set_string_member (object, "effort", g_str_equal (effort, "minimal") ? "low" : effort);
      return TRUE;
    }
  budget = budget_for (effort);
  if (*max_tokens <= budget)
    *max_tokens = budget + *max_tokens;
  if (info->max_output > 0 && *max_tokens > info->max_output)
    *max_tokens = info->max_output;
  json_object_set_string_member (object, "type", "enabled");
  json_object_set_int_member (object, "budget_tokens", MIN (budget, *max_tokens - 1));
  return TRUE;
}

static void
add_sampling (EaselWireBuilder *builder, const EaselModelInfo *info, gboolean thinks)
{
  const EaselTextRequest *request = builder->request;

  if (thinks || !takes_sampling (request->model, info))
    {
      if (isfinite (request->temperature))
        _easel_wire_builder_leave_out (builder, "temperature");
      if (isfinite (request->top_p))
        _easel_wire_builder_leave_out (builder, "top_p");
      return;
    }
  /* Both together are refused; the range ends at 1. */
  if (isfinite (request->temperature))
    _easel_wire_builder_add_double (builder, "temperature", CLAMP (request->temperature, 0.0, 1.0));
  else
    _easel_wire_builder_add_double (builder, "top_p", request->top_p);
}

static gboolean
add_schema (EaselWireBuilder *builder, GError **error)
{
  g_autoptr (JsonNode) schema = NULL;
  JsonObject *config, *format;

  if (!_easel_wire_read_schema (builder->request, &schema, error))
    return FALSE;
  config = schema != NULL ? add_object (builder, "output_config") : NULL;
  if (config == NULL)
    return TRUE;
  format = json_object_new ();
  json_object_set_string_member (format, "type", "json_schema");
  json_object_set_member (format, "schema", g_steal_pointer (&schema));
  json_object_set_object_member (config, "format", format);
  return TRUE;
}

static char *
build_url (const EaselAccount *account, const char *path, const char *query, GError **error)
{
  const char *base = account->base_url != NULL ? account->base_url : "https://api.anthropic.com";

  return easel_account_build_url (base, "/v1", path, query, error);
}

EaselTextWire *
_easel_anthropic_build (const EaselTextRequest *request, const EaselAccount *account, GError **error)
{
  g_auto (EaselWireBuilder) builder = { 0 };
  g_autoptr (EaselModelInfo) info = easel_catalogue_lookup ("anthropic", request->model);
  gint64 max_tokens = request->max_tokens;
  gboolean thinks;
  char *url;

  if (!_easel_wire_check_request (request, error))
    return NULL;
  _easel_wire_builder_init (&builder, request);
  if (max_tokens <= 0)
    max_tokens = info != NULL && info->max_output > 0 ? MIN (info->max_output, DEFAULT_MAX_TOKENS)
                                                      : FALLBACK_MAX_TOKENS;

  json_object_set_string_member (builder.body, "model", request->model);
  if (request->system != NULL && *request->system != '\0')
    json_object_set_string_member (builder.body, "system", request->system);
  if (!add_messages (&builder, error))
    return NULL;
  json_object_set_boolean_member (builder.body, "stream", TRUE);
  thinks = add_thinking (&builder, info, &max_tokens);
  json_object_set_int_member (builder.body, "max_tokens", max_tokens);
  add_sampling (&builder, info, thinks);
  _easel_wire_builder_add_stop (&builder, "stop_sequences");
  if (request->seed >= 0)
    _easel_wire_builder_leave_out (&builder, "seed");
  if (!add_schema (&builder, error))
    return NULL;

  url = build_url (account, "/messages", NULL, error);
  return url != NULL ? _easel_wire_builder_end (&builder, url, headers) : NULL;
}

EaselTextWire *
_easel_anthropic_models_build (const EaselAccount *account, const char *cursor, GError **error)
{
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  g_autofree char *query = g_strconcat ("limit=1000", escaped != NULL ? "&after_id=" : NULL, escaped, NULL);
  EaselTextWire *wire;
  char *url = build_url (account, "/models", query, error);

  if (url == NULL)
    return NULL;
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  wire->headers = g_strdupv ((GStrv) list_headers);
  return wire;
}
