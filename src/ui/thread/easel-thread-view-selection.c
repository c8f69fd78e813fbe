// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include <string.h>

#include "easel-block-copy.h"

/*
 * The selection is two points of the thread, whatever is on the screen. Rows draw
 * their part of it; what is copied is written from the messages.
 */

static int
compare_points (const EaselThreadPoint *a, const EaselThreadPoint *b)
{
  if (a->message != b->message)
    return a->message < b->message ? -1 : 1;
  if (a->block != b->block)
    return a->block < b->block ? -1 : 1;
  return a->offset == b->offset ? 0 : a->offset < b->offset ? -1 : 1;
}

/* Where a character begins: a block may have become another since a place in it was
 * noted. */
gsize
_easel_thread_view_find_character (const EaselBlock *block, gsize offset)
{
  offset = MIN (offset, block->length);
  while (offset > 0 && offset < block->length && ((guchar) block->text[offset] & 0xc0) == 0x80)
    offset--;
  return offset;
}

static void
get_ends (EaselThreadView *self, EaselThreadPoint *start, EaselThreadPoint *end)
{
  gboolean forward = compare_points (&self->from, &self->to) <= 0;

  *start = forward ? self->from : self->to;
  *end = forward ? self->to : self->from;
}

/* Has a row draw what is selected of it. */
void
_easel_thread_view_draw_selection (EaselThreadView *self, const EaselThreadShown *shown)
{
  EaselThreadPoint start, end;
  guint message = shown->place.message;
  guint first, block;
  gsize from = 0, to = G_MAXSIZE;

  if ((shown->pool != EASEL_THREAD_ROW_BLOCK && shown->pool != EASEL_THREAD_POOL_CODE) ||
      !_easel_thread_view_has_place (self, shown->place))
    return;
  first = easel_thread_model_get_first_block (self->model, message);
  block = shown->place.row - first;
  get_ends (self, &start, &end);
  if (!self->has_selection || message < start.message || message > end.message ||
      (message == start.message && block < start.block) || (message == end.message && block > end.block))
    to = 0;
  else
    {
      if (message == start.message && block == start.block)
        from = start.offset;
      if (message == end.message && block == end.block)
        to = end.offset;
    }
  easel_block_row_set_selection (EASEL_BLOCK_ROW (shown->widget), from, to);
}

void
_easel_thread_view_draw_selections (EaselThreadView *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    _easel_thread_view_draw_selection (self, &g_array_index (self->shown, EaselThreadShown, i));
}

/* Selects what is between two points; nothing if they are the same. */
void
_easel_thread_view_select (EaselThreadView *self, EaselThreadPoint from, EaselThreadPoint to)
{
  gboolean had = self->has_selection;

  self->from = from;
  self->to = to;
  self->has_selection = compare_points (&from, &to) != 0;
  _easel_thread_view_draw_selections (self);
  if (had != self->has_selection)
    {
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.copy", self->has_selection);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.copy-plain", self->has_selection);
      gtk_widget_action_set_enabled (GTK_WIDGET (self), "thread.use-selection", self->has_selection);
      g_object_notify (G_OBJECT (self), "has-selection");
    }
}

/* Before the next layout, rows are shown whose message or block is gone. */
static gboolean
is_text (EaselThreadView *self, const EaselThreadShown *shown)
{
  return (shown->pool == EASEL_THREAD_ROW_BLOCK || shown->pool == EASEL_THREAD_POOL_CODE) &&
         _easel_thread_view_has_place (self, shown->place) &&
         easel_thread_model_get_kind (self->model, shown->place) == EASEL_THREAD_ROW_BLOCK;
}

/* The byte of the thread that is nearest to a place in the view. */
gboolean
_easel_thread_view_find_point (
    EaselThreadView *self, double x, double y, EaselThreadPoint *point, gboolean *exact)
{
  EaselThreadShown *best = NULL;
  double nearest = G_MAXDOUBLE;
  graphene_point_t inside;

  *exact = FALSE;
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);
      double distance = y < shown->y ? shown->y - y : MAX (0, y - shown->y - shown->height);

      if (distance < nearest && is_text (self, shown))
        {
          nearest = distance;
          best = shown;
        }
    }
  if (best == NULL || !gtk_widget_compute_point (GTK_WIDGET (self), best->widget,
                                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &inside))
    return FALSE;
  point->message = best->place.message;
  point->block = best->place.row - easel_thread_model_get_first_block (self->model, best->place.message);
  point->offset = easel_block_row_find_offset (EASEL_BLOCK_ROW (best->widget), inside.x, inside.y, exact);
  *exact = *exact && nearest <= 0;
  return TRUE;
}

/* Keeps the points where they are while messages come and go around them; also one
 * that a selection is to begin at. */
