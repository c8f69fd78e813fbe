// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-call-queue-private.h"

/* The calls of one provider. */
typedef struct
{
  guint n_held;
  guint limit;
  GQueue waiting;
} Line;

struct _EaselCallQueue
{
  GHashTable *lines;
};

struct _EaselCallPlace
{
  EaselCallQueue *queue;
  Line *line;
  char *slug;
  DexPromise *promise;
  gboolean held;
};

static void
queue_clear (gpointer data)
{
  EaselCallQueue *self = data;

  g_hash_table_unref (self->lines);
}

EaselCallQueue *
_easel_call_queue_new (void)
{
  EaselCallQueue *self = g_rc_box_new0 (EaselCallQueue);

  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
_easel_call_queue_unref (EaselCallQueue *self)
{
  g_rc_box_release_full (self, queue_clear);
}

/* How many wait for a place at @slug. */
guint
_easel_call_queue_count_waiting (EaselCallQueue *self, const char *slug)
{
  Line *line = g_hash_table_lookup (self->lines, slug);

  return line != NULL ? line->waiting.length : 0;
}

static void
hold (EaselCallPlace *place)
{
  place->held = TRUE;
  place->line->n_held++;
  dex_promise_resolve_boolean (place->promise, TRUE);
}

/* Who came first goes first. */
static void
let_in (Line *line)
{
  while (line->n_held < line->limit && line->waiting.length > 0)
    hold (g_queue_pop_head (&line->waiting));
}

/* Takes a place at @slug, or stands at the end of the line for one. The newest
 * limit holds for all; what is under way already is not ended by a lower one. */
EaselCallPlace *
_easel_call_queue_join (EaselCallQueue *self, const char *slug, guint limit)
{
  EaselCallPlace *place = g_new0 (EaselCallPlace, 1);
  Line *line = g_hash_table_lookup (self->lines, slug);

  if (line == NULL)
    {
      line = g_new0 (Line, 1);
      g_hash_table_insert (self->lines, g_strdup (slug), line);
    }
  line->limit = MAX (limit, 1);
  place->queue = g_rc_box_acquire (self);
  place->line = line;
  place->slug = g_strdup (slug);
  place->promise = dex_promise_new ();
  g_queue_push_tail (&line->waiting, place);
  let_in (line);
  return place;
}

gboolean
_easel_call_place_is_held (EaselCallPlace *place)
{
  return place->held;
}

/* Resolves to TRUE once the place is held. */
DexFuture *
_easel_call_place_wait (EaselCallPlace *place)
{
  return dex_ref (DEX_FUTURE (place->promise));
}

/* Gives the place back, or stops waiting for it. */
void
_easel_call_place_leave (EaselCallPlace *place)
{
  Line *line = place->line;

  if (place->held)
    line->n_held--;
  else
    g_queue_remove (&line->waiting, place);
  let_in (line);
  if (line->n_held == 0 && line->waiting.length == 0)
    g_hash_table_remove (place->queue->lines, place->slug);
  dex_unref (place->promise);
  _easel_call_queue_unref (place->queue);
  g_free (place->slug);
  g_free (place);
}
