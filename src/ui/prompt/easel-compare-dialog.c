// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-compare-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-fiber.h"
#include "easel-live-view.h"
#include "easel-review-document.h"

/**
 * EaselCompareDialog:
 *
 * What changed from one revision to another, in the marks of a review.
 */
struct _EaselCompareDialog
{
  AdwDialog parent_instance;

  EaselLiveDiff *diff;
  EaselLiveView *view;
  EaselTextJob *job;
  EaselPromptContent *before;
  char *after;
  guint tick;
};

G_DEFINE_FINAL_TYPE (EaselCompareDialog, easel_compare_dialog, ADW_TYPE_DIALOG)

/* A long text is compared a slice a frame. */
static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselCompareDialog *self = user_data;

  easel_live_diff_advance (self->diff);
  easel_live_view_update (self->view);
  if (easel_live_diff_is_behind (self->diff))
    return G_SOURCE_CONTINUE;
  easel_live_view_end (self->view);
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
easel_compare_dialog_dispose (GObject *object)
{
  EaselCompareDialog *self = EASEL_COMPARE_DIALOG (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_pointer (&self->diff, easel_live_diff_unref);
  g_clear_pointer (&self->job, easel_text_job_unref);
  g_clear_pointer (&self->before, easel_prompt_content_unref);
  g_clear_pointer (&self->after, g_free);

  G_OBJECT_CLASS (easel_compare_dialog_parent_class)->dispose (object);
}

static void
easel_compare_dialog_class_init (EaselCompareDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_compare_dialog_dispose;
}

static void
easel_compare_dialog_init (EaselCompareDialog *self)
{
  adw_dialog_set_content_width (ADW_DIALOG (self), 800);
  adw_dialog_set_content_height (ADW_DIALOG (self), 600);
}

static void
show (EaselCompareDialog *self)
{
  self->diff = easel_live_diff_ref (easel_text_job_get_live (self->job));
  easel_live_diff_set_answer (self->diff, self->after, TRUE);
  easel_live_view_begin (self->view, self->diff,
                         (const EaselSpan *) (gconstpointer) self->before->locks->data,
                         self->before->locks->len);
  self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick_cb, self, NULL);
}

/* The words of a long text are told apart in a thread. */
static DexFuture *
show_fiber (gpointer data)
{
  EaselCompareDialog *self = data;

  dex_await (easel_text_job_start (self->job), NULL);
  if (self->job != NULL)
    show (self);
  return NULL;
}

EaselCompareDialog *
easel_compare_dialog_new (EaselRevision *older, EaselRevision *newer)
{
  EaselCompareDialog *self = g_object_new (EASEL_TYPE_COMPARE_DIALOG, NULL);
  EaselPromptContent *before = easel_revision_get_content (older);
  EaselPromptContent *after = easel_revision_get_content (newer);
  gboolean with_negative = *before->negative != '\0' || *after->negative != '\0';
  g_autoptr (EaselReviewDocument) document =
      easel_review_document_new (before, with_negative ? EASEL_EDIT_BOTH : EASEL_EDIT_PROMPT);
  g_autofree char *before_text = easel_review_document_compose (document, before->text, before->negative);
  g_autofree char *after_text = easel_review_document_compose (document, after->text, after->negative);
  g_autofree char *title = g_strdup_printf (_ ("Revision %u to %u"), easel_revision_get_number (older),
                                            easel_revision_get_number (newer));
  GtkWidget *toolbar = adw_toolbar_view_new ();

  adw_dialog_set_title (ADW_DIALOG (self), title);
  self->before = easel_prompt_content_ref (before);
  self->after = g_strdup (after_text);
  self->job = easel_text_job_new_live (before_text);
  self->view = EASEL_LIVE_VIEW (easel_live_view_new ());
  easel_live_view_set_name (self->view, title);
  adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (toolbar), adw_header_bar_new ());
  adw_toolbar_view_set_content (ADW_TOOLBAR_VIEW (toolbar), GTK_WIDGET (self->view));
  adw_dialog_set_child (ADW_DIALOG (self), toolbar);

  if (strlen (before_text) <= EASEL_LONG_TEXT)
    {
      easel_text_job_run (self->job);
      show (self);
    }
  else
    dex_future_disown (easel_fiber_spawn (show_fiber, g_object_ref (self), g_object_unref));
  return self;
}
