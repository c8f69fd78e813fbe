// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <libdex.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-log.h"

/* Commands parse options and build JSON, which the default stack is small for. */
#define STACK_SIZE (1024 * 1024)

static const struct
{
  const char *name;
  EaselCliFunc func;
} commands[] = {
  { "providers", easel_cli_providers }, { "provider", easel_cli_provider },
  { "models", easel_cli_models },       { "model", easel_cli_model },
  { "cache", easel_cli_cache },         { "edit", easel_cli_edit },
  { "prompts", easel_cli_prompts },     { "revisions", easel_cli_revisions },
  { "diff", easel_cli_diff },           { "log", easel_cli_log },
  { "check", easel_cli_check },         { "sandbox", easel_cli_sandbox },
  { "usage", easel_cli_usage },         { "budget", easel_cli_budget },
  { "local", easel_cli_local },         { "library", easel_cli_library },
  { "chat", easel_cli_chat },           { "threads", easel_cli_threads },
  { "search", easel_cli_search },       { "export", easel_cli_export },
  { "import", easel_cli_import },       { "local", easel_cli_local },
  { "chat", easel_cli_chat },           { "threads", easel_cli_threads },
  { "search", easel_cli_search },       { "export", easel_cli_export },
  { "import", easel_cli_import },       { "generate", easel_cli_generate },
  { "jobs", easel_cli_jobs },
};

static const char usage[] =
    "usage: easel-cli COMMAND [OPTIONS]\n"
    "\n"
    "  edit [--model PROVIDER:MODEL] --instruction TEXT [--context JSON] [--lock TEXT]…\n"
    "       [--negative TEXT] [--generation ID] [--prompt-id ID [--apply]]\n"
    "       [--temperature X] [--max-tokens N] [--cache|--no-cache]\n"
    "       [--over-budget] [--unknown-price] PROMPT|-\n"
    "  cache [on|off]            whether answers are kept for an hour, for the same request\n"
    "  generate [--model PROVIDER:MODEL] [--size WxH|--ratio W:H] [--count N] [--seed N]\n"
    "       [--steps N] [--guidance X] [--negative TEXT] [--reference FILE]… [--strength X]\n"
    "       [--video [--duration SECONDS]] [--sampler NAME] [--quality WORD] [--format NAME]\n"
    "       [--mask FILE] [--workflow FILE] [--prompt-id ID] [--out DIR]\n"
    "       [--over-budget] [--unknown-price] PROMPT|-\n"
    "  jobs [list] [--limit N]   jobs cancel ID        jobs resume [ID] [--unsent] [--stay]\n"
    "  prompts [QUERY]           revisions PROMPT      diff REVISION REVISION\n"
    "  log [--limit N] [QUERY]\n"
    "  chat [--thread ID | --role ROLE --system TEXT --temperature X --max-tokens N]\n"
    "       [--model PROVIDER:MODEL] [--attach FILE]… [--drop-oldest] [--save-only]\n"
    "       [--over-budget] [--unknown-price] TEXT|-\n"
    "  threads                   search [--limit N] QUERY\n"
    "  export --thread ID|--all --format md|json|html|txt [--out FILE]\n"
    "  import FILE               chats of Easel, ChatGPT, Claude or Open WebUI, JSON or ZIP\n"
    "  providers                 models [--provider SLUG] [--refresh] [--all]\n"
    "  provider add --protocol openai|openai-responses|anthropic|gemini|ollama --name NAME\n"
    "               [--id SLUG] [--base-url URL] [--key-stdin] [--allow-http]\n"
    "  provider edit SLUG [--name NAME] [--protocol PROTOCOL] [--base-url URL]\n"
    "               [--allow-http|--forbid-http] [--logo FILE] [--most-calls N]\n"
    "  provider test|set-key|enable|disable|remove SLUG\n"
    "  local [add SERVICE]       servers of models on this computer\n"
    "  local pull PROVIDER:MODEL let an Ollama server fetch a model\n"
    "  model add|edit PROVIDER:MODEL [--name NAME] [--kinds LIST] [--capabilities LIST]\n"
    "               [--context N] [--max-output N] [--price-input USD] [--price-output USD]\n"
    "               [--price-cached USD] [--price-image USD] [--reset LIST|all]\n"
    "  model remove|enable|disable PROVIDER:MODEL\n"
    "  model default|fallback PROVIDER:MODEL|--none [--kind llm|image|video]\n"
    "  usage [--since DATE] [--by day|model|provider|kind] [--csv]\n"
    "  budget [show] | set --limit USD [--provider SLUG] [--warn PERCENT] [--hard]\n"
    "         | remove [--provider SLUG]\n"
    "  library import PATH…      library list|search QUERY [--kind image|video] [--model M]\n"
    "               [--provider SLUG] [--source import|ai] [--tool NAME] [--tag TAG]… [--seed N]\n"
    "               [--collection COLLECTION]\n"
    "               [--rating N] [--ratio portrait|landscape|square] [--trashed] [--duplicates]\n"
    "               [--sort newest|oldest|name|largest|rating] [--limit N]\n"
    "  library show ID           library trash|restore ID…   library purge [--dry-run]\n"
    "  library export ID… --metadata original|keep|prompt|none --out FOLDER\n"
    "  library tag ID… [--add TAG]… [--remove TAG]… [--rating N]           library tags\n"
    "  library collections [list] | create NAME [--within COLLECTION] | rename COLLECTION NAME\n"
    "               | move COLLECTION --within COLLECTION|--top | delete COLLECTION | restore ID\n"
    "               | add|remove COLLECTION ID…; a collection is its number, or Outer/Inner\n"
    "  check [--media]           sandbox --port N\n"
    "\n"
    "  --json       answer and errors as JSON on standard output\n"
    "  --debug[=AREA,…]  say on standard error what happens: net, call, store, …; as EASEL_DEBUG does\n"
    "  --key-fd N   read the provider's key from a file descriptor, for this call only\n"
    "\n"
    "A key is read from standard input (set-key, --key-stdin), from a file descriptor,\n"
    "from EASEL_KEY_<SLUG>, or from the service's own variable, such as OPENAI_API_KEY,\n"
    "ANTHROPIC_API_KEY or GEMINI_API_KEY; never from an argument.\n"
    "Exit status: 0 done, 1 failed, 2 misuse.\n";

