// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-aligner.h"

/* How long the aligner works before it lets a frame be drawn, in µs. */
#define SLICE 4000
/* How long a frame lasts, about, in µs. */
#define FRAME 16000

/**
 * EaselReviewAligner:
 *
 * Keeps the paragraphs of two views side by side at the same height. Where
 * both have the same unchanged line break a row ends, and the shorter side of
 * the row gets space below it. The work is done a few milliseconds at a time.
 */
struct _EaselReviewAligner
{
  /* Borrowed: they live as long as the review view, which frees this. */
  EaselDiffView *views[2];

  /* Owned */
  GArray *rows;

  /* State */
  int n_lines[2];
  guint next;
  guint idle;
  /* How long rows were aligned at once since when, in µs. */
  gint64 frame_began;
  gint64 spent;
};

/* The last paragraph of a row on each side, and the space below it. */
typedef struct
{
  int line[2];
  int pad[2];
} Row;

typedef struct
{
  gsize source;
  int line;
} Break;

static GArray *
find_breaks (EaselDiffView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GArray *breaks = g_array_new (FALSE, FALSE, sizeof (Break));

  for (guint i = 0; i < easel_diff_view_get_n_segments (view); i++)
    {
      const EaselSegment *segment = easel_diff_view_get_segment (view, i);
      GtkTextIter at, end;
      int line, last_line;

      if (segment->kind != EASEL_SEGMENT_BEFORE || segment->change >= 0)
        continue;
      gtk_text_buffer_get_iter_at_offset (buffer, &at, segment->start);
      gtk_text_buffer_get_iter_at_offset (buffer, &end, segment->end);
      last_line = gtk_text_iter_get_line (&end);
      for (line = gtk_text_iter_get_line (&at); line < last_line; line++)
        {
          Break found = { segment->source, line };

          /* Characters will do: the same words stand on both sides. */
          gtk_text_iter_forward_line (&at);
          found.source += (gsize) (gtk_text_iter_get_offset (&at) - segment->start);
          g_array_append_val (breaks, found);
        }
    }
  return breaks;
}

static int
count_lines (EaselDiffView *view)
{
  return gtk_text_buffer_get_line_count (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)));
}

/**
 * easel_review_aligner_reset:
 * @self: the aligner
 *
 * Finds the rows anew, after a view was filled or words were replaced in it.
 */
void
easel_review_aligner_reset (EaselReviewAligner *self)
{
  g_autoptr (GArray) left = find_breaks (self->views[0]);
  g_autoptr (GArray) right = find_breaks (self->views[1]);
  g_autoptr (GArray) old = g_steal_pointer (&self->rows);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  for (guint side = 0; side < 2; side++)
    self->n_lines[side] = count_lines (self->views[side]);
  for (guint i = 0, j = 0; i < left->len && j < right->len;)
    {
      const Break *a = &g_array_index (left, Break, i), *b = &g_array_index (right, Break, j);

      if (a->source == b->source)
        {
          Row row = { { a->line, b->line }, { -1, -1 } };

          g_array_append_val (self->rows, row);
        }
      if (a->source <= b->source)
        i++;
      if (b->source <= a->source)
        j++;
    }
  easel_review_aligner_queue (self);
}

/* The height of paragraphs @first to @last without the space between them. */
static int
measure (EaselDiffView *view, int first, int last)
{
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_view);
  int below = gtk_text_view_get_pixels_below_lines (text_view);
  int height = 0;

  for (int line = first; line <= last; line++)
    {
      GtkTextIter start, end;
      GdkRectangle bottom;
      int top;

      gtk_text_buffer_get_iter_at_line (buffer, &start, line);
      end = start;
      if (!gtk_text_iter_ends_line (&end))
        gtk_text_iter_forward_to_line_end (&end);
      /* The range ends with the space that an earlier pass put there. */
      gtk_text_view_get_line_yrange (text_view, &start, &top, NULL);
      gtk_text_view_get_iter_location (text_view, &end, &bottom);
      height += bottom.y + bottom.height - top + below;
    }
  return height;
}

static GtkTextTag *
pad_tag (GtkTextView *view, int pad)
{
  GtkTextTagTable *table = gtk_text_buffer_get_tag_table (gtk_text_view_get_buffer (view));
  g_autofree char *name = g_strdup_printf ("easel-pad-%d", pad);
  GtkTextTag *tag = gtk_text_tag_table_lookup (table, name);

  if (tag == NULL)
    tag = gtk_text_buffer_create_tag (gtk_text_view_get_buffer (view), name, NULL);
  g_object_set (tag, "pixels-below-lines", gtk_text_view_get_pixels_below_lines (view) + pad, NULL);
  return tag;
}

