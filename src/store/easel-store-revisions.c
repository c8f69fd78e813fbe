// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-revisions.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"
#include "easel-store-interactions-private.h"
#include "easel-store-prompts-private.h"

#define COLUMNS                                                                                              \
  "SELECT r.id, r.prompt_id, r.parent_id, r.number, r.text, r.negative_text, r.locks, r.off, r.origin, "     \
  "r.interaction_id, r.created_at, i.provider_slug, i.provider_name, i.model_id, r.message_id "              \
  "FROM revisions AS r "                                                                                     \
  "LEFT JOIN ai_interactions AS i ON i.id = r.interaction_id "

static EaselRevisionOrigin
parse_origin (const char *name)
{
  for (int i = EASEL_REVISION_TYPED; i <= EASEL_REVISION_GENERATE; i++)
    if (g_strcmp0 (name, easel_revision_origin_to_string (i)) == 0)
      return i;
  return EASEL_REVISION_TYPED;
}

static EaselRevisionRow *
read_row (EaselStatement *s)
{
  EaselRevisionRow *row = easel_revision_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->prompt_id = _easel_statement_get_int (s, 1);
  row->parent_id = _easel_statement_get_int (s, 2);
  row->number = _easel_statement_get_int (s, 3);
  row->text = _easel_statement_dup_text (s, 4);
  row->negative_text = _easel_statement_dup_text (s, 5);
  row->locks = _easel_statement_dup_text (s, 6);
  row->off = _easel_statement_dup_text (s, 7);
  row->origin = parse_origin (_easel_statement_get_text (s, 8));
  row->interaction_id = _easel_statement_get_int (s, 9);
  row->created_at = _easel_statement_get_int (s, 10);
  row->provider_slug = _easel_statement_dup_text (s, 11);
  row->provider_name = _easel_statement_dup_text (s, 12);
  row->model_id = _easel_statement_dup_text (s, 13);
  row->message_id = _easel_statement_get_int (s, 14);
  return row;
}

static gboolean
take_revision (EaselStatement *s, GValue *value, GError **error)
{
  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_REVISION_ROW, error);
}

static gboolean
get_revision (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE r.id = ?", "i", call->ints[0]);

  return take_revision (s, value, error) &&
         (G_IS_VALUE (value) ||
          _easel_store_not_found (error, _ ("There is no revision %lld."), (long long) call->ints[0]));
}

static gboolean
get_current (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "JOIN prompts AS p ON p.revision_id = r.id WHERE p.id = ?", "i",
      call->ints[0]);

  if (!take_revision (s, value, error))
    return FALSE;
  if (!G_IS_VALUE (value))
    _easel_value_take_boxed (value, EASEL_TYPE_REVISION_ROW, NULL);
  return TRUE;
}

static gboolean
list_revisions (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE r.prompt_id = ? ORDER BY r.number DESC", "i", call->ints[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_revision_row_unref, error);
}

static gboolean
insert_revision (EaselDatabase *database, EaselRevisionRow *row, gint64 now, gint64 *id, GError **error)
{
  gint64 found = 0, same_prompt = 1;

  if (!_easel_database_get_int (database, &found, error, "SELECT count(*) FROM prompts WHERE id = ?", "i",
                                row->prompt_id) ||
      (row->parent_id != 0 &&
       !_easel_database_get_int (database, &same_prompt, error,
                                 "SELECT count(*) FROM revisions WHERE id = ? AND prompt_id = ?", "ii",
                                 row->parent_id, row->prompt_id)))
    return FALSE;
  if (found == 0)
    return _easel_prompts_not_found (row->prompt_id, error);
  if (same_prompt == 0)
    return _easel_store_not_found (error, _ ("Prompt %lld has no revision %lld."), (long long) row->prompt_id,
                                   (long long) row->parent_id);

  return _easel_database_get_int (
      database, id, error,
      "INSERT INTO revisions (prompt_id, parent_id, number, text, negative_text, locks, off, origin, "
      "interaction_id, created_at, message_id) VALUES (?1, ?2, (SELECT ifnull(max(number), 0) + 1 FROM "
      "revisions WHERE "
      "prompt_id = ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING id",
      "inssttsnin", row->prompt_id, row->parent_id, row->text, row->negative_text, row->locks, row->off,
      easel_revision_origin_to_string (row->origin), row->interaction_id, now, row->message_id);
}

