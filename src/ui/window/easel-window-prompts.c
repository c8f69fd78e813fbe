// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-format.h"
#include "easel-rare-page.h"

/* What the window does with prompts: new, open, rename, delete, bring back. */

static void
ensure_prompt_page (EaselWindow *self)
{
  if (self->prompt_page != NULL)
    return;

  self->prompt_page = easel_prompt_page_new (self->context);
  g_signal_connect_object (self->prompt_page, "opened", G_CALLBACK (_easel_window_show_now), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->content_stack, GTK_WIDGET (self->prompt_page), "prompt");
}

void
_easel_window_show_prompt (EaselWindow *self, gint64 prompt_id, gboolean focus)
{
  ensure_prompt_page (self);
  easel_prompt_page_open (self->prompt_page, prompt_id, focus);
  _easel_window_set_place (self, &_easel_place_prompts);
  gtk_stack_set_visible_child_name (self->content_stack, "prompt");
  _easel_window_select (self, &_easel_place_prompts, prompt_id);
  if (g_settings_get_int64 (self->settings, "prompt") != prompt_id)
    g_settings_set_int64 (self->settings, "prompt", prompt_id);
}

/* The prompt that was open last, else the newest, else the empty page. */
void
_easel_window_show_some_prompt (EaselWindow *self, gint64 preferred, gint64 gone)
{
  GListModel *prompts = easel_prompt_service_get_prompts (easel_context_get_prompts (self->context));
  g_autoptr (EaselPrompt) prompt =
      easel_prompt_service_find (easel_context_get_prompts (self->context), preferred);

  for (guint i = 0; prompt == NULL && i < g_list_model_get_n_items (prompts); i++)
    {
      prompt = g_list_model_get_item (prompts, i);
      /* The list hears of it only later. */
      if (easel_prompt_get_id (prompt) == gone)
        g_clear_object (&prompt);
    }
  if (prompt != NULL)
    {
      _easel_window_show_prompt (self, easel_prompt_get_id (prompt), gone == 0);
      /* A window that becomes narrow keeps what is worked on in view. */
      if (gone == 0)
        adw_navigation_split_view_set_show_content (self->split_view, TRUE);
    }
  else
    {
      g_object_unref (easel_rare_page_show (self->content_stack, "window/easel-window-pages", "empty"));
      adw_navigation_split_view_set_show_content (self->split_view, FALSE);
      _easel_window_show_now (self);
    }
}

/* Puts the example's instruction beside a new prompt. */
static gboolean
suggest (EaselWindow *self, EaselPrompt *prompt, GError **error)
{
  EaselPromptService *prompts = easel_context_get_prompts (self->context);
  gint64 id = easel_prompt_get_id (prompt);
  g_autoptr (EaselPromptState) state = dex_await_boxed (easel_prompt_service_load (prompts, id), error);
  g_autoptr (EaselPromptContent) content = NULL;

  if (state == NULL)
    return FALSE;
  content = easel_prompt_state_dup_content (state);
  return dex_await (easel_prompt_service_save_draft (
                        prompts, id, state->revision != NULL ? easel_revision_get_id (state->revision) : 0,
                        content, easel_edit_service_get_example_instruction (), NULL),
                    error);
}

static DexFuture *
new_prompt_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (task->text, NULL);
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  prompt = dex_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);
  if (self->context == NULL)
    return NULL;
  if (prompt == NULL)
    {
      _easel_window_show_error (self, _ ("The Prompt Could Not Be Made"), error);
      return NULL;
    }
  /* The example comes with something to ask of it. */
  if (*task->text != '\0' && !suggest (self, prompt, &error))
    g_warning ("The example's instruction could not be kept: %s", error->message);
  if (self->context == NULL)
    return NULL;
  _easel_window_show_main (self);
  _easel_window_show_prompt (self, easel_prompt_get_id (prompt), *task->text == '\0');
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  return NULL;
}

static void
on_new_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    _easel_window_spawn (new_prompt_fiber, _easel_window_task_new (self, 0, ""));
}

static void
on_open_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_window_open_prompt (EASEL_WINDOW (widget), g_variant_get_int64 (parameter));
}

static DexFuture *
restore_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;
  gboolean restored;

  if (self->context == NULL)
    return NULL;
  restored =
      dex_await (easel_prompt_service_restore (easel_context_get_prompts (self->context), task->id), &error);
  if (self->context == NULL)
    return NULL;
  if (!restored)
    _easel_window_show_error (self, _ ("The Prompt Could Not Be Brought Back"), error);
  else
    _easel_window_show_prompt (self, task->id, FALSE);
  return NULL;
}

static void
on_undo_delete_cb (EaselWindowTask *task)
{
  _easel_window_spawn (restore_fiber, _easel_window_task_new (task->window, task->id, NULL));
}

