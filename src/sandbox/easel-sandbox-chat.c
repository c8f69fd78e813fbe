// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-chat-private.h"

#include "easel-edit-message.h"
#include "easel-json.h"
#include "easel-sandbox-clip-private.h"
#include "easel-sandbox-painter-private.h"
#include "easel-sandbox-rules.h"

#include <string.h>

/* An answer of any length streams in at most so many pieces. */
#define MOST_PIECES 160
#define WORDS_A_PIECE 2

/* When the models were made; a constant, so that answers are the same. */
#define MODEL_CREATED 1735689600

static EaselSandboxReply *
fail (guint status, const char *message, const char *code)
{
  EaselSandboxReply *self = g_new0 (EaselSandboxReply, 1);

  self->status = status;
  self->error = _easel_sandbox_get_error (message, code);
  return self;
}

/* The text of a message: a string, or the parts of type text. */
static char *
read_content (JsonNode *message)
{
  const char *plain = easel_json_get_string (message, "content");
  JsonArray *parts = easel_json_get_array (message, "content");
  GString *text;

  if (plain != NULL || parts == NULL)
    return g_strdup (plain);
  text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      if (g_strcmp0 (easel_json_get_string (part, "type"), "text") == 0 &&
          easel_json_get_string (part, "text") != NULL)
        g_string_append (text, easel_json_get_string (part, "text"));
    }
  return g_string_free (text, FALSE);
}

/* Tokens are estimated at four bytes each. */
static gsize
count_tokens (const char *text)
{
  return text != NULL ? (strlen (text) + 3) / 4 : 0;
}

static void
answer_message (EaselSandboxReply *self, const char *message)
{
  g_autoptr (EaselEditMessage) edit = easel_edit_message_parse (message);
  g_autoptr (EaselSandboxAnswer) answer = NULL;

  if (edit == NULL)
    {
      self->text = easel_sandbox_rules_chat (message);
      return;
    }
  answer = easel_sandbox_rules_apply (edit->instruction, edit->prompt, edit->negative,
                                      (const char *const *) edit->locked);
  self->refusal = answer->declined != NULL;
  self->text = self->refusal ? g_strdup (answer->declined)
                             : easel_edit_answer_build (answer->prompt, answer->negative);
}

/*
 * _easel_sandbox_reply_new:
 * @body: the body of a request to /v1/chat/completions
 * @length: its length in bytes
 *
 * Form of request and answer: OpenAI, Chat Completions.
 */
EaselSandboxReply *
_easel_sandbox_reply_new (const char *body, gsize length)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EaselSandboxReply) self = NULL;
  g_autofree char *last = NULL;
  const char *model;
  JsonArray *messages;

  if (!g_utf8_validate_len (body, length, NULL) ||
      (root = easel_json_parse (body, (gssize) length, NULL)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail (400, "We could not parse the JSON body of your request: it must be one JSON object.", NULL);
  model = easel_json_get_string (root, "model");
  if (model == NULL)
    return fail (400, "You must provide a model parameter.", NULL);
  if (!g_str_equal (model, EASEL_SANDBOX_MODEL))
    return fail (404, "This server has one model, `" EASEL_SANDBOX_MODEL "`.", "model_not_found");
  messages = easel_json_get_array (root, "messages");
  if (messages == NULL || json_array_get_length (messages) == 0)
    return fail (400, "messages must be an array with at least one message.", NULL);

  self = g_new0 (EaselSandboxReply, 1);
  self->status = 200;
  self->stream = easel_json_get_boolean (root, "stream", FALSE);
  self->include_usage = easel_json_get_boolean (root, "stream_options.include_usage", FALSE);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonNode *message = json_array_get_element (messages, i);
      g_autofree char *text = read_content (message);

      if (text == NULL)
        continue;
      self->prompt_tokens += count_tokens (text);
      if (g_strcmp0 (easel_json_get_string (message, "role"), "user") == 0)
        g_set_str (&last, text);
    }
  if (last == NULL)
    return fail (400, "messages must hold a message of the role user that has a text.", NULL);

  answer_message (self, last);
  self->answer_tokens = count_tokens (self->text);
  return g_steal_pointer (&self);
}

void
_easel_sandbox_reply_free (EaselSandboxReply *self)
{
  if (self == NULL)
    return;

  g_free (self->error);
  g_free (self->text);
  g_free (self);
}

/* ---------------------------------------------------------------- JSON */

static void
set_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
set_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
set_null (JsonBuilder *builder, const char *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_null_value (builder);
}

static char *
finish_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);

  return easel_json_to_string (root);
}

static void
begin_completion (JsonBuilder *builder, const char *id, gint64 created, const char *object)
{
  json_builder_begin_object (builder);
  set_string (builder, "id", id);
  set_string (builder, "object", object);
  set_int (builder, "created", created);
  set_string (builder, "model", EASEL_SANDBOX_MODEL);
  json_builder_set_member_name (builder, "choices");
  json_builder_begin_array (builder);
}

static void
set_usage (JsonBuilder *builder, const EaselSandboxReply *self)
{
  json_builder_set_member_name (builder, "usage");
  json_builder_begin_object (builder);
  set_int (builder, "prompt_tokens", (gint64) self->prompt_tokens);
  set_int (builder, "completion_tokens", (gint64) self->answer_tokens);
  set_int (builder, "total_tokens", (gint64) (self->prompt_tokens + self->answer_tokens));
  json_builder_end_object (builder);
}

