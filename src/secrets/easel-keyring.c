// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-keyring.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-dex-secret-private.h"
#include "easel-error.h"
#include "easel-key-file-private.h"
#include "easel-secret-private.h"

/**
 * EaselKeyring:
 *
 * Where keys are kept: the Secret Service of the desktop or, in a sandbox, the
 * Secret portal's encrypted file. Never anywhere else: if it is locked, missing
 * or refuses, that is an error (%EASEL_ERROR_KEYRING) with a sentence.
 */

#define SERVICE "org.freedesktop.secrets"
#define DEFAULT_COLLECTION "/org/freedesktop/secrets/aliases/default"
#define DEFAULT_TIMEOUT_MSEC 10000

/* Between two tries for a file that another process writes to. */
#define FILE_PAUSE_MSEC 20
#define MOST_CONFLICTS 5

struct _EaselKeyring
{
  GObject parent_instance;

  guint timeout_msec;
};

G_DEFINE_FINAL_TYPE (EaselKeyring, easel_keyring, G_TYPE_OBJECT)

typedef enum
{
  WORK_STORE,
  WORK_LOOKUP,
  WORK_CLEAR,
} WorkKind;

typedef struct
{
  WorkKind kind;
  guint timeout_msec;
  char *provider;
  char *name;
  EaselSecret *secret;
  GCancellable *cancellable;
} Work;

/* Its name is the application's, so no other program's key is ever matched. */
static const SecretSchema schema = {
  APPLICATION_ID,
  SECRET_SCHEMA_NONE,
  { { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

static void
work_free (Work *self)
{
  /* Whoever asked may be gone: then nobody waits for the answer either. */
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->secret, easel_secret_unref);
  g_free (self->provider);
  g_free (self->name);
  g_free (self);
}

static GError *
new_locked_error (void)
{
  return g_error_new_literal (
      EASEL_ERROR, EASEL_ERROR_KEYRING,
      _ ("The keyring is locked, so Easel cannot read or store keys. Unlock it (the desktop "
         "asks for its password), then try again."));
}

static GError *
new_timeout_error (guint msec)
{
  return g_error_new (
      EASEL_ERROR, EASEL_ERROR_KEYRING,
      _ ("The keyring did not answer within %u seconds. If the desktop asks for its password, give "
         "it, then try again."),
      (msec + 999) / 1000);
}

/* The file is there and libsecret makes nothing of it, or cannot read it. */
static GError *
new_unreadable_error (const GError *cause)
{
  g_autofree char *path = _easel_key_file_dup_path ();

  return g_error_new (
      EASEL_ERROR, EASEL_ERROR_KEYRING,
      _ ("The file of the keys cannot be read, and was left as it is: %s: %s. Put a copy in its place, "
         "or move it away and enter the keys again."),
      path, cause->message);
}

static gboolean
is_unreadable (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_INVALID_FILE_FORMAT) ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY);
}

static gboolean
is_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_SERVER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY) ||
         /* No session bus at all; not an answer that GIO has no name for. */
         (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_DBUS_ERROR);
}

/* What libsecret said, as a sentence. */
static GError *
map_error (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  g_autoptr (GError) plain = g_error_copy (error);

  g_dbus_error_strip_remote_error (plain);
  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      g_strcmp0 (remote, "org.freedesktop.Secret.Error.IsLocked") == 0)
    return new_locked_error ();
  if (_easel_key_file_is_used () && is_unreadable (error))
    return new_unreadable_error (error);
  if (is_missing (error) && _easel_key_file_is_used ())
    return g_error_new_literal (
        EASEL_ERROR, EASEL_ERROR_KEYRING,
        _ ("This system gives applications in a sandbox no place for keys (the Secret portal), and Easel "
           "never keeps keys anywhere else. Install and start a keyring (such as GNOME Keyring or KWallet) "
           "with xdg-desktop-portal, or give the key in the environment."));
  if (is_missing (error))
    return g_error_new_literal (
        EASEL_ERROR, EASEL_ERROR_KEYRING,
        _ ("There is no keyring on this system, and Easel never keeps keys anywhere else. "
           "Install and start one (such as GNOME Keyring or KWallet), or give the key in "
           "the environment."));
  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED) ||
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_AUTH_FAILED))
    return g_error_new_literal (EASEL_ERROR, EASEL_ERROR_KEYRING,
                                _ ("The keyring refused Easel. Allow it there, then try again."));
  return g_error_new (
      EASEL_ERROR, EASEL_ERROR_KEYRING,
      _ ("The keyring gave an error: %s. Check it in the desktop's settings, then try again."),
      plain->message);
}

