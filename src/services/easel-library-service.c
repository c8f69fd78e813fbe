// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-asset-list-private.h"
#include "easel-asset-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-asset-import-private.h"
#include "easel-store-assets.h"

/* A file that is handed out whole; larger ones are read from where they lie. */
#define MOST_LOADED (256 * 1024 * 1024)

/**
 * EaselLibraryService:
 *
 * Pictures, clips and attachments: their files, what is known of them, how they
 * are found.
 */
G_DEFINE_FINAL_TYPE (EaselLibraryService, easel_library_service, G_TYPE_OBJECT)

static void
easel_library_service_dispose (GObject *object)
{
  EaselLibraryService *self = EASEL_LIBRARY_SERVICE (object);

  _easel_library_service_stop_following (self);
  g_clear_object (&self->store);
  g_clear_pointer (&self->thumbnailer, easel_thumbnailer_free);
  g_clear_pointer (&self->animator, easel_thumbnailer_free);
  g_clear_pointer (&self->files, easel_file_store_unref);

  G_OBJECT_CLASS (easel_library_service_parent_class)->dispose (object);
}

static void
easel_library_service_class_init (EaselLibraryServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_library_service_dispose;
}

static void
easel_library_service_init (EaselLibraryService *self)
{
}

EaselLibraryService *
_easel_library_service_new (EaselStore *store)
{
  EaselLibraryService *self = g_object_new (EASEL_TYPE_LIBRARY_SERVICE, NULL);
  g_autofree char *folder = g_path_get_dirname (easel_store_get_path (store));
  g_autofree char *files = g_build_filename (folder, "files", NULL);

  self->store = g_object_ref (store);
  self->files = easel_file_store_new (files);
  return self;
}

/*
 * The threads that read files; made when the first is to be read.
 */
EaselThumbnailer *
_easel_library_service_get_thumbnailer (EaselLibraryService *self)
{
  if (self->thumbnailer == NULL)
    self->thumbnailer = easel_thumbnailer_new (self->files, NULL, NULL, 0);
  return self->thumbnailer;
}

/*
 * The files, for services that write some.
 */
EaselFileStore *
_easel_library_service_get_files (EaselLibraryService *self)
{
  return self->files;
}

/*
 * Which kinds of file have a use there.
 */
EaselMediaKinds
_easel_library_get_accepted (EaselAssetUse use)
{
  EaselMediaKinds kinds = EASEL_MEDIA_IMAGES | EASEL_MEDIA_VIDEOS;

  return use == EASEL_ASSET_FOR_CHAT ? kinds | EASEL_MEDIA_TEXTS : kinds;
}

/* ---- in ---- */

/* A file on its way in; its thread writes what its fiber reads when it is done. */
typedef struct
{
  EaselLibraryService *self;
  EaselFileStore *files;
  char *path;
  GBytes *bytes;
  char *name;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  EaselAssetUse use;
  EaselStoredFile *file;
  EaselAssetRow *row;
  gint64 modified;
  GError *error;
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  g_object_unref (adding->self);
  easel_file_store_unref (adding->files);
  g_free (adding->path);
  g_clear_pointer (&adding->bytes, g_bytes_unref);
  g_free (adding->name);
  g_free (adding->provider_slug);
  g_free (adding->provider_name);
  g_free (adding->model_id);
  g_clear_pointer (&adding->file, easel_stored_file_free);
  g_clear_pointer (&adding->row, easel_asset_row_unref);
  g_clear_error (&adding->error);
  g_free (adding);
}

static void
add_in_thread (gpointer data, gpointer unused)
{
  Adding *adding = data;
  EaselMediaKinds accept = _easel_library_get_accepted (adding->use);

  if (adding->bytes != NULL)
    adding->file =
        easel_file_store_add_bytes (adding->files, adding->bytes, accept, adding->name, &adding->error);
  else
    adding->file =
        easel_file_store_add_file (adding->files, adding->path, accept, TRUE, NULL, &adding->error);
}

