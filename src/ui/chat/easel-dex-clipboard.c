// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-clipboard.h"

/* Another application writes the clipboard; it may never come to it. */

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  GInputStream *stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);

  if (stream == NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve_object (promise, stream);
}

/**
 * easel_dex_clipboard_read:
 * @clipboard: a clipboard
 * @mime_types: (array zero-terminated=1): what is wanted, best first
 *
 * Returns: (transfer full): resolves to a #GInputStream
 */
DexFuture *
easel_dex_clipboard_read (GdkClipboard *clipboard, const char **mime_types)
{
  DexPromise *promise;

  dex_return_error_if_fail (GDK_IS_CLIPBOARD (clipboard));

  promise = dex_promise_new_cancellable ();
  gdk_clipboard_read_async (clipboard, mime_types, G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                            on_read_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}

static void
on_value_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    dex_promise_reject (promise, g_steal_pointer (&error));
  else
    dex_promise_resolve (promise, value);
}

/**
 * easel_dex_clipboard_read_value:
 * @clipboard: a clipboard
 * @type: what is wanted
 *
 * Returns: (transfer full): resolves to a value of @type
 */
DexFuture *
easel_dex_clipboard_read_value (GdkClipboard *clipboard, GType type)
{
  DexPromise *promise;

  dex_return_error_if_fail (GDK_IS_CLIPBOARD (clipboard));

  promise = dex_promise_new_cancellable ();
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                                  on_value_read_cb, dex_ref (promise));
  return DEX_FUTURE (promise);
}
