// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-private.h"

#include <string.h>

/* A word this short says nothing between two changes of several words. */
#define SHORT_WORD_BYTES 3
#define LONG_CHANGE_WORDS 3
/* Words that moved are worth telling from so many letters on. */
#define MOVE_BYTES 5

/* What a side of a change can be pushed over: all but a lock. */
static gboolean
is_kept (const EaselDiffSide *side, gsize index)
{
  return side->tokens[index].kind == EASEL_TOKEN_LOCK;
}

static gboolean
has_newline (const EaselDiffSide *side, gsize index)
{
  const EaselToken *token = &side->tokens[index];

  return token->kind == EASEL_TOKEN_SPACE && memchr (side->text + token->start, '\n', token->length) != NULL;
}

static gboolean
is_one_of (const EaselDiffSide *side, gsize index, const char *signs)
{
  const EaselToken *token = &side->tokens[index];

  return token->kind == EASEL_TOKEN_PUNCTUATION && token->length == 1 &&
         strchr (signs, side->text[token->start]) != NULL;
}

/* How good a place between tokens @index - 1 and @index is for a change to begin
 * or end: the order in which people cut prose and lists of tags. */
static int
edge_score (const EaselDiffSide *side, gsize index)
{
  gboolean space_before;

  if (index == 0 || index == side->n)
    return 7;
  if (has_newline (side, index - 1))
    return 6;
  if (has_newline (side, index))
    return 5;
  space_before = side->tokens[index - 1].kind == EASEL_TOKEN_SPACE;
  if (space_before && index > 1 && is_one_of (side, index - 2, ".!?"))
    return 5;
  if (is_one_of (side, index, ",;"))
    return 4;
  if (space_before)
    return 3;
  if (side->tokens[index].kind == EASEL_TOKEN_SPACE)
    return is_one_of (side, index - 1, ",;") ? 0 : 2;
  return 1;
}

/* Pushes an insertion or deletion to where it reads best. @left and @right are
 * how far it may go on its own side, @place is where it stands on the other. */
static void
slide (const EaselDiffSide *side, guint32 *start, guint32 *end, guint32 *place, gsize left, gsize right)
{
  guint32 first = *start, last = *end, at = *place;
  guint32 best_shift = 0, shift = 0;
  int best = -1;

  while (first > left && side->ids[first - 1] == side->ids[last - 1] && !is_kept (side, first - 1))
    first--, last--, at--;
  for (;; shift++)
    {
      int score = edge_score (side, first + shift) + edge_score (side, last + shift);

      if (score >= best)
        {
          best = score;
          best_shift = shift;
        }
      if (last + shift >= right || side->ids[first + shift] != side->ids[last + shift] ||
          is_kept (side, first + shift) || is_kept (side, last + shift))
        break;
    }
  *start = first + best_shift;
  *end = last + best_shift;
  *place = at + best_shift;
}

static void
slide_all (const EaselDiffSide *a, const EaselDiffSide *b, GArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    {
      EaselTokenChange *c = &g_array_index (changes, EaselTokenChange, i);
      const EaselTokenChange *previous = i > 0 ? c - 1 : NULL;
      const EaselTokenChange *next = i + 1 < changes->len ? c + 1 : NULL;

      if (c->a0 == c->a1)
        {
          slide (b, &c->b0, &c->b1, &c->a0, previous ? previous->b1 : 0, next ? next->b0 : b->n);
          c->a1 = c->a0;
        }
      else if (c->b0 == c->b1)
        {
          slide (a, &c->a0, &c->a1, &c->b0, previous ? previous->a1 : 0, next ? next->a0 : a->n);
          c->b1 = c->b0;
        }
    }
}

static gsize
count_words (const EaselDiffSide *side, gsize start, gsize end)
{
  gsize n = 0;

  for (gsize i = start; i < end && n < LONG_CHANGE_WORDS; i++)
    n += side->tokens[i].kind != EASEL_TOKEN_SPACE && side->tokens[i].kind != EASEL_TOKEN_PUNCTUATION;
  return n;
}

static gboolean
is_long (const EaselDiffSide *a, const EaselDiffSide *b, const EaselTokenChange *c)
{
  return count_words (a, c->a0, c->a1) >= LONG_CHANGE_WORDS &&
         count_words (b, c->b0, c->b1) >= LONG_CHANGE_WORDS;
}

