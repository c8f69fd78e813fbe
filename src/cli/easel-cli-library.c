// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "easel-cli.h"
#include "easel-error.h"

/* The library: pictures and clips brought in, found, tagged, sent out. */

#define SHOWN 50

/* ---- what goes out ---- */

static void
add_tags (JsonBuilder *builder, const char *const *tags)
{
  json_builder_set_member_name (builder, "tags");
  json_builder_begin_array (builder);
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    json_builder_add_string_value (builder, tags[i]);
  json_builder_end_array (builder);
}

static void
add_details (EaselCli *cli, JsonBuilder *builder, EaselAsset *asset)
{
  const char *const *parameters = easel_asset_get_parameters (asset);
  g_autofree char *path = easel_library_service_get_path (easel_context_get_library (cli->context), asset);

  easel_cli_add_string (builder, "prompt", easel_asset_get_prompt (asset));
  easel_cli_add_string (builder, "negative", easel_asset_get_negative_prompt (asset));
  add_tags (builder, easel_asset_get_tags (asset));
  json_builder_set_member_name (builder, "parameters");
  json_builder_begin_object (builder);
  for (guint i = 0; parameters[i] != NULL; i += 2)
    easel_cli_add_string (builder, parameters[i], parameters[i + 1]);
  json_builder_end_object (builder);
  easel_cli_add_string (builder, "raw_kind", easel_asset_get_raw_kind (asset));
  easel_cli_add_string (builder, "raw", easel_asset_get_raw (asset));
  easel_cli_add_string (builder, "path", path);
}

static void
add_time (JsonBuilder *builder, const char *name, gint64 time)
{
  if (time != 0)
    easel_cli_add_time (builder, name, time);
  else
    easel_cli_add_string (builder, name, NULL);
}

static void
add_asset (EaselCli *cli, JsonBuilder *builder, EaselAsset *asset)
{
  gint64 revision = easel_asset_get_revision_id (asset), duration = easel_asset_get_duration (asset);

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, "asset_id", easel_asset_get_id (asset));
  easel_cli_add_string (builder, "name", easel_asset_get_name (asset));
  easel_cli_add_string (builder, "hash", easel_asset_get_hash (asset));
  easel_cli_add_string (builder, "kind", easel_asset_get_kind (asset));
  easel_cli_add_string (builder, "mime", easel_asset_get_mime (asset));
  easel_cli_add_number (builder, "bytes", easel_asset_get_bytes (asset));
  easel_cli_add_number (builder, "width", easel_asset_get_width (asset));
  easel_cli_add_number (builder, "height", easel_asset_get_height (asset));
  json_builder_set_member_name (builder, "duration");
  if (duration >= 0)
    json_builder_add_double_value (builder, (double) duration / G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
  easel_cli_add_string (builder, "source", easel_asset_get_source (asset));
  easel_cli_add_string (builder, "tool", easel_asset_get_tool (asset));
  easel_cli_add_string (builder, "provider_id", easel_asset_get_provider_slug (asset));
  easel_cli_add_string (builder, "model_id", easel_asset_get_model_id (asset));
  easel_cli_add_number (builder, "revision_id", revision != 0 ? revision : -1);
  easel_cli_add_number (builder, "seed", easel_asset_get_seed (asset));
  easel_cli_add_number (builder, "steps", easel_asset_get_steps (asset));
  json_builder_set_member_name (builder, "guidance");
  if (easel_asset_get_guidance (asset) >= 0)
    json_builder_add_double_value (builder, easel_asset_get_guidance (asset));
  else
    json_builder_add_null_value (builder);
  easel_cli_add_number (builder, "rating", easel_asset_get_rating (asset));
  add_time (builder, "created_at", easel_asset_get_created (asset));
  add_time (builder, "taken_at", easel_asset_get_taken (asset));
  add_time (builder, "trashed_at", easel_asset_get_trashed (asset));
  add_details (cli, builder, asset);
  json_builder_end_object (builder);
}

