// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-align.h"
#include "easel-arena.h"
#include "easel-error.h"
#include "easel-interner.h"
#include "easel-lock-tokens.h"

struct _EaselDiff
{
  gatomicrefcount ref_count;
  GArray *hunks; /* EaselDiffHunk */
  gsize distance;
};

/* Offset where token @index begins; for the one after the last, where the text ends. */
gsize
_easel_diff_side_offset (const EaselDiffSide *side, gsize index)
{
  if (index < side->n)
    return side->tokens[index].start;
  return side->n > 0 ? side->tokens[side->n - 1].start + side->tokens[side->n - 1].length : 0;
}

/* Numbers of white space. */
static void
mark_spaces (const EaselDiffSide *side, guint8 *spaces)
{
  for (gsize i = 0; i < side->n; i++)
    if (side->tokens[i].kind == EASEL_TOKEN_SPACE)
      spaces[side->ids[i]] = 1;
}

/* The places of the tokens that are no white space, and their numbers. */
static gsize
skip_spaces (const EaselDiffSide *side, guint32 *places, guint32 *ids)
{
  gsize n = 0;

  for (gsize i = 0; i < side->n; i++)
    if (side->tokens[i].kind != EASEL_TOKEN_SPACE)
      {
        places[n] = (guint32) i;
        ids[n++] = side->ids[i];
      }
  return n;
}

/* What stands between two matches, without what is equal at its ends. */
static void
append_gap (const EaselDiffSide *a, const EaselDiffSide *b, EaselTokenChange gap, GArray *changes)
{
  while (gap.a0 < gap.a1 && gap.b0 < gap.b1 && a->ids[gap.a0] == b->ids[gap.b0])
    gap.a0++, gap.b0++;
  while (gap.a0 < gap.a1 && gap.b0 < gap.b1 && a->ids[gap.a1 - 1] == b->ids[gap.b1 - 1])
    gap.a1--, gap.b1--;
  if (gap.a0 < gap.a1 || gap.b0 < gap.b1)
    g_array_append_val (changes, gap);
}

/* Appends the smallest set of changes that it finds to @changes, as
 * EaselTokenChange. White space takes no part in the search, it would be
 * matched anywhere; it follows the words around it. */
gboolean
_easel_diff_align (const EaselDiffSide *a,
                   const EaselDiffSide *b,
                   guint32 n_ids,
                   GArray *changes,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (EaselArena) arena = easel_arena_new (a->n * sizeof (guint32));
  guint32 *partners = easel_arena_array (arena, guint32, a->n);
  g_autofree guint8 *spaces = g_new0 (guint8, (gsize) n_ids + 1);
  EaselTokenChange gap = { 0 };

  mark_spaces (a, spaces);
  mark_spaces (b, spaces);
  if (!easel_align (a->ids, a->n, b->ids, b->n, spaces, n_ids, partners, cancellable, error))
    return FALSE;
  for (guint32 i = 0; i < a->n; i++)
    if (partners[i] != EASEL_ALIGN_NONE)
      {
        gap.a1 = i;
        gap.b1 = partners[i];
        if (gap.a0 < gap.a1 || gap.b0 < gap.b1)
          append_gap (a, b, gap, changes);
        gap.a0 = gap.a1 + 1;
        gap.b0 = gap.b1 + 1;
      }
  gap.a1 = (guint32) a->n;
  gap.b1 = (guint32) b->n;
  append_gap (a, b, gap, changes);
  return TRUE;
}

/* The same for an answer that has not reached the end; returns how many tokens of @a it has passed. */
gsize
_easel_diff_align_prefix (const EaselDiffSide *a, const EaselDiffSide *b, guint32 n_ids, GArray *changes)
{
  g_autofree guint32 *a_places = g_new (guint32, a->n + 1);
  g_autofree guint32 *b_places = g_new (guint32, b->n + 1);
  g_autofree guint32 *a_ids = g_new (guint32, a->n + 1);
  g_autofree guint32 *b_ids = g_new (guint32, b->n + 1);
  gsize n = skip_spaces (a, a_places, a_ids);
  gsize m = skip_spaces (b, b_places, b_ids);
  g_autofree guint32 *partners = g_new (guint32, n + 1);
  EaselTokenChange gap = { 0 };

  n = easel_align_answer (a_ids, n, b_ids, m, n_ids, partners);
  for (gsize i = 0; i < n; i++)
    if (partners[i] != EASEL_ALIGN_NONE)
      {
        gap.a1 = a_places[i];
        gap.b1 = b_places[partners[i]];
        append_gap (a, b, gap, changes);
        gap.a0 = gap.a1 + 1;
        gap.b0 = gap.b1 + 1;
      }
  gap.a1 = n > 0 ? a_places[n - 1] + 1 : 0;
  gap.b1 = (guint32) b->n;
  /* White space that the answer has reached too. */
  if (gap.a1 < a->n && gap.b1 - gap.b0 == 1 && a->ids[gap.a1] == b->ids[gap.b0])
    gap.a1++;
  append_gap (a, b, gap, changes);
  return gap.a1;
}

