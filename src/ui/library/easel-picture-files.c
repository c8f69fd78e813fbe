// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-files.h"

#include <glib/gi18n.h>

/**
 * EaselPictureFiles:
 *
 * The files of many pictures, for the clipboard or to be dragged: where they lie
 * is looked up while they are on their way, since few of them are in view.
 */
struct _EaselPictureFiles
{
  GdkContentProvider parent_instance;

  /* owned */
  DexFuture *looking;
  GdkFileList *files; /* once they are known */
  GList *waiting;     /* of GTask: who wants them before */
  GError *error;
};

G_DEFINE_FINAL_TYPE (EaselPictureFiles, easel_picture_files, GDK_TYPE_CONTENT_PROVIDER)

/* A part of another program's question: what to write, and where to. */
typedef struct
{
  GOutputStream *stream;
  char *mime;
  int priority;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->stream);
  g_free (writing->mime);
  g_free (writing);
}

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (gdk_content_serialize_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes task. */
static void
write_files (EaselPictureFiles *self, GTask *task)
{
  Writing *writing = g_task_get_task_data (task);
  GValue value = G_VALUE_INIT;

  if (self->error != NULL)
    {
      g_task_return_error (task, g_error_copy (self->error));
      g_object_unref (task);
      return;
    }
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, self->files);
  gdk_content_serialize_async (writing->stream, writing->mime, &value, writing->priority,
                               g_task_get_cancellable (task), on_written_cb, task);
  g_value_unset (&value);
}

static void
take_paths (EaselPictureFiles *self, const char *const *paths)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_path (paths[i]));
  if (files->len > 0)
    self->files = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  else
    g_set_error_literal (&self->error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _ ("These files are not in the library any more."));
}

static DexFuture *
on_found_cb (DexFuture *future, gpointer user_data)
{
  EaselPictureFiles *self = user_data;
  const GValue *value = dex_future_get_value (future, &self->error);
  g_autoptr (GList) waiting = g_steal_pointer (&self->waiting);

  if (value != NULL)
    take_paths (self, g_value_get_boxed (value));
  for (GList *link = waiting; link != NULL; link = link->next)
    write_files (self, link->data);
  return dex_future_new_true ();
}

/* ---- the provider ---- */

static GdkContentFormats *
easel_picture_files_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_new_for_gtype (GDK_TYPE_FILE_LIST);
}

static GdkContentFormats *
easel_picture_files_ref_storable_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_union_serialize_mime_types (easel_picture_files_ref_formats (provider));
}

static void
easel_picture_files_write_mime_type_async (GdkContentProvider *provider,
                                           const char *mime_type,
                                           GOutputStream *stream,
                                           int io_priority,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data)
{
  EaselPictureFiles *self = EASEL_PICTURE_FILES (provider);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Writing *writing = g_new0 (Writing, 1);

  writing->stream = g_object_ref (stream);
  writing->mime = g_strdup (mime_type);
  writing->priority = io_priority;
  g_task_set_task_data (task, writing, writing_free);
  if (self->files != NULL || self->error != NULL)
    write_files (self, task);
  else
    self->waiting = g_list_append (self->waiting, task);
}

static gboolean
easel_picture_files_write_mime_type_finish (GdkContentProvider *provider,
                                            GAsyncResult *result,
                                            GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
easel_picture_files_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  EaselPictureFiles *self = EASEL_PICTURE_FILES (provider);

  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return GDK_CONTENT_PROVIDER_CLASS (easel_picture_files_parent_class)->get_value (provider, value, error);
  if (self->files != NULL)
    {
      g_value_set_boxed (value, self->files);
      return TRUE;
    }
  if (self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PENDING,
                         _ ("The files are still being looked up. Try again in a moment."));
  return FALSE;
}

static void
easel_picture_files_finalize (GObject *object)
{
  EaselPictureFiles *self = EASEL_PICTURE_FILES (object);

  dex_clear (&self->looking);
  if (self->files != NULL)
    g_boxed_free (GDK_TYPE_FILE_LIST, self->files);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (easel_picture_files_parent_class)->finalize (object);
}

static void
easel_picture_files_class_init (EaselPictureFilesClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = easel_picture_files_finalize;
  provider_class->ref_formats = easel_picture_files_ref_formats;
  provider_class->ref_storable_formats = easel_picture_files_ref_storable_formats;
  provider_class->write_mime_type_async = easel_picture_files_write_mime_type_async;
  provider_class->write_mime_type_finish = easel_picture_files_write_mime_type_finish;
  provider_class->get_value = easel_picture_files_get_value;
}

static void
easel_picture_files_init (EaselPictureFiles *self)
{
}

/**
 * easel_picture_files_new:
 * @service: whose pictures they are
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 *
 * Returns: (transfer full): a list of files, as other programs take it
 */
GdkContentProvider *
easel_picture_files_new (EaselLibraryService *service, const gint64 *ids, guint n_ids)
{
  EaselPictureFiles *self = g_object_new (EASEL_TYPE_PICTURE_FILES, NULL);

  self->looking = dex_future_finally (easel_library_service_find_paths (service, ids, n_ids), on_found_cb,
                                      g_object_ref (self), g_object_unref);
  return GDK_CONTENT_PROVIDER (self);
}
