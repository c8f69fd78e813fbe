// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "easel-cli.h"
#include "easel-diff.h"
#include "easel-error.h"
#include "easel-time.h"

/* The commands that read what is kept, and those that check it. */

static gboolean
parse_id (EaselCli *cli, const char *text, const char *what, gint64 *id, EaselCliExit *code)
{
  if (text != NULL && g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  *code = easel_cli_misuse (cli, _ ("“%s” is no number of a %s."), text != NULL ? text : "", what);
  return FALSE;
}

static gboolean
parse_none (EaselCli *cli, guint most, EaselCliExit *code)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };

  return easel_cli_parse (cli, none, most, code);
}

EaselCliExit
easel_cli_prompts (EaselCli *cli)
{
  EaselPromptService *service = easel_context_get_prompts (cli->context);
  g_autoptr (GListModel) prompts = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!parse_none (cli, 1, &code))
    return code;
  if (cli->arguments[0] != NULL)
    prompts = dex_await_object (easel_prompt_service_search (service, cli->arguments[0]), &error);
  else
    prompts = g_object_ref (easel_prompt_service_get_prompts (service));
  if (prompts == NULL)
    return easel_cli_fail (cli, error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (prompts); i++)
    {
      g_autoptr (EaselPrompt) prompt = g_list_model_get_item (prompts, i);

      if (cli->json)
        {
          json_builder_begin_object (builder);
          easel_cli_add_number (builder, "prompt_id", easel_prompt_get_id (prompt));
          easel_cli_add_string (builder, "title", easel_prompt_get_title (prompt));
          easel_cli_add_string (builder, "snippet", easel_prompt_get_snippet (prompt));
          easel_cli_add_number (builder, "revisions", easel_prompt_get_n_revisions (prompt));
          easel_cli_add_time (builder, "updated_at", easel_prompt_get_updated (prompt));
          json_builder_end_object (builder);
        }
      else
        {
          const char *title = easel_prompt_get_title (prompt);
          g_autofree char *line =
              easel_cli_make_safe (*title != '\0' ? title : easel_prompt_get_snippet (prompt), FALSE);

          printf ("%6" G_GINT64_FORMAT "  %s\n", easel_prompt_get_id (prompt), line);
        }
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static const char *const sources[] = { "typed", "edit", "import", "restore", "generate" };

static void
add_revision (JsonBuilder *builder, EaselRevision *revision)
{
  EaselPromptContent *content = easel_revision_get_content (revision);

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "revision_id", easel_revision_get_id (revision));
  easel_cli_add_number (builder, "number", easel_revision_get_number (revision));
  easel_cli_add_string (builder, "text", content->text);
  easel_cli_add_string (builder, "negative", content->negative);
  easel_cli_add_string (builder, "origin", sources[easel_revision_get_source (revision)]);
  easel_cli_add_string (builder, "model", easel_revision_get_model_name (revision));
  easel_cli_add_time (builder, "created_at", easel_revision_get_created (revision));
  json_builder_end_object (builder);
}

