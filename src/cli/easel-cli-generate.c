// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-error.h"

/* Pictures and clips: made, looked at, cancelled, gone on with. */

#define WIDTH_OF_BAR 24

static const char *
find_extension (const char *mime)
{
  static const char *const extensions[][2] = {
    { "image/png", "png" },   { "image/jpeg", "jpg" }, { "image/webp", "webp" }, { "image/gif", "gif" },
    { "image/avif", "avif" }, { "video/mp4", "mp4" },  { "video/webm", "webm" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (extensions); i++)
    if (g_strcmp0 (extensions[i][0], mime) == 0)
      return extensions[i][1];
  return "bin";
}

/* ---- going out ---- */

/* Copies what came of a job into the folder, under a name that nothing has there.
 * Gives the path. */
static char *
copy_out (EaselJob *job, guint position, const char *folder, GError **error)
{
  const char *extension = find_extension (easel_job_get_asset_mime (job, position));
  g_autoptr (GFile) from = g_file_new_for_path (easel_job_get_asset_path (job, position));

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *twin = i > 0 ? g_strdup_printf ("-%u", i) : g_strdup ("");
      g_autofree char *name = g_strdup_printf ("easel-%" G_GINT64_FORMAT "%s.%s",
                                               easel_job_get_asset_id (job, position), twin, extension);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GFile) to = g_file_new_for_path (path);
      g_autoptr (GError) local_error = NULL;

      if (g_file_copy (from, to, G_FILE_COPY_NOFOLLOW_SYMLINKS | G_FILE_COPY_TARGET_DEFAULT_PERMS, NULL, NULL,
                       NULL, &local_error))
        return g_steal_pointer (&path);
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        continue;
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
                   _ ("“%s” cannot be written: %s. It is in the library all the same."), path,
                   local_error->message);
      return NULL;
    }
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("“%s” is full of earlier pictures."), folder);
  return NULL;
}

static gboolean
check_folder (const char *folder, GError **error)
{
  if (folder == NULL || g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("“%s” cannot be made: %s."), folder,
               g_strerror (errno));
  return FALSE;
}

/* ---- what is said ---- */

static void
add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_set_member_name (builder, "error");
  if (error == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "type", easel_error_get_name (error));
  easel_cli_add_string (builder, "message", error->message);
  json_builder_end_object (builder);
}

static void
add_assets (JsonBuilder *builder, EaselJob *job, const char *const *paths)
{
  for (guint i = 0; i < easel_job_get_n_assets (job); i++)
    {
      json_builder_begin_object (builder);
      easel_cli_add_number (builder, "asset_id", easel_job_get_asset_id (job, i));
      easel_cli_add_number (builder, "job_id", easel_job_get_id (job));
      easel_cli_add_string (builder, "path",
                            paths != NULL && paths[i] != NULL ? paths[i] : easel_job_get_asset_path (job, i));
      easel_cli_add_string (builder, "mime", easel_job_get_asset_mime (job, i));
      easel_cli_add_string (builder, "prompt", easel_job_get_prompt (job));
      easel_cli_add_number (builder, "seed", easel_job_get_seed (job));
      json_builder_end_object (builder);
    }
}

static void
add_job (JsonBuilder *builder, EaselJob *job)
{
  g_autofree char *ref = easel_job_dup_model_ref (job);
  g_autofree char *says = easel_job_describe (job);
  EaselJobCancel cancel = easel_job_get_cancel (job);

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "job_id", easel_job_get_id (job));
  easel_cli_add_number (builder, "batch_id", easel_job_get_batch_id (job));
  easel_cli_add_string (builder, "kind", easel_job_is_video (job) ? "video" : "image");
  easel_cli_add_string (builder, "state", easel_job_state_to_string (easel_job_get_state (job)));
  easel_cli_add_string (builder, "message", says);
  easel_cli_add_string (builder, "cancel",
                        cancel != EASEL_JOB_CANCEL_NONE ? easel_job_cancel_to_string (cancel) : NULL);
  json_builder_set_member_name (builder, "elsewhere");
  json_builder_add_boolean_value (builder, easel_job_is_elsewhere (job));
  easel_cli_add_string (builder, "model", ref);
  easel_cli_add_string (builder, "prompt", easel_job_get_prompt (job));
  easel_cli_add_string (builder, "negative", easel_job_get_negative (job));
  easel_cli_add_number (builder, "seed", easel_job_get_seed (job));
  easel_cli_add_number (builder, "cost_microusd", easel_job_get_cost (job));
  easel_cli_add_time (builder, "created_at", easel_job_get_created_at (job));
  add_error (builder, easel_job_get_error (job));
  json_builder_end_object (builder);
}

