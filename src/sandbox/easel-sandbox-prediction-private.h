// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-sandbox-painter-private.h"

G_BEGIN_DECLS

typedef enum
{
  EASEL_SANDBOX_STARTING,
  EASEL_SANDBOX_PROCESSING,
  EASEL_SANDBOX_SUCCEEDED,
  EASEL_SANDBOX_FAILED,
  EASEL_SANDBOX_CANCELED,
} EaselSandboxStatus;

/* One job in the form of Replicate, from its request to its files. */
typedef struct
{
  char *id;
  const char *model;
  EaselSandboxScene *scene;
  guint count;   /* pictures */
  guint n_steps; /* of painting, or frames of a clip */
  gboolean is_clip;

  EaselSandboxStatus status;
  guint done;         /* steps */
  GPtrArray *frames;  /* of a clip */
  GPtrArray *outputs; /* (element-type GBytes): at the end */
  gint64 created;
} EaselSandboxPrediction;

EaselSandboxPrediction *_easel_sandbox_prediction_new (
    const char *id, const char *model, const char *body, gsize length, guint *status, char **problem);
void _easel_sandbox_prediction_free (EaselSandboxPrediction *self);
void _easel_sandbox_prediction_work (EaselSandboxPrediction *self);
const char *_easel_sandbox_prediction_get_type (const EaselSandboxPrediction *self);
char *_easel_sandbox_prediction_to_json (const EaselSandboxPrediction *self, const char *base);

const char *_easel_sandbox_find_maker (const char *name);
char *_easel_sandbox_get_maker (const char *model);
char *_easel_sandbox_get_collection (const char *slug);
char *_easel_sandbox_get_problem (const char *title, const char *detail, guint status);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSandboxPrediction, _easel_sandbox_prediction_free)

G_END_DECLS
