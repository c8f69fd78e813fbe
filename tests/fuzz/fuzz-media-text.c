// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-read.h"
#include "easel-media-reading-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The words of other programs, each reader for itself. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_utf8_make_valid (size > 0 ? (const char *) data : "", (gssize) size);
  g_autoptr (EaselMediaInfo) a1111 = easel_media_info_new ();
  g_autoptr (EaselMediaInfo) prompt = easel_media_info_new ();
  g_autoptr (EaselMediaInfo) workflow = easel_media_info_new ();
  g_autoptr (EaselMediaInfo) dream = easel_media_info_new ();
  g_autoptr (EaselMediaInfo) midjourney = easel_media_info_new ();
  g_autoptr (EaselMediaInfo) stealth = easel_media_info_new ();
  EaselMediaInfo *all[] = { a1111, prompt, workflow, dream, midjourney, stealth };

  _easel_read_a1111 (a1111, text);
  _easel_read_comfyui (prompt, text, NULL);
  _easel_read_comfyui (workflow, NULL, text);
  _easel_read_dream (dream, text);
  _easel_read_midjourney (midjourney, text);
  easel_media_info_add_stealth (stealth, text);
  _easel_read_time (text);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *said = easel_media_info_to_text (all[i]);

      g_assert_true (all[i]->prompt == NULL || g_utf8_validate (all[i]->prompt, -1, NULL));
      g_assert_true (all[i]->seed >= -1 && all[i]->steps >= -1);
    }
  return 0;
}
