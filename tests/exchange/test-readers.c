// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json-splitter.h"
#include "easel-transcript-reader.h"
#include "transcript-samples.h"

/* Element @index of a file of samples; its error, if it is refused. */
static EaselTranscript *
read_element (const char *file, guint index, GError **error)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (EaselJsonSplitter) splitter =
      easel_json_splitter_new (EASEL_TRANSCRIPT_LARGEST, EASEL_TRANSCRIPT_MOST_VALUES);
  g_autoptr (GError) local_error = NULL;
  gsize length = 0;
  gsize at = 0;

  g_assert_true (g_file_get_contents (path, &text, &length, &local_error));
  while (at < length)
    {
      EaselJsonItem item;
      gsize used;

      g_assert_true (easel_json_splitter_feed (splitter, text + at, length - at, &used, &item, &local_error));
      at += used;
      if (item.state == EASEL_JSON_ITEM_OBJECT && index-- == 0)
        {
          EaselTranscript *transcript = easel_transcript_read (item.data, item.length, error);

          g_assert_true (transcript == NULL || easel_transcript_is_sound (transcript));
          return transcript;
        }
    }
  g_assert_not_reached ();
}

static void
assert_refused (const char *file, guint index, const char *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element (file, index, &error);

  g_assert_null (transcript);
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (g_pattern_match_simple (sentence, error->message));
}

static const EaselTranscriptMessage *
assert_message (
    const EaselTranscript *transcript, guint number, EaselTranscriptKind kind, guint parent, const char *text)
{
  const EaselTranscriptMessage *message = easel_transcript_get_message (transcript, number);

  g_assert_nonnull (message);
  g_assert_cmpint (message->kind, ==, kind);
  g_assert_cmpuint (message->parent, ==, parent);
  g_assert_cmpstr (message->text, ==, text);
  return message;
}

/* Two answers of which the second is in view; the order of the branches is their
 * parent's; what is hidden is left out. */
static void
test_chatgpt_branches (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("chatgpt.json", 0, &error);
  const EaselTranscriptMessage *message;

  g_assert_no_error (error);
  g_assert_cmpstr (transcript->source, ==, "chatgpt:c-1");
  g_assert_cmpstr (transcript->title, ==, "Cats");
  g_assert_true (transcript->titled);
  g_assert_cmpint (transcript->created_at, ==, 1700000000250000);
  g_assert_cmpint (transcript->updated_at, ==, 1700000100500000);
  g_assert_cmpuint (transcript->messages->len, ==, 3);
  assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "A cat?");
  assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1, "One.");
  message = assert_message (transcript, 3, EASEL_TRANSCRIPT_ASSISTANT, 1, "Two.");
  g_assert_cmpstr (message->model, ==, "gpt-4o");
  g_assert_cmpstr (message->provider_name, ==, "ChatGPT");
  g_assert_null (message->provider);
  g_assert_cmpint (message->created_at, ==, 1700000002500000);
  g_assert_cmpuint (transcript->leaf, ==, 3);
  g_assert_cmpuint (transcript->n_loose, ==, 0);
}

/* Thoughts, code and its output, a text beside the conversation, a picture: one
 * answer. */
static void
test_chatgpt_odd (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("chatgpt.json", 1, &error);
  const EaselTranscriptMessage *message;
  const EaselTranscriptFile *file;

  g_assert_no_error (error);
  g_assert_cmpstr (transcript->system_prompt, ==, "I paint.\n\nBe short.");
  g_assert_cmpuint (transcript->messages->len, ==, 2);
  message = assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "Spoken words.\n\nWhat is this?");
  g_assert_cmpuint (message->files->len, ==, 2);
  file = g_ptr_array_index (message->files, 0);
  g_assert_cmpstr (file->name, ==, "file-AbC");
  g_assert_cmpint (file->size, ==, 1234);
  g_assert_null (file->bytes);
  file = g_ptr_array_index (message->files, 1);
  g_assert_cmpstr (file->name, ==, "notes.pdf");
  g_assert_cmpuint (transcript->n_absent, ==, 3);

  message = assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1,
                            "````python\nprint(\"```\")\n````\n\n"
                            "````\n```\n````\n\n"
                            "**poem**\n\nRoses.\n\n"
                            "```\nViolets.\n```\n\n"
                            "```\na cat\n```\n\n"
                            "A cat. Yes.");
  g_assert_cmpstr (message->reasoning, ==, "**Looking**\n\nI look.\n\n**Naming**\n\nA cat.");
  g_assert_cmpstr (message->model, ==, "o3");
  g_assert_cmpint (message->state, ==, EASEL_TRANSCRIPT_STOPPED);
  g_assert_cmpuint (message->files->len, ==, 1);
  g_assert_cmpuint (transcript->leaf, ==, 2);
}

