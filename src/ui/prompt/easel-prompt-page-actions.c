// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>

#include "easel-compare-dialog.h"
#include "easel-context-dialog.h"
#include "easel-edit-log-dialog.h"

/* The actions of the page. */

static void
on_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);
  gboolean redo = g_str_equal (name, "page.redo");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));

  if (self->review != NULL)
    g_action_group_activate_action (easel_review_view_get_actions (self->review_view), redo ? "redo" : "undo",
                                    NULL);
  else if (redo)
    gtk_text_buffer_redo (buffer);
  else if (_easel_prompt_page_can_undo_negative (self))
    _easel_prompt_page_undo_negative (self);
  else
    gtk_text_buffer_undo (buffer);
  _easel_prompt_page_update_undo (self);
}

static void
on_run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_prompt_page_start_run (EASEL_PROMPT_PAGE (widget));
}

static void
on_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_prompt_page_stop_run (EASEL_PROMPT_PAGE (widget));
}

static void
on_keep_writing (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_prompt_page_keep_writing (EASEL_PROMPT_PAGE (widget));
}

static DexFuture *
save_revision_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselRevision) before = self->revision != NULL ? g_object_ref (self->revision) : NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  revision = dex_await_object (_easel_prompt_page_commit_typed (self), &error);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  if (revision == NULL)
    {
      text = g_strdup_printf (_ ("Not saved: %s"), error->message);
      _easel_prompt_page_show_problem (self, text, _ ("Try Again"));
      return NULL;
    }
  text =
      g_strdup_printf (revision == before ? _ ("Nothing changed since revision %u") : _ ("Revision %u saved"),
                       easel_revision_get_number (revision));
  _easel_prompt_page_add_toast (self, text);
  return NULL;
}

static void
on_save_revision (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  if (self->prompt_id != 0)
    _easel_page_spawn (self, save_revision_fiber, self->prompt_id, NULL, FALSE);
}

static void
on_lock (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_prompt_editor_toggle_lock (EASEL_PROMPT_PAGE (widget)->editor);
}

static void
on_review_what_came (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_prompt_page_review_what_came (EASEL_PROMPT_PAGE (widget));
}

static void
on_close_card (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  _easel_prompt_page_close_card (self);
  if (g_str_equal (name, "page.other-model"))
    easel_composer_choose_model (self->composer);
}

static void
on_choose_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  /* The list hangs at the composer, so that has to be seen. */
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->bottom_stack), "card") == 0)
    _easel_prompt_page_close_card (self);
  if (self->review == NULL)
    easel_composer_choose_model (self->composer);
}

static void
on_instruction (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_composer_focus (EASEL_PROMPT_PAGE (widget)->composer);
}

static DexFuture *
restore_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  EaselRevision *old = task->object;
  EaselPromptContent *content = easel_revision_get_content (old);
  g_autoptr (EaselPromptService) prompts = NULL;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  /* What stands in the editor becomes a revision first, so that it is kept. */
  do
    {
      g_autoptr (EaselRevision) typed = dex_await_object (_easel_prompt_page_commit_typed (self), &error);

      if (!_easel_prompt_page_shows (self, task->prompt_id))
        return NULL;
      if (typed == NULL)
        {
          _easel_prompt_page_show_problem (self, error->message, NULL);
          return NULL;
        }
    }
  while (!_easel_prompt_page_is_revised (self));

  _easel_prompt_page_replace_content (self, content);
  prompts = g_object_ref (easel_context_get_prompts (self->context));
  self->busy++;
  if (dex_await (easel_prompt_service_discard_draft (prompts, task->prompt_id), &error))
    revision = dex_await_object (
        easel_prompt_service_commit (prompts, task->prompt_id, content, EASEL_REVISION_SOURCE_RESTORE,
                                     easel_revision_get_id (old), 0, EASEL_EDIT_OPEN),
        &error);
  self->busy--;
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  /* It stands in the editor, so the draft holds it in any case. */
  _easel_prompt_page_note_change (self);
  if (revision == NULL)
    {
      text = g_strdup_printf (_ ("Not saved: %s"), error->message);
      _easel_prompt_page_show_problem (self, text, _ ("Try Again"));
      return NULL;
    }
  _easel_prompt_page_set_revision (self, revision);
  text = g_strdup_printf (_ ("Revision %u restored"), easel_revision_get_number (old));
  _easel_prompt_page_add_toast (self, text);
  return NULL;
}

