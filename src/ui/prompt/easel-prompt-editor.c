// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-editor.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "easel-diff-decor.h"
#include "easel-diff-paint.h"
#include "easel-diff-style.h"
#include "easel-paste-guard.h"
#include "easel-utf8.h"

/* A part that is kept but not sent. */
#define TAG_SWITCHED_OFF "easel-switched-off"

/* Longer texts are coloured a moment after the last key, not between keys. */
#define LONG_TEXT 20000
#define LONG_TEXT_DELAY 300

/* How many earlier texts remember their marks, for undo. */
#define MOST_REMEMBERED 500

/**
 * EaselPromptEditor:
 *
 * The text of a prompt, with its syntax coloured, its locked spans protected
 * and its switched-off parts dimmed. Locks and switched-off parts are marks on
 * the text, which moves them; undo brings them back with the text.
 */
struct _EaselPromptEditor
{
  GtkTextView parent_instance;

  /* owned */
  GHashTable *remembered;
  EaselDiffColors colors;

  /* state */
  guint style_source;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (EaselPromptEditor, easel_prompt_editor, GTK_TYPE_TEXT_VIEW)

enum
{
  CONTENT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The marks that a text had when it was last seen. */
typedef struct
{
  GArray *locks;
  GArray *offs;
} Marks;

static void
marks_free (gpointer data)
{
  Marks *marks = data;

  g_array_unref (marks->locks);
  g_array_unref (marks->offs);
  g_free (marks);
}

static GtkTextBuffer *
get_buffer (EaselPromptEditor *self)
{
  return gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
}

/* Byte offsets of the stretches that carry a tag. */
static GArray *
collect_spans (GtkTextBuffer *buffer, const char *tag_name, const char *text)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), tag_name);
  gsize length = strlen (text), at = 0;
  int offset = 0;
  GtkTextIter iter;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (gtk_text_iter_has_tag (&iter, tag) || gtk_text_iter_forward_to_tag_toggle (&iter, tag))
    {
      EaselSpan span;
      int start = gtk_text_iter_get_offset (&iter);

      if (!gtk_text_iter_starts_tag (&iter, tag) || !gtk_text_iter_forward_to_tag_toggle (&iter, tag))
        break;
      at += easel_utf8_skip (text + at, length - at, (gsize) (start - offset));
      span.start = at;
      offset = gtk_text_iter_get_offset (&iter);
      at += easel_utf8_skip (text + at, length - at, (gsize) (offset - start));
      span.length = at - span.start;
      g_array_append_val (spans, span);
    }
  return spans;
}

static void
get_iter_at_byte (GtkTextBuffer *buffer, const char *text, gsize byte, GtkTextIter *iter)
{
  gtk_text_buffer_get_iter_at_offset (buffer, iter, (int) easel_utf8_count (text, byte));
}

static void
apply_spans (GtkTextBuffer *buffer, const char *tag, const char *text, const EaselSpan *spans, gsize n_spans)
{
  GtkTextIter start, end;
  gsize length = strlen (text), known = 0;
  int offset = 0;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_remove_tag_by_name (buffer, tag, &start, &end);
  for (gsize i = 0; i < n_spans; i++)
    {
      if (spans[i].start + spans[i].length > length || spans[i].length == 0)
        continue;
      /* Mostly they come in order: of a long text each byte is counted once. */
      if (spans[i].start < known)
        known = 0, offset = 0;
      offset += (int) easel_utf8_count (text + known, spans[i].start - known);
      gtk_text_buffer_get_iter_at_offset (buffer, &start, offset);
      end = start;
      gtk_text_iter_forward_chars (&end, (int) easel_utf8_count (text + spans[i].start, spans[i].length));
      gtk_text_buffer_apply_tag_by_name (buffer, tag, &start, &end);
      known = spans[i].start;
    }
}

/**
 * easel_prompt_editor_dup_text:
 * @self: the editor
 *
 * Returns: (transfer full): the whole text
 */
char *
easel_prompt_editor_dup_text (EaselPromptEditor *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);
  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, TRUE);
}

/* Which text it is: its length and two sums of 64 bits. Nobody attacks it, and
 * it is made at each key of a text that has marks. */
static char *
make_key (const char *text)
{
  const guint64 factors[] = { G_GUINT64_CONSTANT (0x9E3779B97F4A7C15),
                              G_GUINT64_CONSTANT (0xC2B2AE3D27D4EB4F) };
  gsize length = strlen (text);
  guint64 sums[] = { length, ~(guint64) length };

  for (gsize at = 0; at < length; at += sizeof (guint64))
    {
      guint64 word = 0;

      memcpy (&word, text + at, MIN (sizeof word, length - at));
      for (guint i = 0; i < 2; i++)
        {
          sums[i] = (sums[i] ^ word) * factors[i];
          sums[i] ^= sums[i] >> 32;
        }
    }
  return g_strdup_printf ("%" G_GSIZE_MODIFIER "x-%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x", length,
                          sums[0], sums[1]);
}

