// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselCollectionRow:
 * @id: row id
 * @parent_id: the collection that it is in, 0 none
 * @name: what it is called
 * @query: (nullable): the filter of a saved search as JSON
 * @count: assets in itself that are not in the trash; 0 for a saved search
 *
 * A collection, or a saved search. Filled in by its maker and not changed after
 * it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 parent_id;
  char *name;
  char *query;
  gint64 count;
} EaselCollectionRow;

#define EASEL_TYPE_COLLECTION_ROW (easel_collection_row_get_type ())
GType easel_collection_row_get_type (void) G_GNUC_CONST;

EaselCollectionRow *easel_collection_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselCollectionRow *easel_collection_row_ref (EaselCollectionRow *self);
void easel_collection_row_unref (EaselCollectionRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselCollectionRow, easel_collection_row_unref)

G_END_DECLS