static void
on_restore_cb (EaselPromptPage *self, EaselRevision *revision)
{
  _easel_prompt_page_leave_run (self);
  _easel_page_spawn (self, restore_fiber, self->prompt_id, revision, FALSE);
}

static void
on_compare_cb (EaselPromptPage *self, EaselRevision *older, EaselRevision *newer)
{
  adw_dialog_present (ADW_DIALOG (easel_compare_dialog_new (older, newer)), GTK_WIDGET (self));
}

static void
on_generate_both_cb (EaselPromptPage *self, EaselRevision *older, EaselRevision *newer)
{
  EaselPromptContent *content = easel_revision_get_content (newer);
  g_autofree char *sent = easel_parts_get_sent_text (
      content->text, (const EaselSpan *) (gpointer) content->offs->data, content->offs->len);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.generate-both", "((ssxx)uu)", sent, content->negative,
                              self->prompt_id, easel_revision_get_id (newer),
                              easel_revision_get_number (older), easel_revision_get_number (newer));
}

static void
show_history (EaselPromptPage *self, gboolean show)
{
  if (show && self->history_pane == NULL)
    {
      self->history_pane = easel_history_pane_new (easel_context_get_prompts (self->context),
                                                   easel_context_get_library (self->context));
      g_signal_connect_object (self->history_pane, "restore", G_CALLBACK (on_restore_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->history_pane, "compare", G_CALLBACK (on_compare_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->history_pane, "generate", G_CALLBACK (on_generate_both_cb), self,
                               G_CONNECT_SWAPPED);
      adw_overlay_split_view_set_sidebar (self->split_view, GTK_WIDGET (self->history_pane));
      if (self->prompt_id != 0)
        easel_history_pane_show (self->history_pane, self->prompt_id);
    }
  adw_overlay_split_view_set_show_sidebar (self->split_view, show);
}

static void
on_history (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  show_history (self, !adw_overlay_split_view_get_show_sidebar (self->split_view));
}

/* Where it covers the text it is there for a moment only. */
static void
on_history_shown_cb (EaselPromptPage *self)
{
  if (self->settings != NULL && !adw_overlay_split_view_get_collapsed (self->split_view))
    g_settings_set_boolean (self->settings, "show-history",
                            adw_overlay_split_view_get_show_sidebar (self->split_view));
}

/* Beside the text the history stands as it was left, over it only when asked. */
static void
restore_history (EaselPromptPage *self)
{
  if (self->settings != NULL)
    show_history (self, !adw_overlay_split_view_get_collapsed (self->split_view) &&
                            g_settings_get_boolean (self->settings, "show-history"));
}

static void
on_edit_log (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  adw_dialog_present (
      ADW_DIALOG (easel_edit_log_dialog_new (easel_context_get_edits (self->context), self->prompt_id)),
      widget);
}

static void
on_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);
  const char *action = g_str_equal (name, "page.rename") ? "win.rename-prompt" : "win.delete-prompt";

  if (self->prompt_id != 0)
    gtk_widget_activate_action (widget, action, "x", self->prompt_id);
}

/* What is written counts, not what was kept last. */
static DexFuture *
discuss_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  revision = dex_await_object (_easel_prompt_page_commit_typed (self), &error);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  if (revision == NULL)
    _easel_prompt_page_add_toast (self, error->message);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.discuss-prompt", "(xx)", task->prompt_id,
                                easel_revision_get_id (revision));
  return NULL;
}

static void
on_discuss (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  if (self->prompt_id != 0)
    _easel_page_spawn (self, discuss_fiber, self->prompt_id, NULL, FALSE);
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);
  g_autofree char *text = easel_prompt_editor_dup_text (self->editor);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  _easel_prompt_page_add_toast (self, _ ("Prompt copied"));
}

/* To the panel that makes pictures, with what is sent of the prompt, and the revision
 * that it is sent of: what is written becomes one. */
static DexFuture *
generate_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sent = NULL;
  EaselPromptContent *content;

  revision = dex_await_object (_easel_prompt_page_commit_typed (self), &error);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  if (revision == NULL)
    {
      _easel_prompt_page_add_toast (self, error->message);
      return NULL;
    }
  content = easel_revision_get_content (revision);
  sent = easel_parts_get_sent_text (content->text, (const EaselSpan *) (gpointer) content->offs->data,
                                    content->offs->len);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.generate", "(ssxx)", sent, content->negative,
                              task->prompt_id, easel_revision_get_id (revision));
  return NULL;
}

