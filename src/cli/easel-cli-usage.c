// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "easel-cli.h"
#include "easel-error.h"
#include "easel-money.h"
#include "easel-time.h"

/* What calls cost, and budgets. */

static const char *const by_names[] = {
  [EASEL_USAGE_BY_DAY] = "day",
  [EASEL_USAGE_BY_MODEL] = "model",
  [EASEL_USAGE_BY_PROVIDER] = "provider",
  [EASEL_USAGE_BY_KIND] = "kind",
};

static gboolean
parse_by (const char *text, EaselUsageBy *by)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_names); i++)
    if (g_str_equal (by_names[i], text))
      {
        *by = (EaselUsageBy) i;
        return TRUE;
      }
  return FALSE;
}

/* "2026-11-01": the first moment of that local day. */
static gboolean
parse_day (const char *text, gint64 *time)
{
  g_autoptr (GDateTime) date = NULL;
  int year, month, day, length = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || text[length] != '\0' ||
      !g_date_valid_dmy ((GDateDay) CLAMP (day, 0, 40), (GDateMonth) CLAMP (month, 0, 13),
                         (GDateYear) CLAMP (year, 0, 9999)))
    return FALSE;
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  if (date == NULL)
    return FALSE;
  *time = easel_time_get_day_start (g_date_time_to_unix (date) * G_USEC_PER_SEC, 0, NULL);
  return TRUE;
}

static void
add_entry (JsonBuilder *builder, EaselUsageEntry *entry)
{
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "key", easel_usage_entry_get_key (entry));
  easel_cli_add_string (builder, "title", easel_usage_entry_get_title (entry));
  easel_cli_add_number (builder, "calls", easel_usage_entry_get_n_calls (entry));
  easel_cli_add_number (builder, "failed", easel_usage_entry_get_n_failed (entry));
  easel_cli_add_number (builder, "from_cache", easel_usage_entry_get_n_from_cache (entry));
  easel_cli_add_number (builder, "unconfirmed", easel_usage_entry_get_n_unconfirmed (entry));
  /* All of them unknown: the cost is unknown, not 0. */
  easel_cli_add_number (builder, "cost_microusd",
                        easel_usage_entry_get_n_calls (entry) > 0 &&
                                easel_usage_entry_get_n_unknown (entry) ==
                                    easel_usage_entry_get_n_calls (entry)
                            ? -1
                            : easel_usage_entry_get_cost (entry));
  easel_cli_add_number (builder, "unknown_calls", easel_usage_entry_get_n_unknown (entry));
  easel_cli_add_number (builder, "unknown_estimate_microusd", easel_usage_entry_get_estimated (entry));
  easel_cli_add_number (builder, "reserved_microusd", easel_usage_entry_get_reserved (entry));
  easel_cli_add_number (builder, "input_tokens", easel_usage_entry_get_input_tokens (entry));
  easel_cli_add_number (builder, "cached_tokens", easel_usage_entry_get_cached_tokens (entry));
  easel_cli_add_number (builder, "output_tokens", easel_usage_entry_get_output_tokens (entry));
  easel_cli_add_number (builder, "reasoning_tokens", easel_usage_entry_get_reasoning_tokens (entry));
  easel_cli_add_number (builder, "images", easel_usage_entry_get_n_images (entry));
  json_builder_end_object (builder);
}

