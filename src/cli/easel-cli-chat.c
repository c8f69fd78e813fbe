// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-error.h"

/* The commands that talk with models. */

#define MOST_FOUND 50
#define READ_SIZE (256 * 1024)

typedef struct
{
  char *model;
  char *role;
  char *system;
  char **files;
  char *temperature;
  gint64 thread_id;
  int max_tokens;
  gboolean over_budget;
  gboolean unknown_price;
  gboolean drop_oldest;
  gboolean save_only;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->model);
  g_free (options->role);
  g_free (options->system);
  g_free (options->temperature);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What is written as it comes. */
typedef struct
{
  EaselCli *cli;
  gsize written;
  gboolean ended_line;
} Output;

static char *
read_text (EaselCli *cli, GError **error)
{
  const char *argument = cli->arguments[0];
  char *text;

  if (!g_str_equal (argument, "-"))
    return g_strdup (argument);
  text = easel_cli_read_stdin (error);
  /* A pipe ends with a line end that nobody typed. */
  if (text != NULL && g_str_has_suffix (text, "\n"))
    text[strlen (text) - 1] = '\0';
  return text;
}

/* On a terminal no text gives orders: what a model answers is only shown. */
static void
write_new (EaselMessage *message, Output *output)
{
  const char *text = easel_message_get_text (message);
  gsize length = text != NULL ? strlen (text) : 0;

  if (length <= output->written)
    return;
  if (isatty (STDOUT_FILENO))
    {
      g_autofree char *safe = easel_cli_make_safe (text + output->written, TRUE);

      fputs (safe, stdout);
    }
  else
    fputs (text + output->written, stdout);
  fflush (stdout);
  output->written = length;
  output->ended_line = text[length - 1] == '\n';
}

static void
on_text_cb (EaselMessage *message, GParamSpec *pspec, gpointer user_data)
{
  write_new (message, user_data);
}

/* Says on standard error why it takes longer. */
static void
on_phase_cb (EaselMessage *message, GParamSpec *pspec, gpointer user_data)
{
  g_autofree char *name = easel_cli_make_safe (easel_message_get_provider_name (message), FALSE);
  gint64 wait = easel_message_get_retry_at (message) - g_get_monotonic_time ();

  if (easel_message_get_phase (message) == EASEL_MESSAGE_RETRYING)
    fprintf (stderr, _ ("easel-cli: %s is busy, trying again in %d s\n"), name,
             (int) (MAX (wait, 0) / G_USEC_PER_SEC + 1));
  else if (easel_message_get_phase (message) == EASEL_MESSAGE_QUEUED)
    fprintf (stderr, _ ("easel-cli: queued, other calls to %s go first\n"), name);
}

static void
add_usage (JsonBuilder *builder, EaselMessage *message)
{
  json_builder_set_member_name (builder, "usage");
  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "input_tokens", easel_message_get_input_tokens (message));
  easel_cli_add_number (builder, "output_tokens", easel_message_get_output_tokens (message));
  easel_cli_add_number (builder, "cost_microusd", easel_message_get_cost (message));
  json_builder_end_object (builder);
}

static void
print_answer (EaselMessage *message)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *ref = easel_message_dup_model_ref (message);
  const char *colon = ref != NULL ? strchr (ref, ':') : NULL;

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "thread_id", easel_message_get_thread_id (message));
  easel_cli_add_number (builder, "message_id", easel_message_get_id (message));
  easel_cli_add_string (builder, "text", easel_message_get_text (message));
  if (easel_message_has_reasoning (message))
    easel_cli_add_string (builder, "reasoning", easel_message_get_reasoning (message));
  if (colon != NULL)
    {
      easel_cli_add_string (builder, "provider_id", easel_message_get_provider_slug (message));
      easel_cli_add_string (builder, "model_id", colon + 1);
      easel_cli_add_string (builder, "fallback_for", easel_message_get_fallback_for (message));
      add_usage (builder, message);
    }
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

/* ---- chat ---- */

/* A pipe or a device never ends, and neither may what calls itself a file: so one
 * that is not a plain file is not read, and no more is than may go along, whatever
 * its size is said to be. */
