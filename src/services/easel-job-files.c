// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "easel-error.h"
#include "easel-generate-service-private.h"

/*
 * What came inside an answer lies in a folder of its own until it is in the
 * library: "JOB-POSITION-of-TOTAL". It is there before the journal says so; after a
 * crash in between it is found by its name and not lost.
 */

#define MOST_OUTPUTS 64

char *
_easel_job_files_get_path (const char *spool, gint64 job_id, guint position, guint total)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT "-%u-of-%u", job_id, position, total);

  return g_build_filename (spool, name, NULL);
}

/* On the disk when it returns TRUE. */
gboolean
_easel_job_files_keep (
    const char *spool, gint64 job_id, guint position, guint total, GBytes *data, GError **error)
{
  g_autofree char *path = _easel_job_files_get_path (spool, job_id, position, total);
  g_autoptr (GError) local_error = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (data, &length);

  if (g_mkdir_with_parents (spool, 0700) == 0 &&
      g_file_set_contents_full (path, bytes != NULL ? bytes : "", (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &local_error))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
               _ ("What was made cannot be saved in “%s”: %s. Make room on its disk."), spool,
               local_error != NULL ? local_error->message : g_strerror (errno));
  return FALSE;
}

/* How many results a job had of which at least one lies there, and a bit for each that
 * does; else 0. */
guint
_easel_job_files_find (const char *spool, gint64 job_id, guint64 *kept)
{
  for (guint total = 1; total <= MOST_OUTPUTS; total++)
    {
      *kept = 0;
      for (guint i = 0; i < total; i++)
        {
          g_autofree char *path = _easel_job_files_get_path (spool, job_id, i, total);

          if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
            *kept |= G_GUINT64_CONSTANT (1) << i;
        }
      if (*kept != 0)
        return total;
    }
  return 0;
}

/* Removes what is left of a job. */
void
_easel_job_files_drop (const char *spool, gint64 job_id)
{
  g_autofree char *prefix = g_strdup_printf ("%" G_GINT64_FORMAT "-", job_id);
  g_autoptr (GDir) dir = g_dir_open (spool, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree char *path = g_build_filename (spool, name, NULL);

        g_unlink (path);
      }
}
