// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

/* What the benchmarks of streams compare with: the least that libsoup and
 * JSON-GLib can be made to do with the same stream. */

/* What the consumer is handed. */
typedef struct
{
  gsize n_events;
  gsize n_bytes;
} Delivered;

gint64 sse_reference_get_time (void);
char *sse_reference_make_stream (guint n_events);
void sse_reference_deliver (Delivered *delivered, const char *text);
gint64 sse_reference_run (SoupSession *session, const char *url, Delivered *delivered);
