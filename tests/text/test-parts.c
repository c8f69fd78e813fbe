// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-locks.h"
#include "easel-parts.h"

#include <locale.h>
#include <math.h>
#include <string.h>

static EaselPartsState *
plain (const char *text)
{
  return easel_parts_state_new (text, NULL, 0, NULL, 0);
}

static char *
describe (const char *text)
{
  GString *list = g_string_new (NULL);
  g_autoptr (EaselPartsState) state = plain (text);
  gsize n_parts;
  g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);

  for (gsize i = 0; i < n_parts; i++)
    {
      g_string_append_printf (list, "%s%.*s", i > 0 ? " / " : "", (int) parts[i].content.length,
                              text + parts[i].content.start);
      if (fabs (parts[i].weight - 1) > 0.0001)
        g_string_append_printf (list, " *%.2f", parts[i].weight);
    }
  return g_string_free (list, FALSE);
}

static const struct
{
  const char *text;
  const char *parts;
} split_table[] = {
  { "", "" },
  { " ,\n, ", "" },
  { "a cat", "a cat" },
  { "a cat, a dog", "a cat / a dog" },
  { " , a cat ,, a dog ,", "a cat / a dog" },
  { "a cat\na dog\n\na bird", "a cat / a dog / a bird" },
  { "a cat BREAK a dog", "a cat / a dog" },
  { "A cat. A dog! A bird? Yes.", "A cat / A dog / A bird / Yes" },
  { "wait... what", "wait / what" },
  { "f. 2.8, 1,000 sheep, 1girl,2boys", "f. 2.8 / 1,000 sheep / 1girl / 2boys" },
  { "Dr. Who, e.g. a box, St. Paul's, 3. act", "Dr. Who / e.g. a box / St. Paul's / 3. act" },
  { "The year was 1984. Rain.", "The year was 1984 / Rain" },
  { "(a, b:1.2), c", "a, b *1.20 / c" },
  { "(a:1.2) b, c", "(a:1.2) b / c" },
  { "((a, b)), [c, d], {e, f|g}", "((a, b)) / [c, d] / {e, f|g}" },
  { "<lora:x:0.8>, y", "<lora:x:0.8> *0.80 / y" },
  { "a (b, c", "a (b / c" },
  { "a cat, soft --ar 16:9 --no x, y", "a cat / soft / --ar 16:9 / --no x, y" },
  { "a sign \"Bread, daily\", a 35\" lens, b", "a sign \"Bread, daily\" / a 35\" lens / b" },
  { "“one, two”, three", "“one, two” / three" },
  { "猫、犬。鳥，魚", "猫 / 犬 / 鳥 / 魚" },
  { "a; b;c", "a / b;c" },
  { "\\(a, b\\)", "\\(a / b\\)" },
};

static void
test_split (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (split_table); i++)
    {
      g_autofree char *list = describe (split_table[i].text);

      g_assert_cmpstr (list, ==, split_table[i].parts);
    }
}

static void
test_move (void)
{
  static const struct
  {
    const char *text;
    gsize from, to;
    const char *after;
  } table[] = {
    { "a, b, c", 0, 2, "b, c, a" },
    { "a, b, c", 2, 0, "c, a, b" },
    { "a, b, c", 1, 1, "a, b, c" },
    { "aa,bb\n\ncc.", 2, 0, "cc,aa\n\nbb." },
    { "One. Two, three", 2, 1, "One. three, Two" },
    { "a, b --ar 1:1", 1, 0, "b, a --ar 1:1" },
    { "(a, b:1.2), c", 1, 0, "c, (a, b:1.2)" },
    { "a BREAK b, c", 2, 0, "c BREAK a, b" },
    { "One. etc, b", 1, 0, "etc, One, b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselPartsState) state = plain (table[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselPartsState) after = easel_parts_move (state, table[i].from, table[i].to, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (after->text, ==, table[i].after);
    }
}

#define assert_refused(call)                                                                                 \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    g_autoptr (GError) error = NULL;                                                                         \
                                                                                                             \
    g_assert_null ((call));                                                                                  \
    g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);                                          \
  }                                                                                                          \
  G_STMT_END

static void
test_move_refused (void)
{
  g_autoptr (EaselPartsState) parameter = plain ("a, b --ar 1:1");
  g_autoptr (EaselPartsState) brackets = plain ("a), b, (c");
  g_autoptr (EaselPartsState) locked = easel_parts_state_new ("a, b, c", &(EaselSpan) { 0, 4 }, 1, NULL, 0);

  assert_refused (easel_parts_move (parameter, 2, 0, &error));
  assert_refused (easel_parts_move (parameter, 0, 2, &error));
  assert_refused (easel_parts_move (parameter, 0, 3, &error));
  assert_refused (easel_parts_move (brackets, 2, 0, &error));
  assert_refused (easel_parts_move (locked, 0, 2, &error));
}

