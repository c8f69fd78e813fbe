// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "easel-announce.h"
#include "easel-error.h"
#include "easel-model-chooser.h"
#include "easel-prompt-page-private.h"
#include "easel-test-future.h"
#include "easel-test-script.h"
#include "easel-test-server.h"

/* What the page says when a provider is busy, has enough calls, or another one
 * answers. */

typedef struct
{
  char *dir;
  EaselContext *context;
  EaselTestServer *servers[2];
  GtkWidget *window;
  EaselPromptPage *page;
  gint64 prompt;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

static void
script (EaselTestServer *server, const char *json)
{
  g_autoptr (GError) error = NULL;

  easel_test_server_run_script (server, json, &error);
  g_assert_no_error (error);
}

static void
add_provider (Fixture *self, guint i, const char *name, const char *slug)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autofree char *url = NULL;
  g_autofree char *model = g_strconcat (slug, ":m", NULL);

  self->servers[i] = easel_test_server_new ();
  url = easel_test_server_dup_url (self->servers[i], "/v1");
  await (easel_provider_service_add (providers, "openai", name, slug, url, NULL, FALSE));
  await (easel_provider_service_add_model (providers, model, &(EaselModelEdit) { 0 }));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new ("a castle", NULL);
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-waits-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  add_provider (self, 0, "Acme", "acme");
  add_provider (self, 1, "Beta", "beta");
  prompt = easel_test_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);
  g_assert_no_error (error);
  self->prompt = easel_prompt_get_id (prompt);
  self->window = adw_window_new ();
  self->page = easel_prompt_page_new (self->context);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->window));
  easel_prompt_page_open (self->page, self->prompt, FALSE);
  ui_test_wait_until (easel_prompt_page_get_prompt_id (self->page) == self->prompt);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  await (easel_context_close (self->context));
  g_assert_finalize_object (self->context);
  for (guint i = 0; i < G_N_ELEMENTS (self->servers); i++)
    easel_test_server_free (self->servers[i]);
  dir = g_dir_open (self->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

/* A run of Acme's model, shown on the page if @show. */
static EaselEditRun *
start (Fixture *self, EaselCacheUse cache, gboolean show)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new ("a castle", NULL);
  const EaselEditRequest request = { .model = "acme:m",
                                     .instruction = "warmer",
                                     .content = content,
                                     .prompt_id = show ? self->prompt : 0,
                                     .temperature = -1,
                                     .cache = cache };
  EaselEditRun *run = easel_edit_service_start (easel_context_get_edits (self->context), &request);

  if (show)
    _easel_prompt_page_follow_run (self->page, run);
  return run;
}

/* A label that is seen and holds @text. */
static gboolean
is_said (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (is_said (child, text))
      return TRUE;
  return FALSE;
}

#define SAYS(text) is_said (GTK_WIDGET (self->page), text)

