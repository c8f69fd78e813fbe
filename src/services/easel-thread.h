// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselThreadOptions:
 * @model: (nullable): PROVIDER:MODEL that answers, %NULL for the default one
 * @system_prompt: (nullable): what models are told before the first message
 * @temperature: sampling temperature, negative if not set
 * @max_tokens: most tokens of an answer, 0 if not set
 * @role_id: the role that these came from, 0 if none
 *
 * How models answer in a thread. Only read while it is passed.
 */
typedef struct
{
  const char *model;
  const char *system_prompt;
  double temperature;
  guint max_tokens;
  gint64 role_id;
} EaselThreadOptions;

#define EASEL_THREAD_OPTIONS_INIT { .temperature = -1 }

/**
 * EaselThread:
 *
 * A conversation as a list shows it. There is one object a thread in a process.
 *
 * Properties, all read-only and notified: "title", "pinned", "folder",
 * "updated-at", "model", "cost", "answering", "unread", "options" (a boolean
 * that never changes; its notification says that an option changed).
 */
#define EASEL_TYPE_THREAD (easel_thread_get_type ())
G_DECLARE_FINAL_TYPE (EaselThread, easel_thread, EASEL, THREAD, GObject)

gint64 easel_thread_get_id (EaselThread *self);
const char *easel_thread_get_title (EaselThread *self);
gboolean easel_thread_is_pinned (EaselThread *self);
const char *easel_thread_get_folder (EaselThread *self);
gint64 easel_thread_get_updated_at (EaselThread *self);
gint64 easel_thread_get_deleted_at (EaselThread *self);
guint easel_thread_get_n_messages (EaselThread *self);

const char *easel_thread_get_model (EaselThread *self);
const char *easel_thread_get_system_prompt (EaselThread *self);
double easel_thread_get_temperature (EaselThread *self);
guint easel_thread_get_max_tokens (EaselThread *self);
gint64 easel_thread_get_role_id (EaselThread *self);
gint64 easel_thread_get_prompt_id (EaselThread *self);
gint64 easel_thread_get_revision_id (EaselThread *self);

gint64 easel_thread_get_cost (EaselThread *self);
gboolean easel_thread_is_answering (EaselThread *self);
gboolean easel_thread_is_unread (EaselThread *self);
const char *easel_thread_get_draft (EaselThread *self);

G_END_DECLS
