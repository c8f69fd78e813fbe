// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-composer.h"

#include "easel-composer-card.h"
#include "easel-model-button.h"

G_BEGIN_DECLS

struct _EaselChatComposer
{
  AdwBin parent_instance;

  /* borrowed: children */
  EaselComposerCard *card;
  GtkWidget *attach_button;
  EaselModelButton *model_button;
  GtkMenuButton *role_button;
  GtkLabel *role_label;
  AdwWrapBox *chips;
  GtkWidget *notice;
  GtkLabel *notice_label;
  AdwWrapBox *notice_buttons;

  /* owned */
  EaselContext *context;
  EaselConversation *conversation;
  GListStore *attachments;
  GSignalGroup *thread_signals;
  char *problem;

  /* state */
  EaselTokenStats stats;
  EaselSendFit fit;
  gboolean loading;
  gboolean answering;
  gboolean sendable;
};

void _easel_chat_composer_init_attachments (EaselChatComposer *self);
void _easel_chat_composer_clear_attachments (EaselChatComposer *self);
void _easel_chat_composer_remove_attachments (EaselChatComposer *self, GListModel *attachments);
guint _easel_chat_composer_count_images (EaselChatComposer *self);
void _easel_chat_composer_set_problem (EaselChatComposer *self, const char *problem);

void _easel_chat_composer_init_roles (EaselChatComposer *self);
void _easel_chat_composer_update_role (EaselChatComposer *self);

G_END_DECLS
