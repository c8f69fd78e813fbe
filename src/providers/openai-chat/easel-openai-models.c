// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-chat-private.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-openai-dialect.h"
#include "easel-url-policy.h"

static gint64
first_number (JsonNode *node, const char *const *paths)
{
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      gint64 value;

      if (easel_json_get_int (node, paths[i], &value) && value > 0)
        return value;
    }
  return -1;
}

static gboolean
array_holds (JsonNode *node, const char *path, const char *word)
{
  JsonArray *array = easel_json_get_array (node, path);

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (easel_json_get_string (json_array_get_element (array, i), ""), word) == 0)
      return TRUE;
  return FALSE;
}

/* US dollars for a token, written as text, as OpenRouter does; -1 is "varies". */
static gint64
price_at (JsonNode *model, const char *path)
{
  const char *text = easel_json_get_string (model, path);
  char *end = NULL;
  double dollars;

  if (text == NULL)
    return -1;
  dollars = g_ascii_strtod (text, &end);
  if (end == text || !(dollars >= 0) || dollars > 1000)
    return -1;
  return (gint64) (dollars * 1e12 + 0.5);
}

/* US dollars for a million tokens, as a number. */
static gint64
million_at (JsonNode *model, const char *path)
{
  double dollars;

  if (!easel_json_get_double (model, path, &dollars) || !(dollars >= 0) || dollars > 1e6)
    return -1;
  return (gint64) (dollars * 1e6 + 0.5);
}

static void
read_prices (EaselModelInfo *info, JsonNode *model, const EaselOpenaiDialect *dialect)
{
  g_autofree char *source = NULL;

  if (easel_json_get_object (model, "pricing") == NULL)
    return;
  if (dialect->prices == EASEL_OPENAI_PRICES_MILLION)
    {
      info->price.input = million_at (model, "pricing.input");
      info->price.output = million_at (model, "pricing.output");
      info->price.cached = million_at (model, "pricing.cached_input");
      /* A model without a price by token has zeros: it is rented by the hour. */
      if (info->price.input == 0 && info->price.output == 0)
        info->price = (EaselPrice) EASEL_PRICE_INIT;
      if (info->price.input >= 0)
        g_set_str (&info->price_source, EASEL_PRICE_LISTED);
      return;
    }
  info->price.input = price_at (model, "pricing.prompt");
  info->price.output = price_at (model, "pricing.completion");
  info->price.cached = price_at (model, "pricing.input_cache_read");
  info->price.cache_write = price_at (model, "pricing.input_cache_write");
  if (easel_json_get_int (model, "pricing.overrides.0.min_prompt_tokens", &info->above))
    {
      info->price_above.input = price_at (model, "pricing.overrides.0.prompt");
      info->price_above.output = price_at (model, "pricing.overrides.0.completion");
      info->price_above.cached = price_at (model, "pricing.overrides.0.input_cache_read");
      info->price_above.cache_write = price_at (model, "pricing.overrides.0.input_cache_write");
    }
  if (info->price.input >= 0)
    g_set_str (&info->price_source, EASEL_PRICE_LISTED);
}

static void
read_flags (EaselModelInfo *info, JsonNode *model)
{
  guint flags = 0;

  if (array_holds (model, "architecture.input_modalities", "image") ||
      easel_json_get_boolean (model, "capabilities.vision", FALSE) ||
      easel_json_get_boolean (model, "supports_image_input", FALSE))
    flags |= EASEL_MODEL_VISION;
  if (array_holds (model, "architecture.output_modalities", "image"))
    flags |= EASEL_MODEL_IMAGE_OUTPUT;
  if (array_holds (model, "supported_parameters", "reasoning") ||
      easel_json_get_boolean (model, "capabilities.reasoning", FALSE))
    flags |= EASEL_MODEL_REASONING;
  if (array_holds (model, "supported_parameters", "tools") ||
      easel_json_get_boolean (model, "capabilities.function_calling", FALSE) ||
      easel_json_get_boolean (model, "supports_tools", FALSE))
    flags |= EASEL_MODEL_TOOLS;
  if (array_holds (model, "supported_parameters", "structured_outputs"))
    flags |= EASEL_MODEL_STRUCTURED;
  if (easel_json_get_string (model, "shutdown_date") != NULL ||
      easel_json_get_string (model, "expiration_date") != NULL ||
      easel_json_get_string (model, "deprecation") != NULL)
    flags |= EASEL_MODEL_RETIRING;
  info->flags = (EaselModelFlags) flags;
}

/* Not for conversation, as far as the list says. */
static gboolean
is_other_kind (JsonNode *model,
               const char *id,
               const EaselOpenaiDialect *dialect,
               gboolean (*is_wanted) (const char *id))
{
  const char *type = easel_json_get_string (model, "type");

  if (dialect->own_models)
    return !is_wanted (id);
  if (!easel_json_get_boolean (model, "active", TRUE) ||
      !easel_json_get_boolean (model, "supports_chat", TRUE))
    return TRUE;
  for (gsize i = 0; dialect->others != NULL && dialect->others[i] != NULL; i++)
    if (strstr (id, dialect->others[i]) != NULL)
      return TRUE;
  if (dialect->prices == EASEL_OPENAI_PRICES_MILLION && type != NULL && !g_str_equal (type, "chat") &&
      !g_str_equal (type, "language") && !g_str_equal (type, "code"))
    return TRUE;
  if (easel_json_get_object (model, "capabilities") != NULL &&
      !easel_json_get_boolean (model, "capabilities.completion_chat", TRUE))
    return TRUE;
  return easel_json_get_array (model, "architecture.output_modalities") != NULL &&
         !array_holds (model, "architecture.output_modalities", "text");
}

