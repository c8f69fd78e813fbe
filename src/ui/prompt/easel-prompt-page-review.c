// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"
#include "easel-format.h"

/* The review of an edit on the page: shown, applied, dismissed. */

static void on_apply_cb (EaselPromptPage *self);
static void on_dismiss_cb (EaselPromptPage *self);

static void
on_review_changed_cb (EaselPromptPage *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.undo",
                                 self->review != NULL && easel_review_can_undo (self->review));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.redo",
                                 self->review != NULL && easel_review_can_redo (self->review));
}

static void
on_all_decided_cb (EaselPromptPage *self)
{
  easel_review_bar_focus_apply (self->review_bar);
}

static GtkLabel *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static void
ensure_review_view (EaselPromptPage *self)
{
  GtkWidget *box, *clamp, *heading;

  if (self->review_view != NULL)
    return;

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  heading = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (heading, "easel-run-heading");
  self->review_title = new_label ("heading");
  gtk_label_set_lines (self->review_title, 3);
  gtk_label_set_ellipsize (self->review_title, PANGO_ELLIPSIZE_END);
  self->review_caption = new_label ("caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->review_caption), "dimmed");
  gtk_widget_add_css_class (GTK_WIDGET (self->review_caption), "numeric");
  gtk_box_append (GTK_BOX (heading), GTK_WIDGET (self->review_title));
  gtk_box_append (GTK_BOX (heading), GTK_WIDGET (self->review_caption));
  clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 768);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 768);
  adw_clamp_set_child (ADW_CLAMP (clamp), heading);
  gtk_box_append (GTK_BOX (box), clamp);

  self->review_view = EASEL_REVIEW_VIEW (easel_review_view_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->review_view), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->review_view));
  if (g_settings_get_boolean (self->settings, "side-by-side"))
    easel_review_view_set_mode (self->review_view, EASEL_REVIEW_MODE_SIDE_BY_SIDE);
  gtk_stack_add_named (self->view_stack, box, "review");
  g_signal_connect_object (self->review_view, "apply", G_CALLBACK (on_apply_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review_view, "dismiss", G_CALLBACK (on_dismiss_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review_view, "changed", G_CALLBACK (on_review_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review_view, "all-decided", G_CALLBACK (on_all_decided_cb), self,
                           G_CONNECT_SWAPPED);

  self->review_bar = EASEL_REVIEW_BAR (easel_review_bar_new ());
  easel_review_bar_set_view (self->review_bar, self->review_view);
  /* Where the bar has the control beside a change, the text has not. */
  g_object_bind_property (self->review_bar, "narrow", self->review_view, "narrow", G_BINDING_SYNC_CREATE);
  gtk_stack_add_named (self->bottom_stack, GTK_WIDGET (self->review_bar), "review");
  _easel_prompt_page_update_gone (self);
}

static void
show_review_heading (EaselPromptPage *self)
{
  g_autofree char *title = g_strdup_printf (_ ("“%s”"), easel_edit_run_get_instruction (self->run));
  g_autofree char *duration = easel_format_duration (easel_edit_run_get_duration (self->run));
  g_autofree char *cost = easel_format_money (easel_edit_run_get_cost (self->run));
  g_autoptr (GString) caption = g_string_new (NULL);
  guint n_locked = easel_review_count_locked (self->review);
  guint n_conflicts = easel_review_count_conflicts (self->review);

  gtk_label_set_label (self->review_title, title);
  g_string_append_printf (caption, "%s · %s · %s", easel_edit_run_get_model_name (self->run), duration, cost);
  if (easel_edit_run_get_from_cache (self->run))
    g_string_append_printf (caption, " · %s", _ ("from the cache"));
  if (easel_edit_run_get_fallback_for (self->run) != NULL)
    {
      /* Translators: names of two providers */
      g_autofree char *text = g_strdup_printf (_ ("%s did not answer; %s answered instead."),
                                               easel_edit_run_get_fallback_for_name (self->run),
                                               easel_edit_run_get_provider_name (self->run));
      g_string_append_printf (caption, "\n%s", text);
    }
  if (easel_edit_run_get_state (self->run) != EASEL_EDIT_RUN_FINISHED)
    g_string_append_printf (caption, "\n%s", _ ("The answer was cut off: the rest is as before."));
  if (n_locked > 0)
    g_string_append_printf (caption, "\n%s", _ ("The model changed locked words. They were put back."));
  if (n_conflicts > 0)
    {
      g_autofree char *text = g_strdup_printf (
          ngettext ("%u change meets what you wrote meanwhile and cannot be taken.",
                    "%u changes meet what you wrote meanwhile and cannot be taken.", n_conflicts),
          n_conflicts);
      g_string_append_printf (caption, "\n%s", text);
    }
  gtk_label_set_label (self->review_caption, caption->str);
}

/* What is read in a thread; what was read before is wanted no more. */
void
_easel_prompt_page_set_job (EaselPromptPage *self, EaselTextJob *job)
{
  if (self->job != NULL)
    easel_text_job_cancel (self->job);
  g_clear_pointer (&self->job, easel_text_job_unref);
  self->job = job;
}

static EaselTextJob *
make_job (EaselPromptPage *self, EaselPromptContent *current)
{
  g_autofree char *answer = NULL;
  g_autofree char *negative_answer = NULL;

  easel_edit_run_dup_whole (self->run, &answer, &negative_answer);
  return easel_review_document_review (self->document, answer, negative_answer, current);
}

static void
rebase (EaselPromptPage *self, EaselTextJob *job)
{
  g_autoptr (EaselPromptContent) current = _easel_prompt_page_dup_content (self);

  easel_review_document_rebase (self->document, self->review, current, job);
}

static DexFuture *
close_interaction_fiber (gpointer data)
{
  EaselPageTask *task = data;
  g_autoptr (GError) error = NULL;

  if (task->page->context == NULL)
    return NULL;
  if (!dex_await (easel_edit_service_set_outcome (easel_context_get_edits (task->page->context),
                                                  easel_edit_run_get_interaction_id (task->object),
                                                  EASEL_EDIT_DISMISSED),
                  &error))
    g_warning ("The outcome of an edit could not be kept: %s", error->message);
  return NULL;
}

void
_easel_prompt_page_dismiss_run (EaselPromptPage *self)
{
  if (self->run != NULL && easel_edit_run_get_interaction_id (self->run) != 0)
    _easel_page_spawn (self, close_interaction_fiber, self->prompt_id, self->run, FALSE);
}

static void
show_unchanged (EaselPromptPage *self)
{
  _easel_prompt_page_ensure_card (self);
  easel_run_card_show_unchanged (self->run_card);
  _easel_prompt_page_dismiss_run (self);
  _easel_prompt_page_show (self, "edit", "card");
  easel_run_card_focus (self->run_card);
}

static void
show_review (EaselPromptPage *self, EaselTextJob *job)
{
  g_autofree char *before_title = NULL;
  const GError *error;

  g_clear_pointer (&self->review, easel_review_unref);
  self->review = easel_text_job_get_review (job, &error);
  if (self->review == NULL)
    {
      _easel_prompt_page_show_error (self, _ ("The answer cannot be shown"), error, FALSE);
      return;
    }
  easel_review_ref (self->review);
  if (easel_review_get_n_changes (self->review) == 0)
    {
      g_clear_pointer (&self->review, easel_review_unref);
      show_unchanged (self);
      return;
    }
  rebase (self, NULL);
  ensure_review_view (self);
  before_title = self->revision != NULL
                     ? g_strdup_printf (_ ("Revision %u"), easel_revision_get_number (self->revision))
                     : g_strdup (_ ("Before"));
  easel_review_view_set_before_title (self->review_view, before_title);
  easel_review_view_set_review (self->review_view, self->review);
  show_review_heading (self);
  _easel_prompt_page_show (self, "review", "review");
  _easel_prompt_page_update_layout (self);
  _easel_prompt_page_update_title (self);
  on_review_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->review_view));
}