typedef struct
{
  EaselLibraryService *self;
  EaselStoredFile *file;
  EaselAssetRow *row;
} Keeping;

static void
keeping_free (gpointer data)
{
  Keeping *keeping = data;

  g_object_unref (keeping->self);
  g_clear_pointer (&keeping->file, easel_stored_file_free);
  easel_asset_row_unref (keeping->row);
  g_free (keeping);
}

/* What a model made was paid for, and what a check found may be the only copy: that is
 * kept whether it can be read or not. */
static gboolean
is_precious (const EaselAssetRow *row)
{
  return row->model_id != NULL || row->trashed_at != 0;
}

static DexFuture *
keep_fiber (gpointer data)
{
  Keeping *keeping = data;
  EaselLibraryService *self = keeping->self;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (EaselAssetRow) row = NULL;
  g_autoptr (GError) error = NULL;

  if (keeping->file->format != EASEL_MEDIA_TEXT)
    {
      g_autofree char *text = dex_await_string (
          easel_thumbnailer_read (_easel_library_service_get_thumbnailer (self), keeping->file->hash),
          &error);
      g_autoptr (EaselMediaInfo) info =
          text != NULL ? easel_media_info_new_from_text (text, -1, &error) : NULL;

      if ((info == NULL || !_easel_library_check_whole (info, keeping->row->name, &error)) &&
          !is_precious (keeping->row))
        {
          g_autofree char *hash = g_strdup (keeping->file->hash);

          g_clear_pointer (&keeping->file, easel_stored_file_free);
          dex_await (_easel_library_service_drop (self, hash), NULL);
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
      g_clear_error (&error);
      if (info != NULL)
        _easel_library_fill_info (keeping->row, info);
    }
  _easel_library_fill_file (keeping->row, keeping->file);
  g_ptr_array_add (rows, keeping->row);
  ids = dex_await_boxed (easel_store_assets_add (self->store, rows), &error);
  if (ids != NULL)
    row = dex_await_boxed (easel_store_assets_get (self->store, g_array_index (ids, gint64, 0)), &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (_easel_asset_new_for_row (row));
}

/*
 * Enters a file (taken) that lies on the disk as row (taken) says. Resolves to
 * the EaselAsset.
 */
DexFuture *
_easel_library_service_keep (EaselLibraryService *self, EaselStoredFile *file, EaselAssetRow *row)
{
  Keeping *keeping = g_new0 (Keeping, 1);

  keeping->self = g_object_ref (self);
  keeping->file = file;
  keeping->row = row;
  return easel_fiber_spawn (keep_fiber, keeping, keeping_free);
}

static DexFuture *
add_fiber (gpointer data)
{
  Adding *adding = data;
  EaselAssetRow *row;

  dex_await (easel_thread_spawn (add_in_thread, adding, NULL), NULL);
  if (adding->file == NULL)
    return dex_future_new_for_error (g_steal_pointer (&adding->error));

  row = easel_asset_row_new ();
  row->name = g_utf8_make_valid (adding->name, -1);
  row->source = g_strdup (adding->model_id != NULL              ? "ai"
                          : adding->use == EASEL_ASSET_FOR_CHAT ? "attachment"
                                                                : "import");
  row->provider_slug = g_strdup (adding->provider_slug);
  row->provider_name = g_strdup (adding->provider_name);
  row->model_id = g_strdup (adding->model_id);
  if (adding->path != NULL && adding->use == EASEL_ASSET_FOR_LIBRARY &&
      g_utf8_validate (adding->path, -1, NULL))
    row->origin = g_strdup (adding->path);
  return _easel_library_service_keep (adding->self, g_steal_pointer (&adding->file), row);
}

static Adding *
adding_new (EaselLibraryService *self, const char *name, EaselAssetUse use)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->self = g_object_ref (self);
  adding->files = easel_file_store_ref (self->files);
  adding->name = g_strdup (name);
  adding->use = use;
  return adding;
}

/*
 * A picture that a model made in a conversation. Resolves to the EaselAsset.
 */
DexFuture *
_easel_library_service_add_made (EaselLibraryService *self,
                                 GBytes *bytes,
                                 const char *provider_slug,
                                 const char *provider_name,
                                 const char *model_id)
{
  Adding *adding = adding_new (self, "", EASEL_ASSET_FOR_LIBRARY);

  adding->bytes = g_bytes_ref (bytes);
  adding->provider_slug = g_strdup (provider_slug);
  adding->provider_name = g_strdup (provider_name);
  adding->model_id = g_strdup (model_id);
  return easel_fiber_spawn (add_fiber, adding, adding_free);
}

/**
 * easel_library_service_add_file:
 * @self: the service
 * @file: a local file
 * @use: what it is for
 *
 * Brings in a copy. What it is, its content says, not its name.
 *
 * Returns: (transfer full): resolves to the #EaselAsset with its details;
 *   rejects with %EASEL_ERROR_UNSUPPORTED for what has no use there, or is no
 *   ordinary file, %EASEL_ERROR_NOT_FOUND, %EASEL_ERROR_STORAGE
 */
DexFuture *
easel_library_service_add_file (EaselLibraryService *self, GFile *file, EaselAssetUse use)
{
  Adding *adding;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (G_IS_FILE (file));

  if (g_file_peek_path (file) == NULL)
    {
      g_autofree char *name = g_file_get_parse_name (file);

      return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                                    _ ("“%s” is on another computer. Copy it to this one first."), name);
    }
  adding = adding_new (self, NULL, use);
  adding->path = g_file_get_path (file);
  adding->name = g_filename_display_basename (adding->path);
  return easel_fiber_spawn (add_fiber, adding, adding_free);
}

