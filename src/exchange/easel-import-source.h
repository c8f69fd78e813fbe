// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-json-splitter.h"

G_BEGIN_DECLS

/**
 * EaselImportSource:
 *
 * A file with conversations: JSON, or a ZIP that a service made, of which only the
 * entries with a known name, and pictures that a conversation names, are read and nothing is ever unpacked.
 * It blocks on the disk and holds one conversation at a time.
 */
typedef struct _EaselImportSource EaselImportSource;

EaselImportSource *easel_import_source_new (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_import_source_free (EaselImportSource *self);
gboolean easel_import_source_next (EaselImportSource *self, EaselJsonItem *item, GError **error);
gboolean easel_import_source_rewind (EaselImportSource *self, GError **error);
GBytes *easel_import_source_load_picture (EaselImportSource *self,
                                          const char *pointer,
                                          gsize most) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselImportSource, easel_import_source_free)

G_END_DECLS
