// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-service.h"
#include "easel-edit-service.h"
#include "easel-environment.h"
#include "easel-exchange-service.h"
#include "easel-generate-service.h"
#include "easel-library-service.h"
#include "easel-local-service.h"
#include "easel-prompt-service.h"
#include "easel-provider-service.h"
#include "easel-recipe-service.h"
#include "easel-usage-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CONTEXT (easel_context_get_type ())
G_DECLARE_FINAL_TYPE (EaselContext, easel_context, EASEL, CONTEXT, GObject)

EaselContext *easel_context_new (const char *data_dir, EaselEnvironment *environment);
DexFuture *easel_context_open (EaselContext *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_context_close (EaselContext *self) G_GNUC_WARN_UNUSED_RESULT;

EaselPromptService *easel_context_get_prompts (EaselContext *self);
EaselEditService *easel_context_get_edits (EaselContext *self);
EaselProviderService *easel_context_get_providers (EaselContext *self);
EaselGenerateService *easel_context_get_generate (EaselContext *self);
EaselLocalService *easel_context_get_local (EaselContext *self);
EaselLibraryService *easel_context_get_library (EaselContext *self);
EaselChatService *easel_context_get_chats (EaselContext *self);
EaselExchangeService *easel_context_get_exchange (EaselContext *self);
EaselRecipeService *easel_context_get_recipes (EaselContext *self);
EaselUsageService *easel_context_get_usage (EaselContext *self);

gboolean easel_context_get_read_only (EaselContext *self);
const char *easel_context_get_database_path (EaselContext *self);
const char *easel_context_get_setting (EaselContext *self, const char *name);
DexFuture *easel_context_set_setting (EaselContext *self,
                                      const char *name,
                                      const char *value) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_context_check (EaselContext *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
