// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "bench-window.h"
#include "easel-asset-cell.h"
#include "easel-asset-grid.h"
#include "easel-grid-layout.h"
#include "easel-library-page.h"
#include "easel-store-assets.h"
#include "easel-ui-resources.h"

/*
 * Run by bench-library.py on a display of its own, with how many assets there are:
 * the page's first paint, what memory it takes, each frame while it is scrolled
 * from end to end, and how soon the details of another picture are there. Beside
 * it a grid whose cells are as large and show nothing. In this process's own
 * processor time: another program does not make a frame longer.
 */

#define STEPS 300
#define LIMIT_MS 33

static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* Of all threads: what is read and decoded counts too. */
static gint64
get_all_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* ---- the loop ---- */

static gint64 round_began;
static GArray *rounds; /* (element-type double), milliseconds */

/* The main loop waits: what came before was one round of it. */
static int
on_poll_cb (GPollFD *fds, guint n_fds, int timeout)
{
  double ms = (double) (get_cpu_time () - round_began) / 1000;
  int n;

  if (rounds != NULL)
    g_array_append_val (rounds, ms);
  n = poll ((struct pollfd *) fds, n_fds, timeout);
  round_began = get_cpu_time ();
  return n;
}

static double
get_longest (void)
{
  double longest = 0;

  for (guint i = 0; i < rounds->len; i++)
    longest = MAX (longest, g_array_index (rounds, double, i));
  return longest;
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + 6, NULL) : 0;
}

static DexFuture *
on_done_cb (DexFuture *future, gpointer unused)
{
  g_main_context_wakeup (NULL);
  return dex_ref (future);
}

/* Takes future. A hundred thousand are written for as long as it takes. */
static void
must (DexFuture *future)
{
  g_autoptr (DexFuture) waiting = dex_future_finally (future, on_done_cb, NULL, NULL);
  g_autoptr (GError) error = NULL;

  while (dex_future_is_pending (waiting))
    g_main_context_iteration (NULL, TRUE);
  if (dex_future_get_value (waiting, &error) == NULL)
    g_error ("%s", error->message);
}

/* ---- what is shown ---- */

static void
fill (const char *folder, guint n)
{
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autoptr (EaselStore) store = easel_store_new (path);

  must (easel_store_open (store));
  for (guint done = 0; done < n; done += 1000)
    {
      g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);

      for (guint i = done; i < MIN (done + 1000, n); i++)
        {
          EaselAssetRow *row = easel_asset_row_new ();

          row->hash = g_strdup_printf ("%064x", i);
          row->kind = g_strdup ("image");
          row->mime = g_strdup ("image/png");
          row->source = g_strdup ("import");
          row->name = g_strdup_printf ("%u.png", i);
          row->bytes = 1000;
          row->width = row->height = 512;
          row->rating = i % 6;
          row->prompt = g_strdup_printf ("a lighthouse at dusk, number %u", i);
          /* A day has fifty. */
          row->created_at = G_GINT64_CONSTANT (1700000000000000) + (gint64) i * 1728 * G_USEC_PER_SEC;
          g_ptr_array_add (rows, row);
        }
      must (easel_store_assets_add (store, rows));
    }
  must (easel_store_close (store));
}

/* As many cells of the same size as a view of the grid has, drawn empty. */
static GtkWidget *
make_empty_grid (int tile, guint n, GtkAdjustment **adjustment)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view = gtk_fixed_new ();
  int columns = 4;

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *cell = g_object_new (GTK_TYPE_BOX, "css-name", "easel-asset-cell", NULL);

      gtk_widget_set_size_request (cell, tile, tile * 9 / 10);
      gtk_fixed_put (GTK_FIXED (view), cell, 16 + (int) i % columns * (tile + 12),
                     (int) i / columns * (tile * 9 / 10 + 12));
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  return scrolled;
}

static GtkWidget *
find_child (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_child (child, type);
  return found;
}

