// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-edit-service.h"
#include "easel-prompt.h"
#include "easel-revision.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_STATE (easel_prompt_state_get_type ())

/**
 * EaselPromptState:
 * @prompt_id: the prompt
 * @title: its title
 * @revision: (nullable): the newest revision, %NULL if there is none yet
 * @draft: (nullable): what was typed on top of it, %NULL if nothing was
 * @draft_revision_id: the revision that @draft stands on, 0 if none
 * @context: (nullable): JSON object that goes along with edits
 *
 * A prompt as it is opened.
 */
typedef struct
{
  gint64 prompt_id;
  char *title;
  EaselRevision *revision;
  EaselPromptContent *draft;
  gint64 draft_revision_id;
  char *context;
} EaselPromptState;

GType easel_prompt_state_get_type (void) G_GNUC_CONST;
EaselPromptState *easel_prompt_state_ref (EaselPromptState *self);
void easel_prompt_state_unref (EaselPromptState *self);
EaselPromptContent *easel_prompt_state_get_content (EaselPromptState *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPromptState, easel_prompt_state_unref)

#define EASEL_TYPE_PROMPT_SERVICE (easel_prompt_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptService, easel_prompt_service, EASEL, PROMPT_SERVICE, GObject)

GListModel *easel_prompt_service_get_prompts (EaselPromptService *self);
gboolean easel_prompt_service_get_loaded (EaselPromptService *self);

DexFuture *easel_prompt_service_search (EaselPromptService *self, const char *query) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_create (EaselPromptService *self,
                                        const char *title,
                                        EaselPromptContent *content) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_rename (EaselPromptService *self,
                                        gint64 prompt_id,
                                        const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_set_context (EaselPromptService *self,
                                             gint64 prompt_id,
                                             const char *context) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_remove (EaselPromptService *self,
                                        gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_restore (EaselPromptService *self,
                                         gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_load (EaselPromptService *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_save_draft (EaselPromptService *self,
                                            gint64 prompt_id,
                                            gint64 revision_id,
                                            EaselPromptContent *content) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_commit (EaselPromptService *self,
                                        gint64 prompt_id,
                                        EaselPromptContent *content,
                                        EaselRevisionOrigin origin,
                                        gint64 parent_id,
                                        gint64 interaction_id,
                                        EaselEditOutcome outcome) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_list_revisions (EaselPromptService *self,
                                                gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_prompt_service_get_revision (EaselPromptService *self,
                                              gint64 revision_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
