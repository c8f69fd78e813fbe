// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-time.h"

/**
 * easel_time_format_iso:
 * @time: microseconds since the epoch, UTC, as g_get_real_time() gives them
 *
 * Returns: (transfer full): @time as ISO 8601 in UTC, such as
 *   "2026-11-20T14:02:03Z"
 */
char *
easel_time_format_iso (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return date != NULL ? g_date_time_format (date, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}