static GBytes *
read_bytes (int fd, const char *shown, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (READ_SIZE);
  g_autofree char *limit = g_format_size (EASEL_ATTACHMENT_MOST_IMAGE);
  struct stat info;

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED, _ ("“%s” is no file."), shown);
      return NULL;
    }
  while (info.st_size <= EASEL_ATTACHMENT_MOST_IMAGE && bytes->len <= EASEL_ATTACHMENT_MOST_IMAGE)
    {
      gssize n = read (fd, piece, READ_SIZE);

      if (n < 0 && errno == EINTR)
        continue;
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
      if (n < 0)
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), shown,
                       g_strerror (errno));
          return NULL;
        }
      g_byte_array_append (bytes, piece, (guint) n);
    }
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG, _ ("“%s” is too large. A picture may have %s."),
               shown, limit);
  return NULL;
}

static EaselAttachment *
read_file (const char *argument, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (argument);
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *shown = g_utf8_make_valid (name, -1);
  const char *path = g_file_peek_path (file);
  g_autofd int fd = path != NULL ? open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
  g_autoptr (GBytes) bytes = NULL;

  if (fd < 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                   _ ("“%s” cannot be read. Check that it is there and that you may read it."), shown);
      return NULL;
    }
  bytes = read_bytes (fd, shown, error);
  return bytes != NULL ? easel_attachment_new_for_bytes (shown, bytes, error) : NULL;
}

static GListModel *
read_files (const Options *options, GError **error)
{
  g_autoptr (GListStore) files = g_list_store_new (EASEL_TYPE_ATTACHMENT);

  for (guint i = 0; options->files != NULL && options->files[i] != NULL; i++)
    {
      g_autoptr (EaselAttachment) attachment = read_file (options->files[i], error);

      if (attachment == NULL)
        return NULL;
      g_list_store_append (files, attachment);
    }
  return G_LIST_MODEL (g_steal_pointer (&files));
}

static EaselRole *
find_role (EaselCli *cli, const char *name, GError **error)
{
  g_autoptr (GListModel) roles =
      dex_await_object (easel_chat_service_list_roles (easel_context_get_chats (cli->context)), error);

  for (guint i = 0; roles != NULL && i < g_list_model_get_n_items (roles); i++)
    {
      g_autoptr (EaselRole) role = g_list_model_get_item (roles, i);

      if (g_strcmp0 (easel_role_get_key (role), name) == 0 || g_str_equal (easel_role_get_name (role), name))
        return g_steal_pointer (&role);
    }
  if (roles != NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no role “%s”."), name);
  return NULL;
}

static gboolean
parse_temperature (const char *text, double *temperature)
{
  char *end = NULL;

  if (text == NULL)
    return TRUE;
  *temperature = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *temperature >= 0 && *temperature <= 2;
}

/* The thread that is named, or a new one. */
static EaselConversation *
open_conversation (EaselCli *cli, const Options *options, GError **error)
{
  EaselChatService *chats = easel_context_get_chats (cli->context);
  EaselThreadOptions wanted = EASEL_THREAD_OPTIONS_INIT;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (EaselRole) role = NULL;

  if (options->thread_id != 0)
    return dex_await_object (easel_chat_service_open (chats, options->thread_id), error);
  if (options->role != NULL)
    {
      role = find_role (cli, options->role, error);
      if (role == NULL)
        return NULL;
      wanted.role_id = easel_role_get_id (role);
      wanted.system_prompt = easel_role_get_system_prompt (role);
      wanted.model = easel_role_get_model (role);
      wanted.temperature = easel_role_get_temperature (role);
      wanted.max_tokens = easel_role_get_max_tokens (role);
    }
  if (options->model != NULL)
    wanted.model = options->model;
  if (options->system != NULL)
    wanted.system_prompt = options->system;
  parse_temperature (options->temperature, &wanted.temperature);
  if (options->max_tokens > 0)
    wanted.max_tokens = (guint) options->max_tokens;
  thread = dex_await_object (easel_chat_service_create (chats, &wanted), error);
  return thread != NULL
             ? dex_await_object (easel_chat_service_open (chats, easel_thread_get_id (thread)), error)
             : NULL;
}

static EaselCliExit
finish (EaselCli *cli, EaselMessage *answer, Output *output)
{
  const GError *error = easel_message_get_error (answer);

  if (!cli->json)
    {
      write_new (answer, output);
      if (!output->ended_line && output->written > 0)
        printf ("\n");
    }
  if (error != NULL)
    return easel_cli_fail (cli, error);
  if (cli->json)
    print_answer (answer);
  else if (easel_message_get_fallback_for (answer) != NULL)
    {
      g_autofree char *asked = easel_cli_make_safe (easel_message_get_fallback_for (answer), FALSE);
      g_autofree char *name = easel_cli_make_safe (easel_message_get_provider_name (answer), FALSE);

      fprintf (stderr, _ ("easel-cli: %s did not answer; %s answered instead.\n"), asked, name);
    }
  return EASEL_CLI_DONE;
}

static EaselCliExit
send (EaselCli *cli,
      const Options *options,
      EaselConversation *conversation,
      const char *text,
      GListModel *files)
{
  EaselSendRequest request = { .text = text, .model = options->model, .attachments = files };
  Output output = { .cli = cli };
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (options->over_budget)
    request.spend |= EASEL_SPEND_OVER_BUDGET;
  if (options->unknown_price)
    request.spend |= EASEL_SPEND_UNKNOWN_PRICE;
  if (options->drop_oldest)
    request.fit = EASEL_SEND_FIT_NEWEST;
  answer = dex_await_object (easel_conversation_send (conversation, &request), &error);
  if (answer == NULL)
    return easel_cli_fail (cli, error);
  if (!cli->json)
    {
      g_signal_connect (answer, "notify::text", G_CALLBACK (on_text_cb), &output);
      g_signal_connect (answer, "notify::phase", G_CALLBACK (on_phase_cb), NULL);
    }
  dex_await (easel_message_wait (answer), NULL);
  g_signal_handlers_disconnect_by_data (answer, &output);
  return finish (cli, answer, &output);
}

static EaselCliExit
save (EaselCli *cli, EaselConversation *conversation, const char *text, GListModel *files)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMessage) message =
      dex_await_object (easel_conversation_save (conversation, text, files), &error);

  if (message == NULL)
    return easel_cli_fail (cli, error);
  if (cli->json)
    print_answer (message);
  return EASEL_CLI_DONE;
}

