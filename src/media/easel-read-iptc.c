// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* IPTC-IIM 4.2, record 2. */

static const struct
{
  guint8 number;
  const char *key;
} texts[] = {
  { 5, "iptc:ObjectName" }, { 55, "iptc:DateCreated" }, { 80, "iptc:By-line" },
  { 105, "iptc:Headline" }, { 120, "iptc:Caption" },
};

static void
add_keyword (EaselReading *self, const guint8 *data, gsize size)
{
  g_autofree char *word = NULL;

  size = strnlen ((const char *) data, size);
  if (size == 0 || self->info->tags->len >= EASEL_READING_MOST_TAGS)
    return;
  if (g_utf8_validate_len ((const char *) data, size, NULL))
    word = g_strndup ((const char *) data, size);
  else
    word = g_convert ((const char *) data, (gssize) size, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  if (word != NULL && !g_ptr_array_find_with_equal_func (self->info->tags, word, g_str_equal, NULL))
    g_ptr_array_add (self->info->tags, g_steal_pointer (&word));
}

void
_easel_read_iptc (EaselReading *self, const guint8 *data, gsize size)
{
  gsize at = 0;

  while (at + 5 <= size && data[at] == 0x1c)
    {
      guint8 record = data[at + 1], number = data[at + 2];
      gsize length = _easel_be16 (data + at + 3);

      at += 5;
      /* Longer than 32,767 bytes: a form that nobody uses for text. */
      if (length > size - at || (length & 0x8000) != 0)
        return;
      if (record == 2 && number == 25)
        add_keyword (self, data + at, length);
      for (guint i = 0; record == 2 && i < G_N_ELEMENTS (texts); i++)
        if (texts[i].number == number && length > 0)
          _easel_reading_add_latin1 (self, texts[i].key, data + at, length);
      at += length;
    }
}
