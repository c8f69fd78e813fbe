// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-resolver.h"

struct _EaselTestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (EaselTestResolver, easel_test_resolver, G_TYPE_RESOLVER)

static GList *
resolve (const char *name, GResolverNameLookupFlags flags, GError **error)
{
  static gboolean answered;
  gboolean far = g_str_has_prefix (name, "rebind.") && !answered;
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (far ? "8.8.8.8" : "127.0.0.1");

  answered = answered || far;
  if (g_str_has_prefix (name, "missing.") || (flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY) != 0)
    {
      g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s", name);
      return NULL;
    }
  return g_list_prepend (NULL, g_steal_pointer (&address));
}

static GList *
lookup (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  return resolve (name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, error);
}

static GList *
lookup_with_flags (GResolver *resolver,
                   const char *name,
                   GResolverNameLookupFlags flags,
                   GCancellable *cancellable,
                   GError **error)
{
  return resolve (name, flags, error);
}

static void
free_addresses (gpointer data)
{
  g_list_free_full (data, g_object_unref);
}

static void
lookup_with_flags_async (GResolver *resolver,
                         const char *name,
                         GResolverNameLookupFlags flags,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *addresses = resolve (name, flags, &error);

  if (addresses != NULL)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_error (task, error);
}

static void
lookup_async (GResolver *resolver,
              const char *name,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  lookup_with_flags_async (resolver, name, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT, cancellable, callback,
                           user_data);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
easel_test_resolver_class_init (EaselTestResolverClass *klass)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  resolver_class->lookup_by_name = lookup;
  resolver_class->lookup_by_name_async = lookup_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags = lookup_with_flags;
  resolver_class->lookup_by_name_with_flags_async = lookup_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
easel_test_resolver_init (EaselTestResolver *self)
{
}

/**
 * easel_test_resolver_install:
 *
 * From here on each name of this process stands for 127.0.0.1, as a hostile
 * name server could say. Those that begin with "missing." are not found; one
 * that begins with "rebind." stands for a public address when it is asked for
 * the first time.
 */
void
easel_test_resolver_install (void)
{
  g_autoptr (GResolver) resolver = g_object_new (EASEL_TYPE_TEST_RESOLVER, NULL);

  g_resolver_set_default (resolver);
}
