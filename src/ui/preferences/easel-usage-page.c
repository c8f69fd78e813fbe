// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-money.h"
#include "easel-time.h"
#include "easel-usage-chart.h"

/* Months that can be looked back on. */
#define MOST_MONTHS 36
/* Rows of the table; what is beyond is added up in the last one. */
#define MOST_ROWS 100

/**
 * EaselUsagePage:
 *
 * What was spent: figures, budgets, a chart, and the table that says the same
 * in full. Nothing is read before it is seen.
 */
struct _EaselUsagePage
{
  AdwPreferencesPage parent_instance;

  /* template */
  GtkFlowBox *figures_box;
  AdwPreferencesGroup *budgets_group;
  AdwPreferencesGroup *table_group;
  AdwToggleGroup *by_group;
  GtkDropDown *month_dropdown;
  GtkWidget *export_button;
  AdwBin *chart_bin;

  /* borrowed */
  EaselUsageChart *chart;
  GPtrArray *budget_rows;
  GPtrArray *table_rows;

  /* owned */
  EaselContext *context;

  /* state */
  gint64 now;
  gboolean begun;
  gboolean reading;
  gboolean stale;
  gboolean disposed;
};

G_DEFINE_FINAL_TYPE (EaselUsagePage, easel_usage_page, ADW_TYPE_PREFERENCES_PAGE)

static void refresh (EaselUsagePage *self);

/* ---- words ---- */

static char *
describe_calls (EaselUsageEntry *entry)
{
  gint64 calls = easel_usage_entry_get_n_calls (entry), images = easel_usage_entry_get_n_images (entry);
  gint64 input = easel_usage_entry_get_input_tokens (entry),
         output = easel_usage_entry_get_output_tokens (entry);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%lld call", "%lld calls", (gulong) calls), (long long) calls);
  if (images > 0)
    {
      g_string_append (text, ", ");
      if (g_str_equal (easel_usage_entry_get_key (entry), "video"))
        g_string_append_printf (text, ngettext ("%lld clip", "%lld clips", (gulong) images),
                                (long long) images);
      else
        g_string_append_printf (text, ngettext ("%lld picture", "%lld pictures", (gulong) images),
                                (long long) images);
    }
  if (input + output > 0)
    {
      g_autofree char *in = easel_format_tokens (input);
      g_autofree char *out = easel_format_tokens (output);

      g_string_append (text, ", ");
      /* Translators: numbers of tokens, such as "3 k" */
      g_string_append_printf (text, _ ("%s tokens in, %s out"), in, out);
    }
  return g_strdup (text->str);
}

static char *
describe_unknown (gint64 n)
{
  return g_strdup_printf (
      ngettext ("and %lld call of unknown price", "and %lld calls of unknown price", (gulong) n),
      (long long) n);
}

/* ---- figures ---- */

static void
add_figure (EaselUsagePage *self, const char *heading, const char *value, const char *caption)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *const texts[] = { heading, value, caption };
  static const char *const classes[] = { "caption", "title-2", "caption" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, classes[i]);
      gtk_widget_add_css_class (label, i == 1 ? "numeric" : "dimmed");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_flow_box_append (self->figures_box, box);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
}

