// SPDX-License-Identifier: GPL-3.0-or-later
/* memmem() */
#define _GNU_SOURCE
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <libdex.h>
#include <sys/stat.h>

#include "easel-error.h"
#include "easel-keyring.h"

/*
 * Keys in libsecret's encrypted file, as in a sandbox, with a password that the
 * environment gives in the portal's place. The program also runs as another
 * process: test-key-file --store PREFIX N stores N keys; --clear SLUG.
 */

#define CANARY "sk-canary-3fJ8"
#define N_KEYS 12

static const char *program;
static char *path;

static DexFuture *
on_done_cb (DexFuture *future, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return NULL;
}

static gboolean
await (DexFuture *future, GValue *value, GError **error)
{
  gboolean done = FALSE;
  g_autoptr (DexFuture) waiting = dex_future_finally (dex_ref (future), on_done_cb, &done, NULL);
  const GValue *found;

  while (!done)
    g_main_context_iteration (NULL, TRUE);
  found = dex_future_get_value (future, error);
  if (found != NULL)
    {
      g_value_init (value, G_VALUE_TYPE (found));
      g_value_copy (found, value);
    }
  dex_unref (future);
  return found != NULL;
}

static gboolean
store (EaselKeyring *keyring, const char *slug, GError **error)
{
  g_autofree char *text = g_strconcat (CANARY, "-", slug, NULL);
  g_autoptr (EaselSecret) key = easel_secret_new (text);
  g_auto (GValue) value = G_VALUE_INIT;

  return await (easel_keyring_store (keyring, slug, slug, key), &value, error);
}

static gboolean
has (EaselKeyring *keyring, const char *slug)
{
  g_autofree char *text = g_strconcat (CANARY, "-", slug, NULL);
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (await (easel_keyring_lookup (keyring, slug), &value, &error));
  g_assert_no_error (error);
  if (g_value_get_boxed (&value) == NULL)
    return FALSE;
  g_assert_cmpstr (easel_secret_get_text (g_value_get_boxed (&value)), ==, text);
  return TRUE;
}

static gboolean
clear (EaselKeyring *keyring, const char *slug)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (await (easel_keyring_clear (keyring, slug), &value, &error));
  g_assert_no_error (error);
  return g_value_get_boolean (&value);
}

static GSubprocess *
spawn (const char *verb, const char *argument, const char *count)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, verb, argument, count, NULL);

  g_assert_no_error (error);
  return process;
}

static void
run (const char *verb, const char *argument, const char *count)
{
  g_autoptr (GSubprocess) process = spawn (verb, argument, count);
  g_autoptr (GError) error = NULL;

  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
finish (EaselKeyring *keyring)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (keyring);
  g_unlink (path);
}

static char *
read_file (gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *content = NULL;

  g_file_get_contents (path, &content, length, &error);
  g_assert_no_error (error);
  return content;
}

static void
test_round_trip (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;
  gsize length;

  g_assert_false (has (keyring, "acme"));
  g_assert_true (store (keyring, "acme", &error));
  g_assert_no_error (error);
  g_assert_true (has (keyring, "acme"));
  g_assert_false (has (keyring, "other"));

  content = read_file (&length);
  g_assert_null (memmem (content, length, CANARY, strlen (CANARY)));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 077, ==, 0);

  g_assert_true (clear (keyring, "acme"));
  g_assert_false (clear (keyring, "acme"));
  g_assert_false (has (keyring, "acme"));
  finish (keyring);
}

/* What another process did in the same second, too, is seen. */
static void
test_other_process (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (store (keyring, "mine", &error));
  g_assert_false (has (keyring, "theirs-0"));
  run ("--store", "theirs", "1");
  g_assert_true (has (keyring, "theirs-0"));
  g_assert_true (store (keyring, "more", &error));
  g_assert_no_error (error);
  run ("--clear", "theirs-0", NULL);
  g_assert_true (store (keyring, "most", &error));
  g_assert_no_error (error);
  g_assert_true (has (keyring, "mine") && has (keyring, "more") && has (keyring, "most"));
  finish (keyring);
}

/* Who writes at the same time takes nothing of the others'. */
static void
test_at_once (void)
{
  static const char *const prefixes[] = { "one", "two", "three" };
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *count = g_strdup_printf ("%d", N_KEYS);

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    g_ptr_array_add (processes, spawn ("--store", prefixes[i], count));
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *slug = g_strdup_printf ("mine-%u", i);
      g_autoptr (GError) error = NULL;

      g_assert_true (store (keyring, slug, &error));
      g_assert_no_error (error);
    }
  for (guint i = 0; i < processes->len; i++)
    {
      g_autoptr (GError) error = NULL;

      g_subprocess_wait_check (g_ptr_array_index (processes, i), NULL, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autofree char *own = g_strdup_printf ("mine-%u", i);

      g_assert_true (has (keyring, own));
      for (guint j = 0; j < G_N_ELEMENTS (prefixes); j++)
        {
          g_autofree char *slug = g_strdup_printf ("%s-%u", prefixes[j], i);

          g_assert_true (has (keyring, slug));
        }
    }
  finish (keyring);
}