static void
print_summary_json (EaselUsageSummary *summary, EaselUsageBy by)
{
  GListModel *entries = easel_usage_summary_get_entries (summary);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  easel_cli_add_time (builder, "since", easel_usage_summary_get_since (summary));
  easel_cli_add_time (builder, "until", easel_usage_summary_get_until (summary));
  easel_cli_add_string (builder, "by", by_names[by]);
  json_builder_set_member_name (builder, "total");
  add_entry (builder, easel_usage_summary_get_total (summary));
  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      add_entry (builder, entry);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

static void
print_entry (EaselUsageEntry *entry)
{
  gint64 n_unknown = easel_usage_entry_get_n_unknown (entry), n_calls = easel_usage_entry_get_n_calls (entry);
  g_autofree char *money = easel_money_format (easel_usage_entry_get_cost (entry));
  g_autofree char *key = easel_cli_make_safe (easel_usage_entry_get_key (entry), FALSE);

  printf ("%10s  %6" G_GINT64_FORMAT "  %s", n_calls > 0 && n_unknown == n_calls ? _ ("unknown") : money,
          n_calls, key);
  if (n_unknown > 0 && n_unknown < n_calls)
    printf (ngettext (" (and %lld call of unknown price)", " (and %lld calls of unknown price)",
                      (gulong) n_unknown),
            (long long) n_unknown);
  printf ("\n");
}

static EaselCliExit
print_csv (EaselCli *cli, gint64 since, gint64 until)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) csv = dex_await_boxed (
      easel_usage_service_export_csv (easel_context_get_usage (cli->context), since, until), &error);
  gsize size;
  const char *text;

  if (csv == NULL)
    return easel_cli_fail (cli, error);
  text = g_bytes_get_data (csv, &size);
  fwrite (text, 1, size, stdout);
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_usage (EaselCli *cli)
{
  g_autofree char *day = NULL;
  g_autofree char *by_name = NULL;
  gboolean csv = FALSE;
  const GOptionEntry options[] = {
    { "since", 0, 0, G_OPTION_ARG_STRING, &day, NULL, NULL },
    { "by", 0, 0, G_OPTION_ARG_STRING, &by_name, NULL, NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  /* To the end of today, and what the clock dated later. */
  gint64 now = g_get_real_time (), since = easel_time_get_month_start (now, 0, NULL);
  gint64 until = easel_time_get_day_start (now, 1, NULL);
  g_autoptr (EaselUsageSummary) summary = NULL;
  g_autoptr (GError) error = NULL;
  EaselUsageBy by = EASEL_USAGE_BY_KIND;
  GListModel *entries;
  EaselCliExit code;

  if (!easel_cli_parse (cli, options, 0, &code))
    return code;
  if (day != NULL && !parse_day (day, &since))
    return easel_cli_misuse (cli, _ ("“%s” is no day. Write it as 2026-11-01."), day);
  if (by_name != NULL && !parse_by (by_name, &by))
    return easel_cli_misuse (cli, _ ("--by takes day, model, provider or kind."));
  if (since >= until)
    return easel_cli_misuse (cli, _ ("“%s” is still to come."), day);
  if (csv)
    return print_csv (cli, since, until);

  summary = dex_await_object (
      easel_usage_service_summarise (easel_context_get_usage (cli->context), since, until, by), &error);
  if (summary == NULL)
    return easel_cli_fail (cli, error);
  if (cli->json)
    {
      print_summary_json (summary, by);
      return EASEL_CLI_DONE;
    }
  entries = easel_usage_summary_get_entries (summary);
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      print_entry (entry);
    }
  print_entry (easel_usage_summary_get_total (summary));
  return EASEL_CLI_DONE;
}

/* ---- budgets ---- */

static const char *
name_state (EaselBudgetState state)
{
  switch (state)
    {
    case EASEL_BUDGET_WARN:
      return "warn";
    case EASEL_BUDGET_USED_UP:
      return "used-up";
    case EASEL_BUDGET_FINE:
    default:
      return "fine";
    }
}

static void
add_budget (JsonBuilder *builder, EaselBudget *budget)
{
  const char *slug = easel_budget_get_provider_slug (budget);

  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "provider", *slug != '\0' ? slug : NULL);
  easel_cli_add_number (builder, "limit_microusd", easel_budget_get_monthly_limit (budget));
  easel_cli_add_number (builder, "warn_percent", easel_budget_get_warn_percent (budget));
  json_builder_set_member_name (builder, "hard");
  json_builder_add_boolean_value (builder, easel_budget_get_hard_stop (budget));
  easel_cli_add_number (builder, "spent_microusd", easel_budget_get_spent (budget));
  easel_cli_add_number (builder, "reserved_microusd", easel_budget_get_reserved (budget));
  easel_cli_add_number (builder, "unknown_calls", easel_budget_get_n_unknown (budget));
  easel_cli_add_string (builder, "state", name_state (easel_budget_get_state (budget)));
  json_builder_end_object (builder);
}

