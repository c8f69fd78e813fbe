// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-answer-cache-private.h"
#include "easel-content-private.h"
#include "easel-edit-call-private.h"
#include "easel-edit-context.h"
#include "easel-edit-run-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-interaction-private.h"
#include "easel-model-call-private.h"
#include "easel-model-private.h"
#include "easel-parts.h"
#include "easel-provider-private.h"
#include "easel-sandbox-rules.h"
#include "easel-store-answers.h"
#include "easel-store-interactions.h"
#include "easel-thinking-private.h"

/* An end that the disk did not take is tried again after so many seconds. */
#define KEEP_AGAIN 5
#define LONGEST_INSTRUCTION 20000
#define LONGEST_PROMPT (4 * 1024 * 1024)

/**
 * EaselEditService:
 *
 * Edits of prompts by models: it builds the request, protects the locked
 * spans, follows the answer, and keeps every call in the log and the ledger.
 */
struct _EaselEditService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselProviderService *providers;
  GPtrArray *runs;
  GPtrArray *unkept;

  /* state */
  guint keep_source;
  gboolean closing;
};

G_DEFINE_FINAL_TYPE (EaselEditService, easel_edit_service, G_TYPE_OBJECT)

/* ---- ends that the disk did not take ---- */

typedef struct
{
  EaselInteractionRow *row;
  EaselUsageRow *ledger;
} End;

static void
end_free (gpointer data)
{
  End *end = data;

  easel_interaction_row_unref (end->row);
  g_clear_pointer (&end->ledger, easel_usage_row_unref);
  g_free (end);
}

static void queue_keep (EaselEditService *self);

static void
keep_all (EaselEditService *self)
{
  g_autoptr (GPtrArray) ends = g_steal_pointer (&self->unkept);

  self->unkept = g_ptr_array_new_with_free_func (end_free);
  while (ends->len > 0)
    {
      End *end = g_ptr_array_steal_index (ends, 0);

      if (_easel_edit_call_keep_end (self->store, end->row, end->ledger, NULL))
        end_free (end);
      else
        g_ptr_array_add (self->unkept, end);
    }
}

static DexFuture *
keep_fiber (gpointer data)
{
  EaselEditService *self = data;

  keep_all (self);
  queue_keep (self);
  return dex_future_new_true ();
}

static gboolean
on_keep_timeout_cb (gpointer user_data)
{
  EaselEditService *self = user_data;

  self->keep_source = 0;
  dex_future_disown (easel_fiber_spawn (keep_fiber, g_object_ref (self), g_object_unref));
  return G_SOURCE_REMOVE;
}

static void
queue_keep (EaselEditService *self)
{
  if (self->unkept->len > 0 && self->keep_source == 0 && !self->closing)
    self->keep_source = g_timeout_add_seconds (KEEP_AGAIN, on_keep_timeout_cb, self);
}

/* The end of a call stays in memory and is tried again until the disk takes it. */
void
_easel_edit_service_keep_later (EaselEditService *self, EaselInteractionRow *row, EaselUsageRow *ledger)
{
  End *end = g_new0 (End, 1);

  end->row = easel_interaction_row_ref (row);
  end->ledger = ledger != NULL ? easel_usage_row_ref (ledger) : NULL;
  g_ptr_array_add (self->unkept, end);
  queue_keep (self);
}

void
_easel_edit_service_end_run (EaselEditService *self, EaselEditRun *run)
{
  g_ptr_array_remove (self->runs, run);
}

/* ---- object ---- */

static void
easel_edit_service_dispose (GObject *object)
{
  EaselEditService *self = EASEL_EDIT_SERVICE (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->unkept, g_ptr_array_unref);
  g_clear_object (&self->providers);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_edit_service_parent_class)->dispose (object);
}

static void
easel_edit_service_class_init (EaselEditServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_edit_service_dispose;
}

static void
easel_edit_service_init (EaselEditService *self)
{
  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->unkept = g_ptr_array_new_with_free_func (end_free);
}

