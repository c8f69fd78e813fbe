// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-generate-service.h"

G_BEGIN_DECLS

/**
 * EaselSheetParameter:
 * @EASEL_SHEET_SEED: the seed
 * @EASEL_SHEET_STEPS: the number of steps
 * @EASEL_SHEET_GUIDANCE: how closely it keeps to the prompt
 * @EASEL_SHEET_SIZE: such as "1024x768"
 * @EASEL_SHEET_MODEL: PROVIDER:MODEL
 * @EASEL_SHEET_WORDS: words of the prompt: the first value stands in it, the others
 *   take its place
 * @EASEL_SHEET_REVISION: the number of a revision of the prompt
 *
 * What varies along a side of a sheet.
 */
typedef enum
{
  EASEL_SHEET_SEED,
  EASEL_SHEET_STEPS,
  EASEL_SHEET_GUIDANCE,
  EASEL_SHEET_SIZE,
  EASEL_SHEET_MODEL,
  EASEL_SHEET_WORDS,
  EASEL_SHEET_REVISION,
  EASEL_N_SHEET_PARAMETERS,
} EaselSheetParameter;

/**
 * EaselSheetAxis:
 * @parameter: what varies
 * @values: (array zero-terminated=1): its values, at least one
 *
 * A side of a sheet. Only read while it is passed.
 */
typedef struct
{
  EaselSheetParameter parameter;
  const char *const *values;
} EaselSheetAxis;

#define EASEL_TYPE_SHEET (easel_sheet_get_type ())
G_DECLARE_FINAL_TYPE (EaselSheet, easel_sheet, EASEL, SHEET, GObject)

EaselSheetParameter easel_sheet_get_row_parameter (EaselSheet *self);
EaselSheetParameter easel_sheet_get_column_parameter (EaselSheet *self);
const char *const *easel_sheet_get_row_values (EaselSheet *self);
const char *const *easel_sheet_get_column_values (EaselSheet *self);
EaselJob *easel_sheet_get_job (EaselSheet *self, guint row, guint column);
const char *easel_sheet_get_prompt (EaselSheet *self);

GStrv easel_sheet_parse_values (EaselSheetParameter parameter, const char *text) G_GNUC_WARN_UNUSED_RESULT;
gint64 easel_generate_service_estimate_sheet (EaselGenerateService *self,
                                              const EaselGenerateRequest *request,
                                              const EaselSheetAxis *rows,
                                              const EaselSheetAxis *columns);
DexFuture *easel_generate_service_start_sheet (EaselGenerateService *self,
                                               const EaselGenerateRequest *request,
                                               const EaselSheetAxis *rows,
                                               const EaselSheetAxis *columns) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_generate_service_load_sheet (EaselGenerateService *self,
                                              gint64 job_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