void
_easel_thread_view_messages_changed (EaselThreadView *self, guint position, guint removed, guint added)
{
  EaselThreadPoint start, end;

  get_ends (self, &start, &end);
  if (end.message < position)
    return;
  /* All of the thread stays all of it. */
  if (position == 0 && removed == 0 && end.block == G_MAXUINT && start.message == 0 && start.block == 0 &&
      start.offset == 0)
    {
      EaselThreadPoint *last = compare_points (&self->from, &self->to) <= 0 ? &self->to : &self->from;

      last->message += added;
      _easel_thread_view_draw_selections (self);
      return;
    }
  if (start.message >= position + removed)
    {
      self->from.message += added - removed;
      self->to.message += added - removed;
      return;
    }
  _easel_thread_view_select (self, (EaselThreadPoint) { 0 }, (EaselThreadPoint) { 0 });
}

/* ---- writing it ---- */

typedef struct
{
  GString *text;
  gboolean plain;
  gboolean html;
} Output;

static void
separate (Output *output, const EaselBlock *block, const EaselBlock *above)
{
  if (output->text->len == 0)
    return;
  if (block != NULL && block->continues)
    return;
  g_string_append (output->text,
                   above != NULL && block != NULL && above->indent > 0 && block->indent > 0 ? "\n" : "\n\n");
}

static void
append_part (Output *output, const EaselBlock *block, gsize start, gsize end)
{
  start = _easel_thread_view_find_character (block, start);
  end = _easel_thread_view_find_character (block, end);
  if (output->html)
    easel_block_append_html (block, start, end, output->text);
  else if (output->plain)
    easel_block_append_plain (block, start, end, output->text);
  else
    easel_block_append_markdown (block, start, end, output->text);
}

static EaselBlock *
get_block (EaselThreadView *self, guint message, guint block)
{
  return easel_thread_model_get_block (self->model, _easel_thread_view_block_place (self, message, block));
}

/* Whole blocks are written as they were, in the message's own words. */
static void
append_source (EaselThreadView *self, Output *output, guint message, guint first, guint last)
{
  const EaselThreadSource *source = easel_thread_model_get_source (self->model);
  const char *text = source->get_text (easel_thread_model_get_message (self->model, message));
  gsize start = get_block (self, message, first)->source.start;
  gsize end = easel_span_end (get_block (self, message, last)->source);

  if (text != NULL && end <= source->get_length (easel_thread_model_get_message (self->model, message)))
    g_string_append_len (output->text, text + start, (gssize) (end - start));
}

static gboolean
is_whole (EaselThreadView *self,
          guint message,
          guint block,
          const EaselThreadPoint *start,
          const EaselThreadPoint *end)
{
  EaselBlock *found = get_block (self, message, block);

  return !(message == start->message && block == start->block && start->offset > 0) &&
         !(message == end->message && block == end->block && end->offset < found->length);
}

/* A whole message, which need not be read for it. */
static void
append_whole (EaselThreadView *self, Output *output, guint message)
{
  const EaselThreadSource *source = easel_thread_model_get_source (self->model);
  gpointer item = easel_thread_model_get_message (self->model, message);
  const char *text = source->get_text (item);
  gsize length = text != NULL ? source->get_length (item) : 0;

  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  while (length > 0 && (*text == '\n' || *text == '\r'))
    text++, length--;
  if (length == 0)
    return;
  separate (output, NULL, NULL);
  g_string_append_len (output->text, text, (gssize) length);
}

static void
append_message (EaselThreadView *self,
                Output *output,
                guint message,
                const EaselThreadPoint *start,
                const EaselThreadPoint *end)
{
  guint n_blocks, first, last;

  if (!output->plain && !output->html &&
      (message > start->message || (start->block == 0 && start->offset == 0)) &&
      (message < end->message || end->block == G_MAXUINT))
    {
      append_whole (self, output, message);
      return;
    }
  easel_thread_model_ensure (self->model, message);
  n_blocks = easel_thread_model_get_n_blocks (self->model, message);
  if (!easel_thread_model_is_known (self->model, message) || n_blocks == 0)
    return;
  first = message == start->message ? MIN (start->block, n_blocks - 1) : 0;
  last = message == end->message ? MIN (end->block, n_blocks - 1) : n_blocks - 1;
  for (guint i = first; i <= last; i++)
    {
      EaselBlock *block = get_block (self, message, i);
      guint whole = i;

      separate (output, block, i > first ? get_block (self, message, i - 1) : NULL);
      while (!output->plain && !output->html && whole <= last && is_whole (self, message, whole, start, end))
        whole++;
      if (whole > i)
        {
          append_source (self, output, message, i, whole - 1);
          i = whole - 1;
        }
      else
        append_part (output, block, message == start->message && i == start->block ? start->offset : 0,
                     message == end->message && i == end->block ? end->offset : G_MAXSIZE);
    }
}

