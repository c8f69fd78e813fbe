// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-use-as-prompt-dialog.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-problem-row.h"

/**
 * EaselUseAsPromptDialog:
 *
 * Words of a chat become a prompt, or a new revision of one.
 */
struct _EaselUseAsPromptDialog
{
  AdwDialog parent_instance;

  /* template */
  GtkButton *save_button;
  AdwComboRow *target_row;
  AdwEntryRow *title_row;
  EaselProblemRow *problem_row;
  GtkTextView *text_view;

  /* owned */
  EaselContext *context;
  GArray *ids; /* gint64: the prompt of each choice, 0 for a new one */

  /* state */
  gint64 message_id;
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (EaselUseAsPromptDialog, easel_use_as_prompt_dialog, ADW_TYPE_DIALOG)

/* What the fiber works on. */
typedef struct
{
  EaselUseAsPromptDialog *dialog;
  gint64 prompt_id;
  char *title;
  char *text;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->dialog);
  g_free (task->title);
  g_free (task->text);
  g_free (task);
}

static char *
dup_text (EaselUseAsPromptDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static gint64
get_target (EaselUseAsPromptDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->target_row);

  return selected < self->ids->len ? g_array_index (self->ids, gint64, selected) : 0;
}

static void
update (EaselUseAsPromptDialog *self)
{
  g_autofree char *text = dup_text (self);
  gboolean is_new = get_target (self) == 0;

  gtk_button_set_label (self->save_button, is_new ? _ ("Make Prompt") : _ ("Add Revision"));
  gtk_widget_set_visible (GTK_WIDGET (self->title_row), is_new);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !self->busy && *text != '\0');
}

static void
on_target_changed_cb (EaselUseAsPromptDialog *self)
{
  if (self->ids != NULL)
    update (self);
}

static void
on_text_changed_cb (EaselUseAsPromptDialog *self)
{
  easel_problem_row_set_problem (self->problem_row, NULL);
  update (self);
}

static void
tell (EaselUseAsPromptDialog *self, gint64 prompt_id, gboolean is_new)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root != NULL)
    gtk_widget_activate_action (GTK_WIDGET (root), "win.prompt-made", "(xb)", prompt_id, is_new);
  adw_dialog_force_close (ADW_DIALOG (self));
}

static DexFuture *
save_fiber (gpointer data)
{
  Task *task = data;
  EaselUseAsPromptDialog *self = task->dialog;
  EaselChatService *chats = easel_context_get_chats (self->context);
  g_autoptr (GObject) made = NULL;
  g_autoptr (GError) error = NULL;

  if (task->prompt_id == 0)
    made = dex_await_object (
        easel_chat_service_use_as_prompt (chats, self->message_id, task->title, task->text), &error);
  else
    made = dex_await_object (
        easel_chat_service_use_as_revision (chats, self->message_id, task->prompt_id, task->text), &error);
  self->busy = FALSE;
  if (self->context == NULL)
    return NULL;
  update (self);
  if (made == NULL)
    easel_problem_row_set_problem (self->problem_row, error->message);
  else
    tell (self, EASEL_IS_PROMPT (made) ? easel_prompt_get_id (EASEL_PROMPT (made)) : task->prompt_id,
          task->prompt_id == 0);
  return NULL;
}

static void
on_save_clicked_cb (EaselUseAsPromptDialog *self)
{
  Task *task;

  if (self->busy)
    return;
  task = g_new0 (Task, 1);
  task->dialog = g_object_ref (self);
  task->prompt_id = get_target (self);
  task->title = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title_row))));
  task->text = dup_text (self);
  self->busy = TRUE;
  update (self);
  dex_future_disown (easel_fiber_spawn (save_fiber, task, task_free));
}

static void
easel_use_as_prompt_dialog_dispose (GObject *object)
{
  EaselUseAsPromptDialog *self = EASEL_USE_AS_PROMPT_DIALOG (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_USE_AS_PROMPT_DIALOG);

  G_OBJECT_CLASS (easel_use_as_prompt_dialog_parent_class)->dispose (object);
}

static void
easel_use_as_prompt_dialog_finalize (GObject *object)
{
  g_clear_pointer (&EASEL_USE_AS_PROMPT_DIALOG (object)->ids, g_array_unref);

  G_OBJECT_CLASS (easel_use_as_prompt_dialog_parent_class)->finalize (object);
}

static void
easel_use_as_prompt_dialog_class_init (EaselUseAsPromptDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_use_as_prompt_dialog_dispose;
  object_class->finalize = easel_use_as_prompt_dialog_finalize;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/chat/easel-use-as-prompt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselUseAsPromptDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, EaselUseAsPromptDialog, target_row);
  gtk_widget_class_bind_template_child (widget_class, EaselUseAsPromptDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, EaselUseAsPromptDialog, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselUseAsPromptDialog, text_view);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_target_changed_cb);
}

static void
easel_use_as_prompt_dialog_init (EaselUseAsPromptDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view), "changed",
                           G_CALLBACK (on_text_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
fill_targets (EaselUseAsPromptDialog *self)
{
  GListModel *prompts = easel_prompt_service_get_prompts (easel_context_get_prompts (self->context));
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 none = 0;

  gtk_string_list_append (names, _ ("A new prompt"));
  g_array_append_val (ids, none);
  for (guint i = 0; i < g_list_model_get_n_items (prompts); i++)
    {
      g_autoptr (EaselPrompt) prompt = g_list_model_get_item (prompts, i);
      g_autofree char *title =
          easel_format_prompt_title (easel_prompt_get_title (prompt), easel_prompt_get_snippet (prompt));
      /* Translators: %s is the title of a prompt */
      g_autofree char *name = g_strdup_printf (_ ("A revision of “%s”"), title);
      gint64 id = easel_prompt_get_id (prompt);

      gtk_string_list_append (names, name);
      g_array_append_val (ids, id);
    }
  self->ids = ids;
  adw_combo_row_set_model (self->target_row, G_LIST_MODEL (names));
}

/**
 * easel_use_as_prompt_dialog_new:
 * @context: where prompts are kept
 * @message_id: where the words are from
 * @text: the words
 *
 * Returns: (transfer floating): a dialog
 */
EaselUseAsPromptDialog *
easel_use_as_prompt_dialog_new (EaselContext *context, gint64 message_id, const char *text)
{
  EaselUseAsPromptDialog *self = g_object_new (EASEL_TYPE_USE_AS_PROMPT_DIALOG, NULL);

  self->context = g_object_ref (context);
  self->message_id = message_id;
  fill_targets (self);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  update (self);
  return self;
}