/* Appends one hunk of the kind that its spans make it; nothing if both are empty. */
void
_easel_diff_append_hunk (GArray *hunks, EaselSpan before, EaselSpan after)
{
  EaselDiffHunk hunk = { .kind = EASEL_DIFF_REPLACE, .before = before, .after = after, .moved = -1 };

  if (before.length == 0 && after.length == 0)
    return;
  if (before.length == 0)
    hunk.kind = EASEL_DIFF_INSERT;
  else if (after.length == 0)
    hunk.kind = EASEL_DIFF_DELETE;
  g_array_append_val (hunks, hunk);
}

static void
append_equal (GArray *hunks, gsize before, gsize after, gsize length)
{
  EaselDiffHunk hunk = {
    .kind = EASEL_DIFF_EQUAL, .before = { before, length }, .after = { after, length }, .moved = -1
  };

  if (length > 0)
    g_array_append_val (hunks, hunk);
}

/* Appends @changes and what is equal between them, up to token @a_end of @a and the end of @b. */
void
_easel_diff_append_changes (GArray *hunks,
                            const EaselDiffSide *a,
                            gsize a_end,
                            const EaselDiffSide *b,
                            const EaselTokenChange *changes,
                            gsize n_changes)
{
  gsize before = _easel_diff_side_offset (a, 0), after = _easel_diff_side_offset (b, 0);

  for (gsize i = 0; i < n_changes; i++)
    {
      gsize before_start = _easel_diff_side_offset (a, changes[i].a0);
      gsize before_end = _easel_diff_side_offset (a, changes[i].a1);
      gsize after_start = _easel_diff_side_offset (b, changes[i].b0);
      gsize after_end = _easel_diff_side_offset (b, changes[i].b1);

      append_equal (hunks, before, after, before_start - before);
      _easel_diff_append_hunk (hunks, (EaselSpan) { before_start, before_end - before_start },
                               (EaselSpan) { after_start, after_end - after_start });
      before = before_end;
      after = after_end;
    }
  append_equal (hunks, before, after, _easel_diff_side_offset (a, a_end) - before);
}

static gboolean
check_text (const char *text, gsize *length, GError **error)
{
  *length = strlen (text);
  if (*length > EASEL_TOKENS_MAX_BYTES)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The text has %zu bytes, more than can be compared. Shorten it."), *length);
      return FALSE;
    }
  if (!g_utf8_validate (text, (gssize) *length, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The text is not valid UTF-8. Save it as UTF-8, then try again."));
      return FALSE;
    }
  return TRUE;
}

static gsize
count_words (const EaselDiffSide *side, gsize start, gsize end)
{
  gsize n = 0;

  for (gsize i = start; i < end; i++)
    n += side->tokens[i].kind != EASEL_TOKEN_SPACE;
  return n;
}

static gboolean
compare (EaselDiff *self,
         EaselArena *arena,
         const char *before,
         const char *after,
         EaselTokenList a_tokens,
         EaselTokenList b_tokens,
         gboolean readable,
         GCancellable *cancellable,
         GError **error)
{
  g_autoptr (EaselInterner) interner = easel_interner_new (a_tokens.n + b_tokens.n);
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (EaselTokenChange));
  guint32 *a_ids = easel_arena_array (arena, guint32, a_tokens.n);
  guint32 *b_ids = easel_arena_array (arena, guint32, b_tokens.n);
  EaselDiffSide a = { before, a_tokens.items, a_ids, a_tokens.n };
  EaselDiffSide b = { after, b_tokens.items, b_ids, b_tokens.n };

  easel_interner_add (interner, before, a.tokens, a.n, a_ids);
  easel_interner_add (interner, after, b.tokens, b.n, b_ids);
  if (!_easel_diff_align (&a, &b, easel_interner_get_n_ids (interner), changes, cancellable, error))
    return FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const EaselTokenChange *change = &g_array_index (changes, EaselTokenChange, i);

      self->distance += count_words (&a, change->a0, change->a1) + count_words (&b, change->b0, change->b1);
    }
  if (readable)
    _easel_diff_make_readable (&a, &b, changes);
  _easel_diff_append_changes (self->hunks, &a, a.n, &b, (const EaselTokenChange *) (gpointer) changes->data,
                              changes->len);
  if (readable)
    _easel_diff_find_moves (self->hunks, before, after);
  return TRUE;
}

