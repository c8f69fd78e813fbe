// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-edit-run.h"
#include "easel-text-job.h"

G_BEGIN_DECLS

typedef struct _EaselReviewDocument EaselReviewDocument;

EaselReviewDocument *easel_review_document_new (EaselPromptContent *base, EaselEditTarget target);
void easel_review_document_free (EaselReviewDocument *self);
char *easel_review_document_compose (EaselReviewDocument *self, const char *text, const char *negative);
EaselTextJob *easel_review_document_review (EaselReviewDocument *self,
                                            const char *answer,
                                            const char *negative_answer,
                                            const EaselPromptContent *current);
const EaselSpan *easel_review_document_get_locks (EaselReviewDocument *self, gsize *n_locks);
EaselTextJob *easel_review_document_compare (EaselReviewDocument *self,
                                             EaselReview *review,
                                             const EaselPromptContent *current);
void easel_review_document_rebase (EaselReviewDocument *self,
                                   EaselReview *review,
                                   const EaselPromptContent *current,
                                   EaselTextJob *job);
EaselPromptContent *easel_review_document_dup_result (EaselReviewDocument *self,
                                                      EaselReview *review,
                                                      const EaselPromptContent *current);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselReviewDocument, easel_review_document_free)

G_END_DECLS
