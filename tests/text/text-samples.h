// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *text_samples_random (GRand *rand, guint n_pieces);
char *text_samples_edited (GRand *rand, const char *text);
char *text_samples_plain (GRand *rand, guint n_words, guint vocabulary);
gboolean text_samples_is_boundary (const char *text, gsize offset);

G_END_DECLS
