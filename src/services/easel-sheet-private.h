// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-sheet.h"

#include "easel-generate-service-private.h"

G_BEGIN_DECLS

/* What a cell is: a request, and what it points to. */
typedef struct
{
  EaselGenerateRequest request;
  char *prompt;
  char *negative;
} EaselSheetCell;

void _easel_sheet_cell_clear (EaselSheetCell *cell);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EaselSheetCell, _easel_sheet_cell_clear)

gboolean _easel_sheet_cell_apply (EaselGenerateService *service,
                                  EaselSheetCell *cell,
                                  EaselSheetParameter parameter,
                                  const char *value,
                                  const char *first,
                                  GError **error);
char *_easel_sheet_mark (const char *parameters,
                         const EaselSheetAxis *rows,
                         const EaselSheetAxis *columns,
                         guint row,
                         guint column);
EaselSheet *_easel_sheet_new (EaselGenerateService *service, GPtrArray *rows, GError **error);

G_END_DECLS
