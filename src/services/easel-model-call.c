// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-call-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-edit-cost-private.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-model-private.h"
#include "easel-provider-private.h"
#include "easel-store-models.h"
#include "easel-thinking-private.h"

/* An answer of more bytes is none: the server never ends. Half of what a row can
 * hold. */
#define LONGEST_ANSWER (EASEL_STORE_MAX_TEXT / 2)

static void
set_phase (EaselModelCall *self, EaselCallPhase phase, gint64 retry_at)
{
  if (self->funcs->phase != NULL)
    self->funcs->phase (self, phase, retry_at);
}

/* Takes stopped, which is rejected when the user stops the call. */
void
_easel_model_call_init (EaselModelCall *self,
                        const EaselModelCallFuncs *funcs,
                        gpointer owner,
                        EaselStore *store,
                        EaselProviderService *providers,
                        DexFuture *stopped)
{
  memset (self, 0, sizeof *self);
  self->funcs = funcs;
  self->owner = owner;
  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  self->stopped = stopped;
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  self->cost = -1;
  self->first_token = -1;
  self->overflown = dex_promise_new ();
}

void
_easel_model_call_clear (EaselModelCall *self)
{
  dex_clear (&self->stopped);
  dex_clear (&self->overflown);
  g_clear_object (&self->store);
  g_clear_object (&self->providers);
  g_clear_pointer (&self->ledger, easel_usage_row_unref);
  g_clear_pointer (&self->model, easel_model_row_unref);
  g_clear_pointer (&self->provider_slug, g_free);
  g_clear_pointer (&self->provider_name, g_free);
  g_clear_pointer (&self->model_id, g_free);
  g_clear_pointer (&self->model_name, g_free);
  g_clear_pointer (&self->request_id, g_free);
  g_clear_pointer (&self->fallback_for, g_free);
  g_clear_pointer (&self->asked_name, g_free);
}

/* Whether ref names a model of a provider that can be asked. */
gboolean
_easel_model_call_check (EaselProviderService *providers, const char *ref, GError **error)
{
  g_autoptr (EaselProvider) provider = NULL;
  g_autofree char *slug = NULL;
  const char *colon = ref != NULL ? strchr (ref, ':') : NULL;

  if (colon == NULL || colon == ref || colon[1] == '\0')
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("“%s” names no model: write PROVIDER:MODEL."), ref != NULL ? ref : "");
      return FALSE;
    }
  slug = g_strndup (ref, (gsize) (colon - ref));
  provider = easel_provider_service_find (providers, slug);
  if (provider == NULL)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                   _ ("There is no provider “%s”. Choose another model."), slug);
      return FALSE;
    }
  if (!easel_provider_get_enabled (provider))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE,
                   _ ("“%s” is disabled. Enable it in Preferences, or choose another model."),
                   easel_provider_get_name (provider));
      return FALSE;
    }
  return TRUE;
}

/* Takes what is known of PROVIDER:MODEL; FALSE if ref is none. */
gboolean
_easel_model_call_set_model (EaselModelCall *self, const char *ref)
{
  const char *colon = strchr (ref, ':');
  g_autofree char *slug = colon != NULL ? g_strndup (ref, (gsize) (colon - ref)) : NULL;
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (EaselModel) listed = NULL;

  if (colon == NULL)
    return FALSE;
  provider = easel_provider_service_find (self->providers, slug);
  listed = easel_provider_service_find_model (self->providers, ref);
  self->model = _easel_provider_service_get_model_row (self->providers, ref);
  self->is_free = listed != NULL && easel_model_is_free (listed);
  g_set_str (&self->provider_slug, slug);
  g_set_str (&self->provider_name, provider != NULL ? _easel_provider_get_row (provider)->name : slug);
  g_set_str (&self->model_id, colon + 1);
  g_set_str (&self->model_name, self->model != NULL ? self->model->name : colon + 1);
  if (self->model != NULL && self->model->id != 0)
    dex_future_disown (easel_store_models_touch (self->store, self->model->id));
  return TRUE;
}

/* ---- parameters that a model refuses ---- */

