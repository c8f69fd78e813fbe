// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-context.h"

G_BEGIN_DECLS

/**
 * EaselCliExit:
 * @EASEL_CLI_DONE: it was done
 * @EASEL_CLI_FAILED: it was tried and did not work
 * @EASEL_CLI_MISUSE: what was asked makes no sense
 *
 * What the program ends with.
 */
typedef enum
{
  EASEL_CLI_DONE = 0,
  EASEL_CLI_FAILED = 1,
  EASEL_CLI_MISUSE = 2,
} EaselCliExit;

/**
 * EaselCli:
 * @context: the services, open
 * @environment: the keys that came with the process
 * @arguments: what follows the command, without the common options
 * @json: whether the answer is JSON
 * @key_fd: file descriptor to read a key from, -1 if none
 *
 * One call of the program.
 */
typedef struct
{
  EaselContext *context;
  EaselEnvironment *environment;
  GStrv arguments;
  gboolean json;
  int key_fd;
} EaselCli;

/* So many pictures may be named at once. */
#define EASEL_CLI_MOST_ASSETS 100000

/* A command; it runs in a fiber, so it may wait. */
typedef EaselCliExit (*EaselCliFunc) (EaselCli *cli);

EaselCliExit easel_cli_fail (EaselCli *cli, const GError *error);
EaselCliExit easel_cli_misuse (EaselCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
gboolean easel_cli_parse (EaselCli *cli, const GOptionEntry *entries, guint most, EaselCliExit *exit);
char *easel_cli_read_stdin (GError **error);
char *easel_cli_read_key (GError **error);
gboolean easel_cli_use_key (EaselCli *cli, const char *slug, GError **error);
char *easel_cli_make_safe (const char *text, gboolean keep_lines);
void easel_cli_print_json (JsonBuilder *builder);
void easel_cli_add_string (JsonBuilder *builder, const char *name, const char *value);
void easel_cli_add_number (JsonBuilder *builder, const char *name, gint64 value);
void easel_cli_add_time (JsonBuilder *builder, const char *name, gint64 time);

EaselCliExit easel_cli_providers (EaselCli *cli);
EaselCliExit easel_cli_provider (EaselCli *cli);
EaselCliExit easel_cli_library (EaselCli *cli);
EaselCliExit easel_cli_library_collections (EaselCli *cli);
EaselCliExit easel_cli_library_tag (EaselCli *cli);
EaselCliExit easel_cli_library_tags (EaselCli *cli);
EaselCliExit easel_cli_library_trash (EaselCli *cli);
EaselCliExit easel_cli_library_restore (EaselCli *cli);
EaselCliExit easel_cli_library_purge (EaselCli *cli);
gboolean easel_cli_read_assets (EaselCli *cli, GArray *ids, EaselCliExit *exit);
gboolean easel_cli_check_assets (EaselCli *cli, const GArray *ids, EaselCliExit *exit);
gint64 easel_cli_find_collection (EaselCli *cli, const char *text, EaselCliExit *exit);
gboolean easel_cli_check_media (EaselCli *cli, JsonBuilder *builder);
EaselCliExit easel_cli_local (EaselCli *cli);
EaselCliExit easel_cli_models (EaselCli *cli);
EaselCliExit easel_cli_model (EaselCli *cli);
EaselCliExit easel_cli_cache (EaselCli *cli);
EaselCliExit easel_cli_edit (EaselCli *cli);
EaselCliExit easel_cli_prompts (EaselCli *cli);
EaselCliExit easel_cli_chat (EaselCli *cli);
EaselCliExit easel_cli_threads (EaselCli *cli);
EaselCliExit easel_cli_search (EaselCli *cli);
EaselCliExit easel_cli_export (EaselCli *cli);
EaselCliExit easel_cli_import (EaselCli *cli);
EaselCliExit easel_cli_revisions (EaselCli *cli);
EaselCliExit easel_cli_diff (EaselCli *cli);
EaselCliExit easel_cli_log (EaselCli *cli);
EaselCliExit easel_cli_check (EaselCli *cli);
EaselCliExit easel_cli_sandbox (EaselCli *cli);
EaselCliExit easel_cli_usage (EaselCli *cli);
EaselCliExit easel_cli_budget (EaselCli *cli);
EaselCliExit easel_cli_generate (EaselCli *cli);
EaselCliExit easel_cli_jobs (EaselCli *cli);

void easel_cli_print_diff (const char *before, const char *after);

G_END_DECLS
