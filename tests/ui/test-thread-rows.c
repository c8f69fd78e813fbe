// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-window.h"
#include "ui-test.h"

#include "easel-announce.h"
#include "easel-block-row.h"

/* What a row shows and is called, and the rows that are not the view's own. */

static void
assert_heard (ThreadWindow *self, const char *sentence)
{
  g_assert_cmpstr (easel_announce_get_last (GTK_WIDGET (self->view)), ==, sentence);
}

static void
test_announce (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  thread_window_settle (&self);
  thread_double_append (answer, "One sen");
  thread_window_settle (&self);
  assert_heard (&self, NULL);
  thread_double_append (answer, "tence. And an");
  thread_window_settle (&self);
  assert_heard (&self, "One sentence.");
  thread_double_append (answer, "other\n\n```c\na\nb\n");
  thread_window_settle (&self);
  assert_heard (&self, "And another");
  thread_double_append (answer, "c\nd\n```\n\nLast");
  thread_window_settle (&self);
  assert_heard (&self, "Code, 4 lines");
  thread_double_append (answer, " words");
  thread_window_settle (&self);
  assert_heard (&self, "Code, 4 lines");
  /* The end of the answer ends its last sentence, too. */
  thread_double_set_streaming (answer, FALSE);
  thread_window_settle (&self);
  assert_heard (&self, "Last words");
  thread_window_clear (&self);
}

static void
on_use_cb (EaselThreadView *view, gpointer message, const char *text, char **used)
{
  *used = g_strdup (text);
}

static void
test_code (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = NULL;
  g_autoptr (GString) text = g_string_new ("```prompt\n");
  g_autofree char *used = NULL;
  GtkWidget *row, *button;

  for (guint i = 0; i < 400; i++)
    g_string_append_printf (text, "line %u, (sea spray:1.3)\n", i);
  answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_signal_connect (self.view, "use-as-prompt", G_CALLBACK (on_use_cb), &used);
  g_list_store_append (self.store, answer);
  easel_thread_view_scroll_to_message (self.view, answer);
  ui_test_wait_until ((row = thread_window_find_row (&self, "line 0,")) != NULL);
  thread_window_settle (&self);
  button = ui_test_find (row, GTK_TYPE_BUTTON, 0);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Use as Prompt");
  g_signal_emit_by_name (button, "clicked");
  /* All of it, of which only the first part is one row. */
  g_assert_nonnull (used);
  g_assert_true (g_str_has_prefix (used, "line 0, "));
  g_assert_true (g_str_has_suffix (used, "line 399, (sea spray:1.3)"));
  thread_window_clear (&self);
}

/* Colours come after the code, by the module. */
static void
test_colours (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER,
                         "```python\ndef f():\n    return \"é\"  # why\n```\n\n```nonsense\na\n```\n", TRUE);
  EaselBlockRow *row;

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (thread_window_find_row (&self, "def f") != NULL);
  row = EASEL_BLOCK_ROW (thread_window_find_row (&self, "def f"));
  ui_test_wait_until (easel_block_row_get_style (row, 0) != NULL);
  g_assert_cmpstr (easel_block_row_get_style (row, 0), ==, "keyword");
  g_assert_cmpstr (easel_block_row_get_style (row, strlen ("def f():\n    return \"é")), ==, "string");
  g_assert_cmpstr (easel_block_row_get_style (row, strlen ("def f():\n    return \"é\"  # w")), ==,
                   "comment");
  g_assert_null (easel_block_row_get_style (row, strlen ("def f():\n  ")));
  thread_window_clear (&self);
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
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  thread_double_append (answer, "Some words");
  ui_test_wait_until (thread_window_find_row (&self, "Some words") != NULL);
  ui_test_wait_until (is_named (thread_window_find_row (&self, "Some words"), "Some words"));
  thread_window_clear (&self);
}

static void
test_names (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = thread_double_new (
      1, EASEL_THREAD_VOICE_ANSWER,
      "# Head\n\nText.\n\n```c\na\nb\nc\nd\n```\n\n3. item\n\n- [x] task\n\n|a|b|\n|-|-|\n|c|d|\n", TRUE);
  static const char *const expected[][2] = {
    { "Head", "Heading: Head" }, { "Text.", "Text." },     { "a\nb", "Code, 4 lines" },
    { "item", "3. item" },       { "task", "Done: task" }, { "c\td", "Table, 2 rows: a\tb\nc\td" },
  };

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (thread_window_find_row (&self, "c\td") != NULL);
  gtk_test_accessible_assert_role (self.view, GTK_ACCESSIBLE_ROLE_LIST);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      GtkWidget *row = thread_window_find_row (&self, expected[i][0]);

      g_assert_nonnull (row);
      gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, expected[i][1]);
    }
  thread_window_clear (&self);
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
  ThreadWindow self;
  GListStore *store = thread_double_make (200, FALSE);

  thread_window_show (&self, store, 700, &rows);
  ui_test_wait_until (thread_window_find_row (&self, "Message 198") != NULL);
  thread_window_settle (&self);
  g_assert_cmpuint (n_bound, >, 0);
  g_assert_cmpuint (n_bound, <, 30);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (store), i * 40);

      easel_thread_view_scroll_to_message (self.view, message);
      thread_window_settle (&self);
      g_assert_cmpuint (n_bound, <, 30);
    }
  /* A text that is not to be shown, and is again. */
  {
    g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (store), 161);
    guint before = n_bound;

    g_assert_nonnull (thread_window_find_row (&self, "What changes"));
    hidden = message;
    easel_thread_view_update_message (self.view, message);
    thread_window_settle (&self);
    g_assert_null (thread_window_find_row (&self, "What changes"));
    g_assert_cmpuint (n_bound, >=, before);
    hidden = NULL;
    easel_thread_view_update_message (self.view, message);
    thread_window_settle (&self);
    g_assert_nonnull (thread_window_find_row (&self, "What changes"));
  }
  thread_window_clear (&self);
  g_assert_cmpuint (n_bound, ==, 0);
}

/* Five megabytes, with what nobody should have to read; the window goes on meanwhile. */
int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-rows/announce", test_announce);
  g_test_add_func ("/thread-rows/code", test_code);
  g_test_add_func ("/thread-rows/colours", test_colours);
  g_test_add_func ("/thread-rows/grown-name", test_grown_name);
  g_test_add_func ("/thread-rows/names", test_names);
  g_test_add_func ("/thread-rows/other-rows", test_other_rows);
  return g_test_run ();
}