static DexFuture *
delete_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (EaselPromptService) prompts = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  g_autofree char *message = NULL;
  gboolean done = TRUE;
  AdwToast *toast;

  if (self->context == NULL)
    return NULL;
  prompts = g_object_ref (easel_context_get_prompts (self->context));
  prompt = easel_prompt_service_find (prompts, task->id);
  if (prompt == NULL)
    return NULL;
  if (self->prompt_page != NULL && easel_prompt_page_get_prompt_id (self->prompt_page) == task->id)
    {
      easel_prompt_page_set_deleting (self->prompt_page, TRUE);
      done = dex_await (easel_prompt_page_save (self->prompt_page), &error);
    }
  done = done && dex_await (easel_prompt_service_remove (prompts, task->id), &error);
  if (self->context == NULL)
    return NULL;
  if (!done)
    {
      if (self->prompt_page != NULL)
        easel_prompt_page_set_deleting (self->prompt_page, FALSE);
      _easel_window_show_error (self, _ ("The Prompt Could Not Be Deleted"), error);
      return NULL;
    }

  title = easel_format_prompt_title (easel_prompt_get_title (prompt), easel_prompt_get_snippet (prompt));
  /* Translators: %s is the title of a prompt */
  message = g_strdup_printf (_ ("“%s” deleted"), title);
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, message);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_delete_cb),
                         _easel_window_task_new (self, task->id, NULL), _easel_window_task_free_closure,
                         G_CONNECT_SWAPPED);
  if (self->prompt_page != NULL && easel_prompt_page_get_prompt_id (self->prompt_page) == task->id)
    {
      easel_prompt_page_open (self->prompt_page, 0, FALSE);
      _easel_window_show_some_prompt (self, 0, task->id);
    }
  /* Where it is seen. */
  easel_window_add_toast (self, toast);
  return NULL;
}

static void
on_delete_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_window_spawn (delete_fiber,
                       _easel_window_task_new (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), NULL));
}

static DexFuture *
rename_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  g_autoptr (GError) error = NULL;

  if (task->window->context == NULL)
    return NULL;
  if (!dex_await (easel_prompt_service_rename (easel_context_get_prompts (task->window->context), task->id,
                                               task->text),
                  &error) &&
      task->window->context != NULL)
    _easel_window_show_error (task->window, _ ("The Prompt Could Not Be Renamed"), error);
  return NULL;
}

static void
on_rename_response_cb (EaselWindowTask *task, const char *response, AdwAlertDialog *dialog)
{
  GtkWidget *entry = adw_alert_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "rename"))
    _easel_window_spawn (rename_fiber, _easel_window_task_new (task->window, task->id,
                                                               gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
on_rename_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 prompt_id = g_variant_get_int64 (parameter);
  g_autoptr (EaselPrompt) prompt =
      easel_prompt_service_find (easel_context_get_prompts (self->context), prompt_id);
  g_autofree char *title = NULL;
  AdwAlertDialog *dialog;
  GtkWidget *entry;

  if (prompt == NULL)
    return;

  title = easel_format_prompt_title (easel_prompt_get_title (prompt), easel_prompt_get_snippet (prompt));
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Rename Prompt"), NULL));
  entry = gtk_entry_new ();
  /* A prompt without a title is called by its text, which is no title yet. */
  gtk_editable_set_text (GTK_EDITABLE (entry), easel_prompt_get_title (prompt));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), title);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Title"), -1);
  adw_alert_dialog_set_extra_child (dialog, entry);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "rename", _ ("Rename"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "rename", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "rename");
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_rename_response_cb),
                         _easel_window_task_new (self, prompt_id, NULL), _easel_window_task_free_closure,
                         G_CONNECT_SWAPPED);
  _easel_window_present (self, ADW_DIALOG (dialog));
}

/* A new prompt with @text in it, "" for an empty one. */
void
_easel_window_new_prompt (EaselWindow *self, const char *text)
{
  _easel_window_spawn (new_prompt_fiber, _easel_window_task_new (self, 0, text));
}

void
_easel_window_install_prompt_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-prompt", NULL, on_new_prompt);
  gtk_widget_class_install_action (widget_class, "win.open-prompt", "x", on_open_prompt);
  gtk_widget_class_install_action (widget_class, "win.rename-prompt", "x", on_rename_prompt);
  gtk_widget_class_install_action (widget_class, "win.delete-prompt", "x", on_delete_prompt);
}

/* ---- the place ---- */

static EaselSidebarList *
make_list (EaselWindow *self)
{
  GtkWidget *list = easel_prompt_list_new ();

  easel_prompt_list_set_service (EASEL_PROMPT_LIST (list), easel_context_get_prompts (self->context));
  return EASEL_SIDEBAR_LIST (list);
}

static void
show_place (EaselWindow *self)
{
  gint64 last;

  /* The page has it still, with all that was typed. */
  if (self->prompt_page != NULL && easel_prompt_page_get_prompt_id (self->prompt_page) != 0)
    {
      gtk_stack_set_visible_child_name (self->content_stack, "prompt");
      return;
    }
  last = g_settings_get_int64 (self->settings, "prompt");
  _easel_window_show_some_prompt (self, last, 0);
  if (self->prompt_page != NULL && g_settings_get_int64 (self->settings, "prompt") == last)
    easel_prompt_page_set_caret (self->prompt_page, g_settings_get_uint (self->settings, "caret"));
}

static void
remember (EaselWindow *self)
{
  gint64 prompt_id = self->prompt_page != NULL ? easel_prompt_page_get_prompt_id (self->prompt_page) : 0;

  if (prompt_id == 0)
    return;
  g_settings_set_int64 (self->settings, "prompt", prompt_id);
  g_settings_set_uint (self->settings, "caret", easel_prompt_page_get_caret (self->prompt_page));
}

const EaselPlace _easel_place_prompts = {
  .id = "prompts",
  .icon_name = "easel-prompts-symbolic",
  .title = N_ ("Prompts"),
  .new_title = N_ ("New Prompt"),
  .new_action = "win.new-prompt",
  .make_list = make_list,
  .show = show_place,
  .remember = remember,
};
