// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-service-private.h"

#include "easel-content-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-revision-private.h"
#include "easel-store-drafts.h"
#include "easel-store-interactions.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"

/* What a prompt holds: its revisions, and the draft on top of one. */

G_STATIC_ASSERT ((int) EASEL_REVISION_SOURCE_TYPED == (int) EASEL_REVISION_TYPED);
G_STATIC_ASSERT ((int) EASEL_REVISION_SOURCE_EDIT == (int) EASEL_REVISION_EDIT);
G_STATIC_ASSERT ((int) EASEL_REVISION_SOURCE_IMPORT == (int) EASEL_REVISION_IMPORT);
G_STATIC_ASSERT ((int) EASEL_REVISION_SOURCE_RESTORE == (int) EASEL_REVISION_RESTORE);
G_STATIC_ASSERT ((int) EASEL_REVISION_SOURCE_GENERATE == (int) EASEL_REVISION_GENERATE);
G_STATIC_ASSERT ((int) EASEL_EDIT_OPEN == (int) EASEL_OUTCOME_OPEN);
G_STATIC_ASSERT ((int) EASEL_EDIT_DISMISSED == (int) EASEL_OUTCOME_DISMISSED);

/* What one asynchronous call works on. */
typedef struct
{
  EaselPromptService *self;
  gint64 prompt_id;
  gint64 revision_id;
  gint64 parent_id;
  gint64 interaction_id;
  gint64 message_id;
  EaselPromptContent *content;
  EaselRevisionSource source;
  EaselEditOutcome outcome;
} Task;

static Task *
task_new (EaselPromptService *self, gint64 prompt_id)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->prompt_id = prompt_id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_pointer (&task->content, easel_prompt_content_unref);
  g_free (task);
}

static DexFuture *
spawn (DexFiberFunc func, Task *task)
{
  return easel_fiber_spawn (func, task, task_free);
}

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  EaselStore *store = task->self->store;
  g_autoptr (EaselPromptState) state = _easel_prompt_state_new (task->prompt_id);
  g_autoptr (EaselPromptRow) prompt = NULL;
  g_autoptr (EaselDraftRow) draft = NULL;
  g_autoptr (GError) error = NULL;

  prompt = dex_await_boxed (easel_store_prompts_get (store, task->prompt_id), &error);
  if (prompt == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  state->title = g_strdup (prompt->title);

  if (prompt->revision_id != 0)
    {
      state->revision =
          dex_await_object (easel_prompt_service_get_revision (task->self, prompt->revision_id), &error);
      if (state->revision == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (prompt->has_draft)
    {
      draft = dex_await_boxed (easel_store_drafts_load (store, task->prompt_id), &error);
      if (error != NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (draft != NULL)
    {
      state->draft =
          _easel_content_from_columns (draft->text, draft->negative_text, draft->locks, draft->off);
      state->draft_revision_id = draft->revision_id;
      state->instruction = g_strdup (draft->instruction);
      state->context = g_strdup (draft->context);
    }
  return dex_future_new_take_boxed (EASEL_TYPE_PROMPT_STATE, g_steal_pointer (&state));
}

static EaselRevisionRow *
revision_row_new (Task *task)
{
  EaselRevisionRow *row = easel_revision_row_new ();

  row->prompt_id = task->prompt_id;
  row->parent_id = task->parent_id;
  row->text = g_strdup (task->content->text);
  row->negative_text = g_strdup (task->content->negative);
  row->locks = _easel_spans_to_column (task->content->locks);
  row->off = _easel_spans_to_column (task->content->offs);
  row->origin = (EaselRevisionOrigin) task->source;
  row->interaction_id = task->interaction_id;
  row->message_id = task->message_id;
  return row;
}

static EaselRevision *
make_revision (EaselRevisionRow *row, gint64 parent_number)
{
  g_autoptr (EaselPromptContent) content =
      _easel_content_from_columns (row->text, row->negative_text, row->locks, row->off);
  g_autofree char *model_name = _easel_revision_dup_model_name (row);

  EaselRevision *revision =
      _easel_revision_new (row->id, row->prompt_id, (guint) row->number, (guint) parent_number, content,
                           (EaselRevisionSource) row->origin, model_name, row->created_at);

  _easel_revision_set_message_id (revision, row->message_id);
  return revision;
}

/* Resolves to the revision, which knows its parent's number. */
static DexFuture *
resolve_revision (EaselPromptService *self, EaselRevisionRow *row)
{
  g_autoptr (EaselRevisionRow) parent = NULL;

  if (row->parent_id != 0)
    parent = dex_await_boxed (easel_store_revisions_get (self->store, row->parent_id), NULL);
  return dex_future_new_take_object (make_revision (row, parent != NULL ? parent->number : 0));
}

static DexFuture *
commit_fiber (gpointer data)
{
  Task *task = data;
  EaselStore *store = task->self->store;
  g_autoptr (EaselRevisionRow) row = revision_row_new (task);
  g_autoptr (EaselRevisionRow) added = NULL;
  g_autoptr (GError) error = NULL;

  if (task->interaction_id != 0 && task->source == EASEL_REVISION_SOURCE_EDIT)
    added = dex_await_boxed (easel_store_revisions_add_outcome (store, row, task->interaction_id,
                                                                (EaselInteractionOutcome) task->outcome),
                             &error);
  else
    added = dex_await_boxed (easel_store_revisions_add (store, row), &error);
  if (added == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return resolve_revision (task->self, added);
}

static DexFuture *
get_revision_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselRevisionRow) row = NULL;
  g_autoptr (GError) error = NULL;

  row = dex_await_boxed (easel_store_revisions_get (task->self->store, task->revision_id), &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return resolve_revision (task->self, row);
}

static DexFuture *
list_revisions_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_REVISION);
  g_autoptr (GPtrArray) revisions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) numbers = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_revisions_list (task->self->store, task->prompt_id), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < rows->len; i++)
    {
      EaselRevisionRow *row = g_ptr_array_index (rows, i);

      g_hash_table_insert (numbers, &row->id, GINT_TO_POINTER ((int) row->number));
    }
  for (guint i = 0; i < rows->len; i++)
    {
      EaselRevisionRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselRevision) revision =
          make_revision (row, GPOINTER_TO_INT (g_hash_table_lookup (numbers, &row->parent_id)));

      g_ptr_array_add (revisions, g_steal_pointer (&revision));
    }
  g_list_store_splice (list, 0, 0, revisions->pdata, revisions->len);
  return dex_future_new_take_object (g_steal_pointer (&list));
}

