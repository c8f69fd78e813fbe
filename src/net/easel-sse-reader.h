// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSseEvent:
 * @event: the event's name, "message" if the server gave none
 * @data: the joined data lines, ended by a NUL that @data_length does not count;
 *   not checked for being UTF-8
 * @data_length: bytes in @data
 * @id: (nullable): the last event id that the stream gave
 *
 * One server-sent event. Belongs to its reader and holds until the reader's
 * next call.
 */
typedef struct
{
  const char *event;
  const char *data;
  gsize data_length;
  const char *id;
} EaselSseEvent;

/* Image answers carry megabytes of base64 in one event. */
#define EASEL_SSE_DEFAULT_CAP ((gsize) 64 * 1024 * 1024)

typedef struct _EaselSseReader EaselSseReader;

EaselSseReader *easel_sse_reader_new (gsize cap) G_GNUC_WARN_UNUSED_RESULT;
void easel_sse_reader_free (EaselSseReader *self);

gboolean easel_sse_reader_push (EaselSseReader *self, const guint8 *data, gsize length, GError **error);
gboolean easel_sse_reader_finish (EaselSseReader *self, GError **error);
const EaselSseEvent *easel_sse_reader_next (EaselSseReader *self);

guint64 easel_sse_reader_get_n_comments (EaselSseReader *self);
const char *easel_sse_reader_get_stray (EaselSseReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselSseReader, easel_sse_reader_free)

G_END_DECLS
