// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-markdown.h"

#include <string.h>

#include "easel-markdown-private.h"

/* Definitions of links beyond this are text without a meaning. */
#define DEFINITIONS_MAX (16 * 1024)
#define LONGEST_LABEL 120

struct _EaselMarkdown
{
  GArray *pieces; /* EaselPiece */
  GPtrArray *blocks;
  /* Of the complete pieces, a line each; and how many bytes of them come before each piece's own. */
  GString *definitions;
  GArray *starts;     /* gsize, one a piece */
  GHashTable *labels; /* what a definition is called → its line */
  gsize length;
  gboolean invalid;
};

static EaselPiece *
get_piece (EaselMarkdown *self, guint index)
{
  return &g_array_index (self->pieces, EaselPiece, index);
}

/* Pieces that more text can change: the last, and the one before it if it is not
 * known how the last one's first line goes on. */
static guint
find_first_open (EaselMarkdown *self, const char *text)
{
  guint first = self->pieces->len;

  while (first > 0)
    {
      const EaselPiece *piece = get_piece (self, first - 1);

      first--;
      /* The line is complete only when its end is followed by something, as \r may be by \n. */
      if (_easel_markdown_line_end (text, self->length, piece->start) + 1 < self->length)
        break;
    }
  return first;
}

/* Finds the pieces from @start on, and the definitions in them. */
static void
scan (EaselMarkdown *self, const char *text, gsize length)
{
  EaselPiece piece = { 0 };

  if (self->pieces->len > 0)
    {
      const EaselPiece *last = get_piece (self, self->pieces->len - 1);

      piece.start = last->end;
      piece.before = last->after;
    }
  while (piece.start < length)
    {
      g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
      gsize begin = self->definitions->len;

      _easel_markdown_scan (text, length, &piece, spans);
      g_array_append_val (self->starts, begin);
      for (guint i = 0; i < spans->len; i++)
        {
          EaselSpan span = g_array_index (spans, EaselSpan, i);

          if (self->definitions->len + span.length > DEFINITIONS_MAX)
            break;
          g_string_append_len (self->definitions, text + span.start, (gssize) span.length);
          g_string_append_c (self->definitions, '\n');
        }
      g_array_append_val (self->pieces, piece);
      piece = (EaselPiece) { .start = piece.end, .before = piece.after };
    }
}

/* Puts @fresh in the place of the @n_old blocks from @at on; those at the beginning that
 * stayed the same are kept. Index of the first one that did not. */
static guint
replace (EaselMarkdown *self, guint at, guint n_old, GPtrArray *fresh)
{
  guint same = 0;

  while (same < n_old && same < fresh->len &&
         easel_block_equal (g_ptr_array_index (self->blocks, at + same), g_ptr_array_index (fresh, same)))
    same++;
  if (same == n_old && same == fresh->len)
    return G_MAXUINT;
  if (same < n_old)
    g_ptr_array_remove_range (self->blocks, at + same, n_old - same);
  for (guint i = same; i < fresh->len; i++)
    g_ptr_array_insert (self->blocks, (gint) (at + i), easel_block_ref (g_ptr_array_index (fresh, i)));
  return at + same;
}

static GPtrArray *
new_blocks (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) easel_block_unref);
}

/* What is between brackets, as it is compared; NULL if that can be no label. */
static char *
dup_label (const char *text, gsize length)
{
  const char *end = memchr (text, ']', MIN (length, LONGEST_LABEL));
  g_autofree char *label = NULL;

  if (end == NULL || end == text)
    return NULL;
  label = g_strndup (text, (gsize) (end - text));
  return g_utf8_casefold (g_strstrip (label), -1);
}

static GHashTable *
new_labels (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Adds the labels of @a whose line is another one in @b, or missing. */
static void
add_differing (GHashTable *a, GHashTable *b, GHashTable *differing)
{
  GHashTableIter iter;
  gpointer label, line;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &label, &line))
    if (g_strcmp0 (line, g_hash_table_lookup (b, label)) != 0)
      g_hash_table_add (differing, g_strdup (label));
}

