// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-error.h"
#include "easel-locks.h"
#include "easel-review.h"

/* The command that edits a prompt. */

typedef struct
{
  char *model;
  char *instruction;
  char *context;
  char *negative;
  char *generation;
  char **locks;
  gint64 prompt_id;
  gboolean apply;
  char *temperature;
  int max_tokens;
  gboolean over_budget;
  gboolean unknown_price;
  gboolean cache;
  gboolean no_cache;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->model);
  g_free (options->instruction);
  g_free (options->context);
  g_free (options->negative);
  g_free (options->generation);
  g_free (options->temperature);
  g_strfreev (options->locks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
color (const char *code)
{
  return isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL ? code : "";
}

/* On a terminal no text gives orders: what a model answers is only shown. */
static void
print_part (const char *sign, const char *text, gsize length, const char *end)
{
  g_autofree char *part = g_strndup (text, length);

  if (isatty (STDOUT_FILENO))
    {
      g_autofree char *safe = easel_cli_make_safe (part, TRUE);

      g_set_str (&part, safe);
    }
  printf ("%s%s%s", sign, part, end);
}

/**
 * easel_cli_print_diff:
 * @before: a text
 * @after: another
 *
 * Writes a word diff to standard output, coloured on a terminal, in the signs
 * of `git diff --word-diff` everywhere.
 */
void
easel_cli_print_diff (const char *before, const char *after)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, &error);

  if (diff == NULL)
    {
      printf ("%s\n", after);
      return;
    }
  for (guint i = 0; i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);

      if (hunk->kind == EASEL_DIFF_EQUAL)
        {
          print_part ("", before + hunk->before.start, hunk->before.length, "");
          continue;
        }
      if (hunk->before.length > 0)
        {
          printf ("%s", color ("\033[31m"));
          print_part ("[-", before + hunk->before.start, hunk->before.length, "-]");
          printf ("%s", color ("\033[0m"));
        }
      if (hunk->after.length > 0)
        {
          printf ("%s", color ("\033[32m"));
          print_part ("{+", after + hunk->after.start, hunk->after.length, "+}");
          printf ("%s", color ("\033[0m"));
        }
    }
  printf ("\n");
}

static gboolean
add_locks (EaselPromptContent *content, char **locks, GError **error)
{
  g_autofree EaselSpan *spans = NULL;
  gsize n_spans = content->locks->len;

  spans = g_memdup2 (content->locks->data, n_spans * sizeof (EaselSpan));
  for (guint i = 0; locks != NULL && locks[i] != NULL; i++)
    if (*locks[i] == '\0' || !easel_locks_add_text (content->text, locks[i], &spans, &n_spans))
      {
        g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                     _ ("The text to lock, “%s”, does not stand in the prompt."), locks[i]);
        return FALSE;
      }
  g_array_set_size (content->locks, 0);
  g_array_append_vals (content->locks, spans, (guint) n_spans);
  return TRUE;
}

