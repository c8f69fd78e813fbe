// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-live-diff.h"
#include "easel-parts.h"
#include "easel-review.h"

G_BEGIN_DECLS

/* Above so many bytes a text is compared and split in a thread. */
#define EASEL_LONG_TEXT (48 * 1024)

typedef struct _EaselTextJob EaselTextJob;

EaselTextJob *easel_text_job_new_live (const char *before);
EaselTextJob *easel_text_job_new_review (
    const char *before, const char *after, const char *current, const EaselSpan *locks, gsize n_locks);
EaselTextJob *easel_text_job_new_typed (char *before, char *current);
EaselTextJob *easel_text_job_new_parts (EaselPartsState *state);
EaselTextJob *easel_text_job_ref (EaselTextJob *self);
void easel_text_job_unref (EaselTextJob *self);

void easel_text_job_run (EaselTextJob *self);
DexFuture *easel_text_job_start (EaselTextJob *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_text_job_cancel (EaselTextJob *self);

EaselLiveDiff *easel_text_job_get_live (EaselTextJob *self);
EaselReview *easel_text_job_get_review (EaselTextJob *self, const GError **error);
EaselDiff *easel_text_job_get_typed (EaselTextJob *self, const char **current);
const EaselPart *easel_text_job_get_parts (EaselTextJob *self, gsize *n_parts);
const EaselPartsState *easel_text_job_get_state (EaselTextJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTextJob, easel_text_job_unref)

G_END_DECLS
