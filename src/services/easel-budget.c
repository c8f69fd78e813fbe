// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-budget-private.h"

#include <stdckdint.h>

/**
 * EaselBudget:
 *
 * A budget for this month, and how it stood when it was read.
 */
struct _EaselBudget
{
  GObject parent_instance;

  EaselBudgetRow *row;
  char *provider_name;
};

G_DEFINE_FINAL_TYPE (EaselBudget, easel_budget, G_TYPE_OBJECT)

static void
easel_budget_finalize (GObject *object)
{
  EaselBudget *self = EASEL_BUDGET (object);

  easel_budget_row_unref (self->row);
  g_free (self->provider_name);

  G_OBJECT_CLASS (easel_budget_parent_class)->finalize (object);
}

static void
easel_budget_class_init (EaselBudgetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_budget_finalize;
}

static void
easel_budget_init (EaselBudget *self)
{
}

EaselBudget *
_easel_budget_new (EaselBudgetRow *row, const char *provider_name)
{
  EaselBudget *self = g_object_new (EASEL_TYPE_BUDGET, NULL);

  self->row = easel_budget_row_ref (row);
  self->provider_name = g_strdup (provider_name);
  return self;
}

/* What was spent and what is reserved. */
static gint64
get_committed (EaselBudget *self)
{
  gint64 sum;

  return ckd_add (&sum, self->row->spent, self->row->reserved) ? G_MAXINT64 : sum;
}

/**
 * easel_budget_get_provider_slug:
 * @self: a budget
 *
 * Returns: the provider that it is for, "" for all together
 */
const char *
easel_budget_get_provider_slug (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), NULL);

  return self->row->provider_slug;
}

/**
 * easel_budget_get_provider_name:
 * @self: a budget
 *
 * Returns: (nullable): what that one is called
 */
const char *
easel_budget_get_provider_name (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), NULL);

  return self->provider_name;
}

/**
 * easel_budget_get_monthly_limit:
 * @self: a budget
 *
 * Returns: millionths of a US dollar
 */
gint64
easel_budget_get_monthly_limit (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->monthly_limit;
}

/**
 * easel_budget_get_warn_percent:
 * @self: a budget
 *
 * Returns: from which share on it warns, 1 to 100
 */
guint
easel_budget_get_warn_percent (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->warn_percent;
}

/**
 * easel_budget_get_hard_stop:
 * @self: a budget
 *
 * Returns: whether a call that would cross it is not made
 */
gboolean
easel_budget_get_hard_stop (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), FALSE);

  return self->row->hard_stop;
}

/**
 * easel_budget_get_spent:
 * @self: a budget
 *
 * Returns: what this month's calls cost so far, by estimate where that is not
 *   known; millionths of a US dollar
 */
gint64
easel_budget_get_spent (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->spent;
}

/**
 * easel_budget_get_reserved:
 * @self: a budget
 *
 * Returns: what the calls under way are estimated at, millionths of a US dollar
 */
gint64
easel_budget_get_reserved (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->reserved;
}

/**
 * easel_budget_get_n_unknown:
 * @self: a budget
 *
 * Returns: how many calls of this month have neither cost nor estimate
 */
gint64
easel_budget_get_n_unknown (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->unknown;
}

/**
 * easel_budget_get_share:
 * @self: a budget
 *
 * Returns: what is spent and reserved, as a share of the limit; 1 is all of it
 */
double
easel_budget_get_share (EaselBudget *self)
{
  g_return_val_if_fail (EASEL_IS_BUDGET (self), 0);

  return self->row->monthly_limit > 0 ? (double) get_committed (self) / (double) self->row->monthly_limit : 1;
}

/**
 * easel_budget_get_state:
 * @self: a budget
 *
 * Returns: how it stands, with what is reserved
 */
EaselBudgetState
easel_budget_get_state (EaselBudget *self)
{
  double share;

  g_return_val_if_fail (EASEL_IS_BUDGET (self), EASEL_BUDGET_FINE);

  share = easel_budget_get_share (self);
  if (share >= 1)
    return EASEL_BUDGET_USED_UP;
  return share * 100 >= self->row->warn_percent ? EASEL_BUDGET_WARN : EASEL_BUDGET_FINE;
}
