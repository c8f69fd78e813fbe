// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <glib/gstdio.h>
#include <string.h>

/* What providers and users say of models, and who goes before whom. */

static EaselProviderService *
get_providers (ServiceFixture *fixture)
{
  return easel_context_get_providers (fixture->context);
}

static EaselModel *
find (ServiceFixture *fixture, const char *ref)
{
  EaselModel *model = easel_provider_service_find_any_model (get_providers (fixture), ref);

  g_assert_nonnull (model);
  return model;
}

/* What the provider says from now on when it is asked for its models. */
static void
answer (ServiceFixture *fixture, guint status, const char *type, const char *body)
{
  easel_test_server_clear (fixture->server);
  easel_test_server_add (fixture->server, "/v1/models", status, type, body);
}

static void
list (ServiceFixture *fixture, const char *json)
{
  answer (fixture, 200, "application/json", json);
}

static void
add_provider (ServiceFixture *fixture)
{
  g_autofree char *url = easel_test_server_dup_url (fixture->server, "/v1");
  g_autoptr (EaselProvider) provider = service_await_object (
      easel_provider_service_add (get_providers (fixture), "openai", "Mine", TEST_SLUG, url, NULL, FALSE));

  g_assert_nonnull (provider);
}

static void
refresh (ServiceFixture *fixture)
{
  service_await (easel_provider_service_refresh_models (get_providers (fixture), TEST_SLUG));
}

static void
edit (ServiceFixture *fixture, const char *ref, EaselModelEdit edit)
{
  service_await (easel_provider_service_edit_model (get_providers (fixture), ref, &edit));
}

static void
edit_error (ServiceFixture *fixture, const char *ref, EaselModelEdit edit, EaselError code)
{
  service_await_error (easel_provider_service_edit_model (get_providers (fixture), ref, &edit), code);
}

#define LIST_OF_TWO                                                                                          \
  "{\"data\":[{\"id\":\"a\",\"name\":\"Listed A\",\"context_length\":1000,"                                  \
  "\"pricing\":{\"prompt\":\"0.000002\",\"completion\":\"0.000004\"}},{\"id\":\"b\"}]}"
#define LIST_OF_B "{\"data\":[{\"id\":\"b\"}]}"

/* The user's word stays, field by field, and can be taken back. */
static void
test_words (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModel) a = NULL;
  g_autofree char *source = NULL;

  list (fixture, LIST_OF_TWO);
  add_provider (fixture);
  refresh (fixture);
  a = find (fixture, "mine:a");
  g_assert_cmpstr (easel_model_get_name (a), ==, "Listed A");
  g_assert_cmpint (easel_model_get_number (a, EASEL_FACT_PRICE_INPUT), ==, 2000000);
  g_assert_cmpint (easel_model_get_price_date (a), >, 0);
  source = easel_model_dup_price_source (a);
  g_assert_cmpstr (source, ==, "Mine");

  edit (fixture, "mine:a",
        (EaselModelEdit) { .set = EASEL_FACT_NAME | EASEL_FACT_PRICE_INPUT | EASEL_FACT_CAPABILITIES,
                           .name = " My A ",
                           .price_input = 7000000,
                           .capabilities = EASEL_CAPABILITY_VISION | EASEL_CAPABILITY_TOOLS });
  refresh (fixture);
  service_restart (fixture);
  g_set_object (&a, NULL);
  a = find (fixture, "mine:a");
  g_assert_cmpstr (easel_model_get_name (a), ==, "My A");
  g_assert_cmpint (easel_model_get_number (a, EASEL_FACT_PRICE_INPUT), ==, 7000000);
  g_assert_cmpint (easel_model_get_number (a, EASEL_FACT_PRICE_OUTPUT), ==, 4000000);
  g_assert_cmpint (easel_model_get_capabilities (a), ==, EASEL_CAPABILITY_VISION | EASEL_CAPABILITY_TOOLS);
  g_assert_cmpint (easel_model_get_changed (a), ==,
                   EASEL_FACT_NAME | EASEL_FACT_PRICE_INPUT | EASEL_FACT_CAPABILITIES);

  edit (fixture, "mine:a", (EaselModelEdit) { .reset = EASEL_FACT_NAME | EASEL_FACT_PRICES });
  g_assert_cmpstr (easel_model_get_name (a), ==, "Listed A");
  g_assert_cmpint (easel_model_get_number (a, EASEL_FACT_PRICE_INPUT), ==, 2000000);
  g_assert_cmpint (easel_model_get_changed (a), ==, EASEL_FACT_CAPABILITIES);
}

