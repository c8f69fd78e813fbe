// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-announce.h"
#include "easel-block-row.h"
#include "easel-thread-view.h"
#include "thread-double.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *scroll;
  EaselThreadView *view;
  GListStore *store;
} Fixture;

static void
show (Fixture *self, GListStore *store, int width)
{
  self->window = gtk_window_new ();
  self->scroll = gtk_scrolled_window_new ();
  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  self->store = store;
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), GTK_WIDGET (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), self->scroll);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 600);
  easel_thread_view_set_messages (self->view, G_LIST_MODEL (store), &thread_double_source);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_height (GTK_WIDGET (self->view)) > 0);
}

static void
clear (Fixture *self)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->store);
}

/* Until what was asked for was laid out and drawn. */
static void
settle (Fixture *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->view));

  for (guint i = 0; i < 4; i++)
    {
      gint64 counter = gdk_frame_clock_get_frame_counter (clock);

      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      ui_test_wait_until (gdk_frame_clock_get_frame_counter (clock) > counter);
    }
}

/* A row that shows this text, and is in view. */
static GtkWidget *
find_row (Fixture *self, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child))
      {
        EaselBlock *block = easel_block_row_get_block (EASEL_BLOCK_ROW (child));

        if (block != NULL && strstr (block->text, text) != NULL)
          return child;
      }
  return NULL;
}

static float
get_y (Fixture *self, GtkWidget *row)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (self->view), &bounds));
  return bounds.origin.y;
}

static guint
count_rows (Fixture *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += EASEL_IS_BLOCK_ROW (child);
  return n;
}

static char *
dup_selection (Fixture *self)
{
  g_autoptr (DexFuture) future = easel_thread_view_dup_selection (self->view);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  ui_test_wait_until (!dex_future_is_pending (future));
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  return g_value_dup_string (value);
}

static GtkAdjustment *
get_adjustment (Fixture *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
}

/* ---- opening ---- */

static void
test_open (void)
{
  Fixture self;
  guint before = thread_double_count_loads ();

  show (&self, thread_double_make (2000, FALSE), 700);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view) && find_row (&self, "Message 1998") != NULL);
  /* Neither all rows nor all texts. */
  g_assert_cmpuint (count_rows (&self), <, 80);
  g_assert_cmpuint (thread_double_count_loads () - before, <, 60);
  g_assert_null (find_row (&self, "Message 0:"));
  clear (&self);
}

static void
test_empty (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) empty = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);
  g_autoptr (ThreadDouble) first = thread_double_new (2, EASEL_THREAD_VOICE_USER, "first words", TRUE);

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 400);
  settle (&self);
  g_list_store_append (self.store, empty);
  settle (&self);
  g_list_store_append (self.store, first);
  ui_test_wait_until (find_row (&self, "first words") != NULL);
  settle (&self);
  /* What is short stands at the top. */
  g_assert_cmpfloat (get_y (&self, find_row (&self, "first words")), <, 60);
  thread_double_append (empty, "an answer");
  ui_test_wait_until (find_row (&self, "an answer") != NULL);
  g_list_store_remove_all (self.store);
  settle (&self);
  g_assert_null (find_row (&self, "first"));
  clear (&self);
}

/* ---- scrolling ---- */

static void
test_jump (void)
{
  Fixture self;
  g_autoptr (GObject) middle = NULL;
  guint loads;

  show (&self, thread_double_make (2000, FALSE), 700);
  ui_test_wait_until (find_row (&self, "Message 1998") != NULL);
  loads = thread_double_count_loads ();
  middle = g_list_model_get_item (G_LIST_MODEL (self.store), 1000);
  easel_thread_view_scroll_to_message (self.view, middle);
  ui_test_wait_until (find_row (&self, "Message 1000:") != NULL);
  settle (&self);
  g_assert_cmpfloat (ABS (get_y (&self, find_row (&self, "Message 1000:")) - 200), <, 4);
  g_assert_false (easel_thread_view_is_at_end (self.view));
  g_assert_cmpuint (thread_double_count_loads () - loads, <, 60);
  g_assert_true (easel_thread_view_get_first_in_view (self.view) != NULL);
  easel_thread_view_scroll_to_end (self.view);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  g_assert_nonnull (find_row (&self, "Message 1998"));
  g_assert_null (easel_thread_view_get_first_in_view (self.view));
  clear (&self);
}