/* Whether what is equal between two changes is not worth to be told apart. */
static gboolean
is_island (const EaselDiffSide *a,
           const EaselDiffSide *b,
           const EaselTokenChange *c,
           const EaselTokenChange *next)
{
  gsize word = 0, n_words = 0;

  if (next->a0 - c->a1 > 3)
    return FALSE;
  for (gsize i = c->a1; i < next->a0; i++)
    {
      if (has_newline (a, i))
        return FALSE;
      if (a->tokens[i].kind == EASEL_TOKEN_SPACE)
        continue;
      word = i;
      n_words++;
    }
  if (n_words == 0)
    return TRUE;
  if (n_words > 1)
    return FALSE;
  switch ((EaselTokenKind) a->tokens[word].kind)
    {
    case EASEL_TOKEN_PUNCTUATION:
      return TRUE;
    case EASEL_TOKEN_WORD:
      return a->tokens[word].length <= SHORT_WORD_BYTES && is_long (a, b, c) && is_long (a, b, next);
    case EASEL_TOKEN_SPACE:
    case EASEL_TOKEN_UNIT:
    case EASEL_TOKEN_LOCK:
    default:
      return FALSE;
    }
}

static gboolean
holds_lock (const EaselDiffSide *side, guint32 start, guint32 end)
{
  for (guint32 i = start; i < end; i++)
    if (side->tokens[i].kind == EASEL_TOKEN_LOCK)
      return TRUE;
  return FALSE;
}

/* A change that a lock will refuse takes no neighbour with it. */
static void
merge_islands (const EaselDiffSide *a, const EaselDiffSide *b, GArray *changes)
{
  EaselTokenChange *all = (EaselTokenChange *) (gpointer) changes->data;
  gboolean last_locked = changes->len > 0 && holds_lock (a, all[0].a0, all[0].a1);
  guint n = 0;

  for (guint i = 1; i < changes->len; i++)
    {
      gboolean locked = holds_lock (a, all[i].a0, all[i].a1);

      if (!locked && !last_locked && is_island (a, b, &all[n], &all[i]))
        {
          all[n].a1 = all[i].a1;
          all[n].b1 = all[i].b1;
        }
      else
        all[++n] = all[i];
      last_locked = locked;
    }
  if (changes->len > 0)
    g_array_set_size (changes, n + 1);
}

/* Makes the changes fit for reading. Every step leaves them a correct diff. */
void
_easel_diff_make_readable (const EaselDiffSide *a, const EaselDiffSide *b, GArray *changes)
{
  slide_all (a, b, changes);
  merge_islands (a, b, changes);
}

/* The words of a hunk without the spaces and signs around them. */
static EaselSpan
trim (const char *text, EaselSpan span)
{
  while (span.length > 0 && (g_ascii_isspace (text[span.start]) || strchr (",;.", text[span.start]) != NULL))
    span.start++, span.length--;
  while (span.length > 0 && (g_ascii_isspace (text[span.start + span.length - 1]) ||
                             strchr (",;.", text[span.start + span.length - 1]) != NULL))
    span.length--;
  return span;
}

/* Pairs the deletions and insertions that hold the same words. */
void
_easel_diff_find_moves (GArray *hunks, const char *before, const char *after)
{
  g_autoptr (GHashTable) deleted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < hunks->len; i++)
    {
      const EaselDiffHunk *hunk = &g_array_index (hunks, EaselDiffHunk, i);
      EaselSpan words = trim (before, hunk->before);

      if (hunk->kind == EASEL_DIFF_DELETE && words.length >= MOVE_BYTES)
        g_hash_table_insert (deleted, g_strndup (before + words.start, words.length),
                             GUINT_TO_POINTER (i + 1));
    }
  if (g_hash_table_size (deleted) == 0)
    return;
  for (guint i = 0; i < hunks->len; i++)
    {
      EaselDiffHunk *hunk = &g_array_index (hunks, EaselDiffHunk, i);
      EaselSpan words = trim (after, hunk->after);
      g_autofree char *key = NULL;
      guint partner;

      if (hunk->kind != EASEL_DIFF_INSERT || words.length < MOVE_BYTES)
        continue;
      key = g_strndup (after + words.start, words.length);
      partner = GPOINTER_TO_UINT (g_hash_table_lookup (deleted, key));
      if (partner == 0)
        continue;
      hunk->moved = (int) partner - 1;
      g_array_index (hunks, EaselDiffHunk, partner - 1).moved = (int) i;
      g_hash_table_remove (deleted, key);
    }
}
