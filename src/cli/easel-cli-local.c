// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "easel-cli.h"
#include "easel-error.h"

/* The command about servers on this computer. */

static void
say_found (EaselCli *cli, JsonBuilder *builder, EaselFoundServer *found)
{
  if (!cli->json)
    {
      printf ("%-16s %-20s %s%s\n", easel_found_server_get_id (found), easel_found_server_get_name (found),
              easel_found_server_get_base_url (found),
              easel_found_server_is_loading (found) ? _ ("  (loading)") : "");
      return;
    }
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "service", easel_found_server_get_id (found));
  easel_cli_add_string (builder, "name", easel_found_server_get_name (found));
  easel_cli_add_string (builder, "protocol", easel_found_server_get_protocol (found));
  easel_cli_add_string (builder, "base_url", easel_found_server_get_base_url (found));
  json_builder_set_member_name (builder, "loading");
  json_builder_add_boolean_value (builder, easel_found_server_is_loading (found));
  json_builder_end_object (builder);
}

static EaselCliExit
list (EaselCli *cli)
{
  GListModel *found = easel_local_service_get_found (easel_context_get_local (cli->context));
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (EaselFoundServer) server = g_list_model_get_item (found, i);

      say_found (cli, builder, server);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static EaselFoundServer *
find (EaselCli *cli, const char *id)
{
  GListModel *found = easel_local_service_get_found (easel_context_get_local (cli->context));

  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (EaselFoundServer) server = g_list_model_get_item (found, i);

      if (g_str_equal (easel_found_server_get_id (server), id))
        return g_steal_pointer (&server);
    }
  return NULL;
}

static EaselCliExit
add (EaselCli *cli, const char *id)
{
  g_autoptr (EaselFoundServer) found = find (cli, id);
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GError) error = NULL;

  if (found == NULL)
    {
      error = g_error_new (EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                           _ ("No “%s” without an account answers on this computer. Start it, and look "
                              "with easel-cli local."),
                           id);
      return easel_cli_fail (cli, error);
    }
  provider =
      dex_await_object (easel_local_service_add (easel_context_get_local (cli->context), found), &error);
  if (provider == NULL)
    return easel_cli_fail (cli, error);
  if (!cli->json)
    {
      printf (_ ("Added as “%s”.\n"), easel_provider_get_slug (provider));
      return EASEL_CLI_DONE;
    }
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "id", easel_provider_get_slug (provider));
  easel_cli_add_string (builder, "base_url", easel_provider_get_base_url (provider));
  json_builder_end_object (builder);
  easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static void
on_progress_cb (EaselModelPull *pull, GParamSpec *pspec, EaselCli *cli)
{
  gint64 total = easel_model_pull_get_total (pull);

  if (!cli->json && total > 0)
    g_printerr ("\r%3d %%", (int) (easel_model_pull_get_completed (pull) * 100.0 / total));
}

/* Ending the program ends the download; the server keeps what came. */
static EaselCliExit
fetch (EaselCli *cli, const char *ref)
{
  const char *colon = strchr (ref, ':');
  g_autofree char *slug = colon != NULL ? g_strndup (ref, (gsize) (colon - ref)) : NULL;
  g_autoptr (EaselModelPull) pull = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (slug == NULL)
    return easel_cli_misuse (cli, _ ("local pull needs PROVIDER:MODEL, such as ollama:llama3.2:3b."));
  pull = easel_local_service_pull (easel_context_get_local (cli->context), slug, colon + 1, &error);
  if (pull == NULL)
    return easel_cli_fail (cli, error);
  g_signal_connect (pull, "notify::completed", G_CALLBACK (on_progress_cb), cli);
  done = dex_await (easel_model_pull_wait (pull), &error);
  if (!cli->json && easel_model_pull_get_total (pull) > 0)
    g_printerr ("\n");
  if (!done)
    return easel_cli_fail (cli, error);
  if (cli->json)
    printf ("{}\n");
  return EASEL_CLI_DONE;
}

/**
 * easel_cli_local:
 * @cli: the call
 *
 * `local` lists the servers of models that were found on this computer and have
 * no account; `local add SERVICE` makes an account of one; `local pull` lets an
 * Ollama server fetch a model.
 *
 * Returns: what to end with
 */
EaselCliExit
easel_cli_local (EaselCli *cli)
{
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GError) error = NULL;
  EaselCliExit code;
  guint n;

  if (!easel_cli_parse (cli, none, G_MAXUINT, &code))
    return code;
  n = g_strv_length (cli->arguments);
  if (n == 2 && g_str_equal (cli->arguments[0], "pull"))
    return fetch (cli, cli->arguments[1]);
  if (n != 0 && (n != 2 || !g_str_equal (cli->arguments[0], "add")))
    return easel_cli_misuse (
        cli, _ ("local takes nothing, “add” and one of the names that it lists, or “pull” and a model."));
  dex_await_uint (easel_local_service_look (easel_context_get_local (cli->context)), &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  return n == 0 ? list (cli) : add (cli, cli->arguments[1]);
}
