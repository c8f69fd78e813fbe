// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "anthropic/easel-anthropic.h"
#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-json.h"
#include "easel-replay.h"
#include "gemini/easel-gemini.h"
#include "ollama/easel-ollama.h"
#include "openai-chat/easel-openai-chat.h"
#include "openai-responses/easel-openai-responses.h"

/* Recorded answers of providers, read where they are; see the build option
 * wire_recordings. `expected.json` there was made by another program. */

static char *folder;

static gint64
number_at (JsonNode *node, const char *path)
{
  gint64 value = -1;

  easel_json_get_int (node, path, &value);
  return value;
}

static const EaselTextProtocol *
protocol_for (JsonNode *entry)
{
  const char *api = easel_json_get_string (entry, "api");

  if (g_strcmp0 (api, "openai-chat") == 0)
    return &easel_openai_chat_protocol;
  if (g_strcmp0 (api, "openai-responses") == 0)
    return &easel_openai_responses_protocol;
  if (g_strcmp0 (api, "anthropic-messages") == 0)
    return &easel_anthropic_protocol;
  if (g_strcmp0 (api, "ollama-chat") == 0)
    return &easel_ollama_protocol;
  if (g_strcmp0 (api, "gemini") == 0)
    return &easel_gemini_protocol;
  return NULL;
}

static void
assert_sha256 (GString *text, const char *expected)
{
  g_autofree char *sum =
      g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text->str, text->len);

  if (expected == NULL)
    g_assert_cmpuint (text->len, ==, 0);
  else
    g_assert_cmpstr (sum, ==, expected);
}

static void
assert_calls (EaselReplay *replay, JsonNode *entry)
{
  JsonArray *calls = easel_json_get_array (entry, "tool_calls");

  g_assert_cmpuint (replay->tool_calls->len, ==, json_array_get_length (calls));
  for (guint i = 0; i < replay->tool_calls->len; i++)
    {
      JsonNode *call = json_array_get_element (calls, i);
      g_autofree char *expected = g_strdup_printf ("%s %s", easel_json_get_string (call, "name"),
                                                   easel_json_get_string (call, "arguments"));

      g_assert_cmpstr (g_ptr_array_index (replay->tool_calls, i), ==, expected);
    }
}

static void
assert_usage (EaselReplay *replay, JsonNode *entry)
{
  double cost;

  g_assert_cmpint (replay->usage.input, ==, number_at (entry, "input_tokens"));
  g_assert_cmpint (replay->usage.output, ==, number_at (entry, "output_tokens"));
  g_assert_cmpint (replay->usage.total, ==, number_at (entry, "total_tokens"));
  g_assert_cmpint (replay->usage.cached_input, ==, number_at (entry, "cached_tokens"));
  g_assert_cmpint (replay->usage.cache_write, ==, number_at (entry, "cache_write_tokens"));
  g_assert_cmpint (replay->usage.reasoning, ==, number_at (entry, "reasoning_tokens"));
  if (easel_json_get_double (entry, "cost", &cost))
    g_assert_cmpint (replay->usage.cost_microusd, ==, (gint64) (cost * 1e6 + 0.5));
}

static void
assert_error (EaselReplay *replay, JsonNode *entry)
{
  const char *message = easel_json_get_string (entry, "error.message");

  if (easel_json_get_object (entry, "error") == NULL)
    {
      g_assert_no_error (replay->error);
      return;
    }
  g_assert_nonnull (replay->error);
  g_test_message ("%s: %s", easel_error_get_name (replay->error), replay->error->message);
  g_assert_nonnull (strstr (replay->error->message, message));
}

