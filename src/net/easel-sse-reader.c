// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sse-reader.h"

#include "easel-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Enough of a stray answer to read the error in it. */
#define MAX_STRAY ((gsize) 64 * 1024)

/* What a line has beside its data: a field's name, white space. */
#define LINE_SLACK ((gsize) 64)

#define NOWHERE G_MAXSIZE

/* Where the next byte of one kind stands, so that each byte is searched once. */
typedef struct
{
  gsize at;
  gsize searched;
} Mark;

struct _EaselSseReader
{
  GByteArray *buffer;
  GString *data;
  GString *name;
  GString *id;
  GString *stray;

  EaselSseEvent event;
  gsize cap;
  guint64 n_comments;

  /* The unread part of the buffer begins here. */
  gsize position;
  Mark lf;
  Mark cr;

  /* The only data line so far, where it stands in the buffer. */
  gsize line_at;
  gsize line_length;

  gboolean began;
  gboolean skip_lf;
  gboolean has_line;
  gboolean has_data;
  gboolean has_name;
  gboolean has_id;
  gboolean finished;
  gboolean too_big;
};

/**
 * easel_sse_reader_new:
 * @cap: the most bytes that one event may have, 0 for %EASEL_SSE_DEFAULT_CAP
 *
 * Makes a reader of server-sent events (WHATWG HTML, "Interpreting an event
 * stream"). It works on bytes, which may come cut anywhere: push what came,
 * then take events until there is none, and so on. It differs from the
 * standard in one thing: an event still open at the end is delivered, since
 * several services end their streams without a blank line.
 *
 * Returns: (transfer full): a new reader
 */
EaselSseReader *
easel_sse_reader_new (gsize cap)
{
  EaselSseReader *self = g_new0 (EaselSseReader, 1);

  self->buffer = g_byte_array_new ();
  self->data = g_string_new (NULL);
  self->name = g_string_new (NULL);
  self->id = g_string_new (NULL);
  self->stray = g_string_new (NULL);
  self->cap = cap > 0 ? cap : EASEL_SSE_DEFAULT_CAP;
  self->lf.at = NOWHERE;
  self->cr.at = NOWHERE;
  return self;
}

/**
 * easel_sse_reader_free:
 * @self: (transfer full): a reader
 */
void
easel_sse_reader_free (EaselSseReader *self)
{
  g_byte_array_unref (self->buffer);
  g_string_free (self->data, TRUE);
  g_string_free (self->name, TRUE);
  g_string_free (self->id, TRUE);
  g_string_free (self->stray, TRUE);
  g_free (self);
}

static gsize
find (EaselSseReader *self, Mark *mark, int byte)
{
  const guint8 *found;

  if (mark->at != NOWHERE && mark->at >= self->position)
    return mark->at;

  mark->searched = MAX (mark->searched, self->position);
  mark->at = NOWHERE;
  if (mark->searched >= self->buffer->len)
    return NOWHERE;

  found = memchr (self->buffer->data + mark->searched, byte, self->buffer->len - mark->searched);
  if (found == NULL)
    {
      mark->searched = self->buffer->len;
      return NOWHERE;
    }
  mark->at = (gsize) (found - self->buffer->data);
  mark->searched = mark->at + 1;
  return mark->at;
}

/* Copies a data line that points into the buffer, which is about to move. */
static void
settle_line (EaselSseReader *self)
{
  if (!self->has_line)
    return;
  g_string_append_len (self->data, (const char *) self->buffer->data + self->line_at,
                       (gssize) self->line_length);
  self->has_line = FALSE;
}

static void
move_mark (Mark *mark, gsize by)
{
  if (mark->at != NOWHERE)
    mark->at = mark->at >= by ? mark->at - by : NOWHERE;
  mark->searched = mark->searched >= by ? mark->searched - by : 0;
}

static void
drop_read_bytes (EaselSseReader *self)
{
  gsize by = self->position;

  /* Moved only when what is left is the smaller part: linear on the whole. */
  if (by == 0 || by < self->buffer->len - by)
    return;
  settle_line (self);
  memmove (self->buffer->data, self->buffer->data + by, self->buffer->len - by);
  g_byte_array_set_size (self->buffer, (guint) (self->buffer->len - by));
  move_mark (&self->lf, by);
  move_mark (&self->cr, by);
  self->position = 0;
}