/**
 * easel_prompt_service_load:
 * @self: the service
 * @prompt_id: the prompt
 *
 * Returns: (transfer full): resolves to an #EaselPromptState; rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_prompt_service_load (EaselPromptService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return spawn (load_fiber, task_new (self, prompt_id));
}

/**
 * easel_prompt_service_save_draft:
 * @self: the service
 * @prompt_id: the prompt
 * @revision_id: the revision that was typed on, 0 if there is none
 * @content: what stands in the editor
 * @instruction: (nullable): what stands in the instruction line
 * @context: (nullable): JSON object that goes along with edits
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
easel_prompt_service_save_draft (EaselPromptService *self,
                                 gint64 prompt_id,
                                 gint64 revision_id,
                                 EaselPromptContent *content,
                                 const char *instruction,
                                 const char *context)
{
  g_autoptr (EaselDraftRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));
  dex_return_error_if_fail (content != NULL);

  row = easel_draft_row_new ();
  row->prompt_id = prompt_id;
  row->revision_id = revision_id;
  row->text = g_strdup (content->text);
  row->negative_text = g_strdup (content->negative);
  row->locks = _easel_spans_to_column (content->locks);
  row->off = _easel_spans_to_column (content->offs);
  row->instruction = g_strdup (instruction);
  row->context = g_strdup (context);
  return easel_store_drafts_save (self->store, row);
}

/**
 * easel_prompt_service_discard_draft:
 * @self: the service
 * @prompt_id: the prompt
 *
 * Drops what was typed on top of a revision, because a revision holds it.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_prompt_service_discard_draft (EaselPromptService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return easel_store_drafts_delete (self->store, prompt_id);
}

/**
 * easel_prompt_service_commit:
 * @self: the service
 * @prompt_id: the prompt
 * @content: what the revision holds
 * @source: how it came
 * @parent_id: the revision that it follows or was restored from, 0 if none; a
 *   draft on that revision goes, one on another stays
 * @interaction_id: the call whose changes were taken, 0 if none
 * @outcome: what became of that call, written in the same transaction
 *
 * Makes a revision of @content.
 *
 * Returns: (transfer full): resolves to an #EaselRevision
 */
DexFuture *
easel_prompt_service_commit (EaselPromptService *self,
                             gint64 prompt_id,
                             EaselPromptContent *content,
                             EaselRevisionSource source,
                             gint64 parent_id,
                             gint64 interaction_id,
                             EaselEditOutcome outcome)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));
  dex_return_error_if_fail (content != NULL);

  task = task_new (self, prompt_id);
  task->content = easel_prompt_content_ref (content);
  task->source = source;
  task->parent_id = parent_id;
  task->interaction_id = interaction_id;
  task->outcome = outcome;
  return spawn (commit_fiber, task);
}

/* The same of words that message_id of a conversation holds. */
DexFuture *
_easel_prompt_service_commit_message (EaselPromptService *self,
                                      gint64 prompt_id,
                                      EaselPromptContent *content,
                                      gint64 parent_id,
                                      gint64 message_id)
{
  Task *task = task_new (self, prompt_id);

  task->content = easel_prompt_content_ref (content);
  task->source = EASEL_REVISION_SOURCE_IMPORT;
  task->parent_id = parent_id;
  task->message_id = message_id;
  return spawn (commit_fiber, task);
}

/**
 * easel_prompt_service_list_revisions:
 * @self: the service
 * @prompt_id: the prompt
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselRevision, the
 *   newest first
 */
DexFuture *
easel_prompt_service_list_revisions (EaselPromptService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return spawn (list_revisions_fiber, task_new (self, prompt_id));
}

/**
 * easel_prompt_service_get_revision:
 * @self: the service
 * @revision_id: the revision
 *
 * Returns: (transfer full): resolves to an #EaselRevision; rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_prompt_service_get_revision (EaselPromptService *self, gint64 revision_id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  task = task_new (self, 0);
  task->revision_id = revision_id;
  return spawn (get_revision_fiber, task);
}
