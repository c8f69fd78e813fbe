// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

/* Prompts, revisions, drafts, and what the first start sets up. */

static EaselPromptService *
get_prompts (ServiceFixture *fixture)
{
  return easel_context_get_prompts (fixture->context);
}

static guint
count_prompts (ServiceFixture *fixture)
{
  return g_list_model_get_n_items (easel_prompt_service_get_prompts (get_prompts (fixture)));
}

static EaselPrompt *
get_prompt (ServiceFixture *fixture, guint position)
{
  return g_list_model_get_item (easel_prompt_service_get_prompts (get_prompts (fixture)), position);
}

static EaselPromptState *
load (ServiceFixture *fixture, gint64 id)
{
  return service_await_boxed (easel_prompt_service_load (get_prompts (fixture), id));
}

static gint64
commit (ServiceFixture *fixture, gint64 prompt, const char *text, EaselRevisionSource source, gint64 parent)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (EaselRevision) revision = service_await_object (easel_prompt_service_commit (
      get_prompts (fixture), prompt, content, source, parent, 0, EASEL_EDIT_OPEN));

  return easel_revision_get_id (revision);
}

static void
save_draft (ServiceFixture *fixture, gint64 prompt, gint64 revision, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);

  service_await (easel_prompt_service_save_draft (get_prompts (fixture), prompt, revision, content,
                                                  "make it warmer", "{\"target\":\"SDXL\"}"));
}

static void
assert_has_samples (EaselContext *context)
{
  EaselProviderService *providers = easel_context_get_providers (context);
  g_autoptr (EaselModel) model = easel_provider_service_get_default_model (providers, EASEL_PURPOSE_LLM);

  g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_providers (providers)), ==, 1);
  g_assert_cmpstr (easel_model_get_ref (model), ==, SAMPLES);
  g_assert_true (easel_model_is_free (model));
  g_assert_true (easel_model_is_sandbox (model));
}

static void
test_first_start (ServiceFixture *fixture, gconstpointer data)
{
  assert_has_samples (fixture->context);
  g_assert_false (easel_context_get_read_only (fixture->context));
  g_assert_cmpuint (count_prompts (fixture), ==, 0);
  service_restart (fixture);
  assert_has_samples (fixture->context);

  /* Once removed, they do not come back by themselves. */
  service_await (easel_provider_service_remove (easel_context_get_providers (fixture->context), "sandbox"));
  service_restart (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (easel_provider_service_get_providers (
                        easel_context_get_providers (fixture->context))),
                    ==, 0);
}

/* Both find the samples with their model, whoever came first. */
static void
test_first_start_twice (ServiceFixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 10; i++)
    {
      g_autoptr (EaselEnvironment) environment = easel_environment_take ();
      g_autofree char *dir = g_strdup_printf ("%s/%d", fixture->dir, i);
      EaselContext *first = easel_context_new (dir, environment);
      EaselContext *second = easel_context_new (dir, environment);
      DexFuture *opening = easel_context_open (first);

      service_await (easel_context_open (second));
      service_await (opening);
      service_wait_until (g_list_model_get_n_items (
                              easel_provider_service_get_models (easel_context_get_providers (first))) == 1);
      assert_has_samples (first);
      assert_has_samples (second);
      service_close (first);
      service_close (second);
      g_assert_cmpint (service_sql_int (dir, "SELECT count(*) FROM providers"), ==, 1);
      g_assert_cmpint (service_sql_int (dir, "SELECT count(*) FROM provider_models"), ==, 3);
    }
}

/* Killed in the middle of the first start: the next one finishes it. */
static void
test_first_start_half (ServiceFixture *fixture, gconstpointer data)
{
  service_sql_run (fixture->dir,
                   "DELETE FROM settings WHERE key = 'sandbox-added'; DELETE FROM provider_models");
  service_restart (fixture);
  assert_has_samples (fixture->context);
}

