// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-money.h"
#include "easel-usage-page-private.h"

/* The budgets on the usage page: a row for each, and the dialog that changes one. */

static char *
dup_title (EaselBudget *budget)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *month = g_date_time_format (now, "%OB");
  const char *account = easel_budget_get_provider_name (budget);

  return account != NULL
             /* Translators: a month; the name of an account */
             ? g_strdup_printf (_ ("Budget for %s, %s"), month, account)
             /* Translators: a month */
             : g_strdup_printf (_ ("Budget for %s"), month);
}

static char *
dup_subtitle (EaselBudget *budget)
{
  g_autofree char *limit = easel_money_format (easel_budget_get_monthly_limit (budget));
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 unknown = easel_budget_get_n_unknown (budget);

  if (easel_budget_get_state (budget) == EASEL_BUDGET_USED_UP)
    g_string_append (text, _ ("Used up. "));
  else if (easel_budget_get_state (budget) == EASEL_BUDGET_WARN)
    g_string_append (text, _ ("Nearly used up. "));
  if (easel_budget_get_hard_stop (budget))
    /* Translators: a percentage; an amount of money */
    g_string_append_printf (text, _ ("Warns at %u %%, stops before %s."),
                            easel_budget_get_warn_percent (budget), limit);
  else
    /* Translators: a percentage */
    g_string_append_printf (text, _ ("Warns at %u %%, does not stop."),
                            easel_budget_get_warn_percent (budget));
  if (unknown > 0)
    g_string_append_printf (text,
                            ngettext (" %lld call of unknown price is not in it.",
                                      " %lld calls of unknown price are not in it.", (gulong) unknown),
                            (long long) unknown);
  return g_strdup (text->str);
}

static void
on_edit_clicked_cb (GtkButton *button, gpointer user_data)
{
  EaselBudget *budget = g_object_get_data (G_OBJECT (button), "budget");

  _easel_usage_budgets_edit (GTK_WIDGET (button), user_data, budget);
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static GtkWidget *
make_bar (EaselBudget *budget, const char *title)
{
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), MIN (easel_budget_get_share (budget), 1));
  if (easel_budget_get_state (budget) != EASEL_BUDGET_FINE)
    gtk_widget_add_css_class (bar, "warning");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return bar;
}

/* The name, and on the same line if there is room, the amount. */
static GtkWidget *
make_heading (EaselBudget *budget, const char *title)
{
  GtkWidget *heading = adw_wrap_box_new ();
  g_autofree char *spent = easel_money_format (easel_budget_get_spent (budget));
  g_autofree char *limit = easel_money_format (easel_budget_get_monthly_limit (budget));
  /* Translators: an amount of money of another */
  g_autofree char *share = g_strdup_printf (_ ("%s of %s"), spent, limit);

  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (heading), 12);
  adw_wrap_box_set_justify (ADW_WRAP_BOX (heading), ADW_JUSTIFY_SPREAD);
  adw_wrap_box_set_justify_last_line (ADW_WRAP_BOX (heading), TRUE);
  adw_wrap_box_append (ADW_WRAP_BOX (heading), make_label (title, NULL));
  adw_wrap_box_append (ADW_WRAP_BOX (heading), make_label (share, "numeric"));
  return heading;
}

static GtkWidget *
make_row (EaselBudget *budget, EaselContext *context)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *edit = gtk_button_new_from_icon_name ("document-edit-symbolic");
  g_autofree char *title = dup_title (budget);
  g_autofree char *subtitle = dup_subtitle (budget);
  GtkWidget *caption = make_label (subtitle, "caption");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_add_css_class (caption, "dimmed");
  gtk_box_append (GTK_BOX (texts), make_heading (budget, title));
  gtk_box_append (GTK_BOX (texts), make_bar (budget, title));
  gtk_box_append (GTK_BOX (texts), caption);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_tooltip_text (edit, _ ("Change Budget"));
  gtk_widget_set_valign (edit, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (edit, "flat");
  g_object_set_data_full (G_OBJECT (edit), "budget", g_object_ref (budget), g_object_unref);
  g_signal_connect_object (edit, "clicked", G_CALLBACK (on_edit_clicked_cb), context, G_CONNECT_DEFAULT);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 12);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), edit);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* Shows the budgets in group; rows are those that it has, borrowed. */
void
_easel_usage_budgets_show (AdwPreferencesGroup *group, GPtrArray *rows, EaselContext *context)
{
  GListModel *budgets = easel_usage_service_get_budgets (easel_context_get_usage (context));

  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (budgets); i++)
    {
      g_autoptr (EaselBudget) budget = g_list_model_get_item (budgets, i);

      g_ptr_array_add (rows, make_row (budget, context));
    }
  if (rows->len == 0)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("No Budget"));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("With one, Easel warns, and can stop, before a "
                                                            "month becomes too dear."));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      g_ptr_array_add (rows, row);
    }
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_add (group, rows->pdata[i]);
}

/* ---- the dialog ---- */

typedef struct
{
  EaselContext *context;
  EaselBudget *budget;
  AdwAlertDialog *dialog; /* borrowed */
  AdwEntryRow *limit_row;
  AdwSpinRow *warn_row;
  AdwSwitchRow *stop_row;
  AdwComboRow *account_row;
} Editor;

static void
editor_free (gpointer data, GClosure *closure)
{
  Editor *editor = data;

  g_object_unref (editor->context);
  g_clear_object (&editor->budget);
  g_free (editor);
}

static gboolean
get_limit (Editor *editor, gint64 *limit)
{
  return easel_money_parse (gtk_editable_get_text (GTK_EDITABLE (editor->limit_row)), limit);
}