static void
test_chatgpt_bad (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) loose = read_element ("chatgpt.json", 2, &error);
  g_autoptr (EaselTranscript) weird = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (loose->n_loose, ==, 1);
  g_assert_false (loose->titled);
  g_assert_cmpuint (loose->leaf, ==, 0);
  assert_message (loose, 1, EASEL_TRANSCRIPT_USER, 0, "Loose.");
  assert_message (loose, 2, EASEL_TRANSCRIPT_ASSISTANT, 1, "New kind.");
  assert_refused ("chatgpt.json", 3, "*in a circle*");
  assert_refused ("chatgpt.json", 4, "*no messages*");
  weird = read_element ("chatgpt.json", 5, &error);
  g_assert_no_error (error);
  assert_message (weird, 1, EASEL_TRANSCRIPT_USER, 0, "Words.");
}

static void
test_claude (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("claude.json", 0, &error);
  const EaselTranscriptMessage *message;
  const EaselTranscriptFile *file;

  g_assert_no_error (error);
  g_assert_cmpstr (transcript->source, ==, "claude:k-1");
  g_assert_cmpstr (transcript->title, ==, "Sea");
  g_assert_cmpint (transcript->created_at, ==, 1735787045678901);
  g_assert_cmpuint (transcript->messages->len, ==, 4);
  message = assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "Describe the sea.");
  g_assert_cmpuint (message->files->len, ==, 3);
  file = g_ptr_array_index (message->files, 0);
  g_assert_cmpstr (file->name, ==, "sea.txt");
  g_assert_cmpstr (file->type, ==, "text/plain");
  g_assert_cmpmem (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes), "Waves", 5);
  g_assert_cmpuint (transcript->n_absent, ==, 2);
  message = assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1,
                            "It is blue.\n\n**sea.py**\n\n```python\nblue = 1\n```\n\nDone.");
  g_assert_cmpstr (message->reasoning, ==, "Blue.");
  g_assert_cmpint (message->reasoning_duration, ==, 2500000);
  message = assert_message (transcript, 3, EASEL_TRANSCRIPT_ASSISTANT, 1, "It is green.");
  g_assert_cmpint (message->state, ==, EASEL_TRANSCRIPT_STOPPED);
  assert_message (transcript, 4, EASEL_TRANSCRIPT_USER, 0, "Loose.");
  g_assert_cmpuint (transcript->n_loose, ==, 1);
  g_assert_cmpuint (transcript->leaf, ==, 2);
}

static void
test_claude_old (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("claude.json", 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (transcript->messages->len, ==, 2);
  assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "Old form.");
  assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1, "Yes.");
  g_assert_cmpuint (transcript->leaf, ==, 2);
  g_assert_false (transcript->titled);
  assert_refused ("claude.json", 2, "*the same id*");
  assert_refused ("claude.json", 3, "*in a circle*");
  assert_refused ("claude.json", 4, "*no messages*");
}

