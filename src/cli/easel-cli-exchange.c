// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-error.h"

/* Chats to files and from files. */

typedef struct
{
  gint64 thread_id;
  gboolean all;
  char *format;
  char *out;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->format);
  g_free (options->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* What --format says, or else the end of the file's name. */
static gboolean
find_format (const Options *options, EaselExportFormat *format)
{
  const char *dot = options->out != NULL ? strrchr (options->out, '.') : NULL;

  if (options->format != NULL)
    return easel_export_format_from_suffix (options->format, format);
  return dot != NULL && easel_export_format_from_suffix (dot + 1, format);
}

static void
print_export (EaselCli *cli, const EaselExportReport *report, const char *out)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (report->n_blanked > 0)
    fprintf (stderr,
             ngettext ("easel-cli: %u text that looked like a key was blanked.\n",
                       "easel-cli: %u texts that looked like keys were blanked.\n", report->n_blanked),
             report->n_blanked);
  if (report->n_left_out > 0)
    fprintf (stderr,
             ngettext ("easel-cli: %u attachment is named, but not in the file.\n",
                       "easel-cli: %u attachments are named, but not in the file.\n", report->n_left_out),
             report->n_left_out);
  if (!cli->json || out == NULL)
    return;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "file", out);
  easel_cli_add_number (builder, "threads", report->n_threads);
  easel_cli_add_number (builder, "blanked", report->n_blanked);
  easel_cli_add_number (builder, "attachments_left_out", report->n_left_out);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

static EaselCliExit
run_export (EaselCli *cli, const Options *options, EaselExportFormat format)
{
  EaselExchangeService *exchange = easel_context_get_exchange (cli->context);
  g_autoptr (GError) error = NULL;
  EaselExportReport *report;

  fflush (stdout);
  report = dex_await_boxed (
      options->out != NULL
          ? easel_exchange_service_export (exchange, options->thread_id, format, options->out)
          : easel_exchange_service_export_to_fd (exchange, options->thread_id, format, STDOUT_FILENO),
      &error);
  if (report == NULL)
    return easel_cli_fail (cli, error);
  print_export (cli, report, options->out);
  g_boxed_free (EASEL_TYPE_EXPORT_REPORT, report);
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_export (EaselCli *cli)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "thread", 0, 0, G_OPTION_ARG_INT64, &options.thread_id, NULL, NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.all, NULL, NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, NULL, NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &options.out, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselExportFormat format;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  if (options.thread_id < 0 || (options.thread_id > 0) == options.all)
    return easel_cli_misuse (cli, _ ("export takes either --thread ID or --all."));
  if (!find_format (&options, &format))
    return easel_cli_misuse (cli, _ ("--format is md, json, html or txt."));
  return run_export (cli, &options, format);
}

static void
print_notes (EaselCli *cli, EaselImport *import, JsonBuilder *builder)
{
  GListModel *notes = easel_import_get_notes (import);

  for (guint i = 0; i < g_list_model_get_n_items (notes); i++)
    {
      g_autoptr (EaselImportNote) note = g_list_model_get_item (notes, i);
      g_autofree char *title = easel_cli_make_safe (easel_import_note_get_title (note), FALSE);

      if (builder == NULL)
        {
          fprintf (stderr, "easel-cli: %s: %s\n", title, easel_import_note_get_sentence (note));
          continue;
        }
      json_builder_begin_object (builder);
      easel_cli_add_string (builder, "title", easel_import_note_get_title (note));
      easel_cli_add_string (builder, "message", easel_import_note_get_sentence (note));
      json_builder_end_object (builder);
    }
}

static void
print_import (EaselCli *cli, EaselImport *import)
{
  g_autofree char *summary = easel_import_describe (import);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      print_notes (cli, import, NULL);
      printf ("%s\n", summary);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "imported", easel_import_get_n_imported (import));
  easel_cli_add_number (builder, "known", easel_import_get_n_known (import));
  easel_cli_add_number (builder, "refused", easel_import_get_n_refused (import));
  easel_cli_add_number (builder, "attachments_left_out", easel_import_get_n_left_out (import));
  json_builder_set_member_name (builder, "notes");
  json_builder_begin_array (builder);
  print_notes (cli, import, builder);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

EaselCliExit
easel_cli_import (EaselCli *cli)
{
  const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (EaselImport) import = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 1, &code))
    return code;
  if (g_strv_length (cli->arguments) != 1)
    return easel_cli_misuse (cli, _ ("import takes one file."));
  import = easel_exchange_service_import (easel_context_get_exchange (cli->context), cli->arguments[0]);
  if (!dex_await (easel_import_wait (import), &error))
    return easel_cli_fail (cli, error);
  print_import (cli, import);
  return easel_import_get_n_refused (import) > 0 && easel_import_get_n_imported (import) == 0 &&
                 easel_import_get_n_known (import) == 0
             ? EASEL_CLI_FAILED
             : EASEL_CLI_DONE;
}
