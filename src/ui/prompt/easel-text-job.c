// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-job.h"

#include <string.h>

#include "easel-fiber.h"

/**
 * EaselTextJob:
 *
 * Something about a text that takes longer than a frame where the text is long:
 * a diff that is to follow an answer, a review, what was typed since, or a split
 * into parts. It has
 * copies of all that it needs, so that a thread can do it.
 */
struct _EaselTextJob
{
  char *before;
  char *after;
  char *current;
  EaselSpan *locks;
  gsize n_locks;
  EaselPartsState *state;
  GCancellable *cancellable;
  DexFuture *done;

  EaselLiveDiff *live;
  EaselReview *review;
  EaselDiff *typed;
  EaselPart *parts;
  gsize n_parts;
  GError *error;
};

static EaselTextJob *
job_new (void)
{
  EaselTextJob *self = g_atomic_rc_box_new0 (EaselTextJob);

  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * easel_text_job_new_live:
 * @before: a text that a model is changing
 *
 * Returns: (transfer full): makes an #EaselLiveDiff
 */
EaselTextJob *
easel_text_job_new_live (const char *before)
{
  EaselTextJob *self = job_new ();

  self->before = g_strdup (before);
  return self;
}

/**
 * easel_text_job_new_review:
 * @before: a text
 * @after: what a model made of it
 * @current: what it has become meanwhile
 * @locks: (array length=n_locks): spans of @before that must stay
 * @n_locks: how many
 *
 * Returns: (transfer full): makes an #EaselReview that stands on @current
 */
EaselTextJob *
easel_text_job_new_review (
    const char *before, const char *after, const char *current, const EaselSpan *locks, gsize n_locks)
{
  EaselTextJob *self = job_new ();

  self->before = g_strdup (before);
  self->after = g_strdup (after);
  self->current = g_strdup (current);
  self->locks = g_memdup2 (locks, n_locks * sizeof *locks);
  self->n_locks = n_locks;
  return self;
}

/**
 * easel_text_job_new_typed:
 * @before: (transfer full): what a review stands on
 * @current: (transfer full): what that has become
 *
 * Returns: (transfer full): makes what easel_review_rebase_by() needs
 */
EaselTextJob *
easel_text_job_new_typed (char *before, char *current)
{
  EaselTextJob *self = job_new ();

  self->before = before;
  self->current = current;
  return self;
}

/**
 * easel_text_job_new_parts:
 * @state: (transfer full): a prompt
 *
 * Returns: (transfer full): splits it into its parts
 */
EaselTextJob *
easel_text_job_new_parts (EaselPartsState *state)
{
  EaselTextJob *self = job_new ();

  self->state = state;
  return self;
}

EaselTextJob *
easel_text_job_ref (EaselTextJob *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
job_clear (gpointer data)
{
  EaselTextJob *self = data;

  g_free (self->before);
  g_free (self->after);
  g_free (self->current);
  g_free (self->locks);
  g_clear_pointer (&self->state, easel_parts_state_free);
  g_clear_pointer (&self->live, easel_live_diff_unref);
  g_clear_pointer (&self->review, easel_review_unref);
  g_clear_pointer (&self->typed, easel_diff_unref);
  g_free (self->parts);
  g_clear_error (&self->error);
  dex_clear (&self->done);
  g_object_unref (self->cancellable);
}

void
easel_text_job_unref (EaselTextJob *self)
{
  g_atomic_rc_box_release_full (self, job_clear);
}

/**
 * easel_text_job_run:
 * @self: a job
 *
 * Does it here and now: what a short text is due.
 */
void
easel_text_job_run (EaselTextJob *self)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (self->state != NULL)
    self->parts = easel_parts_split (self->state, &self->n_parts);
  else if (self->after == NULL && self->current != NULL)
    self->typed = easel_diff_new_raw (self->before, self->current, self->cancellable, &self->error);
  else if (self->after == NULL)
    self->live = easel_live_diff_new (self->before);
  else
    self->review = easel_review_new (self->before, self->after, self->locks, self->n_locks, self->cancellable,
                                     &self->error);
  if (self->review != NULL && !g_str_equal (self->current, self->before))
    easel_review_rebase (self->review, self->current);
}

static void
run_in_thread (gpointer data, gpointer unused)
{
  easel_text_job_run (data);
}

/**
 * easel_text_job_start:
 * @self: a job
 *
 * Does it in a thread, once.
 *
 * Returns: (transfer full): resolves to %TRUE when it is done or was cancelled
 */
DexFuture *
easel_text_job_start (EaselTextJob *self)
{
  if (self->done == NULL)
    self->done =
        easel_thread_spawn (run_in_thread, easel_text_job_ref (self), (GDestroyNotify) easel_text_job_unref);
  return dex_ref (self->done);
}

/**
 * easel_text_job_cancel:
 * @self: a job
 *
 * Nobody wants it any more: it ends soon, with nothing.
 */
void
easel_text_job_cancel (EaselTextJob *self)
{
  g_cancellable_cancel (self->cancellable);
}

EaselLiveDiff *
easel_text_job_get_live (EaselTextJob *self)
{
  return self->live;
}

/**
 * easel_text_job_get_review:
 * @self: a job that is done
 * @error: (out) (transfer none): why there is none
 *
 * Returns: (transfer none) (nullable): the review
 */
EaselReview *
easel_text_job_get_review (EaselTextJob *self, const GError **error)
{
  *error = self->error;
  return self->review;
}

/**
 * easel_text_job_get_typed:
 * @self: a job that is done
 * @current: (out) (transfer none): the text that it was made for
 *
 * Returns: (transfer none) (nullable): the diff
 */
EaselDiff *
easel_text_job_get_typed (EaselTextJob *self, const char **current)
{
  *current = self->current;
  return self->typed;
}

const EaselPart *
easel_text_job_get_parts (EaselTextJob *self, gsize *n_parts)
{
  *n_parts = self->n_parts;
  return self->parts;
}

const EaselPartsState *
easel_text_job_get_state (EaselTextJob *self)
{
  return self->state;
}