/* From end to end by the scrollbar, step by step: each step moves what is in view by
 * as much, and the first message is reached. */
static void
test_scroll (void)
{
  Fixture self;
  GtkAdjustment *adjustment;
  guint steps = 0;

  show (&self, thread_double_make (60, FALSE), 700);
  adjustment = get_adjustment (&self);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view) && find_row (&self, "Message 58") != NULL);
  settle (&self);
  while (find_row (&self, "Message 0:") == NULL || get_y (&self, find_row (&self, "Message 0:")) < 0)
    {
      GtkWidget *row = NULL;
      EaselBlock *block = NULL;
      float y = 0;

      for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self.view)); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child) &&
            easel_block_row_get_block (EASEL_BLOCK_ROW (child)) != NULL && get_y (&self, child) > 100 &&
            get_y (&self, child) < 300)
          row = child;
      if (row != NULL)
        {
          block = easel_block_row_get_block (EASEL_BLOCK_ROW (row));
          y = get_y (&self, row);
        }
      g_assert_cmpuint (steps++, <, 400);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 120);
      settle (&self);
      if (row != NULL && easel_block_row_get_block (EASEL_BLOCK_ROW (row)) == block &&
          gtk_adjustment_get_value (adjustment) > 0)
        g_assert_cmpfloat (ABS (get_y (&self, row) - y - 120), <, 2);
    }
  g_assert_cmpuint (steps, >, 20);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <, 120);
  clear (&self);
}

/* What is in view stays where it is while texts above it come in. */
static void
test_anchor (void)
{
  Fixture self;
  g_autoptr (GObject) middle = NULL;
  g_autoptr (ThreadDouble) more = thread_double_new (999, EASEL_THREAD_VOICE_USER, "in between", TRUE);
  float y;

  show (&self, thread_double_make (400, FALSE), 700);
  middle = g_list_model_get_item (G_LIST_MODEL (self.store), 200);
  easel_thread_view_scroll_to_message (self.view, middle);
  ui_test_wait_until (find_row (&self, "Message 200:") != NULL);
  settle (&self);
  y = get_y (&self, find_row (&self, "Message 200:"));
  g_list_store_insert (self.store, 100, more);
  settle (&self);
  g_assert_cmpfloat (ABS (get_y (&self, find_row (&self, "Message 200:")) - y), <, 2);
  g_list_store_remove (self.store, 100);
  settle (&self);
  g_assert_cmpfloat (ABS (get_y (&self, find_row (&self, "Message 200:")) - y), <, 2);
  clear (&self);
}

/* ---- an answer that grows ---- */

static void
test_stream (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1000, EASEL_THREAD_VOICE_ANSWER, "", TRUE);
  GtkAdjustment *adjustment;
  GtkWidget *kept;
  double value;

  show (&self, thread_double_make (20, TRUE), 700);
  adjustment = get_adjustment (&self);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  thread_double_append (answer, "The first words stand. And the sec");
  ui_test_wait_until (find_row (&self, "And the sec") != NULL);
  kept = find_row (&self, "And the sec");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n\nParagraph %u of it.", i);

      thread_double_append (answer, line);
    }
  ui_test_wait_until (find_row (&self, "Paragraph 39") != NULL && easel_thread_view_is_at_end (self.view));
  /* Once scrolled away, it stays there. */
  value = gtk_adjustment_get_value (adjustment);
  gtk_adjustment_set_value (adjustment, value - 200);
  settle (&self);
  g_assert_false (easel_thread_view_is_at_end (self.view));
  {
    GtkWidget *row = find_row (&self, "Paragraph 30");
    float y = get_y (&self, row);

    for (guint i = 40; i < 60; i++)
      thread_double_append (answer, "\n\nMore.");
    settle (&self);
    g_assert_true (find_row (&self, "Paragraph 30") == row);
    g_assert_cmpfloat (ABS (get_y (&self, row) - y), <, 2);
  }
  easel_thread_view_scroll_to_end (self.view);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  g_assert_nonnull (kept);
  clear (&self);
}