/* @is_wanted tells of OpenAI's own models which of them the protocol reaches. */
gboolean
_easel_openai_models_read (JsonNode *root,
                           const EaselAccount *account,
                           gboolean (*is_wanted) (const char *id),
                           GPtrArray *models,
                           char **next,
                           GError **error)
{
  static const char *const contexts[] = { "context_length",
                                          "max_context_length",
                                          "context_window",
                                          "max_model_len",
                                          "meta.n_ctx",
                                          "meta.n_ctx_train",
                                          NULL };
  static const char *const outputs[] = { "top_provider.max_completion_tokens", "max_completion_tokens",
                                         NULL };
  const EaselOpenaiDialect *dialect = easel_openai_dialect_find (account);
  JsonArray *list = easel_json_get_array (root, "data");

  *next = NULL;
  if (list == NULL)
    list = easel_json_get_array (root, "");
  if (list == NULL)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
          _ ("The provider’s answer is no list of models. Check the base URL and the protocol"));
      return FALSE;
    }

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *model = json_array_get_element (list, i);
      const char *id = easel_json_get_string (model, "id");
      EaselModelInfo *info;
      g_autoptr (EaselModelInfo) known = NULL;

      if (id == NULL || *id == '\0' || is_other_kind (model, id, dialect, is_wanted))
        continue;
      info = easel_model_info_new (id, easel_json_get_string (model, "name"));
      info->context = first_number (model, contexts);
      info->max_output = first_number (model, outputs);
      read_flags (info, model);
      read_prices (info, model, dialect);
      if (dialect->owner != NULL && account->base_url != NULL && easel_url_is_loopback (account->base_url) &&
          g_strcmp0 (easel_json_get_string (model, "owned_by"), dialect->owner) == 0 &&
          strstr (id, "cloud") == NULL)
        easel_model_info_set_free (info);
      known = easel_catalogue_lookup (dialect->service, id);
      if (known != NULL)
        easel_model_info_merge (info, known);
      g_ptr_array_add (models, info);
    }
  return TRUE;
}

gboolean
_easel_openai_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  return _easel_openai_models_read (root, account, easel_openai_model_is_chat, models, next, error);
}

/* Beside the list of the common API, which names models and nothing more, a
 * server of its own kind tells more at an address of its own. */
EaselTextWire *
_easel_openai_details_build (const EaselAccount *account, GPtrArray *models, guint step, GError **error)
{
  const EaselOpenaiDialect *dialect = easel_openai_dialect_find (account);
  g_autoptr (GUri) base = NULL;
  EaselTextWire *wire;

  if (dialect->list_more == NULL || step >= g_strv_length ((GStrv) dialect->list_more) ||
      account->base_url == NULL)
    return NULL;
  base = g_uri_parse (account->base_url, G_URI_FLAGS_ENCODED, NULL);
  if (base == NULL)
    return NULL;
  wire = g_new0 (EaselTextWire, 1);
  wire->url = g_uri_resolve_relative (account->base_url, dialect->list_more[step], G_URI_FLAGS_ENCODED, NULL);
  return wire;
}

static EaselModelInfo *
find_info (GPtrArray *models, const char *id)
{
  for (guint i = 0; id != NULL && i < models->len; i++)
    {
      EaselModelInfo *info = g_ptr_array_index (models, i);

      if (g_str_equal (info->id, id))
        return info;
    }
  return NULL;
}

static void
add_flag (EaselModelInfo *info, guint flag, gboolean is_set)
{
  if (is_set)
    info->flags = (EaselModelFlags) (info->flags | flag);
}

/* LM Studio's own lists, /api/v1 and the older /api/v0. */
static void
read_native (EaselModelInfo *info, JsonNode *model)
{
  static const char *const contexts[] = { "loaded_instances.0.config.context_length", "loaded_context_length",
                                          "max_context_length", NULL };
  const char *type = easel_json_get_string (model, "type");
  gint64 context = first_number (model, contexts);

  if (context > 0)
    info->context = context;
  if (type != NULL && g_str_has_prefix (type, "embedding"))
    info->kinds = 0;
  add_flag (info, EASEL_MODEL_VISION,
            g_strcmp0 (type, "vlm") == 0 || easel_json_get_boolean (model, "capabilities.vision", FALSE));
  add_flag (info, EASEL_MODEL_TOOLS,
            easel_json_get_boolean (model, "capabilities.trained_for_tool_use", FALSE) ||
                array_holds (model, "capabilities", "tool_use"));
  add_flag (info, EASEL_MODEL_REASONING, easel_json_get_object (model, "capabilities.reasoning") != NULL);
}

/* llama.cpp's /props are of the one model that is loaded. */
static gboolean
read_props (JsonNode *root, GPtrArray *models)
{
  EaselModelInfo *info = models->len == 1 ? g_ptr_array_index (models, 0) : NULL;
  gint64 context;

  if (info == NULL)
    return FALSE;
  if (easel_json_get_int (root, "default_generation_settings.n_ctx", &context) && context > 0)
    info->context = context;
  add_flag (info, EASEL_MODEL_VISION, easel_json_get_boolean (root, "modalities.vision", FALSE));
  return TRUE;
}

gboolean
_easel_openai_details_parse (JsonNode *root, const EaselAccount *account, GPtrArray *models, guint step)
{
  JsonArray *list = easel_json_get_array (root, "models");

  if (list == NULL)
    list = easel_json_get_array (root, "data");
  if (list == NULL)
    return read_props (root, models);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *model = json_array_get_element (list, i);
      const char *id = easel_json_get_string (model, "key");
      EaselModelInfo *info = find_info (models, id != NULL ? id : easel_json_get_string (model, "id"));

      if (info != NULL)
        read_native (info, model);
    }
  return json_array_get_length (list) > 0;
}
