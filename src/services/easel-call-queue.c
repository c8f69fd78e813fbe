// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-call-queue-private.h"

#include "easel-call-slots-private.h"

/* How often a program looks whether another has ended its call, ms. */
#define LOOK_AGAIN 100

/* The calls of one provider. */
typedef struct
{
  EaselCallQueue *queue; /* borrowed */
  char *slug;
  guint n_held;
  guint limit;
  guint64 slots; /* those that this program has, a bit each */
  guint look_source;
  GQueue waiting;
} Line;

struct _EaselCallQueue
{
  GHashTable *lines;
  EaselCallSlots *slots;
};

struct _EaselCallPlace
{
  EaselCallQueue *queue;
  Line *line;
  DexPromise *promise;
  guint slot;
  gboolean held;
};

G_STATIC_ASSERT (EASEL_CALL_SLOTS == 64);

static void
line_free (gpointer data)
{
  Line *line = data;

  g_clear_handle_id (&line->look_source, g_source_remove);
  g_free (line->slug);
  g_free (line);
}

static void
queue_clear (gpointer data)
{
  EaselCallQueue *self = data;

  g_hash_table_unref (self->lines);
  _easel_call_slots_free (self->slots);
}

/* Programs that name the same file share the limits; with NULL each has its own. */
EaselCallQueue *
_easel_call_queue_new (const char *path)
{
  EaselCallQueue *self = g_rc_box_new0 (EaselCallQueue);

  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, line_free);
  self->slots = _easel_call_slots_new (path);
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

/* The first slot that nobody has, of those that the limit allows. */
static gboolean
take_slot (Line *line, guint *slot)
{
  for (*slot = 0; *slot < MIN (line->limit, EASEL_CALL_SLOTS); (*slot)++)
    if ((line->slots >> *slot & 1) == 0 && _easel_call_slots_take (line->queue->slots, line->slug, *slot))
      return TRUE;
  return FALSE;
}

static void
hold (EaselCallPlace *place, guint slot)
{
  place->held = TRUE;
  place->slot = slot;
  place->line->n_held++;
  place->line->slots |= G_GUINT64_CONSTANT (1) << slot;
  dex_promise_resolve_boolean (place->promise, TRUE);
}

static gboolean let_in (Line *line);

static gboolean
on_look_cb (gpointer user_data)
{
  Line *line = user_data;

  if (!let_in (line))
    return G_SOURCE_CONTINUE;
  line->look_source = 0;
  return G_SOURCE_REMOVE;
}

/* Who came first goes first, of this program. FALSE if another one's calls are in
 * the way: nothing tells when those end. */
static gboolean
let_in (Line *line)
{
  guint slot;

  while (line->n_held < line->limit && line->waiting.length > 0)
    {
      if (!take_slot (line, &slot))
        return FALSE;
      hold (g_queue_pop_head (&line->waiting), slot);
    }
  return TRUE;
}

static void
move (Line *line)
{
  if (!let_in (line) && line->look_source == 0)
    line->look_source = g_timeout_add (LOOK_AGAIN, on_look_cb, line);
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
      line->queue = self;
      line->slug = g_strdup (slug);
      g_hash_table_insert (self->lines, line->slug, line);
    }
  line->limit = MAX (limit, 1);
  place->queue = g_rc_box_acquire (self);
  place->line = line;
  place->promise = dex_promise_new ();
  g_queue_push_tail (&line->waiting, place);
  move (line);
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
    {
      line->n_held--;
      line->slots &= ~(G_GUINT64_CONSTANT (1) << place->slot);
      _easel_call_slots_give_back (place->queue->slots, line->slug, place->slot);
    }
  else
    g_queue_remove (&line->waiting, place);
  move (line);
  if (line->n_held == 0 && line->waiting.length == 0)
    g_hash_table_remove (place->queue->lines, line->slug);
  dex_unref (place->promise);
  _easel_call_queue_unref (place->queue);
  g_free (place);
}
