// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-error-words.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-redact.h"

/* The course of an edit on the page: asked, streamed, reviewed, applied. */

void
_easel_prompt_page_show (EaselPromptPage *self, const char *view, const char *bottom)
{
  gboolean review = g_str_equal (view, "review");

  gtk_stack_set_visible_child_name (self->view_stack, view);
  gtk_stack_set_visible_child_name (self->bottom_stack, bottom);
  /* Escape is the stop key only while something runs. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.stop",
                                 self->run != NULL && !easel_edit_run_is_final (self->run));
  /* There its key applies what was taken. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.run", !review && !self->gone);
  _easel_prompt_page_update_modes (self, review);
  _easel_prompt_page_update_budget (self);
}

void
_easel_prompt_page_update_layout (EaselPromptPage *self)
{
  easel_composer_set_narrow (self->composer, self->narrow);
  _easel_prompt_page_update_modes (self, self->review != NULL);
}

/* ---- the error card ---- */

void
_easel_prompt_page_ensure_card (EaselPromptPage *self)
{
  if (self->run_card != NULL)
    return;
  self->run_card = easel_run_card_new ();
  gtk_stack_add_named (self->bottom_stack, GTK_WIDGET (self->run_card), "card");
}

void
_easel_prompt_page_show_error (EaselPromptPage *self,
                               const char *title,
                               const GError *error,
                               gboolean has_answer)
{
  _easel_prompt_page_ensure_card (self);
  easel_run_card_show_error (self->run_card, title, error, has_answer);
  gtk_stack_set_visible_child_name (self->bottom_stack, "card");
  easel_run_card_focus (self->run_card);
}

static const char *
title_of (const GError *error, gboolean has_answer)
{
  return easel_error_words_title (error, has_answer, _ ("The edit did not work"));
}

/* ---- live ---- */

static void on_run_answer_cb (EaselPromptPage *self);

static void
ensure_live_view (EaselPromptPage *self)
{
  if (self->live_view != NULL)
    return;
  self->live_view = EASEL_LIVE_VIEW (easel_live_view_new ());
  gtk_stack_add_named (self->view_stack, GTK_WIDGET (self->live_view), "live");
}

static void
take_answer (EaselPromptPage *self, gboolean complete)
{
  g_autofree char *answer = NULL;
  const char *negative = easel_edit_run_get_negative_answer (self->run);

  if (negative == NULL && easel_edit_run_get_target (self->run) == EASEL_EDIT_NEGATIVE)
    negative = "";
  if (negative != NULL)
    answer = easel_review_document_compose (self->document, easel_edit_run_get_answer (self->run), negative);
  easel_live_diff_set_answer (self->live_diff,
                              answer != NULL ? answer : easel_edit_run_get_answer (self->run), complete);
  self->live_is_stale = FALSE;
}

static gboolean
on_live_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselPromptPage *self = user_data;

  if (self->live_is_stale)
    take_answer (self, FALSE);
  else
    easel_live_diff_advance (self->live_diff);
  easel_live_view_update (self->live_view);
  if (easel_live_diff_is_behind (self->live_diff))
    return G_SOURCE_CONTINUE;
  self->live_tick = 0;
  return G_SOURCE_REMOVE;
}

static void
start_tick (EaselPromptPage *self)
{
  if (self->live_tick == 0)
    self->live_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_live_tick_cb, self, NULL);
}

static void
stop_tick (EaselPromptPage *self)
{
  if (self->live_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->live_tick);
  self->live_tick = 0;
}

static void
show_live (EaselPromptPage *self, EaselTextJob *job)
{
  EaselPromptContent *base = easel_edit_run_get_base (self->run);
  const EaselSpan *locks;
  gsize n_locks;

  ensure_live_view (self);
  g_clear_pointer (&self->live_diff, easel_live_diff_unref);
  self->live_diff = easel_live_diff_ref (easel_text_job_get_live (job));
  locks = easel_review_document_get_locks (self->document, &n_locks);
  /* With parts switched off the text that is sent has other offsets. */
  if (base->offs->len > 0)
    n_locks = 0;
  easel_live_view_begin (self->live_view, self->live_diff, locks, n_locks);
  _easel_prompt_page_show (self, "live", "composer");
}