/* A row whose block stays is not touched while others grow. */
static void
test_stream_rows (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "First.\n\nSecond", TRUE);
  GtkWidget *first, *second;
  EaselBlock *block;

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (find_row (&self, "Second") != NULL);
  first = find_row (&self, "First.");
  second = find_row (&self, "Second");
  block = easel_block_row_get_block (EASEL_BLOCK_ROW (first));
  thread_double_append (answer, " grows");
  ui_test_wait_until (find_row (&self, "Second grows") != NULL);
  g_assert_true (find_row (&self, "First.") == first && find_row (&self, "Second grows") == second);
  g_assert_true (easel_block_row_get_block (EASEL_BLOCK_ROW (first)) == block);
  clear (&self);
}

static void
assert_heard (Fixture *self, const char *sentence)
{
  g_assert_cmpstr (easel_announce_get_last (GTK_WIDGET (self->view)), ==, sentence);
}

static void
test_announce (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  settle (&self);
  thread_double_append (answer, "One sen");
  settle (&self);
  assert_heard (&self, NULL);
  thread_double_append (answer, "tence. And an");
  settle (&self);
  assert_heard (&self, "One sentence.");
  thread_double_append (answer, "other\n\n```c\na\nb\n");
  settle (&self);
  assert_heard (&self, "And another");
  thread_double_append (answer, "c\nd\n```\n\nLast");
  settle (&self);
  assert_heard (&self, "Code, 4 lines");
  thread_double_append (answer, " words");
  thread_double_set_streaming (answer, FALSE);
  thread_double_append (answer, "");
  settle (&self);
  clear (&self);
}

/* ---- the selection ---- */

static void
test_select_all (void)
{
  Fixture self;
  g_autofree char *text = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);

  show (&self, thread_double_make (300, FALSE), 700);
  settle (&self);
  g_assert_false (easel_thread_view_has_selection (self.view));
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.select-all", NULL);
  g_assert_true (easel_thread_view_has_selection (self.view));
  text = dup_selection (&self);
  /* All messages in their own words, those that were never in view, too. */
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (self.store), i);
      g_autofree char *own = g_strdup (thread_double_source.get_text (message));

      if (i > 0)
        g_string_append (expected, "\n\n");
      g_string_append (expected, g_strchomp (own));
    }
  g_assert_cmpstr (text, ==, expected->str);
  easel_thread_view_select_none (self.view);
  g_assert_false (easel_thread_view_has_selection (self.view));
  clear (&self);
}

static void
emit_click (Fixture *self, double x, double y, int n_press)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
        g_signal_emit_by_name (controller, "pressed", n_press, x, y);
    }
}

static gboolean
press_key (Fixture *self, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  return taken;
}

