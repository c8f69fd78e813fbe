// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-parts.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PART_CHIP (easel_part_chip_get_type ())
G_DECLARE_FINAL_TYPE (EaselPartChip, easel_part_chip, EASEL, PART_CHIP, GtkWidget)

GtkWidget *easel_part_chip_new (void);
void easel_part_chip_set_part (EaselPartChip *self, const char *prompt, const EaselPart *part);
void easel_part_chip_set_position (EaselPartChip *self, guint index, guint n_parts);
guint easel_part_chip_get_index (EaselPartChip *self);
const EaselPart *easel_part_chip_get_part (EaselPartChip *self);
const char *easel_part_chip_get_text (EaselPartChip *self);
char *easel_part_chip_describe (EaselPartChip *self);

G_END_DECLS
