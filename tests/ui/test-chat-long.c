// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <time.h>

#include "easel-block-row.h"
#include "easel-chat-page-private.h"
#include "easel-message-reasoning.h"
#include "easel-test-chat.h"
#include "easel-test-future.h"
#include "easel-thread-view-private.h"

/* Chats of which not all is there at once: many messages, and long thoughts. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselChatPage *page;
  GPtrArray *held; /* messages that were looked at */
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->held = g_ptr_array_new_with_free_func (g_object_unref);
  self->dir = g_dir_make_tmp ("easel-chat-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  easel_test_await (easel_context_open (self->context), &error);
  g_assert_no_error (error);
  self->window = adw_window_new ();
  self->page = easel_chat_page_new (self->context);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 760);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_mapped (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_pointer (&self->held, g_ptr_array_unref);
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  ui_test_remove_folder (self->dir);
  g_free (self->dir);
}

static void
import (Fixture *self, const char *path)
{
  g_autoptr (EaselImport) run =
      easel_exchange_service_import (easel_context_get_exchange (self->context), path);
  g_autoptr (GError) error = NULL;

  easel_test_await (easel_import_wait (run), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (easel_import_get_n_imported (run), ==, 1);
}

static guint
count (Fixture *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->page->conversation));
}

static EaselMessage *
get_message (Fixture *self, guint position)
{
  EaselMessage *message = g_list_model_get_item (G_LIST_MODEL (self->page->conversation), position);

  g_ptr_array_add (self->held, message);
  return message;
}

/* ---- long chats ---- */

#define MANY 400

static void
on_opened_cb (Fixture *self)
{
  /* The test says when the beginning comes. */
  g_clear_handle_id (&self->page->beginning_source, g_source_remove);
}

/* Opens a chat of which only the end is there. */
static void
open_many (Fixture *self)
{
  g_autofree char *path = easel_test_chat_write (self->dir, MANY);
  gulong opened = g_signal_connect_swapped (self->page, "opened", G_CALLBACK (on_opened_cb), self);

  import (self, path);
  easel_chat_page_open (self->page, 1, 0);
  ui_test_wait_until (self->page->conversation != NULL && count (self) > 8);
  g_assert_false (easel_conversation_is_complete (self->page->conversation));
  g_signal_handler_disconnect (self->page, opened);
}

static GtkAdjustment *
get_adjustment (Fixture *self)
{
  return gtk_scrolled_window_get_vadjustment (self->page->scroller);
}

static const EaselThreadShown *
get_shown (Fixture *self, guint index)
{
  return &g_array_index (self->page->view->shown, EaselThreadShown, index);
}

/* Whether all rows that are there were read. */
static gboolean
is_filled (Fixture *self)
{
  GArray *shown = self->page->view->shown;

  for (guint i = 0; i < shown->len; i++)
    if (EASEL_IS_BLOCK_ROW (get_shown (self, i)->widget) &&
        easel_block_row_get_block (EASEL_BLOCK_ROW (get_shown (self, i)->widget)) == NULL)
      return FALSE;
  return shown->len > 10;
}

/* What is seen stays where it is when the beginning comes. */
static void
test_beginning (Fixture *self, gconstpointer data)
{
  g_autoptr (GArray) seen = NULL;
  double upper, below;
  guint n, n_seen = 0;

  open_many (self);
  n = count (self);
  ui_test_wait_until (easel_thread_view_is_at_end (self->page->view) && is_filled (self));
  /* Not at the end, so that nothing else holds it. */
  gtk_adjustment_set_value (get_adjustment (self), gtk_adjustment_get_value (get_adjustment (self)) - 900);
  ui_test_wait_until (!easel_thread_view_is_at_end (self->page->view) && is_filled (self));
  g_assert_cmpuint (count (self), ==, n);
  seen = g_array_copy (self->page->view->shown);
  upper = gtk_adjustment_get_upper (get_adjustment (self));
  below = upper - gtk_adjustment_get_value (get_adjustment (self));
  dex_future_disown (easel_conversation_complete (self->page->conversation));
  ui_test_wait_until (count (self) == MANY && gtk_adjustment_get_upper (get_adjustment (self)) > 1.5 * upper);
  for (guint i = 0; i < seen->len; i++)
    {
      const EaselThreadShown *before = &g_array_index (seen, EaselThreadShown, i);
      const EaselThreadPlace place = { before->place.message + MANY - n, before->place.row };
      const EaselThreadShown *now = _easel_thread_view_find_shown (self->page->view, place);

      if (before->y + before->height < 0 || before->y > gtk_widget_get_height (GTK_WIDGET (self->page->view)))
        continue;
      g_assert_nonnull (now);
      g_assert_true (now->message == before->message);
      g_assert_cmpint (now->y, ==, before->y);
      n_seen++;
    }
  g_assert_cmpuint (n_seen, >, 5);
  g_assert_cmpfloat_with_epsilon (gtk_adjustment_get_upper (get_adjustment (self)) -
                                      gtk_adjustment_get_value (get_adjustment (self)),
                                  below, 200);
}

