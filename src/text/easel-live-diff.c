// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-live-diff.h"

#include <string.h>

#include "easel-diff-private.h"
#include "easel-interner.h"
#include "easel-units.h"

/* Bytes of the answer that one call looks at: a millisecond or two, and a few more
 * for a view to lay them out. */
#define SLICE_BYTES ((gsize) 12 * 1024)
/* Texts up to this size together are compared anew, whole, at the end. */
#define WHOLE_BYTES ((gsize) 96 * 1024)
/* What is this many words behind the caret and between equal words is settled. */
#define SETTLED_WORDS 32
#define ANCHOR_WORDS 6
/* With more words than this unsettled, the older half is settled as it is. */
#define MAX_WINDOW_WORDS 2048
/* Further into the text before than this nothing is looked for. */
#define LOOK_AHEAD 2048

struct _EaselLiveDiff
{
  gatomicrefcount ref_count;
  char *before;
  gsize before_length;
  GArray *before_tokens;
  guint32 *before_ids;
  EaselInterner *interner;

  GString *answer;
  gboolean complete;
  gboolean behind;
  gsize a_done; /* settled so far: a token of before … */
  gsize b_done; /* … and a byte of the answer */
  GArray *hunks;
  guint n_stable;
  EaselDiffHunk last_stable; /* as it was settled: in hunks it may have grown */
  gsize slice;
  gboolean finished;
  EaselSpan pending;
};

static EaselSpan
rest_of_before (EaselLiveDiff *self, gsize start)
{
  return (EaselSpan) { start, self->before_length - start };
}

static gsize
before_offset (EaselLiveDiff *self, gsize index)
{
  return index < self->before_tokens->len ? g_array_index (self->before_tokens, EaselToken, index).start
                                          : self->before_length;
}

static void
restart (EaselLiveDiff *self)
{
  self->a_done = self->b_done = 0;
  self->n_stable = 0;
  g_array_set_size (self->hunks, 0);
  self->pending = rest_of_before (self, 0);
  self->behind = FALSE;
  self->slice = SLICE_BYTES;
}

/**
 * easel_live_diff_new:
 * @before: the text that a model is changing
 *
 * A diff that grows with the answer. What the answer has not reached yet is
 * pending, not deleted. Text that is not valid UTF-8 is repaired.
 *
 * Returns: (transfer full): the diff, all of @before pending
 */
