// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-import-dialog.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-fiber.h"

/* So many chats that were left out are named. */
#define MOST_ROWS 100

/**
 * EaselImportDialog:
 *
 * Takes chats out of a file: which one, how far it is, and what was left out and
 * why. Closed in between, it tells the end by its signal.
 */
struct _EaselImportDialog
{
  AdwDialog parent_instance;

  /* template */
  GtkStack *stack;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
  GtkLabel *report_label;
  GtkListBox *notes_box;
  GtkLabel *more_label;

  /* owned */
  EaselExchangeService *service;
  EaselImport *import;

  /* state */
  gboolean closed;
  gboolean disposed;
};

G_DEFINE_FINAL_TYPE (EaselImportDialog, easel_import_dialog, ADW_TYPE_DIALOG)

enum
{
  ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- how far it is ---- */

static void
on_done_cb (EaselImport *import, GParamSpec *pspec, EaselImportDialog *self)
{
  guint n_done = easel_import_get_n_done (import);
  guint n_all = MAX (easel_import_get_n_all (import), n_done);
  /* Translators: how many chats of how many */
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u of %u chat", "%u of %u chats", n_all), n_done, n_all);

  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, (double) n_done / MAX (n_all, 1));
}

static gboolean
on_pulse_cb (gpointer user_data)
{
  EaselImportDialog *self = user_data;

  if (self->import == NULL || easel_import_get_n_done (self->import) > 0)
    return G_SOURCE_REMOVE;
  gtk_progress_bar_pulse (self->progress_bar);
  return G_SOURCE_CONTINUE;
}

/* ---- what came of it ---- */

static void
show_notes (EaselImportDialog *self, GListModel *notes)
{
  guint n_notes = g_list_model_get_n_items (notes);

  gtk_list_box_remove_all (self->notes_box);
  for (guint i = 0; i < MIN (n_notes, MOST_ROWS); i++)
    {
      g_autoptr (EaselImportNote) note = g_list_model_get_item (notes, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), easel_import_note_get_title (note));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), easel_import_note_get_sentence (note));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      gtk_list_box_append (self->notes_box, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->notes_box), n_notes > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n_notes > MOST_ROWS);
  if (n_notes > MOST_ROWS)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("And %u more.", "And %u more.", n_notes - MOST_ROWS),
                                               n_notes - MOST_ROWS);

      gtk_label_set_label (self->more_label, text);
    }
}

static void
show_report (EaselImportDialog *self, const char *sentence)
{
  gtk_label_set_label (self->report_label, sentence);
  show_notes (self, easel_import_get_notes (self->import));
  gtk_stack_set_visible_child_name (self->stack, "report");
  easel_announce (GTK_WIDGET (self), sentence);
}

static DexFuture *
read_fiber (gpointer data)
{
  EaselImportDialog *self = data;
  g_autoptr (EaselImport) import = g_object_ref (self->import);
  g_autoptr (GError) error = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *sentence = NULL;

  dex_await (easel_import_wait (import), &error);
  summary = easel_import_describe (import);
  if (error == NULL)
    sentence = g_strdup (summary);
  else if (easel_import_get_n_imported (import) > 0)
    sentence = g_strdup_printf ("%s\n%s", error->message, summary);
  else
    sentence = g_strdup (error->message);
  if (!self->disposed && !self->closed)
    show_report (self, sentence);
  else
    g_signal_emit (self, signals[ENDED], 0, sentence);
  g_clear_object (&self->import);
  return NULL;
}

/* ---- callbacks ---- */

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselImportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && !self->disposed && !self->closed)
    easel_import_dialog_read (self, path);
}

static void
on_choose_clicked_cb (EaselImportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, _ ("Exported chats"));
  gtk_file_filter_add_suffix (filter, "json");
  gtk_file_filter_add_suffix (filter, "zip");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Import Chats"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_file_chosen_cb,
                        g_object_ref (self));
}

static void
on_stop_clicked_cb (EaselImportDialog *self)
{
  if (self->import != NULL)
    easel_import_cancel (self->import);
}

static void
on_closed_cb (EaselImportDialog *self)
{
  self->closed = TRUE;
}

/* ---- object ---- */

static void
easel_import_dialog_dispose (GObject *object)
{
  EaselImportDialog *self = EASEL_IMPORT_DIALOG (object);

  self->disposed = TRUE;
  g_clear_object (&self->service);
  g_clear_object (&self->import);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_IMPORT_DIALOG);

  G_OBJECT_CLASS (easel_import_dialog_parent_class)->dispose (object);
}

static void
easel_import_dialog_class_init (EaselImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_import_dialog_dispose;

  /**
   * EaselImportDialog::ended:
   * @sentence: what came of it
   *
   * The import ended after the dialog was closed.
   */
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/exchange/easel-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, progress_label);
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, report_label);
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, notes_box);
  gtk_widget_class_bind_template_child (widget_class, EaselImportDialog, more_label);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked_cb);
}

static void
easel_import_dialog_init (EaselImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "closed", G_CALLBACK (on_closed_cb), NULL);
}

/**
 * easel_import_dialog_new:
 * @service: what reads
 *
 * Returns: (transfer floating): a dialog that asks for a file
 */
EaselImportDialog *
easel_import_dialog_new (EaselExchangeService *service)
{
  EaselImportDialog *self = g_object_new (EASEL_TYPE_IMPORT_DIALOG, NULL);

  self->service = g_object_ref (service);
  return self;
}

/**
 * easel_import_dialog_read:
 * @self: a dialog
 * @path: the file
 *
 * Takes its chats in and shows how far it is, and then what was left out. It goes
 * on when the dialog is closed.
 */
void
easel_import_dialog_read (EaselImportDialog *self, const char *path)
{
  g_return_if_fail (EASEL_IS_IMPORT_DIALOG (self) && path != NULL);

  if (self->import != NULL)
    return;
  self->import = easel_exchange_service_import (self->service, path);
  gtk_label_set_label (self->progress_label, _ ("Reading the file…"));
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_stack_set_visible_child_name (self->stack, "progress");
  g_signal_connect_object (self->import, "notify::n-done", G_CALLBACK (on_done_cb), self, 0);
  g_timeout_add_full (G_PRIORITY_DEFAULT, 100, on_pulse_cb, g_object_ref (self), g_object_unref);
  dex_future_disown (easel_fiber_spawn (read_fiber, g_object_ref (self), g_object_unref));
}