static void
test_refusals (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *long_name = g_strnfill (300, 'n');
  gint64 number;

  list (fixture, LIST_OF_TWO);
  add_provider (fixture);
  refresh (fixture);
  edit_error (fixture, "mine:a", (EaselModelEdit) { .set = EASEL_FACT_PRICE_INPUT, .price_input = -2 },
              EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:a", (EaselModelEdit) { .set = EASEL_FACT_CONTEXT, .context = 0 },
              EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:a", (EaselModelEdit) { .set = EASEL_FACT_NAME, .name = "  " },
              EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:a", (EaselModelEdit) { .set = EASEL_FACT_NAME, .name = long_name },
              EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:b", (EaselModelEdit) { .set = EASEL_FACT_NAME, .name = "listed a" },
              EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:b", (EaselModelEdit) { .set = EASEL_FACT_KINDS }, EASEL_ERROR_INVALID_INPUT);
  edit_error (fixture, "mine:none", (EaselModelEdit) { .reset = EASEL_FACT_NAME }, EASEL_ERROR_NOT_FOUND);
  edit_error (fixture, "none", (EaselModelEdit) { .reset = EASEL_FACT_NAME }, EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_provider_service_add_model (get_providers (fixture), "mine:a", NULL),
                       EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_provider_service_remove_model (get_providers (fixture), "mine:a"),
                       EASEL_ERROR_INVALID_INPUT);
  service_await_error (
      easel_provider_service_set_default_model (get_providers (fixture), EASEL_PURPOSE_VIDEO, "mine:a"),
      EASEL_ERROR_NOT_FOUND);

  g_assert_true (easel_model_parse_price (" $0.25 ", &number, NULL));
  g_assert_cmpint (number, ==, 250000);
  g_assert_true (easel_model_parse_price ("", &number, NULL));
  g_assert_cmpint (number, ==, -1);
  g_assert_true (easel_model_parse_price ("0,5", &number, NULL));
  g_assert_cmpint (number, ==, 500000);
  g_assert_false (easel_model_parse_price ("-1", &number, NULL));
  g_assert_false (easel_model_parse_price ("nan", &number, NULL));
  g_assert_false (easel_model_parse_price ("inf", &number, NULL));
  g_assert_false (easel_model_parse_price ("0x10", &number, NULL));
  g_assert_false (easel_model_parse_price ("1 dollar", &number, NULL));
  g_assert_true (easel_model_parse_tokens ("128000", &number, NULL));
  g_assert_false (easel_model_parse_tokens ("0", &number, NULL));
  g_assert_false (easel_model_parse_tokens ("-5", &number, NULL));
  g_assert_false (easel_model_parse_tokens ("99999999999999999999", &number, NULL));
}

static void
assert_choice (ServiceFixture *fixture, const char *remembered, const char *wanted, const char *why)
{
  g_autofree char *notice = NULL;
  g_autoptr (EaselModel) model =
      easel_provider_service_choose_model (get_providers (fixture), EASEL_PURPOSE_LLM, remembered, &notice);

  g_assert_cmpstr (easel_model_get_ref (model), ==, wanted);
  if (why == NULL)
    g_assert_null (notice);
  else
    {
      g_assert_nonnull (notice);
      g_assert_nonnull (strstr (notice, why));
      g_assert_nonnull (strstr (notice, easel_model_get_name (model)));
    }
}

/* Who is gone is named, and who takes the place. */
static void
test_choice (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (EaselModel) fallback = NULL;

  list (fixture, LIST_OF_TWO);
  add_provider (fixture);
  refresh (fixture);
  assert_choice (fixture, "mine:a", "mine:a", NULL);
  assert_choice (fixture, NULL, SAMPLES, NULL);
  service_await (easel_provider_service_set_default_model (providers, EASEL_PURPOSE_LLM, "mine:b"));
  service_await (easel_provider_service_set_fallback_model (providers, EASEL_PURPOSE_LLM, "mine:a"));
  fallback = easel_provider_service_get_fallback_model (providers, EASEL_PURPOSE_LLM);
  g_assert_cmpstr (easel_model_get_ref (fallback), ==, "mine:a");
  assert_choice (fixture, NULL, "mine:b", NULL);

  service_await (easel_provider_service_set_model_enabled (providers, "mine:a", FALSE));
  assert_choice (fixture, "mine:a", "mine:b", "switched off");
  g_assert_null (easel_provider_service_get_fallback_model (providers, EASEL_PURPOSE_LLM));
  service_await (easel_provider_service_set_model_enabled (providers, "mine:a", TRUE));
  list (fixture, LIST_OF_B);
  refresh (fixture);
  assert_choice (fixture, "mine:a", "mine:b", "no longer lists");
  g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_models (providers)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_all_models (providers)), ==, 5);
  assert_choice (fixture, "mine:never", "mine:b", "no model");
  service_await (easel_provider_service_set_enabled (providers, TEST_SLUG, FALSE));
  assert_choice (fixture, "mine:b", SAMPLES, "switched off with its account");
  assert_choice (fixture, NULL, SAMPLES, "switched off with its account");
  service_await (easel_provider_service_remove (providers, TEST_SLUG));
  assert_choice (fixture, "mine:b", SAMPLES, "account");
  assert_choice (fixture, NULL, SAMPLES, NULL);
}