/* @text is the whole text. */
static void
remember_marks (EaselPromptEditor *self, const char *text)
{
  Marks *marks = g_new0 (Marks, 1);

  marks->locks = collect_spans (get_buffer (self), EASEL_TAG_LOCKED, text);
  marks->offs = collect_spans (get_buffer (self), TAG_SWITCHED_OFF, text);
  if (g_hash_table_size (self->remembered) >= MOST_REMEMBERED)
    g_hash_table_remove_all (self->remembered);
  g_hash_table_replace (self->remembered, make_key (text), marks);
}

static gboolean
has_marks (EaselPromptEditor *self)
{
  return g_hash_table_size (self->remembered) > 0;
}

static void
update_style (EaselPromptEditor *self)
{
  g_clear_handle_id (&self->style_source, g_source_remove);
  easel_diff_style_apply_syntax (get_buffer (self));
}

static gboolean
on_style_timeout_cb (gpointer user_data)
{
  EaselPromptEditor *self = user_data;

  self->style_source = 0;
  update_style (self);
  return G_SOURCE_REMOVE;
}

static void
on_buffer_changed_cb (EaselPromptEditor *self)
{
  if (self->loading)
    return;

  g_clear_handle_id (&self->style_source, g_source_remove);
  if (gtk_text_buffer_get_char_count (get_buffer (self)) < LONG_TEXT)
    self->style_source = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, on_style_timeout_cb, self, NULL);
  else
    self->style_source = g_timeout_add (LONG_TEXT_DELAY, on_style_timeout_cb, self);
  g_signal_emit (self, signals[CONTENT_CHANGED], 0);
}

static void
on_end_user_action_cb (EaselPromptEditor *self)
{
  g_autofree char *text = NULL;

  if (!has_marks (self) || self->loading)
    return;
  text = easel_prompt_editor_dup_text (self);
  remember_marks (self, text);
}

static void
on_history_moved_cb (EaselPromptEditor *self)
{
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  Marks *marks;

  if (!has_marks (self))
    return;
  text = easel_prompt_editor_dup_text (self);
  key = make_key (text);
  marks = g_hash_table_lookup (self->remembered, key);
  if (marks == NULL)
    return;
  apply_spans (get_buffer (self), EASEL_TAG_LOCKED, text,
               (const EaselSpan *) (gconstpointer) marks->locks->data, marks->locks->len);
  apply_spans (get_buffer (self), TAG_SWITCHED_OFF, text,
               (const EaselSpan *) (gconstpointer) marks->offs->data, marks->offs->len);
  g_signal_emit (self, signals[CONTENT_CHANGED], 0);
}

static void
update_colors (EaselPromptEditor *self)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (get_buffer (self));
  GtkTextTag *locked, *off;

  self->colors = easel_diff_style_get_colors ();
  easel_diff_style_apply (get_buffer (self));

  locked = gtk_text_tag_table_lookup (table, EASEL_TAG_LOCKED);
  g_object_set (locked, "editable", FALSE, NULL);
  off = gtk_text_tag_table_lookup (table, TAG_SWITCHED_OFF);
  if (off == NULL)
    off = gtk_text_buffer_create_tag (get_buffer (self), TAG_SWITCHED_OFF, "strikethrough", TRUE, NULL);
  g_object_set (off, "foreground-rgba", &self->colors.off_text, NULL);
  gtk_text_tag_set_priority (off, gtk_text_tag_table_get_size (table) - 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
easel_prompt_editor_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  EaselPromptEditor *self = EASEL_PROMPT_EDITOR (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), EASEL_TAG_LOCKED);
  GtkTextIter iter;

  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT || tag == NULL)
    return;

  gtk_text_buffer_get_start_iter (buffer, &iter);
  while (gtk_text_iter_starts_tag (&iter, tag) || gtk_text_iter_forward_to_tag_toggle (&iter, tag))
    {
      GtkTextIter end = iter;

      if (!gtk_text_iter_starts_tag (&iter, tag) || !gtk_text_iter_forward_to_tag_toggle (&end, tag))
        break;
      easel_diff_paint_span (view, snapshot, &self->colors, EASEL_PAINT_LOCKED, &iter, &end);
      easel_diff_paint_padlock (view, snapshot, &self->colors, &iter);
      iter = end;
    }
}

