// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <sys/resource.h>

#include "easel-content-private.h"
#include "easel-edit-cost-private.h"
#include "easel-edit-run-private.h"

/* What calls cost, what an answer that broke off means, and ends that the disk
 * does not take. */

static void
test_costs (void)
{
  static const struct
  {
    gint64 price_input, price_cached, price_output;
    gint64 input, cached, output;
    gint64 cost;
  } cases[] = {
    { 3000000, 300000, 15000000, 1000000, 0, 1000000, 18000000 },
    { 3000000, 300000, 15000000, 1000000, 1000000, 0, 300000 },
    { 3000000, -1, 15000000, 1000000, 1000000, 0, 3000000 },
    /* a fraction is rounded up, never to nothing */
    { 1, 1, 1, 1, 0, 0, 1 },
    { 0, 0, 0, 1000, 0, 1000, 0 },
    /* not known */
    { -1, -1, 15000000, 10, 0, 10, -1 },
    { 3000000, -1, -1, 10, 0, 10, -1 },
    { 3000000, 300000, 15000000, -1, 0, 10, -1 },
    { 3000000, 300000, 15000000, 10, 0, -1, -1 },
    /* what a provider says can be nonsense */
    { 3000000, 300000, 15000000, 10, 1000, 0, 3 },
    { 3000000, 300000, 15000000, 10, -1, 0, 30 },
    { 3000000, 300000, 15000000, G_MAXINT64, 0, 1, -1 },
    { 3000000, 300000, 15000000, 1, 0, G_MAXINT64, -1 },
    { 1, 1, 1, G_MAXINT64, 0, 1, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselModelRow) model = easel_model_row_new ();
      EaselUsage usage = EASEL_USAGE_INIT;

      g_test_message ("case %u", i);
      model->price_input = cases[i].price_input;
      model->price_cached = cases[i].price_cached;
      model->price_output = cases[i].price_output;
      usage.input = cases[i].input;
      usage.cached_input = cases[i].cached;
      usage.output = cases[i].output;
      g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, cases[i].cost);
      usage.cost_microusd = 7;
      g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 7);
    }
  g_assert_cmpint (_easel_edit_cost_estimate (NULL, 10, 10), ==, -1);
  g_assert_cmpint (_easel_edit_cost_expect (100, 0), ==, 136);
  g_assert_cmpint (_easel_edit_cost_expect (100, 50), ==, 50);
  g_assert_cmpint (_easel_edit_cost_expect (0, 0), >, 0);
}

/* What a provider keeps from now on costs more than what it reads, and a long
 * call may be dearer as a whole. */
static void
test_special_prices (void)
{
  g_autoptr (EaselModelRow) model = easel_model_row_new ();
  EaselUsage usage = EASEL_USAGE_INIT;

  model->price_input = 1000000;
  model->price_output = 2000000;
  model->price_cached = 100000;
  model->price_cache_write = 1250000;
  usage.input = 100;
  usage.cached_input = 40;
  usage.cache_write = 20;
  usage.output = 10;
  g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 40 + 4 + 25 + 20);
  usage.cache_write = 1000;
  g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 4 + 75 + 20);
  model->price_cache_write = -1;
  g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 60 + 4 + 20);

  usage.cached_input = usage.cache_write = -1;
  model->above = 100;
  model->above_input = 3000000;
  model->above_output = 5000000;
  g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 120);
  g_assert_cmpint (_easel_edit_cost_estimate (model, 100, 10), ==, 120);
  usage.input = 101;
  g_assert_cmpint (_easel_edit_cost_of (model, &usage), ==, 353);
  g_assert_cmpint (_easel_edit_cost_estimate (model, 101, 10), ==, 353);
  /* The lower price is not the one of a long call. */
  model->above_output = -1;
  g_assert_cmpint (_easel_edit_cost_estimate (model, 101, 10), ==, -1);
}

