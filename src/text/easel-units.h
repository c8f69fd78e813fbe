// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EASEL_UNIT_MAX_BYTES:
 *
 * A longer unit is no single token: its brackets and words are tokens of their
 * own, so that a change inside it stays small.
 */
#define EASEL_UNIT_MAX_BYTES 160

gsize easel_units_scan (const char *text, gsize pos, gsize end);

G_END_DECLS
