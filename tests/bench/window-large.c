// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-window.h"
#include "easel-compare-dialog.h"
#include "easel-prompt-page-private.h"
#include "easel-test-future.h"
#include "easel-ui-resources.h"
#include "stream-server.h"

/*
 * Run by bench-large.py on a display of its own: a prompt of 1 MB through all
 * that can be done with it, and for each step the longest time that the main
 * loop spent in one round, in its own processor time. And what a key costs in
 * one long paragraph, beside a bare GtkTextView with the same text.
 */

#define SIZE (1000 * 1000)
#define LIMIT_MS 20
#define PARAGRAPH_SIZE (100 * 1000)
#define KEYS 15
#define WORDS_A_PIECE 64
#define LIMIT_RATIO 1.3

/* ---- texts ---- */

/* Words of a long prompt, in paragraphs or in one; an edit changes one word of twenty. */
static char *
make_text (gsize size, gboolean paragraphs, gboolean edited)
{
  GString *text = g_string_sized_new (size + 32);

  for (guint n = 0; text->len < size; n++)
    {
      if (n % 150 == 77)
        g_string_append (text, "(castle:1.2) ");
      else if (n % 150 == 118)
        g_string_append (text, "<lora:film:0.8> ");
      else if (edited && n % 20 == 3)
        g_string_append_printf (text, "new%u ", n % 997);
      else
        g_string_append_printf (text, "word%u%s", n % 997,
                                paragraphs && n % 75 == 74 ? ".\n"
                                : n % 10 == 9              ? ", "
                                                           : " ");
    }
  return g_string_free (text, FALSE);
}

/* ---- the loop ---- */

typedef struct
{
  gint64 began;
  gint64 longest;
  gint64 total;
  guint n_long;
} Loop;

static Loop loop;

static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* The main loop waits: what came before was one round of it. */
static int
on_poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 round = get_cpu_time () - loop.began;
  int n;

  loop.longest = MAX (loop.longest, round);
  loop.total += round;
  if (round > LIMIT_MS * 1000)
    loop.n_long++;
  if (round > LIMIT_MS * 1000 && g_getenv ("EASEL_BENCH_TELL") != NULL)
    printf ("# a round of %.1f ms\n", (double) round / 1000);
  n = poll ((struct pollfd *) fds, n_fds, timeout);
  loop.began = get_cpu_time ();
  return n;
}

static void
begin_step (void)
{
  loop = (Loop) { .began = get_cpu_time () };
}

static void
must (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!easel_test_await (future, &error))
    g_error ("%s", error->message);
}

/* ---- what is told ---- */

static double allowance = 1;
static gboolean missed;
/* What is built when it is first shown, with whatever text, is built before. */
static gboolean warming;

static void
tell (const char *name, double value, double reference, double limit)
{
  gboolean has_reference = reference > 0;
  double measured = has_reference ? value / reference : value;

  printf ("{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"ms\"", name, value);
  if (has_reference)
    printf (", \"reference\": %.2f, \"reference_name\": \"a bare GtkTextView\", \"ratio\": %.2f", reference,
            measured);
  if (limit > 0)
    printf (", \"limit\": %.1f, \"direction\": \"max\"", limit);
  printf ("}\n");
  fflush (stdout);
  if (limit > 0 && measured > limit * allowance)
    {
      fprintf (stderr, "%s: %.2f, at most %.2f\n", name, measured, limit * allowance);
      missed = TRUE;
    }
}

static double
end_step (const char *name, double limit)
{
  double longest = (double) loop.longest / 1000;

  if (warming)
    {
      begin_step ();
      return longest;
    }
  tell (name, longest, 0, limit);
  printf ("# %s: %u rounds over %d ms, %.0f ms in all\n", name, loop.n_long, LIMIT_MS,
          (double) loop.total / 1000);
  begin_step ();
  return longest;
}

/* ---- the page ---- */

typedef struct
{
  char *before;
  char *after;
  /* Set when the answer may end, and when all of it was sent. */
  int may_end;
  int sent;

  EaselContext *context;
  EaselPromptPage *page;
  GtkWindow *window;
} Bench;

static void
answer (int socket, gpointer data)
{
  Bench *self = data;
  const char *at = self->after;

  while (*at != '\0')
    {
      const char *end = at;
      g_autofree char *piece = NULL;
      g_autoptr (GString) escaped = NULL;

      for (guint n = 0; *end != '\0' && n < WORDS_A_PIECE; end++)
        n += *end == ' ';
      escaped = g_string_new_len (at, end - at);
      g_string_replace (escaped, "\n", "\\n", 0);
      if (!stream_server_send (socket, escaped->str))
        return;
      at = end;
      g_usleep (1000);
    }
  g_atomic_int_set (&self->sent, TRUE);
  while (!g_atomic_int_get (&self->may_end))
    g_usleep (1000);
}

