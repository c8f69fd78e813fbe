// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-error.h"

/* The page's prompt was deleted in another window or by another process: its
 * text stays to be read, and can be brought back with all that was typed. */

/* What would change a prompt that is not there. */
void
_easel_prompt_page_update_gone (EaselPromptPage *self)
{
  static const char *const actions[] = { "page.save-revision", "page.lock",       "page.rename",
                                         "page.delete",        "page.context",    "page.choose-model",
                                         "page.instruction",   "page.other-model" };
  gboolean there = !self->gone;

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], there);
  if (self->gone)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.run", FALSE);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->editor), there);
  gtk_text_view_set_editable (self->negative_view, there);
  gtk_widget_set_sensitive (GTK_WIDGET (self->bottom_stack), there);
  gtk_widget_set_sensitive (GTK_WIDGET (self->parts_revealer), there);
  if (self->review_view != NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (self->review_view), there);
  if (self->history_pane != NULL)
    gtk_widget_set_sensitive (GTK_WIDGET (self->history_pane), there);
  _easel_prompt_page_update_undo (self);
  if (self->gone)
    _easel_prompt_page_show_banner (self, _ ("This prompt was deleted in another window"), _ ("Restore"));
}

void
_easel_prompt_page_set_gone (EaselPromptPage *self, gboolean gone)
{
  if (self->gone == gone)
    return;
  self->gone = gone;
  if (!gone)
    _easel_prompt_page_show_problem (self, NULL, NULL);
  _easel_prompt_page_show (self, gtk_stack_get_visible_child_name (self->view_stack),
                           gtk_stack_get_visible_child_name (self->bottom_stack));
  _easel_prompt_page_update_gone (self);
  if (gone)
    easel_announce (GTK_WIDGET (self), adw_banner_get_title (self->banner));
  else
    _easel_prompt_page_update_title (self);
}

static DexFuture *
look_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (GError) error = NULL;

  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  state = dex_await_boxed (
      easel_prompt_service_load (easel_context_get_prompts (self->context), task->prompt_id), &error);
  /* One that is on its way to another prompt has been told. */
  if (!_easel_prompt_page_shows (self, task->prompt_id) || self->deleting ||
      self->wanted_id != task->prompt_id)
    return NULL;
  if (state != NULL)
    {
      _easel_prompt_page_set_gone (self, FALSE);
      _easel_prompt_page_on_prompt_changed (self);
    }
  else if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND))
    _easel_prompt_page_set_gone (self, TRUE);
  return NULL;
}

/* The list of prompts changed: the one that is shown may have gone, or come back. */
void
_easel_prompt_page_on_prompts_changed (EaselPromptPage *self)
{
  g_autoptr (EaselPrompt) prompt = NULL;

  if (self->context == NULL || self->prompt_id == 0)
    return;
  prompt = easel_prompt_service_find (easel_context_get_prompts (self->context), self->prompt_id);
  if ((prompt == NULL) != self->gone)
    _easel_page_spawn (self, look_fiber, self->prompt_id, NULL, FALSE);
}

static DexFuture *
bring_back_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  while (done && _easel_prompt_page_shows (self, task->prompt_id) && easel_prompt_page_has_unsaved (self))
    done = dex_await (easel_prompt_page_save (self), &error);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  done = done &&
         dex_await (easel_prompt_service_restore (easel_context_get_prompts (self->context), task->prompt_id),
                    &error);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  /* Another window may have been quicker. */
  if (done || g_error_matches (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND))
    {
      _easel_page_spawn (self, look_fiber, task->prompt_id, NULL, FALSE);
      gtk_widget_grab_focus (GTK_WIDGET (self->editor));
    }
  else
    _easel_prompt_page_show_problem (self, error->message, _ ("Restore"));
  return NULL;
}

void
_easel_prompt_page_bring_back (EaselPromptPage *self)
{
  _easel_page_spawn (self, bring_back_fiber, self->prompt_id, NULL, FALSE);
}

/**
 * easel_prompt_page_set_deleting:
 * @self: the page
 * @deleting: whether its own window deletes the prompt that it shows
 *
 * As long as it does, a prompt that goes is no surprise. Another prompt that is
 * opened ends this.
 */
void
easel_prompt_page_set_deleting (EaselPromptPage *self, gboolean deleting)
{
  g_return_if_fail (EASEL_IS_PROMPT_PAGE (self));

  self->deleting = deleting;
}
