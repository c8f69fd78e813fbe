// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <stdio.h>
#include <time.h>

#include "easel-context.h"
#include "easel-models-page.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

/*
 * Run by bench-models.py on a display of its own: the page of an account's
 * models, opened with 10 and with 1,000 by turns, up to the end of its first
 * frame; and a letter typed into its search. Processor time, since the machine
 * may be shared.
 */

#define FEW 10
#define MANY 1000
#define RUNS 9
#define FRAME_MS 16.7

typedef struct
{
  EaselContext *context;
  GtkWindow *window;
  AdwNavigationView *view;
  guint n_frames;
} Bench;

static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
on_after_paint_cb (GdkFrameClock *clock, Bench *self)
{
  self->n_frames++;
}

static void
wait_for_frame (Bench *self)
{
  guint before = self->n_frames;

  gtk_widget_queue_draw (GTK_WIDGET (self->window));
  while (self->n_frames == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
must (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!easel_test_await (future, &error))
    g_error ("%s", error->message);
}

static void
add_account (Bench *self, const char *slug, guint n_models)
{
  EaselProviderService *providers = easel_context_get_providers (self->context);
  EaselTestServer *server = easel_test_server_new ();
  g_autoptr (GString) json = g_string_new ("{\"data\":[");
  g_autofree char *url = NULL;

  for (guint i = 0; i < n_models; i++)
    g_string_append_printf (json,
                            "%s{\"id\":\"vendor-%u/model-%04u\",\"context_length\":%u,"
                            "\"supported_parameters\":[\"tools\",\"reasoning\"],"
                            "\"pricing\":{\"prompt\":\"0.000002\",\"completion\":\"0.000008\"}}",
                            i > 0 ? "," : "", i % 7, i, 1000 * (i + 8));
  g_string_append (json, "]}");
  easel_test_server_add (server, "/v1/models", 200, "application/json", json->str);
  url = easel_test_server_dup_url (server, "/v1");
  must (easel_provider_service_add (providers, "openai", slug, slug, url, NULL, FALSE));
  must (easel_provider_service_refresh_models (providers, slug));
  easel_test_server_free (server);
}

static gboolean
belongs_to (gpointer model, gpointer slug)
{
  return g_str_equal (easel_model_get_provider_slug (model), slug);
}

static GListModel *
list_models (Bench *self, const char *slug)
{
  GListModel *all = easel_provider_service_get_all_models (easel_context_get_providers (self->context));

  return G_LIST_MODEL (gtk_filter_list_model_new (
      g_object_ref (all), GTK_FILTER (gtk_custom_filter_new (belongs_to, g_strdup (slug), g_free))));
}

/* Opens the page of an account; milliseconds up to the end of its first frame,
 * and of the slowest letter of a search in it. */
static double
open_page (Bench *self, GListModel *models, double *letter)
{
  static const char *const typed[] = { "m", "mo", "mod", "vendor-3/model-0" };
  EaselModelsPage *page;
  double begin = now_ms (), opened;

  page = easel_models_page_new (easel_context_get_providers (self->context), models);
  adw_navigation_view_replace (self->view, (AdwNavigationPage *[]) { ADW_NAVIGATION_PAGE (page) }, 1);
  wait_for_frame (self);
  opened = now_ms () - begin;

  *letter = 0;
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      /* All rows are there before the next letter comes. */
      for (guint k = 0; k < 10; k++)
        wait_for_frame (self);
      begin = now_ms ();
      easel_models_page_search (page, typed[i]);
      wait_for_frame (self);
      *letter = MAX (*letter, now_ms () - begin);
    }
  return opened;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values)
{
  qsort (values, RUNS, sizeof *values, compare);
  return values[RUNS / 2];
}

int
main (int argc, char **argv)
{
  Bench self = { 0 };
  double few[RUNS], many[RUNS], letters[RUNS], ignored;
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GListModel) few_models = NULL;
  g_autoptr (GListModel) many_models = NULL;

  adw_init ();
  dex_init ();
  self.context = easel_context_new (argv[1], environment);
  must (easel_context_open (self.context));
  add_account (&self, "few", FEW);
  add_account (&self, "many", MANY);
  few_models = list_models (&self, "few");
  many_models = list_models (&self, "many");
  g_assert_cmpuint (g_list_model_get_n_items (few_models), ==, FEW);
  g_assert_cmpuint (g_list_model_get_n_items (many_models), ==, MANY);

  self.window = GTK_WINDOW (adw_window_new ());
  self.view = ADW_NAVIGATION_VIEW (adw_navigation_view_new ());
  adw_navigation_view_set_animate_transitions (self.view, FALSE);
  gtk_window_set_default_size (self.window, 640, 700);
  adw_window_set_content (ADW_WINDOW (self.window), GTK_WIDGET (self.view));
  gtk_window_present (self.window);
  while (!gtk_widget_get_mapped (GTK_WIDGET (self.view)))
    g_main_context_iteration (NULL, TRUE);
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self.window)), "after-paint",
                    G_CALLBACK (on_after_paint_cb), &self);

  open_page (&self, few_models, &ignored);
  open_page (&self, many_models, &ignored);
  for (guint i = 0; i < RUNS; i++)
    {
      few[i] = open_page (&self, few_models, &ignored);
      many[i] = open_page (&self, many_models, &letters[i]);
    }
  printf ("{\"name\": \"models-page-1000\", \"value\": %.2f, \"unit\": \"ms\", \"reference\": %.2f, "
          "\"reference_name\": \"10 models\", \"ratio\": %.3f, \"limit\": 1.5}\n",
          median (many), median (few), median (many) / median (few));
  printf ("{\"name\": \"models-search-letter\", \"value\": %.2f, \"unit\": \"ms\", \"limit\": %.1f}\n",
          median (letters), FRAME_MS);

  gtk_window_destroy (self.window);
  must (easel_context_close (self.context));
  g_object_unref (self.context);
  return 0;
}
