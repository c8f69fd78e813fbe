// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-asset-import-private.h"

/* What of an import waits for the disk: it runs in a thread, one call at a time. */

#define DEEPEST 64

typedef struct
{
  char *path;
  guint depth;
} Waiting;

struct _EaselAssetImportWalk
{
  GQueue waiting; /* (element-type Waiting), the next first */
};

static void
waiting_free (gpointer data)
{
  g_free (((Waiting *) data)->path);
  g_free (data);
}

static void
push (GQueue *queue, char *path, guint depth, gboolean first)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->path = path;
  waiting->depth = depth;
  if (first)
    g_queue_push_head (queue, waiting);
  else
    g_queue_push_tail (queue, waiting);
}

EaselAssetImportWalk *
_easel_asset_import_walk_new (const char *const *paths)
{
  EaselAssetImportWalk *self = g_new0 (EaselAssetImportWalk, 1);

  g_queue_init (&self->waiting);
  for (guint i = 0; paths[i] != NULL; i++)
    push (&self->waiting, g_canonicalize_filename (paths[i], NULL), 0, FALSE);
  return self;
}

void
_easel_asset_import_walk_free (EaselAssetImportWalk *self)
{
  g_queue_clear_full (&self->waiting, waiting_free);
  g_free (self);
}

guint
_easel_asset_import_walk_get_n_waiting (EaselAssetImportWalk *self)
{
  return self->waiting.length;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

/* Puts what is in a folder before the rest; FALSE with an error. */
static gboolean
open_folder (EaselAssetImportWalk *self, const Waiting *folder, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *shown = g_filename_display_name (folder->path);
  g_autoptr (GError) open_error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (folder->depth >= DEEPEST)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   _ ("The folder “%s” lies too deep within others. Choose it by itself."), shown);
      return FALSE;
    }
  dir = g_dir_open (folder->path, 0, &open_error);
  if (dir == NULL)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("The folder “%s” cannot be opened: %s."),
                   shown, open_error->message);
      return FALSE;
    }
  /* Hidden ones are other programs' own. */
  while ((name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort_values (names, compare_names);
  for (guint i = names->len; i > 0; i--)
    push (&self->waiting, g_build_filename (folder->path, names->pdata[i - 1], NULL), folder->depth + 1,
          TRUE);
  return TRUE;
}

static EaselAssetImportFile *
look (EaselAssetImportWalk *self, Waiting *waiting, gboolean *is_folder)
{
  EaselAssetImportFile *file = g_new0 (EaselAssetImportFile, 1);
  struct stat status;

  file->path = g_strdup (waiting->path);
  file->named = waiting->depth == 0;
  *is_folder = FALSE;
  if (g_lstat (waiting->path, &status) == 0)
    {
      file->bytes = status.st_size;
      file->modified = (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC + status.st_mtim.tv_nsec / 1000;
      *is_folder = S_ISDIR (status.st_mode) && open_folder (self, waiting, &file->error);
    }
  return file;
}

/*
 * The next file, or a folder that cannot be opened, with its error; NULL at the end.
 */
EaselAssetImportFile *
_easel_asset_import_walk_next (EaselAssetImportWalk *self)
{
  Waiting *waiting;

  while ((waiting = g_queue_pop_head (&self->waiting)) != NULL)
    {
      gboolean is_folder;
      EaselAssetImportFile *file = look (self, waiting, &is_folder);

      waiting_free (waiting);
      if (!is_folder)
        return file;
      _easel_asset_import_file_free (file);
    }
  return NULL;
}

void
_easel_asset_import_file_free (EaselAssetImportFile *self)
{
  g_free (self->path);
  g_clear_pointer (&self->file, easel_stored_file_free);
  g_clear_pointer (&self->row, easel_asset_row_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* Of a file whose name says that it is one, it is said that it is not. */
static gboolean
claims_to_be_one (const char *path)
{
  static const char *const endings[] = { ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".mp4", ".webm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize length = strlen (path), end = strlen (endings[i]);

      if (length > end && g_ascii_strcasecmp (path + length - end, endings[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* What lies about in a folder and is no picture is left alone. */
static gboolean
is_beside_the_point (const char *path)
{
  guint8 head[EASEL_MEDIA_SNIFF_BYTES];
  int fd = easel_media_open_regular (path, NULL, NULL, NULL);
  gssize n;
  EaselMediaFormat format;

  if (fd < 0)
    return FALSE;
  n = pread (fd, head, sizeof head, 0);
  close (fd);
  format = n > 0 ? easel_media_format_sniff (head, (gsize) n) : EASEL_MEDIA_UNKNOWN;
  return n > 0 && (format == EASEL_MEDIA_TEXT ||
                   (format == EASEL_MEDIA_UNKNOWN && easel_media_name_foreign (head, (gsize) n) == NULL));
}

static EaselAssetRow *
make_row (EaselAssetImportFile *self, const EaselMediaInfo *info)
{
  EaselAssetRow *row = easel_asset_row_new ();

  row->source = g_strdup ("import");
  row->name = g_filename_display_basename (self->path);
  if (g_utf8_validate (self->path, -1, NULL))
    {
      row->origin = g_strdup (self->path);
      row->origin_time = self->modified;
    }
  _easel_library_fill_info (row, info);
  _easel_library_fill_file (row, self->file);
  if (row->taken_at == 0)
    row->taken_at = self->modified;
  return row;
}

/*
 * Takes a copy of the file and reads what it says; the folder of the copies is
 * not synced yet. What came of it is in the file.
 */
void
_easel_asset_import_file_store (EaselAssetImportFile *self,
                                EaselFileStore *files,
                                EaselMediaHelper *helper,
                                GCancellable *cancellable)
{
  g_autofree char *name = g_filename_display_basename (self->path);
  g_autoptr (EaselMediaInfo) info = NULL;
  int fd;

  if (self->error != NULL || self->known)
    return;
  if (!self->named && !claims_to_be_one (self->path) && is_beside_the_point (self->path))
    {
      self->ignored = TRUE;
      return;
    }
  self->file = easel_file_store_add_file (files, self->path, EASEL_MEDIA_IMAGES | EASEL_MEDIA_VIDEOS, FALSE,
                                          cancellable, &self->error);
  if (self->file == NULL)
    return;
  fd = easel_file_store_open (files, self->file->hash, &self->error);
  if (fd >= 0)
    {
      info = easel_media_helper_read (helper, fd, cancellable, &self->error);
      close (fd);
    }
  if (info != NULL && _easel_library_check_whole (info, name, &self->error))
    self->row = make_row (self, info);
}