static DexFuture *
begin_work (Work *work, GHashTable *attributes)
{
  g_autofree char *label = NULL;

  switch (work->kind)
    {
    case WORK_STORE:
      label = g_strdup_printf (_ ("%s: key for %s"), APPLICATION_NAME, work->name);
      return _easel_dex_secret_store (&schema, attributes, label, _easel_secret_get_value (work->secret),
                                      work->cancellable);
    case WORK_LOOKUP:
      return _easel_dex_secret_lookup (&schema, attributes, work->cancellable);
    case WORK_CLEAR:
      return _easel_dex_secret_clear (&schema, attributes, work->cancellable);
    default:
      g_assert_not_reached ();
    }
}

/* For a fiber: whether the default collection is locked. Never waits long. */
static gboolean
is_locked (void)
{
  g_autoptr (GDBusConnection) bus = dex_await_object (_easel_dex_session_bus (), NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) locked = NULL;

  if (bus == NULL)
    return FALSE;
  reply = dex_await_variant (
      _easel_dex_bus_call (bus, SERVICE, DEFAULT_COLLECTION, "org.freedesktop.DBus.Properties", "Get",
                           g_variant_new ("(ss)", "org.freedesktop.Secret.Collection", "Locked")),
      NULL);
  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(v)")))
    return FALSE;
  g_variant_get (reply, "(v)", &locked);
  return g_variant_is_of_type (locked, G_VARIANT_TYPE_BOOLEAN) && g_variant_get_boolean (locked);
}

/* For a fiber: nothing was found. Is it that what is there is locked? */
static gboolean
is_hidden (Work *work, GHashTable *attributes)
{
  return dex_await_boolean (
      dex_future_first (_easel_dex_secret_search (&schema, attributes, work->cancellable),
                        dex_timeout_new_msec (work->timeout_msec), NULL),
      NULL);
}

/* For a fiber: one try. Sets late if there was no answer in time. */
static DexFuture *
try_work (Work *work, GHashTable *attributes, gboolean *late, GError **error)
{
  g_autoptr (DexFuture) future = begin_work (work, attributes);

  dex_await (dex_future_first (dex_ref (future), dex_timeout_new_msec (work->timeout_msec), NULL), error);
  *late = dex_future_is_pending (future);
  return g_steal_pointer (&future);
}

/* For a fiber: waits for the lock of the file. */
static int
lock_file (Work *work, GError **error)
{
  gint64 end = g_get_monotonic_time () + (gint64) work->timeout_msec * 1000;
  int lock;

  while ((lock = _easel_key_file_try_lock (error)) < 0 && *error == NULL)
    {
      if (g_get_monotonic_time () >= end)
        {
          g_propagate_error (error, new_timeout_error (work->timeout_msec));
          break;
        }
      dex_await (dex_timeout_new_msec (FILE_PAUSE_MSEC), NULL);
    }
  return lock;
}

/* For a fiber: whether libsecret may be given the file. */
static gboolean
check_file (GError **error)
{
  g_autofree char *path = _easel_key_file_dup_path ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = dex_await_boxed (dex_file_load_contents_bytes (file), error);

  if (bytes != NULL)
    return _easel_key_file_check (bytes, error);
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return FALSE;
  g_clear_error (error);
  return TRUE;
}

/* For a fiber: keys in a file. What libsecret holds of it may be old, so it is
 * read anew before a change and after a miss. */
