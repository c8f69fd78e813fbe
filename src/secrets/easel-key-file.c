// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-key-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "easel-error.h"

#define HEADER "GnomeKeyring\n\r\0\n\1\0"
#define HEADER_LENGTH (sizeof HEADER - 1)

/* Salt, rounds, time, count, and the items. */
#define CONTENT_TYPE G_VARIANT_TYPE ("(uayutua(a{say}ay))")

/* libsecret makes the key of the file by 100,000 rounds. */
#define MOST_ROUNDS 10000000

/* The encrypted file that libsecret keeps keys in where there is no Secret
 * Service: in a sandbox, with a password from the Secret portal.
 *
 * libsecret 0.21 holds what it once read and looks at the file's time, in whole
 * seconds, before it writes; what it cannot read then it takes for what it had,
 * and writes over it. So who writes here holds a lock of Easel's own and has
 * libsecret read the file anew first, which fails if it cannot be read.
 *
 * libsecret 0.21.8 locks "default.keyring.lock" itself while it writes, and waits
 * for it without end: Easel's own is another file. */

/* Whether keys are kept in the file. libsecret decides by the same signs. */
gboolean
_easel_key_file_is_used (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL ||
         g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0;
}

char *
_easel_key_file_dup_path (void)
{
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  if (path != NULL && *path != '\0')
    return g_strdup (path);
  return g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);
}

/* Whether libsecret can read what the file holds. It takes the file's word for
 * much of it, and ends the program where that is wrong. The form is that of
 * libsecret 0.21, secret-file-collection.c. */
gboolean
_easel_key_file_check (GBytes *bytes, GError **error)
{
  gsize length = g_bytes_get_size (bytes);
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (GVariant) content = NULL;
  g_autoptr (GVariant) salt = NULL;
  guint32 salt_length, rounds;

  if (length > HEADER_LENGTH && memcmp (g_bytes_get_data (bytes, NULL), HEADER, HEADER_LENGTH) == 0)
    {
      rest = g_bytes_new_from_bytes (bytes, HEADER_LENGTH, length - HEADER_LENGTH);
      content = g_variant_ref_sink (g_variant_new_from_bytes (CONTENT_TYPE, rest, FALSE));
      if (g_variant_is_normal_form (content))
        {
          g_variant_get (content, "(u@ayutua(a{say}ay))", &salt_length, &salt, &rounds, NULL, NULL, NULL);
          if (GUINT32_FROM_LE (salt_length) == g_variant_get_size (salt) && g_variant_get_size (salt) > 0 &&
              GUINT32_FROM_LE (rounds) > 0 && GUINT32_FROM_LE (rounds) <= MOST_ROUNDS)
            return TRUE;
        }
    }
  g_set_error_literal (error, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT, _ ("it is damaged"));
  return FALSE;
}

/* Returns a lock for _easel_key_file_unlock(); -1 if another process has it or,
 * with @error, if there can be none. It goes when its process goes. */
int
_easel_key_file_try_lock (GError **error)
{
  g_autofree char *path = _easel_key_file_dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock_path = g_strconcat (path, ".easel-lock", NULL);
  int lock;

  g_mkdir_with_parents (folder, 0700);
  lock = g_open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0)
    {
      int failure = errno;

      g_set_error (
          error, EASEL_ERROR, EASEL_ERROR_KEYRING,
          _ ("The folder of the keys cannot be written: %s: %s. Make room or allow it, then try again."),
          lock_path, g_strerror (failure));
      return -1;
    }
  if (flock (lock, LOCK_EX | LOCK_NB) < 0)
    {
      close (lock);
      return -1;
    }
  return lock;
}

void
_easel_key_file_unlock (int lock)
{
  if (lock >= 0)
    close (lock);
}
