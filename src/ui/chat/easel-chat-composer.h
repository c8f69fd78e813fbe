// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_COMPOSER (easel_chat_composer_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatComposer, easel_chat_composer, EASEL, CHAT_COMPOSER, AdwBin)

GtkWidget *easel_chat_composer_new (EaselContext *context);
void easel_chat_composer_set_conversation (EaselChatComposer *self, EaselConversation *conversation);
void easel_chat_composer_update (EaselChatComposer *self);

char *easel_chat_composer_dup_text (EaselChatComposer *self);
void easel_chat_composer_set_text (EaselChatComposer *self, const char *text);
void easel_chat_composer_insert (EaselChatComposer *self, const char *text);
EaselModel *easel_chat_composer_get_model (EaselChatComposer *self);
GListModel *easel_chat_composer_get_attachments (EaselChatComposer *self);
EaselSendFit easel_chat_composer_get_fit (EaselChatComposer *self);
gboolean easel_chat_composer_can_send (EaselChatComposer *self);
void easel_chat_composer_clear (EaselChatComposer *self, const char *text, GListModel *attachments);
void easel_chat_composer_show_problem (EaselChatComposer *self, const GError *error);
void easel_chat_composer_choose_model (EaselChatComposer *self);
void easel_chat_composer_set_narrow (EaselChatComposer *self, gboolean narrow);
void easel_chat_composer_focus (EaselChatComposer *self);

void easel_chat_composer_add_files (EaselChatComposer *self, GListModel *files);
void easel_chat_composer_add_texture (EaselChatComposer *self, GdkTexture *texture);

G_END_DECLS