EaselEditService *
_easel_edit_service_new (EaselStore *store, EaselProviderService *providers)
{
  EaselEditService *self = g_object_new (EASEL_TYPE_EDIT_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  return self;
}

static DexFuture *
stop_all_fiber (gpointer data)
{
  EaselEditService *self = data;

  self->closing = TRUE;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  while (self->runs->len > 0)
    {
      g_autoptr (EaselEditRun) run = g_object_ref (g_ptr_array_index (self->runs, 0));

      for (guint i = 0; i < self->runs->len; i++)
        easel_edit_run_stop (g_ptr_array_index (self->runs, i));
      dex_await (easel_edit_run_wait (run), NULL);
    }
  keep_all (self);
  return dex_future_new_true ();
}

/* Resolves when no run is left; what came is kept. */
DexFuture *
_easel_edit_service_stop_all (EaselEditService *self)
{
  return easel_fiber_spawn (stop_all_fiber, g_object_ref (self), g_object_unref);
}

static gboolean
is_blank (const char *text)
{
  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

static gboolean
check_text (const char *text, const char *what, gsize longest, GError **error)
{
  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The %s is not valid UTF-8 text. Convert it first."), what);
      return FALSE;
    }
  if (is_blank (text))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The %s is empty. Write something first."), what);
      return FALSE;
    }
  if (strlen (text) > longest)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                   _ ("The %s is longer than %zu bytes. Shorten it."), what, longest);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_sent (const EaselEditRequest *request, GError **error)
{
  const EaselPromptContent *content = request->content;
  g_autofree char *sent = NULL;

  if (request->target == EASEL_EDIT_NEGATIVE || content->offs->len == 0)
    return TRUE;
  sent = easel_parts_get_sent_text (content->text, (const EaselSpan *) (gconstpointer) content->offs->data,
                                    content->offs->len);
  if (!is_blank (sent))
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("Every part of the prompt is switched off. Switch one on first."));
  return FALSE;
}

/**
 * easel_edit_service_check:
 * @self: the service
 * @request: an edit
 * @error: return location of an error
 *
 * Returns: whether @request can be sent; else %FALSE with
 *   %EASEL_ERROR_INVALID_INPUT, %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_TOO_LONG
 */
gboolean
easel_edit_service_check (EaselEditService *self, const EaselEditRequest *request, GError **error)
{
  g_return_val_if_fail (EASEL_IS_EDIT_SERVICE (self), FALSE);

  /* Translators: stands in “The %s is empty.” */
  if (!check_text (request->target == EASEL_EDIT_NEGATIVE ? request->content->negative
                                                          : request->content->text,
                   _ ("prompt"), LONGEST_PROMPT, error) ||
      /* Translators: stands in “The %s is empty.” */
      !check_text (request->instruction, _ ("instruction"), LONGEST_INSTRUCTION, error) ||
      !check_sent (request, error) || !easel_edit_context_check (request->context, error))
    return FALSE;

  return _easel_model_call_check (self->providers, request->model, error);
}

/**
 * easel_edit_service_start:
 * @self: the service
 * @request: an edit that easel_edit_service_check() let pass
 *
 * Returns: (transfer full): the run, which has just begun
 */
