// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt-page.h"

#include "easel-budget-banner.h"
#include "easel-composer.h"
#include "easel-history-pane.h"
#include "easel-live-view.h"
#include "easel-parts-bar.h"
#include "easel-place-page.h"
#include "easel-prompt-editor.h"
#include "easel-review-bar.h"
#include "easel-review-document.h"
#include "easel-review-view.h"
#include "easel-run-card.h"
#include "easel-text-job.h"

G_BEGIN_DECLS

struct _EaselPromptPage
{
  AdwBreakpointBin parent_instance;

  /* template */
  AdwOverlaySplitView *split_view;
  AdwToolbarView *toolbar_view;
  AdwHeaderBar *header_bar;
  AdwWindowTitle *window_title;
  GtkMenuButton *menu_button;
  GMenuModel *page_menu;
  GtkButton *undo_button;
  GtkButton *redo_button;
  GtkToggleButton *history_button;
  AdwToastOverlay *toast_overlay;
  GtkStack *view_stack;
  GtkRevealer *parts_revealer;
  EaselPromptEditor *editor;
  GtkExpander *negative_expander;
  GtkTextView *negative_view;
  GtkStack *bottom_stack;
  EaselComposer *composer;

  /* borrowed: built when first shown */
  AdwBanner *banner;
  AdwToggleGroup *mode_group;
  EaselPartsBar *parts_bar;
  EaselHistoryPane *history_pane;
  EaselLiveView *live_view;
  EaselReviewView *review_view;
  EaselReviewBar *review_bar;
  GtkLabel *review_title;
  GtkLabel *review_caption;
  EaselRunCard *run_card;
  EaselBudgetBanner *budget_banner;

  /* owned */
  EaselContext *context;
  GSettings *settings;
  EaselRevision *revision;
  EaselEditRun *run;
  GSignalGroup *run_signals;
  EaselLiveDiff *live_diff;
  EaselReviewDocument *document;
  EaselReview *review;
  EaselTextJob *job;
  EaselTextJob *parts_job;
  char *json_context;
  EaselPromptContent *undo_from;
  EaselPromptContent *undo_to;
  DexPromise *committing;

  /* state */
  EaselSpendFlags spend;
  gint64 prompt_id;
  gint64 wanted_id;
  guint wanted_caret;
  guint open_serial;
  guint change_serial;
  guint saved_serial;
  guint save_source;
  guint update_source;
  guint live_tick;
  guint review_serial;
  gboolean reviewing;
  gboolean live_is_stale;
  guint saving;
  guint busy;
  gboolean loading;
  gboolean starting;
  gboolean deleting;
  gboolean gone;
  EaselEditTarget target;
  gboolean narrow;
  gboolean medium;
};

/* What an asynchronous action of the page works on. */
typedef struct
{
  EaselPromptPage *page;
  gint64 prompt_id;
  gpointer object;
  guint serial;
  gboolean focus;
} EaselPageTask;

void _easel_page_task_free (gpointer data);
void _easel_page_spawn (
    EaselPromptPage *self, DexFiberFunc func, gint64 prompt_id, gpointer object, gboolean focus);

DexFuture *_easel_page_call (EaselPromptPage *self, DexFiberFunc func) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_prompt_page_shows (EaselPromptPage *self, gint64 prompt_id);

char *_easel_prompt_page_dup_negative (EaselPromptPage *self);
EaselPromptContent *_easel_prompt_page_dup_content (EaselPromptPage *self);
void _easel_prompt_page_show_content (EaselPromptPage *self, EaselPromptContent *content);
void _easel_prompt_page_replace_content (EaselPromptPage *self, EaselPromptContent *content);
gboolean _easel_prompt_page_can_undo_negative (EaselPromptPage *self);
void _easel_prompt_page_undo_negative (EaselPromptPage *self);
void _easel_prompt_page_follow_undo (EaselPromptPage *self);
void _easel_prompt_page_follow_text (EaselPromptPage *self);
void _easel_prompt_page_update_title (EaselPromptPage *self);
void _easel_prompt_page_update_undo (EaselPromptPage *self);
void _easel_prompt_page_on_prompt_changed (EaselPromptPage *self);
void _easel_prompt_page_on_prompts_changed (EaselPromptPage *self);
void _easel_prompt_page_set_gone (EaselPromptPage *self, gboolean gone);
void _easel_prompt_page_update_gone (EaselPromptPage *self);
void _easel_prompt_page_bring_back (EaselPromptPage *self);
gboolean _easel_prompt_page_is_revised (EaselPromptPage *self);
void _easel_prompt_page_update_parts (EaselPromptPage *self);
void _easel_prompt_page_note_change (EaselPromptPage *self);
void _easel_prompt_page_set_revision (EaselPromptPage *self, EaselRevision *revision);
void _easel_prompt_page_name_buttons (EaselPromptPage *self);
void _easel_prompt_page_update_modes (EaselPromptPage *self, gboolean review);
void _easel_prompt_page_show_banner (EaselPromptPage *self, const char *text, const char *button);
void _easel_prompt_page_show_problem (EaselPromptPage *self, const char *text, const char *button);
void _easel_prompt_page_add_toast (EaselPromptPage *self, const char *text);
DexFuture *_easel_prompt_page_commit_typed (EaselPromptPage *self) G_GNUC_WARN_UNUSED_RESULT;

void _easel_prompt_page_emit_opened (EaselPromptPage *self);

void _easel_prompt_page_init_place (EaselPlacePageInterface *iface);
void _easel_prompt_page_install_actions (GtkWidgetClass *widget_class);
void _easel_prompt_page_follow_settings (EaselPromptPage *self);
void _easel_prompt_page_show (EaselPromptPage *self, const char *view, const char *bottom);
void _easel_prompt_page_ensure_card (EaselPromptPage *self);
void _easel_prompt_page_show_error (EaselPromptPage *self,
                                    const char *title,
                                    const GError *error,
                                    gboolean has_answer);
void _easel_prompt_page_set_job (EaselPromptPage *self, EaselTextJob *job);
void _easel_prompt_page_offer_card (EaselPromptPage *self);
void _easel_prompt_page_start_review (EaselPromptPage *self);
void _easel_prompt_page_dismiss_run (EaselPromptPage *self);
void _easel_prompt_page_start_run (EaselPromptPage *self);
void _easel_prompt_page_stop_run (EaselPromptPage *self);
void _easel_prompt_page_follow_run (EaselPromptPage *self, EaselEditRun *run);
void _easel_prompt_page_leave_run (EaselPromptPage *self);
void _easel_prompt_page_keep_writing (EaselPromptPage *self);
void _easel_prompt_page_review_what_came (EaselPromptPage *self);
void _easel_prompt_page_close_card (EaselPromptPage *self);
void _easel_prompt_page_rebase_review (EaselPromptPage *self);
void _easel_prompt_page_update_layout (EaselPromptPage *self);

void _easel_prompt_page_add_keys (EaselPromptPage *self);
void _easel_prompt_page_watch_budget (EaselPromptPage *self);
void _easel_prompt_page_update_budget (EaselPromptPage *self);
gboolean _easel_prompt_page_show_refusal (EaselPromptPage *self, const GError *error);

G_END_DECLS
