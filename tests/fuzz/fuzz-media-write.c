// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-read.h"
#include "easel-media-write.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever is written, is a file that can be read, and without metadata says nothing. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (EaselMediaInfo) info = easel_media_read (data, size, NULL);

  for (int keep = EASEL_MEDIA_KEEP_ALL; info != NULL && keep <= EASEL_MEDIA_KEEP_NONE; keep++)
    {
      g_autoptr (GBytes) out = easel_media_write (data, size, keep, info, NULL);
      g_autoptr (EaselMediaInfo) again = NULL;

      if (out == NULL)
        continue;
      again = easel_media_read (g_bytes_get_data (out, NULL), g_bytes_get_size (out), NULL);
      g_assert_nonnull (again);
      if (keep == EASEL_MEDIA_KEEP_NONE)
        {
          g_assert_null (again->prompt);
          g_assert_null (again->raw);
          g_assert_false (again->has_credentials);
        }
    }
  return 0;
}