static void
test_busy (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;

  script (self->servers[0], "[{\"status\": 503, \"headers\": {\"Retry-After\": \"3\"}, \"body\": \"{}\"}]");
  run = start (self, EASEL_CACHE_DEFAULT, TRUE);
  ui_test_wait_until (SAYS ("Acme is busy, trying again in 3 s"));
  g_assert_cmpstr (easel_announce_get_last (GTK_WIDGET (self->page->composer)), ==,
                   "Acme is busy, trying again in 3 s");
  ui_test_wait_until (SAYS ("Acme is busy, trying again in 2 s"));
  /* Stop works while it waits. */
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.stop", NULL));
  ui_test_wait_until (easel_edit_run_is_final (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_cmpuint (easel_test_server_get_n_requests (self->servers[0]), ==, 1);
}

/* While the second attempt is under way nobody says that it comes in a second. */
static void
test_again (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;

  script (self->servers[0],
          "[{\"status\": 503, \"times\": 1, \"headers\": {\"Retry-After-Ms\": \"50\"}, \"body\": \"{}\"},"
          " {\"chat\": \"a\", \"fault\": \"stall\", \"at\": -1}]");
  run = start (self, EASEL_CACHE_DEFAULT, TRUE);
  g_assert_true (easel_test_server_wait_requests (self->servers[0], 2));
  ui_test_wait_until (SAYS ("Waiting for"));
  g_assert_false (SAYS ("trying again"));
  easel_edit_run_stop (run);
  ui_test_wait_until (easel_edit_run_is_final (run));
}

static void
test_queued (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autoptr (EaselEditRun) other = NULL;
  g_autoptr (EaselEditRun) run = NULL;

  script (self->servers[0], "[{\"chat\": \"a\", \"fault\": \"stall\", \"at\": -1}]");
  await (easel_provider_service_set_most_calls (providers, "acme", 1));
  other = start (self, EASEL_CACHE_DEFAULT, FALSE);
  g_assert_true (easel_test_server_wait_requests (self->servers[0], 1));
  run = start (self, EASEL_CACHE_DEFAULT, TRUE);
  ui_test_wait_until (SAYS ("Queued: other calls to Acme go first"));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.stop", NULL));
  ui_test_wait_until (easel_edit_run_is_final (run));
  easel_edit_run_stop (other);
  ui_test_wait_until (easel_edit_run_is_final (other));
}

static void
test_stand_in (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autoptr (EaselEditRun) run = NULL;

  await (easel_provider_service_set_fallback_model (providers, EASEL_PURPOSE_LLM, "beta:m"));
  script (self->servers[0],
          "[{\"status\": 503, \"headers\": {\"Retry-After-Ms\": \"1\"}, \"body\": \"{}\"}]");
  script (self->servers[1], "[{\"chat\": \"a warm castle\"}]");
  run = start (self, EASEL_CACHE_DEFAULT, TRUE);
  ui_test_wait_until (self->page->review != NULL);
  ui_test_wait_until (SAYS ("Acme did not answer; Beta answered instead."));
}

static void
test_cached (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) run = NULL;

  script (self->servers[0], "[{\"chat\": \"a warm castle\"}]");
  first = start (self, EASEL_CACHE_USE, FALSE);
  ui_test_wait_until (easel_edit_run_is_final (first));
  await (easel_edit_run_wait (first));
  run = start (self, EASEL_CACHE_USE, TRUE);
  ui_test_wait_until (self->page->review != NULL);
  ui_test_wait_until (SAYS ("from the cache"));
  g_assert_cmpuint (easel_test_server_get_n_requests (self->servers[0]), ==, 1);
}

/* What the card copies names the account and holds no word of the prompt. */
static void
test_details (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;
  g_autofree char *details = NULL;

  script (self->servers[0], "[{\"status\": 401, \"headers\": {\"x-request-id\": \"req-7\"}, \"body\": "
                            "\"{\\\"error\\\":{\\\"message\\\":\\\"a castle\\\"}}\"}]");
  run = start (self, EASEL_CACHE_DEFAULT, TRUE);
  ui_test_wait_until (SAYS ("The key was not accepted"));
  g_assert_true (SAYS ("Acme (127.0.0.1) did not accept the key."));
  details = easel_error_describe (easel_edit_run_get_error (run));
  g_assert_true (g_str_has_prefix (details,
                                   "error: auth\naccount: Acme\nprovider: acme\nmodel: m\nstatus: 401\n"
                                   "request id: req-7\nduration: "));
  g_assert_null (strstr (details, "castle"));
}

/* ---- over a budget ---- */

static gboolean
is_chosen (Fixture *self, const char *ref)
{
  EaselModel *model = easel_composer_get_model (self->page->composer);

  return model != NULL && g_str_equal (easel_model_get_ref (model), ref);
}

static void
press_anyway (Fixture *self)
{
  g_signal_emit_by_name (ui_test_find (GTK_WIDGET (self->page->budget_banner), ADW_TYPE_BANNER, 0),
                         "button-clicked");
}

static void
ask (Fixture *self, const char *instruction)
{
  easel_prompt_page_set_instruction (self->page, instruction);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.run", NULL));
}

/* Who agrees to one call agreed to that one, also where it was never made. */
static void
test_anyway (Fixture *self, gconstpointer data)
{
  static const char refusal[] = "This call would cross the budget for this month";
  const EaselModelEdit prices = { .set = EASEL_FACT_PRICE_INPUT | EASEL_FACT_PRICE_OUTPUT,
                                  .price_input = 9000000,
                                  .price_output = 9000000 };
  EaselProviderService *providers = easel_context_get_providers (self->context);

  script (self->servers[0], "[{\"chat\": \"a\", \"fault\": \"stall\", \"at\": -1}]");
  await (easel_provider_service_edit_model (providers, "acme:m", &prices));
  await (easel_provider_service_set_default_model (providers, EASEL_PURPOSE_LLM, "acme:m"));
  ui_test_wait_until (is_chosen (self, "acme:m"));
  await (easel_usage_service_set_budget (easel_context_get_usage (self->context), NULL, 1, 80, TRUE));
  ask (self, "warmer");
  ui_test_wait_until (SAYS (refusal) && self->page->run == NULL);
  g_assert_cmpuint (easel_test_server_get_n_requests (self->servers[0]), ==, 0);

  easel_prompt_page_set_instruction (self->page, "");
  press_anyway (self);
  ask (self, "colder");
  ui_test_wait_until (SAYS (refusal) && self->page->run == NULL && !self->page->starting);
  g_assert_cmpuint (easel_test_server_get_n_requests (self->servers[0]), ==, 0);

  press_anyway (self);
  g_assert_true (easel_test_server_wait_requests (self->servers[0], 1));
  ui_test_wait_until (self->page->run != NULL);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.stop", NULL));
  ui_test_wait_until (self->page->run == NULL);
  ask (self, "brighter");
  ui_test_wait_until (SAYS (refusal) && self->page->run == NULL && !self->page->starting);
  g_assert_cmpuint (easel_test_server_get_n_requests (self->servers[0]), ==, 1);
}

/* ---- the models ---- */

static void
on_notice_activated (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_ptr_array_add (user_data, g_variant_dup_string (parameter, NULL));
}

/* Another model than the chosen one is said in the window, once. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  static const GActionEntry entries[] = {
    { .name = "notice", .activate = on_notice_activated, .parameter_type = "s" }
  };
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, 1, said);
  gtk_widget_insert_action_group (self->window, "win", G_ACTION_GROUP (group));
  await (easel_provider_service_set_default_model (providers, EASEL_PURPOSE_LLM, "acme:m"));
  ui_test_wait_until (is_chosen (self, "acme:m"));
  g_assert_cmpuint (said->len, ==, 0);
  await (easel_provider_service_set_enabled (providers, "acme", FALSE));
  ui_test_wait_until (said->len > 0);
  g_assert_nonnull (strstr (said->pdata[0], "Acme"));
  /* Neither another change nor a window that comes back says it again. */
  await (easel_provider_service_set_model_favourite (providers, "beta:m", TRUE));
  gtk_widget_set_visible (self->window, FALSE);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (self->page->composer)));
  g_assert_cmpuint (said->len, ==, 1);
}

