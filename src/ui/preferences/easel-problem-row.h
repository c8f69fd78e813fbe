// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_PROBLEM_ROW (easel_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselProblemRow, easel_problem_row, EASEL, PROBLEM_ROW, AdwActionRow)

void easel_problem_row_set_problem (EaselProblemRow *self, const char *problem);
void easel_problem_row_set_action (EaselProblemRow *self, const char *label);

G_END_DECLS