/* The words of a long text are told apart in a thread; the answer is still far. */
static DexFuture *
live_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselTextJob) job = NULL;

  if (self->context == NULL || self->run != task->object || self->job == NULL)
    return NULL;
  job = easel_text_job_ref (self->job);
  dex_await (easel_text_job_start (job), NULL);
  if (self->context == NULL || self->run != task->object || self->job != job)
    return NULL;
  _easel_prompt_page_set_job (self, NULL);
  show_live (self, job);
  on_run_answer_cb (self);
  return NULL;
}

static void
begin_live (EaselPromptPage *self)
{
  EaselPromptContent *base = easel_edit_run_get_base (self->run);
  g_autofree char *before = easel_review_document_compose (
      self->document, easel_edit_run_get_sent_text (self->run), base->negative);
  g_autoptr (EaselTextJob) job = easel_text_job_new_live (before);

  if (strlen (before) <= EASEL_LONG_TEXT)
    {
      easel_text_job_run (job);
      show_live (self, job);
      return;
    }
  _easel_prompt_page_set_job (self, easel_text_job_ref (job));
  _easel_page_spawn (self, live_fiber, self->prompt_id, self->run, FALSE);
}

/* ---- following a run ---- */

static void
end_live (EaselPromptPage *self)
{
  if (self->live_diff == NULL)
    return;
  stop_tick (self);
  /* A long one is compared anew in a thread for its review: with switched-off
   * parts put back it is another text, and all that is shown would be written again. */
  if (easel_edit_run_get_state (self->run) == EASEL_EDIT_RUN_FAILED ||
      strlen (easel_live_diff_get_before (self->live_diff)) <= EASEL_LONG_TEXT)
    take_answer (self, easel_edit_run_get_state (self->run) == EASEL_EDIT_RUN_FINISHED);
  easel_live_view_end (self->live_view);
  /* Of a review there is more to see than of the rest of this. */
  if (easel_live_diff_is_behind (self->live_diff) &&
      easel_edit_run_get_state (self->run) == EASEL_EDIT_RUN_FAILED)
    start_tick (self);
}

void
_easel_prompt_page_offer_card (EaselPromptPage *self)
{
  _easel_prompt_page_ensure_card (self);
  easel_run_card_show_ready (self->run_card);
  _easel_prompt_page_show (self, "edit", "card");
}

/* Keys that write must not turn into keys that take and leave. */
static void
offer_review (EaselPromptPage *self)
{
  gboolean edits = g_strcmp0 (gtk_stack_get_visible_child_name (self->view_stack), "edit") == 0;

  /* Unless that is only because the answer was faster than its view. */
  if (edits && self->job == NULL)
    _easel_prompt_page_offer_card (self);
  else
    _easel_prompt_page_start_review (self);
}

static void
on_run_state_cb (EaselPromptPage *self)
{
  const GError *error;
  gboolean has_answer;

  if (self->run == NULL || !easel_edit_run_is_final (self->run))
    return;

  end_live (self);
  easel_composer_set_run (self->composer, NULL);
  error = easel_edit_run_get_error (self->run);
  has_answer = easel_edit_run_has_answer (self->run);
  switch (easel_edit_run_get_state (self->run))
    {
    case EASEL_EDIT_RUN_FINISHED:
      offer_review (self);
      break;
    case EASEL_EDIT_RUN_STOPPED:
      if (has_answer)
        offer_review (self);
      else
        {
          _easel_prompt_page_dismiss_run (self);
          _easel_prompt_page_leave_run (self);
        }
      break;
    case EASEL_EDIT_RUN_FAILED:
    case EASEL_EDIT_RUN_STARTING:
    case EASEL_EDIT_RUN_QUEUED:
    case EASEL_EDIT_RUN_WAITING:
    case EASEL_EDIT_RUN_RETRYING:
    case EASEL_EDIT_RUN_THINKING:
    case EASEL_EDIT_RUN_WRITING:
    default:
      if (!has_answer && _easel_prompt_page_show_refusal (self, error))
        {
          _easel_prompt_page_dismiss_run (self);
          _easel_prompt_page_leave_run (self);
          break;
        }
      if (!has_answer)
        _easel_prompt_page_show (self, "edit", "composer");
      _easel_prompt_page_show_error (self, title_of (error, has_answer), error, has_answer);
      break;
    }
}

