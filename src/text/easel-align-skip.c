// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-align.h"

#include <string.h>

/* So many equal tokens in a row, found once, are no accident. */
#define RUN 6
#define REPEATED ((guint32) 1 << 31)

/* Where each run of a begins, by open addressing; runs that come twice are marked. */
typedef struct
{
  const guint32 *a;
  guint32 *slots; /* place + 1 */
  gsize mask;
} Runs;

static guint32 *
runs_find (const Runs *runs, const guint32 *run)
{
  guint64 hash = 0;
  gsize at;

  for (gsize i = 0; i < RUN; i++)
    hash = (hash ^ run[i]) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), hash ^= hash >> 29;
  for (at = hash & runs->mask; runs->slots[at] != 0; at = (at + 1) & runs->mask)
    if (memcmp (runs->a + (runs->slots[at] & ~REPEATED) - 1, run, RUN * sizeof *run) == 0)
      break;
  return &runs->slots[at];
}

/* The end of the last run of matches that is long enough to be believed. */
static void
find_firm_end (const guint32 *partners, gsize n, gsize *x, gsize *y)
{
  gsize length = 0;

  *x = *y = 0;
  for (gsize i = 0; i < n; i++)
    {
      gboolean goes_on = length > 0 && partners[i] != EASEL_ALIGN_NONE && partners[i] == partners[i - 1] + 1;

      length = goes_on ? length + 1 : partners[i] != EASEL_ALIGN_NONE;
      if (length >= RUN)
        {
          *x = i + 1;
          *y = (gsize) partners[i] + 1;
        }
    }
}

/* A run of b behind @y that a holds once, behind @x. */
static gboolean
find_skip (const guint32 *a, gsize n, const guint32 *b, gsize m, gsize x, gsize y, gsize *to_x, gsize *to_y)
{
  g_autofree guint32 *slots = NULL;
  Runs runs = { .a = a, .mask = 63 };

  while (runs.mask < 2 * (n - x))
    runs.mask = runs.mask * 2 + 1;
  runs.slots = slots = g_new0 (guint32, runs.mask + 1);
  for (gsize i = x; i + RUN <= n; i++)
    {
      guint32 *slot = runs_find (&runs, a + i);

      *slot = *slot != 0 ? *slot | REPEATED : (guint32) i + 1;
    }
  for (gsize j = y; j + RUN <= m; j++)
    {
      guint32 slot = *runs_find (&runs, b + j);

      if (slot == 0 || (slot & REPEATED) != 0)
        continue;
      *to_x = slot - 1;
      *to_y = j;
      return TRUE;
    }
  return FALSE;
}

/**
 * easel_align_answer:
 * @a: (array length=n): numbers of the tokens before
 * @n: how many
 * @b: (array length=m): numbers of the tokens of an unfinished answer
 * @m: how many
 * @n_ids: all numbers are smaller than this
 * @partners: (out caller-allocates) (array length=n): for each of @a its partner in @b, or %EASEL_ALIGN_NONE
 *
 * Like easel_align_prefix(), but it sees when an answer leaves out a passage:
 * that would be taken for new text until more of it had come than was left out.
 *
 * Returns: how far into @a the answer has come
 */
gsize
easel_align_answer (const guint32 *a, gsize n, const guint32 *b, gsize m, guint32 n_ids, guint32 *partners)
{
  gsize reached = easel_align_prefix (a, n, b, m, partners);
  gsize x, y, to_x, to_y;

  find_firm_end (partners, reached, &x, &y);
  if (m - y < RUN || !find_skip (a, n, b, m, x, y, &to_x, &to_y))
    return reached;

  easel_align (a + x, to_x - x, b + y, to_y - y, NULL, n_ids, partners + x, NULL, NULL);
  for (gsize i = x; i < to_x; i++)
    partners[i] += partners[i] != EASEL_ALIGN_NONE ? (guint32) y : 0;
  reached = easel_align_prefix (a + to_x, n - to_x, b + to_y, m - to_y, partners + to_x);
  for (gsize i = to_x; i < n; i++)
    partners[i] += partners[i] != EASEL_ALIGN_NONE ? (guint32) to_y : 0;
  return to_x + reached;
}