EaselCliExit
easel_cli_revisions (EaselCli *cli)
{
  EaselPromptService *service = easel_context_get_prompts (cli->context);
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (GListModel) revisions = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  gint64 id;
  EaselCliExit code;

  if (!parse_none (cli, 1, &code) || !parse_id (cli, cli->arguments[0], _ ("prompt"), &id, &code))
    return code;
  state = dex_await_boxed (easel_prompt_service_load (service, id), &error);
  if (state != NULL)
    revisions = dex_await_object (easel_prompt_service_list_revisions (service, id), &error);
  if (revisions == NULL)
    return easel_cli_fail (cli, error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (revisions); i++)
    {
      g_autoptr (EaselRevision) revision = g_list_model_get_item (revisions, i);
      g_autofree char *time = easel_time_format_iso (easel_revision_get_created (revision));

      if (cli->json)
        add_revision (builder, revision);
      else
        printf ("%6" G_GINT64_FORMAT "  %3u  %-9s %s\n", easel_revision_get_id (revision),
                easel_revision_get_number (revision), sources[easel_revision_get_source (revision)], time);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static void
print_diff_json (const char *before, const char *after)
{
  static const char *const kinds[] = { "equal", "delete", "insert", "replace" };
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; diff != NULL && i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);
      g_autofree char *old = g_strndup (before + hunk->before.start, hunk->before.length);
      g_autofree char *new = g_strndup (after + hunk->after.start, hunk->after.length);

      json_builder_begin_object (builder);
      easel_cli_add_string (builder, "kind", kinds[hunk->kind]);
      easel_cli_add_string (builder, "before", old);
      easel_cli_add_string (builder, "after", new);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  easel_cli_print_json (builder);
}

EaselCliExit
easel_cli_diff (EaselCli *cli)
{
  EaselPromptService *service = easel_context_get_prompts (cli->context);
  g_autoptr (EaselRevision) older = NULL;
  g_autoptr (EaselRevision) newer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 first, second;
  const char *before, *after;
  EaselCliExit code;

  if (!parse_none (cli, G_MAXUINT, &code))
    return code;
  if (g_strv_length (cli->arguments) != 2)
    return easel_cli_misuse (cli, _ ("diff needs two revisions: see easel-cli revisions."));
  if (!parse_id (cli, cli->arguments[0], _ ("revision"), &first, &code) ||
      !parse_id (cli, cli->arguments[1], _ ("revision"), &second, &code))
    return code;
  older = dex_await_object (easel_prompt_service_get_revision (service, first), &error);
  if (older != NULL)
    newer = dex_await_object (easel_prompt_service_get_revision (service, second), &error);
  if (newer == NULL)
    return easel_cli_fail (cli, error);

  before = easel_revision_get_content (older)->text;
  after = easel_revision_get_content (newer)->text;
  if (cli->json)
    print_diff_json (before, after);
  else
    easel_cli_print_diff (before, after);
  return EASEL_CLI_DONE;
}

static void
add_seconds (JsonBuilder *builder, const char *name, gint64 time)
{
  json_builder_set_member_name (builder, name);
  if (time >= 0)
    json_builder_add_double_value (builder, (double) time / G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
}

static void
add_interaction (JsonBuilder *builder, EaselInteraction *item)
{
  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "interaction_id", easel_interaction_get_id (item));
  easel_cli_add_number (builder, "prompt_id",
                        easel_interaction_get_prompt_id (item) != 0 ? easel_interaction_get_prompt_id (item)
                                                                    : -1);
  easel_cli_add_string (builder, "instruction", easel_interaction_get_instruction (item));
  easel_cli_add_string (builder, "prompt_before", easel_interaction_get_prompt_before (item));
  easel_cli_add_string (builder, "prompt_after", easel_interaction_get_prompt_after (item));
  easel_cli_add_string (builder, "input", easel_interaction_get_input (item));
  easel_cli_add_string (builder, "output", easel_interaction_get_output (item));
  easel_cli_add_string (builder, "context", easel_interaction_get_context (item));
  easel_cli_add_string (builder, "provider_id", easel_interaction_get_provider_slug (item));
  easel_cli_add_string (builder, "model_id", easel_interaction_get_model_id (item));
  easel_cli_add_string (builder, "state", easel_interaction_get_state (item));
  easel_cli_add_string (builder, "outcome", easel_interaction_get_outcome (item));
  easel_cli_add_string (builder, "error", easel_interaction_get_error (item));
  easel_cli_add_string (builder, "error_code", easel_interaction_get_error_code (item));
  easel_cli_add_number (
      builder, "status",
      easel_interaction_get_status (item) != 0 ? (gint64) easel_interaction_get_status (item) : -1);
  easel_cli_add_string (builder, "request_id", easel_interaction_get_request_id (item));
  easel_cli_add_number (builder, "retries", easel_interaction_get_retries (item));
  easel_cli_add_string (builder, "fallback_for", easel_interaction_get_fallback_for (item));
  json_builder_set_member_name (builder, "from_cache");
  json_builder_add_boolean_value (builder, easel_interaction_get_from_cache (item));
  easel_cli_add_string (builder, "generation", easel_interaction_get_generation (item));
  easel_cli_add_number (builder, "input_tokens", easel_interaction_get_input_tokens (item));
  easel_cli_add_number (builder, "output_tokens", easel_interaction_get_output_tokens (item));
  easel_cli_add_number (builder, "cost_microusd", easel_interaction_get_cost (item));
  add_seconds (builder, "duration", easel_interaction_get_duration (item));
  add_seconds (builder, "first_token", easel_interaction_get_first_token (item));
  easel_cli_add_time (builder, "created_at", easel_interaction_get_created (item));
  json_builder_end_object (builder);
}

EaselCliExit
easel_cli_log (EaselCli *cli)
{
  int limit = 20;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GListModel) log = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 1, &code))
    return code;
  if (limit < 1)
    return easel_cli_misuse (cli, _ ("--limit is a number from 1."));
  log = dex_await_object (easel_edit_service_list_log (easel_context_get_edits (cli->context), 0,
                                                       cli->arguments[0], (guint) limit),
                          &error);
  if (log == NULL)
    return easel_cli_fail (cli, error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (log); i++)
    {
      g_autoptr (EaselInteraction) item = g_list_model_get_item (log, i);
      g_autofree char *time = easel_time_format_iso (easel_interaction_get_created (item));

      if (cli->json)
        add_interaction (builder, item);
      else
        {
          g_autofree char *instruction =
              easel_cli_make_safe (easel_interaction_get_instruction (item), FALSE);
          g_autofree char *model = easel_cli_make_safe (easel_interaction_get_model_id (item), FALSE);

          printf ("%6" G_GINT64_FORMAT "  %s  %s:%s  %s  %s\n", easel_interaction_get_id (item), time,
                  easel_interaction_get_provider_slug (item), model, easel_interaction_get_state (item),
                  instruction);
        }
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

/* ---- check ---- */

static gboolean
check_database (EaselCli *cli, JsonBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) problems = dex_await_boxed (easel_context_check (cli->context), &error);
  gboolean sound = problems != NULL && problems[0] == NULL;

  json_builder_set_member_name (builder, "database");
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "path", easel_context_get_database_path (cli->context));
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  if (problems == NULL)
    json_builder_add_string_value (builder, error->message);
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    json_builder_add_string_value (builder, problems[i]);
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  if (cli->json)
    return sound;
  printf ("%s: %s\n", easel_context_get_database_path (cli->context), sound ? _ ("sound") : _ ("damaged"));
  if (problems == NULL)
    printf ("  %s\n", error->message);
  for (guint i = 0; problems != NULL && problems[i] != NULL; i++)
    printf ("  %s\n", problems[i]);
  return sound;
}