static gboolean
use_key (EaselCli *cli, const Options *options, EaselConversation *conversation, GError **error)
{
  const char *ref = options->model != NULL
                        ? options->model
                        : easel_thread_get_model (easel_conversation_get_thread (conversation));
  g_autofree char *slug = ref != NULL ? g_strndup (ref, strcspn (ref, ":")) : NULL;

  return slug == NULL || easel_cli_use_key (cli, slug, error);
}

static EaselCliExit
run_chat (EaselCli *cli, const Options *options)
{
  g_autofree char *text = NULL;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GError) error = NULL;

  text = read_text (cli, &error);
  if (text != NULL)
    files = read_files (options, &error);
  if (files != NULL && *text == '\0' && g_list_model_get_n_items (files) == 0)
    return easel_cli_misuse (cli, _ ("chat takes one text, or - to read it from standard input."));
  if (files != NULL &&
      (options->save_only ||
       easel_chat_service_check_model (easel_context_get_chats (cli->context), options->model, &error)))
    conversation = open_conversation (cli, options, &error);
  if (conversation == NULL || !use_key (cli, options, conversation, &error))
    return easel_cli_fail (cli, error);
  return options->save_only ? save (cli, conversation, text, files)
                            : send (cli, options, conversation, text, files);
}

EaselCliExit
easel_cli_chat (EaselCli *cli)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "thread", 0, 0, G_OPTION_ARG_INT64, &options.thread_id, NULL, NULL },
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model, NULL, NULL },
    { "role", 0, 0, G_OPTION_ARG_STRING, &options.role, NULL, NULL },
    { "system", 0, 0, G_OPTION_ARG_STRING, &options.system, NULL, NULL },
    { "temperature", 0, 0, G_OPTION_ARG_STRING, &options.temperature, NULL, NULL },
    { "max-tokens", 0, 0, G_OPTION_ARG_INT, &options.max_tokens, NULL, NULL },
    { "attach", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, NULL },
    { "drop-oldest", 0, 0, G_OPTION_ARG_NONE, &options.drop_oldest, NULL, NULL },
    { "save-only", 0, 0, G_OPTION_ARG_NONE, &options.save_only, NULL, NULL },
    { "over-budget", 0, 0, G_OPTION_ARG_NONE, &options.over_budget, NULL, NULL },
    { "unknown-price", 0, 0, G_OPTION_ARG_NONE, &options.unknown_price, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  double temperature;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, G_MAXUINT, &code))
    return code;
  if (g_strv_length (cli->arguments) != 1 || options.thread_id < 0)
    return easel_cli_misuse (cli, _ ("chat takes one text, or - to read it from standard input."));
  if (options.max_tokens < 0 || !parse_temperature (options.temperature, &temperature))
    return easel_cli_misuse (cli, _ ("--max-tokens is a positive number and --temperature one from 0 to 2."));
  if (options.thread_id != 0 && (options.role != NULL || options.system != NULL ||
                                 options.temperature != NULL || options.max_tokens != 0))
    return easel_cli_misuse (
        cli, _ ("--role, --system, --temperature and --max-tokens are for a new chat, not with --thread."));
  return run_chat (cli, &options);
}

