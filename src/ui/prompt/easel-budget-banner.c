// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-budget-banner.h"

#include <glib/gi18n.h>

#include "easel-error.h"
#include "easel-fiber.h"

/**
 * EaselBudgetBanner:
 *
 * Says when a budget warns or is used up, and offers to run a call once anyway.
 * It is hidden as long as there is nothing to say.
 */
struct _EaselBudgetBanner
{
  AdwBin parent_instance;

  /* borrowed: the child */
  AdwBanner *banner;

  /* owned */
  EaselUsageService *usage;
  EaselModel *model;
  GSignalGroup *model_signals;
  char *refusal;

  /* state */
  gboolean busy;
};

G_DEFINE_FINAL_TYPE (EaselBudgetBanner, easel_budget_banner, ADW_TYPE_BIN)

enum
{
  RUN_ANYWAY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* This month, as it stands by itself. */
static char *
dup_month (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%OB");
}

static char *
describe (EaselBudget *budget)
{
  const char *account = easel_budget_get_provider_name (budget);
  g_autofree char *month = dup_month ();
  int percent = (int) MIN (easel_budget_get_share (budget) * 100, 999);

  if (easel_budget_get_state (budget) == EASEL_BUDGET_USED_UP)
    return account != NULL
               /* Translators: a month; the name of an account */
               ? g_strdup_printf (_ ("%s’s budget for %s is used up"), month, account)
               /* Translators: a month */
               : g_strdup_printf (_ ("%s’s budget is used up"), month);
  return account != NULL
             /* Translators: a percentage; a month; the name of an account */
             ? g_strdup_printf (_ ("%d %% of %s’s budget for %s is used"), percent, month, account)
             /* Translators: a percentage; a month */
             : g_strdup_printf (_ ("%d %% of %s’s budget is used"), percent, month);
}

static void
update (EaselBudgetBanner *self)
{
  EaselBudget *budget = NULL;
  g_autofree char *title = NULL;
  gboolean stopped;

  if (self->model != NULL && !easel_model_is_free (self->model))
    budget = easel_usage_service_find_strained (self->usage, easel_model_get_provider_slug (self->model));
  stopped = self->refusal != NULL || (budget != NULL && easel_budget_get_hard_stop (budget) &&
                                      easel_budget_get_state (budget) == EASEL_BUDGET_USED_UP);
  if (self->refusal != NULL)
    title = g_strdup (self->refusal);
  else if (budget != NULL)
    title = describe (budget);
  if (title != NULL)
    adw_banner_set_title (self->banner, title);
  adw_banner_set_button_label (self->banner, stopped && !self->busy ? _ ("Run Once Anyway") : NULL);
  adw_banner_set_revealed (self->banner, title != NULL);
}

static void
on_button_clicked_cb (EaselBudgetBanner *self)
{
  g_signal_emit (self, signals[RUN_ANYWAY], 0);
}

static void
easel_budget_banner_dispose (GObject *object)
{
  EaselBudgetBanner *self = EASEL_BUDGET_BANNER (object);

  g_clear_object (&self->usage);
  g_clear_object (&self->model_signals);
  g_clear_object (&self->model);
  g_clear_pointer (&self->refusal, g_free);

  G_OBJECT_CLASS (easel_budget_banner_parent_class)->dispose (object);
}

static void
easel_budget_banner_class_init (EaselBudgetBannerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_budget_banner_dispose;

  /**
   * EaselBudgetBanner::run-anyway:
   *
   * The user wants this call although a budget stops it.
   */
  signals[RUN_ANYWAY] = g_signal_new ("run-anyway", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_budget_banner_init (EaselBudgetBanner *self)
{
  self->banner = ADW_BANNER (adw_banner_new (""));
  adw_banner_set_use_markup (self->banner, FALSE);
  g_signal_connect_object (self->banner, "button-clicked", G_CALLBACK (on_button_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->banner));
  /* What was free may have a price now. */
  self->model_signals = g_signal_group_new (EASEL_TYPE_MODEL);
  g_signal_group_connect_swapped (self->model_signals, "changed", G_CALLBACK (update), self);
}

/**
 * easel_budget_banner_new:
 * @context: whose budgets it watches; they are read at once
 *
 * Returns: (transfer full): a new banner
 */
EaselBudgetBanner *
easel_budget_banner_new (EaselContext *context)
{
  EaselBudgetBanner *self = g_object_new (EASEL_TYPE_BUDGET_BANNER, NULL);

  self->usage = g_object_ref (easel_context_get_usage (context));
  g_signal_connect_object (self->usage, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  dex_future_disown (easel_usage_service_load_budgets (self->usage));
  return self;
}

/**
 * easel_budget_banner_set_model:
 * @self: the banner
 * @model: (nullable): the model that would be called
 */
void
easel_budget_banner_set_model (EaselBudgetBanner *self, EaselModel *model)
{
  g_return_if_fail (EASEL_IS_BUDGET_BANNER (self));

  if (!g_set_object (&self->model, model))
    return;
  g_signal_group_set_target (self->model_signals, model);
  easel_budget_banner_clear_refusal (self);
}

/**
 * easel_budget_banner_set_busy:
 * @self: the banner
 * @busy: whether no call can be begun now, so that none is offered
 */
void
easel_budget_banner_set_busy (EaselBudgetBanner *self, gboolean busy)
{
  g_return_if_fail (EASEL_IS_BUDGET_BANNER (self));

  if (self->busy == busy)
    return;
  self->busy = busy;
  update (self);
}

/**
 * easel_budget_banner_show_refusal:
 * @self: the banner
 * @error: why a call was not made
 *
 * Returns: whether it was a budget that stopped it; then the banner says so
 */
gboolean
easel_budget_banner_show_refusal (EaselBudgetBanner *self, const GError *error)
{
  const char *parameter;

  g_return_val_if_fail (EASEL_IS_BUDGET_BANNER (self), FALSE);

  if (!g_error_matches (error, EASEL_ERROR, EASEL_ERROR_BUDGET))
    return FALSE;
  parameter = easel_error_get_details (error)->parameter;
  g_free (self->refusal);
  if (g_strcmp0 (parameter, "unknown-price") == 0)
    self->refusal = g_strdup (_ ("A budget stops this call: its price is not known"));
  else
    self->refusal = g_strdup (_ ("This call would cross the budget for this month"));
  update (self);
  return TRUE;
}

/**
 * easel_budget_banner_clear_refusal:
 * @self: the banner
 *
 * Forgets the call that was not made.
 */
void
easel_budget_banner_clear_refusal (EaselBudgetBanner *self)
{
  g_return_if_fail (EASEL_IS_BUDGET_BANNER (self));

  g_clear_pointer (&self->refusal, g_free);
  update (self);
}