static gboolean
refuse_big (EaselSseReader *self, GError **error)
{
  g_autofree char *size = g_format_size_full (self->cap, G_FORMAT_SIZE_IEC_UNITS);

  self->too_big = TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
               /* Translators: %s is a size such as 64 MiB */
               _ ("The answer was ended: one event in its stream is larger than %s. Ask for less at once, or "
                  "for smaller pictures."),
               size);
  return FALSE;
}

/**
 * easel_sse_reader_push:
 * @self: a reader
 * @data: (array length=length): the bytes that came next
 * @length: how many, at most 1 GiB
 * @error: return location of an error
 *
 * Gives @self more of the stream. Take all events before the next push.
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_PROTOCOL once an event is larger
 *   than the cap; nothing is read from then on
 */
gboolean
easel_sse_reader_push (EaselSseReader *self, const guint8 *data, gsize length, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->finished, FALSE);
  g_return_val_if_fail (length <= (gsize) 1 << 30, FALSE);

  if (self->too_big)
    return refuse_big (self, error);
  if (length == 0)
    return TRUE;

  drop_read_bytes (self);
  g_byte_array_append (self->buffer, data, (guint) length);

  /* Only a line without an end can be said to be too long already. */
  if (self->buffer->len - self->position > self->cap + LINE_SLACK &&
      find (self, &self->lf, '\n') == NOWHERE && find (self, &self->cr, '\r') == NOWHERE)
    return refuse_big (self, error);
  return TRUE;
}

/**
 * easel_sse_reader_finish:
 * @self: a reader
 * @error: return location of an error
 *
 * Says that the stream has ended. What is still open becomes an event, so ask
 * for events once more.
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_PROTOCOL if the last event is
 *   larger than the cap
 */
gboolean
easel_sse_reader_finish (EaselSseReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  self->finished = TRUE;
  return self->too_big ? refuse_big (self, error) : TRUE;
}

static gboolean
skip_byte_order_mark (EaselSseReader *self)
{
  static const guint8 mark[] = { 0xEF, 0xBB, 0xBF };
  gsize n = MIN (self->buffer->len, sizeof mark);

  if (self->began)
    return TRUE;
  if (n == 0 || (n < sizeof mark && memcmp (self->buffer->data, mark, n) == 0))
    return self->finished;

  self->began = TRUE;
  if (n == sizeof mark && memcmp (self->buffer->data, mark, n) == 0)
    self->position = sizeof mark;
  return TRUE;
}

/* Finds the next line and passes it. The byte after the line becomes NUL. */
static gboolean
take_line (EaselSseReader *self, gsize *start, gsize *length)
{
  gsize lf, cr, end;

  if (!skip_byte_order_mark (self))
    return FALSE;
  if (self->skip_lf && self->position < self->buffer->len)
    {
      self->skip_lf = FALSE;
      if (self->buffer->data[self->position] == '\n')
        self->position++;
    }
  if (self->position >= self->buffer->len)
    return FALSE;

  lf = find (self, &self->lf, '\n');
  cr = find (self, &self->cr, '\r');
  end = MIN (lf, cr);
  *start = self->position;
  if (end == NOWHERE)
    {
      if (!self->finished)
        return FALSE;
      end = self->buffer->len;
      g_byte_array_append (self->buffer, (const guint8 *) "", 1);
    }
  else
    self->skip_lf = end == cr;

  *length = end - *start;
  self->buffer->data[end] = '\0';
  self->position = end + 1;
  return TRUE;
}

static void
add_data (EaselSseReader *self, gsize at, gsize length)
{
  if (!self->has_data)
    {
      self->has_data = TRUE;
      self->has_line = TRUE;
      self->line_at = at;
      self->line_length = length;
      self->too_big = length > self->cap;
      return;
    }

  settle_line (self);
  if (self->data->len + 1 + length > self->cap)
    {
      self->too_big = TRUE;
      return;
    }
  g_string_append_c (self->data, '\n');
  g_string_append_len (self->data, (const char *) self->buffer->data + at, (gssize) length);
}

