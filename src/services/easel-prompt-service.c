// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-content-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-prompt-private.h"
#include "easel-revision-private.h"
#include "easel-store-drafts.h"
#include "easel-store-interactions.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"

/* The sidebar lists all prompts; beyond this many the search is the way. */
#define MOST_LISTED 20000
#define MOST_FOUND 500

/* So many prompts are read again whenever one of them changes. */
#define SHORT_LIST 300
/* Of more, so many while somebody types, */
#define TOP 32
/* and all so many milliseconds after the last change. */
#define REFRESH_DELAY 2000

/**
 * EaselPromptService:
 *
 * The prompts: their list, their revisions, and the drafts that are typed on
 * top of these. The list follows what other windows and processes do.
 */
struct _EaselPromptService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  GListStore *prompts;
  GHashTable *by_id;

  /* state */
  gboolean loaded;
  gboolean refreshing;
  gboolean refresh_again;
  guint refresh_source;
};

G_DEFINE_FINAL_TYPE (EaselPromptService, easel_prompt_service, G_TYPE_OBJECT)

enum
{
  PROMPT_CHANGED,
  REVISIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

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
  char *text;
  EaselPromptContent *content;
  EaselRevisionSource source;
  EaselEditOutcome outcome;
} Task;

static Task *
task_new (EaselPromptService *self, gint64 prompt_id, const char *text)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->prompt_id = prompt_id;
  task->text = g_strdup (text);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_pointer (&task->content, easel_prompt_content_unref);
  g_free (task->text);
  g_free (task);
}

static DexFuture *
spawn (DexFiberFunc func, Task *task)
{
  return easel_fiber_spawn (func, task, task_free);
}

/* ---- the list ---- */

static void
update_from_row (EaselPrompt *prompt, const EaselPromptRow *row)
{
  _easel_prompt_update (prompt, row->title, row->snippet, (guint) row->revision_count, row->updated_at);
}

static EaselPrompt *
take_prompt (EaselPromptService *self, const EaselPromptRow *row)
{
  EaselPrompt *prompt = g_hash_table_lookup (self->by_id, &row->id);

  if (prompt == NULL)
    {
      prompt = _easel_prompt_new (row->id);
      g_hash_table_insert (self->by_id, g_memdup2 (&row->id, sizeof row->id), prompt);
    }
  update_from_row (prompt, row);
  return prompt;
}

/* Items keep their identity; only the stretch that differs is replaced. */
static void
show_rows (EaselPromptService *self, GPtrArray *rows)
{
  GListModel *model = G_LIST_MODEL (self->prompts);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint n_old = g_list_model_get_n_items (model);
  guint head = 0, tail = 0;
  GHashTableIter iter;
  gpointer id;

  for (guint i = 0; i < rows->len; i++)
    {
      EaselPromptRow *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (items, take_prompt (self, row));
      g_hash_table_add (seen, &row->id);
    }
  /* Who hears of the change finds none that is gone. */
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (seen, id))
      g_hash_table_iter_remove (&iter);

  while (head < n_old && head < items->len)
    {
      g_autoptr (EaselPrompt) old = g_list_model_get_item (model, head);

      if (old != g_ptr_array_index (items, head))
        break;
      head++;
    }
  while (tail < n_old - head && tail < items->len - head)
    {
      g_autoptr (EaselPrompt) old = g_list_model_get_item (model, n_old - 1 - tail);

      if (old != g_ptr_array_index (items, items->len - 1 - tail))
        break;
      tail++;
    }
  if (head + tail < n_old || head + tail < items->len)
    g_list_store_splice (self->prompts, head, n_old - head - tail, items->pdata + head,
                         items->len - head - tail);
}

/* Puts what was changed last in its place; what stands below is left alone. */
static void
show_top (EaselPromptService *self, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    {
      EaselPrompt *prompt = take_prompt (self, g_ptr_array_index (rows, i));
      g_autoptr (EaselPrompt) shown = g_list_model_get_item (G_LIST_MODEL (self->prompts), i);
      guint position;

      if (shown == prompt)
        continue;
      g_object_ref (prompt);
      if (g_list_store_find (self->prompts, prompt, &position))
        g_list_store_remove (self->prompts, position);
      g_list_store_insert (self->prompts, i, prompt);
      g_object_unref (prompt);
    }
}

