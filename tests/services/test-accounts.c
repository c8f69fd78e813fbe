// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

/* Accounts and their keys in a real keyring; run by with-keyring.sh. */

static EaselProviderService *
get_providers (ServiceFixture *fixture)
{
  return easel_context_get_providers (fixture->context);
}

static DexFuture *
add (ServiceFixture *fixture, const char *name, const char *slug, const char *key)
{
  g_autofree char *url = easel_test_server_dup_url (fixture->server, "/v1");

  return easel_provider_service_add (get_providers (fixture), "openai", name, slug, url, key, FALSE);
}

static void
assert_has_key (ServiceFixture *fixture, const char *slug, gboolean wanted)
{
  DexFuture *future = easel_provider_service_has_key (get_providers (fixture), slug);
  g_autoptr (DexFuture) kept = dex_ref (future);

  service_await (future);
  g_assert_cmpint (g_value_get_boolean (dex_future_get_value (kept, NULL)), ==, wanted);
}

/* Which key a call of the provider carries. */
static void
assert_key (ServiceFixture *fixture, const char *slug, const char *key)
{
  guint n = easel_test_server_get_n_requests (fixture->server);
  g_autofree char *wanted = key != NULL ? g_strconcat ("Bearer ", key, NULL) : NULL;
  g_autofree char *found = NULL;

  service_await (easel_provider_service_test_stored (get_providers (fixture), slug));
  found = easel_test_request_dup_header (easel_test_server_get_request (fixture->server, n), "Authorization");
  g_assert_cmpstr (found, ==, wanted);
}

static void
set_up (ServiceFixture *fixture, gconstpointer data)
{
  service_set_up (fixture, data);
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                         "{\"object\":\"list\",\"data\":[{\"id\":\"test-model\"}]}");
}

static void
test_key (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselProvider) plain = service_await_object (add (fixture, "Plain", "plain", NULL));
  g_autoptr (EaselProvider) keyed = service_await_object (add (fixture, "Keyed", "keyed", " sk-one\n"));
  g_autoptr (EaselProvider) now = NULL;

  g_assert_false (easel_provider_needs_key (plain));
  g_assert_true (easel_provider_needs_key (keyed));
  assert_has_key (fixture, "plain", FALSE);
  assert_has_key (fixture, "keyed", TRUE);
  assert_key (fixture, "plain", NULL);
  assert_key (fixture, "keyed", "sk-one");
  service_await (easel_provider_service_set_key (get_providers (fixture), "keyed", "sk-two"));
  service_await (easel_provider_service_set_key (get_providers (fixture), "plain", "sk-three"));
  service_restart (fixture);
  assert_key (fixture, "keyed", "sk-two");
  assert_key (fixture, "plain", "sk-three");
  now = easel_provider_service_find (get_providers (fixture), "plain");
  g_assert_true (easel_provider_needs_key (now));
  service_await_error (easel_provider_service_set_key (get_providers (fixture), "keyed", "a b"),
                       EASEL_ERROR_INVALID_INPUT);
  service_await_error (add (fixture, "Option", "-x", "sk-x"), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_provider_service_set_key (get_providers (fixture), "nobody", "sk-x"),
                       EASEL_ERROR_NOT_FOUND);
  assert_key (fixture, "keyed", "sk-two");
}

/* An account that cannot be added takes no key away and leaves none behind. */
static void
test_taken (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselProvider) first = service_await_object (add (fixture, "First", "first", "sk-first"));

  service_await_error (add (fixture, "Second", "first", "sk-second"), EASEL_ERROR_INVALID_INPUT);
  service_await_error (add (fixture, "FIRST", "second", "sk-second"), EASEL_ERROR_INVALID_INPUT);
  service_await_error (add (fixture, "Third", "sandbox", "sk-third"), EASEL_ERROR_INVALID_INPUT);
  assert_key (fixture, "first", "sk-first");
  assert_has_key (fixture, "second", FALSE);
  assert_has_key (fixture, "sandbox", FALSE);
}

static void
test_undo (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselProvider) first = service_await_object (add (fixture, "Gone", "gone", "sk-first"));
  g_autoptr (EaselProvider) again = NULL;

  /* Removed and restored: its key is still there. */
  service_await (easel_provider_service_remove (get_providers (fixture), "gone"));
  service_await_error (easel_provider_service_test_stored (get_providers (fixture), "gone"),
                       EASEL_ERROR_NOT_FOUND);
  service_await (easel_provider_service_restore (get_providers (fixture), easel_provider_get_id (first)));
  assert_key (fixture, "gone", "sk-first");

  /* Removed and added anew before the key was forgotten: it is the new one's. */
  service_await (easel_provider_service_remove (get_providers (fixture), "gone"));
  again = service_await_object (add (fixture, "Gone", "gone", "sk-again"));
  service_await (easel_provider_service_forget_key (get_providers (fixture), "gone"));
  assert_key (fixture, "gone", "sk-again");
  service_await_error (
      easel_provider_service_restore (get_providers (fixture), easel_provider_get_id (first)),
      EASEL_ERROR_INVALID_INPUT);

  service_await (easel_provider_service_remove (get_providers (fixture), "gone"));
  service_await (easel_provider_service_forget_key (get_providers (fixture), "gone"));
  assert_has_key (fixture, "gone", FALSE);
}