/* One line on a terminal that says how far all are. */
typedef struct
{
  GListModel *jobs;
  gboolean shown;
} Bar;

static void
draw_bar (Bar *bar)
{
  guint n = g_list_model_get_n_items (bar->jobs), n_done = 0, filled;
  double sum = 0;
  const char *word = "";

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (bar->jobs, i);

      if (easel_job_is_final (job))
        n_done++;
      else if (*word == '\0')
        word = easel_job_state_to_string (easel_job_get_state (job));
      sum += easel_job_is_final (job) ? 1 : MAX (easel_job_get_progress (job), 0);
    }
  filled = n > 0 ? (guint) (sum / n * WIDTH_OF_BAR) : 0;
  fprintf (stderr, "\r[%.*s%*s] %u/%u %-12s", (int) MIN (filled, WIDTH_OF_BAR), "########################",
           (int) (WIDTH_OF_BAR - MIN (filled, WIDTH_OF_BAR)), "", n_done, n, word);
  fflush (stderr);
  bar->shown = TRUE;
}

static void
on_job_notified_cb (EaselJob *job, GParamSpec *pspec, Bar *bar)
{
  draw_bar (bar);
}

static void
watch_jobs (Bar *bar, gboolean on)
{
  for (guint i = 0; i < g_list_model_get_n_items (bar->jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (bar->jobs, i);

      if (on)
        g_signal_connect (job, "notify", G_CALLBACK (on_job_notified_cb), bar);
      else
        g_signal_handlers_disconnect_by_func (job, on_job_notified_cb, bar);
    }
  if (!on && bar->shown)
    fprintf (stderr, "\r\033[K");
}

/* Until nobody works on them any more. */
static void
await_jobs (EaselCli *cli, GListModel *jobs)
{
  Bar bar = { jobs, FALSE };
  gboolean shows = !cli->json && isatty (STDERR_FILENO);

  if (shows)
    watch_jobs (&bar, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      dex_await (easel_job_wait (job), NULL);
    }
  if (shows)
    watch_jobs (&bar, FALSE);
}

/* The state of several: that of the first which was not stored. */
static EaselJobState
get_common_state (GListModel *jobs)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      if (easel_job_get_state (job) != EASEL_JOB_STATE_STORED)
        return easel_job_get_state (job);
    }
  return EASEL_JOB_STATE_STORED;
}

/* The errors of all, each sentence once. */
static void
print_problems (GListModel *jobs)
{
  g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *sentence = NULL;
      g_autofree char *safe = NULL;

      if (easel_job_get_state (job) == EASEL_JOB_STATE_STORED)
        continue;
      sentence = easel_job_describe (job);
      safe = easel_cli_make_safe (sentence, FALSE);
      if (g_hash_table_add (said, g_strdup (sentence)))
        fprintf (stderr, "easel-cli: %s\n", safe);
    }
}

typedef struct
{
  GPtrArray *paths; /* GStrv of each job; NULL elements */
  GError *error;
} Out;

static void
copy_all (GListModel *jobs, const char *folder, Out *out)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);
      guint n = easel_job_get_n_assets (job);
      GStrv paths = g_new0 (char *, n + 1);

      for (guint k = 0; folder != NULL && k < n && out->error == NULL; k++)
        paths[k] = copy_out (job, k, folder, &out->error);
      g_ptr_array_add (out->paths, paths);
    }
}

static void
print_generated_json (GListModel *jobs, const Out *out)
{
  g_autoptr (EaselJob) first = g_list_model_get_item (jobs, 0);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n = g_list_model_get_n_items (jobs);
  EaselJobState state = get_common_state (jobs);

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "job_id", easel_job_get_id (first));
  easel_cli_add_string (builder, "state", easel_job_state_to_string (state));
  json_builder_set_member_name (builder, "assets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      add_assets (builder, job, g_ptr_array_index (out->paths, i));
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "jobs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      add_job (builder, job);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

static void
print_generated (GListModel *jobs, const Out *out)
{
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);
      GStrv paths = g_ptr_array_index (out->paths, i);

      for (guint k = 0; k < easel_job_get_n_assets (job); k++)
        printf ("%s\n", paths[k] != NULL ? paths[k] : easel_job_get_asset_path (job, k));
    }
  print_problems (jobs);
}