static void
on_limit_changed_cb (Editor *editor)
{
  gint64 limit;
  gboolean good = get_limit (editor, &limit);
  gboolean empty = *gtk_editable_get_text (GTK_EDITABLE (editor->limit_row)) == '\0';

  adw_alert_dialog_set_response_enabled (editor->dialog, "save", good);
  if (good || empty)
    gtk_widget_remove_css_class (GTK_WIDGET (editor->limit_row), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (editor->limit_row), "error");
}

/* The chosen account; NULL for all. */
static char *
dup_slug (Editor *editor)
{
  guint selected = adw_combo_row_get_selected (editor->account_row);
  g_autoptr (EaselProvider) provider = NULL;

  if (editor->budget != NULL)
    return g_strdup (easel_budget_get_provider_slug (editor->budget));
  if (selected == 0 || selected == GTK_INVALID_LIST_POSITION)
    return NULL;
  provider = g_list_model_get_item (
      easel_provider_service_get_providers (easel_context_get_providers (editor->context)), selected - 1);
  return provider != NULL ? g_strdup (easel_provider_get_slug (provider)) : NULL;
}

static void
on_response_cb (Editor *editor, const char *response)
{
  EaselUsageService *usage = easel_context_get_usage (editor->context);
  g_autofree char *slug = dup_slug (editor);
  gint64 limit;

  if (g_str_equal (response, "remove"))
    dex_future_disown (easel_usage_service_remove_budget (usage, slug));
  else if (g_str_equal (response, "save") && get_limit (editor, &limit))
    dex_future_disown (easel_usage_service_set_budget (usage, slug, limit,
                                                       (guint) adw_spin_row_get_value (editor->warn_row),
                                                       adw_switch_row_get_active (editor->stop_row)));
}

static GtkStringList *
list_accounts (EaselContext *context)
{
  GListModel *providers = easel_provider_service_get_providers (easel_context_get_providers (context));
  GtkStringList *names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All Accounts"));
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);

      gtk_string_list_append (names, easel_provider_get_name (provider));
    }
  return names;
}

static void
fill (Editor *editor)
{
  EaselBudget *budget = editor->budget;
  gint64 limit;
  g_autofree char *text = NULL;

  if (budget == NULL)
    return;
  limit = easel_budget_get_monthly_limit (budget);
  text = limit % 1000000 == 0
             ? g_strdup_printf ("%" G_GINT64_FORMAT, limit / 1000000)
             : g_strdup_printf ("%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, limit / 1000000, limit % 1000000);
  /* Cents are enough where they are. */
  if (limit % 1000000 != 0 && limit % 10000 == 0)
    text[strlen (text) - 4] = '\0';
  gtk_editable_set_text (GTK_EDITABLE (editor->limit_row), text);
  adw_spin_row_set_value (editor->warn_row, easel_budget_get_warn_percent (budget));
  adw_switch_row_set_active (editor->stop_row, easel_budget_get_hard_stop (budget));
}

/* Changes budget, or makes one if it is NULL. */
void
_easel_usage_budgets_edit (GtkWidget *parent, EaselContext *context, EaselBudget *budget)
{
  Editor *editor = g_new0 (Editor, 1);
  GtkWidget *list = gtk_list_box_new ();
  g_autofree char *title = budget != NULL ? dup_title (budget) : NULL;
  g_autoptr (GtkStringList) accounts = list_accounts (context);

  editor->context = g_object_ref (context);
  editor->budget = budget != NULL ? g_object_ref (budget) : NULL;
  editor->dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (title != NULL ? title : _ ("New Budget"), NULL));
  editor->limit_row = ADW_ENTRY_ROW (adw_entry_row_new ());
  editor->warn_row = ADW_SPIN_ROW (adw_spin_row_new_with_range (1, 100, 5));
  editor->stop_row = ADW_SWITCH_ROW (adw_switch_row_new ());
  editor->account_row = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (editor->limit_row), _ ("US Dollars a Month"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (editor->warn_row), _ ("Warn at Percent"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (editor->stop_row),
                                 _ ("Stop Calls That Would Cross It"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (editor->account_row), _ ("Account"));
  adw_spin_row_set_value (editor->warn_row, 80);
  adw_switch_row_set_active (editor->stop_row, TRUE);
  adw_combo_row_set_model (editor->account_row, G_LIST_MODEL (accounts));
  gtk_widget_set_visible (GTK_WIDGET (editor->account_row), budget == NULL);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (editor->account_row));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (editor->limit_row));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (editor->warn_row));
  gtk_list_box_append (GTK_LIST_BOX (list), GTK_WIDGET (editor->stop_row));

  adw_alert_dialog_set_extra_child (editor->dialog, list);
  adw_alert_dialog_add_response (editor->dialog, "cancel", _ ("Cancel"));
  if (budget != NULL)
    {
      adw_alert_dialog_add_response (editor->dialog, "remove", _ ("Remove"));
      adw_alert_dialog_set_response_appearance (editor->dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
    }
  adw_alert_dialog_add_response (editor->dialog, "save", _ ("Save"));
  adw_alert_dialog_set_response_appearance (editor->dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (editor->dialog, "save");
  adw_alert_dialog_set_close_response (editor->dialog, "cancel");
  fill (editor);
  on_limit_changed_cb (editor);
  g_signal_connect_swapped (editor->limit_row, "changed", G_CALLBACK (on_limit_changed_cb), editor);
  g_signal_connect_data (editor->dialog, "response", G_CALLBACK (on_response_cb), editor, editor_free,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (editor->dialog), parent);
}