/* No model is offered while its provider is disabled or gone. */
static void
test_models (ServiceFixture *fixture, gconstpointer data)
{
  GListModel *models = easel_provider_service_get_models (get_providers (fixture));
  g_autoptr (EaselProvider) provider = service_await_object (add (fixture, "Mine", "mine", "sk-x"));
  g_autoptr (EaselModel) model = NULL;

  service_await (easel_provider_service_refresh_models (get_providers (fixture), "mine"));
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 2);
  service_await (
      easel_provider_service_set_default_model (get_providers (fixture), EASEL_PURPOSE_LLM, TEST_MODEL));
  model = easel_provider_service_get_default_model (get_providers (fixture), EASEL_PURPOSE_LLM);
  g_assert_cmpstr (easel_model_get_ref (model), ==, TEST_MODEL);
  service_await (easel_provider_service_set_enabled (get_providers (fixture), "mine", FALSE));
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 1);
  service_await (easel_provider_service_set_enabled (get_providers (fixture), "mine", TRUE));
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 2);
  service_await (easel_provider_service_remove (get_providers (fixture), "mine"));
  g_assert_cmpuint (g_list_model_get_n_items (models), ==, 1);
  service_await (easel_provider_service_forget_key (get_providers (fixture), "mine"));
  service_await_error (easel_provider_service_refresh_models (get_providers (fixture), "mine"),
                       EASEL_ERROR_NOT_FOUND);
}

/* ---- calls and their keys ---- */

static EaselEditRun *
start (ServiceFixture *fixture, const char *slug, const char *text)
{
  g_autofree char *model = g_strconcat (slug, ":test-model", NULL);
  g_autoptr (EaselPromptContent) content = service_content (text, NULL, NULL);

  return service_start (fixture, model, "warmer", content, 0);
}

static void
assert_sent_key (ServiceFixture *fixture, guint position, const char *key)
{
  g_autofree char *wanted = g_strconcat ("Bearer ", key, NULL);
  g_autofree char *found = easel_test_request_dup_header (
      easel_test_server_get_request (fixture->server, position), "Authorization");

  g_assert_cmpstr (found, ==, wanted);
}

/* Two accounts of one service: each call carries its own account's key. */
static void
test_same_service (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselProvider) work = service_await_object (add (fixture, "Work", "work", "sk-work-key-1234"));
  g_autoptr (EaselProvider) home = service_await_object (add (fixture, "Home", "home", "sk-home-key-5678"));
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) second = NULL;
  g_autofree char *ledger = NULL;

  g_assert_cmpstr (easel_provider_get_base_url (work), ==, easel_provider_get_base_url (home));
  easel_test_server_run_mode (fixture->server, "ok", "a castle", 0, 0, 0);
  first = start (fixture, "work", "a castle");
  service_await (easel_edit_run_wait (first));
  second = start (fixture, "home", "a castle");
  service_await (easel_edit_run_wait (second));
  g_assert_cmpint (easel_edit_run_get_state (first), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpint (easel_edit_run_get_state (second), ==, EASEL_EDIT_RUN_FINISHED);
  assert_sent_key (fixture, 0, "sk-work-key-1234");
  assert_sent_key (fixture, 1, "sk-home-key-5678");
  /* One goes, the other stays whole. */
  service_await (easel_provider_service_remove (get_providers (fixture), "work"));
  service_await (easel_provider_service_forget_key (get_providers (fixture), "work"));
  assert_has_key (fixture, "home", TRUE);
  ledger = service_sql_text (
      fixture->dir, "SELECT group_concat(provider_name, ' ' ORDER BY id) FROM usage WHERE kind = 'edit'");
  g_assert_cmpstr (ledger, ==, "Work Home");
}

/* Changed while one call streams and another waits its turn: the first ends as
 * it began, the second has the new key. */
