// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json-splitter.h"

#include <string.h>

#include "easel-error.h"

#define LARGEST 64
#define MOST_VALUES 12

static void
note_item (GString *seen, const EaselJsonItem *item)
{
  g_string_append_c (seen, '|');
  if (item->state == EASEL_JSON_ITEM_OBJECT)
    g_string_append_len (seen, item->data, (gssize) item->length);
  else
    g_string_append (seen, item->state == EASEL_JSON_ITEM_OTHER       ? "other"
                           : item->state == EASEL_JSON_ITEM_TOO_LARGE ? "large"
                                                                      : "many");
}

/* What is found in @text when it comes in two pieces and then in pieces of @size. */
static char *
split (const char *text, gsize length, gsize cut, gsize size)
{
  g_autoptr (EaselJsonSplitter) splitter = easel_json_splitter_new (LARGEST, MOST_VALUES);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize at = 0;

  while (at < length)
    {
      gsize end = at < cut ? cut : MIN (length, at + size);
      /* Its own memory, so that no byte behind it can be read. */
      g_autofree char *piece = g_memdup2 (text + at, end - at);
      gsize in_piece = 0;

      while (in_piece < end - at)
        {
          EaselJsonItem item;
          gsize used;

          if (!easel_json_splitter_feed (splitter, piece + in_piece, end - at - in_piece, &used, &item,
                                         &error))
            {
              g_assert_nonnull (error);
              g_string_append (seen, "!");
              return g_string_free (g_steal_pointer (&seen), FALSE);
            }
          g_assert_cmpuint (used, <=, end - at - in_piece);
          g_assert_true (used > 0 || item.state != EASEL_JSON_ITEM_NONE);
          in_piece += used;
          if (item.state != EASEL_JSON_ITEM_NONE)
            note_item (seen, &item);
        }
      at = end;
    }
  g_string_append (seen, easel_json_splitter_end (splitter, NULL) ? "." : "~");
  return g_string_free (g_steal_pointer (&seen), FALSE);
}

/* Ends: . whole, ~ cut off, ! damaged. */
static const struct
{
  const char *text;
  const char *found;
} table[] = {
  { "", "~" },
  { "  \n", "~" },
  { "[]", "." },
  { " [ ] \n", "." },
  { "{}", "|{}." },
  { "\xef\xbb\xbf{\"a\": 1}\n", "|{\"a\": 1}." },
  { "\xef\xbb\xbf[{}]", "|{}." },
  { "\xef\xbb{}", "!" },
  { "[{},{}]", "|{}|{}." },
  { "[{\"a\": [1, {\"b\": \"}]\\\"\"}]} , {\"c\": {}}]", "|{\"a\": [1, {\"b\": \"}]\\\"\"}]}|{\"c\": {}}." },
  { "[{\"a\": \"\\\\\"},{}]", "|{\"a\": \"\\\\\"}|{}." },
  { "[1, \"a,]\\\"\", null, [{}], -1.5e3, {}]", "|other|other|other|other|other|{}." },
  { "[1]", "|other." },
  { "[{\"a\": \"0123456789012345678901234567890123456789012345678901234567890123456789\"}, {}]",
    "|large|{}." },
  { "[{\"a\": [1,2,3,4,5,6,7,8,9,0,1,2,3]}, {}]", "|many|{}." },
  { "[{}", "|{}~" },
  { "[{}, ", "|{}~" },
  { "[{", "~" },
  { "{\"a\": \"}", "~" },
  { "[{}]]", "|{}!" },
  { "{} {}", "|{}!" },
  { "[{} {}]", "|{}!" },
  { "[,{}]", "!" },
  { "[{},]", "|{}!" },
  { "hello", "!" },
  { "PK\3\4", "!" },
  { "]", "!" },
};

/* At every cut, and at every size of the pieces, the same is found. */
static void
test_every_cut (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gsize length = strlen (table[i].text);

      g_test_message ("%s", table[i].text);
      for (gsize cut = 0; cut <= length; cut++)
        for (gsize size = 1; size <= length + 1; size += 1 + size / 3)
          {
            g_autofree char *found = split (table[i].text, length, cut, size);

            g_assert_cmpstr (found, ==, table[i].found);
          }
    }
}

/* It holds one element, however long the text is. */
static void
test_long (void)
{
  g_autoptr (EaselJsonSplitter) splitter = easel_json_splitter_new (LARGEST, MOST_VALUES);
  static const char element[] = "{\"a\": \"0123456789\"},\n";
  guint n_found = 0;
  EaselJsonItem item;
  gsize used;

  g_assert_true (easel_json_splitter_feed (splitter, "[", 1, &used, &item, NULL));
  for (guint i = 0; i < 200000; i++)
    for (gsize at = 0; at < strlen (element); at += used)
      {
        g_assert_true (
            easel_json_splitter_feed (splitter, element + at, strlen (element) - at, &used, &item, NULL));
        n_found += item.state == EASEL_JSON_ITEM_OBJECT;
        g_assert_cmpuint (item.length, <=, LARGEST);
      }
  g_assert_cmpuint (n_found, ==, 200000);
  g_assert_false (easel_json_splitter_end (splitter, NULL));
}

static void
test_sentences (void)
{
  g_autoptr (EaselJsonSplitter) splitter = easel_json_splitter_new (LARGEST, MOST_VALUES);
  g_autoptr (GError) error = NULL;
  EaselJsonItem item;
  gsize used;

  g_assert_false (easel_json_splitter_end (splitter, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_true (g_pattern_match_simple ("*empty*", error->message));
  g_clear_error (&error);

  g_assert_true (easel_json_splitter_feed (splitter, "[ ", 2, &used, &item, &error));
  g_assert_false (easel_json_splitter_feed (splitter, "  }", 3, &used, &item, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_true (g_pattern_match_simple ("*byte 4 *", error->message));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/json-splitter/every-cut", test_every_cut);
  g_test_add_func ("/exchange/json-splitter/long", test_long);
  g_test_add_func ("/exchange/json-splitter/sentences", test_sentences);
  return g_test_run ();
}
