// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-export-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"

/* Bytes of the longest name that is proposed for a file. */
#define LONGEST_NAME 120

/**
 * EaselExportDialog:
 *
 * Asks what a chat is to be written as, and where.
 */
struct _EaselExportDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwPreferencesGroup *group;
  GtkLabel *problem_label;
  GtkWidget *export_button;

  /* owned */
  EaselExchangeService *service;
  char *title;

  /* borrowed */
  GtkCheckButton *checks[EASEL_EXPORT_N_FORMATS];

  /* state */
  gint64 thread_id;
  gboolean disposed;
};

G_DEFINE_FINAL_TYPE (EaselExportDialog, easel_export_dialog, ADW_TYPE_DIALOG)

enum
{
  EXPORTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order in which they are shown. */
static const struct
{
  EaselExportFormat format;
  const char *title;
  const char *subtitle;
} choices[] = {
  { EASEL_EXPORT_MARKDOWN, N_ ("Markdown"), N_ ("The branch in view, for notes and other editors") },
  { EASEL_EXPORT_HTML, N_ ("Web page"), N_ ("The branch in view with its pictures, for any browser") },
  { EASEL_EXPORT_TEXT, N_ ("Plain text"), N_ ("The words of the branch in view") },
  { EASEL_EXPORT_JSON, N_ ("JSON"), N_ ("All branches, costs and attachments; Easel can import it again") },
};

static EaselExportFormat
get_format (EaselExportDialog *self)
{
  for (guint i = 0; i < EASEL_EXPORT_N_FORMATS; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return (EaselExportFormat) i;
  return EASEL_EXPORT_MARKDOWN;
}

static void
show_problem (EaselExportDialog *self, const char *sentence)
{
  gtk_label_set_label (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), sentence != NULL);
}

/* ---- writing ---- */

typedef struct
{
  EaselExportDialog *dialog;
  EaselExchangeService *service;
  gint64 thread_id;
  EaselExportFormat format;
  char *path;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->dialog);
  g_object_unref (saving->service);
  g_free (saving->path);
  g_free (saving);
}

static char *
describe (const char *path, const EaselExportReport *report)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (report->n_blanked > 0)
    /* Translators: %s is a file's name */
    return g_strdup_printf (_ ("Exported as “%s”; what looked like a key was left out"), name);
  /* Translators: %s is a file's name */
  return g_strdup_printf (_ ("Exported as “%s”"), name);
}

static DexFuture *
save_fiber (gpointer data)
{
  Saving *saving = data;
  EaselExportDialog *self = saving->dialog;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  EaselExportReport *report = dex_await_boxed (
      easel_exchange_service_export (saving->service, saving->thread_id, saving->format, saving->path),
      &error);

  if (report != NULL)
    sentence = describe (saving->path, report);
  g_clear_pointer (&report, g_free);
  if (self->disposed)
    return NULL;
  gtk_widget_set_sensitive (self->export_button, TRUE);
  show_problem (self, error != NULL ? error->message : NULL);
  if (error == NULL)
    {
      g_signal_emit (self, signals[EXPORTED], 0, sentence);
      adw_dialog_close (ADW_DIALOG (self));
    }
  return NULL;
}

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselExportDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (file == NULL || self->disposed)
    return;
  if (path != NULL)
    easel_export_dialog_save (self, path);
  else
    show_problem (self, _ ("Choose a folder on this computer."));
}

static void
on_export_clicked_cb (EaselExportDialog *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = easel_export_dialog_dup_name (self);

  gtk_file_dialog_set_title (dialog, _ ("Export Chat"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_file_chosen_cb,
                        g_object_ref (self));
}

static void
on_cancel_clicked_cb (EaselExportDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

/* ---- object ---- */

static void
add_choices (EaselExportDialog *self)
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
      self->checks[choices[i].format] = GTK_CHECK_BUTTON (check);
      if (first == NULL)
        first = GTK_CHECK_BUTTON (check);
    }
  gtk_check_button_set_active (first, TRUE);
  /* Arrows go from row to row, and space chooses. */
  adw_dialog_set_focus (ADW_DIALOG (self), gtk_widget_get_ancestor (GTK_WIDGET (first), ADW_TYPE_ACTION_ROW));
}

