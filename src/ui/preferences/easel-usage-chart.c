// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "easel-money.h"

/* The dearest three are drawn apart, the others together. */
#define N_SERIES 4
#define HEIGHT 140 /* below the legend */
#define LEFT 48
#define BOTTOM 22
#define LEGEND_GAP 8
#define NAME_START 18
#define NAME_GAP 24
#define LINES 4

/**
 * EaselUsageChart:
 *
 * What each day of a month cost, as stacked bars. Series differ by texture as
 * well as by colour. For a screen reader it is one picture with a sentence: the
 * table beside it says the same in full.
 */
struct _EaselUsageChart
{
  GtkWidget parent_instance;

  EaselUsageSummary *summary;
  char *names[N_SERIES];
  double *values; /* N_SERIES for each day, dollars */
  guint n_days;
  guint n_series;
  double highest;
};

G_DEFINE_FINAL_TYPE (EaselUsageChart, easel_usage_chart, GTK_TYPE_WIDGET)

static void
clear (EaselUsageChart *self)
{
  g_clear_object (&self->summary);
  g_clear_pointer (&self->values, g_free);
  for (guint i = 0; i < N_SERIES; i++)
    g_clear_pointer (&self->names[i], g_free);
  self->n_days = self->n_series = 0;
  self->highest = 0;
}

/* A round number of dollars above the highest bar, in LINES steps. */
static double
round_up (double value)
{
  static const double steps[] = { 1, 2, 4, 8, 10 };
  double power = pow (10, floor (log10 (MAX (value, 0.0001))));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (value <= steps[i] * power)
      return steps[i] * power;
  return 10 * power;
}

static void
append_text (EaselUsageChart *self, GtkSnapshot *snapshot, const char *text, float x, float y, float align)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoAttrList *attributes = pango_attr_list_new ();
  GdkRGBA color;
  int width, height;

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_widget_get_color (GTK_WIDGET (self), &color);
  color.alpha *= 0.75f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x - align * (float) width, y - (float) height / 2));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
get_series_color (guint series, gboolean dark, GdkRGBA *color)
{
  static const AdwAccentColor colors[N_SERIES] = { ADW_ACCENT_COLOR_BLUE, ADW_ACCENT_COLOR_PURPLE,
                                                   ADW_ACCENT_COLOR_ORANGE, ADW_ACCENT_COLOR_SLATE };

  adw_accent_color_to_rgba (colors[series], color);
  if (dark)
    adw_accent_color_to_standalone_rgba (colors[series], TRUE, color);
}

/* Plain, lined across, plain with a frame, lined upright. */
static void
append_bar (EaselUsageChart *self, GtkSnapshot *snapshot, guint series, const graphene_rect_t *bar)
{
  gboolean dark = adw_style_manager_get_dark (
      adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self))));
  GdkRGBA color, line = dark ? (GdkRGBA) { 0, 0, 0, 0.55f } : (GdkRGBA) { 1, 1, 1, 0.6f };
  float x = bar->origin.x, y = bar->origin.y, width = bar->size.width, height = bar->size.height;

  get_series_color (series, dark, &color);
  gtk_snapshot_append_color (snapshot, &color, bar);
  gtk_snapshot_push_clip (snapshot, bar);
  if (series == 1)
    for (float at = y + height - 3; at > y; at -= 4)
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x, at, width, 1));
  else if (series == 2 && width > 4 && height > 4)
    gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (x + 2, y + 2, width - 4, height - 4));
  else if (series == 3)
    for (float at = x + 2; at < x + width; at += 4)
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (at, y, 1, height));
  gtk_snapshot_pop (snapshot);
}

/* Where each name of the legend stands, line by line, as many to a line as there
 * is room for. Returns the number of lines. */
static guint
place_legend (EaselUsageChart *self, int width, int *xs, guint *lines)
{
  int x = 0;
  guint line = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->names[i]);
      int wide;

      pango_layout_get_pixel_size (layout, &wide, NULL);
      if (x > 0 && x + NAME_START + wide > width)
        {
          x = 0;
          line++;
        }
      xs[i] = x;
      lines[i] = line;
      x += NAME_START + wide + NAME_GAP;
    }
  return line + 1;
}