static void
set_pad (EaselDiffView *view, int line, int old, int pad)
{
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_view);
  GtkTextIter start, end;

  if (old == pad)
    return;
  gtk_text_buffer_get_iter_at_line (buffer, &start, line);
  end = start;
  gtk_text_iter_forward_line (&end);
  if (old < 0)
    {
      /* The rows are new: what an earlier pass left here is not known. */
      GSList *tags = gtk_text_iter_get_tags (&start);

      for (GSList *l = tags; l != NULL; l = l->next)
        {
          g_autofree char *name = NULL;

          g_object_get (l->data, "name", &name, NULL);
          if (name != NULL && g_str_has_prefix (name, "easel-pad-"))
            gtk_text_buffer_remove_tag (buffer, l->data, &start, &end);
        }
      g_slist_free (tags);
    }
  else if (old > 0)
    gtk_text_buffer_remove_tag (buffer, pad_tag (text_view, old), &start, &end);
  if (pad > 0)
    gtk_text_buffer_apply_tag (buffer, pad_tag (text_view, pad), &start, &end);
}

static void
align_row (EaselReviewAligner *self, guint index)
{
  Row *row = &g_array_index (self->rows, Row, index);
  const Row *before = index > 0 ? &g_array_index (self->rows, Row, index - 1) : NULL;
  int heights[2], highest;

  for (guint side = 0; side < 2; side++)
    heights[side] = measure (self->views[side], before != NULL ? before->line[side] + 1 : 0, row->line[side]);
  highest = MAX (heights[0], heights[1]);
  for (guint side = 0; side < 2; side++)
    {
      set_pad (self->views[side], row->line[side], row->pad[side], highest - heights[side]);
      row->pad[side] = highest - heights[side];
    }
}

/* Works for one slice; whether all rows are done then. */
static gboolean
work (EaselReviewAligner *self)
{
  gint64 until = g_get_monotonic_time () + SLICE;

  while (self->next < self->rows->len)
    {
      align_row (self, self->next++);
      if (g_get_monotonic_time () > until)
        return FALSE;
    }
  self->idle = 0;
  return TRUE;
}

static gboolean
on_idle_cb (gpointer user_data)
{
  return work (user_data) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* The first slice comes before the frame is drawn: a prompt is aligned in it.
 * The rest of a large text comes when there is nothing else to do. */
static gboolean
on_first_cb (gpointer user_data)
{
  EaselReviewAligner *self = user_data;

  if (!work (self))
    self->idle = g_idle_add_full (G_PRIORITY_LOW, on_idle_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
queue_from (EaselReviewAligner *self, guint row)
{
  self->next = MIN (self->next, row);
  if (self->idle == 0 && gtk_widget_get_width (GTK_WIDGET (self->views[0])) > 0)
    self->idle = g_idle_add_full (GTK_PRIORITY_RESIZE + 5, on_first_cb, self, NULL);
}

/**
 * easel_review_aligner_queue:
 * @self: the aligner
 *
 * Aligns all rows again, from the first, soon: their widths or heights are others now.
 */
void
easel_review_aligner_queue (EaselReviewAligner *self)
{
  queue_from (self, 0);
}

/* Rows are aligned at once as long as that takes no longer than a slice in a
 * frame; where many changes were decided together the others follow soon. */
static void
align_again (EaselReviewAligner *self, guint row)
{
  gint64 began = g_get_monotonic_time ();

  if (began - self->frame_began > FRAME)
    {
      self->frame_began = began;
      self->spent = 0;
    }
  if (self->spent > SLICE)
    {
      queue_from (self, row);
      return;
    }
  align_row (self, row);
  self->spent += g_get_monotonic_time () - began;
}

/**
 * easel_review_aligner_update:
 * @self: the aligner
 * @change: a change that looks different now
 *
 * Aligns the row that a change is in, after its words were replaced: at once, or
 * soon if many are.
 */
void
easel_review_aligner_update (EaselReviewAligner *self, int change)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->views[1]));
  GtkTextIter at;
  guint first, last, low = 0, high = self->rows->len;
  int line;

  if (count_lines (self->views[0]) != self->n_lines[0] || count_lines (self->views[1]) != self->n_lines[1])
    {
      easel_review_aligner_reset (self);
      return;
    }
  if (!easel_diff_view_get_change (self->views[1], change, &first, &last))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &at,
                                      easel_diff_view_get_segment (self->views[1], first)->start);
  line = gtk_text_iter_get_line (&at);
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (self->rows, Row, middle).line[1] < line)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < self->rows->len && self->next > low)
    align_again (self, low);
}

/**
 * easel_review_aligner_new:
 * @left: the one view
 * @right: the other
 *
 * Returns: (transfer full): an aligner of the two, to be freed before them
 */
EaselReviewAligner *
easel_review_aligner_new (EaselDiffView *left, EaselDiffView *right)
{
  EaselReviewAligner *self = g_new0 (EaselReviewAligner, 1);

  self->views[0] = left;
  self->views[1] = right;
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  return self;
}

void
easel_review_aligner_free (EaselReviewAligner *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_array_unref (self->rows);
  g_free (self);
}