static void
print_budget (EaselBudget *budget)
{
  const char *slug = easel_budget_get_provider_slug (budget);
  g_autofree char *spent = easel_money_format (easel_budget_get_spent (budget));
  g_autofree char *limit = easel_money_format (easel_budget_get_monthly_limit (budget));

  /* Translators: an account or "all accounts": amount spent of amount, percent */
  printf (_ ("%s: %s of %s, warns at %u %%%s"), *slug != '\0' ? slug : _ ("all accounts"), spent, limit,
          easel_budget_get_warn_percent (budget), easel_budget_get_hard_stop (budget) ? _ (", stops") : "");
  if (easel_budget_get_n_unknown (budget) > 0)
    printf (ngettext (" (and %lld call of unknown price)", " (and %lld calls of unknown price)",
                      (gulong) easel_budget_get_n_unknown (budget)),
            (long long) easel_budget_get_n_unknown (budget));
  printf ("\n");
}

static EaselCliExit
show_budgets (EaselCli *cli)
{
  EaselUsageService *usage = easel_context_get_usage (cli->context);
  GListModel *budgets = easel_usage_service_get_budgets (usage);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_usage_service_load_budgets (usage), &error))
    return easel_cli_fail (cli, error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (budgets); i++)
    {
      g_autoptr (EaselBudget) budget = g_list_model_get_item (budgets, i);

      add_budget (builder, budget);
      if (!cli->json)
        print_budget (budget);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_budget (EaselCli *cli)
{
  EaselUsageService *usage = easel_context_get_usage (cli->context);
  g_autofree char *limit_text = NULL;
  g_autofree char *slug = NULL;
  int warn = 80;
  gboolean hard = FALSE;
  const GOptionEntry options[] = {
    { "limit", 0, 0, G_OPTION_ARG_STRING, &limit_text, NULL, NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &slug, NULL, NULL },
    { "warn", 0, 0, G_OPTION_ARG_INT, &warn, NULL, NULL },
    { "hard", 0, 0, G_OPTION_ARG_NONE, &hard, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GError) error = NULL;
  const char *verb;
  gint64 limit = 0;
  EaselCliExit code;

  if (!easel_cli_parse (cli, options, 1, &code))
    return code;
  verb = cli->arguments[0] != NULL ? cli->arguments[0] : "show";
  if (g_str_equal (verb, "set"))
    {
      if (limit_text != NULL && !easel_money_parse (limit_text, &limit))
        return easel_cli_misuse (
            cli,
            _ ("“%s” is no amount for a month. Write US dollars that are not negative, such as 20 or 4.50."),
            limit_text);
      if (limit_text == NULL)
        return easel_cli_misuse (cli,
                                 _ ("budget set needs --limit: US dollars a month, such as 20 or 4.50."));
      if (warn < 1 || warn > 100)
        return easel_cli_misuse (cli, _ ("--warn is a percentage from 1 to 100."));
      if (!dex_await (easel_usage_service_set_budget (usage, slug, limit, (guint) warn, hard), &error))
        return easel_cli_fail (cli, error);
    }
  else if (g_str_equal (verb, "remove"))
    {
      if (!dex_await (easel_usage_service_remove_budget (usage, slug), &error))
        return easel_cli_fail (cli, error);
    }
  else if (!g_str_equal (verb, "show"))
    return easel_cli_misuse (cli, _ ("budget takes set, remove or show."));
  return show_budgets (cli);
}
