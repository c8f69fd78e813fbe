// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/* Words in this chat, on all of its branches. */

#define MOST_HITS 1000

static void
show_count (EaselChatPage *self)
{
  g_autofree char *text = NULL;

  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) == '\0')
    text = g_strdup ("");
  else if (self->hits->len == 0)
    text = g_strdup (_ ("No hits"));
  else
    /* Translators: which hit is shown, of how many */
    text = g_strdup_printf (_ ("%u of %u"), self->hit + 1, self->hits->len);
  gtk_label_set_label (self->search_label, text);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
take_hits (EaselChatPage *self, GListModel *found)
{
  g_array_set_size (self->hits, 0);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (EaselChatHit) hit = g_list_model_get_item (found, i);
      gint64 id = easel_chat_hit_get_message_id (hit);

      g_array_append_val (self->hits, id);
    }
  g_array_sort (self->hits, compare_ids);
  /* The last one is the nearest to where one reads. */
  self->hit = self->hits->len > 0 ? self->hits->len - 1 : 0;
  if (self->hits->len > 0)
    _easel_chat_page_show_message (self, g_array_index (self->hits, gint64, self->hit));
  show_count (self);
}

static DexFuture *
search_fiber (gpointer data)
{
  EaselChatPage *self = data;
  guint serial = ++self->search_serial;
  gint64 thread_id = self->thread_id;
  g_autofree char *query = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  found = dex_await_object (
      easel_chat_service_search_thread (_easel_chat_page_get_chats (self), thread_id, query, MOST_HITS),
      &error);
  if (self->context == NULL || serial != self->search_serial || thread_id != self->thread_id)
    return NULL;
  if (found == NULL)
    gtk_label_set_label (self->search_label, error->message);
  else
    take_hits (self, found);
  return NULL;
}

/* Whether there is something to search in. */
gboolean
_easel_chat_page_search (EaselChatPage *self)
{
  if (self->conversation == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->conversation)) == 0)
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  easel_thread_view_set_words (self->view, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  return TRUE;
}

void
_easel_chat_page_search_changed (EaselChatPage *self)
{
  const char *query = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  easel_thread_view_set_words (self->view, query);
  if (*query == '\0')
    {
      self->search_serial++;
      g_array_set_size (self->hits, 0);
      show_count (self);
    }
  else if (self->context != NULL)
    dex_future_disown (easel_fiber_spawn (search_fiber, g_object_ref (self), g_object_unref));
}

void
_easel_chat_page_search_step (EaselChatPage *self, int step)
{
  guint n = self->hits->len;

  if (n == 0)
    return;
  self->hit = (self->hit + n + (guint) (step + (int) n)) % n;
  _easel_chat_page_show_message (self, g_array_index (self->hits, gint64, self->hit));
  show_count (self);
}

void
_easel_chat_page_search_ended (EaselChatPage *self)
{
  if (self->hits != NULL)
    g_array_set_size (self->hits, 0);
  if (self->view != NULL)
    easel_thread_view_set_words (self->view, NULL);
  if (self->context != NULL && self->composer != NULL)
    easel_chat_composer_focus (self->composer);
}