EaselLiveDiff *
easel_live_diff_new (const char *before)
{
  EaselLiveDiff *self;

  g_return_val_if_fail (before != NULL, NULL);

  self = g_new0 (EaselLiveDiff, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->before = g_utf8_validate (before, -1, NULL) ? g_strdup (before) : g_utf8_make_valid (before, -1);
  self->before_length = strlen (self->before);
  self->before_tokens = easel_tokens_new (self->before, self->before_length);
  self->interner = easel_interner_new (self->before_tokens->len);
  self->before_ids = g_new (guint32, (gsize) self->before_tokens->len + 1);
  easel_interner_add (self->interner, self->before, (const EaselToken *) (gpointer) self->before_tokens->data,
                      self->before_tokens->len, self->before_ids);
  self->answer = g_string_new (NULL);
  self->hunks = g_array_new (FALSE, FALSE, sizeof (EaselDiffHunk));
  restart (self);
  return self;
}

/**
 * easel_live_diff_ref:
 * @self: a live diff
 *
 * Returns: (transfer full): @self
 */
EaselLiveDiff *
easel_live_diff_ref (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * easel_live_diff_unref:
 * @self: (transfer full): a live diff
 *
 * Gives a reference back.
 */
void
easel_live_diff_unref (EaselLiveDiff *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->before);
  g_array_unref (self->before_tokens);
  g_free (self->before_ids);
  easel_interner_free (self->interner);
  g_string_free (self->answer, TRUE);
  g_array_unref (self->hunks);
  g_free (self);
}

static gboolean
has_high (const char *text, const EaselToken *token)
{
  for (guint32 i = 0; i < token->length; i++)
    if ((guchar) text[token->start + i] >= 0x80)
      return TRUE;
  return FALSE;
}

/* How many of the tokens will stay as they are, whatever comes: the last word
 * may go on, a bracket may become a unit. */
static guint
count_firm (const char *text, gsize end, const EaselToken *tokens, guint n)
{
  guint firm = n;
  int depth = 0;

  while (firm > 0 && end - tokens[firm - 1].start <= 64 && tokens[firm - 1].kind != EASEL_TOKEN_SPACE)
    firm--;
  while (firm > 0 && end - tokens[firm - 1].start <= 64 && has_high (text, &tokens[firm - 1]))
    firm--;
  if (firm == n && n > 0)
    firm--;
  /* --ar and the space before its value */
  if (firm > 0 && tokens[firm - 1].kind == EASEL_TOKEN_SPACE)
    firm--;
  if (firm > 0 && tokens[firm - 1].kind == EASEL_TOKEN_UNIT && text[tokens[firm - 1].start] == '-')
    firm--;
  for (guint i = n; i > 0 && end - tokens[i - 1].start < EASEL_UNIT_MAX_BYTES; i--)
    {
      char c = text[tokens[i - 1].start];

      if (c == '\n')
        break;
      if (tokens[i - 1].kind != EASEL_TOKEN_PUNCTUATION || tokens[i - 1].length != 1)
        continue;
      if (c == ')' || c == ']' || c == '}' || c == '>')
        depth++;
      else if ((c == '(' || c == '[' || c == '{' || c == '<') && depth-- <= 0)
        {
          firm = MIN (firm, i - 1);
          depth = 0;
        }
    }
  return firm;
}

/* Up to which token of @b a window can be settled: into the last long run of
 * equal words that is far enough behind the caret. 0 if there is none. */
static guint32
find_cut (const EaselDiffSide *b, GArray *changes)
{
  /* Words and spaces take turns: two tokens a word. */
  guint32 margin = 2 * ANCHOR_WORDS;
  guint32 limit = (guint32) MAX (b->n, 2 * SETTLED_WORDS) - 2 * SETTLED_WORDS;

  for (guint i = changes->len + 1; i > 0; i--)
    {
      guint32 from = i > 1 ? g_array_index (changes, EaselTokenChange, i - 2).b1 : 0;
      guint32 to = i <= changes->len ? g_array_index (changes, EaselTokenChange, i - 1).b0 : (guint32) b->n;
      guint32 cut = MIN (limit, to > margin ? to - margin : 0);

      if (cut > from && cut - from >= margin)
        return cut;
    }
  return 0;
}

/* Splits @changes at token @cut of b: those before it go to @head. Returns the
 * token of a that stands there. */
static guint32
split_changes (GArray *changes, guint32 cut, GArray *head)
{
  guint32 at = cut;
  guint n = 0;

  for (; n < changes->len; n++)
    {
      EaselTokenChange *change = &g_array_index (changes, EaselTokenChange, n);
      EaselTokenChange first = *change;

      if (change->b0 >= cut)
        break;
      first.b1 = MIN (change->b1, cut);
      g_array_append_val (head, first);
      at = first.a1 + (cut - first.b1);
      if (change->b1 > cut)
        {
          *change = (EaselTokenChange) { change->a1, change->a1, cut, change->b1 };
          break;
        }
    }
  g_array_remove_range (changes, 0, n);
  for (guint i = 0; i < changes->len; i++)
    {
      EaselTokenChange *change = &g_array_index (changes, EaselTokenChange, i);

      change->a0 -= at, change->a1 -= at;
      change->b0 -= cut, change->b1 -= cut;
    }
  return at;
}

/* Appends @hunk, or lets the last one grow if both are changes or both are not. */
static void
append_merged (GArray *hunks, EaselDiffHunk hunk)
{
  EaselDiffHunk *last = hunks->len > 0 ? &g_array_index (hunks, EaselDiffHunk, hunks->len - 1) : NULL;

  if (last == NULL || (last->kind == EASEL_DIFF_EQUAL) != (hunk.kind == EASEL_DIFF_EQUAL))
    {
      g_array_append_val (hunks, hunk);
      return;
    }
  last->before.length += hunk.before.length;
  last->after.length += hunk.after.length;
  if (last->kind != EASEL_DIFF_EQUAL)
    last->kind = last->before.length == 0  ? EASEL_DIFF_INSERT
                 : last->after.length == 0 ? EASEL_DIFF_DELETE
                                           : EASEL_DIFF_REPLACE;
}

static void
append_changes (EaselLiveDiff *self, const EaselDiffSide *a, const EaselDiffSide *b, GArray *changes)
{
  g_autoptr (GArray) hunks = g_array_new (FALSE, FALSE, sizeof (EaselDiffHunk));

  _easel_diff_append_changes (hunks, a, a->n, b, (const EaselTokenChange *) (gpointer) changes->data,
                              changes->len);
  for (guint i = 0; i < hunks->len; i++)
    append_merged (self->hunks, g_array_index (hunks, EaselDiffHunk, i));
}

/* What came of a word or unit that is not whole yet: as far as it is what
 * comes next in before, it is taken for that. */
static void
append_tail (EaselLiveDiff *self, gsize start, gsize end)
{
  EaselDiffHunk hunk = { EASEL_DIFF_INSERT, { self->pending.start, 0 }, { start, end - start }, -1 };
  const char *before = self->before + self->pending.start;
  gboolean ascii = TRUE;

  if (hunk.after.length == 0)
    return;
  for (gsize i = start; i < end && ascii; i++)
    ascii = (guchar) self->answer->str[i] < 0x80;
  if (ascii && hunk.after.length <= self->pending.length && (guchar) before[hunk.after.length] < 0x80 &&
      memcmp (before, self->answer->str + start, hunk.after.length) == 0)
    {
      hunk.kind = EASEL_DIFF_EQUAL;
      hunk.before.length = hunk.after.length;
      self->pending = rest_of_before (self, self->pending.start + hunk.after.length);
    }
  append_merged (self->hunks, hunk);
}

static EaselDiffSide
before_side (EaselLiveDiff *self, gsize n)
{
  return (EaselDiffSide) { self->before, &g_array_index (self->before_tokens, EaselToken, 0) + self->a_done,
                           self->before_ids + self->a_done,
                           MIN (n, self->before_tokens->len - self->a_done) };
}

/* Compares the window that is not settled with what of before is left. Returns
 * the token of before that the answer has reached. */
static void
compare_window (EaselLiveDiff *self, EaselDiffSide *a, const EaselDiffSide *b, gboolean last, GArray *changes)
{
  /* One more for the words that are not in before. */
  guint32 n_ids = easel_interner_get_n_ids (self->interner) + 1;

  if (last)
    {
      *a = before_side (self, G_MAXSIZE);
      _easel_diff_align (a, b, n_ids, changes, NULL, NULL);
    }
  else
    {
      *a = before_side (self, 2 * b->n + LOOK_AHEAD);
      a->n = _easel_diff_align_prefix (a, b, n_ids, changes);
    }
  _easel_diff_make_readable (a, b, changes);
}

/* Settles what is far behind the caret, so that it is never looked at again. */
static void
settle (EaselLiveDiff *self, EaselDiffSide *a, EaselDiffSide *b, GArray *changes)
{
  g_autoptr (GArray) head = g_array_new (FALSE, FALSE, sizeof (EaselTokenChange));
  guint32 cut = find_cut (b, changes);
  EaselDiffSide head_a = *a, head_b = *b;

  if (cut == 0 && (self->behind || b->n > 2 * MAX_WINDOW_WORDS))
    cut = (guint32) (b->n + 1) / 2;
  if (cut == 0)
    return;

  head_b.n = cut;
  head_a.n = split_changes (changes, cut, head);
  append_changes (self, &head_a, &head_b, head);
  self->n_stable = self->hunks->len;
  self->last_stable = g_array_index (self->hunks, EaselDiffHunk, self->n_stable - 1);
  self->a_done += head_a.n;
  self->b_done = easel_span_end (self->last_stable.after);
  self->slice = SLICE_BYTES;
  a->tokens += head_a.n, a->ids += head_a.n, a->n -= head_a.n;
  b->tokens += cut, b->ids += cut, b->n -= cut;
}

static void
update (EaselLiveDiff *self)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (EaselToken));
  g_autoptr (GArray) changes = g_array_new (FALSE, FALSE, sizeof (EaselTokenChange));
  g_autofree guint32 *ids = NULL;
  gsize end = self->answer->len, firm_end;
  const EaselToken *data;
  EaselDiffSide a, b;
  gboolean last;
  guint firm;

  g_array_set_size (self->hunks, self->n_stable);
  if (self->n_stable > 0)
    g_array_index (self->hunks, EaselDiffHunk, self->n_stable - 1) = self->last_stable;
  self->behind = end - self->b_done > self->slice;
  if (self->behind)
    for (end = self->b_done + self->slice; ((guchar) self->answer->str[end] & 0xc0) == 0x80;)
      end--;
  last = self->complete && !self->behind;

  easel_tokens_append (tokens, self->answer->str, self->b_done, end);
  data = (const EaselToken *) (gpointer) tokens->data;
  firm = last ? tokens->len : count_firm (self->answer->str, end, data, tokens->len);
  firm_end = firm < tokens->len ? data[firm].start : end;
  ids = g_new (guint32, (gsize) firm + 1);
  for (guint i = 0; i < firm; i++)
    {
      ids[i] = easel_interner_find (self->interner, self->answer->str, &data[i]);
      /* No word of before: a number of its own. */
      if (ids[i] == EASEL_INTERNER_UNKNOWN)
        ids[i] = easel_interner_get_n_ids (self->interner);
    }
  b = (EaselDiffSide) { self->answer->str, data, ids, firm };
  compare_window (self, &a, &b, last, changes);
  if (!last)
    settle (self, &a, &b, changes);
  if (self->behind && firm == 0)
    self->slice *= 2;
  append_changes (self, &a, &b, changes);
  self->pending = rest_of_before (self, before_offset (self, self->a_done + a.n));
  if (!last && !self->behind)
    append_tail (self, firm_end, end);
}

