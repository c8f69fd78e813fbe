// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-fiber.h"
#include "easel-message-private.h"
#include "easel-store-messages.h"

/* So many texts are read at once. */
#define BATCH 128

struct _EaselMessageTable
{
  EaselStore *store;
  EaselLibraryService *library;
  GHashTable *messages; /* gint64 → EaselMessage, borrowed: each takes itself out */
  GPtrArray *wanted;    /* messages whose words were asked for */
  DexPromise *loaded;
};

EaselMessageTable *
_easel_message_table_new (EaselStore *store, EaselLibraryService *library)
{
  EaselMessageTable *self = g_rc_box_new0 (EaselMessageTable);

  self->store = g_object_ref (store);
  self->library = g_object_ref (library);
  self->messages = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

EaselLibraryService *
_easel_message_table_get_library (EaselMessageTable *self)
{
  return self->library;
}

EaselMessageTable *
_easel_message_table_ref (EaselMessageTable *self)
{
  return g_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  EaselMessageTable *self = data;

  g_clear_object (&self->library);
  g_clear_object (&self->store);
  g_clear_pointer (&self->messages, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_ptr_array_unref);
  dex_clear (&self->loaded);
}

void
_easel_message_table_unref (EaselMessageTable *self)
{
  g_rc_box_release_full (self, clear);
}

/* Returns: (nullable): the message, if it is held; the caller does not own it */
EaselMessage *
_easel_message_table_find (EaselMessageTable *self, gint64 id)
{
  return g_hash_table_lookup (self->messages, &id);
}

/* The message that head is about, brought up to date with it. */
EaselMessage *
_easel_message_table_take (EaselMessageTable *self, gint64 thread_id, const EaselMessageHead *head)
{
  EaselMessage *message = _easel_message_table_find (self, head->id);

  if (message != NULL)
    {
      _easel_message_update (message, head);
      return g_object_ref (message);
    }
  message = _easel_message_new (self, thread_id, head);
  g_hash_table_insert (self->messages, g_memdup2 (&head->id, sizeof head->id), message);
  return message;
}

/* A message is gone. */
void
_easel_message_table_forget (EaselMessageTable *self, gint64 id)
{
  g_hash_table_remove (self->messages, &id);
}

void
_easel_message_table_note_blocks (EaselMessageTable *self, gint64 id, guint n_blocks)
{
  dex_future_disown (easel_store_messages_note_blocks (self->store, id, n_blocks));
}

/* ---- loading ---- */

static void
take_rows (EaselMessageTable *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      EaselMessageRecord *row = g_ptr_array_index (rows, i);
      EaselMessage *message = _easel_message_table_find (self, row->head.id);

      if (message != NULL)
        _easel_message_take_row (message, row);
    }
}

static gboolean
load_batch (EaselMessageTable *self, GPtrArray *wanted, guint first, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) rows = NULL;

  for (guint i = first; i < wanted->len && i < first + BATCH; i++)
    {
      gint64 id = easel_message_get_id (g_ptr_array_index (wanted, i));

      g_array_append_val (ids, id);
    }
  rows = dex_await_boxed (easel_store_messages_load (self->store, ids), error);
  if (rows == NULL)
    return FALSE;
  take_rows (self, rows);
  return TRUE;
}

static DexFuture *
load_fiber (gpointer data)
{
  EaselMessageTable *self = data;
  g_autoptr (GPtrArray) wanted = g_steal_pointer (&self->wanted);
  g_autoptr (DexPromise) loaded = g_steal_pointer (&self->loaded);
  g_autoptr (GError) error = NULL;

  self->wanted = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint first = 0; first < wanted->len; first += BATCH)
    if (!load_batch (self, wanted, first, &error))
      {
        dex_promise_reject (loaded, g_error_copy (error));
        return dex_future_new_for_error (g_steal_pointer (&error));
      }
  dex_promise_resolve_boolean (loaded, TRUE);
  return dex_future_new_true ();
}

static void
unref_table (gpointer data)
{
  _easel_message_table_unref (data);
}

/* Reads the words of message, together with those of all that are asked for in
 * this turn of the main loop. */
DexFuture *
_easel_message_table_load (EaselMessageTable *self, EaselMessage *message)
{
  if (self->loaded == NULL)
    {
      self->loaded = dex_promise_new ();
      dex_future_disown (easel_fiber_spawn (load_fiber, _easel_message_table_ref (self), unref_table));
    }
  g_ptr_array_add (self->wanted, g_object_ref (message));
  return dex_ref (DEX_FUTURE (self->loaded));
}
