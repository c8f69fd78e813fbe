// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-row.h"

#include "easel-store-row-private.h"

static void
easel_thread_row_init (EaselThreadRow *self)
{
  self->temperature = -1;
}

static void
easel_thread_row_clear (EaselThreadRow *self)
{
  g_free (self->title);
  g_free (self->folder);
  g_free (self->model);
  g_free (self->system_prompt);
  g_free (self->draft);
  g_free (self->source);
}

EASEL_DEFINE_ROW (EaselThreadRow, easel_thread_row)
