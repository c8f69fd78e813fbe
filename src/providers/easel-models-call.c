// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-models-call.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-call-private.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-log.h"
#include "easel-provider-registry.h"

/* A thousand models a page: no provider has more pages. */
#define MOST_PAGES 20

/* What is told of models beyond the list is worth no more of a user's time. */
#define MOST_DETAILS 500
#define DETAILS_TIMEOUT (20 * G_USEC_PER_SEC)

/* One list with all its pages. */
typedef struct
{
  EaselHttpClient *client;
  const EaselTextProtocol *protocol;
  EaselAccount *account;
  char *key;
  GPtrArray *models;
  char *request_id;
  gint64 started;
  gsize n_received;
  guint status;
} Call;

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_object_unref (call->client);
  easel_account_unref (call->account);
  if (call->key != NULL)
    explicit_bzero (call->key, strlen (call->key));
  g_free (call->key);
  g_ptr_array_unref (call->models);
  g_free (call->request_id);
}

static void
call_unref (gpointer data)
{
  g_rc_box_release_full (data, call_clear);
}

/* One page on its way through the parser, which may be on another thread. */
typedef struct
{
  const EaselTextProtocol *protocol;
  EaselAccount *account;
  GBytes *body;
  GPtrArray *models;
  char *next;
  GError *error;
} Page;

static void
page_clear (gpointer data)
{
  Page *page = data;

  easel_account_unref (page->account);
  g_bytes_unref (page->body);
  g_ptr_array_unref (page->models);
  g_free (page->next);
  g_clear_error (&page->error);
}

static void
page_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, page_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_unref)

static void
parse_page (gpointer data, gpointer unused)
{
  Page *page = data;
  gsize length;
  const char *bytes = g_bytes_get_data (page->body, &length);
  g_autoptr (JsonNode) root = easel_json_parse (bytes != NULL ? bytes : "", (gssize) length, NULL);

  if (root != NULL)
    page->protocol->parse_models (root, page->account, page->models, &page->next, &page->error);
  else
    page->error = g_error_new_literal (
        EASEL_ERROR, EASEL_ERROR_PROTOCOL,
        _ ("The provider’s answer is no list of models. Check the base URL and the protocol"));
}

static gboolean
take_page (Call *call, GBytes *body, char **next, GError **error)
{
  g_autoptr (Page) page = g_atomic_rc_box_new0 (Page);

  page->protocol = call->protocol;
  page->account = easel_account_ref (call->account);
  page->body = g_bytes_ref (body);
  page->models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  if (g_bytes_get_size (body) <= EASEL_CALL_MOST_INLINE)
    parse_page (page, NULL);
  else if (!easel_dex_fiber_await (
               easel_dex_thread_spawn (parse_page, g_atomic_rc_box_acquire (page), page_unref), error))
    return FALSE;

  if (page->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&page->error));
      return FALSE;
    }
  for (guint i = 0; i < page->models->len; i++)
    g_ptr_array_add (call->models, easel_model_info_ref (g_ptr_array_index (page->models, i)));
  *next = g_steal_pointer (&page->next);
  return TRUE;
}

static GBytes *
fetch (Call *call, EaselTextWire *wire, guint attempts, GError **error)
{
  g_autoptr (EaselHttpRequest) request = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;

  request = _easel_call_make_request (call->protocol, call->account, call->key, wire, error);
  if (request == NULL)
    return NULL;
  easel_http_request_set_flags (request, call->account->allow_http ? EASEL_HTTP_ALLOW_HTTP : EASEL_HTTP_NONE);
  easel_http_request_set_attempts (request, attempts);
  response = easel_dex_fiber_await_object (easel_http_client_fetch (call->client, request), error);
  if (response == NULL)
    return NULL;
  call->status = easel_http_response_get_status (response);
  call->n_received += g_bytes_get_size (easel_http_response_get_body (response));
  g_set_str (&call->request_id, easel_http_response_get_request_id (response));
  return g_bytes_ref (easel_http_response_get_body (response));
}

static gboolean
fetch_page (Call *call, const char *cursor, char **next, GError **error)
{
  g_autoptr (EaselTextWire) wire = call->protocol->build_models (call->account, cursor, error);
  g_autoptr (GBytes) body = NULL;

  if (wire != NULL)
    body = fetch (call, wire, call->account->max_retries + 1, error);
  return body != NULL && take_page (call, body, next, error);
}

/* One answer that tells more of the models. */
typedef struct
{
  const EaselTextProtocol *protocol;
  EaselAccount *account;
  GBytes *body;
  GPtrArray *models;
  guint step;
  gboolean enough;
} Detail;

static void
detail_clear (gpointer data)
{
  Detail *detail = data;

  easel_account_unref (detail->account);
  g_bytes_unref (detail->body);
  g_ptr_array_unref (detail->models);
}

static void
detail_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, detail_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Detail, detail_unref)

static void
parse_detail (gpointer data, gpointer unused)
{
  Detail *detail = data;
  gsize length;
  const char *bytes = g_bytes_get_data (detail->body, &length);
  g_autoptr (JsonNode) root = easel_json_parse (bytes != NULL ? bytes : "", (gssize) length, NULL);

  if (root != NULL)
    detail->enough = detail->protocol->parse_details (root, detail->account, detail->models, detail->step);
}

