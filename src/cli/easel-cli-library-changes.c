// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "easel-cli.h"
#include "easel-error.h"

/* What the library's pictures become: tagged, rated, thrown away, checked. */

/**
 * easel_cli_read_assets:
 * @cli: the call
 * @ids: (element-type gint64): gets the numbers that its arguments are
 * @exit: (out): what to exit with, if the answer is %FALSE
 *
 * Returns: whether there are any, and nothing else
 */
gboolean
easel_cli_read_assets (EaselCli *cli, GArray *ids, EaselCliExit *exit)
{
  for (guint i = 0; cli->arguments[i] != NULL; i++)
    {
      gint64 id;

      if (!g_ascii_string_to_signed (cli->arguments[i], 10, 1, G_MAXINT64, &id, NULL))
        {
          *exit = easel_cli_misuse (cli, _ ("“%s” is no number of a picture. See easel-cli library list."),
                                    cli->arguments[i]);
          return FALSE;
        }
      g_array_append_val (ids, id);
    }
  if (ids->len > 0)
    return TRUE;
  *exit = easel_cli_misuse (cli, _ ("Which pictures? Give their numbers: see easel-cli library list."));
  return FALSE;
}

/**
 * easel_cli_check_assets:
 * @cli: the call
 * @ids: (element-type gint64): assets
 * @exit: (out): what to exit with, if the answer is %FALSE
 *
 * Says which of them is not there, before anything is done.
 *
 * Returns: whether all are
 */
gboolean
easel_cli_check_assets (EaselCli *cli, const GArray *ids, EaselCliExit *exit)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselAsset) asset =
          dex_await_object (easel_library_service_get (easel_context_get_library (cli->context),
                                                       g_array_index (ids, gint64, i)),
                            &error);

      if (asset != NULL)
        continue;
      *exit = easel_cli_fail (cli, error);
      return FALSE;
    }
  return TRUE;
}

static EaselCliExit
say_count (EaselCli *cli, const char *name, gint64 n)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  easel_cli_add_number (builder, name, n);
  json_builder_end_object (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_library_tag (EaselCli *cli)
{
  g_auto (GStrv) add = NULL;
  g_auto (GStrv) remove = NULL;
  int rating = -1;
  const GOptionEntry entries[] = {
    { "add", 0, 0, G_OPTION_ARG_STRING_ARRAY, &add, NULL, NULL },
    { "remove", 0, 0, G_OPTION_ARG_STRING_ARRAY, &remove, NULL, NULL },
    { "rating", 0, 0, G_OPTION_ARG_INT, &rating, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselLibraryService *library = easel_context_get_library (cli->context);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, EASEL_CLI_MOST_ASSETS, &code) ||
      !easel_cli_read_assets (cli, ids, &code))
    return code;
  if (add == NULL && remove == NULL && rating < 0)
    return easel_cli_misuse (cli, _ ("tag needs --add TAG, --remove TAG or --rating N."));
  if (rating > 5)
    return easel_cli_misuse (cli, _ ("--rating is a number from 0 to 5."));
  if (!easel_cli_check_assets (cli, ids, &code))
    return code;
  if ((add != NULL || remove != NULL) &&
      !dex_await (easel_library_service_change_tags (library, (const gint64 *) (gpointer) ids->data, ids->len,
                                                     (const char *const *) add, (const char *const *) remove),
                  &error))
    return easel_cli_fail (cli, error);
  if (rating >= 0 && !dex_await (easel_library_service_set_rating (
                                     library, (const gint64 *) (gpointer) ids->data, ids->len, rating),
                                 &error))
    return easel_cli_fail (cli, error);
  return say_count (cli, "changed", ids->len);
}

EaselCliExit
easel_cli_library_tags (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GPtrArray) tags = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, 0, &code))
    return code;
  tags = dex_await_boxed (easel_library_service_list_tags (easel_context_get_library (cli->context)), &error);
  if (tags == NULL)
    return easel_cli_fail (cli, error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < tags->len; i++)
    {
      g_autofree char *safe = easel_cli_make_safe (g_ptr_array_index (tags, i), FALSE);

      json_builder_add_string_value (builder, g_ptr_array_index (tags, i));
      if (!cli->json)
        printf ("%s\n", safe);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

typedef DexFuture *(*ChangeFunc) (EaselLibraryService *library, const gint64 *ids, guint n_ids);

static EaselCliExit
change (EaselCli *cli, ChangeFunc func, const char *name)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  EaselCliExit code;
  gint64 n;

  if (!easel_cli_parse (cli, none, EASEL_CLI_MOST_ASSETS, &code) ||
      !easel_cli_read_assets (cli, ids, &code) || !easel_cli_check_assets (cli, ids, &code))
    return code;
  n = dex_await_int64 (
      func (easel_context_get_library (cli->context), (const gint64 *) (gpointer) ids->data, ids->len),
      &error);
  return error != NULL ? easel_cli_fail (cli, error) : say_count (cli, name, n);
}

