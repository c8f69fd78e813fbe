// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-export-dialog.h"

#include <glib/gi18n.h>

#include "easel-error.h"
#include "easel-fiber.h"

/**
 * EaselPictureExportDialog:
 *
 * Asks what copies of pictures say of themselves, and where they go; then writes
 * them, one after the other.
 */
struct _EaselPictureExportDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwPreferencesGroup *group;
  GtkStack *stack;
  GtkProgressBar *progress;
  GtkLabel *problem_label;
  GtkWidget *export_button;

  /* owned */
  EaselLibraryService *service;
  GSettings *settings;
  GArray *ids;

  /* borrowed */
  GtkCheckButton *checks[4];

  /* state */
  gboolean running;
  gboolean stopped;
};

G_DEFINE_FINAL_TYPE (EaselPictureExportDialog, easel_picture_export_dialog, ADW_TYPE_DIALOG)

static guint exported_signal;

static const struct
{
  const char *value;
  EaselAssetMetadata metadata;
  const char *title;
  const char *subtitle;
} choices[] = {
  { "all", EASEL_ASSET_METADATA_ALL, N_ ("Everything"),
    N_ ("Prompt, model, seed and tags, as other programs read them too") },
  { "prompt", EASEL_ASSET_METADATA_PROMPT, N_ ("Prompt only"), N_ ("The words, and nothing else") },
  { "none", EASEL_ASSET_METADATA_NONE, N_ ("Nothing"), N_ ("Only what can be seen") },
  { "original", EASEL_ASSET_METADATA_ORIGINAL, N_ ("Original file"), N_ ("Byte for byte as it came") },
};

static guint
get_choice (EaselPictureExportDialog *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return i;
  return 0;
}

static void
show_problem (EaselPictureExportDialog *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
}

/* ---- writing ---- */

typedef struct
{
  EaselPictureExportDialog *dialog;
  EaselLibraryService *service;
  GFile *target;
  EaselAssetMetadata metadata;
  char *last;
  char *problem;
  guint n_done;
  guint n_failed;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  g_object_unref (run->dialog);
  g_object_unref (run->service);
  g_object_unref (run->target);
  g_free (run->last);
  g_free (run->problem);
  g_free (run);
}

static void
show_progress (EaselPictureExportDialog *self, guint n)
{
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), n, self->ids->len);

  gtk_progress_bar_set_fraction (self->progress, (double) n / self->ids->len);
  gtk_progress_bar_set_text (self->progress, text);
}

static char *
describe (const Run *run)
{
  g_autofree char *name = g_path_get_basename (run->last);
  g_autofree char *shown = g_filename_display_name (name);

  if (run->n_done == 1)
    /* Translators: %s is a file's name */
    return g_strdup_printf (_ ("Exported as “%s”"), shown);
  return g_strdup_printf (ngettext ("%u file exported", "%u files exported", run->n_done), run->n_done);
}

/* Said when something did not go out. */
static void
show_failures (EaselPictureExportDialog *self, const Run *run)
{
  g_autofree char *text = NULL;

  if (run->n_done + run->n_failed == 1)
    text = g_strdup (run->problem);
  else
    /* Translators: %s is the first of the reasons, a sentence */
    text = g_strdup_printf (
        ngettext ("%u file was not exported. %s", "%u files were not exported. First: %s", run->n_failed),
        run->n_failed, run->problem);
  show_problem (self, text);
}

static void
finish (EaselPictureExportDialog *self, const Run *run)
{
  self->running = FALSE;
  adw_dialog_set_can_close (ADW_DIALOG (self), TRUE);
  gtk_widget_set_sensitive (self->export_button, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "choices");
  if (run->n_done > 0)
    {
      g_autofree char *sentence = describe (run);

      g_signal_emit (self, exported_signal, 0, sentence, run->last);
    }
  if (run->n_failed > 0)
    show_failures (self, run);
  else
    adw_dialog_force_close (ADW_DIALOG (self));
}

