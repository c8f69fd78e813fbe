// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json-splitter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/* A buffer that grew beyond this for one element is not kept for the next. */
#define KEPT_BUFFER (1024 * 1024)

typedef enum
{
  AT_START,
  BEFORE_ELEMENT,
  AFTER_COMMA,
  IN_VALUE,
  AFTER_ELEMENT,
  AT_END,
} Place;

struct _EaselJsonSplitter
{
  gsize largest;
  gsize most_values;

  Place place;
  gboolean in_array;
  guint n_mark;
  gsize offset;

  EaselJsonItemState found;
  GString *buffer;
  gsize depth;
  gsize n_values;
  gboolean in_string;
  gboolean escaped;
};

static const char byte_order_mark[] = "\xef\xbb\xbf";

/**
 * easel_json_splitter_new:
 * @largest: bytes of the largest element that is handed out
 * @most_values: most values that such an element may hold
 *
 * Returns: (transfer full): a splitter at the start of a text
 */
EaselJsonSplitter *
easel_json_splitter_new (gsize largest, gsize most_values)
{
  EaselJsonSplitter *self = g_new0 (EaselJsonSplitter, 1);

  self->largest = largest;
  self->most_values = most_values;
  self->buffer = g_string_new (NULL);
  return self;
}

/**
 * easel_json_splitter_free:
 * @self: (transfer full) (nullable): a splitter
 *
 * Frees it.
 */
void
easel_json_splitter_free (EaselJsonSplitter *self)
{
  if (self == NULL)
    return;

  g_string_free (self->buffer, TRUE);
  g_free (self);
}

static gboolean
fail (EaselJsonSplitter *self, GError **error)
{
  g_autofree char *place = g_strdup_printf ("%" G_GSIZE_FORMAT, self->offset);

  if (self->place == AT_START)
    g_set_error_literal (
        error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
        _ ("The file is no JSON and no ZIP. Chats are imported from the JSON or ZIP file that "
           "a service or Easel made."));
  else
    g_set_error (
        error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
        /* Translators: %s is a number that counts bytes */
        _ ("The file is damaged: what stands at byte %s does not belong there. Nothing was imported; "
           "fetch it again."),
        place);
  return FALSE;
}

static void
keep (EaselJsonSplitter *self, const char *data, gsize length)
{
  if (self->found != EASEL_JSON_ITEM_OBJECT)
    return;
  if (self->n_values > self->most_values)
    self->found = EASEL_JSON_ITEM_TOO_MANY;
  else if (length > self->largest - self->buffer->len)
    self->found = EASEL_JSON_ITEM_TOO_LARGE;
  else
    g_string_append_len (self->buffer, data, (gssize) length);
  if (self->found != EASEL_JSON_ITEM_OBJECT)
    g_string_truncate (self->buffer, 0);
}

static void
begin_value (EaselJsonSplitter *self, char first)
{
  self->place = IN_VALUE;
  self->found = first == '{' ? EASEL_JSON_ITEM_OBJECT : EASEL_JSON_ITEM_OTHER;
  self->depth = 0;
  self->n_values = 0;
  self->in_string = FALSE;
  self->escaped = FALSE;
  if (self->buffer->allocated_len > KEPT_BUFFER)
    {
      g_string_free (self->buffer, TRUE);
      self->buffer = g_string_new (NULL);
    }
  g_string_truncate (self->buffer, 0);
}

/* Bytes of @data that belong to the value; @ended says whether its last one is
 * among them. A number or a word ends before the byte that shows it. */
static gsize
scan_value (EaselJsonSplitter *self, const char *data, gsize length, gboolean *ended)
{
  for (gsize i = 0; i < length; i++)
    {
      char c = data[i];

      if (self->in_string)
        {
          if (self->escaped)
            self->escaped = FALSE;
          else if (c == '\\')
            self->escaped = TRUE;
          else if (c == '"')
            self->in_string = FALSE;
          if (self->in_string || self->depth > 0)
            continue;
          *ended = TRUE;
          return i + 1;
        }
      if (c == '"')
        self->in_string = TRUE;
      else if (c == '{' || c == '[')
        {
          self->depth++;
          self->n_values++;
        }
      else if (self->depth == 0 && (c == ',' || c == ']' || c == '}' || g_ascii_isspace (c)))
        {
          *ended = TRUE;
          return i;
        }
      else if (c == '}' || c == ']')
        {
          if (--self->depth == 0)
            {
              *ended = TRUE;
              return i + 1;
            }
        }
      else if (c == ',' || c == ':')
        self->n_values++;
    }
  return length;
}

