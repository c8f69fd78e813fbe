// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-align.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-arena.h"
#include "easel-error.h"

/* How the longest common subsequence of two arrays of numbers is found.
 *
 * 1. What is common at both ends is matched, what stands on one side only is
 *    dropped. Both keep the script minimal.
 * 2. Myers' greedy search ("An O(ND) Difference Algorithm and Its Variations",
 *    1986), with every furthest point kept, up to WINDOW_DISTANCE steps. If it
 *    arrives, the script is minimal.
 * 3. Else, while the product of the lengths is at most EXACT_CELLS, the same by
 *    bits, 64 cells at a time (Hyyrö, "Bit-Parallel LCS-length Computation
 *    Revisited", 2004). The script is minimal, whatever the distance.
 * 4. Beyond that, the first part of the best path of the greedy search is kept
 *    and the search begins anew behind it: each window is near minimal, time is
 *    at most (n + m) × NEXT_WINDOW_DISTANCE, memory WINDOW_DISTANCE² × 2 bytes. */

#define WINDOW_DISTANCE 512
/* Once that was not enough; and while an answer comes in, since a frame is short. */
#define NEXT_WINDOW_DISTANCE 256
#define EXACT_CELLS ((guint64) 1 << 28)
/* No path comes here; stays so when one is added. */
#define DEAD (G_MININT32 / 4)

/* Where a number occurs. */
enum
{
  BEFORE = 1,
  AFTER = 2,
  BOTH = 3,
  IGNORED = 4,
};

typedef struct
{
  const guint32 *a;
  const guint32 *b;
  gsize n;
  gsize m;
  guint32 *partners;
  GCancellable *cancellable;
  gint32 *trace;
} Problem;

/* Words of the trace of a search of that distance. */
static inline gsize
trace_size (gsize distance)
{
  return (distance + 1) * (distance + 2) / 2;
}

static gboolean
was_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Comparing the texts was stopped."));
  return TRUE;
}

/* Row d of the trace: the furthest x on the diagonals -d, -d+2 … d. */
static inline gint32 *
row_of (gint32 *trace, gsize d)
{
  return trace + d * (d + 1) / 2;
}

/* Where the path that reaches diagonal i of row d begins its run of matches. */
static inline gint32
step (const gint32 *previous, gsize d, gsize i, gint32 n, gint32 m)
{
  gint32 k = 2 * (gint32) i - (gint32) d;
  gint32 removed = i > 0 ? previous[i - 1] + 1 : DEAD;
  gint32 added = i < d ? previous[i] : DEAD;
  gint32 x = MAX (removed, added);

  if (G_LIKELY (x <= n && x - k <= m))
    return x;
  /* One of the two left the texts. */
  if (removed > n)
    removed = DEAD;
  if (added - k > m)
    added = DEAD;
  return MAX (MAX (removed, added), DEAD);
}

/* Records the matches of the path that ends at diagonal i of row d. */
static void
keep_path (Problem *self, gsize x0, gsize y0, gsize d, gsize i)
{
  gint32 n = (gint32) MIN (self->n - x0, G_MAXINT32 / 2), m = (gint32) MIN (self->m - y0, G_MAXINT32 / 2);

  for (;;)
    {
      gint32 x = row_of (self->trace, d)[i];
      gint32 k = 2 * (gint32) i - (gint32) d;
      gint32 from = d == 0 ? 0 : step (row_of (self->trace, d - 1), d, i, n, m);

      for (gint32 p = from; p < x; p++)
        self->partners[x0 + (gsize) p] = (guint32) (y0 + (gsize) (p - k));
      if (d == 0)
        break;
      /* The way that step() took: a removal where both arrive alike. */
      if (i > 0 && row_of (self->trace, d - 1)[i - 1] + 1 == from)
        i--;
      d--;
    }
}

/* The diagonal of row d + back from which i was reached, back rows earlier. */
static gsize
ancestor (Problem *self, gsize x0, gsize y0, gsize d, gsize i, gsize target)
{
  gint32 n = (gint32) MIN (self->n - x0, G_MAXINT32 / 2), m = (gint32) MIN (self->m - y0, G_MAXINT32 / 2);

  for (; d > target; d--)
    {
      const gint32 *previous = row_of (self->trace, d - 1);
      gint32 from = step (previous, d, i, n, m);

      if (i > 0 && previous[i - 1] + 1 == from)
        i--;
    }
  return i;
}

