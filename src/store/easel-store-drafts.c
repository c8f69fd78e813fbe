// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-drafts.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"
#include "easel-store-prompts-private.h"

/* A longer draft is found by its text only once it is a revision: a save shall stay short. */
#define MAX_INDEXED_BYTES (64 * 1024)

static gboolean
save_draft (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselDraftRow *row = call->row;
  g_autofree char *snippet = _easel_prompts_make_snippet (row->text);
  gint64 now = g_get_real_time ();

  if (!_easel_database_run (database, error, "UPDATE prompts SET snippet = ?2, updated_at = ?3 WHERE id = ?1",
                            "isi", row->prompt_id, snippet, now))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_prompts_not_found (row->prompt_id, error);
  if (!_easel_database_run (
          database, error,
          "INSERT OR REPLACE INTO drafts (prompt_id, revision_id, text, negative_text, locks, off, "
          "instruction, context, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
          "inssttsti", row->prompt_id, row->revision_id, row->text, row->negative_text, row->locks, row->off,
          row->instruction, row->context, now))
    return FALSE;
  return strlen (row->text) > MAX_INDEXED_BYTES || _easel_prompts_index (database, row->prompt_id, error);
}

static EaselDraftRow *
read_row (EaselStatement *s)
{
  EaselDraftRow *row = easel_draft_row_new ();

  row->prompt_id = _easel_statement_get_int (s, 0);
  row->revision_id = _easel_statement_get_int (s, 1);
  row->text = _easel_statement_dup_text (s, 2);
  row->negative_text = _easel_statement_dup_text (s, 3);
  row->locks = _easel_statement_dup_text (s, 4);
  row->off = _easel_statement_dup_text (s, 5);
  row->instruction = _easel_statement_dup_text (s, 6);
  row->context = _easel_statement_dup_text (s, 7);
  row->updated_at = _easel_statement_get_int (s, 8);
  return row;
}

static gboolean
load_draft (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT prompt_id, revision_id, text, negative_text, locks, off, instruction, context, "
      "updated_at FROM drafts WHERE prompt_id = ?",
      "i", call->ints[0]);

  if (s == NULL || !_easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_DRAFT_ROW, error))
    return FALSE;
  if (!G_IS_VALUE (value))
    _easel_value_take_boxed (value, EASEL_TYPE_DRAFT_ROW, NULL);
  return TRUE;
}

static char *
read_current_text (EaselDatabase *database, gint64 prompt_id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT r.text FROM prompts AS p JOIN revisions AS r ON r.id = p.revision_id WHERE p.id = ?", "i",
      prompt_id);

  if (s == NULL)
    return NULL;
  if (_easel_statement_next (s, error))
    return _easel_statement_dup_text (s, 0);
  return *error == NULL ? g_strdup ("") : NULL;
}

static gboolean
delete_draft (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];
  g_autofree char *text = NULL;
  g_autofree char *snippet = NULL;

  if (!_easel_database_run (database, error, "DELETE FROM drafts WHERE prompt_id = ?", "i", id))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return TRUE;

  text = read_current_text (database, id, error);
  if (text == NULL)
    return FALSE;
  snippet = _easel_prompts_make_snippet (text);
  return _easel_database_run (database, error, "UPDATE prompts SET snippet = ?2 WHERE id = ?1", "is", id,
                              snippet) &&
         _easel_prompts_index (database, id, error);
}

/**
 * easel_store_drafts_save:
 * @self: an open store
 * @row: what was typed, and the revision that it stands on
 *
 * A prompt has one draft; the last save is the one that counts.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if there is no such prompt
 */
DexFuture *
easel_store_drafts_save (EaselStore *self, EaselDraftRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL && row->text != NULL);

  if (!_easel_store_check_texts (&error, 6, row->text, row->negative_text, row->locks, row->off,
                                 row->instruction, row->context))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_draft_row_ref (row), (GDestroyNotify) easel_draft_row_unref);
  return _easel_store_write (self, EASEL_STORE_DRAFTS | EASEL_STORE_PROMPTS, save_draft, call);
}

/**
 * easel_store_drafts_load:
 * @self: an open store
 * @prompt_id: a prompt
 *
 * Returns: (transfer full): a future that resolves to an #EaselDraftRow, %NULL
 *   if the prompt has no draft
 */
DexFuture *
easel_store_drafts_load (EaselStore *self, gint64 prompt_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = prompt_id;
  return _easel_store_read (self, load_draft, call);
}

/**
 * easel_store_drafts_delete:
 * @self: an open store
 * @prompt_id: a prompt
 *
 * Returns: (transfer full): a future that resolves to %TRUE, also if the prompt
 *   had no draft
 */
DexFuture *
easel_store_drafts_delete (EaselStore *self, gint64 prompt_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = prompt_id;
  return _easel_store_write (self, EASEL_STORE_DRAFTS | EASEL_STORE_PROMPTS, delete_draft, call);
}
