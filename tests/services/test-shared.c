// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

/* Two programs on one database: each sees what the other did. */

typedef struct
{
  ServiceFixture base;
  EaselContext *other;
  guint n_changed;
} SharedFixture;

static void
on_prompt_changed_cb (SharedFixture *fixture)
{
  fixture->n_changed++;
}

static void
set_up (SharedFixture *fixture, gconstpointer data)
{
  service_set_up (&fixture->base, NULL);
  fixture->other = service_open (fixture->base.dir);
  g_signal_connect_swapped (easel_context_get_prompts (fixture->other), "prompt-changed",
                            G_CALLBACK (on_prompt_changed_cb), fixture);
}

static void
tear_down (SharedFixture *fixture, gconstpointer data)
{
  service_close (fixture->other);
  service_tear_down (&fixture->base, NULL);
}

static EaselPromptService *
mine (SharedFixture *fixture)
{
  return easel_context_get_prompts (fixture->base.context);
}

static guint
count_theirs (SharedFixture *fixture)
{
  return g_list_model_get_n_items (
      easel_prompt_service_get_prompts (easel_context_get_prompts (fixture->other)));
}

static void
test_prompts (SharedFixture *fixture, gconstpointer data)
{
  gint64 id = service_create_prompt (&fixture->base, "Shared", "a castle");
  EaselPromptService *theirs = easel_context_get_prompts (fixture->other);
  g_autoptr (EaselPromptContent) content = service_content ("a castle at dawn", NULL, NULL);
  g_autoptr (EaselPrompt) seen = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (EaselPromptState) state = NULL;
  guint n_changed;

  service_wait_until (count_theirs (fixture) == 1);
  seen = easel_prompt_service_find (theirs, id);
  g_assert_cmpstr (easel_prompt_get_title (seen), ==, "Shared");

  service_await (easel_prompt_service_rename (mine (fixture), id, "Renamed"));
  service_wait_until (g_str_equal (easel_prompt_get_title (seen), "Renamed"));

  n_changed = fixture->n_changed;
  service_await (easel_prompt_service_save_draft (mine (fixture), id, 1, content, NULL, NULL));
  service_wait_until (fixture->n_changed > n_changed);
  service_wait_until (strstr (easel_prompt_get_snippet (seen), "dawn") != NULL);
  state = service_await_boxed (easel_prompt_service_load (theirs, id));
  g_assert_cmpstr (state->draft->text, ==, "a castle at dawn");

  n_changed = fixture->n_changed;
  revision = service_await_object (easel_prompt_service_commit (
      mine (fixture), id, content, EASEL_REVISION_SOURCE_TYPED, 1, 0, EASEL_EDIT_OPEN));
  service_wait_until (fixture->n_changed > n_changed);
  service_wait_until (easel_prompt_get_n_revisions (seen) == 2);

  service_await (easel_prompt_service_remove (mine (fixture), id));
  service_wait_until (count_theirs (fixture) == 0);
  service_await (easel_prompt_service_restore (theirs, id));
  service_wait_until (count_theirs (fixture) == 1);
  service_wait_until (g_list_model_get_n_items (easel_prompt_service_get_prompts (mine (fixture))) == 1);
}

/* Both write at once; nothing is lost and no number is given twice. */
static void
test_writers (SharedFixture *fixture, gconstpointer data)
{
  gint64 id = service_create_prompt (&fixture->base, "Shared", "a castle");
  DexFuture *futures[40];

  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    {
      g_autofree char *text = g_strdup_printf ("a castle %u", i);
      g_autoptr (EaselPromptContent) content = service_content (text, NULL, NULL);

      futures[i] = easel_prompt_service_commit (
          i % 2 == 0 ? mine (fixture) : easel_context_get_prompts (fixture->other), id, content,
          EASEL_REVISION_SOURCE_TYPED, 1, 0, EASEL_EDIT_OPEN);
    }
  for (guint i = 0; i < G_N_ELEMENTS (futures); i++)
    service_await (futures[i]);
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT count(DISTINCT number) FROM revisions"), ==,
                   41);
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT max(number) FROM revisions"), ==, 41);
}

static gboolean
has_model (EaselProviderService *providers, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_find_model (providers, ref);

  return model != NULL;
}

