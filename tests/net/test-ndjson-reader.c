// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-ndjson-reader.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *input;
  gsize length;
  const char *expected;
} Case;

#define INPUT(text) text, sizeof text - 1

static const Case cases[] = {
  { "lines", INPUT ("{\"a\":1}\n{\"b\":2}\n"), "[{\"a\":1}][{\"b\":2}]" },
  { "crlf", INPUT ("{\"a\":1}\r\n{\"b\":2}\r\n"), "[{\"a\":1}][{\"b\":2}]" },
  { "open-at-end", INPUT ("{\"a\":1}\n{\"b\":2}"), "[{\"a\":1}][{\"b\":2}]" },
  { "blank-lines", INPUT ("\n\r\n  \n{\"a\":1}\n\n\t\n"), "[{\"a\":1}]" },
  { "white-space", INPUT ("  {\"a\":1}  \n"), "[{\"a\":1}]" },
  { "byte-order-mark", INPUT ("\xEF\xBB\xBF{\"a\":1}\n\xEF\xBB\xBFx\n"), "[{\"a\":1}][\xEF\xBB\xBFx]" },
  { "lone-cr", INPUT ("a\rb\n"), "[a\rb]" },
  { "not-utf-8", INPUT ("\xFF\x80\n"), "[\xFF\x80]" },
  { "empty", INPUT (""), "" },
};

static void
append_lines (GString *text, EaselNdjsonReader *reader)
{
  const char *line;
  gsize length;

  while ((line = easel_ndjson_reader_next (reader, &length)) != NULL)
    {
      g_assert_cmpint (line[length], ==, '\0');
      g_string_append_c (text, '[');
      g_string_append_len (text, line, (gssize) length);
      g_string_append_c (text, ']');
    }
}

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  static const gsize steps[] = { 1, 2, 3, 5, 7, 1 << 20 };

  for (gsize cut = 0; cut <= c->length; cut++)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        g_autoptr (EaselNdjsonReader) reader = easel_ndjson_reader_new (0);
        g_autoptr (GString) text = g_string_new (NULL);

        for (gsize at = 0; at < c->length;)
          {
            gsize n = at < cut ? cut - at : MIN (steps[i], c->length - at);
            g_autofree guint8 *piece = g_memdup2 (c->input + at, n);

            g_assert_true (easel_ndjson_reader_push (reader, piece, n, NULL));
            append_lines (text, reader);
            at += n;
          }
        g_assert_true (easel_ndjson_reader_finish (reader, NULL));
        append_lines (text, reader);
        g_assert_cmpstr (text->str, ==, c->expected);
      }
}

static void
test_cap (void)
{
  static const struct
  {
    const char *input;
    gboolean fits;
  } caps[] = { { "0123456789\n0123456789\n", TRUE }, { "0123456789a\n", FALSE }, { "0123456789a", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (caps); i++)
    for (gsize step = 1; step <= strlen (caps[i].input); step++)
      {
        g_autoptr (EaselNdjsonReader) reader = easel_ndjson_reader_new (10);
        g_autoptr (GError) error = NULL;
        gsize length = strlen (caps[i].input);
        gboolean good = TRUE;
        gsize n;

        for (gsize at = 0; at < length && good; at += step)
          {
            good = easel_ndjson_reader_push (reader, (const guint8 *) caps[i].input + at,
                                             MIN (step, length - at), &error);
            while (good && easel_ndjson_reader_next (reader, &n) != NULL)
              ;
          }
        good = good && easel_ndjson_reader_finish (reader, &error);
        while (easel_ndjson_reader_next (reader, &n) != NULL)
          ;
        g_clear_error (&error);
        good = good && easel_ndjson_reader_finish (reader, &error);
        g_assert_cmpint (good, ==, caps[i].fits);
        if (!good && error != NULL)
          g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/ndjson-reader/case/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/ndjson-reader/cap", test_cap);
  return g_test_run ();
}