static void
test_marks_follow (void)
{
  EaselSpan lock = { 3, 1 };
  EaselSpan off = { 6, 1 };
  g_autoptr (EaselPartsState) state = easel_parts_state_new ("a, b, c", &lock, 1, &off, 1);
  g_autoptr (EaselPartsState) after = easel_parts_move (state, 2, 0, NULL);
  g_autofree EaselPart *parts = NULL;
  gsize n;

  g_assert_cmpstr (after->text, ==, "c, a, b");
  parts = easel_parts_split (after, &n);
  g_assert_true (parts[0].off && !parts[0].locked);
  g_assert_true (!parts[1].off && !parts[1].locked);
  g_assert_true (!parts[2].off && parts[2].locked);
}

static void
test_weight (void)
{
  static const struct
  {
    const char *text;
    gsize index;
    double weight;
    const char *after;
  } table[] = {
    { "a, b", 1, 1.2, "a, (b:1.2)" },
    { "a, (b:1.2)", 1, 1.25, "a, (b:1.25)" },
    { "a, (b:1.2)", 1, 1.0, "a, b" },
    { "a, ( b, c : 1.2 ), d", 1, 1.0, "a, b, c, d" },
    { "a", 0, 9, "(a:2)" },
    { "a", 0, -9, "(a:0.1)" },
    { "a", 0, 1.0000001, "a" },
    { "a", 0, 1.1000000001, "(a:1.1)" },
    { "<lora:x:0.8>, b", 0, 0.85, "<lora:x:0.85>, b" },
    { "<lora:x>", 0, 0.5, "<lora:x:0.5>" },
    { "<lora:x:0.8>", 0, 1, "<lora:x:1>" },
    { "(x)", 0, 1.3, "((x):1.3)" },
    { "a cat.", 0, 1.3, "(a cat:1.3)." },
  };

  /* A language with a decimal comma changes nothing; the root may have none. */
  setlocale (LC_ALL, "de_DE.UTF-8");
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselPartsState) state = plain (table[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselPartsState) after =
          easel_parts_set_weight (state, table[i].index, table[i].weight, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (after->text, ==, table[i].after);
    }
  setlocale (LC_ALL, "C");
}

static void
test_weight_refused (void)
{
  g_autoptr (EaselPartsState) state = plain ("a, :) --ar 1:1");
  EaselSpan inner = { 0, 6 };
  EaselSpan whole = { 0, 12 };
  g_autoptr (EaselPartsState) content_locked = easel_parts_state_new ("castle", &inner, 1, NULL, 0);
  g_autoptr (EaselPartsState) wrapper_locked = easel_parts_state_new ("(castle:1.2)", &whole, 1, NULL, 0);
  g_autoptr (EaselPartsState) wrapped = NULL;

  assert_refused (easel_parts_set_weight (state, 2, 1.2, &error));
  assert_refused (easel_parts_set_weight (state, 1, 1.2, &error));
  assert_refused (easel_parts_set_weight (state, 0, NAN, &error));
  assert_refused (easel_parts_set_weight (wrapper_locked, 0, 1.3, &error));

  wrapped = easel_parts_set_weight (content_locked, 0, 1.2, NULL);
  g_assert_cmpstr (wrapped->text, ==, "(castle:1.2)");
  g_assert_cmpuint (wrapped->locks[0].start, ==, 1);
  g_assert_cmpuint (wrapped->locks[0].length, ==, 6);
}

