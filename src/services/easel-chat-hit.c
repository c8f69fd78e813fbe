// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-service-private.h"

#include "easel-chat-hit-row.h"
#include "easel-store-chat-search.h"

/**
 * EaselChatHit:
 *
 * A place in a conversation that a search found.
 */
struct _EaselChatHit
{
  GObject parent_instance;

  EaselChatHitRow *row;
  GArray *marks;
};

G_DEFINE_FINAL_TYPE (EaselChatHit, easel_chat_hit, G_TYPE_OBJECT)

static void
easel_chat_hit_finalize (GObject *object)
{
  EaselChatHit *self = EASEL_CHAT_HIT (object);

  g_clear_pointer (&self->row, easel_chat_hit_row_unref);
  g_array_unref (self->marks);

  G_OBJECT_CLASS (easel_chat_hit_parent_class)->finalize (object);
}

static void
easel_chat_hit_class_init (EaselChatHitClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_chat_hit_finalize;
}

static void
easel_chat_hit_init (EaselChatHit *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
}

/* data: an EaselChatHitRow. */
EaselChatHit *
_easel_chat_hit_new (gpointer data)
{
  EaselChatHit *self = g_object_new (EASEL_TYPE_CHAT_HIT, NULL);
  const guint *numbers;

  self->row = easel_chat_hit_row_ref (data);
  numbers = (const guint *) (gconstpointer) self->row->marks->data;
  for (guint i = 0; i < self->row->marks->len; i++)
    {
      EaselSpan mark = { numbers[2 * i], numbers[2 * i + 1] };

      g_array_append_val (self->marks, mark);
    }
  return self;
}

gint64
easel_chat_hit_get_thread_id (EaselChatHit *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), 0);

  return self->row->thread_id;
}

/**
 * easel_chat_hit_get_message_id:
 * @self: a hit
 *
 * Returns: the message, 0 if the thread's title was found
 */
gint64
easel_chat_hit_get_message_id (EaselChatHit *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), 0);

  return self->row->message_id;
}

const char *
easel_chat_hit_get_title (EaselChatHit *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), NULL);

  return self->row->title;
}

/**
 * easel_chat_hit_get_snippet:
 * @self: a hit
 *
 * Returns: (transfer none): one line around the first word that was found
 */
const char *
easel_chat_hit_get_snippet (EaselChatHit *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), NULL);

  return self->row->snippet;
}

/**
 * easel_chat_hit_get_marks:
 * @self: a hit
 * @n_marks: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_marks): the words of the snippet that
 *   were found, in bytes
 */
const EaselSpan *
easel_chat_hit_get_marks (EaselChatHit *self, guint *n_marks)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), NULL);
  g_return_val_if_fail (n_marks != NULL, NULL);

  *n_marks = self->marks->len;
  return (const EaselSpan *) (gconstpointer) self->marks->data;
}

/**
 * easel_chat_hit_get_created_at:
 * @self: a hit
 *
 * Returns: when it was said; UTC, microseconds
 */
gint64
easel_chat_hit_get_created_at (EaselChatHit *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_HIT (self), 0);

  return self->row->created_at;
}

/* ---- looking for them ---- */

/* Not in a fiber: who drops the future stops the search. */
static DexFuture *
on_found_cb (DexFuture *future, gpointer user_data)
{
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_CHAT_HIT);
  GPtrArray *rows = g_value_get_boxed (dex_future_get_value (future, NULL));

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselChatHit) hit = _easel_chat_hit_new (g_ptr_array_index (rows, i));

      g_list_store_append (list, hit);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

/**
 * easel_chat_service_search:
 * @self: the service
 * @query: words to find in titles and messages; nothing in it is syntax
 * @limit: at most so many hits
 *
 * Dropping the future stops the search.
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselChatHit: titles,
 *   then messages, of each the best first
 */
DexFuture *
easel_chat_service_search (EaselChatService *self, const char *query, guint limit)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (query != NULL && limit > 0);

  return dex_future_then (easel_store_chat_search (self->store, query, limit), on_found_cb, NULL, NULL);
}

/**
 * easel_chat_service_search_thread:
 * @self: the service
 * @thread_id: a thread
 * @query: as for easel_chat_service_search()
 * @limit: at most so many hits
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselChatHit: messages of
 *   all branches of the thread, the newest first
 */
DexFuture *
easel_chat_service_search_thread (EaselChatService *self, gint64 thread_id, const char *query, guint limit)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (query != NULL && limit > 0);

  return dex_future_then (easel_store_chat_search_thread (self->store, thread_id, query, limit), on_found_cb,
                          NULL, NULL);
}
