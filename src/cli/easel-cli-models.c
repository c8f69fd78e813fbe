// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "easel-cli.h"
#include "easel-error.h"

/* The commands about models. */

typedef struct
{
  const char *name;
  guint flag;
} Word;

static const Word kind_words[] = {
  { "llm", EASEL_PURPOSE_LLM },
  { "image", EASEL_PURPOSE_IMAGE },
  { "video", EASEL_PURPOSE_VIDEO },
  { NULL, 0 },
};
static const Word capability_words[] = {
  { "vision", EASEL_CAPABILITY_VISION },
  { "reasoning", EASEL_CAPABILITY_REASONING },
  { "tools", EASEL_CAPABILITY_TOOLS },
  { "structured", EASEL_CAPABILITY_STRUCTURED },
  { "image", EASEL_CAPABILITY_IMAGE },
  { "video", EASEL_CAPABILITY_VIDEO },
  { NULL, 0 },
};
static const Word fact_words[] = {
  { "name", EASEL_FACT_NAME },
  { "kinds", EASEL_FACT_KINDS },
  { "capabilities", EASEL_FACT_CAPABILITIES },
  { "context", EASEL_FACT_CONTEXT },
  { "max-output", EASEL_FACT_MAX_OUTPUT },
  { "price-input", EASEL_FACT_PRICE_INPUT },
  { "price-output", EASEL_FACT_PRICE_OUTPUT },
  { "price-cached", EASEL_FACT_PRICE_CACHED },
  { "price-image", EASEL_FACT_PRICE_IMAGE },
  { NULL, 0 },
};

static EaselProviderService *
get_service (EaselCli *cli)
{
  return easel_context_get_providers (cli->context);
}

static void
add_words (JsonBuilder *builder, const char *member, const Word *words, guint flags)
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_array (builder);
  for (guint i = 0; words[i].name != NULL; i++)
    if ((flags & words[i].flag) != 0)
      json_builder_add_string_value (builder, words[i].name);
  json_builder_end_array (builder);
}

static void
add_boolean (JsonBuilder *builder, const char *member, gboolean value)
{
  json_builder_set_member_name (builder, member);
  json_builder_add_boolean_value (builder, value);
}

static gint64
price_of (EaselModel *model, EaselFacts fact)
{
  return easel_model_is_free (model) ? 0 : easel_model_get_number (model, fact);
}

static void
add_model (JsonBuilder *builder, EaselModel *model)
{
  EaselCapabilities capabilities = easel_model_get_capabilities (model);
  g_autofree char *source = easel_model_dup_price_source (model);

  json_builder_begin_object (builder);
  easel_cli_add_string (builder, "id", easel_model_get_ref (model));
  easel_cli_add_string (builder, "name", easel_model_get_name (model));
  easel_cli_add_string (builder, "provider_id", easel_model_get_provider_slug (model));
  add_boolean (builder, "default", easel_model_is_default (model));
  add_words (builder, "default_for", kind_words, easel_model_get_default_for (model));
  add_words (builder, "fallback_for", kind_words, easel_model_get_fallback_for (model));
  add_words (builder, "kinds", kind_words, easel_model_get_kinds (model));
  add_boolean (builder, "enabled", easel_model_get_enabled (model));
  add_boolean (builder, "available", easel_model_is_available (model));
  add_boolean (builder, "offered", easel_model_is_offered (model));
  add_boolean (builder, "favourite", easel_model_is_favourite (model));
  add_boolean (builder, "own", easel_model_is_own (model));
  add_boolean (builder, "vision", (capabilities & EASEL_CAPABILITY_VISION) != 0);
  add_boolean (builder, "reasoning", (capabilities & EASEL_CAPABILITY_REASONING) != 0);
  add_words (builder, "capabilities", capability_words, capabilities);
  easel_cli_add_number (builder, "context_tokens", easel_model_get_context_size (model));
  easel_cli_add_number (builder, "max_output_tokens", easel_model_get_number (model, EASEL_FACT_MAX_OUTPUT));
  easel_cli_add_number (builder, "price_input_microusd_per_million",
                        price_of (model, EASEL_FACT_PRICE_INPUT));
  easel_cli_add_number (builder, "price_output_microusd_per_million",
                        price_of (model, EASEL_FACT_PRICE_OUTPUT));
  easel_cli_add_number (builder, "price_cached_microusd_per_million",
                        easel_model_get_number (model, EASEL_FACT_PRICE_CACHED));
  easel_cli_add_number (builder, "price_image_microusd",
                        easel_model_get_number (model, EASEL_FACT_PRICE_IMAGE));
  easel_cli_add_string (builder, "price_source", source);
  if (easel_model_get_price_date (model) > 0)
    easel_cli_add_time (builder, "price_date", easel_model_get_price_date (model));
  else
    easel_cli_add_string (builder, "price_date", NULL);
  add_words (builder, "changed", fact_words, easel_model_get_changed (model));
  json_builder_end_object (builder);
}

