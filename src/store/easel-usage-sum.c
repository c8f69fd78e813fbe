// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-sum.h"

#include "easel-store-row-private.h"

static void
easel_usage_sum_init (EaselUsageSum *self)
{
}

static void
easel_usage_sum_clear (EaselUsageSum *self)
{
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->kind);
}

EASEL_DEFINE_ROW (EaselUsageSum, easel_usage_sum)