static DexFuture *
refresh_top_fiber (gpointer data)
{
  EaselPromptService *self = ((Task *) data)->self;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_prompts_list (self->store, NULL, TOP, 0), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (self->prompts != NULL && !self->refreshing)
    show_top (self, rows);
  return dex_future_new_true ();
}

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselPromptService *self = ((Task *) data)->self;

  do
    {
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GError) error = NULL;

      self->refresh_again = FALSE;
      rows = dex_await_boxed (easel_store_prompts_list (self->store, NULL, MOST_LISTED, 0), &error);
      if (rows == NULL)
        {
          self->refreshing = FALSE;
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
      if (self->prompts == NULL)
        return dex_future_new_true ();
      show_rows (self, rows);
    }
  while (self->refresh_again);

  self->refreshing = FALSE;
  self->loaded = TRUE;
  return dex_future_new_true ();
}

DexFuture *
_easel_prompt_service_refresh (EaselPromptService *self)
{
  if (self->refreshing)
    {
      self->refresh_again = TRUE;
      return dex_future_new_true ();
    }
  self->refreshing = TRUE;
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  return spawn (refresh_fiber, task_new (self, 0, NULL));
}

static gboolean
on_refresh_timeout_cb (gpointer user_data)
{
  EaselPromptService *self = user_data;

  self->refresh_source = 0;
  dex_future_disown (_easel_prompt_service_refresh (self));
  return G_SOURCE_REMOVE;
}

/* While somebody types, a long list is not read again and again: who is typed in
 * comes to the top, and all of it is read once there is a pause. */
static void
refresh_soon (EaselPromptService *self, gboolean typing)
{
  if (!typing || g_list_model_get_n_items (G_LIST_MODEL (self->prompts)) <= SHORT_LIST)
    {
      dex_future_disown (_easel_prompt_service_refresh (self));
      return;
    }
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  self->refresh_source = g_timeout_add (REFRESH_DELAY, on_refresh_timeout_cb, self);
  dex_future_disown (spawn (refresh_top_fiber, task_new (self, 0, NULL)));
}

static void
on_store_changed_cb (EaselPromptService *self, guint groups)
{
  guint text = groups & (EASEL_STORE_REVISIONS | EASEL_STORE_DRAFTS);

  if (!self->loaded)
    return;
  if (text != 0 || (groups & EASEL_STORE_PROMPTS) != 0)
    refresh_soon (self, text != 0);
  if (text != 0)
    g_signal_emit (self, signals[PROMPT_CHANGED], 0);
  if ((text & EASEL_STORE_REVISIONS) != 0)
    g_signal_emit (self, signals[REVISIONS_CHANGED], 0);
}

/* ---- calls ---- */

static DexFuture *
search_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GListStore) found = g_list_store_new (EASEL_TYPE_PROMPT);
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_prompts_list (task->self->store, task->text, MOST_FOUND, 0), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < rows->len; i++)
    {
      EaselPromptRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselPrompt) prompt = _easel_prompt_new (row->id);

      update_from_row (prompt, row);
      g_list_store_append (found, prompt);
    }
  return dex_future_new_take_object (g_steal_pointer (&found));
}