static void
assert_selected (Fixture *self, const char *expected)
{
  g_autofree char *text = dup_selection (self);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_select (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) question = thread_double_new (1, EASEL_THREAD_VOICE_USER, "a question", TRUE);
  g_autoptr (ThreadDouble) answer = thread_double_new (
      2, EASEL_THREAD_VOICE_ANSWER, "Some **strong words** here\n\n- item one\n- item two\n", TRUE);
  GtkWidget *row;
  graphene_rect_t place;
  graphene_point_t point;

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_list_store_append (self.store, question);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (find_row (&self, "item two") != NULL);
  settle (&self);
  row = find_row (&self, "Some strong");
  g_assert_true (easel_block_row_find_place (EASEL_BLOCK_ROW (row), 7, &place));
  g_assert_true (gtk_widget_compute_point (
      row, GTK_WIDGET (self.view), &GRAPHENE_POINT_INIT (place.origin.x + 1, place.origin.y + 4), &point));
  /* A word, then its row. */
  emit_click (&self, (double) point.x, (double) point.y, 1);
  g_assert_false (easel_thread_view_has_selection (self.view));
  emit_click (&self, (double) point.x, (double) point.y, 2);
  assert_selected (&self, "**strong**");
  emit_click (&self, (double) point.x, (double) point.y, 3);
  assert_selected (&self, "Some **strong words** here");
  /* By keys, on into the next block. */
  emit_click (&self, (double) point.x, (double) point.y, 1);
  press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_selected (&self, "**ro**");
  press_key (&self, GDK_KEY_Left, GDK_SHIFT_MASK);
  assert_selected (&self, "**r**");
  press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK | GDK_CONTROL_MASK);
  assert_selected (&self, "**rong**");
  press_key (&self, GDK_KEY_Down, GDK_SHIFT_MASK);
  press_key (&self, GDK_KEY_Down, GDK_SHIFT_MASK);
  {
    g_autofree char *text = dup_selection (&self);

    g_assert_true (g_str_has_prefix (text, "**rong words** here\n\n- item one\n- item"));
    press_key (&self, GDK_KEY_Up, GDK_SHIFT_MASK);
    press_key (&self, GDK_KEY_Up, GDK_SHIFT_MASK);
    g_clear_pointer (&text, g_free);
    text = dup_selection (&self);
    g_assert_true (g_str_has_prefix (text, "**rong"));
    g_assert_cmpuint (strlen (text), <, 14);
  }
  press_key (&self, GDK_KEY_Escape, 0);
  g_assert_false (easel_thread_view_has_selection (self.view));
  clear (&self);
}

static void
on_read_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_copy (void)
{
  Fixture self;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard;
  GdkContentFormats *formats;

  show (&self, thread_double_make (4, TRUE), 700);
  settle (&self);
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self.view));
  easel_thread_view_select_all (self.view);
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.copy", NULL);
  formats = gdk_clipboard_get_formats (clipboard);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/html"));
  g_assert_true (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING));
  gdk_clipboard_read_text_async (clipboard, NULL, on_read_cb, &text);
  ui_test_wait_until (text != NULL);
  g_assert_nonnull (strstr (text, "**as it is**"));
  g_clear_pointer (&text, g_free);
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.copy-plain", NULL);
  gdk_clipboard_read_text_async (clipboard, NULL, on_read_cb, &text);
  ui_test_wait_until (text != NULL);
  g_assert_null (strstr (text, "**"));
  g_assert_nonnull (strstr (text, "1. Warm core"));
  clear (&self);
}

static void
on_use_cb (EaselThreadView *view, gpointer message, const char *text, char **used)
{
  *used = g_strdup (text);
}

/* ---- code, names, keys ---- */

static void
test_code (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = NULL;
  g_autoptr (GString) text = g_string_new ("```prompt\n");
  g_autofree char *used = NULL;
  GtkWidget *row, *button;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "line %u, (sea spray:1.3)\n", i);
  answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_signal_connect (self.view, "use-as-prompt", G_CALLBACK (on_use_cb), &used);
  g_list_store_append (self.store, answer);
  easel_thread_view_scroll_to_message (self.view, answer);
  ui_test_wait_until ((row = find_row (&self, "line 0,")) != NULL);
  settle (&self);
  button = ui_test_find (row, GTK_TYPE_BUTTON, 0);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Use as Prompt");
  g_signal_emit_by_name (button, "clicked");
  /* All of it, of which only the first part is one row. */
  g_assert_nonnull (used);
  g_assert_true (g_str_has_prefix (used, "line 0, "));
  g_assert_true (g_str_has_suffix (used, "line 399, (sea spray:1.3)"));
  clear (&self);
}

