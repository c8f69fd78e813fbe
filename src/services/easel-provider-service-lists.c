// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include "easel-environment-private.h"
#include "easel-error.h"
#include "easel-model-private.h"
#include "easel-provider-private.h"
#include "easel-provider-rows-private.h"
#include "easel-provider-task-private.h"
#include "easel-store-models.h"
#include "easel-store-providers.h"
#include "easel-store-settings.h"

/* The lists of providers and models, kept as the database has them. */

#define SANDBOX_ADDED "sandbox-added"
/* Which of them there were when they were added last. */
#define SANDBOX_EDITION "3"

static EaselProviderRow *
find_row (GPtrArray *rows, const char *slug)
{
  for (guint i = 0; i < rows->len; i++)
    {
      EaselProviderRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->slug, slug))
        return row;
    }
  return NULL;
}

/* Makes the list hold what wanted does, and touches nothing that stays: rows
 * that show it keep the focus. What is in changed is told as replaced. */
static void
sync_list (GListStore *list, GPtrArray *wanted, GHashTable *changed)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (list)), first = 0, last = 0;
  guint shorter = MIN (n_old, wanted->len);

  for (; first < shorter; first++)
    {
      g_autoptr (GObject) there = g_list_model_get_item (G_LIST_MODEL (list), first);

      if (there != wanted->pdata[first] || g_hash_table_contains (changed, there))
        break;
    }
  for (; last < shorter - first; last++)
    {
      g_autoptr (GObject) there = g_list_model_get_item (G_LIST_MODEL (list), n_old - 1 - last);

      if (there != wanted->pdata[wanted->len - 1 - last] || g_hash_table_contains (changed, there))
        break;
    }
  if (first + last < MAX (n_old, wanted->len))
    g_list_store_splice (list, first, n_old - first - last, wanted->pdata + first,
                         wanted->len - first - last);
}

/* Takes the models of rows into the lists; an object stays for as long as its
 * model does. */
static void
show_models (EaselProviderService *self, GPtrArray *provider_rows, GPtrArray *model_rows)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_full (model_rows->len, g_object_unref);
  g_autoptr (GPtrArray) offered = g_ptr_array_new ();
  g_autoptr (GHashTable) changed = g_hash_table_new (NULL, NULL);
  EaselProviderRow *provider = NULL;

  for (guint i = 0; i < model_rows->len; i++)
    {
      EaselModelRow *row = g_ptr_array_index (model_rows, i);
      g_autofree char *ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
      EaselModel *model = g_hash_table_lookup (self->by_ref, ref);

      /* They come in the order of their providers. */
      if (provider == NULL || !g_str_equal (provider->slug, row->provider_slug))
        provider = find_row (provider_rows, row->provider_slug);
      if (provider == NULL)
        continue;
      if (model == NULL)
        model = _easel_model_new (row, provider);
      else if (_easel_model_update (g_object_ref (model), row, provider))
        g_hash_table_add (changed, model);
      g_ptr_array_add (all, model);
      if (easel_model_is_offered (model) && (row->kinds & EASEL_MODEL_LLM) != 0)
        g_ptr_array_add (offered, model);
    }

  g_hash_table_remove_all (self->by_ref);
  for (guint i = 0; i < all->len; i++)
    g_hash_table_insert (self->by_ref, (gpointer) easel_model_get_ref (all->pdata[i]), all->pdata[i]);
  sync_list (self->all_models, all, changed);
  sync_list (self->models, offered, changed);
  for (guint i = 0; i < all->len; i++)
    if (g_hash_table_contains (changed, all->pdata[i]))
      _easel_model_emit_changed (all->pdata[i]);
}

static void
show_providers (EaselProviderService *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) wanted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) none = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      EaselProviderRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselProvider) old = easel_provider_service_find (self, row->slug);

      g_ptr_array_add (wanted, old != NULL && _easel_provider_is_same (old, row) ? g_object_ref (old)
                                                                                 : _easel_provider_new (row));
    }
  sync_list (self->providers, wanted, none);
}

/* Shows models that are in no database, as long as the lists are not read again. */
void
_easel_provider_service_show_found (EaselProviderService *self, EaselProviderRow *provider, GPtrArray *rows)
{
  g_autoptr (GPtrArray) providers = g_ptr_array_new ();
  g_autoptr (GPtrArray) models = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->all_models));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->providers)); i++)
    {
      g_autoptr (EaselProvider) other = g_list_model_get_item (G_LIST_MODEL (self->providers), i);

      g_ptr_array_add (providers, _easel_provider_get_row (other));
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->all_models), i);

      if (!g_str_equal (easel_model_get_provider_slug (model), provider->slug))
        g_ptr_array_add (models, _easel_model_get_row (model));
    }
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (models, rows->pdata[i]);
  show_models (self, providers, models);
}

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselProviderService *self = ((EaselProviderTask *) data)->self;
  g_autoptr (GPtrArray) providers = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  /* What is asked for from here on is not in what is read now. */
  if (self->refreshing != NULL)
    dex_await (dex_ref (self->refreshing), NULL);
  dex_clear (&self->refreshing);
  self->refreshing = g_steal_pointer (&self->queued);

  providers = dex_await_boxed (easel_store_providers_list (self->store), &error);
  if (providers != NULL)
    models = dex_await_boxed (easel_store_models_list (self->store, NULL), &error);
  if (models == NULL)
    {
      _easel_provider_service_set_list_error (self, error);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  _easel_environment_add_providers (self->environment, providers, models);
  self->loaded = TRUE;
  show_providers (self, providers);
  show_models (self, providers, models);
  _easel_provider_service_set_list_error (self, NULL);
  return dex_future_new_true ();
}