static gboolean
on_query_tooltip_cb (EaselPromptEditor *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextTag *tag;
  GtkTextIter iter;
  int buffer_x, buffer_y;

  tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (get_buffer (self)), EASEL_TAG_LOCKED);
  if (keyboard)
    gtk_text_buffer_get_iter_at_mark (get_buffer (self), &iter,
                                      gtk_text_buffer_get_insert (get_buffer (self)));
  else
    {
      gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, x, y, &buffer_x, &buffer_y);
      if (!gtk_text_view_get_iter_at_location (view, &iter, buffer_x, buffer_y))
        return FALSE;
    }
  if (tag == NULL || !gtk_text_iter_has_tag (&iter, tag))
    return FALSE;
  gtk_tooltip_set_text (tooltip, _ ("Locked: no edit changes these words. Press Ctrl+L in them to unlock."));
  return TRUE;
}

static void
easel_prompt_editor_dispose (GObject *object)
{
  EaselPromptEditor *self = EASEL_PROMPT_EDITOR (object);

  g_clear_handle_id (&self->style_source, g_source_remove);

  G_OBJECT_CLASS (easel_prompt_editor_parent_class)->dispose (object);
}

static void
easel_prompt_editor_finalize (GObject *object)
{
  EaselPromptEditor *self = EASEL_PROMPT_EDITOR (object);

  g_hash_table_unref (self->remembered);

  G_OBJECT_CLASS (easel_prompt_editor_parent_class)->finalize (object);
}

