// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "transcript-samples.h"

#include <string.h>

#include "easel-hash.h"
#include "easel-json.h"
#include "easel-transcript-reader.h"
#include "easel-transcript-writer.h"

/* What strings of JSON, Markdown and HTML trip over. */
static const char *const pieces[] = {
  "a cat",
  "\n",
  "\n\n",
  "\"",
  "\\",
  "/",
  "\\u0041",
  "\t",
  "\r\n",
  "\x01\x1f\x7f",
  "é",
  "猫",
  "👩‍🚀",
  "\xe2\x80\xa8",
  "\xe2\x80\xae",
  "```\ncode",
  "~~~",
  "# heading",
  "| a | b |\n|---|---|\n| 1 | 2 |\n",
  "<script>alert(1)</script>",
  "<b onclick=\"x\">",
  "&amp;",
  "</style>",
  "[link](javascript:alert(1))",
  "[link](https://example.org/a?b=c&d)",
  "![picture](https://example.org/a.png)",
  "- [ ] open\n- [x] done\n",
  "1. one\n2. two\n",
  "> quoted\n> > twice\n",
  "$x^2$",
  "**bold *both* `code`**",
  "{\"mapping\": {}}",
};

static char *
make_text (GRand *rand)
{
  GString *text = g_string_new (NULL);
  int n_pieces = g_rand_int_range (rand, 0, 12);

  for (int i = 0; i < n_pieces; i++)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

static char *
make_text_or_null (GRand *rand)
{
  return g_rand_boolean (rand) ? make_text (rand) : NULL;
}

static gint64
make_number (GRand *rand)
{
  return g_rand_boolean (rand) ? g_rand_int_range (rand, 0, G_MAXINT32) * G_GINT64_CONSTANT (3) : -1;
}

/* From 1970 to the year 2200, with microseconds. */
static gint64
make_time (GRand *rand)
{
  return g_rand_boolean (rand) ? (gint64) (g_rand_double (rand) * 7.2e15) + 1 : 0;
}

static EaselTranscriptFile *
make_file (GRand *rand, guint *n_absent)
{
  EaselTranscriptFile *file = easel_transcript_file_new ("a “picture”.png");

  file->type = g_strdup (g_rand_boolean (rand) ? "image/png" : "text/plain");
  if (g_rand_boolean (rand))
    {
      guint8 bytes[300];
      gsize length = (gsize) g_rand_int_range (rand, 0, sizeof bytes);

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) g_rand_int (rand);
      file->bytes = g_bytes_new (bytes, length);
      file->hash = easel_hash_bytes (bytes, length);
      file->size = (gint64) length;
    }
  else
    {
      file->size = make_number (rand);
      *n_absent += 1;
    }
  return file;
}

/* As a message has them: an array of objects with what is known of each. */
static char *
make_sources (GRand *rand)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (root, json_array_new ());
  for (int i = g_rand_int_range (rand, 1, 4); i > 0; i--)
    {
      JsonObject *source = json_object_new ();
      g_autofree char *title = make_text (rand);
      g_autofree char *text = make_text (rand);

      if (g_rand_boolean (rand))
        json_object_set_string_member (source, "address", "https://example.org/a?b=c&d#\"<e>");
      if (*title != '\0' || !json_object_has_member (source, "address"))
        json_object_set_string_member (source, "title", *title != '\0' ? title : "-");
      if (*text != '\0')
        json_object_set_string_member (source, "text", text);
      json_array_add_object_element (json_node_get_array (root), source);
    }
  return easel_json_to_string (root);
}