static void
test_list (ServiceFixture *fixture, gconstpointer data)
{
  gint64 first = service_create_prompt (fixture, "First", "a castle at dawn");
  gint64 second = service_create_prompt (fixture, "", "a harbour, (boats:1.2), 灯台と海");
  g_autoptr (EaselPrompt) kept = NULL;
  g_autoptr (EaselPrompt) top = NULL;
  g_autoptr (GListModel) found = NULL;

  service_wait_until (count_prompts (fixture) == 2);
  top = get_prompt (fixture, 0);
  g_assert_cmpint (easel_prompt_get_id (top), ==, second);
  g_assert_cmpstr (easel_prompt_get_title (top), ==, "");
  g_assert_nonnull (strstr (easel_prompt_get_snippet (top), "a harbour"));
  g_assert_cmpuint (easel_prompt_get_n_revisions (top), ==, 1);

  /* What is in the list stays the same object. */
  kept = easel_prompt_service_find (get_prompts (fixture), first);
  service_await (easel_prompt_service_rename (get_prompts (fixture), first, "Renamed"));
  service_wait_until (g_str_equal (easel_prompt_get_title (kept), "Renamed"));

  service_await (easel_prompt_service_remove (get_prompts (fixture), first));
  service_wait_until (count_prompts (fixture) == 1);
  service_await_error (easel_prompt_service_load (get_prompts (fixture), first), EASEL_ERROR_NOT_FOUND);
  service_await (easel_prompt_service_restore (get_prompts (fixture), first));
  service_wait_until (count_prompts (fixture) == 2);

  for (guint i = 0; i < 5; i++)
    {
      static const char *const queries[] = { "boats", "(boats:1.2)", "灯台", "castle dawn", "\"* OR 1" };
      static const guint counts[] = { 1, 1, 1, 1, 0 };

      g_clear_object (&found);
      found = service_await_object (easel_prompt_service_search (get_prompts (fixture), queries[i]));
      g_assert_cmpuint (g_list_model_get_n_items (found), ==, counts[i]);
    }
  service_restart (fixture);
  g_assert_cmpuint (count_prompts (fixture), ==, 2);
}

/* A draft on the parent of a new revision goes, one on another stays. */
static void
test_drafts (ServiceFixture *fixture, gconstpointer data)
{
  gint64 prompt = service_create_prompt (fixture, "Draft", "one");
  g_autoptr (EaselPromptState) state = load (fixture, prompt);
  gint64 first = easel_revision_get_id (state->revision), second;
  g_autoptr (EaselPromptContent) shown = NULL;

  g_assert_null (state->draft);
  save_draft (fixture, prompt, first, "one two");
  service_restart (fixture);
  g_clear_pointer (&state, easel_prompt_state_unref);
  state = load (fixture, prompt);
  g_assert_cmpstr (state->draft->text, ==, "one two");
  g_assert_cmpint (state->draft_revision_id, ==, first);
  g_assert_cmpstr (state->instruction, ==, "make it warmer");
  g_assert_cmpstr (state->context, ==, "{\"target\":\"SDXL\"}");
  shown = easel_prompt_state_dup_content (state);
  g_assert_cmpstr (shown->text, ==, "one two");

  second = commit (fixture, prompt, "one two", EASEL_REVISION_SOURCE_TYPED, first);
  g_clear_pointer (&state, easel_prompt_state_unref);
  state = load (fixture, prompt);
  g_assert_null (state->draft);
  g_assert_cmpint (easel_revision_get_id (state->revision), ==, second);

  /* Restoring the first while something is typed on the second keeps that. */
  save_draft (fixture, prompt, second, "one two three");
  commit (fixture, prompt, "one", EASEL_REVISION_SOURCE_RESTORE, first);
  g_clear_pointer (&state, easel_prompt_state_unref);
  state = load (fixture, prompt);
  g_assert_cmpstr (state->draft->text, ==, "one two three");
  g_assert_cmpint (state->draft_revision_id, ==, second);
  g_assert_cmpstr (easel_revision_get_content (state->revision)->text, ==, "one");

  service_await (easel_prompt_service_discard_draft (get_prompts (fixture), prompt));
  g_clear_pointer (&state, easel_prompt_state_unref);
  state = load (fixture, prompt);
  g_assert_null (state->draft);
  service_await_error (easel_prompt_service_save_draft (get_prompts (fixture), 999, 0, shown, NULL, NULL),
                       EASEL_ERROR_NOT_FOUND);
}