static void
show_figures (EaselUsagePage *self, EaselUsageSummary *days)
{
  GListModel *entries = easel_usage_summary_get_entries (days);
  EaselUsageEntry *total = easel_usage_summary_get_total (days);
  gint64 cost = easel_usage_entry_get_cost (total), unknown = easel_usage_entry_get_n_unknown (total);
  g_autofree char *money = easel_money_format (cost);
  g_autofree char *caption = unknown > 0 ? describe_unknown (unknown) : describe_calls (total);
  gint64 today_start = easel_time_get_day_start (self->now, 0, NULL), highest = -1, today = 0, calls = 0;
  gint64 highest_day = 0;
  guint so_far = 0;
  g_autofree char *average = NULL;
  g_autofree char *most = NULL;
  g_autofree char *today_money = NULL;
  g_autofree char *today_calls = NULL;

  for (guint i = 0; i < easel_usage_summary_get_n_days (days); i++)
    so_far += easel_usage_summary_get_day (days, i) <= self->now;
  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      if (easel_usage_entry_get_cost (entry) > highest)
        {
          highest = easel_usage_entry_get_cost (entry);
          highest_day = easel_usage_entry_get_start (entry);
        }
      if (easel_usage_entry_get_start (entry) == today_start)
        {
          today = easel_usage_entry_get_cost (entry);
          calls = easel_usage_entry_get_n_calls (entry);
        }
    }
  gtk_flow_box_remove_all (self->figures_box);
  add_figure (self, self->now < easel_usage_summary_get_until (days) ? _ ("Month to date") : _ ("In all"),
              money, caption);
  average = easel_money_format (cost / MAX (so_far, 1));
  if (highest > 0)
    {
      g_autofree char *day = easel_format_day (highest_day, self->now);
      g_autofree char *highest_money = easel_money_format (highest);

      /* Translators: a day; an amount of money */
      most = g_strdup_printf (_ ("most: %s, %s"), day, highest_money);
    }
  add_figure (self, _ ("Average day"), average, most != NULL ? most : "");
  if (self->now >= easel_usage_summary_get_until (days))
    return;
  today_money = easel_money_format (today);
  today_calls = g_strdup_printf (ngettext ("%lld call", "%lld calls", (gulong) calls), (long long) calls);
  add_figure (self, _ ("Today"), today_money, today_calls);
}

/* ---- table ---- */

static void
add_row (EaselUsagePage *self, const char *title, const char *subtitle, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (value);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->table_group, row);
  g_ptr_array_add (self->table_rows, row);
}

static void
add_entry (EaselUsagePage *self, EaselUsageEntry *entry)
{
  g_autofree char *calls = describe_calls (entry);
  const char *account = easel_usage_entry_get_subtitle (entry);
  g_autofree char *subtitle = account != NULL ? g_strconcat (account, " · ", calls, NULL) : g_strdup (calls);
  gboolean unknown = easel_usage_entry_get_n_unknown (entry) == easel_usage_entry_get_n_calls (entry);
  g_autofree char *money =
      unknown ? g_strdup (_ ("Unknown")) : easel_money_format (easel_usage_entry_get_cost (entry));

  add_row (self, easel_usage_entry_get_title (entry), subtitle, money);
}

static void
show_table (EaselUsagePage *self, EaselUsageSummary *summary)
{
  GListModel *entries = easel_usage_summary_get_entries (summary);
  EaselUsageEntry *total = easel_usage_summary_get_total (summary);
  guint n = g_list_model_get_n_items (entries);
  gint64 unknown = easel_usage_entry_get_n_unknown (total);

  for (guint i = 0; i < self->table_rows->len; i++)
    adw_preferences_group_remove (self->table_group, self->table_rows->pdata[i]);
  g_ptr_array_set_size (self->table_rows, 0);
  for (guint i = 0; i < MIN (n, MOST_ROWS); i++)
    {
      g_autoptr (EaselUsageEntry) entry = g_list_model_get_item (entries, i);

      add_entry (self, entry);
    }
  if (n > MOST_ROWS)
    {
      g_autofree char *more = g_strdup_printf (ngettext ("%u more", "%u more", n - MOST_ROWS), n - MOST_ROWS);

      add_row (self, more, _ ("Export CSV shows them all."), "");
    }
  if (unknown > 0)
    {
      g_autofree char *calls = g_strdup_printf (
          ngettext ("%lld call, in no sum", "%lld calls, in no sum", (gulong) unknown), (long long) unknown);
      gint64 estimated = easel_usage_entry_get_estimated (total);
      g_autofree char *money =
          estimated > 0 ? easel_format_estimate (TRUE, FALSE, estimated) : g_strdup (_ ("Unknown"));

      add_row (self, _ ("Price Unknown"), calls, money);
    }
  if (n == 0)
    add_row (self, _ ("No Calls"), _ ("Nothing was asked of a model in this month."), "");
}