/* Tells request what the model is known to refuse. */
void
_easel_model_call_add_refused (EaselModelCall *self, EaselTextRequest *request)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *names;

  if (self->model == NULL || self->model->refused_parameters == NULL)
    return;
  root = easel_json_parse (self->model->refused_parameters, -1, NULL);
  names = easel_json_get_array (root, "");
  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    {
      const char *name = easel_json_get_string (json_array_get_element (names, i), "");

      if (name != NULL)
        easel_text_request_add_refused (request, name);
    }
}

static void
remember_refused (EaselModelCall *self, const char *parameter)
{
  EaselModelRow *model = self->model;
  g_autofree char *escaped = NULL;
  GString *json;

  if (model == NULL || model->id == 0 || strpbrk (parameter, "\"\\") != NULL)
    return;
  escaped = g_strconcat ("\"", parameter, "\"", NULL);
  json = g_string_new (model->refused_parameters != NULL ? model->refused_parameters : "[]");
  if (json->len < 2 || strstr (json->str, escaped) != NULL)
    {
      g_string_free (json, TRUE);
      return;
    }
  g_string_truncate (json, json->len - 1);
  g_string_append_printf (json, "%s%s]", json->len > 1 ? "," : "", escaped);
  g_free (model->refused_parameters);
  model->refused_parameters = g_string_free (json, FALSE);
  dex_future_disown (easel_store_models_set_refused (self->store, model->id, model->refused_parameters));
}

/* ---- what comes back ---- */

/* Whether there is room for so much more; else the call is ended. */
static gboolean
take_length (EaselModelCall *self, gsize length)
{
  GError *error;

  self->n_received += length;
  if (self->n_received <= LONGEST_ANSWER)
    return TRUE;
  if (!dex_future_is_pending (DEX_FUTURE (self->overflown)))
    return FALSE;
  error = g_error_new (EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                       _ ("The answer did not end after %d MB, so the call was ended. Try again, or choose "
                          "another model."),
                       LONGEST_ANSWER / (1024 * 1024));
  easel_error_get_details (error)->may_have_billed = TRUE;
  dex_promise_reject (self->overflown, error);
  return FALSE;
}

static void
take_text (EaselModelCall *self, const char *text)
{
  if (self->ledger->first_token < 0)
    self->ledger->first_token = g_get_monotonic_time () - self->sent_at;
  if (!take_length (self, strlen (text)))
    return;
  self->has_text = TRUE;
  self->funcs->append (self, text, FALSE);
  set_phase (self, EASEL_CALL_WRITING, 0);
}

static void
take_reasoning (EaselModelCall *self, const char *text)
{
  if (self->ledger->first_token < 0)
    self->ledger->first_token = g_get_monotonic_time () - self->sent_at;
  if (!self->has_text)
    set_phase (self, EASEL_CALL_THINKING, 0);
  if (take_length (self, strlen (text)))
    self->funcs->append (self, text, TRUE);
}

static void
take_image (EaselModelCall *self, const EaselTextEvent *event)
{
  if (self->funcs->image == NULL || !take_length (self, g_bytes_get_size (event->data)))
    return;
  self->has_text = TRUE;
  self->funcs->image (self, event->data, event->mime_type);
  set_phase (self, EASEL_CALL_WRITING, 0);
}

static void
on_event (const EaselTextEvent *event, gpointer user_data)
{
  EaselModelCall *self = user_data;

  switch (event->kind)
    {
    case EASEL_TEXT_EVENT_TEXT:
      take_text (self, event->text);
      break;
    case EASEL_TEXT_EVENT_REASONING:
      take_reasoning (self, event->text);
      break;
    case EASEL_TEXT_EVENT_RESTART:
      self->n_received = 0;
      self->has_text = FALSE;
      if (self->funcs->restart != NULL)
        self->funcs->restart (self);
      break;
    case EASEL_TEXT_EVENT_WAIT:
      set_phase (self, EASEL_CALL_RETRYING, g_get_monotonic_time () + event->wait);
      self->ledger->retries = event->attempt > 1 ? event->attempt - 1 : 1;
      break;
    case EASEL_TEXT_EVENT_USAGE:
      self->usage = event->usage;
      break;
    case EASEL_TEXT_EVENT_STATE:
      if (self->funcs->state != NULL)
        self->funcs->state (self, event->text);
      break;
    case EASEL_TEXT_EVENT_PARAMETER:
      if (event->error != NULL)
        remember_refused (self, event->name);
      break;
    case EASEL_TEXT_EVENT_IMAGE:
      take_image (self, event);
      break;
    case EASEL_TEXT_EVENT_CITATION:
      if (self->funcs->citation != NULL)
        self->funcs->citation (self, event);
      break;
    case EASEL_TEXT_EVENT_REFUSAL:
    case EASEL_TEXT_EVENT_TOOL_CALL:
    case EASEL_TEXT_EVENT_FINISH:
    case EASEL_TEXT_EVENT_ERROR:
    default:
      break;
    }
}