/* The whole diff, as the review will show it. */
static void
finish_small (EaselLiveDiff *self)
{
  g_autoptr (EaselDiff) diff = easel_diff_new (self->before, self->answer->str, NULL, NULL);

  restart (self);
  for (guint i = 0; i < easel_diff_get_n_hunks (diff); i++)
    g_array_append_val (self->hunks, *easel_diff_get_hunk (diff, i));
  self->pending = rest_of_before (self, self->before_length);
}

/* Takes over as much of @answer as is valid; returns whether it only grew. */
static gboolean
take_answer (EaselLiveDiff *self, const char *answer)
{
  gsize length = strlen (answer), known = self->answer->len;
  gboolean grew = length >= known && memcmp (answer, self->answer->str, known) == 0;
  const char *end;

  if (!grew)
    known = 0;
  g_string_truncate (self->answer, known);
  if (g_utf8_validate (answer + known, (gssize) (length - known), &end) || answer + length - end < 4)
    g_string_append_len (self->answer, answer + known, end - answer - (gssize) known);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (answer + known, (gssize) (length - known));

      g_string_append (self->answer, valid);
    }
  return grew;
}

/**
 * easel_live_diff_set_answer:
 * @self: a live diff
 * @answer_so_far: all of the answer that has come
 * @complete: whether that is all
 *
 * Compares what has come. Words far enough behind the caret are settled and
 * not looked at again, so the cost depends on what is new, not on the length
 * of the texts. At most 12 KB are compared in one call; if more has come at
 * once, easel_live_diff_is_behind() tells, and easel_live_diff_advance() does
 * the rest, a slice a frame.
 *
 * The answer should only grow. One that does not go on from the last one is
 * compared from its beginning. A character that is cut at the end is waited for.
 */
