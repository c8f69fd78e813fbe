// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-key-filter.h"

#include "easel-redact.h"

#include <string.h>

/* A form shorter than this would blank ordinary words. */
#define SHORTEST_FORM ((gsize) 6)

struct _EaselKeyFilter
{
  GPtrArray *forms;
  GByteArray *held;
  gsize shortest;
  gsize longest;

  /* For each pair of bytes, how far the window may move when it ends in that
   * pair: no form has the pair nearer to its end (Wu and Manber 1994, with
   * blocks of two). */
  guint8 shifts[65536];
};

static guint
pair_at (const guint8 *at)
{
  return (guint) at[0] << 8 | at[1];
}

static void
add_form (EaselKeyFilter *self, const char *form)
{
  gsize length = strlen (form);

  if (length < SHORTEST_FORM)
    return;
  for (guint i = 0; i < self->forms->len; i++)
    if (strcmp (g_ptr_array_index (self->forms, i), form) == 0)
      return;
  g_ptr_array_add (self->forms, g_strdup (form));
  self->shortest = MIN (self->shortest, length);
  self->longest = MAX (self->longest, length);
}

static char *
escape_all (const char *text, gboolean lower)
{
  GString *escaped = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || strchr ("-._~", *c) != NULL)
      g_string_append_c (escaped, *c);
    else
      g_string_append_printf (escaped, lower ? "%%%02x" : "%%%02X", (guint) (guint8) *c);
  return g_string_free (escaped, FALSE);
}

/* What JSON makes of the key where its writer escapes the slash. */
static char *
escape_slashes (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", -1);

  return g_strjoinv ("\\/", parts);
}

/* Base64 of something that holds the key, after @before bytes of something
 * else: only the characters that the key alone decides. */
static void
add_base64 (EaselKeyFilter *self, const char *key, gsize before)
{
  gsize length = strlen (key);
  g_autofree guchar *padded = g_malloc0 (before + length);
  g_autofree char *encoded = NULL;
  gsize first = before == 0 ? 0 : before + 1;
  gsize last = (before + length) * 8 / 6;

  memcpy (padded + before, key, length);
  encoded = g_base64_encode (padded, before + length);
  if (last <= first)
    return;
  encoded[last] = '\0';
  add_form (self, encoded + first);
  add_form (self, g_strdelimit (g_strdelimit (encoded, "+", '-'), "/", '_') + first);
}

static void
fill_shifts (EaselKeyFilter *self)
{
  memset (self->shifts, (int) MIN (self->shortest - 1, 255), sizeof self->shifts);
  for (guint i = 0; i < self->forms->len; i++)
    {
      const guint8 *form = g_ptr_array_index (self->forms, i);

      for (gsize k = 0; k + 2 <= self->shortest; k++)
        {
          guint8 *shift = &self->shifts[pair_at (form + k)];

          *shift = (guint8) MIN (*shift, MIN (self->shortest - 2 - k, 255));
        }
    }
}

/**
 * easel_key_filter_new:
 * @key: (nullable): the key that a call was made with
 *
 * Makes a filter for bytes that a server sends: wherever they hold @key, as it
 * is, percent-encoded, in base64 (of itself or of something around it) or with
 * its slashes escaped as in JSON, they read "[redacted]" instead. A key may be
 * cut between two chunks; what could be its beginning is held back until the
 * next chunk tells, and nothing else is.
 *
 * Returns: (transfer full): a filter; without a key, or with one of less than
 *   six characters, it passes everything
 */
EaselKeyFilter *
easel_key_filter_new (const char *key)
{
  EaselKeyFilter *self = g_new0 (EaselKeyFilter, 1);
  g_autofree char *upper = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *slashes = NULL;

  self->forms = g_ptr_array_new_with_free_func (g_free);
  self->held = g_byte_array_new ();
  self->shortest = G_MAXSIZE;
  if (key == NULL || strlen (key) < SHORTEST_FORM)
    return self;

  upper = escape_all (key, FALSE);
  lower = escape_all (key, TRUE);
  slashes = escape_slashes (key);
  add_form (self, key);
  add_form (self, upper);
  add_form (self, lower);
  add_form (self, slashes);
  for (gsize before = 0; before < 3; before++)
    add_base64 (self, key, before);
  fill_shifts (self);
  return self;
}

/**
 * easel_key_filter_free:
 * @self: (transfer full): a filter
 */
void
easel_key_filter_free (EaselKeyFilter *self)
{
  for (guint i = 0; i < self->forms->len; i++)
    {
      char *form = g_ptr_array_index (self->forms, i);

      explicit_bzero (form, strlen (form));
    }
  g_ptr_array_unref (self->forms);
  g_byte_array_unref (self->held);
  g_free (self);
}