static DexFuture *
run_fiber (gpointer data)
{
  Run *run = data;
  EaselPictureExportDialog *self = run->dialog;
  gboolean one = self->ids->len == 1;

  for (guint i = 0; i < self->ids->len && !self->stopped; i++)
    {
      gint64 id = g_array_index (self->ids, gint64, i);
      g_autoptr (GError) error = NULL;
      char *path = dex_await_string (
          one ? easel_library_service_export_as (run->service, id, run->target, run->metadata)
              : easel_library_service_export (run->service, id, run->target, run->metadata),
          &error);

      if (path != NULL)
        {
          g_free (run->last);
          run->last = path;
          run->n_done++;
        }
      else
        {
          if (run->n_failed++ == 0)
            run->problem = g_strdup (error->message);
          /* What is wrong with the folder is wrong for all. */
          if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_STORAGE) && run->n_done == 0)
            {
              run->n_failed = self->ids->len;
              break;
            }
        }
      if (self->service != NULL)
        show_progress (self, i + 1);
    }
  if (self->service != NULL)
    finish (self, run);
  return NULL;
}

/* ---- where ---- */

static void
remember_folder (EaselPictureExportDialog *self, GFile *folder)
{
  const char *path = folder != NULL ? g_file_peek_path (folder) : NULL;

  if (path != NULL && g_utf8_validate (path, -1, NULL))
    g_settings_set_string (self->settings, "export-folder", path);
}

static void
take_target (EaselPictureExportDialog *self, GFile *target)
{
  g_autoptr (GFile) folder = NULL;

  if (target == NULL || self->service == NULL)
    return;
  if (g_file_peek_path (target) == NULL)
    {
      show_problem (self, _ ("Choose a folder on this computer."));
      return;
    }
  folder = self->ids->len == 1 ? g_file_get_parent (target) : g_object_ref (target);
  remember_folder (self, folder);
  easel_picture_export_dialog_save (self, target);
}

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselPictureExportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  take_target (self, file);
}

static void
on_folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselPictureExportDialog) self = user_data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  take_target (self, folder);
}

static GtkFileDialog *
make_file_dialog (EaselPictureExportDialog *self)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autofree char *path = g_settings_get_string (self->settings, "export-folder");

  gtk_file_dialog_set_accept_label (dialog, _ ("_Export"));
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GFile) folder = g_file_new_for_path (path);

      gtk_file_dialog_set_initial_folder (dialog, folder);
    }
  return dialog;
}

/* One gets a name, which is its own unless the user chooses another. */
static DexFuture *
ask_name_fiber (gpointer data)
{
  EaselPictureExportDialog *self = data;
  g_autoptr (GtkFileDialog) dialog = make_file_dialog (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAsset) asset = dex_await_object (
      easel_library_service_get (self->service, g_array_index (self->ids, gint64, 0)), &error);

  if (self->service == NULL)
    return NULL;
  if (asset == NULL)
    show_problem (self, error->message);
  else
    {
      g_autofree char *name = easel_library_service_dup_file_name (self->service, asset);

      gtk_file_dialog_set_title (dialog, _ ("Export"));
      gtk_file_dialog_set_initial_name (dialog, name);
      gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                            on_file_chosen_cb, g_object_ref (self));
    }
  return NULL;
}

static void
on_export_clicked_cb (EaselPictureExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = NULL;

  show_problem (self, NULL);
  g_settings_set_string (self->settings, "export-metadata", choices[get_choice (self)].value);
  if (self->ids->len == 1)
    {
      dex_future_disown (easel_fiber_spawn (ask_name_fiber, g_object_ref (self), g_object_unref));
      return;
    }
  dialog = make_file_dialog (self);
  gtk_file_dialog_set_title (dialog, _ ("Export into a Folder"));
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 on_folder_chosen_cb, g_object_ref (self));
}

/* What is written already stays. */
static void
on_cancel_clicked_cb (EaselPictureExportDialog *self)
{
  if (self->running)
    self->stopped = TRUE;
  else
    adw_dialog_close (ADW_DIALOG (self));
}

/* ---- object ---- */

static void
add_choices (EaselPictureExportDialog *self)
{
  GtkCheckButton *first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (choices[i].title));
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (choices[i].subtitle));
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      gtk_check_button_set_group (GTK_CHECK_BUTTON (check), first);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (choices[i].title), -1);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (self->group, row);
      self->checks[i] = GTK_CHECK_BUTTON (check);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (check);
    }
}