/* The models are the thread's that parses, until it is done: this fiber waits,
 * and when it is cancelled nobody looks at them any more. */
static gboolean
take_detail (Call *call, GBytes *body, guint step, gboolean *enough, GError **error)
{
  g_autoptr (Detail) detail = g_atomic_rc_box_new0 (Detail);

  detail->protocol = call->protocol;
  detail->account = easel_account_ref (call->account);
  detail->body = g_bytes_ref (body);
  detail->models = g_ptr_array_ref (call->models);
  detail->step = step;
  if (g_bytes_get_size (body) <= EASEL_CALL_MOST_INLINE)
    parse_detail (detail, NULL);
  else if (!easel_dex_fiber_await (
               easel_dex_thread_spawn (parse_detail, g_atomic_rc_box_acquire (detail), detail_unref), error))
    return FALSE;
  *enough = detail->enough;
  return TRUE;
}

/* The list counts without what else could be told: an error here is none, but
 * where one asked for in vain, the rest is not asked for either. */
static gboolean
fetch_details (Call *call, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + DETAILS_TIMEOUT;
  gboolean enough = call->protocol->build_details == NULL;

  for (guint step = 0; !enough && step < MOST_DETAILS && g_get_monotonic_time () < deadline; step++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autoptr (EaselTextWire) wire =
          call->protocol->build_details (call->account, call->models, step, NULL);
      g_autoptr (GBytes) body = wire != NULL ? fetch (call, wire, 1, &local_error) : NULL;

      if (wire == NULL)
        break;
      if (body == NULL && (local_error->domain == DEX_ERROR ||
                           g_error_matches (local_error, EASEL_ERROR, EASEL_ERROR_CANCELLED)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (body == NULL && easel_error_get_details (local_error)->http_status == 0)
        break;
      if (body != NULL && !take_detail (call, body, step, &enough, error))
        return FALSE;
    }
  return TRUE;
}

/* Whatever turned out to be for something else. */
static void
drop_others (GPtrArray *models)
{
  for (guint i = models->len; i > 0; i--)
    if (((EaselModelInfo *) g_ptr_array_index (models, i - 1))->kinds == 0)
      g_ptr_array_remove_index (models, i - 1);
}

/* Prices are shown with where and when they were read. */
static void
name_sources (Call *call)
{
  const EaselService *service =
      call->account->service != NULL
          ? easel_provider_registry_find_service (call->account->service)
          : easel_provider_registry_match_service (call->protocol->id, call->account->base_url);
  const char *label = service != NULL && service->base_url != NULL ? service->label : call->account->slug;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *source = g_strdup_printf ("%s, %s", label, date);

  for (guint i = 0; i < call->models->len; i++)
    {
      EaselModelInfo *info = g_ptr_array_index (call->models, i);

      if (g_strcmp0 (info->price_source, EASEL_PRICE_LISTED) == 0)
        g_set_str (&info->price_source, source);
    }
}

static void
log_end (Call *call, const GError *error)
{
  const EaselErrorDetails *details = error != NULL ? easel_error_get_details (error) : NULL;
  const EaselCallLog log = {
    .kind = "models",
    .provider = call->account->slug,
    .outcome = error != NULL ? easel_error_get_name (error) : "done",
    .request_id = details != NULL && details->request_id != NULL ? details->request_id : call->request_id,
    .status = details != NULL && details->http_status != 0 ? details->http_status : call->status,
    .duration = g_get_monotonic_time () - call->started,
    .first_token = -1,
    .received = call->n_received,
  };

  easel_log_call (&log);
}

static DexFuture *
fail (Call *call, GError *cause)
{
  GError *error = _easel_call_error (cause, call->account, NULL);
  EaselErrorDetails *details = easel_error_get_details (error);

  if (details != NULL)
    details->duration = g_get_monotonic_time () - call->started;
  log_end (call, error);
  return dex_future_new_for_error (error);
}

static DexFuture *
call_fiber (gpointer data)
{
  Call *call = data;
  g_autofree char *cursor = NULL;
  GError *error = NULL;

  for (guint i = 0; i < MOST_PAGES; i++)
    {
      g_autofree char *next = NULL;

      if (!fetch_page (call, cursor, &next, &error))
        return fail (call, error);
      if (next == NULL || g_strcmp0 (next, cursor) == 0)
        break;
      g_set_str (&cursor, next);
    }
  if (!fetch_details (call, &error))
    return fail (call, error);
  drop_others (call->models);
  name_sources (call);
  log_end (call, NULL);
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_ptr_array_ref (call->models));
}

/**
 * easel_models_call_run:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 *
 * Asks a provider which models it has. What it does not say of one is filled in
 * from the catalogue. Dropping the future ends the call.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #EaselModelInfo, or
 *   rejects with an error of %EASEL_ERROR
 */
DexFuture *
easel_models_call_run (EaselHttpClient *client,
                       const EaselTextProtocol *protocol,
                       EaselAccount *account,
                       const char *key)
{
  Call *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL);
  dex_return_error_if_fail (account != NULL);

  call = g_rc_box_new0 (Call);
  call->started = g_get_monotonic_time ();
  call->client = g_object_ref (client);
  call->protocol = protocol;
  call->account = easel_account_ref (account);
  call->key = g_strdup (key);
  call->models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_rc_box_acquire (call);
  return _easel_call_spawn (call_fiber, call, call_unref, call_unref);
}