static void
open_page (Bench *self, const char *folder)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1", stream_server_start (answer, self));
  EaselProviderService *providers;

  self->context = easel_context_new (folder, environment);
  must (easel_context_open (self->context));
  providers = easel_context_get_providers (self->context);
  must (easel_provider_service_add (providers, "openai", "Bench", "bench", url, NULL, TRUE));
  must (easel_provider_service_add_model (providers, "bench:m", NULL));
  must (easel_provider_service_set_default_model (providers, EASEL_PURPOSE_LLM, "bench:m"));
  wait_until (easel_provider_service_find_model (providers, "bench:m") != NULL);

  self->page = easel_prompt_page_new (self->context);
  self->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (self->window, 1000, 720);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (self->window);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (self->page)));
}

static gint64
create (Bench *self, const char *text, guint n_marks)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;
  const char *at = text;

  /* Every other one is a lock, every other one switched off. */
  for (guint i = 0; i < n_marks && (at = strstr (at, ", word1")) != NULL; i++)
    {
      const char *end = strchr (at + 2, ',');
      EaselSpan span = { (gsize) (at + 2 - text), end != NULL ? (gsize) (end - at - 2) : 5 };

      g_array_append_val (i % 2 == 0 ? content->locks : content->offs, span);
      at += span.length + 2 + strlen (text) / (n_marks + 1);
    }
  prompt = easel_test_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);
  g_assert_no_error (error);
  return easel_prompt_get_id (prompt);
}

static void
open_prompt (Bench *self, gint64 id)
{
  easel_prompt_page_open (self->page, id, TRUE);
  wait_until (easel_prompt_page_get_prompt_id (self->page) == id);
  pause_for (600);
}

static void
type_keys (GtkTextView *view, guint n, double where)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkTextIter at;

  gtk_text_buffer_get_iter_at_offset (buffer, &at, (int) (gtk_text_buffer_get_char_count (buffer) * where));
  gtk_text_buffer_place_cursor (buffer, &at);
  gtk_text_view_scroll_mark_onscreen (view, gtk_text_buffer_get_insert (buffer));
  for (guint i = 0; i < n; i++)
    {
      gtk_text_buffer_begin_user_action (buffer);
      gtk_text_buffer_insert_interactive_at_cursor (buffer, "x", 1, TRUE);
      gtk_text_buffer_end_user_action (buffer);
      pause_for (33);
    }
}

static void
begin_run (Bench *self)
{
  self->may_end = self->sent = FALSE;
  easel_prompt_page_set_instruction (self->page, "wilder");
  pause_for (100);
  begin_step ();
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.run", NULL);
  wait_until (self->page->run != NULL);
}

static void
review_answer (Bench *self)
{
  wait_until (g_atomic_int_get (&self->sent) && self->page->live_tick == 0);
  pause_for (200);
}

static void
decide (Bench *self, const char *action)
{
  g_action_group_activate_action (easel_review_view_get_actions (self->page->review_view), action, NULL);
  pause_for (500);
}

static gboolean
is_reviewed (Bench *self)
{
  return self->page->review != NULL &&
         g_strcmp0 (gtk_stack_get_visible_child_name (self->page->view_stack), "review") == 0;
}

static void
bench_edit (Bench *self, gint64 id, const char *suffix)
{
#define step(name) end_step (g_strconcat (name, suffix, NULL), LIMIT_MS)
  begin_step ();
  open_prompt (self, id);
  step ("open");
  type_keys (GTK_TEXT_VIEW (self->page->editor), KEYS, 0.001);
  type_keys (GTK_TEXT_VIEW (self->page->editor), KEYS, 0.5);
  pause_for (1000);
  step ("type");
  begin_run (self);
  step ("run");
  review_answer (self);
  step ("live");
  g_atomic_int_set (&self->may_end, TRUE);
  wait_until (is_reviewed (self));
  pause_for (600);
  step ("review");
  decide (self, "next");
  decide (self, "take");
  step ("take-one");
  decide (self, "take-all");
  step ("take-all");
  decide (self, "undo");
  decide (self, "redo");
  step ("undo-take-all");
  easel_review_view_set_mode (self->page->review_view, EASEL_REVIEW_MODE_SIDE_BY_SIDE);
  pause_for (1000);
  step ("side-by-side");
  decide (self, "undo");
  decide (self, "redo");
  step ("take-all-side-by-side");
  easel_review_view_set_mode (self->page->review_view, EASEL_REVIEW_MODE_INLINE);
  pause_for (300);
  begin_step ();
  decide (self, "apply");
  wait_until (self->page->review == NULL && easel_revision_get_number (self->page->revision) == 3);
  wait_until (!easel_prompt_page_has_unsaved (self->page));
  pause_for (500);
  step ("apply");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.undo", NULL);
  pause_for (1000);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.redo", NULL);
  pause_for (1000);
  step ("undo");
#undef step
}

