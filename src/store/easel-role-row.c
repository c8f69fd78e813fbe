// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-role-row.h"

#include "easel-store-row-private.h"

static void
easel_role_row_init (EaselRoleRow *self)
{
  self->temperature = -1;
}

static void
easel_role_row_clear (EaselRoleRow *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self->description);
  g_free (self->system_prompt);
  g_free (self->model);
}

EASEL_DEFINE_ROW (EaselRoleRow, easel_role_row)