static void
print_model (EaselModel *model)
{
  g_autofree char *ref = easel_cli_make_safe (easel_model_get_ref (model), FALSE);
  g_autofree char *name = easel_cli_make_safe (easel_model_get_name (model), FALSE);

  printf ("%-40s %s%s%s%s\n", ref, name, easel_model_is_default (model) ? _ ("  (default)") : "",
          !easel_model_get_enabled (model) ? _ ("  (disabled)") : "",
          !easel_model_is_available (model) ? _ ("  (no longer listed)") : "");
}

EaselCliExit
easel_cli_models (EaselCli *cli)
{
  g_autofree char *slug = NULL;
  gboolean refresh = FALSE, all = FALSE;
  const GOptionEntry entries[] = {
    { "provider", 0, 0, G_OPTION_ARG_STRING, &slug, NULL, NULL },
    { "refresh", 0, 0, G_OPTION_ARG_NONE, &refresh, NULL, NULL },
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  GListModel *models = easel_provider_service_get_all_models (get_service (cli));
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 0, &code))
    return code;
  if (refresh && slug == NULL)
    return easel_cli_misuse (cli, _ ("--refresh needs --provider: one provider is asked at a time."));
  if (slug != NULL && (provider = easel_provider_service_find (get_service (cli), slug)) == NULL)
    {
      error = g_error_new (EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                           _ ("There is no provider “%s”: see easel-cli providers."), slug);
      return easel_cli_fail (cli, error);
    }
  if (refresh && (!easel_cli_use_key (cli, slug, &error) ||
                  !dex_await (easel_provider_service_refresh_models (get_service (cli), slug), &error)))
    return easel_cli_fail (cli, error);

  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if ((slug != NULL && !g_str_equal (slug, easel_model_get_provider_slug (model))) ||
          (!all && !easel_model_is_offered (model)))
        continue;
      if (cli->json)
        add_model (builder, model);
      else
        print_model (model);
    }
  json_builder_end_array (builder);
  if (cli->json)
    easel_cli_print_json (builder);
  return EASEL_CLI_DONE;
}

/* ---- model ---- */

/* What the options of "model" say. */
typedef struct
{
  char *name;
  char *kinds;
  char *kind;
  char *capabilities;
  char *context;
  char *max_output;
  char *price_input;
  char *price_output;
  char *price_cached;
  char *price_image;
  char *reset;
  gboolean none;
} Options;

static void
options_clear (Options *options)
{
  char **texts[] = { &options->name,         &options->kinds,        &options->kind,
                     &options->capabilities, &options->context,      &options->max_output,
                     &options->price_input,  &options->price_output, &options->price_cached,
                     &options->price_image,  &options->reset };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Flags of a list such as "vision,tools". */
static gboolean
parse_words (const char *text, const Word *words, guint *flags, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  *flags = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *part = g_strstrip (parts[i]);
      guint k = 0;

      while (words[k].name != NULL && !g_str_equal (words[k].name, part))
        k++;
      if (*part == '\0')
        continue;
      if (words[k].name == NULL)
        {
          g_autoptr (GString) known = g_string_new (words[0].name);

          for (k = 1; words[k].name != NULL; k++)
            g_string_append_printf (known, ", %s", words[k].name);
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("“%s” is none of: %s."), part,
                       known->str);
          return FALSE;
        }
      *flags |= words[k].flag;
    }
  return TRUE;
}

static gboolean
read_numbers (const Options *options, EaselModelEdit *edit, GError **error)
{
  const struct
  {
    const char *text;
    EaselFacts fact;
    gint64 *number;
    gboolean (*parse) (const char *text, gint64 *number, GError **error);
  } numbers[] = {
    { options->context, EASEL_FACT_CONTEXT, &edit->context, easel_model_parse_tokens },
    { options->max_output, EASEL_FACT_MAX_OUTPUT, &edit->max_output, easel_model_parse_tokens },
    { options->price_input, EASEL_FACT_PRICE_INPUT, &edit->price_input, easel_model_parse_price },
    { options->price_output, EASEL_FACT_PRICE_OUTPUT, &edit->price_output, easel_model_parse_price },
    { options->price_cached, EASEL_FACT_PRICE_CACHED, &edit->price_cached, easel_model_parse_price },
    { options->price_image, EASEL_FACT_PRICE_IMAGE, &edit->price_image, easel_model_parse_price },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (numbers[i].text == NULL)
        continue;
      if (!numbers[i].parse (numbers[i].text, numbers[i].number, error))
        return FALSE;
      edit->set |= numbers[i].fact;
    }
  return TRUE;
}