/* With nothing made at all, the error is the answer, as everywhere. */
static const GError *
find_only_error (GListModel *jobs)
{
  g_autoptr (EaselJob) first = g_list_model_get_item (jobs, 0);
  const GError *error = easel_job_get_error (first);

  return g_list_model_get_n_items (jobs) == 1 && easel_job_get_state (first) == EASEL_JOB_STATE_FAILED ? error
                                                                                                       : NULL;
}

static EaselCliExit
finish (EaselCli *cli, GListModel *jobs, const char *folder)
{
  Out out = { .paths = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev) };
  const GError *only = find_only_error (jobs);
  EaselCliExit code = get_common_state (jobs) == EASEL_JOB_STATE_STORED ? EASEL_CLI_DONE : EASEL_CLI_FAILED;

  copy_all (jobs, folder, &out);
  if (out.error != NULL)
    code = easel_cli_fail (cli, out.error);
  else if (only != NULL)
    code = easel_cli_fail (cli, only);
  else if (cli->json)
    print_generated_json (jobs, &out);
  else
    print_generated (jobs, &out);
  g_ptr_array_unref (out.paths);
  g_clear_error (&out.error);
  return code;
}

/* ---- generate ---- */

/* "1024x768" */
static gboolean
read_size (const char *text, int *width, int *height)
{
  int length = 0;

  return sscanf (text, "%5d%*[xX]%5d%n", width, height, &length) == 2 && text[length] == '\0' && *width > 0 &&
         *height > 0;
}

static char *
read_prompt (EaselCli *cli, EaselCliExit *code)
{
  const char *argument = cli->arguments[0];
  g_autoptr (GError) error = NULL;
  char *prompt;

  if (argument == NULL)
    {
      *code = easel_cli_misuse (cli, _ ("generate needs a prompt, or - for one on standard input."));
      return NULL;
    }
  if (!g_str_equal (argument, "-"))
    return g_strdup (argument);
  prompt = easel_cli_read_stdin (&error);
  if (prompt == NULL)
    *code = easel_cli_fail (cli, error);
  return prompt != NULL ? g_strchomp (prompt) : NULL;
}

/* Whoever names such a model need not say that it is a clip. */
static gboolean
makes_only_clips (EaselCli *cli, const char *ref)
{
  g_autoptr (EaselModel) model =
      ref != NULL ? easel_provider_service_find_any_model (easel_context_get_providers (cli->context), ref)
                  : NULL;

  return model != NULL &&
         (easel_model_get_kinds (model) & (EASEL_PURPOSE_VIDEO | EASEL_PURPOSE_IMAGE)) == EASEL_PURPOSE_VIDEO;
}

static EaselCliExit
run_request (EaselCli *cli, const EaselGenerateRequest *request, const char *folder)
{
  EaselGenerateService *generate = easel_context_get_generate (cli->context);
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (GError) error = NULL;
  const char *colon = request->model != NULL ? strchr (request->model, ':') : NULL;
  g_autofree char *slug = colon != NULL ? g_strndup (request->model, (gsize) (colon - request->model)) : NULL;

  if (!check_folder (folder, &error) || (slug != NULL && !easel_cli_use_key (cli, slug, &error)))
    return easel_cli_fail (cli, error);
  jobs = dex_await_object (easel_generate_service_start (generate, request), &error);
  if (jobs == NULL)
    return easel_cli_fail (cli, error);
  await_jobs (cli, jobs);
  return finish (cli, jobs, folder);
}

