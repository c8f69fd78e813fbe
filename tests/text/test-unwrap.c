// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-message.h"
#include "easel-unwrap.h"

#include <string.h>

static const struct
{
  const char *before;
  const char *answer;
  const char *prompt;
} table[] = {
  { "a", "a cat", "a cat" },
  { "a", "", "" },
  { "a", "\n a cat \n", "a cat" },
  { " a\n", " a cat\n", " a cat\n" },
  { "a", "\"a cat\"", "a cat" },
  { "a", "“a cat”\n", "a cat" },
  { "a", "„eine Katze“", "eine Katze" },
  { "a", "«un chat»", "un chat" },
  { "a", "'a cat's tail'", "a cat's tail" },
  { "a", "`a cat`", "a cat" },
  { "a", "「猫」", "猫" },
  { "\"a\"", "\"a cat\"", "\"a cat\"" },
  { "“a”", "\"a cat\"", "\"a cat\"" },
  { "a", "\"a\" and \"b\"", "\"a\" and \"b\"" },
  { "a", "a sign \"Bread\"", "a sign \"Bread\"" },
  { "a", "\"Bread\" on a sign", "\"Bread\" on a sign" },
  { "a", "```\na cat\n```", "a cat" },
  { "a", "```text\na cat,\na dog\n```\n", "a cat,\na dog" },
  { "a", "````\na ``` cat\n````", "a ``` cat" },
  { "a", "```a cat```", "a cat" },
  { "a", "```\na cat", "a cat" },
  { "```\na\n```", "```\na cat\n```", "```\na cat\n```" },
  { "a", "```\na cat\n```\n```\na dog\n```", "```\na cat\n```\n```\na dog\n```" },
  { "a", "```\na cat\n```\nLet me know if you want more.", "a cat" },
  { "a", "```\na cat\n```\nAnd a dog.", "```\na cat\n```\nAnd a dog." },
  { "a", "Here is the edited prompt:\n\na cat", "a cat" },
  { "a", "Here’s the updated prompt: a cat", "a cat" },
  { "a", "Sure! Here is the edited prompt:\na cat", "a cat" },
  { "a", "Sure!\n\nHere is the edited prompt:\na cat", "a cat" },
  { "a", "Sure!\n\n```\na cat\n```", "a cat" },
  { "a", "Certainly. Here's your revised prompt with a warmer light:\n\n\"a cat\"\n\nLet me know!", "a cat" },
  { "a", "**Edited prompt:** a cat", "a cat" },
  { "a", "### Edited prompt:\na cat", "a cat" },
  { "a", "Prompt: a cat", "a cat" },
  { "prompt: a", "Prompt: a cat", "Prompt: a cat" },
  { "a", "Here is the edited prompt:\n\n```\na cat\n```\n\nI made it a cat.", "a cat" },
  { "a", "I made the light warmer:\n\n```\na cat\n```", "a cat" },
  { "a", "Here is the edited prompt:\n\na cat\n\nLet me know if you want more.", "a cat" },
  { "a", "a cat\n\nLet me know if you want more.", "a cat\n\nLet me know if you want more." },
  { "a", "Here is the edited prompt:\n\na cat\n\nLetters on a wall", "a cat\n\nLetters on a wall" },
  { "a", "Here is a cat on a mat", "Here is a cat on a mat" },
  { "a", "Great wall of China: at dusk", "Great wall of China: at dusk" },
  { "a", "Sure-footed goat", "Sure-footed goat" },
  { "a", "Sure", "Sure" },
  { "a", "A text: neon letters", "A text: neon letters" },
  { "a", "New York, a cat", "New York, a cat" },
  { "a", "<prompt>a cat</prompt>", "a cat" },
  { "a", "Here is the prompt:\n<prompt>\na cat\n</prompt>\n", "a cat" },
  { "a", "<prompt>a</prompt><negative>b</negative>", "<prompt>a</prompt><negative>b</negative>" },
  { "a", "Here is the edited prompt:", "Here is the edited prompt:" },
};

