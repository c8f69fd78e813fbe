// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-error.h"

/* What is typed is saved so many milliseconds after the last key. */
#define SAVE_DELAY 250
#define SAVE_AGAIN_DELAY 5000

/* How the page's prompt is saved and loaded. */

/* ---- saving ---- */

/**
 * easel_prompt_page_has_unsaved:
 * @self: the page
 *
 * Returns: whether something was typed that is not on disk yet
 */
gboolean
easel_prompt_page_has_unsaved (EaselPromptPage *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT_PAGE (self), FALSE);

  return self->prompt_id != 0 && self->saved_serial != self->change_serial;
}

static void queue_save (EaselPromptPage *self, guint delay);

static DexFuture *
save_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselPromptContent) content = NULL;
  g_autofree char *instruction = NULL;
  g_autoptr (GError) error = NULL;
  guint serial = self->change_serial;
  gboolean saved;

  if (!easel_prompt_page_has_unsaved (self) || self->context == NULL)
    return dex_future_new_true ();

  content = _easel_prompt_page_dup_content (self);
  instruction = easel_composer_dup_instruction (self->composer);
  self->saving++;
  saved = dex_await (
      easel_prompt_service_save_draft (easel_context_get_prompts (self->context), self->prompt_id,
                                       self->revision != NULL ? easel_revision_get_id (self->revision) : 0,
                                       content, instruction, self->json_context),
      &error);
  self->saving--;
  if (_easel_prompt_page_shows (self, task->prompt_id))
    {
      if (saved)
        {
          self->saved_serial = serial;
          _easel_prompt_page_show_problem (self, NULL, NULL);
        }
      else
        {
          g_autofree char *text = g_strdup_printf (_ ("Not saved: %s"), error->message);

          _easel_prompt_page_show_problem (self, text, _ ("Try Again"));
          queue_save (self, SAVE_AGAIN_DELAY);
        }
    }
  return saved ? dex_future_new_true () : dex_future_new_for_error (g_steal_pointer (&error));
}

/**
 * easel_prompt_page_save:
 * @self: the page
 *
 * Returns: (transfer full): resolves to %TRUE once all that was typed is on
 *   disk; rejects with %EASEL_ERROR_STORAGE
 */
DexFuture *
easel_prompt_page_save (EaselPromptPage *self)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_PAGE (self));

  g_clear_handle_id (&self->save_source, g_source_remove);
  return _easel_page_call (self, save_fiber);
}

static gboolean
on_save_timeout_cb (gpointer user_data)
{
  EaselPromptPage *self = user_data;

  self->save_source = 0;
  if (self->saving > 0)
    queue_save (self, SAVE_DELAY);
  else
    dex_future_disown (easel_prompt_page_save (self));
  return G_SOURCE_REMOVE;
}

static void
queue_save (EaselPromptPage *self, guint delay)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (delay, on_save_timeout_cb, self);
}

void
_easel_prompt_page_note_change (EaselPromptPage *self)
{
  if (self->loading || self->prompt_id == 0)
    return;
  self->change_serial++;
  queue_save (self, SAVE_DELAY);
}

/* Whether the newest revision holds what stands in the editor. */
gboolean
_easel_prompt_page_is_revised (EaselPromptPage *self)
{
  g_autoptr (EaselPromptContent) content = _easel_prompt_page_dup_content (self);

  return self->revision != NULL &&
         easel_prompt_content_equal (content, easel_revision_get_content (self->revision));
}

static EaselRevision *
commit_content (EaselPromptPage *self, gint64 prompt_id, GError **error)
{
  g_autoptr (EaselPromptContent) content = _easel_prompt_page_dup_content (self);

  return dex_await_object (
      easel_prompt_service_commit (
          easel_context_get_prompts (self->context), prompt_id, content, EASEL_REVISION_SOURCE_TYPED,
          self->revision != NULL ? easel_revision_get_id (self->revision) : 0, 0, EASEL_EDIT_OPEN),
      error);
}

static DexFuture *
commit_typed_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  /* One after the other, so that a key pressed twice makes one revision. */
  while (self->committing != NULL)
    dex_await (dex_ref (DEX_FUTURE (self->committing)), NULL);
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Another prompt was opened."));
  if (_easel_prompt_page_is_revised (self))
    return dex_future_new_take_object (g_object_ref (self->revision));

  self->committing = dex_promise_new ();
  revision = commit_content (self, task->prompt_id, &error);
  dex_promise_resolve_boolean (self->committing, TRUE);
  dex_clear (&self->committing);
  if (revision == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (_easel_prompt_page_shows (self, task->prompt_id))
    {
      _easel_prompt_page_set_revision (self, revision);
      /* The instruction is in the draft, which went with the revision. */
      _easel_prompt_page_note_change (self);
    }
  return dex_future_new_take_object (g_steal_pointer (&revision));
}