static EaselDiff *
diff_new (const char *before,
          const char *after,
          const EaselSpan *locks,
          gsize n_locks,
          gboolean readable,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (EaselDiff) self = NULL;
  g_autoptr (EaselArena) arena = NULL;
  EaselTokenList a_tokens, b_tokens;
  gsize n, m;

  g_return_val_if_fail (before != NULL, NULL);
  g_return_val_if_fail (after != NULL, NULL);

  if (!check_text (before, &n, error) || !check_text (after, &m, error))
    return NULL;

  self = g_new0 (EaselDiff, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->hunks = g_array_new (FALSE, FALSE, sizeof (EaselDiffHunk));
  if (n == m && memcmp (before, after, n) == 0)
    {
      append_equal (self->hunks, 0, 0, n);
      return g_steal_pointer (&self);
    }
  arena = easel_arena_new (4 * (n + m));
  if (!easel_lock_tokens_make (arena, before, n, after, m, locks, n_locks, &a_tokens, &b_tokens, error))
    return NULL;
  if (!compare (self, arena, before, after, a_tokens, b_tokens, readable, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * easel_diff_new:
 * @before: a text
 * @after: what became of it
 * @cancellable: (nullable): stops it between two steps
 * @error: return location
 *
 * Compares two texts word by word, for people to read: a change begins and ends
 * where words do, no lone comma stands between two of them, and words that only
 * moved know their partner. Tokens are those of easel_tokens_append().
 *
 * Errors: %EASEL_ERROR_INVALID_INPUT for what is not UTF-8 or larger than
 * %EASEL_TOKENS_MAX_BYTES, %EASEL_ERROR_CANCELLED
 *
 * Returns: (transfer full): the diff; it does not keep the texts
 */
EaselDiff *
easel_diff_new (const char *before, const char *after, GCancellable *cancellable, GError **error)
{
  return diff_new (before, after, NULL, 0, TRUE, cancellable, error);
}

/**
 * easel_diff_new_raw:
 * @before: a text
 * @after: what became of it
 * @cancellable: (nullable): stops it between two steps
 * @error: return location
 *
 * Like easel_diff_new(), but the edit script as it was found: as few words as
 * easel_align() says, in no particular place where there is a choice.
 *
 * Returns: (transfer full): the diff
 */
EaselDiff *
easel_diff_new_raw (const char *before, const char *after, GCancellable *cancellable, GError **error)
{
  return diff_new (before, after, NULL, 0, FALSE, cancellable, error);
}

/**
 * easel_diff_new_with_locks:
 * @before: a text
 * @after: what became of it
 * @locks: (array length=n_locks) (nullable): spans of @before that are to stay
 * @n_locks: how many
 * @cancellable: (nullable): stops it between two steps
 * @error: return location
 *
 * Like easel_diff_new(), but each lock is one token: a change holds all of it
 * or none, and no change grows over one to read better.
 *
 * Returns: (transfer full): the diff
 */
EaselDiff *
easel_diff_new_with_locks (const char *before,
                           const char *after,
                           const EaselSpan *locks,
                           gsize n_locks,
                           GCancellable *cancellable,
                           GError **error)
{
  return diff_new (before, after, locks, n_locks, TRUE, cancellable, error);
}

/**
 * easel_diff_ref:
 * @self: a diff
 *
 * Returns: (transfer full): @self
 */
EaselDiff *
easel_diff_ref (EaselDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * easel_diff_unref:
 * @self: (transfer full): a diff
 *
 * Gives a reference back. Safe from any thread.
 */
void
easel_diff_unref (EaselDiff *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->hunks);
  g_free (self);
}

/**
 * easel_diff_get_n_hunks:
 * @self: a diff
 *
 * Returns: how many hunks tile the texts, equal ones included
 */
guint
easel_diff_get_n_hunks (EaselDiff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->hunks->len;
}

/**
 * easel_diff_get_hunk:
 * @self: a diff
 * @index: smaller than easel_diff_get_n_hunks()
 *
 * Returns: (transfer none): the hunk, valid as long as @self
 */
const EaselDiffHunk *
easel_diff_get_hunk (EaselDiff *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->hunks->len, NULL);

  return &g_array_index (self->hunks, EaselDiffHunk, index);
}

/**
 * easel_diff_is_empty:
 * @self: a diff
 *
 * Returns: whether the texts are the same
 */
gboolean
easel_diff_is_empty (EaselDiff *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->hunks->len == 0 ||
         (self->hunks->len == 1 && g_array_index (self->hunks, EaselDiffHunk, 0).kind == EASEL_DIFF_EQUAL);
}

/**
 * easel_diff_get_distance:
 * @self: a diff
 *
 * Returns: tokens that are no white space, deleted plus inserted, in the edit
 *   script as it was found
 */
gsize
easel_diff_get_distance (EaselDiff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->distance;
}
