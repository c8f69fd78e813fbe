// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-job.h"
#include "easel-model-takes.h"
#include "easel-model.h"
#include "easel-pixels.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/**
 * EaselGenerateRequest:
 * @model: (nullable): PROVIDER:MODEL; %NULL is the default of the kind
 * @kind: %EASEL_PURPOSE_IMAGE or %EASEL_PURPOSE_VIDEO
 * @prompt: what to make; wildcards and `{a|b}` are chosen anew for each picture
 * @negative: (nullable): what must not be seen
 * @prompt_id: the prompt that @prompt is the text of, 0 if none or if @revision_id
 *   says it: the text becomes a revision unless it is one
 * @revision_id: the revision that @prompt is, 0 if none; with @changed the one that
 *   it was changed from
 * @changed: whether @prompt was changed since and becomes a revision of its own, of
 *   the same prompt
 * @width: pixels, 0 for the model's own
 * @height: pixels, 0 for the model's own
 * @ratio: (nullable): such as "16:9"
 * @count: how many, from 1
 * @seed: of the first, the next have those that follow; -1 for any
 * @steps: 0 for the model's own
 * @guidance: NaN for the model's own
 * @strength: how far to go from the first reference, 0 to 1; NaN for the model's own
 * @duration: seconds of a clip, 0 for the model's own
 * @sampler: (nullable): name of a sampler
 * @quality: (nullable): the provider's word
 * @format: (nullable): "png", "jpeg" or "webp"
 * @references: (nullable) (array zero-terminated=1): paths of pictures to start from
 * @previews: whether pictures of what is there so far are wanted, though they may
 *   cost more; where they cost nothing they always come
 * @mask: (nullable): path of a picture that is transparent where the first
 *   reference may change
 * @workflow: (nullable): path of a ComfyUI workflow in API format
 * @spend: what the user agreed to beyond the budgets
 *
 * What is to be made. Only read while it is passed.
 */
typedef struct
{
  const char *model;
  EaselPurposes kind;
  const char *prompt;
  const char *negative;
  gint64 prompt_id;
  gint64 revision_id;
  gboolean changed;
  int width;
  int height;
  const char *ratio;
  guint count;
  gint64 seed;
  int steps;
  double guidance;
  double strength;
  double duration;
  const char *sampler;
  const char *quality;
  const char *format;
  const char *const *references;
  gboolean previews;
  const char *mask;
  const char *workflow;
  EaselSpendFlags spend;
} EaselGenerateRequest;

#define EASEL_GENERATE_REQUEST_INIT                                                                          \
  { .kind = EASEL_PURPOSE_IMAGE,                                                                             \
    .count = 1,                                                                                              \
    .seed = -1,                                                                                              \
    .guidance = (double) __builtin_nan (""),                                                                 \
    .strength = (double) __builtin_nan ("") }

#define EASEL_GENERATE_MOST_COUNT 100

#define EASEL_TYPE_GENERATE_SERVICE (easel_generate_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselGenerateService, easel_generate_service, EASEL, GENERATE_SERVICE, GObject)

GListModel *easel_generate_service_get_jobs (EaselGenerateService *self);
EaselJob *easel_generate_service_find_job (EaselGenerateService *self, gint64 id);

DexFuture *easel_generate_service_describe (EaselGenerateService *self,
                                            const char *model,
                                            EaselPurposes kind) G_GNUC_WARN_UNUSED_RESULT;
gint64 easel_generate_service_estimate (EaselGenerateService *self, const EaselGenerateRequest *request);
DexFuture *easel_generate_service_start (EaselGenerateService *self,
                                         const EaselGenerateRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_load (EaselGenerateService *self, guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_resume (EaselGenerateService *self,
                                          gboolean unsent) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_keep_up (EaselGenerateService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_resume_job (EaselGenerateService *self,
                                              gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_cancel (EaselGenerateService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_load_cost (EaselGenerateService *self,
                                             gint64 job_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_load_assets (EaselGenerateService *self,
                                               EaselJob *job) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_load_preview (EaselGenerateService *self,
                                                EaselJob *job,
                                                guint side) G_GNUC_WARN_UNUSED_RESULT;
guint easel_generate_service_count_running (EaselGenerateService *self);
char *easel_generate_service_describe_loss (EaselGenerateService *self) G_GNUC_WARN_UNUSED_RESULT;
char *easel_generate_service_dup_wildcard_folder (EaselGenerateService *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