/* The form that begins at @at, the longest if several do. */
static gsize
match_at (EaselKeyFilter *self, const guint8 *at, gsize left)
{
  gsize best = 0;

  for (guint i = 0; i < self->forms->len; i++)
    {
      const char *form = g_ptr_array_index (self->forms, i);
      gsize length = strlen (form);

      if (length > best && length <= left && memcmp (at, form, length) == 0)
        best = length;
    }
  return best;
}

static const guint8 *
find_form (EaselKeyFilter *self, const guint8 *at, const guint8 *end, gsize *length)
{
  gsize window = self->shortest;

  while ((gsize) (end - at) >= window)
    {
      guint shift = self->shifts[pair_at (at + window - 2)];

      if (shift == 0)
        {
          *length = match_at (self, at, (gsize) (end - at));
          if (*length > 0)
            return at;
          shift = 1;
        }
      at += MIN (shift, (gsize) (end - at));
    }
  return NULL;
}

/* How many bytes at the end could be the beginning of a form. */
static gsize
count_open (EaselKeyFilter *self, const guint8 *data, gsize length)
{
  for (gsize n = MIN (self->longest - 1, length); n > 0; n--)
    for (guint i = 0; i < self->forms->len; i++)
      {
        const char *form = g_ptr_array_index (self->forms, i);

        if (form[0] == (char) data[length - n] && n < strlen (form) &&
            memcmp (form, data + length - n, n) == 0)
          return n;
      }
  return 0;
}

static GBytes *
filter (EaselKeyFilter *self, const guint8 *data, gsize size, gboolean last)
{
  const guint8 *end = data + size;
  const guint8 *copied = data;
  const guint8 *found;
  gsize length = 0, open;
  GByteArray *result = g_byte_array_sized_new ((guint) MIN (size, G_MAXUINT));

  while ((found = find_form (self, copied, end, &length)) != NULL)
    {
      g_byte_array_append (result, copied, (guint) (found - copied));
      g_byte_array_append (result, (const guint8 *) EASEL_REDACTED, sizeof EASEL_REDACTED - 1);
      copied = found + length;
    }
  open = last ? 0 : count_open (self, copied, (gsize) (end - copied));
  g_byte_array_append (result, copied, (guint) ((gsize) (end - copied) - open));
  g_byte_array_set_size (self->held, 0);
  g_byte_array_append (self->held, end - open, (guint) open);
  return g_byte_array_free_to_bytes (result);
}

/**
 * easel_key_filter_push:
 * @self: a filter
 * @bytes: what came next
 *
 * Returns: (transfer full): what may be passed on, possibly nothing
 */
GBytes *
easel_key_filter_push (EaselKeyFilter *self, GBytes *bytes)
{
  gsize size, length;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_return_val_if_fail (size <= (gsize) 1 << 30, NULL);

  if (self->forms->len == 0 || size == 0)
    return g_bytes_ref (bytes);

  /* The usual case copies nothing. */
  if (self->held->len == 0 && find_form (self, data, data + size, &length) == NULL)
    {
      gsize open = count_open (self, data, size);

      g_byte_array_append (self->held, data + size - open, (guint) open);
      return open == 0 ? g_bytes_ref (bytes) : g_bytes_new_from_bytes (bytes, 0, size - open);
    }
  else
    {
      g_autoptr (GByteArray) whole = g_byte_array_sized_new ((guint) (self->held->len + size));

      g_byte_array_append (whole, self->held->data, self->held->len);
      g_byte_array_append (whole, data, (guint) size);
      return filter (self, whole->data, whole->len, FALSE);
    }
}

/**
 * easel_key_filter_finish:
 * @self: a filter
 *
 * Says that nothing more comes.
 *
 * Returns: (transfer full): what was held back and turned out not to be a key,
 *   possibly nothing
 */
GBytes *
easel_key_filter_finish (EaselKeyFilter *self)
{
  g_autoptr (GByteArray) whole = g_byte_array_new ();

  if (self->held->len == 0)
    return g_bytes_new (NULL, 0);
  g_byte_array_append (whole, self->held->data, self->held->len);
  return filter (self, whole->data, whole->len, TRUE);
}

/**
 * easel_key_filter_text:
 * @self: a filter
 * @text: a whole text, such as a header's value
 *
 * Returns: (transfer full): @text without the key; what @self holds back of a
 *   stream is not touched
 */
char *
easel_key_filter_text (EaselKeyFilter *self, const char *text)
{
  GString *result = g_string_new (NULL);
  const guint8 *at = (const guint8 *) text;
  const guint8 *end = at + strlen (text);
  const guint8 *found;
  gsize length = 0;

  while (self->forms->len > 0 && (found = find_form (self, at, end, &length)) != NULL)
    {
      g_string_append_len (result, (const char *) at, found - at);
      g_string_append (result, EASEL_REDACTED);
      at = found + length;
    }
  g_string_append_len (result, (const char *) at, end - at);
  return g_string_free (result, FALSE);
}
