// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-account.h"
#include "easel-http-client.h"

G_BEGIN_DECLS

/**
 * EaselOllamaPullProgress:
 * @status: what the server does now, in its own English words
 * @completed: bytes that are there, of all parts together
 * @total: bytes of all parts that were named so far; it grows
 *
 * How far the download of a model is. @completed and @total are 0 while
 * nothing is known of its size.
 */
typedef struct
{
  const char *status;
  gint64 completed;
  gint64 total;
} EaselOllamaPullProgress;

typedef void (*EaselOllamaPullFunc) (const EaselOllamaPullProgress *progress, gpointer user_data);

DexFuture *easel_ollama_pull_run (EaselHttpClient *client,
                                  EaselAccount *account,
                                  const char *key,
                                  const char *model,
                                  EaselOllamaPullFunc on_progress,
                                  gpointer user_data,
                                  GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