static void
assert_images (EaselReplay *replay, JsonNode *entry)
{
  JsonArray *images = easel_json_get_array (entry, "images");
  guint n = images != NULL ? json_array_get_length (images) : 0;

  g_assert_cmpuint (replay->images->len, ==, n);
  for (guint i = 0; i < n; i++)
    {
      JsonNode *image = json_array_get_element (images, i);
      const char *mime = easel_json_get_string (image, "mime");
      g_autofree char *expected =
          g_strdup_printf ("%s%s %" G_GINT64_FORMAT " %s", strchr (mime, '/') == NULL ? "image/" : "", mime,
                           number_at (image, "decoded_len"), easel_json_get_string (image, "decoded_sha256"));

      g_assert_cmpstr (g_ptr_array_index (replay->images, i), ==, expected);
    }
}

static char *
read_file (JsonNode *entry, gsize *length)
{
  g_autofree char *path = g_build_filename (folder, easel_json_get_string (entry, "file"), NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;

  g_file_get_contents (path, &data, length, &error);
  g_assert_no_error (error);
  return data;
}

static void
test_answer (gconstpointer data)
{
  JsonNode *entry = (JsonNode *) data;
  const EaselTextProtocol *protocol = protocol_for (entry);
  const char *type = easel_json_get_string (entry, "content_type");
  const char *blocked = easel_json_get_string (entry, "block_reason");
  gsize length;
  g_autofree char *body = read_file (entry, &length);
  g_autoptr (EaselReplay) replay = easel_replay_run (protocol, type, body, length, &length, 1);

  assert_error (replay, entry);
  g_assert_cmpuint (replay->text->len, ==, (gsize) number_at (entry, "text_len_bytes"));
  assert_sha256 (replay->text, easel_json_get_string (entry, "text_sha256"));
  g_assert_cmpuint (replay->reasoning->len, ==, (gsize) number_at (entry, "reasoning_len"));
  assert_sha256 (replay->reasoning, easel_json_get_string (entry, "reasoning_sha256"));
  assert_calls (replay, entry);
  assert_images (replay, entry);
  assert_usage (replay, entry);
  /* A question that is blocked has no answer that ends. */
  g_assert_cmpstr (replay->finish_word, ==,
                   blocked != NULL ? blocked : easel_json_get_string (entry, "finish_reason"));
  g_assert_cmpint (replay->n_restarts, ==, MAX (number_at (entry, "restarts"), 0));
  easel_replay_check_cuts (protocol, type, body, length);
}

/* Error bodies, as net/ reads them: the provider's own words reach the user. */
static void
test_error (gconstpointer data)
{
  JsonNode *entry = (JsonNode *) data;
  const char *message = easel_json_get_string (entry, "error.message");
  gint64 status = number_at (entry, "http_status");
  gsize length;
  g_autofree char *body = read_file (entry, &length);
  g_autoptr (GError) error =
      easel_http_error_new ((guint) status, NULL, body, (gssize) length, "ai.example", g_get_real_time ());
  g_autofree char *beginning = g_utf8_substring (message, 0, MIN (g_utf8_strlen (message, -1), 40));

  g_test_message ("%s: %s", easel_error_get_name (error), error->message);
  g_assert_cmpint (easel_error_get_details (error)->http_status, ==, status);
  g_assert_nonnull (strstr (error->message, beginning));
}

static void
test_models (gconstpointer data)
{
  JsonNode *entry = (JsonNode *) data;
  g_autoptr (EaselAccount) account = easel_account_new ("mine", "https://openrouter.ai/api/v1");
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *next = NULL;
  g_autofree char *body = NULL;
  const EaselModelInfo *info;
  gsize length;

  body = read_file (entry, &length);
  root = easel_json_parse (body, (gssize) length, NULL);
  g_assert_true (easel_openai_chat_protocol.parse_models (root, account, models, &next, NULL));
  g_assert_cmpint (models->len, ==, number_at (entry, "models"));
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->id, ==, easel_json_get_string (entry, "first_model"));
  g_assert_cmpint (info->price.input, ==, 3000000);
  g_assert_cmpint (info->price.output, ==, 15000000);
  g_assert_cmpint (info->price.cached, ==, 300000);
  g_assert_cmpint (info->above, ==, 200000);
  g_assert_cmpint (info->price_above.output, ==, 22500000);
}

