// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <adwaita.h>
#include <libdex.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "easel-block-row.h"
#include "easel-thread-view.h"
#include "easel-ui-resources.h"
#include "thread-double.h"

/*
 * Run by bench-chat.py on a display of its own: a thread's view over messages whose
 * texts are made when they are loaded. Times are processor time of the main thread, so
 * that a busy machine does not count.
 */

#define ROUNDS 7
#define DELTAS_PER_MS 2
#define PART_SECONDS 10
#define PATIENCE (20 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget *window;
  GtkWidget *scroll;
  EaselThreadView *view;
  GdkFrameClock *clock;
  gint64 frame_began;
  guint n_frames;
  GArray *frames; /* double, ms */
} Bench;

static double
get_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

static double
percentile (GArray *values, double share)
{
  g_assert_cmpuint (values->len, >, 0);
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, MIN ((guint) (share * values->len), values->len - 1));
}

static void
tell (const char *name, double value, const char *unit, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"%s\"", name, value, unit);
  if (limit > 0)
    printf (", \"limit\": %.1f, \"direction\": \"max\"", limit);
  printf ("}\n");
  fflush (stdout);
}

static void
tell_ratio (const char *name, double value, const char *unit, double reference, const char *of, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"%s\", \"reference\": %.3f, \"reference_name\": "
          "\"%s\", "
          "\"ratio\": %.3f, \"limit\": %.2f, \"direction\": \"max\"}\n",
          name, value, unit, reference, of, value / reference, limit);
  fflush (stdout);
}

/* ---- the window ---- */

static void
on_before_paint_cb (Bench *self)
{
  self->frame_began = (gint64) (get_cpu_ms () * 1000);
}

static void
on_after_paint_cb (Bench *self)
{
  double ms = get_cpu_ms () - (double) self->frame_began / 1000;

  self->n_frames++;
  g_array_append_val (self->frames, ms);
}

static void
open_window (Bench *self, GtkWidget *content)
{
  self->frames = g_array_new (FALSE, FALSE, sizeof (double));
  self->window = gtk_window_new ();
  self->scroll = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), content);
  gtk_window_set_child (GTK_WINDOW (self->window), self->scroll);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 800, 720);
  gtk_window_present (GTK_WINDOW (self->window));
  while (gtk_widget_get_height (content) == 0)
    g_main_context_iteration (NULL, TRUE);
  self->clock = gtk_widget_get_frame_clock (self->window);
  g_signal_connect_swapped (self->clock, "before-paint", G_CALLBACK (on_before_paint_cb), self);
  g_signal_connect_swapped (self->clock, "after-paint", G_CALLBACK (on_after_paint_cb), self);
}

static void
open_view (Bench *self)
{
  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  open_window (self, GTK_WIDGET (self->view));
}

static void
close_window (Bench *self)
{
  g_signal_handlers_disconnect_by_data (self->clock, self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_array_unref (self->frames);
  *self = (Bench) { 0 };
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* One frame, and what comes before it. */
static void
next_frame (Bench *self)
{
  guint before = self->n_frames;
  gint64 end = g_get_monotonic_time () + PATIENCE;

  gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  while (self->n_frames == before && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_frames, >, before);
}

/* Whether nothing that is in view waits for its text. */
static gboolean
is_filled (Bench *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->view));
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      graphene_rect_t bounds;

      if (!EASEL_IS_BLOCK_ROW (child) || !gtk_widget_get_child_visible (child) ||
          !gtk_widget_compute_bounds (child, GTK_WIDGET (self->view), &bounds))
        continue;
      if (bounds.origin.y > (float) height || bounds.origin.y + bounds.size.height < 0)
        continue;
      if (easel_block_row_get_block (EASEL_BLOCK_ROW (child)) == NULL)
        return FALSE;
      n++;
    }
  return n > 3;
}

/* Frames until all in view is there. */
static guint
fill_view (Bench *self)
{
  guint frames = 0;

  do
    {
      next_frame (self);
      g_assert_cmpuint (++frames, <, 100);
    }
  while (!is_filled (self));
  return frames;
}

/* ---- opening ---- */

static double
time_open (Bench *self, GListModel *messages)
{
  double begin;

  easel_thread_view_set_messages (self->view, NULL, NULL);
  next_frame (self);
  begin = get_cpu_ms ();
  easel_thread_view_set_messages (self->view, messages, &thread_double_source);
  fill_view (self);
  return get_cpu_ms () - begin;
}

