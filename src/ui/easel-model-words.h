// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-model.h"

G_BEGIN_DECLS

/* How many capabilities there are. */
#define EASEL_MODEL_N_BADGES 6
#define EASEL_MODEL_ALL_BADGES ((EaselCapabilities) ((1 << EASEL_MODEL_N_BADGES) - 1))

char *easel_model_words_price (EaselModel *model);
char *easel_model_words_caption (EaselModel *model);
char *easel_model_words_price_source (EaselModel *model);
const char *easel_model_words_capability (EaselCapabilities capability);
const char *easel_model_words_kind (EaselPurposes kind);
void easel_model_words_show_badges (GtkBox *box, EaselModel *model, EaselCapabilities only);
char *easel_model_words_fold (EaselModel *model);

G_END_DECLS
