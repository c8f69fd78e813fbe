// SPDX-License-Identifier: GPL-3.0-or-later
/* memmem() */
#define _GNU_SOURCE
#include "config.h"

#include <gio/gio.h>
#include <libdex.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-keyring.h"

/*
 * Run by with-keyring.sh, which gives it a real keyring, or none. The mode is
 * the first argument: "unlocked" or "none".
 */

#define CANARY "sk-canary-7Kq2"

static DexFuture *
on_done_cb (DexFuture *future, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return NULL;
}

/* Runs the main loop until future is done; returns it. */
static DexFuture *
await (DexFuture *future)
{
  gboolean done = FALSE;
  g_autoptr (DexFuture) waiting = dex_future_finally (dex_ref (future), on_done_cb, &done, NULL);

  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return future;
}

static gboolean
await_boolean (DexFuture *future)
{
  g_autoptr (DexFuture) done = await (future);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  return g_value_get_boolean (value);
}

static EaselSecret *
await_secret (DexFuture *future)
{
  g_autoptr (DexFuture) done = await (future);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  return g_value_dup_boxed (value);
}

static char *
await_string (DexFuture *future)
{
  g_autoptr (DexFuture) done = await (future);
  g_autoptr (GError) error = NULL;
  const GValue *value = dex_future_get_value (done, &error);

  g_assert_no_error (error);
  return g_value_dup_string (value);
}

/* A sentence of the keyring's, that holds part and never the key. */
static void
await_error (DexFuture *future, const char *part)
{
  g_autoptr (DexFuture) done = await (future);
  g_autoptr (GError) error = NULL;

  g_assert_null (dex_future_get_value (done, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_KEYRING);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” is not in “%s”", part, error->message);
  g_assert_null (strstr (error->message, CANARY));
}

static void
finish (EaselKeyring *keyring)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (keyring);
}

static void
set_locked (gboolean locked)
{
  const char *const paths[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
      locked ? "Lock" : "Unlock", g_variant_new ("(^ao)", paths), NULL, 0, 5000, NULL, &error);

  g_assert_no_error (error);
}

static gboolean
folder_holds (const char *path, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      g_autofree char *content = NULL;
      gsize length = 0;

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        {
          if (folder_holds (child, text))
            return TRUE;
        }
      else if (g_file_test (child, G_FILE_TEST_IS_REGULAR) &&
               g_file_get_contents (child, &content, &length, NULL) &&
               memmem (content, length, text, strlen (text)) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
test_round_trip (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (EaselSecret) canary = easel_secret_new (CANARY);
  g_autoptr (EaselSecret) other = easel_secret_new ("sk-other");
  g_autoptr (EaselSecret) found = NULL;
  g_autoptr (EaselSecret) none = NULL;
  g_autofree char *description = await_string (easel_keyring_describe (keyring));
  g_autofree char *planted = g_build_filename (g_get_home_dir (), "planted", NULL);

  g_assert_nonnull (strstr (description, "gnome-keyring"));
  g_assert_null (await_secret (easel_keyring_lookup (keyring, "openai")));
  g_assert_false (await_boolean (easel_keyring_clear (keyring, "openai")));
  g_assert_true (await_boolean (easel_keyring_store (keyring, "openai", "OpenAI", other)));
  g_assert_true (await_boolean (easel_keyring_store (keyring, "openai", "OpenAI", canary)));
  g_assert_true (await_boolean (easel_keyring_store (keyring, "anthropic", "Anthropic", other)));
  found = await_secret (easel_keyring_lookup (keyring, "openai"));
  g_assert_cmpstr (easel_secret_get_text (found), ==, CANARY);

  /* On the disk it is encrypted only; the search sees a planted one. */
  g_assert_false (folder_holds (g_get_home_dir (), CANARY));
  g_assert_true (g_file_set_contents (planted, "x " CANARY, -1, NULL));
  g_assert_true (folder_holds (g_get_home_dir (), CANARY));
  unlink (planted);

  g_assert_true (await_boolean (easel_keyring_clear (keyring, "openai")));
  g_assert_null (await_secret (easel_keyring_lookup (keyring, "openai")));
  g_clear_pointer (&found, easel_secret_unref);
  found = await_secret (easel_keyring_lookup (keyring, "anthropic"));
  g_assert_cmpstr (easel_secret_get_text (found), ==, "sk-other");
  finish (keyring);
}

static void
test_locked (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (EaselSecret) canary = easel_secret_new (CANARY);
  g_autofree char *description = NULL;
  gint64 start;

  easel_keyring_set_timeout (keyring, 2000);
  g_assert_true (await_boolean (easel_keyring_store (keyring, "openai", "OpenAI", canary)));
  set_locked (TRUE);
  start = g_get_monotonic_time ();
  await_error (easel_keyring_lookup (keyring, "openai"), "locked");
  await_error (easel_keyring_store (keyring, "openai", "OpenAI", canary), "locked");
  await_error (easel_keyring_store (keyring, "new", "New", canary), "locked");
  await_error (easel_keyring_clear (keyring, "openai"), "locked");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 12 * G_USEC_PER_SEC);
  description = await_string (easel_keyring_describe (keyring));
  g_assert_nonnull (strstr (description, "locked"));
  finish (keyring);
}

static void
test_missing (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (EaselSecret) canary = easel_secret_new (CANARY);
  gint64 start = g_get_monotonic_time ();

  await_error (easel_keyring_describe (keyring), "No key store");
  await_error (easel_keyring_lookup (keyring, "openai"), "no keyring");
  await_error (easel_keyring_store (keyring, "openai", "OpenAI", canary), "no keyring");
  await_error (easel_keyring_clear (keyring, "openai"), "no keyring");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
  g_assert_false (folder_holds (g_get_home_dir (), CANARY));
  finish (keyring);
}

/* Takes what is sent to it and never answers, or says that it may not. */
static GDBusMessage *
on_message (GDBusConnection *connection, GDBusMessage *message, gboolean incoming, gpointer user_data)
{
  const char *refusal = user_data;
  g_autoptr (GDBusMessage) reply = NULL;

  if (!incoming || g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    return message;
  if (refusal != NULL)
    {
      reply = g_dbus_message_new_method_error_literal (message, refusal, "no");
      g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
    }
  g_object_unref (message);
  return NULL;
}

/* A key store that is not one. */
static GDBusConnection *
start_service (const char *refusal)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *service = g_dbus_connection_new_for_address_sync (
      g_getenv ("DBUS_SESSION_BUS_ADDRESS"),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL,
      NULL, &error);
  g_autoptr (GVariant) reply = NULL;

  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      service, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL, 0, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (service, on_message, (gpointer) refusal, NULL);
  return service;
}

static void
stop_service (GDBusConnection *service)
{
  g_dbus_connection_close_sync (service, NULL, NULL);
  g_object_unref (service);
}

static void
test_silent (void)
{
  GDBusConnection *service = start_service (NULL);
  EaselKeyring *keyring = easel_keyring_new ();
  DexFuture *dropped;
  gint64 start;

  easel_keyring_set_timeout (keyring, 500);
  start = g_get_monotonic_time ();
  await_error (easel_keyring_lookup (keyring, "openai"), "did not answer");
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);

  /* Dropped while it waits: nothing is left behind. */
  dropped = easel_keyring_lookup (keyring, "openai");
  for (int i = 0; i < 20; i++)
    g_main_context_iteration (NULL, FALSE);
  dex_unref (dropped);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  stop_service (service);
  finish (keyring);
}

