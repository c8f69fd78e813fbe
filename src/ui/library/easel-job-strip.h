// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_JOB_STRIP (easel_job_strip_get_type ())
G_DECLARE_FINAL_TYPE (EaselJobStrip, easel_job_strip, EASEL, JOB_STRIP, AdwBin)

void easel_job_strip_set_context (EaselJobStrip *self, EaselContext *context);

G_END_DECLS
