// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini-private.h"

#include <math.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-wire-builder-private.h"

/* More are refused. */
#define MOST_STOPS 5

/* From this version on a model takes a level; the one before, a budget; older
 * ones do not think. */
#define FIRST_WITH_LEVEL 30
#define FIRST_WITH_BUDGET 25

static JsonObject *
text_part (const char *text)
{
  JsonObject *part = json_object_new ();

  json_object_set_string_member (part, "text", text);
  return part;
}

static JsonObject *
inline_data (const EaselTextPart *source)
{
  JsonObject *data = json_object_new ();
  g_autofree char *base64 = _easel_wire_image_base64 (source);

  json_object_set_string_member (data, "mimeType", source->mime_type);
  json_object_set_string_member (data, "data", base64);
  return data;
}

static JsonObject *
image_part (const EaselTextPart *source)
{
  JsonObject *part = json_object_new ();

  json_object_set_object_member (part, "inlineData", inline_data (source));
  return part;
}

/* A turn on its way into a message. */
typedef struct
{
  JsonArray *parts;
  GString *text;
  const EaselTextPart *image;
  gboolean keeps_images;
} Turn;

static void
end_text (Turn *turn)
{
  if (turn->text->len > 0)
    json_array_add_object_element (turn->parts, text_part (turn->text->str));
  g_string_truncate (turn->text, 0);
}

/* A model's own image goes back with its signature, or not at all from the
 * models on that want one. */
static void
end_image (Turn *turn)
{
  if (turn->image != NULL && turn->keeps_images)
    json_array_add_object_element (turn->parts, image_part (turn->image));
  turn->image = NULL;
}

/* The text of a signed part stands among the texts already: it is taken out
 * there, so that it is said once, in the part that is signed. If it was changed
 * since, the signature stands alone. */
static void
add_signed_text (Turn *turn, JsonNode *state, const char *text)
{
  end_image (turn);
  if (easel_json_get_boolean (state, "thought", FALSE) || *text == '\0')
    end_text (turn);
  else if (g_str_has_suffix (turn->text->str, text))
    {
      g_string_truncate (turn->text, turn->text->len - strlen (text));
      end_text (turn);
    }
  else
    {
      JsonObject *alone = text_part ("");

      end_text (turn);
      json_object_set_string_member (alone, "thoughtSignature",
                                     easel_json_get_string (state, "thoughtSignature"));
      json_array_add_object_element (turn->parts, alone);
      return;
    }
  json_array_add_element (turn->parts, json_node_copy (state));
}

/* What this protocol gave out, and nothing that another one did. */
static void
add_state (Turn *turn, const char *json)
{
  g_autoptr (JsonNode) state = easel_json_parse (json, -1, NULL);
  const char *text = easel_json_get_string (state, "text");

  if (easel_json_get_string (state, "thoughtSignature") == NULL)
    return;
  if (easel_json_get_object (state, "inlineData") != NULL)
    {
      end_text (turn);
      if (turn->image == NULL)
        return;
      json_object_set_object_member (json_node_get_object (state), "inlineData", inline_data (turn->image));
      json_array_add_element (turn->parts, g_steal_pointer (&state));
      turn->image = NULL;
    }
  else if (easel_json_get_object (state, "functionCall") != NULL)
    {
      end_text (turn);
      end_image (turn);
      json_array_add_element (turn->parts, g_steal_pointer (&state));
    }
  else if (text != NULL)
    add_signed_text (turn, state, text);
}

static JsonArray *
build_parts (const EaselTextMessage *source, gboolean keeps_images)
{
  Turn turn = { json_array_new (), g_string_new (NULL), NULL, keeps_images };
  gboolean is_user = source->role == EASEL_TEXT_ROLE_USER;

  for (guint i = 0; i < source->parts->len; i++)
    {
      const EaselTextPart *part = g_ptr_array_index (source->parts, i);

      if (part->kind == EASEL_TEXT_PART_TEXT)
        {
          end_image (&turn);
          g_string_append (turn.text, part->text);
          if (is_user)
            end_text (&turn);
        }
      else if (part->kind == EASEL_TEXT_PART_IMAGE)
        {
          end_text (&turn);
          end_image (&turn);
          turn.image = part;
        }
      else if (!is_user)
        add_state (&turn, part->text);
    }
  end_text (&turn);
  end_image (&turn);
  g_string_free (turn.text, TRUE);
  return turn.parts;
}

/* Gemma's first generations have no place for instructions. */
static gboolean
takes_system (const EaselTextRequest *request)
{
  return !easel_text_request_is_refused (request, "systemInstruction") &&
         !g_str_has_prefix (request->model, "gemma-1") && !g_str_has_prefix (request->model, "gemma-2") &&
         !g_str_has_prefix (request->model, "gemma-3");
}