char *
_easel_sandbox_reply_to_json (const EaselSandboxReply *self, const char *id, gint64 created)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  begin_completion (builder, id, created, "chat.completion");
  json_builder_begin_object (builder);
  set_int (builder, "index", 0);
  json_builder_set_member_name (builder, "message");
  json_builder_begin_object (builder);
  set_string (builder, "role", "assistant");
  if (self->refusal)
    set_null (builder, "content");
  else
    set_string (builder, "content", self->text);
  if (self->refusal)
    set_string (builder, "refusal", self->text);
  else
    set_null (builder, "refusal");
  json_builder_end_object (builder);
  set_string (builder, "finish_reason", "stop");
  json_builder_end_object (builder);
  json_builder_end_array (builder);
  set_usage (builder, self);
  json_builder_end_object (builder);
  return finish_json (builder);
}

/* How many pieces the text is cut into: two words each, or more. */
static guint
count_pieces (const EaselSandboxReply *self)
{
  gsize words = 0;

  for (const char *at = self->text; *at != '\0'; at++)
    words += *at == ' ';
  return (guint) CLAMP ((words + WORDS_A_PIECE) / WORDS_A_PIECE, 1, MOST_PIECES);
}

/* The n-th piece: from the first space at or behind its share to the next. */
static gsize
piece_start (const EaselSandboxReply *self, guint n, guint n_pieces)
{
  gsize length = strlen (self->text);
  gsize at = length / n_pieces * n + length % n_pieces * n / n_pieces;

  if (n == 0 || at >= length)
    return n == 0 ? 0 : length;
  while (self->text[at] != '\0' && self->text[at] != ' ' && self->text[at] != '\n')
    at++;
  return at;
}

/*
 * _easel_sandbox_reply_get_n_events:
 *
 * The role, the pieces, the end, the usage if it is asked for, and [DONE].
 */
guint
_easel_sandbox_reply_get_n_events (const EaselSandboxReply *self)
{
  return count_pieces (self) + (self->include_usage ? 4 : 3);
}

/*
 * _easel_sandbox_reply_get_event:
 * @n: which event
 *
 * Returns: the event with its line ends, or %NULL for a piece that is empty
 */
char *
_easel_sandbox_reply_get_event (const EaselSandboxReply *self, const char *id, gint64 created, guint n)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_pieces = count_pieces (self);
  gsize start = n > 0 && n <= n_pieces ? piece_start (self, n - 1, n_pieces) : 0;
  gsize end = n > 0 && n <= n_pieces ? piece_start (self, n, n_pieces) : 0;
  g_autofree char *piece = g_strndup (self->text + start, end - start);
  g_autofree char *json = NULL;
  gboolean usage = self->include_usage && n == n_pieces + 2;

  if (n == n_pieces + (self->include_usage ? 3 : 2))
    return g_strdup ("data: [DONE]\n\n");
  if (n > 0 && n <= n_pieces && *piece == '\0')
    return NULL;

  begin_completion (builder, id, created, "chat.completion.chunk");
  if (!usage)
    {
      json_builder_begin_object (builder);
      set_int (builder, "index", 0);
      json_builder_set_member_name (builder, "delta");
      json_builder_begin_object (builder);
      if (n == 0)
        {
          set_string (builder, "role", "assistant");
          if (!self->refusal)
            set_string (builder, "content", "");
        }
      else if (n <= n_pieces)
        set_string (builder, self->refusal ? "refusal" : "content", piece);
      json_builder_end_object (builder);
      if (n == n_pieces + 1)
        set_string (builder, "finish_reason", "stop");
      else
        set_null (builder, "finish_reason");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (usage)
    set_usage (builder, self);
  else if (self->include_usage)
    set_null (builder, "usage");
  json_builder_end_object (builder);

  json = finish_json (builder);
  return g_strdup_printf ("data: %s\n\n", json);
}

static void
add_model (JsonBuilder *builder, const char *id)
{
  json_builder_begin_object (builder);
  set_string (builder, "id", id);
  set_string (builder, "object", "model");
  set_int (builder, "created", MODEL_CREATED);
  set_string (builder, "owned_by", "easel");
  json_builder_end_object (builder);
}

char *
_easel_sandbox_get_models (gboolean list)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (list)
    {
      json_builder_begin_object (builder);
      set_string (builder, "object", "list");
      json_builder_set_member_name (builder, "data");
      json_builder_begin_array (builder);
    }
  add_model (builder, EASEL_SANDBOX_MODEL);
  if (list)
    {
      add_model (builder, EASEL_SANDBOX_PAINTER);
      add_model (builder, EASEL_SANDBOX_CLIP);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  return finish_json (builder);
}

char *
_easel_sandbox_get_error (const char *message, const char *code)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  set_string (builder, "message", message);
  set_string (builder, "type",
              g_strcmp0 (code, "rate_limit_exceeded") == 0 ? "rate_limit_error" : "invalid_request_error");
  set_null (builder, "param");
  if (code != NULL)
    set_string (builder, "code", code);
  else
    set_null (builder, "code");
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return finish_json (builder);
}
