// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-edit-run.h"
#include "easel-interaction.h"
#include "easel-token-count.h"
#include "easel-usage-types.h"

G_BEGIN_DECLS

/**
 * EaselEditOutcome:
 * @EASEL_EDIT_OPEN: nothing was decided yet
 * @EASEL_EDIT_TAKEN: every change was taken
 * @EASEL_EDIT_PARTLY: some were taken
 * @EASEL_EDIT_DISMISSED: none was
 *
 * What became of an edit.
 */
typedef enum
{
  EASEL_EDIT_OPEN,
  EASEL_EDIT_TAKEN,
  EASEL_EDIT_PARTLY,
  EASEL_EDIT_DISMISSED,
} EaselEditOutcome;

/**
 * EaselCacheUse:
 * @EASEL_CACHE_DEFAULT: as the user has set it
 * @EASEL_CACHE_USE: an answer of the last hour to the same request is taken
 * @EASEL_CACHE_BYPASS: the model is asked, and its answer not kept
 *
 * Whether a request that came before word for word is answered without asking.
 */
typedef enum
{
  EASEL_CACHE_DEFAULT,
  EASEL_CACHE_USE,
  EASEL_CACHE_BYPASS,
} EaselCacheUse;

/**
 * EaselEditRequest:
 * @model: PROVIDER:MODEL
 * @instruction: what should change
 * @content: what it should change in
 * @target: what it should change
 * @context: (nullable): JSON object that goes along, such as the target model
 * @prompt_id: the prompt, 0 if the text belongs to none
 * @revision_id: the revision that @content is, 0 if none
 * @generation: (nullable): id of a picture's generation, kept in the log
 * @temperature: sampling temperature, negative if not set
 * @max_tokens: most tokens of the answer, 0 if not set
 * @spend: what the user agreed to beyond the budgets
 * @cache: whether an earlier answer will do
 *
 * What one edit needs. Only read while it is passed.
 */
typedef struct
{
  const char *model;
  const char *instruction;
  EaselPromptContent *content;
  EaselEditTarget target;
  const char *context;
  gint64 prompt_id;
  gint64 revision_id;
  const char *generation;
  double temperature;
  guint max_tokens;
  EaselSpendFlags spend;
  EaselCacheUse cache;
} EaselEditRequest;

#define EASEL_TYPE_EDIT_SERVICE (easel_edit_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselEditService, easel_edit_service, EASEL, EDIT_SERVICE, GObject)

gboolean easel_edit_service_check (EaselEditService *self, const EaselEditRequest *request, GError **error);
EaselEditRun *easel_edit_service_start (EaselEditService *self, const EaselEditRequest *request);
EaselEditRun *easel_edit_service_get_run (EaselEditService *self, gint64 prompt_id);
DexFuture *easel_edit_service_find_open (EaselEditService *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_edit_service_set_outcome (EaselEditService *self,
                                           gint64 interaction_id,
                                           EaselEditOutcome outcome) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_edit_service_list_log (EaselEditService *self,
                                        gint64 prompt_id,
                                        const char *query,
                                        guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_edit_service_get_cache (EaselEditService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_edit_service_set_cache (EaselEditService *self, gboolean on) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_edit_service_estimate (EaselEditService *self,
                                      EaselModel *model,
                                      const EaselTokenStats *prompt,
                                      const EaselTokenStats *instruction,
                                      gint64 *cost);

const char *easel_edit_service_get_example_prompt (void);
const char *easel_edit_service_get_example_instruction (void);

G_END_DECLS
