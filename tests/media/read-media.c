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

/* The pictures of an animation: "SIDE FIRST MOST PATH"; their points go to PATH.raw. */
static void
animate (EaselMediaHelper *helper, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  g_autofree char *out = g_strconcat (words[3], ".raw", NULL);
  g_autoptr (GByteArray) raw = g_byte_array_new ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselFilm) film = NULL;
  int fd = open (words[3], O_RDONLY | O_CLOEXEC);

  film = easel_media_helper_animate (helper, fd, (guint) atoi (words[0]), (guint) atoi (words[1]),
                                     (gsize) atoi (words[2]), NULL, &error);
  close (fd);
  if (film == NULL)
    {
      printf ("{\"code\": \"%s\"}\n", easel_error_get_name (error));
      fflush (stdout);
      return;
    }
  g_string_append_printf (said, "{\"n\": %u, \"plays\": %u, \"first\": %u, \"delays\": [", film->n_frames,
                          film->plays, film->first);
  for (guint i = 0; i < film->pictures->len; i++)
    {
      const EaselPicture *picture = g_ptr_array_index (film->pictures, i);

      g_byte_array_append (raw, g_bytes_get_data (picture->pixels, NULL),
                           (guint) g_bytes_get_size (picture->pixels));
      g_string_append_printf (said, "%s%u", i > 0 ? ", " : "", picture->delay);
    }
  g_file_set_contents (out, (const char *) raw->data, raw->len, NULL);
  printf ("%s], \"width\": %u, \"height\": %u}\n", said->str,
          ((EaselPicture *) film->pictures->pdata[0])->width,
          ((EaselPicture *) film->pictures->pdata[0])->height);
  fflush (stdout);
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
      if (g_str_has_prefix (line, "frames "))
        {
          animate (helper, line + 7);
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
