// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <adwaita.h>
#include <libdex.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench-window.h"
#include "easel-block-row.h"
#include "easel-chat-page-private.h"
#include "easel-exchange-service.h"
#include "easel-test-future.h"
#include "easel-ui-resources.h"

/*
 * Run by bench-chat.py on a display of its own: chats of a real database in the real
 * page. From the wish to see a chat to its first frame, and what memory it takes; in
 * processor time of all threads, so that a busy machine does not count.
 *
 *   window-chat-page HOME paint     opens chats of each length by turns; and how long the
 *                                   main thread is busy with the rest of the longest
 *   window-chat-page HOME COUNT     opens one of so many messages, tells its memory
 */

#define ROUNDS 9

static const guint lengths[] = { 10, 200, 10000 };

static double
get_ms (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
get_cpu_ms (void)
{
  return get_ms (CLOCK_PROCESS_CPUTIME_ID);
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  malloc_trim (0);
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + 6, NULL) : 0;
}

static void
must (DexFuture *future)
{
  g_autoptr (GError) error = NULL;

  if (!easel_test_await (future, &error))
    g_error ("%s", error->message);
}

/* ---- the chats ---- */

/* Paragraphs, a list, code and a table by turns. */
static const char *const answers[] = {
  "Keep the lamp **amber** and let everything else fall to slate blue. Spray catches the beam, so light the "
  "air and not the tower: *that* is what makes it dangerous.\\n\\nThe rest of the frame stays quiet.",
  "Three directions:\\n\\n1. **Warm core, cold edge.** Only the lamp is warm.\\n2. **Spray as the "
  "diffuser.** "
  "The air is lit.\\n3. **Silhouette.** The tower is black against the flash.",
  "```python\\nfor seed in range(4):\\n    image = paint(prompt, seed=seed, steps=28)\\n    "
  "image.save(f'{seed}.png')\\n```\\n\\nEach seed keeps its own noise.",
  "| lens | mood |\\n|---|---|\\n| 24 mm | wide, lonely |\\n| 85 mm | close, calm |\\n| 200 mm | pressed, "
  "heavy |\\n\\n> Longer is heavier.",
};

static void
write_chat (const char *path, guint n_messages)
{
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (
      json,
      "{\"format\": \"easel-chat\", \"version\": 1, \"title\": \"%u messages\", \"source\": "
      "\"bench:%u\", \"messages\": [",
      n_messages, n_messages);
  for (guint i = 1; i <= n_messages; i++)
    {
      g_string_append_printf (json, "%s{\"id\": %u, \"parent\": ", i > 1 ? "," : "", i);
      g_string_append_printf (json, i > 1 ? "%u" : "null", i - 1);
      g_string_append_printf (json, ", \"kind\": \"%s\", \"state\": \"done\", \"text\": \"",
                              i % 2 ? "user" : "assistant");
      if (i % 2)
        g_string_append_printf (json, "And what of light number %u?", i);
      else
        g_string_append (json, answers[i / 2 % G_N_ELEMENTS (answers)]);
      g_string_append (json, "\"}");
    }
  g_string_append (json, "]}");
  if (!g_file_set_contents (path, json->str, (gssize) json->len, &error))
    g_error ("%s", error->message);
}

static void
fill (EaselContext *context, const char *folder)
{
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *path = g_build_filename (folder, "chat.json", NULL);
      g_autoptr (EaselImport) import = NULL;

      write_chat (path, lengths[i]);
      import = easel_exchange_service_import (easel_context_get_exchange (context), path);
      must (easel_import_wait (import));
      g_assert_cmpuint (easel_import_get_n_imported (import), ==, 1);
    }
}

/* ---- the page ---- */

static void
on_opened_cb (EaselChatPage *page, gboolean *opened)
{
  *opened = TRUE;
}

static void
on_painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

/* Texts of rows in view that were read. */
static gboolean
has_text (GtkWidget *widget)
{
  if (EASEL_IS_BLOCK_ROW (widget))
    return gtk_widget_get_child_visible (widget) &&
           easel_block_row_get_block (EASEL_BLOCK_ROW (widget)) != NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child))
      return TRUE;
  return FALSE;
}