static gboolean
check_keyring (EaselCli *cli, JsonBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = dex_await_string (
      easel_provider_service_describe_key_store (easel_context_get_providers (cli->context)), &error);

  json_builder_set_member_name (builder, "keyring");
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "name", name);
  easel_cli_add_string (builder, "problem", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);
  if (!cli->json)
    printf (_ ("Keys: %s\n"), name != NULL ? name : error->message);
  return name != NULL;
}

static gboolean
check_provider (EaselCli *cli, JsonBuilder *builder, EaselProvider *provider)
{
  g_autoptr (GError) error = NULL;
  guint n = dex_await_uint (easel_provider_service_test_stored (easel_context_get_providers (cli->context),
                                                                easel_provider_get_slug (provider)),
                            &error);

  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "id", easel_provider_get_slug (provider));
  easel_cli_add_string (builder, "state", error == NULL ? "ready" : easel_error_get_name (error));
  easel_cli_add_number (builder, "models", error == NULL ? (gint64) n : -1);
  easel_cli_add_string (builder, "problem", error != NULL ? error->message : NULL);
  json_builder_end_object (builder);
  if (!cli->json)
    printf ("%s: %s\n", easel_provider_get_name (provider), error == NULL ? _ ("ready") : error->message);
  return error == NULL;
}

EaselCliExit
easel_cli_check (EaselCli *cli)
{
  GListModel *providers = easel_provider_service_get_providers (easel_context_get_providers (cli->context));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean fine, needs_key = FALSE, has_keyring, media = FALSE;
  const GOptionEntry entries[] = {
    { "media", 0, 0, G_OPTION_ARG_NONE, &media, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  json_builder_begin_object (builder);
  fine = check_database (cli, builder);
  if (media)
    fine = easel_cli_check_media (cli, builder) && fine;
  has_keyring = check_keyring (cli, builder);
  json_builder_set_member_name (builder, "providers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);

      if (!easel_provider_get_enabled (provider))
        continue;
      needs_key = needs_key || (easel_provider_needs_key (provider) && easel_provider_get_id (provider) != 0);
      fine = check_provider (cli, builder, provider) && fine;
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  /* A machine without a keyring is well as long as nothing asks for a key. */
  return fine && (has_keyring || !needs_key) ? EASEL_CLI_DONE : EASEL_CLI_FAILED;
}

/* ---- sandbox ---- */

static gboolean
on_signal_cb (gpointer user_data)
{
  DexPromise *stopped = user_data;

  if (dex_future_is_pending (DEX_FUTURE (stopped)))
    dex_promise_resolve_boolean (stopped, TRUE);
  return G_SOURCE_CONTINUE;
}

EaselCliExit
easel_cli_sandbox (EaselCli *cli)
{
  int port = -1;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (DexPromise) stopped = dex_promise_new ();
  g_autoptr (GError) error = NULL;
  guint interrupted, terminated, actual = 0;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  if (port < 0 || port > 65535)
    return easel_cli_misuse (cli, _ ("sandbox needs --port: a number from 0, for any free one, to 65535."));
  if (!easel_provider_service_serve_samples (easel_context_get_providers (cli->context), (guint16) port,
                                             &actual, &error))
    return easel_cli_fail (cli, error);

  if (cli->json)
    printf ("{\"port\":%u,\"base_url\":\"http://127.0.0.1:%u/v1\"}\n", actual, actual);
  else
    printf (_ ("Offline samples, rule-based, not a language model, at http://127.0.0.1:%u/v1\n"), actual);
  fflush (stdout);
  interrupted = g_unix_signal_add (SIGINT, on_signal_cb, stopped);
  terminated = g_unix_signal_add (SIGTERM, on_signal_cb, stopped);
  dex_await (dex_ref (DEX_FUTURE (stopped)), NULL);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  return EASEL_CLI_DONE;
}