static void
test_open_webui (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("open-webui.json", 0, &error);
  const EaselTranscriptMessage *message;
  const EaselTranscriptFile *file;

  g_assert_no_error (error);
  g_assert_cmpstr (transcript->source, ==, "open-webui:o-1");
  g_assert_cmpstr (transcript->title, ==, "Trees");
  g_assert_true (transcript->pinned);
  g_assert_cmpstr (transcript->system_prompt, ==, "Be green.");
  g_assert_cmpint (transcript->temperature, ==, 700);
  g_assert_cmpint (transcript->max_tokens, ==, 300);
  g_assert_cmpint (transcript->created_at, ==, 1735787045000000);
  g_assert_cmpuint (transcript->messages->len, ==, 3);
  message = assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "A tree?");
  g_assert_cmpuint (message->files->len, ==, 3);
  file = g_ptr_array_index (message->files, 0);
  g_assert_cmpstr (file->type, ==, "image/png");
  g_assert_cmpint (file->size, ==, 70);
  file = g_ptr_array_index (message->files, 2);
  g_assert_cmpstr (file->type, ==, "text/markdown");
  g_assert_cmpuint (transcript->n_absent, ==, 1);
  message = assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1, "A pi");
  g_assert_cmpint (message->state, ==, EASEL_TRANSCRIPT_CUT);
  message = assert_message (transcript, 3, EASEL_TRANSCRIPT_ASSISTANT, 1, "An oak.");
  g_assert_cmpstr (message->reasoning, ==, "Is 1 < 2?\nYes.");
  g_assert_cmpint (message->reasoning_duration, ==, 5000000);
  g_assert_cmpstr (message->model, ==, "llama3:8b");
  g_assert_cmpstr (message->model_name, ==, "Llama 3");
  g_assert_cmpint (message->input_tokens, ==, 11);
  g_assert_cmpint (message->output_tokens, ==, 7);
  g_assert_cmpint (message->duration, ==, 2500000);
  g_assert_cmpuint (transcript->leaf, ==, 3);
}

static void
test_open_webui_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = read_element ("open-webui.json", 1, &error);
  g_autoptr (EaselTranscript) bare = NULL;
  const EaselTranscriptMessage *message;

  g_assert_no_error (error);
  g_assert_cmpstr (transcript->system_prompt, ==, "Old.");
  message = assert_message (transcript, 1, EASEL_TRANSCRIPT_USER, 0, "Two");
  g_assert_cmpuint (message->files->len, ==, 1);
  message = assert_message (transcript, 2, EASEL_TRANSCRIPT_ASSISTANT, 1, "");
  g_assert_cmpint (message->state, ==, EASEL_TRANSCRIPT_FAILED);
  g_assert_cmpstr (message->error, ==, "No such model.");
  assert_refused ("open-webui.json", 2, "*in a circle*");
  bare = read_element ("open-webui.json", 3, &error);
  g_assert_no_error (error);
  g_assert_null (bare->source);
  g_assert_cmpstr (bare->title, ==, "Bare");
  g_assert_cmpuint (bare->messages->len, ==, 1);
}

