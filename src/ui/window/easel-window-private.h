// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-window.h"

#include "easel-chat-page.h"
#include "easel-place-page.h"
#include "easel-prompt-list.h"
#include "easel-prompt-page.h"
#include "easel-welcome-page.h"

G_BEGIN_DECLS

/**
 * EaselPlace:
 * @id: what it is called in the session and in the stacks
 * @icon_name: its sign in the sidebar
 * @title: its name; not translated yet
 * @new_title: what "+" makes in it; not translated yet
 * @new_action: the action that makes it
 * @make_list: makes its list for the sidebar
 * @show: shows its page, the one that was last shown if there is one
 * @remember: notes where the user left off
 *
 * A place of the window: what the sidebar switches between. A new one is a
 * table of these and a line in easel-window-places.c.
 */
typedef struct
{
  const char *id;
  const char *icon_name;
  const char *title;
  const char *new_title;
  const char *new_action;
  EaselSidebarList *(*make_list) (EaselWindow *self);
  void (*show) (EaselWindow *self);
  void (*remember) (EaselWindow *self);
} EaselPlace;

extern const EaselPlace _easel_place_prompts;
extern const EaselPlace _easel_place_chats;
extern const EaselPlace _easel_place_library;

struct _EaselWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  AdwNavigationSplitView *split_view;
  AdwNavigationPage *content_page;
  GtkStack *content_stack;
  GtkListBox *places_list;
  GtkStack *list_stack;
  GtkButton *new_button;
  GtkMenuButton *menu_button;
  GMenuModel *main_menu;

  /* owned */
  EaselContext *context;
  GSettings *settings;

  /* borrowed: children of the stacks */
  EaselPromptPage *prompt_page;
  EaselChatPage *chat_page;
  EaselWelcomePage *welcome_page;

  /* state */
  const EaselPlace *place;
  gint64 first_selected;
  gboolean choosing_place;
  gboolean painted;
  gboolean started;
  gboolean saved;
  gboolean asking;
  gboolean ready;
  gboolean present_wanted;
  guint present_source;
};

void _easel_window_show_main (EaselWindow *self);
void _easel_window_show_now (EaselWindow *self);
gboolean _easel_window_shows_content (EaselWindow *self);
EaselPlacePage *_easel_window_get_page (EaselWindow *self);
void _easel_window_show_error (EaselWindow *self, const char *title, const GError *error);
void _easel_window_show_prompt (EaselWindow *self, gint64 prompt_id, gboolean focus);
void _easel_window_show_some_prompt (EaselWindow *self, gint64 preferred, gint64 gone);

void _easel_window_add_places (EaselWindow *self);
void _easel_window_on_place_selected (EaselWindow *self, GtkListBoxRow *row);
void _easel_window_set_place (EaselWindow *self, const EaselPlace *place);
void _easel_window_restore_place (EaselWindow *self);
void _easel_window_remember_places (EaselWindow *self);
void _easel_window_select (EaselWindow *self, const EaselPlace *place, gint64 id);
void _easel_window_search_list (EaselWindow *self);
void _easel_window_show_list (EaselWindow *self);
void _easel_window_install_place_actions (GtkWidgetClass *widget_class);

void _easel_window_install_collection_actions (GtkWidgetClass *widget_class);
void _easel_window_install_library_actions (GtkWidgetClass *widget_class);
void _easel_window_install_viewer_actions (GtkWidgetClass *widget_class);
void _easel_window_install_chat_actions (GtkWidgetClass *widget_class);
void _easel_window_install_chat_name_actions (GtkWidgetClass *widget_class);

void _easel_window_new_prompt (EaselWindow *self, const char *text);
void _easel_window_install_prompt_actions (GtkWidgetClass *widget_class);

void _easel_window_install_exchange_actions (GtkWidgetClass *widget_class);

/* What an asynchronous action of the window works on: one prompt or chat, and
 * another thing of its own. */
typedef struct
{
  EaselWindow *window;
  gint64 id;
  gint64 other_id;
  char *text;
  char *other_text;
} EaselWindowTask;

EaselWindowTask *_easel_window_task_new (EaselWindow *window, gint64 id, const char *text);
void _easel_window_task_free (gpointer data);
void _easel_window_task_free_closure (gpointer data, GClosure *closure);
void _easel_window_present (EaselWindow *self, AdwDialog *dialog);
void _easel_window_spawn (DexFiberFunc func, EaselWindowTask *task);

G_END_DECLS
