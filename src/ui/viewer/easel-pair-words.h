// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset.h"

G_BEGIN_DECLS

char *easel_pair_words_describe (EaselAsset *asset, gint64 cost) G_GNUC_WARN_UNUSED_RESULT;
char *easel_pair_words_compare (EaselAsset *a, EaselAsset *b, gint64 cost_a, gint64 cost_b)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
