// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever a server sends, one bounded line of text is made of it. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint status = size > 1 ? 400 + data[1] % 200 : 400;
  g_autofree char *body = g_memdup2 (size > 0 ? (gconstpointer) data : "", MAX (size, 1));
  g_autoptr (GError) error = easel_http_error_new (status, NULL, body, (gssize) size, "api.example.com", 0);

  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), <, 1000);
  return 0;
}
