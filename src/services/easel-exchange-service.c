// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-exchange-service-private.h"

#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-import-private.h"

G_DEFINE_FINAL_TYPE (EaselExchangeService, easel_exchange_service, G_TYPE_OBJECT)

static EaselExportReport *
easel_export_report_copy (EaselExportReport *report)
{
  return g_memdup2 (report, sizeof *report);
}

G_DEFINE_BOXED_TYPE (EaselExportReport, easel_export_report, easel_export_report_copy, g_free)

static const char *const suffixes[] = {
  [EASEL_EXPORT_JSON] = "json",
  [EASEL_EXPORT_MARKDOWN] = "md",
  [EASEL_EXPORT_HTML] = "html",
  [EASEL_EXPORT_TEXT] = "txt",
};

G_STATIC_ASSERT (G_N_ELEMENTS (suffixes) == EASEL_EXPORT_N_FORMATS);

static void
easel_exchange_service_finalize (GObject *object)
{
  EaselExchangeService *self = EASEL_EXCHANGE_SERVICE (object);

  g_clear_object (&self->store);
  g_clear_object (&self->library);
  g_ptr_array_unref (self->running);

  G_OBJECT_CLASS (easel_exchange_service_parent_class)->finalize (object);
}

static void
easel_exchange_service_class_init (EaselExchangeServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_exchange_service_finalize;
}

static void
easel_exchange_service_init (EaselExchangeService *self)
{
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
}

EaselExchangeService *
_easel_exchange_service_new (EaselStore *store, EaselLibraryService *library)
{
  EaselExchangeService *self = g_object_new (EASEL_TYPE_EXCHANGE_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->library = g_object_ref (library);
  return self;
}

static DexFuture *
stop_fiber (gpointer data)
{
  EaselExchangeService *self = data;

  while (self->running->len > 0)
    {
      g_autoptr (EaselImport) import = g_object_ref (g_ptr_array_index (self->running, 0));

      easel_import_cancel (import);
      dex_await (easel_import_wait (import), NULL);
      g_ptr_array_remove_fast (self->running, import);
    }
  return dex_future_new_true ();
}

/* Ends what is under way; resolves when nothing of it needs the store any more. */
DexFuture *
_easel_exchange_service_stop_all (EaselExchangeService *self)
{
  self->closing = TRUE;
  return easel_fiber_spawn (stop_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_export_format_get_suffix:
 * @format: a format
 *
 * Returns: what its files' names end with, without the dot; scripts call it so, too
 */
const char *
easel_export_format_get_suffix (EaselExportFormat format)
{
  g_return_val_if_fail ((guint) format < EASEL_EXPORT_N_FORMATS, NULL);

  return suffixes[format];
}

/**
 * easel_export_format_from_suffix:
 * @suffix: (nullable): what a file's name ends with, without the dot
 * @format: (out): its format; untouched if there is none
 *
 * Returns: whether there is one
 */
gboolean
easel_export_format_from_suffix (const char *suffix, EaselExportFormat *format)
{
  for (guint i = 0; suffix != NULL && i < G_N_ELEMENTS (suffixes); i++)
    if (g_ascii_strcasecmp (suffixes[i], suffix) == 0)
      {
        *format = (EaselExportFormat) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * easel_exchange_service_export:
 * @self: the service
 * @thread_id: a chat; 0 for all that are not in the trash
 * @format: what they are written as
 * @path: the file; it takes the place of one that is there, when it is whole
 *
 * Returns: (transfer full): a future that resolves to an #EaselExportReport, or
 *   rejects with %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_STORAGE; then @path is as
 *   it was
 */
DexFuture *
easel_exchange_service_export (EaselExchangeService *self,
                               gint64 thread_id,
                               EaselExportFormat format,
                               const char *path)
{
  dex_return_error_if_fail (EASEL_IS_EXCHANGE_SERVICE (self));
  dex_return_error_if_fail ((guint) format < EASEL_EXPORT_N_FORMATS);
  dex_return_error_if_fail (path != NULL);

  return _easel_exchange_export (self, thread_id, format, path, -1);
}

/**
 * easel_exchange_service_export_to_fd:
 * @self: the service
 * @thread_id: a chat; 0 for all that are not in the trash
 * @format: what they are written as
 * @fd: an open file, or a pipe; it stays open
 *
 * Returns: (transfer full): a future that resolves to an #EaselExportReport, or
 *   rejects with %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_STORAGE
 */
DexFuture *
easel_exchange_service_export_to_fd (EaselExchangeService *self,
                                     gint64 thread_id,
                                     EaselExportFormat format,
                                     int fd)
{
  dex_return_error_if_fail (EASEL_IS_EXCHANGE_SERVICE (self));
  dex_return_error_if_fail ((guint) format < EASEL_EXPORT_N_FORMATS);
  dex_return_error_if_fail (fd >= 0);

  return _easel_exchange_export (self, thread_id, format, NULL, fd);
}

typedef struct
{
  EaselExchangeService *self;
  EaselImport *import;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_object_unref (watch->self);
  g_object_unref (watch->import);
  g_free (watch);
}

static DexFuture *
watch_fiber (gpointer data)
{
  Watch *watch = data;

  dex_await (_easel_import_run (watch->import, watch->self->store, watch->self->library), NULL);
  g_ptr_array_remove_fast (watch->self->running, watch->import);
  return dex_future_new_true ();
}

/**
 * easel_exchange_service_import:
 * @self: the service
 * @path: a file of Easel's own form, or an export of ChatGPT, Claude (JSON or the
 *   ZIP as it came) or Open WebUI
 *
 * Begins to take the chats of a file in, one at a time; those that are there
 * already are left as they are. It goes on whoever looks.
 *
 * Returns: (transfer full): the import
 */
EaselImport *
easel_exchange_service_import (EaselExchangeService *self, const char *path)
{
  EaselImport *import;
  Watch *watch;

  g_return_val_if_fail (EASEL_IS_EXCHANGE_SERVICE (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  import = _easel_import_new (path);
  if (self->closing)
    easel_import_cancel (import);
  g_ptr_array_add (self->running, g_object_ref (import));
  watch = g_new0 (Watch, 1);
  watch->self = g_object_ref (self);
  watch->import = g_object_ref (import);
  dex_future_disown (easel_fiber_spawn (watch_fiber, watch, watch_free));
  return import;
}
