// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ollama-private.h"

#include <string.h>

#include "easel-json.h"
#include "easel-wire-builder-private.h"

/* The server cuts what does not fit into its window without a word, and its
 * window is small unless asked for. Asked for are steps, because each change
 * loads the model anew; a model with less takes less. */
#define SMALLEST_WINDOW 8192
#define LARGEST_WINDOW 262144

/* Bytes of text for a token, on the safe side; tokens for a picture; tokens for
 * an answer whose length nobody limited. */
#define BYTES_A_TOKEN 2
#define TOKENS_AN_IMAGE 2048
#define TOKENS_OF_ANSWER 4096

#define EFFORTS                                                                                              \
  (EASEL_EFFORT_NONE | EASEL_EFFORT_LOW | EASEL_EFFORT_MEDIUM | EASEL_EFFORT_HIGH | EASEL_EFFORT_MAX)

/* The address that a user knows may be that of the other API. */
char *
_easel_ollama_build_url (const EaselAccount *account, const char *path, GError **error)
{
  static const char *const paths[] = { "/v1", "/api" };
  const char *given = account->base_url != NULL ? account->base_url : "http://127.0.0.1:11434";
  g_autoptr (GString) base = g_string_new (given);

  g_strchomp (base->str);
  g_string_set_size (base, strlen (base->str));
  while (base->len > 0 && base->str[base->len - 1] == '/')
    g_string_truncate (base, base->len - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_has_suffix (base->str, paths[i]))
      {
        g_string_truncate (base, base->len - strlen (paths[i]));
        break;
      }
  return easel_account_build_url (base->str, "", path, NULL, error);
}

static JsonObject *
add_message (JsonArray *messages, const char *role, const char *text)
{
  JsonObject *message = json_object_new ();

  json_object_set_string_member (message, "role", role);
  json_object_set_string_member (message, "content", text);
  json_array_add_object_element (messages, message);
  return message;
}

/* What a turn gave out as state are members of its message. */
static void
merge_state (JsonObject *message, const char *json)
{
  g_autoptr (JsonNode) state = easel_json_parse (json, -1, NULL);
  const char *thinking = state != NULL ? easel_json_get_string (state, "thinking") : NULL;

  if (thinking != NULL)
    json_object_set_string_member (message, "thinking", thinking);
}

static void
add_turn (JsonArray *messages, const EaselTextMessage *source)
{
  gboolean is_user = source->role == EASEL_TEXT_ROLE_USER;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonArray) images = json_array_new ();
  JsonObject *message;

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_TEXT)
        {
          if (text->len > 0 && is_user)
            g_string_append (text, "\n\n");
          g_string_append (text, part->text);
        }
      else if (part->kind == EASEL_TEXT_PART_IMAGE && is_user)
        {
          g_autofree char *base64 = _easel_wire_image_base64 (part);

          json_array_add_string_element (images, base64);
        }
    }

  message = add_message (messages, is_user ? "user" : "assistant", text->str);
  if (json_array_get_length (images) > 0)
    json_object_set_array_member (message, "images", g_steal_pointer (&images));
  for (guint i = 0; !is_user && i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_STATE)
        merge_state (message, part->text);
    }
}

static void
add_messages (EaselWireBuilder *builder)
{
  const EaselTextRequest *request = builder->request;
  JsonArray *messages = json_array_new ();

  if (request->system != NULL && *request->system != '\0')
    add_message (messages, "system", request->system);
  for (guint i = 0; i < request->messages->len; i++)
    add_turn (messages, g_ptr_array_index (request->messages, i));
  json_object_set_array_member (builder->body, "messages", messages);
}

static gint64
count_tokens (const EaselTextRequest *request)
{
  gint64 tokens = request->system != NULL ? (gint64) strlen (request->system) / BYTES_A_TOKEN : 0;

  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *message = g_ptr_array_index (request->messages, i);

      for (guint j = 0; j < message->parts->len; j++)
        {
          const EaselTextPart *part = g_ptr_array_index (message->parts, j);

          if (part->kind == EASEL_TEXT_PART_IMAGE)
            tokens += TOKENS_AN_IMAGE;
          else
            tokens += (gint64) strlen (part->text) / BYTES_A_TOKEN;
        }
    }
  return tokens;
}

static gint64
find_window (const EaselTextRequest *request)
{
  gint64 needed = count_tokens (request) + (request->max_tokens > 0 ? request->max_tokens : TOKENS_OF_ANSWER);
  gint64 window = SMALLEST_WINDOW;

  while (window < needed && window < LARGEST_WINDOW)
    window *= 2;
  return window;
}

static void
add_options (EaselWireBuilder *builder)
{
  const EaselTextRequest *request = builder->request;
  JsonObject *body = builder->body;

  builder->body = json_object_new ();
  _easel_wire_builder_add_int (builder, "num_ctx", find_window (request));
  if (request->max_tokens > 0)
    _easel_wire_builder_add_int (builder, "num_predict", request->max_tokens);
  _easel_wire_builder_add_double (builder, "temperature", request->temperature);
  _easel_wire_builder_add_double (builder, "top_p", request->top_p);
  _easel_wire_builder_add_stop (builder, "stop");
  if (request->seed >= 0)
    _easel_wire_builder_add_int (builder, "seed", request->seed);
  json_object_set_object_member (body, "options", builder->body);
  builder->body = body;
}

/* A refusal speaks of "thinking" or of a "think value". */
static void
add_think (EaselWireBuilder *builder)
{
  const char *effort = easel_efforts_nearest ((EaselEfforts) EFFORTS, builder->request->effort);

  if (effort == NULL)
    return;
  if (easel_text_request_is_refused (builder->request, "thinking") ||
      easel_text_request_is_refused (builder->request, "think"))
    {
      _easel_wire_builder_leave_out (builder, "think");
      return;
    }
  _easel_wire_builder_note_sent (builder, "thinking");
  _easel_wire_builder_note_sent (builder, "think");
  if (g_str_equal (effort, "none"))
    json_object_set_boolean_member (builder->body, "think", FALSE);
  else
    json_object_set_string_member (builder->body, "think", effort);
}

static gboolean
add_schema (EaselWireBuilder *builder, GError **error)
{
  g_autoptr (JsonNode) schema = NULL;

  if (!_easel_wire_read_schema (builder->request, &schema, error))
    return FALSE;
  if (schema != NULL && _easel_wire_builder_may_send (builder, "format"))
    json_object_set_member (builder->body, "format", g_steal_pointer (&schema));
  return TRUE;
}

EaselTextWire *
_easel_ollama_build (const EaselTextRequest *request, const EaselAccount *account, GError **error)
{
  static const char *const headers[] = { "Accept", "application/x-ndjson", NULL };
  g_auto (EaselWireBuilder) builder = { 0 };
  char *url;

  if (!_easel_wire_check_request (request, error))
    return NULL;
  _easel_wire_builder_init (&builder, request);
  json_object_set_string_member (builder.body, "model", request->model);
  add_messages (&builder);
  json_object_set_boolean_member (builder.body, "stream", TRUE);
  add_think (&builder);
  add_options (&builder);
  if (!add_schema (&builder, error))
    return NULL;

  url = _easel_ollama_build_url (account, "/api/chat", error);
  return url != NULL ? _easel_wire_builder_end (&builder, url, headers) : NULL;
}
