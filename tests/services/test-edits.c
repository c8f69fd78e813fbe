// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "easel-edit-message.h"
#include "easel-json.h"
#include "easel-review.h"

/* Edits that work: what is sent, what comes of it, and what is kept. */

#define PROMPT "a lonely lighthouse, cold light, calm sea"
#define WARMER "a lonely lighthouse, warm light, calm sea"

typedef struct
{
  GString *states;
  guint n_answers;
  gboolean shrank;
  gsize last_length;
} Seen;

static void
on_state_cb (EaselEditRun *run, GParamSpec *pspec, gpointer user_data)
{
  Seen *seen = user_data;
  g_autoptr (GEnumClass) states = g_type_class_ref (EASEL_TYPE_EDIT_RUN_STATE);
  const char *name = g_enum_get_value (states, (int) easel_edit_run_get_state (run))->value_nick;

  if (!g_str_has_suffix (seen->states->str, name))
    g_string_append_printf (seen->states, " %s", name);
}

static void
on_answer_cb (EaselEditRun *run, GParamSpec *pspec, gpointer user_data)
{
  Seen *seen = user_data;
  gsize length = strlen (easel_edit_run_get_answer (run));

  if (!easel_edit_run_is_final (run) && length < seen->last_length)
    seen->shrank = TRUE;
  if (length > seen->last_length)
    seen->n_answers++;
  seen->last_length = length;
}

/* What the newest request told the model. */
static EaselEditMessage *
read_message (ServiceFixture *fixture)
{
  const EaselTestRequest *request =
      easel_test_server_get_request (fixture->server, easel_test_server_get_n_requests (fixture->server) - 1);
  gsize length;
  const char *body = g_bytes_get_data (request->body, &length);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = easel_json_parse (body, (gssize) length, &error);
  JsonArray *messages;
  JsonNode *content;
  EaselEditMessage *message;

  g_assert_no_error (error);
  messages = json_object_get_array_member (json_node_get_object (root), "messages");
  content = json_object_get_member (
      json_array_get_object_element (messages, json_array_get_length (messages) - 1), "content");
  g_assert_true (JSON_NODE_HOLDS_VALUE (content));
  message = easel_edit_message_parse (json_node_get_string (content));
  g_assert_nonnull (message);
  return message;
}

static void
test_samples (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content (PROMPT, NULL, NULL);
  g_autoptr (EaselEditRun) run = service_start (fixture, SAMPLES, "warmer", content, 0);
  Seen seen = { .states = g_string_new (NULL) };
  g_autoptr (EaselInteraction) row = NULL;
  g_autofree char *input = NULL;

  g_signal_connect (run, "notify::state", G_CALLBACK (on_state_cb), &seen);
  g_signal_connect (run, "notify::answer", G_CALLBACK (on_answer_cb), &seen);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STARTING);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpstr (seen.states->str, ==, " waiting writing finished");
  g_assert_cmpuint (seen.n_answers, >=, 1);
  g_assert_false (seen.shrank);
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, WARMER);
  g_assert_null (easel_edit_run_get_error (run));
  g_assert_cmpint (easel_edit_run_get_cost (run), ==, 0);
  g_assert_cmpint (easel_edit_run_get_output_tokens (run), >, 0);

  row = service_get_newest (fixture);
  g_assert_cmpint (easel_interaction_get_id (row), ==, easel_edit_run_get_interaction_id (run));
  g_assert_cmpstr (easel_interaction_get_state (row), ==, "finished");
  g_assert_cmpstr (easel_interaction_get_outcome (row), ==, "open");
  g_assert_cmpstr (easel_interaction_get_prompt_before (row), ==, PROMPT);
  g_assert_cmpstr (easel_interaction_get_prompt_after (row), ==, WARMER);
  g_assert_cmpstr (easel_interaction_get_instruction (row), ==, "warmer");
  g_assert_nonnull (strstr (easel_interaction_get_input (row), PROMPT));
  g_assert_cmpint (easel_interaction_get_duration (row), >, 0);
  g_assert_cmpint (service_sql_int (fixture->dir,
                                    "SELECT count(*) FROM usage WHERE state = 'done' AND cost = 0 AND "
                                    "kind = 'edit' AND output_tokens > 0 AND interaction_id = 1"),
                   ==, 1);

  service_await (easel_edit_service_set_outcome (easel_context_get_edits (fixture->context),
                                                 easel_edit_run_get_interaction_id (run), EASEL_EDIT_PARTLY));
  g_clear_object (&row);
  row = service_get_newest (fixture);
  g_assert_cmpstr (easel_interaction_get_outcome (row), ==, "partly");
  g_string_free (seen.states, TRUE);
}

/* The sentences that the window offers do what they say. */
static void
test_example (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content =
      service_content (easel_edit_service_get_example_prompt (), NULL, NULL);
  g_autoptr (EaselEditRun) run =
      service_edit (fixture, SAMPLES, easel_edit_service_get_example_instruction (), content);

  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpstr (easel_edit_run_get_answer (run), !=, content->text);
}