static gboolean
is_writing (EaselPromptPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->view_stack), "edit") == 0;
}

/* A long answer is read and compared in threads; the page stays as it is until then. */
static DexFuture *
review_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  gboolean typed;

  dex_await (easel_edit_run_read_whole (task->object), NULL);
  do
    {
      g_autoptr (EaselPromptContent) current = NULL;
      g_autoptr (EaselPromptContent) now = NULL;
      g_autoptr (EaselTextJob) job = NULL;

      if (self->context == NULL || self->review_serial != task->serial)
        return NULL;
      current = _easel_prompt_page_dup_content (self);
      job = make_job (self, current);
      _easel_prompt_page_set_job (self, easel_text_job_ref (job));
      dex_await (easel_text_job_start (job), NULL);
      if (self->context == NULL || self->review_serial != task->serial)
        return NULL;
      now = _easel_prompt_page_dup_content (self);
      typed = !g_str_equal (now->text, current->text) || !g_str_equal (now->negative, current->negative);
      if (typed && !is_writing (self))
        continue;
      self->reviewing = FALSE;
      _easel_prompt_page_set_job (self, NULL);
      if (typed)
        _easel_prompt_page_offer_card (self);
      else
        show_review (self, job);
    }
  while (self->reviewing && self->review_serial == task->serial);
  return NULL;
}

