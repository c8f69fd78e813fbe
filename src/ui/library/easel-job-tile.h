// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_JOB_TILE (easel_job_tile_get_type ())
G_DECLARE_FINAL_TYPE (EaselJobTile, easel_job_tile, EASEL, JOB_TILE, AdwBin)

GtkWidget *easel_job_tile_new (EaselContext *context, EaselJob *job) G_GNUC_WARN_UNUSED_RESULT;
EaselJob *easel_job_tile_get_job (EaselJobTile *self);

G_END_DECLS
