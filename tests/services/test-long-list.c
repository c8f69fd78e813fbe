// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

/* A list of thousands of prompts while one of them is typed in. */

#define N_PROMPTS 5000

typedef struct
{
  guint n_removed;
  guint n_added;
  guint n_told;
} Changes;

static GListModel *
get_list (ServiceFixture *fixture)
{
  return easel_prompt_service_get_prompts (easel_context_get_prompts (fixture->context));
}

static gint64
get_id (ServiceFixture *fixture, guint position)
{
  g_autoptr (EaselPrompt) prompt = g_list_model_get_item (get_list (fixture), position);

  return prompt != NULL ? easel_prompt_get_id (prompt) : 0;
}

static void
fill (ServiceFixture *fixture)
{
  service_create_prompt (fixture, "first", "a fox");
  service_sql_run (fixture->dir,
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                   "INSERT INTO prompts (title, snippet, created_at, updated_at) "
                   "SELECT 'prompt ' || i, 'a fox', i, i FROM n");
  service_restart (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_list (fixture)), ==, N_PROMPTS + 1);
}

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Changes *changes = data;

  changes->n_removed += removed;
  changes->n_added += added;
  changes->n_told++;
}

static void
save_draft (ServiceFixture *fixture, gint64 prompt, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);

  service_await (easel_prompt_service_save_draft (easel_context_get_prompts (fixture->context), prompt, 0,
                                                  content, NULL, NULL));
}

static void
assert_order (ServiceFixture *fixture)
{
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM prompts WHERE deleted_at IS NULL ORDER BY "
                                              "updated_at DESC, id DESC LIMIT 1 OFFSET %u",
                                              i * 1000);

      g_assert_cmpint (get_id (fixture, i * 1000), ==, service_sql_int (fixture->dir, sql));
    }
}

static void
test_typing (ServiceFixture *fixture, gconstpointer data)
{
  Changes changes = { 0 };
  gint64 id;

  fill (fixture);
  id = get_id (fixture, N_PROMPTS - 10);
  g_signal_connect (get_list (fixture), "items-changed", G_CALLBACK (on_items_changed_cb), &changes);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("a fox %u", i);
      g_autoptr (EaselPrompt) prompt = NULL;

      save_draft (fixture, id, text);
      service_wait_until (get_id (fixture, 0) == id);
      prompt = easel_prompt_service_find (easel_context_get_prompts (fixture->context), id);
      service_wait_until (strcmp (easel_prompt_get_snippet (prompt), text) == 0);
    }
  /* It came to the top once; nothing else was touched. */
  g_assert_cmpuint (changes.n_removed, ==, 1);
  g_assert_cmpuint (changes.n_added, ==, 1);
  assert_order (fixture);
}

/* What goes in the same moment goes from the list. */
static void
test_all_is_read (ServiceFixture *fixture, gconstpointer data)
{
  EaselPromptService *prompts = easel_context_get_prompts (fixture->context);
  gint64 deleted, typed;

  fill (fixture);
  prompts = easel_context_get_prompts (fixture->context);
  deleted = get_id (fixture, 2500);
  typed = get_id (fixture, 3000);
  dex_future_disown (easel_prompt_service_remove (prompts, deleted));
  save_draft (fixture, typed, "a fox at night");
  service_wait_until (g_list_model_get_n_items (get_list (fixture)) == N_PROMPTS &&
                      get_id (fixture, 0) == typed);
  assert_order (fixture);
  service_await (easel_prompt_service_restore (prompts, deleted));
  service_wait_until (g_list_model_get_n_items (get_list (fixture)) == N_PROMPTS + 1);
  assert_order (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/long-list/typing", ServiceFixture, NULL, service_set_up, test_typing, service_tear_down);
  g_test_add ("/long-list/all-is-read", ServiceFixture, NULL, service_set_up, test_all_is_read,
              service_tear_down);
  return g_test_run ();
}
