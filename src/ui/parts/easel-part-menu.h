// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-part-chip.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PART_MENU (easel_part_menu_get_type ())
G_DECLARE_FINAL_TYPE (EaselPartMenu, easel_part_menu, EASEL, PART_MENU, GtkPopover)

GtkWidget *easel_part_menu_new (void);
void easel_part_menu_show_chip (EaselPartMenu *self, EaselPartChip *chip, guint n_parts);
void easel_part_menu_update (EaselPartMenu *self, EaselPartChip *chip, guint n_parts);

G_END_DECLS
