// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-bar.h"

#include <glib/gi18n.h>

/* So many failures are listed; more than that nobody reads. */
#define MOST_LISTED 500

/**
 * EaselImportBar:
 *
 * Files that are being brought in: how many of how many, and the button that stops
 * it. What was brought in until then stays.
 */
struct _EaselImportBar
{
  AdwBin parent_instance;

  /* children */
  GtkLabel *label;
  GtkProgressBar *progress_bar;

  /* owned */
  EaselAssetImport *run;
};

G_DEFINE_FINAL_TYPE (EaselImportBar, easel_import_bar, ADW_TYPE_BIN)

static void
update (EaselImportBar *self)
{
  guint n_done = easel_asset_import_get_n_done (self->run);
  guint n_found = easel_asset_import_get_n_found (self->run);
  guint n_failed = easel_asset_import_get_n_failed (self->run);
  g_autofree char *left_out = NULL;
  g_autofree char *text = NULL;

  if (n_found == 0)
    text = g_strdup (_ ("Looking for pictures"));
  else
    /* Translators: how many files were brought in so far, of how many */
    text = g_strdup_printf (_ ("Bringing in %u of %u"), n_done, n_found);
  if (n_failed > 0)
    {
      left_out = g_strdup_printf (ngettext ("%u left out", "%u left out", n_failed), n_failed);
      gtk_label_set_label (self->label, NULL);
      g_free (text);
      /* Translators: how many were brought in, of how many, and how many could not be */
      text = g_strdup_printf (_ ("Bringing in %u of %u · %s"), n_done, n_found, left_out);
    }
  gtk_label_set_label (self->label, text);
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 n_found > 0 ? CLAMP ((double) n_done / n_found, 0, 1) : 0);
}

static void
on_stop_clicked_cb (EaselImportBar *self)
{
  easel_asset_import_stop (self->run);
}

static void
easel_import_bar_dispose (GObject *object)
{
  g_clear_object (&EASEL_IMPORT_BAR (object)->run);

  G_OBJECT_CLASS (easel_import_bar_parent_class)->dispose (object);
}

static void
easel_import_bar_class_init (EaselImportBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_import_bar_dispose;
}

static void
easel_import_bar_init (EaselImportBar *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *stop = gtk_button_new_with_label (_ ("Stop"));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  self->progress_bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress_bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Bringing in"), -1);
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (self->progress_bar));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (stop, GTK_ALIGN_CENTER);
  g_signal_connect_object (stop, "clicked", G_CALLBACK (on_stop_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), stop);
  gtk_widget_set_margin_start (box, 16);
  gtk_widget_set_margin_end (box, 16);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * easel_import_bar_new:
 * @run: what is being brought in
 *
 * Returns: what shows it
 */
GtkWidget *
easel_import_bar_new (EaselAssetImport *run)
{
  EaselImportBar *self = g_object_new (EASEL_TYPE_IMPORT_BAR, NULL);

  self->run = g_object_ref (run);
  g_signal_connect_object (run, "notify::n-done", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

static GtkWidget *
make_row (EaselAssetImport *run, guint index)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_utf8_make_valid (easel_asset_import_get_failed_name (run, index), -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), easel_asset_import_get_failed_reason (run, index));
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  return row;
}

/**
 * easel_import_bar_show_failures:
 * @run: what was brought in
 * @parent: what the list is shown above
 *
 * Lists what was left out, each with the reason.
 */
void
easel_import_bar_show_failures (EaselAssetImport *run, GtkWidget *parent)
{
  AdwDialog *dialog = adw_dialog_new ();
  GtkWidget *view = adw_toolbar_view_new ();
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  guint n = easel_asset_import_get_n_failed (run);
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u file was not brought in:", "%u files were not brought in:", n), n);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), text);
  for (guint i = 0; i < MIN (n, MOST_LISTED) && easel_asset_import_get_failed_reason (run, i) != NULL; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_row (run, i));
  if (n > MOST_LISTED)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - MOST_LISTED), n - MOST_LISTED);

      adw_preferences_page_set_description (ADW_PREFERENCES_PAGE (page), more);
    }
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (view), page);
  adw_dialog_set_title (dialog, _ ("Left Out"));
  adw_dialog_set_content_width (dialog, 480);
  adw_dialog_set_content_height (dialog, 480);
  adw_dialog_set_child (dialog, view);
  adw_dialog_present (dialog, parent);
}