static void
test_revisions (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog, cold light", "castle", "fog");
  gint64 prompt = service_create_prompt (fixture, "", "a castle");
  g_autoptr (EaselPromptState) state = load (fixture, prompt);
  gint64 first = easel_revision_get_id (state->revision);
  g_autoptr (EaselRevision) second = NULL;
  g_autoptr (EaselRevision) newest = NULL;
  g_autoptr (EaselRevision) oldest = NULL;
  g_autoptr (GListModel) list = NULL;

  second = service_await_object (easel_prompt_service_commit (
      get_prompts (fixture), prompt, content, EASEL_REVISION_SOURCE_TYPED, first, 0, EASEL_EDIT_OPEN));
  g_assert_true (easel_prompt_content_equal (easel_revision_get_content (second), content));
  commit (fixture, prompt, "a castle", EASEL_REVISION_SOURCE_RESTORE, first);

  list = service_await_object (easel_prompt_service_list_revisions (get_prompts (fixture), prompt));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, 3);
  newest = g_list_model_get_item (list, 0);
  oldest = g_list_model_get_item (list, 2);
  g_assert_cmpuint (easel_revision_get_number (newest), ==, 3);
  g_assert_cmpuint (easel_revision_get_source_number (newest), ==, 1);
  g_assert_cmpint (easel_revision_get_source (newest), ==, EASEL_REVISION_SOURCE_RESTORE);
  g_assert_cmpuint (easel_revision_get_number (oldest), ==, 1);
  g_assert_null (easel_revision_get_model_name (newest));
  service_await_error (easel_prompt_service_get_revision (get_prompts (fixture), 999), EASEL_ERROR_NOT_FOUND);
}

/* Text that no file may hold is refused, not cut. */
static void
test_bad_text (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = NULL;
  g_autofree char *large = g_strnfill (1000000, 'x');
  gint64 prompt;

  content = easel_prompt_content_new ("a \xff castle", NULL);
  service_await_error (easel_prompt_service_create (get_prompts (fixture), "", content),
                       EASEL_ERROR_INVALID_INPUT);
  prompt = service_create_prompt (fixture, "Large", large);
  {
    g_autoptr (EaselPromptState) state = load (fixture, prompt);

    g_assert_cmpuint (strlen (easel_revision_get_content (state->revision)->text), ==, 1000000);
  }
  service_wait_until (count_prompts (fixture) >= 1);
  {
    g_autoptr (EaselPrompt) listed = easel_prompt_service_find (get_prompts (fixture), prompt);

    g_assert_cmpuint (strlen (easel_prompt_get_snippet (listed)), <, 1000);
  }
}

static void
test_settings_and_recipes (ServiceFixture *fixture, gconstpointer data)
{
  EaselRecipeService *recipes = easel_context_get_recipes (fixture->context);
  guint n_built_in = g_list_model_get_n_items (easel_recipe_service_get_recipes (recipes));
  gint64 id = 0;

  g_assert_null (easel_context_get_setting (fixture->context, "model"));
  service_await (easel_context_set_setting (fixture->context, "model", SAMPLES));

  g_assert_cmpuint (n_built_in, >=, 3);
  service_await (easel_recipe_service_add (recipes, "Mine", "Make it mine."));
  service_restart (fixture);
  g_assert_cmpstr (easel_context_get_setting (fixture->context, "model"), ==, SAMPLES);
  recipes = easel_context_get_recipes (fixture->context);
  g_assert_cmpuint (g_list_model_get_n_items (easel_recipe_service_get_recipes (recipes)), ==,
                    n_built_in + 1);
  for (guint i = 0; i <= n_built_in; i++)
    {
      g_autoptr (EaselRecipe) recipe = g_list_model_get_item (easel_recipe_service_get_recipes (recipes), i);

      if (!easel_recipe_is_built_in (recipe))
        id = easel_recipe_get_id (recipe);
    }
  service_await (easel_recipe_service_remove (recipes, id));
  service_wait_until (g_list_model_get_n_items (easel_recipe_service_get_recipes (recipes)) == n_built_in);
  service_await (easel_recipe_service_restore (recipes, id));
  service_wait_until (g_list_model_get_n_items (easel_recipe_service_get_recipes (recipes)) ==
                      n_built_in + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("/services/first-start", test_first_start);
  ADD ("/services/first-start/twice", test_first_start_twice);
  ADD ("/services/first-start/half", test_first_start_half);
  ADD ("/services/prompts/list", test_list);
  ADD ("/services/prompts/drafts", test_drafts);
  ADD ("/services/prompts/revisions", test_revisions);
  ADD ("/services/prompts/bad-text", test_bad_text);
  ADD ("/services/settings-and-recipes", test_settings_and_recipes);
  return g_test_run ();
}