static void
test_grows (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  Seen seen = { .states = g_string_new (NULL) };

  service_script (fixture, "[{\"chat\": \"one two three four five six seven eight nine ten\", "
                           "\"piece\": 170, \"delay_ms\": 20}]");
  run = service_start (fixture, TEST_MODEL, "count", content, 0);
  g_signal_connect (run, "notify::state", G_CALLBACK (on_state_cb), &seen);
  g_signal_connect (run, "notify::answer", G_CALLBACK (on_answer_cb), &seen);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpstr (seen.states->str, ==, " waiting writing finished");
  g_assert_cmpuint (seen.n_answers, >, 3);
  g_assert_false (seen.shrank);
  /* A server on this computer takes no money. */
  g_assert_cmpint (easel_edit_run_get_cost (run), ==, 0);
  g_assert_cmpint (easel_edit_run_get_input_tokens (run), ==, 11);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT cost = 0 AND reserved_cost = 0 FROM usage"), ==, 1);
  g_string_free (seen.states, TRUE);
}

static void
test_negative (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new ("a castle", "blur");
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditMessage) message = NULL;
  g_autoptr (EaselInteraction) row = NULL;

  service_script (fixture,
                  "[{\"chat\": \"<prompt>a warm castle</prompt>\\n<negative>blur, cold</negative>\"}]");
  run = service_edit (fixture, TEST_MODEL, "warmer", content);
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a warm castle");
  g_assert_cmpstr (easel_edit_run_get_negative_answer (run), ==, "blur, cold");
  message = read_message (fixture);
  g_assert_cmpstr (message->prompt, ==, "a castle");
  g_assert_cmpstr (message->negative, ==, "blur");
  row = service_get_newest (fixture);
  g_assert_cmpstr (easel_interaction_get_negative_before (row), ==, "blur");
  g_assert_cmpstr (easel_interaction_get_negative_after (row), ==, "blur, cold");
}

static void
test_negative_alone (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new ("a castle", "blur");
  const EaselEditRequest request = {
    .model = TEST_MODEL,
    .instruction = "more",
    .content = content,
    .target = EASEL_EDIT_NEGATIVE,
    .temperature = -1,
  };
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditMessage) message = NULL;

  service_script (fixture, "[{\"chat\": \"blur, noise\"}]");
  run = easel_edit_service_start (easel_context_get_edits (fixture->context), &request);
  service_await (easel_edit_run_wait (run));
  message = read_message (fixture);
  g_assert_cmpstr (message->prompt, ==, "blur");
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a castle");
  g_assert_cmpstr (easel_edit_run_get_negative_answer (run), ==, "blur, noise");
}

static void
test_locks (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content =
      service_content ("a <b> castle, cold light, fog", "cold light", NULL);
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditMessage) message = NULL;
  g_autoptr (EaselReview) review = NULL;
  g_autofree char *result = NULL;

  service_script (fixture, "[{\"chat\": \"a <b> tower, warm light, fog\"}]");
  run = service_edit (fixture, TEST_MODEL, "warmer tower", content);
  message = read_message (fixture);
  g_assert_cmpstr (message->prompt, ==, content->text);
  g_assert_cmpuint (g_strv_length (message->locked), ==, 1);
  g_assert_cmpstr (message->locked[0], ==, "cold light");

  review = easel_review_new (content->text, easel_edit_run_get_answer (run),
                             (const EaselSpan *) (gconstpointer) content->locks->data, content->locks->len,
                             NULL, NULL);
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  result = easel_review_get_result (review);
  g_assert_cmpstr (result, ==, "a <b> tower, cold light, fog");
}

static void
test_switched_off (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog, cold light", NULL, "fog");
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditMessage) message = NULL;

  service_script (fixture, "[{\"chat\": \"a castle, warm light\"}]");
  run = service_edit (fixture, TEST_MODEL, "warmer", content);
  message = read_message (fixture);
  g_assert_cmpstr (message->prompt, ==, "a castle, cold light");
  g_assert_cmpstr (easel_edit_run_get_sent_text (run), ==, "a castle, cold light");
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a castle, fog, warm light");
}

/* Nobody is told to keep what he was not sent. */
static void
test_locked_and_off (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog, cold light", "fog", "fog");
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditMessage) message = NULL;

  service_script (fixture, "[{\"chat\": \"a castle, warm light\"}]");
  run = service_edit (fixture, TEST_MODEL, "warmer", content);
  message = read_message (fixture);
  g_assert_cmpstr (message->prompt, ==, "a castle, cold light");
  g_assert_cmpuint (message->locked != NULL ? g_strv_length (message->locked) : 0, ==, 0);
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a castle, fog, warm light");
}

