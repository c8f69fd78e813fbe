// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "anthropic/easel-anthropic.h"
#include "easel-json.h"
#include "easel-replay.h"
#include "easel-token-count.h"
#include "openai-chat/easel-openai-chat.h"
#include "openai-responses/easel-openai-responses.h"

/* How far the estimate of tokens is from what providers counted in recorded
 * answers, whose model is not always known. What was thought is taken off where
 * the provider says how much it was; answers of a few words are mostly the signs
 * around them, and are left out. */

#define SHORTEST 150
/* So much more than an estimate is no text: hidden blocks, and answers that two
 * models wrote, are counted without being sent. */
#define HIDDEN 1.6

static gint64
number_at (JsonNode *node, const char *path)
{
  gint64 value = 0;

  easel_json_get_int (node, path, &value);
  return MAX (value, 0);
}

static const EaselTextProtocol *
protocol_for (const char *api)
{
  if (g_strcmp0 (api, "openai-chat") == 0)
    return &easel_openai_chat_protocol;
  if (g_strcmp0 (api, "openai-responses") == 0)
    return &easel_openai_responses_protocol;
  if (g_strcmp0 (api, "anthropic-messages") == 0)
    return &easel_anthropic_protocol;
  return NULL;
}

/* The estimate, and what the provider counted; FALSE if it is not comparable. */
static gboolean
measure (const char *folder, JsonNode *entry, double *found, double *truth)
{
  const EaselTextProtocol *protocol = protocol_for (easel_json_get_string (entry, "api"));
  const char *file = easel_json_get_string (entry, "file");
  JsonArray *calls = easel_json_get_array (entry, "tool_calls");
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *body = NULL;
  g_autoptr (EaselReplay) replay = NULL;
  EaselTokenFamily family = EASEL_TOKEN_FAMILY_LLAMA;
  gsize length;

  if (protocol == NULL || number_at (entry, "text_len_bytes") < SHORTEST ||
      easel_json_get_object (entry, "error") != NULL ||
      (calls != NULL && json_array_get_length (calls) > 0) ||
      !g_file_get_contents (path, &body, &length, NULL))
    return FALSE;
  replay =
      easel_replay_run (protocol, easel_json_get_string (entry, "content_type"), body, length, &length, 1);
  if (g_str_has_prefix (file, "openai"))
    family = EASEL_TOKEN_FAMILY_O200K;
  else if (g_str_has_prefix (file, "anthropic"))
    family =
        strstr (body, "claude-haiku-4-5") != NULL ? EASEL_TOKEN_FAMILY_CLAUDE_4 : EASEL_TOKEN_FAMILY_CLAUDE;
  *truth = (double) (number_at (entry, "output_tokens") - number_at (entry, "reasoning_tokens"));
  *found = (double) easel_token_count (replay->text->str, (gssize) replay->text->len, family);
  g_test_message ("%s: %.0f of %.0f, %.1f %%%s", file, *found, *truth, fabs (*found / *truth - 1) * 100,
                  *truth > *found * HIDDEN ? ", not compared" : "");
  return *truth <= *found * HIDDEN;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
test_tokens (void)
{
  const char *folder = g_getenv ("EASEL_WIRE") != NULL ? g_getenv ("EASEL_WIRE") : WIRE_RECORDINGS;
  g_autofree char *path = g_build_filename (folder, "expected.json", NULL);
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) expected = NULL;
  g_autoptr (GArray) errors = g_array_new (FALSE, FALSE, sizeof (double));
  JsonArray *files;

  if (*folder == '\0' || !g_file_get_contents (path, &json, NULL, NULL))
    {
      g_test_skip ("no recordings: set the build option wire_recordings to their folder");
      return;
    }
  expected = easel_json_parse (json, -1, NULL);
  files = easel_json_get_array (expected, "files");
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      double found, truth, error;

      if (!measure (folder, json_array_get_element (files, i), &found, &truth))
        continue;
      error = fabs (found / truth - 1);
      g_array_append_val (errors, error);
    }
  g_assert_cmpuint (errors->len, >=, 5);
  g_array_sort (errors, compare);
  g_test_message ("%u answers: median %.1f %%, worst %.1f %%", errors->len,
                  g_array_index (errors, double, errors->len / 2) * 100,
                  g_array_index (errors, double, errors->len - 1) * 100);
  g_assert_cmpfloat (g_array_index (errors, double, errors->len / 2), <, 0.13);
  g_assert_cmpfloat (g_array_index (errors, double, errors->len - 1), <, 0.25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/tokens", test_tokens);

  return g_test_run ();
}
