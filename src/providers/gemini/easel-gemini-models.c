// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini-private.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"

/* Version in a model's name, such as 2.5 as 25; 0 if it names none, as the
 * names that always mean the latest. */
guint
_easel_gemini_version (const char *model)
{
  const char *at = g_str_has_prefix (model, "gemini-") ? model + strlen ("gemini-") : "";
  guint version = 0;

  if (!g_ascii_isdigit (*at))
    return 0;
  while (g_ascii_isdigit (*at) && version < 1000)
    version = version * 10 + (guint) (*at++ - '0');
  version *= 10;
  if (at[0] == '.' && g_ascii_isdigit (at[1]))
    version += (guint) (at[1] - '0');
  return version;
}

static gboolean
has_any (const char *id, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (id, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* The list says of speech, music and agents too that they generate content. */
static gboolean
is_text (JsonNode *model, const char *id)
{
  static const char *const others[] = { "-tts",         "lyria",         "embedding",    "aqa",
                                        "computer-use", "deep-research", "antigravity",  "native-audio",
                                        "-live",        "imagen",        "gemini-omni-", NULL };
  JsonArray *methods = easel_json_get_array (model, "supportedGenerationMethods");

  if (has_any (id, others))
    return FALSE;
  for (guint i = 0; methods != NULL && i < json_array_get_length (methods); i++)
    if (g_strcmp0 (easel_json_get_string (json_array_get_element (methods, i), ""), "generateContent") == 0)
      return TRUE;
  return FALSE;
}

static EaselModelInfo *
read_model (JsonNode *model, const char *id)
{
  static const char *const painters[] = { "-image", "nano-banana", NULL };
  EaselModelInfo *info = easel_model_info_new (id, easel_json_get_string (model, "displayName"));
  g_autoptr (EaselModelInfo) known = easel_catalogue_lookup ("gemini", id);
  guint flags = 0;

  easel_json_get_int (model, "inputTokenLimit", &info->context);
  easel_json_get_int (model, "outputTokenLimit", &info->max_output);
  if (easel_json_get_boolean (model, "thinking", FALSE))
    flags |= EASEL_MODEL_REASONING;
  if (has_any (id, painters))
    flags |= EASEL_MODEL_IMAGE_OUTPUT;
  /* The list does not say; all of this family see. */
  if (g_str_has_prefix (id, "gemini-"))
    flags |= EASEL_MODEL_VISION;
  if (g_str_has_prefix (id, "gemini-") && (flags & EASEL_MODEL_IMAGE_OUTPUT) == 0)
    flags |= EASEL_MODEL_TOOLS | EASEL_MODEL_STRUCTURED;
  info->flags = (EaselModelFlags) flags;
  if (known != NULL)
    easel_model_info_merge (info, known);
  return info;
}

gboolean
_easel_gemini_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *list = easel_json_get_array (root, "models");
  const char *token = easel_json_get_string (root, "nextPageToken");

  *next = NULL;
  /* A page may be empty. */
  if (list == NULL && token == NULL &&
      (!JSON_NODE_HOLDS_OBJECT (root) || json_object_get_size (json_node_get_object (root)) > 0))
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
          _ ("The provider’s answer is no list of models. Check the base URL and the protocol"));
      return FALSE;
    }
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *model = json_array_get_element (list, i);
      const char *id = easel_json_get_string (model, "name");

      if (id != NULL && g_str_has_prefix (id, "models/"))
        id += strlen ("models/");
      if (id != NULL && *id != '\0' && is_text (model, id))
        g_ptr_array_add (models, read_model (model, id));
    }
  if (token != NULL && *token != '\0')
    *next = g_strdup (token);
  return TRUE;
}

EaselTextWire *
_easel_gemini_models_build (const EaselAccount *account, const char *cursor, GError **error)
{
  g_autofree char *escaped = cursor != NULL ? g_uri_escape_string (cursor, NULL, FALSE) : NULL;
  g_autofree char *query =
      g_strconcat ("pageSize=1000", escaped != NULL ? "&pageToken=" : NULL, escaped, NULL);
  EaselTextWire *wire;
  char *url = _easel_gemini_build_url (account, "/models", query, error);

  if (url == NULL)
    return NULL;
  wire = g_new0 (EaselTextWire, 1);
  wire->url = url;
  return wire;
}