static void
print_line (EaselAsset *asset)
{
  const char *prompt = easel_asset_get_prompt (asset);
  g_autofree char *name = easel_cli_make_safe (easel_asset_get_name (asset), FALSE);
  g_autofree char *words = easel_cli_make_safe (prompt != NULL ? prompt : "", FALSE);
  g_autofree char *start = g_utf8_substring (words, 0, MIN (g_utf8_strlen (words, -1), 60));

  printf ("%6" G_GINT64_FORMAT "  %-5s  %5dx%-5d  %s  %s\n", easel_asset_get_id (asset),
          easel_asset_get_kind (asset), easel_asset_get_width (asset), easel_asset_get_height (asset), name,
          start);
}

/* ---- import ---- */

static gboolean
on_signal_cb (gpointer user_data)
{
  easel_asset_import_stop (user_data);
  return G_SOURCE_CONTINUE;
}

static void
on_progress_cb (EaselAssetImport *import)
{
  fprintf (stderr, "\r%u / %u", easel_asset_import_get_n_done (import),
           MAX (easel_asset_import_get_n_found (import), easel_asset_import_get_n_done (import)));
}

static void
print_import_json (EaselAssetImport *import)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n_added;
  const gint64 *added = easel_asset_import_get_added (import, &n_added);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "assets");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_added; i++)
    json_builder_add_int_value (builder, added[i]);
  json_builder_end_array (builder);
  easel_cli_add_number (builder, "added", n_added);
  easel_cli_add_number (builder, "skipped", easel_asset_import_get_n_skipped (import));
  easel_cli_add_number (builder, "ignored", easel_asset_import_get_n_ignored (import));
  json_builder_set_member_name (builder, "stopped");
  json_builder_add_boolean_value (builder, easel_asset_import_is_stopped (import));
  json_builder_set_member_name (builder, "failed");
  json_builder_begin_array (builder);
  for (guint i = 0; easel_asset_import_get_failed_name (import, i) != NULL; i++)
    {
      json_builder_begin_object (builder);
      easel_cli_add_string (builder, "path", easel_asset_import_get_failed_name (import, i));
      easel_cli_add_string (builder, "message", easel_asset_import_get_failed_reason (import, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
}

static void
print_import (EaselAssetImport *import)
{
  printf (_ ("%u brought in, %u there already, %u no pictures, %u failed\n"),
          easel_asset_import_get_n_added (import), easel_asset_import_get_n_skipped (import),
          easel_asset_import_get_n_ignored (import), easel_asset_import_get_n_failed (import));
  for (guint i = 0; easel_asset_import_get_failed_reason (import, i) != NULL; i++)
    {
      g_autofree char *reason = easel_cli_make_safe (easel_asset_import_get_failed_reason (import, i), FALSE);

      fprintf (stderr, "easel-cli: %s\n", reason);
    }
}

static EaselCliExit
import (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (EaselAssetImport) run = NULL;
  g_autoptr (GError) error = NULL;
  guint interrupted, terminated;
  gboolean done;
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, EASEL_CLI_MOST_ASSETS, &code))
    return code;
  if (cli->arguments[0] == NULL)
    return easel_cli_misuse (cli, _ ("What shall be brought in? Give files or folders."));
  run = easel_library_service_import (easel_context_get_library (cli->context),
                                      (const char *const *) cli->arguments);
  if (!cli->json && isatty (STDERR_FILENO))
    g_signal_connect (run, "notify::n-done", G_CALLBACK (on_progress_cb), NULL);
  interrupted = g_unix_signal_add (SIGINT, on_signal_cb, run);
  terminated = g_unix_signal_add (SIGTERM, on_signal_cb, run);
  done = dex_await (easel_asset_import_wait (run), &error);
  g_source_remove (interrupted);
  g_source_remove (terminated);
  if (!done)
    return easel_cli_fail (cli, error);
  if (!cli->json && isatty (STDERR_FILENO))
    fputc ('\n', stderr);
  if (cli->json)
    print_import_json (run);
  else
    print_import (run);
  return easel_asset_import_get_n_failed (run) == 0 && !easel_asset_import_is_stopped (run)
             ? EASEL_CLI_DONE
             : EASEL_CLI_FAILED;
}

/* ---- list, search ---- */

static guint
find_word (const char *const *words, const char *word)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], word) == 0)
      return i;
  return G_MAXUINT;
}