/* Resolves to the #EaselRevision that the editor's text is. */
DexFuture *
_easel_prompt_page_commit_typed (EaselPromptPage *self)
{
  return _easel_page_call (self, commit_typed_fiber);
}

/* ---- replacing ---- */

static void
replace_negative (EaselPromptPage *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->negative_view);
  GtkTextIter start, end;

  /* Setting the text would forget what can be undone. */
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (buffer);
}

/* Puts another version into the editor, as one step of undo. */
void
_easel_prompt_page_replace_content (EaselPromptPage *self, EaselPromptContent *content)
{
  g_autofree char *negative = _easel_prompt_page_dup_negative (self);
  g_autoptr (EaselPromptContent) current = NULL;

  if (!g_str_equal (content->negative, negative))
    current = _easel_prompt_page_dup_content (self);
  easel_prompt_editor_replace (self->editor, content->text,
                               (const EaselSpan *) (gconstpointer) content->locks->data, content->locks->len,
                               (const EaselSpan *) (gconstpointer) content->offs->data, content->offs->len);
  g_clear_pointer (&self->undo_from, easel_prompt_content_unref);
  g_clear_pointer (&self->undo_to, easel_prompt_content_unref);
  if (current == NULL)
    return;
  replace_negative (self, content->negative);
  self->undo_from = easel_prompt_content_ref (content);
  self->undo_to = g_steal_pointer (&current);
}

static gboolean
shows_both (EaselPromptPage *self, const char *text, const char *negative)
{
  g_autoptr (EaselPromptContent) current = _easel_prompt_page_dup_content (self);

  return g_str_equal (current->text, text) && g_str_equal (current->negative, negative);
}

/* Whether the last step changed nothing but the negative prompt. */
gboolean
_easel_prompt_page_can_undo_negative (EaselPromptPage *self)
{
  return self->undo_from != NULL && g_str_equal (self->undo_from->text, self->undo_to->text) &&
         shows_both (self, self->undo_from->text, self->undo_from->negative);
}

void
_easel_prompt_page_undo_negative (EaselPromptPage *self)
{
  replace_negative (self, self->undo_to->negative);
}

/* The prompt was undone or redone: the negative prompt that changed with it goes along. */
void
_easel_prompt_page_follow_undo (EaselPromptPage *self)
{
  if (self->undo_from == NULL || g_str_equal (self->undo_from->text, self->undo_to->text))
    return;
  if (shows_both (self, self->undo_to->text, self->undo_from->negative))
    replace_negative (self, self->undo_to->negative);
  else if (shows_both (self, self->undo_from->text, self->undo_to->negative))
    replace_negative (self, self->undo_from->negative);
}

/* ---- loading ---- */

void
_easel_prompt_page_show_content (EaselPromptPage *self, EaselPromptContent *content)
{
  GtkTextBuffer *negative = gtk_text_view_get_buffer (self->negative_view);

  g_clear_pointer (&self->undo_from, easel_prompt_content_unref);
  g_clear_pointer (&self->undo_to, easel_prompt_content_unref);
  self->loading = TRUE;
  easel_prompt_editor_load (self->editor, content);
  gtk_text_buffer_begin_irreversible_action (negative);
  gtk_text_buffer_set_text (negative, content->negative, -1);
  gtk_text_buffer_end_irreversible_action (negative);
  gtk_expander_set_expanded (self->negative_expander, *content->negative != '\0');
  self->loading = FALSE;
  _easel_prompt_page_update_parts (self);
  if (strlen (content->text) <= EASEL_LONG_TEXT)
    easel_composer_set_content (self->composer, content->text);
  else
    _easel_prompt_page_follow_text (self);
}

static void
place_caret (EaselPromptPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->editor));
  GtkTextIter caret;

  if (self->wanted_caret == 0)
    return;
  gtk_text_buffer_get_iter_at_offset (
      buffer, &caret, (int) MIN (self->wanted_caret, (guint) gtk_text_buffer_get_char_count (buffer)));
  gtk_text_buffer_place_cursor (buffer, &caret);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->editor), gtk_text_buffer_get_insert (buffer), 0.1, FALSE,
                                0, 0);
  self->wanted_caret = 0;
}

static void
show_state (EaselPromptPage *self, EaselPromptState *state)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_state_dup_content (state);

  self->deleting = FALSE;
  _easel_prompt_page_set_gone (self, FALSE);
  self->prompt_id = state->prompt_id;
  self->change_serial = self->saved_serial = 0;
  g_set_object (&self->revision, state->revision);
  g_set_str (&self->json_context, state->context);
  self->loading = TRUE;
  easel_composer_set_instruction (self->composer, state->instruction != NULL ? state->instruction : "");
  self->loading = FALSE;
  _easel_prompt_page_show_content (self, content);
  place_caret (self);
  _easel_prompt_page_show_problem (self, NULL, NULL);
  _easel_prompt_page_update_title (self);
  _easel_prompt_page_update_undo (self);
  if (self->history_pane != NULL)
    easel_history_pane_show (self->history_pane, self->prompt_id);
}

