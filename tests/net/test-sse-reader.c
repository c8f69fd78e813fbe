// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-sse-reader.h"

#include <string.h>

static void
append_events (GString *text, EaselSseReader *reader)
{
  const EaselSseEvent *event;

  while ((event = easel_sse_reader_next (reader)) != NULL)
    {
      g_assert_cmpuint (strlen (event->data), <=, event->data_length);
      g_assert_cmpint (event->data[event->data_length], ==, '\0');
      g_string_append_printf (text, "[%s|%s|", event->event, event->id != NULL ? event->id : "-");
      g_string_append_len (text, event->data, (gssize) event->data_length);
      g_string_append_c (text, ']');
    }
}

/* Reads @input in pieces that end at @cut and then every @step bytes. */
static char *
read_pieces (const char *input, gsize length, gsize cut, gsize step, char **stray, guint64 *n_comments)
{
  g_autoptr (EaselSseReader) reader = easel_sse_reader_new (0);
  GString *text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (gsize at = 0; at < length;)
    {
      gsize n = at < cut ? cut - at : MIN (step, length - at);
      g_autofree guint8 *piece = g_memdup2 (input + at, n);

      g_assert_true (easel_sse_reader_push (reader, piece, n, &error));
      g_assert_no_error (error);
      append_events (text, reader);
      at += n;
    }
  g_assert_true (easel_sse_reader_finish (reader, &error));
  append_events (text, reader);
  if (stray != NULL)
    *stray = g_strdup (easel_sse_reader_get_stray (reader));
  if (n_comments != NULL)
    *n_comments = easel_sse_reader_get_n_comments (reader);
  return g_string_free (text, FALSE);
}

typedef struct
{
  const char *name;
  const char *input;
  gsize length;
  const char *expected;
  const char *stray;
  guint n_comments;
} Case;

#define INPUT(text) text, sizeof text - 1

static const Case cases[] = {
  { "one", INPUT ("data: a\n\n"), "[message|-|a]" },
  { "byte-order-mark",
    INPUT ("\xEF\xBB\xBF"
           "data: a\n\n"),
    "[message|-|a]" },
  { "byte-order-mark-once",
    INPUT ("\xEF\xBB\xBF\xEF\xBB\xBF"
           "data: a\n\ndata: b\n\n"),
    "[message|-|b]" },
  { "byte-order-mark-cut", INPUT ("\xEF\xBB"), "" },
  { "cr", INPUT ("data: a\r\rdata: b\r\r"), "[message|-|a][message|-|b]" },
  { "lf", INPUT ("data: a\n\ndata: b\n\n"), "[message|-|a][message|-|b]" },
  { "crlf", INPUT ("data: a\r\n\r\ndata: b\r\n\r\n"), "[message|-|a][message|-|b]" },
  { "mixed-ends", INPUT ("data: a\r\ndata: b\rdata: c\n\r\ndata: d\n\r"),
    "[message|-|a\nb\nc][message|-|d]" },
  { "multi-line", INPUT ("data: a\ndata\ndata:\ndata:  b\n\n"), "[message|-|a\n\n\n b]" },
  { "one-space", INPUT ("data:a\n\ndata: b\n\ndata:  c\n\ndata:\td\n\n"),
    "[message|-|a][message|-|b][message|-| c][message|-|\td]" },
  { "empty-data", INPUT ("data\n\ndata:\n\ndata: \n\n"), "[message|-|][message|-|][message|-|]" },
  { "no-data", INPUT ("event: x\nid: 1\n\ndata: a\n\n"), "[message|1|a]" },
  { "names", INPUT ("event: x\ndata: a\n\nevent: y\nevent: z\ndata: b\n\ndata: c\n\nevent:\ndata: d\n\n"),
    "[x|-|a][z|-|b][message|-|c][message|-|d]" },
  { "id-stays", INPUT ("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n"),
    "[message|1|a][message|1|b][message||c]" },
  { "id-with-nul", INPUT ("id: 1\ndata: a\n\nid: 2\0x\ndata: b\n\n"), "[message|1|a][message|1|b]" },
  { "comments",
    INPUT (
        ": hi\n:\n:408: 408 Request Timeout\n: OPENROUTER PROCESSING\n\ndata: a\n: keep-alive\ndata: b\n\n"),
    "[message|-|a\nb]", NULL, 5 },
  { "unknown-fields", INPUT ("foo: bar\nDATA: x\ndata : y\nretry: 10\nbaz\ndata: a\n\n"), "[message|-|a]" },
  { "open-at-end", INPUT ("event: e\ndata: a"), "[e|-|a]" },
  { "open-after-line", INPUT ("data: a\ndata: b\n"), "[message|-|a\nb]" },
  { "open-cr", INPUT ("data: a\r"), "[message|-|a]" },
  { "stray-json", INPUT ("data: a\n\n{\"error\": {\"code\": 1}}\n\ndata: b\n\n"),
    "[message|-|a][message|-|b]", "{\"error\": {\"code\": 1}}" },
  { "stray-lines", INPUT ("data: a\n\n{\n  \"error\": {\n    \"code\": 400\n  }\n}\n"), "[message|-|a]",
    "{\n  \"error\": {\n    \"code\": 400\n  }\n}" },
  { "stray-error", INPUT ("data: a\n\nerror: {\"error\":{\"message\":\"m\"}}\n\n"), "[message|-|a]",
    "error: {\"error\":{\"message\":\"m\"}}" },
  { "not-utf-8", INPUT ("data: \xFF\xFE\x80\n\n"), "[message|-|\xFF\xFE\x80]" },
  { "cut-character", INPUT ("data: \xF0\x9F\x8F\xB0 \xE7\x8C\xAB\r\n\r\n"),
    "[message|-|\xF0\x9F\x8F\xB0 \xE7\x8C\xAB]" },
  { "colon-in-value", INPUT ("data: a: b:c\n\n"), "[message|-|a: b:c]" },
  { "json-padded", INPUT ("data: {\"a\":1}   \n\ndata: [DONE] \n\n"),
    "[message|-|{\"a\":1}   ][message|-|[DONE] ]" },
  { "empty", INPUT (""), "" },
  { "blank-lines", INPUT ("\n\r\n\r\r\n\n"), "" },
};

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  static const gsize steps[] = { 1, 2, 3, 5, 7, 64, 1 << 20 };

  for (gsize cut = 0; cut <= c->length; cut++)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        g_autofree char *stray = NULL;
        guint64 n_comments;
        g_autofree char *result = read_pieces (c->input, c->length, cut, steps[i], &stray, &n_comments);

        g_assert_cmpstr (result, ==, c->expected);
        g_assert_cmpstr (stray, ==, c->stray);
        g_assert_cmpuint (n_comments, ==, c->n_comments);
      }
}

