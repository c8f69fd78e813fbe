// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench-window.h"
#include "easel-prompt-page-private.h"
#include "easel-test-future.h"
#include "easel-ui-resources.h"
#include "stream-server.h"

/*
 * Run by bench-window.py on a display of its own: a prompt page, a real context
 * on a temporary folder, and a server that sends an answer piece by piece.
 * From the moment before a piece is written to the end of the frame that shows
 * it; and what typing has to wait for while 2,000 pieces a second come in.
 */

#define RUNS 11
#define TOKENS 150
#define FLOOD_WORDS 6000
#define FLOOD_PER_MS 2
/* One frame at 60 Hz, after the one that may just be drawn. */
#define TWO_FRAMES_MS (2 * 1000 / 60.0)
#define FRAME_MS 16.0
#define TYPE_EVERY_MS 33
#define PROMPT                                                                                               \
  "a lonely lighthouse on a rocky headland, waves breaking against black basalt, warm light in the "         \
  "lantern room, (dramatic clouds:1.2) low over the horizon, 35mm photograph, soft film grain"

/* ---- the server ---- */

#define END "[DONE]"
#define FLOOD "[FLOOD]"

typedef struct
{
  guint16 port;
  /* What it is to send: texts, END or FLOOD. */
  GAsyncQueue *orders;
  /* The monotonic time just before the last text was written. */
  gint64 sent;
  int streaming;
} Server;

/* Word @n of a long text in paragraphs; an edit changes one of ten. */
static char *
make_word (guint n, gboolean edited)
{
  const char *gap = n % 75 == 74 ? ".\\n" : n % 10 == 9 ? ", " : " ";

  return g_strdup_printf ("%s%u%s", edited && n % 10 == 3 ? "new" : "word", n % 997, gap);
}

static char *
make_text (guint n_words)
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < n_words; n++)
    {
      g_autofree char *word = make_word (n, FALSE);

      g_string_append (text, word);
    }
  g_string_replace (text, "\\n", "\n", 0);
  return g_string_free (text, FALSE);
}

static gboolean
send_flood (int socket)
{
  gint64 begin = g_get_monotonic_time ();

  for (guint n = 0; n < FLOOD_WORDS; n++)
    {
      gint64 ahead = begin + (gint64) n * 1000 / FLOOD_PER_MS - g_get_monotonic_time ();
      g_autofree char *word = make_word (n, TRUE);

      if (ahead > 0)
        g_usleep ((gulong) ahead);
      if (!stream_server_send (socket, word))
        return FALSE;
    }
  return TRUE;
}

static void
answer (int socket, gpointer data)
{
  Server *self = data;

  g_atomic_int_set (&self->streaming, TRUE);
  while (TRUE)
    {
      g_autofree char *order = g_async_queue_pop (self->orders);

      if (g_str_equal (order, END))
        break;
      if (g_str_equal (order, FLOOD)
              ? !send_flood (socket)
              : (self->sent = g_get_monotonic_time (), !stream_server_send (socket, order)))
        break;
    }
  g_atomic_int_set (&self->streaming, FALSE);
}

static void
order (Server *self, const char *text)
{
  g_async_queue_push (self->orders, g_strdup (text));
}

/* ---- the page ---- */

typedef struct
{
  Server server;
  EaselContext *context;
  EaselPromptPage *page;
  GtkWindow *window;

  /* What is waited for on the screen, and when it was there. */
  char *awaited;
  gint64 shown;
  /* When a key was pressed that no frame has shown yet, 0 if none. */
  gint64 typed;
  GArray *typing;
  /* When the main loop last came round, in its own processor time and on the clock. */
  gint64 last_cpu, last_wall;
  GArray *blocks, *gaps;
} Bench;

static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gboolean
shows (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      g_autofree char *shown = NULL;
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      shown = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
      return strstr (shown, text) != NULL;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

static void
on_after_paint_cb (GdkFrameClock *clock, Bench *self)
{
  if (self->awaited != NULL && shows (GTK_WIDGET (self->page), self->awaited))
    {
      self->shown = g_get_monotonic_time ();
      g_clear_pointer (&self->awaited, g_free);
    }
  if (self->typed != 0)
    {
      double ms = (double) (g_get_monotonic_time () - self->typed) / 1000;

      g_array_append_val (self->typing, ms);
      self->typed = 0;
    }
}

static void
must (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!easel_test_await (future, &error))
    g_error ("%s", error->message);
}

static void
open_page (Bench *self, const char *folder)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u/v1", self->server.port);
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
  gtk_window_set_default_size (self->window, 800, 720);
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (self->window);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (self->page)));
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), "after-paint",
                    G_CALLBACK (on_after_paint_cb), self);
}

/* Begins an edit of a new prompt. */
static void
begin_run (Bench *self, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPrompt) prompt = easel_test_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);

  g_assert_no_error (error);
  easel_prompt_page_open (self->page, easel_prompt_get_id (prompt), FALSE);
  wait_until (easel_prompt_page_get_prompt_id (self->page) == easel_prompt_get_id (prompt));
  easel_prompt_page_set_instruction (self->page, "wilder");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "page.run", NULL);
  wait_until (g_atomic_int_get (&self->server.streaming));
  /* Frames that the change of pages asked for. */
  pause_for (400);
}

