// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "easel-cli.h"
#include "easel-error.h"

/* The commands about providers. */

static EaselProviderService *
get_service (EaselCli *cli)
{
  return easel_context_get_providers (cli->context);
}

static void
add_provider (JsonBuilder *builder, EaselProvider *provider)
{
  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "id", easel_provider_get_slug (provider));
  easel_cli_add_string (builder, "name", easel_provider_get_name (provider));
  easel_cli_add_string (builder, "protocol", easel_provider_get_protocol (provider));
  easel_cli_add_string (builder, "base_url", easel_provider_get_base_url (provider));
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, easel_provider_get_enabled (provider));
  json_builder_set_member_name (builder, "needs_key");
  json_builder_add_boolean_value (builder, easel_provider_needs_key (provider));
  json_builder_set_member_name (builder, "from_environment");
  json_builder_add_boolean_value (builder, easel_provider_get_id (provider) == 0);
  json_builder_end_object (builder);
}

static void
print_provider (EaselProvider *provider)
{
  printf ("%-16s %-20s %-10s %s%s\n", easel_provider_get_slug (provider), easel_provider_get_name (provider),
          easel_provider_get_protocol (provider),
          easel_provider_is_sandbox (provider) ? _ ("built in") : easel_provider_get_base_url (provider),
          easel_provider_get_enabled (provider) ? "" : _ ("  (disabled)"));
}

EaselCliExit
easel_cli_providers (EaselCli *cli)
{
  GListModel *providers = easel_provider_service_get_providers (get_service (cli));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  EaselCliExit code;

  if (!easel_cli_parse (cli, none, 0, &code))
    return code;
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);

      if (cli->json)
        add_provider (builder, provider);
      else
        print_provider (provider);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

static EaselCliExit
say_provider (EaselCli *cli, EaselProvider *provider)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (cli->json)
    {
      add_provider (builder, provider);
      easel_cli_print_json (builder);
    }
  else
    print_provider (provider);
  return EASEL_CLI_DONE;
}

static EaselCliExit
add (EaselCli *cli)
{
  g_autofree char *protocol = NULL, *name = NULL, *id = NULL, *base_url = NULL, *key = NULL;
  gboolean key_stdin = FALSE, allow_http = FALSE;
  const GOptionEntry entries[] = {
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, NULL, NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL },
    { "id", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL },
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &base_url, NULL, NULL },
    { "key-stdin", 0, 0, G_OPTION_ARG_NONE, &key_stdin, NULL, NULL },
    { "allow-http", 0, 0, G_OPTION_ARG_NONE, &allow_http, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  if (protocol == NULL || name == NULL)
    return easel_cli_misuse (cli, _ ("provider add needs --protocol and --name."));
  if (key_stdin && (key = easel_cli_read_key (&error)) == NULL)
    return easel_cli_fail (cli, error);

  provider = dex_await_object (
      easel_provider_service_add (get_service (cli), protocol, name, id, base_url, key, allow_http), &error);
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  return provider != NULL ? say_provider (cli, provider) : easel_cli_fail (cli, error);
}

static EaselCliExit
say_done (EaselCli *cli, const char *slug)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_service (cli), slug);

  if (provider != NULL)
    return say_provider (cli, provider);
  if (cli->json)
    printf ("{}\n");
  return EASEL_CLI_DONE;
}

static EaselCliExit
edit (EaselCli *cli, const char *slug)
{
  g_autofree char *name = NULL, *base_url = NULL, *protocol = NULL, *logo = NULL;
  gboolean allow_http = FALSE, forbid_http = FALSE;
  int most_calls = -1;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, NULL, NULL },
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &protocol, NULL, NULL },
    { "base-url", 0, 0, G_OPTION_ARG_STRING, &base_url, NULL, NULL },
    { "most-calls", 0, 0, G_OPTION_ARG_INT, &most_calls, NULL, NULL },
    { "allow-http", 0, 0, G_OPTION_ARG_NONE, &allow_http, NULL, NULL },
    { "forbid-http", 0, 0, G_OPTION_ARG_NONE, &forbid_http, NULL, NULL },
    { "logo", 0, 0, G_OPTION_ARG_FILENAME, &logo, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselProviderEdit edit = { 0 };
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  if (most_calls < -1)
    return easel_cli_misuse (cli, _ ("--most-calls is a number from 1, or 0 for what is usual."));
  if (allow_http && forbid_http)
    return easel_cli_misuse (cli, _ ("Say either --allow-http or --forbid-http."));
  edit.name = name;
  edit.protocol = protocol;
  edit.base_url = base_url;
  edit.allow_http = allow_http;
  edit.forbid_http = forbid_http;
  if (!dex_await (easel_provider_service_edit (get_service (cli), slug, &edit), &error) ||
      (most_calls >= 0 &&
       !dex_await (easel_provider_service_set_most_calls (get_service (cli), slug, (guint) most_calls),
                   &error)))
    return easel_cli_fail (cli, error);
  /* "" is Easel's own sign again. */
  if (logo != NULL &&
      !dex_await (easel_provider_service_set_logo (get_service (cli), slug, *logo != '\0' ? logo : NULL),
                  &error))
    return easel_cli_fail (cli, error);
  return say_done (cli, slug);
}

