// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-edit-service.h"
#include "easel-prompt-state.h"
#include "easel-prompt.h"
#include "easel-revision.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_SERVICE (easel_prompt_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptService, easel_prompt_service, EASEL, PROMPT_SERVICE, GObject)

GListModel *easel_prompt_service_get_prompts (EaselPromptService *self);
EaselPrompt *easel_prompt_service_find (EaselPromptService *self, gint64 prompt_id);

DexFuture *easel_prompt_service_search (EaselPromptService *self,
                                        const char *query) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_create (EaselPromptService *self,
                                        const char *title,
                                        EaselPromptContent *content) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_rename (EaselPromptService *self,
                                        gint64 prompt_id,
                                        const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_remove (EaselPromptService *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_restore (EaselPromptService *self,
                                         gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_load (EaselPromptService *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_save_draft (EaselPromptService *self,
                                            gint64 prompt_id,
                                            gint64 revision_id,
                                            EaselPromptContent *content,
                                            const char *instruction,
                                            const char *context) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_discard_draft (EaselPromptService *self,
                                               gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_commit (EaselPromptService *self,
                                        gint64 prompt_id,
                                        EaselPromptContent *content,
                                        EaselRevisionSource source,
                                        gint64 parent_id,
                                        gint64 interaction_id,
                                        EaselEditOutcome outcome) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_list_revisions (EaselPromptService *self,
                                                gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_get_revision (EaselPromptService *self,
                                              gint64 revision_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
