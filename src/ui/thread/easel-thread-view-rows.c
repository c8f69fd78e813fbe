// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include "easel-highlight.h"

/* The widgets of the rows in view, and those that wait to be used again. */

static EaselThreadPlace
find_place (EaselThreadView *self, GtkWidget *widget)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (g_array_index (self->shown, EaselThreadShown, i).widget == widget &&
        _easel_thread_view_has_place (self, g_array_index (self->shown, EaselThreadShown, i).place))
      return g_array_index (self->shown, EaselThreadShown, i).place;
  return (EaselThreadPlace) { G_MAXUINT, 0 };
}

static void
on_row_use_cb (GtkWidget *row, EaselThreadView *self)
{
  EaselThreadPlace place = find_place (self, row);
  g_autofree char *code = NULL;

  if (place.message == G_MAXUINT)
    return;
  code = _easel_thread_view_dup_code (self, place);
  _easel_thread_view_use (self, place.message, code);
}

static void
on_row_copy_cb (GtkWidget *row, EaselThreadView *self)
{
  EaselThreadPlace place = find_place (self, row);

  if (place.message != G_MAXUINT)
    _easel_thread_view_copy_code (self, place);
}

static GtkWidget *
create_row (EaselThreadView *self, guint pool)
{
  gpointer data;
  const EaselThreadRows *rows = easel_thread_model_get_rows (self->model, &data);
  GtkWidget *widget;

  if (pool == EASEL_THREAD_ROW_BLOCK || pool == EASEL_THREAD_POOL_CODE)
    {
      widget = easel_block_row_new ();
      g_signal_connect_object (widget, "use-as-prompt", G_CALLBACK (on_row_use_cb), self, 0);
      g_signal_connect_object (widget, "copy", G_CALLBACK (on_row_copy_cb), self, 0);
    }
  else
    widget = rows->create (pool, data);
  gtk_widget_set_parent (widget, GTK_WIDGET (self));
  return widget;
}

static guint
find_pool (EaselThreadView *self, EaselThreadPlace place, EaselBlock **block)
{
  EaselThreadRowKind kind = easel_thread_model_get_kind (self->model, place);

  *block = NULL;
  if (kind != EASEL_THREAD_ROW_BLOCK)
    return kind;
  *block = easel_thread_model_get_block (self->model, place);
  return *block != NULL && (*block)->kind == EASEL_BLOCK_CODE && !(*block)->continues
             ? EASEL_THREAD_POOL_CODE
             : EASEL_THREAD_ROW_BLOCK;
}

static void
bind_block (EaselThreadView *self, EaselThreadShown *shown, EaselBlock *block)
{
  EaselBlockRow *row = EASEL_BLOCK_ROW (shown->widget);
  guint message = shown->place.message;
  EaselThreadVoice voice = easel_thread_model_get_voice (self->model, message);
  guint index = shown->place.row - easel_thread_model_get_first_block (self->model, message);
  guint n_blocks = easel_thread_model_get_n_blocks (self->model, message);
  EaselThreadPlace next = { message, shown->place.row + 1 };
  EaselBlock *following = index + 1 < n_blocks ? easel_thread_model_get_block (self->model, next) : NULL;
  gboolean is_growing;

  easel_block_row_set_words (row, self->words);
  if (voice == EASEL_THREAD_VOICE_USER)
    easel_block_row_set_edges (row, index == 0, index + 1 == n_blocks);
  else
    easel_block_row_set_edges (row, block == NULL || !block->continues,
                               following == NULL || !following->continues);
  if (easel_block_row_get_block (row) == block && block != NULL)
    return;
  easel_block_row_set_block (row, block, voice);
  is_growing =
      index + 1 == n_blocks && easel_thread_model_get_source (self->model)->is_streaming (shown->message);
  if (!is_growing)
    easel_block_row_name (row);
  easel_highlight_row (row, is_growing);
}

/* Whether a row is the one that is wanted. Those that are no text are there once, and
 * may come to stand elsewhere when the text grows. */
static gboolean
is_same (const EaselThreadShown *had, const EaselThreadShown *wanted)
{
  if (had->widget == NULL || had->message != wanted->message || had->pool != wanted->pool)
    return FALSE;
  return had->place.row == wanted->place.row ||
         (had->pool != EASEL_THREAD_ROW_BLOCK && had->pool != EASEL_THREAD_POOL_CODE);
}

/* The widget for a row: the one that it had, one that waits, or a new one. */
EaselThreadShown
_easel_thread_view_take_row (EaselThreadView *self, EaselThreadPlace place, GArray *old)
{
  EaselThreadShown shown = { .place = place };
  gpointer data;
  const EaselThreadRows *rows = easel_thread_model_get_rows (self->model, &data);
  EaselBlock *block;

  shown.message = easel_thread_model_get_message (self->model, place.message);
  shown.pool = find_pool (self, place, &block);
  for (guint i = 0; i < old->len; i++)
    {
      EaselThreadShown *had = &g_array_index (old, EaselThreadShown, i);

      if (is_same (had, &shown))
        {
          shown.widget = had->widget;
          had->widget = NULL;
          if (block != NULL)
            bind_block (self, &shown, block);
          return shown;
        }
    }
  if (self->pools[shown.pool]->len > 0)
    shown.widget = g_ptr_array_steal_index_fast (self->pools[shown.pool], self->pools[shown.pool]->len - 1);
  else
    shown.widget = create_row (self, shown.pool);
  gtk_widget_set_child_visible (shown.widget, TRUE);
  if (shown.pool == EASEL_THREAD_ROW_BLOCK || shown.pool == EASEL_THREAD_POOL_CODE)
    bind_block (self, &shown, block);
  else
    rows->bind (shown.widget, shown.pool, g_object_ref (shown.message), data);
  _easel_thread_view_draw_selection (self, &shown);
  return shown;
}

/* Lets a row's widget wait. */
void
_easel_thread_view_give_row (EaselThreadView *self, EaselThreadShown *shown)
{
  gpointer data;
  const EaselThreadRows *rows = easel_thread_model_get_rows (self->model, &data);

  if (shown->pool == EASEL_THREAD_ROW_BLOCK || shown->pool == EASEL_THREAD_POOL_CODE)
    {
      easel_block_row_set_block (EASEL_BLOCK_ROW (shown->widget), NULL, EASEL_THREAD_VOICE_ANSWER);
      easel_block_row_set_selection (EASEL_BLOCK_ROW (shown->widget), 0, 0);
    }
  else
    {
      rows->unbind (shown->widget, shown->pool, shown->message, data);
      g_object_unref (shown->message);
    }
  gtk_widget_set_child_visible (shown->widget, FALSE);
  g_ptr_array_add (self->pools[shown->pool], shown->widget);
  shown->widget = NULL;
}