void
easel_live_diff_set_answer (EaselLiveDiff *self, const char *answer_so_far, gboolean complete)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (answer_so_far != NULL);

  if (!take_answer (self, answer_so_far) || self->finished)
    restart (self);
  self->complete = complete;
  self->finished = complete && self->before_length + self->answer->len <= WHOLE_BYTES;
  if (self->finished)
    finish_small (self);
  else
    update (self);
}

/**
 * easel_live_diff_is_behind:
 * @self: a live diff
 *
 * Returns: whether the hunks do not reach the end of the answer yet
 */
gboolean
easel_live_diff_is_behind (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->behind;
}

/**
 * easel_live_diff_advance:
 * @self: a live diff
 *
 * Compares the next slice of an answer that came faster than it was compared.
 */
void
easel_live_diff_advance (EaselLiveDiff *self)
{
  g_return_if_fail (self != NULL);

  if (self->behind)
    update (self);
}

/**
 * easel_live_diff_get_before:
 * @self: a live diff
 *
 * Returns: the text that is being changed
 */
const char *
easel_live_diff_get_before (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->before;
}

/**
 * easel_live_diff_get_answer:
 * @self: a live diff
 *
 * Returns: the answer so far, in whole characters; the hunks' @after are spans of this
 */
const char *
easel_live_diff_get_answer (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->answer->str;
}

/**
 * easel_live_diff_get_n_hunks:
 * @self: a live diff
 *
 * Returns: how many hunks tile the answer, as far as it was compared, and the text before up to
 *   easel_live_diff_get_pending()
 */
guint
easel_live_diff_get_n_hunks (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->hunks->len;
}

/**
 * easel_live_diff_get_hunk:
 * @self: a live diff
 * @index: smaller than easel_live_diff_get_n_hunks()
 *
 * Returns: (transfer none): the hunk, valid until the answer grows
 */
const EaselDiffHunk *
easel_live_diff_get_hunk (EaselLiveDiff *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->hunks->len, NULL);

  return &g_array_index (self->hunks, EaselDiffHunk, index);
}

/**
 * easel_live_diff_get_n_stable:
 * @self: a live diff
 *
 * Returns: how many of the first hunks will not change while the answer grows;
 *   what is drawn of them can stay. The end of the answer may read them anew.
 */
guint
easel_live_diff_get_n_stable (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_stable > 0 ? self->n_stable - 1 : 0;
}

/**
 * easel_live_diff_get_pending:
 * @self: a live diff
 *
 * Returns: what of the text before the answer has not reached yet; empty when it is complete
 */
EaselSpan
easel_live_diff_get_pending (EaselLiveDiff *self)
{
  g_return_val_if_fail (self != NULL, ((EaselSpan) { 0, 0 }));

  return self->pending;
}