static DexFuture *
work_on_file (Work *work, GHashTable *attributes)
{
  g_autoptr (DexFuture) future = NULL;
  g_autoptr (GError) error = NULL;
  gboolean late = FALSE;
  int lock = -1;

  if (work->kind != WORK_LOOKUP)
    {
      lock = lock_file (work, &error);
      if (error != NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      secret_service_disconnect ();
    }
  for (guint i = 0; i < MOST_CONFLICTS; i++)
    {
      g_clear_error (&error);
      dex_clear (&future);
      late = FALSE;
      if (!check_file (&error))
        break;
      future = try_work (work, attributes, &late, &error);
      if (late || (error == NULL && (work->kind != WORK_LOOKUP || i > 0 ||
                                     g_value_get_boxed (dex_future_get_value (future, NULL)) != NULL)))
        break;
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
        break;
      secret_service_disconnect ();
    }
  _easel_key_file_unlock (lock);

  if (late)
    {
      g_cancellable_cancel (work->cancellable);
      return dex_future_new_for_error (new_timeout_error (work->timeout_msec));
    }
  return error != NULL ? dex_future_new_for_error (map_error (error)) : g_steal_pointer (&future);
}

static DexFuture *
work_fiber (gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GHashTable) attributes = secret_attributes_build (&schema, "provider", work->provider, NULL);
  g_autoptr (DexFuture) future = NULL;
  g_autoptr (GError) error = NULL;
  const GValue *value;
  gboolean late;

  if (_easel_key_file_is_used ())
    return work_on_file (work, attributes);
  future = try_work (work, attributes, &late, &error);
  if (!late && g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN))
    {
      /* libsecret may hold on to a service that was started anew since. */
      secret_service_disconnect ();
      g_clear_error (&error);
      dex_unref (g_steal_pointer (&future));
      future = try_work (work, attributes, &late, &error);
    }
  if (late)
    {
      g_cancellable_cancel (work->cancellable);
      return dex_future_new_for_error (is_locked () ? new_locked_error ()
                                                    : new_timeout_error (work->timeout_msec));
    }
  if (error != NULL)
    return dex_future_new_for_error (is_locked () ? new_locked_error () : map_error (error));

  value = dex_future_get_value (future, NULL);
  if ((work->kind == WORK_LOOKUP && g_value_get_boxed (value) == NULL) ||
      (work->kind == WORK_CLEAR && !g_value_get_boolean (value)))
    {
      if (is_hidden (work, attributes))
        return dex_future_new_for_error (new_locked_error ());
    }
  return dex_future_new_for_value (value);
}

static DexFuture *
spawn (EaselKeyring *self, WorkKind kind, const char *provider, const char *name, EaselSecret *secret)
{
  Work *work = g_new0 (Work, 1);

  work->kind = kind;
  work->timeout_msec = self->timeout_msec;
  work->provider = g_strdup (provider);
  work->name = g_strdup (name);
  work->secret = secret != NULL ? easel_secret_ref (secret) : NULL;
  work->cancellable = g_cancellable_new ();
  return dex_scheduler_spawn (NULL, 0, work_fiber, work, (GDestroyNotify) work_free);
}

static void
easel_keyring_class_init (EaselKeyringClass *klass)
{
}

static void
easel_keyring_init (EaselKeyring *self)
{
  self->timeout_msec = DEFAULT_TIMEOUT_MSEC;
}

/**
 * easel_keyring_new:
 *
 * Touches nothing yet.
 *
 * Returns: (transfer full): a keyring
 */
EaselKeyring *
easel_keyring_new (void)
{
  return g_object_new (EASEL_TYPE_KEYRING, NULL);
}

/**
 * easel_keyring_set_timeout:
 * @self: a keyring
 * @msec: milliseconds, 10,000 at first
 *
 * How long each call waits. More is of use where somebody was asked to unlock
 * the keyring and types its password.
 */
void
easel_keyring_set_timeout (EaselKeyring *self, guint msec)
{
  g_return_if_fail (EASEL_IS_KEYRING (self));

  self->timeout_msec = msec;
}