/* One search from (x0, y0). With @open_end it is enough to use up b. Moves x0
 * and y0 as far as the path is kept. Returns whether that is the end; if not
 * and @all_or_nothing, nothing was kept. */
static gboolean
search_window (Problem *self, gsize *x0, gsize *y0, gsize cap, gboolean open_end, gboolean all_or_nothing)
{
  const guint32 *a = self->a + *x0, *b = self->b + *y0;
  gint32 n = (gint32) MIN (self->n - *x0, G_MAXINT32 / 2), m = (gint32) MIN (self->m - *y0, G_MAXINT32 / 2);
  gsize best_i = 0, d, kept;
  gint32 best = DEAD;

  for (d = 0; d <= cap; d++)
    {
      gint32 *row = row_of (self->trace, d);
      const gint32 *previous = d > 0 ? row_of (self->trace, d - 1) : NULL;
      gint32 last = DEAD;

      for (gsize i = 0; i <= d; i++)
        {
          gint32 k = 2 * (gint32) i - (gint32) d;
          gint32 x = d == 0 ? 0 : step (previous, d, i, n, m);

          if (x >= 0)
            {
              while (x < n && x - k < m && a[x] == b[x - k])
                x++;
              if (x - k == m && (x == n || open_end) && x > last)
                {
                  last = x;
                  best_i = i;
                }
            }
          row[i] = x;
        }
      if (last != DEAD)
        {
          keep_path (self, *x0, *y0, d, best_i);
          *x0 += (gsize) last;
          *y0 += (gsize) m;
          return TRUE;
        }
    }
  if (all_or_nothing)
    return FALSE;

  for (gsize i = 0; i <= cap; i++)
    {
      gint32 x = row_of (self->trace, cap)[i];
      gint32 sum = 2 * x - (2 * (gint32) i - (gint32) cap);

      if (x >= 0 && sum > best)
        {
          best = sum;
          best_i = i;
        }
    }
  /* Most paths agree where they began; only the end is uncertain. */
  kept = cap / 4 * 3;
  best_i = ancestor (self, *x0, *y0, cap, best_i, kept);
  keep_path (self, *x0, *y0, kept, best_i);
  *y0 += (gsize) (row_of (self->trace, kept)[best_i] - (2 * (gint32) best_i - (gint32) kept));
  *x0 += (gsize) row_of (self->trace, kept)[best_i];
  return FALSE;
}

/* Sets or clears the bits of b's places that hold one id. */
typedef struct
{
  guint32 *first; /* per id: where its places begin */
  guint32 *places;
  guint64 *masks; /* of ids with more places than a row has words */
  guint32 *mask_of;
  gsize n_words;
} Places;

static void
places_init (Places *self, const guint32 *b, gsize m, guint32 n_ids)
{
  guint32 n_masks = 0;
  g_autofree guint32 *fill = g_new0 (guint32, (gsize) n_ids + 1);

  self->n_words = (m + 63) / 64;
  self->first = g_new0 (guint32, (gsize) n_ids + 1);
  self->places = g_new (guint32, m);
  self->mask_of = g_new (guint32, n_ids);
  for (gsize j = 0; j < m; j++)
    self->first[b[j] + 1]++;
  for (guint32 id = 0; id < n_ids; id++)
    {
      self->mask_of[id] = self->first[id + 1] > self->n_words ? n_masks++ : EASEL_ALIGN_NONE;
      self->first[id + 1] += self->first[id];
      fill[id] = self->first[id];
    }
  for (gsize j = 0; j < m; j++)
    self->places[fill[b[j]]++] = (guint32) j;
  self->masks = g_new0 (guint64, MAX (n_masks, 1) * self->n_words);
  for (gsize j = 0; j < m; j++)
    if (self->mask_of[b[j]] != EASEL_ALIGN_NONE)
      self->masks[self->mask_of[b[j]] * self->n_words + j / 64] |= (guint64) 1 << (j % 64);
}

