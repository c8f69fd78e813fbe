// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sse-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* All that a reader gives for @data, fed in pieces of @step bytes, as one text. */
static char *
read_all (const guint8 *data, gsize size, gsize step, gsize cap, gboolean *good)
{
  g_autoptr (EaselSseReader) reader = easel_sse_reader_new (cap);
  GString *seen = g_string_new (NULL);
  const EaselSseEvent *event;

  *good = TRUE;
  for (gsize at = 0; at < size && *good; at += step)
    {
      *good = easel_sse_reader_push (reader, data + at, MIN (step, size - at), NULL);
      while ((event = easel_sse_reader_next (reader)) != NULL)
        {
          g_assert_cmpint (event->data[event->data_length], ==, '\0');
          g_string_append_printf (seen, "[%s|%s|", event->event, event->id != NULL ? event->id : "-");
          g_string_append_len (seen, event->data, (gssize) event->data_length);
          g_string_append_c (seen, ']');
        }
    }
  if (*good)
    {
      *good = easel_sse_reader_finish (reader, NULL);
      while ((event = easel_sse_reader_next (reader)) != NULL)
        {
          g_string_append_printf (seen, "[%s|%s|", event->event, event->id != NULL ? event->id : "-");
          g_string_append_len (seen, event->data, (gssize) event->data_length);
          g_string_append_c (seen, ']');
        }
    }
  if (easel_sse_reader_get_stray (reader) != NULL)
    g_string_append (seen, easel_sse_reader_get_stray (reader));
  g_string_append_printf (seen, "%" G_GUINT64_FORMAT, easel_sse_reader_get_n_comments (reader));
  return g_string_free (seen, FALSE);
}

/* Where the network cuts the stream makes no difference. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gsize step = size > 0 ? data[size / 2] % 13 + 1 : 1;
  gboolean whole_good, cut_good, small_good;
  g_autofree char *whole = read_all (data, size, MAX (size, 1), EASEL_SSE_DEFAULT_CAP, &whole_good);
  g_autofree char *cut = read_all (data, size, step, EASEL_SSE_DEFAULT_CAP, &cut_good);
  g_autofree char *small = read_all (data, size, step, 16, &small_good);

  g_assert_true (whole_good);
  g_assert_true (cut_good);
  g_assert_cmpstr (whole, ==, cut);
  return 0;
}