/* Returns: (transfer full): the labels that mean something else from now on */
static GHashTable *
index_definitions (EaselMarkdown *self)
{
  g_auto (GStrv) lines = g_strsplit (self->definitions->str, "\n", -1);
  g_autoptr (GHashTable) before = g_steal_pointer (&self->labels);
  GHashTable *differing = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->labels = new_labels ();
  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *open = strchr (lines[i], '[');
      char *label = open != NULL ? dup_label (open + 1, strlen (open + 1)) : NULL;

      /* The first one counts. */
      if (label != NULL && !g_hash_table_contains (self->labels, label))
        g_hash_table_insert (self->labels, label, g_strdup (lines[i]));
      else
        g_free (label);
    }
  add_differing (before, self->labels, differing);
  add_differing (self->labels, before, differing);
  return differing;
}

/* First characters of labels. Those beyond ASCII may be any when their case is folded. */
static void
note_initials (GHashTable *labels, gboolean initials[256])
{
  GHashTableIter iter;
  gpointer label;

  for (guint c = 0; c < 256; c++)
    initials[c] = c >= 0x80 || g_ascii_isspace (c);
  g_hash_table_iter_init (&iter, labels);
  while (g_hash_table_iter_next (&iter, &label, NULL))
    {
      guchar c = *(const guchar *) label;

      initials[c] = initials[(guchar) g_ascii_toupper ((char) c)] = TRUE;
    }
}

/* Whether one of @labels may be referred to in a piece. */
static gboolean
may_refer (const char *text, const EaselPiece *piece, GHashTable *labels, const gboolean initials[256])
{
  if (!piece->has_bracket)
    return FALSE;
  for (gsize at = piece->start; at < piece->end; at++)
    {
      const char *open = memchr (text + at, '[', piece->end - at);
      g_autofree char *label = NULL;

      if (open == NULL)
        return FALSE;
      at = (gsize) (open - text);
      if (at + 1 >= piece->end || !initials[(guchar) open[1]])
        continue;
      label = dup_label (open + 1, piece->end - at - 1);
      if (label != NULL && g_hash_table_contains (labels, label))
        return TRUE;
    }
  return FALSE;
}

/* The definitions that a piece may refer to, a line each. */
static char *
pick_definitions (EaselMarkdown *self, const char *text, const EaselPiece *piece)
{
  g_autoptr (GHashTable) picked = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GString) lines = g_string_new (NULL);

  if (!piece->has_bracket || g_hash_table_size (self->labels) == 0)
    return NULL;
  for (gsize at = piece->start; at < piece->end; at++)
    {
      const char *open = memchr (text + at, '[', piece->end - at);
      g_autofree char *label = NULL;
      char *line;

      if (open == NULL)
        break;
      at = (gsize) (open - text);
      label = dup_label (open + 1, piece->end - at - 1);
      line = label != NULL ? g_hash_table_lookup (self->labels, label) : NULL;
      if (line == NULL || !g_hash_table_add (picked, line))
        continue;
      g_string_append (lines, line);
      g_string_append_c (lines, '\n');
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}

static void
build (EaselMarkdown *self, const char *text, EaselPiece *piece, GPtrArray *blocks)
{
  g_autofree char *definitions = pick_definitions (self, text, piece);
  guint n_before = blocks->len;

  _easel_markdown_build (text, piece, definitions, blocks);
  piece->n_blocks = blocks->len - n_before;
}

/* After definitions came, went or grew: whatever may refer to one of those. */
static guint
rebuild_references (EaselMarkdown *self, const char *text, guint n_pieces, GHashTable *labels)
{
  gboolean initials[256];
  guint first_changed = G_MAXUINT;
  guint at = 0;

  if (g_hash_table_size (labels) == 0)
    return G_MAXUINT;
  note_initials (labels, initials);

  for (guint i = 0; i < n_pieces; i++)
    {
      EaselPiece *piece = get_piece (self, i);
      guint n_old = piece->n_blocks;

      if (may_refer (text, piece, labels, initials))
        {
          g_autoptr (GPtrArray) fresh = new_blocks ();
          guint changed;

          build (self, text, piece, fresh);
          changed = replace (self, at, n_old, fresh);
          first_changed = MIN (first_changed, changed);
        }
      at += piece->n_blocks;
    }
  return first_changed;
}

/**
 * easel_markdown_new:
 *
 * Returns: (transfer full): a message without text
 */
EaselMarkdown *
easel_markdown_new (void)
{
  EaselMarkdown *self = g_new0 (EaselMarkdown, 1);

  self->pieces = g_array_new (FALSE, FALSE, sizeof (EaselPiece));
  self->blocks = new_blocks ();
  self->definitions = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->labels = new_labels ();
  return self;
}

/**
 * easel_markdown_free:
 * @self: (transfer full): a message
 */
