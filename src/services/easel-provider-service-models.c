// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-ledger-private.h"
#include "easel-media-registry.h"
#include "easel-model-private.h"
#include "easel-models-call.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-rows-private.h"
#include "easel-provider-task-private.h"
#include "easel-store-models.h"

/* What providers and the user say of models. */

/* More cannot be looked through, and no service lists nearly as many. */
#define MOST_MODELS 10000

/* A price that the list did not bring is the catalogue's, with its own date. */
static gboolean
is_listed_price (const EaselModelInfo *info, const EaselModelInfo *known)
{
  return info->price_source != NULL &&
         (known == NULL || g_strcmp0 (info->price_source, known->price_source) != 0);
}

static GPtrArray *
make_rows (const EaselProviderRow *provider, GPtrArray *found)
{
  const EaselService *service =
      easel_provider_registry_match_service (provider->protocol, provider->base_url);
  GPtrArray *rows = g_ptr_array_new_full (found->len, (GDestroyNotify) easel_model_row_unref);
  gint64 now = g_get_real_time ();

  for (guint i = 0; i < found->len; i++)
    {
      EaselModelInfo *info = g_ptr_array_index (found, i);
      g_autoptr (EaselModelInfo) known =
          service != NULL ? easel_catalogue_lookup (service->id, info->id) : NULL;
      gboolean listed_price = is_listed_price (info, known);
      EaselModelRow *row;

      if (known != NULL)
        easel_model_info_merge (info, known);
      row = _easel_model_row_new (provider, info, "listed");
      row->price_date = listed_price ? now : 0;
      g_ptr_array_add (rows, row);
    }
  return rows;
}

/* Lists for conversation leave out what makes pictures; what the catalogue knows of
 * that is there all the same, unless its end has come. */
static void
add_painters (const EaselProviderRow *provider, GPtrArray *rows)
{
  const EaselService *service =
      easel_provider_registry_match_service (provider->protocol, provider->base_url);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) known = NULL;
  g_autoptr (EaselAccount) account = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  if (service == NULL || easel_provider_registry_find_protocol (provider->protocol) == NULL ||
      easel_media_registry_find (provider->protocol) == NULL)
    return;
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (there, ((EaselModelRow *) g_ptr_array_index (rows, i))->model_id);
  account = easel_account_new (provider->slug, provider->base_url);
  known = easel_catalogue_list (service->id, NULL, EASEL_KIND_IMAGE | EASEL_KIND_VIDEO);
  for (guint i = 0; i < known->len; i++)
    {
      const EaselModelInfo *info = g_ptr_array_index (known, i);

      /* What nothing makes in a way that Easel knows is not offered. */
      if (!g_hash_table_contains (there, info->id) &&
          ((info->kinds & EASEL_KIND_IMAGE) != 0 ||
           easel_media_registry_find_for (provider->protocol, account, info->id, EASEL_KIND_VIDEO) != NULL) &&
          (info->retires == NULL || strcmp (info->retires, today) > 0))
        g_ptr_array_add (rows, _easel_model_row_new (provider, info, "listed"));
    }
}

static DexFuture *
too_many (const EaselProviderRow *provider, guint n)
{
  return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                                _ ("%s lists %u models, more than Easel can show. Add those that you use by "
                                   "their ID."),
                                provider->name, n);
}

/* Who was removed while it was asked is not there any more. */
static DexFuture *
store_found (EaselProviderService *self, const EaselProviderRow *asked, GPtrArray *found)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, asked->slug);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (provider == NULL || easel_provider_get_id (provider) != asked->id)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                                  _ ("“%s” was removed while it was asked for its models."), asked->name);
  if (found->len > MOST_MODELS)
    return too_many (asked, found->len);

  rows = make_rows (asked, found);
  add_painters (asked, rows);
  if (asked->id == 0)
    {
      _easel_provider_service_show_found (self, _easel_provider_get_row (provider), rows);
      return dex_future_new_true ();
    }
  if (!dex_await (easel_store_models_upsert (self->store, asked->id, rows, TRUE), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (self);
}

/* Asks a provider for its models, in its turn among the calls to it, and
 * remembers how it answered. In a fiber. */
GPtrArray *
_easel_provider_service_ask_models (
    EaselProviderService *self, const char *slug, gboolean retry, const char *use, GError **error)
{
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GError) failure = NULL;
  GPtrArray *found = NULL;

  _easel_provider_service_tell_asking (self, slug, 1);
  connection = dex_await_boxed (_easel_provider_service_connect_any (self, slug), &failure);
  if (connection != NULL)
    {
      EaselCallPlace *place = _easel_provider_service_join (self, connection);
      gint64 begun;

      if (!_easel_call_place_is_held (place))
        {
          _easel_provider_service_tell_asking (self, slug, 0);
          dex_await (_easel_call_place_wait (place), NULL);
          _easel_provider_service_tell_asking (self, slug, 0);
        }
      begun = g_get_monotonic_time ();
      if (!retry)
        connection->account->max_retries = 0;
      found = dex_await_boxed (_easel_connection_list_models (
                                   connection, self->client,
                                   connection->key != NULL ? easel_secret_get_text (connection->key) : NULL),
                               &failure);
      _easel_call_place_leave (place);
      _easel_ledger_note_free (self->store, use, slug, connection->provider_name, begun, failure);
    }
  if (found != NULL && !g_hash_table_contains (self->stood_in, slug))
    _easel_provider_service_set_health (self, slug, EASEL_HEALTH_READY, NULL, NULL);
  else if (found == NULL)
    _easel_provider_service_note_error (self, slug, failure);
  _easel_provider_service_tell_asking (self, slug, -1);
  if (found == NULL)
    g_propagate_error (error, g_steal_pointer (&failure));
  return found;
}