/* Returns what has to be said in the first message instead. */
static const char *
add_system (EaselWireBuilder *builder)
{
  const EaselTextRequest *request = builder->request;
  JsonObject *instruction;
  JsonArray *parts;

  if (request->system == NULL || *request->system == '\0')
    return NULL;
  if (!takes_system (request))
    return request->system;
  _easel_wire_builder_note_sent (builder, "systemInstruction");
  instruction = json_object_new ();
  parts = json_array_new ();
  json_array_add_object_element (parts, text_part (request->system));
  json_object_set_array_member (instruction, "parts", parts);
  json_object_set_object_member (builder->body, "systemInstruction", instruction);
  return NULL;
}

static void
add_content (JsonArray *contents, const char *role, JsonArray *parts)
{
  JsonObject *content = json_object_new ();

  json_object_set_string_member (content, "role", role);
  json_object_set_array_member (content, "parts", parts);
  json_array_add_object_element (contents, content);
}

static gboolean
add_contents (EaselWireBuilder *builder, guint version, GError **error)
{
  const EaselTextRequest *request = builder->request;
  const char *system = add_system (builder);
  JsonArray *contents = json_array_new ();
  gboolean keeps_images = version > 0 && version < FIRST_WITH_LEVEL;

  json_object_set_array_member (builder->body, "contents", contents);
  for (guint i = 0; i < request->messages->len; i++)
    {
      const EaselTextMessage *source = g_ptr_array_index (request->messages, i);
      gboolean is_user = source->role == EASEL_TEXT_ROLE_USER;
      JsonArray *parts = build_parts (source, is_user || keeps_images);

      if (json_array_get_length (parts) == 0)
        {
          json_array_unref (parts);
          continue;
        }
      if (is_user && system != NULL)
        {
          JsonArray *more = json_array_new ();

          json_array_add_object_element (more, text_part (system));
          for (guint k = 0; k < json_array_get_length (parts); k++)
            json_array_add_element (more, json_node_copy (json_array_get_element (parts, k)));
          json_array_unref (parts);
          parts = more;
          system = NULL;
        }
      add_content (contents, is_user ? "user" : "model", parts);
    }
  if (json_array_get_length (contents) > 0)
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("There is nothing to send"));
  return FALSE;
}

/* Tokens to think with; the Pro model cannot be silent. */
static int
budget_for (const char *model, const char *effort)
{
  gboolean is_pro = strstr (model, "-pro") != NULL;

  if (g_str_equal (effort, "none"))
    return is_pro ? 128 : 0;
  if (g_str_equal (effort, "minimal"))
    return 512;
  if (g_str_equal (effort, "low"))
    return 2048;
  if (g_str_equal (effort, "medium"))
    return 8192;
  return 24576;
}

static const char *
level_for (const char *effort)
{
  if (g_str_equal (effort, "none") || g_str_equal (effort, "minimal"))
    return "MINIMAL";
  if (g_str_equal (effort, "low"))
    return "LOW";
  return g_str_equal (effort, "medium") ? "MEDIUM" : "HIGH";
}

/* What a model of this name takes if the catalogue does not know it. */
static EaselEfforts
guess_efforts (const char *model)
{
  if (g_str_has_prefix (model, "gemma-"))
    return EASEL_EFFORT_MINIMAL | EASEL_EFFORT_HIGH;
  return EASEL_EFFORT_LOW | EASEL_EFFORT_MEDIUM | EASEL_EFFORT_HIGH;
}

static gboolean
thinks (const char *model, guint version, const EaselModelInfo *info)
{
  if (info != NULL && (info->flags & EASEL_MODEL_REASONING) != 0)
    return TRUE;
  if (version > 0)
    return version >= FIRST_WITH_LEVEL || (version >= FIRST_WITH_BUDGET && strstr (model, "-image") == NULL &&
                                           strstr (model, "-tts") == NULL);
  return g_str_has_prefix (model, "gemini-") || g_str_has_prefix (model, "gemma-4");
}

static void
add_thinking (EaselWireBuilder *builder, JsonObject *config, guint version)
{
  const EaselTextRequest *request = builder->request;
  g_autoptr (EaselModelInfo) info = easel_catalogue_lookup ("gemini", request->model);
  gboolean by_budget = version >= FIRST_WITH_BUDGET && version < FIRST_WITH_LEVEL;
  const char *effort;
  JsonObject *thinking;

  if (!thinks (request->model, version, info) || !_easel_wire_builder_may_send (builder, "thinkingConfig"))
    return;
  if (by_budget)
    effort = easel_efforts_nearest (0, request->effort);
  else
    effort = easel_efforts_nearest (
        info != NULL && info->efforts != 0 ? info->efforts : guess_efforts (request->model), request->effort);

  thinking = json_object_new ();
  if (g_strcmp0 (effort, "none") != 0 && _easel_wire_builder_may_send (builder, "includeThoughts"))
    json_object_set_boolean_member (thinking, "includeThoughts", TRUE);
  if (effort != NULL && by_budget && _easel_wire_builder_may_send (builder, "thinkingBudget"))
    json_object_set_int_member (thinking, "thinkingBudget", budget_for (request->model, effort));
  if (effort != NULL && !by_budget && _easel_wire_builder_may_send (builder, "thinkingLevel"))
    json_object_set_string_member (thinking, "thinkingLevel", level_for (effort));
  if (json_object_get_size (thinking) > 0)
    json_object_set_object_member (config, "thinkingConfig", thinking);
  else
    json_object_unref (thinking);
}

