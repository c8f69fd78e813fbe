// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-document.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * EaselReviewDocument:
 *
 * What a review is made of: the prompt, and below it the negative prompt where
 * both are edited together. The line between the two is a lock, as the
 * switched-off parts are, so that each stays what it is whatever is taken.
 */
struct _EaselReviewDocument
{
  EaselPromptContent *base;
  EaselEditTarget target;
  char *separator;
  char *before;
  GArray *locks;
  guint n_user_locks;
  guint n_offs;
};

/* What must stay in a version: its locks, its switched-off parts, and the line
 * that parts it from the negative prompt. */
static void
list_locks (EaselReviewDocument *self, const EaselPromptContent *content)
{
  g_array_set_size (self->locks, 0);
  self->n_user_locks = self->n_offs = 0;
  /* Locks and switched-off parts are of the prompt. */
  if (self->target == EASEL_EDIT_NEGATIVE)
    return;
  g_array_append_vals (self->locks, content->locks->data, content->locks->len);
  self->n_user_locks = content->locks->len;
  g_array_append_vals (self->locks, content->offs->data, content->offs->len);
  self->n_offs = content->offs->len;
  if (self->separator != NULL)
    {
      EaselSpan line = { strlen (content->text), strlen (self->separator) };

      g_array_append_val (self->locks, line);
    }
}

/**
 * easel_review_document_new:
 * @base: what is edited
 * @target: what of it is edited
 *
 * Returns: (transfer full): the document
 */
EaselReviewDocument *
easel_review_document_new (EaselPromptContent *base, EaselEditTarget target)
{
  EaselReviewDocument *self = g_new0 (EaselReviewDocument, 1);

  self->base = easel_prompt_content_ref (base);
  self->target = target;
  if (target == EASEL_EDIT_BOTH)
    self->separator = g_strdup_printf ("\n\n%s\n", _ ("Negative prompt:"));
  self->before = easel_review_document_compose (self, base->text, base->negative);

  self->locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  list_locks (self, base);
  return self;
}

void
easel_review_document_free (EaselReviewDocument *self)
{
  easel_prompt_content_unref (self->base);
  g_free (self->separator);
  g_free (self->before);
  g_array_unref (self->locks);
  g_free (self);
}

/**
 * easel_review_document_compose:
 * @self: the document
 * @text: a prompt
 * @negative: (nullable): a negative prompt
 *
 * Returns: (transfer full): both as the review shows them
 */
char *
easel_review_document_compose (EaselReviewDocument *self, const char *text, const char *negative)
{
  if (self->target == EASEL_EDIT_NEGATIVE)
    return g_strdup (negative);
  if (self->separator == NULL)
    return g_strdup (text);
  return g_strconcat (text, self->separator, negative, NULL);
}

/**
 * easel_review_document_get_locks:
 * @self: the document
 * @n_locks: (out): how many
 *
 * Returns: (transfer none): what must stay in the text before
 */
const EaselSpan *
easel_review_document_get_locks (EaselReviewDocument *self, gsize *n_locks)
{
  *n_locks = self->locks->len;
  return (const EaselSpan *) (gconstpointer) self->locks->data;
}

/**
 * easel_review_document_review:
 * @self: the document
 * @answer: the edited prompt
 * @negative_answer: (nullable): the edited negative prompt; %NULL leaves it
 * @current: the prompt as it stands now
 *
 * Returns: (transfer full): what makes the review, all its changes open
 */
EaselTextJob *
easel_review_document_review (EaselReviewDocument *self,
                              const char *answer,
                              const char *negative_answer,
                              const EaselPromptContent *current)
{
  g_autofree char *after = easel_review_document_compose (
      self, answer, negative_answer != NULL ? negative_answer : self->base->negative);
  g_autofree char *now = easel_review_document_compose (self, current->text, current->negative);

  return easel_text_job_new_review (self->before, after, now,
                                    (const EaselSpan *) (gconstpointer) self->locks->data, self->locks->len);
}

/**
 * easel_review_document_compare:
 * @self: the document
 * @review: its review
 * @current: the prompt as it stands now
 *
 * Returns: (transfer full): what shortens easel_review_document_rebase() when it is done
 */
EaselTextJob *
easel_review_document_compare (EaselReviewDocument *self,
                               EaselReview *review,
                               const EaselPromptContent *current)
{
  return easel_text_job_new_typed (g_strdup (easel_review_get_before (review)),
                                   easel_review_document_compose (self, current->text, current->negative));
}

/* What a job found is of use only for the text that it was made for. */
static gboolean
rebase_text (EaselReview *review, const char *text, EaselTextJob *job)
{
  const char *current = NULL;
  EaselDiff *typed = job != NULL ? easel_text_job_get_typed (job, &current) : NULL;

  if (g_str_equal (text, easel_review_get_before (review)))
    return TRUE;
  if (typed == NULL || !g_str_equal (text, current))
    return easel_review_rebase (review, text);
  easel_review_rebase_by (review, text, typed);
  return TRUE;
}

/**
 * easel_review_document_rebase:
 * @self: the document
 * @review: its review
 * @current: the prompt as it stands now
 * @job: (nullable): a job of easel_review_document_compare() that is done; the
 *   review was not rebased since
 *
 * Puts the review on what the prompt has become, with the locks and the
 * switched-off parts that it has now.
 */
void
easel_review_document_rebase (EaselReviewDocument *self,
                              EaselReview *review,
                              const EaselPromptContent *current,
                              EaselTextJob *job)
{
  g_autofree char *text = easel_review_document_compose (self, current->text, current->negative);
  g_autoptr (GError) error = NULL;

  if (!rebase_text (review, text, job))
    return;
  list_locks (self, current);
  if (!easel_review_set_locks (review, (const EaselSpan *) (gconstpointer) self->locks->data,
                               self->locks->len, &error))
    g_warning ("Locks of a review: %s", error->message);
}

/**
 * easel_review_document_dup_result:
 * @self: the document
 * @review: its review
 * @current: the prompt as it stands now; what is not edited is kept
 *
 * Returns: (transfer full): what the prompt becomes by what is taken
 */
EaselPromptContent *
easel_review_document_dup_result (EaselReviewDocument *self,
                                  EaselReview *review,
                                  const EaselPromptContent *current)
{
  g_autofree char *result = easel_review_get_result (review);
  gsize n_locks = 0;
  g_autofree EaselSpan *locks = easel_review_map_locks (review, &n_locks);
  EaselPromptContent *content;

  if (self->target == EASEL_EDIT_NEGATIVE)
    {
      content = easel_prompt_content_new (current->text, result);
      g_array_append_vals (content->locks, current->locks->data, current->locks->len);
      g_array_append_vals (content->offs, current->offs->data, current->offs->len);
      return content;
    }
  if (self->separator != NULL && n_locks == self->locks->len)
    {
      const EaselSpan *line = &locks[n_locks - 1];

      content = easel_prompt_content_new (NULL, result + line->start + line->length);
      content->text = g_strndup (result, line->start);
    }
  else
    content = easel_prompt_content_new (result, current->negative);

  if (n_locks >= self->n_user_locks + self->n_offs)
    {
      g_array_append_vals (content->locks, locks, self->n_user_locks);
      g_array_append_vals (content->offs, locks + self->n_user_locks, self->n_offs);
    }
  return content;
}
