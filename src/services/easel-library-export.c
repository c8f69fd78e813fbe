// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-library-service-private.h"
#include "easel-media-helper.h"
#include "easel-store-assets.h"

/* Files going out, with as much of what is known as the user wants. */

/* So many names are tried where one is taken. */
#define MOST_NAMES 10000

typedef struct
{
  EaselLibraryService *self;
  EaselFileStore *files;
  gint64 id;
  char *folder;
  char *name; /* NULL for its own */
  EaselAssetMetadata metadata;
  EaselAssetRow *row;
  char *path;
  GError *error;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_object_unref (export->self);
  easel_file_store_unref (export->files);
  g_free (export->folder);
  g_free (export->name);
  g_clear_pointer (&export->row, easel_asset_row_unref);
  g_free (export->path);
  g_clear_error (&export->error);
  g_free (export);
}

/* Where files lie that were given along is nobody's business who gets the picture. */
static gboolean
is_path (const EaselAssetRow *row, const char *name)
{
  return g_strcmp0 (row->source, "ai") == 0 && (g_str_equal (name, "mask") || g_str_equal (name, "workflow"));
}

static EaselMediaInfo *
make_info (const EaselAssetRow *row)
{
  EaselMediaInfo *info = easel_media_info_new ();
  g_autoptr (JsonNode) node = row->parameters != NULL ? easel_json_parse (row->parameters, -1, NULL) : NULL;
  JsonObject *parameters = easel_json_get_object (node, "");

  info->prompt = row->prompt != NULL && *row->prompt != '\0' ? g_strdup (row->prompt) : NULL;
  info->negative =
      row->negative_prompt != NULL && *row->negative_prompt != '\0' ? g_strdup (row->negative_prompt) : NULL;
  info->model = g_strdup (row->model_id);
  info->seed = row->seed;
  info->steps = row->steps;
  info->guidance = row->guidance;
  info->asked_width = row->asked_width;
  info->asked_height = row->asked_height;
  info->rating = row->rating;
  for (guint i = 0; row->tags != NULL && row->tags[i] != NULL; i++)
    g_ptr_array_add (info->tags, g_strdup (row->tags[i]));
  if (parameters != NULL)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, parameters);
      while (json_object_iter_next_ordered (&iter, &name, &value))
        if (json_node_get_value_type (value) == G_TYPE_STRING && !is_path (row, name))
          easel_media_info_set_parameter (info, name, json_node_get_string (value));
    }
  return info;
}

/* A name of no folder, with the end that its content has. */
static char *
make_name (const char *name, const char *mime, gint64 id, guint n)
{
  const char *extension = easel_media_format_get_extension (easel_media_format_find (mime));
  g_autofree char *stem = g_strdup (name);
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem && strlen (dot) <= 6)
    *dot = '\0';
  g_strdelimit (stem, "/\\:*?\"<>|\n\r\t", '_');
  if (*stem == '\0' || *stem == '.')
    {
      g_free (stem);
      stem = g_strdup_printf ("easel-%" G_GINT64_FORMAT, id);
    }
  if (strlen (stem) > 200)
    {
      char *end = g_utf8_find_prev_char (stem, stem + 200);

      *(end != NULL ? end : stem + 200) = '\0';
    }
  return n == 0 ? g_strdup_printf ("%s.%s", stem, extension)
                : g_strdup_printf ("%s-%u.%s", stem, n, extension);
}

/* The name that the user chose, or one like it. */
static char *
make_chosen_name (const char *name, guint n)
{
  const char *dot = strrchr (name, '.');
  gsize length = dot != NULL && dot != name ? (gsize) (dot - name) : strlen (name);

  return n == 0 ? g_strdup (name) : g_strdup_printf ("%.*s-%u%s", (int) length, name, n, name + length);
}

static gboolean
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
fail (const char *path, int saved_errno, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
               _ ("“%s” cannot be written: %s. Choose another folder."), name, g_strerror (saved_errno));
  return FALSE;
}

/* Under a name that is free: nothing that is there is written over, and a half
 * file never has that name. */
static gboolean
write_out (Export *export, GBytes *bytes)
{
  g_autofree char *temporary = g_build_filename (export->folder, ".easel-export-XXXXXX", NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  gboolean done = FALSE;
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0644);

  if (fd < 0)
    return fail (export->folder, errno, &export->error);
  if (!write_all (fd, data, size) || fsync (fd) != 0)
    fail (export->folder, errno, &export->error);
  for (guint n = 0; export->error == NULL && !done && n < MOST_NAMES; n++)
    {
      g_autofree char *name = export->name != NULL
                                  ? make_chosen_name (export->name, n)
                                  : make_name (export->row->name, export->row->mime, export->row->id, n);
      g_autofree char *path = g_build_filename (export->folder, name, NULL);

      if (link (temporary, path) == 0)
        done = TRUE;
      /* Some file systems know no links. */
      else if (errno != EEXIST && !g_file_test (path, G_FILE_TEST_EXISTS))
        {
          done = g_rename (temporary, path) == 0;
          if (!done)
            fail (path, errno, &export->error);
        }
      if (done)
        export->path = g_steal_pointer (&path);
    }
  if (!done && export->error == NULL)
    fail (export->folder, EEXIST, &export->error);
  close (fd);
  g_unlink (temporary);
  return done;
}