static char *
read_prompt (EaselCli *cli, GError **error)
{
  const char *argument = cli->arguments[0];

  if (g_str_equal (argument, "-"))
    {
      char *text = easel_cli_read_stdin (error);

      /* A pipe ends with a line end that nobody typed. */
      if (text != NULL && g_str_has_suffix (text, "\n"))
        text[strlen (text) - 1] = '\0';
      return text;
    }
  if (!g_utf8_validate (argument, -1, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The prompt is not valid UTF-8 text. Convert it first."));
      return NULL;
    }
  return g_strdup (argument);
}

/* What is to be edited: the text given, or the prompt that is named. */
static EaselPromptContent *
get_content (EaselCli *cli, Options *options, EaselPromptState *state, GError **error)
{
  g_autoptr (EaselPromptContent) stored = state != NULL ? easel_prompt_state_dup_content (state) : NULL;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autofree char *text = NULL;

  if (cli->arguments[0] != NULL)
    {
      text = read_prompt (cli, error);
      if (text == NULL)
        return NULL;
      content = easel_prompt_content_new (text, options->negative);
    }
  else
    {
      content = easel_prompt_content_new (stored->text,
                                          options->negative != NULL ? options->negative : stored->negative);
      g_array_append_vals (content->locks, stored->locks->data, stored->locks->len);
      g_array_append_vals (content->offs, stored->offs->data, stored->offs->len);
    }
  return add_locks (content, options->locks, error) ? g_steal_pointer (&content) : NULL;
}

static const char *
kind_name (EaselDiffKind kind)
{
  switch (kind)
    {
    case EASEL_DIFF_DELETE:
      return "delete";
    case EASEL_DIFF_INSERT:
      return "insert";
    case EASEL_DIFF_REPLACE:
      return "replace";
    case EASEL_DIFF_EQUAL:
    default:
      return "equal";
    }
}

static void
add_changes (JsonBuilder *builder, EaselReview *review)
{
  json_builder_set_member_name (builder, "changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < easel_review_get_n_changes (review); i++)
    {
      const EaselChange *change = easel_review_get_change (review, i);
      g_autofree char *before =
          g_strndup (easel_review_get_before (review) + change->before.start, change->before.length);
      g_autofree char *after =
          g_strndup (easel_review_get_after (review) + change->after.start, change->after.length);

      json_builder_begin_object (builder);
      easel_cli_add_string (builder, "kind", kind_name (change->kind));
      easel_cli_add_string (builder, "before", before);
      easel_cli_add_string (builder, "after", after);
      if (change->locked)
        easel_cli_add_string (builder, "refused", "locked");
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (EaselEditRun *run, EaselReview *review, const char *after, EaselRevision *revision)
{
  g_autofree char *model = easel_edit_run_dup_model_ref (run);
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "prompt_after", after);
  if (easel_edit_run_get_target (run) == EASEL_EDIT_BOTH)
    easel_cli_add_string (builder, "negative_after", easel_edit_run_get_negative_answer (run));
  easel_cli_add_string (builder, "model_id", easel_edit_run_get_model_id (run));
  easel_cli_add_string (builder, "provider_id", easel_edit_run_get_provider_slug (run));
  easel_cli_add_number (builder, "interaction_id", easel_edit_run_get_interaction_id (run));
  if (revision != NULL)
    easel_cli_add_number (builder, "revision_id", easel_revision_get_id (revision));
  easel_cli_add_string (builder, "fallback_for", easel_edit_run_get_fallback_for (run));
  json_builder_set_member_name (builder, "from_cache");
  json_builder_add_boolean_value (builder, easel_edit_run_get_from_cache (run));
  add_changes (builder, review);
  json_builder_set_member_name (builder, "usage");
  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "input_tokens", easel_edit_run_get_input_tokens (run));
  easel_cli_add_number (builder, "output_tokens", easel_edit_run_get_output_tokens (run));
  easel_cli_add_number (builder, "cost_microusd", easel_edit_run_get_cost (run));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

/* The locks and the switched-off parts, in order, those that meet as one: all
 * that an edit leaves as it is. */
static GArray *
list_kept (const EaselPromptContent *content)
{
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  guint lock = 0, off = 0;

  while (lock < content->locks->len || off < content->offs->len)
    {
      const EaselSpan *a =
          lock < content->locks->len ? &g_array_index (content->locks, EaselSpan, lock) : NULL;
      const EaselSpan *b = off < content->offs->len ? &g_array_index (content->offs, EaselSpan, off) : NULL;
      const EaselSpan *next = b == NULL || (a != NULL && a->start <= b->start) ? a : b;
      EaselSpan *last = kept->len > 0 ? &g_array_index (kept, EaselSpan, kept->len - 1) : NULL;

      if (last != NULL && next->start < easel_span_end (*last))
        last->length = MAX (easel_span_end (*last), easel_span_end (*next)) - last->start;
      else
        g_array_append_val (kept, *next);
      if (next == a)
        lock++;
      else
        off++;
    }
  return kept;
}

/* Where spans of the text before, each inside one of kept, stand after it. */
static void
map_spans (GArray *spans, GArray *kept, const EaselSpan *mapped, GArray *result)
{
  guint k = 0;

  for (guint i = 0; i < spans->len; i++)
    {
      EaselSpan span = g_array_index (spans, EaselSpan, i);

      while (easel_span_end (g_array_index (kept, EaselSpan, k)) < easel_span_end (span))
        k++;
      span.start = mapped[k].start + (span.start - g_array_index (kept, EaselSpan, k).start);
      g_array_append_val (result, span);
    }
}

/* What was only typed so far becomes a revision first. Returns the revision that
 * the prompt then is, 0 if there is none. */
static gint64
keep_typed (EaselPromptService *prompts, EaselPromptState *state, GError **error)
{
  gint64 newest = state->revision != NULL ? easel_revision_get_id (state->revision) : 0;
  g_autoptr (EaselRevision) typed = NULL;

  if (state->draft == NULL ||
      (state->revision != NULL && state->draft_revision_id == newest &&
       easel_prompt_content_equal (state->draft, easel_revision_get_content (state->revision))))
    return newest;
  /* After the revision that it stands on, so that the draft goes with it. */
  typed = dex_await_object (easel_prompt_service_commit (prompts, state->prompt_id, state->draft,
                                                         EASEL_REVISION_SOURCE_TYPED,
                                                         state->draft_revision_id, 0, EASEL_EDIT_OPEN),
                            error);
  return typed != NULL ? easel_revision_get_id (typed) : newest;
}

/* Makes a revision of what the review comes to. */
static EaselRevision *
apply (EaselCli *cli,
       EaselPromptState *state,
       EaselEditRun *run,
       EaselReview *review,
       const EaselPromptContent *base,
       GError **error)
{
  EaselPromptService *prompts = easel_context_get_prompts (cli->context);
  g_autoptr (EaselPromptContent) content = NULL;
  const char *negative = easel_edit_run_get_negative_answer (run);
  g_autofree char *after = easel_review_get_result (review);
  g_autoptr (GArray) kept = list_kept (base);
  g_autofree EaselSpan *mapped = NULL;
  gsize n_mapped;
  gboolean all = easel_review_count (review, EASEL_CHANGE_TAKEN) == easel_review_get_n_changes (review);
  gint64 parent = keep_typed (prompts, state, error);

  if (*error != NULL)
    return NULL;
  content = easel_prompt_content_new (after, negative != NULL ? negative : base->negative);
  mapped = easel_review_map_locks (review, &n_mapped);
  if (n_mapped == kept->len)
    {
      map_spans (base->locks, kept, mapped, content->locks);
      map_spans (base->offs, kept, mapped, content->offs);
    }
  return dex_await_object (easel_prompt_service_commit (prompts, state->prompt_id, content,
                                                        EASEL_REVISION_SOURCE_EDIT, parent,
                                                        easel_edit_run_get_interaction_id (run),
                                                        all ? EASEL_EDIT_TAKEN : EASEL_EDIT_PARTLY),
                           error);
}

/* The prompt may have been typed in while the model answered: that stays, and
 * the changes that do not meet it are made around it. */
static EaselPromptContent *
catch_up (EaselReview *review, EaselPromptState *state, EaselPromptContent *base)
{
  g_autoptr (EaselPromptContent) current = easel_prompt_state_dup_content (state);
  g_autoptr (GArray) kept = list_kept (current);

  if (easel_prompt_content_equal (current, base) || !easel_review_rebase (review, current->text) ||
      !easel_review_set_locks (review, (const EaselSpan *) (gconstpointer) kept->data, kept->len, NULL))
    return easel_prompt_content_ref (base);
  return g_steal_pointer (&current);
}

static EaselReview *
review_run (EaselEditRun *run, GError **error)
{
  EaselPromptContent *base = easel_edit_run_get_base (run);
  g_autoptr (GArray) kept = list_kept (base);
  EaselReview *review =
      easel_review_new (base->text, easel_edit_run_get_answer (run),
                        (const EaselSpan *) (gconstpointer) kept->data, kept->len, NULL, error);

  if (review != NULL)
    easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  return review;
}

/* Says who answered, where it is not who was asked. */
static void
say_source (EaselEditRun *run)
{
  g_autofree char *asked = NULL, *name = NULL;

  if (easel_edit_run_get_from_cache (run))
    fprintf (stderr, "easel-cli: %s\n", _ ("From the cache: the model was not asked again."));
  if (easel_edit_run_get_fallback_for (run) == NULL)
    return;
  asked = easel_cli_make_safe (easel_edit_run_get_fallback_for_name (run), FALSE);
  name = easel_cli_make_safe (easel_edit_run_get_provider_name (run), FALSE);
  fprintf (stderr, _ ("easel-cli: %s did not answer; %s answered instead.\n"), asked, name);
}

static EaselCliExit
report (EaselCli *cli, Options *options, EaselEditRun *run)
{
  g_autoptr (EaselPromptContent) base = easel_prompt_content_ref (easel_edit_run_get_base (run));
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselReview) review = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  review = review_run (run, &error);
  if (review != NULL && options->apply)
    {
      state = dex_await_boxed (
          easel_prompt_service_load (easel_context_get_prompts (cli->context), options->prompt_id), &error);
      if (state != NULL && cli->arguments[0] == NULL && options->negative == NULL && options->locks == NULL)
        {
          EaselPromptContent *current = catch_up (review, state, base);

          easel_prompt_content_unref (base);
          base = current;
        }
      if (state != NULL)
        revision = apply (cli, state, run, review, base, &error);
    }
  if (error != NULL)
    return easel_cli_fail (cli, error);

  after = easel_review_get_result (review);
  if (cli->json)
    print_json (run, review, after, revision);
  else
    {
      easel_cli_print_diff (easel_review_get_before (review), after);
      say_source (run);
      if (easel_review_count_locked (review) > 0)
        fprintf (stderr, "easel-cli: %s\n", _ ("The model changed locked words. They were put back."));
      if (easel_review_count_conflicts (review) > 0)
        fprintf (stderr, "easel-cli: %s\n",
                 _ ("Some changes meet what was typed meanwhile. They were left out."));
    }
  return EASEL_CLI_DONE;
}

/* Without one it is -1, which is not sent. */
static gboolean
parse_temperature (const char *text, double *temperature)
{
  char *end = NULL;

  *temperature = -1;
  if (text == NULL)
    return TRUE;
  *temperature = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *temperature >= 0 && *temperature <= 2;
}

/* Says on standard error why it takes longer. */
static void
on_run_state_cb (EaselEditRun *run, GParamSpec *pspec, gpointer user_data)
{
  g_autofree char *name = easel_cli_make_safe (easel_edit_run_get_provider_name (run), FALSE);
  gint64 wait = easel_edit_run_get_retry_at (run) - g_get_monotonic_time ();

  if (easel_edit_run_get_state (run) == EASEL_EDIT_RUN_RETRYING)
    fprintf (stderr, _ ("easel-cli: %s is busy, trying again in %d s\n"), name,
             (int) (MAX (wait, 0) / G_USEC_PER_SEC + 1));
  else if (easel_edit_run_get_state (run) == EASEL_EDIT_RUN_QUEUED)
    fprintf (stderr, _ ("easel-cli: queued, other calls to %s go first\n"), name);
}

static EaselCliExit
run_edit (EaselCli *cli, Options *options, EaselPromptState *state)
{
  EaselEditService *edits = easel_context_get_edits (cli->context);
  g_autoptr (EaselModel) model = NULL;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *slug = NULL;
  EaselEditRequest request = { 0 };

  content = get_content (cli, options, state, &error);
  if (content == NULL)
    return easel_cli_fail (cli, error);
  if (options->model == NULL)
    {
      model = easel_provider_service_get_default_model (easel_context_get_providers (cli->context),
                                                        EASEL_PURPOSE_LLM);
      options->model = g_strdup (model != NULL ? easel_model_get_ref (model) : "");
    }
  request.model = options->model;
  request.instruction = options->instruction;
  request.content = content;
  request.target = options->negative != NULL ? EASEL_EDIT_BOTH : EASEL_EDIT_PROMPT;
  request.context = options->context;
  request.prompt_id = options->prompt_id;
  request.revision_id =
      state != NULL && state->revision != NULL ? easel_revision_get_id (state->revision) : 0;
  request.generation = options->generation;
  parse_temperature (options->temperature, &request.temperature);
  request.max_tokens = (guint) MAX (options->max_tokens, 0);
  if (options->over_budget)
    request.spend |= EASEL_SPEND_OVER_BUDGET;
  if (options->unknown_price)
    request.spend |= EASEL_SPEND_UNKNOWN_PRICE;
  request.cache = options->cache      ? EASEL_CACHE_USE
                  : options->no_cache ? EASEL_CACHE_BYPASS
                                      : EASEL_CACHE_DEFAULT;
  slug = g_strndup (options->model, strcspn (options->model, ":"));
  if (!easel_edit_service_check (edits, &request, &error) || !easel_cli_use_key (cli, slug, &error))
    return easel_cli_fail (cli, error);

  run = easel_edit_service_start (edits, &request);
  if (!cli->json)
    g_signal_connect (run, "notify::state", G_CALLBACK (on_run_state_cb), NULL);
  if (!dex_await (easel_edit_run_wait (run), &error))
    return easel_cli_fail (cli, error);
  if (easel_edit_run_get_error (run) != NULL)
    return easel_cli_fail (cli, easel_edit_run_get_error (run));
  return report (cli, options, run);
}

EaselCliExit
easel_cli_edit (EaselCli *cli)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model, NULL, NULL },
    { "instruction", 0, 0, G_OPTION_ARG_STRING, &options.instruction, NULL, NULL },
    { "context", 0, 0, G_OPTION_ARG_STRING, &options.context, NULL, NULL },
    { "negative", 0, 0, G_OPTION_ARG_STRING, &options.negative, NULL, NULL },
    { "generation", 0, 0, G_OPTION_ARG_STRING, &options.generation, NULL, NULL },
    { "lock", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.locks, NULL, NULL },
    { "prompt-id", 0, 0, G_OPTION_ARG_INT64, &options.prompt_id, NULL, NULL },
    { "apply", 0, 0, G_OPTION_ARG_NONE, &options.apply, NULL, NULL },
    { "temperature", 0, 0, G_OPTION_ARG_STRING, &options.temperature, NULL, NULL },
    { "max-tokens", 0, 0, G_OPTION_ARG_INT, &options.max_tokens, NULL, NULL },
    { "over-budget", 0, 0, G_OPTION_ARG_NONE, &options.over_budget, NULL, NULL },
    { "unknown-price", 0, 0, G_OPTION_ARG_NONE, &options.unknown_price, NULL, NULL },
    { "cache", 0, 0, G_OPTION_ARG_NONE, &options.cache, NULL, NULL },
    { "no-cache", 0, 0, G_OPTION_ARG_NONE, &options.no_cache, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (GError) error = NULL;
  double temperature;
  guint n_texts;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, G_MAXUINT, &code))
    return code;
  n_texts = g_strv_length (cli->arguments);
  if (options.instruction == NULL)
    return easel_cli_misuse (cli, _ ("edit needs --instruction: what should change."));
  if (n_texts > 1 || (n_texts == 0 && options.prompt_id == 0) || options.prompt_id < 0)
    return easel_cli_misuse (
        cli, _ ("edit takes one prompt, or - to read it from standard input, or --prompt-id."));
  if (options.apply && options.prompt_id == 0)
    return easel_cli_misuse (cli, _ ("--apply needs --prompt-id: the prompt that gets the revision."));
  if (options.cache && options.no_cache)
    return easel_cli_misuse (cli, _ ("--cache and --no-cache cannot both be meant."));
  if (options.max_tokens < 0 || !parse_temperature (options.temperature, &temperature))
    return easel_cli_misuse (cli, _ ("--max-tokens is a positive number and --temperature one from 0 to 2."));
  if (options.prompt_id != 0)
    {
      state = dex_await_boxed (
          easel_prompt_service_load (easel_context_get_prompts (cli->context), options.prompt_id), &error);
      if (state == NULL)
        return easel_cli_fail (cli, error);
    }
  return run_edit (cli, &options, state);
}

EaselCliExit
easel_cli_cache (EaselCli *cli)
{
  EaselEditService *edits = easel_context_get_edits (cli->context);
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GError) error = NULL;
  const char *wanted;
  EaselCliExit code;
  gboolean on;

  if (!easel_cli_parse (cli, none, 1, &code))
    return code;
  wanted = cli->arguments[0];
  if (wanted != NULL && !g_str_equal (wanted, "on") && !g_str_equal (wanted, "off"))
    return easel_cli_misuse (cli, _ ("cache is on or off, not “%s”."), wanted);
  if (wanted != NULL && !dex_await (easel_edit_service_set_cache (edits, g_str_equal (wanted, "on")), &error))
    return easel_cli_fail (cli, error);
  on = dex_await_boolean (easel_edit_service_get_cache (edits), &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  if (cli->json)
    printf ("{\"cache\":%s}\n", on ? "true" : "false");
  else
    printf ("%s\n", on ? _ ("Answers are kept for an hour.") : _ ("Answers are not kept."));
  return EASEL_CLI_DONE;
}