/* Another window writes while an edit is reviewed. */
static void
bench_rebase (Bench *self, gint64 id)
{
  g_autofree char *text = g_strconcat ("theirs ", self->before, NULL);
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  gint64 parent;

  open_prompt (self, id);
  parent = easel_revision_get_id (self->page->revision);
  begin_run (self);
  review_answer (self);
  g_atomic_int_set (&self->may_end, TRUE);
  wait_until (is_reviewed (self));
  pause_for (600);
  begin_step ();
  must (easel_prompt_service_commit (easel_context_get_prompts (self->context), id, content,
                                     EASEL_REVISION_SOURCE_TYPED, parent, 0, EASEL_EDIT_OPEN));
  wait_until (g_str_has_prefix (easel_review_get_before (self->page->review), "theirs "));
  pause_for (600);
  end_step ("rebase", LIMIT_MS);
  decide (self, "dismiss");
}

static void
bench_history (Bench *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = easel_test_await_object (
      easel_prompt_service_list_revisions (easel_context_get_prompts (self->context), id), &error);
  g_autoptr (EaselRevision) newest = NULL, oldest = NULL;
  AdwDialog *dialog;
  gpointer gone;

  g_assert_no_error (error);
  newest = g_list_model_get_item (list, 0);
  oldest = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);
  /* What a dialog of any content costs while it opens is drawn in software here. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  begin_step ();
  dialog = ADW_DIALOG (easel_compare_dialog_new (oldest, newest));
  gone = dialog;
  g_object_add_weak_pointer (G_OBJECT (dialog), &gone);
  adw_dialog_present (dialog, GTK_WIDGET (self->page));
  pause_for (warming ? 500 : 4000);
  adw_dialog_force_close (dialog);
  wait_until (gone == NULL);
  pause_for (300);
  end_step ("compare", LIMIT_MS);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);

  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.history", NULL);
  pause_for (500);
  end_step ("history", LIMIT_MS);
  g_signal_emit_by_name (self->page->history_pane, "restore", oldest);
  wait_until (easel_revision_get_number (self->page->revision) == easel_revision_get_number (newest) + 1);
  pause_for (800);
  end_step ("restore", LIMIT_MS);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.history", NULL);
  pause_for (500);
}

static void
bench_parts (Bench *self, gint64 id)
{
  begin_step ();
  g_object_set (self->page, "show-parts", TRUE, NULL);
  pause_for (1000);
  end_step ("parts", LIMIT_MS);
  type_keys (GTK_TEXT_VIEW (self->page->editor), KEYS, 0.001);
  pause_for (1000);
  end_step ("type-with-parts", LIMIT_MS);
  g_signal_emit_by_name (self->page->parts_bar, "lock", 2u, TRUE);
  pause_for (1000);
  end_step ("lock-part", LIMIT_MS);
  g_signal_emit_by_name (self->page->parts_bar, "move", 1u, 0u);
  pause_for (1000);
  end_step ("move-part", LIMIT_MS);
  g_object_set (self->page, "show-parts", FALSE, NULL);
  pause_for (500);
}

/* ---- a bare view ---- */

/* As wide as the editor, and in its font: what it lays out is the same. */
static void
take_typography (GtkTextView *view, GtkTextView *editor)
{
  gtk_widget_add_css_class (GTK_WIDGET (view), "easel-prompt-text");
  gtk_text_view_set_left_margin (view, gtk_text_view_get_left_margin (editor));
  gtk_text_view_set_right_margin (view, gtk_text_view_get_right_margin (editor));
  gtk_text_view_set_pixels_inside_wrap (view, gtk_text_view_get_pixels_inside_wrap (editor));
  gtk_text_view_set_pixels_above_lines (view, gtk_text_view_get_pixels_above_lines (editor));
  gtk_text_view_set_pixels_below_lines (view, gtk_text_view_get_pixels_below_lines (editor));
}

static GtkTextView *
open_bare (Bench *self, const char *text, GtkWindow **window)
{
  GtkTextView *view = GTK_TEXT_VIEW (gtk_text_view_new ());
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  take_typography (view, GTK_TEXT_VIEW (self->page->editor));
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (gtk_text_view_get_buffer (view), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (view));
  *window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (*window, gtk_widget_get_width (GTK_WIDGET (self->page->editor)),
                               gtk_widget_get_height (GTK_WIDGET (self->page->editor)));
  gtk_window_set_child (*window, scrolled);
  gtk_window_present (*window);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (view)));
  pause_for (200);
  begin_step ();
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
  pause_for (600);
  return view;
}

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