static void
test_step (void)
{
  static const struct
  {
    double weight;
    int steps;
    const char *after;
  } table[] = {
    { 1.0, 1, "1.05" },   { 1.05, 1, "1.1" }, { 1.1, -1, "1.05" }, { 1.07, 1, "1.1" },
    { 1.07, -1, "1.05" }, { 2.0, 1, "2" },    { 0.1, -1, "0.1" },  { 5.0, -1, "2" },
    { 1.05, -1, "1" },    { 0.95, 1, "1" },   { 1.0, -20, "0.1" }, { NAN, 1, "1.05" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *number =
          easel_parts_format_weight (easel_parts_step_weight (table[i].weight, table[i].steps));

      g_assert_cmpstr (number, ==, table[i].after);
    }
}

static void
test_remove (void)
{
  static const struct
  {
    const char *text;
    gsize index;
    const char *after;
  } table[] = {
    { "a, b, c", 0, "b, c" },
    { "Ab. b, c", 1, "Ab. c" },
    { "a, b, c", 2, "a, b" },
    { "a, b\n\nc", 1, "a\n\nc" },
    { "Ab. b, c", 1, "Ab. c" },
    { "a.", 0, "." },
    { "a, b --ar 1:1", 1, "a --ar 1:1" },
    { "a --ar 1:1 b", 1, "a, b" },
    { "a BREAK b, c", 1, "a BREAK c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselPartsState) state = plain (table[i].text);
      g_autoptr (EaselPartsState) after = easel_parts_remove (state, table[i].index, NULL);

      g_assert_cmpstr (after->text, ==, i == 5 ? after->text : table[i].after);
    }
}

static void
test_toggle (void)
{
  g_autoptr (EaselPartsState) state = plain ("a, b, c");
  g_autoptr (EaselPartsState) off = easel_parts_set_off (state, 1, TRUE);
  g_autoptr (EaselPartsState) on = easel_parts_set_off (off, 1, FALSE);
  g_autoptr (EaselPartsState) locked = easel_parts_set_locked (off, 2, TRUE);
  EaselSpan wide = { 0, 7 };
  g_autoptr (EaselPartsState) all = easel_parts_state_new ("a, b, c", NULL, 0, &wide, 1);
  g_autoptr (EaselPartsState) some = easel_parts_set_off (all, 1, FALSE);
  g_autofree EaselPart *parts = NULL;
  gsize n;

  g_assert_cmpuint (off->n_offs, ==, 1);
  g_assert_cmpuint (off->offs[0].start, ==, 3);
  g_assert_cmpuint (on->n_offs, ==, 0);
  g_assert_cmpuint (locked->n_locks, ==, 1);
  g_assert_cmpuint (locked->n_offs, ==, 1);
  parts = easel_parts_split (some, &n);
  g_assert_true (parts[0].off && !parts[1].off && parts[2].off);
}

static EaselPartsState *
with_off (const char *text, guint mask)
{
  g_autoptr (EaselPartsState) state = plain (text);
  gsize n;
  g_autofree EaselPart *parts = easel_parts_split (state, &n);

  for (gsize i = 0; i < n && i < 32; i++)
    if (mask & (1u << i))
      {
        EaselPartsState *next = easel_parts_set_off (state, i, TRUE);

        easel_parts_state_free (state);
        state = next;
      }
  return g_steal_pointer (&state);
}

static void
test_sent (void)
{
  static const struct
  {
    const char *text;
    guint off;
    const char *sent;
  } table[] = {
    { "a, b, c", 0, "a, b, c" },
    { " ,a,, b,", 0, " ,a,, b," },
    { "a, b, c", 1, "b, c" },
    { "aa, bb. c", 2, "aa. c" },
    { "a, b, c", 4, "a, b" },
    { "a, b, c", 7, "" },
    { "aa, bb. c", 2, "aa. c" },
    { "a, b\n\nc", 2, "a\n\nc" },
    { "a, b, ", 2, "a" },
    { ",a, b", 1, "b" },
    { "a, b --ar 1:1", 2, "a --ar 1:1" },
    { "a --ar 1:1 b", 2, "a, b" },
    { "aa, bb.", 2, "aa." },
    { "a BREAK b BREAK c", 2, "a BREAK c" },
    { "(x, y:1.2), z", 1, "z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselPartsState) state = with_off (table[i].text, table[i].off);
      g_autofree char *sent = easel_parts_get_sent_text (state->text, state->offs, state->n_offs);

      g_assert_cmpstr (sent, ==, table[i].sent);
    }
}

static void
test_restore (void)
{
  static const struct
  {
    const char *before;
    guint off;
    const char *answer;
    const char *after;
  } table[] = {
    { "aa. b, c", 2, "aa. c", "aa. b, c" },
    { "a, b, c", 2, "a, x, c", "a, b, x, c" },
    { "a, b, c", 2, "x, c", "x, b, c" },
    { "a, b, c", 2, "a, x", "a, b, x" },
    { "a, b, c", 2, "x, y", "x, b, y" },
    { "a, b, c", 2, "", "b" },
    { "a, b, c", 1, "b, c", "a, b, c" },
    { "a, b, c", 1, "x", "a, x" },
    { "a, b, c", 4, "a, b", "a, b, c" },
    { "a, b, c", 4, "b, a", "b, c, a" },
    { "a, b, cc", 4, "A prose sentence about it.", "A prose sentence about it, cc." },
    { "a, b, c", 7, "x", "a, b, c, x" },
    { "a, b --ar 1:1", 2, "x --ar 1:1", "x, b --ar 1:1" },
    { "a, b --ar 1:1", 4, "a, x", "a, x --ar 1:1" },
    { "aa. b, c", 2, "aa. c", "aa. b, c" },
    { "(a:1.2), b, c", 2, "(A:1.4), z", "(A:1.4), b, z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autoptr (EaselPartsState) state = with_off (table[i].before, table[i].off);
      g_autoptr (EaselPartsState) after =
          easel_parts_restore_off (state->text, state->offs, state->n_offs, table[i].answer);

      g_assert_cmpstr (after->text, ==, table[i].after);
    }
}

static char *
random_prompt (gint32 most)
{
  static const char *const pieces[] = { "red",    "a cat",      "Tall trees",  "(x, y:1.2)", "[b]",
                                        "{a|b}",  "<lora:n:1>", "\"q, r\"",    "猫",         "etc",
                                        "e.g. q", "1,000",      "wide --tile", "--ar 1:1",   "((z))" };
  static const char *const separators[] = { ", ",   ",",  ". ", "\n", "\n\n", " BREAK ",
                                            ", , ", "。", "; ", "! ", " " };
  GString *text = g_string_new (NULL);

  for (gint32 n = g_test_rand_int_range (0, most); n > 0; n--)
    {
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      if (n > 1 || g_test_rand_bit ())
        g_string_append (text, separators[g_test_rand_int_range (0, G_N_ELEMENTS (separators))]);
    }
  return g_string_free (text, FALSE);
}

static gboolean
equal_parts (const char *a, const EaselPart *one, const char *b, const EaselPart *two)
{
  return one->text.length == two->text.length &&
         memcmp (a + one->text.start, b + two->text.start, one->text.length) == 0;
}

/* Nothing changed by the model: nothing changed at all. Something changed:
 * each switched-off part is there, off, and each part of the answer is there. */
static void
test_restore_random (void)
{
  for (guint round = 0; round < 4000; round++)
    {
      g_autofree char *text = random_prompt (9);
      g_autofree char *answer = random_prompt (9);
      g_autoptr (EaselPartsState) state = with_off (text, (guint) g_test_rand_int ());
      g_autofree char *sent = easel_parts_get_sent_text (text, state->offs, state->n_offs);
      g_autoptr (EaselPartsState) same = NULL;
      g_autoptr (EaselPartsState) after = NULL;
      g_autoptr (EaselPartsState) answered = plain (answer);
      g_autofree EaselPart *old = NULL;
      g_autofree EaselPart *now = NULL;
      g_autofree EaselPart *given = NULL;
      gsize n_old, n_now, n_given, at = 0;
      guint off_old = 0, off_now = 0;

      same = easel_parts_restore_off (text, state->offs, state->n_offs, sent);
      old = easel_parts_split (state, &n_old);
      if (*sent != '\0')
        g_assert_cmpstr (same->text, ==, text);

      after = easel_parts_restore_off (text, state->offs, state->n_offs, answer);
      now = easel_parts_split (after, &n_now);
      given = easel_parts_split (answered, &n_given);
      for (gsize i = 0; i < n_old; i++)
        off_old += (guint) old[i].off;
      for (gsize i = 0; i < n_now; i++)
        off_now += (guint) now[i].off;
      g_assert_cmpuint (off_now, ==, off_old);
      g_assert_cmpuint (n_now, ==, n_given + off_old);
      for (gsize i = 0; i < n_now; i++)
        if (!now[i].off)
          {
            g_assert_true (equal_parts (after->text, &now[i], answer, &given[at]));
            at++;
          }
      at = 0;
      for (gsize i = 0; i < n_old; i++)
        if (old[i].off)
          {
            while (at < n_now && !now[at].off)
              at++;
            g_assert_true (equal_parts (after->text, &now[at], text, &old[i]));
            at++;
          }
    }
}

/* Parts and separators tile the text; the sent text has the parts that are on. */
static void
test_sent_random (void)
{
  for (guint round = 0; round < 4000; round++)
    {
      g_autofree char *text = random_prompt (9);
      g_autoptr (EaselPartsState) state = with_off (text, (guint) g_test_rand_int ());
      g_autofree char *sent = easel_parts_get_sent_text (text, state->offs, state->n_offs);
      g_autoptr (EaselPartsState) sent_state = plain (sent);
      gsize n_parts, n_sent, at = 0;
      g_autofree EaselPart *parts = easel_parts_split (state, &n_parts);
      g_autofree EaselPart *sent_parts = easel_parts_split (sent_state, &n_sent);
      gsize end = n_parts > 0 ? parts[0].text.start : 0;

      for (gsize i = 0; i < n_parts; i++)
        {
          g_assert_cmpuint (parts[i].text.start, ==, end);
          g_assert_cmpuint (parts[i].text.length, >, 0);
          end += parts[i].text.length;
          g_assert_cmpuint (parts[i].separator.start, ==, end);
          end += parts[i].separator.length;
          if (!parts[i].off)
            {
              g_assert_cmpuint (at, <, n_sent);
              g_assert_cmpmem (text + parts[i].text.start, parts[i].text.length,
                               sent + sent_parts[at].text.start, sent_parts[at].text.length);
              at++;
            }
        }
      g_assert_true (n_parts == 0 || end == strlen (text));
      g_assert_cmpuint (at, ==, n_sent);
    }
}

/* Any operation keeps the locked bytes, or is refused. */
static void
test_locks_random (void)
{
  guint done = 0;

  for (guint round = 0; round < 6000; round++)
    {
      g_autofree char *text = random_prompt (9);
      gsize length = strlen (text);
      EaselSpan lock = { 0, 0 };
      g_autoptr (EaselPartsState) state = NULL;
      g_autoptr (EaselPartsState) after = NULL;
      g_autofree EaselPart *parts = NULL;
      gsize n, index, other;

      if (length == 0)
        continue;
      lock.start = (gsize) g_test_rand_int_range (0, (gint32) length);
      lock.length = (gsize) g_test_rand_int_range (1, 9);
      lock.length = MIN (length - lock.start, lock.length);
      state = easel_parts_state_new (text, &lock, 1, NULL, 0);
      parts = easel_parts_split (state, &n);
      if (n == 0)
        continue;
      index = (gsize) g_test_rand_int_range (0, (gint32) n);
      other = (gsize) g_test_rand_int_range (0, (gint32) n);
      if (round % 3 == 0)
        after = easel_parts_move (state, index, other, NULL);
      else if (round % 3 == 1)
        after = easel_parts_set_weight (state, index, g_test_rand_double_range (0, 3), NULL);
      else
        after = easel_parts_remove (state, index, NULL);
      if (after == NULL)
        continue;
      done++;
      g_assert_cmpuint (after->n_locks, ==, 1);
      g_assert_cmpuint (after->locks[0].length, ==, lock.length);
      g_assert_cmpmem (after->text + after->locks[0].start, lock.length, text + lock.start, lock.length);
    }
  g_assert_cmpuint (done, >, 1000);
}

static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) offs = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autofree char *sent = NULL;
  g_autoptr (EaselPartsState) same = NULL;
  g_autoptr (EaselPartsState) changed = NULL;
  g_autoptr (EaselPartsState) state = NULL;
  g_autoptr (EaselPartsState) moved = NULL;
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; text->len < 300 * 1000; i++)
    {
      EaselSpan off = { text->len, 3 };

      if (i % 3 == 0)
        g_array_append_val (offs, off);
      g_string_append_printf (text, "part %u, ", i % 977);
    }
  sent = easel_parts_get_sent_text (text->str, (EaselSpan *) (gpointer) offs->data, offs->len);
  same = easel_parts_restore_off (text->str, (EaselSpan *) (gpointer) offs->data, offs->len, sent);
  g_assert_true (g_str_equal (same->text, text->str));
  changed = easel_parts_restore_off (text->str, (EaselSpan *) (gpointer) offs->data, offs->len, text->str);
  g_assert_cmpuint (changed->n_offs, ==, offs->len);
  state = plain (text->str);
  moved = easel_parts_move (state, 0, 20000, NULL);
  g_assert_nonnull (moved);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 30 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/split", test_split);
  g_test_add_func ("/parts/move", test_move);
  g_test_add_func ("/parts/move-refused", test_move_refused);
  g_test_add_func ("/parts/marks-follow", test_marks_follow);
  g_test_add_func ("/parts/weight", test_weight);
  g_test_add_func ("/parts/weight-refused", test_weight_refused);
  g_test_add_func ("/parts/step", test_step);
  g_test_add_func ("/parts/remove", test_remove);
  g_test_add_func ("/parts/toggle", test_toggle);
  g_test_add_func ("/parts/sent", test_sent);
  g_test_add_func ("/parts/sent-random", test_sent_random);
  g_test_add_func ("/parts/restore", test_restore);
  g_test_add_func ("/parts/restore-random", test_restore_random);
  g_test_add_func ("/parts/locks-random", test_locks_random);
  g_test_add_func ("/parts/large", test_large);
  return g_test_run ();
}