static DexFuture *
create_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (EaselPromptRow) row = NULL;
  gint64 id;

  id = dex_await_int64 (easel_store_prompts_create (task->self->store, task->text, 0), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (*task->content->text != '\0' || *task->content->negative != '\0')
    {
      g_autoptr (EaselRevision) revision =
          dex_await_object (easel_prompt_service_commit (task->self, id, task->content,
                                                         EASEL_REVISION_SOURCE_TYPED, 0, 0, EASEL_EDIT_OPEN),
                            &error);

      if (revision == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
    }
  row = dex_await_boxed (easel_store_prompts_get (task->self->store, id), &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  prompt = g_object_ref (take_prompt (task->self, row));
  return dex_future_new_take_object (g_steal_pointer (&prompt));
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
  return row;
}

static EaselRevision *
make_revision (EaselRevisionRow *row, gint64 parent_number)
{
  g_autoptr (EaselPromptContent) content =
      _easel_content_from_columns (row->text, row->negative_text, row->locks, row->off);
  g_autofree char *model_name = _easel_revision_dup_model_name (row);

  return _easel_revision_new (row->id, row->prompt_id, (guint) row->number, (guint) parent_number, content,
                              (EaselRevisionSource) row->origin, model_name, row->created_at);
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

static void
easel_prompt_service_dispose (GObject *object)
{
  EaselPromptService *self = EASEL_PROMPT_SERVICE (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->prompts);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_prompt_service_parent_class)->dispose (object);
}

static void
easel_prompt_service_class_init (EaselPromptServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_prompt_service_dispose;

  /**
   * EaselPromptService::prompt-changed:
   *
   * Some revision or draft changed, here or in another process.
   */
  signals[PROMPT_CHANGED] = g_signal_new ("prompt-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EaselPromptService::revisions-changed:
   *
   * Some prompt got a revision, here or in another process.
   */
  signals[REVISIONS_CHANGED] = g_signal_new ("revisions-changed", G_TYPE_FROM_CLASS (klass),
                                             G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_prompt_service_init (EaselPromptService *self)
{
  self->prompts = g_list_store_new (EASEL_TYPE_PROMPT);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

EaselPromptService *
_easel_prompt_service_new (EaselStore *store)
{
  EaselPromptService *self = g_object_new (EASEL_TYPE_PROMPT_SERVICE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_prompt_service_get_prompts:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselPrompt, the newest change first
 */
GListModel *
easel_prompt_service_get_prompts (EaselPromptService *self)
{
  g_return_val_if_fail (EASEL_IS_PROMPT_SERVICE (self), NULL);

  return G_LIST_MODEL (self->prompts);
}

/**
 * easel_prompt_service_find:
 * @self: the service
 * @prompt_id: a prompt
 *
 * Returns: (transfer full) (nullable): the prompt as the list has it
 */
EaselPrompt *
easel_prompt_service_find (EaselPromptService *self, gint64 prompt_id)
{
  EaselPrompt *prompt;

  g_return_val_if_fail (EASEL_IS_PROMPT_SERVICE (self), NULL);

  prompt = g_hash_table_lookup (self->by_id, &prompt_id);
  return prompt != NULL ? g_object_ref (prompt) : NULL;
}

/**
 * easel_prompt_service_search:
 * @self: the service
 * @query: words to find in titles and texts; prompt syntax is no query syntax
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselPrompt, the best
 *   match first
 */
DexFuture *
easel_prompt_service_search (EaselPromptService *self, const char *query)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return spawn (search_fiber, task_new (self, 0, query));
}

/**
 * easel_prompt_service_create:
 * @self: the service
 * @title: its title, may be ""
 * @content: what it begins with; its first revision unless it is empty
 *
 * Returns: (transfer full): resolves to an #EaselPrompt
 */
DexFuture *
easel_prompt_service_create (EaselPromptService *self, const char *title, EaselPromptContent *content)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));
  dex_return_error_if_fail (title != NULL && content != NULL);

  task = task_new (self, 0, title);
  task->content = easel_prompt_content_ref (content);
  return spawn (create_fiber, task);
}

/**
 * easel_prompt_service_rename:
 * @self: the service
 * @prompt_id: the prompt
 * @title: its new title, "" to name it by its text
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_prompt_service_rename (EaselPromptService *self, gint64 prompt_id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return easel_store_prompts_rename (self->store, prompt_id, title);
}

/**
 * easel_prompt_service_remove:
 * @self: the service
 * @prompt_id: the prompt
 *
 * Takes the prompt out of the list; easel_prompt_service_restore() undoes it.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_prompt_service_remove (EaselPromptService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return easel_store_prompts_delete (self->store, prompt_id);
}

/**
 * easel_prompt_service_restore:
 * @self: the service
 * @prompt_id: a prompt that was removed
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_prompt_service_restore (EaselPromptService *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_PROMPT_SERVICE (self));

  return easel_store_prompts_restore (self->store, prompt_id);
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

  return spawn (load_fiber, task_new (self, prompt_id, NULL));
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

  task = task_new (self, prompt_id, NULL);
  task->content = easel_prompt_content_ref (content);
  task->source = source;
  task->parent_id = parent_id;
  task->interaction_id = interaction_id;
  task->outcome = outcome;
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

  return spawn (list_revisions_fiber, task_new (self, prompt_id, NULL));
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

  task = task_new (self, 0, NULL);
  task->revision_id = revision_id;
  return spawn (get_revision_fiber, task);
}