/* ---- reading ---- */

static EaselUsageBy
get_by (EaselUsagePage *self)
{
  const char *name = adw_toggle_group_get_active_name (self->by_group);

  if (g_strcmp0 (name, "model") == 0)
    return EASEL_USAGE_BY_MODEL;
  if (g_strcmp0 (name, "provider") == 0)
    return EASEL_USAGE_BY_PROVIDER;
  return g_strcmp0 (name, "day") == 0 ? EASEL_USAGE_BY_DAY : EASEL_USAGE_BY_KIND;
}

static void
get_span (EaselUsagePage *self, gint64 *since, gint64 *until)
{
  guint back = gtk_drop_down_get_selected (self->month_dropdown);

  if (back == GTK_INVALID_LIST_POSITION)
    back = 0;
  *since = easel_time_get_month_start (self->now, -(int) back, NULL);
  *until = easel_time_get_month_start (self->now, 1 - (int) back, NULL);
}

static void
fill_months (EaselUsagePage *self, gint64 first)
{
  g_autoptr (GtkStringList) months = gtk_string_list_new (NULL);

  for (int back = 0; back < MOST_MONTHS; back++)
    {
      gint64 start = easel_time_get_month_start (self->now, -back, NULL);
      g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (start / G_USEC_PER_SEC);
      /* Translators: a month and its year, as strftime takes it */
      g_autofree char *name = g_date_time_format (date, C_ ("month", "%OB %Y"));

      gtk_string_list_append (months, name);
      if (first == 0 || start <= first)
        break;
    }
  gtk_drop_down_set_model (self->month_dropdown, G_LIST_MODEL (months));
}

static void
show_error (EaselUsagePage *self, const GError *error)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, error->message);
  if (dialog != NULL)
    adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (dialog), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

static gboolean
read_once (EaselUsagePage *self, GError **error)
{
  EaselUsageService *usage = easel_context_get_usage (self->context);
  EaselUsageBy by = get_by (self);
  g_autoptr (EaselUsageSummary) summary = NULL;
  g_autoptr (EaselUsageSummary) days = NULL;
  gint64 since, until;

  get_span (self, &since, &until);
  summary = dex_await_object (easel_usage_service_summarise (usage, since, until, by), error);
  if (summary != NULL)
    days = dex_await_object (easel_usage_service_summarise (usage, since, until, EASEL_USAGE_BY_DAY), error);
  if (days == NULL || self->disposed)
    return FALSE;
  show_figures (self, days);
  easel_usage_chart_show (self->chart, summary, by == EASEL_USAGE_BY_DAY);
  show_table (self, summary);
  return TRUE;
}

static DexFuture *
read_fiber (gpointer data)
{
  EaselUsagePage *self = data;
  g_autoptr (GError) error = NULL;

  if (self->disposed)
    return NULL;
  if (!self->begun)
    {
      gint64 first =
          dex_await_int64 (easel_usage_service_get_first (easel_context_get_usage (self->context)), &error);

      self->begun = TRUE;
      if (error == NULL && !self->disposed)
        {
          fill_months (self, first);
          dex_await (easel_usage_service_load_budgets (easel_context_get_usage (self->context)), &error);
        }
    }
  do
    self->stale = FALSE;
  while (error == NULL && !self->disposed && read_once (self, &error) && self->stale);
  self->reading = FALSE;
  if (error != NULL && !self->disposed)
    show_error (self, error);
  return NULL;
}

static void
refresh (EaselUsagePage *self)
{
  if (self->context == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  self->now = g_get_real_time ();
  if (self->reading)
    {
      self->stale = TRUE;
      return;
    }
  self->reading = TRUE;
  dex_future_disown (easel_fiber_spawn (read_fiber, g_object_ref (self), g_object_unref));
}

static void
on_usage_changed_cb (EaselUsagePage *self)
{
  _easel_usage_budgets_show (self->budgets_group, self->budget_rows, self->context);
  refresh (self);
}

static void
on_choice_changed_cb (EaselUsagePage *self)
{
  if (self->begun)
    refresh (self);
}

static void
on_add_budget_clicked_cb (EaselUsagePage *self)
{
  _easel_usage_budgets_edit (GTK_WIDGET (self), self->context, NULL);
}

/* ---- export ---- */

typedef struct
{
  EaselUsagePage *page;
  EaselUsageService *usage;
  GFile *file;
  gint64 since;
  gint64 until;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->page);
  g_object_unref (export->usage);
  g_object_unref (export->file);
  g_free (export);
}

