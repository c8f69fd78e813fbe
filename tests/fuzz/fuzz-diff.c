// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-live-diff.h"
#include "easel-review.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static gsize
to_boundary (const char *text, gsize offset)
{
  while (offset > 0 && ((guchar) text[offset] & 0xc0) == 0x80)
    offset--;
  return offset;
}

static void
check_review (const char *before, const char *after, guint8 choice)
{
  gsize length = strlen (before);
  gsize from = to_boundary (before, length * choice / 256), to = to_boundary (before, MIN (length, from + 9));
  EaselSpan lock = { from, to - from };
  g_autoptr (EaselReview) free = easel_review_new (before, after, NULL, 0, NULL, NULL);
  g_autoptr (EaselReview) locked = easel_review_new (before, after, &lock, 1, NULL, NULL);
  g_autofree char *all = NULL;
  g_autofree char *kept = NULL;
  g_autofree EaselSpan *mapped = NULL;
  gsize n;

  easel_review_set_all (free, EASEL_CHANGE_TAKEN);
  all = easel_review_get_result (free);
  g_assert_cmpstr (all, ==, after);

  easel_review_set_all (locked, EASEL_CHANGE_TAKEN);
  kept = easel_review_get_result (locked);
  mapped = easel_review_map_locks (locked, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpmem (kept + mapped->start, mapped->length, before + from, to - from);

  g_assert_true (easel_review_rebase (locked, after));
  g_assert_cmpstr (easel_review_get_before (locked), ==, after);
}

static void
check_live (const char *before, const char *after)
{
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);
  gsize length = strlen (after);

  for (gsize n = 1; n < length; n += length / 7 + 1)
    {
      g_autofree char *part = g_strndup (after, n);

      easel_live_diff_set_answer (live, part, FALSE);
    }
  easel_live_diff_set_answer (live, after, TRUE);
  while (easel_live_diff_is_behind (live))
    easel_live_diff_advance (live);
  g_assert_cmpuint (easel_live_diff_get_pending (live).length, ==, 0);
}

/* The first byte decides about the lock; the first 0xff divides the texts. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const guint8 *middle;
  g_autofree char *raw_before = NULL;
  g_autofree char *raw_after = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (size < 2)
    return 0;
  middle = memchr (data + 1, 0xff, size - 1);
  if (middle == NULL)
    middle = data + 1 + (size - 1) / 2;
  raw_before = g_strndup ((const char *) data + 1, (gsize) (middle - data - 1));
  raw_after = g_strndup ((const char *) middle, size - (gsize) (middle - data));
  before = g_utf8_make_valid (raw_before, -1);
  after = g_utf8_make_valid (raw_after, -1);
  check_review (before, after, data[0]);
  check_live (before, after);
  return 0;
}