void
_easel_prompt_page_start_review (EaselPromptPage *self)
{
  EaselPromptContent *base = easel_edit_run_get_base (self->run);

  if (self->reviewing)
    return;
  if (easel_edit_run_get_length (self->run) + strlen (base->text) + strlen (base->negative) <=
      EASEL_LONG_TEXT)
    {
      g_autoptr (EaselPromptContent) current = _easel_prompt_page_dup_content (self);
      g_autoptr (EaselTextJob) job = make_job (self, current);

      easel_text_job_run (job);
      show_review (self, job);
      return;
    }
  self->reviewing = TRUE;
  {
    EaselPageTask *task = g_new0 (EaselPageTask, 1);

    task->page = g_object_ref (self);
    task->prompt_id = self->prompt_id;
    task->object = g_object_ref (G_OBJECT (self->run));
    task->serial = ++self->review_serial;
    dex_future_disown (easel_fiber_spawn (review_fiber, task, _easel_page_task_free));
  }
}

static void
show_rebased (EaselPromptPage *self, EaselTextJob *job)
{
  rebase (self, job);
  _easel_prompt_page_set_job (self, NULL);
  easel_review_view_refresh (self->review_view);
  show_review_heading (self);
}

/* Decisions can be made meanwhile: they are of changes, wherever these stand. */
static DexFuture *
rebase_fiber (gpointer data)
{
  EaselPageTask *task = data;
  EaselPromptPage *self = task->page;
  g_autoptr (EaselTextJob) job = NULL;

  if (self->job == NULL)
    return NULL;
  job = easel_text_job_ref (self->job);
  dex_await (easel_text_job_start (job), NULL);
  if (self->context != NULL && self->review != NULL && self->job == job)
    show_rebased (self, job);
  return NULL;
}

/* The prompt became another under its review. */
void
_easel_prompt_page_rebase_review (EaselPromptPage *self)
{
  g_autoptr (EaselPromptContent) current = NULL;

  if (self->review == NULL)
    return;
  if (strlen (easel_review_get_before (self->review)) <= EASEL_LONG_TEXT)
    {
      show_rebased (self, NULL);
      return;
    }
  current = _easel_prompt_page_dup_content (self);
  _easel_prompt_page_set_job (self, easel_review_document_compare (self->document, self->review, current));
  _easel_page_spawn (self, rebase_fiber, self->prompt_id, NULL, FALSE);
}

/* Nothing is applied to a text that is no more. */
static void
end_rebase (EaselPromptPage *self)
{
  if (self->review != NULL && self->job != NULL)
    show_rebased (self, NULL);
}