EaselEditRun *
easel_edit_service_start (EaselEditService *self, const EaselEditRequest *request)
{
  g_autoptr (EaselProvider) provider = NULL;
  g_autofree char *slug = NULL;
  EaselInteractionRow *row;
  g_autoptr (EaselModel) listed = NULL;
  g_autoptr (EaselModelRow) model = NULL;
  EaselEditRun *run;
  const char *colon;
  gboolean is_free;

  g_return_val_if_fail (EASEL_IS_EDIT_SERVICE (self), NULL);

  colon = strchr (request->model, ':');
  g_return_val_if_fail (colon != NULL, NULL);
  slug = g_strndup (request->model, (gsize) (colon - request->model));
  provider = easel_provider_service_find (self->providers, slug);

  listed = easel_provider_service_find_model (self->providers, request->model);
  model = _easel_provider_service_get_model_row (self->providers, request->model);
  is_free = listed != NULL && easel_model_is_free (listed);
  run = _easel_edit_run_new (request->content, model != NULL ? model->name : colon + 1, request->target,
                             is_free);

  row = _easel_edit_run_get_row (run);
  row->prompt_id = request->prompt_id;
  row->revision_id = request->revision_id;
  row->provider_slug = g_strdup (slug);
  row->provider_name = g_strdup (provider != NULL ? _easel_provider_get_row (provider)->name : slug);
  row->model_id = g_strdup (colon + 1);
  row->instruction = g_strdup (request->instruction);
  row->context = request->context != NULL && *request->context != '\0' ? g_strdup (request->context) : NULL;
  row->locks = _easel_spans_to_column (request->content->locks);
  row->prompt_before = g_strdup (request->content->text);
  row->negative_before = g_strdup (request->content->negative);
  row->target = (EaselInteractionTarget) request->target;
  row->off = _easel_spans_to_column (request->content->offs);
  row->generation_id = g_strdup (request->generation);
  row->state = EASEL_INTERACTION_RUNNING;

  g_ptr_array_add (self->runs, g_object_ref (run));
  _easel_edit_call_start (self, self->store, self->providers, run, request);
  return run;
}

/**
 * easel_edit_service_get_run:
 * @self: the service
 * @prompt_id: a prompt
 *
 * Returns: (transfer full) (nullable): the run that edits it at this moment in
 *   this process
 */
EaselEditRun *
easel_edit_service_get_run (EaselEditService *self, gint64 prompt_id)
{
  g_return_val_if_fail (EASEL_IS_EDIT_SERVICE (self), NULL);

  for (guint i = self->runs->len; i > 0; i--)
    {
      EaselEditRun *run = g_ptr_array_index (self->runs, i - 1);

      if (easel_edit_run_get_prompt_id (run) == prompt_id)
        return g_object_ref (run);
    }
  return NULL;
}

typedef struct
{
  EaselEditService *self;
  gint64 prompt_id;
  char *query;
  guint limit;
} Lookup;

static void
lookup_free (gpointer data)
{
  Lookup *lookup = data;

  g_object_unref (lookup->self);
  g_free (lookup->query);
  g_free (lookup);
}

static Lookup *
lookup_new (EaselEditService *self, gint64 prompt_id, const char *query, guint limit)
{
  Lookup *lookup = g_new0 (Lookup, 1);

  lookup->self = g_object_ref (self);
  lookup->prompt_id = prompt_id;
  lookup->query = g_strdup (query);
  lookup->limit = limit;
  return lookup;
}

static DexFuture *
find_open_fiber (gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (EaselModelRow) model = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ref = NULL;
  EaselInteractionRow *row;

  rows = dex_await_boxed (easel_store_interactions_list (lookup->self->store, lookup->prompt_id, NULL, 1, 0),
                          &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  row = rows->len > 0 ? g_ptr_array_index (rows, 0) : NULL;
  if (row == NULL || row->outcome != EASEL_OUTCOME_OPEN || row->state == EASEL_INTERACTION_RUNNING ||
      row->output == NULL || *row->output == '\0')
    return dex_future_new_take_object (NULL);
  ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
  model = _easel_provider_service_get_model_row (lookup->self->providers, ref);
  return dex_future_new_take_object (
      _easel_edit_run_new_from_row (row, model != NULL ? model->name : row->model_id, row->cost == 0));
}

/**
 * easel_edit_service_find_open:
 * @self: the service
 * @prompt_id: a prompt
 *
 * Returns: (transfer full): resolves to the #EaselEditRun of the newest edit of
 *   the prompt if it brought an answer that nobody decided about, else to %NULL
 */
DexFuture *
easel_edit_service_find_open (EaselEditService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_SERVICE (self));

  return easel_fiber_spawn (find_open_fiber, lookup_new (self, prompt_id, NULL, 1), lookup_free);
}

