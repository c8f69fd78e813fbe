// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/**
 * EaselModelPullState:
 * @EASEL_MODEL_PULL_RUNNING: the server fetches the model
 * @EASEL_MODEL_PULL_FINISHED: the model is there
 * @EASEL_MODEL_PULL_STOPPED: the user stopped it; what came is kept by the server
 * @EASEL_MODEL_PULL_FAILED: it ended with an error
 *
 * How a download of a model goes.
 */
typedef enum
{
  EASEL_MODEL_PULL_RUNNING,
  EASEL_MODEL_PULL_FINISHED,
  EASEL_MODEL_PULL_STOPPED,
  EASEL_MODEL_PULL_FAILED,
} EaselModelPullState;

#define EASEL_TYPE_MODEL_PULL_STATE (easel_model_pull_state_get_type ())
GType easel_model_pull_state_get_type (void) G_GNUC_CONST;

#define EASEL_TYPE_MODEL_PULL (easel_model_pull_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelPull, easel_model_pull, EASEL, MODEL_PULL, GObject)

const char *easel_model_pull_get_slug (EaselModelPull *self);
const char *easel_model_pull_get_model (EaselModelPull *self);
EaselModelPullState easel_model_pull_get_state (EaselModelPull *self);
const char *easel_model_pull_get_status (EaselModelPull *self);
gint64 easel_model_pull_get_completed (EaselModelPull *self);
gint64 easel_model_pull_get_total (EaselModelPull *self);
const GError *easel_model_pull_get_error (EaselModelPull *self);
DexFuture *easel_model_pull_wait (EaselModelPull *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_model_pull_stop (EaselModelPull *self);

G_END_DECLS
