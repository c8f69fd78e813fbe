// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-edit-message.h"
#include "easel-locks.h"
#include "easel-unwrap.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Any text goes through a message and an answer and is the same; any message,
 * and any list of locks, is read or refused. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autofree char *escaped = easel_edit_escape (text);
  g_autofree char *plain = easel_edit_unescape (escaped, -1);
  const char *const locked[] = { text, NULL };
  g_autofree char *message = easel_edit_message_build (text, text, text, text, locked);
  g_autoptr (EaselEditMessage) read = easel_edit_message_parse (message);
  g_autoptr (EaselEditMessage) other = easel_edit_message_parse (text);
  g_autofree char *answer = easel_edit_answer_build (text, text);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *positive = NULL;
  g_autofree char *negative = NULL;
  g_autofree EaselSpan *locks = NULL;
  gsize n_locks;

  g_assert_null (strstr (escaped, "</"));
  g_assert_cmpstr (plain, ==, text);
  g_assert_nonnull (read);
  g_assert_cmpstr (read->instruction, ==, text);
  g_assert_cmpstr (read->prompt, ==, text);
  g_assert_cmpstr (read->negative, ==, text);
  g_assert_cmpstr (read->context, ==, text);
  g_assert_cmpstr (read->locked[0], ==, text);
  g_assert_true (other == NULL || (other->instruction != NULL && other->prompt != NULL));

  /* A text that has a tag of its own is not told from the answer's. */
  if (strcasestr (text, "<prompt>") == NULL && strcasestr (text, "<negative>") == NULL &&
      strpbrk (text, "\v\f") == NULL)
    {
      g_assert_true (easel_edit_answer_split (answer, TRUE, &positive, &negative));
      g_assert_cmpstr (positive, ==, stripped);
      g_assert_cmpstr (negative, ==, stripped);
    }

  if (easel_locks_from_json (text, text, &locks, &n_locks, NULL))
    for (gsize i = 0; i < n_locks; i++)
      g_assert_cmpuint (locks[i].start + locks[i].length, <=, strlen (text));
  return 0;
}
