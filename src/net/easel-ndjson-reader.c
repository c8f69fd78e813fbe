// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ndjson-reader.h"

#include "easel-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _EaselNdjsonReader
{
  GByteArray *buffer;
  gsize cap;

  gsize position;
  /* No line end before this offset, so that no byte is searched twice. */
  gsize searched;

  gboolean began;
  gboolean finished;
  gboolean too_big;
};

/**
 * easel_ndjson_reader_new:
 * @cap: the most bytes that one line may have, 0 for %EASEL_NDJSON_DEFAULT_CAP
 *
 * Makes a reader of JSON texts that stand one to a line (NDJSON). It is used
 * as #EaselSseReader is: push what came, take lines until there is none.
 *
 * Returns: (transfer full): a new reader
 */
EaselNdjsonReader *
easel_ndjson_reader_new (gsize cap)
{
  EaselNdjsonReader *self = g_new0 (EaselNdjsonReader, 1);

  self->buffer = g_byte_array_new ();
  self->cap = cap > 0 ? cap : EASEL_NDJSON_DEFAULT_CAP;
  return self;
}

/**
 * easel_ndjson_reader_free:
 * @self: (transfer full): a reader
 */
void
easel_ndjson_reader_free (EaselNdjsonReader *self)
{
  g_byte_array_unref (self->buffer);
  g_free (self);
}

static gboolean
refuse_big (EaselNdjsonReader *self, GError **error)
{
  g_autofree char *size = g_format_size_full (self->cap, G_FORMAT_SIZE_IEC_UNITS);

  self->too_big = TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
               /* Translators: %s is a size such as 64 MiB */
               _ ("The answer was ended: one line in its stream is larger than %s. Ask for less at once, or "
                  "for smaller pictures."),
               size);
  return FALSE;
}

static void
drop_read_bytes (EaselNdjsonReader *self)
{
  gsize by = self->position;

  if (by == 0 || by < self->buffer->len - by)
    return;
  memmove (self->buffer->data, self->buffer->data + by, self->buffer->len - by);
  g_byte_array_set_size (self->buffer, (guint) (self->buffer->len - by));
  self->searched -= MIN (self->searched, by);
  self->position = 0;
}

static guint8 *
find_end (EaselNdjsonReader *self)
{
  guint8 *end;

  self->searched = MAX (self->searched, self->position);
  if (self->searched >= self->buffer->len)
    return NULL;
  end = memchr (self->buffer->data + self->searched, '\n', self->buffer->len - self->searched);
  self->searched = end != NULL ? (gsize) (end - self->buffer->data) : self->buffer->len;
  return end;
}

/**
 * easel_ndjson_reader_push:
 * @self: a reader
 * @data: (array length=length): the bytes that came next
 * @length: how many, at most 1 GiB
 * @error: return location of an error
 *
 * Gives @self more of the stream. Take all lines before the next push.
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_PROTOCOL once a line is larger
 *   than the cap; nothing is read from then on
 */
gboolean
easel_ndjson_reader_push (EaselNdjsonReader *self, const guint8 *data, gsize length, GError **error)
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
  if (self->buffer->len - self->position > self->cap && find_end (self) == NULL)
    return refuse_big (self, error);
  return TRUE;
}

/**
 * easel_ndjson_reader_finish:
 * @self: a reader
 * @error: return location of an error
 *
 * Says that the stream has ended: what is left counts as a line.
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_PROTOCOL if a line was larger
 *   than the cap
 */
gboolean
easel_ndjson_reader_finish (EaselNdjsonReader *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  self->finished = TRUE;
  return self->too_big ? refuse_big (self, error) : TRUE;
}

/**
 * easel_ndjson_reader_next:
 * @self: a reader
 * @length: (out): bytes in the line
 *
 * Returns: (transfer none) (nullable): the next line that is not blank, without
 *   the white space around it, ended by a NUL, not checked for being UTF-8; it
 *   holds until the next call on @self. %NULL if more bytes are needed.
 */
const char *
easel_ndjson_reader_next (EaselNdjsonReader *self, gsize *length)
{
  static const char mark[] = "\xEF\xBB\xBF";

  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  while (!self->too_big && self->position < self->buffer->len)
    {
      gsize start = self->position;
      gsize end;
      const guint8 *at = find_end (self);

      if (at == NULL && !self->finished)
        return NULL;
      if (at == NULL)
        {
          end = self->buffer->len;
          g_byte_array_append (self->buffer, (const guint8 *) "", 1);
        }
      else
        end = (gsize) (at - self->buffer->data);
      self->position = end + 1;

      if (!self->began && end - start >= 3 && memcmp (self->buffer->data + start, mark, 3) == 0)
        start += 3;
      self->began = TRUE;
      while (start < end && g_ascii_isspace (self->buffer->data[start]))
        start++;
      while (end > start && g_ascii_isspace (self->buffer->data[end - 1]))
        end--;
      if (end - start > self->cap)
        {
          self->too_big = TRUE;
          return NULL;
        }
      if (start == end)
        continue;

      self->buffer->data[end] = '\0';
      *length = end - start;
      return (const char *) self->buffer->data + start;
    }
  return NULL;
}
