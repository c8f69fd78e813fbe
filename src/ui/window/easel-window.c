// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window.h"

#include <glib/gi18n.h>

#include "easel-edit-log-dialog.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-lazy-menu.h"
#include "easel-prompt-list.h"
#include "easel-prompt-page.h"
#include "easel-rare-page.h"
#include "easel-welcome-page.h"

/* So many milliseconds a window that is asked for may stay away. */
#define LONGEST_EMPTY 300
#define PAGES "window/easel-window-pages"

/**
 * EaselWindow:
 *
 * The frame: the sidebar, the page beside it, and what concerns all of them.
 * A page is built when it is first shown.
 */
struct _EaselWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *content_page;
  GtkStack *content_stack;
  EaselPromptList *prompt_list;
  GtkMenuButton *menu_button;
  GMenuModel *main_menu;

  /* owned */
  EaselContext *context;
  GSettings *settings;

  /* borrowed: children of the stacks */
  EaselPromptPage *prompt_page;
  EaselWelcomePage *welcome_page;

  /* state */
  gboolean started;
  gboolean saved;
  gboolean ready;
  gboolean present_wanted;
  guint present_source;
};

G_DEFINE_FINAL_TYPE (EaselWindow, easel_window, ADW_TYPE_APPLICATION_WINDOW)

/* What an asynchronous action of the window works on. */
typedef struct
{
  EaselWindow *window;
  gint64 prompt_id;
  char *text;
} Task;

static Task *
task_new (EaselWindow *window, gint64 prompt_id, const char *text)
{
  Task *task = g_new0 (Task, 1);

  task->window = g_object_ref (window);
  task->prompt_id = prompt_id;
  task->text = g_strdup (text);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->window);
  g_free (task->text);
  g_free (task);
}

static void
spawn (DexFiberFunc func, Task *task)
{
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static void
show_error (EaselWindow *self, const char *title, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (title, error->message);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
show_main (EaselWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "main");
}

/* There is something to see. */
static void
show_now (EaselWindow *self)
{
  g_clear_handle_id (&self->present_source, g_source_remove);
  if (self->present_wanted)
    gtk_window_present (GTK_WINDOW (self));
  self->present_wanted = FALSE;
  self->ready = TRUE;
}

static gboolean
on_present_timeout_cb (gpointer user_data)
{
  EaselWindow *self = user_data;

  self->present_source = 0;
  if (!self->started)
    g_object_unref (easel_rare_page_show (self->stack, PAGES, "starting"));
  show_now (self);
  return G_SOURCE_REMOVE;
}

static void
ensure_prompt_page (EaselWindow *self)
{
  if (self->prompt_page != NULL)
    return;

  self->prompt_page = easel_prompt_page_new (self->context);
  g_signal_connect_object (self->prompt_page, "opened", G_CALLBACK (show_now), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->content_stack, GTK_WIDGET (self->prompt_page), "prompt");
}

static void
show_prompt (EaselWindow *self, gint64 prompt_id, gboolean focus)
{
  ensure_prompt_page (self);
  easel_prompt_page_open (self->prompt_page, prompt_id, focus);
  gtk_stack_set_visible_child_name (self->content_stack, "prompt");
  easel_prompt_list_select (self->prompt_list, prompt_id);
  if (g_settings_get_int64 (self->settings, "prompt") != prompt_id)
    g_settings_set_int64 (self->settings, "prompt", prompt_id);
}

static EaselPrompt *
find_prompt (EaselWindow *self, gint64 prompt_id)
{
  GListModel *prompts = easel_prompt_service_get_prompts (easel_context_get_prompts (self->context));

  for (guint i = 0; i < g_list_model_get_n_items (prompts); i++)
    {
      g_autoptr (EaselPrompt) prompt = g_list_model_get_item (prompts, i);

      if (easel_prompt_get_id (prompt) == prompt_id)
        return g_steal_pointer (&prompt);
    }
  return NULL;
}

/* The prompt that was open last, else the newest, else the empty page. */
static void
show_some_prompt (EaselWindow *self, gint64 preferred, gint64 gone)
{
  GListModel *prompts = easel_prompt_service_get_prompts (easel_context_get_prompts (self->context));
  g_autoptr (EaselPrompt) prompt = find_prompt (self, preferred);

  for (guint i = 0; prompt == NULL && i < g_list_model_get_n_items (prompts); i++)
    {
      prompt = g_list_model_get_item (prompts, i);
      /* The list hears of it only later. */
      if (easel_prompt_get_id (prompt) == gone)
        g_clear_object (&prompt);
    }
  if (prompt != NULL)
    show_prompt (self, easel_prompt_get_id (prompt), gone == 0);
  else
    {
      g_object_unref (easel_rare_page_show (self->content_stack, PAGES, "empty"));
      adw_navigation_split_view_set_show_content (self->split_view, FALSE);
      show_now (self);
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
  Task *task = data;
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
      show_error (self, _ ("The Prompt Could Not Be Made"), error);
      return NULL;
    }
  /* The example comes with something to ask of it. */
  if (*task->text != '\0' && !suggest (self, prompt, &error))
    g_warning ("The example's instruction could not be kept: %s", error->message);
  if (self->context == NULL)
    return NULL;
  show_main (self);
  show_prompt (self, easel_prompt_get_id (prompt), *task->text == '\0');
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  return NULL;
}

static void
on_new_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    spawn (new_prompt_fiber, task_new (self, 0, ""));
}