static gboolean
read_edit (const Options *options, EaselModelEdit *edit, GError **error)
{
  guint flags;

  if (options->name != NULL)
    {
      edit->set |= EASEL_FACT_NAME;
      edit->name = options->name;
    }
  if (options->kinds != NULL)
    {
      if (!parse_words (options->kinds, kind_words, &flags, error))
        return FALSE;
      edit->set |= EASEL_FACT_KINDS;
      edit->kinds = (EaselPurposes) flags;
    }
  if (options->capabilities != NULL)
    {
      if (!parse_words (options->capabilities, capability_words, &flags, error))
        return FALSE;
      edit->set |= EASEL_FACT_CAPABILITIES;
      edit->capabilities = (EaselCapabilities) flags;
    }
  if (options->reset != NULL && g_str_equal (options->reset, "all"))
    {
      for (guint i = 0; fact_words[i].name != NULL; i++)
        edit->reset |= fact_words[i].flag;
    }
  else if (options->reset != NULL)
    {
      if (!parse_words (options->reset, fact_words, &flags, error))
        return FALSE;
      edit->reset = (EaselFacts) flags;
    }
  if (!read_numbers (options, edit, error))
    return FALSE;
  if (options->reset != NULL && g_str_equal (options->reset, "all"))
    edit->reset &= ~edit->set;
  return TRUE;
}

static EaselCliExit
say_model (EaselCli *cli, const char *ref)
{
  g_autoptr (EaselModel) model =
      ref != NULL ? easel_provider_service_find_any_model (get_service (cli), ref) : NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (model == NULL)
    {
      if (cli->json)
        printf ("{}\n");
      return EASEL_CLI_DONE;
    }
  if (!cli->json)
    print_model (model);
  else
    {
      add_model (builder, model);
      easel_cli_print_json (builder);
    }
  return EASEL_CLI_DONE;
}

/* The change that a verb stands for; NULL if there is no such verb. */
static DexFuture *
start_verb (
    EaselCli *cli, const char *verb, const char *ref, const Options *options, const EaselModelEdit *edit)
{
  EaselProviderService *service = get_service (cli);
  guint kind = EASEL_PURPOSE_LLM;
  g_autoptr (GError) error = NULL;

  if (options->kind != NULL && !parse_words (options->kind, kind_words, &kind, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (g_str_equal (verb, "add"))
    return easel_provider_service_add_model (service, ref, edit);
  if (g_str_equal (verb, "edit"))
    return easel_provider_service_edit_model (service, ref, edit);
  if (g_str_equal (verb, "remove"))
    return easel_provider_service_remove_model (service, ref);
  if (g_str_equal (verb, "enable") || g_str_equal (verb, "disable"))
    return easel_provider_service_set_model_enabled (service, ref, g_str_equal (verb, "enable"));
  if (g_str_equal (verb, "default"))
    return easel_provider_service_set_default_model (service, (EaselPurposes) kind, ref);
  if (g_str_equal (verb, "fallback"))
    return easel_provider_service_set_fallback_model (service, (EaselPurposes) kind, ref);
  return NULL;
}

static EaselCliExit
run_verb (EaselCli *cli, const Options *options)
{
  const char *verb = cli->arguments[0];
  const char *ref = verb != NULL ? cli->arguments[1] : NULL;
  gboolean takes_none = verb != NULL && (g_str_equal (verb, "default") || g_str_equal (verb, "fallback"));
  EaselModelEdit edit = { 0 };
  g_autoptr (GError) error = NULL;
  DexFuture *change;

  if (verb == NULL || (ref == NULL) != (takes_none && options->none))
    return easel_cli_misuse (cli, _ ("model needs a verb and a model: model add|edit|remove|enable|disable|"
                                     "default|fallback PROVIDER:MODEL."));
  if (!read_edit (options, &edit, &error))
    return easel_cli_misuse (cli, "%s", error->message);
  if (g_str_equal (verb, "edit") && edit.set == 0 && edit.reset == 0)
    return easel_cli_misuse (cli, _ ("model edit needs something to change, such as --name or --reset."));
  change = start_verb (cli, verb, ref, options, &edit);
  if (change == NULL)
    return easel_cli_misuse (
        cli, _ ("model knows no “%s”: say add, edit, remove, enable, disable, default or fallback."), verb);
  return dex_await (change, &error) ? say_model (cli, ref) : easel_cli_fail (cli, error);
}

EaselCliExit
easel_cli_model (EaselCli *cli)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, NULL, NULL },
    { "kinds", 0, 0, G_OPTION_ARG_STRING, &options.kinds, NULL, NULL },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind, NULL, NULL },
    { "capabilities", 0, 0, G_OPTION_ARG_STRING, &options.capabilities, NULL, NULL },
    { "context", 0, 0, G_OPTION_ARG_STRING, &options.context, NULL, NULL },
    { "max-output", 0, 0, G_OPTION_ARG_STRING, &options.max_output, NULL, NULL },
    { "price-input", 0, 0, G_OPTION_ARG_STRING, &options.price_input, NULL, NULL },
    { "price-output", 0, 0, G_OPTION_ARG_STRING, &options.price_output, NULL, NULL },
    { "price-cached", 0, 0, G_OPTION_ARG_STRING, &options.price_cached, NULL, NULL },
    { "price-image", 0, 0, G_OPTION_ARG_STRING, &options.price_image, NULL, NULL },
    { "reset", 0, 0, G_OPTION_ARG_STRING, &options.reset, NULL, NULL },
    { "none", 0, 0, G_OPTION_ARG_NONE, &options.none, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  EaselCliExit code;

  if (!easel_cli_parse (cli, entries, 2, &code))
    return code;
  return run_verb (cli, &options);
}
