// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_RUN_CARD (easel_run_card_get_type ())
G_DECLARE_FINAL_TYPE (EaselRunCard, easel_run_card, EASEL, RUN_CARD, AdwBin)

EaselRunCard *easel_run_card_new (void);
void easel_run_card_show_error (EaselRunCard *self,
                                const char *title,
                                const GError *error,
                                gboolean has_answer);
void easel_run_card_show_unchanged (EaselRunCard *self);
void easel_run_card_show_ready (EaselRunCard *self);
void easel_run_card_focus (EaselRunCard *self);

G_END_DECLS