static double
median (GArray *values)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, values->len / 2);
}

/* All processor time that a key costs up to the next one. */
static void
time_key (GtkTextView *view, GArray *values)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  double ms;

  begin_step ();
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_insert_interactive_at_cursor (buffer, "x", 1, TRUE);
  gtk_text_buffer_end_user_action (buffer);
  pause_for (50);
  ms = (double) loop.total / 1000;
  g_array_append_val (values, ms);
}

static void
bench_paragraph (Bench *self, gsize size, gboolean paragraphs, const char *name)
{
  g_autofree char *text = make_text (size, paragraphs, FALSE);
  g_autofree char *block_name = g_strconcat (name, "-pause", NULL);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) bare = g_array_new (FALSE, FALSE, sizeof (double));
  GtkWindow *window;
  GtkTextView *view = open_bare (self, text, &window);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  gint64 id = create (self, text, 0);
  GtkTextIter start;
  double longest;

  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_place_cursor (buffer, &start);
  open_prompt (self, id);
  for (guint i = 0; i < KEYS; i++)
    {
      time_key (GTK_TEXT_VIEW (self->page->editor), ours);
      time_key (view, bare);
    }
  tell (name, median (ours), median (bare), LIMIT_RATIO);
  pause_for (1000);
  /* What comes when typing pauses, beside one more key. */
  begin_step ();
  gtk_text_buffer_insert_interactive_at_cursor (buffer, "x", 1, TRUE);
  pause_for (1000);
  longest = (double) loop.longest / 1000;
  begin_step ();
  gtk_text_buffer_insert_interactive_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->page->editor)),
                                                "x", 1, TRUE);
  pause_for (1000);
  /* Where GTK itself needs longer than a round may last, no longer than that. */
  if (longest < LIMIT_MS)
    tell (block_name, (double) loop.longest / 1000, 0, LIMIT_MS);
  else
    tell (block_name, (double) loop.longest / 1000, longest, LIMIT_RATIO);
  gtk_window_destroy (window);
}

static void
bench_bare (Bench *self)
{
  GtkWindow *window;
  GtkTextView *view = open_bare (self, self->before, &window);

  end_step ("bare-open", 0);
  type_keys (view, KEYS, 0.001);
  type_keys (view, KEYS, 0.5);
  end_step ("bare-type", 0);
  gtk_window_destroy (window);
  pause_for (300);
}

/* All of it once with a text that is as long as the window. */
static void
warm_up (Bench *self)
{
  g_autofree char *before = make_text (20 * 1000, TRUE, FALSE);
  g_autofree char *after = make_text (20 * 1000, TRUE, TRUE);
  char *long_after = self->after;
  gint64 id = create (self, before, 0);

  warming = TRUE;
  self->after = after;
  bench_edit (self, id, "");
  bench_history (self, id);
  bench_parts (self, id);
  self->after = long_after;
  warming = FALSE;
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };
  gint64 small, large, marked;

  g_assert_cmpint (argc, >=, 2);
  /* A test asks for less: how many times the limits it bears. */
  if (argc > 2)
    allowance = g_ascii_strtod (argv[2], NULL);
  dex_init ();
  adw_init ();
  g_resources_register (easel_ui_get_resource ());
  g_main_context_set_poll_func (NULL, on_poll_cb);
  bench.before = make_text (SIZE, TRUE, FALSE);
  bench.after = make_text (SIZE, TRUE, TRUE);
  open_page (&bench, argv[1]);
  warm_up (&bench);
  small = create (&bench, "a castle", 0);
  large = create (&bench, bench.before, 0);
  marked = create (&bench, bench.before, 20);

  bench_bare (&bench);
  open_prompt (&bench, small);
  bench_edit (&bench, large, "");
  bench_history (&bench, large);
  bench_parts (&bench, large);
  begin_step ();
  open_prompt (&bench, small);
  end_step ("leave", LIMIT_MS);
  bench_rebase (&bench, create (&bench, bench.before, 0));
  bench_edit (&bench, marked, "-with-marks");
  bench_paragraph (&bench, PARAGRAPH_SIZE, FALSE, "key-in-one-paragraph");
  bench_paragraph (&bench, 20 * 1000, FALSE, "key-in-one-paragraph-of-20-kb");
  bench_paragraph (&bench, SIZE, TRUE, "key-in-1-mb");
  must (easel_context_close (bench.context));
  return missed ? 1 : 0;
}