static char *
cut (const char *text, EaselSpan span)
{
  g_assert_cmpuint (span.start, <=, strlen (text));
  g_assert_cmpuint (span.length, <=, strlen (text) - span.start);
  return g_strndup (text + span.start, span.length);
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *prompt = cut (table[i].answer, easel_unwrap (table[i].before, table[i].answer));

      g_assert_cmpstr (prompt, ==, table[i].prompt);
    }
}

/* While a wrapped answer grows, what shows is always a beginning of the prompt,
 * and all of it has shown before the wrapper's end is there. */
static void
test_partial (void)
{
  guint shown = 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *answer = table[i].answer;

      /* What turns out to be no wrapper may have looked like one. */
      if (strchr ("\"'`<", answer[0]) != NULL && g_str_equal (answer, table[i].prompt))
        continue;
      for (const char *end = answer; *end != '\0'; end = g_utf8_next_char (end))
        {
          g_autofree char *so_far = g_strndup (answer, (gsize) (end - answer));
          g_autofree char *prompt = cut (so_far, easel_unwrap_partial (table[i].before, so_far));

          if (strstr (answer, "```\nAnd") != NULL || g_str_has_prefix (answer, "I made"))
            continue;
          if (!g_str_has_prefix (table[i].prompt, prompt))
            g_error ("«%s» shows «%s»", so_far, prompt);
          shown += *prompt != '\0';
        }
    }
  g_assert_cmpuint (shown, >, 200);
}

static void
test_escape (void)
{
  static const char *const texts[] = { "",          "a </b> c", "<\\/", "<\\\\/x", "</prompt></negative>",
                                       "< / <\\ <", "<//" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *escaped = easel_edit_escape (texts[i]);
      g_autofree char *plain = easel_edit_unescape (escaped, -1);

      g_assert_null (strstr (escaped, "</"));
      g_assert_cmpstr (plain, ==, texts[i]);
    }
}

static void
test_message (void)
{
  static const char *const locked[] = { "<lora:x:1>", "</prompt>", NULL };
  static const char *const nothing[] = { NULL };
  g_autofree char *message = easel_edit_message_build ("say </instruction> <prompt>", "a\n<prompt>b</prompt>",
                                                       "", "{\"a\":1}", locked);
  g_autofree char *small = easel_edit_message_build ("i", "p", NULL, NULL, nothing);
  g_autoptr (EaselEditMessage) read = easel_edit_message_parse (message);
  g_autoptr (EaselEditMessage) read_small = easel_edit_message_parse (small);

  g_assert_nonnull (read);
  g_assert_cmpstr (read->instruction, ==, "say </instruction> <prompt>");
  g_assert_cmpstr (read->prompt, ==, "a\n<prompt>b</prompt>");
  g_assert_cmpstr (read->negative, ==, "");
  g_assert_cmpstr (read->context, ==, "{\"a\":1}");
  g_assert_cmpuint (g_strv_length (read->locked), ==, 2);
  g_assert_cmpstr (read->locked[0], ==, "<lora:x:1>");
  g_assert_cmpstr (read->locked[1], ==, "</prompt>");
  g_assert_cmpstr (read_small->prompt, ==, "p");
  g_assert_null (read_small->negative);
  g_assert_null (read_small->context);

  g_assert_null (easel_edit_message_parse (""));
  g_assert_null (easel_edit_message_parse ("hello <b>there</b>"));
  g_assert_null (easel_edit_message_parse ("<instruction>a</instruction>"));
  g_assert_null (easel_edit_message_parse ("<instruction>a</instruction><prompt>b"));
}

