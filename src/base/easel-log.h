// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselCallLog:
 * @kind: what was asked for: "text", "models"
 * @provider: slug of the provider
 * @model: (nullable): model id
 * @outcome: "done", or the name of an error
 * @request_id: (nullable): the provider's id of the request
 * @status: status of the last answer, 0 if there was none
 * @retries: how often it was tried again
 * @duration: microseconds
 * @first_token: microseconds until the first text, -1 if none came
 * @sent: bytes of the request's body
 * @received: bytes of the answer
 *
 * What the log says of a call to a provider: all but what was said.
 */
typedef struct
{
  const char *kind;
  const char *provider;
  const char *model;
  const char *outcome;
  const char *request_id;
  guint status;
  guint retries;
  gint64 duration;
  gint64 first_token;
  gsize sent;
  gsize received;
} EaselCallLog;

void easel_log_start (const char *areas);
void easel_log_set_areas (const char *areas);
void easel_log_call (const EaselCallLog *call);

G_END_DECLS