static void
rename_table (Fixture *self, const char *from, const char *to)
{
  g_autofree char *path = g_build_filename (self->dir, "easel.db", NULL);
  g_autofree char *sql = g_strdup_printf ("ALTER TABLE %s RENAME TO %s", from, to);
  sqlite3 *database = NULL;

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (database, 5000);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

static gboolean
is_enabled_button (GtkWidget *widget, const char *label)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) && gtk_widget_is_sensitive (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (is_enabled_button (widget, label))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* However long the list is, it opens at the heading of its first row. */
static void
test_list_top (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  GtkWidget *chooser, *list;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *ref = g_strdup_printf ("acme:m%u", i);

      await (easel_provider_service_add_model (providers, ref, NULL));
    }
  await (easel_provider_service_set_model_favourite (providers, "beta:m", TRUE));
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.choose-model", NULL));
      chooser = ui_test_find (GTK_WIDGET (self->page), EASEL_TYPE_MODEL_CHOOSER, 0);
      list = ui_test_find (chooser, GTK_TYPE_LIST_VIEW, 0);
      ui_test_wait_until (gtk_widget_get_mapped (list) && is_said (list, "Favourites"));
      ui_test_wait_until (
          gtk_adjustment_get_upper (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list))) > 600 &&
          gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list))) < 1);
      gtk_popover_popdown (GTK_POPOVER (chooser));
      ui_test_wait_until (!gtk_widget_get_mapped (list));
    }
}

/* A list that cannot be read is said to be so, and asked for again. */
static void
test_list_error (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  g_autoptr (GError) error = NULL;
  GtkWidget *chooser;

  g_assert_null (easel_provider_service_get_list_error (providers));
  rename_table (self, "provider_models", "lost_models");
  easel_test_await (easel_provider_service_reload (providers), &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_assert_true (
      g_error_matches (easel_provider_service_get_list_error (providers), EASEL_ERROR, EASEL_ERROR_STORAGE));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (self->page), "page.choose-model", NULL));
  chooser = ui_test_find (GTK_WIDGET (self->page), EASEL_TYPE_MODEL_CHOOSER, 0);
  ui_test_wait_until (is_said (chooser, "The list of models could not be read."));
  /* What was read before can still be chosen. */
  g_assert_true (is_said (chooser, "Acme"));

  g_signal_emit_by_name (find_button (chooser, "Retry"), "clicked");
  g_assert_null (find_button (chooser, "Retry"));
  ui_test_wait_until (find_button (chooser, "Retry") != NULL);
  g_assert_true (is_said (chooser, "The list of models could not be read."));
  rename_table (self, "lost_models", "provider_models");
  g_signal_emit_by_name (find_button (chooser, "Retry"), "clicked");
  ui_test_wait_until (!is_said (chooser, "The list of models could not be read."));
  g_assert_null (easel_provider_service_get_list_error (providers));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  dex_init ();
  ADD ("/waits/busy", test_busy);
  ADD ("/waits/again", test_again);
  ADD ("/waits/queued", test_queued);
  ADD ("/waits/stand-in", test_stand_in);
  ADD ("/waits/cached", test_cached);
  ADD ("/waits/details", test_details);
  ADD ("/waits/anyway", test_anyway);
  ADD ("/waits/gone", test_gone);
  ADD ("/waits/list-top", test_list_top);
  ADD ("/waits/list-error", test_list_error);
  return g_test_run ();
}
