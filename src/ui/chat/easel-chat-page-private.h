// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-page.h"

#include "easel-budget-banner.h"
#include "easel-chat-composer.h"
#include "easel-place-page.h"
#include "easel-thread-view.h"

G_BEGIN_DECLS

/* What is asked of a model. */
typedef enum
{
  EASEL_CHAT_ASK_SEND,
  EASEL_CHAT_ASK_EDIT,
  EASEL_CHAT_ASK_REGENERATE,
  EASEL_CHAT_ASK_CONTINUE,
  EASEL_CHAT_ASK_RETRY,
  EASEL_CHAT_ASK_SUMMARISE,
} EaselChatAsk;

struct _EaselChatPage
{
  AdwBreakpointBin parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkMenuButton *menu_button;
  GMenuModel *page_menu;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkLabel *search_label;
  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  GtkScrolledWindow *scroller;
  GtkWidget *end_button;
  AdwBin *loading_bin;
  AdwStatusPage *failure_page;
  AdwBin *composer_bin;

  /* borrowed: children */
  EaselThreadView *view;
  EaselChatComposer *composer;
  EaselBudgetBanner *budget_banner;

  /* owned */
  EaselContext *context;
  GSettings *settings;
  EaselConversation *conversation;
  GSignalGroup *thread_signals;
  GSignalGroup *list_signals;
  GHashTable *footers; /* EaselMessage → its footer, while that is a widget */
  GHashTable *edits;   /* gint64 → what was written anew of a message, and not saved */
  GArray *hits;        /* gint64: messages with what is searched for, in their order */

  /* state */
  gint64 thread_id;
  gint64 wanted_message;
  gint64 edited_id;
  gint64 ended_id; /* of the last edit that was saved or given up */
  gint64 last_id;
  gint64 hot_id;
  gint64 other_model_id;
  guint hit;
  guint open_serial;
  guint search_serial;
  guint loading_source;
  guint end_source;
  guint beginning_source;
  EaselSpendFlags spend;
  EaselChatAsk refused_ask; /* what a budget stopped, with what it was about */
  gint64 refused_id;
  guint refused_n;
  char *refused_text;
  gboolean sending;
  gboolean narrow;
};

void _easel_chat_page_ask (
    EaselChatPage *self, EaselChatAsk ask, EaselMessage *message, const char *text, guint n_messages);
void _easel_chat_page_add_keys (EaselChatPage *self);
void _easel_chat_page_send (EaselChatPage *self);
void _easel_chat_page_stop (EaselChatPage *self);
void _easel_chat_page_on_model_changed (EaselChatPage *self);
void _easel_chat_page_init_send (EaselChatPage *self);

void _easel_chat_page_install_actions (GtkWidgetClass *widget_class);
void _easel_chat_page_edit_last (EaselChatPage *self);
void _easel_chat_page_set_edited (EaselChatPage *self, gint64 message_id);
void _easel_chat_page_end_edit (EaselChatPage *self, gint64 message_id);
EaselMessage *_easel_chat_page_find (EaselChatPage *self, gint64 message_id);
void _easel_chat_page_on_model_chosen (EaselChatPage *self, gboolean chosen);

void _easel_chat_page_update_hot (EaselChatPage *self);
void _easel_chat_page_init_rows (EaselChatPage *self);
void _easel_chat_page_show_message (EaselChatPage *self, gint64 message_id);

gboolean _easel_chat_page_search (EaselChatPage *self);
void _easel_chat_page_search_changed (EaselChatPage *self);
void _easel_chat_page_search_step (EaselChatPage *self, int step);
void _easel_chat_page_search_ended (EaselChatPage *self);

void _easel_chat_page_add_toast (EaselChatPage *self, const char *text);
void _easel_chat_page_show_error (EaselChatPage *self, const char *title, const GError *error);
EaselChatService *_easel_chat_page_get_chats (EaselChatPage *self);

G_END_DECLS