/**
 * easel_keyring_store:
 * @self: a keyring
 * @provider: slug of the provider
 * @name: its name, for people who look into the keyring
 * @secret: the key
 *
 * Returns: (transfer full): a future that resolves to %TRUE or rejects with
 *   %EASEL_ERROR_KEYRING, or %EASEL_ERROR_INVALID_INPUT if it can be no key
 */
DexFuture *
easel_keyring_store (EaselKeyring *self, const char *provider, const char *name, EaselSecret *secret)
{
  g_autoptr (GError) error = NULL;

  dex_return_error_if_fail (EASEL_IS_KEYRING (self));
  dex_return_error_if_fail (provider != NULL && name != NULL && secret != NULL);

  if (!easel_secret_check (easel_secret_get_text (secret), -1, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return spawn (self, WORK_STORE, provider, name, secret);
}

/**
 * easel_keyring_lookup:
 * @self: a keyring
 * @provider: slug of the provider
 *
 * Returns: (transfer full): a future that resolves to an #EaselSecret, %NULL if
 *   there is none, or rejects with %EASEL_ERROR_KEYRING
 */
DexFuture *
easel_keyring_lookup (EaselKeyring *self, const char *provider)
{
  dex_return_error_if_fail (EASEL_IS_KEYRING (self));
  dex_return_error_if_fail (provider != NULL);

  return spawn (self, WORK_LOOKUP, provider, NULL, NULL);
}

/**
 * easel_keyring_clear:
 * @self: a keyring
 * @provider: slug of the provider
 *
 * Returns: (transfer full): a future that resolves to whether there was a key,
 *   or rejects with %EASEL_ERROR_KEYRING
 */
DexFuture *
easel_keyring_clear (EaselKeyring *self, const char *provider)
{
  dex_return_error_if_fail (EASEL_IS_KEYRING (self));
  dex_return_error_if_fail (provider != NULL);

  return spawn (self, WORK_CLEAR, provider, NULL, NULL);
}

/* For a fiber: the name of the program behind the service, or NULL. */
static char *
read_service_name (void)
{
  g_autoptr (GDBusConnection) bus = dex_await_object (_easel_dex_session_bus (), NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autofree char *path = NULL;
  char *name = NULL;
  guint pid = 0;

  if (bus == NULL)
    return NULL;
  reply = dex_await_variant (_easel_dex_bus_call (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                                  "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                                                  g_variant_new ("(s)", SERVICE)),
                             NULL);
  if (reply == NULL || !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(u)")))
    return NULL;
  g_variant_get (reply, "(u)", &pid);
  path = g_strdup_printf ("/proc/%u/comm", pid);
  if (!g_file_get_contents (path, &name, NULL, NULL))
    return g_strdup (SERVICE);
  return g_strchomp (name);
}

static DexFuture *
describe_fiber (gpointer user_data)
{
  g_autofree char *name = NULL;

  if (_easel_key_file_is_used ())
    return dex_future_new_for_string (_ ("an encrypted file, through the Secret portal"));

  name = read_service_name ();
  if (name == NULL)
    return dex_future_new_reject (
        EASEL_ERROR, EASEL_ERROR_KEYRING,
        _ ("No key store is running, so no key can be kept or read. Start a keyring, "
           "such as GNOME Keyring or KWallet, or give keys in environment variables."));
  if (is_locked ())
    return dex_future_new_take_string (g_strdup_printf (_ ("Secret Service (%s), locked"), name));
  return dex_future_new_take_string (g_strdup_printf (_ ("Secret Service (%s)"), name));
}

/**
 * easel_keyring_describe:
 * @self: a keyring
 *
 * Starts no service and unlocks nothing.
 *
 * Returns: (transfer full): a future that resolves to a string: which key store
 *   is in use; rejects with %EASEL_ERROR_KEYRING and a sentence if none is running
 */
DexFuture *
easel_keyring_describe (EaselKeyring *self)
{
  dex_return_error_if_fail (EASEL_IS_KEYRING (self));

  return dex_scheduler_spawn (NULL, 0, describe_fiber, NULL, NULL);
}