static void
test_refused (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  GDBusConnection *service = start_service ("org.freedesktop.DBus.Error.AccessDenied");

  await_error (easel_keyring_lookup (keyring, "openai"), "refused");
  stop_service (service);
  service = start_service ("org.example.Error.Strange");
  await_error (easel_keyring_lookup (keyring, "openai"), "gave an error: no");
  stop_service (service);
  finish (keyring);
}

/* Not even a bus. */
static void
test_no_bus (void)
{
  EaselKeyring *keyring;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_test_trap_assert_passed ();
      return;
    }
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  keyring = easel_keyring_new ();
  await_error (easel_keyring_lookup (keyring, "openai"), "no keyring");
  finish (keyring);
}

static void
test_check (void)
{
  const struct
  {
    const char *text;
    gssize length;
    gboolean good;
  } cases[] = {
    { "sk-abc_DEF.123+/=", -1, TRUE },
    { "", -1, FALSE },
    { "a\nb", -1, FALSE },
    { "a\0b", 3, FALSE },
    { "a b", -1, FALSE },
    { "a\x7f", -1, FALSE },
    { "schlüssel", -1, FALSE },
    { "a\tb", -1, FALSE },
    { "\r", -1, FALSE },
    { "key\xc2\xa0", -1, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (easel_secret_check (cases[i].text, cases[i].length, &error), ==, cases[i].good);
      if (!cases[i].good)
        {
          g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
          g_assert_null (strstr (error->message, "schl"));
        }
    }
}

static void
test_refuses_bad_key (void)
{
  EaselKeyring *keyring = easel_keyring_new ();
  g_autoptr (EaselSecret) bad = easel_secret_new ("two\nlines");
  g_autoptr (DexFuture) done = await (easel_keyring_store (keyring, "openai", "OpenAI", bad));
  g_autoptr (GError) error = NULL;

  g_assert_null (dex_future_get_value (done, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  finish (keyring);
}

int
main (int argc, char **argv)
{
  gboolean none = argc > 1 && g_str_equal (argv[1], "none");

  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/secrets/check", test_check);
  g_test_add_func ("/secrets/refuses-bad-key", test_refuses_bad_key);
  if (none)
    {
      g_test_add_func ("/secrets/missing", test_missing);
      g_test_add_func ("/secrets/no-bus", test_no_bus);
      g_test_add_func ("/secrets/refused", test_refused);
      g_test_add_func ("/secrets/silent", test_silent);
    }
  else
    {
      g_test_add_func ("/secrets/round-trip", test_round_trip);
      g_test_add_func ("/secrets/locked", test_locked);
    }

  return g_test_run ();
}