static void
on_open_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_window_open_prompt (EASEL_WINDOW (widget), g_variant_get_int64 (parameter));
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;
  gboolean restored;

  if (self->context == NULL)
    return NULL;
  restored = dex_await (
      easel_prompt_service_restore (easel_context_get_prompts (self->context), task->prompt_id), &error);
  if (self->context == NULL)
    return NULL;
  if (!restored)
    show_error (self, _ ("The Prompt Could Not Be Brought Back"), error);
  else
    show_prompt (self, task->prompt_id, FALSE);
  return NULL;
}

static void
on_undo_delete_cb (Task *task)
{
  spawn (restore_fiber, task_new (task->window, task->prompt_id, NULL));
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static DexFuture *
delete_fiber (gpointer data)
{
  Task *task = data;
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
  prompt = easel_prompt_service_find (prompts, task->prompt_id);
  if (prompt == NULL)
    return NULL;
  if (self->prompt_page != NULL && easel_prompt_page_get_prompt_id (self->prompt_page) == task->prompt_id)
    done = dex_await (easel_prompt_page_save (self->prompt_page), &error);
  done = done && dex_await (easel_prompt_service_remove (prompts, task->prompt_id), &error);
  if (self->context == NULL)
    return NULL;
  if (!done)
    {
      show_error (self, _ ("The Prompt Could Not Be Deleted"), error);
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
                         task_new (self, task->prompt_id, NULL), free_task_closure, G_CONNECT_SWAPPED);
  easel_window_add_toast (self, toast);

  if (self->prompt_page != NULL && easel_prompt_page_get_prompt_id (self->prompt_page) == task->prompt_id)
    {
      easel_prompt_page_open (self->prompt_page, 0, FALSE);
      show_some_prompt (self, 0, task->prompt_id);
    }
  return NULL;
}

static void
on_delete_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  spawn (delete_fiber, task_new (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), NULL));
}

static DexFuture *
rename_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (task->window->context == NULL)
    return NULL;
  if (!dex_await (easel_prompt_service_rename (easel_context_get_prompts (task->window->context),
                                               task->prompt_id, task->text),
                  &error) &&
      task->window->context != NULL)
    show_error (task->window, _ ("The Prompt Could Not Be Renamed"), error);
  return NULL;
}

