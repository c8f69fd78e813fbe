// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-window.h"

#include "easel-prompt-list.h"
#include "easel-prompt-page.h"
#include "easel-welcome-page.h"

G_BEGIN_DECLS

struct _EaselWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *content_page;
  GtkStack *content_stack;
  EaselPromptList *prompt_list;
  GtkMenuButton *menu_button;
  GMenuModel *main_menu;

  /* owned */
  EaselContext *context;
  GSettings *settings;

  /* borrowed: children of the stacks */
  EaselPromptPage *prompt_page;
  EaselWelcomePage *welcome_page;

  /* state */
  gboolean started;
  gboolean saved;
  gboolean ready;
  gboolean present_wanted;
  guint present_source;
};

void _easel_window_show_main (EaselWindow *self);
void _easel_window_show_error (EaselWindow *self, const char *title, const GError *error);
void _easel_window_show_prompt (EaselWindow *self, gint64 prompt_id, gboolean focus);
void _easel_window_show_some_prompt (EaselWindow *self, gint64 preferred, gint64 gone);

void _easel_window_new_prompt (EaselWindow *self, const char *text);
void _easel_window_install_prompt_actions (GtkWidgetClass *widget_class);

G_END_DECLS