/* The file as it is to be; foreign files are taken apart in the reader's process. */
static GBytes *
make_bytes (Export *export, int fd)
{
  g_autoptr (EaselMediaHelper) helper = NULL;
  g_autoptr (EaselMediaInfo) info = NULL;
  g_autoptr (GMappedFile) file = NULL;

  if (export->metadata == EASEL_ASSET_METADATA_ORIGINAL || g_str_equal (export->row->kind, "text"))
    {
      file = g_mapped_file_new_from_fd (fd, FALSE, &export->error);
      return file != NULL ? g_mapped_file_get_bytes (file) : NULL;
    }
  helper = easel_media_helper_new (NULL);
  info = make_info (export->row);
  return easel_media_helper_write (helper, fd,
                                   export->metadata == EASEL_ASSET_METADATA_ALL      ? EASEL_MEDIA_KEEP_ALL
                                   : export->metadata == EASEL_ASSET_METADATA_PROMPT ? EASEL_MEDIA_KEEP_PROMPT
                                                                                     : EASEL_MEDIA_KEEP_NONE,
                                   info, &export->error);
}

static void
export_in_thread (gpointer data, gpointer unused)
{
  Export *export = data;
  g_autoptr (GBytes) out = NULL;
  int fd;

  if (!easel_file_store_verify (export->files, export->row->hash, NULL, &export->error))
    return;
  fd = easel_file_store_open (export->files, export->row->hash, &export->error);
  if (fd < 0)
    return;
  out = make_bytes (export, fd);
  close (fd);
  if (out == NULL)
    return;
  if (g_mkdir_with_parents (export->folder, 0755) != 0)
    fail (export->folder, errno, &export->error);
  else
    write_out (export, out);
}

static DexFuture *
export_fiber (gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;

  export->row = dex_await_boxed (easel_store_assets_get (export->self->store, export->id), &error);
  if (export->row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (export->row->purged_at != 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("This file was deleted for good."));
  dex_await (easel_thread_spawn (export_in_thread, export, NULL), NULL);
  if (export->path == NULL)
    return dex_future_new_for_error (g_steal_pointer (&export->error));
  return dex_future_new_take_string (g_steal_pointer (&export->path));
}

/**
 * easel_library_service_export:
 * @self: the service
 * @id: an asset
 * @folder: a local folder, which is made where it is missing
 * @metadata: what the copy says of itself
 *
 * Writes a copy under its name, or one like it that is free.
 *
 * Returns: (transfer full): resolves to the path of the copy, in the encoding of
 *   file names; rejects with %EASEL_ERROR_NOT_FOUND, %EASEL_ERROR_STORAGE, or
 *   %EASEL_ERROR_UNSUPPORTED if its format does not hold that
 */
DexFuture *
easel_library_service_export (EaselLibraryService *self,
                              gint64 id,
                              GFile *folder,
                              EaselAssetMetadata metadata)
{
  Export *export;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (g_file_peek_path (folder) != NULL);

  export = g_new0 (Export, 1);
  export->self = g_object_ref (self);
  export->files = easel_file_store_ref (self->files);
  export->id = id;
  export->folder = g_file_get_path (folder);
  export->metadata = metadata;
  return easel_fiber_spawn (export_fiber, export, export_free);
}

/**
 * easel_library_service_export_as:
 * @self: the service
 * @id: an asset
 * @file: a local file that is to be
 * @metadata: what the copy says of itself
 *
 * As easel_library_service_export(), under a name that the user chose. What is
 * there is not written over: the copy gets a name like it.
 *
 * Returns: (transfer full): resolves to the path of the copy
 */
DexFuture *
easel_library_service_export_as (EaselLibraryService *self,
                                 gint64 id,
                                 GFile *file,
                                 EaselAssetMetadata metadata)
{
  g_autoptr (GFile) folder = NULL;
  Export *export;

  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (self));
  dex_return_error_if_fail (g_file_peek_path (file) != NULL);

  folder = g_file_get_parent (file);
  dex_return_error_if_fail (folder != NULL);
  export = g_new0 (Export, 1);
  export->self = g_object_ref (self);
  export->files = easel_file_store_ref (self->files);
  export->id = id;
  export->folder = g_file_get_path (folder);
  export->name = g_file_get_basename (file);
  export->metadata = metadata;
  return easel_fiber_spawn (export_fiber, export, export_free);
}

/**
 * easel_library_service_dup_file_name:
 * @self: the service
 * @asset: a loaded asset
 *
 * Returns: (transfer full): the name that a copy of it gets where that is free
 */
char *
easel_library_service_dup_file_name (EaselLibraryService *self, EaselAsset *asset)
{
  const char *name;

  g_return_val_if_fail (EASEL_IS_LIBRARY_SERVICE (self), NULL);
  g_return_val_if_fail (easel_asset_is_loaded (asset), NULL);

  name = easel_asset_get_name (asset);
  return make_name (name != NULL ? name : "", easel_asset_get_mime (asset), easel_asset_get_id (asset), 0);
}