static EaselTranscriptMessage *
make_message (GRand *rand, guint parent, guint *n_absent)
{
  EaselTranscriptMessage *message = easel_transcript_message_new ();

  message->parent = parent;
  message->kind = (EaselTranscriptKind) g_rand_int_range (rand, 0, EASEL_TRANSCRIPT_N_KINDS);
  message->state = (EaselTranscriptState) g_rand_int_range (rand, 0, EASEL_TRANSCRIPT_N_STATES);
  if (message->kind == EASEL_TRANSCRIPT_INSIGHT && message->parent > 0)
    message->covers = message->parent;
  g_free (message->text);
  message->text = make_text (rand);
  message->reasoning = make_text_or_null (rand);
  message->sources = g_rand_boolean (rand) ? make_sources (rand) : NULL;
  message->reasoning_duration = make_number (rand);
  message->provider = make_text_or_null (rand);
  message->provider_name = make_text_or_null (rand);
  message->model = make_text_or_null (rand);
  message->model_name = make_text_or_null (rand);
  message->fallback_for = make_text_or_null (rand);
  message->input_tokens = make_number (rand);
  message->output_tokens = make_number (rand);
  message->cached_tokens = make_number (rand);
  message->reasoning_tokens = make_number (rand);
  message->cost = make_number (rand);
  message->duration = make_number (rand);
  message->first_token = make_number (rand);
  message->created_at = make_time (rand);
  if (message->state == EASEL_TRANSCRIPT_FAILED)
    {
      message->error = g_strdup ("The model is overloaded. Try again later.");
      message->error_code = g_strdup ("unavailable");
    }
  while (g_rand_int_range (rand, 0, 4) == 0)
    g_ptr_array_add (message->files, make_file (rand, n_absent));
  return message;
}

/* Mostly the last message, but any may get a branch. */
static guint
choose_parent (GRand *rand, const EaselTranscript *self)
{
  guint n_messages = self->messages->len;

  return g_rand_int_range (rand, 0, 3) > 0 ? n_messages
                                           : (guint) g_rand_int_range (rand, 0, (int) n_messages + 1);
}

/* A transcript of a random shape. */
EaselTranscript *
make_transcript (GRand *rand, guint n_messages)
{
  EaselTranscript *self = easel_transcript_new ();

  self->source = make_text_or_null (rand);
  self->titled = g_rand_boolean (rand);
  self->pinned = g_rand_boolean (rand);
  g_free (self->title);
  self->title = make_text (rand);
  g_free (self->folder);
  self->folder = make_text (rand);
  self->model = make_text_or_null (rand);
  g_free (self->system_prompt);
  self->system_prompt = make_text (rand);
  g_free (self->draft);
  self->draft = make_text (rand);
  self->temperature = g_rand_boolean (rand) ? g_rand_int_range (rand, 0, 2001) : -1;
  self->max_tokens = g_rand_boolean (rand) ? g_rand_int_range (rand, 1, 100000) : 0;
  self->created_at = make_time (rand);
  self->updated_at = make_time (rand);
  for (guint i = 0; i < n_messages; i++)
    g_ptr_array_add (self->messages, make_message (rand, choose_parent (rand, self), &self->n_absent));
  self->leaf = n_messages > 0 ? (guint) g_rand_int_range (rand, 0, (int) n_messages + 1) : 0;
  g_assert_true (easel_transcript_is_sound (self));
  return self;
}

static void
assert_same_file (const EaselTranscriptFile *first, const EaselTranscriptFile *second)
{
  g_assert_cmpstr (first->name, ==, second->name);
  g_assert_cmpstr (first->type, ==, second->type);
  g_assert_cmpstr (first->hash, ==, second->hash);
  g_assert_cmpint (first->size, ==, second->size);
  g_assert_true ((first->bytes == NULL) == (second->bytes == NULL));
  g_assert_true (first->bytes == NULL || g_bytes_equal (first->bytes, second->bytes));
}

