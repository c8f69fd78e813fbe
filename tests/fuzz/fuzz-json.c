// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-json.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What was read can be written and read again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = easel_json_parse ((const char *) data, (gssize) size, &error);

  g_assert_true ((node == NULL) == (error != NULL));
  if (node != NULL)
    {
      g_autofree char *text = easel_json_to_string (node);
      g_autoptr (GError) again_error = NULL;
      g_autoptr (JsonNode) again = easel_json_parse (text, -1, &again_error);
      gint64 integer;
      double real;

      /* A number too large for a double, which JSON cannot write. */
      if (strstr (text, "inf") == NULL)
        {
          g_assert_no_error (again_error);
          g_assert_nonnull (again);
        }
      easel_json_get_string (node, "choices.0.delta.content");
      easel_json_get_int (node, "usage.total_tokens", &integer);
      easel_json_get_double (node, "usage.cost", &real);
      easel_json_get_boolean (node, "a.b.c", FALSE);
    }
  return 0;
}
