// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-import-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-store-assets.h"

#define MOST_FAILURES 10000

typedef struct
{
  char *name;
  char *reason;
} Failure;

/**
 * EaselAssetImport:
 *
 * Files and folders that are brought in. What is in the library already is
 * skipped, so that the same can be begun again where it was stopped.
 */
struct _EaselAssetImport
{
  GObject parent_instance;

  EaselLibraryService *library;
  EaselFileStore *files;
  EaselAssetImportWalk *walk;
  EaselMediaHelper *helper;
  GCancellable *cancellable;
  DexFuture *end;
  /* The thread's while it works, else the fiber's. */
  GPtrArray *batch;

  guint n_found;
  guint n_done;
  guint n_skipped;
  guint n_ignored;
  guint n_failed;
  GArray *added;    /* (element-type gint64) */
  GArray *failures; /* (element-type Failure) */
  GError *error;
  gboolean running;
};

G_DEFINE_FINAL_TYPE (EaselAssetImport, easel_asset_import, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_RUNNING,
  PROP_N_DONE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
clear_failure (gpointer data)
{
  Failure *failure = data;

  g_free (failure->name);
  g_free (failure->reason);
}

static void
easel_asset_import_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselAssetImport *self = EASEL_ASSET_IMPORT (object);

  switch (id)
    {
    case PROP_RUNNING:
      g_value_set_boolean (value, self->running);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_asset_import_finalize (GObject *object)
{
  EaselAssetImport *self = EASEL_ASSET_IMPORT (object);

  g_clear_object (&self->library);
  g_clear_pointer (&self->files, easel_file_store_unref);
  g_clear_pointer (&self->walk, _easel_asset_import_walk_free);
  g_clear_pointer (&self->helper, easel_media_helper_free);
  g_clear_pointer (&self->batch, g_ptr_array_unref);
  g_clear_object (&self->cancellable);
  dex_clear (&self->end);
  g_array_unref (self->added);
  g_array_unref (self->failures);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (easel_asset_import_parent_class)->finalize (object);
}

static void
easel_asset_import_class_init (EaselAssetImportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = easel_asset_import_get_property;
  object_class->finalize = easel_asset_import_finalize;

  /**
   * EaselAssetImport:running:
   *
   * Whether there is more to come.
   */
  properties[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /**
   * EaselAssetImport:n-done:
   *
   * How many files were dealt with; the other counts change with it.
   */
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_asset_import_init (EaselAssetImport *self)
{
  self->cancellable = g_cancellable_new ();
  self->batch = g_ptr_array_new_with_free_func ((GDestroyNotify) _easel_asset_import_file_free);
  self->added = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->failures = g_array_new (FALSE, FALSE, sizeof (Failure));
  g_array_set_clear_func (self->failures, clear_failure);
}

/* ---- a batch ---- */

static void
look_in_thread (gpointer data, gpointer unused)
{
  EaselAssetImport *self = data;
  EaselAssetImportFile *file;

  while (self->batch->len < EASEL_ASSET_IMPORT_BATCH && !g_cancellable_is_cancelled (self->cancellable) &&
         (file = _easel_asset_import_walk_next (self->walk)) != NULL)
    g_ptr_array_add (self->batch, file);
}

static void
store_in_thread (gpointer data, gpointer unused)
{
  EaselAssetImport *self = data;

  for (guint i = 0; i < self->batch->len; i++)
    {
      EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      if (g_cancellable_is_cancelled (self->cancellable))
        break;
      _easel_asset_import_file_store (file, self->files, self->helper, self->cancellable);
      /* Of a full or broken disk one file says enough. */
      if (g_error_matches (file->error, EASEL_ERROR, EASEL_ERROR_STORAGE) &&
          !easel_file_store_has_room (self->files, &self->error))
        break;
    }
  if (self->error == NULL)
    easel_file_store_sync (self->files, &self->error);
}

static char *
describe_origins (EaselAssetImport *self)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < self->batch->len; i++)
    {
      const EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);
      JsonArray *one = json_array_new ();

      json_array_add_string_element (one, g_utf8_validate (file->path, -1, NULL) ? file->path : "");
      json_array_add_int_element (one, file->modified);
      json_array_add_int_element (one, file->bytes);
      json_array_add_array_element (list, one);
    }
  json_node_set_array (node, list);
  return easel_json_to_string (node);
}

static char *
describe_hashes (EaselAssetImport *self)
{
  g_autoptr (JsonArray) list = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < self->batch->len; i++)
    {
      const EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      json_array_add_string_element (list, file->row != NULL ? file->row->hash : "");
    }
  json_node_set_array (node, list);
  return easel_json_to_string (node);
}

