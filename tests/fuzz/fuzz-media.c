// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-frames.h"
#include "easel-media-read.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

#define MOST_CANVAS 65536

/* Its pictures, one by one: where they are said to be, there they are. */
static void
walk_frames (EaselMediaFormat format, const guint8 *data, gsize size)
{
  g_autofree guint8 *canvas = NULL;
  EaselFrames frames;
  EaselFrame frame;

  if (!easel_frames_init (&frames, format, data, size))
    return;
  if ((gsize) frames.width * frames.height <= MOST_CANVAS)
    canvas = g_malloc0 ((gsize) frames.width * frames.height * 4);
  for (guint n = 0; n < 64 && easel_frames_next (&frames, &frame); n++)
    {
      g_assert_cmpuint (frame.at, <=, size);
      g_assert_cmpuint (frame.size, <=, size - frame.at);
      g_assert_cmpuint (frame.delay, >=, 20);
      if (canvas != NULL && format == EASEL_MEDIA_GIF && (guint64) frame.width * frame.height <= 1 << 20)
        easel_frames_draw_gif (&frames, &frame, canvas, (gsize) frames.width * 4);
    }
}

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
  walk_frames (info->format, data, size);
  if (stealth != NULL)
    easel_media_info_add_stealth (info, stealth);
  text = easel_media_info_to_text (info);
  again = easel_media_info_new_from_text (text, -1, &error);
  g_assert_no_error (error);
  repeated = easel_media_info_to_text (again);
  g_assert_cmpstr (text, ==, repeated);
  return 0;
}