static int
get_legend_line (EaselUsageChart *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "X");
  int high;

  pango_layout_get_pixel_size (layout, NULL, &high);
  return MAX (high, 16) + 4;
}

static int
get_legend_height (EaselUsageChart *self, int width)
{
  int xs[N_SERIES];
  guint lines[N_SERIES];

  return (int) place_legend (self, width, xs, lines) * get_legend_line (self) + LEGEND_GAP;
}

static void
append_legend (EaselUsageChart *self, GtkSnapshot *snapshot, int width, gboolean rtl)
{
  int xs[N_SERIES], high = get_legend_line (self);
  guint lines[N_SERIES];

  place_legend (self, width, xs, lines);
  for (guint i = 0; i < self->n_series; i++)
    {
      g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), self->names[i]);
      int y = (int) lines[i] * high, room = width - xs[i] - NAME_START, wide, tall;
      GdkRGBA color;

      pango_layout_get_pixel_size (layout, &wide, &tall);
      if (wide > room)
        {
          pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
          pango_layout_set_width (layout, MAX (room, 10) * PANGO_SCALE);
          wide = MAX (room, 10);
        }
      append_bar (self, snapshot, i,
                  &GRAPHENE_RECT_INIT ((float) (rtl ? width - xs[i] - 12 : xs[i]),
                                       (float) (y + (tall - 12) / 2), 12, 12));
      gtk_widget_get_color (GTK_WIDGET (self), &color);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot, &GRAPHENE_POINT_INIT (
                        (float) (rtl ? width - xs[i] - NAME_START - wide : xs[i] + NAME_START), (float) y));
      gtk_snapshot_append_layout (snapshot, layout, &color);
      gtk_snapshot_restore (snapshot);
    }
}

static void
append_days (EaselUsageChart *self,
             GtkSnapshot *snapshot,
             float width,
             float height,
             float start,
             double top,
             gboolean rtl)
{
  float step = (width - LEFT) / (float) self->n_days;
  float bar = MIN (step * 0.65f, 24);

  for (guint day = 0; day < self->n_days; day++)
    {
      float from_left = LEFT + step * ((float) day + 0.5f);
      float x = rtl ? width - from_left : from_left;
      float y = height - BOTTOM;

      for (guint i = 0; i < self->n_series; i++)
        {
          double value = self->values[day * N_SERIES + i];
          float tall = value > 0 ? MAX ((float) (value / top) * (height - BOTTOM - start), 1) : 0;

          if (tall > 0)
            append_bar (self, snapshot, i, &GRAPHENE_RECT_INIT (x - bar / 2, y - tall, bar, tall));
          y -= tall;
        }
      if (day % 3 == 0)
        {
          g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (
              easel_usage_summary_get_day (self->summary, day) / G_USEC_PER_SEC);
          g_autofree char *text = g_date_time_format (date, "%-e");

          append_text (self, snapshot, text, x, height - BOTTOM / 2, 0.5f);
        }
    }
}

static void
easel_usage_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EaselUsageChart *self = EASEL_USAGE_CHART (widget);
  float width = (float) gtk_widget_get_width (widget), height = (float) gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double top = round_up (self->highest);
  float start;
  GdkRGBA line;

  if (self->summary == NULL || self->n_days == 0)
    return;
  start = (float) get_legend_height (self, (int) width);
  gtk_widget_get_color (widget, &line);
  line.alpha *= 0.15f;
  for (int i = 0; i <= LINES; i++)
    {
      float y = height - BOTTOM - (float) i / LINES * (height - BOTTOM - start);
      g_autofree char *text = g_strdup_printf (top < 0.04 ? "$%.4f"
                                               : top < 4  ? "$%.2f"
                                                          : "$%.0f",
                                               top * i / LINES);

      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT (rtl ? 0 : LEFT, y, width - LEFT, 1));
      append_text (self, snapshot, text, rtl ? width - LEFT + 6 : LEFT - 6, y, rtl ? 0 : 1);
    }
  append_legend (self, snapshot, (int) width, rtl);
  append_days (self, snapshot, width, height, start, top, rtl);
}

