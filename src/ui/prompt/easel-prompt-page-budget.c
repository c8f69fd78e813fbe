// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-page-private.h"

/* Budgets on the page: nothing of it is built before an instruction is written. */

static void
on_run_anyway_cb (EaselPromptPage *self)
{
  easel_budget_banner_clear_refusal (self->budget_banner);
  self->spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE;
  _easel_prompt_page_start_run (self);
}

static void
ensure_banner (EaselPromptPage *self)
{
  if (self->budget_banner != NULL || self->toolbar_view == NULL || self->context == NULL)
    return;
  self->budget_banner = easel_budget_banner_new (self->context);
  g_signal_connect_object (self->budget_banner, "run-anyway", G_CALLBACK (on_run_anyway_cb), self,
                           G_CONNECT_SWAPPED);
  adw_toolbar_view_add_top_bar (self->toolbar_view, GTK_WIDGET (self->budget_banner));
  _easel_prompt_page_update_budget (self);
}

/* One run at a time: none is offered while one goes on or is reviewed. */
void
_easel_prompt_page_update_budget (EaselPromptPage *self)
{
  if (self->budget_banner != NULL)
    easel_budget_banner_set_busy (self->budget_banner, self->run != NULL || self->gone);
}

static void
on_composer_changed_cb (EaselPromptPage *self)
{
  ensure_banner (self);
  if (self->budget_banner != NULL)
    easel_budget_banner_set_model (self->budget_banner, easel_composer_get_model (self->composer));
}

/* To be called once. */
void
_easel_prompt_page_watch_budget (EaselPromptPage *self)
{
  g_signal_connect_object (self->composer, "changed", G_CALLBACK (on_composer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "model-changed", G_CALLBACK (on_composer_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Whether a budget stopped the run; then the banner says so, and the page is as
 * before. */
gboolean
_easel_prompt_page_show_refusal (EaselPromptPage *self, const GError *error)
{
  on_composer_changed_cb (self);
  return self->budget_banner != NULL && easel_budget_banner_show_refusal (self->budget_banner, error);
}
