// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thinking-private.h"

#include "easel-fiber.h"
#include "easel-model-private.h"
#include "easel-store-usage.h"

/* How much a model thinks before it answers: that is paid for as its answer is,
 * and no request says how much it will be. */

/* A model of which the ledger says nothing. */
#define NOTHING_KNOWN -1

typedef struct
{
  EaselProviderService *self;
  EaselModel *model;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_object_unref (task->model);
  g_free (task);
}

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  const char *ref = easel_model_get_ref (task->model);
  g_autoptr (GError) error = NULL;
  gint64 *known = g_new (gint64, 1);

  *known = dex_await_int64 (easel_store_usage_find_thinking (task->self->store,
                                                             easel_model_get_provider_slug (task->model),
                                                             easel_model_get_id (task->model)),
                            &error);
  if (error != NULL)
    {
      g_debug ("What a model thinks is not known: %s", error->message);
      *known = NOTHING_KNOWN;
    }
  g_hash_table_insert (task->self->thinking, g_strdup (ref), known);
  return dex_future_new_true ();
}

/* Resolves to TRUE once the ledger was asked. */
DexFuture *
_easel_thinking_load (EaselProviderService *self, EaselModel *model)
{
  Task *task;

  if (g_hash_table_contains (self->thinking, easel_model_get_ref (model)))
    return dex_future_new_true ();
  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->model = g_object_ref (model);
  return easel_fiber_spawn (load_fiber, task, task_free);
}

/*
 * About how many tokens model thinks at a call: the median of its last calls, else
 * a guess for one that is known to think. Asks the ledger in passing, so the first
 * answer of a model may be the guess.
 */
gint64
_easel_thinking_expect (EaselProviderService *self, EaselModel *model)
{
  gint64 *known = g_hash_table_lookup (self->thinking, easel_model_get_ref (model));

  if (known == NULL && !easel_model_is_free (model))
    dex_future_disown (_easel_thinking_load (self, model));
  if (known != NULL && *known >= 0)
    return *known;
  return (easel_model_get_capabilities (model) & EASEL_CAPABILITY_REASONING) != 0 ? EASEL_THINKING_GUESS : 0;
}

/* The ledger knows more of it now. */
void
_easel_thinking_forget (EaselProviderService *self, const char *ref)
{
  g_hash_table_remove (self->thinking, ref);
}
