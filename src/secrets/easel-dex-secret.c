// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-secret-private.h"

#include "easel-secret-private.h"

/*
 * libsecret's calls as futures. They use libsecret's password functions, which
 * work with the Secret Service and, in a sandbox, with the Secret portal.
 */

static void
on_stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    dex_promise_resolve_boolean (promise, TRUE);
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static void
on_looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  SecretValue *found = secret_password_lookup_binary_finish (result, &error);

  if (error != NULL)
    {
      dex_promise_reject (promise, g_steal_pointer (&error));
      return;
    }
  g_value_init (&value, EASEL_TYPE_SECRET);
  if (found != NULL && secret_value_get_text (found) != NULL)
    g_value_take_boxed (&value, _easel_secret_new_for_value (g_steal_pointer (&found)));
  g_clear_pointer (&found, secret_value_unref);
  dex_promise_resolve (promise, &value);
}

static void
on_searched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GList *found = secret_password_search_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve_boolean (promise, found != NULL);
  g_list_free_full (found, g_object_unref);
}

static void
on_cleared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  gboolean removed = secret_password_clear_finish (result, &error);

  if (error != NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve_boolean (promise, removed);
}

/*
 * Resolves to TRUE.
 */
DexFuture *
_easel_dex_secret_store (const SecretSchema *schema,
                         GHashTable *attributes,
                         const char *label,
                         SecretValue *value,
                         GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_storev_binary (schema, attributes, SECRET_COLLECTION_DEFAULT, label, value, cancellable,
                                 on_stored_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/*
 * Resolves to an EaselSecret, or NULL if there is none.
 */
DexFuture *
_easel_dex_secret_lookup (const SecretSchema *schema, GHashTable *attributes, GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_lookupv (schema, attributes, cancellable, on_looked_up_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/*
 * Resolves to whether there was one.
 */
DexFuture *
_easel_dex_secret_clear (const SecretSchema *schema, GHashTable *attributes, GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_clearv (schema, attributes, cancellable, on_cleared_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/*
 * Resolves to whether there is one, locked or not; asks nobody to unlock it.
 */
DexFuture *
_easel_dex_secret_search (const SecretSchema *schema, GHashTable *attributes, GCancellable *cancellable)
{
  DexPromise *promise = dex_promise_new ();

  secret_password_searchv (schema, attributes, SECRET_SEARCH_NONE, cancellable, on_searched_cb,
                           dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
on_called_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply != NULL)
    dex_promise_resolve_variant (promise, g_steal_pointer (&reply));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

static void
on_bus_got_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (bus != NULL)
    dex_promise_resolve_object (promise, g_steal_pointer (&bus));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/*
 * Resolves to the session bus, a GDBusConnection.
 */
DexFuture *
_easel_dex_session_bus (void)
{
  DexPromise *promise = dex_promise_new ();

  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus_got_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

/*
 * A call that starts no service and waits at most a second. Resolves to the reply.
 */
DexFuture *
_easel_dex_bus_call (GDBusConnection *bus,
                     const char *service,
                     const char *path,
                     const char *interface,
                     const char *method,
                     GVariant *arguments)
{
  DexPromise *promise = dex_promise_new ();

  g_dbus_connection_call (bus, service, path, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, 1000, NULL, on_called_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}
