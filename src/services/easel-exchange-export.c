// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-exchange-service-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-hash.h"
#include "easel-import-private.h"
#include "easel-store-messages.h"
#include "easel-store-threads.h"
#include "easel-transcript-writer.h"

/* So much of what goes along with a chat is in its file: it must not be larger than
 * what is read again. */
#define MOST_FILE_BYTES (32 * 1024 * 1024)

/* So many texts are read at a time. */
#define MOST_LOADED 200

static const EaselTranscriptFormat formats[] = {
  [EASEL_EXPORT_JSON] = EASEL_TRANSCRIPT_JSON,
  [EASEL_EXPORT_MARKDOWN] = EASEL_TRANSCRIPT_MARKDOWN,
  [EASEL_EXPORT_HTML] = EASEL_TRANSCRIPT_HTML,
  [EASEL_EXPORT_TEXT] = EASEL_TRANSCRIPT_TEXT,
};

G_STATIC_ASSERT (G_N_ELEMENTS (formats) == EASEL_EXPORT_N_FORMATS);

typedef struct
{
  EaselStore *store;
  EaselLibraryService *library;
  gint64 thread_id;
  EaselExportFormat format;
  EaselTranscriptWriter *writer;
  char *path;
  char *partial;
  int fd;
  gboolean own_fd;
  GString *buffer;
  EaselTranscript *transcript;
  EaselExportReport report;
  GError *error;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  if (export->own_fd)
    close (export->fd);
  if (export->partial != NULL)
    g_unlink (export->partial);
  g_clear_pointer (&export->transcript, easel_transcript_free);
  g_clear_error (&export->error);
  easel_transcript_writer_free (export->writer);
  g_string_free (export->buffer, TRUE);
  g_free (export->partial);
  g_free (export->path);
  g_object_unref (export->store);
  g_object_unref (export->library);
  g_free (export);
}

/* ---- in a thread ---- */

static void
fail_writing (Export *export)
{
  g_autofree char *name = export->path != NULL ? g_path_get_basename (export->path) : NULL;

  if (export->error == NULL && name != NULL)
    g_set_error (&export->error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("%s cannot be written: %s."), name,
                 g_strerror (errno));
  else if (export->error == NULL)
    g_set_error (&export->error, EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The chats cannot be written: %s."),
                 g_strerror (errno));
}

static void
flush (Export *export)
{
  const char *at = export->buffer->str;
  gsize left = export->buffer->len;

  while (left > 0 && export->error == NULL)
    {
      gssize written = write (export->fd, at, left);

      if (written < 0 && errno != EINTR)
        fail_writing (export);
      else if (written > 0)
        {
          at += written;
          left -= (gsize) written;
        }
    }
  g_string_truncate (export->buffer, 0);
}

/* Beside the file, so that it takes its place in one step. */
static void
open_partial (gpointer data, gpointer unused)
{
  Export *export = data;
  g_autofree char *folder = g_path_get_dirname (export->path);
  g_autofree char *partial = g_build_filename (folder, ".easel-export-XXXXXX", NULL);

  export->fd = g_mkstemp_full (partial, O_RDWR | O_CLOEXEC, 0600);
  if (export->fd < 0)
    {
      fail_writing (export);
      return;
    }
  export->own_fd = TRUE;
  export->partial = g_steal_pointer (&partial);
}

static void
hash_files (EaselTranscript *transcript)
{
  for (guint i = 0; i < transcript->messages->len; i++)
    {
      const EaselTranscriptMessage *message = g_ptr_array_index (transcript->messages, i);

      for (guint k = 0; k < message->files->len; k++)
        {
          EaselTranscriptFile *file = g_ptr_array_index (message->files, k);

          if (file->bytes != NULL)
            file->hash =
                easel_hash_bytes (g_bytes_get_data (file->bytes, NULL), g_bytes_get_size (file->bytes));
        }
    }
}

static void
write_transcript (gpointer data, gpointer unused)
{
  Export *export = data;

  hash_files (export->transcript);
  easel_transcript_writer_add (export->writer, export->transcript, export->buffer);
  g_clear_pointer (&export->transcript, easel_transcript_free);
  flush (export);
}

static void
write_end (gpointer data, gpointer unused)
{
  Export *export = data;
  g_autofree char *folder = NULL;
  int folder_fd;

  easel_transcript_writer_end (export->writer, export->buffer);
  flush (export);
  if (export->error != NULL || export->path == NULL)
    return;
  if (fsync (export->fd) != 0 || g_rename (export->partial, export->path) != 0)
    {
      fail_writing (export);
      return;
    }
  g_clear_pointer (&export->partial, g_free);
  /* It is there; that its name is on the disk, too, not every file system can say. */
  folder = g_path_get_dirname (export->path);
  folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd >= 0)
    {
      fsync (folder_fd);
      close (folder_fd);
    }
}

/* ---- in the fiber ---- */

/* Awaits: the words of the messages from the one at @from on. */
static GPtrArray *
load_rows (Export *export, const GArray *heads, guint from, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = from; i < heads->len && ids->len < MOST_LOADED; i++)
    g_array_append_val (ids, g_array_index (heads, EaselMessageHead, i).id);
  return dex_await_boxed (easel_store_messages_load (export->store, ids), error);
}