static gboolean
is_overtaken (EaselPageTask *task)
{
  return task->page->context == NULL || task->serial != task->page->open_serial;
}

/* Saves until there is nothing left, however fast somebody types. */
static gboolean
save_all (EaselPageTask *task)
{
  while (!is_overtaken (task) && easel_prompt_page_has_unsaved (task->page))
    if (!dex_await (easel_prompt_page_save (task->page), NULL))
      return FALSE;
  return TRUE;
}

static DexFuture *
open_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (GError) error = NULL;

  if (is_overtaken (task))
    return NULL;
  if (task->prompt_id != 0)
    state = dex_await_boxed (
        easel_prompt_service_load (easel_context_get_prompts (self->context), task->prompt_id), &error);
  if (is_overtaken (task))
    return NULL;
  if (task->prompt_id != 0 && state == NULL)
    {
      _easel_prompt_page_show_problem (self, error->message, NULL);
      _easel_prompt_page_emit_opened (self);
      return NULL;
    }
  /* What was typed up to here is on disk before the other prompt takes its place. */
  if (!save_all (task))
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "win.open-prompt", "x", self->prompt_id);
      return NULL;
    }
  if (is_overtaken (task))
    return NULL;

  _easel_prompt_page_leave_run (self);
  if (task->prompt_id == 0)
    {
      self->deleting = FALSE;
      _easel_prompt_page_set_gone (self, FALSE);
      self->prompt_id = 0;
      g_clear_object (&self->revision);
      return NULL;
    }
  show_state (self, state);
  _easel_prompt_page_emit_opened (self);
  if (task->focus)
    gtk_widget_grab_focus (GTK_WIDGET (self->editor));

  run = easel_edit_service_get_run (easel_context_get_edits (self->context), task->prompt_id);
  if (run == NULL)
    run = dex_await_object (
        easel_edit_service_find_open (easel_context_get_edits (self->context), task->prompt_id), NULL);
  if (run != NULL && !is_overtaken (task) && self->run == NULL && !self->starting)
    _easel_prompt_page_follow_run (self, run);
  return NULL;
}

/* Not over what is still to be saved. */
static gboolean
can_reload (EaselPromptPage *self)
{
  return self->context != NULL && self->prompt_id != 0 && !easel_prompt_page_has_unsaved (self) &&
         self->saving == 0 && self->busy == 0;
}

static DexFuture *
reload_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselPromptState) state = NULL;
  g_autoptr (EaselPromptContent) theirs = NULL;
  g_autoptr (EaselPromptContent) ours = NULL;

  if (!can_reload (self))
    return NULL;
  state = dex_await_boxed (
      easel_prompt_service_load (easel_context_get_prompts (self->context), task->prompt_id), NULL);
  if (state == NULL || !can_reload (self) || self->prompt_id != task->prompt_id)
    return NULL;

  theirs = easel_prompt_state_dup_content (state);
  ours = _easel_prompt_page_dup_content (self);
  if (state->revision != NULL)
    _easel_prompt_page_set_revision (self, state->revision);
  if (easel_prompt_content_equal (theirs, ours))
    return NULL;

  self->loading = TRUE;
  _easel_prompt_page_replace_content (self, theirs);
  self->loading = FALSE;
  _easel_prompt_page_rebase_review (self);
  _easel_prompt_page_update_parts (self);
  _easel_prompt_page_update_title (self);
  _easel_prompt_page_add_toast (self, _ ("Changed in another window"));
  return NULL;
}

/* Another window or process changed something: it may be this prompt. */
void
_easel_prompt_page_on_prompt_changed (EaselPromptPage *self)
{
  if (can_reload (self))
    _easel_page_spawn (self, reload_fiber, self->prompt_id, NULL, FALSE);
}

/**
 * easel_prompt_page_open:
 * @self: the page
 * @prompt_id: the prompt to show, 0 for none
 * @focus: whether the text takes the focus
 *
 * Saves what was typed, then shows another prompt.
 */
void
easel_prompt_page_open (EaselPromptPage *self, gint64 prompt_id, gboolean focus)
{
  g_return_if_fail (EASEL_IS_PROMPT_PAGE (self));

  if (prompt_id != 0 && prompt_id == self->prompt_id && prompt_id == self->wanted_id)
    return;
  /* Whatever else is being opened is no longer wanted. */
  self->wanted_id = prompt_id;
  self->wanted_caret = 0;
  self->open_serial++;
  if (prompt_id != 0 && prompt_id == self->prompt_id)
    return;
  _easel_page_spawn (self, open_fiber, prompt_id, NULL, focus);
}