/* Gives the processor time, in milliseconds, until it is on the screen. */
static double
open_chat (EaselChatPage *page, gint64 id)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (page));
  gboolean opened = FALSE, painted = FALSE;
  gulong on_opened = g_signal_connect (page, "opened", G_CALLBACK (on_opened_cb), &opened);
  double start = get_cpu_ms ();
  gulong on_painted;

  easel_chat_page_open (page, id, 0);
  wait_until (opened);
  wait_until (has_text (GTK_WIDGET (page)));
  on_painted = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), &painted);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  wait_until (painted);
  start = get_cpu_ms () - start;
  g_signal_handler_disconnect (page, on_opened);
  g_signal_handler_disconnect (clock, on_painted);
  return start;
}

/* The longest that the main thread is busy, in milliseconds, while what is above the end
 * of a chat comes. */
static double
find_longest_turn (EaselChatPage *page)
{
  double longest = 0;

  while (!easel_conversation_is_complete (page->conversation))
    {
      double start = get_ms (CLOCK_THREAD_CPUTIME_ID);

      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, get_ms (CLOCK_THREAD_CPUTIME_ID) - start);
    }
  /* And the frame that comes of it. */
  for (guint i = 0; i < 20; i++)
    {
      double start = get_ms (CLOCK_THREAD_CPUTIME_ID);

      if (!g_main_context_iteration (NULL, FALSE))
        g_usleep (2000);
      longest = MAX (longest, get_ms (CLOCK_THREAD_CPUTIME_ID) - start);
    }
  return longest;
}

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

static void
measure_paint (EaselChatPage *page)
{
  double times[G_N_ELEMENTS (lengths)][ROUNDS];
  double turns[ROUNDS] = { 0 };

  for (int round = -1; round < ROUNDS; round++)
    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        double ms = open_chat (page, i + 1);

        /* The first of each is for the caches. */
        if (round >= 0)
          times[i][round] = ms;
        if (round >= 0 && lengths[i] == 10000)
          turns[round] = find_longest_turn (page);
        pause_for (150);
      }
  printf ("{");
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      qsort (times[i], ROUNDS, sizeof (double), compare_doubles);
      printf ("%s\"%u\": %.3f", i > 0 ? ", " : "", lengths[i], times[i][ROUNDS / 2]);
    }
  qsort (turns, ROUNDS, sizeof (double), compare_doubles);
  printf (", \"turn\": %.3f}\n", turns[ROUNDS / 2]);
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselEnvironment) environment = NULL;
  g_autoptr (EaselContext) context = NULL;
  g_autofree char *folder = NULL;
  GtkWidget *page;
  GtkWindow *window;
  guint n = 0;

  g_assert_cmpint (argc, ==, 3);
  dex_init ();
  adw_init ();
  g_resources_register (easel_ui_get_resource ());
  folder = g_build_filename (argv[1], "chats", NULL);
  g_mkdir_with_parents (folder, 0700);
  environment = easel_environment_take ();
  context = easel_context_new (folder, environment);
  must (easel_context_open (context));
  fill (context, folder);

  page = GTK_WIDGET (easel_chat_page_new (context));
  window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (window, 800, 720);
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_present (window);
  wait_until (gtk_widget_get_mapped (page) && gtk_widget_get_width (page) > 0);
  while (n < G_N_ELEMENTS (lengths) && (guint) g_ascii_strtoull (argv[2], NULL, 10) != lengths[n])
    n++;
  if (n == G_N_ELEMENTS (lengths))
    measure_paint (EASEL_CHAT_PAGE (page));
  else
    {
      open_chat (EASEL_CHAT_PAGE (page), n + 1);
      wait_until (easel_conversation_is_complete (EASEL_CHAT_PAGE (page)->conversation));
      pause_for (500);
      printf ("{\"memory\": %.0f}\n", get_memory ());
    }
  fflush (stdout);
  gtk_window_destroy (window);
  pause_for (50);
  must (easel_context_close (context));
  return 0;
}
