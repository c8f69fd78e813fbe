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

/* Where the clock is put back at midnight, midnight comes twice, as it does in
 * Havana in November: the day begins with the first one. */
static gint64
first_of (GDateTime *midnight)
{
  for (int hours = 2; hours >= 1; hours--)
    {
      g_autoptr (GDateTime) earlier = g_date_time_add_hours (midnight, -hours);

      if (earlier != NULL && g_date_time_get_hour (earlier) == 0 && g_date_time_get_minute (earlier) == 0 &&
          g_date_time_get_day_of_month (earlier) == g_date_time_get_day_of_month (midnight))
        return g_date_time_to_unix (earlier);
    }
  return g_date_time_to_unix (midnight);
}

static gint64
start_of (int year, int month, int day, GTimeZone *zone)
{
  g_autoptr (GDateTime) date = g_date_time_new (zone, year, month, day, 0, 0, 0);

  return date != NULL ? first_of (date) * G_USEC_PER_SEC : 0;
}

static GDateTime *
get_local (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : g_date_time_new (zone, 1970, 1, 1, 0, 0, 0);
}

/**
 * easel_time_get_day_start:
 * @time: microseconds since the epoch, UTC
 * @days: how many days later, negative for earlier
 * @zone: (nullable): time zone, %NULL for the user's
 *
 * The days of the calendar are counted, so one of 23 or 25 hours is one as any
 * other.
 *
 * Returns: the first moment of the day that @time lies in, or of one that lies
 *   @days from it; microseconds since the epoch, UTC
 */
gint64
easel_time_get_day_start (gint64 time, int days, GTimeZone *zone)
{
  g_autoptr (GTimeZone) used = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  g_autoptr (GDateTime) local = get_local (time, used);
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) g_date_time_get_day_of_month (local),
                  (GDateMonth) g_date_time_get_month (local), (GDateYear) g_date_time_get_year (local));
  if (days > 0)
    g_date_add_days (&date, (guint) days);
  else if (days < 0)
    g_date_subtract_days (&date, MIN ((guint) -days, g_date_get_julian (&date) - 1));
  return start_of (g_date_get_year (&date), g_date_get_month (&date), g_date_get_day (&date), used);
}

/**
 * easel_time_get_month_start:
 * @time: microseconds since the epoch, UTC
 * @months: how many months later, negative for earlier
 * @zone: (nullable): time zone, %NULL for the user's
 *
 * Returns: the first moment of the month that @time lies in, or of one that lies
 *   @months from it; microseconds since the epoch, UTC
 */
gint64
easel_time_get_month_start (gint64 time, int months, GTimeZone *zone)
{
  g_autoptr (GTimeZone) used = zone != NULL ? g_time_zone_ref (zone) : g_time_zone_new_local ();
  g_autoptr (GDateTime) local = get_local (time, used);
  gint64 month = (gint64) g_date_time_get_year (local) * 12 + g_date_time_get_month (local) - 1 + months;

  return start_of ((int) (month / 12), (int) (month % 12) + 1, 1, used);
}