typedef struct
{
  guint n_changes;
  guint n_removed;
  guint n_told;
} Counts;

static void
on_items_changed_cb (GListModel *model, guint at, guint removed, guint added, Counts *counts)
{
  counts->n_changes++;
  counts->n_removed += removed;
}

static void
on_changed_cb (EaselModel *model, Counts *counts)
{
  counts->n_told++;
}

/* A change of one model is told as that, and the model stays the same object. */
static void
test_same_objects (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  GListModel *all = easel_provider_service_get_all_models (providers);
  g_autoptr (GString) json = g_string_new ("{\"data\":[");
  g_autoptr (EaselModel) before = NULL;
  g_autoptr (EaselModel) after = NULL;
  Counts counts = { 0 };
  gulong handler;

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (json, "%s{\"id\":\"m%03u\"}", i > 0 ? "," : "", i);
  g_string_append (json, "]}");
  list (fixture, json->str);
  add_provider (fixture);
  refresh (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (all), ==, 103);

  before = find (fixture, "mine:m050");
  handler = g_signal_connect (all, "items-changed", G_CALLBACK (on_items_changed_cb), &counts);
  g_signal_connect (before, "changed", G_CALLBACK (on_changed_cb), &counts);
  service_await (easel_provider_service_set_model_enabled (providers, "mine:m050", FALSE));
  after = find (fixture, "mine:m050");
  g_assert_true (before == after);
  g_assert_false (easel_model_get_enabled (after));
  g_assert_cmpuint (counts.n_changes, ==, 1);
  g_assert_cmpuint (counts.n_removed, ==, 1);
  g_assert_cmpuint (counts.n_told, ==, 1);

  /* Nothing new is told as nothing. */
  refresh (fixture);
  service_await (easel_provider_service_set_model_enabled (providers, "mine:m050", FALSE));
  g_assert_cmpuint (counts.n_told, ==, 1);
  g_signal_handler_disconnect (all, handler);
  g_signal_handlers_disconnect_by_data (before, &counts);
}

/* An own model is removed and brought back as it was. */
static void
test_own (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (EaselModel) own = NULL;
  g_autoptr (EaselModel) back = NULL;
  gint64 id;

  list (fixture, LIST_OF_B);
  add_provider (fixture);
  service_await (easel_provider_service_add_model (
      providers, "mine:own:8b",
      &(EaselModelEdit) { .set = EASEL_FACT_NAME | EASEL_FACT_CONTEXT, .name = "Own", .context = 4096 }));
  refresh (fixture);
  own = find (fixture, "mine:own:8b");
  g_assert_true (easel_model_is_own (own) && easel_model_is_offered (own));
  id = easel_model_get_row_id (own);
  service_await (easel_provider_service_remove_model (providers, "mine:own:8b"));
  g_assert_null (easel_provider_service_find_any_model (providers, "mine:own:8b"));
  service_await (easel_provider_service_restore_model (providers, id));
  back = find (fixture, "mine:own:8b");
  g_assert_cmpstr (easel_model_get_name (back), ==, "Own");
  g_assert_cmpint (easel_model_get_context_size (back), ==, 4096);
}

