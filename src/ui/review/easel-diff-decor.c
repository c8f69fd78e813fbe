// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-decor.h"
#include "easel-syntax.h"

#include <string.h>

/* Longer texts are shown without syntax colours: they are pasted, not prompts,
 * and colouring them would cost more than a frame. */
#define LONGEST_COLOURED (256 * 1024)

/* Nor is a text with so long a paragraph: there each colour costs a walk along
 * all of it (100 KB took 1.9 s). */
#define LONGEST_COLOURED_PARAGRAPH (16 * 1024)

/* A unit longer than this may break at a line's end after all. */
#define LONGEST_UNBROKEN 40

/* In longer texts every unit may: Pango looks for the places with time that
 * grows with the square of a paragraph (at 20 KB a key took 160 ms, not 20). */
#define LONGEST_WITH_UNBROKEN 4096

/**
 * EaselDiffDecor:
 *
 * What is shown on the unchanged words of a text besides the diff: the colours
 * of the prompt syntax, and the locks.
 */
struct _EaselDiffDecor
{
  char *before;
  gsize length;
  EaselSyntaxSpan *syntax;
  gsize n_syntax;
  EaselSpan *locks;
  gsize n_locks;
};

static const char *
tag_of_kind (EaselSyntaxKind kind)
{
  switch (kind)
    {
    case EASEL_SYNTAX_WEIGHT:
    case EASEL_SYNTAX_EMPHASIS:
    case EASEL_SYNTAX_DEEMPHASIS:
      return EASEL_TAG_WEIGHT;
    case EASEL_SYNTAX_LORA:
      return EASEL_TAG_LORA;
    case EASEL_SYNTAX_ALTERNATION:
      return EASEL_TAG_ALTERNATION;
    case EASEL_SYNTAX_WILDCARD:
      return EASEL_TAG_WILDCARD;
    case EASEL_SYNTAX_VARIABLE:
      return EASEL_TAG_VARIABLE;
    case EASEL_SYNTAX_PARAMETER:
    case EASEL_SYNTAX_ESCAPE:
    case EASEL_SYNTAX_BREAK:
    default:
      return EASEL_TAG_PARAMETER;
    }
}

static gboolean
has_long_paragraph (const char *text)
{
  for (const char *end; (end = strchr (text, '\n')) != NULL; text = end + 1)
    if (end - text > LONGEST_COLOURED_PARAGRAPH)
      return TRUE;
  return strlen (text) > LONGEST_COLOURED_PARAGRAPH;
}

static gboolean
stays_whole (const EaselDiffDecor *self, const EaselSyntaxSpan *span)
{
  return self->length <= LONGEST_WITH_UNBROKEN && span->length <= LONGEST_UNBROKEN &&
         (span->kind == EASEL_SYNTAX_LORA || span->kind == EASEL_SYNTAX_PARAMETER);
}

/**
 * easel_diff_decor_new:
 * @before: the text before
 * @locks: (array length=n_locks) (nullable): its locked spans, in order
 * @n_locks: how many
 *
 * Reads the syntax of @before. Texts of more than 256 KB, and those with a
 * paragraph of more than 16 KB, get no colours.
 *
 * Returns: (transfer full): the decoration
 */
EaselDiffDecor *
easel_diff_decor_new (const char *before, const EaselSpan *locks, gsize n_locks)
{
  EaselDiffDecor *self = g_new0 (EaselDiffDecor, 1);

  self->before = g_strdup (before);
  self->length = strlen (before);
  if (self->length <= LONGEST_COLOURED && !has_long_paragraph (before))
    self->syntax = easel_syntax_scan (self->before, &self->n_syntax);
  if (n_locks > 0)
    self->locks = g_memdup2 (locks, n_locks * sizeof *locks);
  self->n_locks = n_locks;
  return self;
}

void
easel_diff_decor_free (EaselDiffDecor *self)
{
  g_free (self->before);
  g_free (self->syntax);
  g_free (self->locks);
  g_free (self);
}

static void
tag_range (GtkTextBuffer *buffer, const char *tag, int start, int length)
{
  GtkTextIter from, to;

  gtk_text_buffer_get_iter_at_offset (buffer, &from, start);
  to = from;
  gtk_text_iter_forward_chars (&to, length);
  gtk_text_buffer_apply_tag_by_name (buffer, tag, &from, &to);
}

