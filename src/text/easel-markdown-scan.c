// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-markdown-private.h"

#include <string.h>

/*
 * Where a message can be cut so that each piece means the same alone: before a line
 * that follows an empty one, begins at the margin, is not in a fence and does not go
 * on with a list. Whether a line is such a place depends on what is before it and on
 * itself only, so what was cut stays so while text is added. Pieces that grow too
 * long are cut at the next best place.
 */

typedef struct
{
  const char *text;
  gsize length;
  EaselPiece *piece;
  GArray *definitions; /* (nullable): EaselSpan */

  EaselFence fence;
  gboolean fence_in_item;
  /* Column at which the content of the list's item begins; 0 outside. */
  guint item;
  gboolean item_is_closed; /* no paragraph of it can go on at the margin */
  gboolean after_text;
  gboolean after_blank;
  gboolean after_definition;
} Scan;

typedef struct
{
  gsize start;
  gsize end;     /* of its text, without the line end */
  gsize next;    /* of the next line */
  gsize content; /* of the first character that is no space */
  guint indent;  /* columns */
} Line;

/* Where the line ends that @at is in, without what ends it. */
gsize
_easel_markdown_line_end (const char *text, gsize length, gsize at)
{
  const char *newline = memchr (text + at, '\n', length - at);
  gsize end = newline != NULL ? (gsize) (newline - text) : length;
  const char *ret = memchr (text + at, '\r', end - at);

  return ret != NULL ? (gsize) (ret - text) : end;
}

static Line
read_line (const Scan *self, gsize start)
{
  gsize limit = MIN (self->length, start + EASEL_PIECE_LONGEST_LINE);
  Line line = { .start = start, .end = _easel_markdown_line_end (self->text, limit, start) };

  line.next = line.end;
  if (line.end == limit && limit < self->length && self->text[limit] != '\n' && self->text[limit] != '\r')
    {
      /* Too long for one: cut between two characters, if it has such. */
      while (line.end > start + 1 && ((guchar) self->text[line.end] & 0xC0) == 0x80)
        line.end--;
      line.next = line.end;
    }
  else if (line.next < self->length)
    {
      line.next++;
      if (self->text[line.end] == '\r' && line.next < self->length && self->text[line.next] == '\n')
        line.next++;
    }
  line.content = start;
  while (line.content < line.end && (self->text[line.content] == ' ' || self->text[line.content] == '\t'))
    line.indent += self->text[line.content++] == ' ' ? 1 : 4 - line.indent % 4;
  return line;
}

/* How many of one character stand at the line's first. */
static guint
count_run (const Scan *self, const Line *line)
{
  gsize at = line->content;

  while (at < line->end && self->text[at] == self->text[line->content])
    at++;
  return (guint) (at - line->content);
}

static gboolean
opens_fence (const Scan *self, const Line *line, EaselFence *fence)
{
  char character = line->content < line->end ? self->text[line->content] : 0;
  guint run;

  if (character != '`' && character != '~')
    return FALSE;
  run = count_run (self, line);
  if (run < 3)
    return FALSE;
  *fence = (EaselFence) { character, run, line->content + run, line->end - line->content - run };
  return character == '~' || memchr (self->text + fence->info_start, '`', fence->info_length) == NULL;
}

static gboolean
closes_fence (const Scan *self, const Line *line)
{
  guint run;

  if (line->content == line->end || self->text[line->content] != self->fence.character ||
      (!self->fence_in_item && line->indent > 3))
    return FALSE;
  run = count_run (self, line);
  /* Spaces only: so md4c reads it. */
  for (gsize at = line->content + run; at < line->end; at++)
    if (self->text[at] != ' ')
      return FALSE;
  return run >= self->fence.length;
}

/* The columns that the marker of a list's item takes with the spaces after it; 0 if
 * the line does not begin with one. */
static guint
measure_marker (const Scan *self, const Line *line)
{
  gsize at = line->content;
  guint spaces = 0;

  while (at < line->end && at < line->content + 9 && g_ascii_isdigit (self->text[at]))
    at++;
  if (at == line->end)
    return 0;
  if (at == line->content ? strchr ("-+*", self->text[at]) == NULL : strchr (".)", self->text[at]) == NULL)
    return 0;
  at++;
  if (at == line->end)
    return (guint) (at - line->content) + 1;
  while (at + spaces < line->end && (self->text[at + spaces] == ' ' || self->text[at + spaces] == '\t'))
    spaces++;
  if (spaces == 0)
    return 0;
  return (guint) (at - line->content) + (spaces > 4 || at + spaces == line->end ? 1 : spaces);
}