/* Marks those of the batch for which found has an id. */
static gboolean
mark_known (EaselAssetImport *self, DexFuture *found)
{
  g_autoptr (GArray) ids = dex_await_boxed (found, &self->error);

  for (guint i = 0; ids != NULL && i < MIN (ids->len, self->batch->len); i++)
    {
      EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      if (g_array_index (ids, gint64, i) != 0 && file->error == NULL)
        file->known = TRUE;
    }
  return ids != NULL;
}

/* Twice in one folder is once in the library. */
static void
mark_twins (EaselAssetImport *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->batch->len; i++)
    {
      EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      if (file->row != NULL && !file->known && !g_hash_table_add (seen, file->row->hash))
        file->known = TRUE;
    }
}

static gboolean
add_rows (EaselAssetImport *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);
  g_autoptr (GArray) ids = NULL;

  for (guint i = 0; i < self->batch->len; i++)
    {
      EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      if (file->row != NULL && !file->known)
        g_ptr_array_add (rows, easel_asset_row_ref (file->row));
    }
  if (rows->len == 0)
    return TRUE;
  ids = dex_await_boxed (easel_store_assets_add (self->library->store, rows), &self->error);
  if (ids == NULL)
    return FALSE;
  g_array_append_vals (self->added, ids->data, ids->len);
  return TRUE;
}

static void
add_failure (EaselAssetImport *self, const char *path, const char *reason)
{
  Failure failure = { g_filename_display_name (path), g_strdup (reason) };

  self->n_failed++;
  if (self->failures->len < MOST_FAILURES)
    g_array_append_val (self->failures, failure);
  else
    clear_failure (&failure);
}

/* Files that came in for nothing: hashes that nobody may have. */
static GPtrArray *
count_batch (EaselAssetImport *self, gboolean entered)
{
  GPtrArray *unused = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->batch->len; i++)
    {
      EaselAssetImportFile *file = g_ptr_array_index (self->batch, i);

      if (file->file != NULL && (file->row == NULL || !entered))
        g_ptr_array_add (unused, g_strdup (file->file->hash));
      if (g_error_matches (file->error, EASEL_ERROR, EASEL_ERROR_CANCELLED))
        continue;
      self->n_done++;
      if (file->error != NULL)
        add_failure (self, file->path, file->error->message);
      else if (file->known)
        self->n_skipped++;
      else if (file->ignored)
        self->n_ignored++;
    }
  return unused;
}

static gboolean
do_batch (EaselAssetImport *self)
{
  g_autofree char *origins = describe_origins (self);
  g_autofree char *hashes = NULL;
  g_autoptr (GPtrArray) unused = NULL;
  gboolean good;

  if (!mark_known (self, easel_store_assets_find_origins (self->library->store, origins)))
    return FALSE;
  dex_await (easel_thread_spawn (store_in_thread, self, NULL), NULL);
  hashes = describe_hashes (self);
  good =
      self->error == NULL && mark_known (self, easel_store_assets_find_hashes (self->library->store, hashes));
  if (good)
    mark_twins (self);
  good = good && add_rows (self);
  unused = count_batch (self, good);
  g_ptr_array_set_size (self->batch, 0);
  for (guint i = 0; i < unused->len; i++)
    dex_await (_easel_library_service_drop (self->library, g_ptr_array_index (unused, i)), NULL);
  return good;
}

static DexFuture *
import_fiber (gpointer data)
{
  EaselAssetImport *self = data;
  gboolean more = TRUE;

  while (more && !g_cancellable_is_cancelled (self->cancellable))
    {
      dex_await (easel_thread_spawn (look_in_thread, self, NULL), NULL);
      self->n_found = self->n_done + self->batch->len + _easel_asset_import_walk_get_n_waiting (self->walk);
      more = self->batch->len > 0 && do_batch (self);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
    }
  self->running = FALSE;
  easel_media_helper_rest (self->helper);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUNNING]);
  if (self->error != NULL)
    return dex_future_new_for_error (g_error_copy (self->error));
  return dex_future_new_true ();
}