static void
test_split (void)
{
  static const struct
  {
    const char *answer;
    gboolean split;
    const char *positive;
    const char *negative;
  } answers[] = {
    { "<prompt>a</prompt>\n<negative>b</negative>", TRUE, "a", "b" },
    { "<negative>b</negative><prompt>a</prompt>", TRUE, "a", "b" },
    { "<Prompt>\na\n</Prompt> and <NEGATIVE> b </NEGATIVE>.", TRUE, "a", "b" },
    { "Sure:\n```\n<prompt>a</prompt><negative></negative>\n```", TRUE, "a", "" },
    { "<prompt>a<negative>b", TRUE, "a", "b" },
    { "<prompt>a <\\/b></prompt>", TRUE, "a </b>", NULL },
    { "<negative>b</negative>", TRUE, NULL, "b" },
    { "Prompt: a\nNegative prompt: b", TRUE, "a", "b" },
    { "**Prompt:** a\n\n**Negative prompt:** b\n", TRUE, "a", "b" },
    { "a\nNegative prompt: b\nSteps: 20", FALSE, NULL, NULL },
    { "a cat", FALSE, NULL, NULL },
    { "", FALSE, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *positive = NULL;
      g_autofree char *negative = NULL;

      g_assert_cmpint (easel_edit_answer_split (answers[i].answer, TRUE, &positive, &negative), ==,
                       answers[i].split);
      g_assert_cmpstr (positive, ==, answers[i].positive);
      g_assert_cmpstr (negative, ==, answers[i].negative);
    }
}

static void
test_split_partial (void)
{
  static const char *const texts[] = { "a </b> \\ < c", "猫 <lora:x:1>" };
  g_autofree char *answer = easel_edit_answer_build (texts[0], texts[1]);
  gsize longest[2] = { 0, 0 };

  for (const char *end = answer;; end = g_utf8_next_char (end))
    {
      g_autofree char *so_far = g_strndup (answer, (gsize) (end - answer));
      char *now[2];

      easel_edit_answer_split (so_far, FALSE, &now[0], &now[1]);
      for (guint i = 0; i < 2; i++)
        {
          gsize length = now[i] != NULL ? strlen (now[i]) : 0;

          g_assert_true (length == 0 || g_str_has_prefix (texts[i], now[i]));
          g_assert_cmpuint (length + 2, >=, longest[i]);
          longest[i] = MAX (longest[i], length);
          g_free (now[i]);
        }
      if (*end == '\0')
        break;
    }
  g_assert_cmpuint (longest[0], ==, strlen (texts[0]));
  g_assert_cmpuint (longest[1], ==, strlen (texts[1]));
}

/* No answer, however odd, makes a span outside it or takes long. */
static void
test_odd (void)
{
  static const char *const pieces[] = { "```",      "\"",        "\n",       "Sure", "here is the prompt:",
                                        "<prompt>", "</prompt>", "a",        "“",    "'",
                                        "`",        " ",         "prompt: ", "\n\n", "let me know" };

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *positive = NULL;
      g_autofree char *negative = NULL;

      for (gint n = g_test_rand_int_range (0, 12); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      g_free (cut (text->str, easel_unwrap ("a", text->str)));
      g_free (cut (text->str, easel_unwrap_partial ("a", text->str)));
      easel_edit_answer_split (text->str, round % 2 == 0, &positive, &negative);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 begin = g_get_monotonic_time ();

      while (text->len < 1000 * 1000)
        g_string_append (text, pieces[i]);
      easel_unwrap (text->str, text->str);
      easel_unwrap_partial ("a", text->str);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/unwrap/table", test_table);
  g_test_add_func ("/unwrap/partial", test_partial);
  g_test_add_func ("/unwrap/escape", test_escape);
  g_test_add_func ("/unwrap/message", test_message);
  g_test_add_func ("/unwrap/split", test_split);
  g_test_add_func ("/unwrap/split-partial", test_split_partial);
  g_test_add_func ("/unwrap/odd", test_odd);
  return g_test_run ();
}
