// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-budget-banner.h"
#include "easel-error.h"
#include "easel-test-future.h"
#include "easel-usage-chart.h"
#include "easel-usage-page.h"

/* What the window says of money: the banner of the prompt page, and the usage page. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
} Fixture;

static void
await (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  easel_test_await (future, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-usage-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  await (easel_context_open (self->context));
  self->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 760);
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
  dir = g_dir_open (self->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

static void
show (Fixture *self, GtkWidget *content)
{
  adw_window_set_content (ADW_WINDOW (self->window), content);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (content));
}

static void
edit (Fixture *self)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new ("a red fox", NULL);
  EaselEditRequest request = {
    .model = "sandbox:editor", .instruction = "warmer", .content = content, .temperature = -1
  };
  g_autoptr (EaselEditRun) run = easel_edit_service_start (easel_context_get_edits (self->context), &request);

  await (easel_edit_run_wait (run));
}

static void
count_clicks (int *n)
{
  (*n)++;
}

static void
test_banner (Fixture *self, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  EaselUsageService *usage = easel_context_get_usage (self->context);
  g_autoptr (EaselModel) free_model = easel_provider_service_find_model (providers, "sandbox:editor");
  g_autoptr (EaselModel) model = NULL;
  g_autoptr (GError) error = g_error_new (EASEL_ERROR, EASEL_ERROR_BUDGET, "Too dear.");
  g_autoptr (GError) other = g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK, "No net.");
  EaselBudgetBanner *banner;
  AdwBanner *inner;
  int n_clicks = 0;

  await (
      easel_provider_service_add (providers, "openai", "Acme", "acme", "https://ai.example/v1", NULL, FALSE));
  await (easel_provider_service_add_model (providers, "acme:big", NULL));
  model = easel_provider_service_find_model (providers, "acme:big");
  g_assert_false (easel_model_is_free (model));
  banner = easel_budget_banner_new (self->context);
  inner = ADW_BANNER (adw_bin_get_child (ADW_BIN (banner)));
  g_signal_connect_swapped (banner, "run-anyway", G_CALLBACK (count_clicks), &n_clicks);
  show (self, GTK_WIDGET (banner));
  easel_budget_banner_set_model (banner, model);
  g_assert_false (adw_banner_get_revealed (inner));

  /* A budget of nothing is used up at once; one that stops offers a way on. */
  await (easel_usage_service_set_budget (usage, NULL, 0, 80, FALSE));
  ui_test_wait_until (adw_banner_get_revealed (inner));
  g_assert_nonnull (strstr (adw_banner_get_title (inner), "used up"));
  g_assert_null (adw_banner_get_button_label (inner));
  await (easel_usage_service_set_budget (usage, NULL, 0, 80, TRUE));
  ui_test_wait_until (adw_banner_get_button_label (inner) != NULL);
  g_assert_cmpstr (adw_banner_get_button_label (inner), ==, "Run Once Anyway");
  g_signal_emit_by_name (inner, "button-clicked");
  g_assert_cmpint (n_clicks, ==, 1);
  easel_budget_banner_set_model (banner, free_model);
  g_assert_false (adw_banner_get_revealed (inner));

  /* What stopped a call is said until another model is chosen. */
  g_assert_false (easel_budget_banner_show_refusal (banner, other));
  g_assert_true (easel_budget_banner_show_refusal (banner, error));
  g_assert_true (adw_banner_get_revealed (inner));
  easel_budget_banner_set_model (banner, NULL);
  g_assert_false (adw_banner_get_revealed (inner));
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
test_page (Fixture *self, gconstpointer data)
{
  GtkWidget *page = GTK_WIDGET (easel_usage_page_new (self->context));
  GtkWidget *chart, *group;

  edit (self);
  show (self, page);
  ui_test_wait_until (shows (page, "Edits of Prompts"));
  g_assert_true (shows (page, "Month to date"));
  g_assert_true (shows (page, "No Budget"));
  chart = ui_test_find (page, EASEL_TYPE_USAGE_CHART, 0);
  gtk_test_accessible_assert_role (chart, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (chart, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Cost by day: nothing was spent");

  group = ui_test_find (page, ADW_TYPE_TOGGLE_GROUP, 0);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (group), "provider");
  ui_test_wait_until (shows (page, "Offline samples") && !shows (page, "Edits of Prompts"));

  /* It follows what happens meanwhile. */
  await (easel_usage_service_set_budget (easel_context_get_usage (self->context), NULL, 50000000, 80, TRUE));
  ui_test_wait_until (shows (page, "$0.00 of $50.00"));
  g_assert_false (shows (page, "No Budget"));
  edit (self);
  ui_test_wait_until (shows (page, "2 calls"));
}

/* The page goes while it reads. */
static void
test_gone (Fixture *self, gconstpointer data)
{
  for (int i = 0; i < 20; i++)
    {
      show (self, GTK_WIDGET (easel_usage_page_new (self->context)));
      for (int k = 0; k < i; k++)
        g_main_context_iteration (NULL, FALSE);
      adw_window_set_content (ADW_WINDOW (self->window), NULL);
    }
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  dex_init ();
#define ADD(name) g_test_add ("/ui/usage/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (banner);
  ADD (page);
  ADD (gone);
#undef ADD

  return g_test_run ();
}