/* A line that is none of the protocol's may be an error in disguise: bare
 * JSON, or "error: {…}". JSON may go on over several lines. */
static void
note_stray (EaselSseReader *self, const char *line, gsize length)
{
  if (self->stray->len == 0 && !(length > 0 && line[0] == '{') &&
      !(length >= strlen ("error:") && memcmp (line, "error:", strlen ("error:")) == 0))
    return;
  if (self->stray->len + length + 1 > MAX_STRAY)
    return;
  if (self->stray->len > 0)
    g_string_append_c (self->stray, '\n');
  g_string_append_len (self->stray, line, (gssize) length);
}

static gboolean
is_field (const char *line, gsize length, const char *field)
{
  return strlen (field) == length && memcmp (line, field, length) == 0;
}

static void
read_field (EaselSseReader *self, gsize start, gsize length)
{
  const char *line = (const char *) self->buffer->data + start;
  const char *colon = memchr (line, ':', length);
  gsize name_length = colon != NULL ? (gsize) (colon - line) : length;
  gsize value = colon != NULL ? name_length + 1 : length;

  if (value < length && line[value] == ' ')
    value++;

  if (is_field (line, name_length, "data"))
    add_data (self, start + value, length - value);
  else if (is_field (line, name_length, "event"))
    {
      g_string_truncate (self->name, 0);
      g_string_append_len (self->name, line + value, (gssize) (length - value));
      self->has_name = self->name->len > 0;
    }
  else if (is_field (line, name_length, "id"))
    {
      if (memchr (line + value, '\0', length - value) != NULL)
        return;
      g_string_truncate (self->id, 0);
      g_string_append_len (self->id, line + value, (gssize) (length - value));
      self->has_id = TRUE;
    }
  else if (!is_field (line, name_length, "retry"))
    note_stray (self, line, length);
}

static gboolean
dispatch (EaselSseReader *self)
{
  gboolean has_data = self->has_data;

  self->has_data = FALSE;
  self->event.event = self->has_name ? self->name->str : "message";
  self->has_name = FALSE;
  if (!has_data)
    return FALSE;

  self->event.id = self->has_id ? self->id->str : NULL;
  if (self->has_line)
    {
      self->event.data = (const char *) self->buffer->data + self->line_at;
      self->event.data_length = self->line_length;
      self->has_line = FALSE;
    }
  else
    {
      self->event.data = self->data->str;
      self->event.data_length = self->data->len;
    }
  return TRUE;
}

/**
 * easel_sse_reader_next:
 * @self: a reader
 *
 * Returns: (transfer none) (nullable): the next event, which holds until the
 *   next call on @self; %NULL if more bytes are needed
 */
const EaselSseEvent *
easel_sse_reader_next (EaselSseReader *self)
{
  gsize start, length;

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->has_data)
    g_string_truncate (self->data, 0);

  while (!self->too_big && take_line (self, &start, &length))
    {
      if (length == 0)
        {
          if (dispatch (self))
            return &self->event;
        }
      else if (self->buffer->data[start] == ':')
        self->n_comments++;
      else
        read_field (self, start, length);
    }

  if (self->finished && !self->too_big && self->has_data && dispatch (self))
    return &self->event;
  return NULL;
}

/**
 * easel_sse_reader_get_n_comments:
 * @self: a reader
 *
 * Returns: how many comment lines came, with which services keep a connection
 *   alive
 */
guint64
easel_sse_reader_get_n_comments (EaselSseReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_comments;
}

/**
 * easel_sse_reader_get_stray:
 * @self: a reader
 *
 * Some servers write an error into the stream without framing it as an event:
 * JSON on lines of its own, or a line "error: {…}". Such lines are no events,
 * but they are kept, up to 64 KiB.
 *
 * Returns: (transfer none) (nullable): those lines, not checked for being
 *   UTF-8; %NULL if there were none
 */
const char *
easel_sse_reader_get_stray (EaselSseReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->stray->len > 0 ? self->stray->str : NULL;
}