static gboolean
has_cells (GtkWidget *grid)
{
  GtkWidget *cell = find_child (grid, EASEL_TYPE_ASSET_CELL);

  return cell != NULL && easel_asset_cell_get_asset (EASEL_ASSET_CELL (cell)) != NULL &&
         easel_asset_is_loaded (easel_asset_cell_get_asset (EASEL_ASSET_CELL (cell)));
}

static void
on_painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

static void
wait_frame (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong id = g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), &painted);

  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
  wait_until (painted);
  g_signal_handler_disconnect (clock, id);
}

/* From end to end, a frame each step: the longest of them, in milliseconds. */
static double
scroll (GtkWidget *widget, GtkAdjustment *adjustment)
{
  double end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);

  g_array_set_size (rounds, 0);
  for (guint i = 0; i <= STEPS; i++)
    {
      gtk_adjustment_set_value (adjustment, end * i / STEPS);
      wait_frame (widget);
    }
  return get_longest ();
}

static GtkWindow *
open_window (GtkWidget *child)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());

  gtk_window_set_default_size (window, 800, 700);
  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_present (window);
  wait_until (gtk_widget_get_mapped (child) && gtk_widget_get_width (child) > 0);
  return window;
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselEnvironment) environment = NULL;
  g_autoptr (EaselContext) context = NULL;
  guint n = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 100;
  g_autofree char *folder = NULL;
  GtkAdjustment *adjustment = NULL, *bare_adjustment;
  GtkWidget *page, *grid, *bare;
  GtkWindow *window;
  double scrolled, bare_scrolled, details;
  gint64 start, painted;

  g_assert_cmpint (argc, >=, 2);
  dex_init ();
  adw_init ();
  g_resources_register (easel_ui_get_resource ());
  folder = g_build_filename (argv[1], "library", NULL);
  g_mkdir_with_parents (folder, 0700);
  fill (folder, n);
  if (g_getenv ("EASEL_BENCH_TELL") != NULL)
    fprintf (stderr, "# filled at %.1f s\n", (double) g_get_monotonic_time () / 1e6);
  environment = easel_environment_take ();
  context = easel_context_new (folder, environment);
  must (easel_context_open (context));
  if (g_getenv ("EASEL_BENCH_TELL") != NULL)
    fprintf (stderr, "# opened at %.1f s\n", (double) g_get_monotonic_time () / 1e6);
  rounds = g_array_new (FALSE, FALSE, sizeof (double));
  g_main_context_set_poll_func (NULL, on_poll_cb);

  bare = make_empty_grid (176, 400, &bare_adjustment);
  window = open_window (bare);
  pause_for (300);
  bare_scrolled = scroll (bare, bare_adjustment);
  gtk_window_destroy (window);
  pause_for (100);

  start = get_all_cpu_time ();
  page = GTK_WIDGET (easel_library_page_new (context));
  window = open_window (page);
  grid = find_child (page, EASEL_TYPE_ASSET_GRID);
  wait_until (has_cells (grid));
  wait_frame (page);
  painted = get_all_cpu_time () - start;
  pause_for (500);
  g_object_get (grid, "vadjustment", &adjustment, NULL);
  scrolled = scroll (page, adjustment);

  gtk_widget_activate_action (page, "page.details", NULL);
  pause_for (500);
  g_array_set_size (rounds, 0);
  for (guint i = 1; i <= 10; i++)
    {
      easel_asset_grid_select (EASEL_ASSET_GRID (grid), i * 3);
      wait_frame (page);
    }
  details = get_longest ();
  printf ("{\"n\": %u, \"paint\": %.2f, \"memory\": %.0f, \"scroll\": %.2f, \"empty\": %.2f, \"details\": "
          "%.2f}\n",
          n, (double) painted / 1000, get_memory (), scrolled, bare_scrolled, details);
  fflush (stdout);
  g_clear_object (&adjustment);
  gtk_window_destroy (window);
  pause_for (50);
  must (easel_context_close (context));
  return 0;
}
