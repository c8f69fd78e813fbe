// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-context.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"

#define LONGEST_CONTEXT 65536

static JsonNode *
parse (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (strlen (json) > LONGEST_CONTEXT)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                   _ ("The context is longer than %d bytes. Shorten it."), LONGEST_CONTEXT);
      return NULL;
    }
  root = easel_json_parse (json, -1, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    return g_steal_pointer (&root);
  g_set_error_literal (
      error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
      _ ("The context is no JSON object. Write it as {\"name\": \"value\"}, or leave it empty."));
  return NULL;
}

/**
 * easel_edit_context_check:
 * @json: (nullable): what goes along with an edit
 * @error: return location of an error
 *
 * Returns: whether @json is empty or a JSON object; else %FALSE with
 *   %EASEL_ERROR_INVALID_INPUT or %EASEL_ERROR_TOO_LONG
 */
gboolean
easel_edit_context_check (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  if (json == NULL || *json == '\0')
    return TRUE;
  root = parse (json, error);
  return root != NULL;
}

/**
 * easel_edit_context_dup_target:
 * @json: (nullable): a context
 *
 * Returns: (transfer full): the model or style that the prompt is for, "" if
 *   none is named
 */
char *
easel_edit_context_dup_target (const char *json)
{
  g_autoptr (JsonNode) root = json != NULL && *json != '\0' ? parse (json, NULL) : NULL;
  const char *target = root != NULL ? easel_json_get_string (root, "target") : NULL;

  return g_strdup (target != NULL ? target : "");
}

/**
 * easel_edit_context_set_target:
 * @json: (nullable): a context
 * @target: the model or style that the prompt is for, "" for none
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): the context with @target, "" if nothing
 *   is left in it; %NULL if @json is no context
 */
char *
easel_edit_context_set_target (const char *json, const char *target, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) copy = NULL;
  JsonObject *object;

  root = parse (json != NULL && *json != '\0' ? json : "{}", error);
  if (root == NULL)
    return NULL;
  /* What was parsed cannot be changed. */
  copy = json_from_string (json != NULL && *json != '\0' ? json : "{}", NULL);
  object = json_node_get_object (copy);
  if (*target != '\0')
    json_object_set_string_member (object, "target", target);
  else if (json_object_has_member (object, "target"))
    json_object_remove_member (object, "target");
  return json_object_get_size (object) > 0 ? easel_json_to_string (copy) : g_strdup ("");
}