static void
places_clear (Places *self)
{
  g_free (self->first);
  g_free (self->places);
  g_free (self->masks);
  g_free (self->mask_of);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Places, places_clear)

static void
next_row (const guint64 *s, guint64 *out, const guint64 *mask, gsize n_words)
{
  guint64 carry = 0;

  for (gsize w = 0; w < n_words; w++)
    {
      guint64 u = s[w] & mask[w];
      guint64 sum = s[w] + u;
      guint64 over = sum < u;

      sum += carry;
      over |= sum < carry;
      carry = over;
      out[w] = sum | (s[w] & ~u);
    }
}

/* All of a against all of b, by bits. */
static gboolean
align_exactly (Problem *self, guint32 n_ids, GError **error)
{
  g_auto (Places) places = { 0 };
  g_autofree guint64 *rows = NULL;
  g_autofree guint64 *scratch = NULL;
  gsize n_words, row, column;

  places_init (&places, self->b, self->m, n_ids);
  n_words = places.n_words;
  rows = g_new (guint64, (self->n + 1) * n_words);
  scratch = g_new0 (guint64, n_words);
  memset (rows, 0xff, n_words * sizeof (guint64));
  for (gsize i = 0; i < self->n; i++)
    {
      guint32 id = self->a[i];
      const guint64 *mask = scratch;

      if (i % 256 == 0 && was_cancelled (self->cancellable, error))
        return FALSE;
      if (places.mask_of[id] != EASEL_ALIGN_NONE)
        mask = places.masks + places.mask_of[id] * n_words;
      else
        for (guint32 p = places.first[id]; p < places.first[id + 1]; p++)
          scratch[places.places[p] / 64] |= (guint64) 1 << (places.places[p] % 64);
      next_row (rows + i * n_words, rows + (i + 1) * n_words, mask, n_words);
      if (mask == scratch)
        for (guint32 p = places.first[id]; p < places.first[id + 1]; p++)
          scratch[places.places[p] / 64] = 0;
    }

  /* A zero bit: one more match than without this column. */
  for (row = self->n, column = self->m; row > 0 && column > 0;)
    {
      gsize word = (column - 1) / 64;
      guint64 bit = (guint64) 1 << ((column - 1) % 64);

      if (rows[row * n_words + word] & bit)
        column--;
      else if ((rows[(row - 1) * n_words + word] & bit) == 0)
        row--;
      else
        self->partners[--row] = (guint32) --column;
    }
  return TRUE;
}

