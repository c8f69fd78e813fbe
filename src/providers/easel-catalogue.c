// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-catalogue.h"

#include <string.h>

#include "easel-catalogue-file.h"
#include "easel-catalogue-resources.h"
#include "openai-chat/easel-openai-dialect.h"

#define FOLDER "/easel/catalogue/"

/* What was read of the files, by service; a service without one has an empty
 * list. Constant once it is there. */
static GMutex lock;
static GHashTable *files;

static GPtrArray *
read_file (const char *service)
{
  g_autofree char *path = g_strconcat (FOLDER, service, ".json", NULL);
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (easel_catalogue_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GError) error = NULL;
  GPtrArray *models = NULL;

  if (bytes != NULL)
    {
      models = easel_catalogue_file_parse (bytes, NULL, &error);
      if (models == NULL)
        g_error ("The catalogue of %s: %s", service, error->message);
    }
  return models != NULL ? models : g_ptr_array_new ();
}

/* One file is read when something of its service is first asked for, and kept. */
static GPtrArray *
find_file (const char *service)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  GPtrArray *models;

  if (files == NULL)
    files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  models = g_hash_table_lookup (files, service);
  if (models == NULL)
    {
      models = read_file (service);
      g_hash_table_insert (files, g_strdup (service), models);
    }
  return models;
}

static const EaselModelInfo *
find_model (GPtrArray *models, const char *id, gsize length)
{
  for (guint i = 0; i < models->len; i++)
    {
      const EaselModelInfo *info = g_ptr_array_index (models, i);

      if (strncmp (info->id, id, length) == 0 && info->id[length] == '\0')
        return info;
    }
  return NULL;
}

/* Length of @model without a date at its end: "-2025-08-07" or "-20251001". */
static gsize
length_without_date (const char *model)
{
  gsize length = strlen (model);
  gsize digits = 0;
  gsize at = length;

  while (at > 0 && (g_ascii_isdigit (model[at - 1]) || (model[at - 1] == '-' && digits < 8)))
    {
      digits += g_ascii_isdigit (model[at - 1]) ? 1 : 0;
      at--;
      if (digits == 8)
        break;
    }
  return digits == 8 && at > 1 && model[at - 1] == '-' ? at - 1 : length;
}

/**
 * easel_catalogue_lookup:
 * @service: (nullable): id of a known service, see #EaselService
 * @model: model id, as the service writes it; a model that is not known with the
 *   date at its end is looked for without
 *
 * Returns: (transfer full) (nullable): what is known of the model; %NULL if nothing is
 */
EaselModelInfo *
easel_catalogue_lookup (const char *service, const char *model)
{
  const EaselModelInfo *found;
  EaselModelInfo *info;
  GPtrArray *models;

  g_return_val_if_fail (model != NULL, NULL);

  if (service == NULL)
    return NULL;
  models = find_file (service);
  found = find_model (models, model, strlen (model));
  if (found != NULL)
    return easel_model_info_copy (found);
  found = find_model (models, model, length_without_date (model));
  if (found == NULL)
    return NULL;
  info = easel_model_info_copy (found);
  g_set_str (&info->id, model);
  g_set_str (&info->name, model);
  return info;
}

/* Some of OpenAI's own models answer in one of its protocols only. */
static gboolean
is_reached (const char *service, const char *protocol, const EaselModelInfo *info)
{
  return !g_str_equal (service, "openai") || g_strcmp0 (protocol, "openai") != 0 ||
         info->kinds != EASEL_KIND_LLM || easel_openai_model_is_chat (info->id);
}

/**
 * easel_catalogue_list:
 * @service: id of a known service, see #EaselService
 * @protocol: (nullable): id of the protocol that it is spoken with; %NULL for all
 * @kinds: what the models are to be for
 *
 * Returns: (transfer full) (element-type EaselModelInfo): its models that are known
 *   here, are for any of @kinds and, if for text, answer in @protocol
 */
GPtrArray *
easel_catalogue_list (const char *service, const char *protocol, EaselKinds kinds)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  GPtrArray *models;

  g_return_val_if_fail (service != NULL, list);

  models = find_file (service);
  for (guint i = 0; i < models->len; i++)
    {
      const EaselModelInfo *info = g_ptr_array_index (models, i);

      if ((info->kinds & kinds) != 0 && is_reached (service, protocol, info))
        g_ptr_array_add (list, easel_model_info_copy (info));
    }
  return list;
}