static void
on_notice_cb (EaselProviderService *service, const char *text, gpointer user_data)
{
  fprintf (stderr, "easel-cli: %s\n", text);
}

/* The program's one call and what it waits with. */
typedef struct
{
  EaselCli cli;
  EaselCliFunc func;
  EaselCliExit exit;
  gboolean done;
} Call;

static EaselCliExit
run (Call *call)
{
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!dex_await (easel_context_open (call->cli.context), &error))
    return easel_cli_fail (&call->cli, error);
  code = call->func (&call->cli);
  if (!dex_await (easel_context_close (call->cli.context), &error))
    g_warning ("Closing: %s", error->message);
  return code;
}

static DexFuture *
run_fiber (gpointer data)
{
  Call *call = data;

  call->exit = run (call);
  call->done = TRUE;
  g_main_context_wakeup (NULL);
  return dex_future_new_true ();
}

static gboolean
take_key_fd (EaselCli *cli, const char *text)
{
  guint64 fd;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, 1023, &fd, NULL))
    return FALSE;
  cli->key_fd = (int) fd;
  return TRUE;
}

/* Takes the options that every command has out of the arguments. */
static gboolean
take_common (EaselCli *cli, int argc, char **argv, EaselCliExit *code)
{
  g_autoptr (GStrvBuilder) rest = g_strv_builder_new ();
  const char *key_fd = NULL;
  gboolean is_text = TRUE, has_key_fd = FALSE, verbatim = FALSE;

  for (int i = 0; i < argc; i++)
    {
      is_text = is_text && g_utf8_validate (argv[i], -1, NULL);
      if (!verbatim && g_str_equal (argv[i], "--json"))
        cli->json = TRUE;
      else if (!verbatim && g_str_equal (argv[i], "--debug"))
        easel_log_set_areas ("easel");
      else if (!verbatim && g_str_has_prefix (argv[i], "--debug="))
        easel_log_set_areas (argv[i] + strlen ("--debug="));
      else if (!verbatim && g_str_equal (argv[i], "--key-fd"))
        {
          has_key_fd = TRUE;
          key_fd = i + 1 < argc ? argv[++i] : NULL;
        }
      else
        {
          verbatim = verbatim || g_str_equal (argv[i], "--");
          g_strv_builder_add (rest, argv[i]);
        }
    }
  cli->arguments = g_strv_builder_end (rest);
  if (!is_text)
    {
      *code = easel_cli_misuse (cli, _ ("An argument is not valid UTF-8 text. Convert it first."));
      return FALSE;
    }
  if (has_key_fd && !take_key_fd (cli, key_fd))
    {
      *code = easel_cli_misuse (cli, _ ("--key-fd needs the number of an open file descriptor."));
      return FALSE;
    }
  return TRUE;
}