/* Most of the list converses; the rest speaks, embeds, or makes pictures only. */
static void
test_gemini_models (gconstpointer data)
{
  JsonNode *entry = (JsonNode *) data;
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *next = NULL;
  g_autofree char *body = NULL;
  const EaselModelInfo *info;
  gsize length;

  body = read_file (entry, &length);
  root = easel_json_parse (body, (gssize) length, NULL);
  g_assert_cmpuint (json_array_get_length (easel_json_get_array (root, "models")), ==,
                    number_at (entry, "models"));
  g_assert_true (easel_gemini_protocol.parse_models (root, account, models, &next, NULL));
  g_assert_cmpstr (next, ==, easel_json_get_string (root, "nextPageToken"));
  g_assert_nonnull (next);
  g_assert_cmpint (models->len, ==, 31);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->id, ==, easel_json_get_string (entry, "first_model") + strlen ("models/"));
  g_assert_cmpstr (info->name, ==, "Gemini 2.5 Flash");
  g_assert_cmpint (info->context, ==, 1048576);
  g_assert_cmpint (info->max_output, ==, 65536);
  g_assert_true ((info->flags & EASEL_MODEL_REASONING) != 0);
}

/* How many recordings of each provider are read. */
static GHashTable *counts;

static void
count_file (const char *file)
{
  char *folder_name = g_strndup (file, strcspn (file, "/"));
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, folder_name));

  g_hash_table_replace (counts, folder_name, GUINT_TO_POINTER (n + 1));
}

static void
test_counts (void)
{
  GHashTableIter iter;
  gpointer name, n;
  guint all = 0;

  g_hash_table_iter_init (&iter, counts);
  while (g_hash_table_iter_next (&iter, &name, &n))
    {
      g_test_message ("%s: %u", (const char *) name, GPOINTER_TO_UINT (n));
      all += GPOINTER_TO_UINT (n);
    }
  g_test_message ("%u recordings", all);
  g_assert_cmpuint (all, >, 40);
}

static void
add_tests (JsonNode *expected)
{
  JsonArray *files = easel_json_get_array (expected, "files");

  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonNode *entry = json_array_get_element (files, i);
      g_autofree char *path = g_strconcat ("/wire/answer/", easel_json_get_string (entry, "file"), NULL);

      if (protocol_for (entry) != NULL)
        g_test_add_data_func (path, entry, test_answer);
      else if (g_strcmp0 (easel_json_get_string (entry, "api"), "error") == 0)
        g_test_add_data_func (path, entry, test_error);
      else if (g_strcmp0 (easel_json_get_string (entry, "file"), "openrouter/models.json") == 0)
        g_test_add_data_func (path, entry, test_models);
      else if (g_strcmp0 (easel_json_get_string (entry, "file"), "gemini/models.json") == 0)
        g_test_add_data_func (path, entry, test_gemini_models);
      else
        continue;
      count_file (easel_json_get_string (entry, "file"));
    }
}

static void
test_none (void)
{
  g_test_skip ("no recordings: set the build option wire_recordings to their folder");
}

int
main (int argc, char *argv[])
{
  g_autoptr (JsonNode) expected = NULL;
  g_autofree char *path = NULL;
  g_autofree char *json = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_strdup (g_getenv ("EASEL_WIRE") != NULL ? g_getenv ("EASEL_WIRE") : WIRE_RECORDINGS);
  path = g_build_filename (folder, "expected.json", NULL);
  if (*folder != '\0' && g_file_get_contents (path, &json, NULL, NULL))
    {
      expected = easel_json_parse (json, -1, NULL);
      g_assert_nonnull (expected);
      counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      add_tests (expected);
      g_test_add_func ("/wire/counts", test_counts);
    }
  else
    g_test_add_func ("/wire/none", test_none);
  result = g_test_run ();
  g_clear_pointer (&counts, g_hash_table_unref);
  g_free (folder);
  return result;
}