/* ---- the ledger ---- */

/* Awaits: what the model is expected to think. */
static gint64
expect_thinking (EaselModelCall *self, const char *slug, const char *model_id)
{
  g_autofree char *ref = g_strconcat (slug, ":", model_id, NULL);
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (self->providers, ref);

  if (model == NULL)
    return 0;
  dex_await (_easel_thinking_load (self->providers, model), NULL);
  return _easel_thinking_expect (self->providers, model);
}

static EaselUsageRow *
make_ledger (EaselModelCall *self,
             const char *slug,
             const char *provider_name,
             const char *model_id,
             const EaselModelRow *model,
             gboolean is_free)
{
  EaselUsageRow *ledger = _easel_ledger_row_new (self->kind, slug, provider_name, model_id, model);
  gint64 input = 0, output = 0;

  ledger->interaction_id = self->interaction_id;
  ledger->reserved_cost = 0;
  ledger->from_cache = self->costs_nothing;
  if (is_free || self->costs_nothing)
    return ledger;
  self->funcs->estimate (self, model_id, &input, &output);
  output += expect_thinking (self, slug, model_id);
  _easel_ledger_take_prices (ledger, model, input);
  ledger->reserved_cost = _easel_edit_cost_estimate (model, input, output);
  return ledger;
}

/* Awaits: puts the call into the ledger before a byte is sent; fails with
 * EASEL_ERROR_BUDGET where the user's own limit is in the way. */
gboolean
_easel_model_call_reserve (EaselModelCall *self, GError **error)
{
  self->ledger = make_ledger (self, self->provider_slug, self->provider_name, self->model_id, self->model,
                              self->is_free);
  return _easel_ledger_reserve (self->store, self->ledger, self->flags, error);
}

/* ---- one attempt ---- */

static EaselConnection *
connect (EaselModelCall *self, GError **error)
{
  return dex_await_boxed (
      dex_future_first (dex_ref (self->stopped),
                        _easel_provider_service_connect (self->providers, self->provider_slug), NULL),
      error);
}

/* Waits for its turn where a provider has enough calls. The key may be another
 * by then, or the provider gone. */
static EaselCallPlace *
join (EaselModelCall *self, EaselConnection **connection, GError **error)
{
  g_autoptr (EaselCallPlace) place = _easel_provider_service_join (self->providers, *connection);

  if (_easel_call_place_is_held (place))
    return g_steal_pointer (&place);
  set_phase (self, EASEL_CALL_QUEUED, 0);
  if (!dex_await (dex_future_first (dex_ref (self->stopped), _easel_call_place_wait (place), NULL), error))
    return NULL;
  g_clear_pointer (connection, _easel_connection_unref);
  *connection = connect (self, error);
  return *connection != NULL ? g_steal_pointer (&place) : NULL;
}

