// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselMediaReport:
 * @n_files: files that lie in the store
 * @n_temporary: unfinished files that were cleared away
 * @missing: (element-type utf8): hashes of files that should be there and are not
 * @damaged: (element-type utf8): hashes of files whose content has changed
 * @orphaned: (element-type utf8): hashes of files that belonged to nothing
 * @mended: (element-type utf8): those of these that are well now: brought in
 *   again from where they came from, or put into the trash
 *
 * What a check of the library's files found.
 */
typedef struct
{
  guint n_files;
  guint n_temporary;
  GPtrArray *missing;
  GPtrArray *damaged;
  GPtrArray *orphaned;
  GPtrArray *mended;
} EaselMediaReport;

#define EASEL_TYPE_MEDIA_REPORT (easel_media_report_get_type ())
GType easel_media_report_get_type (void) G_GNUC_CONST;

EaselMediaReport *easel_media_report_ref (EaselMediaReport *self);
void easel_media_report_unref (EaselMediaReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaReport, easel_media_report_unref)

G_END_DECLS