static void
on_rename_response_cb (Task *task, const char *response, AdwAlertDialog *dialog)
{
  GtkWidget *entry = adw_alert_dialog_get_extra_child (dialog);

  if (g_str_equal (response, "rename"))
    spawn (rename_fiber,
           task_new (task->window, task->prompt_id, gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
on_rename_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 prompt_id = g_variant_get_int64 (parameter);
  g_autoptr (EaselPrompt) prompt = find_prompt (self, prompt_id);
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
                         task_new (self, prompt_id, NULL), free_task_closure, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

static void
on_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  easel_prompt_list_search (self->prompt_list);
}

static void
on_toggle_sidebar (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  /* In a narrow window one covers the other; in a wide one the sidebar goes. */
  if (adw_application_window_get_current_breakpoint (ADW_APPLICATION_WINDOW (self)) != NULL)
    adw_navigation_split_view_set_show_content (
        self->split_view, !adw_navigation_split_view_get_show_content (self->split_view));
  else
    {
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
      adw_navigation_split_view_set_collapsed (self->split_view,
                                               !adw_navigation_split_view_get_collapsed (self->split_view));
    }
}

static void
on_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (EASEL_WINDOW (widget)->menu_button);
}

static void
on_edit_log (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    adw_dialog_present (ADW_DIALOG (easel_edit_log_dialog_new (easel_context_get_edits (self->context), 0)),
                        widget);
}

static void
on_collapsed_changed_cb (EaselWindow *self)
{
  easel_prompt_list_set_collapsed (self->prompt_list,
                                   adw_navigation_split_view_get_collapsed (self->split_view));
}

static void
close_now (EaselWindow *self)
{
  self->saved = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_unsaved_response_cb (EaselWindow *self, const char *response)
{
  if (g_str_equal (response, "close"))
    close_now (self);
}

/* A full disk shall not hold the window fast. */
static void
ask_about_unsaved (EaselWindow *self, const GError *error)
{
  AdwAlertDialog *dialog =
      ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Not Everything Is Saved"), error->message));

  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "close", _ ("Close Without Saving"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_unsaved_response_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static DexFuture *
close_fiber (gpointer data)
{
  Task *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;

  /* Again while there is something that was typed during the last save. */
  while (self->context != NULL && easel_prompt_page_has_unsaved (self->prompt_page))
    if (!dex_await (easel_prompt_page_save (self->prompt_page), &error))
      break;
  if (self->context == NULL)
    return NULL;
  if (error == NULL)
    close_now (self);
  else
    ask_about_unsaved (self, error);
  return NULL;
}

static gboolean
easel_window_close_request (GtkWindow *window)
{
  EaselWindow *self = EASEL_WINDOW (window);

  if (self->prompt_page != NULL && !self->saved)
    {
      spawn (close_fiber, task_new (self, 0, NULL));
      return TRUE;
    }
  return GTK_WINDOW_CLASS (easel_window_parent_class)->close_request (window);
}

static void
on_welcome_try_cb (EaselWindow *self, const char *example)
{
  spawn (new_prompt_fiber, task_new (self, 0, example));
}

static void
show_welcome (EaselWindow *self)
{
  self->welcome_page = easel_welcome_page_new (self->context);
  g_signal_connect_object (self->welcome_page, "done", G_CALLBACK (show_main), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->welcome_page, "try", G_CALLBACK (on_welcome_try_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->welcome_page), "welcome");
  gtk_stack_set_visible_child_name (self->stack, "welcome");
}

static void
easel_window_dispose (GObject *object)
{
  EaselWindow *self = EASEL_WINDOW (object);

  g_clear_handle_id (&self->present_source, g_source_remove);
  self->prompt_page = NULL;
  self->welcome_page = NULL;
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_WINDOW);

  G_OBJECT_CLASS (easel_window_parent_class)->dispose (object);
}

static void
easel_window_class_init (EaselWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = easel_window_close_request;

  g_type_ensure (EASEL_TYPE_PROMPT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/window/easel-window.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, content_page);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, content_stack);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, prompt_list);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselWindow, main_menu);

  gtk_widget_class_install_action (widget_class, "win.new-prompt", NULL, on_new_prompt);
  gtk_widget_class_install_action (widget_class, "win.open-prompt", "x", on_open_prompt);
  gtk_widget_class_install_action (widget_class, "win.rename-prompt", "x", on_rename_prompt);
  gtk_widget_class_install_action (widget_class, "win.delete-prompt", "x", on_delete_prompt);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search);
  gtk_widget_class_install_action (widget_class, "win.toggle-sidebar", NULL, on_toggle_sidebar);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, on_menu);
  gtk_widget_class_install_action (widget_class, "win.edit-log", NULL, on_edit_log);
}