static void
test_everything_off (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, "a castle");
  const EaselEditRequest request = { .model = SAMPLES, .instruction = "warmer", .content = content };
  g_autoptr (GError) error = NULL;

  g_assert_false (easel_edit_service_check (easel_context_get_edits (fixture->context), &request, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

static void
test_unwrapped (ServiceFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *json, *answer;
  } cases[] = {
    { "Here is the edited prompt:\\n\\n\\\"a warm castle\\\"", "a warm castle" },
    { "```\\na warm castle\\n```", "a warm castle" },
    { "<prompt>a warm castle</prompt>", "a warm castle" },
    { "  a warm castle\\n", "a warm castle" },
  };
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (GString) script = g_string_new ("[");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_string_append_printf (script, "%s{\"chat\": \"%s\", \"times\": 1, \"piece\": 9}", i > 0 ? "," : "",
                            cases[i].json);
  g_string_append_c (script, ']');
  service_script (fixture, script->str);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselEditRun) run = service_edit (fixture, TEST_MODEL, "warmer", content);
      g_autoptr (EaselInteraction) row = service_get_newest (fixture);
      g_autofree char *raw = g_strcompress (cases[i].json);

      g_assert_cmpstr (easel_edit_run_get_answer (run), ==, cases[i].answer);
      g_assert_cmpstr (easel_interaction_get_prompt_after (row), ==, cases[i].answer);
      g_assert_cmpstr (easel_interaction_get_output (row), ==, raw);
    }
}

static void
test_unchanged (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle\n\n“quoted”", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;

  service_script (fixture, "[{\"chat\": \"a castle\\n\\n“quoted”\"}]");
  run = service_edit (fixture, TEST_MODEL, "warmer", content);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_null (easel_edit_run_get_error (run));
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, content->text);
}

/* An answer that nobody decided about is offered again. */
static void
test_open_edit (ServiceFixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->context);
  gint64 prompt = service_create_prompt (fixture, "", "a castle, fog, cold light");
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog, cold light", "castle", "fog");
  g_autoptr (EaselEditRun) run = service_start (fixture, SAMPLES, "warmer", content, prompt);
  g_autoptr (EaselEditRun) current = easel_edit_service_get_run (edits, prompt);
  g_autoptr (EaselEditRun) again = NULL;
  g_autoptr (EaselEditRun) none = NULL;
  g_autofree char *answer = NULL;
  gint64 id;

  g_assert_true (current == run);
  service_await (easel_edit_run_wait (run));
  g_assert_null (easel_edit_service_get_run (edits, prompt));
  answer = g_strdup (easel_edit_run_get_answer (run));
  id = easel_edit_run_get_interaction_id (run);
  g_clear_object (&run);
  g_clear_object (&current);
  service_restart (fixture);

  edits = easel_context_get_edits (fixture->context);
  again = service_await_object (easel_edit_service_find_open (edits, prompt));
  g_assert_cmpint (easel_edit_run_get_state (again), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpstr (easel_edit_run_get_answer (again), ==, answer);
  g_assert_true (easel_prompt_content_equal (easel_edit_run_get_base (again), content));
  g_assert_cmpstr (easel_edit_run_get_sent_text (again), ==, "a castle, cold light");
  service_await (easel_edit_service_set_outcome (edits, id, EASEL_EDIT_DISMISSED));
  none = service_await_object (easel_edit_service_find_open (edits, prompt));
  g_assert_null (none);
}

static void
test_check (ServiceFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *model, *instruction, *text, *context;
    EaselError code;
  } cases[] = {
    { SAMPLES, "x", "", NULL, EASEL_ERROR_INVALID_INPUT },
    { SAMPLES, "x", " \n\t\u3000", NULL, EASEL_ERROR_INVALID_INPUT },
    { SAMPLES, "x", "a \xc3", NULL, EASEL_ERROR_INVALID_INPUT },
    { SAMPLES, "", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { SAMPLES, "\xff", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { NULL, "x", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { "sandbox", "x", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { "sandbox:", "x", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { ":x", "x", "a", NULL, EASEL_ERROR_INVALID_INPUT },
    { "nobody:x", "x", "a", NULL, EASEL_ERROR_NOT_FOUND },
    { SAMPLES, "x", "a", "[1]", EASEL_ERROR_INVALID_INPUT },
    { SAMPLES, "x", "a", "{\"a\":", EASEL_ERROR_INVALID_INPUT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselPromptContent) content = easel_prompt_content_new (cases[i].text, NULL);
      const EaselEditRequest request = { .model = cases[i].model,
                                         .instruction = cases[i].instruction,
                                         .content = content,
                                         .context = cases[i].context };
      g_autoptr (GError) error = NULL;

      g_assert_false (
          easel_edit_service_check (easel_context_get_edits (fixture->context), &request, &error));
      g_assert_error (error, EASEL_ERROR, (int) cases[i].code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("/services/edit/samples", test_samples);
  ADD ("/services/edit/example", test_example);
  ADD ("/services/edit/grows", test_grows);
  ADD ("/services/edit/negative", test_negative);
  ADD ("/services/edit/negative-alone", test_negative_alone);
  ADD ("/services/edit/locks", test_locks);
  ADD ("/services/edit/switched-off", test_switched_off);
  ADD ("/services/edit/locked-and-off", test_locked_and_off);
  ADD ("/services/edit/everything-off", test_everything_off);
  ADD ("/services/edit/unwrapped", test_unwrapped);
  ADD ("/services/edit/unchanged", test_unchanged);
  ADD ("/services/edit/open", test_open_edit);
  ADD ("/services/edit/check", test_check);
  return g_test_run ();
}
