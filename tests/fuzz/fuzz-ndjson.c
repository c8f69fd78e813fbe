// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ndjson-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
take_lines (EaselNdjsonReader *reader, GString *seen)
{
  const char *line;
  gsize length;

  while ((line = easel_ndjson_reader_next (reader, &length)) != NULL)
    {
      g_assert_cmpint (line[length], ==, '\0');
      g_assert_cmpuint (length, >, 0);
      g_string_append_len (seen, line, (gssize) length);
      g_string_append_c (seen, '\n');
    }
}

/* All lines of @data, fed in pieces of @step bytes, as one text. */
static char *
read_all (const guint8 *data, gsize size, gsize step, gsize cap, gboolean *good)
{
  g_autoptr (EaselNdjsonReader) reader = easel_ndjson_reader_new (cap);
  GString *seen = g_string_new (NULL);

  *good = TRUE;
  for (gsize at = 0; at < size && *good; at += step)
    {
      *good = easel_ndjson_reader_push (reader, data + at, MIN (step, size - at), NULL);
      take_lines (reader, seen);
    }
  if (*good)
    {
      *good = easel_ndjson_reader_finish (reader, NULL);
      take_lines (reader, seen);
    }
  return g_string_free (seen, FALSE);
}

/* Where the network cuts the stream makes no difference. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize step = size > 0 ? data[size / 2] % 13 + 1 : 1;
  gboolean whole_good, cut_good, small_good;
  g_autofree char *whole = read_all (data, size, MAX (size, 1), EASEL_NDJSON_DEFAULT_CAP, &whole_good);
  g_autofree char *cut = read_all (data, size, step, EASEL_NDJSON_DEFAULT_CAP, &cut_good);
  g_autofree char *small = read_all (data, size, step, 16, &small_good);

  g_assert_true (whole_good);
  g_assert_true (cut_good);
  g_assert_cmpstr (whole, ==, cut);
  return 0;
}
