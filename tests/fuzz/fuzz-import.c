// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "easel-import-source.h"
#include "easel-transcript-reader.h"
#include "easel-transcript-writer.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* What was read is a tree, can be written as anything, and is read from Easel's
 * own form again. */
static void
try_object (const char *data, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTranscript) transcript = easel_transcript_read (data, length, &error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_true ((transcript == NULL) == (error != NULL));
  if (transcript == NULL)
    return;

  g_assert_true (easel_transcript_is_sound (transcript));
  for (guint format = EASEL_TRANSCRIPT_N_FORMATS; format-- > 0;)
    {
      g_autoptr (EaselTranscriptWriter) writer =
          easel_transcript_writer_new ((EaselTranscriptFormat) format, FALSE);

      g_string_truncate (text, 0);
      easel_transcript_writer_add (writer, transcript, text);
      easel_transcript_writer_end (writer, text);
      g_assert_true (g_utf8_validate (text->str, (gssize) text->len, NULL));
      g_assert_true (format != EASEL_TRANSCRIPT_HTML || strstr (text->str, "<script") == NULL);
    }

  {
    g_autoptr (EaselTranscript) again = easel_transcript_read (text->str, text->len, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (again->messages->len, ==, transcript->messages->len);
    g_assert_cmpuint (again->leaf, ==, transcript->leaf);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  int fd = memfd_create ("import", MFD_CLOEXEC);
  g_autoptr (EaselImportSource) source = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  source = easel_import_source_new (fd, &error);
  g_assert_true ((source == NULL) == (error != NULL));
  while (source != NULL)
    {
      EaselJsonItem item;

      if (!easel_import_source_next (source, &item, &error))
        {
          g_assert_nonnull (error);
          break;
        }
      if (item.state == EASEL_JSON_ITEM_NONE)
        break;
      if (item.state == EASEL_JSON_ITEM_OBJECT)
        try_object (item.data, item.length);
    }
  g_clear_pointer (&source, easel_import_source_free);
  close (fd);
  return 0;
}