/* It comes by itself, and at once when one scrolls. */
static void
test_beginning_comes (Fixture *self, gconstpointer data)
{
  open_many (self);
  ui_test_wait_until (easel_thread_view_is_at_end (self->page->view) &&
                      gtk_adjustment_get_upper (get_adjustment (self)) > 2000);
  easel_chat_page_open (self->page, 0, 0);
  easel_chat_page_open (self->page, 1, 0);
  ui_test_wait_until (self->page->conversation != NULL && count (self) == MANY);
  g_assert_true (easel_thread_view_is_at_end (self->page->view));
}

static void
test_beginning_home (Fixture *self, gconstpointer data)
{
  open_many (self);
  _easel_thread_view_scroll_to_start (self->page->view);
  ui_test_wait_until (count (self) == MANY && is_filled (self) &&
                      get_shown (self, 0)->message == get_message (self, 0));
  g_assert_cmpfloat (gtk_adjustment_get_value (get_adjustment (self)), ==, 0);
}

static void
test_beginning_selected (Fixture *self, gconstpointer data)
{
  g_autoptr (DexFuture) selection = NULL;
  const GValue *text;

  open_many (self);
  easel_thread_view_select_all (self->page->view);
  selection = easel_thread_view_dup_selection (self->page->view);
  ui_test_wait_until (!dex_future_is_pending (selection));
  text = dex_future_get_value (selection, NULL);
  g_assert_nonnull (text);
  g_assert_true (g_str_has_prefix (g_value_get_string (text), "Message 1\n\nMessage 2\n"));
  g_assert_true (g_str_has_suffix (g_value_get_string (text), "\n\nMessage 400"));
  g_assert_cmpuint (count (self), ==, MANY);
}

/* ---- thoughts ---- */

/* An answer with @reasoning, which needs no escapes in JSON, open on the page. */
static EaselMessageRow *
open_reasoning (Fixture *self, const char *reasoning)
{
  g_autofree char *path = g_build_filename (self->dir, "thoughts.json", NULL);
  g_autofree char *json = g_strdup_printf (
      "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"Thoughts\", \"source\": \"test:thoughts\", "
      "\"messages\": [{\"id\": 1, \"parent\": null, \"kind\": \"user\", \"state\": \"done\", \"text\": "
      "\"Why?\"}, "
      "{\"id\": 2, \"parent\": 1, \"kind\": \"assistant\", \"state\": \"done\", \"text\": \"So.\", "
      "\"reasoning\": "
      "\"%s\"}]}",
      reasoning);
  g_autoptr (GError) error = NULL;
  guint nth = 0;

  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
  import (self, path);
  easel_chat_page_open (self->page, 1, 0);
  ui_test_wait_until ((nth = 0, ui_test_find_nth (GTK_WIDGET (self->page->view), EASEL_TYPE_MESSAGE_REASONING,
                                                  &nth)) != NULL);
  return EASEL_MESSAGE_ROW (ui_test_find (GTK_WIDGET (self->page->view), EASEL_TYPE_MESSAGE_REASONING, 0));
}

static double
get_cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

/* Whether a row of text is there, below a widget or at its end. */
static gboolean
shows_text (EaselMessageRow *row, const char *part)
{
  for (guint i = 0;; i++)
    {
      guint nth = i;
      GtkWidget *found = ui_test_find_nth (GTK_WIDGET (row), EASEL_TYPE_BLOCK_ROW, &nth);
      EaselBlock *block = found != NULL ? easel_block_row_get_block (EASEL_BLOCK_ROW (found)) : NULL;

      if (found == NULL)
        return FALSE;
      if (block != NULL && gtk_widget_get_child_visible (found) && strstr (block->text, part) != NULL)
        return TRUE;
    }
}

/* Runs the main loop until a text is shown; returns the longest that a turn took, in
 * seconds of the main thread. */