EaselAssetImport *
_easel_asset_import_new (EaselLibraryService *library, const char *const *paths)
{
  EaselAssetImport *self = g_object_new (EASEL_TYPE_ASSET_IMPORT, NULL);

  self->library = g_object_ref (library);
  self->files = easel_file_store_ref (library->files);
  self->walk = _easel_asset_import_walk_new (paths);
  self->helper = easel_media_helper_new (NULL);
  self->running = TRUE;
  self->end = easel_fiber_spawn (import_fiber, g_object_ref (self), g_object_unref);
  return self;
}

/* ---- public ---- */

/**
 * easel_asset_import_wait:
 * @self: an import
 *
 * Returns: (transfer full): resolves to %TRUE when it is done or was stopped;
 *   rejects with %EASEL_ERROR_STORAGE if it could not go on. What failed of
 *   single files is in the list of failures.
 */
DexFuture *
easel_asset_import_wait (EaselAssetImport *self)
{
  dex_return_error_if_fail (EASEL_IS_ASSET_IMPORT (self));

  return dex_ref (self->end);
}

/**
 * easel_asset_import_stop:
 * @self: an import
 *
 * Stops it; what came in stays, and another import of the same goes on from there.
 */
void
easel_asset_import_stop (EaselAssetImport *self)
{
  g_return_if_fail (EASEL_IS_ASSET_IMPORT (self));

  g_cancellable_cancel (self->cancellable);
}

gboolean
easel_asset_import_is_running (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), FALSE);

  return self->running;
}

gboolean
easel_asset_import_is_stopped (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), FALSE);

  return g_cancellable_is_cancelled (self->cancellable);
}

/**
 * easel_asset_import_get_n_found:
 * @self: an import
 *
 * Returns: how many files are known of so far; folders that were not opened yet
 *   count as one
 */
guint
easel_asset_import_get_n_found (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->n_found;
}

guint
easel_asset_import_get_n_done (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->n_done;
}

guint
easel_asset_import_get_n_added (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->added->len;
}

/**
 * easel_asset_import_get_n_skipped:
 * @self: an import
 *
 * Returns: how many were in the library already
 */
guint
easel_asset_import_get_n_skipped (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->n_skipped;
}

/**
 * easel_asset_import_get_n_ignored:
 * @self: an import
 *
 * Returns: how many files of folders are no pictures or clips
 */
guint
easel_asset_import_get_n_ignored (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->n_ignored;
}

guint
easel_asset_import_get_n_failed (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), 0);

  return self->n_failed;
}

/**
 * easel_asset_import_get_error:
 * @self: an import
 *
 * Returns: (transfer none) (nullable): why it could not go on
 */
const GError *
easel_asset_import_get_error (EaselAssetImport *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), NULL);

  return self->running ? NULL : self->error;
}

/**
 * easel_asset_import_get_added:
 * @self: an import
 * @n_added: (out): how many
 *
 * Returns: (transfer none) (array length=n_added): ids of the assets that came in
 */
const gint64 *
easel_asset_import_get_added (EaselAssetImport *self, guint *n_added)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), NULL);

  *n_added = self->added->len;
  return (const gint64 *) (gpointer) self->added->data;
}

/**
 * easel_asset_import_get_failed_name:
 * @self: an import
 * @index: number of a failure, from 0
 *
 * Returns: (transfer none) (nullable): which file, as it is shown; %NULL beyond
 *   the last that is kept
 */
const char *
easel_asset_import_get_failed_name (EaselAssetImport *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), NULL);

  return index < self->failures->len ? g_array_index (self->failures, Failure, index).name : NULL;
}

/**
 * easel_asset_import_get_failed_reason:
 * @self: an import
 * @index: number of a failure, from 0
 *
 * Returns: (transfer none) (nullable): why, a sentence
 */
const char *
easel_asset_import_get_failed_reason (EaselAssetImport *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_ASSET_IMPORT (self), NULL);

  return index < self->failures->len ? g_array_index (self->failures, Failure, index).reason : NULL;
}
