// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-read.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Whatever a file is, it is read or refused, and what was read can be said again. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaInfo) info = easel_media_read (data, size, &error);
  g_autoptr (EaselMediaInfo) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *repeated = NULL;
  g_autofree char *stealth = NULL;

  if (size >= 64)
    stealth = easel_media_read_stealth (data, 4, (guint) (size / 16), 16);
  if (info == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  if (stealth != NULL)
    easel_media_info_add_stealth (info, stealth);
  text = easel_media_info_to_text (info);
  again = easel_media_info_new_from_text (text, -1, &error);
  g_assert_no_error (error);
  repeated = easel_media_info_to_text (again);
  g_assert_cmpstr (text, ==, repeated);
  return 0;
}