static EaselCliExit
print_found (EaselCli *cli, const EaselAssetFilter *filter, int limit)
{
  EaselLibraryService *library = easel_context_get_library (cli->context);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = dex_await_boxed (easel_library_service_find (library, filter), &error);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n;

  if (ids == NULL)
    return easel_cli_fail (cli, error);
  n = limit > 0 ? MIN (ids->len, (guint) limit) : ids->len;
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAsset) asset =
          dex_await_object (easel_library_service_get (library, g_array_index (ids, gint64, i)), &error);

      if (asset == NULL)
        return easel_cli_fail (cli, error);
      if (cli->json)
        add_asset (cli, builder, asset);
      else
        print_line (asset);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  else if (n < ids->len)
    fprintf (stderr, _ ("easel-cli: %u more; see --limit\n"), ids->len - n);
  return EASEL_CLI_DONE;
}

static EaselCliExit
find (EaselCli *cli, gboolean search)
{
  static const char *const ratios[] = { "any", "portrait", "landscape", "square", NULL };
  static const char *const sorts[] = { "newest", "oldest", "name", "largest", "rating", NULL };
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autofree char *collection = NULL;
  g_autofree char *ratio = NULL;
  g_autofree char *sort = NULL;
  int limit = SHOWN;
  gint64 rating = 0;
  const GOptionEntry entries[] = {
    { "kind", 0, 0, G_OPTION_ARG_STRING, &filter->kind, NULL, NULL },
    { "source", 0, 0, G_OPTION_ARG_STRING, &filter->source, NULL, NULL },
    { "provider", 0, 0, G_OPTION_ARG_STRING, &filter->provider, NULL, NULL },
    { "model", 0, 0, G_OPTION_ARG_STRING, &filter->model, NULL, NULL },
    { "tool", 0, 0, G_OPTION_ARG_STRING, &filter->tool, NULL, NULL },
    { "tag", 0, 0, G_OPTION_ARG_STRING_ARRAY, &filter->tags, NULL, NULL },
    { "collection", 0, 0, G_OPTION_ARG_STRING, &collection, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &filter->seed, NULL, NULL },
    { "rating", 0, 0, G_OPTION_ARG_INT64, &rating, NULL, NULL },
    { "ratio", 0, 0, G_OPTION_ARG_STRING, &ratio, NULL, NULL },
    { "sort", 0, 0, G_OPTION_ARG_STRING, &sort, NULL, NULL },
    { "trashed", 0, 0, G_OPTION_ARG_NONE, &filter->trashed, NULL, NULL },
    { "duplicates", 0, 0, G_OPTION_ARG_NONE, &filter->duplicates, NULL, NULL },
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, search ? 1 : 0, &code))
    return code;
  if (search && cli->arguments[0] == NULL)
    return easel_cli_misuse (cli,
                             _ ("What is looked for? Give words of the prompt, a model, a tag or a name."));
  if ((ratio != NULL && find_word (ratios, ratio) == G_MAXUINT) ||
      (sort != NULL && find_word (sorts, sort) == G_MAXUINT))
    return easel_cli_misuse (cli, _ ("--ratio is portrait, landscape or square, --sort newest, oldest, name, "
                                     "largest or rating."));
  if (limit < 0)
    return easel_cli_misuse (cli, _ ("--limit is a number from 0, which is for all."));
  if (rating < 0 || rating > 5)
    return easel_cli_misuse (cli, _ ("--rating is a number from 0 to 5."));
  if (collection != NULL && (filter->collection = easel_cli_find_collection (cli, collection, &code)) == 0)
    return code;
  filter->rating = rating;
  filter->ratio = ratio != NULL ? find_word (ratios, ratio) : 0;
  filter->sort = sort != NULL ? find_word (sorts, sort) : 0;
  if (search)
    g_set_str (&filter->search, cli->arguments[0]);
  return print_found (cli, filter, limit);
}

static EaselCliExit
list (EaselCli *cli)
{
  return find (cli, FALSE);
}

static EaselCliExit
search (EaselCli *cli)
{
  return find (cli, TRUE);
}

/* ---- show ---- */

