// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EaselNdjsonReader EaselNdjsonReader;

#define EASEL_NDJSON_DEFAULT_CAP ((gsize) 64 * 1024 * 1024)

EaselNdjsonReader *easel_ndjson_reader_new (gsize cap) G_GNUC_WARN_UNUSED_RESULT;
void easel_ndjson_reader_free (EaselNdjsonReader *self);

gboolean easel_ndjson_reader_push (EaselNdjsonReader *self, const guint8 *data, gsize length, GError **error);
gboolean easel_ndjson_reader_finish (EaselNdjsonReader *self, GError **error);
const char *easel_ndjson_reader_next (EaselNdjsonReader *self, gsize *length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselNdjsonReader, easel_ndjson_reader_free)

G_END_DECLS