/* What stands between the elements. */
static gboolean
read_between (EaselJsonSplitter *self, char c)
{
  if (self->place == AT_START && self->n_mark < 3 && c == byte_order_mark[self->n_mark])
    {
      self->n_mark++;
      return TRUE;
    }
  if (self->n_mark == 1 || self->n_mark == 2)
    return FALSE;
  self->n_mark = 3;
  if (g_ascii_isspace (c))
    return TRUE;

  switch (self->place)
    {
    case AT_START:
      if (c != '[')
        return FALSE;
      self->in_array = TRUE;
      self->place = BEFORE_ELEMENT;
      return TRUE;
    case BEFORE_ELEMENT:
    case AFTER_ELEMENT:
      if (c == ']')
        self->place = AT_END;
      else if (c == ',' && self->place == AFTER_ELEMENT)
        self->place = AFTER_COMMA;
      else
        return FALSE;
      return TRUE;
    case AFTER_COMMA:
    case IN_VALUE:
    case AT_END:
    default:
      return FALSE;
    }
}

static gboolean
begins_value (EaselJsonSplitter *self, char c)
{
  if (self->place == AT_START && (self->n_mark == 0 || self->n_mark == 3))
    return c == '{';
  if (self->place == BEFORE_ELEMENT || self->place == AFTER_COMMA)
    return c == '{' || c == '[' || c == '"' || c == '-' || g_ascii_isalnum (c);
  return FALSE;
}

static void
hand_out (EaselJsonSplitter *self, EaselJsonItem *item)
{
  item->state = self->found;
  item->data = self->buffer->str;
  item->length = self->buffer->len;
  self->place = self->in_array ? AFTER_ELEMENT : AT_END;
}

/**
 * easel_json_splitter_feed:
 * @self: a splitter
 * @data: the next bytes of the text
 * @length: how many
 * @used: (out): how many of them were read; the others are to be given again
 * @item: (out): the element that ended in them, if one did
 * @error: return location of an error
 *
 * Reads until an element has ended or all was read.
 *
 * Returns: %FALSE with %EASEL_ERROR_INVALID_INPUT where @data cannot follow
 */
gboolean
easel_json_splitter_feed (
    EaselJsonSplitter *self, const char *data, gsize length, gsize *used, EaselJsonItem *item, GError **error)
{
  gsize at = 0;

  *item = (EaselJsonItem) { EASEL_JSON_ITEM_NONE, NULL, 0 };
  while (at < length && item->state == EASEL_JSON_ITEM_NONE)
    {
      gsize start = at;

      if (self->place == IN_VALUE)
        {
          gboolean ended = FALSE;

          at += scan_value (self, data + at, length - at, &ended);
          keep (self, data + start, at - start);
          if (ended)
            hand_out (self, item);
        }
      else if (begins_value (self, data[at]))
        begin_value (self, data[at]);
      else if (read_between (self, data[at]))
        at++;
      else
        {
          self->offset += at;
          *used = at;
          return fail (self, error);
        }
    }
  self->offset += at;
  *used = at;
  return TRUE;
}

/**
 * easel_json_splitter_end:
 * @self: a splitter
 * @error: return location of an error
 *
 * Says that nothing follows.
 *
 * Returns: %FALSE with %EASEL_ERROR_INVALID_INPUT where more would have to
 */
gboolean
easel_json_splitter_end (EaselJsonSplitter *self, GError **error)
{
  if (self->place == AT_END)
    return TRUE;

  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       self->place == AT_START
                           ? _ ("The file is empty.")
                           : _ ("The file is cut off: it ends in the middle of a conversation. Nothing was "
                                "imported; fetch it again."));
  return FALSE;
}