/**
 * easel_library_service_add_bytes:
 * @self: the service
 * @bytes: a whole file
 * @name: what to call it
 * @use: what it is for
 *
 * Returns: (transfer full): resolves to the #EaselAsset with its details, as
 *   easel_library_service_add_file() does
 */
DexFuture *
easel_library_service_add_bytes (EaselLibraryService *self,
                                 GBytes *bytes,
                                 const char *name,
                                 EaselAssetUse use)
{
  Adding *adding;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (bytes != NULL);

  adding = adding_new (self, name, use);
  adding->bytes = g_bytes_ref (bytes);
  return easel_fiber_spawn (add_fiber, adding, adding_free);
}

/**
 * easel_library_service_import:
 * @self: the service
 * @paths: (array zero-terminated=1): files and folders, in the encoding of file
 *   names
 *
 * Begins to bring in all of it. It goes on to its end, whoever holds it.
 *
 * Returns: (transfer full): the import
 */
EaselAssetImport *
easel_library_service_import (EaselLibraryService *self, const char *const *paths)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);

  return _easel_asset_import_new (self, paths);
}

/* ---- found ---- */

/**
 * easel_library_service_list:
 * @self: the service
 * @filter: (nullable): what it shows; %NULL for all
 *
 * Returns: (transfer full): a list that is filled a moment later
 */
EaselAssetList *
easel_library_service_list (EaselLibraryService *self, const EaselAssetFilter *filter)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);

  return _easel_asset_list_new (self->store, filter);
}

/* A call about one asset or one filter. */
typedef struct
{
  EaselLibraryService *self;
  EaselAsset *asset;
  gint64 id;
  char *filter;
} Task;

static Task *
task_new (EaselLibraryService *self, EaselAsset *asset, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->asset = asset != NULL ? g_object_ref (asset) : NULL;
  task->id = id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->asset);
  g_free (task->filter);
  g_free (task);
}

static DexFuture *
find_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) keys =
      dex_await_boxed (easel_store_assets_list (task->self->store, task->filter), &error);

  if (keys == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < keys->len; i++)
    g_array_append_val (ids, g_array_index (keys, EaselAssetKey, i).id);
  return dex_future_new_take_boxed (G_TYPE_ARRAY, g_steal_pointer (&ids));
}