static GtkSizeRequestMode
easel_usage_chart_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
easel_usage_chart_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  EaselUsageChart *self = EASEL_USAGE_CHART (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = HEIGHT + get_legend_height (self, for_size > 0 ? for_size : 500);
  else
    {
      *minimum = 200;
      *natural = 500;
    }
  *minimum_baseline = *natural_baseline = -1;
}

static void
easel_usage_chart_dispose (GObject *object)
{
  clear (EASEL_USAGE_CHART (object));

  G_OBJECT_CLASS (easel_usage_chart_parent_class)->dispose (object);
}

static void
easel_usage_chart_class_init (EaselUsageChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_usage_chart_dispose;
  widget_class->snapshot = easel_usage_chart_snapshot;
  widget_class->get_request_mode = easel_usage_chart_get_request_mode;
  widget_class->measure = easel_usage_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
easel_usage_chart_init (EaselUsageChart *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

static guint
find_series (EaselUsageChart *self, const char *key, GListModel *entries)
{
  guint n = g_list_model_get_n_items (entries);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      if (g_str_equal (easel_usage_entry_get_key (entry), key))
        return n <= N_SERIES ? i : MIN (i, N_SERIES - 1);
    }
  return 0;
}

static void
take_names (EaselUsageChart *self, GListModel *entries)
{
  guint n = g_list_model_get_n_items (entries);

  self->n_series = MIN (n, N_SERIES);
  for (guint i = 0; i < self->n_series; i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      self->names[i] =
          g_strdup (n > N_SERIES && i == N_SERIES - 1 ? _ ("Others") : easel_usage_entry_get_title (entry));
    }
}

static void
describe (EaselUsageChart *self, guint dearest, double dearest_cost)
{
  g_autofree char *total =
      easel_money_format (easel_usage_entry_get_cost (easel_usage_summary_get_total (self->summary)));
  g_autofree char *text = NULL;

  if (dearest_cost > 0)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (
          easel_usage_summary_get_day (self->summary, dearest) / G_USEC_PER_SEC);
      /* Translators: a day, as strftime takes it */
      g_autofree char *day = g_date_time_format (date, C_ ("day in a sentence", "%-e %B"));
      g_autofree char *cost = easel_money_format ((gint64) (dearest_cost * 1e6));

      /* Translators: a sum of money; a day; a sum of money */
      text = g_strdup_printf (_ ("Cost by day: %s in all, most on %s with %s"), total, day, cost);
    }
  else
    text = g_strdup (_ ("Cost by day: nothing was spent"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/**
 * easel_usage_chart_show:
 * @self: the chart
 * @summary: what it shows
 * @by_day: whether the entries of @summary are the days themselves
 */
void
easel_usage_chart_show (EaselUsageChart *self, EaselUsageSummary *summary, gboolean by_day)
{
  GListModel *cells = easel_usage_summary_get_cells (summary);
  GListModel *entries = easel_usage_summary_get_entries (summary);
  double dearest_cost = 0;
  guint dearest = 0;

  g_return_if_fail (EASEL_IS_USAGE_CHART (self));

  clear (self);
  self->summary = g_object_ref (summary);
  self->n_days = easel_usage_summary_get_n_days (summary);
  self->values = g_new0 (double, (gsize) self->n_days *N_SERIES);
  if (by_day)
    {
      self->n_series = 1;
      self->names[0] = g_strdup (_ ("All Calls"));
    }
  else
    take_names (self, entries);
  for (guint i = 0; i < g_list_model_get_n_items (cells); i++)
    {
      g_autoptr (EaselUsageEntry) cell = g_list_model_get_item (cells, i);
      guint series = by_day ? 0 : find_series (self, easel_usage_entry_get_key (cell), entries);

      self->values[easel_usage_entry_get_bucket (cell) * N_SERIES + series] +=
          (double) easel_usage_entry_get_cost (cell) / 1e6;
    }
  for (guint day = 0; day < self->n_days; day++)
    {
      double sum = 0;

      for (guint i = 0; i < N_SERIES; i++)
        sum += self->values[day * N_SERIES + i];
      if (sum > dearest_cost)
        {
          dearest_cost = sum;
          dearest = day;
        }
    }
  self->highest = dearest_cost;
  describe (self, dearest, dearest_cost);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
