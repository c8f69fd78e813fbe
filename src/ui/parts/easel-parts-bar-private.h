// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-parts-bar.h"

#include <adwaita.h>

#include "easel-part-chip.h"

G_BEGIN_DECLS

struct _EaselPartsBar
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *window;
  AdwWrapBox *box;

  /* Owned */
  GPtrArray *chips;
  GtkWidget *menu;

  /* Borrowed: in the box after the last chip */
  GtkWidget *more_button;

  /* State */
  guint n_parts;
  guint limit;
  guint last_focus;
  int wanted_focus;
  int dragged;
  int drop_at;
  EaselPartChip *marked;
};

EaselPartChip *_easel_parts_bar_chip_at (EaselPartsBar *self, guint index);
EaselPartChip *_easel_parts_bar_chip_of (GtkWidget *widget);
EaselPartChip *_easel_parts_bar_focused_chip (EaselPartsBar *self);
gboolean _easel_parts_bar_focus_index (EaselPartsBar *self, int index);
void _easel_parts_bar_add_controllers (EaselPartsBar *self);

G_END_DECLS
