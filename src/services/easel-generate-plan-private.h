// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-generate-service.h"

#include "easel-job-row.h"
#include "easel-media-schema.h"

G_BEGIN_DECLS

/* How many pictures of what is there so far are asked for, where they are. */
#define EASEL_GENERATE_PREVIEWS 2

/* From what is wished to rows of the journal, and from those to requests. */

char *_easel_generate_plan_to_json (const EaselGenerateRequest *request);
EaselMediaRequest *_easel_generate_plan_read (const EaselJobRow *row, GError **error);
EaselMediaRequest *_easel_generate_plan_sketch (const EaselGenerateRequest *request, const char *model_id);
gboolean _easel_generate_plan_read_references (const EaselJobRow *row,
                                               EaselMediaRequest *request,
                                               GError **error);
gint64 _easel_generate_plan_get_price (gint64 image, gint64 output, guint previews);
GPtrArray *_easel_generate_plan_make_rows (const EaselGenerateRequest *request,
                                           const EaselMediaSchema *schema,
                                           const char *wildcards,
                                           GError **error);

EaselModelTakes *_easel_model_takes_new (const EaselMediaSchema *schema);

G_END_DECLS