static void
on_generate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);

  if (self->prompt_id != 0)
    _easel_page_spawn (self, generate_fiber, self->prompt_id, NULL, FALSE);
  else
    gtk_widget_activate_action (widget, "win.generate", "(ssxx)", "", "", (gint64) 0, (gint64) 0);
}

static void
on_context_changed_cb (EaselPromptPage *self, const char *json)
{
  g_set_str (&self->json_context, *json != '\0' ? json : NULL);
  _easel_prompt_page_note_change (self);
}

static void
on_context (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (widget);
  EaselContextDialog *dialog = easel_context_dialog_new (self->json_context);

  g_signal_connect_object (dialog, "changed", G_CALLBACK (on_context_changed_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

/* Installs what menus, buttons and keys can ask of a page. */
void
_easel_prompt_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.undo", NULL, on_undo);
  gtk_widget_class_install_action (widget_class, "page.redo", NULL, on_undo);
  gtk_widget_class_install_action (widget_class, "page.run", NULL, on_run);
  gtk_widget_class_install_action (widget_class, "page.stop", NULL, on_stop);
  gtk_widget_class_install_action (widget_class, "page.review-what-came", NULL, on_review_what_came);
  gtk_widget_class_install_action (widget_class, "page.close-card", NULL, on_close_card);
  gtk_widget_class_install_action (widget_class, "page.other-model", NULL, on_close_card);
  gtk_widget_class_install_action (widget_class, "page.keep-writing", NULL, on_keep_writing);
  gtk_widget_class_install_action (widget_class, "page.save-revision", NULL, on_save_revision);
  gtk_widget_class_install_action (widget_class, "page.lock", NULL, on_lock);
  gtk_widget_class_install_action (widget_class, "page.choose-model", NULL, on_choose_model);
  gtk_widget_class_install_action (widget_class, "page.instruction", NULL, on_instruction);
  gtk_widget_class_install_action (widget_class, "page.history", NULL, on_history);
  gtk_widget_class_install_action (widget_class, "page.edit-log", NULL, on_edit_log);
  gtk_widget_class_install_action (widget_class, "page.rename", NULL, on_window_action);
  gtk_widget_class_install_action (widget_class, "page.delete", NULL, on_window_action);
  gtk_widget_class_install_action (widget_class, "page.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "page.discuss", NULL, on_discuss);
  gtk_widget_class_install_action (widget_class, "page.generate", NULL, on_generate);
  gtk_widget_class_install_action (widget_class, "page.context", NULL, on_context);
  gtk_widget_class_install_property_action (widget_class, "page.target", "target");
  gtk_widget_class_install_property_action (widget_class, "page.parts", "show-parts");
}

/* What of the page comes back as it was left. */
void
_easel_prompt_page_follow_settings (EaselPromptPage *self)
{
  g_signal_connect_object (self->split_view, "notify::show-sidebar", G_CALLBACK (on_history_shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->split_view, "notify::collapsed", G_CALLBACK (restore_history), self,
                           G_CONNECT_SWAPPED);
  restore_history (self);
}

/* ---- a page of a place ---- */

static void
add_toast (EaselPlacePage *page, AdwToast *toast)
{
  easel_prompt_page_add_toast (EASEL_PROMPT_PAGE (page), toast);
}

static gboolean
has_unsaved (EaselPlacePage *page)
{
  return easel_prompt_page_has_unsaved (EASEL_PROMPT_PAGE (page));
}

static DexFuture *
save (EaselPlacePage *page)
{
  return easel_prompt_page_save (EASEL_PROMPT_PAGE (page));
}

/* Unless something else stands in its place. */
static void
focus (EaselPlacePage *page)
{
  EaselPromptPage *self = EASEL_PROMPT_PAGE (page);

  if (gtk_widget_get_child_visible (GTK_WIDGET (self->editor)) && self->review == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->view_stack), GTK_DIR_TAB_FORWARD);
}

void
_easel_prompt_page_init_place (EaselPlacePageInterface *iface)
{
  iface->add_toast = add_toast;
  iface->has_unsaved = has_unsaved;
  iface->save = save;
  iface->focus = focus;
}