static void
print_details (EaselCli *cli, EaselAsset *asset)
{
  const char *const *parameters = easel_asset_get_parameters (asset);
  const char *const *tags = easel_asset_get_tags (asset);
  const char *texts[][2] = { { "model", easel_asset_get_model_id (asset) },
                             { "prompt", easel_asset_get_prompt (asset) },
                             { "negative", easel_asset_get_negative_prompt (asset) } };

  print_line (asset);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i][1] != NULL && *texts[i][1] != '\0')
      {
        g_autofree char *safe = easel_cli_make_safe (texts[i][1], TRUE);

        printf ("%s: %s\n", texts[i][0], safe);
      }
  if (easel_asset_get_seed (asset) >= 0)
    printf ("seed: %" G_GINT64_FORMAT "\n", easel_asset_get_seed (asset));
  for (guint i = 0; parameters[i] != NULL; i += 2)
    {
      g_autofree char *name = easel_cli_make_safe (parameters[i], FALSE);
      g_autofree char *value = easel_cli_make_safe (parameters[i + 1], FALSE);

      printf ("%s: %s\n", name, value);
    }
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      g_autofree char *tag = easel_cli_make_safe (tags[i], FALSE);

      printf ("#%s\n", tag);
    }
}

static EaselCliExit
show (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAsset) asset = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, 1, &code) || !easel_cli_read_assets (cli, ids, &code))
    return code;
  asset = dex_await_object (
      easel_library_service_get (easel_context_get_library (cli->context), g_array_index (ids, gint64, 0)),
      &error);
  if (asset == NULL)
    return easel_cli_fail (cli, error);
  add_asset (cli, builder, asset);
  if (cli->json)
    easel_cli_print_json (builder);
  else
    print_details (cli, asset);
  return EASEL_CLI_DONE;
}

/* ---- export ---- */

static EaselCliExit export (EaselCli *cli)
{
  static const char *const words[] = { "original", "keep", "prompt", "none", NULL };
  g_autofree char *metadata = NULL;
  g_autofree char *out = NULL;
  const GOptionEntry entries[] = {
    { "metadata", 0, 0, G_OPTION_ARG_STRING, &metadata, NULL, NULL },
    { "out", 0, 0, G_OPTION_ARG_FILENAME, &out, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GFile) folder = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, EASEL_CLI_MOST_ASSETS, &code) ||
      !easel_cli_read_assets (cli, ids, &code))
    return code;
  if (find_word (words, metadata) == G_MAXUINT || out == NULL)
    return easel_cli_misuse (cli,
                             _ ("export needs --metadata original, keep, prompt or none, and --out FOLDER."));
  if (!easel_cli_check_assets (cli, ids, &code))
    return code;
  folder = g_file_new_for_path (out);
  json_builder_begin_array (builder);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 id = g_array_index (ids, gint64, i);
      g_autofree char *path = dex_await_string (
          easel_library_service_export (easel_context_get_library (cli->context), id, folder,
                                        (EaselAssetMetadata) find_word (words, metadata)),
          &error);

      if (path == NULL)
        return easel_cli_fail (cli, error);
      json_builder_begin_object (builder);
      easel_cli_add_number (builder, "asset_id", id);
      easel_cli_add_string (builder, "path", path);
      json_builder_end_object (builder);
      if (!cli->json)
        printf ("%s\n", path);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static const struct
{
  const char *name;
  EaselCliFunc func;
} commands[] = {
  { "import", import },
  { "list", list },
  { "search", search },
  { "show", show },
  { "export", export },
  { "collections", easel_cli_library_collections },
  { "tag", easel_cli_library_tag },
  { "tags", easel_cli_library_tags },
  { "trash", easel_cli_library_trash },
  { "restore", easel_cli_library_restore },
  { "purge", easel_cli_library_purge },
};

EaselCliExit
easel_cli_library (EaselCli *cli)
{
  const char *name = cli->arguments[0];

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      {
        GStrv rest = g_strdupv (cli->arguments + 1);

        g_strfreev (cli->arguments);
        cli->arguments = rest;
        return commands[i].func (cli);
      }
  return easel_cli_misuse (cli, _ ("library does import, list, search, show, export, collections, tag, tags, "
                                   "trash, restore and purge."));
}
