// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-anthropic-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-json.h"

static const struct
{
  const char *path;
  guint flag;
} flags[] = {
  { "capabilities.image_input.supported", EASEL_MODEL_VISION },
  { "capabilities.thinking.supported", EASEL_MODEL_REASONING },
  { "capabilities.structured_outputs.supported", EASEL_MODEL_STRUCTURED },
};

static const struct
{
  const char *path;
  guint effort;
} efforts[] = {
  { "capabilities.effort.low.supported", EASEL_EFFORT_LOW },
  { "capabilities.effort.medium.supported", EASEL_EFFORT_MEDIUM },
  { "capabilities.effort.high.supported", EASEL_EFFORT_HIGH },
  { "capabilities.effort.xhigh.supported", EASEL_EFFORT_XHIGH },
  { "capabilities.effort.max.supported", EASEL_EFFORT_MAX },
  { "capabilities.thinking.types.disabled.supported", EASEL_EFFORT_NONE },
};

static EaselModelInfo *
read_model (JsonNode *model, const char *id)
{
  EaselModelInfo *info = easel_model_info_new (id, easel_json_get_string (model, "display_name"));
  g_autoptr (EaselModelInfo) known = easel_catalogue_lookup ("anthropic", id);
  const char *lifecycle = easel_json_get_string (model, "lifecycle");
  guint found = 0;

  easel_json_get_int (model, "max_input_tokens", &info->context);
  easel_json_get_int (model, "max_tokens", &info->max_output);
  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (easel_json_get_boolean (model, flags[i].path, FALSE))
      found |= flags[i].flag;
  if (g_strcmp0 (lifecycle, "deprecated") == 0 || easel_json_get_string (model, "retires_at") != NULL)
    found |= EASEL_MODEL_RETIRING;
  info->flags = (EaselModelFlags) found;

  found = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (efforts); i++)
    if (easel_json_get_boolean (model, efforts[i].path, FALSE))
      found |= efforts[i].effort;
  /* Being able to be silent alone is no choice of efforts. */
  if (found != EASEL_EFFORT_NONE)
    info->efforts = (EaselEfforts) found;
  if (known != NULL)
    easel_model_info_merge (info, known);
  return info;
}

gboolean
_easel_anthropic_models_parse (
    JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  JsonArray *list = easel_json_get_array (root, "data");

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
      const char *id = easel_json_get_string (model, "id");

      if (id != NULL && *id != '\0' && g_strcmp0 (easel_json_get_string (model, "lifecycle"), "retired") != 0)
        g_ptr_array_add (models, read_model (model, id));
    }
  if (easel_json_get_boolean (root, "has_more", FALSE))
    *next = g_strdup (easel_json_get_string (root, "last_id"));
  return TRUE;
}