static DexFuture *
refresh_models_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, task->slug);
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GError) error = NULL;

  found = _easel_provider_service_ask_models (self, task->slug, TRUE, "list", &error);
  if (found == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return store_found (self, _easel_provider_get_row (provider), found);
}

/**
 * easel_provider_service_refresh_models:
 * @self: the service
 * @slug: the provider
 *
 * Asks the provider for its models and merges them with what is known.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_refresh_models (EaselProviderService *self, const char *slug)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_spawn (_easel_provider_task_new (self, slug), refresh_models_fiber);
}

/* ---- the user's word ---- */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, sentence);
  return FALSE;
}

static gboolean
check_numbers (const EaselModelEdit *edit, GError **error)
{
  const struct
  {
    EaselFacts fact;
    gint64 value;
  } prices[] = {
    { EASEL_FACT_PRICE_INPUT, edit->price_input },
    { EASEL_FACT_PRICE_OUTPUT, edit->price_output },
    { EASEL_FACT_PRICE_CACHED, edit->price_cached },
    { EASEL_FACT_PRICE_IMAGE, edit->price_image },
  }, tokens[] = {
    { EASEL_FACT_CONTEXT, edit->context },
    { EASEL_FACT_MAX_OUTPUT, edit->max_output },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (prices); i++)
    if ((edit->set & prices[i].fact) != 0 && prices[i].value < -1)
      return refuse (error, _ ("A price cannot be below zero. Write 0 for free."));
  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    if ((edit->set & tokens[i].fact) != 0 && tokens[i].value < 1 && tokens[i].value != -1)
      return refuse (error, _ ("A limit is a number of tokens above zero."));
  return TRUE;
}

static gboolean
check_edit (const EaselModelEdit *edit, GError **error)
{
  if ((edit->set & edit->reset) != 0)
    return refuse (error, _ ("One thing cannot be both set and reset."));
  if ((edit->set & EASEL_FACT_NAME) != 0)
    {
      g_autofree char *name = edit->name != NULL ? g_strstrip (g_strdup (edit->name)) : NULL;

      if (name == NULL || *name == '\0')
        return refuse (error, _ ("A model needs a name. Reset it to have the provider's again."));
      if (!g_utf8_validate (name, -1, NULL) || strlen (name) > EASEL_LONGEST_NAME ||
          _easel_provider_service_holds_control (name))
        return refuse (error, _ ("A model's name is one line of text, not a long one. Shorten it."));
    }
  if ((edit->set & EASEL_FACT_KINDS) != 0 &&
      (edit->kinds == 0 ||
       (edit->kinds & ~(EASEL_PURPOSE_LLM | EASEL_PURPOSE_IMAGE | EASEL_PURPOSE_VIDEO)) != 0))
    return refuse (error, _ ("A model makes text, pictures or clips."));
  return check_numbers (edit, error);
}

static EaselModelRow *
row_from_edit (const EaselModelEdit *edit)
{
  EaselModelRow *row = easel_model_row_new ();

  row->name = edit->name != NULL ? g_strstrip (g_strdup (edit->name)) : NULL;
  row->kinds = edit->kinds;
  row->capabilities = _easel_capabilities_to_json (edit->capabilities);
  row->context_tokens = edit->context;
  row->max_output_tokens = edit->max_output;
  row->price_input = edit->price_input;
  row->price_output = edit->price_output;
  row->price_cached = edit->price_cached;
  row->price_image = edit->price_image;
  return row;
}

static gboolean
check_ref (const char *ref, GError **error)
{
  const char *colon = strchr (ref, ':');

  if (colon != NULL && colon != ref && colon[1] != '\0' && strlen (ref) <= EASEL_LONGEST_NAME &&
      !_easel_provider_service_holds_control (ref))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("“%s” names no model: write PROVIDER:MODEL."), ref);
  return FALSE;
}