EaselCliExit
easel_cli_library_trash (EaselCli *cli)
{
  return change (cli, easel_library_service_trash, "trashed");
}

EaselCliExit
easel_cli_library_restore (EaselCli *cli)
{
  return change (cli, easel_library_service_restore, "restored");
}

EaselCliExit
easel_cli_library_purge (EaselCli *cli)
{
  gboolean dry = FALSE;
  const GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselLibraryService *library = easel_context_get_library (cli->context);
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  EaselCliExit code;
  gint64 freed;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  filter->trashed = TRUE;
  ids = dex_await_boxed (easel_library_service_find (library, filter), &error);
  if (ids == NULL)
    return easel_cli_fail (cli, error);
  freed = dex_await_int64 (
      dry ? easel_library_service_measure_purge (library, (const gint64 *) (gpointer) ids->data, ids->len)
          : easel_library_service_purge (library, (const gint64 *) (gpointer) ids->data, ids->len),
      &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  size = g_format_size ((guint64) freed);
  if (!cli->json)
    printf (dry ? _ ("%u in the trash, %s would be freed\n") : _ ("%u deleted for good, %s freed\n"),
            ids->len, size);
  return say_count (cli, "freed_bytes", freed);
}

/* ---- check ---- */

static void
add_hashes (JsonBuilder *builder, const char *name, const GPtrArray *hashes)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < hashes->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (hashes, i));
  json_builder_end_array (builder);
}

/**
 * easel_cli_check_media:
 * @cli: the call
 * @builder: an object, which gets a member "media"
 *
 * Looks through the files of the library.
 *
 * Returns: whether all is well now
 */
gboolean
easel_cli_check_media (EaselCli *cli, JsonBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaReport) report =
      dex_await_boxed (easel_library_service_check (easel_context_get_library (cli->context)), &error);

  json_builder_set_member_name (builder, "media");
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "problem", error != NULL ? error->message : NULL);
  if (report != NULL)
    {
      easel_cli_add_number (builder, "files", report->n_files);
      easel_cli_add_number (builder, "temporary", report->n_temporary);
      add_hashes (builder, "missing", report->missing);
      add_hashes (builder, "damaged", report->damaged);
      add_hashes (builder, "orphaned", report->orphaned);
      add_hashes (builder, "mended", report->mended);
    }
  json_builder_end_object (builder);
  if (!cli->json && report != NULL)
    printf (_ ("Files: %u, %u missing, %u damaged, %u without a picture, %u mended\n"), report->n_files,
            report->missing->len, report->damaged->len, report->orphaned->len, report->mended->len);
  else if (!cli->json)
    printf ("%s\n", error->message);
  return report != NULL &&
         report->mended->len >= report->missing->len + report->damaged->len + report->orphaned->len;
}
