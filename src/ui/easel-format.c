// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-format.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-money.h"

#define TITLE_LENGTH 36
#define LONGEST_READ 1024

/**
 * easel_format_prompt_title:
 * @title: what the user called the prompt, or ""
 * @snippet: the beginning of its text
 *
 * Returns: (transfer full): what to call the prompt
 */
char *
easel_format_prompt_title (const char *title, const char *snippet)
{
  g_autofree char *line = NULL;
  char *end, *space;
  gsize length;

  if (*title != '\0')
    return g_strdup (title);

  while (g_ascii_isspace (*snippet))
    snippet++;
  /* Of a long text, the beginning will do. */
  length = strnlen (snippet, LONGEST_READ);
  while (length > 0 && ((guchar) snippet[length] & 0xC0) == 0x80)
    length--;
  line = g_strndup (snippet, length);
  g_strdelimit (line, "\n\r\t", ' ');
  g_strstrip (line);
  if (*line == '\0')
    return g_strdup (_ ("New Prompt"));
  if (g_utf8_strlen (line, -1) > TITLE_LENGTH)
    {
      end = g_utf8_offset_to_pointer (line, TITLE_LENGTH);
      *end = '\0';
      space = strrchr (line, ' ');
      if (space != NULL && space > line + TITLE_LENGTH / 2)
        *space = '\0';
      while (*line != '\0' && strchr (" ,.;:", line[strlen (line) - 1]) != NULL)
        line[strlen (line) - 1] = '\0';
      return g_strconcat (line, "…", NULL);
    }
  return g_steal_pointer (&line);
}

static gint64
days_ago (GDateTime *date, GDateTime *now)
{
  GDate a, b;

  g_date_clear (&a, 1);
  g_date_clear (&b, 1);
  g_date_set_dmy (&a, (GDateDay) g_date_time_get_day_of_month (date), g_date_time_get_month (date),
                  (GDateYear) g_date_time_get_year (date));
  g_date_set_dmy (&b, (GDateDay) g_date_time_get_day_of_month (now), g_date_time_get_month (now),
                  (GDateYear) g_date_time_get_year (now));
  return g_date_days_between (&a, &b);
}

/**
 * easel_format_clock:
 * @time: microseconds UTC
 *
 * Returns: (transfer full): the local time of day, such as "14:02"
 */
char *
easel_format_clock (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  /* Translators: a time of day, as strftime takes it */
  return g_date_time_format (date, C_ ("time of day", "%H:%M"));
}

/**
 * easel_format_day:
 * @time: microseconds UTC
 * @now: the present, likewise
 *
 * Returns: (transfer full): the local day, such as "Today" or "13 Nov"
 */
char *
easel_format_day (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);
  gint64 days = days_ago (date, today);

  if (days == 0)
    return g_strdup (_ ("Today"));
  if (days == 1)
    return g_strdup (_ ("Yesterday"));
  if (days > 1 && days < 7)
    return g_date_time_format (date, "%A");
  if (g_date_time_get_year (date) == g_date_time_get_year (today))
    /* Translators: day and month, as strftime takes it */
    return g_date_time_format (date, C_ ("day", "%-e %b"));
  /* Translators: day, month and year, as strftime takes it */
  return g_date_time_format (date, C_ ("day", "%-e %b %Y"));
}

/**
 * easel_format_time:
 * @time: microseconds UTC
 * @now: the present, likewise
 *
 * Returns: (transfer full): how a list says when something happened
 */
char *
easel_format_time (gint64 time, gint64 now)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_local (now / G_USEC_PER_SEC);

  if (now - time < 60 * G_TIME_SPAN_SECOND)
    return g_strdup (_ ("just now"));
  if (days_ago (date, today) == 0)
    return easel_format_clock (time);
  return easel_format_day (time, now);
}

/**
 * easel_format_money:
 * @microusd: millionths of a US dollar, -1 if it is not known
 *
 * Returns: (transfer full): the amount with as many digits as say something
 */
char *
easel_format_money (gint64 microusd)
{
  if (microusd < 0)
    return g_strdup (_ ("Price unknown"));
  if (microusd == 0)
    return g_strdup (_ ("Free"));
  return easel_money_format (microusd);
}

/**
 * easel_format_estimate:
 * @known: whether the price is known
 * @is_free: whether the model costs nothing
 * @microusd: what the call should cost, millionths of a US dollar
 *
 * Returns: (transfer full): what to say before a call
 */
char *
easel_format_estimate (gboolean known, gboolean is_free, gint64 microusd)
{
  g_autofree char *money = NULL;

  if (is_free)
    return g_strdup (_ ("Free"));
  if (!known)
    return g_strdup (_ ("Price unknown"));

  money = easel_format_money (MAX (microusd, 1));
  /* Translators: %s is an amount of money */
  return g_strdup_printf (_ ("About %s"), money);
}

/**
 * easel_format_duration:
 * @duration: microseconds
 *
 * Returns: (transfer full): such as "3.2 s"
 */
char *
easel_format_duration (gint64 duration)
{
  /* Translators: a duration in seconds */
  return g_strdup_printf (_ ("%.1f s"), (double) duration / (double) G_USEC_PER_SEC);
}

/**
 * easel_format_tokens:
 * @tokens: a number of tokens, such as the length that a model can read
 *
 * Returns: (transfer full): such as "128 k" or "1 M"
 */
char *
easel_format_tokens (gint64 tokens)
{
  if (tokens >= 1000000)
    return g_strdup_printf ("%" G_GINT64_FORMAT " M", tokens / 1000000);
  if (tokens >= 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT " k", tokens / 1000);
  return g_strdup_printf ("%" G_GINT64_FORMAT, tokens);
}