static void
end_run (Bench *self)
{
  order (&self->server, END);
  wait_until (self->page->run == NULL || easel_edit_run_is_final (self->page->run));
}

/* Milliseconds from the moment before the text is written to the frame that shows it. */
static double
time_token (Bench *self, const char *text)
{
  self->awaited = g_strstrip (g_strdup (text));
  order (&self->server, text);
  wait_until (self->awaited == NULL);
  return (double) (self->shown - self->server.sent) / 1000;
}

/* ---- figures ---- */

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
tell (const char *name, double value, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.2f, \"unit\": \"ms\"", name, value);
  if (limit > 0)
    printf (", \"limit\": %.1f, \"direction\": \"max\"", limit);
  printf ("}\n");
  fflush (stdout);
}

static void
bench_tokens (Bench *self)
{
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) later = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < RUNS; i++)
    {
      double ms;

      begin_run (self, PROMPT);
      ms = time_token (self, "tempestuous ");
      g_array_append_val (first, ms);
      for (guint j = 0; i == 0 && j < TOKENS; j++)
        {
          g_autofree char *text = g_strdup_printf ("token%u ", j);

          pause_for ((guint) g_rand_int_range (rand, 20, 60));
          ms = time_token (self, text);
          g_array_append_val (later, ms);
        }
      end_run (self);
    }
  tell ("first-token", percentile (first, 0.5), TWO_FRAMES_MS);
  tell ("token", percentile (later, 0.5), TWO_FRAMES_MS);
  tell ("token-95th-percentile", percentile (later, 0.95), 0);
}

static gboolean
on_tick_cb (gpointer data)
{
  Bench *self = data;
  gint64 cpu = get_cpu_time (), wall = g_get_monotonic_time ();
  double block = (double) (cpu - self->last_cpu) / 1000, gap = (double) (wall - self->last_wall) / 1000;

  if (self->last_cpu != 0)
    {
      g_array_append_val (self->blocks, block);
      g_array_append_val (self->gaps, gap);
    }
  self->last_cpu = cpu;
  self->last_wall = wall;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_type_cb (gpointer data)
{
  Bench *self = data;

  if (self->typed == 0)
    self->typed = g_get_monotonic_time ();
  gtk_text_buffer_insert_interactive_at_cursor (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->page->editor)),
                                                "x", 1, TRUE);
  return G_SOURCE_CONTINUE;
}

/* While an answer floods in: watched (@type is FALSE), or with the text written on. */
static void
bench_flood (Bench *self, gboolean type)
{
  g_autofree char *text = make_text (FLOOD_WORDS);
  g_autofree char *name = NULL;
  guint tick, typist = 0;

  self->blocks = g_array_new (FALSE, FALSE, sizeof (double));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (double));
  self->typing = g_array_new (FALSE, FALSE, sizeof (double));
  begin_run (self, text);
  if (type)
    {
      gtk_widget_activate_action (GTK_WIDGET (self->page), "page.keep-writing", NULL);
      pause_for (400);
      typist = g_timeout_add (TYPE_EVERY_MS, on_type_cb, self);
    }
  self->last_cpu = self->last_wall = 0;
  tick = g_timeout_add_full (G_PRIORITY_HIGH, 1, on_tick_cb, self, NULL);
  order (&self->server, FLOOD);
  pause_for (FLOOD_WORDS / FLOOD_PER_MS);
  g_source_remove (tick);
  if (typist != 0)
    g_source_remove (typist);
  self->typed = 0;
  end_run (self);

  name = g_strdup_printf ("%s-block", type ? "typing" : "watching");
  tell (name, percentile (self->blocks, 0.99), FRAME_MS);
  printf ("# %s: %u rounds, 99.9th percentile %.2f ms, longest %.2f ms of processor time; on the clock "
          "99th %.2f ms, longest %.2f ms\n",
          name, self->blocks->len, percentile (self->blocks, 0.999), percentile (self->blocks, 1),
          percentile (self->gaps, 0.99), percentile (self->gaps, 1));
  if (type)
    {
      tell ("typing-to-frame", percentile (self->typing, 0.5), TWO_FRAMES_MS);
      tell ("typing-to-frame-99th-percentile", percentile (self->typing, 0.99), 0);
    }
  g_clear_pointer (&self->blocks, g_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_clear_pointer (&self->typing, g_array_unref);
}

int
main (int argc, char *argv[])
{
  Bench bench = { 0 };

  g_assert_cmpint (argc, ==, 2);
  dex_init ();
  adw_init ();
  bench.server.orders = g_async_queue_new_full (g_free);
  bench.server.port = stream_server_start (answer, &bench.server);
  open_page (&bench, argv[1]);
  bench_tokens (&bench);
  bench_flood (&bench, FALSE);
  bench_flood (&bench, TRUE);
  must (easel_context_close (bench.context));
  return 0;
}