/* An answer that ends in the middle, with a part switched off behind its end. */
static void
test_broken_off (void)
{
  static const struct
  {
    EaselInteractionTarget target;
    const char *output, *text, *negative;
  } cases[] = {
    { EASEL_TARGET_PROMPT, "a blue fox, a river,", "a blue fox, a river, at night, some fog, stars", NULL },
    { EASEL_TARGET_PROMPT, "a blue fox, a wide river, some",
      "a blue fox, a wide river, at night, some fog, stars", NULL },
    { EASEL_TARGET_BOTH, "<prompt>a blue fox, a river,", "a blue fox, a river, at night, some fog, stars",
      NULL },
    { EASEL_TARGET_BOTH, "<prompt>a fox, some fog, stars</prompt><negative>very b",
      "a fox, at night, some fog, stars", "very blurry, dark" },
    { EASEL_TARGET_NEGATIVE, "very b", "a red fox, a river, at night, some fog, stars", "very blurry, dark" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselInteractionRow) row = easel_interaction_row_new ();
      g_autoptr (EaselEditRun) run = NULL;
      g_autofree char *text = NULL;
      g_autofree char *negative = NULL;

      g_test_message ("case %u", i);
      row->target = cases[i].target;
      row->state = EASEL_INTERACTION_STOPPED;
      row->prompt_before = g_strdup ("a red fox, a river, at night, some fog, stars");
      row->negative_before = g_strdup ("blurry, dark");
      row->off = g_strdup ("[[20,8]]");
      row->output = g_strdup (cases[i].output);
      run = _easel_edit_run_new_from_row (row, "model", FALSE);
      g_assert_cmpuint (easel_edit_run_get_base (run)->offs->len, ==, 1);
      easel_edit_run_dup_whole (run, &text, &negative);
      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (negative, ==, cases[i].negative);
    }
}

static gboolean
is_settled (ServiceFixture *fixture)
{
  return service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE state = 'reserved'") == 0 &&
         service_sql_int (fixture->dir, "SELECT count(*) FROM ai_interactions WHERE state = 'running'") == 0;
}

/* The disk is full when the answer ends, and has room again later. */
static void
test_full_at_the_end (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a red fox, a river", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  struct rlimit limit, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 1024;
  run = service_start (fixture, SAMPLES, "make it more vivid", content, 0);
  service_wait_until (easel_edit_run_has_answer (run));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_false (is_settled (fixture));
  service_wait_until (is_settled (fixture));
}

/* The same, and the program ends before it is tried again. */
static void
test_full_then_closed (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a red fox, a river", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  struct rlimit limit, small;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  small = limit;
  small.rlim_cur = 1024;
  run = service_start (fixture, SAMPLES, "make it more vivid", content, 0);
  service_wait_until (easel_edit_run_has_answer (run));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  service_restart (fixture);
  g_assert_cmpint (
      service_sql_int (fixture->dir, "SELECT count(*) FROM ai_interactions WHERE state = 'finished'"), ==, 1);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE state = 'done'"), ==, 1);
}

/* Stopped before a byte was sent: nothing was billed, and nothing says it may have been. */
static void
test_never_sent (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a red fox, a river", NULL, NULL);
  g_autoptr (EaselEditRun) run = service_start (fixture, SAMPLES, "make it more vivid", content, 0);

  easel_edit_run_stop (run);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_cmpint (
      service_sql_int (fixture->dir, "SELECT count(*) FROM usage WHERE state = 'failed' AND cost = 0"), ==,
      1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  /* A full disk is worth a warning. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_test_add_func ("/calls/costs", test_costs);
  g_test_add_func ("/calls/special-prices", test_special_prices);
  g_test_add_func ("/calls/broken-off", test_broken_off);
  g_test_add ("/calls/full-at-the-end", ServiceFixture, NULL, service_set_up, test_full_at_the_end,
              service_tear_down);
  g_test_add ("/calls/full-then-closed", ServiceFixture, NULL, service_set_up, test_full_then_closed,
              service_tear_down);
  g_test_add ("/calls/never-sent", ServiceFixture, NULL, service_set_up, test_never_sent, service_tear_down);
  return g_test_run ();
}