static void
on_run_answer_cb (EaselPromptPage *self)
{
  /* Who writes on meanwhile does not wait for what nobody sees: the review takes
   * the answer from the run. */
  if (self->run == NULL || self->live_diff == NULL || easel_edit_run_is_final (self->run) ||
      g_strcmp0 (gtk_stack_get_visible_child_name (self->view_stack), "live") != 0)
    return;
  /* However many pieces come before the next frame. */
  self->live_is_stale = TRUE;
  start_tick (self);
}

/* Shows a run, whether it goes on or came out of the log. */
void
_easel_prompt_page_follow_run (EaselPromptPage *self, EaselEditRun *run)
{
  EaselPromptContent *base = easel_edit_run_get_base (run);
  _easel_prompt_page_leave_run (self);
  self->run = g_object_ref (run);
  self->document = easel_review_document_new (base, easel_edit_run_get_target (run));
  if (easel_edit_run_is_final (run))
    {
      _easel_prompt_page_start_review (self);
      return;
    }
  begin_live (self);
  easel_composer_set_run (self->composer, run);
  if (self->run_signals == NULL)
    {
      self->run_signals = g_signal_group_new (EASEL_TYPE_EDIT_RUN);
      g_signal_group_connect_swapped (self->run_signals, "notify::state", G_CALLBACK (on_run_state_cb), self);
      g_signal_group_connect_swapped (self->run_signals, "notify::answer", G_CALLBACK (on_run_answer_cb),
                                      self);
    }
  g_signal_group_set_target (self->run_signals, run);
}

/* Goes back to the editor. The run itself goes on, if it does. */
void
_easel_prompt_page_leave_run (EaselPromptPage *self)
{
  stop_tick (self);
  _easel_prompt_page_set_job (self, NULL);
  self->reviewing = FALSE;
  self->review_serial++;
  if (self->run_signals != NULL)
    g_signal_group_set_target (self->run_signals, NULL);
  if (self->review_view != NULL)
    easel_review_view_set_review (self->review_view, NULL);
  g_clear_pointer (&self->live_diff, easel_live_diff_unref);
  g_clear_pointer (&self->review, easel_review_unref);
  g_clear_pointer (&self->document, easel_review_document_free);
  g_clear_object (&self->run);
  easel_composer_set_run (self->composer, NULL);
  _easel_prompt_page_show (self, "edit", "composer");
  _easel_prompt_page_update_title (self);
}