static DexFuture *
export_fiber (gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) csv =
      dex_await_boxed (easel_usage_service_export_csv (export->usage, export->since, export->until), &error);

  if (csv != NULL)
    dex_await (dex_file_replace_contents_bytes (export->file, csv, NULL, FALSE, G_FILE_CREATE_PRIVATE),
               &error);
  if (error != NULL && !export->page->disposed)
    show_error (export->page, error);
  return NULL;
}

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselUsagePage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  Export *export;

  if (file == NULL || self->disposed)
    return;
  export = g_new0 (Export, 1);
  export->page = g_object_ref (self);
  export->usage = g_object_ref (easel_context_get_usage (self->context));
  export->file = g_object_ref (file);
  get_span (self, &export->since, &export->until);
  dex_future_disown (easel_fiber_spawn (export_fiber, export, export_free));
}

static void
on_export_clicked_cb (EaselUsagePage *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *name = NULL;
  gint64 since, until;

  get_span (self, &since, &until);
  date = g_date_time_new_from_unix_local (since / G_USEC_PER_SEC);
  name = g_date_time_format (date, "easel-usage-%Y-%m.csv");
  gtk_file_dialog_set_title (dialog, _ ("Export CSV"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_file_chosen_cb,
                        g_object_ref (self));
}

/* ---- object ---- */

static void
easel_usage_page_map (GtkWidget *widget)
{
  EaselUsagePage *self = EASEL_USAGE_PAGE (widget);

  GTK_WIDGET_CLASS (easel_usage_page_parent_class)->map (widget);
  refresh (self);
}

static void
easel_usage_page_dispose (GObject *object)
{
  EaselUsagePage *self = EASEL_USAGE_PAGE (object);

  self->disposed = TRUE;
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_USAGE_PAGE);

  G_OBJECT_CLASS (easel_usage_page_parent_class)->dispose (object);
}

static void
easel_usage_page_finalize (GObject *object)
{
  EaselUsagePage *self = EASEL_USAGE_PAGE (object);

  g_ptr_array_unref (self->budget_rows);
  g_ptr_array_unref (self->table_rows);

  G_OBJECT_CLASS (easel_usage_page_parent_class)->finalize (object);
}

static void
easel_usage_page_class_init (EaselUsagePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_usage_page_dispose;
  object_class->finalize = easel_usage_page_finalize;
  widget_class->map = easel_usage_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-usage-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, figures_box);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, budgets_group);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, table_group);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, by_group);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, month_dropdown);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, export_button);
  gtk_widget_class_bind_template_child (widget_class, EaselUsagePage, chart_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_export_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_budget_clicked_cb);
}

static void
easel_usage_page_init (EaselUsagePage *self)
{
  self->budget_rows = g_ptr_array_new ();
  self->table_rows = g_ptr_array_new ();
  self->now = g_get_real_time ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chart = g_object_new (EASEL_TYPE_USAGE_CHART, "margin-start", 12, "margin-end", 12, "margin-top", 12,
                              "margin-bottom", 12, NULL);
  adw_bin_set_child (self->chart_bin, GTK_WIDGET (self->chart));
}

/**
 * easel_usage_page_new:
 * @context: what holds the services
 *
 * Returns: (transfer full): a new page
 */
EaselUsagePage *
easel_usage_page_new (EaselContext *context)
{
  EaselUsagePage *self = g_object_new (EASEL_TYPE_USAGE_PAGE, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (easel_context_get_usage (context), "changed", G_CALLBACK (on_usage_changed_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}
