// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-collection-row.h"

#include "easel-store-row-private.h"

static void
easel_collection_row_init (EaselCollectionRow *self)
{
}

static void
easel_collection_row_clear (EaselCollectionRow *self)
{
  g_free (self->name);
  g_free (self->query);
}

EASEL_DEFINE_ROW (EaselCollectionRow, easel_collection_row)