static gboolean
is_default (EaselProviderService *providers, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_get_default_model (providers, EASEL_PURPOSE_LLM);

  return model != NULL && g_str_equal (easel_model_get_ref (model), ref);
}

static void
test_providers (SharedFixture *fixture, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->base.context);
  EaselProviderService *theirs = easel_context_get_providers (fixture->other);

  service_script (&fixture->base, "[{\"chat\": \"a warm castle\"}]");
  service_wait_until (has_model (theirs, TEST_MODEL));
  service_await (easel_provider_service_set_default_model (providers, EASEL_PURPOSE_LLM, TEST_MODEL));
  service_wait_until (is_default (theirs, TEST_MODEL));
  service_await (easel_provider_service_set_enabled (providers, TEST_SLUG, FALSE));
  service_wait_until (!has_model (theirs, TEST_MODEL));
  service_wait_until (is_default (theirs, SAMPLES));
  service_await_error (easel_provider_service_add (theirs, "openai", "Mine too", TEST_SLUG,
                                                   "https://a.example/v1", NULL, FALSE),
                       EASEL_ERROR_INVALID_INPUT);
}

static void
test_edits (SharedFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) second = NULL;
  ServiceFixture there = { .dir = fixture->base.dir, .context = fixture->other };
  g_autoptr (GListModel) log = NULL;

  service_script (&fixture->base, "[{\"chat\": \"a warm castle at dawn\", \"piece\": 100, \"delay_ms\": 5}]");
  service_wait_until (g_list_model_get_n_items (easel_provider_service_get_models (
                          easel_context_get_providers (fixture->other))) == 2);
  first = service_start (&fixture->base, TEST_MODEL, "one", content, 0);
  second = service_start (&there, TEST_MODEL, "two", content, 0);
  service_await (easel_edit_run_wait (first));
  service_await (easel_edit_run_wait (second));
  g_assert_cmpstr (easel_edit_run_get_answer (first), ==, "a warm castle at dawn");
  g_assert_cmpstr (easel_edit_run_get_answer (second), ==, "a warm castle at dawn");
  g_assert_cmpint (easel_edit_run_get_interaction_id (first), !=, easel_edit_run_get_interaction_id (second));
  log = service_await_object (
      easel_edit_service_list_log (easel_context_get_edits (fixture->other), 0, NULL, 10));
  g_assert_cmpuint (g_list_model_get_n_items (log), ==, 2);
}

/* A newer Easel changed the database while this one runs. */
static void
test_newer (SharedFixture *fixture, gconstpointer data)
{
  EaselContext *context = fixture->base.context;
  gint64 id = service_create_prompt (&fixture->base, "Old", "a castle");
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (EaselContext) late = NULL;
  gint64 version = service_sql_int (fixture->base.dir, "PRAGMA user_version");
  g_autofree char *raise = g_strdup_printf ("PRAGMA user_version = %d", (int) version + 1);
  g_autofree char *lower = g_strdup_printf ("PRAGMA user_version = %d", (int) version);

  service_sql_run (fixture->base.dir, raise);
  service_await_error (easel_prompt_service_rename (mine (fixture), id, "New"), EASEL_ERROR_STORAGE);
  service_wait_until (easel_context_get_read_only (context));
  /* It reads on, and a call that it could not write down is not made. */
  state = service_await_boxed (easel_prompt_service_load (mine (fixture), id));
  g_assert_cmpstr (state->title, ==, "Old");
  run = service_edit (&fixture->base, SAMPLES, "warmer", content);
  g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, EASEL_ERROR_STORAGE);

  late = easel_context_new (fixture->base.dir, environment);
  service_await_error (easel_context_open (late), EASEL_ERROR_STORAGE);
  service_await (easel_context_close (late));
  service_sql_run (fixture->base.dir, lower);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, SharedFixture, NULL, set_up, func, tear_down)
  ADD ("/services/shared/prompts", test_prompts);
  ADD ("/services/shared/writers", test_writers);
  ADD ("/services/shared/providers", test_providers);
  ADD ("/services/shared/edits", test_edits);
  ADD ("/services/shared/newer", test_newer);
  return g_test_run ();
}