static char *
write_selection (EaselThreadView *self, gboolean plain, gboolean html)
{
  Output output = { g_string_new (NULL), plain, html };
  EaselThreadPoint start, end;

  get_ends (self, &start, &end);
  if (self->has_selection && self->model != NULL)
    for (guint i = start.message; i <= end.message && i < easel_thread_model_get_n_messages (self->model);
         i++)
      append_message (self, &output, i, &start, &end);
  return g_string_free (output.text, FALSE);
}

char *
_easel_thread_view_write (EaselThreadView *self, gboolean plain)
{
  return write_selection (self, plain, FALSE);
}

static DexFuture *
load_texts (DexFuture *completed, gpointer data)
{
  EaselThreadView *self = data;
  const EaselThreadSource *source;
  g_autoptr (GPtrArray) futures = g_ptr_array_new_with_free_func (dex_unref);
  EaselThreadPoint start, end;

  if (self->model == NULL)
    return dex_future_new_true ();
  source = easel_thread_model_get_source (self->model);
  get_ends (self, &start, &end);
  for (guint i = start.message;
       self->has_selection && i <= end.message && i < easel_thread_model_get_n_messages (self->model); i++)
    {
      gpointer message = easel_thread_model_get_message (self->model, i);

      if (source->get_text (message) == NULL && source->load != NULL)
        g_ptr_array_add (futures, source->load (message));
    }
  if (futures->len == 0)
    return dex_future_new_true ();
  return dex_future_allv ((DexFuture *const *) futures->pdata, futures->len);
}

/* Resolves when all messages of the selection are there, and loaded. */
static DexFuture *
load_selection (EaselThreadView *self)
{
  return dex_future_then (easel_thread_model_complete (self->model), load_texts, g_object_ref (self),
                          g_object_unref);
}

static GdkContentProvider *
new_provider (const char *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return gdk_content_provider_new_for_bytes (type, bytes);
}

static void
set_clipboard (EaselThreadView *self, const char *text, const char *html)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentProvider *providers[4];
  g_autoptr (GdkContentProvider) all = NULL;
  gsize n = 0;

  providers[n++] = gdk_content_provider_new_typed (G_TYPE_STRING, text);
  if (html != NULL)
    {
      providers[n++] = new_provider ("text/markdown", text);
      providers[n++] = new_provider ("text/html", html);
    }
  all = gdk_content_provider_new_union (providers, n);
  gdk_clipboard_set_content (clipboard, all);
}

static DexFuture *
copy_plain (DexFuture *loaded, gpointer data)
{
  g_autofree char *text = write_selection (data, TRUE, FALSE);

  set_clipboard (data, text, NULL);
  return dex_future_new_true ();
}

static DexFuture *
copy_markdown (DexFuture *loaded, gpointer data)
{
  g_autofree char *text = write_selection (data, FALSE, FALSE);
  g_autofree char *html = write_selection (data, FALSE, TRUE);

  set_clipboard (data, text, html);
  return dex_future_new_true ();
}

/* Copies the selection as Markdown, or as it is read. */
void
_easel_thread_view_copy (EaselThreadView *self, gboolean plain)
{
  DexFuture *loaded;

  if (!self->has_selection)
    return;
  loaded = load_selection (self);
  dex_future_disown (
      dex_future_then (loaded, plain ? copy_plain : copy_markdown, g_object_ref (self), g_object_unref));
}

static DexFuture *
write_loaded (DexFuture *loaded, gpointer data)
{
  return dex_future_new_take_string (write_selection (data, FALSE, FALSE));
}

/**
 * easel_thread_view_dup_selection:
 * @self: a view
 *
 * Resolves to the selected text as Markdown, empty if nothing is selected; rejected
 * if a message of it cannot be loaded.
 *
 * Returns: (transfer full): a future string
 */
DexFuture *
easel_thread_view_dup_selection (EaselThreadView *self)
{
  dex_return_error_if_fail (EASEL_IS_THREAD_VIEW (self));

  return dex_future_then (load_selection (self), write_loaded, g_object_ref (self), g_object_unref);
}

/* All parts of the code that a row is one of. */
char *
_easel_thread_view_dup_code (EaselThreadView *self, EaselThreadPlace place)
{
  GString *text = g_string_new (NULL);
  guint index = place.row - easel_thread_model_get_first_block (self->model, place.message);
  guint n_blocks = easel_thread_model_get_n_blocks (self->model, place.message);
  EaselBlock *block = easel_thread_model_get_block (self->model, place);

  while (block != NULL && index > 0 && block->continues)
    block = get_block (self, place.message, --index);
  for (; block != NULL; block = get_block (self, place.message, index))
    {
      g_string_append_len (text, block->text, (gssize) block->length);
      if (++index >= n_blocks || !get_block (self, place.message, index)->continues)
        break;
    }
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

void
_easel_thread_view_copy_code (EaselThreadView *self, EaselThreadPlace place)
{
  g_autofree char *code = _easel_thread_view_dup_code (self, place);

  set_clipboard (self, code, NULL);
}