/* The provider goes while it is asked for its models. */
static void
test_gone_while_listing (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (GError) error = NULL;
  DexFuture *listing;

  list (fixture, LIST_OF_TWO);
  add_provider (fixture);
  listing = easel_provider_service_refresh_models (providers, TEST_SLUG);
  service_await (easel_provider_service_remove (providers, TEST_SLUG));
  easel_test_await (listing, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "removed"));
  g_assert_cmpint (
      service_sql_int (fixture->dir, "SELECT count(*) FROM provider_models WHERE model_id = 'a'"), ==, 0);
}

/* Five megabytes of models are taken in, or refused in words, and the lists stay whole. */
static void
test_long_list (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (GString) json = g_string_new ("{\"data\":[");
  guint n = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    g_string_append_printf (json, "%s{\"id\":\"vendor/model-%06u\",\"description\":\"%0*u\"}",
                            i > 0 ? "," : "", i, (int) (5 * 1024 * 1024 / n), i);
  g_string_append (json, "]}");
  list (fixture, json->str);
  add_provider (fixture);
  easel_test_await (easel_provider_service_refresh_models (providers, TEST_SLUG), &error);
  if (n <= 10000)
    {
      g_assert_no_error (error);
      g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_models (providers)), ==, n + 1);
    }
  else
    {
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      g_assert_nonnull (strstr (error->message, "Mine"));
      g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_models (providers)), ==, 1);
    }
}

static void
test_samples (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (EaselModel) model = NULL;

  service_await (easel_provider_service_remove (providers, "sandbox"));
  service_restart (fixture);
  providers = get_providers (fixture);
  g_assert_null (easel_provider_service_find_model (providers, SAMPLES));
  service_await (easel_provider_service_restore_samples (providers));
  service_await (easel_provider_service_restore_samples (providers));
  model = find (fixture, SAMPLES);
  g_assert_true (easel_model_is_offered (model) && easel_model_is_free (model));
  service_await (easel_provider_service_test_stored (providers, "sandbox"));
  g_assert_cmpint (easel_provider_service_get_health (providers, "sandbox", NULL), ==, EASEL_HEALTH_READY);
}

static void
assert_fails (ServiceFixture *fixture, EaselError code, EaselHealth health)
{
  EaselProviderService *providers = get_providers (fixture);
  g_autoptr (GError) error = NULL;
  const char *message;

  easel_test_await (easel_provider_service_test_stored (providers, TEST_SLUG), &error);
  g_assert_error (error, EASEL_ERROR, (int) code);
  g_assert_cmpint (easel_provider_service_get_health (providers, TEST_SLUG, &message), ==, health);
  g_assert_cmpstr (message, ==, error->message);
}

/* What is known of a provider follows what it last said. */
static void
test_health (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  const char *message;

  answer (fixture, 401, "application/json", "{\"error\":{\"message\":\"bad key\"}}");
  add_provider (fixture);
  g_assert_cmpint (easel_provider_service_get_health (providers, TEST_SLUG, NULL), ==, EASEL_HEALTH_UNKNOWN);
  assert_fails (fixture, EASEL_ERROR_AUTH, EASEL_HEALTH_KEY_REFUSED);
  answer (fixture, 200, "text/html", "<html>hello</html>");
  assert_fails (fixture, EASEL_ERROR_PROTOCOL, EASEL_HEALTH_WRONG_PROTOCOL);
  answer (fixture, 503, "application/json",
          "{\"error\":{\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}");
  assert_fails (fixture, EASEL_ERROR_UNAVAILABLE, EASEL_HEALTH_LOADING);
  list (fixture, LIST_OF_B);
  refresh (fixture);
  g_assert_cmpint (easel_provider_service_get_health (providers, TEST_SLUG, &message), ==,
                   EASEL_HEALTH_READY);
  g_assert_null (message);
  service_await (easel_provider_service_edit (providers, TEST_SLUG,
                                              &(EaselProviderEdit) { .base_url = "http://127.0.0.1:1/v1" }));
  g_assert_cmpint (easel_provider_service_get_health (providers, TEST_SLUG, NULL), ==, EASEL_HEALTH_UNKNOWN);
  assert_fails (fixture, EASEL_ERROR_NETWORK, EASEL_HEALTH_UNREACHABLE);
}