/* NUL bytes in data are data. */
static void
test_nul (void)
{
  g_autoptr (EaselSseReader) reader = easel_sse_reader_new (0);
  const EaselSseEvent *event;

  g_assert_true (easel_sse_reader_push (reader, (const guint8 *) "data: a\0b\n\n", 11, NULL));
  event = easel_sse_reader_next (reader);
  g_assert_nonnull (event);
  g_assert_cmpmem (event->data, event->data_length, "a\0b", 3);
}

static void
test_megabytes (void)
{
  const gsize size = 6 * 1024 * 1024;
  g_autofree char *picture = g_malloc (size + 1);
  g_autoptr (GString) input = g_string_new ("event: image\ndata: ");
  static const gsize steps[] = { 1000, 16384, 65536, 4 << 20 };

  for (gsize i = 0; i < size; i++)
    picture[i] = (char) ('A' + i * 7 % 26);
  picture[size] = '\0';
  g_string_append_len (input, picture, (gssize) size);
  g_string_append (input, "\n\ndata: after\n\n");

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (EaselSseReader) reader = easel_sse_reader_new (0);
      guint n = 0;

      for (gsize at = 0; at < input->len; at += steps[i])
        {
          const EaselSseEvent *event;

          g_assert_true (easel_sse_reader_push (reader, (const guint8 *) input->str + at,
                                                MIN (steps[i], input->len - at), NULL));
          while ((event = easel_sse_reader_next (reader)) != NULL)
            if (n++ == 0)
              g_assert_cmpmem (event->data, event->data_length, picture, size);
            else
              g_assert_cmpstr (event->data, ==, "after");
        }
      g_assert_cmpuint (n, ==, 2);
    }
}

typedef struct
{
  const char *name;
  const char *input;
  gboolean fits;
} CapCase;

/* The cap is 10 bytes of one event's data, however it is spread. */
static const CapCase cap_cases[] = {
  { "fits", "data: 0123456789\n\n", TRUE },
  { "one-line", "data: 0123456789a\n\n", FALSE },
  { "two-lines", "data: 01234\ndata: 56789\n\n", FALSE },
  { "two-lines-fit", "data: 01234\ndata: 5678\n\n", TRUE },
  { "no-end",
    "data: "
    "0123456789aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    FALSE },
  { "many-small", "data: 1\n\ndata: 2\n\ndata: 3\n\ndata: 4\n\ndata: 5\n\n", TRUE },
};

static void
test_cap (gconstpointer user_data)
{
  const CapCase *c = user_data;
  gsize length = strlen (c->input);

  for (gsize step = 1; step <= length; step++)
    {
      g_autoptr (EaselSseReader) reader = easel_sse_reader_new (10);
      g_autoptr (GError) error = NULL;
      gboolean good = TRUE;

      for (gsize at = 0; at < length && good; at += step)
        {
          good =
              easel_sse_reader_push (reader, (const guint8 *) c->input + at, MIN (step, length - at), &error);
          while (good && easel_sse_reader_next (reader) != NULL)
            ;
        }
      good = good && easel_sse_reader_finish (reader, &error);
      while (easel_sse_reader_next (reader) != NULL)
        ;
      g_assert_cmpint (good, ==, c->fits);
      if (!c->fits)
        {
          g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
          g_assert_null (easel_sse_reader_next (reader));
        }
    }
}

/* Lines that end with CR only, without any LF, are read in linear time. */
static void
test_many_lines (void)
{
  static const char *const ends[] = { "\r", "\n", "\r\n" };

  for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
    {
      g_autoptr (EaselSseReader) reader = easel_sse_reader_new (0);
      g_autoptr (GString) input = g_string_new (NULL);
      guint n = 0;

      for (guint i = 0; i < 200000; i++)
        g_string_append_printf (input, "data: x%s%s", ends[e], ends[e]);
      g_assert_true (easel_sse_reader_push (reader, (const guint8 *) input->str, input->len, NULL));
      while (easel_sse_reader_next (reader) != NULL)
        n++;
      g_assert_cmpuint (n, ==, 200000);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sse-reader/case/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cap_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/sse-reader/cap/", cap_cases[i].name, NULL);

      g_test_add_data_func (path, &cap_cases[i], test_cap);
    }
  g_test_add_func ("/sse-reader/nul", test_nul);
  g_test_add_func ("/sse-reader/megabytes", test_megabytes);
  g_test_add_func ("/sse-reader/many-lines", test_many_lines);
  return g_test_run ();
}