static EaselEditOutcome
outcome_of (EaselReview *review)
{
  guint taken = easel_review_count (review, EASEL_CHANGE_TAKEN);

  if (taken == 0)
    return EASEL_EDIT_DISMISSED;
  return taken == easel_review_get_n_changes (review) ? EASEL_EDIT_TAKEN : EASEL_EDIT_PARTLY;
}

/* ---- apply and dismiss ---- */

typedef struct
{
  EaselPromptPage *page;
  EaselPromptService *prompts;
  EaselPromptContent *content;
  gint64 prompt_id;
  gint64 parent_id;
  gint64 interaction_id;
  EaselEditOutcome outcome;
} Apply;

static void
apply_free (gpointer data)
{
  Apply *apply = data;

  g_object_unref (apply->page);
  g_object_unref (apply->prompts);
  easel_prompt_content_unref (apply->content);
  g_free (apply);
}

static DexFuture *
apply_fiber (gpointer data)
{
  Apply *apply = data;
  EaselPromptPage *self = apply->page;
  g_autoptr (EaselRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  self->busy++;
  revision = dex_await_object (easel_prompt_service_commit (apply->prompts, apply->prompt_id, apply->content,
                                                            EASEL_REVISION_SOURCE_EDIT, apply->parent_id,
                                                            apply->interaction_id, apply->outcome),
                               &error);
  self->busy--;
  if (!_easel_prompt_page_shows (self, apply->prompt_id))
    return NULL;
  /* The draft went with the revision; with it the context, and what was typed
   * while this was waited for. */
  _easel_prompt_page_note_change (self);
  if (revision == NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Not saved: %s"), error->message);

      _easel_prompt_page_show_problem (self, text, _ ("Try Again"));
    }
  else
    _easel_prompt_page_set_revision (self, revision);
  return NULL;
}

static void
on_apply_cb (EaselPromptPage *self)
{
  g_autoptr (EaselPromptContent) current = _easel_prompt_page_dup_content (self);
  g_autoptr (EaselPromptContent) result = NULL;
  Apply *apply;

  if (self->review == NULL)
    return;
  end_rebase (self);
  if (easel_review_count (self->review, EASEL_CHANGE_TAKEN) == 0)
    {
      _easel_prompt_page_dismiss_run (self);
      _easel_prompt_page_leave_run (self);
      return;
    }

  result = easel_review_document_dup_result (self->document, self->review, current);
  apply = g_new0 (Apply, 1);
  apply->page = g_object_ref (self);
  apply->prompts = g_object_ref (easel_context_get_prompts (self->context));
  apply->content = easel_prompt_content_ref (result);
  apply->prompt_id = self->prompt_id;
  apply->parent_id = self->revision != NULL ? easel_revision_get_id (self->revision) : 0;
  apply->interaction_id = easel_edit_run_get_interaction_id (self->run);
  apply->outcome = outcome_of (self->review);

  _easel_prompt_page_replace_content (self, result);
  easel_composer_set_instruction (self->composer, "");
  _easel_prompt_page_leave_run (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  dex_future_disown (easel_fiber_spawn (apply_fiber, apply, apply_free));
}

static void
on_dismiss_response_cb (EaselPromptPage *self, const char *response)
{
  if (!g_str_equal (response, "dismiss") || self->review == NULL)
    return;
  _easel_prompt_page_dismiss_run (self);
  _easel_prompt_page_leave_run (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static void
on_dismiss_cb (EaselPromptPage *self)
{
  AdwAlertDialog *dialog;

  if (self->review == NULL)
    return;
  if (easel_review_count (self->review, EASEL_CHANGE_TAKEN) == 0)
    {
      on_dismiss_response_cb (self, "dismiss");
      return;
    }
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (
      _ ("Dismiss This Edit?"), _ ("Some changes are taken. The answer stays in the edit log.")));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Go On Reviewing"), "dismiss", _ ("Dismiss"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "dismiss", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_dismiss_response_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}