static EaselCliFunc
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return commands[i].func;
  return NULL;
}

static int
start (Call *call)
{
  g_autoptr (EaselContext) context = easel_context_new (NULL, call->cli.environment);

  call->cli.context = context;
  g_signal_connect (easel_context_get_providers (context), "notice", G_CALLBACK (on_notice_cb), NULL);
  dex_future_disown (dex_scheduler_spawn (NULL, STACK_SIZE, run_fiber, call, NULL));
  while (!call->done)
    g_main_context_iteration (NULL, TRUE);
  return call->exit;
}

/* What was printed and could not be written was not said. */
static int
finish_output (int code)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return code;
  /* A reader that has seen enough needs no word. */
  if (errno != EPIPE)
    fprintf (stderr, "easel-cli: %s\n", _ ("The answer could not be written to standard output."));
  return code == EASEL_CLI_DONE ? EASEL_CLI_FAILED : code;
}

static int
run_command (Call *call)
{
  GStrv all = call->cli.arguments;

  if (all[0] == NULL)
    return easel_cli_misuse (&call->cli, _ ("There is no command. See easel-cli --help."));
  call->func = find_command (all[0]);
  if (call->func == NULL)
    return easel_cli_misuse (&call->cli, _ ("There is no command “%s”. See easel-cli --help."), all[0]);
  call->cli.arguments = g_strdupv (all + 1);
  g_strfreev (all);
  if (easel_environment_get_problem (call->cli.environment) != NULL)
    fprintf (stderr, "easel-cli: %s\n", easel_environment_get_problem (call->cli.environment));
  dex_init ();
  return start (call);
}

/* A standard stream that is closed stays unusable, instead of becoming the
 * first file that is opened. */
static void
hold_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0)
      open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void
set_locale (void)
{
  setlocale (LC_ALL, "");
  /* Prompts are UTF-8, whatever the terminal believes. */
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  Call call = { .cli = { .environment = environment, .key_fd = -1 } };
  /* A core dump would hold keys. */
  const struct rlimit no_core = { 0, 0 };
  EaselCliExit misuse;
  int code;

  setrlimit (RLIMIT_CORE, &no_core);
  hold_standard_streams ();
  set_locale ();
  easel_log_start (g_getenv ("EASEL_DEBUG"));

  if (argc >= 2 &&
      (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help")))
    {
      fputs (usage, stdout);
      return finish_output (EASEL_CLI_DONE);
    }
  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      printf ("easel-cli %s\n", PACKAGE_VERSION);
      return finish_output (EASEL_CLI_DONE);
    }
  if (argc < 2)
    {
      fputs (usage, stderr);
      return EASEL_CLI_MISUSE;
    }
  code = take_common (&call.cli, argc - 1, argv + 1, &misuse) ? run_command (&call) : (int) misuse;
  g_strfreev (call.cli.arguments);
  return finish_output (code);
}
