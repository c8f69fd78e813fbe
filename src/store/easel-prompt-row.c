// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-row.h"

#include "easel-store-row-private.h"

static void
easel_prompt_row_init (EaselPromptRow *self)
{
}

static void
easel_prompt_row_clear (EaselPromptRow *self)
{
  g_free (self->title);
  g_free (self->snippet);
}

EASEL_DEFINE_ROW (EaselPromptRow, easel_prompt_row)
