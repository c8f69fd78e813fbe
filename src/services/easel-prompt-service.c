// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-prompt-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-prompt-private.h"
#include "easel-store-prompts.h"

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
G_DEFINE_FINAL_TYPE (EaselPromptService, easel_prompt_service, G_TYPE_OBJECT)

enum
{
  PROMPT_CHANGED,
  REVISIONS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What one asynchronous call works on. */
typedef struct
{
  EaselPromptService *self;
  char *text;
  EaselPromptContent *content;
} Task;

static Task *
task_new (EaselPromptService *self, const char *text)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
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
  return spawn (refresh_fiber, task_new (self, NULL));
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
  dex_future_disown (spawn (refresh_top_fiber, task_new (self, NULL)));
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

  return spawn (search_fiber, task_new (self, query));
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

  task = task_new (self, title);
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