/**
 * easel_library_service_find:
 * @self: the service
 * @filter: (nullable): what is looked for; %NULL for all
 *
 * Returns: (transfer full): resolves to a #GArray of ids (#gint64), all that fit,
 *   in order
 */
DexFuture *
easel_library_service_find (EaselLibraryService *self, const EaselAssetFilter *filter)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  task = task_new (self, NULL, 0);
  task->filter = filter != NULL ? _easel_asset_filter_to_query (filter) : NULL;
  return easel_fiber_spawn (find_fiber, task, task_free);
}

static DexFuture *
get_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAssetRow) row =
      dex_await_boxed (easel_store_assets_get (task->self->store, task->id), &error);

  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (task->asset == NULL)
    return dex_future_new_take_object (_easel_asset_new_for_row (row));
  _easel_asset_set_row (task->asset, row);
  return dex_future_new_true ();
}

/**
 * easel_library_service_get:
 * @self: the service
 * @id: an asset
 *
 * Returns: (transfer full): resolves to the #EaselAsset with its details, also
 *   if it is in the trash or purged; rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_library_service_get (EaselLibraryService *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_fiber_spawn (get_fiber, task_new (self, NULL, id), task_free);
}

/**
 * easel_library_service_load_details:
 * @self: the service
 * @asset: an asset of a list
 *
 * Loads its texts, or what they are by now.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_library_service_load_details (EaselLibraryService *self, EaselAsset *asset)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (EASEL_IS_ASSET (asset));

  return easel_fiber_spawn (get_fiber, task_new (self, asset, easel_asset_get_id (asset)), task_free);
}

/* Reading a file whole, in a thread. */
typedef struct
{
  EaselFileStore *files;
  char *hash;
  GBytes *bytes;
  GError *error;
} Reading;

static void
read_in_thread (gpointer data, gpointer unused)
{
  Reading *reading = data;
  g_autofree char *path = easel_file_store_get_path (reading->files, reading->hash);
  g_autofree char *content = NULL;
  gsize length;

  if (!easel_file_store_verify (reading->files, reading->hash, NULL, &reading->error))
    return;
  if (g_file_get_contents (path, &content, &length, &reading->error))
    reading->bytes = g_bytes_new_take (g_steal_pointer (&content), length);
}

static DexFuture *
load_file_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAssetRow) row =
      dex_await_boxed (easel_store_assets_get (task->self->store, task->id), &error);
  Reading reading = { 0 };

  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (row->purged_at != 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("This file was deleted for good."));
  if (row->bytes > MOST_LOADED)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                                  _ ("“%s” is too large for this. Choose a smaller file."), row->name);
  reading.files = task->self->files;
  reading.hash = row->hash;
  dex_await (easel_thread_spawn (read_in_thread, &reading, NULL), NULL);
  if (reading.bytes == NULL)
    return dex_future_new_for_error (g_steal_pointer (&reading.error));
  return dex_future_new_take_boxed (G_TYPE_BYTES, reading.bytes);
}

/**
 * easel_library_service_load_file:
 * @self: the service
 * @id: an asset
 *
 * Reads its file, the bytes as they came.
 *
 * Returns: (transfer full): resolves to its #GBytes; rejects with
 *   %EASEL_ERROR_NOT_FOUND, or %EASEL_ERROR_STORAGE if the file is damaged
 */
DexFuture *
easel_library_service_load_file (EaselLibraryService *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));

  return easel_fiber_spawn (load_file_fiber, task_new (self, NULL, id), task_free);
}

/**
 * easel_library_service_get_path:
 * @self: the service
 * @asset: a loaded asset
 *
 * Returns: (transfer full) (nullable): where its file lies, to be read only;
 *   %NULL if it was purged
 */
char *
easel_library_service_get_path (EaselLibraryService *self, EaselAsset *asset)
{
  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);
  g_return_val_if_fail (easel_asset_is_loaded (asset), NULL);

  return easel_asset_is_purged (asset)
             ? NULL
             : easel_file_store_get_path (self->files, easel_asset_get_hash (asset));
}
