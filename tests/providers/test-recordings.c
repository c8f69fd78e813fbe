// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-provider-registry.h"
#include "easel-replay.h"

/* Small answers written for this test, one for each trap that the protocols
 * and their dialects are known for; what they come to stands beside each. */

#define EXPECTED ".expected.json"

static gint64
usage_at (JsonNode *expected, const char *name, const char *field)
{
  g_autofree char *path = g_strconcat (name, ".", field, NULL);
  gint64 value = -1;

  easel_json_get_int (expected, path, &value);
  return value;
}

static void
assert_list (GPtrArray *list, JsonNode *expected, const char *name)
{
  JsonArray *array = easel_json_get_array (expected, name);
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; i < MIN (n, list->len); i++)
    g_assert_cmpstr (g_ptr_array_index (list, i), ==, json_array_get_string_element (array, i));
  g_assert_cmpuint (list->len, ==, n);
}

static const char *
text_at (JsonNode *expected, const char *name)
{
  const char *text = easel_json_get_string (expected, name);

  return text != NULL ? text : "";
}

static gint64
number_at (JsonNode *expected, const char *name)
{
  gint64 value = 0;

  easel_json_get_int (expected, name, &value);
  return value;
}

static void
assert_usage (const EaselUsage *usage, JsonNode *expected, const char *name)
{
  g_assert_cmpint (usage->input, ==, usage_at (expected, name, "input"));
  g_assert_cmpint (usage->output, ==, usage_at (expected, name, "output"));
  g_assert_cmpint (usage->total, ==, usage_at (expected, name, "total"));
}

static void
assert_replay (EaselReplay *replay, const EaselTextProtocol *protocol, JsonNode *expected)
{
  const char *code = easel_json_get_string (expected, "error");

  if (replay->error != NULL)
    g_test_message ("%s", replay->error->message);
  g_assert_cmpstr (replay->error != NULL ? easel_error_get_name (replay->error) : NULL, ==, code);
  if (code != NULL)
    g_assert_nonnull (strstr (replay->error->message, text_at (expected, "says")));
  g_assert_cmpstr (replay->text->str, ==, text_at (expected, "text"));
  g_assert_cmpstr (replay->reasoning->str, ==, text_at (expected, "reasoning"));
  g_assert_cmpstr (replay->refusal->str, ==, text_at (expected, "refusal"));
  assert_list (replay->tool_calls, expected, "tool_calls");
  assert_list (replay->states, expected, "states");
  g_assert_cmpint (replay->n_restarts, ==, number_at (expected, "restarts"));
  g_assert_cmpint (replay->n_citations, ==, number_at (expected, "citations"));
  g_assert_cmpint (replay->images->len, ==, number_at (expected, "images"));
  g_assert_cmpstr (easel_finish_reason_get_name (replay->finish), ==,
                   easel_json_get_string (expected, "finish"));
  g_assert_cmpstr (replay->finish_word, ==, easel_json_get_string (expected, "finish_reason"));

  assert_usage (&replay->usage, expected, "usage");
  g_assert_cmpint (replay->usage.cached_input, ==, usage_at (expected, "usage", "cached_input"));
  g_assert_cmpint (replay->usage.cache_write, ==, usage_at (expected, "usage", "cache_write"));
  g_assert_cmpint (replay->usage.reasoning, ==, usage_at (expected, "usage", "reasoning"));
  g_assert_cmpint (replay->usage.cost_microusd, ==, usage_at (expected, "usage", "cost_microusd"));
  if (easel_json_get_object (expected, "normal") != NULL)
    {
      EaselUsage normal;

      easel_usage_normalise (&replay->usage, protocol->usage_style, &normal);
      assert_usage (&normal, expected, "normal");
    }
}

static void
test_recording (gconstpointer data)
{
  const char *name = data;
  g_autofree char *path = g_build_filename (RECORDINGS, name, NULL);
  g_autofree char *expected_path = g_strconcat (path, EXPECTED, NULL);
  g_auto (GStrv) words = g_strsplit (name, "/", 2);
  const EaselTextProtocol *protocol = easel_provider_registry_find_protocol (words[0]);
  g_autofree char *body = NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) expected = NULL;
  g_autoptr (EaselReplay) replay = NULL;
  g_autoptr (GError) error = NULL;
  const char *type;
  gsize length;

  g_assert_nonnull (protocol);
  g_file_get_contents (path, &body, &length, &error);
  g_assert_no_error (error);
  g_file_get_contents (expected_path, &json, NULL, &error);
  g_assert_no_error (error);
  expected = easel_json_parse (json, -1, &error);
  g_assert_no_error (error);
  type = easel_json_get_string (expected, "type");
  if (type == NULL)
    type = "text/event-stream";

  replay = easel_replay_run (protocol, type, body, length, &length, 1);
  assert_replay (replay, protocol, expected);
  easel_replay_check_cuts (protocol, type, body, length);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_recordings (void)
{
  static const char *const folders[] = { "anthropic", "gemini", "ollama", "openai", "openai-responses" };
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (RECORDINGS, folders[i], NULL);
      g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
      const char *name;

      g_assert_nonnull (folder);
      while ((name = g_dir_read_name (folder)) != NULL)
        if (!g_str_has_suffix (name, EXPECTED))
          g_ptr_array_add (names, g_build_filename (folders[i], name, NULL));
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) names = NULL;

  g_test_init (&argc, &argv, NULL);
  names = list_recordings ();
  g_assert_cmpuint (names->len, >, 50);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_strconcat ("/recordings/", g_ptr_array_index (names, i), NULL);

      g_test_add_data_func (path, g_ptr_array_index (names, i), test_recording);
    }
  return g_test_run ();
}