/* `[label]: target`, where no paragraph goes on. */
static gboolean
is_definition (const Scan *self, const Line *line)
{
  gsize at = line->content;

  if (line->indent > 3 || at == line->end || self->text[at] != '[' || line->end - line->start > 4096)
    return FALSE;
  for (at++; at < line->end && self->text[at] != ']'; at++)
    if (self->text[at] == '[')
      return FALSE;
    else if (self->text[at] == '\\' && at + 1 < line->end)
      at++;
  return at + 2 < line->end && self->text[at + 1] == ':';
}

static gboolean
is_boundary (const Scan *self, const Line *line)
{
  gsize length = line->start - self->piece->start;
  gboolean is_item;

  if (length == 0 || line->content == line->end)
    return FALSE;
  if (length >= EASEL_PIECE_HARD)
    return TRUE;
  if (self->fence.character != 0)
    return length >= EASEL_PIECE_SOFT && !self->fence_in_item;
  if (line->indent > 0)
    return FALSE;
  is_item = self->item > 0 && measure_marker (self, line) > 0;
  if (length >= EASEL_PIECE_SOFT)
    return is_item || self->after_blank;
  return self->after_blank && !is_item;
}

/* What the line changes, where it is no code. */
static void
pass_text (Scan *self, const Line *line)
{
  char first = self->text[line->content];
  guint marker = measure_marker (self, line);
  EaselFence fence;
  gboolean in_item = self->item > 0 && line->indent >= self->item;
  gboolean is_first = self->after_blank || self->after_definition || line->start == self->piece->start;

  /* A paragraph is interrupted by a list only if that begins with 1. */
  if (marker > 0 && self->item == 0 && self->after_text && g_ascii_isdigit (first) &&
      (first != '1' || g_ascii_isdigit (self->text[line->content + 1])))
    marker = 0;
  self->after_text = FALSE;
  if (opens_fence (self, line, &fence) && (in_item || line->indent < 4))
    {
      self->fence = fence;
      self->fence_in_item = in_item;
      if (!in_item)
        self->item = 0;
    }
  else if (in_item)
    self->item_is_closed = FALSE;
  else if (line->indent < 4)
    {
      if (marker > 0)
        {
          self->item = line->indent + marker;
          self->item_is_closed = line->content + marker >= line->end;
          /* A fence may open beside its marker. */
          Line rest = *line;

          rest.content = MIN (line->content + marker, line->end);
          if (opens_fence (self, &rest, &fence))
            {
              self->fence = fence;
              self->fence_in_item = TRUE;
            }
        }
      else if (self->after_blank || self->item_is_closed || first == '#' || first == '>')
        self->item = 0;
      self->after_text = marker == 0 && first != '#';
    }
  self->after_definition = is_first && self->item == 0 && is_definition (self, line);
  if (self->after_definition && self->definitions != NULL)
    {
      EaselSpan span = { line->start, line->end - line->start };

      g_array_append_val (self->definitions, span);
    }
}

static void
pass_line (Scan *self, const Line *line)
{
  gboolean is_blank = line->content == line->end;

  if (self->fence.character != 0)
    {
      if (closes_fence (self, line))
        {
          self->fence.character = 0;
          self->item_is_closed = TRUE;
        }
      else if (self->fence_in_item && !is_blank && line->indent < self->item)
        {
          /* The item ends, and with it all that is open in it. */
          self->fence.character = 0;
          self->item = 0;
          pass_text (self, line);
        }
    }
  else if (!is_blank)
    pass_text (self, line);
  self->after_blank = is_blank;
  if (is_blank)
    self->after_definition = self->after_text = FALSE;
}

/* A line that begins with so many marks is no structure that anyone could read. */
static gboolean
is_bomb (const Scan *self, const Line *line)
{
  guint marks = 0;

  for (gsize at = line->start; at < line->end; at++)
    {
      if (strchr (">-+* \t", self->text[at]) == NULL)
        break;
      marks += self->text[at] != ' ' && self->text[at] != '\t';
    }
  return marks > 200;
}

/*
 * Finds the end of the piece that begins at @piece->start within @piece->before, and
 * fills in all but the number of its blocks; the definitions of links in it are
 * appended to @definitions.
 */
void
_easel_markdown_scan (const char *text, gsize length, EaselPiece *piece, GArray *definitions)
{
  Scan self = {
    .text = text, .length = length, .piece = piece, .definitions = definitions, .fence = piece->before
  };
  gsize at = piece->start;

  piece->is_plain = FALSE;
  while (at < length)
    {
      Line line = read_line (&self, at);

      if (is_boundary (&self, &line))
        break;
      if (self.fence.character == 0 && is_bomb (&self, &line))
        piece->is_plain = TRUE;
      pass_line (&self, &line);
      at = line.next;
      /* What followed a fence that was cut begins a piece of its own. */
      if (piece->before.character != 0 && self.fence.character == 0)
        break;
    }
  piece->end = at;
  piece->after = at < length && !self.fence_in_item ? self.fence : (EaselFence) { 0 };
  piece->has_bracket = memchr (text + piece->start, '[', at - piece->start) != NULL;
}