static void
easel_export_dialog_dispose (GObject *object)
{
  EaselExportDialog *self = EASEL_EXPORT_DIALOG (object);

  self->disposed = TRUE;
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_EXPORT_DIALOG);

  G_OBJECT_CLASS (easel_export_dialog_parent_class)->dispose (object);
}

static void
easel_export_dialog_finalize (GObject *object)
{
  EaselExportDialog *self = EASEL_EXPORT_DIALOG (object);

  g_free (self->title);

  G_OBJECT_CLASS (easel_export_dialog_parent_class)->finalize (object);
}

static void
easel_export_dialog_class_init (EaselExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_export_dialog_dispose;
  object_class->finalize = easel_export_dialog_finalize;

  /**
   * EaselExportDialog::exported:
   * @sentence: what was done
   *
   * The chat is in its file.
   */
  signals[EXPORTED] = g_signal_new ("exported", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/exchange/easel-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselExportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, EaselExportDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, EaselExportDialog, export_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_export_clicked_cb);
}

static void
easel_export_dialog_init (EaselExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_choices (self);
}

/**
 * easel_export_dialog_new:
 * @service: what writes
 * @thread_id: a chat; 0 for all
 * @title: (nullable): what the chat is called
 *
 * Returns: (transfer floating): a dialog that asks what it is to be written as
 */
EaselExportDialog *
easel_export_dialog_new (EaselExchangeService *service, gint64 thread_id, const char *title)
{
  EaselExportDialog *self = g_object_new (EASEL_TYPE_EXPORT_DIALOG, NULL);

  self->service = g_object_ref (service);
  self->thread_id = thread_id;
  self->title = g_strdup (title);
  if (thread_id == 0)
    adw_dialog_set_title (ADW_DIALOG (self), _ ("Export All Chats"));
  return self;
}

/**
 * easel_export_dialog_set_format:
 * @self: a dialog
 * @format: what is chosen
 */
void
easel_export_dialog_set_format (EaselExportDialog *self, EaselExportFormat format)
{
  g_return_if_fail (EASEL_IS_EXPORT_DIALOG (self) && (guint) format < EASEL_EXPORT_N_FORMATS);

  gtk_check_button_set_active (self->checks[format], TRUE);
}

/**
 * easel_export_dialog_dup_name:
 * @self: a dialog
 *
 * Returns: (transfer full): the name that is proposed for the file: the chat's,
 *   as far as a file may have it
 */
char *
easel_export_dialog_dup_name (EaselExportDialog *self)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *title;

  g_return_val_if_fail (EASEL_IS_EXPORT_DIALOG (self), NULL);

  title = self->title != NULL ? self->title : "";
  for (const char *at = title; *at != '\0' && name->len < LONGEST_NAME; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_type (c) == G_UNICODE_FORMAT || (name->len == 0 && c == '.'))
        continue;
      g_string_append_unichar (
          name, g_unichar_iscntrl (c) || (c < 128 && strchr ("/\\:*?\"<>|", (int) c) != NULL) ? ' ' : c);
    }
  g_strstrip (name->str);
  name->len = strlen (name->str);
  if (name->len == 0)
    g_string_append (name, self->thread_id == 0 ? _ ("Chats") : _ ("Chat"));
  g_string_append_printf (name, ".%s", easel_export_format_get_suffix (get_format (self)));
  return g_string_free (g_steal_pointer (&name), FALSE);
}

/**
 * easel_export_dialog_save:
 * @self: a dialog
 * @path: the file
 *
 * Writes what was chosen, tells it, and closes; an error is shown.
 */
void
easel_export_dialog_save (EaselExportDialog *self, const char *path)
{
  Saving *saving;

  g_return_if_fail (EASEL_IS_EXPORT_DIALOG (self) && path != NULL);

  saving = g_new0 (Saving, 1);
  saving->dialog = g_object_ref (self);
  saving->service = g_object_ref (self->service);
  saving->thread_id = self->thread_id;
  saving->format = get_format (self);
  saving->path = g_strdup (path);
  gtk_widget_set_sensitive (self->export_button, FALSE);
  dex_future_disown (easel_fiber_spawn (save_fiber, saving, saving_free));
}
