// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"

#include <string.h>

#include "easel-json.h"
#include "easel-provider-registry.h"

static void
on_event_cb (const EaselTextEvent *event, gpointer user_data)
{
  Heard *heard = user_data;

  g_assert_false (heard->destroyed);
  switch (event->kind)
    {
    case EASEL_TEXT_EVENT_TEXT:
      g_string_append (heard->text, event->text);
      break;
    case EASEL_TEXT_EVENT_WAIT:
      g_assert_cmpint (event->wait, >, 0);
      g_assert_nonnull (event->error);
      heard->n_waits++;
      g_string_append_printf (heard->log, "wait(%u) ", event->attempt);
      break;
    case EASEL_TEXT_EVENT_RESTART:
      g_string_truncate (heard->text, 0);
      heard->n_restarts++;
      break;
    case EASEL_TEXT_EVENT_PARAMETER:
      g_string_append_printf (heard->log, "%s(%s) ", event->error != NULL ? "refused" : "left-out",
                              event->name);
      break;
    case EASEL_TEXT_EVENT_FINISH:
      heard->n_finishes++;
      break;
    case EASEL_TEXT_EVENT_ERROR:
      g_assert_not_reached ();
    case EASEL_TEXT_EVENT_REASONING:
    case EASEL_TEXT_EVENT_IMAGE:
    case EASEL_TEXT_EVENT_TOOL_CALL:
    case EASEL_TEXT_EVENT_CITATION:
    case EASEL_TEXT_EVENT_REFUSAL:
    case EASEL_TEXT_EVENT_USAGE:
    case EASEL_TEXT_EVENT_STATE:
    default:
      break;
    }
}

void
call_fixture_on_destroyed_cb (gpointer user_data)
{
  Heard *heard = user_data;

  heard->destroyed = TRUE;
}

void
call_fixture_set_up (CallFixture *fixture, gconstpointer data)
{
  const char *protocol = data != NULL ? data : "openai";
  g_autofree char *url = NULL;

  fixture->server = easel_test_server_new ();
  fixture->client = easel_http_client_new ();
  fixture->protocol = easel_provider_registry_find_protocol (protocol);
  url = easel_test_server_dup_url (fixture->server, "/v1");
  fixture->account = easel_account_new ("mine", url);
  fixture->request = easel_text_request_new ("test-model");
  easel_text_request_set_system (fixture->request, "Edit the prompt.");
  easel_text_request_add_text (fixture->request, EASEL_TEXT_ROLE_USER, "a fox");
  fixture->heard.text = g_string_new (NULL);
  fixture->heard.log = g_string_new (NULL);
}

void
call_fixture_tear_down (CallFixture *fixture, gconstpointer data)
{
  easel_test_settle ();
  g_string_free (fixture->heard.text, TRUE);
  g_string_free (fixture->heard.log, TRUE);
  easel_text_request_unref (fixture->request);
  easel_account_unref (fixture->account);
  g_assert_finalize_object (fixture->client);
  easel_test_server_free (fixture->server);
}

DexFuture *
call_fixture_start (CallFixture *fixture)
{
  fixture->heard.destroyed = FALSE;
  return easel_text_call_run (fixture->client, fixture->protocol, fixture->account, KEY, fixture->request,
                              on_event_cb, &fixture->heard, call_fixture_on_destroyed_cb);
}

EaselTextResult *
call_fixture_run (CallFixture *fixture, GError **error)
{
  EaselTextResult *result = easel_test_await_boxed (call_fixture_start (fixture), error);

  easel_test_settle ();
  g_assert_true (fixture->heard.destroyed);
  g_assert_cmpuint (fixture->heard.n_finishes, ==, result != NULL ? 1 : 0);
  return result;
}

void
call_fixture_assert_fails (CallFixture *fixture, EaselError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = call_fixture_run (fixture, &error);

  g_assert_null (result);
  g_test_message ("%s", error->message);
  g_assert_error (error, EASEL_ERROR, (int) code);
  g_assert_cmpstr (easel_error_get_details (error)->provider, ==, "mine");
  g_assert_cmpstr (easel_error_get_details (error)->model, ==, "test-model");
  g_assert_null (strstr (error->message, KEY));
}

static char *
dup_path (CallFixture *fixture)
{
  static const char *const paths[][2] = {
    { "openai", "/v1/chat/completions" },
    { "openai-responses", "/v1/responses" },
    { "anthropic", "/v1/messages" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    if (g_str_equal (paths[i][0], fixture->protocol->id))
      return g_strdup (paths[i][1]);
  g_assert_cmpstr (fixture->protocol->id, ==, "gemini");
  return g_strdup_printf ("/v1/models/%s:streamGenerateContent", fixture->request->model);
}

EaselTestAnswer *
call_fixture_answer (CallFixture *fixture, guint status, const char *body)
{
  const char *type = status == 200 && body[0] != '{' ? "text/event-stream" : "application/json";
  g_autofree char *path = dup_path (fixture);

  return easel_test_server_add (fixture->server, path, status, type, body);
}

/* An answer for the next request only. */
EaselTestAnswer *
call_fixture_answer_once (CallFixture *fixture, guint status, const char *body)
{
  EaselTestAnswer *added = call_fixture_answer (fixture, status, body);

  easel_test_answer_set_times (added, 1);
  return added;
}

JsonNode *
call_fixture_sent_json (CallFixture *fixture, guint position)
{
  const EaselTestRequest *request = easel_test_server_get_request (fixture->server, position);
  gsize length;
  const char *data = g_bytes_get_data (request->body, &length);
  JsonNode *root = easel_json_parse (data, (gssize) length, NULL);

  g_assert_nonnull (root);
  return root;
}

/* Runs the main context until @heard knows that the call is over. */
void
call_fixture_wait_until_over (Heard *heard)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!heard->destroyed && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (heard->destroyed);
}