static double
find_longest_turn (EaselMessageRow *row, const char *part)
{
  gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;
  double longest = 0;

  while (!shows_text (row, part) && g_get_monotonic_time () < end)
    {
      double begin = get_cpu_seconds ();

      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (1000);
      longest = MAX (longest, get_cpu_seconds () - begin);
    }
  g_assert_true (shows_text (row, part));
  return longest;
}

/* Turns the wheel over a widget; whether that was taken before the widget itself has it. */
static gboolean
turn_wheel (GtkWidget *widget, double by)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller) &&
          gtk_event_controller_get_propagation_phase (controller) == GTK_PHASE_CAPTURE &&
          gtk_event_controller_get_name (controller) == NULL)
        g_signal_emit_by_name (controller, "scroll", 0.0, by, &taken);
    }
  return taken;
}

#define LONG_THOUGHTS (5 * 1024 * 1024)

/* Megabytes of it stop nothing, be they in lines or in one. */
static void
test_long_thoughts (Fixture *self, gconstpointer line_end)
{
  g_autoptr (GString) reasoning = g_string_new ("FIRST of all. ");
  EaselMessageRow *row;
  GtkWidget *scroller;
  GtkAdjustment *adjustment;
  double opening, scrolling;

  while (reasoning->len < LONG_THOUGHTS)
    g_string_append_printf (reasoning, "The lamp is amber, the sea is slate, and %u waves break.%s",
                            (guint) reasoning->len, (const char *) line_end);
  g_string_append (reasoning, "And LAST this.");
  row = open_reasoning (self, reasoning->str);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_test_find (GTK_WIDGET (row), GTK_TYPE_TOGGLE_BUTTON, 0)), TRUE);
  opening = find_longest_turn (row, "FIRST");
  scroller = ui_test_find (GTK_WIDGET (row), GTK_TYPE_SCROLLED_WINDOW, 0);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_assert_true (turn_wheel (scroller, -1));
  g_assert_false (turn_wheel (scroller, 1));
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  scrolling = find_longest_turn (row, "LAST");
  g_test_message ("Longest turn while it opens %.0f ms, while it is scrolled %.0f ms", opening * 1e3,
                  scrolling * 1e3);
  /* A label with all of it took more than ten seconds. */
  g_assert_cmpfloat (opening, <, 2);
  g_assert_cmpfloat (scrolling, <, 2);
  g_assert_cmpint (gtk_widget_get_height (scroller), <, 600);
  /* Folded, and something short in its place. */
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_test_find (GTK_WIDGET (row), GTK_TYPE_TOGGLE_BUTTON, 0)), FALSE);
  easel_message_row_set_message (row, NULL);
}

/* ---- bad texts ---- */

/* More than is read at once. */
#define MUCH (160 * 1024)

/* What much of it may stop; as JSON. */
static const struct
{
  const char *name;
  const char *before;
  const char *part;
  gsize length;
} bombs[] = {
  { "words", "", "amber light over slate water, ", MUCH },
  { "one word", "", "amberlight", MUCH },
  { "lines", "", "amber light\\n", MUCH },
  { "paragraphs", "", "amber *light*\\n\\n", MUCH },
  { "code", "```c\\n", "int amber (void);\\n", MUCH },
  { "a line of code", "```c\\n", "amber (light); ", MUCH },
  { "a table", "|a|b|\\n|-|-|\\n", "|amber|light|\\n", MUCH },
  { "a wide table", "|a|\\n|-|\\n", "|amber", MUCH },
  { "quotes", "", ">", 10000 },
  { "brackets", "", "[", 10000 },
  { "links", "[a]: https://a.example/\\n\\n", "[a] ", MUCH },
  { "emphasis", "", "*a **b ", MUCH },
  { "list", "", "- amber\\n", MUCH },
  { "bidi controls", "", "\xe2\x80\xae\xd7\x90\xe2\x81\xa6 a ", MUCH },
  { "nothing to see", "", "\xe2\x80\x8b", MUCH },
  { "marks on marks", "a", "\xcc\x81", MUCH },
  { "wide letters", "", "\xef\xb7\xbd", MUCH },
  { "many faces", "", "\xf0\x9f\x91\xa9\xe2\x80\x8d", MUCH },
  { "formulas", "", "$$\\\\frac{a}{b}$$ ", MUCH },
};