static void
easel_window_init (EaselWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  easel_lazy_menu_attach (self->menu_button, self->main_menu);

  self->settings = g_settings_new (APPLICATION_ID);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->split_view, "notify::collapsed", G_CALLBACK (on_collapsed_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

EaselWindow *
easel_window_new (EaselApplication *application, EaselContext *context)
{
  EaselWindow *self = g_object_new (EASEL_TYPE_WINDOW, "application", application, NULL);

  self->context = g_object_ref (context);
  return self;
}

/**
 * easel_window_start:
 * @self: the window
 *
 * Shows what was open last. To be called once the context is open.
 */
void
easel_window_start (EaselWindow *self)
{
  EaselPromptService *prompts;

  g_return_if_fail (EASEL_IS_WINDOW (self));

  if (self->started)
    return;

  self->started = TRUE;
  prompts = easel_context_get_prompts (self->context);
  easel_prompt_list_set_service (self->prompt_list, prompts);
  if (g_list_model_get_n_items (easel_prompt_service_get_prompts (prompts)) == 0 &&
      easel_context_get_setting (self->context, "welcome-shown") == NULL)
    {
      show_welcome (self);
      show_now (self);
      return;
    }
  show_main (self);
  show_some_prompt (self, g_settings_get_int64 (self->settings, "prompt"), 0);
}

/**
 * easel_window_present_soon:
 * @self: the window
 *
 * Presents the window as soon as it has something to show, so that no empty
 * frame is painted first. When that takes long it comes without.
 */
void
easel_window_present_soon (EaselWindow *self)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  self->present_wanted = TRUE;
  if (self->ready)
    show_now (self);
  else if (self->present_source == 0)
    self->present_source = g_timeout_add (LONGEST_EMPTY, on_present_timeout_cb, self);
}

/**
 * easel_window_show_failure:
 * @self: the window
 * @error: why the context could not be opened
 *
 * Says so in place of everything else.
 */
void
easel_window_show_failure (EaselWindow *self, const GError *error)
{
  g_autoptr (GtkBuilder) builder = NULL;
  g_autofree char *markup = NULL;
  GObject *status;

  g_return_if_fail (EASEL_IS_WINDOW (self));

  builder = easel_rare_page_show (self->stack, PAGES, "failure");
  status = gtk_builder_get_object (builder, "failure_status");
  markup = g_markup_escape_text (error->message, -1);
  if (status != NULL)
    adw_status_page_set_description (ADW_STATUS_PAGE (status), markup);
  show_now (self);
}

/**
 * easel_window_open_prompt:
 * @self: the window
 * @prompt_id: the prompt to show
 */
void
easel_window_open_prompt (EaselWindow *self, gint64 prompt_id)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  if (!self->started)
    return;
  show_main (self);
  show_prompt (self, prompt_id, FALSE);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

/**
 * easel_window_add_toast:
 * @self: the window
 * @toast: (transfer full): a message that passes
 */
void
easel_window_add_toast (EaselWindow *self, AdwToast *toast)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}