static gboolean
solve (Problem *self, guint32 n_ids, GError **error)
{
  gsize x = 0, y = 0;
  guint64 cells = (guint64) self->n * self->m;
  g_autofree gint32 *trace = NULL;

  if (self->n == 0 || self->m == 0)
    return TRUE;
  trace = g_new (gint32, trace_size (WINDOW_DISTANCE));
  self->trace = trace;
  if (cells <= EXACT_CELLS)
    {
      gsize cap = 16;

      /* As far as the search is cheaper than the bits. */
      while (cap < WINDOW_DISTANCE && cap * cap < cells / 32)
        cap *= 2;
      if (search_window (self, &x, &y, cap, FALSE, TRUE))
        return TRUE;
      return align_exactly (self, n_ids, error);
    }
  for (gsize distance = WINDOW_DISTANCE; !search_window (self, &x, &y, distance, FALSE, FALSE);)
    {
      distance = NEXT_WINDOW_DISTANCE;
      if (was_cancelled (self->cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Copies the ids of @from that take part; @index, if given, remembers where they were. */
static gsize
drop_strangers (const guint32 *from, gsize start, gsize end, const guint8 *known, guint32 *to, guint32 *index)
{
  gsize n = 0;

  for (gsize i = start; i < end; i++)
    if (known[from[i]] == BOTH)
      {
        if (index != NULL)
          index[n] = (guint32) i;
        to[n++] = from[i];
      }
  return n;
}

/**
 * easel_align:
 * @a: (array length=n): numbers of the tokens before
 * @n: how many
 * @b: (array length=m): numbers of the tokens after
 * @m: how many
 * @ignored: (array length=n_ids) (nullable): 1 for each number that takes no part
 * @n_ids: all numbers are smaller than this
 * @partners: (out caller-allocates) (array length=n): for each of @a its partner in @b, or %EASEL_ALIGN_NONE
 * @cancellable: (nullable): stops it between two steps of a few milliseconds
 * @error: return location
 *
 * Matches as many equal tokens as can be matched in order. Minimal in what is
 * left over while the distance is at most 512, or the product of the lengths
 * at most 2²⁸, both counted after the common ends, what is ignored and the
 * tokens of one side only are gone; beyond, near minimal, in at most
 * (n + m) × 256 steps. What is ignored has a partner at the common ends only.
 *
 * Errors: %EASEL_ERROR_CANCELLED
 *
 * Returns: whether it came to its end
 */
gboolean
easel_align (const guint32 *a,
             gsize n,
             const guint32 *b,
             gsize m,
             const guint8 *ignored,
             guint32 n_ids,
             guint32 *partners,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *known = g_new0 (guint8, (gsize) n_ids + 1);
  g_autoptr (EaselArena) arena = NULL;
  guint32 *a_ids, *b_ids, *b_index, *found;
  Problem problem = { .cancellable = cancellable };
  gsize head = 0, tail = 0;

  for (; head < n && head < m && a[head] == b[head]; head++)
    partners[head] = (guint32) head;
  for (; tail < n - head && tail < m - head && a[n - 1 - tail] == b[m - 1 - tail]; tail++)
    partners[n - 1 - tail] = (guint32) (m - 1 - tail);
  if (was_cancelled (cancellable, error))
    return FALSE;

  for (gsize i = head; i < n - tail; i++)
    known[a[i]] |= BEFORE;
  for (gsize j = head; j < m - tail; j++)
    known[b[j]] |= AFTER;
  for (guint32 id = 0; ignored != NULL && id < n_ids; id++)
    known[id] |= ignored[id] ? IGNORED : 0;
  arena = easel_arena_new (12 * (n + m - 2 * head - 2 * tail));
  a_ids = easel_arena_array (arena, guint32, n - head - tail);
  b_ids = easel_arena_array (arena, guint32, m - head - tail);
  b_index = easel_arena_array (arena, guint32, m - head - tail);
  problem.n = drop_strangers (a, head, n - tail, known, a_ids, NULL);
  problem.m = drop_strangers (b, head, m - tail, known, b_ids, b_index);
  found = easel_arena_array (arena, guint32, problem.n);
  memset (found, 0xff, problem.n * sizeof *found);
  problem.a = a_ids;
  problem.b = b_ids;
  problem.partners = found;
  if (!solve (&problem, n_ids, error))
    return FALSE;

  for (gsize i = head, place = 0; i < n - tail; i++)
    {
      guint32 partner = known[a[i]] == BOTH ? found[place++] : EASEL_ALIGN_NONE;

      partners[i] = partner != EASEL_ALIGN_NONE ? b_index[partner] : EASEL_ALIGN_NONE;
    }
  return TRUE;
}

/**
 * easel_align_prefix:
 * @a: (array length=n): numbers of the tokens before
 * @n: how many
 * @b: (array length=m): numbers of the tokens of an unfinished answer
 * @m: how many
 * @partners: (out caller-allocates) (array length=n): for each of @a its partner in @b, or %EASEL_ALIGN_NONE
 *
 * Like easel_align(), but the answer has not reached the end of @a: what of @a
 * lies behind the returned place costs nothing.
 *
 * Returns: how far into @a the answer has come
 */
gsize
easel_align_prefix (const guint32 *a, gsize n, const guint32 *b, gsize m, guint32 *partners)
{
  g_autofree gint32 *trace = NULL;
  Problem problem = { .a = a, .b = b, .n = n, .m = m, .partners = partners };
  gsize x = 0, y = 0;

  memset (partners, 0xff, n * sizeof *partners);
  trace = g_new (gint32, trace_size (NEXT_WINDOW_DISTANCE));
  problem.trace = trace;
  while (!search_window (&problem, &x, &y, NEXT_WINDOW_DISTANCE, TRUE, FALSE))
    ;
  return x;
}