/* @n_done spans end before @segment; spans are in the order of their starts. */
static void
color_segment (EaselDiffDecor *self, GtkTextBuffer *buffer, const EaselSegment *segment, gsize *n_done)
{
  gsize end = segment->source + segment->source_length;
  gsize at = segment->source;
  int offset = segment->start;

  for (gsize i = *n_done; i < self->n_syntax && self->syntax[i].start < end; i++)
    {
      const EaselSyntaxSpan *span = &self->syntax[i];
      gsize from = MAX (span->start, segment->source), to = MIN (span->start + span->length, end);
      int length;

      if (i == *n_done && span->start + span->length <= segment->source)
        (*n_done)++;
      if (to <= from)
        continue;
      offset += (int) g_utf8_strlen (self->before + at, (gssize) (from - at));
      at = from;
      length = (int) g_utf8_strlen (self->before + from, (gssize) (to - from));
      if (segment->look != EASEL_LOOK_PENDING)
        tag_range (buffer, tag_of_kind (span->kind), offset, length);
      if (stays_whole (self, span) && to - from == span->length)
        tag_range (buffer, EASEL_TAG_UNBROKEN, offset, length);
    }
}

static void
lock_segment (EaselDiffDecor *self, EaselDiffView *view, const EaselSegment *segment, gsize *n_done)
{
  gsize end = segment->source + segment->source_length;

  for (gsize i = *n_done; i < self->n_locks && self->locks[i].start < end; i++)
    {
      gsize from = MAX (self->locks[i].start, segment->source);
      gsize to = MIN (easel_span_end (self->locks[i]), end);
      int start;

      if (easel_span_end (self->locks[i]) <= end)
        *n_done = i + 1;
      if (to <= from)
        continue;
      start = segment->start +
              (int) g_utf8_strlen (self->before + segment->source, (gssize) (from - segment->source));
      easel_diff_view_add_lock (view, start,
                                start + (int) g_utf8_strlen (self->before + from, (gssize) (to - from)),
                                from == self->locks[i].start);
    }
}

/**
 * easel_diff_decor_apply:
 * @self: the decoration
 * @view: a view that shows its text, changed or not
 * @first_segment: where to begin; what stands before is decorated already
 * @end_segment: where to end; what stands there is decorated already
 *
 * Colours the unchanged words of @view and marks the locks among them. Inside
 * changed words the diff's colours stand alone.
 */
void
easel_diff_decor_apply (EaselDiffDecor *self, EaselDiffView *view, guint first_segment, guint end_segment)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gsize n_colored = 0, n_locked = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (EASEL_IS_DIFF_VIEW (view));

  for (guint i = first_segment; i < MIN (end_segment, easel_diff_view_get_n_segments (view)); i++)
    {
      const EaselSegment *segment = easel_diff_view_get_segment (view, i);

      if (segment->kind != EASEL_SEGMENT_BEFORE)
        continue;
      if (segment->look == EASEL_LOOK_PLAIN || segment->look == EASEL_LOOK_PENDING)
        color_segment (self, buffer, segment, &n_colored);
      if (segment->look == EASEL_LOOK_PLAIN || segment->look == EASEL_LOOK_LEFT ||
          segment->look == EASEL_LOOK_PENDING)
        lock_segment (self, view, segment, &n_locked);
    }
}

/**
 * easel_diff_style_apply_syntax:
 * @buffer: the buffer of an editor
 *
 * Colours the whole of @buffer by the prompt syntax, taking away the colours
 * that it had. Meant for a prompt that is typed: a few hundred microseconds
 * for 2,000 words. Long texts get no colours: see easel_diff_decor_new().
 */
void
easel_diff_style_apply_syntax (GtkTextBuffer *buffer)
{
  static const char *const tags[] = { EASEL_TAG_WEIGHT,  EASEL_TAG_ALTERNATION, EASEL_TAG_WILDCARD,
                                      EASEL_TAG_LORA,    EASEL_TAG_VARIABLE,    EASEL_TAG_PARAMETER,
                                      EASEL_TAG_UNBROKEN };
  g_autofree char *text = NULL;
  g_autoptr (EaselDiffDecor) decor = NULL;
  GtkTextIter start, end;
  EaselSegment all = { .kind = EASEL_SEGMENT_BEFORE };
  gsize n_done = 0;

  g_return_if_fail (GTK_IS_TEXT_BUFFER (buffer));

  easel_diff_style_apply (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    gtk_text_buffer_remove_tag_by_name (buffer, tags[i], &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  decor = easel_diff_decor_new (text, NULL, 0);
  all.source_length = strlen (text);
  color_segment (decor, buffer, &all, &n_done);
}
