// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSpan:
 * @start: offset of the first byte
 * @length: bytes
 *
 * A piece of a UTF-8 text, in bytes. An empty span is a place between two
 * characters.
 */
typedef struct
{
  gsize start;
  gsize length;
} EaselSpan;

/**
 * easel_span_end:
 * @span: a span
 *
 * Returns: offset of the byte after its last one
 */
static inline gsize
easel_span_end (EaselSpan span)
{
  return span.start + span.length;
}

/**
 * easel_span_touches:
 * @change: what would be replaced; empty for an insertion
 * @kept: what must stay
 *
 * Whether replacing @change would alter @kept. An insertion at either edge of
 * @kept leaves it whole and does not touch it.
 *
 * Returns: whether they share a byte, or @change is a place inside @kept
 */
static inline gboolean
easel_span_touches (EaselSpan change, EaselSpan kept)
{
  return change.start < easel_span_end (kept) && kept.start < easel_span_end (change);
}

G_END_DECLS