/* Colours come after the code, by the module. */
static void
test_colours (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER,
                         "```python\ndef f():\n    return \"é\"  # why\n```\n\n```nonsense\na\n```\n", TRUE);
  EaselBlockRow *row;

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (find_row (&self, "def f") != NULL);
  row = EASEL_BLOCK_ROW (find_row (&self, "def f"));
  ui_test_wait_until (easel_block_row_get_style (row, 0) != NULL);
  g_assert_cmpstr (easel_block_row_get_style (row, 0), ==, "keyword");
  g_assert_cmpstr (easel_block_row_get_style (row, strlen ("def f():\n    return \"é")), ==, "string");
  g_assert_cmpstr (easel_block_row_get_style (row, strlen ("def f():\n    return \"é\"  # w")), ==,
                   "comment");
  g_assert_null (easel_block_row_get_style (row, strlen ("def f():\n  ")));
  clear (&self);
}

static gboolean
is_named (GtkWidget *row, const char *name)
{
  g_autofree char *other =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return other == NULL;
}

/* A row that grew gets its name when it no longer does. */
static void
test_grown_name (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  thread_double_append (answer, "Some words");
  ui_test_wait_until (find_row (&self, "Some words") != NULL);
  ui_test_wait_until (is_named (find_row (&self, "Some words"), "Some words"));
  clear (&self);
}

static void
test_names (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = thread_double_new (
      1, EASEL_THREAD_VOICE_ANSWER,
      "# Head\n\nText.\n\n```c\na\nb\nc\nd\n```\n\n3. item\n\n- [x] task\n\n|a|b|\n|-|-|\n|c|d|\n", TRUE);
  static const char *const expected[][2] = {
    { "Head", "Heading: Head" }, { "Text.", "Text." },     { "a\nb", "Code, 4 lines" },
    { "item", "3. item" },       { "task", "Done: task" }, { "c\td", "Table, 2 rows: a\tb\nc\td" },
  };

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (find_row (&self, "c\td") != NULL);
  gtk_test_accessible_assert_role (self.view, GTK_ACCESSIBLE_ROLE_LIST);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GtkWidget *row = find_row (&self, expected[i][0]);

      g_assert_nonnull (row);
      gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, expected[i][1]);
    }
  clear (&self);
}

static gboolean
has_focus (Fixture *self, const char *text)
{
  GtkWidget *row = find_row (self, text);

  return row != NULL && gtk_window_get_focus (GTK_WINDOW (self->window)) == row;
}

static void
test_keys (void)
{
  Fixture self;
  g_autoptr (ThreadDouble) answer = thread_double_new (
      1, EASEL_THREAD_VOICE_ANSWER,
      "First [one](https://one.example) and [two](https://two.example).\n\nSecond.\n", TRUE);
  GtkWidget *target;

  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (find_row (&self, "Second") != NULL);
  settle (&self);
  target = ui_test_find (GTK_WIDGET (self.view), GTK_TYPE_LABEL, 0);
  gtk_widget_grab_focus (find_row (&self, "First"));
  press_key (&self, GDK_KEY_Down, 0);
  g_assert_true (has_focus (&self, "Second"));
  press_key (&self, GDK_KEY_Up, 0);
  g_assert_true (has_focus (&self, "First"));
  g_assert_false (gtk_widget_get_visible (target));
  press_key (&self, GDK_KEY_Right, 0);
  g_assert_true (gtk_widget_get_visible (target));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (target)), ==, "https://one.example");
  press_key (&self, GDK_KEY_Right, 0);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (target)), ==, "https://two.example");
  g_assert_false (press_key (&self, GDK_KEY_Right, 0));
  /* The menu is that of the marked link, too. */
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.menu", NULL);
  {
    GtkWidget *menu = ui_test_find (GTK_WIDGET (self.view), GTK_TYPE_POPOVER_MENU, 0);

    ui_test_wait_until (gtk_widget_get_mapped (menu));
    g_assert_cmpint (g_menu_model_get_n_items (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu))), ==,
                     2);
    settle (&self);
    gtk_popover_popdown (GTK_POPOVER (menu));
  }
  clear (&self);
}