/* Reads the lists again. However often that is asked while they are being read,
 * they are read once more. */
DexFuture *
_easel_provider_service_refresh (EaselProviderService *self)
{
  if (self->queued == NULL)
    self->queued = _easel_provider_task_spawn (_easel_provider_task_new (self, NULL), refresh_fiber);
  return dex_ref (self->queued);
}

/**
 * easel_provider_service_reload:
 * @self: the service
 *
 * Reads the lists of providers and models again, after they could not be read.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with what
 *   easel_provider_service_get_list_error() has then
 */
DexFuture *
easel_provider_service_reload (EaselProviderService *self)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_service_refresh (self);
}

/**
 * easel_provider_service_get_list_error:
 * @self: the service
 *
 * Returns: (transfer none) (nullable): why the lists could not be read when that
 *   was last tried; what they hold is what was read before
 */
const GError *
easel_provider_service_get_list_error (EaselProviderService *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  return self->list_error;
}

/* Row id of the samples, which are made unless they are there; 0 with an error. */
static gint64
ensure_sandbox (EaselProviderService *self, EaselProviderRow *row, GError **error)
{
  g_autoptr (EaselProviderRow) there = NULL;
  gint64 id;

  row->slug = g_strdup (EASEL_SANDBOX_SLUG);
  row->name = g_strdup ("Offline samples");
  row->protocol = g_strdup ("openai");
  row->kinds = EASEL_MODEL_LLM;
  row->base_url = g_strdup ("http://localhost/v1");
  row->enabled = TRUE;
  row->needs_key = FALSE;
  row->position = 1000;
  id = dex_await_int64 (easel_store_providers_add (self->store, row), error);
  if (!g_error_matches (*error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT))
    return id;
  /* Another process was quicker, or one was killed before the models were
   * there: what is missing is added. */
  g_clear_error (error);
  there = dex_await_boxed (easel_store_providers_get (self->store, EASEL_SANDBOX_SLUG), error);
  return there != NULL ? there->id : 0;
}

static GPtrArray *
make_sandbox_models (const EaselProviderRow *row)
{
  static const struct
  {
    const char *id;
    const char *name;
    EaselKinds kind;
  } samples[] = {
    { "editor", "Sample editor", EASEL_KIND_LLM },
    { "painter", "Sample painter", EASEL_KIND_IMAGE },
    { "clip", "Sample clip", EASEL_KIND_VIDEO },
  };
  GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (EaselModelInfo) info = easel_model_info_new (samples[i].id, samples[i].name);

      info->kinds = samples[i].kind;
      info->price.input = info->price.output = info->price.cached = 0;
      if (samples[i].kind != EASEL_KIND_LLM)
        info->price_image = 0;
      g_ptr_array_add (models, _easel_model_row_new (row, info, "builtin"));
    }
  return models;
}

/* The samples are there from the first start, and stay away once removed. What a
 * newer version brings with them is added once. */
static gboolean
add_sandbox (EaselProviderService *self, GError **error)
{
  g_autofree char *added = dex_await_string (easel_store_settings_get (self->store, SANDBOX_ADDED), error);
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GPtrArray) models = NULL;

  if (g_strcmp0 (added, SANDBOX_EDITION) == 0 || *error != NULL)
    return *error == NULL;
  if (added != NULL)
    {
      row = dex_await_boxed (easel_store_providers_get (self->store, EASEL_SANDBOX_SLUG), NULL);
      if (row == NULL)
        return dex_await (easel_store_settings_set (self->store, SANDBOX_ADDED, SANDBOX_EDITION), error);
    }
  else
    {
      row = easel_provider_row_new ();
      row->id = ensure_sandbox (self, row, error);
    }
  if (*error != NULL)
    return FALSE;
  models = make_sandbox_models (row);
  return dex_await (easel_store_models_upsert (self->store, row->id, models, FALSE), error) &&
         dex_await (easel_store_settings_set (self->store, SANDBOX_ADDED, SANDBOX_EDITION), error);
}

static DexFuture *
open_fiber (gpointer data)
{
  EaselProviderService *self = ((EaselProviderTask *) data)->self;
  GError *error = NULL;

  if (!easel_store_get_read_only (self->store) && !add_sandbox (self, &error))
    return dex_future_new_for_error (error);
  self->opened = TRUE;
  return _easel_provider_service_refresh (self);
}

DexFuture *
_easel_provider_service_open (EaselProviderService *self)
{
  return _easel_provider_task_spawn (_easel_provider_task_new (self, NULL), open_fiber);
}

static DexFuture *
restore_samples_fiber (gpointer data)
{
  EaselProviderService *self = ((EaselProviderTask *) data)->self;
  g_autoptr (EaselProvider) there = easel_provider_service_find (self, EASEL_SANDBOX_SLUG);
  GError *error = NULL;

  if (there != NULL)
    return dex_future_new_true ();
  if (!dex_await (easel_store_settings_set (self->store, SANDBOX_ADDED, NULL), &error) ||
      !add_sandbox (self, &error))
    return dex_future_new_for_error (error);
  return _easel_provider_service_refresh (self);
}

/**
 * easel_provider_service_restore_samples:
 * @self: the service
 *
 * Brings the offline samples back after they were removed.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_restore_samples (EaselProviderService *self)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_spawn (_easel_provider_task_new (self, NULL), restore_samples_fiber);
}