static void
assert_left_alone (EaselKeyring *keyring, const char *content, gsize length)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;
  gsize after_length;

  g_assert_false (store (keyring, "acme", &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (strstr (error->message, CANARY));
  g_clear_error (&error);
  g_assert_false (await (easel_keyring_lookup (keyring, "acme"), &value, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_KEYRING);
  after = read_file (&after_length);
  g_assert_cmpmem (after, after_length, content, length);
}

/* A file that cannot be read is never written over; put right, it is read. */
static void
test_damaged (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *good = NULL;
  gsize length;

  g_assert_true (store (keyring, "acme", &error));
  good = read_file (&length);

  for (gsize cut = 0; cut < length; cut += cut < 90 ? 1 : 17)
    {
      /* Beyond its head a shorter file may be a right one, with other keys. */
      if (cut >= 60 && cut < length - 40)
        continue;
      g_file_set_contents_full (path, good, (gssize) cut, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      assert_left_alone (keyring, good, cut);
    }
  for (gsize at = 0; at < 18; at++)
    {
      g_autofree char *bad = g_memdup2 (good, length);

      bad[at] ^= 0x55;
      g_file_set_contents_full (path, bad, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      assert_left_alone (keyring, bad, length);
    }

  g_file_set_contents_full (path, good, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_true (has (keyring, "acme"));
  finish (keyring);
}

/* Whatever the file holds, the program goes on. */
static void
test_noise (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (GError) error = NULL;
  g_autofree char *good = NULL;
  gsize length;

  g_assert_true (store (keyring, "acme", &error));
  good = read_file (&length);
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *bad = g_memdup2 (good, length);
      g_auto (GValue) value = G_VALUE_INIT;
      g_autoptr (GError) trouble = NULL;

      bad[g_rand_int_range (random, 18, (gint32) length)] ^= (char) g_rand_int_range (random, 1, 256);
      g_file_set_contents_full (path, bad, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
      g_assert_no_error (error);
      if (!await (easel_keyring_lookup (keyring, "acme"), &value, &trouble))
        g_assert_error (trouble, EASEL_ERROR, EASEL_ERROR_KEYRING);
    }
  finish (keyring);
}

/* Somebody holds the lock and does not let go. */
static void
test_held (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) holder = NULL;
  GInputStream *said;
  g_autofree char *lock = g_strconcat (path, ".easel-lock", NULL);
  char byte;

  g_assert_true (store (keyring, "acme", &error));
  holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "flock",
                             lock, "sh", "-c", "echo held; read line", NULL);
  g_assert_no_error (error);
  said = g_subprocess_get_stdout_pipe (holder);
  g_assert_cmpint (g_input_stream_read (said, &byte, 1, NULL, &error), ==, 1);

  easel_keyring_set_timeout (keyring, 200);
  g_assert_false (store (keyring, "beta", &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_KEYRING);
  g_clear_error (&error);
  g_assert_true (has (keyring, "acme"));

  g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, NULL);
  g_assert_true (g_subprocess_wait (holder, NULL, NULL));
  easel_keyring_set_timeout (keyring, 10000);
  g_assert_true (store (keyring, "beta", &error));
  g_assert_no_error (error);
  finish (keyring);
}

/* The part of the other process. */
static int
act (const char *verb, const char *argument, const char *count)
{
  g_autoptr (EaselKeyring) keyring = easel_keyring_new ();
  guint n = count != NULL ? (guint) g_ascii_strtoull (count, NULL, 10) : 0;

  if (g_str_equal (verb, "--clear"))
    return clear (keyring, argument) ? 0 : 1;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *slug = g_strdup_printf ("%s-%u", argument, i);
      g_autoptr (GError) error = NULL;

      if (!store (keyring, slug, &error))
        g_error ("%s", error->message);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  int status;

  dex_init ();
  if (argc > 2 && (g_str_equal (argv[1], "--store") || g_str_equal (argv[1], "--clear")))
    return act (argv[1], argv[2], argc > 3 ? argv[3] : NULL);

  program = argv[0];
  folder = g_dir_make_tmp ("easel-keys-XXXXXX", NULL);
  path = g_build_filename (folder, "keyrings", "default.keyring", NULL);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "a password for the tests", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-file/round-trip", test_round_trip);
  g_test_add_func ("/key-file/other-process", test_other_process);
  g_test_add_func ("/key-file/at-once", test_at_once);
  g_test_add_func ("/key-file/damaged", test_damaged);
  g_test_add_func ("/key-file/noise", test_noise);
  g_test_add_func ("/key-file/held", test_held);
  status = g_test_run ();

  {
    g_autofree char *lock = g_strconcat (path, ".easel-lock", NULL);
    g_autofree char *their_lock = g_strconcat (path, ".lock", NULL);
    g_autofree char *keyrings = g_path_get_dirname (path);

    g_unlink (path);
    g_unlink (lock);
    /* Newer ones of libsecret have one of their own. */
    g_unlink (their_lock);
    g_rmdir (keyrings);
    g_rmdir (folder);
  }
  g_free (path);
  return status;
}