/* ---- rows that are not the view's own ---- */

static guint n_bound;
static gpointer hidden;

static guint
get_kinds (gpointer message, gpointer data)
{
  guint kinds = hidden == message ? 0 : 1u << EASEL_THREAD_ROW_BLOCK;

  if (thread_double_source.get_voice (message) == EASEL_THREAD_VOICE_ANSWER)
    kinds |= 1u << EASEL_THREAD_ROW_FOOTER;
  return kinds;
}

static GtkWidget *
create_row (EaselThreadRowKind kind, gpointer data)
{
  g_assert_cmpint (kind, ==, EASEL_THREAD_ROW_FOOTER);
  return gtk_button_new ();
}

static void
bind_row (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data)
{
  g_autofree char *label =
      g_strdup_printf ("footer of %" G_GINT64_FORMAT, thread_double_source.get_id (message));

  gtk_button_set_label (GTK_BUTTON (row), label);
  n_bound++;
}

static void
unbind_row (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data)
{
  n_bound--;
}

static void
test_other_rows (void)
{
  static const EaselThreadRows rows = { get_kinds, create_row, bind_row, unbind_row };
  Fixture self;
  GListStore *store = thread_double_make (200, FALSE);

  self.window = gtk_window_new ();
  self.scroll = gtk_scrolled_window_new ();
  self.view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  self.store = store;
  easel_thread_view_set_rows (self.view, &rows, NULL, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self.scroll), GTK_WIDGET (self.view));
  gtk_window_set_child (GTK_WINDOW (self.window), self.scroll);
  gtk_window_set_default_size (GTK_WINDOW (self.window), 700, 600);
  easel_thread_view_set_messages (self.view, G_LIST_MODEL (store), &thread_double_source);
  gtk_window_present (GTK_WINDOW (self.window));
  ui_test_wait_until (find_row (&self, "Message 198") != NULL);
  settle (&self);
  g_assert_cmpuint (n_bound, >, 0);
  g_assert_cmpuint (n_bound, <, 30);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (store), i * 40);

      easel_thread_view_scroll_to_message (self.view, message);
      settle (&self);
      g_assert_cmpuint (n_bound, <, 30);
    }
  /* A text that is not to be shown, and is again. */
  {
    g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (store), 161);
    guint before = n_bound;

    g_assert_nonnull (find_row (&self, "What changes"));
    hidden = message;
    easel_thread_view_update_message (self.view, message);
    settle (&self);
    g_assert_null (find_row (&self, "What changes"));
    g_assert_cmpuint (n_bound, >=, before);
    hidden = NULL;
    easel_thread_view_update_message (self.view, message);
    settle (&self);
    g_assert_nonnull (find_row (&self, "What changes"));
  }
  clear (&self);
  g_assert_cmpuint (n_bound, ==, 0);
}

/* Five megabytes, with what nobody should have to read; the window goes on meanwhile. */
static void
test_large (void)
{
  Fixture self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ThreadDouble) large = NULL;
  g_autofree char *copied = NULL;
  guint turns = 0;

  for (guint i = 0; i < 3000; i++)
    g_string_append_c (text, '>');
  g_string_append (text, "[[[[\n\n");
  while (text->len < 5000000)
    g_string_append (text, "Paragraph of **some** words \xe2\x80\xae that `go` on.\n\n");
  g_string_append (text, "The end.");
  large = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700);
  g_list_store_append (self.store, large);
  while (find_row (&self, "The end.") == NULL)
    {
      g_assert_cmpuint (turns++, <, 100000);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (count_rows (&self), <, 80);
  easel_thread_view_scroll_to_message (self.view, large);
  ui_test_wait_until (find_row (&self, "The end.") == NULL);
  settle (&self);
  easel_thread_view_select_all (self.view);
  copied = dup_selection (&self);
  g_assert_cmpstr (copied, ==, text->str);
  clear (&self);
}

