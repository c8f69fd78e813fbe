// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ollama-private.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-url-policy.h"

/* Each model is asked for by itself; nobody keeps more. */
#define MOST_DETAILS 300

EaselTextWire *
_easel_ollama_models_build (const EaselAccount *account, const char *cursor, GError **error)
{
  char *url = _easel_ollama_build_url (account, "/api/tags", error);
  EaselTextWire *wire;

  if (url == NULL)
    return NULL;
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  return wire;
}

static gboolean
is_local (const EaselAccount *account)
{
  return account->base_url == NULL || easel_url_is_loopback (account->base_url);
}

/* A model that runs on another computer: it is billed there. */
static gboolean
is_remote (JsonNode *model, const char *id)
{
  return easel_json_get_string (model, "remote_host") != NULL ||
         easel_json_get_string (model, "remote_model") != NULL || g_str_has_suffix (id, "-cloud") ||
         g_str_has_suffix (id, ":cloud");
}

gboolean
_easel_ollama_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *list = easel_json_get_array (root, "models");

  *next = NULL;
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
      const char *id = easel_json_get_string (model, "model");
      EaselModelInfo *info;

      if (id == NULL)
        id = easel_json_get_string (model, "name");
      if (id == NULL || *id == '\0')
        continue;
      info = easel_model_info_new (id, easel_json_get_string (model, "name"));
      if (is_local (account) && !is_remote (model, id))
        easel_model_info_set_free (info);
      g_ptr_array_add (models, info);
    }
  return TRUE;
}

EaselTextWire *
_easel_ollama_details_build (const EaselAccount *account, GPtrArray *models, guint step, GError **error)
{
  g_autoptr (JsonObject) body = NULL;
  const EaselModelInfo *info;
  EaselTextWire *wire;
  char *url, *json;

  if (step >= MIN (models->len, MOST_DETAILS))
    return NULL;
  info = g_ptr_array_index (models, step);
  url = _easel_ollama_build_url (account, "/api/show", error);
  if (url == NULL)
    return NULL;
  body = json_object_new ();
  json_object_set_string_member (body, "model", info->id);
  json = easel_json_object_to_string (body);
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  wire->body = g_bytes_new_take (json, strlen (json));
  return wire;
}

/* Its name holds the architecture: "llama.context_length". */
static gint64
find_context (JsonNode *root)
{
  JsonObject *object = easel_json_get_object (root, "model_info");
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gint64 context;

  if (object == NULL)
    return -1;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (g_str_has_suffix (name, ".context_length") && easel_json_get_int (member, "", &context) &&
        context > 0)
      return context;
  return -1;
}

gboolean
_easel_ollama_details_parse (JsonNode *root, const EaselAccount *account, GPtrArray *models, guint step)
{
  static const struct
  {
    const char *word;
    guint flag;
  } words[] = {
    { "vision", EASEL_MODEL_VISION },
    { "tools", EASEL_MODEL_TOOLS },
    { "thinking", EASEL_MODEL_REASONING },
    { "image", EASEL_MODEL_IMAGE_OUTPUT },
  };
  EaselModelInfo *info = g_ptr_array_index (models, step);
  JsonArray *capabilities = easel_json_get_array (root, "capabilities");
  guint n = capabilities != NULL ? json_array_get_length (capabilities) : 0;
  gboolean converses = n == 0;
  guint flags = EASEL_MODEL_STRUCTURED;

  for (guint i = 0; i < n; i++)
    {
      const char *word = easel_json_get_string (json_array_get_element (capabilities, i), "");

      converses |= g_strcmp0 (word, "completion") == 0;
      for (gsize j = 0; j < G_N_ELEMENTS (words); j++)
        if (g_strcmp0 (word, words[j].word) == 0)
          flags |= words[j].flag;
    }
  info->context = find_context (root);
  info->flags = (EaselModelFlags) flags;
  if (!converses)
    info->kinds = 0;
  return FALSE;
}