void
easel_markdown_free (EaselMarkdown *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->pieces);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->blocks);
  g_hash_table_unref (self->labels);
  g_string_free (self->definitions, TRUE);
  g_free (self);
}

static guint
count_blocks (EaselMarkdown *self, guint n_pieces)
{
  guint n = 0;

  for (guint i = 0; i < n_pieces; i++)
    n += get_piece (self, i)->n_blocks;
  return n;
}

/* A copy with question marks for what is not UTF-8, in as many bytes, so that places
 * stay what they are; NULL if all is well from @start on. */
static char *
make_valid (const char *text, gsize length, gsize start)
{
  const char *bad;
  char *copy;
  gsize at;

  if (g_utf8_validate_len (text + start, length - start, &bad))
    return NULL;
  at = (gsize) (bad - text);
  copy = g_memdup2 (text, length);
  do
    {
      copy[at++] = '?';
      if (g_utf8_validate_len (copy + at, length - at, &bad))
        break;
      at = (gsize) (bad - copy);
    }
  while (at < length);
  return copy;
}

static void
reset (EaselMarkdown *self)
{
  self->length = 0;
  self->invalid = FALSE;
  g_array_set_size (self->pieces, 0);
  g_array_set_size (self->starts, 0);
  g_ptr_array_set_size (self->blocks, 0);
  g_string_truncate (self->definitions, 0);
  g_hash_table_remove_all (self->labels);
}

/**
 * easel_markdown_update:
 * @self: a message
 * @text: its whole text, which begins with the one that was given before; it is not kept
 * @length: its bytes; if they are fewer than before, all is built anew
 *
 * Brings the blocks up to date. What is not valid UTF-8 is shown as question marks.
 *
 * Returns: index of the first block that is not the same object as before; the
 *   number of blocks if none is
 */
guint
easel_markdown_update (EaselMarkdown *self, const char *text, gsize length)
{
  g_autoptr (GPtrArray) fresh = new_blocks ();
  g_autofree char *valid = NULL;
  g_autofree char *before = NULL;
  guint first_piece, first_block, n_old, changed;
  guint first_changed = G_MAXUINT;

  g_return_val_if_fail (self != NULL && (text != NULL || length == 0), 0);

  if (length < self->length)
    reset (self);
  if (length == self->length)
    return self->blocks->len;

  first_piece = find_first_open (self, text);
  valid = make_valid (
      text, length,
      self->invalid || first_piece >= self->pieces->len ? 0 : get_piece (self, first_piece)->start);
  self->invalid = valid != NULL;
  if (valid != NULL)
    text = valid;

  n_old = self->blocks->len - count_blocks (self, first_piece);
  before = g_strdup (self->definitions->str);
  if (first_piece < self->pieces->len)
    g_string_truncate (self->definitions, g_array_index (self->starts, gsize, first_piece));
  g_array_set_size (self->pieces, first_piece);
  g_array_set_size (self->starts, first_piece);
  scan (self, text, length);
  self->length = length;

  if (!g_str_equal (before, self->definitions->str))
    {
      g_autoptr (GHashTable) labels = index_definitions (self);

      first_changed = rebuild_references (self, text, first_piece, labels);
    }
  first_block = count_blocks (self, first_piece);
  for (guint i = first_piece; i < self->pieces->len; i++)
    build (self, text, get_piece (self, i), fresh);
  changed = replace (self, first_block, n_old, fresh);
  return MIN (MIN (first_changed, changed), self->blocks->len);
}

/**
 * easel_markdown_get_n_blocks:
 * @self: a message
 *
 * Returns: how many blocks it has
 */
guint
easel_markdown_get_n_blocks (EaselMarkdown *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->blocks->len;
}

/**
 * easel_markdown_get_block:
 * @self: a message
 * @index: less than the number of its blocks
 *
 * Returns: (transfer none): one of its blocks
 */
EaselBlock *
easel_markdown_get_block (EaselMarkdown *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->blocks->len, NULL);

  return g_ptr_array_index (self->blocks, index);
}

/**
 * easel_markdown_count_blocks:
 * @text: a message
 * @length: its bytes
 *
 * What is stored with a message, so that a view knows its rows without its text.
 *
 * Returns: how many blocks it has
 */
guint
easel_markdown_count_blocks (const char *text, gsize length)
{
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();

  easel_markdown_update (markdown, text, length);
  return easel_markdown_get_n_blocks (markdown);
}