/* Messages that go while they are selected, loaded, in view. */
static void
test_gone (void)
{
  Fixture self;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  show (&self, thread_double_make (60, FALSE), 700);
  for (guint i = 0; i < 80; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self.store));
      guint at = (guint) g_rand_int_range (rand, 0, (gint32) MAX (n, 1));

      easel_thread_view_select_all (self.view);
      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          g_list_store_splice (self.store, at, MIN (3, n - at), NULL, 0);
          break;
        case 1:
          {
            g_autoptr (ThreadDouble) more =
                thread_double_new (1000 + i, EASEL_THREAD_VOICE_USER, "more", i % 2 == 0);

            g_list_store_insert (self.store, at, more);
            break;
          }
        case 2:
          if (n > 0)
            {
              g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (self.store), at);

              easel_thread_view_scroll_to_message (self.view, message);
            }
          break;
        default:
          press_key (&self, GDK_KEY_Down, g_rand_boolean (rand) ? GDK_SHIFT_MASK : 0);
          break;
        }
      /* Before the next layout, too. */
      emit_click (&self, 60, 7 * i, 1);
      if (i % 3 == 0)
        settle (&self);
    }
  g_list_store_remove_all (self.store);
  emit_click (&self, 60, 300, 1);
  settle (&self);
  g_assert_false (easel_thread_view_has_selection (self.view));
  clear (&self);
}

/* Any width, either direction, and back. */
static void
test_sizes (void)
{
  static const int widths[] = { 360, 1100, 200, 700 };
  Fixture self;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  show (&self, thread_double_make (40, TRUE), 360);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (self.window), widths[i], 500);
      ui_test_wait_until (ABS (gtk_widget_get_width (GTK_WIDGET (self.view)) - widths[i]) < 4);
      settle (&self);
      for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self.view)); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child))
          {
            graphene_rect_t bounds;

            g_assert_true (gtk_widget_compute_bounds (child, GTK_WIDGET (self.view), &bounds));
            g_assert_cmpfloat (bounds.origin.x, >=, 0);
            g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, MAX (widths[i], 230));
          }
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-view/open", test_open);
  g_test_add_func ("/thread-view/empty", test_empty);
  g_test_add_func ("/thread-view/jump", test_jump);
  g_test_add_func ("/thread-view/scroll", test_scroll);
  g_test_add_func ("/thread-view/anchor", test_anchor);
  g_test_add_func ("/thread-view/stream", test_stream);
  g_test_add_func ("/thread-view/stream-rows", test_stream_rows);
  g_test_add_func ("/thread-view/announce", test_announce);
  g_test_add_func ("/thread-view/select-all", test_select_all);
  g_test_add_func ("/thread-view/select", test_select);
  g_test_add_func ("/thread-view/copy", test_copy);
  g_test_add_func ("/thread-view/code", test_code);
  g_test_add_func ("/thread-view/colours", test_colours);
  g_test_add_func ("/thread-view/grown-name", test_grown_name);
  g_test_add_func ("/thread-view/names", test_names);
  g_test_add_func ("/thread-view/keys", test_keys);
  g_test_add_func ("/thread-view/other-rows", test_other_rows);
  g_test_add_func ("/thread-view/large", test_large);
  g_test_add_func ("/thread-view/gone", test_gone);
  g_test_add_func ("/thread-view/sizes", test_sizes);
  return g_test_run ();
}