static void
easel_prompt_editor_class_init (EaselPromptEditorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_prompt_editor_dispose;
  object_class->finalize = easel_prompt_editor_finalize;
  GTK_TEXT_VIEW_CLASS (klass)->snapshot_layer = easel_prompt_editor_snapshot_layer;

  /**
   * EaselPromptEditor::content-changed:
   *
   * The text, a lock or a switched-off part changed.
   */
  signals[CONTENT_CHANGED] = g_signal_new ("content-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_menu (EaselPromptEditor *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu, _ ("Lock or Unlock"), "page.lock");
  gtk_text_view_set_extra_menu (GTK_TEXT_VIEW (self), G_MENU_MODEL (menu));
}

static void
easel_prompt_editor_init (EaselPromptEditor *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkTextBuffer *buffer = get_buffer (self);

  self->remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, marks_free);
  easel_diff_style_setup_view (GTK_TEXT_VIEW (self));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self), 60);
  easel_paste_guard_attach (GTK_TEXT_VIEW (self));
  gtk_text_buffer_set_max_undo_levels (buffer, 1000);
  update_colors (self);
  add_menu (self);

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_buffer_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "end-user-action", G_CALLBACK (on_end_user_action_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "undo", G_CALLBACK (on_history_moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (buffer, "redo", G_CALLBACK (on_history_moved_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (update_colors), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (update_colors), self,
                           G_CONNECT_SWAPPED);
}

/**
 * easel_prompt_editor_load:
 * @self: the editor
 * @content: what to show; its negative prompt is not shown here
 *
 * Shows another text. Nothing of it can be undone.
 */
void
easel_prompt_editor_load (EaselPromptEditor *self, const EaselPromptContent *content)
{
  GtkTextBuffer *buffer;
  GtkTextIter start;

  g_return_if_fail (EASEL_IS_PROMPT_EDITOR (self));

  buffer = get_buffer (self);
  self->loading = TRUE;
  g_hash_table_remove_all (self->remembered);
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, content->text, -1);
  gtk_text_buffer_end_irreversible_action (buffer);
  apply_spans (buffer, EASEL_TAG_LOCKED, content->text,
               (const EaselSpan *) (gconstpointer) content->locks->data, content->locks->len);
  apply_spans (buffer, TAG_SWITCHED_OFF, content->text,
               (const EaselSpan *) (gconstpointer) content->offs->data, content->offs->len);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  if (content->locks->len > 0 || content->offs->len > 0)
    remember_marks (self, content->text);
  self->loading = FALSE;
  update_style (self);
}

/**
 * easel_prompt_editor_replace:
 * @self: the editor
 * @text: the new text
 * @locks: (array length=n_locks): its locked spans
 * @n_locks: how many
 * @offs: (array length=n_offs): its switched-off parts
 * @n_offs: how many
 *
 * Puts @text in the place of what stands there, as one step of undo. Only the
 * stretch that differs is touched, so that the caret stays where it was.
 */
void
easel_prompt_editor_replace (EaselPromptEditor *self,
                             const char *text,
                             const EaselSpan *locks,
                             gsize n_locks,
                             const EaselSpan *offs,
                             gsize n_offs)
{
  GtkTextBuffer *buffer;
  g_autofree char *old = NULL;
  gsize old_length, length, head = 0, tail = 0;
  gboolean marked;

  g_return_if_fail (EASEL_IS_PROMPT_EDITOR (self));

  buffer = get_buffer (self);
  old = easel_prompt_editor_dup_text (self);
  old_length = strlen (old);
  length = strlen (text);
  while (head < old_length && head < length && old[head] == text[head])
    head++;
  while (head > 0 && ((guchar) old[head] & 0xC0) == 0x80)
    head--;
  while (tail < old_length - head && tail < length - head &&
         old[old_length - 1 - tail] == text[length - 1 - tail])
    tail++;
  while (tail > 0 && ((guchar) old[old_length - tail] & 0xC0) == 0x80)
    tail--;

  marked = has_marks (self) || n_locks + n_offs > 0;
  if (marked)
    remember_marks (self, old);
  self->loading = TRUE;
  gtk_text_buffer_begin_user_action (buffer);
  if (head + tail < old_length || head + tail < length)
    {
      GtkTextIter start, end;

      get_iter_at_byte (buffer, old, head, &start);
      get_iter_at_byte (buffer, old, old_length - tail, &end);
      gtk_text_buffer_delete (buffer, &start, &end);
      gtk_text_buffer_insert (buffer, &start, text + head, (int) (length - head - tail));
    }
  gtk_text_buffer_end_user_action (buffer);
  apply_spans (buffer, EASEL_TAG_LOCKED, text, locks, n_locks);
  apply_spans (buffer, TAG_SWITCHED_OFF, text, offs, n_offs);
  if (marked)
    remember_marks (self, text);
  self->loading = FALSE;
  on_buffer_changed_cb (self);
}

/**
 * easel_prompt_editor_dup_content:
 * @self: the editor
 *
 * Returns: (transfer full): the text with its locks and switched-off parts; the
 *   negative prompt is empty
 */
EaselPromptContent *
easel_prompt_editor_dup_content (EaselPromptEditor *self)
{
  EaselPromptContent *content;

  g_return_val_if_fail (EASEL_IS_PROMPT_EDITOR (self), NULL);

  content = easel_prompt_content_new (NULL, NULL);
  content->text = easel_prompt_editor_dup_text (self);
  g_array_unref (content->locks);
  g_array_unref (content->offs);
  content->locks = collect_spans (get_buffer (self), EASEL_TAG_LOCKED, content->text);
  content->offs = collect_spans (get_buffer (self), TAG_SWITCHED_OFF, content->text);
  return content;
}

/**
 * easel_prompt_editor_toggle_lock:
 * @self: the editor
 *
 * Locks the selected words, or unlocks the locked ones that the selection or
 * the caret touches.
 */
void
easel_prompt_editor_toggle_lock (EaselPromptEditor *self)
{
  g_autofree char *text = NULL;
  GtkTextBuffer *buffer;
  GtkTextTag *tag;
  GtkTextIter start, end, probe;
  gboolean selected, locked;

  g_return_if_fail (EASEL_IS_PROMPT_EDITOR (self));

  buffer = get_buffer (self);
  tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (buffer), EASEL_TAG_LOCKED);
  selected = gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  if (!selected)
    gtk_text_buffer_get_iter_at_mark (buffer, &start, gtk_text_buffer_get_insert (buffer)), end = start;

  probe = start;
  locked = gtk_text_iter_has_tag (&start, tag) || gtk_text_iter_ends_tag (&start, tag) ||
           (selected && gtk_text_iter_forward_to_tag_toggle (&probe, tag) &&
            gtk_text_iter_compare (&probe, &end) < 0);
  if (locked)
    {
      if (gtk_text_iter_has_tag (&start, tag) || gtk_text_iter_ends_tag (&start, tag))
        if (!gtk_text_iter_starts_tag (&start, tag))
          gtk_text_iter_backward_to_tag_toggle (&start, tag);
      if (gtk_text_iter_has_tag (&end, tag))
        gtk_text_iter_forward_to_tag_toggle (&end, tag);
      gtk_text_buffer_remove_tag (buffer, tag, &start, &end);
    }
  else if (selected)
    gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
  else
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  text = easel_prompt_editor_dup_text (self);
  remember_marks (self, text);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CONTENT_CHANGED], 0);
}

/**
 * easel_prompt_editor_select:
 * @self: the editor
 * @span: bytes of the text
 *
 * Selects @span, brings it into view and takes the focus.
 */
void
easel_prompt_editor_select (EaselPromptEditor *self, EaselSpan span)
{
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  g_return_if_fail (EASEL_IS_PROMPT_EDITOR (self));

  text = easel_prompt_editor_dup_text (self);
  if (span.start + span.length > strlen (text))
    return;
  get_iter_at_byte (get_buffer (self), text, span.start, &start);
  get_iter_at_byte (get_buffer (self), text, span.start + span.length, &end);
  gtk_text_buffer_select_range (get_buffer (self), &start, &end);
  gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (self), gtk_text_buffer_get_insert (get_buffer (self)));
  gtk_widget_grab_focus (GTK_WIDGET (self));
}