static void
bench_open (void)
{
  static const guint sizes[] = { 10, 200, 10000 };
  Bench bench = { 0 };
  GArray *times[3];

  open_view (&bench);
  for (guint i = 0; i < 3; i++)
    times[i] = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint round = 0; round < ROUNDS; round++)
    for (guint i = 0; i < 3; i++)
      {
        g_autoptr (GListStore) store = thread_double_make_bare (sizes[i]);
        double ms = time_open (&bench, G_LIST_MODEL (store));

        if (round > 0)
          g_array_append_val (times[i], ms);
      }
  tell_ratio ("open-10000", percentile (times[2], 0.5), "ms", percentile (times[1], 0.5), "of 200", 1.5);
  tell_ratio ("open-10000-to-10", percentile (times[2], 0.5), "ms", percentile (times[0], 0.5), "of 10", 2);
  for (guint i = 0; i < 3; i++)
    g_array_unref (times[i]);
  close_window (&bench);
}

/* ---- memory ---- */

static double
get_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL) ||
      (line = strstr (status, "RssAnon:")) == NULL)
    g_error ("There is no RssAnon.");
  return g_ascii_strtod (line + strlen ("RssAnon:"), NULL) / 1024;
}

/* What a process of its own has after it opened a thread. */
static double
measure_memory (const char *program, const char *home, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  const char *const argv[] = { program, home, "memory", count, NULL };
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, &error))
    g_error ("%s", error->message);
  return g_ascii_strtod (out, NULL);
}

static void
tell_own_memory (guint n)
{
  Bench bench = { 0 };
  g_autoptr (GListStore) store = thread_double_make_bare (n);

  open_view (&bench);
  time_open (&bench, G_LIST_MODEL (store));
  printf ("%.3f\n", get_memory ());
}

/* ---- scrolling ---- */

static void
bench_scroll (void)
{
  Bench bench = { 0 };
  g_autoptr (GListStore) store = thread_double_make_bare (10000);
  g_autoptr (GObject) middle = g_list_model_get_item (G_LIST_MODEL (store), 5000);
  GtkAdjustment *adjustment;
  guint to_end, to_middle, n_over = 0;

  open_view (&bench);
  time_open (&bench, G_LIST_MODEL (store));
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench.scroll));
  easel_thread_view_scroll_to_message (bench.view, middle);
  to_middle = fill_view (&bench);
  easel_thread_view_scroll_to_end (bench.view);
  to_end = fill_view (&bench);
  printf ("# frames to the end: %u\n", to_end);
  tell ("jump-to-the-middle-frames-more", (double) to_middle - to_end, "", 1);
  g_array_set_size (bench.frames, 0);
  while (gtk_adjustment_get_value (adjustment) > 0)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 500);
      next_frame (&bench);
    }
  for (guint i = 0; i < bench.frames->len; i++)
    n_over += g_array_index (bench.frames, double, i) > 33;
  tell ("scroll-frames", bench.frames->len, "", 0);
  tell ("scroll-frame-median", percentile (bench.frames, 0.5), "ms", 0);
  tell ("scroll-frame-longest", percentile (bench.frames, 1), "ms", 33);
  tell ("scroll-frames-over-33-ms", n_over, "", 0.5);
  /* The scrollbar drawn over all of it. */
  g_array_set_size (bench.frames, 0);
  for (guint i = 0; i < 100; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment) * i / 100);
      next_frame (&bench);
    }
  tell ("drag-frame-longest", percentile (bench.frames, 1), "ms", 33);
  close_window (&bench);
}

/* ---- a fast answer ---- */

typedef struct
{
  ThreadDouble *answer; /* or */
  GtkTextBuffer *buffer;
  GString *waiting;
  guint n_deltas;
  double last;
  GArray *blocks; /* double: ms that the loop did not come round */
  gint64 began;
  guint n_due;
} Stream;

static const char *
get_delta (guint n)
{
  static const char *const words[] = { "light ", "over ", "the ",  "**sea** ",   "and ", "its ",
                                       "foam, ", "then ", "dusk ", "`35mm` ",    "in ",  "slate ",
                                       "blue. ", "A ",    "long ", "*exposure* " };

  if (n % 400 == 399)
    return "\n\n```c\nint main (void);\n```\n\n";
  if (n % 75 == 74)
    return n % 150 == 149 ? "\n\n- item " : "\n\n";
  return words[n % G_N_ELEMENTS (words)];
}

static gboolean
on_deltas_cb (gpointer data)
{
  Stream *self = data;
  double now = get_cpu_ms ();
  double blocked = now - self->last;
  guint due = (guint) ((g_get_monotonic_time () - self->began) / 1000) * DELTAS_PER_MS;

  g_array_append_val (self->blocks, blocked);
  for (; self->n_due < due; self->n_due++)
    {
      if (self->answer != NULL)
        thread_double_append_quietly (self->answer, get_delta (self->n_deltas++));
      else
        g_string_append (self->waiting, get_delta (self->n_deltas++));
    }
  self->last = get_cpu_ms ();
  return G_SOURCE_CONTINUE;
}

