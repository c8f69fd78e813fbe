// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-interaction.h"

G_BEGIN_DECLS

#define EASEL_TYPE_EDIT_LOG_ROW (easel_edit_log_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselEditLogRow, easel_edit_log_row, EASEL, EDIT_LOG_ROW, AdwBin)

GtkWidget *easel_edit_log_row_new (void);
void easel_edit_log_row_set_interaction (EaselEditLogRow *self, EaselInteraction *interaction);

const char *easel_edit_log_row_name_outcome (EaselInteraction *interaction, const char **icon_name);
char *easel_edit_log_row_name_call (EaselInteraction *interaction);

G_END_DECLS