/* The text can be written on while the model answers; the review comes after. */
void
_easel_prompt_page_keep_writing (EaselPromptPage *self)
{
  if (self->run == NULL || easel_edit_run_is_final (self->run))
    return;
  stop_tick (self);
  _easel_prompt_page_set_job (self, NULL);
  _easel_prompt_page_show (self, "edit", "composer");
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

/* ---- start and stop ---- */

static void
report (EaselPromptPage *self, const GError *error)
{
  _easel_prompt_page_show_error (self, title_of (error, FALSE), error, FALSE);
}

/* Resolves what the page asks for; all of it is a copy, for the page may change
 * while the text is kept. */
static EaselEditRun *
start_run (EaselPromptPage *self, gint64 prompt_id, GError **error)
{
  EaselModel *model = easel_composer_get_model (self->composer);
  g_autoptr (EaselPromptContent) content = _easel_prompt_page_dup_content (self);
  g_autofree char *instruction = g_strstrip (easel_composer_dup_instruction (self->composer));
  g_autofree char *ref = model != NULL ? g_strdup (easel_model_get_ref (model)) : NULL;
  g_autofree char *json = g_strdup (self->json_context);
  g_autoptr (EaselRevision) revision = NULL;
  EaselEditRequest request = { 0 };

  request.spend = self->spend;
  self->spend = EASEL_SPEND_DEFAULT;
  request.model = ref;
  request.instruction = instruction;
  request.content = content;
  request.target = self->target;
  request.context = json;
  request.prompt_id = prompt_id;
  request.temperature = -1;
  if (!easel_edit_service_check (easel_context_get_edits (self->context), &request, error))
    return NULL;
  revision = dex_await_object (_easel_prompt_page_commit_typed (self), error);
  if (revision == NULL || !_easel_prompt_page_shows (self, prompt_id) || self->run != NULL)
    return NULL;
  request.revision_id = easel_revision_get_id (revision);
  /* The model can be gone by now. */
  if (!easel_edit_service_check (easel_context_get_edits (self->context), &request, error))
    return NULL;
  return easel_edit_service_start (easel_context_get_edits (self->context), &request);
}

static DexFuture *
start_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (GError) error = NULL;

  if (_easel_prompt_page_shows (self, task->prompt_id))
    run = start_run (self, task->prompt_id, &error);
  self->starting = FALSE;
  self->spend = EASEL_SPEND_DEFAULT;
  if (!_easel_prompt_page_shows (self, task->prompt_id))
    return NULL;
  if (run != NULL)
    _easel_prompt_page_follow_run (self, run);
  else if (error != NULL)
    report (self, error);
  return NULL;
}

/* Until the run is there the key that starts it does nothing. */
static void
start (EaselPromptPage *self)
{
  if (self->starting || self->run != NULL || self->review != NULL)
    return;
  self->starting = TRUE;
  _easel_page_spawn (self, start_fiber, self->prompt_id, NULL, FALSE);
}

static void
on_key_response_cb (EaselPromptPage *self, const char *response)
{
  if (g_str_equal (response, "send"))
    start (self);
  else
    self->spend = EASEL_SPEND_DEFAULT;
}

static void
ask_about_key (EaselPromptPage *self)
{
  AdwAlertDialog *dialog = easel_error_words_ask_about_key (
      _ ("The prompt or the instruction holds something that looks like the key of an account. "
         "The model's provider would read it."));

  g_signal_connect_object (dialog, "response", G_CALLBACK (on_key_response_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

void
_easel_prompt_page_start_run (EaselPromptPage *self)
{
  g_autoptr (EaselPromptContent) content = NULL;
  g_autofree char *instruction = NULL;
  EaselSpendFlags spend = self->spend;

  /* What may be spent is meant for this run alone, also where it does not start. */
  self->spend = EASEL_SPEND_DEFAULT;
  if (self->prompt_id == 0 || self->starting || self->review != NULL ||
      (self->run != NULL && !easel_edit_run_is_final (self->run)))
    return;

  instruction = g_strstrip (easel_composer_dup_instruction (self->composer));
  if (*instruction == '\0')
    {
      easel_composer_focus (self->composer);
      return;
    }
  if (self->run != NULL)
    {
      _easel_prompt_page_dismiss_run (self);
      _easel_prompt_page_leave_run (self);
    }
  content = _easel_prompt_page_dup_content (self);
  self->spend = spend;
  if (easel_redact_find_key (content->text, NULL, NULL) ||
      easel_redact_find_key (content->negative, NULL, NULL) ||
      easel_redact_find_key (instruction, NULL, NULL))
    ask_about_key (self);
  else
    start (self);
}

void
_easel_prompt_page_stop_run (EaselPromptPage *self)
{
  if (self->run != NULL && !easel_edit_run_is_final (self->run))
    easel_edit_run_stop (self->run);
}

/* ---- what the card offers ---- */

void
_easel_prompt_page_review_what_came (EaselPromptPage *self)
{
  if (self->run != NULL && easel_edit_run_has_answer (self->run))
    _easel_prompt_page_start_review (self);
}

void
_easel_prompt_page_close_card (EaselPromptPage *self)
{
  if (self->run != NULL && easel_edit_run_is_final (self->run))
    _easel_prompt_page_dismiss_run (self);
  _easel_prompt_page_leave_run (self);
  easel_composer_focus (self->composer);
}