/* ---- threads and search ---- */

static void
print_thread (EaselThread *thread, JsonBuilder *builder)
{
  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "thread_id", easel_thread_get_id (thread));
  easel_cli_add_string (builder, "title", easel_thread_get_title (thread));
  easel_cli_add_string (builder, "folder", easel_thread_get_folder (thread));
  json_builder_set_member_name (builder, "pinned");
  json_builder_add_boolean_value (builder, easel_thread_is_pinned (thread));
  easel_cli_add_string (builder, "model", easel_thread_get_model (thread));
  easel_cli_add_number (builder, "messages", easel_thread_get_n_messages (thread));
  easel_cli_add_number (builder, "cost_microusd", easel_thread_get_cost (thread));
  easel_cli_add_time (builder, "updated_at", easel_thread_get_updated_at (thread));
  json_builder_end_object (builder);
}

EaselCliExit
easel_cli_threads (EaselCli *cli)
{
  EaselChatService *chats = easel_context_get_chats (cli->context);
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  GListModel *threads;
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, 0, &code))
    return code;
  if (!dex_await (easel_chat_service_load (chats), &error))
    return easel_cli_fail (cli, error);
  threads = easel_chat_service_get_threads (chats);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (threads); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (threads, i);
      g_autofree char *title = easel_cli_make_safe (easel_thread_get_title (thread), FALSE);

      if (cli->json)
        print_thread (thread, builder);
      else
        printf ("%lld\t%s\n", (long long) easel_thread_get_id (thread), title);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static void
print_hit (EaselChatHit *hit, JsonBuilder *builder)
{
  guint n_marks;
  const EaselSpan *marks = easel_chat_hit_get_marks (hit, &n_marks);

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "thread_id", easel_chat_hit_get_thread_id (hit));
  json_builder_set_member_name (builder, "message_id");
  if (easel_chat_hit_get_message_id (hit) != 0)
    json_builder_add_int_value (builder, easel_chat_hit_get_message_id (hit));
  else
    json_builder_add_null_value (builder);
  easel_cli_add_string (builder, "title", easel_chat_hit_get_title (hit));
  easel_cli_add_string (builder, "snippet", easel_chat_hit_get_snippet (hit));
  json_builder_set_member_name (builder, "marks");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_marks; i++)
    {
      g_autofree char *words = g_strndup (easel_chat_hit_get_snippet (hit) + marks[i].start, marks[i].length);

      json_builder_add_string_value (builder, words);
    }
  json_builder_end_array (builder);
  easel_cli_add_time (builder, "created_at", easel_chat_hit_get_created_at (hit));
  json_builder_end_object (builder);
}

EaselCliExit
easel_cli_search (EaselCli *cli)
{
  int limit = MOST_FOUND;
  const GOptionEntry entries[] = {
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GListModel) hits = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 1, &code))
    return code;
  if (cli->arguments[0] == NULL || limit <= 0)
    return easel_cli_misuse (cli, _ ("search takes the words to look for, and --limit a positive number."));
  hits = dex_await_object (
      easel_chat_service_search (easel_context_get_chats (cli->context), cli->arguments[0], (guint) limit),
      &error);
  if (hits == NULL)
    return easel_cli_fail (cli, error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (hits); i++)
    {
      g_autoptr (EaselChatHit) hit = g_list_model_get_item (hits, i);
      g_autofree char *title = easel_cli_make_safe (easel_chat_hit_get_title (hit), FALSE);
      g_autofree char *snippet = easel_cli_make_safe (easel_chat_hit_get_snippet (hit), FALSE);

      if (cli->json)
        print_hit (hit, builder);
      else
        printf ("%lld\t%lld\t%s\t%s\n", (long long) easel_chat_hit_get_thread_id (hit),
                (long long) easel_chat_hit_get_message_id (hit), title, snippet);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}
