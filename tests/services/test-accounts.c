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
  return g_test_run ();
}