static char *
write_file (ServiceFixture *fixture, const char *name, gconstpointer bytes, gsize length)
{
  char *path = g_build_filename (fixture->dir, name, NULL);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

/* The head of a picture of so many pixels; what follows does not matter here. */
static void
fill_png (guchar *png, guint width, guint height)
{
  static const guchar head[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };

  memcpy (png, head, sizeof head);
  for (guint i = 0; i < 4; i++)
    {
      png[16 + i] = (guchar) (width >> (24 - 8 * i));
      png[20 + i] = (guchar) (height >> (24 - 8 * i));
    }
}

static void
test_logo (ServiceFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = get_providers (fixture);
  guchar png[64] = { 0 };
  g_autofree char *big = g_malloc0 (1024 * 1024 + 1);
  g_autoptr (EaselProvider) provider = NULL;
  g_autofree char *kept = NULL;

  add_provider (fixture);
  for (gsize length = 0; length < 24; length++)
    {
      g_autofree char *cut = NULL;

      fill_png (png, 64, 64);
      cut = write_file (fixture, "cut.png", png, length);
      service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, cut),
                           EASEL_ERROR_INVALID_INPUT);
    }
  {
    g_autofree char *wide = NULL;
    g_autofree char *heavy = write_file (fixture, "heavy.png", big, 1024 * 1024 + 1);
    g_autofree char *jpeg = write_file (fixture, "cut.jpg", "\xff\xd8\xff\xc0\x00\x00\x00", 7);

    fill_png (png, 100000, 64);
    wide = write_file (fixture, "wide.png", png, sizeof png);
    service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, wide),
                         EASEL_ERROR_INVALID_INPUT);
    service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, heavy),
                         EASEL_ERROR_INVALID_INPUT);
    service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, jpeg),
                         EASEL_ERROR_INVALID_INPUT);
    service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, fixture->dir),
                         EASEL_ERROR_INVALID_INPUT);
    service_await_error (easel_provider_service_set_logo (providers, TEST_SLUG, "/none/at/all"),
                         EASEL_ERROR_INVALID_INPUT);
  }
  {
    g_autofree char *good = NULL;

    fill_png (png, 64, 64);
    good = write_file (fixture, "good.png", png, sizeof png);
    service_await (easel_provider_service_set_logo (providers, TEST_SLUG, good));
    g_unlink (good);
  }
  service_restart (fixture);
  providers = get_providers (fixture);
  provider = easel_provider_service_find (providers, TEST_SLUG);
  kept = easel_provider_service_dup_logo_path (providers, provider);
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_REGULAR));
  service_await (easel_provider_service_set_logo (providers, TEST_SLUG, NULL));
  g_clear_object (&provider);
  provider = easel_provider_service_find (providers, TEST_SLUG);
  g_assert_null (easel_provider_service_dup_logo_path (providers, provider));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("/services/models/words", test_words);
  ADD ("/services/models/refusals", test_refusals);
  ADD ("/services/models/choice", test_choice);
  ADD ("/services/models/same-objects", test_same_objects);
  ADD ("/services/models/own", test_own);
  ADD ("/services/models/gone-while-listing", test_gone_while_listing);
  ADD ("/services/models/samples", test_samples);
  ADD ("/services/models/health", test_health);
  ADD ("/services/models/logo", test_logo);
  g_test_add ("/services/models/long-list", ServiceFixture, GUINT_TO_POINTER (2000), service_set_up,
              test_long_list, service_tear_down);
  g_test_add ("/services/models/too-long-list", ServiceFixture, GUINT_TO_POINTER (20000), service_set_up,
              test_long_list, service_tear_down);
  return g_test_run ();
}