/**
 * easel_edit_service_set_outcome:
 * @self: the service
 * @interaction_id: a call
 * @outcome: what became of it
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_edit_service_set_outcome (EaselEditService *self, gint64 interaction_id, EaselEditOutcome outcome)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_SERVICE (self));

  /* Who does not want an answer does not want it again. */
  if (outcome == EASEL_EDIT_DISMISSED)
    dex_future_disown (easel_store_answers_forget (self->store, interaction_id));
  return easel_store_interactions_set_outcome (self->store, interaction_id,
                                               (EaselInteractionOutcome) outcome);
}

/**
 * easel_edit_service_get_cache:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a boolean: whether answers are kept for
 *   an hour and given again to the same request
 */
DexFuture *
easel_edit_service_get_cache (EaselEditService *self)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_SERVICE (self));

  return _easel_answer_cache_get (self->store);
}

/**
 * easel_edit_service_set_cache:
 * @self: the service
 * @on: whether answers are kept for an hour and given again to the same request
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_edit_service_set_cache (EaselEditService *self, gboolean on)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_SERVICE (self));

  return _easel_answer_cache_set (self->store, on);
}

static DexFuture *
list_log_fiber (gpointer data)
{
  Lookup *lookup = data;
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_INTERACTION);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (
      easel_store_interactions_list (lookup->self->store, lookup->prompt_id, lookup->query, lookup->limit, 0),
      &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < rows->len; i++)
    {
      EaselInteractionRow *row = g_ptr_array_index (rows, i);
      g_autofree char *ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
      g_autoptr (EaselModel) model = easel_provider_service_find_model (lookup->self->providers, ref);
      g_autoptr (EaselInteraction) item =
          _easel_interaction_new (row, model != NULL ? easel_model_get_name (model) : NULL);

      g_list_store_append (list, item);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

/**
 * easel_edit_service_list_log:
 * @self: the service
 * @prompt_id: only the calls for this prompt; 0 for all
 * @query: (nullable): only those that hold these words
 * @limit: most rows
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselInteraction, the
 *   newest first
 */
DexFuture *
easel_edit_service_list_log (EaselEditService *self, gint64 prompt_id, const char *query, guint limit)
{
  dex_return_error_if_fail (EASEL_IS_EDIT_SERVICE (self));

  return easel_fiber_spawn (list_log_fiber, lookup_new (self, prompt_id, query, limit), lookup_free);
}

/**
 * easel_edit_service_estimate:
 * @self: the service
 * @model: the model
 * @prompt: what the prompt consists of
 * @instruction: what the instruction consists of
 * @cost: (out): millionths of a US dollar, if known
 *
 * Counts the request as it would be sent, an answer a little longer than the
 * prompt, and what the model thought in the middle one of its last calls. See
 * easel_token_count().
 *
 * Returns: whether the price is known
 */
gboolean
easel_edit_service_estimate (EaselEditService *self,
                             EaselModel *model,
                             const EaselTokenStats *prompt,
                             const EaselTokenStats *instruction,
                             gint64 *cost)
{
  g_return_val_if_fail (EASEL_IS_EDIT_SERVICE (self), FALSE);

  *cost = easel_model_is_free (model)
              ? 0
              : _easel_edit_call_estimate (_easel_model_get_row (model), prompt, instruction,
                                           _easel_thinking_expect (self->providers, model));
  return *cost >= 0;
}

/**
 * easel_edit_service_get_example_prompt:
 *
 * Returns: a prompt to try the samples with
 */
const char *
easel_edit_service_get_example_prompt (void)
{
  return easel_sandbox_get_example_prompt ();
}

/**
 * easel_edit_service_get_example_instruction:
 *
 * Returns: an instruction that the samples can follow
 */
const char *
easel_edit_service_get_example_instruction (void)
{
  return easel_sandbox_get_example_instruction ();
}
