// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-revision-row.h"

#include "easel-store-row-private.h"

static void
easel_revision_row_init (EaselRevisionRow *self)
{
}

static void
easel_revision_row_clear (EaselRevisionRow *self)
{
  g_free (self->text);
  g_free (self->negative_text);
  g_free (self->locks);
  g_free (self->off);
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
}

EASEL_DEFINE_ROW (EaselRevisionRow, easel_revision_row)

static const char *const easel_revision_origin_names[] = {
  [EASEL_REVISION_TYPED] = "typed",       [EASEL_REVISION_EDIT] = "edit",
  [EASEL_REVISION_IMPORT] = "import",     [EASEL_REVISION_RESTORE] = "restore",
  [EASEL_REVISION_GENERATE] = "generate",
};

/**
 * easel_revision_origin_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_revision_origin_to_string (EaselRevisionOrigin value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (easel_revision_origin_names), "");

  return easel_revision_origin_names[value];
}