static void
assert_same_message (const EaselTranscriptMessage *first, const EaselTranscriptMessage *second)
{
  g_assert_cmpuint (first->parent, ==, second->parent);
  g_assert_cmpuint (first->covers, ==, second->covers);
  g_assert_cmpint (first->kind, ==, second->kind);
  g_assert_cmpint (first->state, ==, second->state);
  g_assert_cmpstr (first->text, ==, second->text);
  g_assert_cmpstr (first->reasoning, ==, second->reasoning);
  g_assert_cmpstr (first->sources, ==, second->sources);
  g_assert_cmpint (first->reasoning_duration, ==, second->reasoning_duration);
  g_assert_cmpstr (first->provider, ==, second->provider);
  g_assert_cmpstr (first->provider_name, ==, second->provider_name);
  g_assert_cmpstr (first->model, ==, second->model);
  g_assert_cmpstr (first->model_name, ==, second->model_name);
  g_assert_cmpstr (first->fallback_for, ==, second->fallback_for);
  g_assert_cmpint (first->input_tokens, ==, second->input_tokens);
  g_assert_cmpint (first->output_tokens, ==, second->output_tokens);
  g_assert_cmpint (first->cached_tokens, ==, second->cached_tokens);
  g_assert_cmpint (first->reasoning_tokens, ==, second->reasoning_tokens);
  g_assert_cmpint (first->cost, ==, second->cost);
  g_assert_cmpint (first->duration, ==, second->duration);
  g_assert_cmpint (first->first_token, ==, second->first_token);
  g_assert_cmpstr (first->error, ==, second->error);
  g_assert_cmpstr (first->error_code, ==, second->error_code);
  g_assert_cmpint (first->created_at, ==, second->created_at);
  g_assert_cmpuint (first->files->len, ==, second->files->len);
  for (guint i = 0; i < first->files->len; i++)
    assert_same_file (g_ptr_array_index (first->files, i), g_ptr_array_index (second->files, i));
}

void
assert_same_transcript (const EaselTranscript *first, const EaselTranscript *second)
{
  g_assert_cmpstr (first->source, ==, second->source);
  g_assert_cmpstr (first->title, ==, second->title);
  g_assert_cmpint (first->titled, ==, second->titled);
  g_assert_cmpint (first->pinned, ==, second->pinned);
  g_assert_cmpstr (first->folder, ==, second->folder);
  g_assert_cmpstr (first->model, ==, second->model);
  g_assert_cmpstr (first->system_prompt, ==, second->system_prompt);
  g_assert_cmpint (first->temperature, ==, second->temperature);
  g_assert_cmpint (first->max_tokens, ==, second->max_tokens);
  g_assert_cmpstr (first->draft, ==, second->draft);
  g_assert_cmpuint (first->leaf, ==, second->leaf);
  g_assert_cmpint (first->created_at, ==, second->created_at);
  g_assert_cmpint (first->updated_at, ==, second->updated_at);
  g_assert_cmpuint (first->n_absent, ==, second->n_absent);
  g_assert_cmpuint (first->messages->len, ==, second->messages->len);
  for (guint i = 0; i < first->messages->len; i++)
    assert_same_message (g_ptr_array_index (first->messages, i), g_ptr_array_index (second->messages, i));
}

/* Reads @json, in which ' stands for " where it holds no ". */
EaselTranscript *
read_sample (const char *json)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup (json);
  EaselTranscript *transcript;

  if (strchr (text, '"') == NULL)
    g_strdelimit (text, "'", '"');
  transcript = easel_transcript_read (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_true (easel_transcript_is_sound (transcript));
  return transcript;
}

EaselTranscript *
copy_through_json (const EaselTranscript *transcript)
{
  g_autoptr (EaselTranscriptWriter) writer = easel_transcript_writer_new (EASEL_TRANSCRIPT_JSON, FALSE);
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  EaselTranscript *again;

  easel_transcript_writer_add (writer, transcript, json);
  easel_transcript_writer_end (writer, json);
  again = easel_transcript_read (json->str, json->len, &error);
  g_assert_no_error (error);
  g_assert_true (easel_transcript_is_sound (again));
  return again;
}

EaselTranscriptMessage *
add_message (EaselTranscript *self, EaselTranscriptKind kind, guint parent, const char *text)
{
  EaselTranscriptMessage *message = easel_transcript_message_new ();

  message->kind = kind;
  message->parent = parent;
  g_set_str (&message->text, text);
  g_ptr_array_add (self->messages, message);
  return message;
}