static gboolean
add_revision (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselRevisionRow *row = call->row;
  g_autofree char *snippet = _easel_prompts_make_snippet (row->text);
  gint64 id = 0, now = g_get_real_time ();
  g_autoptr (EaselStatement) s = NULL;

  if (!insert_revision (database, row, now, &id, error) ||
      !_easel_database_run (database, error,
                            "DELETE FROM drafts WHERE prompt_id = ?1 AND revision_id IS ?2 AND (?3 <> "
                            "'generate' OR text = ?4)",
                            "inss", row->prompt_id, row->parent_id,
                            easel_revision_origin_to_string (row->origin), row->text))
    return FALSE;
  if (_easel_database_changes (database) > 0)
    database->touched |= EASEL_STORE_DRAFTS;

  if (!_easel_database_run (database, error,
                            "UPDATE prompts SET revision_id = ?2, revision_count = revision_count + 1, "
                            "snippet = iif(EXISTS (SELECT 1 FROM drafts WHERE prompt_id = ?1), snippet, ?3), "
                            "updated_at = ?4 WHERE id = ?1",
                            "iisi", row->prompt_id, id, snippet, now) ||
      !_easel_prompts_index (database, row->prompt_id, error))
    return FALSE;
  if (call->ints[0] != 0)
    {
      database->touched |= EASEL_STORE_INTERACTIONS;
      if (!_easel_interactions_set_outcome (database, call->ints[0], (EaselInteractionOutcome) call->ints[1],
                                            error))
        return FALSE;
    }

  s = _easel_database_query (database, error, COLUMNS "WHERE r.id = ?", "i", id);
  return take_revision (s, value, error);
}

/**
 * easel_store_revisions_add:
 * @self: an open store
 * @row: prompt, parent, text, negative text, locks, off, origin and interaction
 *
 * Adds a revision, makes it the prompt's newest, and drops the draft that
 * stands on the revision's parent: all of it or nothing. A draft that stands on
 * another revision stays, and so does one that says something else than a text
 * that was frozen for a generation.
 *
 * Returns: (transfer full): a future that resolves to the new #EaselRevisionRow
 */
DexFuture *
easel_store_revisions_add (EaselStore *self, EaselRevisionRow *row)
{
  return easel_store_revisions_add_outcome (self, row, 0, EASEL_OUTCOME_OPEN);
}

/**
 * easel_store_revisions_add_outcome:
 * @self: an open store
 * @row: as for easel_store_revisions_add()
 * @interaction_id: an interaction, 0 for none
 * @outcome: what became of it
 *
 * Does easel_store_revisions_add() and easel_store_interactions_set_outcome()
 * together or not at all.
 *
 * Returns: (transfer full): a future that resolves to the new #EaselRevisionRow
 */
DexFuture *
easel_store_revisions_add_outcome (EaselStore *self,
                                   EaselRevisionRow *row,
                                   gint64 interaction_id,
                                   EaselInteractionOutcome outcome)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->text != NULL);

  if (!_easel_store_check_texts (&error, 4, row->text, row->negative_text, row->locks, row->off))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = interaction_id;
  call->ints[1] = outcome;
  _easel_store_call_set_row (call, easel_revision_row_ref (row), (GDestroyNotify) easel_revision_row_unref);
  return _easel_store_write (self, EASEL_STORE_REVISIONS | EASEL_STORE_PROMPTS, add_revision, call);
}

static DexFuture *
read_by_id (EaselStore *self, gint64 id, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  return _easel_store_read (self, func, call);
}

/**
 * easel_store_revisions_list:
 * @self: an open store
 * @prompt_id: a prompt
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselRevisionRow, the newest first
 */
DexFuture *
easel_store_revisions_list (EaselStore *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by_id (self, prompt_id, list_revisions);
}

/**
 * easel_store_revisions_get:
 * @self: an open store
 * @id: a revision
 *
 * Returns: (transfer full): a future that resolves to an #EaselRevisionRow or
 *   rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_revisions_get (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by_id (self, id, get_revision);
}

/**
 * easel_store_revisions_get_current:
 * @self: an open store
 * @prompt_id: a prompt
 *
 * Returns: (transfer full): a future that resolves to the prompt's newest
 *   #EaselRevisionRow, %NULL if it has none yet
 */
DexFuture *
easel_store_revisions_get_current (EaselStore *self, gint64 prompt_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_by_id (self, prompt_id, get_current);
}