static char *
write_bombs (Fixture *self)
{
  char *path = g_build_filename (self->dir, "bombs.json", NULL);
  g_autoptr (GString) json =
      g_string_new ("{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"Bombs\", "
                    "\"source\": \"test:bombs\", \"messages\": [");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      gsize end;

      g_string_append_printf (json, "%s{\"id\": %u, \"parent\": ", i > 0 ? "," : "", i + 1);
      g_string_append_printf (json, i > 0 ? "%u" : "null", i);
      g_string_append_printf (json, ", \"kind\": \"%s\", \"state\": \"done\", \"text\": \"%s",
                              i % 2 == 1 ? "user" : "assistant", bombs[i].before);
      for (end = json->len + bombs[i].length; json->len < end;)
        g_string_append (json, bombs[i].part);
      g_string_append (json, "\"}");
    }
  g_string_append (json, "]}");
  g_file_set_contents (path, json->str, (gssize) json->len, &error);
  g_assert_no_error (error);
  return path;
}

static gboolean
is_shown (Fixture *self, EaselMessage *message)
{
  for (guint i = 0; i < self->page->view->shown->len; i++)
    if (get_shown (self, i)->message == message && EASEL_IS_BLOCK_ROW (get_shown (self, i)->widget) &&
        easel_block_row_get_block (EASEL_BLOCK_ROW (get_shown (self, i)->widget)) != NULL)
      return TRUE;
  return FALSE;
}

/* Nothing that a message may be stops the window. */
static void
test_bombs (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_bombs (self);
  double slowest = 0;

  import (self, path);
  easel_chat_page_open (self->page, 1, 0);
  ui_test_wait_until (self->page->conversation != NULL && count (self) == G_N_ELEMENTS (bombs));
  for (guint i = 0; i < G_N_ELEMENTS (bombs); i++)
    {
      EaselMessage *message = get_message (self, i);
      gint64 end = g_get_monotonic_time () + UI_TEST_PATIENCE;
      double longest = 0;

      easel_thread_view_scroll_to_message (self->page->view, message);
      while (!is_shown (self, message) && g_get_monotonic_time () < end)
        {
          double begin = get_cpu_seconds ();

          if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
          longest = MAX (longest, get_cpu_seconds () - begin);
        }
      g_assert_true (is_shown (self, message));
      /* The frame that comes of it. */
      for (guint turn = 0; turn < 20; turn++)
        {
          double begin = get_cpu_seconds ();

          if (!g_main_context_iteration (NULL, FALSE))
            g_usleep (1000);
          longest = MAX (longest, get_cpu_seconds () - begin);
        }
      g_test_message ("%s: the longest turn took %.0f ms", bombs[i].name, longest * 1e3);
      slowest = MAX (slowest, longest);
    }
  g_assert_cmpfloat (slowest, <, 3);
}

static void
test_short_thoughts (Fixture *self, gconstpointer data)
{
  EaselMessageRow *row = open_reasoning (self, "Because *of* it.");
  guint nth = 0;

  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (ui_test_find (GTK_WIDGET (row), GTK_TYPE_TOGGLE_BUTTON, 0)), TRUE);
  ui_test_wait_until (
      g_strcmp0 (gtk_label_get_label (GTK_LABEL (ui_test_find (GTK_WIDGET (row), GTK_TYPE_LABEL, 1))),
                 "Because *of* it.") == 0);
  g_assert_null (ui_test_find_nth (GTK_WIDGET (row), GTK_TYPE_SCROLLED_WINDOW, &nth));
}

int
main (int argc, char *argv[])
{
  ui_test_init (&argc, &argv);
  g_test_add ("/chat-long/short-thoughts", Fixture, NULL, set_up, test_short_thoughts, tear_down);
  g_test_add ("/chat-long/long-thoughts", Fixture, "\\n\\n", set_up, test_long_thoughts, tear_down);
  g_test_add ("/chat-long/long-thoughts-in-a-line", Fixture, " ", set_up, test_long_thoughts, tear_down);
  g_test_add ("/chat-long/beginning", Fixture, NULL, set_up, test_beginning, tear_down);
  g_test_add ("/chat-long/beginning-comes", Fixture, NULL, set_up, test_beginning_comes, tear_down);
  g_test_add ("/chat-long/beginning-home", Fixture, NULL, set_up, test_beginning_home, tear_down);
  g_test_add ("/chat-long/beginning-selected", Fixture, NULL, set_up, test_beginning_selected, tear_down);
  g_test_add ("/chat-long/bombs", Fixture, NULL, set_up, test_bombs, tear_down);
  return g_test_run ();
}
