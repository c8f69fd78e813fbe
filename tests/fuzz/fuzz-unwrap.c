// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-unwrap.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_span (const char *answer, EaselSpan span)
{
  gsize length = strlen (answer);

  g_assert_cmpuint (span.start, <=, length);
  g_assert_cmpuint (easel_span_end (span), <=, length);
  g_assert_true (g_utf8_validate (answer + span.start, (gssize) span.length, NULL));
}

/* What is inside a wrapped answer lies in it; a split answer loses nothing of its kind. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *answer = g_utf8_make_valid (raw, -1);

  check_span (answer, easel_unwrap ("a castle", answer));
  check_span (answer, easel_unwrap (answer, answer));
  check_span (answer, easel_unwrap_partial ("\"a castle\"", answer));
  for (guint complete = 0; complete < 2; complete++)
    {
      g_autofree char *positive = NULL;
      g_autofree char *negative = NULL;

      if (easel_edit_answer_split (answer, complete == 1, &positive, &negative))
        {
          g_assert_true (positive == NULL || g_utf8_validate (positive, -1, NULL));
          g_assert_true (negative == NULL || g_utf8_validate (negative, -1, NULL));
        }
    }
  return 0;
}