static void
test_changed_while_running (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (EaselProvider) provider =
      service_await_object (add (fixture, "Keyed", "keyed", "sk-old-key-1234"));
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) second = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_run_script (
      fixture->server, "[{\"chat\": \"a warm castle with a garden\", \"piece\": 20, \"delay_ms\": 10}]",
      &error);
  g_assert_no_error (error);
  service_await (easel_provider_service_set_most_calls (providers, "keyed", 1));
  first = start (fixture, "keyed", "a castle");
  service_wait_until (easel_edit_run_has_answer (first));
  second = start (fixture, "keyed", "a tower");
  service_wait_until (easel_edit_run_get_state (second) == EASEL_EDIT_RUN_QUEUED);
  service_await (easel_provider_service_set_key (providers, "keyed", "sk-new-key-5678"));
  g_assert_false (easel_edit_run_is_final (first));
  service_await (easel_edit_run_wait (first));
  service_await (easel_edit_run_wait (second));
  g_assert_cmpint (easel_edit_run_get_state (first), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpint (easel_edit_run_get_state (second), ==, EASEL_EDIT_RUN_FINISHED);
  assert_sent_key (fixture, 0, "sk-old-key-1234");
  assert_sent_key (fixture, 1, "sk-new-key-5678");
}

/* Removed with its key while a call streams: what comes is kept, and the next
 * is told that the account is gone. */
static void
test_removed_while_streaming (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (EaselProvider) provider =
      service_await_object (add (fixture, "Keyed", "keyed", "sk-old-key-1234"));
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) second = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_run_script (
      fixture->server, "[{\"chat\": \"a warm castle with a garden\", \"piece\": 20, \"delay_ms\": 10}]",
      &error);
  g_assert_no_error (error);
  service_await (easel_provider_service_set_most_calls (providers, "keyed", 1));
  first = start (fixture, "keyed", "a castle");
  service_wait_until (easel_edit_run_has_answer (first));
  second = start (fixture, "keyed", "a tower");
  service_wait_until (easel_edit_run_get_state (second) == EASEL_EDIT_RUN_QUEUED);
  service_await (easel_provider_service_remove (providers, "keyed"));
  service_await (easel_provider_service_forget_key (providers, "keyed"));
  service_await (easel_edit_run_wait (first));
  g_assert_cmpstr (easel_edit_run_get_answer (first), ==, "a warm castle with a garden");
  service_await (easel_edit_run_wait (second));
  g_assert_error (easel_edit_run_get_error (second), EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_assert_cmpint (easel_edit_run_get_cost (second), ==, 0);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

/* What is copied for a report names the account and holds neither the key, which
 * the server says everywhere, nor the prompt. */
static void
test_report (ServiceFixture *fixture, gconstpointer data)
{
  static const char key[] = "sk-canary-0123456789abcdef";
  g_autoptr (EaselProvider) provider = service_await_object (add (fixture, "Keyed", "keyed", key));
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselInteraction) row = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) reports = g_new0 (char *, 3);

  easel_test_server_set_echo (fixture->server, TRUE);
  easel_test_server_run_script (
      fixture->server,
      "[{\"status\": 400, \"headers\": {\"x-request-id\": \"req-@KEY@\"}, \"type\": \"application/json\", "
      "\"body\": \"{\\\"error\\\":{\\\"message\\\":\\\"No: @KEY@ for a secret "
      "castle\\\",\\\"code\\\":\\\"@KEY@\\\"}}\"}]",
      &error);
  g_assert_no_error (error);
  run = start (fixture, "keyed", "a secret castle");
  service_await (easel_edit_run_wait (run));
  g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  row = service_get_newest (fixture);
  reports[0] = easel_error_describe (easel_edit_run_get_error (run));
  reports[1] = easel_interaction_describe (row);
  for (guint i = 0; reports[i] != NULL; i++)
    {
      g_test_message ("%s", reports[i]);
      g_assert_null (strstr (reports[i], "canary"));
      g_assert_null (strstr (reports[i], "castle"));
      g_assert_true (g_str_has_prefix (reports[i], "error: invalid-input\naccount: Keyed\nprovider: keyed\n"
                                                   "model: test-model\nstatus: 400\nrequest id: req-"));
      g_assert_nonnull (strstr (reports[i], "\nduration: "));
      g_assert_nonnull (strstr (reports[i], "\neasel: "));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, set_up, func, service_tear_down)
  ADD ("/services/accounts/key", test_key);
  ADD ("/services/accounts/taken", test_taken);
  ADD ("/services/accounts/undo", test_undo);
  ADD ("/services/accounts/models", test_models);
  ADD ("/services/accounts/same-service", test_same_service);
  ADD ("/services/accounts/changed-while-running", test_changed_while_running);
  ADD ("/services/accounts/report", test_report);
  ADD ("/services/accounts/removed-while-streaming", test_removed_while_streaming);
  return g_test_run ();
}
