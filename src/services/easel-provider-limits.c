// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-provider-private.h"
#include "easel-provider-service-private.h"
#include "easel-store-providers.h"
#include "easel-url-policy.h"

/* How many calls a provider gets at once. */

#define MOST_CALLS_OPTION "most_calls"
#define MOST_CALLS 4
/* A model on this computer has one computer to itself: more at once makes each
 * of them slower. */
#define MOST_CALLS_HERE 2

guint
_easel_provider_row_get_most_calls (const EaselProviderRow *row)
{
  g_autoptr (JsonNode) options = row->options != NULL ? easel_json_parse (row->options, -1, NULL) : NULL;
  gint64 most;

  if (options != NULL && easel_json_get_int (options, MOST_CALLS_OPTION, &most) && most > 0 &&
      most <= EASEL_MOST_CALLS_LIMIT)
    return (guint) most;
  return row->base_url != NULL && easel_url_is_loopback (row->base_url) ? MOST_CALLS_HERE : MOST_CALLS;
}

/**
 * easel_provider_get_most_calls:
 * @self: a provider
 *
 * Returns: how many calls it gets at once, from all programs that share the
 *   database; others wait for their turn. What the user said, else 4, or 2 for a server on this computer
 */
guint
easel_provider_get_most_calls (EaselProvider *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER (self), 1);

  return _easel_provider_row_get_most_calls (_easel_provider_get_row (self));
}

typedef struct
{
  EaselProviderService *self;
  char *slug;
  guint most;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task->slug);
  g_free (task);
}

static DexFuture *
set_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (
          easel_store_providers_set_option (task->self->store, task->slug, MOST_CALLS_OPTION, task->most),
          &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

/**
 * easel_provider_service_set_most_calls:
 * @self: the service
 * @slug: the provider
 * @most: how many calls it gets at once, at most %EASEL_MOST_CALLS_LIMIT; 0 for
 *   what is usual
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_most_calls (EaselProviderService *self, const char *slug, guint most)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (slug != NULL);

  if (most > EASEL_MOST_CALLS_LIMIT)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("A provider gets at most %d calls at once."), EASEL_MOST_CALLS_LIMIT);
  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->slug = g_strdup (slug);
  task->most = most;
  return easel_fiber_spawn (set_fiber, task, task_free);
}
