// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-transcript-reader.h"
#include "easel-transcript-writer.h"
#include "transcript-samples.h"

#define HEAD "'format': 'easel-chat', 'version': 1"
#define MESSAGE(id, parent)                                                                                  \
  "{'id': " #id ", 'parent': " #parent ", 'kind': 'user', 'state': 'done', 'text': ''}"

/* Whatever its shape, nothing of it is lost. */
static void
test_nothing_lost (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < 150; i++)
    {
      g_autoptr (EaselTranscript) transcript = make_transcript (rand, (guint) g_rand_int_range (rand, 0, 40));
      g_autoptr (EaselTranscript) again = copy_through_json (transcript);

      assert_same_transcript (transcript, again);
    }
}

/* The order of branches is that of the messages with the same parent, however
 * the file lists them. */
static void
test_order (void)
{
  g_autoptr (EaselTranscript) transcript =
      read_sample ("{" HEAD ", 'view': 'b', 'messages': ["
                   "{'id': 'c', 'parent': 'a', 'kind': 'assistant', 'state': 'done', 'text': 'first'},"
                   "{'id': 'b', 'parent': 'a', 'kind': 'assistant', 'state': 'done', 'text': 'second'},"
                   "{'id': 'a', 'parent': null, 'kind': 'user', 'state': 'done', 'text': 'ask'}]}");
  g_autoptr (GArray) branch = easel_transcript_dup_branch (transcript);

  g_assert_cmpuint (transcript->messages->len, ==, 3);
  g_assert_cmpstr (easel_transcript_get_message (transcript, 1)->text, ==, "ask");
  g_assert_cmpstr (easel_transcript_get_message (transcript, 2)->text, ==, "first");
  g_assert_cmpstr (easel_transcript_get_message (transcript, 3)->text, ==, "second");
  g_assert_cmpuint (transcript->leaf, ==, 3);
  g_assert_cmpuint (branch->len, ==, 2);
  g_assert_cmpuint (g_array_index (branch, guint, 0), ==, 1);
  g_assert_cmpuint (g_array_index (branch, guint, 1), ==, 3);
}

static const struct
{
  const char *json;
  const char *sentence;
  EaselError code;
} refused[] = {
  { "", "*not valid JSON*", EASEL_ERROR_INVALID_INPUT },
  { "{", "*not valid JSON*", EASEL_ERROR_INVALID_INPUT },
  { "[]", "*no chat of*", EASEL_ERROR_UNSUPPORTED },
  { "{}", "*no chat of*", EASEL_ERROR_UNSUPPORTED },
  { "{'format': 'other', 'version': 1, 'messages': []}", "*no chat of*", EASEL_ERROR_UNSUPPORTED },
  { "{'format': 'easel-chat', 'version': 0, 'messages': []}", "*no chat of*", EASEL_ERROR_UNSUPPORTED },
  { "{'format': 'easel-chat', 'version': '1', 'messages': []}", "*no chat of*", EASEL_ERROR_UNSUPPORTED },
  { "{'format': 'easel-chat', 'version': 2, 'messages': []}", "*newer version*", EASEL_ERROR_UNSUPPORTED },
  { "{" HEAD "}", "*no messages*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [1]}", "*messages is damaged*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'user', 'state': 'done'}]}", "*messages is damaged*",
    EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'king', 'state': 'done', 'text': ''}]}",
    "*messages is damaged*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'user', 'state': 'streaming', 'text': ''}]}",
    "*messages is damaged*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [" MESSAGE (1, null) "," MESSAGE (1, null) "]}", "*the same id*",
    EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [" MESSAGE (1, 7) "]}", "*is missing*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [" MESSAGE (1, 1) "]}", "*in a circle*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD
    ", 'messages': [" MESSAGE (1, null) "," MESSAGE (2, 4) "," MESSAGE (3, 2) "," MESSAGE (4, 3) "]}",
    "*in a circle*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'view': 9, 'messages': [" MESSAGE (1, null) "]}", "*in view is missing*",
    EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'insight', 'state': 'done', 'text': '', 'covers': 1}]}",
    "*stands for a message*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'user', 'state': 'done', 'text': '',"
    "'attachments': [{'name': 'a', 'sha256': '00', 'data': 'YQ=='}]}]}",
    "*attachments is damaged*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'messages': [{'id': 1, 'kind': 'user', 'state': 'done', 'text': '',"
    "'attachments': [{'name': 'a', 'size': 2, 'data': 'YQ=='}]}]}",
    "*attachments is damaged*", EASEL_ERROR_INVALID_INPUT },
  { "{" HEAD ", 'title': '\xff', 'messages': []}", "*not valid UTF-8*", EASEL_ERROR_INVALID_INPUT },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *json = g_strdelimit (g_strdup (refused[i].json), "'", '"');
      g_autoptr (EaselTranscript) transcript = easel_transcript_read (json, strlen (json), &error);

      g_test_message ("%s", json);
      g_assert_null (transcript);
      g_assert_error (error, EASEL_ERROR, (int) refused[i].code);
      g_test_message ("%s", error->message);
      g_assert_true (g_pattern_match_simple (refused[i].sentence, error->message));
    }
}

