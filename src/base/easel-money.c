// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-money.h"

#include <string.h>

/* The most that is taken for an amount: a billion dollars. */
#define MOST_DOLLARS 1000000000

/**
 * easel_money_format:
 * @microusd: millionths of a US dollar, not negative
 *
 * Returns: (transfer full): the amount with as many digits as say something,
 *   such as "$12.30" or "$0.0003"
 */
char *
easel_money_format (gint64 microusd)
{
  double dollars = (double) microusd / 1e6;

  if (microusd == 0 || dollars >= 0.1)
    return g_strdup_printf ("$%.2f", dollars);
  if (dollars >= 0.001)
    return g_strdup_printf ("$%.3f", dollars);
  if (dollars >= 0.0001)
    return g_strdup_printf ("$%.4f", dollars);
  return g_strdup ("< $0.0001");
}

/**
 * easel_money_parse:
 * @text: an amount in US dollars, such as "5", "$4.50" or "0,5"
 * @microusd: (out): millionths of a US dollar
 *
 * A point or a comma parts the cents; nothing parts the thousands.
 *
 * Returns: whether @text is an amount from 0 to a billion with at most six
 *   places behind the point
 */
gboolean
easel_money_parse (const char *text, gint64 *microusd)
{
  g_autofree char *copy = g_strdup (text);
  const char *c = g_strstrip (copy);
  gint64 amount = 0;
  guint n_digits = 0, n_places = 0;
  gboolean behind = FALSE;

  if (*c == '$')
    c++;
  for (; *c != '\0'; c++)
    {
      if (!behind && (*c == '.' || *c == ','))
        {
          behind = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*c) || n_places == 6 || n_digits == 10)
        return FALSE;
      amount = amount * 10 + (*c - '0');
      if (behind)
        n_places++;
      else
        n_digits++;
    }
  if (n_digits + n_places == 0)
    return FALSE;
  for (; n_places < 6; n_places++)
    amount *= 10;
  if (amount > (gint64) MOST_DOLLARS * 1000000)
    return FALSE;
  *microusd = amount;
  return TRUE;
}