static const EaselMessageRecord *
find_row (const GPtrArray *rows, gint64 id)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const EaselMessageRecord *row = g_ptr_array_index (rows, i);

      if (row->head.id == id)
        return row;
    }
  return NULL;
}

/* Awaits: what goes along with the last message of @transcript, as far as the
 * format has room for it. */
static void
load_files (Export *export, EaselTranscript *transcript, const EaselMessageRecord *row, gint64 *n_bytes)
{
  const EaselTranscriptMessage *message =
      easel_transcript_get_message (transcript, transcript->messages->len);

  if (export->format != EASEL_EXPORT_JSON && export->format != EASEL_EXPORT_HTML)
    return;
  for (guint i = 0; i < message->files->len; i++)
    {
      const EaselMessageFile *kept = g_ptr_array_index (row->files, i);
      EaselTranscriptFile *file = g_ptr_array_index (message->files, i);
      g_autoptr (GError) error = NULL;

      if (export->format == EASEL_EXPORT_HTML && kept->is_text)
        continue;
      if (kept->bytes <= MOST_FILE_BYTES - *n_bytes)
        file->bytes =
            dex_await_boxed (easel_library_service_load_file (export->library, kept->asset_id), &error);
      if (file->bytes != NULL)
        *n_bytes += (gint64) g_bytes_get_size (file->bytes);
      else
        export->report.n_left_out++;
    }
}

/* Awaits: all of a thread. */
static EaselTranscript *
load_transcript (Export *export, const EaselThreadRow *thread, GError **error)
{
  g_autoptr (EaselTranscript) transcript = _easel_exchange_make_transcript (thread);
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) heads = dex_await_boxed (easel_store_messages_tree (export->store, thread->id), error);

  gint64 n_bytes = 0;

  if (heads == NULL)
    return NULL;
  for (guint i = 0; i < heads->len; i += MOST_LOADED)
    {
      g_autoptr (GPtrArray) rows = load_rows (export, heads, i, error);

      if (rows == NULL)
        return NULL;
      for (guint k = i; k < MIN (heads->len, i + MOST_LOADED); k++)
        {
          const EaselMessageRecord *row = find_row (rows, g_array_index (heads, EaselMessageHead, k).id);

          if (row == NULL)
            continue;
          _easel_exchange_add_message (transcript, row, places);
          load_files (export, transcript, row, &n_bytes);
        }
    }
  transcript->leaf = GPOINTER_TO_UINT (g_hash_table_lookup (places, &thread->leaf_id));
  return g_steal_pointer (&transcript);
}

static int
compare_threads (gconstpointer a, gconstpointer b)
{
  const EaselThreadRow *first = *(EaselThreadRow *const *) a;
  const EaselThreadRow *second = *(EaselThreadRow *const *) b;

  return first->id < second->id ? -1 : first->id > second->id;
}

/* Awaits: the threads that are wanted, in the order in which they came to be. */
static GPtrArray *
list_threads (Export *export, GError **error)
{
  g_autoptr (GPtrArray) threads = NULL;
  EaselThreadRow *thread;

  if (export->thread_id == 0)
    {
      threads = dex_await_boxed (easel_store_threads_list (export->store, FALSE), error);
      if (threads != NULL)
        g_ptr_array_sort (threads, compare_threads);
      return g_steal_pointer (&threads);
    }
  thread = dex_await_boxed (easel_store_threads_get (export->store, export->thread_id), error);
  if (thread == NULL)
    return NULL;
  threads = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_thread_row_unref);
  g_ptr_array_add (threads, thread);
  return g_steal_pointer (&threads);
}

static DexFuture *
export_fiber (gpointer data)
{
  Export *export = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) threads = list_threads (export, &error);

  if (threads != NULL && export->path != NULL)
    dex_await (easel_thread_spawn (open_partial, export, NULL), NULL);
  for (guint i = 0; threads != NULL && i < threads->len && export->error == NULL; i++)
    {
      export->transcript = load_transcript (export, g_ptr_array_index (threads, i), &error);
      if (export->transcript == NULL)
        break;
      dex_await (easel_thread_spawn (write_transcript, export, NULL), NULL);
      export->report.n_threads++;
    }
  if (error == NULL && export->error == NULL)
    dex_await (easel_thread_spawn (write_end, export, NULL), NULL);
  if (error == NULL && export->error != NULL)
    error = g_steal_pointer (&export->error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  export->report.n_blanked = easel_transcript_writer_get_n_blanked (export->writer);
  return dex_future_new_take_boxed (EASEL_TYPE_EXPORT_REPORT,
                                    g_memdup2 (&export->report, sizeof export->report));
}

/* To the file at path, or, if that is NULL, to fd. */
DexFuture *
_easel_exchange_export (
    EaselExchangeService *self, gint64 thread_id, EaselExportFormat format, const char *path, int fd)
{
  Export *export = g_new0 (Export, 1);

  export->store = g_object_ref (self->store);
  export->library = g_object_ref (self->library);
  export->format = format;
  export->thread_id = thread_id;
  export->writer = easel_transcript_writer_new (formats[format], thread_id == 0);
  export->path = g_strdup (path);
  export->fd = fd;
  export->buffer = g_string_new (NULL);
  return easel_fiber_spawn (export_fiber, export, export_free);
}