static gboolean
check_result (EaselModelCall *self, const EaselTextResult *result, GError **error)
{
  if (result->finish == EASEL_FINISH_LENGTH)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
          _ ("The answer was cut off at the model's longest length. Raise the limit, shorten the "
             "prompt, or choose another model."));
      return FALSE;
    }
  if (!self->has_text)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                           _ ("The model answered nothing. Try again, or choose another model."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
run_once (EaselModelCall *self, GError **error)
{
  g_autoptr (EaselConnection) connection = connect (self, error);
  g_autoptr (EaselTextRequest) request = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (EaselCallPlace) place = connection != NULL ? join (self, &connection, error) : NULL;
  DexFuture *answer;

  if (place == NULL)
    return FALSE;
  request = self->funcs->build (self, error);
  if (request == NULL || !_easel_ledger_mark_sent (self->store, self->ledger, error))
    return FALSE;
  set_phase (self, EASEL_CALL_WAITING, 0);
  self->sent = TRUE;
  self->sent_at = g_get_monotonic_time ();
  answer = easel_text_call_run (_easel_provider_service_get_client (self->providers), connection->protocol,
                                connection->account,
                                connection->key != NULL ? easel_secret_get_text (connection->key) : NULL,
                                request, on_event, self, NULL);
  result = dex_await_boxed (
      dex_future_first (dex_ref (self->stopped), dex_ref (self->overflown), answer, NULL), error);
  if (result == NULL)
    return FALSE;

  self->usage = result->usage;
  _easel_ledger_take_result (self->ledger, result);
  self->whole = result->finish == EASEL_FINISH_STOP;
  self->first_token = result->time_to_first;
  self->http_status = 200;
  g_set_str (&self->request_id, result->request_id);
  return check_result (self, result, error);
}

/* ---- another model ---- */

/* Whether the provider is out of reach and nothing can have been billed: only
 * then may another one be asked. */
static gboolean
is_out_of_reach (EaselModelCall *self, const GError *error)
{
  if (error->domain != EASEL_ERROR || easel_error_get_details (error)->may_have_billed ||
      self->ledger == NULL || self->ledger->id == 0 || self->ledger->first_token >= 0 || self->has_text ||
      self->fallback_for != NULL)
    return FALSE;
  return error->code == EASEL_ERROR_UNAVAILABLE || error->code == EASEL_ERROR_RATE_LIMIT ||
         error->code == EASEL_ERROR_NETWORK || error->code == EASEL_ERROR_TIMEOUT;
}

/* The call that failed cost nothing. */
static void
settle_unanswered (EaselModelCall *self, const GError *cause)
{
  EaselUsageRow *ledger = self->ledger;
  g_autoptr (GError) error = NULL;

  ledger->state = EASEL_USAGE_FAILED;
  ledger->cost = 0;
  _easel_ledger_take_error (ledger, cause);
  g_set_str (&ledger->request_id, easel_error_get_details (cause)->request_id);
  if (self->sent)
    ledger->duration = g_get_monotonic_time () - self->sent_at;
  if (!dex_await (easel_store_usage_settle (self->store, ledger), &error))
    g_warning ("The end of a call is not on disk: %s", error->message);
}

/* The model that answers from here on. */
static void
turn_to (EaselModelCall *self, EaselModel *model, EaselUsageRow *ledger)
{
  self->retries += self->ledger->retries;
  easel_usage_row_unref (self->ledger);
  self->ledger = ledger;
  g_free (self->fallback_for);
  self->fallback_for = g_strconcat (self->provider_slug, ":", self->model_id, NULL);
  g_set_str (&self->asked_name, self->provider_name);
  g_clear_pointer (&self->model, easel_model_row_unref);
  self->model = easel_model_row_ref (_easel_model_get_row (model));
  self->is_free = easel_model_is_free (model);
  g_set_str (&self->provider_slug, easel_model_get_provider_slug (model));
  g_set_str (&self->provider_name, easel_model_get_provider_name (model));
  g_set_str (&self->model_id, easel_model_get_id (model));
  g_set_str (&self->model_name, easel_model_get_name (model));
  self->sent = FALSE;
  self->usage = (EaselUsage) EASEL_USAGE_INIT;
  set_phase (self, EASEL_CALL_STARTING, 0);
  if (self->funcs->redirect != NULL)
    self->funcs->redirect (self);
}

/* Turns to the model that the user lets stand in. Where there is none, or a
 * budget forbids it, everything stays as it is. */
static gboolean
fall_back (EaselModelCall *self, const GError *cause)
{
  g_autofree char *asked = g_strconcat (self->provider_slug, ":", self->model_id, NULL);
  g_autoptr (EaselModel) model =
      easel_provider_service_get_fallback_model (self->providers, EASEL_PURPOSE_LLM);
  g_autoptr (EaselUsageRow) ledger = NULL;
  g_autoptr (GError) error = NULL;
  EaselSpendFlags flags = self->flags;

  if (model == NULL || g_str_equal (easel_model_get_ref (model), asked))
    return FALSE;
  ledger =
      make_ledger (self, easel_model_get_provider_slug (model), easel_model_get_provider_name (model),
                   easel_model_get_id (model), _easel_model_get_row (model), easel_model_is_free (model));
  ledger->fallback_of = self->ledger->id;
  /* What the user let pass was the model that was asked for, at its price. */
  if (ledger->reserved_cost < 0 || self->ledger->reserved_cost < ledger->reserved_cost)
    flags = EASEL_SPEND_DEFAULT;
  /* First, so that it does not stand in the way of the other under a budget. */
  settle_unanswered (self, cause);
  if (!_easel_ledger_reserve (self->store, ledger, flags, &error))
    return FALSE;
  turn_to (self, model, g_steal_pointer (&ledger));
  return TRUE;
}

/* Awaits: runs the call of the model, and that of its stand-in if need be. */
gboolean
_easel_model_call_run (EaselModelCall *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (run_once (self, &cause))
    return TRUE;
  if (!is_out_of_reach (self, cause) || !fall_back (self, cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (run_once (self, error))
    return TRUE;
  if (!g_error_matches (*error, EASEL_ERROR, EASEL_ERROR_CANCELLED))
    g_prefix_error (error, _ ("%s did not answer, so %s was asked. "), self->asked_name, self->provider_name);
  return FALSE;
}

/* ---- the end ---- */

/* Says where the error came from. */
static void
name_source (EaselModelCall *self, GError *error)
{
  const EaselErrorDetails *details;

  /* The provider speaks of its address; the user asked for a model. */
  if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND) &&
      strstr (error->message, self->model_id) == NULL)
    g_prefix_error (&error, "“%s:%s”: ", self->provider_slug, self->model_id);
  easel_error_set_provider (error, self->provider_slug, self->model_id);
  details = easel_error_get_details (error);
  if (details == NULL)
    return;
  g_set_str (&self->request_id, details->request_id);
  self->http_status = details->http_status;
}

static void
settle (EaselModelCall *self, gboolean stopped, const GError *error)
{
  EaselUsageRow *ledger = self->ledger;
  const EaselErrorDetails *details = error != NULL ? easel_error_get_details (error) : NULL;

  if ((error == NULL && !stopped) || self->has_text || self->usage.input >= 0)
    ledger->state = EASEL_USAGE_DONE;
  else if ((details != NULL && details->may_have_billed) || (stopped && self->sent))
    ledger->state = EASEL_USAGE_UNCONFIRMED;
  else
    ledger->state = EASEL_USAGE_FAILED;
  /* A server on this computer takes no money. */
  ledger->cost = self->is_free ? 0 : self->cost;
  _easel_ledger_take_usage (ledger, &self->usage);
  _easel_ledger_take_error (ledger, error);
  if (ledger->duration < 0 && self->sent)
    ledger->duration = g_get_monotonic_time () - self->sent_at;
  g_set_str (&ledger->request_id, self->request_id);
}

/* Reckons what the call came to, in its fields and its ledger row, which its
 * owner then puts on disk; error is why it failed and gets to know where. */
void
_easel_model_call_end (EaselModelCall *self, gboolean stopped, GError *error)
{
  if (error != NULL)
    name_source (self, error);
  if (self->sent && self->provider_slug != NULL)
    {
      g_autofree char *ref = g_strconcat (self->provider_slug, ":", self->model_id, NULL);

      _easel_thinking_forget (self->providers, ref);
    }
  /* What was never sent costs nothing. */
  self->cost = self->sent ? _easel_edit_cost_of (self->model, &self->usage) : 0;
  if (self->ledger == NULL)
    return;
  self->retries += self->ledger->retries;
  if (self->ledger->id != 0)
    settle (self, stopped, error);
}