/* Neither a text nested to the end of any stack nor a branch as long as a book
 * takes more than its length. */
static void
test_deep (void)
{
  g_autoptr (GString) nested = g_string_new ("{\"format\": \"easel-chat\", \"version\": 1, \"messages\": ");
  g_autoptr (GString) longest = g_string_new (nested->str);
  g_autoptr (EaselTranscript) transcript = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (nested, '[');
  g_assert_null (easel_transcript_read (nested->str, nested->len, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);

  g_string_append_c (longest, '[');
  for (guint i = 20000; i > 0; i--)
    {
      g_autofree char *parent = i > 1 ? g_strdup_printf ("%u", i - 1) : g_strdup ("null");

      g_string_append_printf (
          longest, "%s{\"id\": %u, \"parent\": %s, \"kind\": \"user\", \"state\": \"done\", \"text\": \"\"}",
          i < 20000 ? "," : "", i, parent);
    }
  g_string_append (longest, "]}");
  transcript = easel_transcript_read (longest->str, longest->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (transcript->messages->len, ==, 20000);
  g_assert_true (easel_transcript_is_sound (transcript));
}

/* Cut anywhere, it is refused: none is taken for a shorter one. */
static void
test_cut (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autoptr (EaselTranscript) transcript = make_transcript (rand, 6);
  g_autoptr (EaselTranscriptWriter) writer = easel_transcript_writer_new (EASEL_TRANSCRIPT_JSON, FALSE);
  g_autoptr (GString) json = g_string_new (NULL);

  easel_transcript_writer_add (writer, transcript, json);
  for (gsize length = 0; length < json->len; length++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (easel_transcript_read (json->str, length, &error));
      g_assert_nonnull (error);
    }
}

/* What it is called says nothing of where it was, and hides nothing. */
static void
test_names (void)
{
  static const struct
  {
    const char *given;
    const char *name;
  } names[] = {
    { "/srv/pictures/a.png", "a.png" },
    { "C:\\pictures\\a.png", "a.png" },
    { "../../a", "a" },
    { "a\xe2\x80\xaegnp.exe", "agnp.exe" },
    { " a\n\tb ", "ab" },
    { "a/", "" },
    { "\xff", "\xef\xbf\xbd" },
    { "猫.png", "猫.png" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (EaselTranscriptFile) file = easel_transcript_file_new (names[i].given);

      g_assert_cmpstr (file->name, ==, names[i].name);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/easel-json/nothing-lost", test_nothing_lost);
  g_test_add_func ("/exchange/easel-json/order", test_order);
  g_test_add_func ("/exchange/easel-json/refused", test_refused);
  g_test_add_func ("/exchange/easel-json/deep", test_deep);
  g_test_add_func ("/exchange/easel-json/cut", test_cut);
  g_test_add_func ("/exchange/easel-json/names", test_names);
  return g_test_run ();
}