/* The row of a model that can be changed, or why it cannot. */
static gint64
get_id (EaselProviderService *self, const char *ref, GError **error)
{
  g_autoptr (EaselModelRow) row = NULL;

  if (!check_ref (ref, error))
    return 0;
  row = _easel_provider_service_get_model_row (self, ref);
  if (row == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no model “%s”."), ref);
  else if (row->id == 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” belongs to an account that only your environment variables describe, so nothing "
                    "about it can be kept. Add it as an account first."),
                 ref);
  return row != NULL ? row->id : 0;
}

/**
 * easel_provider_service_add_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 * @edit: (nullable): what the user says of it
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_INVALID_INPUT if the provider has it already
 */
DexFuture *
easel_provider_service_add_model (EaselProviderService *self, const char *ref, const EaselModelEdit *edit)
{
  static const EaselModelEdit none = { 0 };
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (EaselModelRow) row = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *slug = NULL;
  const char *colon;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (ref != NULL);

  if (edit == NULL)
    edit = &none;
  if (!check_ref (ref, &error) || !check_edit (edit, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  colon = strchr (ref, ':');
  slug = g_strndup (ref, (gsize) (colon - ref));
  provider = easel_provider_service_find (self, slug);
  if (provider == NULL || easel_provider_get_id (provider) == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no provider “%s”."), slug);

  row = row_from_edit (edit);
  row->provider_id = easel_provider_get_id (provider);
  row->model_id = g_strdup (colon + 1);
  return _easel_provider_task_finish (_easel_provider_task_new (self, slug),
                                      easel_store_models_add (self->store, row, edit->set));
}

/**
 * easel_provider_service_edit_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 * @edit: what the user says of it, or no longer says
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_INVALID_INPUT and a sentence
 */
DexFuture *
easel_provider_service_edit_model (EaselProviderService *self, const char *ref, const EaselModelEdit *edit)
{
  g_autoptr (EaselModelRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (ref != NULL && edit != NULL);

  id = get_id (self, ref, &error);
  if (error != NULL || !check_edit (edit, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  row = row_from_edit (edit);
  return _easel_provider_task_finish (_easel_provider_task_new (self, NULL),
                                      easel_store_models_edit (self->store, id, row, edit->set, edit->reset));
}

/**
 * easel_provider_service_remove_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL", one that the user added or the provider has no longer
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_INVALID_INPUT if it is on the provider's list only
 */
DexFuture *
easel_provider_service_remove_model (EaselProviderService *self, const char *ref)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (ref != NULL);

  id = get_id (self, ref, &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_task_finish (_easel_provider_task_new (self, NULL),
                                      easel_store_models_remove (self->store, id));
}

/**
 * easel_provider_service_restore_model:
 * @self: the service
 * @row_id: easel_model_get_row_id() of a model that was removed
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_restore_model (EaselProviderService *self, gint64 row_id)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_finish (_easel_provider_task_new (self, NULL),
                                      easel_store_models_restore (self->store, row_id));
}

typedef DexFuture *(*SetFlagFunc) (EaselStore *store, gint64 id, gboolean value);

static DexFuture *
set_flag (EaselProviderService *self, const char *ref, SetFlagFunc set, gboolean value)
{
  g_autoptr (GError) error = NULL;
  gint64 id = get_id (self, ref, &error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_task_finish (_easel_provider_task_new (self, NULL), set (self->store, id, value));
}

/**
 * easel_provider_service_set_model_enabled:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 * @enabled: whether it is offered
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_model_enabled (EaselProviderService *self, const char *ref, gboolean enabled)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (ref != NULL);

  return set_flag (self, ref, easel_store_models_set_enabled, enabled);
}

/**
 * easel_provider_service_set_model_favourite:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 * @favourite: whether it stands before the others
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_model_favourite (EaselProviderService *self, const char *ref, gboolean favourite)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (ref != NULL);

  return set_flag (self, ref, easel_store_models_set_favourite, favourite);
}

/**
 * easel_provider_service_set_default_model:
 * @self: the service
 * @kind: one kind of work
 * @ref: (nullable): "PROVIDER:MODEL", %NULL for none
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_default_model (EaselProviderService *self, EaselPurposes kind, const char *ref)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  id = ref != NULL ? get_id (self, ref, &error) : 0;
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_task_finish (
      _easel_provider_task_new (self, NULL),
      easel_store_models_set_default (self->store, (EaselModelKinds) kind, id));
}

/**
 * easel_provider_service_set_fallback_model:
 * @self: the service
 * @kind: one kind of work
 * @ref: (nullable): "PROVIDER:MODEL", %NULL for none
 *
 * Says which model may stand in when another one is out of reach.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_fallback_model (EaselProviderService *self, EaselPurposes kind, const char *ref)
{
  g_autoptr (GError) error = NULL;
  gint64 id;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  id = ref != NULL ? get_id (self, ref, &error) : 0;
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_task_finish (
      _easel_provider_task_new (self, NULL),
      easel_store_models_set_fallback (self->store, (EaselModelKinds) kind, id));
}