EaselCliExit
easel_cli_generate (EaselCli *cli)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autofree char *model = NULL;
  g_autofree char *size = NULL;
  g_autofree char *ratio = NULL;
  g_autofree char *negative = NULL;
  g_autofree char *sampler = NULL;
  g_autofree char *quality = NULL;
  g_autofree char *format = NULL;
  g_autofree char *out = NULL;
  g_autofree char *mask = NULL;
  g_autofree char *workflow = NULL;
  g_autofree char *prompt = NULL;
  g_auto (GStrv) references = NULL;
  int count = 1;
  gboolean video = FALSE, over_budget = FALSE, unknown_price = FALSE;
  const GOptionEntry options[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &model, NULL, NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, NULL, NULL },
    { "ratio", 0, 0, G_OPTION_ARG_STRING, &ratio, NULL, NULL },
    { "count", 0, 0, G_OPTION_ARG_INT, &count, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &request.seed, NULL, NULL },
    { "steps", 0, 0, G_OPTION_ARG_INT, &request.steps, NULL, NULL },
    { "guidance", 0, 0, G_OPTION_ARG_DOUBLE, &request.guidance, NULL, NULL },
    { "strength", 0, 0, G_OPTION_ARG_DOUBLE, &request.strength, NULL, NULL },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &request.duration, NULL, NULL },
    { "negative", 0, 0, G_OPTION_ARG_STRING, &negative, NULL, NULL },
    { "sampler", 0, 0, G_OPTION_ARG_STRING, &sampler, NULL, NULL },
    { "quality", 0, 0, G_OPTION_ARG_STRING, &quality, NULL, NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, NULL, NULL },
    { "reference", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &references, NULL, NULL },
    { "mask", 0, 0, G_OPTION_ARG_FILENAME, &mask, NULL, NULL },
    { "workflow", 0, 0, G_OPTION_ARG_FILENAME, &workflow, NULL, NULL },
    { "prompt-id", 0, 0, G_OPTION_ARG_INT64, &request.prompt_id, NULL, NULL },
    { "video", 0, 0, G_OPTION_ARG_NONE, &video, NULL, NULL },
    { "over-budget", 0, 0, G_OPTION_ARG_NONE, &over_budget, NULL, NULL },
    { "unknown-price", 0, 0, G_OPTION_ARG_NONE, &unknown_price, NULL, NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselCliExit code = EASEL_CLI_MISUSE;

  if (!easel_cli_parse (cli, options, 1, &code))
    return code;
  if (size != NULL && !read_size (size, &request.width, &request.height))
    return easel_cli_misuse (cli, _ ("“%s” is no size. Write it in pixels, as 1024x768."), size);
  if (count < 1 || count > EASEL_GENERATE_MOST_COUNT)
    return easel_cli_misuse (cli, _ ("--count is from 1 to %d."), EASEL_GENERATE_MOST_COUNT);
  if (request.seed < -1 || request.steps < 0 || request.duration < 0)
    return easel_cli_misuse (cli, _ ("--seed, --steps and --duration are not negative."));
  prompt = read_prompt (cli, &code);
  if (prompt == NULL)
    return code;
  request.model = model;
  request.kind = video || makes_only_clips (cli, model) ? EASEL_PURPOSE_VIDEO : EASEL_PURPOSE_IMAGE;
  request.prompt = prompt;
  request.negative = negative;
  request.ratio = ratio;
  request.count = (guint) count;
  request.sampler = sampler;
  request.quality = quality;
  request.format = format;
  request.references = (const char *const *) references;
  request.mask = mask;
  request.workflow = workflow;
  request.spend = (EaselSpendFlags) ((over_budget ? EASEL_SPEND_OVER_BUDGET : EASEL_SPEND_DEFAULT) |
                                     (unknown_price ? EASEL_SPEND_UNKNOWN_PRICE : EASEL_SPEND_DEFAULT));
  return run_request (cli, &request, out);
}

/* ---- jobs ---- */

static void
print_jobs (EaselCli *cli, GListModel *jobs)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (jobs, i);

      if (cli->json)
        add_job (builder, job);
      else
        {
          g_autofree char *says = easel_job_describe (job);
          g_autofree char *safe = easel_cli_make_safe (says, FALSE);
          g_autofree char *prompt = easel_cli_make_safe (easel_job_get_prompt (job), FALSE);

          printf ("%6" G_GINT64_FORMAT "  %-12s  %.60s\n        %s\n", easel_job_get_id (job),
                  easel_job_state_to_string (easel_job_get_state (job)), prompt, safe);
        }
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
}