static void
add_number (EaselWireBuilder *builder, JsonObject *config, const char *name, double value)
{
  if (isfinite (value) && _easel_wire_builder_may_send (builder, name))
    json_object_set_double_member (config, name, value);
}

static void
add_integer (EaselWireBuilder *builder, JsonObject *config, const char *name, gint64 value)
{
  if (_easel_wire_builder_may_send (builder, name))
    json_object_set_int_member (config, name, value);
}

static void
add_stops (EaselWireBuilder *builder, JsonObject *config)
{
  GStrv stop = builder->request->stop;
  JsonArray *list;

  if (stop == NULL || stop[0] == NULL || !_easel_wire_builder_may_send (builder, "stopSequences"))
    return;
  list = json_array_new ();
  for (guint i = 0; stop[i] != NULL && i < MOST_STOPS; i++)
    json_array_add_string_element (list, stop[i]);
  json_object_set_array_member (config, "stopSequences", list);
}

/* A model that does not know schemas may still know JSON. */
static gboolean
add_schema (EaselWireBuilder *builder, JsonObject *config, GError **error)
{
  g_autoptr (JsonNode) schema = NULL;

  if (!_easel_wire_read_schema (builder->request, &schema, error))
    return FALSE;
  if (schema == NULL || !_easel_wire_builder_may_send (builder, "responseMimeType"))
    return TRUE;
  json_object_set_string_member (config, "responseMimeType", "application/json");
  if (_easel_wire_builder_may_send (builder, "responseJsonSchema"))
    json_object_set_member (config, "responseJsonSchema", g_steal_pointer (&schema));
  return TRUE;
}

static gboolean
add_config (EaselWireBuilder *builder, guint version, GError **error)
{
  const EaselTextRequest *request = builder->request;
  JsonObject *config = json_object_new ();

  json_object_set_object_member (builder->body, "generationConfig", config);
  add_number (builder, config, "temperature", request->temperature);
  add_number (builder, config, "topP", request->top_p);
  if (request->max_tokens > 0)
    add_integer (builder, config, "maxOutputTokens", MIN (request->max_tokens, G_MAXINT32));
  /* A number of 32 bits there. */
  if (request->seed >= 0)
    add_integer (builder, config, "seed", request->seed & G_MAXINT32);
  add_stops (builder, config);
  add_thinking (builder, config, version);
  if (!add_schema (builder, config, error))
    return FALSE;
  if (json_object_get_size (config) == 0)
    json_object_remove_member (builder->body, "generationConfig");
  return TRUE;
}

/* People paste the address of a call that an example shows. */
static char *
dup_base (const EaselAccount *account)
{
  const char *base = account->base_url != NULL ? account->base_url : EASEL_GEMINI_BASE_URL;
  const char *call = strstr (base, "/models/");

  return call != NULL ? g_strndup (base, (gsize) (call - base)) : g_strdup (base);
}

char *
_easel_gemini_build_url (const EaselAccount *account, const char *path, const char *query, GError **error)
{
  g_autofree char *base = dup_base (account);

  if (!easel_account_check_query (account->base_url, error))
    return NULL;
  return easel_account_build_url (base, "/v1beta", path, query, error);
}

/* A tuned model says itself in which list it stands. */
static char *
dup_model_path (const char *model)
{
  const char *id = g_str_has_prefix (model, "models/") ? model + strlen ("models/") : model;
  gboolean is_tuned = g_str_has_prefix (id, "tunedModels/");
  g_autofree char *escaped = g_uri_escape_string (is_tuned ? id + strlen ("tunedModels/") : id, NULL, FALSE);

  return g_strconcat (is_tuned ? "/tunedModels/" : "/models/", escaped, ":streamGenerateContent", NULL);
}

EaselTextWire *
_easel_gemini_build (const EaselTextRequest *request, const EaselAccount *account, GError **error)
{
  static const char *const headers[] = { "Accept", "text/event-stream", NULL };
  g_auto (EaselWireBuilder) builder = { 0 };
  g_autofree char *path = NULL;
  guint version;
  char *url;

  if (!_easel_wire_check_request (request, error))
    return NULL;
  _easel_wire_builder_init (&builder, request);
  version = _easel_gemini_version (request->model);
  if (!add_contents (&builder, version, error) || !add_config (&builder, version, error))
    return NULL;
  path = dup_model_path (request->model);
  url = _easel_gemini_build_url (account, path, "alt=sse", error);
  return url != NULL ? _easel_wire_builder_end (&builder, url, headers) : NULL;
}