/* Told once a frame, as a service does. */
static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Stream *self = data;
  GtkTextIter end;

  if (self->answer != NULL)
    thread_double_tell (self->answer);
  else
    {
      gtk_text_buffer_get_end_iter (self->buffer, &end);
      gtk_text_buffer_insert (self->buffer, &end, self->waiting->str, (int) self->waiting->len);
      g_string_truncate (self->waiting, 0);
      gtk_text_buffer_get_end_iter (self->buffer, &end);
      gtk_text_view_scroll_mark_onscreen (GTK_TEXT_VIEW (widget), gtk_text_buffer_get_insert (self->buffer));
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_over_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Runs a part of it; returns the processor time that it took, ms. */
static double
run_stream (Stream *self, GtkWidget *widget, guint seconds)
{
  guint tick = gtk_widget_add_tick_callback (widget, on_tick_cb, self, NULL);
  guint deltas = g_timeout_add (1, on_deltas_cb, self);
  gboolean over = FALSE;
  double begin = get_cpu_ms ();

  self->began = g_get_monotonic_time ();
  self->n_due = 0;
  self->last = begin;
  g_timeout_add_seconds (seconds, on_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_remove_tick_callback (widget, tick);
  g_source_remove (deltas);
  return get_cpu_ms () - begin;
}

static void
bench_stream (guint seconds)
{
  Bench bench = { 0 }, reference = { 0 };
  g_autoptr (GListStore) store = thread_double_make_bare (200);
  g_autoptr (ThreadDouble) answer = thread_double_new (100000, EASEL_THREAD_VOICE_ANSWER, "", TRUE);
  GtkWidget *text = gtk_text_view_new ();
  Stream stream = { .answer = answer, .blocks = g_array_new (FALSE, FALSE, sizeof (double)) };
  Stream plain = { .buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)),
                   .waiting = g_string_new (NULL),
                   .blocks = g_array_new (FALSE, FALSE, sizeof (double)) };
  double cpu = 0, plain_cpu = 0, after;

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (text), GTK_WRAP_WORD_CHAR);
  for (guint done = 0; done < seconds; done += PART_SECONDS)
    {
      /* One window at a time: the other would be drawn, too. */
      if (done == 0)
        {
          open_view (&bench);
          time_open (&bench, G_LIST_MODEL (store));
          thread_double_set_streaming (answer, TRUE);
          g_list_store_append (store, answer);
          next_frame (&bench);
        }
      cpu += run_stream (&stream, GTK_WIDGET (bench.view), MIN (PART_SECONDS, seconds - done));
      if (done == 0)
        open_window (&reference, text);
      plain_cpu += run_stream (&plain, text, MIN (PART_SECONDS, seconds - done));
    }
  tell ("stream-loop-99th-percentile", percentile (stream.blocks, 0.99), "ms", 16);
  tell ("stream-loop-longest", percentile (stream.blocks, 1), "ms", 0);
  tell_ratio ("stream-cpu", cpu / seconds / 10, "%", plain_cpu / seconds / 10, "GtkTextView", 2);
  tell ("stream-text", (double) thread_double_source.get_length (answer) / 1024, "KB", 0);
  thread_double_set_streaming (answer, FALSE);
  next_frame (&bench);
  after = get_memory ();
  for (guint i = 0; i < 200; i++)
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (bench.scroll));

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + (i < 100 ? -300 : 300));
      next_frame (&bench);
    }
  tell_ratio ("stream-memory-later", get_memory (), "MB", after, "at its end", 1.05);
  close_window (&bench);
  close_window (&reference);
  g_array_unref (stream.blocks);
  g_array_unref (plain.blocks);
  g_string_free (plain.waiting, TRUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GtkCssProvider) css = NULL;
  double few, many;

  dex_init ();
  gtk_init ();
  adw_init ();
  g_resources_register (easel_ui_get_resource ());
  css = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (css, RESOURCE_PREFIX "/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  if (argc > 3 && g_str_equal (argv[2], "memory"))
    {
      tell_own_memory ((guint) atoi (argv[3]));
      return 0;
    }
  bench_open ();
  few = measure_memory (argv[0], argv[1], 200);
  many = measure_memory (argv[0], argv[1], 10000);
  tell_ratio ("open-10000-memory", many, "MB", few, "of 200", 1.3);
  bench_scroll ();
  bench_stream (argc > 2 ? (guint) atoi (argv[2]) : 60);
  return 0;
}
