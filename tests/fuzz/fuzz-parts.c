// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-parts.h"
#include "easel-syntax.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
assert_boundary (const char *text, gsize length, gsize at)
{
  g_assert_cmpuint (at, <=, length);
  g_assert_true (at == length || ((guchar) text[at] & 0xc0) != 0x80);
}

static void
check_syntax (const char *text, gsize length)
{
  gsize n_spans;
  g_autofree EaselSyntaxSpan *spans = easel_syntax_scan (text, &n_spans);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gsize));

  /* In order, one inside another but never across. */
  for (gsize i = 0; i < n_spans; i++)
    {
      gsize start = spans[i].start;
      gsize end = start + spans[i].length;

      assert_boundary (text, length, start);
      assert_boundary (text, length, end);
      g_assert_cmpuint (start, <, end);
      if (i > 0)
        g_assert_cmpuint (start, >=, spans[i - 1].start);
      while (open->len > 0 && g_array_index (open, gsize, open->len - 1) <= start)
        g_array_set_size (open, open->len - 1);
      if (open->len > 0)
        g_assert_cmpuint (end, <=, g_array_index (open, gsize, open->len - 1));
      g_array_append_val (open, end);
      if (spans[i].kind == EASEL_SYNTAX_WEIGHT)
        {
          double weight;
          gsize colon;

          g_assert_true (easel_syntax_get_weight (text, start, end - start, &weight, &colon));
          g_assert_cmpuint (colon, >, start);
          g_assert_cmpuint (colon, <, end);
        }
    }
}

static void
check_state (const EaselPartsState *state)
{
  gsize length = strlen (state->text);

  g_assert_true (g_utf8_validate (state->text, -1, NULL));
  for (gsize i = 0; i < state->n_locks; i++)
    assert_boundary (state->text, length, easel_span_end (state->locks[i]));
  for (gsize i = 0; i < state->n_offs; i++)
    assert_boundary (state->text, length, easel_span_end (state->offs[i]));
}

/* Each lock of @before has its bytes in @after too, in whatever order. */
static void
check_locks (const EaselPartsState *before, const EaselPartsState *after)
{
  for (gsize i = 0; i < before->n_locks; i++)
    {
      EaselSpan lock = before->locks[i];
      g_autofree char *bytes = g_strndup (before->text + lock.start, lock.length);

      g_assert_nonnull (strstr (after->text, bytes));
    }
}

/* Parts and separators tile the text; what is done with them keeps it whole. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = size > 0 ? g_strndup ((const char *) data, MIN (size, 4096)) : g_strdup ("");
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  gsize length = strlen (text);
  g_autoptr (EaselPartsState) state = easel_parts_state_new (text, NULL, 0, NULL, 0);
  g_autoptr (EaselPartsState) locked = NULL;
  g_autoptr (EaselPartsState) changed = NULL;
  g_autoptr (EaselPartsState) moved = NULL;
  g_autoptr (EaselPartsState) removed = NULL;
  g_autoptr (EaselPartsState) off = NULL;
  g_autofree EaselPart *parts = NULL;
  gsize n_parts, from, to, at;

  check_syntax (text, length);
  parts = easel_parts_split (state, &n_parts);
  if (n_parts == 0)
    return 0;
  at = parts[0].text.start;
  for (gsize i = 0; i < n_parts; i++)
    {
      g_assert_cmpuint (parts[i].text.start, ==, at);
      g_assert_cmpuint (parts[i].separator.start, ==, easel_span_end (parts[i].text));
      at = easel_span_end (parts[i].separator);
      assert_boundary (text, length, at);
      g_assert_cmpuint (parts[i].content.start, >=, parts[i].text.start);
      g_assert_cmpuint (easel_span_end (parts[i].content), <=, easel_span_end (parts[i].text));
    }
  g_assert_cmpuint (at, ==, length);

  from = data[0] % n_parts;
  to = data[size - 1] % n_parts;
  locked = easel_parts_set_locked (state, to, TRUE);
  check_state (locked);
  moved = easel_parts_move (locked, from, to, NULL);
  changed = easel_parts_set_weight (locked, to, 1.3, NULL);
  removed = easel_parts_remove (locked, from, NULL);
  for (guint i = 0; i < 3; i++)
    {
      const EaselPartsState *after = i == 0 ? moved : i == 1 ? changed : removed;

      if (after == NULL)
        continue;
      check_state (after);
      check_locks (locked, after);
    }

  off = easel_parts_set_off (state, from, TRUE);
  check_state (off);
  if (off->n_offs > 0)
    {
      g_autofree char *sent = easel_parts_get_sent_text (off->text, off->offs, off->n_offs);
      g_autoptr (EaselPartsState) restored =
          easel_parts_restore_off (off->text, off->offs, off->n_offs, sent);

      g_assert_cmpstr (restored->text, ==, off->text);
      check_state (restored);
    }
  return 0;
}