static EaselCliExit
test (EaselCli *cli, const char *slug)
{
  g_autoptr (GError) error = NULL;
  guint n;

  if (!easel_cli_use_key (cli, slug, &error))
    return easel_cli_fail (cli, error);
  n = dex_await_uint (easel_provider_service_test_stored (get_service (cli), slug), &error);
  if (error != NULL)
    return easel_cli_fail (cli, error);
  if (cli->json)
    printf ("{\"state\":\"ready\",\"models\":%u}\n", n);
  else
    printf (ngettext ("Works: it lists %u model.\n", "Works: it lists %u models.\n", n), n);
  return EASEL_CLI_DONE;
}

static EaselCliExit
set_key (EaselCli *cli, const char *slug)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key = easel_cli_read_key (&error);
  gboolean done;

  if (key == NULL)
    return easel_cli_fail (cli, error);
  done = dex_await (easel_provider_service_set_key (get_service (cli), slug, key), &error);
  explicit_bzero (key, strlen (key));
  return done ? say_done (cli, slug) : easel_cli_fail (cli, error);
}

static EaselCliExit
remove_provider (EaselCli *cli, const char *slug)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (get_service (cli), slug);
  gboolean had_key = provider != NULL && easel_provider_needs_key (provider);

  if (!dex_await (easel_provider_service_remove (get_service (cli), slug), &error))
    return easel_cli_fail (cli, error);
  /* A script has no undo, so the key goes at once. */
  if (had_key && !dex_await (easel_provider_service_forget_key (get_service (cli), slug), &error))
    return easel_cli_fail (cli, error);
  if (cli->json)
    printf ("{}\n");
  return EASEL_CLI_DONE;
}

EaselCliExit
easel_cli_provider (EaselCli *cli)
{
  g_autofree char *verb = g_strdup (cli->arguments[0]);
  g_autofree char *slug = verb != NULL ? g_strdup (cli->arguments[1]) : NULL;
  g_auto (GStrv) old = NULL;
  const GOptionEntry none[] = { G_OPTION_ENTRY_NULL };
  g_autoptr (GError) error = NULL;
  EaselCliExit code;
  gboolean enable;

  if (verb == NULL)
    return easel_cli_misuse (
        cli, _ ("provider needs a verb: add, edit, test, set-key, enable, disable or remove."));
  old = g_steal_pointer (&cli->arguments);
  if (g_str_equal (verb, "add"))
    {
      cli->arguments = g_strdupv (old + 1);
      return add (cli);
    }
  cli->arguments = g_strdupv (old + (slug != NULL ? 2 : 1));
  if (slug == NULL)
    return easel_cli_misuse (cli, _ ("provider %s needs the provider's short name: see easel-cli providers."),
                             verb);
  if (g_str_equal (verb, "edit"))
    return edit (cli, slug);
  if (!easel_cli_parse (cli, none, 0, &code))
    return code;
  if (g_str_equal (verb, "test"))
    return test (cli, slug);
  if (g_str_equal (verb, "set-key"))
    return set_key (cli, slug);
  if (g_str_equal (verb, "remove"))
    return remove_provider (cli, slug);
  enable = g_str_equal (verb, "enable");
  if (!enable && !g_str_equal (verb, "disable"))
    return easel_cli_misuse (
        cli, _ ("provider knows no “%s”: say add, edit, test, set-key, enable, disable or remove."), verb);
  if (!dex_await (easel_provider_service_set_enabled (get_service (cli), slug, enable), &error))
    return easel_cli_fail (cli, error);
  return say_done (cli, slug);
}
