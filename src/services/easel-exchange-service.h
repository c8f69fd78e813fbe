// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-import.h"

G_BEGIN_DECLS

/**
 * EaselExportFormat:
 * @EASEL_EXPORT_JSON: all branches, to be imported again without loss
 * @EASEL_EXPORT_MARKDOWN: the branch in view
 * @EASEL_EXPORT_HTML: the branch in view, as a page that needs nothing else
 * @EASEL_EXPORT_TEXT: the branch in view
 *
 * What chats are written as.
 */
typedef enum
{
  EASEL_EXPORT_JSON,
  EASEL_EXPORT_MARKDOWN,
  EASEL_EXPORT_HTML,
  EASEL_EXPORT_TEXT,
  EASEL_EXPORT_N_FORMATS,
} EaselExportFormat;

const char *easel_export_format_get_suffix (EaselExportFormat format);
gboolean easel_export_format_from_suffix (const char *suffix, EaselExportFormat *format);

/**
 * EaselExportReport:
 * @n_threads: how many chats were written
 * @n_blanked: how often something that looked like a key was blanked
 * @n_left_out: how many attachments are named but not in the file
 *
 * What became of an export.
 */
typedef struct
{
  guint n_threads;
  guint n_blanked;
  guint n_left_out;
} EaselExportReport;

#define EASEL_TYPE_EXPORT_REPORT (easel_export_report_get_type ())
GType easel_export_report_get_type (void) G_GNUC_CONST;

/**
 * EaselExchangeService:
 *
 * Chats to files and from files: Easel's own, and those that ChatGPT, Claude and
 * Open WebUI export.
 */
#define EASEL_TYPE_EXCHANGE_SERVICE (easel_exchange_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselExchangeService, easel_exchange_service, EASEL, EXCHANGE_SERVICE, GObject)

DexFuture *easel_exchange_service_export (EaselExchangeService *self,
                                          gint64 thread_id,
                                          EaselExportFormat format,
                                          const char *path) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_exchange_service_export_to_fd (EaselExchangeService *self,
                                                gint64 thread_id,
                                                EaselExportFormat format,
                                                int fd) G_GNUC_WARN_UNUSED_RESULT;
EaselImport *easel_exchange_service_import (EaselExchangeService *self,
                                            const char *path) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