static void
choose_last (EaselPictureExportDialog *self)
{
  g_autofree char *value = g_settings_get_string (self->settings, "export-metadata");

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (g_str_equal (choices[i].value, value))
      {
        gtk_check_button_set_active (self->checks[i], TRUE);
        /* Arrows go from row to row, and space chooses. */
        adw_dialog_set_focus (ADW_DIALOG (self),
                              gtk_widget_get_ancestor (GTK_WIDGET (self->checks[i]), ADW_TYPE_ACTION_ROW));
      }
}

static void
easel_picture_export_dialog_dispose (GObject *object)
{
  EaselPictureExportDialog *self = EASEL_PICTURE_EXPORT_DIALOG (object);

  self->stopped = TRUE;
  g_clear_object (&self->service);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PICTURE_EXPORT_DIALOG);

  G_OBJECT_CLASS (easel_picture_export_dialog_parent_class)->dispose (object);
}

static void
easel_picture_export_dialog_finalize (GObject *object)
{
  g_array_unref (EASEL_PICTURE_EXPORT_DIALOG (object)->ids);

  G_OBJECT_CLASS (easel_picture_export_dialog_parent_class)->finalize (object);
}

static void
easel_picture_export_dialog_class_init (EaselPictureExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_picture_export_dialog_dispose;
  object_class->finalize = easel_picture_export_dialog_finalize;

  /**
   * EaselPictureExportDialog::exported:
   * @sentence: what was done
   * @path: the file that was written last, in the encoding of file names
   *
   * Copies are where they were to go.
   */
  exported_signal = g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/viewer/easel-picture-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPictureExportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, EaselPictureExportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselPictureExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, EaselPictureExportDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EaselPictureExportDialog, export_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_export_clicked_cb);
}

static void
easel_picture_export_dialog_init (EaselPictureExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = g_settings_new (APPLICATION_ID);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  add_choices (self);
  choose_last (self);
}

/**
 * easel_picture_export_dialog_new:
 * @service: what writes
 * @ids: (array length=n_ids): assets
 * @n_ids: how many, at least one
 *
 * Returns: (transfer floating): a dialog that asks how they go out
 */
EaselPictureExportDialog *
easel_picture_export_dialog_new (EaselLibraryService *service, const gint64 *ids, guint n_ids)
{
  EaselPictureExportDialog *self = g_object_new (EASEL_TYPE_PICTURE_EXPORT_DIALOG, NULL);
  g_autofree char *title = g_strdup_printf (ngettext ("Export %u File", "Export %u Files", n_ids), n_ids);

  self->service = g_object_ref (service);
  g_array_append_vals (self->ids, ids, n_ids);
  adw_dialog_set_title (ADW_DIALOG (self), title);
  return self;
}

/**
 * easel_picture_export_dialog_save:
 * @self: a dialog
 * @target: the file of one picture, the folder of several; local
 *
 * Writes them as chosen, tells it, and closes; what did not go out is said first.
 */
void
easel_picture_export_dialog_save (EaselPictureExportDialog *self, GFile *target)
{
  Run *run;

  g_return_if_fail (EASEL_IS_PICTURE_EXPORT_DIALOG (self) && G_IS_FILE (target));

  if (self->running || self->service == NULL)
    return;
  self->running = TRUE;
  self->stopped = FALSE;
  run = g_new0 (Run, 1);
  run->dialog = g_object_ref (self);
  run->service = g_object_ref (self->service);
  run->target = g_object_ref (target);
  run->metadata = choices[get_choice (self)].metadata;
  adw_dialog_set_can_close (ADW_DIALOG (self), FALSE);
  gtk_widget_set_sensitive (self->export_button, FALSE);
  show_progress (self, 0);
  gtk_stack_set_visible_child_name (self->stack, "progress");
  dex_future_disown (easel_fiber_spawn (run_fiber, run, run_free));
}

/**
 * easel_picture_export_dialog_get_problem:
 * @self: a dialog
 *
 * Returns: (nullable): what did not go out and why
 */
const char *
easel_picture_export_dialog_get_problem (EaselPictureExportDialog *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_EXPORT_DIALOG (self), NULL);

  return gtk_widget_get_visible (GTK_WIDGET (self->problem_label)) ? gtk_label_get_label (self->problem_label)
                                                                   : NULL;
}