/* What was read from others is kept whole by Easel's own form. */
static void
test_through_json (void)
{
  static const struct
  {
    const char *file;
    guint index;
  } samples[] = {
    { "chatgpt.json", 0 }, { "chatgpt.json", 1 },    { "chatgpt.json", 5 },    { "claude.json", 0 },
    { "claude.json", 1 },  { "open-webui.json", 0 }, { "open-webui.json", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (EaselTranscript) transcript = read_element (samples[i].file, samples[i].index, NULL);
      g_autoptr (EaselTranscript) again = copy_through_json (transcript);

      assert_same_transcript (transcript, again);
    }
}

/* Each single byte changed or left out: an answer or a sentence, never a crash. */
static void
test_damaged (void)
{
  static const char *const files[] = { "chatgpt.json", "claude.json", "open-webui.json" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", files[i], NULL);
      g_autofree char *text = NULL;
      gsize length = 0;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      /* Without the brackets around all: its first element. */
      for (guint round = 0; round < 1500; round++)
        {
          g_autofree char *changed = g_strndup (text + 1, length - 1);
          gsize end = strcspn (changed, "\n") + 1;
          g_autoptr (GError) error = NULL;
          g_autoptr (EaselTranscript) transcript = NULL;
          char *stop = strstr (changed, "\n },");

          end = stop != NULL ? (gsize) (stop - changed) + 3 : length - 1;
          changed[g_rand_int_range (rand, 0, (int) end)] = (char) g_rand_int_range (rand, 1, 128);
          transcript = easel_transcript_read (changed, end, &error);
          g_assert_true ((transcript == NULL) == (error != NULL));
          g_assert_true (transcript == NULL || easel_transcript_is_sound (transcript));
        }
    }
}

static EaselTranscript *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  EaselTranscript *transcript = easel_transcript_read (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_true (easel_transcript_is_sound (transcript));
  return transcript;
}

/* Parts of one answer without end: what is long is not put together anew with each. */
static void
test_many_parts (void)
{
  g_autoptr (GString) text = g_string_new ("{\"mapping\": {");
  g_autofree char *words = g_strnfill (1000000, 'w');
  g_autoptr (EaselTranscript) transcript = NULL;
  gsize length = 0;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (
        text,
        "%s\"n%u\": {\"parent\": \"n%d\", \"message\": {\"author\": {\"role\": \"assistant\"}, "
        "\"content\": {\"content_type\": \"text\", \"parts\": [\"%s\"]}}}",
        i > 0 ? "," : "", i, (int) i - 1, i == 0 ? words : "part");
  g_string_append (text, "}}");
  transcript = read_text (text->str);
  g_assert_cmpuint (transcript->messages->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    length += strlen (easel_transcript_get_message (transcript, i + 1)->text);
  /* All of them, with an empty line between those of the second. */
  g_assert_cmpuint (length, ==, 1000000 + 999 * 4 + 998 * 2);
}

/* No sum of what was read leaves what a number can hold. */
static void
test_impossible_counts (void)
{
  g_autoptr (EaselTranscript) easel = read_text (
      "{\"format\": \"easel-chat\", \"version\": 1, \"messages\": [{\"id\": \"1\", \"kind\": "
      "\"assistant\", \"state\": \"done\", \"text\": \"yes\", \"cost_microusd\": 9223372036854775807, "
      "\"input_tokens\": 9223372036854775807, \"output_tokens\": 12}]}");
  const EaselTranscriptMessage *message = easel_transcript_get_message (easel, 1);
  g_autoptr (GString) text = g_string_new ("{\"chat_messages\": [{\"sender\": \"assistant\", \"content\": [");
  g_autoptr (EaselTranscript) claude = NULL;

  g_assert_cmpint (message->cost, ==, -1);
  g_assert_cmpint (message->input_tokens, ==, -1);
  g_assert_cmpint (message->output_tokens, ==, 12);

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (text,
                            "%s{\"type\": \"thinking\", \"thinking\": \"hm\", \"start_timestamp\": "
                            "\"1970-01-02T00:00:00Z\", \"stop_timestamp\": \"9999-01-01T00:00:00Z\"}",
                            i > 0 ? "," : "");
  g_string_append (text, "]}]}");
  claude = read_text (text->str);
  g_assert_cmpint (easel_transcript_get_message (claude, 1)->reasoning_duration, ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/readers/chatgpt-branches", test_chatgpt_branches);
  g_test_add_func ("/exchange/readers/chatgpt-odd", test_chatgpt_odd);
  g_test_add_func ("/exchange/readers/chatgpt-bad", test_chatgpt_bad);
  g_test_add_func ("/exchange/readers/claude", test_claude);
  g_test_add_func ("/exchange/readers/claude-old", test_claude_old);
  g_test_add_func ("/exchange/readers/open-webui", test_open_webui);
  g_test_add_func ("/exchange/readers/open-webui-list", test_open_webui_list);
  g_test_add_func ("/exchange/readers/through-json", test_through_json);
  g_test_add_func ("/exchange/readers/damaged", test_damaged);
  g_test_add_func ("/exchange/readers/many-parts", test_many_parts);
  g_test_add_func ("/exchange/readers/impossible-counts", test_impossible_counts);
  return g_test_run ();
}
