// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-media-helper.h"
#include "easel-media-read.h"
#include "easel-media-reading-private.h"

/* Reads files, named one a line on standard input, and prints what they say, one a line;
 * "cut FILE" reads each beginning of a file instead, "ask FILE" lets the helper read it. */

static void
print (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselMediaInfo) info = easel_media_read (data, size, &error);
  g_autofree char *text = info != NULL ? easel_media_info_to_text (info) : g_strescape (error->message, NULL);

  if (info != NULL)
    printf ("%s\n", text);
  else
    printf ("{\"error\":\"%s\"}\n", text);
  fflush (stdout);
}

/* Each on the heap, so that a byte too far is seen. */
static void
cut (const char *data, gsize size)
{
  for (gsize length = 0; length <= size; length += size > 20000 ? 997 : length > 600 ? 7 : 1)
    {
      g_autofree guint8 *copy = g_memdup2 (data, MAX (length, 1));
      g_autoptr (EaselMediaInfo) info = easel_media_read (copy, length, NULL);
      g_autofree char *text = info != NULL ? easel_media_info_to_text (info) : NULL;

      if (info != NULL && length < size && info->complete && info->format != EASEL_MEDIA_TEXT)
        g_print ("{\"complete\":%zu}\n", length);
    }
  printf ("{}\n");
  fflush (stdout);
}

static void
ask (EaselMediaHelper *helper, const char *path)
{
  g_autoptr (GError) error = NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (EaselMediaInfo) info = easel_media_helper_read (helper, fd, NULL, &error);
  g_autofree char *text = info != NULL ? easel_media_info_to_text (info) : g_strescape (error->message, NULL);

  if (info != NULL)
    printf ("%s\n", text);
  else
    printf ("{\"error\":\"%s\"}\n", text);
  fflush (stdout);
  close (fd);
}

int
main (void)
{
  g_autoptr (EaselMediaHelper) helper = easel_media_helper_new (NULL);
  char line[4096];

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_autofree char *content = NULL;
      gboolean cuts = g_str_has_prefix (line, "cut ");
      gsize length;

      g_strchomp (line);
      if (g_str_has_prefix (line, "ask "))
        {
          ask (helper, line + 4);
          continue;
        }
      if (!g_file_get_contents (cuts ? line + 4 : line, &content, &length, NULL))
        return 1;
      if (cuts)
        cut (content, length);
      else
        print ((const guint8 *) content, length);
    }
  return 0;
}