static EaselCliExit
list_jobs (EaselCli *cli, int limit)
{
  EaselGenerateService *generate = easel_context_get_generate (cli->context);
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_generate_service_load (generate, (guint) limit), &error))
    return easel_cli_fail (cli, error);
  print_jobs (cli, easel_generate_service_get_jobs (generate));
  return EASEL_CLI_DONE;
}

/* What is changed in one job is shown when it has ended, or stays elsewhere. */
static EaselCliExit
show_job (EaselCli *cli, EaselJob *job)
{
  g_autoptr (GListStore) jobs = g_list_store_new (EASEL_TYPE_JOB);

  g_list_store_append (jobs, job);
  await_jobs (cli, G_LIST_MODEL (jobs));
  print_jobs (cli, G_LIST_MODEL (jobs));
  return EASEL_CLI_DONE;
}

static EaselCliExit
resume_all (EaselCli *cli, gboolean unsent)
{
  EaselGenerateService *generate = easel_context_get_generate (cli->context);
  g_autoptr (GError) error = NULL;

  dex_await (easel_generate_service_resume (generate, unsent), &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  await_jobs (cli, easel_generate_service_get_jobs (generate));
  print_jobs (cli, easel_generate_service_get_jobs (generate));
  return EASEL_CLI_DONE;
}

static gboolean
on_signal_cb (gpointer user_data)
{
  DexPromise *stopped = user_data;

  if (dex_future_is_pending (DEX_FUTURE (stopped)))
    dex_promise_resolve_boolean (stopped, TRUE);
  return G_SOURCE_CONTINUE;
}

/* Until somebody ends it: goes on with what programs leave behind. */
static EaselCliExit
stay (EaselCli *cli, gboolean unsent)
{
  EaselGenerateService *generate = easel_context_get_generate (cli->context);
  g_autoptr (DexPromise) stopped = dex_promise_new ();
  g_autoptr (GError) error = NULL;
  guint interrupted, terminated;

  if (dex_await (easel_generate_service_keep_up (generate), &error) && unsent)
    dex_await (easel_generate_service_resume (generate, TRUE), &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  interrupted = g_unix_signal_add (SIGINT, on_signal_cb, stopped);
  terminated = g_unix_signal_add (SIGTERM, on_signal_cb, stopped);
  dex_await (dex_ref (DEX_FUTURE (stopped)), NULL);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  print_jobs (cli, easel_generate_service_get_jobs (generate));
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_jobs (EaselCli *cli)
{
  EaselGenerateService *generate = easel_context_get_generate (cli->context);
  int limit = 50;
  gboolean unsent = FALSE, stays = FALSE;
  const GOptionEntry options[] = {
    { "stay", 0, 0, G_OPTION_ARG_NONE, &stays, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    { "unsent", 0, 0, G_OPTION_ARG_NONE, &unsent, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (GError) error = NULL;
  const char *verb, *number;
  gint64 id = 0;
  EaselCliExit code;

  if (!easel_cli_parse (cli, options, 2, &code))
    return code;
  verb = cli->arguments[0] != NULL ? cli->arguments[0] : "list";
  number = cli->arguments[0] != NULL ? cli->arguments[1] : NULL;
  if (limit < 1)
    return easel_cli_misuse (cli, _ ("--limit is at least 1."));
  if (g_str_equal (verb, "list") && number == NULL)
    return list_jobs (cli, limit);
  if (g_str_equal (verb, "resume") && number == NULL)
    return stays ? stay (cli, unsent) : resume_all (cli, unsent);
  if (!g_str_equal (verb, "cancel") && !g_str_equal (verb, "resume"))
    return easel_cli_misuse (cli, _ ("jobs takes list, cancel ID or resume [ID]."));
  if (number == NULL || !g_ascii_string_to_signed (number, 10, 1, G_MAXINT64, &id, NULL))
    return easel_cli_misuse (cli, _ ("“%s” is no job: give its number, as jobs list shows it."),
                             number != NULL ? number : "");
  job = dex_await_object (g_str_equal (verb, "cancel") ? easel_generate_service_cancel (generate, id)
                                                       : easel_generate_service_resume_job (generate, id),
                          &error);
  return job != NULL ? show_job (cli, job) : easel_cli_fail (cli, error);
}
