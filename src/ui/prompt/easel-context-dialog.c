// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-context-dialog.h"

#include "easel-edit-context.h"
#include "easel-paste-guard.h"

/**
 * EaselContextDialog:
 *
 * What goes along with the edits of a prompt: the model or style that it is
 * for, and whatever else, as JSON.
 */
struct _EaselContextDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwEntryRow *target_row;
  AdwExpanderRow *json_row;
  GtkTextView *json_view;
  GtkLabel *problem_label;

  /* state */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselContextDialog, easel_context_dialog, ADW_TYPE_DIALOG)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_json (EaselContextDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->json_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static gboolean
check (EaselContextDialog *self, const char *json)
{
  g_autoptr (GError) error = NULL;
  gboolean right = easel_edit_context_check (json, &error);

  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), !right);
  if (!right)
    gtk_label_set_label (self->problem_label, error->message);
  return right;
}

static void
on_json_changed_cb (EaselContextDialog *self)
{
  g_autofree char *json = dup_json (self);
  g_autofree char *target = NULL;

  if (self->updating || !check (self, json))
    return;
  target = easel_edit_context_dup_target (json);
  self->updating = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->target_row), target);
  self->updating = FALSE;
  g_signal_emit (self, signals[CHANGED], 0, json);
}

static void
on_target_changed_cb (EaselContextDialog *self)
{
  g_autofree char *json = dup_json (self);
  g_autofree char *changed = NULL;

  if (self->updating || !check (self, json))
    return;
  changed =
      easel_edit_context_set_target (json, gtk_editable_get_text (GTK_EDITABLE (self->target_row)), NULL);
  if (changed == NULL)
    return;
  self->updating = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->json_view), changed, -1);
  self->updating = FALSE;
  g_signal_emit (self, signals[CHANGED], 0, changed);
}

static void
easel_context_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_CONTEXT_DIALOG);

  G_OBJECT_CLASS (easel_context_dialog_parent_class)->dispose (object);
}

static void
easel_context_dialog_class_init (EaselContextDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_context_dialog_dispose;

  /**
   * EaselContextDialog::changed:
   * @json: the context, "" if there is none
   *
   * The user changed it to something that is right.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/prompt/easel-context-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselContextDialog, target_row);
  gtk_widget_class_bind_template_child (widget_class, EaselContextDialog, json_row);
  gtk_widget_class_bind_template_child (widget_class, EaselContextDialog, json_view);
  gtk_widget_class_bind_template_child (widget_class, EaselContextDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_target_changed_cb);
}

static void
easel_context_dialog_init (EaselContextDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  easel_paste_guard_attach (self->json_view);
  g_signal_connect_object (gtk_text_view_get_buffer (self->json_view), "changed",
                           G_CALLBACK (on_json_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * easel_context_dialog_new:
 * @json: (nullable): the context as it is
 *
 * Returns: (transfer floating): a dialog that tells each change
 */
EaselContextDialog *
easel_context_dialog_new (const char *json)
{
  EaselContextDialog *self = g_object_new (EASEL_TYPE_CONTEXT_DIALOG, NULL);
  g_autofree char *target = easel_edit_context_dup_target (json);

  self->updating = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->json_view), json != NULL ? json : "", -1);
  gtk_editable_set_text (GTK_EDITABLE (self->target_row), target);
  adw_expander_row_set_expanded (self->json_row, json != NULL && *json != '\0' && *target == '\0');
  self->updating = FALSE;
  return self;
}
