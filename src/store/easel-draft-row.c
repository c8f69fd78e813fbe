// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-draft-row.h"

#include "easel-store-row-private.h"

static void
easel_draft_row_init (EaselDraftRow *self)
{
}

static void
easel_draft_row_clear (EaselDraftRow *self)
{
  g_free (self->text);
  g_free (self->negative_text);
  g_free (self->locks);
  g_free (self->off);
  g_free (self->instruction);
  g_free (self->context);
}

EASEL_DEFINE_ROW (EaselDraftRow, easel_draft_row)
